"""The package layer: the gate and the reader, and the patcher."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from fuzz.verdict import FILE, check, open_copy, refused
from jzxl.errors import JzxlError
from jzxl.package import (
    Cell,
    CellValue,
    Edit,
    Look,
    NewCell,
    NewSheet,
    Package,
    carried_by,
    foreign_kind,
    kind_of,
    open_package,
    shown,
)
from jzxl.package.address import join_ref, split_area

_AUTHOR, _NOTE = "jzxl审核", "请核对 <来源>\n第二行"
_VALUES = (Decimal("1.5"), 3, "", "甲\r\n_x0041_\x01<&", True, None, Decimal("1E+300"), "=1+1")
_MOST_SHEETS = 6


def run_package(data: bytes) -> None:
    """Everything that can be read in a workbook is read."""
    kind_of(data)
    foreign_kind(data)
    try:
        package = open_package(data, name=FILE)
    except JzxlError as error:
        refused(error)
        return
    _try(lambda: package.properties)
    _try(lambda: carried_by(package))
    _try(lambda: list(package.related_parts()))
    for sheet in package.sheets:
        _try(lambda name=sheet.name: package.notes(name))
        _try(lambda name=sheet.name: _read_cells(package, name))


def _try(read: Callable[[], object]) -> None:
    try:
        read()
    except JzxlError as error:
        refused(error)


def _read_cells(package: Package, name: str) -> None:
    content = package.content(name)
    for ref, cell in package.cells(name).items():
        check(ref == cell.ref == join_ref(cell.row, cell.column), "a cell that is not where it says")
        if isinstance(cell.value, Decimal):
            check(cell.value.is_finite(), "a number that is none")
        shown(cell.value, package.number_format(cell.style), date1904=package.date1904)
    for area in package.merges(name):
        split_area(area)
    content.base_style(7, 7)
    content.array_over(2, 2)


@dataclass(slots=True)
class _Done:
    """What an edit was told to do, to be found in the copy."""

    written: dict[tuple[str, str], CellValue] = field(default_factory=dict)
    noted: set[tuple[str, str]] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)


def run_patch(data: bytes) -> None:
    """Edits of all kinds; the copy opens, holds what was written, and all else as it was."""
    # The same input means the same edits.
    chance = Random(zlib.crc32(data))
    done = _Done()
    try:
        package = open_package(data, name=FILE)
        before = {sheet.name: dict(package.cells(sheet.name)) for sheet in package.sheets[:_MOST_SHEETS]}
        authors = {author for sheet in before for author, _ in package.notes(sheet).values()}
        edit = Edit(package)
        _change_sheets(edit, before, sorted(authors), chance, done)
        if chance.random() < 0.5:
            _change_workbook(edit, chance, min(before.keys() - done.gone))
        copy = edit.to_bytes()
    except JzxlError as error:
        refused(error)
        return
    _compare(open_copy(copy, package), before, done)


def _change_sheets(
    edit: Edit, before: Mapping[str, Mapping[str, Cell]], authors: list[str], chance: Random, done: _Done
) -> None:
    names = sorted(before)
    for sheet in chance.sample(names, min(len(names), 2)):
        for ref in _places(before[sheet], chance):
            _change_cell(edit, sheet, ref, chance, done)
        if chance.random() < 0.1:
            edit.set_row_height(sheet, 7, Decimal("30.5"))
    if chance.random() < 0.2:
        edit.remove_notes(chance.choice([_AUTHOR, *authors]))
    if chance.random() < 0.1 and len(names) > 1:
        gone = chance.choice(names)
        edit.remove_sheet(gone)
        done.gone.add(gone)
    if chance.random() < 0.1:
        edit.hide_sheet(chance.choice(names))


def _places(cells: Mapping[str, Cell], chance: Random) -> list[str]:
    there = chance.sample(sorted(cells), min(len(cells), 3))
    # Not in row 7, which may get a height: no cell may be added to such a row.
    return [*there, join_ref(chance.choice((1, 2, 3, 9, 40, 1_048_576)), chance.choice((1, 2, 5, 16_384)))]


def _change_cell(edit: Edit, sheet: str, ref: str, chance: Random, done: _Done) -> None:
    match chance.randrange(7):
        case 0 | 1:
            edit.set_fill(sheet, ref, "FFC7CE")
        case 2:
            value = chance.choice(_VALUES)
            edit.write(sheet, ref, value)
            done.written[sheet, ref] = Decimal(value) if type(value) is int else value
        case 3:
            edit.write(sheet, ref, Decimal(2), formula='IF("<"="&",1,2)')
            done.written[sheet, ref] = Decimal(2)
        case 4:
            edit.note(sheet, ref, _NOTE, author=_AUTHOR)
            done.noted.add((sheet, ref))
        case 5:
            edit.lock(sheet, ref)
        case _:
            edit.restore_fill(sheet, ref, edit.fill_key(sheet, ref))


def _change_workbook(edit: Edit, chance: Random, sheet: str) -> None:
    look = Look(bold=True, fill="DDEBF7", border=True, number_format="0.0%")
    rows = [[NewCell("=问题<&", look), None, NewCell(3)]]
    new = NewSheet("审核 结果", rows, widths=(9, 20), merges=("A2:C2",), freeze_rows=1)
    edit.add_sheet(new, first=chance.random() < 0.5)
    edit.define_name("_jzxl审核", "审核 结果", "A1")
    edit.define_name("_jzxl审核标记_1", sheet, "B2")
    edit.set_property("jzxl.fill.1", '<fill x="&"/>')
    if chance.random() < 0.3:
        edit.remove_property("jzxl")
        edit.remove_name("总分")


def _compare(package: Package, before: Mapping[str, Mapping[str, Cell]], done: _Done) -> None:
    """:raises Defect: something is not there, or something else changed."""
    for sheet, cells in before.items():
        if sheet not in done.gone:
            _compare_cells(sheet, cells, package.cells(sheet), done)
    for (sheet, ref), value in done.written.items():
        if sheet not in done.gone:
            now = package.cells(sheet).get(ref)
            there = now.value if now is not None else None
            empty = there in (None, "") and value in (None, "")
            check(there == value or empty, "what was written is not there")
    for sheet, ref in done.noted:
        if sheet not in done.gone:
            check(_NOTE in package.notes(sheet).get(ref, ("", ""))[1], "the note is not there")


def _compare_cells(sheet: str, before: Mapping[str, Cell], after: Mapping[str, Cell], done: _Done) -> None:
    for ref, cell in before.items():
        if (sheet, ref) not in done.written:
            now = after.get(ref)
            check(now is not None, "a cell got lost")
            # The style may be another, for its fill.
            check(now is not None and now._replace(style=cell.style) == cell, "another cell changed")
    for ref in after.keys() - before.keys():
        check((sheet, ref) in done.written or after[ref].value is None, "a cell came out of nothing")
