"""Digits in a prepared text: which are figures of something, which belong to a name, which are unclear."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from jzxl.text.surface import ASIDE, CIRCLED, WORD, Surface
from jzxl.text.units import ONE, Unit, exact, unit_at


class Sort(StrEnum):
    """What digits are."""

    FIGURE = "figure"
    NAME = "name"
    """Part of a word: 500强, 4号文件, G20."""
    UNCLEAR = "unclear"
    """Perhaps a figure; nothing is understood of the clause."""


class Figure(NamedTuple):
    """Digits with their unit, at ``masked[start:end]``."""

    sort: Sort
    start: int
    end: int
    value: Fraction = Fraction(0)
    """In the base unit."""
    unit: Unit | None = None
    zero: bool = False
    """零投诉, 0投诉: none of what follows."""
    bare_year: bool = False
    """Without unit and perhaps a year."""
    wide: bool = False
    """Grouped by full-width commas, which more often separate clauses."""


_LONGEST = 18
_DIGITS = re.compile(
    r"[1-9][0-9]{0,2}(?:,[0-9]{3}){1,6}(?![0-9]|,[0-9])(?:\.[0-9]+)*|[0-9]+(?:\.[0-9]+)*"
    r"|零(?![一二三四五六七八九十零])"
)
_PLAIN = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_NONE_OF = re.compile(
    r"(?:有效|重大|安全|质量|责任|生产|群体性?)*(?:投诉|事故|伤亡|死亡|差错|失误|违规"
    r"|违纪|违法|上访|信访|举报|污染|纠纷|故障|逾期|拖欠|遗漏|缺陷|感染|案件|发案|误差|超标)"
)
_ZERO = re.compile(r"(?:为零|^零)$")
_LIMIT = re.compile(r"(?:及|含)?以[上下内]|之[内上]|左右|上下|封顶|为[限上]")
_DIRECTION_BEFORE = re.compile(
    r"(?:[超少多高低大小]于|超过?|不[足满到]|[>≥<≤=]|至少|[最至][多少]|达到?|控制在|约|近|突破|逾)$"
)
_IDEOGRAPH = re.compile("[\u3400-\u4dbf\u4e00-\u9fff々]")
_FIRST_YEAR, _LAST_YEAR = 2010, 2035
_MARKS_AFTER = frozenset("、,;。!?…:-—~“”\"'‘’《》「」『』·" + CIRCLED + ASIDE + WORD)


def figures(surface: Surface) -> tuple[Figure, ...]:
    """All digits of the text in their order, with what they are."""
    return tuple(_figures(surface))


def _figures(surface: Surface) -> Iterator[Figure]:
    text = surface.masked
    for found in _DIGITS.finditer(text):
        start, end, digits = found.start(), found.end(), found[0]
        grouping = surface.wide_commas
        wide = bool(grouping) and any(at in grouping for at in range(start, min(end, start + 30)))
        if digits == "零":
            figure = _zero_in_words(text, start)
            if figure is not None:
                yield figure
            continue
        before = text[start - 1 : start]
        if (before.isascii() and before.isalpha()) or before == "第":
            yield Figure(Sort.NAME, start, end)
            continue
        digits = digits.replace(",", "")
        listed = before == "," and text[start - 2 : start - 1].isdigit()
        beside = (listed and start - 1 not in surface.wide_commas) or (before and before in "前.+*/×÷^ $_#@")
        if beside or len(digits) > _LONGEST or not _PLAIN.fullmatch(digits):
            yield Figure(Sort.UNCLEAR, start, end)
        else:
            yield _figure(text, start, end, exact(digits), wide) or Figure(Sort.UNCLEAR, start, end)


def _zero_in_words(text: str, start: int) -> Figure | None:
    if _NONE_OF.match(text, start + 1):
        return Figure(Sort.FIGURE, start, start + 1, unit=unit_at("", 0), zero=True)
    after = text[start + 1 : start + 2]
    if (not after or after in ",;。") and (text[start - 1 : start] == "为" or start == 0):
        return Figure(Sort.FIGURE, start, start + 1, unit=unit_at("", 0), zero=True)
    return None


def _figure(text: str, start: int, end: int, number: Fraction, wide: bool) -> Figure | None:
    """The figure with its unit, or a name; None where it is unclear."""
    unit = unit_at(text, end)
    if not number and _NONE_OF.match(text, end):
        return Figure(Sort.FIGURE, start, end, unit=unit_at("", 0), zero=True)
    if unit is None:
        return None
    for words, scale in (("百分之", Fraction(1)), ("千分之", Fraction(1, 10))):
        if text.endswith(words, max(0, start - 3), start):
            if unit.written or unit.more:
                return None
            start -= 3
            unit = Unit("%", scale, 1, unit.end, False, True)
    if text[start - 1 : start] == "¥" or text.endswith("人民币", max(0, start - 3), start):
        if unit.base not in ("", "元"):
            return None
        start -= 1 if text[start - 1] == "¥" else 3
        unit = Unit("元", unit.scale, unit.multiple, unit.end, unit.more, True)
    after = text[unit.end : unit.end + 1]
    limited = _LIMIT.match(text, unit.end)
    value = number if unit.scale is ONE else number * unit.scale
    if not unit.written:
        bare = _bare(text, start, unit, limited is not None)
        if bare is not Sort.FIGURE:
            return None if bare is Sort.UNCLEAR else Figure(bare, start, end)
    elif after and not (after in _MARKS_AFTER or after == "/" or after == "." or _IDEOGRAPH.match(after)):
        return None
    if after == ":" and text[unit.end + 1 : unit.end + 2].isdigit():
        return None
    numeral_only = unit.multiple != 1 and not unit.base and not limited
    if numeral_only and _IDEOGRAPH.match(after) and after not in "至到":  # 2万学生, 10百帕
        return None
    if not unit.admits(value):
        return None
    year = not unit.written and _FIRST_YEAR <= number < _LAST_YEAR + 1
    return Figure(Sort.FIGURE, start, unit.end, value, unit, bare_year=year, wide=wide)


def _bare(text: str, start: int, unit: Unit, limited: bool) -> Sort:
    """What digits without a unit are, by the character that follows."""
    after, later = text[unit.end : unit.end + 1], text[unit.end + 1 : unit.end + 2]
    if not after or limited:
        return Sort.FIGURE
    if after in "至到":
        return Sort.FIGURE if later.isdigit() else Sort.UNCLEAR
    if after in _MARKS_AFTER:
        return Sort.UNCLEAR if after in "-—~" and not later.isdigit() else Sort.FIGURE
    if (after.isascii() and after.isalpha()) or _IDEOGRAPH.match(after):
        if unit.more or _DIRECTION_BEFORE.search(text[max(0, start - 4) : start]):
            return Sort.UNCLEAR
        return Sort.NAME
    return Sort.UNCLEAR
