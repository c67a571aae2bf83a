"""The tables of a definition that make up its score table, and its goals."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from jzxl.definition import Problems, Table
from jzxl.form.blocks import AT_LEAST, AT_MOST, DIRECTIONS, Block, GoalGroup, Group, Indicator
from jzxl.form.goal_scoring import GoalScoring, Level
from jzxl.form.read_values import SEVERITIES, defined_name, read_expression, refuse_long
from jzxl.form.scored_rows import scored_group
from jzxl.form.standard import Standard
from jzxl.rule.decimals import decimal_text
from jzxl.rule.expression import Operation
from jzxl.rule.rules import Judged, Proportion, read_rule


@dataclass(frozen=True, slots=True)
class Context:
    """What an indicator may refer to.

    Attributes:
        scoring: how goals are scored; None where nothing is said, or what is said is wrong.
        has_scoring: whether something is said.
    """

    inputs: set[str]
    goals: frozenset[str]
    standard: Standard
    scoring: GoalScoring | None
    has_scoring: bool


def read_goal_group(table: Table, inputs: set[str]) -> GoalGroup:
    directions = (AT_LEAST, AT_MOST)
    direction = table.choice("direction", directions)
    group = GoalGroup(
        area=table.label("area"),
        name=defined_name(table, "name"),
        rows=table.whole("rows", least=1, most=50),
        direction=direction,
        durations=table.choice("durations", directions) if table.has("durations") else direction,
        actual_total=read_expression(table, "actual-total", inputs) if table.has("actual-total") else None,
        target_total=read_expression(table, "target-total", inputs) if table.has("target-total") else None,
    )
    table.finish()
    return group


def read_goal_scoring(table: Table, standard: Standard) -> GoalScoring:
    """How the goals of a form are scored that have a score of their own.

    Raises:
        DefinitionError: a level that leaves a gap, a sign that stands twice, a rule without a rate.
    """
    rule = read_rule(table.table("rule"), Fraction(1))
    if not rule.needs_rate:
        raise table.error("rule", f"不能是 {rule.kind}，应是按比率评分的一种")
    signs_table = table.table("signs")
    signs = {
        direction: signs_table.label(direction) for direction in DIRECTIONS if signs_table.has(direction)
    }
    signs_table.finish()
    if not signs:
        raise table.error("signs", f"里没有符号，可以写的有：{'、'.join(DIRECTIONS)}")
    scoring = GoalScoring(
        rule=rule,
        signs=signs,
        judged=table.label("judged"),
        levels=_read_levels(table),
        over=table.number("over", least=1),
        adjustable=table.flag("adjustable", False),
        basis=table.choice("basis", list(standard.basis)),
        deducted=table.choice("deducted", SEVERITIES, "warning"),
    )
    if len(set(scoring.choices)) != len(scoring.choices):
        raise table.error("signs", "里有两个符号相同，或与 judged 相同")
    table.finish()
    return scoring


def _read_levels(table: Table) -> tuple[Level, ...]:
    levels = table.each("level", _read_level)
    tables = table.tables("level")
    due = Fraction(1)
    for position, (each, level) in enumerate(zip(tables, levels, strict=True)):
        if level.most != due or level.least >= level.most:
            raise each.error("most", "与上一档的 least 不相接；各档从 100% 起，从高到低，一档接一档写")
        if level.name in [other.name for other in levels[:position]]:
            raise each.error("name", f"“{level.name}”写了两次")
        due = level.least
    if due:
        raise tables[-1].error("least", "不对：最后一档的 least 应为 0")
    refuse_long(tables[0], "name", "、".join(level.name for level in levels))
    return levels


def _read_level(table: Table) -> Level:
    level = Level(table.label("name"), table.number("least", least=0), table.number("most", least=0))
    table.finish()
    return level


def _read_scored_goals(table: Table, block: str, weight: Fraction, context: Context) -> Group:
    if not context.has_scoring:
        raise table.error("", "要有一张 [goal-scoring] 说明怎样评分")
    # What is wrong with the scoring is told there; the group is read all the same.
    scoring = context.scoring or GoalScoring(Proportion(), {}, "", (), Fraction(1), False, "")
    directions = tuple(scoring.signs) or DIRECTIONS
    direction = table.choice("direction", directions)
    goals = GoalGroup(
        area=block,
        name=defined_name(table, "name"),
        rows=table.whole("rows", least=1, most=50),
        direction=direction,
        durations=direction,
        actual_total=None,
        target_total=None,
        scored=True,
    )
    table.finish()
    if goals.name[-1].isdigit():
        raise table.error("name", f"“{goals.name}”不能以数字结尾，各行的名称要在后面加行号")
    return scored_group(goals, weight, scoring)


def read_block(table: Table, context: Context) -> Block:
    """A block of indicators that the form names, or of goals (``[[block.goals]]``) with scores of their own."""
    problems = Problems()
    name, weight = "", Fraction(1)
    groups: tuple[Group, ...] = ()
    scores_goals = table.has("goals")
    with problems.noted():
        name, weight = defined_name(table, "name"), table.positive("weight")
    with problems.noted():
        if scores_goals:
            groups = table.each("goals", lambda each: _read_scored_goals(each, name, weight, context))
        else:
            groups = table.each("group", lambda each: _read_group(each, context))
    with problems.noted():
        is_open = scores_goals or table.flag("open", False)
        table.finish()
    problems.finish()
    block = Block(name, weight, is_open, groups)
    total = sum((each.weight for each in block.indicators), Fraction(0))
    if not scores_goals and total != weight:
        raise table.error("weight", f"与所属各指标的 weight 合计（{decimal_text(total)}）不相等")
    return block


def _read_group(table: Table, context: Context) -> Group:
    group = Group(table.label("name"), table.each("indicator", lambda each: _read_indicator(each, context)))
    table.finish()
    return group


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
        label=table.label("label", name),
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
    refuse_long(table, "help", indicator.help)
    return indicator
