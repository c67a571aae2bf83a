"""What the forms of one standard share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
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


UNIT_ROLE, CODE_ROLE, PROJECT_ROLE, CONTACT_ROLE, PHONE_ROLE = "unit", "code", "project", "contact", "phone"
# A column that is there for people only, such as a running number.
IGNORED_ROLE = "ignored"
ROLES = (UNIT_ROLE, CODE_ROLE, PROJECT_ROLE, CONTACT_ROLE, PHONE_ROLE, IGNORED_ROLE)


@dataclass(frozen=True, slots=True)
class RosterColumn:
    """A column that a roster of a round may have.

    Attributes:
        header: what stands above it; aliases: what else may stand there.
        role: what of a department or project it gives, one of ``ROLES``; empty where it fills fields only.
        fields: the field or input that it fills, by the id of the form.  A row that names a project fills
            the form that is named after it, any other row the form that stands once.
        help: what is to be written there.
        usual_most: an amount above it is hard to believe, in the unit of the forms; None where nothing is.
        examples: for the rows of an example roster, one for each; may be empty texts.
    """

    header: str
    aliases: tuple[str, ...]
    role: str
    fields: Mapping[str, str]
    help: str
    examples: tuple[str, ...]
    usual_most: Decimal | None = None


@dataclass(frozen=True, eq=False)
class Standard:
    """What the forms of one standard share.

    Attributes:
        roster: the columns that a roster may have; empty where nothing is said of rosters.
    """

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
    roster: tuple[RosterColumn, ...] = ()
