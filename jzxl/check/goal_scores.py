"""Scores and weights against the goals that they answer, and costs against the fund table."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jzxl.check.amounts import WAN, explained_by_rounding
from jzxl.check.case import Case
from jzxl.check.finding import Finding, Severity
from jzxl.check.read_goal import ReadGoal
from jzxl.form import naming
from jzxl.form.blocks import GoalGroup, Indicator
from jzxl.rule.decimals import decimal_text, number_text, to_decimal
from jzxl.rule.exact import evaluate
from jzxl.rule.expression import Expression, names_in
from jzxl.rule.wording import worked_line
from jzxl.spelling import in_quotes
from jzxl.text.model import Claim

_MONEY = "元"


def scores_against_goals(case: Case) -> Iterator[Finding]:
    """A judged score goes with what its goals say; its weight with whether there are any.

    A form without any goal has not been filled so far; that is said elsewhere, or is one cause.
    """
    if not case.filled.goals and not any(case.evaluation.inputs.get(name) for name in case.form.inputs):
        return
    for indicator in case.form.indicators:
        if not indicator.goals:
            continue
        read = [each for each in case.goals if each.goal.group.name == indicator.goals]
        weight = case.evaluation.inputs.get(naming.weight(indicator))
        score = case.evaluation.inputs.get(naming.score(indicator))
        if not isinstance(weight, Fraction):
            continue
        if bool(read) != bool(weight):
            yield _weight_without_goals(case, indicator, weight, read)
        elif read and isinstance(score, Fraction):
            yield from _score_against_goals(case, indicator, weight, score, read)


def _weight_without_goals(
    case: Case, indicator: Indicator, weight: Fraction, read: list[ReadGoal]
) -> Finding:
    name = naming.weight(indicator)
    if read:
        code = "indicators-without-weight"
        message = (
            f"“{indicator.goals}”填了 {len(read)} 项指标，{in_quotes(indicator.label)}的分值却是 0；请核对。"
        )
    else:
        code = "weight-without-indicators"
        message = (
            f"{in_quotes(indicator.label)}分值 {decimal_text(weight)} 分，“{indicator.goals}”却没有填指标；"
            "请补填指标，或把分值调给其他指标。"
        )
    return case.finding(code, Severity.WARNING, name, message, stated=to_decimal(weight))


def _score_against_goals(
    case: Case, indicator: Indicator, weight: Fraction, score: Fraction, read: list[ReadGoal]
) -> Iterator[Finding]:
    name = naming.score(indicator)
    missed = [each for each in read if each.missed]
    said = f"自评 {decimal_text(score)} 分（分值 {decimal_text(weight)} 分）"
    message, expected = "", None
    if indicator.advice is not None:
        exceeded = [each for each in read if each.exceeded]
        due = max(Fraction(0), weight - indicator.advice * len(exceeded))
        if score > due and exceeded:
            message = (
                f"{in_quotes(indicator.label)}{said}，而“{indicator.goals}”有 {len(exceeded)} 项超出目标；"
                f"按每项扣 {decimal_text(indicator.advice)} 分，一般得 {decimal_text(due)} 分，请核对。"
            )
            expected = to_decimal(due)
    elif missed and score == weight:
        listed = "、".join(each.goal.name or f"第 {each.goal.number} 项" for each in missed)
        message = f"{in_quotes(indicator.label)}{said}，而“{indicator.goals}”里“{listed}”没有完成；请核对。"
    all_done = all(each.claimed_done and not each.missed for each in read)
    if not message and all_done and score < weight * case.form.doubtful_share:
        message = f"{in_quotes(indicator.label)}只{said}，而“{indicator.goals}”各项都已完成；请核对扣分原因。"
    if message:
        yield case.finding(
            "score-against-completion",
            Severity.WARNING,
            name,
            message,
            stated=to_decimal(score),
            expected=expected,
            basis=case.basis_of(indicator),
        )


def cost_sums(case: Case) -> Iterator[Finding]:
    """Costs add up to what the fund table says, where every one of them is a sum of money that was spent."""
    for group in case.form.goal_groups:
        read = [each for each in case.goals if each.goal.group == group]
        if len(read) < 2 or any(each.may_be_saving for each in read):
            continue
        if group.actual_total is not None:
            actuals = [each.actuals for each in read]
            yield from _cost_sum(case, group, "实际完成值", actuals, group.actual_total, read)
        if group.target_total is not None:
            targets = [each.targets for each in read]
            yield from _cost_sum(case, group, "目标值", targets, group.target_total, read)


def _cost_sum(
    case: Case,
    group: GoalGroup,
    column: str,
    amounts: list[tuple[Claim, ...]],
    total: Expression,
    read: list[ReadGoal],
) -> Iterator[Finding]:
    parts = [_money(each) for each in amounts]
    known = [part for part in parts if part is not None]
    if not all(isinstance(case.evaluation.inputs.get(name), Fraction) for name in names_in(total)):
        return  # That one is missing is said already.
    due = evaluate(total, case.evaluation.inputs.get)
    if len(known) < len(parts) or not isinstance(due, Fraction) or not known:
        return
    added = sum(known, Fraction(0))
    if explained_by_rounding(added, due, len(known)):
        return
    arithmetic = "+".join(number_text(part) for part in known)
    source = evaluate(worked_line(total, case.form.signed), case.evaluation.inputs.get)
    entry = read[0].goal.actual if column == "实际完成值" else read[0].goal.target
    yield Finding(
        code="cost-sum",
        severity=Severity.WARNING,
        sheet=entry.sheet,
        cell=entry.cell,
        name="",
        item=f"{group.name} {column}",
        stated=to_decimal(added),
        expected=to_decimal(due),
        message=(
            f"“{group.name}”各项{column} {arithmetic}={number_text(added)} 万元，"
            f"与资金情况 {number_text(source) if isinstance(source, Fraction) else source} 万元不符；请核对。"
        ),
        basis="项目资金情况",
    )


def _money(stated: tuple[Claim, ...]) -> Fraction | None:
    """One plain amount in 万元; None where there is none, or more than one."""
    if len(stated) != 1:
        return None
    (claim,) = stated
    quantity = claim.quantity
    if claim.per_unit or claim.approximate or claim.upper is not None or claim.change is not None:
        return None
    if quantity.unit == _MONEY or (not quantity.unit and quantity.multiple != 1):
        return quantity.value / WAN
    return Fraction(0) if not quantity.value and not quantity.unit else None
