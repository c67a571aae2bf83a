"""How bad it is that a score of goals is another than the one that its figures give."""

from __future__ import annotations

from fractions import Fraction

from jzxl.check.case import Case
from jzxl.check.finding import Severity
from jzxl.form.blocks import AT_MOST
from jzxl.form.goal_scoring import GoalScoring
from jzxl.read.scored_goals import ScoredGoal
from jzxl.read.target_text import Doubt, same_score
from jzxl.rule.decimals import number_text, rounds_to


def severity_of(
    case: Case, goal: ScoredGoal | None, due: Fraction, stated: Fraction | None, weight: Fraction | None
) -> tuple[Severity, str]:
    """How bad it is, and what more is to be said of it; an error only where the form's own rule proves it.

    Args:
        goal: the goal that is scored; None for another indicator of the form.
        weight: 分值 of the goal; None where that is not known.
    """
    scoring = case.form.scoring
    if scoring is None or stated is None:
        return Severity.ERROR, ""
    if same_score(due, stated, weight):
        places = case.form.standard.rounding.score_decimals
        return Severity.HINT, f"只是少写了小数，请保留 {places} 位小数"
    if goal is None or goal.sign == scoring.judged:
        return Severity.ERROR, ""
    if goal.doubt is Doubt.UNIT and not goal.fits:
        return Severity.HINT, _how_read(goal)
    if weight is not None and _by_excess(scoring, goal, weight, stated):
        return Severity.WARNING, "填的是按“分值 ×（1 − 超出部分 ÷ 目标）”算的，和本表的算法不同；请核对"
    if goal.doubt is Doubt.DIRECTION and not goal.fits:
        sign = "≥ 还是 ≤" if goal.target else "≤"
        return Severity.WARNING, f"目标没有写 {sign}，请核对，以后请写上"
    if stated < due and goal.reason:
        return Severity(scoring.deducted), "填的比算出的低，原因里有说明；是自行扣分的，请核对扣分原因"
    return Severity.ERROR, ""


def _how_read(goal: ScoredGoal) -> str:
    figures = [
        f"{name} {number_text(figure)}{goal.unit}"
        for name, figure in (("目标", goal.target), ("实际", goal.actual))
        if figure is not None
    ]
    return f"这是按{'、'.join(figures)}算的，没有都写单位，可以有别的理解；请核对"


def _by_excess(scoring: GoalScoring, goal: ScoredGoal, weight: Fraction, stated: Fraction) -> bool:
    """Whether a missed limit from above was scored by how far it was exceeded, as is usual elsewhere."""
    target, actual = goal.target, goal.actual
    if goal.sign != scoring.signs.get(AT_MOST) or not target or actual is None or actual <= target:
        return False
    share = 1 - (actual - target) / target
    return rounds_to(weight * max(share, Fraction(0)), stated)
