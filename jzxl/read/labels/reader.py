"""Plain sheets → the forms that were typed into them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jzxl.form import naming
from jzxl.form.blocks import Block, Indicator
from jzxl.form.cells import named_cells
from jzxl.form.instance import RESERVED_SHEETS, Instance
from jzxl.form.model import Form
from jzxl.form.sections import (
    GoalsSection,
    IndicatorsSection,
    MatrixSection,
    PeopleSection,
    ScoredGoalsSection,
    ScoresSection,
)
from jzxl.package.address import join_ref
from jzxl.read.entry import Entry
from jzxl.read.filing import Doubtful, FilledForm, Goal, Unclear, Unverified
from jzxl.read.labels.fields import read_fields
from jzxl.read.labels.grid import MOST_SPOTS, PlainSheet, Spot, spots_of
from jzxl.read.labels.keys import key_of
from jzxl.read.labels.matrix import read_matrix
from jzxl.read.labels.notes import inputs_in_note, inputs_needed
from jzxl.read.labels.scored_table import read_scored_table
from jzxl.read.labels.segments import Segment, label_set, segments_of
from jzxl.read.labels.sheet_map import SheetMap
from jzxl.read.labels.tables import ScoreTable, read_goal_table, read_people
from jzxl.read.scored_goals import read_scored_goals
from jzxl.read.typed import Kind, Manner, Understood, understand

_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})\s*年")


@dataclass(frozen=True, slots=True)
class ReadSheets:
    """What was read from the sheets of a workbook.

    Attributes:
        passed_over: sheets that hold something, but no form.
        too_large: sheets of which only the beginning was looked at.
    """

    forms: tuple[FilledForm, ...]
    passed_over: tuple[str, ...]
    doubtful: tuple[Doubtful, ...]
    too_large: tuple[str, ...]


def read_sheets(sheets: Sequence[PlainSheet], forms: Sequence[Form], *, issued: bool = False) -> ReadSheets:
    """Read every form that stands in some sheets.

    Args:
        forms: all that may stand there.
        issued: whether it is known to be a workbook that we issued, though its names are not to be had: an
            input of the sheet of inputs is then only repeated on the official one, by a formula.
    """
    found: list[Segment] = []
    doubtful: list[Doubtful] = []
    others: list[list[Spot]] = []
    passed_over: list[str] = []
    too_large: list[str] = []
    for sheet in sheets:
        spots = spots_of(sheet, lambda key: any(label_set(form).keys.nearest(key) for form in forms))
        if len(spots) > MOST_SPOTS:
            too_large.append(sheet.name)
            del spots[MOST_SPOTS:]
        segments = list(segments_of(spots, forms)) if sheet.name not in RESERVED_SHEETS else []
        enough = [each for each in segments if each.enough]
        found += enough
        if enough or not spots:
            continue
        others.append(spots)
        if segments:
            doubtful.append(Doubtful(sheet.name, segments[0].form, *segments[0].share))
        elif sheet.name not in RESERVED_SHEETS:
            passed_over.append(sheet.name)
    filled = []
    counted: dict[str, int] = {}
    for segment in found:
        counted[segment.form.id] = counted.get(segment.form.id, 0) + 1
        filled.append(_Reader(segment, counted[segment.form.id], others, issued=issued).read())
    return ReadSheets(tuple(filled), tuple(passed_over), tuple(doubtful), tuple(too_large))


class _Reader:
    """Reads one form."""

    def __init__(
        self, segment: Segment, number: int, others: Sequence[Sequence[Spot]], *, issued: bool
    ) -> None:
        self._segment = segment
        self._form = segment.form
        self._number = number
        self._others = others
        self._issued = issued
        self._sheet = SheetMap(segment)
        self._entries: dict[str, Entry] = {}
        self._numbers: dict[str, Understood] = {}
        self._unclear: list[Unclear] = []
        self._goals: tuple[Goal, ...] = ()

    def read(self) -> FilledForm:
        form = self._form
        self._year()
        self._fields()
        for number, section in enumerate(form.sections):
            match section:
                case IndicatorsSection() | ScoresSection():
                    table = ScoreTable(self._sheet, number, section).read()
                    self._entries.update(table.entries)
                    self._unclear += table.unclear
                case PeopleSection():
                    people = read_people(self._sheet, number, section)
                    self._entries.update(people.entries)
                    self._unclear += people.unclear
                case MatrixSection():
                    matrix = read_matrix(self._sheet, number, section)
                    self._entries.update(matrix.entries)
                    self._numbers.update(matrix.numbers)
                    self._unclear += matrix.unclear
                case ScoredGoalsSection():
                    scored = read_scored_table(self._sheet, number, section, issued=self._issued)
                    self._entries.update(scored.entries)
                    self._unclear += scored.unclear
                    self._form = form.with_goal_rows(
                        tuple(max(each.rows, scored.rows.get(each.name, 0)) for each in form.goal_groups)
                    )
                case GoalsSection():
                    self._goals, unclear = read_goal_table(self._sheet, number, section)
                    self._unclear += unclear
                case _:
                    pass
        self._goal_entries()
        self._typed_numbers()
        on_sheet = frozenset(self._entries)
        unverified = tuple(self._unverified())
        instance = self._instance()
        return FilledForm(
            instance=instance,
            entries=self._entries,
            missing=self._missing(on_sheet),
            ambiguous=(),
            numbers=self._numbers,
            goals=self._goals,
            by_labels=True,
            unclear=tuple(self._unclear),
            unverified=unverified,
            scored=read_scored_goals(instance, self._entries),
        )

    # ------------------------------------------------------------ fields

    def _year(self) -> None:
        """The year as the form prints it, from the lines at its top or the name of the sheet."""
        first = next((spot for _, spot in self._first_labels()), None)
        for spot in self._segment.spots:
            if first is not None and spot.row > first.row:
                break
            found = _YEAR.search(spot.text) if isinstance(spot.value, str) else None
            if found is not None and len(spot.text) <= 60:
                line = self._form.year_line.format(year=found[1])
                self._entries[naming.YEAR] = Entry(naming.YEAR, spot.sheet, spot.ref, line, None, False)
                return

    def _first_labels(self) -> Iterator[tuple[int, Spot]]:
        for number in sorted(self._segment.alignment.placed):
            spot = self._sheet.spot(number)
            if number and spot is not None:
                yield number, spot

    def _fields(self) -> None:
        for name, beside in read_fields(self._sheet, self._form):
            if beside.unclear:
                item = named_cells(self._form).items[name]
                self._unclear.append(
                    Unclear((name,), item, beside.entry.sheet, beside.entry.cell, beside.twins)
                )
                continue
            self._entries[name] = beside.entry
            if beside.number is not None:
                self._numbers[name] = beside.number
        for name in self._form.shown_inputs if self._issued else ():
            self._input_elsewhere(name)

    def _goal_entries(self) -> None:
        for goal in self._goals:
            for entry in (goal.title, goal.target, goal.actual, goal.status):
                self._entries[entry.name] = entry

    def _typed_numbers(self) -> None:
        """Weights and judged scores as numbers; computed scores are held against what they should be."""
        for name, kind in named_cells(self._form).numbers.items():
            entry = self._entries.get(name)
            if entry is not None and name not in self._numbers:
                self._numbers[name] = understand(entry.value, Kind(kind))
        for indicator in self._form.indicators:
            weight = self._numbers.get(naming.weight(indicator))
            score = self._numbers.get(naming.score(indicator))
            unused = weight is not None and weight.value == 0
            if unused and score is not None and score.manner in (Manner.BLANK, Manner.NONE):
                # Of an indicator without weight nothing can be scored, and nothing need be said.
                self._numbers[naming.score(indicator)] = Understood(Decimal(0), Manner.NUMBER)

    # ------------------------------------------------------------ inputs that stand elsewhere

    def _unverified(self) -> Iterator[Unverified]:
        """Take the inputs of each computed score from where they stand; tell where that is nowhere."""
        for indicator in self._form.indicators:
            if indicator.judged or indicator.row is not None:
                continue
            wanted = [name for name in inputs_needed(self._form, indicator) if name not in self._numbers]
            for name in wanted:
                self._input_elsewhere(name)
            wanted = [name for name in wanted if name not in self._numbers]
            if wanted:
                self._inputs_from_note(indicator, wanted)
            left = tuple(name for name in wanted if name not in self._numbers)
            if left:
                yield Unverified(indicator, left)

    def _input_elsewhere(self, name: str) -> None:
        """An input on a sheet of its own, such as 基础数据: the value behind its label."""
        key = key_of(self._form.inputs[name].label)
        found = [
            (spots, spot)
            for spots in self._others
            for spot in spots
            if spot.key == key and isinstance(spot.value, str)
        ]
        if len(found) != 1:
            return
        spots, label = found[0]
        kind = Kind(self._form.inputs[name].kind)
        behind = [spot for spot in spots if spot.row == label.row and spot.column > label.column]
        if self._is_echo_of_blank(name, label, behind):
            ref = join_ref(label.row[0], label.last + 1)
            self._entries[name] = Entry(name, label.sheet, ref, None, None, False)
            self._numbers[name] = Understood(None, Manner.BLANK)
            return
        numbers = [(spot, understand(spot.value, kind)) for spot in behind]
        known = [(spot, number) for spot, number in numbers if number.value is not None]
        # In our own workbook what stands in the input's cell is meant for it, readable or not.
        own = [each for each in numbers[:1] if self._issued and each[0].column[0] == label.last + 1]
        if own or (known and (len(known) == 1 or known[0][0] is behind[0])):
            spot, number = (own or known)[0]
            self._entries[name] = Entry(name, spot.sheet, spot.ref, spot.value, spot.formula, spot.has_cached)
            self._numbers[name] = number

    def _is_echo_of_blank(self, name: str, label: Spot, behind: Sequence[Spot]) -> bool:
        """Whether the official sheet of a workbook that we issued has nothing or 0 for an input left blank.

        Its formula repeats a blank as a text of no length, for which LibreOffice stores 0 in .xls.
        """
        filled = any(spot.column[0] <= label.last + 1 for spot in behind)
        shown = self._numbers.get(name)
        return self._issued and not filled and (shown is None or not shown.value)

    def _inputs_from_note(self, indicator: Indicator, wanted: Sequence[str]) -> None:
        note = self._entries.get(naming.note(indicator)) if self._form.has_notes else None
        if note is None or note.value is None:
            return
        text = note.value if isinstance(note.value, str) else f"{note.formula or ''}={note.value}"
        for name, value in inputs_in_note(self._form, indicator, text).items():
            if name in wanted:
                self._entries[name] = Entry(name, note.sheet, note.cell, value, None, False)
                self._numbers[name] = Understood(value, Manner.NUMBER)

    # ------------------------------------------------------------ the form as a whole

    def _missing(self, on_sheet: frozenset[str]) -> tuple[str, ...]:
        """Essential fields without a place; inputs that the official sheet does not show need none."""
        known = {name for each in self._unclear for name in each.names} | on_sheet
        elsewhere = {each.name for group in self._form.inputs_elsewhere for each in group.inputs}
        optional = elsewhere - set(self._form.shown_inputs) | named_cells(self._form).unprinted
        essential = [
            name for name in named_cells(self._form).essential if name not in known and name not in optional
        ]
        # Sums of blocks are not printed; but a block of which no goal was found at all is missing.
        blocks = [block for block in self._form.blocks if block.scores_goals]
        essential += [naming.score(block) for block in blocks if not self._has_goals(block)]
        return tuple(name for name in essential if not self._may_be_left_out(name))

    def _has_goals(self, block: Block) -> bool:
        return any(naming.weight(each) in self._entries for each in block.indicators)

    def _may_be_left_out(self, name: str) -> bool:
        """Whether an input may be blank, and so a row of such inputs be left out."""
        each = self._form.inputs.get(name)
        return each is not None and each.optional

    def _instance(self) -> Instance:
        form = self._form
        rows = list(form.goal_rows)
        for number, group in enumerate(form.goal_groups):
            rows[number] = max(rows[number], sum(goal.group is group for goal in self._goals))
        name = self._entries.get(form.name_field) if form.name_field else None
        called = str(name.value).strip() if name is not None and name.value is not None else ""
        prefix = form.prefix.format(number=self._number)
        return Instance(form, prefix, self._segment.spots[0].sheet, called, tuple(rows))
