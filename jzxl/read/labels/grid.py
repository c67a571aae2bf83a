"""A sheet as rows of spots in reading order, with what was pasted into one cell taken apart.

A spot is a cell that holds something, or a part of one.  Two spots of one cell share its address;
rows and columns of the parts are finer than those of the sheet, so that reading order holds.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

from jzxl.package import Cell, CellValue
from jzxl.package.address import LAST_ROW, split_area
from jzxl.read.labels.keys import key_of

# A row of the sheet, and within it a line of a cell that holds several.
Row = tuple[int, int]
# A column, and within it a piece of a cell that holds several.
Column = tuple[int, int]
_WHOLE_TEXT_LINES = 60
# Some hundred forms below each other hold as many cells; a sheet with more is a database, and looking for
# labels in all of it would take seconds.
MOST_SPOTS = 30_000
_PLACE = attrgetter("row", "column")


class Spot(NamedTuple):
    """A cell or a part of one.

    A tuple, because a frozen dataclass takes several times as long to make, and a workbook has hundreds;
    but one that is equal to itself only, for two parts of a cell may hold the same.

    Attributes:
        row, column: its place, finer than the sheet's where a cell was taken apart.
        last: the last column that it covers, where cells are merged.
        ref: the address of the cell.
        value: what stands there; a text where it is a part of a cell.
        shown: how a number is displayed where its format makes it a percentage or a date.
        has_cached: whether a formula stores its result.
        key: the value as a label is compared; empty for a number and for a long text.
    """

    sheet: str
    row: Row
    column: Column
    last: int
    ref: str
    value: CellValue
    shown: str | None
    formula: str | None
    has_cached: bool
    key: str

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    @property
    def text(self) -> str:
        """What a reader of the sheet sees there."""
        if self.shown is not None:
            return self.shown
        if isinstance(self.value, str):
            return self.value.strip()
        if self.value is None:
            return ""
        return format(self.value, "f") if isinstance(self.value, Decimal) else str(self.value)

    def part(self, text: str, line: int, piece: int) -> Spot:
        """A part of this spot's cell."""
        row = (self.row[0], self.row[1] + line)
        column = (self.column[0], self.column[1] + piece)
        last = self.last if (line, piece) == (0, 0) else self.column[0]
        return self._replace(
            row=row, column=column, last=last, value=text, shown=None, formula=None, key=key_of(text)
        )

    def covers(self, other: Spot) -> bool:
        """Whether the two share a column."""
        if self.column[0] == other.column[0]:
            # Pieces of one cell have columns of their own.
            return self.column[1] == other.column[1] or not (self.column[1] or other.column[1])
        return self.column[0] <= other.last and other.column[0] <= self.last


@dataclass(frozen=True, slots=True)
class PlainSheet:
    """A sheet without names: its cells, and how they are displayed.

    Attributes:
        cells: by address.
        merges: merged ranges, such as ``A1:B2``.
        shown: displayed text of cells that hold a percentage or a date as a number, by address.
    """

    name: str
    cells: Mapping[str, Cell]
    merges: Sequence[str]
    shown: Mapping[str, str]


def spots_of(sheet: PlainSheet, is_label: Callable[[str], bool] = lambda key: False) -> list[Spot]:
    """Everything that stands in a sheet, in reading order.

    Args:
        is_label: whether a key is a label's, by which one broken into lines is told from two rows.
    """
    widths = _merged_widths(sheet.merges)
    spots: list[Spot] = []
    pasted = False
    for ref, row, column, value, formula, _, has_cached in _first_of(sheet.cells.values()):
        key = ""
        if isinstance(value, str):
            if value.strip():
                key = key_of(value)
                pasted = pasted or "\t" in value
            elif formula is None:
                continue
        elif value is None and formula is None:
            continue
        last = widths.get((row, column), column)
        place = (row, 0), (column, 0), last
        spots.append(Spot(sheet.name, *place, ref, value, sheet.shown.get(ref), formula, has_cached, key))
    if pasted:
        spots = [part for spot in spots for part in _pasted_pieces(spot, is_label)]
    spots.sort(key=_PLACE)
    return spots


def _first_of(cells: Collection[Cell]) -> Iterable[Cell]:
    """Of more than are looked at, those of the first rows that hold so many."""
    if len(cells) <= MOST_SPOTS:
        return cells
    rows = sorted(cell.row for cell in cells if cell.formula is not None or not _is_blank(cell.value))
    last = rows[MOST_SPOTS] if len(rows) > MOST_SPOTS else LAST_ROW
    return (cell for cell in cells if cell.row <= last)


def _is_blank(value: CellValue) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _merged_widths(merges: Iterable[str]) -> dict[tuple[int, int], int]:
    areas = [area for merge in merges if (area := split_area(merge)) is not None]
    return {(top, left): right for top, left, _, right in areas}


def _pasted_pieces(spot: Spot, is_label: Callable[[str], bool]) -> Iterator[Spot]:
    """A cell that holds several, separated by tabs; a line without a tab goes on with the text above."""
    if not isinstance(spot.value, str) or "\t" not in spot.value:
        yield spot
        return
    lines: list[str] = []
    for line in spot.value.split("\n"):
        broken = lines and "\t" not in lines[-1] and is_label(key_of(lines[-1] + line.partition("\t")[0]))
        goes_on = lines and "\t" not in line and line.strip() and len(lines) < _WHOLE_TEXT_LINES
        if broken or goes_on:
            lines[-1] += f"\n{line}"
        else:
            lines.append(line)
    tabbed = [line for line in lines if "\t" in line]
    if len(tabbed) > 1 and not any(is_label(key_of(piece)) for line in tabbed for piece in line.split("\t")):
        yield spot  # A text with a table in it rather than rows of the form.
        return
    for number, line in enumerate(lines):
        for piece, text in enumerate(line.split("\t")):
            if text.strip():
                yield spot.part(text, number, piece)
