"""What stands in the generated forms: the published figures, with their texts retold."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from returns import FORM, STANDARD, THREE_FORMS_DATA, catalog

from jzxl.form import naming
from jzxl.form.blocks import Block, GoalGroup, Indicator
from jzxl.form.model import Form
from jzxl.form.sections import PeopleSection

Value = Decimal | str | None
FIGURE = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
DEPARTMENT, PROJECT = FORM, "project"


@dataclass(frozen=True)
class Content:
    """What stands in a form.

    Attributes:
        values: by defined name without prefix, as far as the official sheet shows them; figures are
            decimals wherever they stand alone, None is a blank.  The name of a goal is without its 指标1：.
        within: inputs that stand only within the texts of 计算方式/说明; percentages are fractions of one.
    """

    form: Form
    values: Mapping[str, Value]
    within: Mapping[str, Decimal] = field(default_factory=dict)


# What the published forms print where ours have formulas.
_NOTES: Mapping[str, str] = {
    "在职人员控制": "18/16=112%",
    "三公经费变动": "(6.97-6.97)/6.97=0",
    "重点支出安排": "698.5/702.69=99.4%",
    "预算完成率": "(82.82+948.96-62.29)/(82.82+948.96)=94%",
    "预算调整率": "567.94/948.96=60%",
    "支付进度": "一季度进度6.8%，二季度进度17.41%，三季度进度28.33%，四季度进度42.42",
    "结转结余率": "62.29/404.89=15.38%",
    "公用经费控制": "35.34/36.98=95.6%",
    "三公经费控制": "3.91/3.93=99.5%",
    "政府采购执行": "34.84/44.04=79.1%",
    "固定资产利用": "599.05/599.05=100%",
}
# How the inputs stand in these texts.
WORKED: Mapping[str, str] = {
    "在职人员控制": "{在职人数}/{编制数}",
    "三公经费变动": "({三公经费本年预算}-{三公经费上年预算})/{三公经费上年预算}",
    "重点支出安排": "{重点项目支出}/{项目总支出}",
    "预算完成率": "({上年结转金额}+{年初预算金额}-{年末结余金额})/({上年结转金额}+{年初预算金额})",
    "预算调整率": "{预算调整金额}/{年初预算金额}",
    "结转结余率": "{年末结余金额}/{预算执行金额}",
    "公用经费控制": "{实际支出公用经费}/{预算安排公用经费}",
    "三公经费控制": "{三公经费实际支出}/{三公经费预算安排}",
    "政府采购执行": "{实际政府采购金额}/{政府采购预算}",
    "固定资产利用": "{在用固定资产}/{全部固定资产}",
}
QUARTERS = ("一季度进度", "二季度进度", "三季度进度", "四季度进度")
_SCORES: tuple[Mapping[str, str], ...] = (
    {
        "在职人员控制": "0.60",
        "三公经费变动": "3.00",
        "重点支出安排": "4.00",
        "预算完成率": "1.20",
        "预算调整率": "0.00",
        "支付进度": "0.00",
        "结转结余率": "0.00",
        "公用经费控制": "2.00",
        "三公经费控制": "2.00",
        "政府采购执行": "0.00",
        "固定资产利用": "4.00",
        "投入": "13.60",
        "过程": "27.20",
        "产出": "22.00",
        "效果": "20.00",
        "综合得分": "82.80",
    },
    {"资金到位率": "0.05", "预算执行率": "3.00", "投入": "17.05", "过程": "20.00", "产出": "25.00",
     "效果": "24.00", "综合得分": "86.05"},
    {"资金到位率": "2.21", "预算执行率": "2.59", "投入": "18.80", "过程": "20.00", "产出": "29.00",
     "效果": "18.00", "综合得分": "85.80"},
)  # fmt: skip
_GRADE = "良"
_PERCENT = re.compile(r"(-?[\d.]+)%")


def forms() -> tuple[Form, Form]:
    """The department form and the project form."""
    both = catalog().forms[STANDARD]
    return both[DEPARTMENT], both[PROJECT]


@cache
def published(number: int) -> Content:
    """A published form by its position, 0 to 2: word by word where the publication is at hand."""
    from handtyped import reference

    return reference.verbatim(number) if reference.available() else retold(number)


@cache
def retold(number: int) -> Content:
    """The same figures, with the texts retold."""
    data = tomllib.loads(THREE_FORMS_DATA.read_text(encoding="utf-8"), parse_float=Decimal)
    department, project = forms()
    if number == 0:
        return _department(department, data)
    return _project(project, data["项目"][number - 1], _SCORES[number])


def figure_or_text(text: str) -> Value:
    """A figure that stands alone as a decimal, all else as it is."""
    return Decimal(text) if FIGURE.fullmatch(text) else text


def _decimal(value: Any) -> Decimal:
    """A number or percentage of the sample file."""
    if isinstance(value, str):
        percent = _PERCENT.fullmatch(value)
        return Decimal(percent[1]) / 100 if percent else Decimal(value)
    return Decimal(value)


def _department(form: Form, data: Mapping[str, Any]) -> Content:
    values: dict[str, Value] = {naming.YEAR: form.year_line.format(year=2020)}
    values |= {each.name: data["表头"].get(each.name) for each in form.fields}
    inputs = {name: _decimal(value) for name, value in data["基础数据"].items()}
    values |= {name: inputs[name] for name in form.shown_inputs}
    for each in form.indicators:
        judged = data["指标"].get(each.name, {})
        values[naming.note(each)] = judged.get("说明", _NOTES.get(each.name))
    _points(form, values, _SCORES[0], {name: each["得分"] for name, each in data["指标"].items()}, {})
    _people(form, values, data["评价人员"])
    return Content(form, values, {name: each for name, each in inputs.items() if name not in values})


def _project(form: Form, data: Mapping[str, Any], scores: Mapping[str, str]) -> Content:
    values: dict[str, Value] = {naming.YEAR: form.year_line.format(year=2020)}
    values |= {each.name: data.get(each.name) for each in form.fields}
    values |= {name: _decimal(data[name]) for name in form.inputs}
    counted = dict.fromkeys((group.name for group in form.goal_groups), 0)
    groups = {group.name: group for group in form.goal_groups}
    for goal in data["绩效目标"]:
        counted[goal["组"]] += 1
        for part in naming.GOAL_PARTS:
            text = goal.get(part)
            shown = text if text is None or part == naming.GOAL_NAME else figure_or_text(text)
            values[naming.goal(groups[goal["组"]], counted[goal["组"]], part)] = shown
    _points(form, values, scores, data["得分"], data["分值"])
    _people(form, values, data["评价人员"])
    return Content(form, values)


def _points(
    form: Form,
    values: dict[str, Value],
    computed: Mapping[str, str],
    judged: Mapping[str, Any],
    weights: Mapping[str, Any],
) -> None:
    """Weights and scores of all rows, and the last two lines."""
    for item in scored(form):
        values[naming.weight(item)] = _decimal(weights.get(item.name, item.weight.numerator))
        values[naming.score(item)] = _decimal(computed.get(item.name, judged.get(item.name)))
    values[naming.WEIGHT_TOTAL] = Decimal(form.total_weight.numerator)
    values[naming.total(form)] = Decimal(computed[naming.total(form)])
    values[naming.grade(form)] = _GRADE


def _people(form: Form, values: dict[str, Value], people: Any) -> None:
    section = next(each for each in form.sections if isinstance(each, PeopleSection))
    for row, person in enumerate(people, start=1):
        values |= {naming.person(row, column): person.get(column) for column in section.columns}


def scored(form: Form) -> list[Indicator | Block]:
    """All rows of the score table, each block before its indicators."""
    rows: list[Indicator | Block] = []
    for block in form.blocks:
        rows += [block, *block.indicators]
    return rows


def goals_of(content: Content, group: GoalGroup) -> int:
    """How many goals of a group are stated."""
    count = 0
    while naming.goal(group, count + 1, naming.GOAL_NAME) in content.values:
        count += 1
    return count
