"""Targets and results as they are written, each as a figure in the unit of the target."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from jzxl.form.blocks import AT_LEAST, AT_MOST, EXACTLY
from jzxl.package import CellValue
from jzxl.read.typed import Kind, Manner, understand
from jzxl.rule.decimals import exact
from jzxl.text.comparison import Outcome, comparable, compare
from jzxl.text.model import LEVELS, Change, Claim, Direction, in_unit_of
from jzxl.text.quantity import read

_FIGURE = re.compile(r"([-+−]?[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)\s*(.*)", re.DOTALL)
_LONGEST_FIGURE = 40
PERCENT = "%"
CLAIMED = {AT_LEAST: Direction.AT_LEAST, AT_MOST: Direction.AT_MOST, EXACTLY: Direction.EXACTLY}
# Signs as they are typed where no keyboard has them; a bracket of titles is one of them.
_TYPED_SIGNS = (
    (re.compile(r"^\s*[》>＞﹥]\s*[=＝]|^\s*[=＝]\s*[》>＞﹥]"), "≥"),
    (re.compile(r"^\s*[《<＜﹤]\s*[=＝]|^\s*[=＝]\s*[《<＜﹤]"), "≤"),
    (re.compile(r"^\s*》(?=\s*[0-9０-９])"), ">"),
    (re.compile(r"^\s*《(?=\s*[0-9０-９])"), "<"),
)
_WORD = re.compile("[\u4e00-\u9fff]")
# A bare number up to this may be a fraction of one where a percentage is asked for.
_MOST_FRACTION = 2


def with_signs(text: str) -> str:
    """A text with ≥ and ≤ where ``》=``, ``=>`` or ``<=`` was typed for them."""
    for pattern, sign in _TYPED_SIGNS:
        text = pattern.sub(sign, text)
    return text


def figure_in(value: CellValue, unit: str) -> Fraction | None:
    """The number that a cell states in a unit; None where it states none, or one that is not exact.

    ``45``, ``45个`` in 个, ``0.9亿元`` in 万元 (9000); not ``约45``, ``98%以上`` or ``完成``.
    """
    if isinstance(value, Decimal):
        return exact(value) if value.is_finite() else None
    if not isinstance(value, str):
        return None
    text = value.strip()
    found = _FIGURE.fullmatch(text) if len(text) <= _LONGEST_FIGURE else None
    if found is not None and found[2] in ("", unit):
        return Fraction(found[1].replace(",", "").replace("−", "-"))
    stated, model = _exact_claim(text), _exact_claim(f"1{unit}") if unit else None
    if stated is None or stated.direction not in LEVELS:
        return None
    if model is None or stated.quantity.unit != model.quantity.unit:
        return None
    return stated.quantity.value / model.quantity.scale


def unit_of(claim: Claim) -> str:
    """The unit as written, with its numeral: 万元."""
    found = _FIGURE.fullmatch(claim.quantity.text)
    return found[2] if found is not None else ""


def unit_stated(text: str) -> str:
    """The unit of the one exact figure that is all of a text; empty where it has none, or is not that."""
    claim = _exact_claim(text)
    return unit_of(claim) if claim is not None else ""


def only_claim(text: str) -> Claim | None:
    """The one quantity that is all of a text."""
    reading = read(text)
    return reading.claims[0] if len(reading.claims) == 1 and not reading.unread else None


def _exact_claim(text: str) -> Claim | None:
    """The same where it is one figure and no more."""
    claim = only_claim(text)
    if claim is None or claim.approximate or claim.per_unit or claim.upper or claim.change is not None:
        return None
    return claim


def exact_result(target: Claim, value: CellValue) -> Fraction | None:
    """A result that states one figure, in the unit of the target."""
    if isinstance(value, Decimal):
        return exact(value)
    claim = _exact_claim(with_signs(value)) if isinstance(value, str) else None
    if claim is None:
        return figure_in(value, unit_of(target))
    claim = in_unit_of(claim, target)
    exactly = claim.direction in LEVELS
    if not exactly or not comparable(target, claim):
        return None
    return claim.quantity.value / target.quantity.scale


def sure_result(target: Claim, value: CellValue, direction: str) -> Fraction | None:
    """The bound of a result that states no figure exactly, and meets the target all the same.

    ``≥95%`` meets ``≥95%``, ``增长6%`` meets ``≥5%``, and ``无`` what may at most be so many.
    """
    if not isinstance(value, str):
        return None
    limit = replace(target, direction=CLAIMED[direction])
    if direction != AT_LEAST and target.quantity.value >= 0 and _is_none(value):
        return Fraction(0) if direction == AT_MOST or not target.quantity.value else None
    claim = only_claim(with_signs(value))
    if claim is None or claim.per_unit:
        return None
    if claim.change is Change.RISE and direction == AT_LEAST and target.quantity.unit == PERCENT:
        claim = replace(claim, change=None, subject="")
    claim = in_unit_of(claim, limit) if target.quantity.unit != PERCENT else claim
    if compare(limit, claim) is not Outcome.MET:
        return None
    bound = claim.upper if claim.upper is not None and direction == AT_MOST else claim.quantity
    return bound.value / target.quantity.scale


def _is_none(value: str) -> bool:
    """Whether a result says in words that there was nothing; a stroke does not."""
    return understand(value, Kind.COUNT).manner is Manner.NONE and _WORD.search(value) is not None


def bare_number(value: CellValue) -> Fraction | None:
    """A number without any unit."""
    if isinstance(value, Decimal):
        return exact(value) if value.is_finite() else None
    return figure_in(value, "") if isinstance(value, str) and _FIGURE.fullmatch(value.strip()) else None


def figure_pairs(claim: Claim, value: CellValue, actual: Fraction) -> list[tuple[Fraction, Fraction]]:
    """Target and result in every way that they may be meant, the nearest to each other first."""
    quantity, bare = claim.quantity, bare_number(value)
    target = quantity.value / quantity.scale
    pairs = [(target, actual)]
    unitless = not quantity.unit and quantity.multiple == 1
    if bare is not None:
        broken = bare.denominator != 1
        if quantity.unit == PERCENT and abs(bare) <= _MOST_FRACTION:
            pairs.append((target, bare * 100 / quantity.scale))
        elif quantity.multiple != 1:
            # People beside 5万人, or ten thousands of them: only the nearer makes sense.
            pairs = [min((target, actual), (target, bare / quantity.multiple), key=_distance)]
        elif unitless and target > _MOST_FRACTION and broken and 0 < bare < 1:
            pairs.append((target, bare * 100))
    if unitless and 0 < target <= _MOST_FRACTION:
        told = only_claim(str(value)) if isinstance(value, str) else None
        percentage = told is not None and told.quantity.unit == PERCENT
        if percentage or (bare is not None and bare > _MOST_FRACTION and target.denominator != 1):
            pairs.append((target * 100, actual))
    return sorted(dict.fromkeys(pairs), key=_distance)


def likeliest_percentage(target: Fraction, bare: Fraction) -> Fraction | None:
    """The percentage that a bare number beside one most likely stands for; None where two are as likely.

    0.98 beside 95% is 98%, beside 1% it is 0.98%; 98 beside 95% is 98%.
    """
    if abs(bare) > _MOST_FRACTION:
        return bare
    as_written, as_fraction = _distance((target, bare)), _distance((target, bare * 100))
    if as_written == as_fraction:
        return None
    return bare if as_written < as_fraction else bare * 100


def _distance(pair: tuple[Fraction, Fraction]) -> Fraction:
    """How many times the one is the other."""
    target, actual = map(abs, pair)
    if not target or not actual:
        return Fraction(0)
    return max(target / actual, actual / target)


def is_percentage(value: CellValue) -> bool:
    claim = only_claim(value) if isinstance(value, str) else None
    return claim is not None and claim.quantity.unit == PERCENT
