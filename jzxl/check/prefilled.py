"""Figures that were filled in before the workbook was sent."""

from __future__ import annotations

from collections.abc import Iterator

from jzxl.check.case import Case, content
from jzxl.check.finding import Finding, Severity
from jzxl.check.values import with_unit
from jzxl.spelling import in_quotes


def prefilled_changed(case: Case) -> Iterator[Finding]:
    """A figure that was filled in beforehand is still the same number, however it is written.

    One that is blank or no number by now is told for that.  Weights and judged scores are the department's own.
    """
    for name in case.form.inputs:
        sent = case.filled.prefilled.get(name)
        entry, understood = case.entry(name), case.filled.numbers.get(name)
        if sent is None or entry is None or understood is None or understood.value in (None, sent):
            continue
        yield case.finding(
            "prefilled-changed",
            Severity.WARNING,
            name,
            f"{in_quotes(case.cells.items[name])}下发时已填好 {with_unit(case, name, sent)}，"
            f"现在是 {with_unit(case, name, understood.value)}；请核对，没有依据的请改回。",
            stated=content(entry.value),
            expected=sent,
            basis="下发时填好的数",
        )
