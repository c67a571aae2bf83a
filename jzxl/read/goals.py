"""The table of goals: issued rows by their names, inserted rows by where they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping

from jzxl.form import naming
from jzxl.form.instance import Instance
from jzxl.form.model import GoalGroup
from jzxl.package import Package
from jzxl.package.address import join_ref, split_ref
from jzxl.read.filing import Entry, Goal

_NUMBERING = re.compile(r"\s*指标\s*[0-9０-９一二三四五六七八九十]*\s*[：:、.．]?\s*")


def read_goals(package: Package, instance: Instance, entries: Mapping[str, Entry]) -> tuple[Goal, ...]:
    """The rows that hold a target, a result or a progress.

    A group reaches from its first issued row to the next group's, or to its own last issued row
    where it is the last group; rows in between were inserted by the filler and belong to it.
    """
    groups = [
        (group, rows)
        for group, rows in zip(instance.form.goal_groups, instance.goal_rows, strict=True)
        if rows
    ]
    starts = [_position(entries, group, 1) for group, _ in groups]
    goals: list[Goal] = []
    for index, (group, rows) in enumerate(groups):
        start = starts[index]
        if start is None:
            continue
        sheet, top, columns = start
        after = starts[index + 1] if index + 1 < len(starts) else None
        last = _position(entries, group, rows)
        bottom = after[1] - 1 if after is not None and after[0] == sheet else (last or start)[1]
        found = [_row(package, sheet, row, columns) for row in range(top, bottom + 1)]
        used = [row for row in found if any(_filled(each) for each in row[1:])]
        goals += [
            Goal(group, number, _NUMBERING.sub("", str(row[0].value or ""), count=1).strip(), *row)
            for number, row in enumerate(used, start=1)
        ]
    return tuple(goals)


def _filled(entry: Entry) -> bool:
    return entry.value is not None and str(entry.value).strip() != ""


def _position(
    entries: Mapping[str, Entry], group: GoalGroup, row: int
) -> tuple[str, int, tuple[int, ...]] | None:
    """Sheet, row and columns of an issued row; None where it was deleted."""
    cells = [entries.get(naming.goal(group, row, part)) for part in naming.GOAL_PARTS]
    places = [split_ref(cell.cell) for cell in cells if cell is not None]
    if len(places) < len(naming.GOAL_PARTS) or cells[0] is None or places[0] is None:
        return None
    return cells[0].sheet, places[0][0], tuple(place[1] for place in places if place is not None)


def _row(
    package: Package, sheet: str, row: int, columns: tuple[int, ...]
) -> tuple[Entry, Entry, Entry, Entry]:
    cells = []
    for column in columns:
        ref = join_ref(row, column)
        cell = package.cells(sheet).get(ref)
        value = cell.value if cell is not None else None
        formula = cell.formula if cell is not None else None
        cells.append(Entry("", sheet, ref, value, formula, cell is not None and cell.has_cached))
    name, target, actual, status = cells
    return name, target, actual, status
