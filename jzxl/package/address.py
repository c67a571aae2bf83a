"""Cell addresses and the moving of relative references in formulas."""

from __future__ import annotations

import re
from functools import cache, lru_cache

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

_REF = re.compile(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})", re.ASCII)
_LONGEST_AREA = len("$XFD$1048576:$XFD$1048576")
_AREA_CORNER = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})", re.ASCII)


@cache
def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_number(letters: str) -> int:
    """``A`` -> 1, ``XFD`` -> 16384; letters in either case, one to three of them."""
    return _number(letters.upper())


@lru_cache(maxsize=LAST_COLUMN)
def column_letters(number: int) -> str:
    """1 -> ``A``, 16384 -> ``XFD``."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


# Every cell of every workbook asks, and the workbooks of a form use the same addresses.
@lru_cache(maxsize=16_384)
def split_ref(ref: str) -> tuple[int, int] | None:
    """``B7`` -> (7, 2), row and column from 1; None when it is no address on a sheet."""
    match = _REF.fullmatch(ref)
    if match is None:
        return None
    row, column = int(match[2]), column_number(match[1])
    return (row, column) if row <= LAST_ROW and column <= LAST_COLUMN else None


def join_ref(row: int, column: int) -> str:
    """(7, 2) -> ``B7``."""
    return f"{column_letters(column)}{row}"


def split_area(area: str) -> tuple[int, int, int, int] | None:
    """``$A$1:B2`` -> (1, 1, 2, 2): first row, first column, last row, last column; None if malformed."""
    return _split_area(area) if len(area) <= _LONGEST_AREA else None


# The workbooks of a form have the same merged cells.
@lru_cache(maxsize=4_096)
def _split_area(area: str) -> tuple[int, int, int, int] | None:
    corners = area.split(":")
    if len(corners) > 2:
        return None
    places: list[tuple[int, int]] = []
    for corner in corners:
        match = _AREA_CORNER.fullmatch(corner)
        place = split_ref(match[1] + match[2]) if match else None
        if place is None:
            return None
        places.append(place)
    (row1, column1), (row2, column2) = places[0], places[-1]
    return min(row1, row2), min(column1, column2), max(row1, row2), max(column1, column2)


# Strings, quoted sheet names and bracketed parts are skipped whole; a reference counts only when it is
# not part of a longer word, a function name (LOG10) or a sheet name (Q1!A1).
_FORMULA_TOKEN = re.compile(
    r"""
    "(?:[^"]|"")*" | '(?:[^']|'')*'
    | \[(?:[^\[\]]|\[[^\[\]]*\])*\]
    | (?P<columns>(\$?)([A-Za-z]{1,3}):(\$?)([A-Za-z]{1,3}))(?![\w.(\\?!$])
    | (?P<rows>(\$?)([1-9][0-9]{0,6}):(\$?)([1-9][0-9]{0,6}))(?![\w.(\\?!$])
    | (?P<cell>(\$?)([A-Za-z]{1,3})(\$?)([1-9][0-9]{0,6}))(?![\w.(\\?!$\[])
    | [\w.\\?$]+
    """,
    re.VERBOSE,
)


# Of a reference, one end: its text, the number of its column or row, and which of the two moves (0: neither).
_End = tuple[str, int, int]
_COLUMN, _ROW = 1, 2


class RelativeFormula:
    """A formula taken apart once, to be moved to many places, as filling a formula does."""

    def __init__(self, formula: str) -> None:
        self._formula = formula
        # What stands before each reference that moves, its ends, and what stands between them.
        self._references: list[tuple[str, _End, str, _End]] = []
        position = 0
        for match in _FORMULA_TOKEN.finditer(formula):
            ends = _ends(match)
            if ends is not None and (ends[0][2] or ends[2][2]):
                self._references.append((formula[position : match.start()], *ends))
                position = match.end()
        self._rest = formula[position:]

    def moved(self, rows: int, columns: int) -> str:
        """The formula moved down and right; a reference that leaves the sheet becomes ``#REF!``."""
        if not rows and not columns:
            return self._formula
        pieces: list[str] = []
        for before, first, joint, second in self._references:
            one, other = _moved(first, rows, columns), _moved(second, rows, columns)
            pieces += (before, "#REF!" if one is None or other is None else one + joint + other)
        return "".join([*pieces, self._rest])


def _ends(match: re.Match[str]) -> tuple[_End, str, _End] | None:
    """Both ends of a reference with the text between them; None for any other token."""
    if match["cell"]:
        if column_number(match[13]) > LAST_COLUMN:
            return None
        return _column_end(*match.group(12, 13)), "", _row_end(*match.group(14, 15))
    if match["columns"]:
        return _column_end(*match.group(2, 3)), ":", _column_end(*match.group(4, 5))
    if match["rows"]:
        return _row_end(*match.group(7, 8)), ":", _row_end(*match.group(9, 10))
    return None


def _column_end(anchor: str, letters: str) -> _End:
    return anchor + letters, column_number(letters), 0 if anchor else _COLUMN


def _row_end(anchor: str, digits: str) -> _End:
    return anchor + digits, int(digits), 0 if anchor else _ROW


def _moved(end: _End, rows: int, columns: int) -> str | None:
    text, number, moves = end
    if moves == _COLUMN:
        number += columns
        return column_letters(number) if 1 <= number <= LAST_COLUMN else None
    if moves == _ROW:
        number += rows
        return str(number) if 1 <= number <= LAST_ROW else None
    return text


_SHEET = re.compile(r"'((?:[^']|'')+)'|([^'!\[\]:(),;\s]+)")
# A sheet's name has 31 characters in Excel, more in LibreOffice, each perhaps a doubled quote.
_LONGEST_TARGET = 1_000


def split_target(text: str) -> tuple[str, str] | None:
    """``'It''s'!$B$7`` -> (``It's``, ``B7``); the top-left cell of an area; None for anything else."""
    # What is longer is neither matched nor remembered: a name may say megabytes.
    if len(text) > _LONGEST_TARGET:
        return None
    # A workbook has thousands of names, but few sheets; and its forms stand at the same addresses.
    written, _, area = text.strip().removeprefix("=").rpartition("!")
    if len(area) > _LONGEST_AREA or (ref := _first_cell(area)) is None:
        return None
    sheet = _sheet_written(written)
    return None if sheet is None else (sheet, ref)


@lru_cache(maxsize=4_096)
def _first_cell(area: str) -> str | None:
    corners = _split_area(area)
    return join_ref(corners[0], corners[1]) if corners is not None else None


@lru_cache(maxsize=256)
def _sheet_written(written: str) -> str | None:
    match = _SHEET.fullmatch(written)
    if match is None:
        return None
    sheet = match[1].replace("''", "'") if match[1] else match[2]
    return None if "[" in sheet or sheet.startswith("#") else sheet


def quote_sheet(name: str) -> str:
    """The sheet's name as it stands in a reference, always quoted."""
    return "'" + name.replace("'", "''") + "'"
