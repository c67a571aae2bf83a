"""Totals in running text beside the parts that it gives for them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jzxl.check.amounts import WAN
from jzxl.check.case import Case
from jzxl.check.finding import Finding, Severity
from jzxl.check.told import Told
from jzxl.form.model import AMOUNT, COUNT
from jzxl.rule.decimals import number_text
from jzxl.spelling import in_quotes
from jzxl.text.sums import SumClaim, sum_claims

_BASIS = "按写出的算式计算"
_MONEY = ("元", "万", "亿")
_PEOPLE = ("人", "名", "位")


def sums_of(case: Case, told: Told) -> Iterator[Finding]:
    """The totals of a text that its parts do not add up to; which of them is wrong, the text cannot tell."""
    for claim in sum_claims(told.text):
        if claim.agrees:
            continue
        added = f"{number_text(Fraction(claim.sum_text))}{claim.unit}"
        small = "（相差在四舍五入的范围内）" if claim.within_rounding else ""
        yield told.finding(
            "text-sum",
            Severity.HINT if claim.within_rounding else Severity.WARNING,
            f"{in_quotes(told.item)}里写“{claim.label}{claim.total_text}{claim.unit}”，"
            f"后面各项加起来是 {added}{small}；{_what_to_look_at(case, told, claim)}。",
            stated=f"{claim.total_text}{claim.unit}",
            basis=_BASIS,
        )


def _what_to_look_at(case: Case, told: Told, claim: SumClaim) -> str:
    """Which figure is likely wrong, where the form itself has the total or the sum; else all of them."""
    if claim.within_rounding:
        return "请核对"
    slip = "写错了" if claim.parts_sum > claim.total else "写错或漏写了"
    with_total, with_sum = (_elsewhere(case, told, claim, each) for each in (claim.total, claim.parts_sum))
    if with_total and not with_sum:
        return f"总数和{with_total}一致，多半是某一项{slip}，请核对各项"
    if with_sum and not with_total:
        return f"各项的合计和{with_sum}一致，多半是总数写错了，请核对总数"
    return f"请核对是总数不对，还是某一项{slip}"


def _elsewhere(case: Case, told: Told, claim: SumClaim, value: Fraction) -> str:
    """Where else the form has a figure, as it is called in a sentence; empty where it is nowhere."""
    money = claim.unit.endswith(_MONEY)
    kind, unit = (AMOUNT, WAN) if money else (COUNT, Fraction(1))
    if not value or not (money or claim.unit in _PEOPLE):
        return ""
    for each in case.form.inputs.values():
        if each.kind == kind and case.evaluation.inputs.get(each.name) == value / unit:
            return f"表上的{in_quotes(each.item)}"
    base = "元" if money else "人"
    for other in case.texts:
        stated = case.claims(other.text) if other.entry != told.entry else ()
        if any(each.quantity.value == value and each.quantity.unit == base for each in stated):
            return in_quotes(other.item)
    return ""
