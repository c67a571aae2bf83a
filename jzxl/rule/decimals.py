"""Exact numbers as a worksheet rounds and shows them.

Numerators and denominators are worked on as integers, because every step in :class:`~fractions.Fraction`
costs a greatest common divisor.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

# A worksheet shows and keeps no more digits of a number than these.
SIGNIFICANT_DIGITS = 15
_MORE_DIGITS = 10**SIGNIFICANT_DIGITS


@lru_cache(maxsize=1024)
def exact(value: Decimal) -> Fraction:
    """A finite number of a cell; weights and scores are the same ones again and again."""
    return Fraction(value)


def decimal_text(value: Fraction) -> str:
    """A number with a finite decimal expansion, in plain digits.

    Raises:
        ValueError: the number has no finite decimal expansion.
    """
    denominator = value.denominator
    if denominator == 1:
        return str(value.numerator)
    places = 0
    for factor in (10, 2, 5):
        while denominator % factor == 0:
            denominator //= factor
            places += 1
    if denominator != 1:
        raise ValueError(f"{value} has no finite decimal expansion")
    scaled = abs(value.numerator) * 10**places // value.denominator
    digits = str(scaled).rjust(places + 1, "0")
    whole, part = (digits[:-places], digits[-places:].rstrip("0")) if places else (digits, "")
    return ("-" if value < 0 else "") + whole + (f".{part}" if part else "")


def round_half_away(value: Fraction, decimals: int) -> Fraction:
    """Round to ``decimals`` places, halves away from zero (the worksheet's ROUND)."""
    top, bottom = abs(value.numerator), value.denominator
    if decimals >= 0:
        scale = 10**decimals
        if scale % bottom == 0:
            return value
        rounded = Fraction((2 * top * scale + bottom) // (2 * bottom), scale)
    else:
        step = 10**-decimals * bottom
        rounded = Fraction((2 * top + step) // (2 * step) * 10**-decimals)
    return -rounded if value.numerator < 0 else rounded


def rounds_to(value: Fraction, written: Fraction) -> bool:
    """Whether a number is another one as soon as it is rounded to the places that one has (14.04 and 14)."""
    places = next((each for each in range(7) if (written * 10**each).denominator == 1), None)
    return places is not None and round_half_away(value, places) == written


def significant(value: Fraction) -> Fraction:
    """The number at the precision of a worksheet: 15 significant digits."""
    top, bottom = abs(value.numerator), value.denominator
    if top == 0 or (bottom == 1 and top < _MORE_DIGITS):
        return value
    if top >= bottom:
        digits_before_point = len(str(top // bottom))
        return round_half_away(value, SIGNIFICANT_DIGITS - digits_before_point)
    zeros_after_point = len(str(bottom // top)) - 1
    return round_half_away(value, SIGNIFICANT_DIGITS + zeros_after_point)


def number_text(value: Fraction) -> str:
    """A number as ``&`` shows it: 15 significant digits at most, no trailing zeros."""
    return decimal_text(significant(value))


def fixed_text(value: Fraction, decimals: int) -> str:
    """A number rounded half away from zero and shown with exactly ``decimals`` places (82.80)."""
    return f"{to_decimal(round_half_away(value, decimals)):.{decimals}f}"


def to_decimal(value: Fraction) -> Decimal:
    """The number as a decimal at the precision of a worksheet."""
    return Decimal(number_text(value))
