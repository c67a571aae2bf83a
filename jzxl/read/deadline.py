"""Targets that are a date, and whether a result that tells a date was surely in time, or surely late."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

_DATE = re.compile(
    r"(?:(?P<year>(?:19|20)[0-9]{2})(?:年|[-./]))?(?P<month>1[0-2]|0?[1-9])(?:月份?|[-./](?=[0-9]))"
    r"(?:(?P<day>3[01]|[12][0-9]|0?[1-9])[日号]?)?(?P<end>底|末)?(?P<before>之?前|以前)?"
    "(?!月)"  # 1-10月 is a time from one month to another
)
_DIGIT = re.compile("[0-9]")
# Where neither side names the year it is the same one, whichever.
_SOME_YEAR = 2000


def in_time(target: str, actual: str) -> bool | None:
    """Whether a result lies surely within a deadline; None where the target is no date, or the result tells none.

    ``2022年12月底前`` and ``2022年11月``: True; ``12月31日前`` and ``2023年6月``: False, since they may be
    of one year or not.
    """
    due, done = _only_date(target), _only_date(actual)
    if due is None or not _DIGIT.search(actual):
        return None
    if done is None:
        return False
    if (due["year"] is None) != (done["year"] is None) and done["year"] is not None:
        return False
    year = due["year"] or done["year"]
    limit, reached = _day(due, year), _day(done, done["year"] or year)
    if limit is None or reached is None:
        return False
    if due["before"] and not due["day"] and not due["end"]:
        limit = limit.replace(day=1)
        return reached < limit
    return reached <= limit


def is_late(target: str, actual: str) -> bool:
    """Whether a result lies surely behind a deadline: ``2020年10月底前`` and ``11月26日``.

    Where one side names a year and the other none, nothing is sure.
    """
    due, done = _only_date(target), _only_date(actual)
    if due is None or done is None or (due["year"] is None) != (done["year"] is None):
        return False
    if due["year"] is None and not ("月" in due[0] and "月" in done[0]):
        return False  # 5.4 may be any figure.
    limit, last = _day(due, due["year"]), _day(done, done["year"])
    if limit is None or last is None:
        return False
    # Of a month without a day, any day may be meant.
    first = last if done["day"] or done["end"] else last.replace(day=1)
    return first > limit


def _only_date(text: str) -> re.Match[str] | None:
    """The one date of a text that states no other figure."""
    text = "".join(text.split())
    found = _DATE.search(text)
    if found is None or _DIGIT.search(text[: found.start()] + text[found.end() :]):
        return None
    return found


def _day(found: re.Match[str], year: str | None) -> date | None:
    """The last day that is meant; None where there is no such day."""
    number, month = int(year or _SOME_YEAR), int(found["month"])
    last = monthrange(number, month)[1]
    day = int(found["day"] or last)
    return date(number, month, day) if day <= last else None
