"""The defined names of the cells of a form, and the labels that go with them.

Inputs and text fields are named as the definition names them.  What belongs to an indicator or a
block carries a prefix, so that a formula reads ``分值_在职人员控制-0.2*…``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jzxl.form.blocks import Block, GoalGroup, GoalRow, Indicator
    from jzxl.form.model import Form

YEAR = "年度"
ALL_CHECKS = "校验_各项"
CHECK_RESULT = "校验_结论"
WEIGHT_TOTAL = "分值_合计"
SCORE_PREFIX, WEIGHT_PREFIX, NOTE_PREFIX = "得分_", "分值_", "说明_"


def score(item: Indicator | Block | GoalRow) -> str:
    """得分 of an indicator, a block, or a row of goals."""
    return f"{SCORE_PREFIX}{item.name}"


def weight(item: Indicator | Block | GoalRow) -> str:
    """设定分值 of an indicator or a row of goals, or the fixed weight of a block."""
    return f"{WEIGHT_PREFIX}{item.name}"


def note(indicator: Indicator) -> str:
    """计算方式/说明 of an indicator."""
    return f"{NOTE_PREFIX}{indicator.name}"


def label(name: str) -> str:
    """The cell that shows the label of an indicator or an input."""
    return f"标签_{name}"


def total(form: Form) -> str:
    """The total score."""
    return form.total_label


def grade(form: Form) -> str:
    """The grade."""
    return form.grade_name


# Every mark beside an input; what they come to, and what all checks come to, on top of the sheets.
ALL_MARKS = "提示_各项"
DATA_STATUS, FORM_STATUS = "状态_基础数据", "状态_自评表"


def suggestion(field: str) -> str:
    """The sentence worked out beside a text field."""
    return f"参考_{field}"


def mark(name: str) -> str:
    """The live mark beside an input."""
    return f"提示_{name}"


def live_check(name: str) -> str:
    """A line of the 校验 sheet."""
    return f"校验_{name}"


def person(row: int, column: str) -> str:
    """A cell of the table of people who evaluated; rows count from 1."""
    return f"评价人员{row}_{column.replace('/', '')}"


def echo(name: str) -> str:
    """The official sheet's own display of an input that is typed on another sheet."""
    return f"表头_{name}"


# The cells of a goal: its name, what is aimed at, what was reached, and the progress stated.
GOAL_NAME, GOAL_TARGET, GOAL_ACTUAL, GOAL_STATUS = "指标", "目标值", "实际完成值", "完成进度"
GOAL_PARTS = (GOAL_NAME, GOAL_TARGET, GOAL_ACTUAL, GOAL_STATUS)
# Of a goal with a score of its own: the target in parts, how far it was reached, and why not further.
GOAL_SIGN, GOAL_NUMBER, GOAL_UNIT = "方向", "目标数", "计量单位"
GOAL_LEVEL, GOAL_OWN_SCORE, GOAL_REASON, GOAL_ATTAINMENT = "档次", "自评分", "原因", "达成率"
# What is typed in such a row beside its weight; a number or a text each.
ROW_TEXTS = (GOAL_NAME, GOAL_SIGN, GOAL_UNIT, GOAL_LEVEL, GOAL_REASON)
ROW_MEASURES = (GOAL_NUMBER, GOAL_ACTUAL)


def goal(group: GoalGroup, row: int, part: str) -> str:
    """A cell of the table of goals; rows count from 1 within a group."""
    return f"{group.name}{row}_{part}"


def part(row: GoalRow, part: str) -> str:
    """A cell of a goal with a score of its own."""
    return goal(row.group, row.number, part)


def all_weights(block: Block) -> str:
    """The range of the weights of a block's goals."""
    return f"{WEIGHT_PREFIX}各项_{block.name}"


def all_scores(block: Block) -> str:
    """The range of the scores of a block's goals."""
    return f"{SCORE_PREFIX}各项_{block.name}"


# What the names that are made here begin with; a definition's own must not.
OWN_PREFIXES = (
    SCORE_PREFIX, WEIGHT_PREFIX, NOTE_PREFIX, "标签_", "提示_", "校验_", "参考_", "状态_", "表头_", "评价人员",
)  # fmt: skip


def is_own(name: str) -> bool:
    """Whether a name may be one that is made here."""
    return name == YEAR or name.startswith(OWN_PREFIXES)
