"""A list on a sheet of its own: heading repeated on each page and kept in sight, filters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jzxl.campaign.book import HEADING, MOST_ROWS, REMARK, Book, Column, Sheet, Value

_TITLE_ROWS = 2
# Title, remark, heading, and a line that says what was left out.
_OTHER_ROWS = _TITLE_ROWS + 2


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
    lines = 1 + max(each.heading.count("\n") for each in columns)
    write_heading(sheet, columns, height=6 + 15 * max(lines, 2))
    first = sheet.row
    left_out = 0
    for row in rows:
        if sheet.row - first < most_rows:
            sheet.line(row, looks)
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


def write_heading(sheet: Sheet, columns: Sequence[Column], *, height: float) -> None:
    """A row of headings; line breaks are those of the headings."""
    sheet.worksheet.set_row(sheet.row, height)
    for column, each in enumerate(columns):
        sheet.worksheet.write_string(sheet.row, column, each.heading, sheet.book.format(HEADING))
    sheet.row += 1
