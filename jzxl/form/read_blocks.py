"""The tables of a definition that make up its score table, and its goals."""

from __future__ import annotations

from dataclasses import dataclass

from jzxl.definition import Table
from jzxl.form.model import AT_LEAST, AT_MOST, Block, GoalGroup, Group, Indicator
from jzxl.form.read_values import defined_name, read_expression
from jzxl.form.standard import Standard
from jzxl.rule.expression import Operation
from jzxl.rule.rules import Judged, read_rule


@dataclass(frozen=True, slots=True)
class Context:
    """What an indicator may refer to."""

    inputs: set[str]
    goals: frozenset[str]
    standard: Standard


def read_goal_group(table: Table, inputs: set[str]) -> GoalGroup:
    group = GoalGroup(
        area=table.text("area"),
        name=defined_name(table, "name"),
        rows=table.whole("rows", least=1, most=50),
        direction=table.choice("direction", (AT_LEAST, AT_MOST)),
        actual_total=read_expression(table, "actual-total", inputs) if table.has("actual-total") else None,
        target_total=read_expression(table, "target-total", inputs) if table.has("target-total") else None,
    )
    table.finish()
    return group


def read_block(table: Table, context: Context) -> Block:
    groups = []
    for group_table in table.tables("group"):
        indicators = tuple(_read_indicator(each, context) for each in group_table.tables("indicator"))
        groups.append(Group(group_table.text("name"), indicators))
        group_table.finish()
    block = Block(
        defined_name(table, "name"),
        table.number("weight", least=0),
        table.flag("open", False),
        tuple(groups),
    )
    table.finish()
    if sum(each.weight for each in block.indicators) != block.weight:
        raise table.error("weight", "与所属各指标的 weight 合计不相等")
    return block


def _read_indicator(table: Table, context: Context) -> Indicator:
    weight = table.number("weight", least=0)
    rule = read_rule(table.table("rule"), weight)
    for name in rule.inputs:
        if name not in context.inputs:
            raise table.error("rule", f"用了“{name}”，但没有叫这个名称的 [[input-group.input]]")
    rate = read_expression(table, "rate", context.inputs) if table.has("rate") else None
    if (rate is not None) != rule.needs_rate:
        wanted = "要有" if rule.needs_rate else "不能有"
        raise table.error("rate", f"不对：{rule.kind} 这种规则{wanted} rate")
    if rate is not None and not (isinstance(rate, Operation) and rate.operator == "/"):
        raise table.error("rate", "应写成“分子 / 分母”")
    name = defined_name(table, "name")
    indicator = Indicator(
        name=name,
        label=table.text("label", name),
        weight=weight,
        rule=rule,
        rate=rate,
        rate_name=defined_name(table, "rate-name") if rate is not None else "",
        basis=table.choice("basis", list(context.standard.basis)),
        source=table.text("source") if table.has("source") else "",
        help=table.text("help") if isinstance(rule, Judged) else "",
        goals=table.choice("goals", sorted(context.goals)) if table.has("goals") else "",
        advice=table.number("advice", least=0) if table.has("advice") else None,
    )
    table.finish()
    return indicator
