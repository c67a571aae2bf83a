"""A row for each form of a round, with its stated and its re-evaluated scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jzxl.campaign.kinds import FormKind, Kinds
from jzxl.campaign.model import Department, Return
from jzxl.check.finding import Finding, Severity
from jzxl.result import FormResult, Scores

_NO_SCORES = Scores(None, None, {})


@dataclass(frozen=True, slots=True)
class FormRow:
    """A form of a return, or a return without a form of the kind listed.

    Attributes:
        unit: the department's name, the file's where the roster does not know it; may be empty.
        name: what the form is named after; empty for a department's.
        kind: None where the return has no such form; there are no scores then.
        difference: re-evaluated total less the stated one; None where one of them is no number.
        counts: open findings by severity: of the whole file on the first row of a department, of the sheet on
            a project's; None where they are not told apart: several forms share the sheet, or the file
            has a row already.
        answered: of the same findings, the doubts that the unit answered.
    """

    unit: str
    department: Department | None
    file: str
    copy: str | None
    name: str
    sheet: str
    kind: FormKind | None
    stated: Scores
    evaluated: Scores
    difference: Decimal | None
    counts: Mapping[Severity, int] | None
    answered: int | None


class _Counts:
    """How many of some findings stand open, by severity, and how many doubts were answered."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        standing = Counter(each.severity for each in findings if not each.answer)
        self.open = {severity: standing[severity] for severity in Severity}
        self.answered = len(findings) - standing.total()


def department_rows(each: Return, kinds: Kinds) -> list[FormRow]:
    counts = _Counts(each.result.findings)
    forms = [form for form in each.result.forms if not kinds[each.result.standard, form.form].named]
    if not forms:
        return [_row(each, None, None, counts)]
    return [
        _row(each, form, kinds[each.result.standard, form.form], None if number else counts)
        for number, form in enumerate(forms)
    ]


def project_rows(each: Return, kinds: Kinds) -> list[FormRow]:
    sheets = [form.sheet for form in each.result.forms]
    rows = []
    for form in each.result.forms:
        kind = kinds[each.result.standard, form.form]
        if kind.named:
            own = [finding for finding in each.result.findings if finding.sheet == form.sheet]
            rows.append(_row(each, form, kind, _Counts(own) if sheets.count(form.sheet) == 1 else None))
    return rows


def _row(each: Return, form: FormResult | None, kind: FormKind | None, counts: _Counts | None) -> FormRow:
    stated, evaluated = (form.stated, form.evaluated) if form is not None else (_NO_SCORES, _NO_SCORES)
    both = (stated.total, evaluated.total)
    return FormRow(
        unit=each.unit,
        department=each.department,
        file=each.result.file,
        copy=each.result.copy,
        name=form.name if form is not None else "",
        sheet=form.sheet if form is not None else "",
        kind=kind,
        stated=stated,
        evaluated=evaluated,
        difference=both[1] - both[0]
        if isinstance(both[0], Decimal) and isinstance(both[1], Decimal)
        else None,
        counts=counts.open if counts is not None else None,
        answered=counts.answered if counts is not None else None,
    )
