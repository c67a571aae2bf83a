"""What `facts` reads and returns: passages, the figures in them, and what sets equal labels apart."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from jzxl.text.model import Claim


@dataclass(frozen=True, slots=True)
class Passage:
    """A running text or a cell; the results of a form, not its targets."""

    key: str
    """The caller's name of the place."""
    text: str
    topic: str = ""
    """The label of the cell; names a figure that stands alone."""
    claims: tuple[Claim, ...] | None = None
    """The quantities of the text, where they have been read already."""
    owner: str = ""
    """Which of several forms of one kind it stands in; '' for the form that is about all of them."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A figure in a passage; ``text == passage.text[start:end]``."""

    key: str
    start: int
    end: int
    text: str
    value: Fraction
    """In the base unit of `jzxl.text.model.Quantity`."""
    unit: str


@dataclass(frozen=True, slots=True)
class Scope:
    """What makes equal labels different facts; two facts are compared only where it is the same."""

    periods: frozenset[str] = frozenset()
    part_of: str | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """What a dependent label is about: the label of a fact before it, and its figure if it has one."""

    name: str
    value: Fraction | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure under a label."""

    occurrence: Occurrence
    name: str
    """As a person would say it; '' where the words name nothing."""
    low: Fraction
    high: Fraction
    step: Fraction
    """1 in the last printed place."""
    bare: bool
    """Without unit and numeral."""
    scope: Scope
    heads: tuple[Head, ...]
    passage: int
    sentence: int
    plan: bool = False
    total: bool = False
    """Whether the words say that it is all there is: 全年, 共."""
    whole: Fact | None = None
    """The fact that this one counts a part of: 50个项目中已开工40个."""
    owner: str = ""
    """That of its passage."""

    def __hash__(self) -> int:
        """Of few fields, since that of a Fraction is slow to make and nested facts have many."""
        return hash((self.passage, self.occurrence.start, self.name))

    @property
    def unit(self) -> str:
        return self.occurrence.unit

    @property
    def value(self) -> Fraction:
        return self.occurrence.value
