"""A list on a sheet of its own: heading repeated on each page and kept in sight, filters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jzxl.campaign.book import HEADING, MOST_ROWS, REMARK, Book, Column, CopyLink, Sheet, Styled, Value
from jzxl.width import printed_columns

_TITLE_ROWS = 2
# Title, remark, heading, and a line that says what was left out.
_OTHER_ROWS = _TITLE_ROWS + 2
# Points of a line of text, of a row with one line, and of the highest row that Excel takes.
_LINE, _LOWEST, _HIGHEST = 14.5, 19.5, 409.0
# Characters of a column's width that text does not use: the indent.
_MARGIN = 1


def list_sheet(
    book: Book,
    name: str,
    remark: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Value]],
    *,
    frozen: int,
    color: str = "",
    nothing: str = "没有。",
    most_rows: int = MOST_ROWS - _OTHER_ROWS,
) -> Sheet:
    """A sheet with a list.

    Args:
        remark: what the list is, in a line.
        frozen: how many columns stay in sight.
        nothing: what stands in place of an empty list.
        most_rows: further rows are left out, and a line says how many.

    Returns:
        the sheet, at the row after the list.
    """
    sheet = book.sheet(name, [each.width for each in columns], color=color)
    sheet.title(name, remark)
    looks = [each.look for each in columns]
    write_heading(sheet, columns)
    first = sheet.row
    left_out = 0
    for row in rows:
        if sheet.row - first < most_rows:
            sheet.line(row, looks, height=row_height(row, columns))
        else:
            left_out += 1
    sheet.worksheet.autofilter(first - 1, 0, max(sheet.row, first + 1) - 1, len(columns) - 1)
    if left_out:
        sheet.line([f"另有 {left_out} 行写不下，请看 findings.csv。"], [REMARK])
    if sheet.row == first:
        sheet.line([nothing], [REMARK])
    sheet.worksheet.freeze_panes(first, frozen)
    sheet.worksheet.repeat_rows(0, first - 1)
    return sheet


def write_heading(sheet: Sheet, columns: Sequence[Column]) -> None:
    """A row of headings; line breaks are those of the headings.  A column without a heading is left out."""
    lines = max(
        sum(_lines(part, each.width) for part in each.heading.split("\n")) for each in columns if each.heading
    )
    # The arrow of the filter takes the lower right corner.
    sheet.worksheet.set_row(sheet.row, (lines + 1) * _LINE)
    for column, each in enumerate(columns):
        if each.heading:
            sheet.worksheet.write_string(sheet.row, column, each.heading, sheet.book.format(HEADING))
    sheet.row += 1


def row_height(row: Sequence[Value], columns: Sequence[Column]) -> float:
    """The height that the texts of a row need.

    Programs that open the workbook would find it out by themselves, but each a little differently, and
    those that only show it do not.
    """
    lines = 1
    for value, column in zip(row, columns, strict=True):
        text = value.value if isinstance(value, Styled) else value
        text = text.name if isinstance(text, CopyLink) else text
        if isinstance(text, str) and len(text) * 2 > column.width - _MARGIN:
            lines = max(lines, _lines(text, column.width))
    return min(_LOWEST + (lines - 1) * _LINE, _HIGHEST)


def _lines(text: str, width: float) -> int:
    return max(1, -int(-printed_columns(text) // (width - _MARGIN)))
