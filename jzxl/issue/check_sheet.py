"""校验: every numeric check live, with a sentence and a link to the cell."""

from __future__ import annotations

from jzxl.form import naming
from jzxl.form.live_checks import FAILED, OPEN, PASSED
from jzxl.issue.canvas import HEADING_FILL, HEADING_FONT, Canvas

NAME = "校验"
_SENTENCE, _STATE, _LINK = range(3)
_FIRST_ROW = 4


def write_check_sheet(canvas: Canvas) -> None:
    """Write the sheet and place every live check and the overall result."""
    sheet = canvas.sheet(NAME, (92, 10, 12))
    sheet.set_row(0, 30)
    title = canvas.format(font_name=HEADING_FONT, font_size=16, align="center")
    canvas.text(sheet, 0, _SENTENCE, "校验：填完后看这里", title, to=_LINK)
    sheet.set_row(1, 26)
    overall = canvas.computed(bold=True, font_size=12, align="center")
    canvas.formula(sheet, 1, _SENTENCE, naming.CHECK_RESULT, overall, to=_LINK)
    heading = canvas.bordered(bold=True, align="center", bg_color=HEADING_FILL)
    for column, text in enumerate(("检查内容", "结果", "去填写")):
        canvas.text(sheet, 3, column, text, heading)
    sheet.freeze_panes(_FIRST_ROW, 0)
    sheet.repeat_rows(3)
    link = canvas.bordered(align="center", font_color="0563C1", underline=1, locked=False)
    row = _FIRST_ROW
    section = ""
    for check in canvas.book.checks:
        if check.section != section:
            section = check.section
            canvas.text(sheet, row, _SENTENCE, section, canvas.bordered(bold=True), to=_LINK)
            row += 1
        canvas.text(sheet, row, _SENTENCE, check.sentence, canvas.bordered())
        canvas.formula(sheet, row, _STATE, check.name, canvas.computed(align="center"))
        canvas.link(sheet, row, _LINK, check.target, "转到", link)
        row += 1
    canvas.range(sheet, naming.ALL_CHECKS, _FIRST_ROW, row - 1, _STATE)
    for word, colour in ((PASSED, "00703C"), (FAILED, "C00000"), (OPEN, "7F6000")):
        sheet.conditional_format(
            _FIRST_ROW,
            _STATE,
            row - 1,
            _STATE,
            {
                "type": "cell",
                "criteria": "==",
                "value": f'"{word}"',
                "format": canvas.workbook.add_format({"font_color": colour, "bold": word == FAILED}),
            },
        )
