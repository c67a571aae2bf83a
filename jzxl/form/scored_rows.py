"""Goals with a score of their own: each row of their table as an indicator of the score table.

A form of such goals has as many indicators as its table has rows.  The definition gives a number of rows;
a workbook may have more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from jzxl.form import naming
from jzxl.form.blocks import Block, GoalGroup, GoalRow, Group, Indicator
from jzxl.form.goal_scoring import GoalScoring


def scored_group(goals: GoalGroup, weight: Fraction, scoring: GoalScoring) -> Group:
    """A group of goals with an indicator for each of its rows.

    Args:
        weight: of the block, points; no row can have more.
    """
    rows = tuple(_row(goals, number, weight, scoring) for number in range(1, goals.rows + 1))
    return Group(goals.name, rows, goals)


def with_goal_rows(block: Block, rows: Mapping[str, int], scoring: GoalScoring) -> Block:
    """The block with another number of rows for its groups of goals, by the group's name."""
    groups = tuple(
        group
        if group.goals is None
        else scored_group(replace(group.goals, rows=rows[group.name]), block.weight, scoring)
        for group in block.groups
    )
    return replace(block, groups=groups)


def _row(goals: GoalGroup, number: int, weight: Fraction, scoring: GoalScoring) -> Indicator:
    row = GoalRow(goals, number)
    return Indicator(
        name=row.name,
        label=row.name,
        weight=weight,
        rule=scoring.rule,
        rate=None,
        rate_name=naming.part(row, naming.GOAL_ATTAINMENT),
        basis=scoring.basis,
        source="",
        help="",
        goals="",
        advice=None,
        row=row,
    )
