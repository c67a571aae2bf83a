"""One workbook per recipient: the form's workbook is built once, and what differs is patched in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from jzxl.form.formulas import formula_book
from jzxl.form.model import Form
from jzxl.issue.stamp import Stamp
from jzxl.issue.values import Place, write_results
from jzxl.issue.workbook import blank_workbook, initial_values
from jzxl.package import Edit, Package, open_package
from jzxl.rule.exact import Value


@dataclass(frozen=True, slots=True)
class _Blank:
    package: Package
    places: Mapping[str, Place]
    results: Mapping[str, Value]


@cache
def _blank(form: Form, year: int) -> _Blank:
    package = open_package(blank_workbook(form, year), name=f"{form.title}.xlsx")
    places = {each.name: each.target for each in package.names if each.target is not None}
    return _Blank(package, places, formula_book(form).calculate(initial_values(form)))


def issue_workbook(form: Form, unit: str, year: int) -> bytes:
    """The workbook for one reporting unit.

    Args:
        unit: full name of the unit, put into the form.
        year: the year evaluated.

    Returns:
        the .xlsx file.
    """
    blank = _blank(form, year)
    edit = Edit(blank.package)
    sheet, cell = blank.places[form.unit_field]
    edit.write(sheet, cell, unit)
    for name, value in Stamp.of(form, year, unit).properties().items():
        edit.set_property(name, value)
    book = formula_book(form)
    values = initial_values(form) | {form.unit_field: unit}
    write_results(edit, book, blank.places, book.excel, blank.results, values)
    return edit.to_bytes()
