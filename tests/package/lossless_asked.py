"""What an edit was asked to do, recorded while it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from jzxl.package import Edit, Look, NewCell, NewSheet, Package

Place = tuple[str, str]
Value = Decimal | int | str | bool | None


@dataclass(slots=True)
class Asked:
    """Everything asked of one edit; places are (sheet, address).

    Attributes:
        fills: RRGGBB of marked cells.
        restored: cells that got back the fill they had before an earlier mark.
        contents: value and formula of cells that were written.
        notes: author and text.
        heights: of rows, in points.
        sheets: names of sheets added in front.
        names: the places that defined names are given to.
        properties: custom document properties.
    """

    fills: dict[Place, str] = field(default_factory=dict)
    restored: set[Place] = field(default_factory=set)
    locks: set[Place] = field(default_factory=set)
    contents: dict[Place, tuple[Value, str | None]] = field(default_factory=dict)
    notes: dict[Place, tuple[str, str]] = field(default_factory=dict)
    heights: dict[tuple[str, int], Decimal] = field(default_factory=dict)
    sheets: list[str] = field(default_factory=list)
    names: dict[str, Place] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)

    def cells(self, sheet: str) -> list[str]:
        """Addresses in a sheet whose cell may change."""
        places = [*self.fills, *self.restored, *self.locks, *self.contents]
        return list(dict.fromkeys(ref for name, ref in places if name == sheet))

    def notes_of(self, sheet: str) -> dict[str, tuple[str, str]]:
        """Author and text by address, in one sheet."""
        return {ref: note for (name, ref), note in self.notes.items() if name == sheet}

    def contents_of(self, sheet: str) -> Mapping[str, tuple[Value, str | None]]:
        """Value and formula by address, in one sheet."""
        return {ref: content for (name, ref), content in self.contents.items() if name == sheet}


class Recorded(Edit):
    """An edit that remembers what it was asked."""

    def __init__(self, package: Package) -> None:
        super().__init__(package)
        self.asked = Asked()

    def write(self, sheet: str, ref: str, value: Value, *, formula: str | None = None) -> None:
        super().write(sheet, ref, value, formula=formula)
        self.asked.contents[sheet, ref] = value, None if formula is None else formula.removeprefix("=")

    def set_fill(self, sheet: str, ref: str, rgb: str) -> None:
        super().set_fill(sheet, ref, rgb)
        self.asked.fills[sheet, ref] = rgb.upper()

    def restore_fill(self, sheet: str, ref: str, fill_key: str) -> None:
        super().restore_fill(sheet, ref, fill_key)
        self.asked.restored.add((sheet, ref))

    def lock(self, sheet: str, ref: str) -> None:
        super().lock(sheet, ref)
        self.asked.locks.add((sheet, ref))

    def note(self, sheet: str, ref: str, text: str, *, author: str) -> None:
        super().note(sheet, ref, text, author=author)
        before = self.asked.notes.get((sheet, ref))
        self.asked.notes[sheet, ref] = author, f"{before[1]}\n{text}" if before else text

    def add_sheet(self, sheet: NewSheet, *, first: bool = True) -> None:
        assert first, "only sheets in front are known to the proof"
        super().add_sheet(sheet)
        self.asked.sheets.append(sheet.name)

    def set_row_height(self, sheet: str, row: int, points: Decimal) -> None:
        super().set_row_height(sheet, row, points)
        self.asked.heights[sheet, row] = points

    def set_property(self, name: str, value: str) -> None:
        super().set_property(name, value)
        self.asked.properties[name] = value

    def define_name(self, name: str, sheet: str, ref: str, *, hidden: bool = True) -> None:
        super().define_name(name, sheet, ref, hidden=hidden)
        self.asked.names[name] = sheet, ref


LIST = NewSheet(
    "问题清单",
    [
        [NewCell("位置", Look(bold=True, border=True, fill="DDEBF7"))],
        [NewCell("A1", link="'表'!A1"), NewCell(3, Look(number_format="0.00"))],
    ],
    widths=[12, 40],
    merges=["C2:D2"],
    freeze_rows=1,
    tab_color="FF0000",
)


def every_kind_of_edit(package: Package) -> Recorded:
    """Marks, notes, contents of each kind, a locked cell, a sheet, a name and a property."""
    edit = Recorded(package)
    for sheet in package.sheets:
        name, content = sheet.name, package.content(sheet.name)
        for ref in dict.fromkeys([*list(content.cells)[:3], "B2", "H30"]):
            edit.set_fill(name, ref, "FFC7CE")
            edit.note(name, ref, "得分应为 3", author="复核")
        whole = [cell for cell in content.cells.values() if content.array_over(cell.row, cell.column) is None]
        constants = [cell.ref for cell in whole if cell.formula is None]
        for ref in constants[:1]:
            edit.write(name, ref, "文 <&>\n_x000D_")
        for ref in constants[1:][-1:]:
            edit.write(name, ref, 7)
        formulas = [cell for cell in whole if cell.formula]
        for cell in formulas[:1]:
            edit.write(name, cell.ref, 7, formula=cell.formula)
        for cell in formulas[1:2]:
            edit.write(name, cell.ref, "x", formula='A1&"<"')
        for cell in formulas[2:3]:
            edit.write(name, cell.ref, 5)
        edit.write(name, "K40", True)
        edit.lock(name, "B2")
    edit.add_sheet(LIST)
    edit.define_name("jz_mark", LIST.name, "A1")
    edit.set_property("jz", "一")
    return edit
