"""Slips of the pen in a cell: text cut off, leftover markup and instructions, a percent sign left out.

A cell often ends without a full stop, and rightly so; a slip is reported only where no other reading
is likely.

=====================  ==============================================================================
cut off                a bracket, 《 or “ that is never closed, at a text that ends without a full
                       stop; an end that cannot be one: 等情, 存在的问, 27个单, 进一, 以及, 相关的,
                       取得了, a 、 or ，
not                    a last 的, 和, 在 that belongs to a word (目的, 缓和, 存在) or closes a clause
                       (是合理的)
markup                 <p>, &nbsp;, _x000D_ (how Excel writes a carriage return into XML)
instruction            （此处填写…）, （300字以内）, 请填写, 例如： and 填表说明： where a text or line begins;
                       XX单位, ××, 20XX年, X月X日
not                    例如 within a sentence; XXL, masked numbers (138****1234)
percent sign missing   a figure without any unit beside two of its like that have one:
                       一季度6.8%，二季度17.41%，三季度28.33
not                    0, a figure with a unit, one whose words differ (完成率98%，得分 5), 指标1, 指标2
=====================  ==============================================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class SlipKind(StrEnum):
    """What slipped."""

    CUT_OFF = "cut-off"
    MARKUP = "markup"
    INSTRUCTION = "instruction"
    PERCENT_SIGN_MISSING = "percent-sign-missing"


@dataclass(frozen=True, slots=True)
class Slip:
    """One slip; ``text == source[start:end]``."""

    kind: SlipKind
    start: int
    end: int
    text: str
    """The odd piece as written: 等情, <p>, 42.42."""
    suggestion: str
    """What should stand there, '' where that is not known or nothing should."""


# One character for one.
_SAME = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_SAME |= dict.fromkeys(map(ord, "【〔〖［"), "(") | dict.fromkeys(map(ord, "】〕〗］"), ")")
_SAME |= dict.fromkeys(map(ord, "\xa0\u3000\u202f\u200b\u200c\u200d\ufeff\t\r"), " ")
_SAME |= {ord("﹪"): "%", ord("﹐"): ",", ord("｡"): "。"}

_MARKUP = re.compile(
    r"</?(?:p|br|div|span|b|i|u|strong|em|font|table|tbody|thead|tr|td|th|ul|ol|li|h[1-6]|a|img|sub|sup|pre|style|script|hr|center|o:p)"
    r"(?:\s[^<>]{0,300})?/?>"
    r"|&(?:nbsp|lt|gt|amp|quot|apos|ldquo|rdquo|lsquo|rsquo|middot|mdash|ndash|hellip|ensp|emsp|times|#[0-9]{2,6}|#x[0-9a-f]{2,5});"
    r"|&nbsp(?![a-z])|_x000[0-9a-f]_",
    re.IGNORECASE,
)
_FILL_IN = "(?:填写|填报|填列|填入|输入|描述|概述|简述|说明|阐述|注明|列明|列示|写明)"
_ADVERB = "(?:在此处?|此处|如实|据实|简要|简单|详细|逐项|认真|按要求|按实际|根据实际(?:情况)?|结合实际(?:情况)?|对照)*+"
_INSTRUCTION = re.compile(
    rf"\((?:注:|说明:)?(?:请|此处|在此处?|本栏)?{_ADVERB}填[写报列入][^()\n]{{0,80}}\)"
    rf"|\((?:请|此处|在此处?|本栏){_ADVERB}{_FILL_IN}[^()\n]{{0,80}}\)"
    r"|\((?:限|不超过|控制在|约|不少于|字数)?[^()\n]{0,8}[0-9]{2,4} ?字(?:以内|左右|以上|之内)?\)"
    r"|\((?:可|请)(?:另)?(?:附|加)(?:页|行|附件说明)\)"
    rf"|(?:(?<=[\n:。;(])|\A) *(?P<please>请{_ADVERB}(?:填写|填报|填列|填入)[^()。;,\n]{{0,40}})"
    rf"|(?:(?<=[\n。;(])|\A) *(?P<here>(?:此处|在此处?|本栏)(?:请|应|需)?{_ADVERB}{_FILL_IN}[^()。;,\n]{{0,40}})"
    r"|(?:(?<=\n)|\A) *(?P<such>(?:例如|例|示例|样例|举例|填[表报写]说明):)"
    r"|(?<![A-Za-z0-9])(?P<year>20(?:[Xx×]{2}|[○〇＊*_]{2}|[0-9][Xx×])) ?年?(?![A-Za-z0-9×])"
    r"|(?<![A-Za-z0-9×])[Xx×]{2,6}(?![A-Za-z0-9×])"
    r"|(?<![A-Za-z0-9×])[Xx×] ?(?:年|月|日)(?: ?[Xx×] ?[月日])*"
    r"|(?<=[\u4e00-\u9fff])[○〇]{2,6}(?=[\u4e00-\u9fff])(?<![二一三四五六七八九][○〇]{2})"
)

_PERHAPS_INSTRUCTION = re.compile(r"[填请此栏字例Xx×○〇＊*_]|\([可请]")
"""What every instruction holds."""
_SHORTEST = 8
"""Characters in a text that can be cut off."""
_FAR = 200
_MOST_TAGS = 20
_LONGEST_PIECE, _LONGEST_ITEM = 6, 60
_FINAL = frozenset("。!?;….")
_LAST_TAG = re.compile(r"(?:</?[A-Za-z0-9:]{1,8} ?/?>|&nbsp;?)\Z")
_PAIRS = {"(": ")", "《": "》", "“": "”"}
_UNFINISHED = re.compile(
    "[、,]$|(?:以及|并且|或者|而且|因为|由于|为了|关于|针对|旨在|正在|按照|分别为|主要有|主要包括|尤其是|特别是)$"
    "|(?<![上下一二三四五六七八九十])等[情问方工因措活部领指环原资形手任企渠技设内]$|的[情问措因领环]$"
    "|(?:[0-9][个家]|各|本|我|事业|成员|预算|主管)单$|进一$|切实[加增]$"
    "|(?:有效|大幅|显著|不断|明显|稳步|着力|全面)[提增促推降加改]$|(?:取得|得到|促进)了$"
    "|工作人$|(?:社会|经济|生态|使用)效$|(?:绩效|年度|工作)目$|(?:达到|实现)[^,。;、]{0,10}(?:宣传|预期|预定|既定)目$"
    "|(?:招商引|绩效评|人民政|营商环|规章制|基础设|贯彻落|组织实|政府采|固定资)$"
    # What has to be joined to something: 人员经费和, 管理办法及.
    "|(?<=[费款料备目训作动设理护策员门业度益果况位局金算支务])[和与及]$"
)
_OF_NOTHING = re.compile(
    "(?:重要|良好|积极|相关|有关|主要|一定|坚实|有力|我[市县区局]|我单位|我中心|全[市县区])的$"
)
_OF_ITSELF = re.compile("[是与归属]")
"""是良好的, 与项目相关的, 归我市的: a clause that rightly ends in 的."""
_OFFICE = re.compile(
    "[\u4e00-\u9fff]{1,10}[市县区省][\u4e00-\u9fff]{2,16}(?:服务|管理|保障|信息|促进|监测|执法|救助|指导|推广|事务)中"
)
_IN_THE_COURSE = re.compile("[在于到入从]")

_FIGURE = re.compile(r"(?<![0-9A-Za-z.,])(?P<n>[0-9]{1,4}(?:\.[0-9]{1,4})?)(?![0-9.])(?P<sign> ?%)?")
_ITEM_BREAK = re.compile(r"[,;、。!?\n()]")
_LABEL_NOISE = re.compile(r"[^0-9A-Za-z\u4e00-\u9fff]+")
_LABEL_END = re.compile("(?:为|是|达到?|完成|实现|仅|约|共)+$")
_ORDINAL = re.compile("第?[0-9一二三四五六七八九十]+")
_LIST_LABEL = re.compile("(?:指标|序号|编号|第)[0-9一二三四五六七八九十]*$")


def slips(text: str) -> tuple[Slip, ...]:
    """All slips found in the text of one cell, in order; never raises."""
    plain = text.translate(_SAME)
    found = [*_leftovers(text, plain), *_signs(text, plain)]
    cut = _cut_off(text, plain)
    if cut is not None and not any(each.start < cut.end and each.end > cut.start for each in found):
        found.append(cut)
    return tuple(sorted(found, key=lambda each: (each.start, each.end)))


def _slip(kind: SlipKind, text: str, start: int, end: int, suggestion: str = "") -> Slip:
    return Slip(kind, start, end, text[start:end], suggestion)


def _leftovers(text: str, plain: str) -> Iterator[Slip]:
    if "<" in plain or "&" in plain or "_x" in plain or "_X" in plain:
        for found in _MARKUP.finditer(plain):
            yield _slip(SlipKind.MARKUP, text, found.start(), found.end())
    for found in _INSTRUCTION.finditer(plain) if _PERHAPS_INSTRUCTION.search(plain) else ():
        start = found.start()
        start += len(found[0]) - len(found[0].lstrip(" "))
        yield _slip(SlipKind.INSTRUCTION, text, start, found.end())


def _cut_off(text: str, plain: str) -> Slip | None:
    words = plain.rstrip()
    for _ in range(_MOST_TAGS):
        tag = _LAST_TAG.search(words[-16:])
        if tag is None:
            break
        words = words[: len(words) - len(tag[0])].rstrip()
    end = len(words)
    if end < _SHORTEST or words[-1] in _FINAL:
        return None
    opener = _unclosed(words)
    if opener is not None:
        return _slip(SlipKind.CUT_OFF, text, opener, end)
    tail = words[-40:]
    found = _UNFINISHED.search(tail)
    if found is None and not _OF_ITSELF.search(tail[tail.rfind(",") + 1 :]):
        found = _OF_NOTHING.search(tail)
    if found is not None:
        return _slip(SlipKind.CUT_OFF, text, max(end - len(found[0]), end - _LONGEST_PIECE), end)
    name = "".join(words[-60:].split())
    if _OFFICE.fullmatch(name) and end < 60 and not _IN_THE_COURSE.search(name):
        return _slip(SlipKind.CUT_OFF, text, end - 1, end)
    return None


def _unclosed(words: str) -> int | None:
    """Where the last bracket or quotation stands that nothing closes after it."""
    for opener, closer in _PAIRS.items():
        at = words.rfind(opener, max(0, len(words) - _FAR))
        if at < 0 or words.find(closer, at) >= 0:
            continue
        if opener == "“" and (words.count(opener) != words.count(closer) + 1 or '"' in words[at:]):
            continue  # a keyboard that knows one quotation mark only
        return at
    return None


@dataclass(frozen=True, slots=True)
class _Item:
    """A clause that is words and, at its end, a figure."""

    start: int
    end: int
    kind: str | None
    """The end of its words with ordinals as #, the same for figures that are alike; None for no kind."""
    value: Fraction
    percent: bool


def _signs(text: str, plain: str) -> Iterator[Slip]:
    """Figures without a sign in rows of percentages."""
    if "%" not in plain:
        return
    row: list[_Item] = []
    at = 0
    for stop, sign in [
        *((each.start(), each[0]) for each in _ITEM_BREAK.finditer(plain)),
        (len(plain), "。"),
    ]:
        if plain[at : min(stop, at + 61)].strip():
            item = _item(plain, at, stop)
            if item is None:
                yield from _odd_ones(text, plain, row)
                row = []
            else:
                row.append(item)
        if sign in "。!?\n":
            yield from _odd_ones(text, plain, row)
            row = []
        at = stop + 1


def _item(plain: str, start: int, stop: int) -> _Item | None:
    if stop - start > _LONGEST_ITEM:
        return None
    clause = plain[start:stop].rstrip()
    figures = list(_FIGURE.finditer(clause))
    if not figures or figures[-1].end() != len(clause):
        return None
    figure = figures[-1]
    label = _LABEL_END.sub("", _LABEL_NOISE.sub("", clause[: figure.start()]))
    kind: str | None = "" if label.endswith("分别") else _ORDINAL.sub("#", label)[-2:]
    if kind == "#" or _LIST_LABEL.search(label):
        kind = None
    percent = figure["sign"] is not None
    return _Item(start + figure.start(), start + figure.end(), kind, Fraction(figure["n"]), percent)


def _odd_ones(text: str, plain: str, row: list[_Item]) -> Iterator[Slip]:
    signed: dict[str, list[Fraction]] = {}
    for item in row:
        if item.percent and item.kind is not None:
            signed.setdefault(item.kind, []).append(item.value)
    bounds = {kind: (min(values), max(values)) for kind, values in signed.items() if len(values) >= 2}
    for item in row:
        if item.percent or item.kind not in bounds:
            continue
        least, most = bounds[item.kind]
        if item.value >= min(least, Fraction(1)) and item.value <= max(Fraction(200), 2 * most):
            suggestion = plain[item.start : item.end] + "%"
            yield _slip(SlipKind.PERCENT_SIGN_MISSING, text, item.start, item.end, suggestion)
