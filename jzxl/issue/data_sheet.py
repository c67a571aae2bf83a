"""基础数据: every numeric input with its unit, help and live mark, and the rates computed from them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from xlsxwriter.worksheet import Worksheet

from jzxl.form import naming
from jzxl.form.live_check import FAILED, PASSED
from jzxl.form.live_checks import allowed
from jzxl.form.model import AMOUNT, COUNT, LARGEST_AMOUNT, PERCENT, Input
from jzxl.issue.canvas import AMOUNT_FORMAT, COUNT_FORMAT, HEADING_FONT, PERCENT_FORMAT, Pen
from jzxl.rule.decimals import to_decimal
from jzxl.rule.wording import describe
from jzxl.width import printed_columns

_NUMBER_FORMATS = {AMOUNT: AMOUNT_FORMAT, COUNT: COUNT_FORMAT, PERCENT: PERCENT_FORMAT}
_LABEL, _VALUE, _UNIT, _MARK, _HELP = range(5)
# Of the column that tells how to fill; a Chinese character is two columns wide.
_HELP_COLUMNS, _FEWEST_LINES, _LINE = 52, 1.4, 15.5
# Title, advice and status stand above it.
_HEADING = 3


def number_rule(each: Input, least: Decimal) -> dict[str, Any]:
    """The validation of a cell for a number, with what is asked and what is allowed."""
    return {
        "validate": "integer" if each.kind == COUNT else "decimal",
        "criteria": "between",
        "minimum": least,
        "maximum": to_decimal(each.most) if each.most is not None else LARGEST_AMOUNT,
        "input_title": each.item[:32],
        "input_message": each.advice,
        "error_title": "请检查这个数",
        "error_message": f"{each.item}应为{allowed(each)}。只填数字，不要带单位。",
    }


def write_data_sheet(pen: Pen) -> None:
    """Write the sheet and place every input that it is for, its mark, and every rate."""
    canvas, name = pen.canvas, pen.instance.data_sheet
    sheet = canvas.sheet(name, (32, 16, 8, 10, 58))
    sheet.set_row(0, 30)
    title = canvas.format(font_name=HEADING_FONT, font_size=16, align="center")
    canvas.text(sheet, 0, _LABEL, f"{name}（{canvas.year} 年度）", title, to=_HELP)
    advice = "只填浅黄色的格子；金额单位都是万元。得分、比率和说明由表格自己算出。"
    canvas.text(sheet, 1, _LABEL, advice, canvas.format(), to=_HELP)
    state = canvas.computed(bold=True, align="center")
    pen.formula(sheet, 2, _LABEL, naming.DATA_STATUS, state, to=_MARK)
    link = canvas.format(font_color="0563C1", underline=1)
    canvas.link(sheet, 2, _HELP, pen.name(naming.CHECK_RESULT), "转到校验", link)
    for column, text in enumerate(("项目", "数值", "单位", "是否可用", "怎样填")):
        canvas.text(sheet, _HEADING, column, text, canvas.heading)
    sheet.freeze_panes(_HEADING + 1, 0)
    sheet.repeat_rows(_HEADING)
    row = first = _HEADING + 1
    for group in pen.form.inputs_elsewhere:
        canvas.text(sheet, row, _LABEL, group.title, canvas.bordered(bold=True), to=_HELP)
        row += 1
        for each in group.inputs:
            _write_input(pen, sheet, row, each)
            row += 1
    canvas.range(sheet, pen.name(naming.ALL_MARKS), first, row - 1, _MARK)
    _write_rates(pen, sheet, row + 1)
    canvas.colour_marks(sheet, (first, _MARK, row, _MARK), {PASSED: "00703C", FAILED: "C00000"})


def _write_input(pen: Pen, sheet: Worksheet, row: int, each: Input) -> None:
    canvas = pen.canvas
    help_text = f"{each.help}取自：{each.taken_from}。"
    sheet.set_row(row, _LINE * max(_FEWEST_LINES, -(-printed_columns(help_text) // _HELP_COLUMNS)))
    canvas.text(sheet, row, _LABEL, each.label, canvas.bordered())
    number_format = _NUMBER_FORMATS[each.kind]
    pen.entry(sheet, row, _VALUE, each.name, canvas.input(align="right", num_format=number_format))
    canvas.text(sheet, row, _UNIT, each.unit, canvas.bordered(align="center"))
    pen.formula(sheet, row, _MARK, naming.mark(each.name), canvas.bordered(align="center"))
    canvas.text(sheet, row, _HELP, help_text, canvas.bordered())
    rule = number_rule(each, -LARGEST_AMOUNT if each.signed else Decimal(0))
    sheet.data_validation(row, _VALUE, row, _VALUE, rule)


def _write_rates(pen: Pen, sheet: Worksheet, row: int) -> None:
    canvas = pen.canvas
    canvas.text(sheet, row, _LABEL, "比率（自动计算）", canvas.heading)
    canvas.text(sheet, row, _VALUE, "结果", canvas.heading)
    canvas.text(sheet, row, _UNIT, "计算公式", canvas.heading, to=_HELP)
    for indicator in pen.form.indicators:
        if indicator.rate is None:
            continue
        row += 1
        sheet.set_row(row, 21)
        canvas.text(sheet, row, _LABEL, indicator.rate_name, canvas.bordered())
        percent = canvas.computed(align="right", num_format=PERCENT_FORMAT)
        pen.formula(sheet, row, _VALUE, indicator.rate_name, percent)
        canvas.text(sheet, row, _UNIT, describe(indicator.rate), canvas.bordered(), to=_HELP)
