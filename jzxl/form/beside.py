"""What stands right of the printed table of goals with scores: a filler types there, and nobody prints it."""

from __future__ import annotations

from jzxl.form import naming
from jzxl.form.model import Form
from jzxl.form.sections import SCORED_PARTS

_COMPUTED_TITLES = {naming.NOTE_PREFIX: "计算过程"}


def columns_beside(form: Form) -> tuple[str, ...]:
    """What stands beside the printed table of goals with scores: the parts of a goal that it has no column
    for, and what they come to."""
    section = form.scored_goals
    if section is None:
        return ()
    printed = {SCORED_PARTS.get(each.part) for each in section.columns}
    typed = (
        naming.GOAL_SIGN,
        naming.GOAL_NUMBER,
        naming.GOAL_UNIT,
        naming.GOAL_LEVEL,
        naming.GOAL_OWN_SCORE,
        naming.GOAL_REASON,
    )
    computed = (naming.GOAL_TARGET, naming.GOAL_ATTAINMENT, naming.NOTE_PREFIX)
    return tuple(part for part in (*typed, *computed) if part not in printed)


def title_beside(part: str) -> str:
    """The header of such a column."""
    return _COMPUTED_TITLES.get(part, part)
