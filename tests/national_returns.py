"""Workbooks of the form used nationwide as they come back: a good one, and what is done to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from returns import ROOT, Typed, catalog, place, rewritten, rows_inserted

from jzxl.fill import fill_workbook, load_data
from jzxl.form.model import Form
from jzxl.issue.recipient import Order, issue_workbook
from jzxl.package import Edit, open_package
from jzxl.package.address import split_ref

NATIONAL, NATIONAL_YEAR = "national-2020", 2022
NATIONAL_UNIT = "青石县农村公路养护中心"
NATIONAL_DATA = ROOT / "samples" / f"{NATIONAL_UNIT}-{NATIONAL_YEAR}-项目支出.toml"
NATIONAL_PROJECTS = ("农村公路日常养护", "桥梁定期检测")


def national_form() -> Form:
    """The form."""
    return catalog().forms[NATIONAL]["project"]


@cache
def national_issued() -> bytes:
    """Two projects as issued."""
    return issue_workbook(Order(NATIONAL_UNIT, NATIONAL_YEAR, (national_form(),), NATIONAL_PROJECTS))


@cache
def national_filled() -> bytes:
    """The same filled; nothing is wrong with it."""
    return fill_workbook(open_package(national_issued()), catalog(), load_data(NATIONAL_DATA))


def with_inserted_row(workbook: bytes, after: str, values: Mapping[str, Typed]) -> bytes:
    """A row inserted below another of the first project, and what was typed in it.

    Args:
        after: the row above, by its name (``数量指标1``).
        values: by the part of a row whose column it stands in (``得分`` and ``分值`` too).
    """
    sheet, cell = place(workbook, f"项目1_{after}_指标")
    at = split_ref(cell)
    assert at is not None
    changed = rows_inserted(workbook, sheet, at[0] + 1, 1)
    edit = Edit(open_package(changed))
    for part, value in values.items():
        name = f"{part}_{after}" if part in ("得分", "分值") else f"{after}_{part}"
        column = place(workbook, f"项目1_{name}")[1].rstrip("0123456789")
        edit.write(sheet, f"{column}{at[0] + 1}", value)
    return edit.to_bytes()


def row_deleted(workbook: bytes, sheet: str, row: int) -> bytes:
    """A row of a sheet deleted, though nothing moves up: its names lead nowhere, its cells are gone."""
    package = open_package(workbook)
    lost = re.compile(rf"('?{re.escape(sheet)}'?!)\$[A-Z]+\${row}(?=<)")
    member = package.sheet(sheet).member

    def empty(xml: str) -> str:
        xml, count = re.subn(rf'<row r="{row}"[^>]*>.*?</row>', "", xml, flags=re.DOTALL)
        assert count == 1
        return xml

    return rewritten(workbook, {"xl/workbook.xml": lambda xml: lost.sub(r"\1#REF!", xml), member: empty})
