"""What a number looks like in its cell, where its format makes it something else than a number."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from jzxl.package.values import CellValue

# Excel stores no longer format and no more decimals.
_LONGEST_FORMAT = 255
_MOST_DECIMALS = 30
# Wide enough for any double times 100 with that many decimals.
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP, traps=[])
_DAY_SECONDS = 86_400
_LAST_DAY = date(9999, 12, 31)

# Literals, padding and fillers say nothing about the kind of a format; [h] and its like do, and conditions.
_LITERAL = re.compile(r'"[^"]*"?|\\.?|[_*].?|General|AM/PM|A/P|上午/下午', re.DOTALL | re.IGNORECASE)
_BRACKETS = re.compile(r"\[([^\]]*)\]?")
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?\d{1,15}(?:\.\d{1,15})?)", re.ASCII)
_EXPONENT = re.compile(r"e[+-]", re.IGNORECASE)
_DECIMALS = re.compile(r"\.([#0?]*)")
_LETTERS = re.compile(r"([ymdhseabg])\1*", re.IGNORECASE)

_Kind = Literal["percent", "date", "time", "elapsed"]


class _Section(NamedTuple):
    """One of up to three sections of a format; ``kind`` is None for a plain number.

    ``least`` and ``most`` are the decimals of a percentage.
    """

    kind: _Kind | None
    least: int
    most: int
    condition: tuple[str, Decimal] | None


def shown(value: CellValue, number_format: str, *, date1904: bool = False) -> str | None:
    """The text that stands in the cell, if a percent, date or time format makes one of the number.

    A percentage has the decimals of its format, rounded half away from zero (``90%``, ``99.50%``); its sign
    is kept where the format would show it by colour or brackets alone, and other literals of the format are
    left out.  A date is ISO (``2021-06-29``) whatever its format, with the time (``2021-06-29 08:30``) if it
    is not midnight; a time of day is ``08:30``, a duration ``42:00``.  None for all else, and for what no
    calendar has: days before 1900 (1904), after 9999, and 29 February 1900.

    :param date1904: the workbook counts days from 1904
    """
    if not isinstance(value, Decimal) or not value.is_finite():
        return None
    section = _chosen(_sections(number_format), value)
    if section is None or section.kind is None:
        return None
    if section.kind == "percent":
        return _percent(value, section)
    return _moment(value, section, date1904)


def _percent(value: Decimal, section: _Section) -> str:
    number = _WIDE.quantize(value * 100, Decimal(1).scaleb(-section.most))
    text = f"{number:f}" if number else f"{abs(number):f}"
    whole, _, decimals = text.partition(".")
    optional = decimals[section.least :].rstrip("0")
    decimals = decimals[: section.least] + optional
    return f"{whole}.{decimals}%" if decimals else f"{whole}%"


def _moment(value: Decimal, section: _Section, date1904: bool) -> str | None:
    if not 0 <= value < 3_000_000:
        return None
    # To the second: the binary fraction of a day that stands for 8:30 is a little off.
    seconds = int(_WIDE.to_integral_value(value * _DAY_SECONDS))
    days, rest = divmod(seconds, _DAY_SECONDS)
    if section.kind == "elapsed":
        return _clock(seconds)
    if section.kind == "time" and value < 1:
        return _clock(rest)
    day = _day(days, date1904)
    if day is None or not rest:
        return day
    return f"{day} {_clock(rest)}"


def _day(days: int, date1904: bool) -> str | None:
    if date1904:
        start = date(1904, 1, 1)
    elif days > 60:
        start = date(1899, 12, 30)
    elif 0 < days < 60:
        start = date(1899, 12, 31)
    else:
        # Day 0 is no day, and day 60 is 29 February 1900, which Excel has from Lotus 1-2-3 and no one else.
        return None
    return (start + timedelta(days)).isoformat() if days <= (_LAST_DAY - start).days else None


def _clock(seconds: int) -> str:
    minutes, second = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}" + (f":{second:02}" if second else "")


def _chosen(sections: tuple[_Section, ...], value: Decimal) -> _Section | None:
    """The section that Excel applies to a number; None where there is none for it."""
    if any(section.condition for section in sections):
        return next((section for section in sections if _holds(section.condition, value)), None)
    if value < 0 and len(sections) > 1:
        return sections[1]
    if not value and len(sections) > 2:
        return sections[2]
    return sections[0] if sections else None


def _holds(condition: tuple[str, Decimal] | None, value: Decimal) -> bool:
    if condition is None:
        return True
    sign, bound = condition
    return (
        ("<" in sign and value < bound)
        or (">" in sign and value > bound)
        or (sign in ("=", "<=", ">=") and value == bound)
    )


@lru_cache(maxsize=1_024)
def _sections(number_format: str) -> tuple[_Section, ...]:
    """The sections for numbers; the fourth is for text."""
    if len(number_format) > _LONGEST_FORMAT:
        return ()
    # A space in place of each literal: "年" must not hold its neighbours together.
    bare = _LITERAL.sub(" ", number_format)
    return tuple(_section(part) for part in bare.split(";")[:3])


def _section(part: str) -> _Section:
    condition = None
    elapsed = False
    for inside in _BRACKETS.findall(part):
        match = _CONDITION.fullmatch(inside)
        if match is not None:
            condition = match[1], Decimal(match[2])
        elapsed = elapsed or _ELAPSED.fullmatch(inside) is not None
    rest = _BRACKETS.sub(" ", part)
    kind: _Kind | None = None
    least = most = 0
    if elapsed:
        kind = "elapsed"
    elif rest.count("%") == 1 and "/" not in rest and "@" not in rest:
        kind = "percent"
        decimals = _DECIMALS.search(rest)
        places = decimals[1][:_MOST_DECIMALS] if decimals else ""
        least, most = len(places.rstrip("#")), len(places)
    elif "%" not in rest and not _EXPONENT.search(rest):
        kind = _calendar([match[0].lower() for match in _LETTERS.finditer(rest)])
    return _Section(kind, least, most, condition)


def _calendar(letters: list[str]) -> _Kind | None:
    """Whether the letters make a date or a time of day.

    An ``m`` right behind an ``h`` or right before an ``s`` is a minute, any other a month.
    """
    kind: _Kind | None = None
    for place, letter in enumerate(letters):
        before = letters[place - 1][0] if place else ""
        after = letters[place + 1][0] if place + 1 < len(letters) else ""
        if letter[0] in "hs" or (letter[0] == "m" and (before == "h" or after == "s")):
            kind = kind or "time"
        elif letter[0] in "ymde" or letter.startswith("aaa"):
            kind = "date"
    return kind
