"""Workbooks of the form used nationwide as they come back: a good one, and what is done to it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from returns import ROOT, Typed, catalog, place, rows_inserted, typed

from jzxl.fill import fill_workbook, load_data
from jzxl.form.model import Form
from jzxl.issue.recipient import Order, issue_workbook
from jzxl.package import Edit, open_package

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


def with_inserted_row(
    values: Mapping[str, Typed], after: str, workbook: bytes | None = None, **changes: Typed
) -> bytes:
    """A row inserted below another of the first project, and what was typed in it.

    Args:
        values: by the part of a row whose column it stands in (``得分`` and ``分值`` too).
        after: the row above, by its name (``数量指标1``).
        changes: by name without prefix, what else was typed before.
    """
    workbook = typed(workbook or national_filled(), changes) if changes else workbook or national_filled()
    prefix = "项目1_"
    sheet, cell = place(workbook, f"{prefix}{after}_指标")
    row = int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) + 1
    changed = rows_inserted(workbook, sheet, row, 1)
    edit = Edit(open_package(changed))
    for part, value in values.items():
        name = f"{prefix}{part}_{after}" if part in ("得分", "分值") else f"{prefix}{after}_{part}"
        column = place(workbook, name)[1].rstrip("0123456789")
        edit.write(sheet, f"{column}{row}", value)
    return edit.to_bytes()
