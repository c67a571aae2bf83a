"""基础数据: every numeric input with its unit, help and live mark, and the rates computed from them."""

from __future__ import annotations

from decimal import Decimal

from xlsxwriter.worksheet import Worksheet

from jzxl.form import naming
from jzxl.form.live_checks import FAILED, PASSED, allowed
from jzxl.form.model import AMOUNT, COUNT, PERCENT, Input
from jzxl.issue.canvas import (
    AMOUNT_FORMAT,
    COUNT_FORMAT,
    HEADING_FILL,
    HEADING_FONT,
    PERCENT_FORMAT,
    Canvas,
)
from jzxl.rule.decimals import to_decimal
from jzxl.rule.wording import describe

NAME = "基础数据"
_NUMBER_FORMATS = {AMOUNT: AMOUNT_FORMAT, COUNT: COUNT_FORMAT, PERCENT: PERCENT_FORMAT}
_LABEL, _VALUE, _UNIT, _MARK, _HELP = range(5)
# No figure of a department reaches a million 万元; beyond it, someone typed 元.
_LARGEST = Decimal(10) ** 9


def write_data_sheet(canvas: Canvas) -> None:
    """Write the sheet and place every input, its mark and every rate."""
    sheet = canvas.sheet(NAME, (32, 16, 8, 10, 58))
    heading = canvas.bordered(bold=True, align="center", bg_color=HEADING_FILL)
    sheet.set_row(0, 30)
    title = canvas.format(font_name=HEADING_FONT, font_size=16, align="center")
    canvas.text(sheet, 0, _LABEL, f"{NAME}（{canvas.year} 年度）", title, to=_HELP)
    canvas.text(
        sheet,
        1,
        _LABEL,
        "只填浅黄色的格子；金额单位都是万元。得分、比率和说明由表格自己算出。",
        canvas.format(),
        to=_HELP,
    )
    for column, text in enumerate(("项目", "数值", "单位", "是否可用", "怎样填")):
        canvas.text(sheet, 2, column, text, heading)
    sheet.freeze_panes(3, 0)
    sheet.repeat_rows(2)
    row = 3
    for group in canvas.form.input_groups:
        canvas.text(sheet, row, _LABEL, group.title, canvas.bordered(bold=True), to=_HELP)
        row += 1
        for each in group.inputs:
            _write_input(canvas, sheet, row, each)
            row += 1
    _write_rates(canvas, sheet, row + 1)
    _colour_marks(canvas, sheet, row)


def _write_input(canvas: Canvas, sheet: Worksheet, row: int, each: Input) -> None:
    sheet.set_row(row, 21)
    canvas.text(sheet, row, _LABEL, each.label, canvas.bordered())
    number_format = _NUMBER_FORMATS[each.kind]
    canvas.entry(sheet, row, _VALUE, each.name, canvas.input(align="right", num_format=number_format))
    canvas.text(sheet, row, _UNIT, each.unit, canvas.bordered(align="center"))
    canvas.formula(sheet, row, _MARK, naming.mark(each.name), canvas.bordered(align="center"))
    canvas.text(sheet, row, _HELP, each.help, canvas.bordered())
    most = to_decimal(each.most) if each.most is not None else _LARGEST
    needed = f"{each.label}应为{allowed(each)}。"
    sheet.data_validation(
        row,
        _VALUE,
        row,
        _VALUE,
        {
            "validate": "integer" if each.kind == COUNT else "decimal",
            "criteria": "between",
            "minimum": -_LARGEST if each.signed else 0,
            "maximum": most,
            "input_title": each.label[:32],
            "input_message": f"{each.help}（{each.unit}）",
            "error_title": "请检查这个数",
            "error_message": f"{needed}只填数字，不要带单位。",
        },
    )


def _write_rates(canvas: Canvas, sheet: Worksheet, row: int) -> None:
    heading = canvas.bordered(bold=True, align="center", bg_color=HEADING_FILL)
    canvas.text(sheet, row, _LABEL, "比率（自动计算）", heading)
    canvas.text(sheet, row, _VALUE, "结果", heading)
    canvas.text(sheet, row, _UNIT, "计算公式", heading, to=_HELP)
    for indicator in canvas.form.indicators:
        if indicator.rate is None:
            continue
        row += 1
        sheet.set_row(row, 21)
        canvas.text(sheet, row, _LABEL, indicator.rate_name, canvas.bordered())
        percent = canvas.computed(align="right", num_format=PERCENT_FORMAT)
        canvas.formula(sheet, row, _VALUE, indicator.rate_name, percent)
        canvas.text(sheet, row, _UNIT, describe(indicator.rate), canvas.bordered(), to=_HELP)


def _colour_marks(canvas: Canvas, sheet: Worksheet, last: int) -> None:
    """Colour goes with the mark, it does not replace it."""
    for word, colour in ((PASSED, "00703C"), (FAILED, "C00000")):
        sheet.conditional_format(
            3,
            _MARK,
            last,
            _MARK,
            {
                "type": "cell",
                "criteria": "==",
                "value": f'"{word}"',
                "format": canvas.workbook.add_format({"font_color": colour, "bold": True}),
            },
        )
