"""The fund table of an official sheet: inputs in rows, or as a matrix with the score of its first row."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby

from jzxl.form import naming
from jzxl.form.blocks import Indicator
from jzxl.form.model import Input
from jzxl.form.sections import FundsSection, MatrixSection
from jzxl.issue.canvas import AMOUNT_FORMAT, FINE_AMOUNT_FORMAT, PERCENT_FORMAT, SCORE_FORMAT
from jzxl.issue.data_sheet import number_rule
from jzxl.issue.sheet_writer import SheetWriter, Span, spread

# Side label, label above, label over two columns, value over the rest.
_SIDE, _PARENT, _LABEL, _VALUE = 0, 1, (2, 3), 4


def write_funds(writer: SheetWriter, section: FundsSection) -> None:
    """Write the rows and place the inputs."""
    group = writer.form.input_group(section.title)
    top = writer.row
    for parent, inputs in groupby(group.inputs, key=lambda each: each.parent):
        first = writer.row
        for each in inputs:
            _fund(writer, each)
        if parent:
            writer.side_label(first, writer.row - 1, _PARENT, parent)
    writer.side_label(top, writer.row - 1, _SIDE, section.title)


def _fund(writer: SheetWriter, each: Input) -> None:
    row = writer.next_row()
    # An input with no label above takes the width of both.
    label = _LABEL if each.parent else (_PARENT, _LABEL[1])
    writer.named_label(row, label, each.name, each.label)
    _figure(writer, row, (_VALUE, writer.last), each, AMOUNT_FORMAT)


def write_matrix(writer: SheetWriter, section: MatrixSection) -> None:
    """Write the inputs of a group as rows and columns, with weight, rate and score beside the first row."""
    canvas, sheet, pen, form = writer.canvas, writer.sheet, writer.pen, writer.form
    group, indicator = form.input_group(section.title), form.indicator(section.indicator)
    rows = [(parent, list(inputs)) for parent, inputs in groupby(group.inputs, key=lambda each: each.parent)]
    titles = [each.label for each in rows[0][1]] + list(section.headers)
    spans = spread(3, writer.last, len(titles))
    top = writer.next_row()
    canvas.text(sheet, top, 1, "", canvas.heading, to=2)
    for text, (first, last) in zip(titles, spans, strict=True):
        canvas.text(sheet, top, first, text, canvas.heading, to=last)
    figures, scores = spans[: -len(section.headers)], spans[-len(section.headers) :]
    for number, (parent, inputs) in enumerate(rows):
        row = writer.next_row()
        canvas.text(sheet, row, 1, parent, writer.label, to=2)
        for each, span in zip(inputs, figures, strict=True):
            _figure(writer, row, span, each, FINE_AMOUNT_FORMAT)
        if number == 0:
            _scored(writer, row, scores, indicator)
            continue
        for first, last in scores:
            canvas.text(sheet, row, first, section.blank, writer.label, to=last)
    writer.side_label(top, writer.row - 1, 0, section.title)
    block = next(each for each in form.blocks if indicator in each.indicators)
    writer.block_beside(top + 1, block)
    beside = canvas.format(font_size=9, font_color="7F7F7F")
    pen.formula(sheet, top + 2, writer.aside, naming.note(indicator), beside, to=writer.aside_to)


def _figure(writer: SheetWriter, row: int, span: Span, each: Input, number_format: str) -> None:
    """The cell of an input."""
    style = writer.canvas.input(align="center", num_format=number_format)
    writer.pen.entry(writer.sheet, row, span[0], each.name, style, to=span[1])
    writer.sheet.data_validation(row, span[0], row, span[0], number_rule(each, Decimal(0)))


def _scored(writer: SheetWriter, row: int, spans: list[Span], indicator: Indicator) -> None:
    """Weight, rate and score of the indicator that the matrix carries."""
    canvas, sheet, pen = writer.canvas, writer.sheet, writer.pen
    weight, rate, score = spans
    pen.constant(
        sheet, row, weight[0], naming.weight(indicator), indicator.weight, writer.label, to=weight[1]
    )
    shown = canvas.computed(align="center", num_format=PERCENT_FORMAT)
    pen.formula(sheet, row, rate[0], indicator.rate_name, shown, to=rate[1])
    points = canvas.computed(align="center", num_format=SCORE_FORMAT)
    pen.formula(sheet, row, score[0], naming.score(indicator), points, to=score[1])
