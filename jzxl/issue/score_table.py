"""The score table of an official sheet, with explanations beside the scores or without."""

from __future__ import annotations

from jzxl.form import naming
from jzxl.form.blocks import Block, Indicator
from jzxl.form.sections import IndicatorsSection, ScoresSection
from jzxl.issue.canvas import PERCENT_FORMAT, SCORE_FORMAT
from jzxl.issue.sheet_writer import LINE_HEIGHT, SheetWriter
from jzxl.rule.decimals import to_decimal

_NOTE_LINES = 3
# With explanations: side label, 一级指标, 二级指标, 参考分值, 设定分值, 计算方式/说明, 得分/满分.
_SIDE, _GROUP, _INDICATOR, _REFERENCE, _WEIGHT, _NOTE, _SCORE = range(7)


def write_indicators(writer: SheetWriter, section: IndicatorsSection) -> None:
    """The table with reference and set weight, explanation and score."""
    canvas, sheet, pen, form = writer.canvas, writer.sheet, writer.pen, writer.form
    first, second = writer.next_row(), writer.next_row()
    level_one, level_two, weights, scores = section.headers
    sheet.merge_range(first, _GROUP, second, _GROUP, level_one, canvas.heading)
    sheet.merge_range(first, _INDICATOR, second, _INDICATOR, level_two, canvas.heading)
    canvas.text(sheet, first, _REFERENCE, weights, canvas.heading, to=_WEIGHT)
    canvas.text(sheet, first, _NOTE, scores, canvas.heading, to=_SCORE)
    for column, text in zip((_REFERENCE, _WEIGHT, _NOTE, _SCORE), section.subheaders, strict=True):
        canvas.text(sheet, second, column, text, canvas.heading)
    sheet.repeat_rows(first, second)
    for block in form.blocks:
        row = writer.next_row()
        label = naming.label(block.name)
        pen.constant(sheet, row, _GROUP, label, block.name, writer.strong, to=_INDICATOR)
        sheet.write_number(row, _REFERENCE, to_decimal(block.weight), writer.strong)
        pen.constant(sheet, row, _WEIGHT, naming.weight(block), block.weight, writer.strong)
        canvas.text(sheet, row, _NOTE, section.block_note, writer.label)
        _total_score(writer, row, _SCORE, naming.score(block))
        for group in block.groups:
            top = writer.row
            for indicator in group.indicators:
                _explained_indicator(writer, indicator, section.subheaders[1])
            writer.side_label(top, writer.row - 1, _GROUP, group.name)
    row = writer.next_row()
    canvas.text(sheet, row, _GROUP, form.total_label, writer.strong, to=_INDICATOR)
    pen.formula(sheet, row, _REFERENCE, naming.WEIGHT_TOTAL, writer.strong, to=_WEIGHT)
    canvas.text(sheet, row, _NOTE, "", writer.label)
    _total_score(writer, row, _SCORE, naming.total(form))
    row = writer.next_row()
    canvas.text(sheet, row, _GROUP, form.grade_label, writer.strong, to=_WEIGHT)
    grade = canvas.computed(align="center", bold=True)
    pen.formula(sheet, row, _NOTE, naming.grade(form), grade, to=_SCORE)
    writer.side_label(first, row, _SIDE, section.side)


def _explained_indicator(writer: SheetWriter, indicator: Indicator, weight_title: str) -> None:
    canvas, sheet, pen = writer.canvas, writer.sheet, writer.pen
    row = writer.next_row(_NOTE_LINES * LINE_HEIGHT)
    writer.named_label(row, (_INDICATOR, _INDICATOR), indicator.name, indicator.label)
    sheet.write_number(row, _REFERENCE, to_decimal(indicator.weight), writer.label)
    writer.open_weight(row, (_WEIGHT, _WEIGHT), indicator, weight_title)
    if indicator.judged:
        text = canvas.input(align="left", font_size=10)
        pen.entry(sheet, row, _NOTE, naming.note(indicator), text)
        help_rule = {"validate": "any", "input_title": indicator.label[:32], "input_message": indicator.help}
        sheet.data_validation(row, _NOTE, row, _NOTE, help_rule)
        writer.judged_score(row, _SCORE, indicator)
    else:
        worked = canvas.computed(align="left", font_size=10)
        pen.formula(sheet, row, _NOTE, naming.note(indicator), worked)
        score = canvas.computed(align="center", num_format=SCORE_FORMAT)
        pen.formula(sheet, row, _SCORE, naming.score(indicator), score)


def _total_score(writer: SheetWriter, row: int, column: int, name: str) -> None:
    style = writer.canvas.computed(align="center", bold=True, num_format=SCORE_FORMAT)
    writer.pen.formula(writer.sheet, row, column, name, style)


# ---------------------------------------------------------------- without explanations

# Side label, 二级指标, 三级指标 over two columns, 指标分值, 评价得分.
_PLAIN_GROUP, _PLAIN_INDICATOR, _PLAIN_WEIGHT, _PLAIN_SCORE = 1, (2, 3), 4, 5
# Right of the printed area: the rate, and how it came about.
_RATE, _WORKED = 7, 8


def write_scores(writer: SheetWriter, section: ScoresSection) -> None:
    """The table with weight and score only; how a computed score came about stands beside the print."""
    canvas, sheet, pen, form = writer.canvas, writer.sheet, writer.pen, writer.form
    sheet.set_column(_RATE, _RATE, 10)
    top = writer.next_row()
    # The table stands whole on a page of its own.  No heading is repeated: it would stand above other
    # tables as well.
    sheet.set_h_pagebreaks([top])
    level_two, level_three, weight, score = section.headers
    canvas.text(sheet, top, _PLAIN_GROUP, level_two, canvas.heading)
    canvas.text(sheet, top, _PLAIN_INDICATOR[0], level_three, canvas.heading, to=_PLAIN_INDICATOR[1])
    canvas.text(sheet, top, _PLAIN_WEIGHT, weight, canvas.heading)
    canvas.text(sheet, top, _PLAIN_SCORE, score, canvas.heading)
    writer.helper(top, _RATE, "比率")
    writer.helper(top, _WORKED, "计算过程（不打印）")
    for block in form.blocks:
        row = writer.next_row()
        text = section.block_label.format(name=block.name)
        label = naming.label(block.name)
        pen.constant(sheet, row, _PLAIN_GROUP, label, text, writer.strong, to=_PLAIN_INDICATOR[1])
        pen.constant(sheet, row, _PLAIN_WEIGHT, naming.weight(block), block.weight, writer.strong)
        _total_score(writer, row, _PLAIN_SCORE, naming.score(block))
        for group in block.groups:
            first = writer.row
            for indicator in group.indicators:
                _plain_indicator(writer, block, indicator, weight)
            writer.side_label(first, writer.row - 1, _PLAIN_GROUP, group.name)
    row = writer.next_row()
    canvas.text(sheet, row, _PLAIN_GROUP, section.total_label, writer.strong, to=_PLAIN_INDICATOR[1])
    pen.formula(sheet, row, _PLAIN_WEIGHT, naming.WEIGHT_TOTAL, writer.strong)
    _total_score(writer, row, _PLAIN_SCORE, naming.total(form))
    row = writer.next_row()
    canvas.text(sheet, row, _PLAIN_GROUP, form.grade_label, writer.strong, to=_PLAIN_INDICATOR[1])
    grade = canvas.computed(align="center", bold=True)
    pen.formula(sheet, row, _PLAIN_WEIGHT, naming.grade(form), grade, to=_PLAIN_SCORE)
    writer.side_label(top, row, _SIDE, section.side)


def _plain_indicator(writer: SheetWriter, block: Block, indicator: Indicator, weight_title: str) -> None:
    canvas, sheet, pen = writer.canvas, writer.sheet, writer.pen
    row = writer.next_row()
    writer.named_label(row, _PLAIN_INDICATOR, indicator.name, indicator.label)
    if block.open:
        writer.open_weight(row, (_PLAIN_WEIGHT, _PLAIN_WEIGHT), indicator, weight_title)
    else:
        pen.constant(sheet, row, _PLAIN_WEIGHT, naming.weight(indicator), indicator.weight, writer.label)
    if indicator.judged:
        writer.judged_score(row, _PLAIN_SCORE, indicator)
        return
    score = canvas.computed(align="center", num_format=SCORE_FORMAT)
    pen.formula(sheet, row, _PLAIN_SCORE, naming.score(indicator), score)
    beside = canvas.format(font_size=9, font_color="7F7F7F", num_format=PERCENT_FORMAT)
    pen.formula(sheet, row, _RATE, indicator.rate_name, beside)
    pen.formula(sheet, row, _WORKED, naming.note(indicator), beside)
