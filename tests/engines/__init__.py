"""Independent spreadsheet engines that judge the formulas in our workbooks.

An engine takes a workbook, computes every formula anew and hands back what stands in each cell, so that a
test can hold it against the exact value from ``jzxl.rule``. Nothing in this package imports ``jzxl``.

* ``engines.libreoffice``: the reference, about 1 s to start and then some tens of ms a workbook in a batch.
* ``engines.ironcalc``: some ms a workbook, in this process.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TypeAlias

Value: TypeAlias = Decimal | str | bool | None
"""What a cell holds: a number, a text (an error is its text, ``"#DIV/0!"``), a truth value or nothing.

``""`` is the empty text that a formula returns; ``None`` is a blank cell.
"""

DIGITS = 15
"""Significant digits of a number that a spreadsheet shows and LibreOffice stores."""


class Cells(dict[str, Value]):
    """The cells of a sheet that hold something, by reference (``"B12"``); any other reference is ``None``.

    Blank cells are left out, however they are formatted, so that two engines' results compare with ``==``.
    """

    def __missing__(self, ref: str) -> None:
        return None


Book: TypeAlias = dict[str, Cells]
"""The sheets of a workbook by name, in the order of their tabs."""


def number(value: float | str) -> Decimal:
    """``value`` rounded to 15 significant digits, without trailing zeros: 0.1 + 0.2 is 0.3, 18.0 is 18.

    Two engines may differ in the last bit of a binary number; at 15 digits they must agree.
    """
    return Decimal(f"{float(value):.{DIGITS}g}")


def numbered(names: Sequence[str], taken: Callable[[str], bool] = lambda _name: False) -> list[str]:
    """``names`` with ``-2``, ``-3``, ... added where one comes again, letter case aside, or is ``taken``."""
    used: set[str] = set()
    result = []
    for name in names:
        candidate, count = name, 1
        while candidate.casefold() in used or taken(candidate):
            count += 1
            candidate = f"{name}-{count}"
        used.add(candidate.casefold())
        result.append(candidate)
    return result
