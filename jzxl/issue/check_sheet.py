"""校验: every numeric check live, with a sentence and a link to the cell."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from jzxl.form import naming
from jzxl.form.instance import CHECK_SHEET
from jzxl.form.live_check import FAILED, OPEN, PASSED
from jzxl.issue.canvas import HEADING_FONT, Canvas, Pen

NAME = CHECK_SHEET
_SENTENCE, _STATE, _LINK = range(3)


def write_check_sheet(canvas: Canvas, pens: Sequence[Pen]) -> None:
    """Write the sheet and place every live check, and the result of each form on top."""
    sheet = canvas.sheet(NAME, (92, 10, 12))
    sheet.set_row(0, 30)
    title = canvas.format(font_name=HEADING_FONT, font_size=16, align="center")
    canvas.text(sheet, 0, _SENTENCE, "校验：填完后看这里", title, to=_LINK)
    overall = canvas.computed(bold=True, font_size=12, align="center")
    row = 1
    for pen in pens:
        sheet.set_row(row, 26)
        if len(pens) == 1:
            pen.formula(sheet, row, _SENTENCE, naming.CHECK_RESULT, overall, to=_LINK)
        else:
            canvas.text(sheet, row, _SENTENCE, pen.instance.sheet, canvas.bordered(bold=True), to=_LINK)
            pen.formula(sheet, row + 1, _SENTENCE, naming.CHECK_RESULT, overall, to=_LINK)
            row += 1
        row += 1
    for column, text in enumerate(("检查内容", "结果", "去填写"), start=_SENTENCE):
        canvas.text(sheet, row + 1, column, text, canvas.heading)
    sheet.repeat_rows(row + 1)
    row += 2
    sheet.freeze_panes(row, 0)
    first = row
    for pen in pens:
        if len(pens) > 1:
            canvas.text(sheet, row, _SENTENCE, pen.instance.sheet, canvas.heading, to=_LINK)
            row += 1
        row = _write_checks(pen, sheet, row)
    colours = {PASSED: "00703C", FAILED: "C00000", OPEN: "7F6000"}
    canvas.colour_marks(sheet, (first, _STATE, row - 1, _STATE), colours)


def _write_checks(pen: Pen, sheet: Worksheet, row: int) -> int:
    """The lines of one form; gives the row after them."""
    canvas = pen.canvas
    link = canvas.bordered(align="center", font_color="0563C1", underline=1, locked=False)
    first, section = row, ""
    for check in pen.book.checks:
        if check.section != section:
            section = check.section
            canvas.text(sheet, row, _SENTENCE, section, canvas.bordered(bold=True), to=_LINK)
            row += 1
        canvas.text(sheet, row, _SENTENCE, check.sentence, canvas.bordered())
        pen.formula(sheet, row, _STATE, check.name, canvas.computed(align="center"))
        canvas.link(sheet, row, _LINK, pen.name(check.target), "转到", link)
        row += 1
    canvas.range(sheet, pen.name(naming.ALL_CHECKS), first, row - 1, _STATE)
    return row
