"""Formulas of formats that keep them from us, of which no result was stored.

Of such a format only values are read.  Some programs store 0 for a formula that gives a text (LibreOffice does
in .xls), be it one of no length, which a formula of ours gives while an input is a text.  Neither is what a
department stated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from jzxl.form import naming
from jzxl.form.blocks import Indicator
from jzxl.form.instance import CHECK_SHEET, STANDARD_SHEET
from jzxl.package import ForeignWorkbook
from jzxl.read.entry import Entry, value_of
from jzxl.read.filing import FilledForm
from jzxl.rule.exact import Value


def is_issued(workbook: ForeignWorkbook) -> bool:
    """Whether it is a workbook that we issued, saved in another format: its scores are formulas."""
    return {CHECK_SHEET, STANDARD_SHEET} <= {sheet.name for sheet in workbook.sheets}


def without_lost_results(filled: FilledForm, *, issued: bool) -> FilledForm:
    """The form with every lost result as what it is, a formula that stores none.

    Args:
        issued: whether its computed cells are known to be formulas, so that a blank one gave nothing.
    """
    given = _given(filled) if issued else {}
    entries = dict(filled.entries)
    for name, value in given.items():
        if value == "" and (_is_zero(entries.get(name)) or _is_blank(entries.get(name))):
            entries[name] = entries[name]._replace(value="", formula="", has_cached=True)
    told = replace(filled, entries=entries)
    for name in frozenset(_lost(told, given)):
        entries[name] = entries[name]._replace(value=None, formula="", has_cached=False)
    return told


def gave_nothing(entry: Entry) -> bool:
    """Whether it is a formula kept from us that gave a text of no length, for what it needs is no number."""
    return entry.formula == "" and entry.value == ""


def _given(filled: FilledForm) -> Mapping[str, Value]:
    """What our formulas give from the cells as they stand, by name."""
    values = {name: value_of(entry.value) for name, entry in filled.entries.items()}
    return filled.instance.book.calculate(values)


def _lost(filled: FilledForm, given: Mapping[str, Value]) -> Iterator[str]:
    """The names of the computed cells whose results were lost.

    Args:
        given: what formulas that are known to stand there give.
    """
    form = filled.form
    texts = [naming.note(each) for each in form.indicators if not each.judged] if form.has_notes else []
    texts.append(naming.grade(form))
    zeros = [name for name in texts if _is_zero(filled.entries.get(name))]
    yield from zeros
    yield from (name for name in given if given[name] != "" and _is_blank(filled.entries.get(name)))
    if zeros or _contradicts_itself(filled):
        # Texts were lost, so a score may have been the text of no length that stands for no score.
        yield from _scores_without_note(filled)


def _contradicts_itself(filled: FilledForm) -> bool:
    """Whether the total is 0 and yet no grade follows from it."""
    form = filled.form
    return _is_zero(filled.entries.get(naming.total(form))) and _is_blank(
        filled.entries.get(naming.grade(form))
    )


def _scores_without_note(filled: FilledForm) -> Iterator[str]:
    """Scores of 0 that nothing explains, and the sums of 0 that they are part of."""
    form, entries = filled.form, filled.entries
    some = False
    for block in form.blocks:
        own = [
            naming.score(each)
            for each in block.indicators
            if not each.judged and _is_zero(entries.get(naming.score(each))) and not _explained(filled, each)
        ]
        yield from own
        if own and _is_zero(entries.get(naming.score(block))):
            some = True
            yield naming.score(block)
    if some and _is_zero(entries.get(naming.total(form))):
        yield naming.total(form)
        if _is_blank(entries.get(naming.grade(form))):
            yield naming.grade(form)


def _explained(filled: FilledForm, indicator: Indicator) -> bool:
    return filled.form.has_notes and not _is_blank(filled.entries.get(naming.note(indicator)))


def _is_zero(entry: Entry | None) -> bool:
    """Whether 0 stands there; where a text belongs, it was read as one."""
    return entry is not None and (
        entry.value == "0" or (isinstance(entry.value, Decimal) and not entry.value)
    )


def _is_blank(entry: Entry | None) -> bool:
    return entry is not None and (entry.value is None or entry.value == "")
