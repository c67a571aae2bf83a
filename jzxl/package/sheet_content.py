"""A sheet as it was read: its cells, and where things lie in its bytes."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

from jzxl.package.address import split_area
from jzxl.package.markup import element_end, tag_end
from jzxl.package.sheet_rows import Rows
from jzxl.package.sheet_weight import Weight
from jzxl.package.splice import declared_prefixes, tag_prefix
from jzxl.package.values import Cell


@dataclass(slots=True)
class CellSpan:
    """A <c>: ``event`` is where expat reported its end."""

    cell: Cell
    start: int
    event: int


@dataclass(slots=True)
class Child:
    """A child of the root."""

    name: str
    start: int
    event: int
    attrs: dict[str, str]


@dataclass(slots=True)
class GroupFormula:
    """An <f> of kind shared, array or dataTable in cell ``ref``."""

    ref: str
    kind: str
    group: str
    area: str
    start: int
    event: int


@dataclass(slots=True)
class SheetContent:
    """One sheet part (UTF-8): cells by address in the order written, and the byte offsets of its elements.

    ``root`` is where the root's tag begins; ``columns`` are first and last column and style of each <col>.
    ``starts`` and ``events`` are those of the cells, in their order.  ``weight`` is None unless it was
    counted while the sheet was read.
    ``odd_tags`` are those that were read one by one, none where the sheet is written as most are.
    ``characters`` are those of its own texts and formulas, shared ones aside.
    """

    data: bytes
    root: int = 0
    cells: dict[str, Cell] = field(default_factory=dict)
    columns: list[tuple[int, int, int]] = field(default_factory=list)
    formulas: list[GroupFormula] = field(default_factory=list)
    merges: list[str] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)
    rows: Rows = field(default_factory=Rows)
    starts: array[int] = field(default_factory=lambda: array("L"))
    events: array[int] = field(default_factory=lambda: array("L"))
    weight: Weight | None = None
    odd_tags: int = 0
    characters: int = 0
    _in_order: list[Cell] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)
    _arrays: list[tuple[str, tuple[int, int, int, int]]] | None = None

    def span(self, ref: str) -> CellSpan | None:
        """Where a cell lies; None where there is none."""
        if not self._numbers:
            self._numbers.update(zip(self.cells, range(len(self.cells)), strict=True))
        number = self._numbers.get(ref)
        return self._span(number) if number is not None else None

    def row_cells(self, index: int) -> list[CellSpan]:
        """Where the cells of a row lie, by its index among the rows, in the order written."""
        return [self._span(number) for number in self.rows.cells(index)]

    def _span(self, number: int) -> CellSpan:
        if not self._in_order:
            self._in_order.extend(self.cells.values())
        return CellSpan(self._in_order[number], self.starts[number], self.events[number])

    @property
    def prefix(self) -> str:
        """The prefix of the root, with its colon; ``""`` if it has none."""
        return tag_prefix(self.data, self.root)

    @property
    def prefixes(self) -> dict[str, str]:
        """The namespaces that the root declares: uri -> prefix with colon."""
        return declared_prefixes(self.data[self.root : tag_end(self.data, self.root)])

    def child(self, name: str) -> Child | None:
        """The first child of the root with this local name."""
        return next((child for child in self.children if child.name == name), None)

    def end(self, span: CellSpan | Child | GroupFormula) -> int:
        """Offset behind an element."""
        return element_end(self.data, span.start, span.event)

    def base_style(self, row: int, column: int) -> int:
        """The style that an absent cell shows: its row's, else its column's, else 0."""
        index = self.rows.index(row)
        own = self.rows.style(index) if index is not None else None
        if own is not None:
            return own
        return next((style for low, high, style in self.columns if low <= column <= high), 0)

    def array_over(self, row: int, column: int) -> str | None:
        """The area of the multi-cell array formula or data table that covers a cell, if any."""
        if self._arrays is None:
            self._arrays = list(self._areas())
        for text, (top, left, bottom, right) in self._arrays:
            if top <= row <= bottom and left <= column <= right:
                return text
        return None

    def _areas(self) -> Iterator[tuple[str, tuple[int, int, int, int]]]:
        for formula in self.formulas:
            # That of a single cell is nearly always written without a colon.
            if formula.kind == "shared" or (formula.kind == "array" and ":" not in formula.area):
                continue
            area = split_area(formula.area)
            if area is not None and not (area[:2] == area[2:] and formula.kind == "array"):
                yield formula.area, area
