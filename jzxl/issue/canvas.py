"""The drawing surface of an issued workbook: formats, named cells, inputs and formulas.

The sheets of a workbook are written by the modules beside this one; what is common to them, and
the bookkeeping of defined names, is here.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from jzxl.form.instance import Instance
from jzxl.rule.decimals import to_decimal
from jzxl.rule.exact import Value

BODY_FONT, HEADING_FONT = "宋体", "黑体"
INPUT_FILL, COMPUTED_FILL, HEADING_FILL = "FFF7DC", "EAF2F8", "E7E6E6"
# Numbers as the official sheet prints them.
AMOUNT_FORMAT, SCORE_FORMAT, PERCENT_FORMAT, COUNT_FORMAT = "#,##0.00", "0.00", "0.00%", "0"
# Amounts of a form that prints more places than two where there are more: 89.974.
FINE_AMOUNT_FORMAT = "#,##0.00####"
# Locked is what must be; a filler may still size rows and columns, and insert rows.
_PROTECTION = {
    "format_columns": True,
    "format_rows": True,
    "insert_rows": True,
    "autofilter": True,
    "sort": True,
}


class _Sheet(Worksheet):  # type: ignore[misc]  # xlsxwriter has no types
    """A worksheet for formulas of old functions only."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """The formula as it is stored.

        xlsxwriter (3.3.1) searches each formula for each of 29 newer functions, which are stored under longer
        names (``_xlfn.``); that was three tenths of the time of a workbook.  Our formulas use none of them,
        which a test makes sure of by xlsxwriter's own method.
        """
        return formula.removeprefix("=")


class Canvas:
    """One workbook being written.

    Args:
        target: where the workbook goes.
        year: the year evaluated.
    """

    def __init__(self, target: BinaryIO, year: int) -> None:
        self.year = year
        self._places: dict[str, tuple[str, int, int]] = {}
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.workbook = xlsxwriter.Workbook(target, {"in_memory": True})

    def sheet(self, name: str, widths: tuple[int, ...], *, landscape: bool = False) -> Worksheet:
        """A new protected sheet on A4, one page wide."""
        sheet = self.workbook.add_worksheet(name, _Sheet)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.protect("", _PROTECTION)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
        sheet.set_footer("&C第 &P 页，共 &N 页")
        if landscape:
            sheet.set_landscape()
        sheet.set_default_row(21)
        sheet.hide_gridlines(2)
        return sheet

    def format(self, **properties: Any) -> Format:
        """A cell format; unless said otherwise 宋体 10.5, wrapped, vertically centred, locked."""
        full = {
            "font_name": BODY_FONT,
            "font_size": 10.5,
            "text_wrap": True,
            "valign": "vcenter",
        } | properties
        if full.get("border") and full.get("align", "left") == "left":
            full["indent"] = 1  # text must not touch its border
        key = tuple(sorted(full.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(full)
        return self._formats[key]

    @property
    def bordered(self) -> partial[Format]:
        """Formats of a table cell."""
        return partial(self.format, border=1)

    @property
    def heading(self) -> Format:
        """The format of a table's heading."""
        return self.format(border=1, bold=True, align="center", bg_color=HEADING_FILL)

    @property
    def input(self) -> partial[Format]:
        """Formats of a cell that the department fills."""
        return partial(self.format, border=1, locked=False, bg_color=INPUT_FILL)

    @property
    def computed(self) -> partial[Format]:
        """Formats of a cell with a formula."""
        return partial(self.format, border=1, bg_color=COMPUTED_FILL)

    def text(
        self, sheet: Worksheet, row: int, column: int, text: str, cell_format: Format, *, to: int = 0
    ) -> None:
        """A fixed text, merged up to column ``to`` where that is further right."""
        self.merge(sheet, row, column, to, cell_format)
        sheet.write_string(row, column, text, cell_format)

    def merge(self, sheet: Worksheet, row: int, column: int, to: int, cell_format: Format) -> None:
        """Merge cells of a row up to column ``to`` where that is further right."""
        if to > column:
            sheet.merge_range(row, column, row, to, "", cell_format)

    def side_label(
        self, sheet: Worksheet, top: int, bottom: int, column: int, text: str, cell_format: Format
    ) -> None:
        """A text over the rows of one column."""
        if bottom > top:
            sheet.merge_range(top, column, bottom, column, text, cell_format)
        else:
            sheet.write_string(top, column, text, cell_format)

    def link(
        self, sheet: Worksheet, row: int, column: int, name: str, text: str, cell_format: Format
    ) -> None:
        """A link to a named cell; it leads there even after rows were inserted."""
        sheet.write_url(row, column, f"internal:{name}", cell_format, text, f"转到：{name}")

    def colour_marks(
        self, sheet: Worksheet, area: tuple[int, int, int, int], colours: Mapping[str, str]
    ) -> None:
        """Colour marks by their word; the word itself stays what tells."""
        for word, colour in colours.items():
            mark = self.workbook.add_format({"font_color": colour, "bold": True})
            rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": mark}
            sheet.conditional_format(*area, rule)

    def place(self, sheet: Worksheet, row: int, column: int, name: str) -> None:
        """Record where a named cell is.

        Raises:
            ValueError: the name was placed before.
        """
        if name in self._places:
            raise ValueError(f"{name} is placed twice")
        self._places[name] = (sheet.get_name(), row, column)

    def range(self, sheet: Worksheet, name: str, first_row: int, last_row: int, column: int) -> None:
        """Name a range of one column."""
        area = xl_range_abs(first_row, column, last_row, column)
        self.workbook.define_name(name, f"={_quoted(sheet.get_name())}!{area}")

    def finish(self, properties: Mapping[str, str]) -> None:
        """Write names and custom properties, and close the workbook."""
        for name, (sheet, row, column) in self._places.items():
            cell = xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
            self.workbook.define_name(name, f"={_quoted(sheet)}!{cell}")
        for key, value in properties.items():
            self.workbook.set_custom_property(key, value, "text")
        self.workbook.close()


class Pen:
    """Writes the named cells of one form onto a canvas.

    Args:
        values: values of named cells that hold no formula, by names without prefix.
    """

    def __init__(self, canvas: Canvas, instance: Instance, values: Mapping[str, Value]) -> None:
        self.canvas = canvas
        self.instance = instance
        self.form = instance.form
        self.book = instance.book
        self._values = values
        self._results = instance.book.calculate(values)
        self._written: set[str] = set()

    def name(self, name: str) -> str:
        """The defined name of one of the form's cells in this workbook."""
        return self.instance.prefix + name

    def constant(
        self,
        sheet: Worksheet,
        row: int,
        column: int,
        name: str,
        value: Value,
        cell_format: Format,
        *,
        to: int = 0,
    ) -> None:
        """A named cell with a value that is not to be changed."""
        self.canvas.merge(sheet, row, column, to, cell_format)
        _write(sheet, row, column, value, cell_format)
        self.place(sheet, row, column, name)

    def entry(
        self, sheet: Worksheet, row: int, column: int, name: str, cell_format: Format, *, to: int = 0
    ) -> None:
        """A named cell for the department to fill, with its value where one is known."""
        self.canvas.merge(sheet, row, column, to, cell_format)
        _write(sheet, row, column, self._values.get(name), cell_format)
        self.place(sheet, row, column, name)

    def formula(
        self, sheet: Worksheet, row: int, column: int, name: str, cell_format: Format, *, to: int = 0
    ) -> None:
        """A named cell with its formula and the value that Python computes for it."""
        self.canvas.merge(sheet, row, column, to, cell_format)
        result = self._results[name]
        shown = to_decimal(result) if isinstance(result, Fraction) else result
        sheet.write_formula(row, column, "=" + self.instance.formulas[name], cell_format, shown)
        self.place(sheet, row, column, name)
        self._written.add(name)

    def place(self, sheet: Worksheet, row: int, column: int, name: str) -> None:
        """Record where a named cell of the form is."""
        self.canvas.place(sheet, row, column, self.name(name))

    def check_complete(self) -> None:
        """Call when all sheets are written.

        Raises:
            ValueError: a formula of the form has no place in the workbook.
        """
        missing = [name for name in self.book.expressions if name not in self._written]
        if missing:
            raise ValueError(f"no place for {missing}")


def _write(sheet: Worksheet, row: int, column: int, value: Value, cell_format: Format) -> None:
    match value:
        case None:
            sheet.write_blank(row, column, None, cell_format)
        case str():
            sheet.write_string(row, column, value, cell_format)
        case Fraction():
            sheet.write_number(row, column, to_decimal(value), cell_format)
        case _:
            raise TypeError(f"{value!r} cannot be prefilled")


def _quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'"
