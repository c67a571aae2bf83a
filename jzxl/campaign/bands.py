"""Bands of points for the distribution of scores."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

_WIDTHS = (5, 10)
# More bars than these are not told apart; a wider band is taken, or the lowest ones become one.
_MOST_NARROW = 10
_MOST = 20


@dataclass(frozen=True, slots=True)
class Band:
    """Scores from ``low`` to below ``high``; the band that ends at full marks includes them.

    Attributes:
        low: None for everything below ``high``.
        high: None for everything above ``low``, which does not belong to it.
        stated, evaluated: how many scores lie in it.
    """

    low: int | None
    high: int | None
    stated: int
    evaluated: int

    @property
    def label(self) -> str:
        """What it is called."""
        if self.low is None:
            return f"低于 {self.high}"
        return f"高于 {self.low}" if self.high is None else f"{self.low}—{self.high}"


def score_bands(
    full: Decimal | None, stated: Sequence[Decimal], evaluated: Sequence[Decimal]
) -> tuple[Band, ...]:
    """The distribution of scores, from the lowest band to the highest; no band where there is no score.

    Bands are 5 points wide, or 10 where that would make too many of them, and are counted down from
    full marks.  A few scores far away make one band at either end.

    Args:
        full: full marks; the highest score where they are not known.
    """
    scores = [*stated, *evaluated]
    if not scores:
        return ()
    within = [score for score in scores if score >= 0 and (full is None or score <= full)]
    # Fractions divide exactly, and round down below zero as well.
    top = Fraction(full if full is not None else max(within or scores))
    lowest = Fraction(min(within, default=top))
    for width in _WIDTHS:
        ceiling = -(-top // width) * width
        count = max(1, -((lowest - ceiling) // width))
        if count <= _MOST_NARROW:
            break
    count = min(count, _MOST)
    edges = [ceiling - width * step for step in range(count, -1, -1)]
    bands = [
        Band(low, high, *(_within(each, low, high, last=high == ceiling) for each in (stated, evaluated)))
        for low, high in pairwise(edges)
    ]
    below = [sum(score < edges[0] for score in each) for each in (stated, evaluated)]
    above = [sum(score > ceiling for score in each) for each in (stated, evaluated)]
    if any(below):
        bands.insert(0, Band(None, edges[0], *below))
    if any(above):
        bands.append(Band(ceiling, None, *above))
    return tuple(bands)


def _within(scores: Iterable[Decimal], low: int, high: int, *, last: bool) -> int:
    return sum(low <= score < high or (last and score == high) for score in scores)
