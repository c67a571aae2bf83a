"""What stands in the cell of a field."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from jzxl.package import Cell, CellError, CellValue
from jzxl.rule.decimals import exact
from jzxl.rule.exact import Failure, Value


class Entry(NamedTuple):
    """What stands in the cell of one field.

    A named tuple, because a workbook has hundreds and a frozen dataclass is slow to make.

    Attributes:
        value: the constant, or the cached value of a formula.
        formula: the formula's text without ``=``; None for a constant.
        has_cached: whether a formula cell stores a value.
    """

    name: str
    sheet: str
    cell: str
    value: CellValue
    formula: str | None
    has_cached: bool


def value_of(content: CellValue) -> Value:
    """A cell's content as a value of the expression language."""
    if isinstance(content, Decimal):
        return exact(content)
    return Failure(content.code) if isinstance(content, CellError) else content


def blank_entry(name: str, sheet: str, ref: str) -> Entry:
    """A field that nothing stands in."""
    return Entry(name, sheet, ref, None, None, False)


def entry_of(name: str, sheet: str, ref: str, cells: Mapping[str, Cell]) -> Entry:
    """What stands at an address of a sheet, under the name of a field.

    Args:
        cells: of that sheet, by address.
    """
    cell = cells.get(ref)
    if cell is None:
        return blank_entry(name, sheet, ref)
    return Entry(name, sheet, ref, cell.value, cell.formula, cell.has_cached)
