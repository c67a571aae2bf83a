"""Moments as files tell them: UTC, in ISO 8601, such as 2021-03-01T08:30:00Z; empty where none is told."""

from __future__ import annotations

from datetime import UTC, datetime

MOMENT = "%Y-%m-%dT%H:%M:%SZ"
"""How a moment is written."""
CREATED = datetime(2020, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""What our own workbooks give for their making: fixed, so that the same content gives the same bytes."""
# Before it nobody saved a workbook: archives and programs that know no time write the first day of 1980.
_EARLIEST = "1981"


def told(moment: str) -> str:
    """The moment if it says when somebody saved or wrote a file; empty for what only stands in the place of one."""
    return moment if moment >= _EARLIEST and moment != CREATED.strftime(MOMENT) else ""


def in_words(moment: str) -> str:
    """A moment to be read, in the zone of this machine; as it is where it is none."""
    try:
        return datetime.strptime(moment, MOMENT).replace(tzinfo=UTC).astimezone().strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError, OSError):
        return moment
