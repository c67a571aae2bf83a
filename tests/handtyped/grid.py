"""Rows of cells before they have an address: wide cells, high cells, and what becomes of them on a sheet."""

from __future__ import annotations

import datetime
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from handtyped.style import Style

Shown = Decimal | str | datetime.date | None
_THIN = Side(style="thin", color="808080")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_WIDTHS = {6: (15, 18, 26, 24, 20, 14), 7: (15, 18, 20, 10, 10, 34, 14)}
_SHARE_OF_PASTED = {"stretches": 3, "rows": 4, "all rows": 1}


@dataclass
class Slot:
    """A cell of a row.

    Attributes:
        width: how many columns it takes.
        format: the number format, None for the one of the style.
        display: what the cell shows, where that is not how its value is written.
        fixed: whether it stands in the first of its columns in any case.
    """

    value: Shown
    width: int = 1
    format: str | None = None
    display: str | None = None
    fixed: bool = False

    def wide(self, width: int, *, fixed: bool = False) -> Slot:
        """The same over several columns."""
        return replace(self, width=width, fixed=fixed or self.fixed)

    @property
    def text(self) -> str:
        """As it stands within a text."""
        if self.display is not None:
            return self.display
        return f"{self.value:f}" if isinstance(self.value, Decimal) else str(self.value or "")


@dataclass
class Line:
    """A row of cells side by side.

    Attributes:
        keep: whether no blank row may follow.
        ruled: whether the cells are framed.
        large: whether it is a title.
    """

    slots: list[Slot]
    keep: bool = False
    ruled: bool = True
    large: bool = False


@dataclass
class High:
    """A cell that goes on over several rows: its first row, its first slot's column and its last row."""

    first: int
    column: int
    width: int
    last: int


@dataclass
class Grid:
    """The rows of one form.

    Attributes:
        columns: how many columns the table has.
    """

    columns: int
    lines: list[Line] = field(default_factory=list)
    highs: list[High] = field(default_factory=list)

    def add(self, *slots: Slot, keep: bool = False, ruled: bool = True, large: bool = False) -> int:
        """A further row; gives its number."""
        self.lines.append(Line(list(slots), keep, ruled, large))
        return len(self.lines) - 1


def put(grid: Grid, sheet: Worksheet, style: Style, top: int, rng: random.Random) -> int:
    """Write the rows below a number of rows; gives how many rows are taken then."""
    at = _columns(grid, style, rng)
    covered = {line for high in grid.highs for line in range(high.first, high.last + 1)}
    rows: list[int] = []
    row = top + 1
    for number, line in enumerate(grid.lines):
        rows.append(row)
        cells = _placed(line.slots, at, style, rng)
        if number not in covered or not style.merges:
            cells = _pasted(cells, style, rng)
        for first, last, slot in cells:
            _write(sheet, row, first, slot, style, line)
            if style.merges and last > first:
                sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)
        sheet.row_dimensions[row].height = _height(line, grid.columns)
        row += 1
        if not line.keep and rng.randrange(100) < style.blank_rows:
            row += 1
    if style.merges:
        for high in grid.highs:
            _merge_high(sheet, high, rows, at)
    _widths(grid, sheet, at, style)
    return row - 1


def _columns(grid: Grid, style: Style, rng: random.Random) -> list[int]:
    """The sheet's column for each column of the table, and one more for the end."""
    gaps = [rng.randrange(1, grid.columns) for _ in range(style.blank_columns)]
    return [
        style.left + 1 + column + sum(gap <= column for gap in gaps) for column in range(grid.columns + 1)
    ]


_Cell = tuple[int, int, Slot]


def _placed(slots: Sequence[Slot], at: Sequence[int], style: Style, rng: random.Random) -> list[_Cell]:
    """First and last column of each slot."""
    cells: list[_Cell] = []
    column = 0
    for slot in slots:
        first = at[column]
        column = min(column + slot.width, len(at) - 1)
        last = max(at[column - 1], first)
        if style.loose and not style.merges and not slot.fixed and slot.value is not None:
            first = rng.randrange(first, last + 1)
        cells.append((first, last, slot))
    return cells


def _pasted(cells: list[_Cell], style: Style, rng: random.Random) -> list[_Cell]:
    """Several cells in one, with tabs between; a text of several lines would come in quotation marks."""
    if style.pasted == "none" or rng.randrange(_SHARE_OF_PASTED[style.pasted]):
        return cells
    filled = [number for number, cell in enumerate(cells) if cell[2].value is not None]
    if len(filled) < 2 or any("\n" in cell[2].text for cell in cells):
        return cells
    first, last = 0, filled[-1]
    if style.pasted == "stretches":
        first = rng.choice(filled[:-1])
        last = rng.choice([number for number in filled if number > first])
    joined = Slot("\t".join(cell[2].text for cell in cells[first : last + 1]))
    return [*cells[:first], (cells[first][0], cells[first][0], joined), *cells[last + 1 :]]


def _write(sheet: Worksheet, row: int, column: int, slot: Slot, style: Style, line: Line) -> None:
    if slot.value is None and not line.ruled:
        return
    cell = sheet.cell(row, column)
    if slot.value not in (None, ""):
        cell.value = slot.value
        # A text that begins with = would be a formula.
        if isinstance(slot.value, str):
            cell.data_type = "s"
        elif slot.format or isinstance(slot.value, Decimal):
            cell.number_format = slot.format or style.number_format
    long = isinstance(slot.value, str) and len(slot.value) > 24
    cell.alignment = Alignment(
        horizontal="left" if long or not (line.ruled or line.large) else "center",
        vertical="center",
        wrap_text=True,
    )
    if line.large:
        cell.font = Font(size=16, bold=True)
    if line.ruled:
        cell.border = _BORDER


def _merge_high(sheet: Worksheet, high: High, rows: Sequence[int], at: Sequence[int]) -> None:
    first, last = rows[high.first], rows[high.last]
    left, right = at[high.column], at[high.column + high.width - 1]
    # Its first row may have been merged over its width already.
    for area in list(sheet.merged_cells.ranges):
        if area.min_row >= first and area.max_row <= last and left <= area.min_col and area.max_col <= right:
            sheet.unmerge_cells(str(area))
    sheet.merge_cells(start_row=first, end_row=last, start_column=left, end_column=right)


def _height(line: Line, columns: int) -> float:
    """Room for the longest text of a row."""
    lines, column = 1, 0
    for slot in line.slots:
        room = sum(_WIDTHS[columns][column : column + slot.width]) or _WIDTHS[columns][-1]
        lines = max(lines, sum(1 + len(part) * 2 // room for part in slot.text.split("\n")))
        column += slot.width
    return min(16.0 * lines * (1.5 if line.large else 1), 400)


def _widths(grid: Grid, sheet: Worksheet, at: Sequence[int], style: Style) -> None:
    widths = _WIDTHS[grid.columns]
    for column, width in enumerate(widths):
        sheet.column_dimensions[get_column_letter(at[column])].width = width
