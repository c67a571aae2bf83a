"""The sums of a form that follow from its corrections, for a form in which no formula brings them up to date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from jzxl.check.finding import Finding
from jzxl.result import FormResult
from jzxl.visible import visible

_OF_SUMS = ("subtotal-mismatch", "total-mismatch", "grade-mismatch")


def sums_after_correction(form: FormResult, told: Sequence[Finding]) -> str:
    """A sentence with the sums, total and grade that will be others; empty where there are none.

    A sum that agrees with the scores as they stand is no finding, and is wrong as soon as one of them is corrected.

    Args:
        told: what else the letter tells of the form's sheet.
    """
    if not form.typed or not told:
        return ""
    due = "，".join(_due(form, {(each.code, each.expected) for each in told if each.code in _OF_SUMS}))
    return f"按以上改正后，{due}；正文里写到的也请一起改。" if due else ""


def _due(form: FormResult, known: set[tuple[str, object]]) -> Iterator[str]:
    stated, evaluated = form.stated, form.evaluated
    sums = [
        ("subtotal-mismatch", f"“{name}”", stated.blocks.get(name), due)
        for name, due in evaluated.blocks.items()
    ]
    sums.append(("total-mismatch", form.total_label, stated.total, evaluated.total))
    for code, called, stands, due in sums:
        # Where none stands, that it is missing is told.
        if isinstance(due, Decimal) and stands not in (None, due) and (code, due) not in known:
            yield f"{visible(called)}应为 {due} 分"
    grade = evaluated.grade
    if grade and stated.grade not in (None, grade) and ("grade-mismatch", grade) not in known:
        yield f"{visible(form.grade_label)}应为“{visible(grade)}”"
