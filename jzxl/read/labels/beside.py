"""What our own workbook holds right of the printed table of goals, in a format that keeps no names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from jzxl.form import naming
from jzxl.form.beside import columns_beside, title_beside
from jzxl.form.blocks import GoalRow
from jzxl.form.model import Form
from jzxl.package.address import join_ref
from jzxl.read.entry import Entry, blank_entry
from jzxl.read.labels.fields import entry_at, text_value
from jzxl.read.labels.grid import Row, Spot
from jzxl.read.labels.keys import key_of

# What these come to follows from the rest.
_COMPUTED = (naming.GOAL_ATTAINMENT, naming.NOTE_PREFIX)


class BesideTable:
    """The columns of a goal that are not printed, found by their headers; none where not all are there."""

    def __init__(self, form: Form, spots: Sequence[Spot]) -> None:
        self._form = form
        self._rows: Mapping[int, list[Spot]] = _by_rows(spots)
        self._columns = self._headers()

    def _headers(self) -> dict[str, int]:
        wanted = {key_of(title_beside(part)): part for part in columns_beside(self._form)}
        for spots in self._rows.values():
            found = {wanted[spot.key]: spot.column[0] for spot in spots if spot.key in wanted}
            if wanted and len(found) == len(wanted):
                return found
        return {}

    def goal(self, row: GoalRow, at: Spot) -> Iterator[Entry]:
        """The parts of a goal that are typed, in the row of one of its cells."""
        there = {spot.column[0]: spot for spot in self._rows[at.row[0]]}
        for part, column in self._columns.items():
            if part in _COMPUTED:
                continue
            name = naming.part(row, part)
            spot = there.get(column)
            if spot is None:
                yield blank_entry(name, at.sheet, join_ref(at.row[0], column))
            else:
                yield entry_at(spot, name, text_value(spot))

    def grade(self, row: Row) -> Entry | None:
        """The grade in the row of the total."""
        first = min(self._columns.values(), default=None)
        there = {spot.column[0]: spot for spot in self._rows.get(row[0], ())}
        label = there.get(first) if first is not None else None
        if first is None or label is None or label.key != key_of(self._form.grade_label):
            return None
        name, spot = naming.grade(self._form), there.get(first + 1)
        if spot is None:
            return blank_entry(name, label.sheet, join_ref(row[0], first + 1))
        return entry_at(spot, name, text_value(spot))


def _by_rows(spots: Sequence[Spot]) -> dict[int, list[Spot]]:
    rows: dict[int, list[Spot]] = defaultdict(list)
    for spot in spots:
        rows[spot.row[0]].append(spot)
    return rows
