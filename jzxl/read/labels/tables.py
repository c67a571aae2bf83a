"""The tables of a typed sheet: scores, goals, people."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from jzxl.form import naming
from jzxl.form.blocks import Block, GoalGroup, Indicator
from jzxl.form.printed import Part
from jzxl.form.sections import GoalsSection, IndicatorsSection, PeopleSection, ScoresSection
from jzxl.package import CellValue
from jzxl.read.entry import Entry, blank_entry
from jzxl.read.filing import Goal, Unclear
from jzxl.read.goals import without_numbering
from jzxl.read.labels.columns import Holds, Wanted, by_columns, score_in
from jzxl.read.labels.fields import blank_under, entry_at, text_value
from jzxl.read.labels.grid import Row, Spot
from jzxl.read.labels.sheet_map import SheetMap

_REFERENCE, _WEIGHT, _NOTE, _SCORE = "reference", "weight", "note", "score"
_EXPLAINED = (
    Wanted(_REFERENCE, Holds.NUMBER),
    Wanted(_WEIGHT, Holds.NUMBER),
    Wanted(_NOTE, Holds.TEXT),
    Wanted(_SCORE, Holds.NUMBER),
)
_PLAIN = (Wanted(_WEIGHT, Holds.NUMBER), Wanted(_SCORE, Holds.NUMBER))
_TICKS = "☑√✓✔■●"
_NUMBERED = re.compile(r"\s*指标\s*[0-9０-９一二三四五六七八九十]")


@dataclass(frozen=True, slots=True)
class TableRows:
    """What was read from a table."""

    entries: Mapping[str, Entry]
    unclear: Sequence[Unclear]


# ---------------------------------------------------------------- scores


class ScoreTable:
    """The score table of a sheet: weights, explanations and scores of blocks and indicators."""

    def __init__(self, sheet: SheetMap, number: int, section: IndicatorsSection | ScoresSection) -> None:
        self._sheet = sheet
        self._form = sheet.segment.form
        columns: tuple[Wanted, ...]
        if isinstance(section, IndicatorsSection):
            columns, texts = _EXPLAINED, section.subheaders
        else:
            columns, texts = _PLAIN, section.headers[2:]
        headers = sheet.headers(number, texts)
        labels = sheet.headers(number, section.headers[:2], near=next(iter(headers.values()), None))
        self._first, self._second = (labels.get(text) for text in section.headers[:2])
        known = {
            column.name: headers[text] for column, text in zip(columns, texts, strict=True) if text in headers
        }
        if _SCORE in known:
            # Only the columns that this sheet has, in the order in which it has them.
            columns = tuple(
                sorted(
                    (each for each in columns if each.name in known),
                    key=lambda each: known[each.name].column,
                )
            )
        self._columns, self._headers = columns, known
        self._others = sheet.other_headers(known.values())
        self.entries: dict[str, Entry] = {}
        self.unclear: list[Unclear] = []

    def read(self) -> TableRows:
        """Every row whose label was found."""
        for block in self._form.blocks:
            self._row(Part.BLOCK, block, block.name)
            for each in block.indicators:
                self._row(Part.INDICATOR, each, each.label)
        self._total()
        self._grade()
        return TableRows(self.entries, self.unclear)

    def _row(self, part: Part, item: Block | Indicator, called: str) -> None:
        label = self._sheet.of(part, item.name)
        if label is None:
            return
        names = {_WEIGHT: naming.weight(item), _SCORE: naming.score(item)}
        if isinstance(item, Indicator) and self._form.has_notes:
            names[_NOTE] = naming.note(item)
        number = self._sheet.number(part, item.name)
        if number is not None and self._sheet.uncertain(number):
            self.unclear.append(Unclear(tuple(names.values()), called, label.sheet, label.ref, twins=True))
            return
        values = self._values(label, self._second if part is Part.INDICATOR else self._first, self._columns)
        if values is None:
            self.unclear.append(Unclear(tuple(names.values()), called, label.sheet, label.ref))
            return
        if _WEIGHT not in values and _REFERENCE in values:
            values[_WEIGHT] = values[_REFERENCE]  # What the unit did not set is as the form has it.
        for column, name in names.items():
            self.entries[name] = self._entry(label, column, name, values.get(column))

    def _values(self, label: Spot, beside: Spot | None, columns: Sequence[Wanted]) -> dict[str, Spot] | None:
        """The values of a row by column; None where they cannot be told apart."""
        apply = beside is None or beside.covers(label)
        row = self._sheet.behind(label)
        left = [each for each in self._headers.values() if beside is not None and each.column < beside.column]
        if apply and left:
            # A column of the table stands left of its labels.
            row = [spot for spot in self._sheet.rows[label.row] if not self._sheet.is_label(spot)]
        return by_columns(row, columns, self._headers if apply else {}, self._others)

    def _entry(self, label: Spot, column: str, name: str, spot: Spot | None) -> Entry:
        if spot is None:
            return blank_under(name, label, self._headers.get(column))
        if column == _NOTE:
            return entry_at(spot, name, text_value(spot))
        return entry_at(spot, name, score_value(spot))

    def _total(self) -> None:
        label = self._sheet.of(Part.TOTAL, self._form.total_label)
        if label is None:
            return
        names = {_WEIGHT: naming.WEIGHT_TOTAL, _SCORE: naming.total(self._form)}
        values = self._total_values(label)
        if values is None:
            self.unclear.append(Unclear((names[_SCORE],), self._form.total_label, label.sheet, label.ref))
            return
        for column, name in names.items():
            if column == _SCORE or column in values:
                self.entries[name] = self._entry(label, column, name, values.get(column))

    def _total_values(self, label: Spot) -> dict[str, Spot] | None:
        """Weight and score of the total; it has no explanation, and often one weight for two columns."""
        row = [
            spot for spot in self._sheet.behind(label) if not any(each.covers(spot) for each in self._others)
        ]
        pair = weight_and_score(row, self._form.total_weight)
        if pair is not None:
            return dict(zip((_WEIGHT, _SCORE), pair, strict=True))
        columns = [each for each in self._columns if each.name != _NOTE]
        values = self._values(label, self._first, columns)
        told_by_headers = values is not None and all(
            any(header.covers(spot) for header in self._headers.values()) for spot in values.values()
        )
        if values is not None and values and (_SCORE in values or told_by_headers):
            if _WEIGHT not in values and _REFERENCE in values:
                values[_WEIGHT] = values[_REFERENCE]
            return values
        names = [each.name for each in columns]
        weights_first = names.index(_SCORE) == len(names) - 1 if _SCORE in names else True
        scores_first = names.index(_SCORE) == 0 if _SCORE in names else False
        if weights_first:
            return by_columns(row, _PLAIN, {})
        return by_columns(row, _PLAIN[::-1], {}) if scores_first else None

    def _grade(self) -> None:
        name = naming.grade(self._form)
        label = self._sheet.of(Part.GRADE, self._form.grade_name)
        if label is None:
            return
        values = self._sheet.behind(label)
        if values:
            grades = [grade.name for grade in self._form.standard.grades]
            alone = [spot.text for spot in values if spot.text in grades]
            text = alone[0] if len(alone) == 1 else grade_in(" ".join(spot.text for spot in values), grades)
            self.entries[name] = entry_at(values[0], name, text)
        else:
            self.entries[name] = blank_entry(name, label.sheet, self._sheet.blank_ref(label))


def weight_and_score(row: Sequence[Spot], most: Fraction) -> tuple[Spot, Spot] | None:
    """Of two figures beside the total, the one that all weights come to and the other.

    Whatever the order of the columns; None where that does not tell them apart.
    """
    full = [spot for spot in row if score_in(spot).value == most]
    if len(row) != 2 or len(full) != 1:
        return None
    return full[0], next(spot for spot in row if spot is not full[0])


def grade_in(text: str, grades: Sequence[str]) -> str:
    """The grade that a cell states: 良, 良好, 良（82.8分）, or the one that is ticked of all."""
    named = "|".join(map(re.escape, grades))
    ticked = re.findall(rf"[{_TICKS}]\s*({named})", text) or re.findall(rf"({named})\s*[{_TICKS}]", text)
    if len(set(ticked)) == 1:
        return str(ticked[0])
    first = re.match(rf"\s*({named})(?:好|秀|等)?(?:\s*[(（].*)?\s*$", text)
    return first[1] if first is not None else text


def score_value(spot: Spot) -> CellValue:
    """Points as a number; what is none stays as it stands."""
    understood = score_in(spot).value
    return spot.value if understood is None else understood


# ---------------------------------------------------------------- people


def read_people(sheet: SheetMap, number: int, section: PeopleSection) -> TableRows:
    """The rows below the header of the people who evaluated."""
    headers = sheet.headers(number, section.columns)
    if not headers:
        return TableRows({}, ())
    top = max(spot.row for spot in headers.values())
    start = sheet.row_after(top)
    columns = [Wanted(text, Holds.ANY) for text in section.columns]
    columns.sort(key=lambda each: headers[each.name].column if each.name in headers else (0, 0))
    if len(headers) < len(columns):
        columns = [Wanted(text, Holds.ANY) for text in section.columns]
    entries: dict[str, Entry] = {}
    unclear: list[Unclear] = []
    after = min((spot.row for spot in sheet.later_labels(number) if spot.row > top), default=None)
    rows = sheet.rows_between(start, after) if start is not None else ()
    people = [
        spots for row in rows if (spots := [each for each in sheet.rows[row] if not sheet.is_label(each)])
    ]
    for person, spots in enumerate(people[: section.rows], start=1):
        values = by_columns(spots, columns, headers)
        if values is None:
            names = tuple(naming.person(person, text) for text in section.columns)
            unclear.append(Unclear(names, f"{section.side} 第 {person} 行", spots[0].sheet, spots[0].ref))
        for text, spot in (values or {}).items():
            name = naming.person(person, text)
            entries[name] = entry_at(spot, name, text_value(spot))
    return TableRows(entries, unclear)


# ---------------------------------------------------------------- goals


def read_goal_table(
    sheet: SheetMap, number: int, section: GoalsSection
) -> tuple[tuple[Goal, ...], list[Unclear]]:
    """The rows of the table of goals that hold anything, each in the group that it stands beside."""
    groups = {each.name: each for each in sheet.segment.form.goal_groups}
    beside = sorted(
        ((spot.row, groups[label.name]) for label, spot in sheet.placed(number, Part.GOAL_GROUP)),
        key=lambda each: each[0],
    )
    if not beside:
        return (), []
    reader = _GoalRows(sheet, number, section)
    goals: list[Goal] = []
    unclear: list[Unclear] = []
    ends = [row for row, _ in beside[1:]] + [_after_goals(sheet, number, beside[-1][0])]
    for (start, group), end in zip(beside, ends, strict=True):
        numbered = 0
        for row in sheet.rows_between(start, end):
            spots = reader.cells(row)
            if not spots:
                continue
            values = reader.values(spots)
            if values is None:
                unclear.append(Unclear((), f"{group.name} {spots[0].text}", spots[0].sheet, spots[0].ref))
            elif any(part != naming.GOAL_NAME for part in values):
                numbered += 1
                goals.append(reader.goal(group, numbered, row, values))
    return tuple(goals), unclear


def _after_goals(sheet: SheetMap, number: int, last: Row) -> Row | None:
    """The first row below the table: that of the first label of a later section."""
    labels = sheet.later_labels(number)
    rows = [spot.row for spot in labels if spot.row > last]
    return min(rows, default=None)


class _GoalRows:
    """Reads the rows of the table of goals."""

    def __init__(self, sheet: SheetMap, number: int, section: GoalsSection) -> None:
        self._sheet = sheet
        texts = section.headers[-len(naming.GOAL_PARTS) :]
        headers = sheet.headers(number, texts)
        known = {
            part: headers[text]
            for part, text in zip(naming.GOAL_PARTS, texts, strict=True)
            if text in headers
        }
        columns = [Wanted(part, Holds.ANY) for part in naming.GOAL_PARTS]
        if len(known) == len(columns):
            columns.sort(key=lambda each: known[each.name].column)
        self._columns, self._headers = columns, known

    def cells(self, row: Row) -> list[Spot]:
        """The cells of a row without the labels beside it; none for a header that is repeated."""
        spots = self._sheet.rows[row]
        labels = [spot for spot in spots if self._sheet.is_label(spot)]
        if len(labels) > 2:
            return []
        return [spot for spot in spots if not self._sheet.is_label(spot)]

    def values(self, spots: Sequence[Spot]) -> dict[str, Spot] | None:
        """The cells of a goal by column; None where they cannot be told apart."""
        named = [spot for spot in spots if isinstance(spot.value, str) and _NUMBERED.match(spot.value)]
        if len(spots) == 1 and named:
            return {naming.GOAL_NAME: spots[0]}
        header = self._headers.get(naming.GOAL_NAME)
        apply = header is not None and (not named or header.covers(named[0]))
        return by_columns(spots, self._columns, self._headers if apply else {})

    def goal(self, group: GoalGroup, number: int, row: Row, values: Mapping[str, Spot]) -> Goal:
        """The goal in a row."""
        entries = {}
        for part in naming.GOAL_PARTS:
            name = naming.goal(group, number, part)
            spot = values.get(part)
            if spot is None:
                entries[part] = blank_under(name, next(iter(values.values())), self._headers.get(part))
            else:
                entries[part] = entry_at(spot, name, text_value(spot))
        title = entries[naming.GOAL_NAME]
        parts = (title, *(entries[part] for part in naming.GOAL_PARTS[1:]))
        return Goal(group, number, without_numbering(title.value), *parts)
