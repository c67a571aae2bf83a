"""A target that is one text (``≥50个``), and the result beside it, as numbers of one unit.

Where a text can be read in several ways, the way that the stated score fits is taken:

- A bare number beside a percentage may be a fraction: 0.965 is 96.5%, or 0.965%.
- A bare number beside 5万人 may be in 万人 or in 人.
- A target without a sign may be a limit from below or above, or to be met exactly.

Of ways that fit none, the one nearest to the target is taken, and the reading is doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from jzxl.form.blocks import AT_LEAST, AT_MOST, DIRECTIONS, EXACTLY
from jzxl.form.goal_scoring import GoalScoring
from jzxl.package import CellValue
from jzxl.read.deadline import in_time
from jzxl.read.result_text import (
    CLAIMED,
    PERCENT,
    bare_number,
    exact_result,
    figure_pairs,
    is_percentage,
    only_claim,
    sure_result,
    unit_of,
    with_signs,
)
from jzxl.read.typed import plain
from jzxl.rule.decimals import rounds_to
from jzxl.text.comparison import Outcome, compare
from jzxl.text.model import Claim, Direction, with_direction
from jzxl.text.quantity import read

# A limit is one for attainment, whether or not the figure itself is in it.
_DIRECTIONS = {
    Direction.AT_LEAST: AT_LEAST,
    Direction.MORE_THAN: AT_LEAST,
    Direction.REACHES: AT_LEAST,
    Direction.AT_MOST: AT_MOST,
    Direction.LESS_THAN: AT_MOST,
    Direction.FALLS_TO: AT_MOST,
    Direction.EXACTLY: EXACTLY,
}
_STATES_A_LIMIT = re.compile("[≥≤<>=≧≦＜＞＝]|不[少低高大超]|以[上下内]")
_DIGIT = re.compile("[0-9０-９]")
_PER = re.compile("每(个?[^0-9,，。、≥≤<>=不至]{1,3})|([人户亩次日月年天件])均|/(.{1,6})$")


class Doubt(StrEnum):
    """Why a reading is not certain."""

    DIRECTION = "direction"
    """The target has no sign, and the score depends on which it should have."""
    UNIT = "unit"
    """A bare number may be meant in more than one unit, and the score depends on it."""
    UNREAD = "unread"
    """Something was aimed at in figures that could not be held against the result."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What target and result come to.

    Attributes:
        sign: as the definition writes it; empty where no direction is known.
        target, actual: in one unit; None where no figure was understood.
        possible: the scores that the readings give, where there are several.
        fits: whether the stated score is one of them.
    """

    sign: str
    target: Fraction | None = None
    actual: Fraction | None = None
    unit: str = ""
    doubt: Doubt | None = None
    possible: tuple[Fraction, ...] = ()
    fits: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """What a text is read beside.

    Attributes:
        direction: of a target without a sign, unless its score says otherwise.
        score: what a goal earns with a sign, a target and a result; None where that is not known.
        stated: the score that stands there.
        weight: the most that the row can earn.
    """

    scoring: GoalScoring
    direction: str
    score: Callable[[str, Fraction, Fraction], Fraction | None]
    stated: Fraction | None
    weight: Fraction | None


def same_score(due: Fraction, stated: Fraction, weight: Fraction | None) -> bool:
    """Whether a stated score is the one due, as far as it was written; full points are due in full only."""
    return due == stated or (stated != weight and rounds_to(due, stated))


def read_target(text: str, actual: CellValue, row: Row) -> Reading:
    """Direction, target, result and unit of a target that is one text; no figure makes it a judged one."""
    text = with_signs(text)
    reading = read(text)
    claim = reading.claims[0] if len(reading.claims) == 1 and not reading.unread else None
    if claim is None or claim.approximate or claim.upper is not None or claim.change is not None:
        sign = "" if reading.claims else row.scoring.judged
        settled = _settled(text, actual, claim, bool(reading.claims), row)
        return Reading(sign, doubt=None if settled else Doubt.UNREAD)
    directions = _directions(claim, row)
    if not directions:
        return Reading("", None, exact_result(claim, actual), unit_of(claim))
    if claim.per_unit:
        return _per_unit(claim, text, actual, directions, row)
    return _decided(claim, actual, directions, row)


def _settled(text: str, actual: CellValue, claim: Claim | None, claims: bool, row: Row) -> bool:
    """Whether nothing need be said of a target that was not understood as one figure."""
    result = plain(actual) if isinstance(actual, Decimal) else str(actual or "").strip()
    if not result or "".join(result.split()) == "".join(text.split()):
        return True
    if claim is not None:
        stated = only_claim(with_signs(result))
        direction = CLAIMED[row.direction]
        return stated is not None and compare(with_direction(claim, direction), stated) is Outcome.MET
    if claims:
        return False
    punctual = in_time(text, result)
    if punctual is not None:
        return punctual
    return not (_STATES_A_LIMIT.search(text) and _DIGIT.search(text))


def _directions(claim: Claim, row: Row) -> tuple[str, ...]:
    """The directions that a target may have, the likeliest first."""
    signs = row.scoring.signs
    if claim.direction is not None:
        stated = _DIRECTIONS[claim.direction]
        return (stated,) if stated in signs else ()
    possible = [row.direction, *(each for each in DIRECTIONS if each != row.direction)]
    if not claim.quantity.value:
        # At least nothing would be no target.
        possible = [each for each in possible if each != AT_LEAST]
    elif claim.quantity.unit == PERCENT and claim.quantity.value >= 100 and row.direction != AT_MOST:
        # Of a rate no more than all can be asked, which would be no limit.
        possible = [each for each in possible if each != AT_MOST]
    return tuple(each for each in possible if each in signs)


# ---------------------------------------------------------------- which reading it is


def _decided(claim: Claim, value: CellValue, directions: Sequence[str], row: Row) -> Reading:
    signs, unit = row.scoring.signs, unit_of(claim)
    target = claim.quantity.value / claim.quantity.scale
    actual = exact_result(claim, value)
    if actual is None:
        sure = [(each, sure_result(claim, value, each)) for each in directions]
        known = [(each, bound) for each, bound in sure if bound is not None]
        if not known:
            return Reading(signs[directions[0]], target, None, unit)
        direction, actual = known[0]
        return Reading(signs[direction], target, actual, unit)
    pairs = figure_pairs(claim, value, actual)
    if len(pairs) == 1 and len(directions) == 1:
        return Reading(signs[directions[0]], *pairs[0], unit)
    ways = [_Way(signs[each], *pair, row) for pair in pairs for each in directions]
    fitting = [way for way in ways if way.fits]
    way = fitting[0] if fitting else ways[0]
    unclear = _apart(each for each in ways if each.sign == way.sign)
    undirected = _apart(each for each in ways if each.figures == way.figures)
    doubt = None
    if unclear and (not fitting or way.figures != pairs[0]):
        doubt = Doubt.UNIT
    elif len(directions) > 1 and (undirected or (not way.target and way.actual > 0)):
        # A score that fits what such goals are usually meant for leaves no doubt, unless far above.
        usual = way.sign == signs[row.direction] and way.actual <= way.target * row.scoring.over
        doubt = None if fitting and usual else Doubt.DIRECTION
    scores = tuple(dict.fromkeys(each.score for each in ways if each.score is not None))
    if way.target != target or (claim.quantity.unit == "" and is_percentage(value)):
        unit = PERCENT
    return Reading(way.sign, way.target, way.actual, unit, doubt, scores, bool(fitting))


@dataclass(frozen=True)
class _Way:
    sign: str
    target: Fraction
    actual: Fraction
    row: Row

    @property
    def figures(self) -> tuple[Fraction, Fraction]:
        return self.target, self.actual

    @cached_property
    def score(self) -> Fraction | None:
        return self.row.score(self.sign, self.target, self.actual)

    @property
    def fits(self) -> bool:
        """Whether the score that stands there is the one of this reading, as far as it was written."""
        score, stated = self.score, self.row.stated
        return score is not None and stated is not None and same_score(score, stated, self.row.weight)


def _apart(ways: Iterator[_Way]) -> bool:
    """Whether it makes a difference to the score which of them is right."""
    return len({way.score for way in ways}) > 1


# ---------------------------------------------------------------- so much for each


def _per_unit(claim: Claim, text: str, value: CellValue, directions: Sequence[str], row: Row) -> Reading:
    """``≤500元/人`` beside ``480元/人``; for another unit, or without one, only what surely fits."""
    whole = replace(claim, per_unit=False, subject="", noun="")
    told = only_claim(with_signs(value)) if isinstance(value, str) else None
    if told is not None and told.per_unit and not (told.approximate or told.upper or told.change):
        if _each(with_signs(str(value))) == _each(text):
            figure = replace(told, per_unit=False, subject="", noun="").quantity
            if figure.unit == claim.quantity.unit:
                return _decided(whole, f"{figure.text}", directions, row)
    elif bare_number(value) is not None:
        reading = _decided(whole, value, directions, row)
        target, actual = reading.target, reading.actual
        score = row.score(reading.sign, target, actual) if target and actual is not None else None
        near = target and actual is not None and 0 < actual / target <= row.scoring.over
        if (
            near
            and score is not None
            and row.stated is not None
            and same_score(score, row.stated, row.weight)
        ):
            return reading
    settled = _settled(text, value, None, True, row)
    return Reading("", doubt=None if settled else Doubt.UNREAD)


def _each(text: str) -> tuple[str, ...]:
    """What a price or number is for one of: 月 of 每月1次 and of 1次/月."""
    return tuple(next(filter(None, found.groups())) for found in _PER.finditer("".join(text.split())))
