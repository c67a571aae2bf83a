"""What the forms of one standard share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from jzxl.rule.expression import Expression
from jzxl.rule.scoring import Rounding


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade and the total score from which it is given."""

    name: str
    at_least: Fraction


@dataclass(frozen=True, slots=True)
class ZeroDenominator:
    """What a rate with denominator 0 earns: ``nothing`` where the numerator is 0 too.

    Both are ``full`` or ``zero``.
    """

    nothing: str
    something: str
    basis: str
    wording: str


@dataclass(frozen=True, slots=True)
class AcrossSum:
    """What each form of one kind contributes to a whole that another form states.

    Attributes:
        form, whole_form: ids of the forms.
        each: expression over the inputs of ``form``; whole: an input of ``whole_form``.
    """

    form: str
    each: Expression
    whole_form: str
    whole: str
    basis: str


@dataclass(frozen=True, slots=True)
class AcrossMention:
    """What a text of another form says of each form of one kind, by what that one is named after.

    Attributes:
        each: expression over the inputs of ``form``, in 万元; text: a field of ``text_form``.
    """

    form: str
    each: Expression
    text_form: str
    text: str
    basis: str


@dataclass(frozen=True, eq=False)
class Standard:
    """What the forms of one standard share."""

    id: str
    title: str
    bureau: str
    version: str
    year: int
    basis: Mapping[str, str]
    rounding: Rounding
    zero_denominator: ZeroDenominator
    grades: tuple[Grade, ...]
    across_sums: tuple[AcrossSum, ...]
    across_mentions: tuple[AcrossMention, ...]
