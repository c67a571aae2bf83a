"""The lines of the 校验 sheet: what a filler sees at once, before the workbook is sent."""

from __future__ import annotations

from collections.abc import Sequence

from jzxl.form import naming
from jzxl.form.blocks import Block, GoalGroup, Indicator
from jzxl.form.live_check import FAILED, OPEN, PASSED, LiveCheck
from jzxl.form.model import COUNT, Form, Identity, Input
from jzxl.form.row_checks import row_checks
from jzxl.rule.decimals import decimal_text
from jzxl.rule.expression import (
    Expression,
    Name,
    Number,
    Operation,
    Text,
    call,
    is_blank,
    join,
    names_in,
    number,
    sums_blanks,
    when_complete,
)
from jzxl.rule.scoring import Rounding, rounded_score
from jzxl.rule.wording import describe, percent_text


def live_checks(form: Form, goal_rows: Sequence[int]) -> tuple[LiveCheck, ...]:
    """All lines in the order in which they are shown.

    Args:
        goal_rows: how many rows each group of goals has.
    """
    elsewhere = {each.name for group in form.inputs_elsewhere for each in group.inputs}
    texts = [_text_filled(label, name) for label, name in _required_texts(form)]
    inputs = [
        LiveCheck(
            name=naming.live_check(each.name),
            section="基础数据" if elsewhere else form.input_groups[0].title,
            sentence=f"{each.item}：{allowed(each)}",
            target=each.name,
            state=Name(naming.mark(each.name)) if each.name in elsewhere else _plausible(each),
        )
        for each in form.inputs.values()
    ]
    identities = [
        LiveCheck(
            naming.live_check(each.name),
            "勾稽关系",
            identity_sentence(each),
            each.marked,
            _holds(each, form),
        )
        for each in form.identities
        if each.severity != "hint"
    ]
    goals = [
        _goal_complete(group, row)
        for group, rows in zip(form.goal_groups, goal_rows, strict=True)
        if not group.scored
        for row in range(1, rows + 1)
    ]
    goals += row_checks(form)
    weights = [_weights_agree(block, form.standard.rounding) for block in form.blocks if block.open]
    rows_of = {group.name: (group, rows) for group, rows in zip(form.goal_groups, goal_rows, strict=True)}
    weights += [_goals_weighed(each, *rows_of[each.goals]) for each in form.indicators if each.goals]
    judged = [_judged(indicator, form.has_notes) for indicator in form.judged]
    return (*texts, *inputs, *identities, *goals, *weights, *judged)


def input_marks(form: Form) -> dict[str, Expression]:
    """The live mark beside each input, by the name of its cell: ✓, ✗ or 待填."""
    return {
        naming.mark(each.name): _plausible(each) for group in form.inputs_elsewhere for each in group.inputs
    }


def overall_result() -> Expression:
    """The one line on top of 校验: how many lines failed, or are open, or that all passed."""
    return _status(naming.ALL_CHECKS, "校验", "全部通过，可以报送")


def status_of_marks() -> Expression:
    """The same for the marks beside the inputs."""
    return _status(naming.ALL_MARKS, "本页", "本页已填好")


def _status(marks: str, where: str, passed: str) -> Expression:
    cells = Name(marks)
    failed, still_open = call("COUNTIF", cells, Text(FAILED)), call("COUNTIF", cells, Text(OPEN))
    return call(
        "IF",
        Operation(">", failed, number(0)),
        join(Text(f"{FAILED} 有 "), failed, Text(f" 处不对，请看{where}打 {FAILED} 的行")),
        call(
            "IF",
            Operation(">", still_open, number(0)),
            join(Text("还有 "), still_open, Text(f" 处没有填，请看{where}写着“{OPEN}”的行")),
            Text(f"{PASSED} {passed}"),
        ),
    )


def identity_sentence(identity: Identity) -> str:
    """What an identity asks for, in words."""
    sign = {"=": "=", "<=": "≤", "<>": "≠"}[identity.relation]
    return f"{describe(identity.left)} {sign} {describe(identity.right)}"


def allowed(each: Input) -> str:
    """What may stand in an input, in words."""
    if each.kind == COUNT:
        return "不小于 0 的整数"
    if each.most is not None:
        return f"0% 到 {percent_text(each.most)} 的百分数"
    return "数字，可以是负数" if each.signed else "不小于 0 的数字"


def _required_texts(form: Form) -> list[tuple[str, str]]:
    return [(each.label.rstrip("："), each.name) for each in form.fields if each.required]


def _text_filled(label: str, name: str) -> LiveCheck:
    filled = Operation(">", call("LEN", call("TRIM", Name(name))), number(0))
    state = call("IF", filled, Text(PASSED), Text(OPEN))
    return LiveCheck(naming.live_check(name), "表头和文字", f"{label}：已填写", name, state)


def _plausible(each: Input) -> Expression:
    cell = Name(each.name)
    conditions: list[Expression] = []
    if not each.signed:
        conditions.append(Operation(">=", cell, number(0)))
    if each.most is not None:
        conditions.append(Operation("<=", cell, Number(each.most)))
    if each.kind == COUNT:
        conditions.append(Operation("=", cell, call("INT", cell)))
    fits: Expression = Text(PASSED)
    if conditions:
        condition = call("AND", *conditions) if len(conditions) > 1 else conditions[0]
        fits = call("IF", condition, fits, Text(FAILED))
    number_fits = call("IF", call("ISNUMBER", cell), fits, Text(FAILED))
    if each.optional:
        # A space is nothing as well.
        nothing = Operation("=", call("LEN", call("TRIM", cell)), number(0))
        return call("IF", nothing, Text(PASSED), number_fits)
    return call("IF", is_blank(each.name), Text(OPEN), number_fits)


def _holds(identity: Identity, form: Form) -> Expression:
    optional = {name for name in names_in(identity.left) if form.inputs[name].optional}
    difference = Operation("-", sums_blanks(identity.left, optional), identity.right)
    names = [Name(name) for name in names_in(difference) if name not in optional]
    size = call("ROUND", difference, number(form.standard.rounding.amount_decimals))
    tolerance = Number(identity.tolerance)
    if identity.relation == "<=":
        agrees = Operation("<=", size, tolerance)
    else:
        agrees = Operation("<=" if identity.relation == "=" else ">", call("ABS", size), tolerance)
    state = when_complete(names, call("IF", agrees, Text(PASSED), Text(FAILED)), OPEN)
    if not optional:
        return state
    # Parts that may be left blank say nothing as long as all of them are.
    none_yet = Operation("=", call("COUNT", *(Name(name) for name in sorted(optional))), number(0))
    return call("IF", none_yet, Text(OPEN), state)


def _weights_agree(block: Block, rounding: Rounding) -> LiveCheck:
    weights = [Name(naming.weight(each)) for each in block.indicators]
    cells = [Name(naming.all_weights(block))] if block.scores_goals else weights
    agrees = Operation("=", rounded_score(call("SUM", *cells), rounding), Number(block.weight))
    answer = call("IF", agrees, Text(PASSED), Text(FAILED))
    if block.scores_goals:
        none_yet = Operation("=", call("COUNT", *cells), number(0))
        state: Expression = call("IF", none_yet, Text(OPEN), answer)
    else:
        state = when_complete(weights, answer, OPEN)
    return LiveCheck(
        naming.live_check(f"{block.name}分值"),
        "分值",
        f"“{block.name}”各指标的分值合计应为 {decimal_text(block.weight)}",
        naming.weight(block.indicators[0]),
        state,
    )


def _goals_weighed(indicator: Indicator, group: GoalGroup, rows: int) -> LiveCheck:
    """An indicator has a weight if and only if its group has goals, in however many rows."""
    targets = [naming.goal(group, row, naming.GOAL_TARGET) for row in range(1, rows + 1)]
    weight = Name(naming.weight(indicator))
    none = call("AND", *map(is_blank, targets))
    without = call("IF", none, Text(PASSED), Text(FAILED))
    weighed = call("IF", none, Text(OPEN), Text(PASSED))
    state = call("IF", Operation("=", weight, number(0)), without, weighed)
    return LiveCheck(
        naming.live_check(f"{indicator.name}有指标"),
        "分值",
        f"{indicator.label}：有分值的要填“{indicator.goals}”，没有指标的分值填 0",
        naming.weight(indicator),
        call("IF", call("ISNUMBER", weight), state, Text(PASSED)),
    )


def _goal_complete(group: GoalGroup, row: int) -> LiveCheck:
    """Target, result and progress are filled together, or the row is not used."""
    parts = (naming.GOAL_TARGET, naming.GOAL_ACTUAL, naming.GOAL_STATUS)
    names = [naming.goal(group, row, part) for part in parts]
    unused = call("AND", *(is_blank(name) for name in names))
    incomplete = call("OR", *(is_blank(name) for name in names))
    return LiveCheck(
        naming.live_check(f"{group.name}{row}"),
        "绩效目标",
        f"{group.name} 指标{row}：{'、'.join(parts)}一起填，不用的行空着",
        names[0],
        call("IF", unused, Text(PASSED), call("IF", incomplete, Text(OPEN), Text(PASSED))),
    )


def _judged(indicator: Indicator, has_notes: bool) -> LiveCheck:
    score, weight = Name(naming.score(indicator)), Name(naming.weight(indicator))
    in_range = call("AND", Operation(">=", score, number(0)), Operation("<=", score, weight))
    score_fits = call(
        "IF", call("ISNUMBER", score), call("IF", in_range, Text(PASSED), Text(FAILED)), Text(FAILED)
    )
    incomplete = is_blank(naming.score(indicator))
    if has_notes:
        incomplete = call("OR", is_blank(naming.note(indicator)), incomplete)
    return LiveCheck(
        naming.live_check(indicator.name),
        "自评得分",
        f"{indicator.label}：{'写了说明，' if has_notes else ''}得分在 0 和分值之间",
        naming.score(indicator),
        call("IF", incomplete, Text(OPEN), score_fits),
    )
