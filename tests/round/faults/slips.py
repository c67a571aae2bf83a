"""Slips of the pen in texts."""

from __future__ import annotations

import random
from collections.abc import Callable

from round.draft import BookDraft, Expected
from round.faults.model import HINT, WARNING, Phase, at, fault
from round.faults.texts import running

_CUT_OFF = (
    "凭证完整，没有发现违规等情",
    "为群众解决了一批存在的问",
    "执行本单位《专项经费管理办法",
    "采购流程规范，今后将切实加",
    "惠及全市27个单",
    "日常维护由各责任科室负责（包括设备、线路、场地",
    "项目的实施得到了",
)
_COMMA = ("各项任务按期完成，", "采购设备、耗材、", "完成年度巡查，资料齐全，")
_MARKUP = (
    "<br/>各项任务已完成。",
    "&nbsp;&nbsp;资料齐全。",
    "<p>运行正常。</p>",
    '<span style="color:red">已核实。</span>',
)
_INSTRUCTIONS = (
    "（此处填写具体情况）",
    "（300字以内）",
    "（请简要说明实施情况）",
    "XX单位积极组织实施。",
    "20XX年将继续推进。",
)


def _end(
    code: str, severity: str, endings: tuple[str, ...]
) -> Callable[[BookDraft, random.Random], list[Expected] | None]:
    def plant(book: BookDraft, rng: random.Random) -> list[Expected] | None:
        for form, name, told in running(book, rng):
            form.claim(name)
            form.meant[name] = told + rng.choice(endings)
            return [at(code, severity, form.number, name)]
        return None

    return plant


fault("text-cut-off", Phase.CELLS)(_end("text-cut-off", WARNING, _CUT_OFF))
fault("text-cut-off/comma", Phase.CELLS)(_end("text-cut-off", HINT, _COMMA))
fault("text-markup", Phase.CELLS)(_end("text-markup", HINT, _MARKUP))
fault("text-instruction", Phase.CELLS)(_end("text-instruction", WARNING, _INSTRUCTIONS))


@fault("percent-sign-missing", Phase.CELLS)
def _sign(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    steps = sorted(rng.sample(range(150, 1000), 4))
    lost = rng.randrange(4)
    told = "，".join(
        f"{name}季度推进 {step / 10}{'' if at_ == lost else '%'}"
        for at_, (name, step) in enumerate(zip("一二三四", steps, strict=True))
    )
    return _end("percent-sign-missing", WARNING, (f"工程形象进度{told}。",))(book, rng)
