"""Goals with a score of their own whose target and result cannot be held against each other for certain."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jzxl.check.case import Case
from jzxl.check.finding import Finding, Severity, Stated
from jzxl.form import naming
from jzxl.read.scored_goals import ScoredGoal
from jzxl.read.target_text import Doubt
from jzxl.rule.decimals import number_text


def doubtful_goals(case: Case) -> Iterator[Finding]:
    """What was taken as stated, or read in one of several ways, is said.

    Where the stated score fits no way of reading, that is said of the score.
    """
    for goal in case.filled.scored:
        if goal.doubt is None or not goal.fits or goal.stated is None:
            continue
        if goal.doubt is Doubt.UNREAD:
            yield _unread(case, goal)
        elif goal.doubt is Doubt.UNIT:
            yield _unit(case, goal)
        elif goal.target:  # At most none, and exactly none, are the same.
            yield _direction(case, goal)


def _unread(case: Case, goal: ScoredGoal) -> Finding:
    message = (
        f"{goal.label}的目标“{goal.target_text}”和实际“{goal.actual_text}”没法用算式比较，"
        "得分没有复核，按填报的计算；请对照着看一下。"
    )
    return _finding(
        case, goal, naming.score(goal.indicator), message, number_text(goal.stated or Fraction(0))
    )


def _unit(case: Case, goal: ScoredGoal) -> Finding:
    message = (
        f"{goal.label}的目标“{goal.target_text}”、实际“{goal.actual_text}”没有都写单位，可以有两种理解；"
        f"得分按目标 {_figure(goal.target, goal)}、实际 {_figure(goal.actual, goal)} 计算，"
        "请核对，以后请连单位一起写。"
    )
    return _finding(case, goal, naming.part(goal.row, naming.GOAL_ACTUAL), message, goal.actual_text)


def _direction(case: Case, goal: ScoredGoal) -> Finding:
    others = "、".join(f"{number_text(each)} 分" for each in goal.possible if each != goal.stated)
    otherwise = f"，不是这样的话应得 {others}" if others else ""
    message = (
        f"{goal.label}的目标“{goal.target_text}”没有写是 ≥ 还是 ≤；得分是按 {goal.sign} 计算的"
        f"{otherwise}。请核对，以后请写上。"
    )
    part = naming.GOAL_TARGET if goal.from_text else naming.GOAL_NUMBER
    return _finding(case, goal, naming.part(goal.row, part), message, goal.target_text)


def _figure(value: Fraction | None, goal: ScoredGoal) -> str:
    return f"{number_text(value)}{goal.unit}" if value is not None else "空白"


def _finding(case: Case, goal: ScoredGoal, name: str, message: str, stated: Stated) -> Finding:
    if case.entry(name) is None:
        name = naming.part(goal.row, naming.GOAL_ACTUAL)
    return case.finding(
        "score-not-verified",
        Severity.HINT,
        name,
        message,
        stated=stated,
        basis=case.basis_of(goal.indicator),
    )
