"""设定分值: each block keeps its weight, and its indicators add up to it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jzxl.check.case import Case, content, quoted, shown
from jzxl.check.finding import Finding, Severity
from jzxl.form import naming
from jzxl.rule.decimals import decimal_text, round_half_away, to_decimal
from jzxl.spelling import in_quotes


def block_weight_changed(case: Case) -> Iterator[Finding]:
    """The weight of a block, and of an indicator that is not open, is the form's and not the unit's to set."""
    for name, due in case.cells.fixed.items():
        entry = case.entry(name)
        if entry is None or case.evaluation.stated.get(name) == due:
            continue
        yield case.finding(
            "block-weight-changed",
            Severity.ERROR,
            name,
            f"{in_quotes(case.cells.items[name])}应为 {decimal_text(due)}，被改成{quoted(content(entry.value))}；"
            "这一项不能调整。",
            stated=content(entry.value),
            expected=to_decimal(due),
            basis="表式规定",
        )


def weight_sum(case: Case) -> Iterator[Finding]:
    """The 设定分值 of a block's indicators add up to the block's weight."""
    for block in case.form.blocks:
        values = [case.evaluation.inputs.get(naming.weight(each)) for each in block.indicators]
        weights = [value for value in values if isinstance(value, Fraction)]
        decimals = case.form.standard.rounding.score_decimals
        if block.scores_goals:
            continue  # Their rows are looked at together.
        if len(weights) < len(values) or round_half_away(sum(weights, Fraction(0)), decimals) == block.weight:
            continue
        written = "+".join(decimal_text(each) for each in weights)
        yield case.finding(
            "weight-sum",
            Severity.ERROR,
            naming.weight(block),
            f"“{block.name}”各指标的设定分值 {written}={decimal_text(sum(weights, Fraction(0)))}，"
            f"应为 {decimal_text(block.weight)}；请调整。",
            stated=shown(sum(weights, Fraction(0))),
            expected=to_decimal(block.weight),
            basis="表式规定",
        )
