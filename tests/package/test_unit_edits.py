"""Locking a cell, hiding a sheet, giving a row its height: each alone, and beside other edits."""

from __future__ import annotations

import io
import re
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter
from lossless import unchanged_but_marks
from lossless_asked import Recorded
from package_samples import form, pack, parts, unpack
from rich_parts import Book
from validity import faults

from jzxl.errors import PatchError
from jzxl.package import Edit, Look, NewCell, NewSheet, open_package

SHEET1 = "xl/worksheets/sheet1.xml"
WORKBOOK = "xl/workbook.xml"
STYLES = "xl/styles.xml"
LIST = NewSheet("清单", [[NewCell("一")]])


def unlocked_form() -> bytes:
    """A protected sheet: A1 locked, B1 not, C1 not and in yellow, D1 not and aligned, row 3 open throughout."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    free = book.add_format({"locked": False})
    yellow = book.add_format({"locked": False, "bg_color": "#FFFF00", "bold": True})
    aligned = book.add_format({"locked": False, "align": "center", "num_format": "0.00"})
    sheet = book.add_worksheet("表 1")
    sheet.write("A1", 1)
    sheet.write("B1", 2, free)
    sheet.write("C1", 3, yellow)
    sheet.write("D1", 4, aligned)
    sheet.set_row(2, 20, free)
    sheet.protect()
    book.close()
    return target.getvalue()


def edited(before: bytes) -> Recorded:
    return Recorded(open_package(before))


def proven(edit: Recorded, before: bytes) -> bytes:
    """The edited workbook, which differs in nothing that was not asked."""
    after = edit.to_bytes()
    assert unchanged_but_marks(before, after, edit.asked) == []
    assert faults(after) == []
    return after


def cell(data: bytes, ref: str) -> openpyxl.cell.Cell:
    return openpyxl.load_workbook(io.BytesIO(data))["表 1"][ref]


# Locking


@pytest.mark.parametrize("ref", ["A1", "B1", "C1", "D1", "F9"])
def test_lock(ref: str) -> None:
    before = unlocked_form()
    assert cell(before, ref).protection.locked == (ref in ("A1", "F9"))
    edit = edited(before)
    edit.lock("表 1", ref)
    after = cell(proven(edit, before), ref)
    was = cell(before, ref)
    assert after.protection.locked
    assert (after.value, after.number_format) == (was.value, was.number_format)
    for part in ("font", "fill", "border", "alignment"):
        assert repr(getattr(after, part)) == repr(getattr(was, part))
    others = {"A1", "B1", "C1", "D1"} - {ref}
    copy = edit.to_bytes()
    assert {each: cell(copy, each).protection.locked for each in others} == {
        each: each == "A1" for each in others
    }


def test_lock_of_an_absent_cell_in_a_row_that_is_open() -> None:
    before = unlocked_form()
    assert open_package(before).content("表 1").base_style(3, 2) != 0
    edit = edited(before)
    edit.lock("表 1", "B3")
    after = proven(edit, before)
    assert cell(after, "B3").protection.locked
    row = re.search(r'<row r="3"[^>]*>', unpack(before)[SHEET1].decode())
    assert row is not None and row[0].encode().replace(b"/>", b">") in unpack(after)[SHEET1]


def test_lock_of_a_locked_cell_changes_nothing() -> None:
    before = unlocked_form()
    edit = edited(before)
    edit.lock("表 1", "A1")
    assert unpack(proven(edit, before)) == unpack(before)


@pytest.mark.parametrize("first", ["fill", "lock"])
def test_lock_and_fill_in_either_order(first: str) -> None:
    before = unlocked_form()
    edit = edited(before)
    steps = [lambda: edit.set_fill("表 1", "C1", "DDEBF7"), lambda: edit.lock("表 1", "C1")]
    for step in steps if first == "fill" else reversed(steps):
        step()
    after = cell(proven(edit, before), "C1")
    assert after.protection.locked
    assert after.fill.fgColor.rgb == "FFDDEBF7"
    assert after.font.bold


def test_lock_and_write() -> None:
    before = unlocked_form()
    edit = edited(before)
    edit.lock("表 1", "B1")
    edit.write("表 1", "B1", "文")
    after = cell(proven(edit, before), "B1")
    assert after.protection.locked
    assert after.value == "文"


def test_two_cells_of_one_format_get_one_new_format() -> None:
    before = unlocked_form()
    edit = edited(before)
    for ref in ("A3", "B3", "C3"):
        edit.lock("表 1", ref)
    after = proven(edit, before)
    count = [int(re.search(rb'<cellXfs count="(\d+)"', unpack(each)[STYLES])[1]) for each in (before, after)]
    assert count[1] - count[0] <= 1
    assert len({open_package(after).cells("表 1")[ref].style for ref in ("A3", "B3", "C3")}) == 1


def test_lock_in_a_workbook_without_styles() -> None:
    before = pack(parts())
    edit = edited(before)
    edit.lock("表 1", "A1")
    edit.add_sheet(NewSheet("清单", [[NewCell("一", Look(fill="DDEBF7"))]]))
    after = cell(proven(edit, before), "A1")
    assert after.protection.locked
    assert after.value == "姓名"


def test_lock_of_no_cell_or_no_sheet() -> None:
    edit = Edit(open_package(unlocked_form(), name="甲.xlsx"))
    with pytest.raises(PatchError, match=r"^甲\.xlsx “表 1”中没有单元格“A0”"):
        edit.lock("表 1", "A0")
    with pytest.raises(PatchError, match="没有工作表“表 9”"):
        edit.lock("表 9", "A1")


# Hiding


def states(data: bytes) -> list[tuple[str, str]]:
    return [(sheet.name, sheet.state) for sheet in open_package(data).sheets]


def test_hide_sheet() -> None:
    before = form()
    edit = Edit(open_package(before))
    edit.hide_sheet("表 2")
    edit.hide_sheet("表 2")
    after = edit.to_bytes()
    assert states(after) == [("表 1", "visible"), ("表 2", "hidden")]
    changed = {name for name, content in unpack(after).items() if content != unpack(before)[name]}
    assert changed == {WORKBOOK}
    assert unpack(after)[WORKBOOK].replace(b' state="hidden"', b"") == unpack(before)[WORKBOOK]
    book = openpyxl.load_workbook(io.BytesIO(after))
    assert (book["表 2"].sheet_state, book.active.title) == ("hidden", "表 1")


def test_hiding_the_active_sheet_shows_the_next_one_in_sight() -> None:
    book = Book(form())
    book.edit(WORKBOOK, lambda xml: xml.replace('<sheet name="表 1"', '<sheet state="hidden" name="表 1"'))
    book.edit(WORKBOOK, lambda xml: xml.replace("<workbookView ", '<workbookView activeTab="1" '))
    sheet = book.add_sheet("表 3", "<row r='1'/>")
    assert sheet in book.members
    edit = Edit(open_package(book.data()))
    edit.hide_sheet("表 2")
    after = edit.to_bytes()
    assert states(after) == [("表 1", "hidden"), ("表 2", "hidden"), ("表 3", "visible")]
    assert openpyxl.load_workbook(io.BytesIO(after)).active.title == "表 3"
    assert faults(after) == []


def test_a_very_hidden_sheet_stays_very_hidden() -> None:
    book = Book(form())
    book.edit(
        WORKBOOK, lambda xml: xml.replace('<sheet name="表 2"', '<sheet state="veryHidden" name="表 2"')
    )
    edit = Edit(open_package(book.data()))
    edit.hide_sheet("表 2")
    assert states(edit.to_bytes()) == [("表 1", "visible"), ("表 2", "veryHidden")]


def test_the_last_sheet_in_sight_is_not_hidden() -> None:
    edit = Edit(open_package(form(), name="甲.xlsx"))
    edit.hide_sheet("表 1")
    edit.hide_sheet("表 2")
    with pytest.raises(PatchError, match=r"^甲.*至少要有一张工作表不隐藏"):
        edit.to_bytes()
    edit.add_sheet(LIST)
    after = edit.to_bytes()
    assert states(after) == [("清单", "visible"), ("表 1", "hidden"), ("表 2", "hidden")]
    assert openpyxl.load_workbook(io.BytesIO(after)).active.title == "清单"


def test_removing_all_but_hidden_sheets_is_refused() -> None:
    edit = Edit(open_package(form()))
    edit.hide_sheet("表 2")
    hidden = Edit(open_package(edit.to_bytes(), name="甲.xlsx"))
    hidden.remove_sheet("表 1")
    with pytest.raises(PatchError, match=r"^甲.*至少要有一张工作表不隐藏"):
        hidden.to_bytes()


def test_hiding_a_sheet_that_is_removed_too() -> None:
    edit = Edit(open_package(form()))
    edit.hide_sheet("表 2")
    edit.remove_sheet("表 2")
    assert states(edit.to_bytes()) == [("表 1", "visible")]


def test_hiding_beside_marks() -> None:
    before = form(notes=True)
    edit = edited(before)
    edit.hide_sheet("表 2")
    edit.set_fill("表 2", "B2", "FFC7CE")
    edit.note("表 2", "B2", "改", author="复核")
    edit.add_sheet(LIST)
    after = edit.to_bytes()
    left = [
        line
        for line in unchanged_but_marks(before, after, edit.asked)
        if "state='hidden' came in" not in line
    ]
    assert left == []
    assert states(after) == [("清单", "visible"), ("表 1", "visible"), ("表 2", "hidden")]


def test_hiding_an_unknown_sheet() -> None:
    with pytest.raises(PatchError, match="没有工作表“表 9”"):
        Edit(open_package(form())).hide_sheet("表 9")


# Heights


@pytest.mark.parametrize(
    ("row", "points", "written"),
    [(1, Decimal(30), "30"), (8, Decimal("45.50"), "45.50"), (10, Decimal("1E+2"), "100")],
)
def test_set_row_height(row: int, points: Decimal, written: str) -> None:
    before = form()
    edit = edited(before)
    edit.set_row_height("表 1", row, points)
    after = proven(edit, before)
    tag = re.search(rf'<row r="{row}"[^>]*>', unpack(after)[SHEET1].decode())
    assert tag is not None
    assert f' ht="{written}"' in tag[0] and ' customHeight="1"' in tag[0]
    assert openpyxl.load_workbook(io.BytesIO(after))["表 1"].row_dimensions[row].height == float(points)
    assert unpack(after)["xl/worksheets/sheet2.xml"] == unpack(before)["xl/worksheets/sheet2.xml"]


def test_height_of_an_absent_row_is_not_set() -> None:
    before = form()
    edit = edited(before)
    edit.set_row_height("表 1", 99, Decimal(30))
    assert unpack(edit.to_bytes()) == unpack(before)


def test_the_last_height_counts() -> None:
    before = form()
    edit = edited(before)
    edit.set_row_height("表 1", 1, Decimal(30))
    edit.set_row_height("表 1", 1, Decimal(40))
    assert b'<row r="1" spans="1:4" ht="40" customHeight="1">' in unpack(proven(edit, before))[SHEET1]


def test_height_beside_contents_and_marks() -> None:
    before = form()
    edit = edited(before)
    for row in (2, 3, 10):
        edit.set_row_height("表 1", row, Decimal("22.5"))
    edit.write("表 1", "B2", "换了")
    edit.set_fill("表 1", "C3", "FFC7CE")
    edit.note("表 1", "A10", "看", author="复核")
    after = proven(edit, before)
    sheet = openpyxl.load_workbook(io.BytesIO(after))["表 1"]
    assert [sheet.row_dimensions[row].height for row in (2, 3, 10)] == [22.5] * 3
    assert sheet["B2"].value == "换了"


def test_height_of_a_row_without_content_or_number() -> None:
    before = pack(parts('<row/><row hidden="1"><c><v>1</v></c></row>'))
    edit = edited(before)
    edit.set_row_height("表 1", 1, Decimal(20))
    edit.set_row_height("表 1", 2, Decimal(21))
    sheet = unpack(proven(edit, before))[SHEET1]
    assert b'<row ht="20" customHeight="1"/><row hidden="1" ht="21" customHeight="1"><c>' in sheet


def test_height_where_a_cell_comes_into_the_row() -> None:
    """Within the columns that the row has it works; where they must grow it is refused, and nothing is torn."""
    before = form()
    edit = edited(before)
    edit.set_row_height("表 1", 1, Decimal(20))
    edit.write("表 1", "B1", 5)
    assert cell(proven(edit, before), "B1").value == 5
    edit.write("表 1", "Z1", 5)
    with pytest.raises(PatchError, match="两处修改互相重叠"):
        edit.to_bytes()
