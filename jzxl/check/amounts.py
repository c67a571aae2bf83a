"""Amounts in 万元 held against each other, and against quantities read from text."""

from __future__ import annotations

from fractions import Fraction

# Inputs are in 万元, money read from text is in 元.
WAN = Fraction(10_000)
# Amounts are printed to 0.01 万元; each may be off by half of that.
_HALF_A_STEP = Fraction(1, 200)


def explained_by_rounding(first: Fraction, second: Fraction, figures: int) -> bool:
    """Whether a sum of printed figures may differ from a printed total by rounding alone.

    Args:
        first, second: 万元.
        figures: how many figures were added.
    """
    return abs(first - second) <= (figures + 1) * _HALF_A_STEP
