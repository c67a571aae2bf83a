"""What a text states about a quantity."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction


class Direction(StrEnum):
    """How the figure bounds what is meant; 以上, 以下, 以内 include it (民法典 §1259)."""

    AT_LEAST = "at-least"
    AT_MOST = "at-most"
    MORE_THAN = "more-than"
    LESS_THAN = "less-than"
    EXACTLY = "exactly"
    REACHES = "reaches"
    """达到50个, 提高到50%: as a target at least 50, as a result the figure 50 itself."""
    FALLS_TO = "falls-to"
    """降至5%, 压缩到3天: as a target at most 5, as a result the figure 5 itself."""


LEVELS = (None, Direction.EXACTLY, Direction.REACHES, Direction.FALLS_TO)
"""The directions of a result that states the figure itself and not a bound of it."""


class Change(StrEnum):
    """Whether the figure is a change and not a level: 增长5%, 下降5%."""

    RISE = "rise"
    FALL = "fall"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure with its unit; ``text == source[start:end]``."""

    value: Fraction
    """In the base unit: money in 元, 90% and 900‰ as 90, 公里 in 米, 亩 in 平方米, 2万人 as 20000."""
    unit: str
    """The base unit ('元', '%', '家'), '' where none is written; 1.63万 is 16300 without a unit."""
    text: str
    start: int
    end: int
    scale: Fraction = Fraction(1)
    """What 1 of the unit as written is in the base unit: 10000 for 万元, 1/10 for ‰."""
    multiple: int = 1
    """The part of `scale` that is a numeral: 10000 for 万元, 万人 and 万, 1 for 公里."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One quantity that a text states, with the words that say how it is meant."""

    quantity: Quantity
    """The lower end where there are two."""
    direction: Direction | None = None
    """None where nothing but a figure or a range is stated."""
    upper: Quantity | None = None
    """The upper end of a range, inclusive."""
    approximate: bool = False
    """约60个, 60个左右, 60余个, 近60个."""
    per_unit: bool = False
    """每次2万元, 200元/人, 人均, 各: not a total."""
    change: Change | None = None
    subject: str = ""
    """The words before, without spaces, brackets, direction: 种类, 总投资, 2020年签约项目."""
    noun: str = ""
    """The words after: 项目 of 239个项目."""
    text: str = ""
    """The part of the source that was understood, as written."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood of a text, and which parts of it were not."""

    claims: tuple[Claim, ...]
    unread: tuple[str, ...]
    """Clauses and brackets without an understood quantity, as written; empty for a whole reading."""


def with_direction(claim: Claim, direction: Direction) -> Claim:
    """The claim with this direction if it states none of its own (50个 as a target: at least)."""
    return replace(claim, direction=direction) if claim.direction is None else claim


def in_unit_of(claim: Claim, other: Claim) -> Claim:
    """The claim with its bare figure taken in the unit written in the other: 31 beside 17万元 is 31万元.

    Unchanged where it has a unit or a numeral of its own, or is a range.
    """
    own, model = claim.quantity, other.quantity
    if own.unit or own.multiple != 1 or claim.upper is not None:
        return claim
    value, scale, multiple = own.value * model.scale, model.scale, model.multiple
    return replace(claim, quantity=replace(own, value=value, unit=model.unit, scale=scale, multiple=multiple))
