"""Sums that must be equal, as the definition lists them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from jzxl.check.case import Case, shown
from jzxl.check.finding import Finding, Severity
from jzxl.form.live_checks import identity_sentence
from jzxl.form.model import Identity
from jzxl.rule.decimals import number_text, round_half_away
from jzxl.rule.exact import Value, evaluate
from jzxl.rule.expression import Expression, Name, names_in
from jzxl.rule.wording import worked_line


def identities(case: Case) -> Iterator[Finding]:
    """Both sides of every identity stand in its relation, within what rounding of the figures can do."""
    for identity in case.form.identities:
        names = (*names_in(identity.left), *names_in(identity.right))
        values = _with_blanks(case, names)
        if not all(isinstance(values.get(name), Fraction) for name in names):
            continue
        if identity.only_if and not values.get(identity.only_if):
            continue
        left, right = (evaluate(side, values.get) for side in (identity.left, identity.right))
        if not isinstance(left, Fraction) or not isinstance(right, Fraction):
            continue
        difference = round_half_away(left - right, case.form.standard.rounding.amount_decimals)
        if not _holds(identity, difference):
            yield _finding(case, identity, values, left, right)


def _holds(identity: Identity, difference: Fraction) -> bool:
    match identity.relation:
        case "<=":
            return difference <= identity.tolerance
        case "<>":
            return abs(difference) > identity.tolerance
        case _:
            return abs(difference) <= identity.tolerance


def _with_blanks(case: Case, names: Sequence[str]) -> Mapping[str, Value]:
    """The inputs, with 0 for those that may be left blank; unless all of them are, which says nothing."""
    values = case.evaluation.inputs
    optional = [name for name in names if case.form.inputs[name].optional]
    blank = [name for name in optional if values.get(name) is None]
    if not blank or len(blank) == len(optional):
        return values
    return {**values, **dict.fromkeys(blank, Fraction(0))}


def _finding(
    case: Case, identity: Identity, values: Mapping[str, Value], left: Fraction, right: Fraction
) -> Finding:
    written = [
        number_text(value)
        if isinstance(side, Name)
        else f"{_worked(case, side, values)}={number_text(value)}"
        for side, value in ((identity.left, left), (identity.right, right))
    ]
    gap = number_text(abs(left - right))
    message = identity.message or (
        f"应当 {identity_sentence(identity)}：左边 {written[0]}，右边 {written[1]}，相差 {gap}；请核对这几个数。"
    )
    return case.finding(
        identity.code,
        Severity(identity.severity),
        identity.marked,
        message,
        stated=shown(case.evaluation.inputs.get(identity.marked)),
        # Any of the figures may be the wrong one, so none is said to be due.
        expected=None,
        basis="表上各数互相核对",
    )


def _worked(case: Case, side: Expression, values: Mapping[str, Value]) -> Value:
    return evaluate(worked_line(side, case.form.signed), values.get)
