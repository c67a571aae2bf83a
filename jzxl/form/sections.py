"""The sections of an official sheet, in the terms of its definition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jzxl.form import naming

# What may stand in a column of such a table, by the word for it in a definition.
AREA, GROUP, WEIGHT, SCORE = "area", "group", "weight", "score"
SCORED_PARTS: Mapping[str, str] = {
    "name": naming.GOAL_NAME,
    "target": naming.GOAL_TARGET,
    "actual": naming.GOAL_ACTUAL,
    "reason": naming.GOAL_REASON,
    "sign": naming.GOAL_SIGN,
    "number": naming.GOAL_NUMBER,
    "unit": naming.GOAL_UNIT,
    "level": naming.GOAL_LEVEL,
    "own-score": naming.GOAL_OWN_SCORE,
}


@dataclass(frozen=True, slots=True)
class PairsSection:
    """Rows of one or two labelled values; each entry is the name of a field or an input."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class FundsSection:
    """The inputs of one group, each in a row, with the group's title at the side."""

    title: str


@dataclass(frozen=True, slots=True)
class MatrixSection:
    """The inputs of one group as a table: a row for each label above, a column for each label.

    Attributes:
        title: of the group, at the side.
        indicator: the indicator that is computed from its first row, with weight, rate and score beside it.
        headers: above these three.
        blank: what stands there in all other rows.
    """

    title: str
    indicator: str
    headers: tuple[str, str, str]
    blank: str


@dataclass(frozen=True, slots=True)
class FacingSection:
    """Long texts beside each other, each under its label, with a label at the side."""

    side: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScoredColumn:
    """A column of a table of goals with scores: its header, and which part of a goal stands there.

    Attributes:
        aliases: what else people write above it.
    """

    header: str
    part: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScoredGoalsSection:
    """The table of goals that have a weight and a score each.

    Attributes:
        side: the label beside it.
        columns: from left to right, without that label.
        block_label: pattern of the label of a block, with ``{name}`` and ``{weight}``.
    """

    side: str
    columns: tuple[ScoredColumn, ...]
    block_label: str
    total_label: str
    total_aliases: tuple[str, ...] = ()

    def header(self, part: str) -> str:
        """The header of a part; empty where the table has no column for it."""
        return next((each.header for each in self.columns if each.part == part), "")


@dataclass(frozen=True, slots=True)
class GoalsSection:
    """The table of goals."""

    headers: tuple[str, ...]
    numbering: str


@dataclass(frozen=True, slots=True)
class ScoresSection:
    """A score table without explanations: group, indicator, weight, score."""

    side: str
    headers: tuple[str, ...]
    block_label: str
    total_label: str


@dataclass(frozen=True, slots=True)
class ContactsSection:
    """One row of short labelled texts."""

    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NarrativesSection:
    """Rows of one label and one long text."""

    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndicatorsSection:
    """The indicator table, with its two header rows and the label at its side."""

    side: str
    headers: tuple[str, ...]
    subheaders: tuple[str, ...]
    block_note: str


@dataclass(frozen=True, slots=True)
class PeopleSection:
    """The people who evaluated."""

    side: str
    columns: tuple[str, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class SignatureSection:
    """The line for signature and seal."""

    left: str
    right: str


Section = (
    PairsSection
    | FundsSection
    | NarrativesSection
    | MatrixSection
    | FacingSection
    | GoalsSection
    | ScoredGoalsSection
    | IndicatorsSection
    | ScoresSection
    | PeopleSection
    | ContactsSection
    | SignatureSection
)
