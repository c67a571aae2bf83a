"""The score table of a form: its blocks, groups and indicators, and the groups of goals.

All numbers are exact fractions; percentages are fractions of one, weights and scores are points.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from jzxl.rule.expression import Expression
from jzxl.rule.rules import Judged
from jzxl.rule.scoring import Rule

AT_LEAST, AT_MOST, EXACTLY = "at-least", "at-most", "exactly"
DIRECTIONS = (AT_LEAST, AT_MOST, EXACTLY)


@dataclass(frozen=True, slots=True)
class GoalGroup:
    """A group of goals (绩效指标), each with a target, a result, and a progress or a score of its own.

    Attributes:
        area: the heading above (产出指标).
        rows: how many goals the blank form has room for.
        direction: how a target that states only a figure is to be taken.
        durations: how one that states only a length of time is (7个工作日).
        actual_total: what the results of a group of costs add up to; None where nothing is said.
        target_total: what their targets add up to, likewise.
        scored: whether each of its goals has a weight and a score of its own.
    """

    area: str
    name: str
    rows: int
    direction: str
    durations: str
    actual_total: Expression | None
    target_total: Expression | None
    scored: bool = False


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A row of a group of goals with a score of its own; rows count from 1."""

    group: GoalGroup
    number: int

    @property
    def name(self) -> str:
        """Of the indicator that it is: 数量指标1."""
        return f"{self.group.name}{self.number}"

    @property
    def called(self) -> str:
        """What it is called in a sentence."""
        return f"{self.group.name}第 {self.number} 行"


@dataclass(frozen=True, slots=True)
class Indicator:
    """A row of the indicator table that has a score.

    Attributes:
        name: unique within the form; part of the defined names of its cells.
        label: the label on the form, verbatim (two indicators may share one).
        weight: the 参考分值, points.
        rate: the rate as an expression over inputs; None where there is none.
        rate_name: the defined name of the rate.
        basis: where the rule comes from (a key of the standard's basis table).
        source: more about the basis, may be empty.
        goals: name of the group of goals that it answers; empty where there is none.
        advice: points by which a judged score is expected to be lower for each goal of the group that
            exceeds its cap; None where the definition gives no advice.
        row: the goal that it scores, where it is a row of the table of goals; its weight is then the
            unit's own, up to ``weight``, and the row may be left unused.
    """

    name: str
    label: str
    weight: Fraction
    rule: Rule
    rate: Expression | None
    rate_name: str
    basis: str
    source: str
    help: str
    goals: str
    advice: Fraction | None
    row: GoalRow | None = None

    @property
    def judged(self) -> bool:
        """Whether the unit scores itself, with an explanation."""
        return isinstance(self.rule, Judged)


@dataclass(frozen=True, slots=True)
class Group:
    """Indicators under one heading of the first column.

    Attributes:
        goals: the group of goals whose rows they are; None for indicators that the form names itself.
    """

    name: str
    indicators: tuple[Indicator, ...]
    goals: GoalGroup | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A 一级指标 with its fixed weight.

    Attributes:
        open: whether the unit sets the weights of its indicators, within the block's weight.
    """

    name: str
    weight: Fraction
    open: bool
    groups: tuple[Group, ...]

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """All indicators of the block in printed order."""
        return tuple(indicator for group in self.groups for indicator in group.indicators)

    @property
    def scores_goals(self) -> bool:
        """Whether its indicators are rows of the table of goals."""
        return any(group.goals is not None for group in self.groups)
