"""The defined names of the cells of a form, and the labels that go with them.

Inputs and text fields are named as the definition names them.  What belongs to an indicator or a
block carries a prefix, so that a formula reads ``分值_在职人员控制-0.2*…``.
"""

from __future__ import annotations

from jzxl.form.model import Block, Form, GoalGroup, Indicator

YEAR = "年度"
ALL_CHECKS = "校验_各项"
CHECK_RESULT = "校验_结论"
WEIGHT_TOTAL = "分值_合计"
SCORE_PREFIX, WEIGHT_PREFIX, NOTE_PREFIX = "得分_", "分值_", "说明_"


def score(item: Indicator | Block) -> str:
    """得分 of an indicator or a block."""
    return f"{SCORE_PREFIX}{item.name}"


def weight(item: Indicator | Block) -> str:
    """设定分值 of an indicator, or the fixed weight of a block."""
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


def goal(group: GoalGroup, row: int, part: str) -> str:
    """A cell of the table of goals; rows count from 1 within a group."""
    return f"{group.name}{row}_{part}"
