"""Sums that must be equal, as the definition lists them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from jzxl.check.case import Case, shown
from jzxl.check.finding import Finding, Severity
from jzxl.form.live_checks import identity_sentence
from jzxl.rule.decimals import number_text
from jzxl.rule.exact import Value, evaluate
from jzxl.rule.expression import names_in
from jzxl.rule.wording import worked_line


def identities(case: Case) -> Iterator[Finding]:
    """Both sides of every identity agree, within what rounding of the figures can do."""
    values: Mapping[str, Value] = case.evaluation.inputs
    for identity in case.form.identities:
        names = (*names_in(identity.left), *names_in(identity.right))
        if not all(isinstance(values.get(name), Fraction) for name in names):
            continue
        left, right = (evaluate(side, values.get) for side in (identity.left, identity.right))
        if not isinstance(left, Fraction) or not isinstance(right, Fraction):
            continue
        if abs(left - right) <= identity.tolerance:
            continue
        arithmetic = evaluate(worked_line(identity.left, case.form.signed), values.get)
        yield case.finding(
            identity.code,
            Severity(identity.severity),
            identity.marked,
            f"{identity_sentence(identity)}：{arithmetic}={number_text(left)}，"
            f"填的是 {number_text(right)}，相差 {number_text(abs(left - right))}；请核对这几个数。",
            stated=shown(right),
            expected=shown(left),
            basis=case.basis(identity.basis),
        )
