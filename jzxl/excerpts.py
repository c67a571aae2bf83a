"""The cells around each finding, as they stand in the workbook."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import NamedTuple

from jzxl.check.finding import Finding
from jzxl.errors import UnreadableFileError
from jzxl.package import Cell, CellError, CellValue, ForeignWorkbook, Package, shown
from jzxl.package.address import column_letters, join_ref, split_area, split_ref
from jzxl.result import Excerpt, Span

_AROUND = 1
"""Rows above and below."""
_MOST_COLUMNS = 8
_REACH = 16
"""Columns to either side that are looked at."""
_LONGEST, _LONGEST_MARKED = 48, 400
_LEAD = 80
"""What is left of a long text before the words that a finding is about."""
# More merged ranges over one row than any table has are a trap.
_MOST_AREAS = 200

# Excel shows ten digits where the format says nothing.
_GENERAL = Context(prec=10, rounding=ROUND_HALF_UP, traps=[])
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP, traps=[])
_FIXED = re.compile(r"(#,##)?0(?:\.(0{1,30}))?(?:_.)?", re.ASCII)

_Area = tuple[int, int, int, int]


class _Sheet(NamedTuple):
    """What is looked up in a sheet; ``text`` is what a cell shows."""

    cells: Mapping[str, Cell]
    merges: Iterable[str]
    text: Callable[[Cell], str]


class _Row(NamedTuple):
    """The cells of a row by column, and the merged ranges that lie over it."""

    cells: dict[int, Cell]
    areas: list[_Area]


def excerpts(workbook: Package | ForeignWorkbook, findings: Iterable[Finding]) -> tuple[Excerpt, ...]:
    """The cells around every place of the findings, each place once.

    Findings without a cell, or on a sheet that the workbook does not have, give none.
    """
    places: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for finding in findings:
        if split_ref(finding.cell) is not None:
            words = places[finding.sheet].setdefault(finding.cell, [])
            if isinstance(finding.stated, str):
                words.append(finding.stated)
    found: list[Excerpt] = []
    for name, cells in places.items():
        sheet = _sheet(workbook, name)
        if sheet is not None:
            found += _excerpts_of(name, sheet, cells)
    return tuple(found)


def _sheet(workbook: Package | ForeignWorkbook, name: str) -> _Sheet | None:
    if isinstance(workbook, ForeignWorkbook):
        sheets = (each for each in workbook.sheets if each.name == name)
        return next(
            (_Sheet(each.cells, each.merges, lambda cell: _text(cell.value)) for each in sheets), None
        )

    def text(cell: Cell) -> str:
        if not isinstance(cell.value, Decimal):
            return _text(cell.value)
        look = workbook.number_format(cell.style)
        special = shown(cell.value, look, date1904=workbook.date1904)
        return _number(cell.value, look) if special is None else special

    try:
        return _Sheet(workbook.cells(name), workbook.merges(name), text)
    except UnreadableFileError:
        # No such sheet, or none that can be read: a finding says what it has to say without it.
        return None


def _text(value: CellValue) -> str:
    """What a value looks like without a format."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal):
        return _number(value, "")
    if isinstance(value, CellError):
        return value.code
    return value or ""


def _number(value: Decimal, look: str) -> str:
    """With the decimals of a plain format such as ``#,##0.00``; ten digits for any other."""
    fixed = _FIXED.fullmatch(look)
    if fixed is None:
        return format(_GENERAL.plus(value).normalize(_GENERAL), "f" if abs(value.adjusted()) < 12 else "")
    number = _WIDE.quantize(value, Decimal(1).scaleb(-len(fixed[2] or "")))
    return format(number if number else abs(number), ",f" if fixed[1] else "f")


def _excerpts_of(name: str, sheet: _Sheet, places: Mapping[str, list[str]]) -> Iterator[Excerpt]:
    """The excerpts of one sheet; the sheet is walked once, however many there are."""
    wanted = {ref: place for ref in places if (place := split_ref(ref)) is not None}
    near = {row + step for row, _ in wanted.values() for step in range(-_AROUND, _AROUND + 1)}
    numbers = sorted(near)
    rows = {number: _Row({}, []) for number in numbers}
    for cell in sheet.cells.values():
        if cell.row in near:
            rows[cell.row].cells[cell.column] = cell
    for merge in sheet.merges:
        area = _area(merge)
        if area is not None:
            for number in numbers[bisect_left(numbers, area[0]) : bisect_right(numbers, area[2])]:
                if len(rows[number].areas) < _MOST_AREAS:
                    rows[number].areas.append(area)
    for ref, (row, column) in wanted.items():
        around = {number: rows[number] for number in range(row - _AROUND, row + _AROUND + 1)}
        yield _excerpt(name, ref, sheet, around, (row, column), places[ref])


# The workbooks of a form have the same merged ranges.
_area = lru_cache(maxsize=4_096)(split_area)


def _excerpt(
    name: str,
    ref: str,
    sheet: _Sheet,
    around: Mapping[int, _Row],
    place: tuple[int, int],
    words: Iterable[str],
) -> Excerpt:
    """What stands around one place; of the rows next to it only those that hold anything."""
    texts = {
        (number, column): sheet.text(cell)
        for number, row in around.items()
        for column in range(place[1] - _REACH, place[1] + _REACH + 1)
        if (cell := row.cells.get(column)) is not None and cell.value not in (None, "")
    }
    numbers = sorted({place[0], *(number for number, _ in texts)})
    columns = {place[1], *(column for _, column in texts)}
    areas = sorted({area for number in numbers for area in around[number].areas})
    for area in areas:
        # What a merged range shows stands in its first cell, which may be far above.
        first = sheet.cells.get(join_ref(area[0], area[1]))
        if first is not None and first.value not in (None, "") and abs(area[1] - place[1]) <= _REACH:
            texts[area[0], area[1]] = sheet.text(first)
            columns.add(area[1])
    shown_columns = _nearest(sorted(columns), place[1])
    grid = [[texts.get((number, column), "") for column in shown_columns] for number in numbers]
    marked = numbers.index(place[0]), shown_columns.index(place[1])
    spans = []
    for span, anchor in _spans(areas, numbers, shown_columns):
        for row, column in span.covered:
            grid[row][column] = ""
        grid[span.row][span.column] = texts.get(anchor, "")
        if marked in span.covered:
            marked = span.row, span.column
        if len(span.covered) > 1:
            spans.append(span)
    return Excerpt(
        sheet=name,
        cell=ref,
        columns=tuple(map(column_letters, shown_columns)),
        rows=tuple(numbers),
        texts=tuple(
            tuple(
                _around_words(text, words) if (row, column) == marked else _cut(text, _LONGEST)
                for column, text in enumerate(line)
            )
            for row, line in enumerate(grid)
        ),
        marked=marked,
        spans=tuple(spans),
    )


def _nearest(columns: list[int], column: int) -> list[int]:
    """Up to so many of them with ``column`` in it, those to its left first: labels stand there."""
    start = max(0, columns.index(column) - (_MOST_COLUMNS - 2))
    return columns[start : start + _MOST_COLUMNS]


def _spans(
    areas: Iterable[_Area], numbers: list[int], columns: list[int]
) -> Iterator[tuple[Span, tuple[int, int]]]:
    """What is to be seen of the merged ranges, with the place of what they show.

    Of ranges that overlap, which no program writes, the first counts.
    """
    taken: set[tuple[int, int]] = set()
    for top, left, bottom, right in areas:
        row, below = bisect_left(numbers, top), bisect_right(numbers, bottom)
        column, behind = bisect_left(columns, left), bisect_right(columns, right)
        span = Span(row, column, below - row, behind - column)
        if span.height > 0 and span.width > 0 and taken.isdisjoint(span.covered):
            taken.update(span.covered)
            yield span, (top, left)


def _around_words(text: str, words: Iterable[str]) -> str:
    """A long text from a little before the first of the words that stands in it."""
    if len(text) <= _LONGEST_MARKED:
        return text
    first = min((place for each in words if each and (place := text.find(each)) > 0), default=0)
    start = first - _LEAD
    return _cut(text, _LONGEST_MARKED) if start <= 0 else "…" + _cut(text[start:], _LONGEST_MARKED)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
