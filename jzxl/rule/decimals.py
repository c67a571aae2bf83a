"""Exact numbers as a worksheet rounds and shows them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

# A worksheet shows and keeps no more digits of a number than these.
SIGNIFICANT_DIGITS = 15


def decimal_text(value: Fraction) -> str:
    """A number with a finite decimal expansion, in plain digits.

    Raises:
        ValueError: the number has no finite decimal expansion.
    """
    denominator = value.denominator
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
    scale = Fraction(10) ** decimals
    magnitude = abs(value) * scale + Fraction(1, 2)
    rounded = Fraction(magnitude.numerator // magnitude.denominator) / scale
    return -rounded if value < 0 else rounded


def significant(value: Fraction) -> Fraction:
    """The number at the precision of a worksheet: 15 significant digits."""
    if value == 0:
        return value
    magnitude = abs(value)
    if magnitude >= 1:
        digits_before_point = len(str(magnitude.numerator // magnitude.denominator))
        return round_half_away(value, SIGNIFICANT_DIGITS - digits_before_point)
    zeros_after_point = len(str(magnitude.denominator // magnitude.numerator)) - 1
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
