"""The sections of an official sheet, in the terms of its definition."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PairsSection:
    """Rows of one or two labelled values; each entry is the name of a field or an input."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class FundsSection:
    """The inputs of one group, each in a row, with the group's title at the side."""

    title: str


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
    | GoalsSection
    | IndicatorsSection
    | ScoresSection
    | PeopleSection
    | ContactsSection
    | SignatureSection
)
