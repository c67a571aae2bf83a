"""How goals are scored that have a weight and a score of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from jzxl.rule.scoring import Rule


@dataclass(frozen=True, slots=True)
class Level:
    """How far a goal without figures was reached, and the scores that belong to that.

    Attributes:
        least, most: shares of the weight; ``least`` is included, ``most`` only in the best level.
    """

    name: str
    least: Fraction
    most: Fraction

    @property
    def best(self) -> bool:
        """Whether it is the level of a goal that was reached."""
        return self.most == 1


@dataclass(frozen=True, slots=True)
class GoalScoring:
    """How the goals of a form are scored.

    A goal with figures earns its attainment by ``rule``: the result as a share of the target, or for a
    limit from above the target as a share of the result.  One without figures is judged by its level.

    Attributes:
        signs: what stands for each direction of a target, by direction (``at-least``: ≥).
        judged: what stands there for a target without figures.
        levels: from the best to the worst.
        over: attainment of a lower limit from which the unit is to explain it, a fraction of one.
        adjustable: whether a unit may, with a reason, move weight from one block to another.
        deducted: how a score is told that is lower than the rule gives, where the unit says why: ``error``,
            ``warning`` or ``hint``.
        basis: where all this comes from (a key of the standard's basis table).
    """

    rule: Rule
    signs: Mapping[str, str]
    judged: str
    levels: tuple[Level, ...]
    over: Fraction
    adjustable: bool
    basis: str
    deducted: str = "warning"

    @property
    def choices(self) -> tuple[str, ...]:
        """All that may be said of a target's direction."""
        return (*self.signs.values(), self.judged)

    def direction(self, sign: str) -> str:
        """The direction that a sign stands for; empty for none."""
        return next((direction for direction, each in self.signs.items() if each == sign), "")

    def level(self, name: str) -> Level | None:
        """The level of a name."""
        return next((each for each in self.levels if each.name == name), None)
