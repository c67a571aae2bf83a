"""A goal as it was understood: what its texts state, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from jzxl.check.goal_direction import LIMITS_FROM_ABOVE, directed, is_saving, is_time, mentions_saving
from jzxl.package import CellError, CellValue
from jzxl.read.filing import Goal
from jzxl.read.result_text import PERCENT, likeliest_percentage
from jzxl.read.typed import plain
from jzxl.text.comparison import Outcome, compare, pair
from jzxl.text.model import Claim, Direction, in_unit_of
from jzxl.text.progress import Status, StatusKind, status
from jzxl.text.quantity import claims


def written(value: CellValue) -> str:
    """What stands in a cell, as text."""
    if isinstance(value, CellError):
        return value.code
    return plain(value) if isinstance(value, Decimal) else "" if value is None else str(value).strip()


@dataclass(frozen=True)
class ReadGoal:
    """A goal as it was understood.

    Attributes:
        pairs: which result belongs to which target; empty where that is not certain.
    """

    goal: Goal

    @cached_property
    def label(self) -> str:
        """What the goal is called in a sentence."""
        name = f"（{self.goal.name}）" if self.goal.name else ""
        return f"{self.goal.group.name}第 {self.goal.number} 项{name}"

    @cached_property
    def target(self) -> str:
        """目标值 as text."""
        return written(self.goal.target.value)

    @cached_property
    def actual(self) -> str:
        """实际完成指标值 as text."""
        return written(self.goal.actual.value)

    @cached_property
    def status(self) -> Status:
        """完成进度 as it was understood."""
        return status(written(self.goal.status.value))

    @cached_property
    def targets(self) -> tuple[Claim, ...]:
        """The quantities aimed at, each with the direction that it states or surely has."""
        return tuple(directed(each, self.goal.group, self.goal.name) for each in claims(self.target))

    @cached_property
    def is_saving(self) -> bool:
        """Whether any figure aimed at is what is to be saved."""
        return any(is_saving(each, self.goal.name) for each in self.targets)

    @property
    def may_be_saving(self) -> bool:
        """Whether what is aimed at perhaps is no cost."""
        return mentions_saving(self.goal.name + self.target + self.actual)

    @cached_property
    def actuals(self) -> tuple[Claim, ...]:
        """The quantities reached."""
        return claims(self.actual)

    @cached_property
    def pairs(self) -> tuple[tuple[Claim, Claim], ...]:
        """Target and result that belong together.

        A result without unit is taken in the target's, as departments mean it; not so where that is
        a percentage, since 0.95 may be meant for 95%.
        """
        return tuple(
            (target, actual if target.quantity.unit == "%" else in_unit_of(actual, target))
            for target, actual in pair(self.targets, self.actuals)
        )

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What became of each pair; where a bare number has two meanings, it is given the one that meets."""
        return tuple(
            Outcome.MET
            if (meant := percentage_meant(target, actual)) is not None
            and compare(target, meant) is Outcome.MET
            else compare(target, actual)
            for target, actual in self.pairs
        )

    @cached_property
    def claimed_done(self) -> bool:
        """Whether the status says that the goal was reached."""
        done = self.status.kind is StatusKind.RATE and (self.status.rate or 0) >= 1
        return self.status.kind is StatusKind.DONE or done

    @cached_property
    def admitted_open(self) -> bool:
        """Whether the status says that the goal was not reached."""
        rated = self.status.kind is StatusKind.RATE and (self.status.rate or 0) < 1
        # A percentage that meets its own target is told as a percentage below 100.
        partial = rated and not (self.outcomes and all(each is Outcome.MET for each in self.outcomes))
        return self.status.kind in (StatusKind.NOT_DONE, StatusKind.PARTLY) or partial

    @cached_property
    def missed(self) -> bool:
        """Whether its own figures or its status say that it was missed.

        A length of time without a sign is a limit as a rule only: it is asked about, and once.
        """
        stated = claims(self.target)
        return self.admitted_open or any(
            outcome is Outcome.MISSED
            and (target in stated or not (is_time(target) and target.direction is Direction.AT_MOST))
            for (target, _), outcome in zip(self.pairs, self.outcomes, strict=True)
        )

    @cached_property
    def exceeded(self) -> bool:
        """Whether a limit from above was exceeded."""
        return any(
            outcome is Outcome.MISSED and target.direction in LIMITS_FROM_ABOVE
            for (target, _), outcome in zip(self.pairs, self.outcomes, strict=True)
        )

    @cached_property
    def stated_exactly(self) -> bool:
        """Whether the target states its own direction, with the unit that the result has."""
        own = claims(self.target)
        return all(
            each.direction is not None and _unit_written(each) == _unit_written(actual)
            for each, actual in zip(own, self.actuals, strict=False)
        )


def percentage_meant(target: Claim, actual: Claim) -> Claim | None:
    """A bare number beside a percentage, as the percentage that it most likely is; None where that is open."""
    goal, result = target.quantity, actual.quantity
    bare = not result.unit and result.multiple == 1 and actual.upper is None
    if goal.unit != PERCENT or goal.scale != 1 or not bare:
        return None
    value = likeliest_percentage(goal.value, result.value)
    return None if value is None else replace(actual, quantity=replace(result, value=value, unit=PERCENT))


def _unit_written(claim: Claim) -> str:
    """The unit as far as it tells; 万 alone is money, as 万元 is."""
    return "元" if not claim.quantity.unit and claim.quantity.multiple != 1 else claim.quantity.unit
