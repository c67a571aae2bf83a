"""The model of an official form: what a definition file says, as frozen types.

Nothing here knows Excel.  All numbers are exact fractions; amounts are in 万元, percentages are
fractions of one, scores are points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from jzxl.form.sections import FundsSection, IndicatorsSection, PairsSection, Section
from jzxl.form.standard import Standard
from jzxl.rule.expression import Expression
from jzxl.rule.rules import Judged
from jzxl.rule.scoring import Rule

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
    """

    name: str
    label: str
    required: bool
    lines: int
    choices: tuple[str, ...]
    help: str
    example: str
    aliases: tuple[str, ...]

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
class Indicator:
    """A row of the indicator table that has a score.

    Attributes:
        name: unique within the form; part of the defined names of its cells.
        label: the label on the form, verbatim (two indicators may share one).
        weight: the 参考分值, points.
        rate: the rate as an expression over inputs; None where there is none.
        rate_name: the defined name of the rate.
        basis: where the rule comes from (a key of the standard's basis table).
        source: more about the basis, may be empty.
        goals: name of the group of goals that it answers; empty where there is none.
        advice: points by which a judged score is expected to be lower for each goal of the group that
            exceeds its cap; None where the definition gives no advice.
    """

    name: str
    label: str
    weight: Fraction
    rule: Rule
    rate: Expression | None
    rate_name: str
    basis: str
    source: str
    help: str
    goals: str
    advice: Fraction | None

    @property
    def judged(self) -> bool:
        """Whether the unit scores itself, with an explanation."""
        return isinstance(self.rule, Judged)


@dataclass(frozen=True, slots=True)
class Group:
    """Indicators under one heading of the first column."""

    name: str
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A 一级指标 with its fixed weight.

    Attributes:
        open: whether the unit sets the weights of its indicators, within the block's weight.
    """

    name: str
    weight: Fraction
    open: bool
    groups: tuple[Group, ...]

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """All indicators of the block in printed order."""
        return tuple(indicator for group in self.groups for indicator in group.indicators)


AT_LEAST, AT_MOST = "at-least", "at-most"


@dataclass(frozen=True, slots=True)
class GoalGroup:
    """A group of goals (绩效指标), each with a target, a result and a progress.

    Attributes:
        area: the heading above (产出指标).
        rows: how many goals the blank form has room for.
        direction: how a target that states only a figure is to be taken.
        actual_total: what the results of a group of costs add up to; None where nothing is said.
        target_total: what their targets add up to, likewise.
    """

    area: str
    name: str
    rows: int
    direction: str
    actual_total: Expression | None
    target_total: Expression | None


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
    fingerprint: str

    @cached_property
    def inputs(self) -> Mapping[str, Input]:
        """All numeric inputs by name, in order."""
        return {each.name: each for group in self.input_groups for each in group.inputs}

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
    def has_notes(self) -> bool:
        """Whether a judged score is explained beside it."""
        return any(isinstance(section, IndicatorsSection) for section in self.sections)

    @cached_property
    def inputs_elsewhere(self) -> tuple[InputGroup, ...]:
        """The inputs that are typed on a sheet of their own."""
        placed = [section.title for section in self.sections if isinstance(section, FundsSection)]
        return tuple(group for group in self.input_groups if group.title not in placed)

    @cached_property
    def signed(self) -> frozenset[str]:
        """Names of the inputs that may be negative."""
        return frozenset(name for name, each in self.inputs.items() if each.signed)

    def sheet_name(self, year: int, name: str = "") -> str:
        """The name of the official sheet for a year, and for what the form is named after."""
        return self.sheet.format(year=year, name=name)
