"""Writing an official sheet row by row."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any

from xlsxwriter.worksheet import Worksheet

from jzxl.form import naming
from jzxl.form.beside import columns_beside
from jzxl.form.blocks import Block, Indicator
from jzxl.form.model import Field
from jzxl.issue.canvas import SCORE_FORMAT, Pen
from jzxl.rule.decimals import to_decimal

LINE_HEIGHT = 14.5
ROW_HEIGHT = 24
Span = tuple[int, int]
# What the title of a cell's prompt takes.
_TITLE = 32


def spread(first: int, last: int, count: int) -> list[Span]:
    """Columns shared out among some cells as evenly as may be, from left to right."""
    columns = last - first + 1
    bounds = [first + columns * number // count for number in range(count + 1)]
    return [(start, end - 1) for start, end in pairwise(bounds)]


class SheetWriter:
    """The state of writing one official sheet: where the next row goes, and common formats.

    Attributes:
        last: the last printed column.
        aside: the first column right of it for what a filler sees and nobody prints; it is one wide column
            unless the goals have columns of their own there.
        aside_to: the last of these columns.
    """

    def __init__(self, pen: Pen) -> None:
        self.pen = pen
        self.canvas = pen.canvas
        self.form = pen.form
        self.last = len(pen.form.widths) - 1
        beside = columns_beside(pen.form)
        self.aside = self.last + 2 if beside else self.last + 3
        self.aside_to = self.aside + len(beside) - 1 if beside else self.aside
        self.sheet: Worksheet = pen.canvas.sheet(pen.instance.sheet, pen.form.widths)
        self.row = 0
        self.label = pen.canvas.bordered(align="center")
        self.strong = pen.canvas.bordered(align="center", bold=True)

    def next_row(self, height: float = ROW_HEIGHT) -> int:
        """Begin a row of the given height in points."""
        row = self.row
        self.sheet.set_row(row, height)
        self.row += 1
        return row

    def field(self, row: int, span: Span, field: Field, cell_format: Any) -> None:
        """A text field with its help, or its list of choices."""
        first, last = span
        self.pen.entry(self.sheet, row, first, field.name, cell_format, to=last)
        title = field.label.strip("：")[: _TITLE - 2]
        rule: dict[str, Any] = {"validate": "any", "input_title": title, "input_message": field.advice}
        if field.choices:
            rule |= {
                "validate": "list",
                "source": list(field.choices),
                "error_title": f"{title}不对",
                "error_message": f"请从下拉列表里选：{'、'.join(field.choices)}。",
            }
        self.sheet.data_validation(row, first, row, first, rule)

    def named_label(self, row: int, span: Span, name: str, text: str) -> None:
        """A label whose cell is named, so that a change of it is noticed."""
        first, last = span
        self.pen.constant(self.sheet, row, first, naming.label(name), text, self.label, to=last)

    def side_label(self, top: int, bottom: int, column: int, text: str) -> None:
        """A label over the rows of one column."""
        self.canvas.side_label(self.sheet, top, bottom, column, text, self.label)

    def helper(self, row: int, column: int, text: str) -> None:
        """A remark right of the printed area."""
        self.sheet.write_string(row, column, text, self.canvas.format(font_size=9, font_color="7F7F7F"))

    def block_beside(self, row: int, block: Block) -> None:
        """Weight and sum of a block, where the printed table has no row for it."""
        canvas, sheet, first = self.canvas, self.sheet, self.aside
        self.helper(row, first, f"{block.name} 小计")
        style = canvas.format(font_size=9, font_color="7F7F7F", num_format=SCORE_FORMAT, align="center")
        self.pen.constant(sheet, row, first + 1, naming.weight(block), block.weight, style)
        self.pen.formula(sheet, row, first + 2, naming.score(block), style)

    # ------------------------------------------------------------ cells of an indicator

    def open_weight(self, row: int, span: Span, indicator: Indicator, title: str) -> None:
        """A weight for the unit to set."""
        style = self.canvas.input(align="center", num_format=SCORE_FORMAT)
        self.pen.entry(self.sheet, row, span[0], naming.weight(indicator), style, to=span[1])
        advice = "需要调整时，同一个一级指标的合计不能变。"
        self.number_rule(row, span[0], Decimal(0), to_decimal(self.form.total_weight), title, advice)

    def judged_score(self, row: int, column: int, indicator: Indicator) -> None:
        """A score for the unit to give itself."""
        style = self.canvas.input(align="center", num_format=SCORE_FORMAT)
        self.pen.entry(self.sheet, row, column, naming.score(indicator), style)
        most = f"={self.pen.name(naming.weight(indicator))}"
        advice = f"{indicator.help}在 0 和分值之间自评，最多两位小数。"
        self.number_rule(row, column, Decimal(0), most, "自评得分", advice)

    def number_rule(
        self, row: int, column: int, least: Decimal, most: Decimal | str, title: str, message: str
    ) -> None:
        """A cell takes numbers between two bounds."""
        self.sheet.data_validation(
            row,
            column,
            row,
            column,
            {
                "validate": "decimal",
                "criteria": "between",
                "minimum": least,
                "maximum": most,
                "input_title": title[:_TITLE],
                "input_message": message,
                "error_title": f"{title[: _TITLE - 2]}不对",
                "error_message": message,
            },
        )
