"""Splicing changed cells and a few sheet-level elements into a sheet part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from jzxl.package.address import column_letters, join_ref, split_area
from jzxl.package.markup import RELATIONS_NAMESPACES, MarkupError, feed, new_parser, tag_end
from jzxl.package.patch_cell import Content, cell_markup, holds, result_markup, result_place, result_tag
from jzxl.package.sheet_content import CellSpan, SheetContent
from jzxl.package.splice import Splices, attribute, escaped, opened, quoted, with_attribute
from jzxl.package.values import whole_number
from jzxl.package.workbook import is_true

# Order of the children of <worksheet> (CT_Worksheet, ECMA-376 part 1, 18.3.1.99); Excel rejects any other.
_CHILDREN = """
    sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges
    scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr
    conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter
    rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing
    legacyDrawingHF drawingHF picture oleObjects controls webPublishItems tableParts extLst
"""
_NO_SHEET_DATA = "工作表缺少 sheetData"
_CHILD_ORDER = {name: place for place, name in enumerate(_CHILDREN.split())}


@dataclass(slots=True)
class CellChange:
    """Everything asked of one cell; ``refill`` and ``relock`` map the style it has to the one it gets."""

    row: int
    column: int
    content: Content | None = None
    refill: Callable[[int], int] | None = None
    relock: Callable[[int], int] | None = None

    def style(self, old: int) -> int:
        """The style that the cell gets."""
        filled = self.refill(old) if self.refill else old
        return self.relock(filled) if self.relock else filled


def patch_cells(sheet: SheetContent, changes: Mapping[str, CellChange], splices: Splices) -> bool:
    """Add the splices for all changed cells; True if a formula was written, replaced or removed.

    A formula cell that is to keep its formula gets the new result; nothing else in it changes.

    :raises MarkupError: a cell lies inside an array formula or data table, which cannot be split
    """
    formulas_touched = False
    by_row: dict[int, list[CellChange]] = {}
    written: set[str] = set()
    for ref, change in changes.items():
        span = sheet.span(ref)
        if span is not None and change.content is not None and _patch_result(sheet, span, change, splices):
            continue
        if change.content is not None:
            written.add(ref)
            area = sheet.array_over(change.row, change.column)
            if area is not None:
                raise MarkupError(f"单元格 {ref} 属于数组公式或模拟运算表 {area}，不能单独改写")
            if change.content.formula is not None or (span is not None and span.cell.formula is not None):
                formulas_touched = True
        if span is None:
            by_row.setdefault(change.row, []).append(change)
        else:
            _patch_existing(sheet, span, ref, change, splices)
    for missing in by_row.values():
        missing.sort(key=lambda change: change.column)
    _free_children(sheet, written, splices)
    if by_row:
        _insert_missing(sheet, by_row, splices)
        _widen_dimension(sheet, [change for row in by_row.values() for change in row], splices)
    return formulas_touched


def set_heights(sheet: SheetContent, heights: Mapping[int, Decimal], splices: Splices) -> None:
    """Add the splices for rows with a height of their own, in points; call it once a sheet."""
    for number, points in heights.items():
        index = sheet.rows.index(number)
        if index is None:
            continue
        start = sheet.rows.start(index)
        end = tag_end(sheet.data, start)
        tag = with_attribute(sheet.data[start:end], "ht", format(points, "f"))
        splices.replace(start, end, with_attribute(tag, "customHeight", "1"))


def _patch_existing(
    sheet: SheetContent, span: CellSpan, ref: str, change: CellChange, splices: Splices
) -> None:
    old = span.cell.style
    style = change.style(old)
    if change.content is not None:
        splices.replace(span.start, sheet.end(span), cell_markup(sheet.prefix, ref, style, change.content))
    elif style != old:
        splices.set_attribute(span.start, "s", str(style))


def _patch_result(sheet: SheetContent, span: CellSpan, change: CellChange, splices: Splices) -> bool:
    """Splice in another result of a formula that stays; False where the formula does not stay."""
    content = change.content
    if content is None or not content.formula or content.formula != span.cell.formula:
        return False
    style = change.style(span.cell.style)
    if holds(span.cell, content):
        if style != span.cell.style:
            splices.set_attribute(span.start, "s", str(style))
        return True
    place = result_place(sheet.data[span.start : sheet.end(span)], sheet.prefix)
    if place is None:
        return False
    end = tag_end(sheet.data, span.start)
    splices.replace(span.start, end, result_tag(sheet.data[span.start : end], style, content.value))
    splices.replace(span.start + place[0], span.start + place[1], result_markup(sheet.prefix, content.value))
    return True


def _new_cell(sheet: SheetContent, change: CellChange) -> str:
    style = change.style(sheet.base_style(change.row, change.column))
    ref = join_ref(change.row, change.column)
    return cell_markup(sheet.prefix, ref, style, change.content or Content(None, None))


def _insert_missing(sheet: SheetContent, by_row: Mapping[int, list[CellChange]], splices: Splices) -> None:
    p = sheet.prefix
    new_rows: dict[int | None, list[str]] = {}
    for number in sorted(by_row):
        changes = by_row[number]
        index = sheet.rows.index(number)
        if index is not None:
            _insert_in_row(sheet, index, changes, splices)
            continue
        text = (
            f'<{p}row r="{number}">' + "".join(_new_cell(sheet, change) for change in changes) + f"</{p}row>"
        )
        new_rows.setdefault(sheet.rows.start_after(number), []).append(text)
    for at, texts in new_rows.items():
        if at is not None:
            splices.insert(at, "".join(texts))
            continue
        data = sheet.child("sheetData")
        if data is None:
            raise MarkupError(_NO_SHEET_DATA)
        inner = tag_end(sheet.data, data.start)
        if sheet.data[inner - 2 : inner] == b"/>":
            splices.replace(data.start, inner, opened(sheet.data[data.start : inner], "".join(texts)))
        else:
            splices.insert(data.event, "".join(texts))


def _insert_in_row(sheet: SheetContent, index: int, changes: list[CellChange], splices: Splices) -> None:
    start, cells = sheet.rows.start(index), sheet.row_cells(index)
    inner = tag_end(sheet.data, start)
    tag = sheet.data[start:inner]
    new_tag = tag
    spans = attribute(tag, "spans").partition(":")
    low, high = whole_number(spans[0]), whole_number(spans[2])
    if low and high:
        first, last = changes[0].column, changes[-1].column
        if first < low or last > high:
            new_tag = with_attribute(tag, "spans", f"{min(first, low)}:{max(last, high)}")
    if tag.endswith(b"/>"):
        body = "".join(_new_cell(sheet, change) for change in changes)
        splices.replace(start, inner, opened(new_tag, body))
        return
    if new_tag != tag:
        splices.replace(start, inner, new_tag)
    for change in changes:
        later = next((cell for cell in cells if cell.cell.column > change.column), None)
        at = later.start if later is not None else sheet.end(cells[-1]) if cells else inner
        splices.insert(at, _new_cell(sheet, change))


def _free_children(sheet: SheetContent, written: set[str], splices: Splices) -> None:
    """Give the children of an overwritten shared formula their own text."""
    groups = {
        formula.group
        for formula in sheet.formulas
        if formula.kind == "shared" and formula.area and formula.ref in written
    }
    for formula in sheet.formulas:
        if formula.kind == "shared" and formula.group in groups and formula.ref not in written:
            text = sheet.cells[formula.ref].formula
            if text:
                new = f"<{sheet.prefix}f>{escaped(text)}</{sheet.prefix}f>"
                splices.replace(formula.start, sheet.end(formula), new)


def _widen_dimension(sheet: SheetContent, new: list[CellChange], splices: Splices) -> None:
    child = sheet.child("dimension")
    area = split_area(child.attrs.get("ref", "")) if child else None
    if child is None or area is None:
        return
    top = min(area[0], *(change.row for change in new))
    left = min(area[1], *(change.column for change in new))
    bottom = max(area[2], *(change.row for change in new))
    right = max(area[3], *(change.column for change in new))
    if (top, left, bottom, right) != area:
        ref = f"{column_letters(left)}{top}:{column_letters(right)}{bottom}"
        splices.set_attribute(child.start, "ref", ref)


def add_legacy_drawing(sheet: SheetContent, identifier: str, relations_ns: str, splices: Splices) -> None:
    """Insert <legacyDrawing r:id=.../> at its place among the root's children.

    :raises MarkupError: there is no <sheetData>, which every sheet must have, for it to stand behind
    """
    if sheet.child("sheetData") is None:
        raise MarkupError(_NO_SHEET_DATA)
    prefix = next(
        (found for uri, found in sheet.prefixes.items() if uri in RELATIONS_NAMESPACES and found), None
    )
    declaration = "" if prefix else f' xmlns:r="{relations_ns}"'
    element = f'<{sheet.prefix}legacyDrawing{declaration} {prefix or "r:"}id="{quoted(identifier)}"/>'
    limit = _CHILD_ORDER["legacyDrawing"]
    before = [child for child in sheet.children if _CHILD_ORDER.get(child.name, limit + 1) < limit]
    splices.insert(sheet.end(before[-1]), element)


def remove_legacy_drawing(sheet: SheetContent, splices: Splices) -> None:
    """Cut <legacyDrawing> out."""
    child = sheet.child("legacyDrawing")
    if child is not None:
        splices.replace(child.start, sheet.end(child), b"")


def legacy_drawing_id(sheet: SheetContent) -> str | None:
    """The relationship id of the sheet's VML drawing, if it has one."""
    child = sheet.child("legacyDrawing")
    if child is None:
        return None
    return next(
        (
            value
            for name, value in child.attrs.items()
            if name.rpartition(" ")[0] in RELATIONS_NAMESPACES and name.endswith(" id")
        ),
        None,
    )


def deselect(splices: Splices) -> None:
    """Clear tabSelected in a sheet of any kind.

    Two selected tabs form a group in which typing changes both sheets.

    :raises MarkupError: malformed
    """
    if b"tabSelected" not in splices.data:
        return
    parser = new_parser()
    depth = 0

    def start(name: str, attrs: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        local = name.rpartition(" ")[2]
        if depth == 3 and local == "sheetView" and is_true(attrs.get("tabSelected")):
            splices.set_attribute(parser.CurrentByteIndex, "tabSelected", None)
        elif depth == 2 and local == "sheetData":
            # The views stand before the data, and without handlers the rest takes no time.
            parser.StartElementHandler = parser.EndElementHandler = None

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    feed(parser, splices.data)
