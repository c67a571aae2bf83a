"""Targets that were typed over our formula, and not into the cells beside the table that it is made of."""

from __future__ import annotations

from collections.abc import Mapping

from jzxl.check.case import Case, shown
from jzxl.check.finding import Finding, Severity
from jzxl.form import naming
from jzxl.read.scored_goals import ScoredGoal


def targets_over_formulas(case: Case) -> Mapping[str, ScoredGoal]:
    """The goals of which this is so, by the name of the cell."""
    return {
        naming.part(goal.row, naming.GOAL_TARGET): goal for goal in case.filled.scored if goal.over_formula
    }


def target_typed(case: Case, goal: ScoredGoal) -> Finding:
    """The target counts as it was typed, but the workbook cannot compute with it."""
    name = naming.part(goal.row, naming.GOAL_TARGET)
    parts = goal.parts_of_target() if not case.formulas_unlike else {}
    columns = []
    for each in (naming.GOAL_SIGN, naming.GOAL_NUMBER, naming.GOAL_UNIT):
        part = naming.part(goal.row, each)
        filled = f"（{shown(parts[part])}）" if part in parts else ""
        columns.append(f"“{case.cells.items[part].rpartition(' ')[2]}”{filled}")
    if parts:
        mended = f"审核稿已按它填好右边的{'、'.join(columns)}，并恢复公式；请核对"
    else:
        mended = f"请填到右边的{'、'.join(columns)}里，目标没有数的，{columns[0]}选“{case.form.judged_sign}”"
    return case.finding(
        "formula-overwritten",
        Severity.WARNING,
        name,
        f"{goal.label}的目标“{goal.target_text}”填在了“{case.cells.items[name].rpartition(' ')[2]}”的公式上，"
        f"表上算不出这一行的得分；{mended}。",
        stated=goal.target_text,
        basis="下发的公式",
    )
