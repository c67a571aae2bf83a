"""The model of an official form: what a definition file says, as frozen types.

Nothing here knows Excel.  All numbers are exact fractions; amounts are in 万元, percentages are
fractions of one, scores are points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache

from jzxl.form.blocks import Block, GoalGroup, GoalRow, Indicator
from jzxl.form.goal_scoring import GoalScoring
from jzxl.form.scored_rows import with_goal_rows
from jzxl.form.sections import (
    FundsSection,
    IndicatorsSection,
    MatrixSection,
    PairsSection,
    ScoredGoalsSection,
    Section,
)
from jzxl.form.standard import Standard
from jzxl.rule.expression import Expression

AMOUNT, COUNT, PERCENT = "amount", "count", "percent"
INPUT_KINDS = (AMOUNT, COUNT, PERCENT)
UNITS: Mapping[str, str] = {AMOUNT: "万元", COUNT: "人", PERCENT: "%"}
# No figure of a department reaches this many 万元; beyond it, someone typed 元.
LARGEST_AMOUNT = Decimal(10) ** 9


@dataclass(frozen=True, slots=True)
class Field:
    """A text that the department types on the official sheet.

    Attributes:
        name: the defined name of its cell.
        label: the label on the form, verbatim.
        lines: how many printed lines it is given; 1 for a short text.
        choices: the texts that it may hold; empty where any text may stand.
        example: what may stand in it.
        aliases: other labels under which departments type it.
        planned: whether it tells what was aimed at; its figures are not held against what was reached.
    """

    name: str
    label: str
    required: bool
    lines: int
    choices: tuple[str, ...]
    help: str
    example: str
    aliases: tuple[str, ...]
    planned: bool = False

    @property
    def advice(self) -> str:
        """What a filler is told at its cell."""
        return f"{self.help}例如：{self.example}"


@dataclass(frozen=True, slots=True)
class Input:
    """A number that the department types, from which rates are computed.

    Attributes:
        kind: ``amount`` (万元), ``count`` (people) or ``percent`` (a fraction of one).
        signed: whether it may be negative.
        most: the largest plausible value, or None.
        optional: whether it may be left blank where there is none of it, which counts as 0.
        parent: the label above its label on the form, where two inputs share one; else empty.
        taken_from: the report or document that has it.
    """

    name: str
    label: str
    parent: str
    kind: str
    signed: bool
    most: Fraction | None
    help: str
    taken_from: str
    example: str
    optional: bool = False

    @property
    def advice(self) -> str:
        """What a filler is told at its cell."""
        return f"{self.help}取自：{self.taken_from}。单位：{self.unit}；例如 {self.example}。"

    @property
    def unit(self) -> str:
        """The unit as printed."""
        return UNITS[self.kind]

    @property
    def item(self) -> str:
        """What the input is called where its place does not tell: 实际支出资金 其他."""
        return f"{self.parent} {self.label}" if self.parent else self.label


@dataclass(frozen=True, slots=True)
class InputGroup:
    """Inputs under one heading."""

    title: str
    inputs: tuple[Input, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """Two sums that must stand in a relation, within ``tolerance`` (万元) for figures that were rounded.

    Attributes:
        name: what the identity is called, in Chinese.
        code: code of the finding if it does not hold.
        relation: ``=``, ``<=`` or ``<>``.
        marked: the input at which the finding stands.
        only_if: an input that must not be zero for it to be asked; empty where it always is.
        message: what to say instead of the arithmetic; may be empty.
    """

    name: str
    code: str
    left: Expression
    relation: str
    right: Expression
    tolerance: Fraction
    severity: str
    basis: str
    marked: str
    only_if: str
    message: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A sentence that the workbook works out beside a text field, to be copied into it.

    Attributes:
        field: name of the field.
        pieces: texts, and expressions over inputs and scores.
    """

    field: str
    pieces: tuple[str | Expression, ...]


@dataclass(frozen=True, slots=True)
class Contact:
    """A person and the telephone number given for them, as names of fields."""

    person: str
    phone: str


@dataclass(frozen=True, eq=False)
class Form:
    """One official form of a standard.

    Attributes:
        sheet: pattern of the sheet's name, with ``{year}`` and ``{name}``.
        name_field: the field after which a form that a workbook may carry several times is named;
            empty for a form that stands once.
        period_field: the field with the first and last day of what it is about; may be empty.
        prefix: pattern of what its defined names begin with, with ``{number}``; empty likewise.
        year_line: pattern of the line under the title, with ``{year}``.
        unit_field: the field that holds the reporting unit.
        doubtful_share: a judged score below this share of its weight is doubted when its goals are met.
        scoring: how goals are scored that have a score of their own; None where there are none.
        fingerprint: 16 hex digits that change with the content of the definition.
    """

    standard: Standard
    id: str
    title: str
    sheet: str
    year_line: str
    unit_field: str
    name_field: str
    period_field: str
    prefix: str
    doubtful_share: Fraction
    total_label: str
    total_weight: Fraction
    grade_label: str
    grade_name: str
    fields: tuple[Field, ...]
    contacts: tuple[Contact, ...]
    suggestions: tuple[Suggestion, ...]
    input_groups: tuple[InputGroup, ...]
    identities: tuple[Identity, ...]
    goal_groups: tuple[GoalGroup, ...]
    blocks: tuple[Block, ...]
    widths: tuple[int, ...]
    sections: tuple[Section, ...]
    scoring: GoalScoring | None
    fingerprint: str

    @cached_property
    def inputs(self) -> Mapping[str, Input]:
        """All numeric inputs by name, in order."""
        return {each.name: each for group in self.input_groups for each in group.inputs}

    def input_group(self, title: str) -> InputGroup:
        """The inputs under a heading."""
        return next(each for each in self.input_groups if each.title == title)

    def indicator(self, name: str) -> Indicator:
        """The indicator of a name."""
        return next(each for each in self.indicators if each.name == name)

    @cached_property
    def fields_by_name(self) -> Mapping[str, Field]:
        """All text fields by name, in order."""
        return {each.name: each for each in self.fields}

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """All indicators in printed order."""
        return tuple(indicator for block in self.blocks for indicator in block.indicators)

    @cached_property
    def judged(self) -> tuple[Indicator, ...]:
        """The indicators whose score is the unit's own, in printed order."""
        return tuple(indicator for indicator in self.indicators if indicator.judged)

    @cached_property
    def shown_inputs(self) -> tuple[str, ...]:
        """The inputs that the official sheet shows in its header rows."""
        sections = [section for section in self.sections if isinstance(section, PairsSection)]
        names = [name for section in sections for pair in section.rows for name in pair]
        return tuple(name for name in names if name in self.inputs)

    @cached_property
    def goal_rows(self) -> tuple[int, ...]:
        """How many rows the blank form has for each group of goals."""
        return tuple(group.rows for group in self.goal_groups)

    @cached_property
    def scored_rows(self) -> tuple[Indicator, ...]:
        """The indicators that are rows of the table of goals."""
        return tuple(indicator for indicator, _ in self.rows_of_goals)

    @cached_property
    def rows_of_goals(self) -> tuple[tuple[Indicator, GoalRow], ...]:
        """The same, each with its row."""
        return tuple((each, each.row) for each in self.indicators if each.row is not None)

    @cached_property
    def judged_sign(self) -> str:
        """What stands in place of a direction for a goal without figures; empty where no goal has a score."""
        return self.scoring.judged if self.scoring is not None else ""

    @cached_property
    def scored_goals(self) -> ScoredGoalsSection | None:
        """The table of goals with scores; None where there is none."""
        return next((each for each in self.sections if isinstance(each, ScoredGoalsSection)), None)

    @cached_property
    def unit_in_heading(self) -> bool:
        """Whether the reporting unit stands above all tables."""
        sections = [section for section in self.sections if isinstance(section, PairsSection)]
        return all(self.unit_field not in row for section in sections for row in section.rows)

    def with_goal_rows(self, rows: tuple[int, ...]) -> Form:
        """The form with as many rows for each group of goals as a workbook has.

        Only goals with scores make a difference; without them it is the form itself.
        """
        if self.scoring is None or rows == self.goal_rows:
            return self
        return _with_goal_rows(self, rows)

    @cached_property
    def has_notes(self) -> bool:
        """Whether a judged score is explained beside it."""
        return any(isinstance(section, IndicatorsSection) for section in self.sections)

    @cached_property
    def inputs_elsewhere(self) -> tuple[InputGroup, ...]:
        """The inputs that are typed on a sheet of their own."""
        kinds = (FundsSection, MatrixSection)
        placed = [section.title for section in self.sections if isinstance(section, kinds)]
        return tuple(group for group in self.input_groups if group.title not in placed)

    @cached_property
    def signed(self) -> frozenset[str]:
        """Names of the inputs that may be negative."""
        return frozenset(name for name, each in self.inputs.items() if each.signed)

    def sheet_name(self, year: int, name: str = "") -> str:
        """The name of the official sheet for a year, and for what the form is named after."""
        return self.sheet.format(year=year, name=name)


@lru_cache(maxsize=256)
def _with_goal_rows(form: Form, rows: tuple[int, ...]) -> Form:
    scoring = form.scoring
    assert scoring is not None  # asked by the caller
    numbers = {group.name: count for group, count in zip(form.goal_groups, rows, strict=True)}
    groups = tuple(
        replace(group, rows=numbers[group.name]) if group.scored else group for group in form.goal_groups
    )
    blocks = tuple(with_goal_rows(block, numbers, scoring) for block in form.blocks)
    return replace(form, goal_groups=groups, blocks=blocks)
