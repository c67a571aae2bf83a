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
    """What the cells of a row show, by column, and the merged ranges over it with what they show."""

    texts: dict[int, str]
    areas: dict[_Area, str]


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
    rows = {number: _Row({}, {}) for number in numbers}
    for cell in sheet.cells.values():
        if cell.row in near and cell.value is not None and (text := sheet.text(cell)):
            rows[cell.row].texts[cell.column] = text
    for merge in sheet.merges:
        area = _area(merge)
        if area is None:
            continue
        for number in numbers[bisect_left(numbers, area[0]) : bisect_right(numbers, area[2])]:
            areas = rows[number].areas
            if len(areas) < _MOST_AREAS:
                # What a merged range shows stands in its first cell, which may be far above.
                first = sheet.cells.get(join_ref(area[0], area[1]))
                areas[area] = sheet.text(first) if first is not None else ""
    for ref, (row, column) in wanted.items():
        around = {number: rows[number] for number in range(row - _AROUND, row + _AROUND + 1)}
        yield _excerpt(name, ref, around, (row, column), places[ref])


# The workbooks of a form have the same merged ranges.
_area = lru_cache(maxsize=4_096)(split_area)


def _excerpt(
    name: str, ref: str, around: Mapping[int, _Row], place: tuple[int, int], words: Iterable[str]
) -> Excerpt:
    """What stands around one place; of the rows next to it only those that hold anything."""
    low, high = place[1] - _REACH, place[1] + _REACH
    numbers, columns, areas = [], {place[1]}, {}
    for number, row in around.items():
        used = [column for column in row.texts if low <= column <= high]
        if used or number == place[0]:
            numbers.append(number)
            areas.update(row.areas)
            columns.update(
                used, [area[1] for area, text in row.areas.items() if text and low <= area[1] <= high]
            )
    shown_columns = _nearest(sorted(columns), place[1])
    grid = [[around[number].texts.get(column, "") for column in shown_columns] for number in numbers]
    marked = numbers.index(place[0]), shown_columns.index(place[1])
    spans = []
    taken: set[tuple[int, int]] = set()
    for area, text in sorted(areas.items()):
        span = _span(area, numbers, shown_columns)
        covered = span.covered
        # Of ranges that overlap, which no program writes, the first counts.
        if covered and taken.isdisjoint(covered):
            taken.update(covered)
            for line, column in covered:
                grid[line][column] = ""
            grid[span.row][span.column] = text
            if marked in covered:
                marked = span.row, span.column
            if len(covered) > 1:
                spans.append(span)
    texts = [[text if len(text) <= _LONGEST else _cut(text, _LONGEST) for text in line] for line in grid]
    texts[marked[0]][marked[1]] = _around_words(grid[marked[0]][marked[1]], words)
    return Excerpt(
        sheet=name,
        cell=ref,
        columns=tuple(map(column_letters, shown_columns)),
        rows=tuple(numbers),
        texts=tuple(map(tuple, texts)),
        marked=marked,
        spans=tuple(spans),
    )


def _nearest(columns: list[int], column: int) -> list[int]:
    """Up to so many of them with ``column`` in it, those to its left first: labels stand there."""
    start = max(0, columns.index(column) - (_MOST_COLUMNS - 2))
    return columns[start : start + _MOST_COLUMNS]


def _span(area: _Area, numbers: list[int], columns: list[int]) -> Span:
    """What is to be seen of a merged range; no positions where nothing is."""
    row, column = bisect_left(numbers, area[0]), bisect_left(columns, area[1])
    height, width = bisect_right(numbers, area[2]) - row, bisect_right(columns, area[3]) - column
    return Span(row, column, height, width)


def _around_words(text: str, words: Iterable[str]) -> str:
    """A long text from a little before the first of the words that stands in it."""
    if len(text) <= _LONGEST_MARKED:
        return text
    first = min((place for each in words if each and (place := text.find(each)) > 0), default=0)
    start = first - _LEAD
    return _cut(text, _LONGEST_MARKED) if start <= 0 else "…" + _cut(text[start:], _LONGEST_MARKED)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
