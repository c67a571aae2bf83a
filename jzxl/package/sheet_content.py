"""A sheet as it was read: its cells, and where things lie in its bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from jzxl.package.address import split_area
from jzxl.package.markup import element_end, tag_end
from jzxl.package.splice import declared_prefixes, tag_prefix
from jzxl.package.values import Cell, whole_number

_ATTRIBUTE = re.compile(r' ([A-Za-z0-9:]+)="([^"]*)"')


@dataclass(slots=True)
class CellSpan:
    """A <c>: ``event`` is where expat reported its end."""

    cell: Cell
    start: int
    event: int


@dataclass(slots=True)
class RowSpan:
    """A <row> with its cells in the order written; ``style`` is None unless the row has its own."""

    number: int
    start: int
    style: int | None
    spans: str
    cells: list[CellSpan] = field(default_factory=list)


PlainRow = tuple[int, int, str, int]


def own_style(attrs: Mapping[str, str]) -> int | None:
    """The style that a row has of its own, from its attributes; None if it has none."""
    return whole_number(attrs.get("s")) if attrs.get("customFormat") in ("1", "true") else None


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
    Of rows read in one go, ``plain_rows`` and ``plain_cells`` hold what ``rows`` and ``spans`` are made of when
    a patch asks: of each row number, start, attributes as written and how many cells are before it; of each
    cell start and event.
    """

    data: bytes
    root: int = 0
    cells: dict[str, Cell] = field(default_factory=dict)
    columns: list[tuple[int, int, int]] = field(default_factory=list)
    formulas: list[GroupFormula] = field(default_factory=list)
    merges: list[str] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)
    plain_rows: list[PlainRow] = field(default_factory=list)
    plain_cells: list[tuple[int, int]] = field(default_factory=list)
    _spans: dict[str, CellSpan] = field(default_factory=dict)
    _places: dict[str, tuple[int, int]] = field(default_factory=dict)
    _rows: dict[int, RowSpan] = field(default_factory=dict)

    def span(self, ref: str) -> CellSpan | None:
        """Where a cell lies; None where there is none."""
        if not self.plain_rows:
            return self._spans.get(ref)
        if not self._places:
            self._places.update(zip(self.cells, self.plain_cells, strict=True))
        place = self._places.get(ref)
        return CellSpan(self.cells[ref], *place) if place is not None else None

    @property
    def spans(self) -> dict[str, CellSpan]:
        """Where each cell lies, by its address, in the order written."""
        self._unfold()
        return self._spans

    @property
    def rows(self) -> dict[int, RowSpan]:
        """The first row of each number, in the order written."""
        self._unfold()
        return self._rows

    def _unfold(self) -> None:
        if not self.plain_rows:
            return
        cells = zip(self.cells.values(), self.plain_cells, strict=True)
        spans = [CellSpan(cell, start, event) for cell, (start, event) in cells]
        self._spans.update((span.cell.ref, span) for span in spans)
        ends = [*(before for _, _, _, before in self.plain_rows[1:]), len(spans)]
        for (number, start, attributes, first), end in zip(self.plain_rows, ends, strict=True):
            attrs = dict(_ATTRIBUTE.findall(attributes))
            row = RowSpan(number, start, own_style(attrs), attrs.get("spans", ""), spans[first:end])
            self._rows.setdefault(number, row)
        self.plain_rows.clear()

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
        span = self.rows.get(row)
        if span is not None and span.style is not None:
            return span.style
        return next((style for low, high, style in self.columns if low <= column <= high), 0)

    def array_over(self, row: int, column: int) -> str | None:
        """The area of the multi-cell array formula or data table that covers a cell, if any."""
        for formula in self.formulas:
            area = split_area(formula.area) if formula.kind != "shared" else None
            if area is None or (area[:2] == area[2:] and formula.kind == "array"):
                continue
            if area[0] <= row <= area[2] and area[1] <= column <= area[3]:
                return formula.area
        return None
