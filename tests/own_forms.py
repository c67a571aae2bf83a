"""A form of a county's own: definition files beside the tests, as README.md walks through them."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

import openpyxl

from jzxl.fill import fill_workbook, load_data
from jzxl.form.load import Catalog, load_catalog
from jzxl.form.model import Form
from jzxl.issue.recipient import Order, issue_workbook
from jzxl.package import open_package

OWN = Path(__file__).resolve().parent / "own_form"
OWN_STANDARD, OWN_UNIT, OWN_PROJECT, OWN_YEAR = "county-2024", "某某县某某镇", "道路维护经费", 2024
OWN_DATA, OWN_ROSTER = OWN / "filled.toml", OWN / "roster.csv"


@cache
def own_catalog() -> Catalog:
    """The standards that come with jzxl, and the county's."""
    return load_catalog(OWN)


def own_form() -> Form:
    """The county's form."""
    return own_catalog().forms[OWN_STANDARD]["project"]


@cache
def own_issued() -> bytes:
    """Its workbook for one project, as issued."""
    return issue_workbook(Order(OWN_UNIT, OWN_YEAR, (own_form(),), (OWN_PROJECT,)))


@cache
def own_filled() -> bytes:
    """The same filled; nothing is wrong with it."""
    return fill_workbook(open_package(own_issued()), own_catalog(), load_data(OWN_DATA))


def as_typed(workbook: bytes, columns: int) -> openpyxl.Workbook:
    """What the first columns of its official sheet show, in a workbook that knows nothing of ours."""
    source = openpyxl.load_workbook(BytesIO(workbook), data_only=True)[OWN_PROJECT]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in source.iter_rows(max_col=columns):
        for cell in row:
            if cell.value is not None:
                sheet.cell(cell.row, cell.column, cell.value)
    for area in source.merged_cells.ranges:
        if area.max_col <= columns:
            sheet.merge_cells(str(area))
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    """The file of a workbook."""
    target = BytesIO()
    book.save(target)
    return target.getvalue()
