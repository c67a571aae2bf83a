"""Which faults come into which workbook: all of them in turn, so that none is left out."""

from __future__ import annotations

import random
from collections.abc import Sequence

from round.faults import ALL, Fault

_MOST = 5
# What would make a file another one to the round is planted by the round itself.
NOT_FOR_ROUND = ("template-outdated",)
# Formulas of another version are not compared with ours.
NOT_FOR_OUTDATED = (
    "score-mismatch", "subtotal", "total", "grade", "rate-text", "formula", "stale", "missing-value",
    "template-outdated", "wrong-standard",
)  # fmt: skip


class Deck:
    """Faults to be planted; a new shuffled deck lies below the last."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._left: list[Fault] = []

    def draw(self, without: Sequence[str]) -> list[Fault]:
        """None in a third of the workbooks, else up to five."""
        count = 0 if self._rng.random() < 1 / 3 else self._rng.randint(1, _MOST)
        if len(self._left) < 4 * _MOST:
            self._left += self._rng.sample(ALL, len(ALL))
        fit = [each for each in self._left if not each.key.startswith(tuple(without))][:count]
        for each in fit:
            self._left.remove(each)
        return fit

    def put_back(self, faults: Sequence[Fault]) -> None:
        """What found no place in a workbook is tried in the next."""
        self._left = [*faults, *self._left]
