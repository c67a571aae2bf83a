"""Where things lie in the bytes of a sheet: one expat pass that notes offsets, not values."""

from __future__ import annotations

from dataclasses import dataclass, field

from jzxl.package.address import join_ref, split_area, split_ref
from jzxl.package.markup import MarkupError, element_end, feed, new_parser, tag_end
from jzxl.package.sheet_reader import row_number
from jzxl.package.splice import declared_prefixes, tag_prefix
from jzxl.package.values import whole_number


@dataclass(slots=True)
class CellSpan:
    """A <c>: ``event`` is where expat reported its end."""

    row: int
    column: int
    start: int
    event: int
    style: int


@dataclass(slots=True)
class RowSpan:
    """A <row> with its cells in the order written; ``style`` is None unless the row has its own."""

    number: int
    start: int
    event: int
    style: int | None
    spans: str
    cells: list[CellSpan] = field(default_factory=list)


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
class SheetMap:
    """Byte offsets in one sheet part (UTF-8)."""

    data: bytes
    prefix: str
    prefixes: dict[str, str]
    children: list[Child]
    rows: dict[int, RowSpan]
    cells: dict[str, CellSpan]
    columns: list[tuple[int, int, int]]
    formulas: list[GroupFormula]
    views: list[Child]

    def child(self, name: str) -> Child | None:
        """The first child of the root with this local name."""
        return next((child for child in self.children if child.name == name), None)

    def end(self, span: CellSpan | RowSpan | Child | GroupFormula) -> int:
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


def map_sheet(data: bytes) -> SheetMap:
    """Note the offsets of rows, cells, grouped formulas and the root's children.

    :raises MarkupError: malformed, which reading would have found before
    """
    parser = new_parser()
    children: list[Child] = []
    views: list[Child] = []
    rows: dict[int, RowSpan] = {}
    cells: dict[str, CellSpan] = {}
    columns: list[tuple[int, int, int]] = []
    formulas: list[GroupFormula] = []
    c_name = row_name = f_name = data_name = ""
    root_start = 0
    depth = row = column = 0
    in_data = False
    row_span: RowSpan | None = None
    cell: CellSpan | None = None
    cell_ref = ""

    def start(name: str, attrs: dict[str, str]) -> None:
        nonlocal depth, row, column, in_data, row_span, cell, cell_ref
        nonlocal c_name, row_name, f_name, data_name, root_start
        depth += 1
        if in_data:
            if depth == 4 and name == c_name and row_span is not None:
                ref = attrs.get("r")
                place = split_ref(ref) if ref else (row, column + 1)
                if place is None:
                    raise MarkupError(f"单元格地址“{ref}”不存在")
                column = place[1]
                cell_ref = ref.upper() if ref else join_ref(*place)
                cell = CellSpan(place[0], column, parser.CurrentByteIndex, 0, whole_number(attrs.get("s")))
                row_span.cells.append(cell)
                cells[cell_ref] = cell
            elif depth == 3 and name == row_name:
                row = row_number(attrs.get("r"), row)
                column = 0
                own = whole_number(attrs.get("s")) if attrs.get("customFormat") in ("1", "true") else None
                row_span = RowSpan(row, parser.CurrentByteIndex, 0, own, attrs.get("spans", ""))
                rows.setdefault(row, row_span)
            elif depth == 5 and name == f_name and "t" in attrs and cell is not None:
                formulas.append(
                    GroupFormula(
                        cell_ref,
                        attrs["t"],
                        attrs.get("si", ""),
                        attrs.get("ref", ""),
                        parser.CurrentByteIndex,
                        0,
                    )
                )
        elif depth == 2:
            in_data = name == data_name
            children.append(Child(name.rpartition(" ")[2], parser.CurrentByteIndex, 0, attrs))
        elif depth == 3:
            local = name.rpartition(" ")[2]
            if local == "col":
                low, high = whole_number(attrs.get("min")), whole_number(attrs.get("max"))
                columns.append((low, high, whole_number(attrs.get("style"))))
            elif local == "sheetView":
                views.append(Child(local, parser.CurrentByteIndex, 0, attrs))
        elif depth == 1:
            uri = name.rpartition(" ")[0]
            root_start = parser.CurrentByteIndex
            c_name, row_name, f_name, data_name = f"{uri} c", f"{uri} row", f"{uri} f", f"{uri} sheetData"

    def end(name: str) -> None:
        nonlocal depth, in_data, cell
        depth -= 1
        if in_data:
            if depth == 3 and cell is not None and name == c_name:
                cell.event = parser.CurrentByteIndex
                cell = None
            elif depth == 2 and row_span is not None and name == row_name:
                row_span.event = parser.CurrentByteIndex
            elif depth == 4 and name == f_name and formulas:
                formulas[-1].event = formulas[-1].event or parser.CurrentByteIndex
            elif depth == 1:
                in_data = False
                children[-1].event = parser.CurrentByteIndex
        elif depth == 1:
            children[-1].event = parser.CurrentByteIndex

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    feed(parser, data)
    root_tag = data[root_start : tag_end(data, root_start)]
    return SheetMap(
        data,
        tag_prefix(data, root_start),
        declared_prefixes(root_tag),
        children,
        rows,
        cells,
        columns,
        formulas,
        views,
    )
