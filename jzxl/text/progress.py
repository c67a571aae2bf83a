"""The state of completion as departments write it: 完成, 部分完成, 100%, or a figure in the wrong column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from jzxl.text.model import Claim
from jzxl.text.quantity import read


class StatusKind(StrEnum):
    """What a 完成进度 states."""

    DONE = "done"
    """完成, 已完成, 超额完成, 达标, 按时完成."""
    NOT_DONE = "not-done"
    """未完成, 未达标, 未开展."""
    PARTLY = "partly"
    """部分完成, 基本完成, 进行中: under way, nothing said about the rest."""
    RATE = "rate"
    """90%, 完成90%, 100%完成."""
    FIGURE = "figure"
    """A quantity that is no percentage, which belongs in another column."""
    NONE = "none"
    """Blank, or a stroke or word for not applicable."""
    OTHER = "other"
    """Anything else."""


@dataclass(frozen=True, slots=True)
class Status:
    """A state of completion."""

    kind: StatusKind
    rate: Fraction | None = None
    """Of one: 118% is 1.18; for RATE only."""
    decimals: int | None = None
    """Decimals printed of the percentage, for RATE only."""
    figure: Claim | None = None
    """For RATE and FIGURE."""


_LONGEST = 40
# Possessive, so that no text of these words makes the match slow.
_LEAD = (
    "(?:已|经|均|都|全部|全面|任务|目标|指标|工作|年度|全年|本年|当年|该|此|项|按照?要求|按质|按量|保质|保量"
    "|顺利|圆满|较好|如期|按期|按时|及时|提前|超额|高质量|正常|尚|还|暂|仍)*+"
)
_END = "(?:任务|目标|指标|工作|年度|全年|值|计划|情况|要求|预期|[了。!:])*+"
_KINDS = (
    (
        StatusKind.NONE,
        re.compile(r"[-—/\\]+|无|暂无|不涉及|未涉及|不适用|n/a|na", re.IGNORECASE),
    ),
    (
        StatusKind.NOT_DONE,
        re.compile(
            f"{_LEAD}(?:未按[时期]|未能?|没有?能?)(?:完成|达标|达到|开展|实施|实现|启动|开始|执行|达成){_END}"
        ),
    ),
    (
        StatusKind.PARTLY,
        re.compile(
            f"{_LEAD}(?:(?:部分|基本)已?(?:完成|达标|达成|实现|达到)"
            f"|(?:未|没有)能?(?:全部|全面|完全)(?:完成|达标|达成|实现)"
            f"|(?:正在|尚在|仍在)?(?:进行|推进|实施|开展|执行|办理|建设)中|正在(?:进行|推进|实施|开展|执行|办理|建设)|完成部分|持续推进){_END}"
        ),
    ),
    (
        StatusKind.DONE,
        re.compile(
            f"{_LEAD}(?:完成|达标|达成|实现|完结|完毕|达到(?=目标|指标|要求|预期|任务)){_END}|是|√|✓|✔"
        ),
    ),
)
_RATE_WORDS = re.compile(
    "(?:已|实际|总体|任务|目标|指标)*+(?:完成|达成|执行|进度|达标)?(?:率|进度|比例)?"
    "|已?完成了?(?:任务|目标|指标|计划|年度计划)的?"
)
_RATE_TAIL = re.compile("(?:的?(?:任务|目标|指标)?)?(?:已)?(?:完成|达标|达成)?")
_FOLD = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_FOLD |= dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"), "") | dict.fromkeys(
    map(ord, "―─━ー–−"), "—"
)


def status(text: str) -> Status:
    """What a 完成进度 states; OTHER where it is not one of the usual words or a single figure."""
    if len(text) > 4 * _LONGEST and len(text.strip()) > 4 * _LONGEST:
        return Status(StatusKind.OTHER)
    words = "".join(text.translate(_FOLD).split())
    if not words:
        return Status(StatusKind.NONE)
    if len(words) > _LONGEST:
        return Status(StatusKind.OTHER)
    for kind, pattern in () if words[0].isdecimal() else _KINDS:
        if pattern.fullmatch(words):
            return Status(kind)
    reading = read(text)
    if len(reading.claims) != 1 or reading.unread:
        return Status(StatusKind.OTHER)
    return _figure(reading.claims[0])


def _figure(claim: Claim) -> Status:
    quantity = claim.quantity
    if quantity.unit != "%":
        return Status(StatusKind.FIGURE, figure=claim)
    plain = claim.direction is None and claim.upper is None and claim.change is None
    usual = _RATE_WORDS.fullmatch(claim.subject) and _RATE_TAIL.fullmatch(claim.noun)
    if not plain or claim.approximate or claim.per_unit or not usual or quantity.value < 0:
        return Status(StatusKind.OTHER, figure=claim)
    _, _, decimals = quantity.text.translate(_FOLD).partition(".")
    printed = sum(mark.isdigit() for mark in decimals) + (1 if quantity.scale != 1 else 0)
    return Status(StatusKind.RATE, quantity.value / 100, printed, claim)
