"""Scores that are missing in the table of goals of a sheet that was typed by hand."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jzxl.check.case import Case
from jzxl.check.finding import Finding, Severity
from jzxl.form import naming


def typed_scores(case: Case) -> Iterator[Finding]:
    """A used row has a score; no formula fills it on a sheet that somebody typed.

    A row without a weight is not scored, and what a form lacks that nobody filled is told once.
    """
    for goal in case.filled.scored if case.filled.by_labels else ():
        name = naming.score(goal.indicator)
        entry, weight = case.entry(name), case.evaluation.inputs.get(naming.weight(goal.indicator))
        if entry is None or entry.formula is not None or entry.value not in (None, ""):
            continue
        if not isinstance(weight, Fraction) or not weight or not goal.actual_text:
            continue
        section = case.form.scored_goals
        header = section.header("score") if section is not None else ""
        message = f"{goal.label}没有填“{header or '得分'}”；请补填。"
        yield case.finding("indicator-incomplete", Severity.WARNING, name, message)
