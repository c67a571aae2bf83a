"""The table of goals: issued rows by their names, inserted rows by where they stand."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from decimal import Decimal

from jzxl.form import naming
from jzxl.form.blocks import GoalGroup
from jzxl.form.instance import Instance
from jzxl.package import Cell, CellValue, Package, shown
from jzxl.package.address import join_ref, split_ref
from jzxl.read.entry import Entry, entry_of
from jzxl.read.filing import Goal

# A group of goals with more rows than this is no table of goals.
_MOST_ROWS = 500
_NUMBERING = re.compile(r"\s*指标\s*[0-9０-９一二三四五六七八九十]*\s*[：:、.．]?\s*")


def read_goals(package: Package, instance: Instance, entries: Mapping[str, Entry]) -> tuple[Goal, ...]:
    """The rows that hold a target, a result or a progress.

    A group reaches from its first issued row that is left to the next group's, or to its own last
    issued row where it is the last group; rows in between were inserted by the filler and belong to it.
    """
    spans = [
        (group, span)
        for group, rows in zip(instance.form.goal_groups, instance.goal_rows, strict=True)
        if (span := _span(entries, group, rows)) is not None
    ]
    sheets = {sheet: package.cells(sheet) for _, (sheet, *_) in spans}
    # Only rows that exist: two names can be placed a million rows apart.
    existing = {sheet: sorted({cell.row for cell in cells.values()}) for sheet, cells in sheets.items()}
    goals: list[Goal] = []
    for index, (group, (sheet, top, last, columns)) in enumerate(spans):
        bottom = last
        if index + 1 < len(spans):
            next_sheet, next_top, _, _ = spans[index + 1][1]
            if next_sheet == sheet and top < next_top:
                bottom = next_top - 1
        rows = existing[sheet]
        there = rows[bisect_left(rows, top) : bisect_right(rows, bottom)][:_MOST_ROWS]
        found = [_row(package, sheets[sheet], sheet, row, columns) for row in there]
        used = [row for row in found if any(_filled(each) for each in row[1:])]
        goals += [
            Goal(group, number, without_numbering(row[0].value), *row)
            for number, row in enumerate(used, start=1)
        ]
    return tuple(goals)


def without_numbering(title: CellValue) -> str:
    """What a goal aims at, without its 指标1：."""
    return _NUMBERING.sub("", "" if title is None else str(title), count=1).strip()


def _filled(entry: Entry) -> bool:
    return entry.value is not None and str(entry.value).strip() != ""


_Span = tuple[str, int, int, tuple[int, ...]]


def _span(entries: Mapping[str, Entry], group: GoalGroup, rows: int) -> _Span | None:
    """Sheet, first and last row, and columns of the issued rows that are left; None where none is."""
    places: list[tuple[str, int, tuple[int, ...]]] = []
    for row in range(1, rows + 1):
        cells = [entries.get(naming.goal(group, row, part)) for part in naming.GOAL_PARTS]
        found = [split_ref(cell.cell) for cell in cells if cell is not None]
        columns = tuple(place[1] for place in found if place is not None)
        if cells[0] is not None and found[0] is not None and len(columns) == len(naming.GOAL_PARTS):
            places.append((cells[0].sheet, found[0][0], columns))
    if not places:
        return None
    sheet, _, columns = places[0]
    numbers = [row for place, row, _ in places if place == sheet]
    return sheet, min(numbers), max(numbers), columns


def _row(
    package: Package, cells: Mapping[str, Cell], sheet: str, row: int, columns: tuple[int, ...]
) -> tuple[Entry, Entry, Entry, Entry]:
    name, target, actual, status = (
        _as_shown(package, entry_of("", sheet, join_ref(row, column), cells), cells) for column in columns
    )
    return name, target, actual, status


def _as_shown(package: Package, entry: Entry, cells: Mapping[str, Cell]) -> Entry:
    """A percentage pasted over a cell for texts as its filler sees it: 98% and not 0.98."""
    if not isinstance(entry.value, Decimal):
        return entry
    number_format = package.number_format(cells[entry.cell].style)
    text = shown(entry.value, number_format, date1904=package.date1904)
    return entry._replace(value=text) if text is not None and text.endswith("%") else entry
