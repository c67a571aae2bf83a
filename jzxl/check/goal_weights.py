"""Weights of goals with a weight and a score each, and rows that the sums of a block do not reach."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jzxl.check.case import Case, shown
from jzxl.check.finding import Finding, Severity
from jzxl.check.values import nothing_filled
from jzxl.form import naming
from jzxl.form.blocks import Block, Indicator
from jzxl.rule.decimals import decimal_text, round_half_away, to_decimal


def weights_of_goals(case: Case) -> Iterator[Finding]:
    """The weights of a block's goals add up to the block's; where weight may move, at least to the total."""
    scoring = case.form.scoring
    if scoring is None or (not case.filled.scored and (case.filled.by_labels or nothing_filled(case))):
        return  # There is no table of goals, or the whole form is still to be filled.
    blocks = [block for block in case.form.blocks if block.scores_goals]
    sums = {block.name: added for block in blocks if (added := _added(case, block)) is not None}
    others = sum((block.weight for block in case.form.blocks if not block.scores_goals), Fraction(0))
    whole = others + sum(sums.values(), Fraction(0))
    moved = scoring.adjustable and whole == case.form.total_weight
    for block in blocks:
        added = sums.get(block.name)
        if added is None or added == block.weight:
            continue
        weights = [_weight(case, each) for each in block.indicators]
        written = "+".join(decimal_text(each) for each in weights if each)
        total = f"{written}={decimal_text(added)}" if "+" in written else decimal_text(added)
        stands = f"各指标的分值合计 {total}" if _used(case, block) else "一行指标也没有填，分值合计 0"
        advice = "各部分合计没有变；如果有理由调整，请说明" if moved else "请核对各行的分值"
        yield case.finding(
            "weight-sum",
            Severity.WARNING if moved else Severity.ERROR,
            naming.weight(next(iter(_used(case, block)), block.indicators[0])),
            f"“{block.name}”{stands}，应为 {decimal_text(block.weight)}；{advice}。",
            stated=shown(added),
            expected=to_decimal(block.weight),
            basis="表式规定",
        )


def rows_not_counted(case: Case) -> Iterator[Finding]:
    """Rows inserted below the last one of a block are beyond the ranges that its sums add."""
    labels = {goal.indicator.name: goal.label for goal in case.filled.scored}
    for each in case.filled.uncounted:
        for indicator in each.block.indicators:
            if indicator.name in each.indicators and indicator.name in labels:
                mended = "请核对表上的合计" if case.formulas_unlike else "复核和审核稿已经算进"
                yield case.finding(
                    "row-not-counted",
                    Severity.WARNING,
                    naming.score(indicator),
                    f"{labels[indicator.name]}插在“{each.block.name}”最后一行的下面，表上的合计没有算进这一行；"
                    f"{mended}，以后请在“{each.block.name}”中间插入行。",
                )


def _used(case: Case, block: Block) -> list[Indicator]:
    return [each.indicator for each in case.filled.scored if each.row.group.area == block.name]


def _added(case: Case, block: Block) -> Fraction | None:
    """What the weights of a block's goals add up to; None where that is not known."""
    weights = [_weight(case, each) for each in _used(case, block)]
    known = [each for each in weights if each is not None]
    if len(known) < len(weights) or (case.filled.by_labels and not weights):
        return None  # What was not read of a typed sheet may stand there all the same.
    return round_half_away(sum(known, Fraction(0)), case.form.standard.rounding.score_decimals)


def _weight(case: Case, indicator: Indicator) -> Fraction | None:
    value = case.evaluation.inputs.get(naming.weight(indicator))
    return value if isinstance(value, Fraction) else None
