"""Arithmetic written out in a text, evaluated exactly and compared at the precision printed.

``18/16=112%`` claims that 18/16 is 112 %.  Exactly it is 112.5 %, which prints as 113 %: the claim
is cut off instead of rounded.  `equations` finds such claims and judges them.

A false alarm costs a telephone call, so a claim is made only where one reading is possible:

- the left side has at least one operator, is whole (no word stands in for an operand), stands
  after a line break, punctuation or Chinese text, and divides by no zero; a number alone on the
  left (``指标=5``) is no equation;
- dates, telephone numbers, versions, cell addresses, powers, function calls are no equations;
- money or heads in units of different scale (元 and 万元) on either side are no equation;
- **doubtful surroundings** (after 约, 的, 至, 年 ..., before 左右, 多 ..., a range such as ``2-3``, a
  comma between digits that is perhaps a separator and perhaps belongs to the number) are reported
  only where the claim is right, which harms nobody;
- two whole numbers that may be month/day or year/month (``12/31=5``) make no wrong or cut-off claim
  unless the result has a percent sign or decimals;
- a claim that is right in another scale (yuan in ten thousands; ``×100`` for ``×100%``) is not
  wrong, and dropped;
- a list number or bullet before the equation (``1.18/16=112%``, ``- 18/16=112%``) is taken off
  where the claim is wrong with it and not wrong without it.

Only rounding half away from zero is RIGHT.  A neighbour that is neither that nor the truncated
figure is WRONG, half-even included (2.5 printed as 2 is the truncated figure, CUT_OFF).
In a chain ``a/b=0.7911=79.1%`` each step is compared with the first left side; ``0.7911×100%``
counts as the number 0.7911.  A middle step that is arithmetic of another value starts anew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from jzxl.text.arithmetic_sides import Left, Result, first_of, left_side, printed_result, restates
from jzxl.text.arithmetic_tokens import fold, read_tokens

_MOST_STEPS = 8
"""Results compared with one left side at most, so that a long chain stays linear."""
_HAS_EQUALS = re.compile("[=＝≈≒﹦]")


class Verdict(StrEnum):
    """What became of the left side where it was printed."""

    RIGHT = "right"
    """Rounded half away from zero to the decimals printed."""
    CUT_OFF = "cut-off"
    """Truncated to the decimals printed, where rounding gives another figure."""
    SIGN_MISSING = "sign-missing"
    """Right or cut off as a percentage, but printed without a percent sign (18/16=112.5)."""
    WRONG = "wrong"
    """None of these."""


@dataclass(frozen=True, slots=True)
class Equation:
    """One claim ``left = stated`` in a text; ``text == source[start:end]``."""

    text: str
    """As written; for a later step of a chain from the first left side on, so spans may overlap."""
    start: int
    end: int
    left: Fraction
    """Exact value of the left side."""
    stated: Decimal
    """The printed result; a percentage as a fraction of one (112% is 1.12)."""
    decimals: int
    """Decimals printed, of the percentage where it is one."""
    percent: bool
    """Whether the result carries a percent sign."""
    verdict: Verdict
    rounded: str
    """The left side as it should be printed at this precision: '113%'."""
    exact: str
    """The left side with up to two more decimals: '112.5%'."""
    operands: tuple[Decimal, ...]
    """Numbers on the left in the order written, percentages as fractions of one."""
    pattern: str
    """The left side with the operands named n0, n1 …: '(n0-n1)/n2'."""


def equations(text: str) -> tuple[Equation, ...]:
    """All claims in `text` that can be judged without doubt, in order; never raises."""
    return _equations(text) if _HAS_EQUALS.search(text) else ()


# An explanation is read for its inputs, then held against them.
@lru_cache(maxsize=256)
def _equations(text: str) -> tuple[Equation, ...]:
    source = fold(text)
    tokens = read_tokens(source)
    found: list[Equation] = []
    left: Left | None = None
    last, steps = -1, 0  # the = before, and how many results its left side has been compared with
    for index, token in enumerate(tokens):
        if token.kind != "e":
            continue
        first = first_of(tokens, index)
        goes_on = first is not None and first >= 1 and first - 1 == last
        fresh = None if first is None else left_side(source, tokens, first, index)
        number_alone = first is not None and index - first <= 2
        if not (left and goes_on and (number_alone or restates(left, fresh))):
            left, steps = fresh, 0
        last = index
        result = None if left is None or steps >= _MOST_STEPS else printed_result(source, tokens, index + 1)
        if left is not None and result is not None:
            steps += 1
            equation = _judge(text, left, result)
            if equation is not None:
                found.append(equation)
    return tuple(found)


def _judge(text: str, left: Left, result: Result) -> Equation | None:
    """The equation, unless it cannot be judged or is not worth a doubt."""
    verdict = _verdict(left, result)
    if verdict is Verdict.WRONG:
        for reading in left.readings:
            if (other := _verdict(reading, result)) not in (None, Verdict.WRONG):
                left, verdict = replace(reading, doubtful=left.doubtful), other
    doubtful = left.doubtful or result.doubtful or (result.token.percent and left.mixes_percentages)
    if verdict is None or (doubtful and verdict is not Verdict.RIGHT):
        return None
    plain_date = left.date_like and not result.token.percent and not result.decimals
    if plain_date and verdict in (Verdict.WRONG, Verdict.CUT_OFF):
        return None
    if verdict is Verdict.WRONG and _holds_otherwise(left, result):
        return None
    value = _value_for(left, result)
    as_percent = result.token.percent or verdict is Verdict.SIGN_MISSING
    printed = value * 100 if as_percent else value
    sign = "%" if as_percent else ""
    more = _fixed(printed, result.decimals + 2)
    return Equation(
        text=text[left.start : result.token.end],
        start=left.start,
        end=result.token.end,
        left=value,
        stated=result.stated,
        decimals=result.decimals,
        percent=result.token.percent,
        verdict=verdict,
        rounded=_fixed(printed, result.decimals) + sign,
        exact=more.rstrip("0").rstrip(".") + sign,
        operands=tuple(number.value for number in left.numbers),
        pattern=left.pattern,
    )


def _value_for(left: Left, result: Result) -> Fraction:
    """The left side's value in the scale of the result: ``a/b×100=15.38%`` means ×100%."""
    return left.value / 100 if result.token.percent and left.times_100 else left.value


def _verdict(left: Left, result: Result) -> Verdict | None:
    """Compare one reading of the left side; None where units or percentages do not go together."""
    powers: dict[str, int] = {}
    for token in (*left.numbers, result.token):
        for what, power in token.scales:
            if powers.setdefault(what, power) != power:
                return None
    if result.token.percent and not left.is_ratio:
        return None
    value = _value_for(left, result)
    verdict = _compare(value, result)
    if verdict is Verdict.WRONG and left.is_ratio and not result.token.marked:
        return Verdict.WRONG if _compare(value * 100, result) is Verdict.WRONG else Verdict.SIGN_MISSING
    return verdict


def _compare(value: Fraction, result: Result) -> Verdict:
    places = 10 ** (result.decimals + (2 if result.token.percent else 0))
    printed = Fraction(result.stated) * places
    if printed == _half_away(value * places):
        return Verdict.RIGHT
    return Verdict.CUT_OFF if printed == int(value * places) else Verdict.WRONG


def _holds_otherwise(left: Left, result: Result) -> bool:
    """Whether a wrong claim is not wrong in another scale, or with a comma read as a separator."""
    values = [_value_for(left, result), *left.spoilers, *(reading.value for reading in left.readings)]
    powers: tuple[int, ...] = (0, -2)
    if not result.token.percent:
        powers = (0, -8, -4, 4, 8, -3, 3, -2, 2) if result.token.scales else (0, -8, -4, 4, 8)
    scaled = [
        value * Fraction(10) ** power for value in values for power in powers if result.stated or not power
    ]
    if any(_compare(value, result) is not Verdict.WRONG for value in scaled):
        return True
    head, comma, _ = result.token.text.partition(",")
    alone = replace(result, token=replace(result.token, text=head, percent=False))
    return bool(comma) and any(_compare(value, alone) is not Verdict.WRONG for value in values)


def _half_away(value: Fraction) -> int:
    size = int(abs(value) + Fraction(1, 2))
    return size if value >= 0 else -size


def _fixed(value: Fraction, places: int) -> str:
    """Round half away from zero and write with exactly so many decimals; zero has no sign."""
    whole = _half_away(value * 10**places)
    digits = str(abs(whole)).rjust(places + 1, "0")
    text = digits[: len(digits) - places] + ("." + digits[-places:] if places else "")
    return "-" + text if whole < 0 else text
