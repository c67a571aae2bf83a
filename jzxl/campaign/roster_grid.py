"""The cells of a roster by row and column, and what each of them says."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property

from jzxl.form.model import INPUT_KINDS
from jzxl.package import Cell, CellError
from jzxl.package.address import split_area
from jzxl.read.labels.grid import PlainSheet
from jzxl.read.typed import Kind, Manner, Understood, plain, understand

# They show nothing and stand in texts that were copied from elsewhere.
_NO_WIDTH = re.compile("[\u200b-\u200d\u2060\ufeff\xad]")
_LINE_BREAK = re.compile(r"[ \u3000]*[\r\n\t\v\f\x85\u2028\u2029]+[ \u3000]*")
# A text with a unit of its own, which then is the one that counts.
_OWN_UNIT = re.compile(r"[元万亿][整正]?。?\s*$")
_SPACES = " \t\r\n\v\f\xa0\u3000"


class Grid:
    """A sheet of a roster; rows and columns count from 1."""

    def __init__(self, sheet: PlainSheet) -> None:
        self._sheet = sheet
        self._cells: dict[int, dict[int, Cell]] = defaultdict(dict)
        for cell in sheet.cells.values():
            if cell.value is not None or cell.formula is not None:
                self._cells[cell.row][cell.column] = cell

    @cached_property
    def rows(self) -> tuple[int, ...]:
        """The rows in which something stands, in order."""
        return tuple(sorted(row for row, cells in self._cells.items() if cells))

    @cached_property
    def _merges(self) -> Mapping[int, tuple[list[int], list[int]]]:
        """First and last rows of the merged areas that hold something, by their left column, in order."""
        areas = sorted(filter(None, map(split_area, self._sheet.merges)))
        found: dict[int, tuple[list[int], list[int]]] = {}
        for top, left, bottom, _ in areas:
            if bottom > top and left in self._cells.get(top, {}):
                tops, bottoms = found.setdefault(left, ([], []))
                tops.append(top)
                bottoms.append(bottom)
        return found

    def texts(self, row: int) -> dict[int, str]:
        """The texts of a row that are not blank, by column, from the left."""
        found = {column: self.text(row, column) for column in sorted(self._cells.get(row, ()))}
        return {column: text for column, text in found.items() if text}

    def cell(self, row: int, column: int, *, merged: bool = True) -> Cell | None:
        """What stands in a place; in one that is merged with cells above it, what stands in the first."""
        cell = self._cells.get(row, {}).get(column)
        if cell is None and merged:
            cell = self._cells.get(self.merged_from(row, column), {}).get(column)
        return cell

    def merged_from(self, row: int, column: int) -> int:
        """The row in which the merged area of a place begins; its own row where it is in none.

        Only the left column of an area is looked at, and what it holds stands in its first row.
        """
        tops, bottoms = self._merges.get(column, ((), ()))
        position = bisect_right(tops, row) - 1
        return tops[position] if position >= 0 and row <= bottoms[position] else row

    def text(self, row: int, column: int, *, merged: bool = True) -> str:
        """The text of a place as it is seen, without spaces around it; empty where nothing stands."""
        cell = self.cell(row, column, merged=merged)
        if cell is None:
            return ""
        if cell.ref in self._sheet.shown:
            return self._sheet.shown[cell.ref]
        match cell.value:
            case None:
                return ""
            case Decimal():
                return plain(cell.value)
            case bool():
                return "TRUE" if cell.value else "FALSE"
            case CellError(code):
                return code
            case _:
                return cell.value.strip(_SPACES)


def one_line(text: str) -> str:
    """A name without line breaks and characters that have no width: 招商引资⏎服务中心 is one word."""

    def joint(found: re.Match[str]) -> str:
        before, after = text[: found.start()][-1:], text[found.end() :][:1]
        return " " if (before + after).isascii() else ""

    text = _NO_WIDTH.sub("", text)
    return _LINE_BREAK.sub(joint, text).strip(_SPACES)


def number_in(cell: Cell, kind: str, money: str) -> Understood:
    """The number that a cell states, amounts in 万元, exactly.

    Args:
        kind: one of the kinds of inputs.
        money: the unit in which amounts stand that name none; 万元 where it is empty.
    """
    assert kind in INPUT_KINDS
    known = Kind(kind)
    value = cell.value
    if known is not Kind.AMOUNT or not money:
        return understand(value, known)
    if isinstance(value, Decimal):
        return understand(f"{plain(value)}{money}", known)
    if not isinstance(value, str):
        return understand(value, known)
    stated = understand(value.rstrip(_SPACES) + money, known)
    if stated.manner is Manner.TEXT:
        return stated
    own = understand(value, known)
    if own.manner is Manner.TEXT and not _OWN_UNIT.search(value) and own.value:
        return Understood(None, Manner.UNCLEAR)
    return own
