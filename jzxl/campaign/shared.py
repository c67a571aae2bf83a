"""Results of thousands of files share what is the same in them: names of indicators, scores, weights.

They come from other processes or from the records, each with copies of its own.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from sys import intern
from typing import TypeVar

from jzxl.check.finding import Finding
from jzxl.result import FileResult, FormResult, IndicatorResult

# Scores and rates of a round; of the rates many are met only once.
_REMEMBERED = 8_192
Cell = TypeVar("Cell", Decimal | str | None, Decimal | None)


def sharing(result: FileResult) -> FileResult:
    """An equal result that shares its parts with those of other files."""
    return replace(
        result,
        standard=intern(result.standard),
        forms=tuple(_form(form) for form in result.forms),
        findings=tuple(_finding(finding) for finding in result.findings),
    )


def _form(form: FormResult) -> FormResult:
    indicators = tuple(
        IndicatorResult(
            block=intern(each.block),
            group=intern(each.group),
            name=intern(each.name),
            weight=_number(each.weight),
            stated=_number(each.stated),
            evaluated=_number(each.evaluated),
            rate=_number(each.rate),
        )
        for each in form.indicators
    )
    return replace(
        form,
        form=intern(form.form),
        title=intern(form.title),
        total_label=intern(form.total_label),
        grade_label=intern(form.grade_label),
        indicators=indicators,
    )


def _finding(finding: Finding) -> Finding:
    return replace(
        finding,
        code=intern(finding.code),
        sheet=_text(finding.sheet),
        cell=_text(finding.cell),
        name=_text(finding.name),
        item=_text(finding.item),
        basis=intern(finding.basis),
    )


# The places and labels of a form are those of every file; what a department wrote is forgotten again.
@lru_cache(maxsize=_REMEMBERED)
def _text(text: str) -> str:
    return text


def _number(value: Cell) -> Cell:
    # 5 and 5.00 are equal, but not the same: they are shown with the digits they have.
    return _shared(value, str(value)) if isinstance(value, Decimal) else value


@lru_cache(maxsize=_REMEMBERED)
def _shared(number: Decimal, written: str) -> Decimal:
    return number
