"""Cells and their values, and the way a value is written in the XML of a sheet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class CellError:
    """An error value such as ``#DIV/0!``; ``code`` is the text that Excel shows."""

    code: str


CellValue = Decimal | str | bool | CellError | None


class Cell(NamedTuple):
    """One cell that exists in the XML of a sheet.

    A tuple, because a frozen dataclass takes several times as long to make, and there are many.
    ``value`` is the constant, or for a formula cell its cached value.  ``formula`` has no ``=``; it is
    ``""`` for a data table or a shared formula whose master is missing, and None for a constant.
    ``style`` is the index into ``cellXfs``.  ``has_cached`` is True for a formula cell that stores a
    value (an empty ``<v/>`` of type text counts: the result is the empty string).
    """

    ref: str
    row: int
    column: int
    value: CellValue
    formula: str | None
    style: int
    has_cached: bool


NOT_A_NUMBER = CellError("#NUM!")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
# Excel keeps 15 significant digits; the file stores the binary double with 17.
_FIFTEEN = Context(prec=15, rounding=ROUND_HALF_EVEN, traps=[])
_ZERO = Decimal(0)
# The range of a double; a larger exponent would also make the integer form below explode.
_LARGEST_EXPONENT = 308
_SMALLEST_EXPONENT = -324
_LONGEST_NUMBER = 1_000


def parse_number(text: str) -> Decimal | CellError:
    """Return the number that ``<v>`` holds, as Excel shows it: 15 significant digits, half-even.

    Whole numbers come without exponent, others without trailing zeros.  What is no finite number in the
    range of a double gives ``#NUM!``; what is too small to store gives 0.
    """
    if len(text) < 16 and text.isdigit() and text.isascii():
        return Decimal(text)
    text = text.strip()
    if len(text) > _LONGEST_NUMBER or _NUMBER.fullmatch(text) is None:
        return NOT_A_NUMBER
    number = _FIFTEEN.create_decimal(text)
    if not number.is_finite():
        return NOT_A_NUMBER
    if not number:
        return _ZERO
    size = number.adjusted()
    if size > _LARGEST_EXPONENT:
        return NOT_A_NUMBER
    if size < _SMALLEST_EXPONENT:
        return _ZERO
    number = _FIFTEEN.normalize(number)
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent > 0:
        return Decimal(int(number))
    return number


def whole_number(text: str | None, default: int = 0) -> int:
    """A count or index from an attribute; ``default`` where it is absent or no number below 10^9."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else default


_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
# A character that XML 1.0 cannot carry, CR (XML would turn it into LF), or text that reads as an escape.
_TO_ESCAPE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")


def decode_text(text: str) -> str:
    """Undo the ``_x000D_`` escapes of SpreadsheetML strings."""
    if "_x" not in text:
        return text
    decoded = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    if any("\ud800" <= character <= "\udfff" for character in decoded):
        # Pairs of escaped surrogates are one character; a lone one cannot be stored anywhere.
        decoded = decoded.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return decoded


def encode_text(text: str) -> str:
    """Return ``text`` with ``_x000D_`` escapes where SpreadsheetML needs them (not yet XML-escaped)."""
    return _TO_ESCAPE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
