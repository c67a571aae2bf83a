"""Form → blank workbook (xlsxwriter)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from io import BytesIO

from jzxl.form import naming
from jzxl.form.model import Form
from jzxl.issue.canvas import Canvas
from jzxl.issue.check_sheet import write_check_sheet
from jzxl.issue.data_sheet import write_data_sheet
from jzxl.issue.guide_sheet import write_guide_sheet
from jzxl.issue.official_sheet import write_official_sheet
from jzxl.issue.stamp import Stamp
from jzxl.issue.standard_sheet import write_standard_sheet
from jzxl.rule.exact import Value

# A fixed date makes the workbook the same, byte for byte, whenever it is built.
_CREATED = datetime(2020, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def initial_values(form: Form) -> dict[str, Value]:
    """The values that a blank workbook starts with: the weights."""
    values: dict[str, Value] = {naming.weight(block): block.weight for block in form.blocks}
    values |= {naming.weight(indicator): indicator.weight for indicator in form.indicators}
    return values


@cache
def blank_workbook(form: Form, year: int) -> bytes:
    """The workbook of a form for a year, with no unit; built once a form and year."""
    return build_workbook(form, year, initial_values(form))


def build_workbook(form: Form, year: int, values: Mapping[str, Value]) -> bytes:
    """A workbook with the given values in its named cells, formulas with their results.

    Args:
        values: by defined name, for cells that hold no formula.

    Returns:
        the .xlsx file.
    """
    target = BytesIO()
    canvas = Canvas(target, form, year, values)
    canvas.workbook.set_properties({"title": form.title, "author": form.standard.bureau, "created": _CREATED})
    write_guide_sheet(canvas)
    write_data_sheet(canvas)
    write_official_sheet(canvas)
    write_check_sheet(canvas)
    write_standard_sheet(canvas)
    canvas.finish(Stamp.of(form, year, "").properties())
    return target.getvalue()
