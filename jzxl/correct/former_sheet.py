"""The findings sheet of an earlier check: found, and proven ours before it is removed.

A name says which sheet it is, and a property what we wrote there. Only a sheet that reads as ours and holds
nothing that others wrote is removed; any other is somebody's, whatever the name says.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Context, Decimal

from jzxl.check.finding import Severity
from jzxl.correct.findings_sheet import COLUMNS, HEADINGS, LABELS, MORE_LABELS, NAME, NONE_FOUND, SHEET_MARK
from jzxl.correct.remembered import digest, visible_text
from jzxl.package import Cell, CellValue, Edit, NewSheet, Package
from jzxl.package.address import join_ref

CONTENT_PROPERTY = "jzxl.findings"
_FIRST_LABEL_ROW = 3
# A program that saves 82.8 as a binary number gives back so many digits of it, and perhaps more.
_TWELVE_DIGITS = Context(prec=12)
_DIGITS = 16
_LABELS = (*LABELS, *MORE_LABELS)
# The columns of a title, a label with its value, and the scores of a form.
_LAID_OUT = ({1}, {1, 3}, {5, 6}, {1, 5, 6})


@dataclass(frozen=True, slots=True)
class FormerSheet:
    """What became of the findings sheet of an earlier check.

    ``replaced`` is the sheet that was removed for ours to take its place, ``kept`` the one in which others
    wrote, which stays.
    """

    replaced: str | None = None
    kept: str | None = None


def take_back_sheet(package: Package, edit: Edit, forms: Collection[str]) -> FormerSheet:
    """Remove the findings sheet of an earlier check.

    Args:
        forms: the sheets that hold forms, none of which is ever removed.
    """
    for name in package.names:
        if name.name == SHEET_MARK and name.scope is not None:
            edit.remove_local_names(SHEET_MARK)
    sheets = [sheet.name for sheet in package.sheets if sheet.name not in forms]
    marked = next(
        (
            each.target[0]
            for each in package.names
            if each.name == SHEET_MARK and each.scope is None and each.target
        ),
        None,
    )
    if marked is not None and marked in sheets and _reads_as_ours(package, marked):
        if not _is_as_written(package, marked):
            return FormerSheet(kept=marked)
        edit.remove_sheet(marked)
        return FormerSheet(replaced=marked)
    if any(each.name == SHEET_MARK for each in package.names) or CONTENT_PROPERTY in package.properties:
        # The name leads nowhere where a program renamed the sheet.
        for sheet in sheets:
            if _reads_as_ours(package, sheet) and _is_as_written(package, sheet):
                edit.remove_sheet(sheet)
                return FormerSheet(replaced=sheet)
    return FormerSheet()


def remember_sheet(edit: Edit, sheet: NewSheet) -> None:
    """Remember which sheet is ours, and what we wrote there."""
    edit.define_name(SHEET_MARK, sheet.name, "A1")
    edit.set_property(CONTENT_PROPERTY, _digest(_written(sheet)))


def _reads_as_ours(package: Package, sheet: str) -> bool:
    """Whether it begins with our title and the labels below it."""
    cells = package.cells(sheet)
    if "A1" not in cells or cells["A1"].value != NAME:
        return False
    return all(
        (cell := cells.get(f"A{_FIRST_LABEL_ROW + place}")) is not None and cell.value == label
        for place, label in enumerate(LABELS)
    )


def _is_as_written(package: Package, sheet: str) -> bool:
    """Whether nothing was written there since, in a cell or in a note, and nothing drawn."""
    cells = package.cells(sheet)
    member = package.sheet(sheet).member
    if any(cell.formula is not None for cell in cells.values()) or package.notes(sheet):
        return False
    if package.related(member, "drawing") is not None or package.related(member, "threadedComment"):
        return False
    remembered = package.properties.get(CONTENT_PROPERTY)
    if remembered is not None:
        return _digest({ref: _plain(cell.value) for ref, cell in cells.items()}) == remembered
    return _is_laid_out_as_ours(list(cells.values()))


def _is_laid_out_as_ours(cells: Collection[Cell]) -> bool:
    """Of a copy that does not tell what we wrote: whether there is anything where we write nothing."""
    rows: dict[int, dict[int, str]] = {}
    for cell in cells:
        text = _plain(cell.value)
        if text:
            rows.setdefault(cell.row, {})[cell.column] = text
    heading = dict(enumerate(HEADINGS, start=1))
    start = next((row for row, texts in rows.items() if texts in (heading, {1: NONE_FOUND})), None)
    if start is None or any(column > COLUMNS for texts in rows.values() for column in texts):
        return False
    above = [texts for row, texts in rows.items() if row < start]
    if not all(set(texts) in _LAID_OUT and (3 not in texts or texts[1] in _LABELS) for texts in above):
        return False
    words = {severity.word for severity in Severity}
    below = [texts for row, texts in sorted(rows.items()) if row > start]
    return all(
        texts.get(1) == str(position) and texts.get(2) in words
        for position, texts in enumerate(below, start=1)
    )


def _written(sheet: NewSheet) -> dict[str, str]:
    return {
        join_ref(row, column): _plain(cell.value)
        for row, cells in enumerate(sheet.rows, start=1)
        for column, cell in enumerate(cells, start=1)
        if cell is not None
    }


def _digest(contents: dict[str, str]) -> str:
    """Of the contents by cell, in whatever order a program wrote them."""
    told = "\n".join(f"{ref} {text}" for ref, text in sorted(contents.items()) if text)
    return digest(told, _DIGITS)


def _plain(value: CellValue | Decimal | int) -> str:
    """A content as every program gives it back: without blanks and controls, a number to twelve digits."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, (Decimal, int)):
        return format(_TWELVE_DIGITS.create_decimal(value).normalize(), "f")
    if value is None:
        return ""
    return visible_text(value if isinstance(value, str) else str(value))
