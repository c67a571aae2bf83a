"""Taking back, in the tree of a changed sheet, what was asked of its cells, and checking it on the way.

What is left must then equal the sheet as it was, element by element.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Context, Decimal

from lossless_asked import Asked, Value
from lossless_xml import Document, Element
from openpyxl.formula.translate import Translator
from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter, range_boundaries
from openpyxl.utils.escape import unescape

# What a cell may lose with its old content: rich values and phonetic text belong to that.
_OF_THE_CONTENT = {"t", "vm", "ph"}
_FIFTEEN = Context(prec=15)
Shape = tuple[object, ...]


def shape(element: Element) -> Shape:
    """The element as a value that can be compared."""
    return (
        element.name,
        tuple(sorted(element.attrs)),
        tuple(shape(child) if isinstance(child, Element) else child for child in element.children),
    )


class Formats:
    """The cell formats of a style sheet; of a workbook without one, what Excel then takes."""

    def __init__(self, document: Document | None) -> None:
        root = document.root if document else None
        self._sections = {child.local: child.elements() for child in root.elements()} if root else {}

    def of(self, style: int) -> Element:
        """A cell format; the first one where there is no such format, as in Excel."""
        formats = self._sections.get("cellXfs") or [Element("xf", [("numFmtId", "0"), ("fontId", "0")], {})]
        return formats[style] if 0 <= style < len(formats) else formats[0]

    def fill(self, found: Element) -> Shape | None:
        """The fill of a format; None for the first one, which is none."""
        fills, number = self._sections.get("fills", []), int(found.get("fillId") or 0)
        return shape(fills[number]) if 0 < number < len(fills) else None

    def colour(self, found: Element) -> str | None:
        """RRGGBB of a format's fill if it is plain and applied."""
        fills = self._sections.get("fills", [])
        number = int(found.get("fillId") or 0)
        pattern = fills[number].first("patternFill") if number < len(fills) else None
        colour = pattern.first("fgColor") if pattern is not None else None
        if pattern is None or colour is None or pattern.get("patternType") != "solid":
            return None
        return (colour.get("rgb") or "")[2:] if found.get("applyFill") in ("1", "true") else None


@dataclass(slots=True)
class Spot:
    """A cell with the row it stands in."""

    row: Element
    cell: Element


def grid(root: Element) -> tuple[dict[str, Spot], dict[int, Element]]:
    """Cells by address and rows by number; addresses may be left out in the XML."""
    spots: dict[str, Spot] = {}
    rows: dict[int, Element] = {}
    data = root.first("sheetData")
    number = 0
    for row in data.elements("row") if data else []:
        number = int(row.get("r") or number + 1)
        rows.setdefault(number, row)
        column = 0
        for cell in row.elements("c"):
            ref = (cell.get("r") or f"{get_column_letter(column + 1)}{number}").upper()
            column = coordinate_to_tuple(ref)[1]
            spots[ref] = Spot(row, cell)
    return spots, rows


def base_style(root: Element, rows: dict[int, Element], ref: str) -> int:
    """The format that an absent cell shows: its row's, else its column's."""
    row, column = coordinate_to_tuple(ref)
    if row in rows and rows[row].get("customFormat") in ("1", "true"):
        return int(rows[row].get("s") or 0)
    columns = root.first("cols")
    for each in columns.elements("col") if columns else []:
        if int(each.get("min") or 0) <= column <= int(each.get("max") or 0):
            return int(each.get("style") or 0)
    return 0


def take_back_cells(
    was: Element, now: Element, sheet: str, asked: Asked, formats: tuple[Formats, Formats]
) -> Iterator[str]:
    """Undo what was asked of cells and rows; yields what was not done as asked."""
    old, old_rows = grid(was)
    new, new_rows = grid(now)
    contents = asked.contents_of(sheet)
    for ref in asked.cells(sheet):
        before, after = old.get(ref), new.get(ref)
        if after is None:
            yield f"{sheet}!{ref}: there is no cell"
            continue
        style = int((before.cell.get("s") if before else None) or 0)
        if before is None:
            style = base_style(was, old_rows, ref)
        yield from _format_faults(style, int(after.cell.get("s") or 0), sheet, ref, asked, formats)
        if ref in contents:
            yield from _content_faults(before, after.cell, f"{sheet}!{ref}", *contents[ref])
        elif before is None and (after.cell.children or after.cell.get("t")):
            yield f"{sheet}!{ref}: a cell that was only marked has content"
        if before is None:
            after.row.children.remove(after.cell)
            continue
        if ref in contents:
            after.cell.attrs, after.cell.children = list(before.cell.attrs), list(before.cell.children)
        _give_back(before.cell, after.cell, "s")
    for number, row in new_rows.items():
        if number not in old_rows and not row.elements() and row.attrs == [("r", str(number))]:
            data = now.first("sheetData")
            assert data is not None
            data.children.remove(row)
        elif number in old_rows:
            yield from _take_back_row(old_rows[number], row, number, sheet, asked)
    _free_formulas_back(old, new, set(contents))
    yield from _take_back_dimension(was, now, [ref for ref in asked.cells(sheet) if ref not in old])


def _give_back(was: Element, now: Element, name: str) -> None:
    """Set one attribute as it was; any other difference stays to be seen."""
    changed = [pair for pair in now.attrs if pair[0] != name]
    if changed == [pair for pair in was.attrs if pair[0] != name]:
        now.attrs = list(was.attrs)


def _format_faults(
    old: int, new: int, sheet: str, ref: str, asked: Asked, formats: tuple[Formats, Formats]
) -> Iterator[str]:
    fill, locked = asked.fills.get((sheet, ref)), (sheet, ref) in asked.locks
    was, now = formats[0].of(old), formats[1].of(new)
    free: tuple[str, ...] = ("fillId", "applyFill")
    if fill is not None:
        if formats[1].colour(now) != fill:
            yield f"{sheet}!{ref}: its fill is {formats[1].colour(now)}, not {fill}"
    elif (sheet, ref) in asked.restored:
        # Which of two formats that look alike it gets is no matter.
        if formats[0].fill(was) != formats[1].fill(now):
            yield f"{sheet}!{ref}: its fill was {formats[0].fill(was)}, is {formats[1].fill(now)}"
    elif locked:
        free = ()
    else:
        if old != new:
            yield f"{sheet}!{ref}: format was {old}, is {new}, though no mark was asked"
        return
    others = [{name: value for name, value in each.attrs if name not in free} for each in (was, now)]
    for each in others:
        each.setdefault("borderId", "0")
        each.setdefault("fillId", "0")
    if others[0] != others[1]:
        yield f"{sheet}!{ref}: its format was {others[0]}, is {others[1]}"
    inner = [
        [shape(child) for child in each.elements() if not (locked and child.local == "protection")]
        for each in (was, now)
    ]
    if inner[0] != inner[1]:
        yield f"{sheet}!{ref}: inside its format was {inner[0]}, is {inner[1]}"
    if locked and any(child.get("locked") in ("0", "false") for child in now.elements("protection")):
        yield f"{sheet}!{ref}: it is not locked"


def _content_faults(
    before: Spot | None, cell: Element, where: str, value: Value, formula: str | None
) -> Iterator[str]:
    old = before.cell if before else Element("", [], {})
    for name, stood in old.attrs:
        if name not in ("s", *_OF_THE_CONTENT) and cell.get(name) != stood:
            kept = formula is not None and name == "cm"
            if name != "cm" or kept:
                yield f"{where}: attribute {name} was {stood!r}, is {cell.get(name)!r}"
    for name, stands in cell.attrs:
        if name not in ("r", "s", "t") and old.get(name) != stands:
            yield f"{where}: attribute {name} came in"
    old_formula, new_formula = old.first("f"), cell.first("f")
    text = unescape(new_formula.text) if new_formula is not None else None
    unchanged = (
        old_formula is not None and new_formula is not None and shape(old_formula) == shape(new_formula)
    )
    if text != formula and not (formula is not None and unchanged):
        yield f"{where}: its formula is {text!r}, not {formula!r}"
    if not unchanged and old_formula is not None and formula is not None and old_formula.text == formula:
        yield f"{where}: its formula was to stay, but is written otherwise"
    if not unchanged and old_formula is not None and old_formula.get("t") in ("array", "dataTable"):
        yield f"{where}: an array formula became a plain one"
    found = _stored(cell)
    if isinstance(found, Decimal) and found != value:
        found = _FIFTEEN.create_decimal(
            found
        )  # Excel shows no more digits, and a result that stays is left alone.
    if found != value or isinstance(found, bool) != isinstance(value, bool):
        yield f"{where}: its value is {found!r}, not {value!r}"


def _stored(cell: Element) -> Value:
    kind, stored = cell.get("t") or "n", cell.first("v")
    if kind == "inlineStr":
        holder = cell.first("is")
        text = holder.first("t") if holder else None
        return str(unescape(text.text)) if text is not None else None
    if stored is None:
        return None
    if kind == "str":
        return str(unescape(stored.text))
    return stored.text == "1" if kind == "b" else Decimal(stored.text) if kind == "n" else stored.text


def _free_formulas_back(old: dict[str, Spot], new: dict[str, Spot], written: set[str]) -> None:
    """A child of a shared formula whose master was overwritten has its own text, and the right one."""
    masters = {}
    for ref, spot in old.items():
        formula = spot.cell.first("f")
        if formula is None or formula.get("t") != "shared":
            continue
        if formula.get("ref") and formula.text:
            masters[formula.get("si")] = ref, formula.text
        elif ref not in written and ref in new and formula.get("si") in masters:
            master, text = masters[formula.get("si")]
            freed = new[ref].cell.first("f")
            expected = Translator(f"={text}", master).translate_formula(ref)[1:]
            if master in written and freed is not None and (freed.attrs, freed.text) == ([], expected):
                freed.attrs, freed.children = list(formula.attrs), list(formula.children)


def _take_back_row(was: Element, now: Element, number: int, sheet: str, asked: Asked) -> Iterator[str]:
    height = asked.heights.get((sheet, number))
    if height is not None:
        if Decimal(now.get("ht") or "-1") != height or now.get("customHeight") != "1":
            yield f"{sheet}: row {number} is {now.get('ht')} high, not {height}"
        for name in ("ht", "customHeight"):
            now.put(name, was.get(name))
    old, new = was.get("spans"), now.get("spans")
    if old != new and old is not None and new is not None:
        low, high = (int(text) for text in old.split(":"))
        columns = [
            coordinate_to_tuple(ref)[1] for ref in asked.cells(sheet) if coordinate_to_tuple(ref)[0] == number
        ]
        if new != f"{min(low, *columns)}:{max(high, *columns)}":
            yield f"{sheet}: row {number} spans {new}"
        _give_back(was, now, "spans")


def _take_back_dimension(was: Element, now: Element, added: list[str]) -> Iterator[str]:
    old, new = was.first("dimension"), now.first("dimension")
    if old is None or new is None or old.get("ref") == new.get("ref"):
        return
    left, top, right, bottom = range_boundaries(old.get("ref"))
    places = [coordinate_to_tuple(ref) for ref in added]
    rows, columns = [row for row, _ in places], [column for _, column in places]
    expected = (min([left, *columns]), min([top, *rows]), max([right, *columns]), max([bottom, *rows]))
    if range_boundaries(new.get("ref")) != expected:
        yield f"the dimension was {old.get('ref')}, is {new.get('ref')}"
    _give_back(old, new, "ref")
