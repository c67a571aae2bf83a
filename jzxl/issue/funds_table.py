"""The fund table of an official sheet: inputs in rows, with the label above at their side."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby

from jzxl.form.model import Input
from jzxl.form.sections import FundsSection
from jzxl.issue.canvas import AMOUNT_FORMAT
from jzxl.issue.data_sheet import number_rule
from jzxl.issue.sheet_writer import SheetWriter

# Side label, label above, label over two columns, value over the rest.
_SIDE, _PARENT, _LABEL, _VALUE = 0, 1, (2, 3), 4


def write_funds(writer: SheetWriter, section: FundsSection) -> None:
    """Write the rows and place the inputs."""
    group = next(each for each in writer.form.input_groups if each.title == section.title)
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
    style = writer.canvas.input(align="center", num_format=AMOUNT_FORMAT)
    writer.pen.entry(writer.sheet, row, _VALUE, each.name, style, to=writer.last)
    writer.sheet.data_validation(row, _VALUE, row, _VALUE, number_rule(each, Decimal(0)))
