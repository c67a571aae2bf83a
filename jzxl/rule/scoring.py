"""What every scoring rule has in common: rounding, clamping, counting whole points."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from jzxl.definition import Table
from jzxl.rule.expression import Expression, Operation, call, number


@dataclass(frozen=True, slots=True)
class Rounding:
    """How a standard rounds.

    Attributes:
        score_decimals: places of a score.
        point_decimals: places of a gap in percentage points before whole points are counted.
        guard_decimals: places to which a score is rounded first, against binary noise.
        rate_decimals: places of a rate in percent, in the worked line.
        amount_decimals: places to which a sum of amounts is rounded before it is compared.
    """

    score_decimals: int
    point_decimals: int
    guard_decimals: int
    rate_decimals: int
    amount_decimals: int


class Rule(ABC):
    """What every kind of rule can do."""

    kind: ClassVar[str]
    # Whether an indicator with this rule must have a rate.
    needs_rate: ClassVar[bool] = True

    @property
    def inputs(self) -> tuple[str, ...]:
        """Inputs that the rule reads itself, beside the rate."""
        return ()

    @classmethod
    @abstractmethod
    def read(cls, table: Table, reference: Fraction) -> Rule:
        """The rule from its table in a definition; ``reference`` is the indicator's 参考分值."""

    @abstractmethod
    def score(
        self, rate: Expression, weight: Expression, reference: Fraction, rounding: Rounding
    ) -> Expression:
        """The score before rounding and clamping.

        Args:
            rate: the indicator's rate, a fraction of one; never blank.
            weight: the 设定分值; never blank.
            reference: the 参考分值, to which points in the definition belong.
            rounding: how the standard rounds.
        """

    @abstractmethod
    def wording(self, reference: Fraction) -> str:
        """The rule in one Chinese sentence."""

    @abstractmethod
    def landmarks(self) -> tuple[Fraction, ...]:
        """The rates at which the score changes its course."""


def percentage_points(rate: Expression, rounding: Rounding) -> Expression:
    """A rate in percentage points, rounded so that comparisons do not depend on binary noise.

    The guard comes first: a tie at the last place, put off by noise, would round the other way.
    """
    guarded = call("ROUND", Operation("*", rate, number(100)), number(rounding.guard_decimals))
    return call("ROUND", guarded, number(rounding.point_decimals))


def whole_points(gap: Expression, rounding: Rounding) -> Expression:
    """Whole percentage points of a gap; parts of a point do not count, a negative gap is none."""
    return call("INT", percentage_points(call("MAX", number(0), gap), rounding))


def rounded_score(score: Expression, rounding: Rounding) -> Expression:
    """A score, or a sum of scores, rounded as the standard rounds."""
    guarded = call("ROUND", score, number(rounding.guard_decimals))
    return call("ROUND", guarded, number(rounding.score_decimals))


def final_score(score: Expression, weight: Expression, rounding: Rounding) -> Expression:
    """A score rounded and clamped to [0, 设定分值]."""
    return call("MAX", number(0), call("MIN", weight, rounded_score(score, rounding)))
