"""The table of goals with a weight and a score each, on a typed sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jzxl.form import naming
from jzxl.form.blocks import GoalGroup, GoalRow
from jzxl.form.model import Form
from jzxl.form.printed import Part
from jzxl.form.sections import AREA, GROUP, SCORE, SCORED_PARTS, WEIGHT, ScoredGoalsSection
from jzxl.read.entry import Entry
from jzxl.read.filing import Unclear
from jzxl.read.labels.beside import BesideTable
from jzxl.read.labels.columns import Holds, Wanted, by_columns
from jzxl.read.labels.fields import blank_under, entry_at, text_value
from jzxl.read.labels.grid import Row, Spot
from jzxl.read.labels.keys import key_of
from jzxl.read.labels.sheet_map import SheetMap
from jzxl.read.labels.tables import score_value, weight_and_score

_REASON = "reason"
# What makes a row one of the table: something aimed at, reached or scored.
_TELLING = ("target", "number", "actual", WEIGHT, SCORE)
# A row that holds nothing but points is a sum that somebody added.
_AIMS = ("name", "target", "number", "actual")
_SUMS = frozenset(("小计", "合计", "总计"))


@dataclass(frozen=True, slots=True)
class ScoredRows:
    """What was read from the table.

    Attributes:
        entries: by name, of as many rows of each group as hold anything.
        rows: how many these are, by the group's name.
    """

    entries: Mapping[str, Entry]
    rows: Mapping[str, int]
    unclear: Sequence[Unclear]


def read_scored_table(
    sheet: SheetMap, number: int, section: ScoredGoalsSection, *, issued: bool = False
) -> ScoredRows:
    """The rows beside each group's label, and the total below them.

    Args:
        issued: whether it is known to be our workbook, which has more of a goal right of the table.
    """
    beside = BesideTable(sheet.segment.form, sheet.segment.spots if issued else ())
    return _Table(sheet, number, section, beside).read()


class _Table:
    def __init__(
        self, sheet: SheetMap, number: int, section: ScoredGoalsSection, beside: BesideTable
    ) -> None:
        self._sheet, self._number, self._section, self._beside = sheet, number, section, beside
        self._form: Form = sheet.segment.form
        headers = sheet.headers(number, [column.header for column in section.columns])
        # A header may stand in another table as well; those of one row belong together.
        self._headers = {
            column.part: headers[column.header] for column in section.columns if column.header in headers
        }
        wanted = [
            Wanted(column.part, Holds.NUMBER if column.part in (WEIGHT, SCORE) else Holds.ANY)
            for column in section.columns
            if column.part not in (AREA, GROUP)
        ]
        # Without any header the order of the columns is the form's.
        self._whole = not self._headers or all(each.name in self._headers for each in wanted)
        if self._headers:
            wanted = [each for each in wanted if each.name in self._headers]
            wanted.sort(key=lambda each: self._headers[each.name].column)
        self._wanted = wanted
        # The headers under which the cells of a goal stand, and not what is beside it.
        self._under = {each.name: self._headers[each.name] for each in wanted if each.name in self._headers}
        self._others = sheet.other_headers(self._headers.values())
        self._entries: dict[str, Entry] = {}
        self._rows: dict[str, int] = {}
        self._unclear: list[Unclear] = self._missing_columns()

    def read(self) -> ScoredRows:
        groups = {each.name: each for each in self._form.goal_groups if each.scored}
        beside = sorted(
            (
                (spot.row, groups[label.name])
                for label, spot in self._sheet.placed(self._number, Part.GOAL_GROUP)
            ),
            key=lambda each: each[0],
        )
        total = self._total_label()
        starts = self._with_blocks(beside)
        later = [spot.row for spot in self._sheet.later_labels(self._number)]
        if total is not None:
            later.append(total.row)
        last = starts[-1][0] if starts else (0, 0)
        bottom = min((row for row in later if row > last), default=None)
        # Where no group's label was found, no row is known to be one's.
        ends = [*(row for row, _ in starts[1:]), bottom][: len(starts)]
        for (start, group), end in zip(starts, ends, strict=True):
            if group is None:
                continue
            for row in self._sheet.rows_between(start, end):
                self._row(group, row)
        if total is not None:
            self._total(total)
        return ScoredRows(self._entries, self._rows, self._unclear)

    def _total_label(self) -> Spot | None:
        """The label of the total: by its own name, or else the last of its other names, which sums have too."""
        number = self._sheet.number(Part.TOTAL, self._form.total_label)
        spot = self._sheet.spot(number) if number is not None else None
        if number is None or spot is None:
            return None
        places = sorted((spot, *self._sheet.elsewhere(number)), key=lambda each: each.row)
        own = [each for each in places if each.key == key_of(self._section.total_label)]
        return (own or places)[-1]

    def _with_blocks(self, beside: Sequence[tuple[Row, GoalGroup]]) -> list[tuple[Row, GoalGroup | None]]:
        """Where each group begins, and where a block begins whose first group was not found there.

        A block with one group is known by its own label as well; of another, the rows up to the next group
        belong to none that is known.
        """
        found = {group.name for _, group in beside}
        starts: dict[Row, GoalGroup | None] = dict(beside)
        for block in self._form.blocks:
            label = self._sheet.of(Part.SIDE, block.name) if block.scores_goals else None
            if label is None or label.row in starts:
                continue
            groups = [group.goals for group in block.groups if group.goals is not None]
            alone = len(groups) == 1 and groups[0].name not in found
            starts[label.row] = groups[0] if alone else None
        return sorted(starts.items(), key=lambda each: each[0])

    def _cells(self, row: Row) -> list[Spot]:
        """The cells of a row without what stands beside it; none for a header that is repeated."""
        spots = self._sheet.rows[row]
        if sum(map(self._sheet.is_label, spots)) > len((AREA, GROUP)):
            return []
        values = [spot for spot in spots if not self._sheet.is_label(spot)]
        first = min((header.column for header in self._under.values()), default=None)
        if first is None or any(spot.column[1] for spot in values):
            return values
        # The label of a block that another place prints with its own weight stands under its own header.
        return [spot for spot in values if spot.last >= first[0]]

    def _row(self, group: GoalGroup, row: Row) -> None:
        spots = self._cells(row)
        if not spots:
            return
        values = by_columns(spots, self._wanted, self._under, self._others, whole=self._whole)
        if values is None and self._whole and len(spots) == len(self._wanted) - 1:
            # Where a row was pasted, a reason that nobody needed leaves no trace; what is left ends in points.
            without = [each for each in self._wanted if each.name != _REASON]
            values = by_columns(spots, without, {}) if without[-1].holds is Holds.NUMBER else None
        if values is None:
            self._unclear.append(Unclear((), f"{group.name} {spots[0].text}", spots[0].sheet, spots[0].ref))
            return
        if not any(part in values for part in _TELLING) or not self._is_goal(values):
            return
        number = self._rows[group.name] = self._rows.get(group.name, 0) + 1
        for each in self._wanted:
            name = self._name(GoalRow(group, number), each.name)
            spot = values.get(each.name)
            if spot is None:
                self._entries[name] = blank_under(name, spots[0], self._headers.get(each.name))
            elif each.holds is Holds.NUMBER:
                self._entries[name] = entry_at(spot, name, score_value(spot))
            else:
                self._entries[name] = entry_at(spot, name, text_value(spot))
        self._entries |= {entry.name: entry for entry in self._beside.goal(GoalRow(group, number), spots[0])}

    def _is_goal(self, values: Mapping[str, Spot]) -> bool:
        """Whether a row aims at anything, rather than giving the sum of the rows above."""
        name = values.get("name")
        called_sum = name is not None and name.key in _SUMS
        return not called_sum and any(part in values for part in _AIMS)

    def _missing_columns(self) -> list[Unclear]:
        """The columns of the form whose headers were not found, where others were."""
        if not self._headers:
            return []
        known = next(iter(self._headers.values()))
        absent = [
            column for column in self._section.columns if column.part not in (AREA, GROUP, *self._headers)
        ]
        return [Unclear((), column.header, known.sheet, known.ref, column=True) for column in absent]

    def _name(self, row: GoalRow, part: str) -> str:
        points = {WEIGHT: naming.weight, SCORE: naming.score}
        return points[part](row) if part in points else naming.part(row, SCORED_PARTS[part])

    def _total(self, label: Spot) -> None:
        grade = self._beside.grade(label.row)
        if grade is not None:
            self._entries[grade.name] = grade
        names = {WEIGHT: naming.WEIGHT_TOTAL, SCORE: naming.total(self._form)}
        row = [
            spot for spot in self._sheet.behind(label) if not any(each.covers(spot) for each in self._others)
        ]
        pair = weight_and_score(row, self._form.total_weight)
        values: dict[str, Spot] | None
        if pair is not None:
            values = dict(zip((WEIGHT, SCORE), pair, strict=True))
        else:
            wanted = [each for each in self._wanted if each.name in names]
            headers = {name: header for name, header in self._under.items() if name in names}
            values = by_columns(row, wanted, headers)
        if values is None:
            self._unclear.append(Unclear((names[SCORE],), self._form.total_label, label.sheet, label.ref))
            return
        for part, name in names.items():
            spot = values.get(part)
            if spot is not None:
                self._entries[name] = entry_at(spot, name, score_value(spot))
            elif part == SCORE:
                self._entries[name] = blank_under(name, label, self._headers.get(part))
