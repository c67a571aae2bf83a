"""What stands in the cell of a field."""

from __future__ import annotations

from typing import NamedTuple

from jzxl.package import CellValue


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
