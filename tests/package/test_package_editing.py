"""Every edit, and that nothing else changes."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
import xlsxwriter
from package_samples import NS, form, pack, parts, unpack
from test_package_reading import CORPUS, VARIANTS, corpus

from jzxl.errors import PatchError, UnreadableFileError, UsageError
from jzxl.package import (
    CellError,
    Cut,
    Edit,
    Look,
    NewCell,
    NewSheet,
    Package,
    open_package,
    save_whole,
)
from jzxl.package.markup import outline

SHEET1 = "xl/worksheets/sheet1.xml"
FINDINGS = NewSheet(
    "问题清单",
    [
        [NewCell("位置", Look(bold=True, border=True, fill="DDEBF7")), None, NewCell("=1+1 <原样>")],
        [
            NewCell("表 1!B2", Look(color="0000FF", underline=True), link="'表 1'!B2"),
            NewCell(Decimal("0.5"), Look(number_format="0.00%")),
            NewCell(3, Look(number_format='0"分"', wrap=True)),
        ],
    ],
    widths=[12, 40],
    heights={1: Decimal("24.5")},
    merges=["C2:D2"],
    freeze_rows=1,
    tab_color="FF0000",
)


def reopened(edit: Edit) -> Package:
    """The result, which must also be a zip that the standard library finds whole."""
    data = edit.to_bytes()
    assert data == edit.to_bytes()
    unpack(data)
    return open_package(data, name="结果.xlsx")


def by_openpyxl(package: Package) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(package.data))


def changed_parts(before: Package, after: Package) -> set[str]:
    """Members that came, went or differ."""
    return {
        name
        for name in {*before.members, *after.members}
        if name not in before.members or name not in after.members or before.read(name) != after.read(name)
    }


def without_cell(markup: bytes, ref: str) -> str:
    return re.sub(rf'<c r="{ref}"(?: [^>]*?)?(?:/>|>.*?</c>)', "", markup.decode(), flags=re.DOTALL)


def test_nothing_asked_nothing_changed() -> None:
    data = form(notes=True)
    package = open_package(data)
    assert changed_parts(package, reopened(Edit(package))) == set()


def test_untouched_members_keep_their_packed_bytes() -> None:
    before = open_package(form(notes=True))
    edit = Edit(before)
    edit.write("表 1", "B2", 5)
    after = reopened(edit)
    assert changed_parts(before, after) == {SHEET1}
    new = {entry.name: after.data[entry.header : entry.end] for entry in after.entries}
    for entry in before.entries:
        if entry.name != SHEET1:
            assert new[entry.name] == before.data[entry.header : entry.end]


@pytest.mark.parametrize(
    ("value", "formula"),
    [
        (Decimal("3.50"), None),
        (7, None),
        (True, None),
        (False, None),
        ("=SUM(A1) <文字>\n第二行\t_x000D_ \x01", None),
        ("", None),
        (None, None),
        (Decimal("0.25"), "B3*2"),
        ("甲&乙", 'IF(B3<1,"甲&乙","")'),
        ("", 'T("")'),
        (True, "B3>0"),
        (None, "B3"),
    ],
)
@pytest.mark.parametrize("ref", ["B2", "C3", "D2", "B3", "E2", "A8", "A3", "B12", "C99"])
def test_write(ref: str, value: Decimal | int | str | bool | None, formula: str | None) -> None:
    before = open_package(form())
    edit = Edit(before)
    edit.write("表 1", ref, value, formula=formula)
    after = reopened(edit)
    cell = after.cells("表 1")[ref]
    assert cell.value == value
    assert isinstance(cell.value, bool) == isinstance(value, bool)
    assert cell.formula == formula
    assert cell.has_cached == (formula is not None and value is not None)
    others = {key: found for key, found in before.cells("表 1").items() if key != ref}
    assert {key: found for key, found in after.cells("表 1").items() if key != ref} == others
    if ref in before.cells("表 1"):
        assert cell.style == before.cells("表 1")[ref].style
        assert without_cell(after.read(SHEET1), ref) == without_cell(before.read(SHEET1), ref)
    assert changed_parts(before, after) <= {SHEET1}
    addresses = [(found.row, found.column) for found in after.cells("表 1").values()]
    assert addresses == sorted(addresses)
    assert by_openpyxl(after)["表 1"]["A1"].value == "指标"


def test_new_cell_takes_the_style_of_its_row_or_column() -> None:
    before = open_package(form())
    styles = {key: cell.style for key, cell in before.cells("表 1").items()}
    edit = Edit(before)
    for ref in ("A8", "C20", "F20"):
        edit.write("表 1", ref, 1)
    cells = reopened(edit).cells("表 1")
    assert cells["A8"].style == styles["C2"]
    assert cells["C20"].style == styles["A1"]
    assert cells["F20"].style == 0


def test_many_cells_at_once_in_any_order() -> None:
    edit = Edit(open_package(form()))
    refs = ["Z30", "A30", "B2", "A2", "AA2", "C2", "B30", "A29", "A31", "E6", "F6"]
    for number, ref in enumerate(refs):
        edit.write("表 1", ref, number)
    cells = reopened(edit).cells("表 1")
    assert [cells[ref].value for ref in refs] == list(range(len(refs)))
    addresses = [(cell.row, cell.column) for cell in cells.values()]
    assert addresses == sorted(addresses)


SHARED = (
    '<row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1*2</f><v>2</v></c></row>'
    '<row r="2"><c r="A2"><f t="shared" si="0"/><v>4</v></c></row>'
    '<row r="3"><c r="A3"><f t="shared" si="0"></f><v>6</v></c><c r="C3"><f t="array" ref="C3:C4">B1:B2</f></c></row>'
)


def test_children_of_an_overwritten_shared_formula_stay_right() -> None:
    edit = Edit(open_package(pack(parts(SHARED))))
    edit.write("表 1", "A1", 5)
    edit.write("表 1", "A2", 8, formula="B2*4")
    cells = reopened(edit).cells("表 1")
    assert [cells[ref].formula for ref in ("A1", "A2", "A3")] == [None, "B2*4", "B3*2"]
    assert [cells[ref].value for ref in ("A1", "A2", "A3")] == [5, 8, 6]


def test_child_of_a_shared_formula_overwritten() -> None:
    edit = Edit(open_package(pack(parts(SHARED))))
    edit.write("表 1", "A2", 5)
    cells = reopened(edit).cells("表 1")
    assert [cells[ref].formula for ref in ("A1", "A2", "A3")] == ["B1*2", None, "B3*2"]


def test_array_formula_is_not_torn_apart() -> None:
    edit = Edit(open_package(pack(parts(SHARED)), name="甲.xlsx"))
    edit.write("表 1", "C4", 1)
    with pytest.raises(PatchError, match=r"^甲.*“表 1”.*C4 属于数组公式.*C3:C4"):
        edit.to_bytes()


def test_calculation_chain_goes_only_with_formulas() -> None:
    members = parts(SHARED)
    members["xl/calcChain.xml"] = f'<calcChain xmlns="{NS}"><c r="A1" i="1"/></calcChain>'
    for name, new, mark in (
        (
            "[Content_Types].xml",
            '<Override PartName="/xl/calcChain.xml" ContentType="a/b"/></Types>',
            "</Types>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            '<Relationship Id="rId9" Type="http://x/calcChain" Target="calcChain.xml"/></Relationships>',
            "</Relationships>",
        ),
    ):
        members[name] = str(members[name]).replace(mark, new)
    before = open_package(pack(members))
    edit = Edit(before)
    edit.write("表 1", "B1", 5)
    assert changed_parts(before, reopened(edit)) == {SHEET1}
    edit.write("表 1", "A1", 5)
    after = reopened(edit)
    assert "xl/calcChain.xml" not in after.members
    assert b"calcChain" not in after.read("[Content_Types].xml") + after.read("xl/_rels/workbook.xml.rels")


@pytest.mark.parametrize("variant", VARIANTS)
def test_variants_are_edited_alike(variant: str) -> None:
    before = open_package(pack(VARIANTS[variant]))
    edit = Edit(before)
    edit.write("表 1", "B1", Decimal("1.5"))
    edit.write("表 1", "C7", "新")
    edit.set_fill("表 1", "A1", "FFC7CE")
    edit.note("表 1", "A1", "应为 3", author="复核")
    edit.add_sheet(FINDINGS)
    edit.define_name("标记", "表 1", "A1")
    edit.set_property("检查", "是")
    after = reopened(edit)
    values = {ref: cell.value for ref, cell in after.cells("表 1").items()}
    assert values == {"A1": "姓名", "B1": Decimal("1.5"), "C7": "新"}
    assert after.notes("表 1") == {"A1": ("复核", "应为 3")}
    assert [sheet.name for sheet in after.sheets] == ["问题清单", "表 1"]
    assert [(name.name, name.target) for name in after.names] == [("标记", ("表 1", "A1"))]
    assert after.properties == {"检查": "是"}
    assert "FFC7CE" in Edit(after).fill_key("表 1", "A1")


@pytest.mark.parametrize(
    "data", ["<sheetData/>", "<sheetData><row r='2'/></sheetData>", "<sheetData></sheetData>"]
)
def test_writing_into_nothing(data: str) -> None:
    edit = Edit(open_package(pack(parts(data=data, before='<dimension ref="A1"/>'))))
    edit.write("表 1", "B2", 5)
    edit.write("表 1", "A1", 4)
    after = reopened(edit)
    assert {ref: cell.value for ref, cell in after.cells("表 1").items()} == {"A1": 4, "B2": 5}
    assert b'<dimension ref="A1:B2"/>' in after.read(SHEET1)


def test_fill_and_back() -> None:
    before = open_package(form())
    refs = ("A1", "B2", "C3", "A8", "C20", "F20")
    edit = Edit(before)
    keys = {ref: edit.fill_key("表 1", ref) for ref in refs}
    assert keys["A1"] == keys["B2"] == ""
    assert "FFFFFF00" in keys["C3"] and "FFFFFF00" in keys["A8"]
    for ref in refs:
        edit.set_fill("表 1", ref, "ffc7ce")
    marked = reopened(edit)
    styled = by_openpyxl(marked)["表 1"]
    for ref in refs:
        assert styled[ref].fill.fgColor.rgb == "FFFFC7CE"
    assert styled["A1"].font.bold and styled["A1"].border.left.style == "thin"
    assert styled["C3"].number_format == "0.00%" and styled["C3"].alignment.wrap_text
    undo = Edit(marked)
    for ref, key in keys.items():
        undo.restore_fill("表 1", ref, key)
    after = reopened(undo)
    assert {ref: after.cells("表 1")[ref] for ref in before.cells("表 1")} == before.cells("表 1")
    assert changed_parts(before, after) == {SHEET1, "xl/styles.xml"}


def test_marking_again_adds_no_format() -> None:
    edit = Edit(open_package(form()))
    edit.set_fill("表 1", "A1", "FFC7CE")
    once = reopened(edit)
    again = Edit(once)
    again.set_fill("表 1", "A1", "FFC7CE")
    again.set_fill("表 2", "A1", "FFC7CE")
    assert changed_parts(once, reopened(again)) == {"xl/worksheets/sheet2.xml"}


def test_write_and_fill_together() -> None:
    edit = Edit(open_package(form()))
    edit.set_fill("表 1", "B2", "FFC7CE")
    edit.write("表 1", "B2", 9)
    after = reopened(edit)
    assert after.cells("表 1")["B2"].value == 9
    assert "FFC7CE" in Edit(after).fill_key("表 1", "B2")


@pytest.mark.parametrize("key", ["<fill>", "<b/>", "红色"])
def test_damaged_fill_record(key: str) -> None:
    edit = Edit(open_package(form()))
    edit.restore_fill("表 1", "A1", key)
    with pytest.raises(PatchError, match="底色记录已损坏"):
        edit.to_bytes()


def test_notes_come_and_go() -> None:
    before = open_package(form(notes=True))
    edit = Edit(before)
    edit.note("表 1", "B2", "第一", author="复核")
    edit.note("表 1", "B2", "第二 <&>", author="复核")
    edit.note("表 1", "C3", "另一处", author="复核")
    marked = reopened(edit)
    author, text = marked.notes("表 1")["B2"]
    assert author == "填报人"
    assert text == "请核对\n来源\n──── 复核 ────\n第一\n第二 <&>"
    assert marked.notes("表 1")["C3"] == ("复核", "另一处")
    assert by_openpyxl(marked)["表 1"]["C3"].comment.text == "另一处"
    vml = marked.read("xl/drawings/vmlDrawing1.vml")
    numbers = re.findall(rb'<v:shape id="_x0000_s(\d+)"', vml)
    assert len(numbers) == len(set(numbers)) == 2
    again = Edit(marked)
    again.note("表 1", "B2", "改过", author="复核")
    again.note("表 1", "C3", "改过", author="复核")
    twice = reopened(again)
    assert twice.notes("表 1")["B2"][1] == "请核对\n来源\n──── 复核 ────\n改过"
    assert twice.notes("表 1")["C3"] == ("复核", "改过")
    undo = Edit(twice)
    undo.remove_notes("复核")
    after = reopened(undo)
    assert after.notes("表 1") == before.notes("表 1")
    assert changed_parts(before, after) == set()


def test_notes_in_a_sheet_without_any_leave_no_trace() -> None:
    before = open_package(form())
    edit = Edit(before)
    for sheet in ("表 1", "表 2"):
        edit.note(sheet, "B2", "批注", author="复核")
    marked = reopened(edit)
    assert b'<pageMargins left="0.7"' in marked.read(SHEET1)
    assert re.search(rb"<pageMargins [^>]*/><legacyDrawing r:id=", marked.read(SHEET1))
    assert by_openpyxl(marked)["表 2"]["B2"].comment.author == "复核"
    undo = Edit(marked)
    undo.remove_notes("复核")
    assert changed_parts(before, reopened(undo)) == {"[Content_Types].xml"}


def test_note_of_plain_text_gets_it_back() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = 1
    book.active["A1"].comment = openpyxl.comments.Comment("原文", "甲")
    buffer = io.BytesIO()
    book.save(buffer)
    before = open_package(buffer.getvalue())
    edit = Edit(before)
    edit.note("Sheet", "A1", "补充", author="复核")
    marked = reopened(edit)
    assert marked.notes("Sheet")["A1"] == ("甲", "原文\n──── 复核 ────\n补充")
    undo = Edit(marked)
    undo.remove_notes("复核")
    assert changed_parts(before, reopened(undo)) == set()


def test_two_authors_on_one_cell_are_refused() -> None:
    edit = Edit(open_package(form()))
    edit.note("表 1", "A1", "一", author="甲")
    with pytest.raises(PatchError, match="两个作者“甲”和“乙”"):
        edit.note("表 1", "A1", "二", author="乙")


def test_sheet_in_front_shifts_every_index() -> None:
    before = open_package(form())
    edit = Edit(before)
    edit.add_sheet(FINDINGS)
    edit.define_name("清单", "问题清单", "A2:B3", hidden=True)
    after = reopened(edit)
    assert [(sheet.name, sheet.index) for sheet in after.sheets] == [
        ("问题清单", 0),
        ("表 1", 1),
        ("表 2", 2),
    ]
    assert {(name.name, name.scope, name.target) for name in after.names} == {
        ("总分", None, ("表 2", "B3")),
        ("局部", "表 2", ("表 2", "B4")),
        ("清单", None, ("问题清单", "A2")),
    }
    assert after.cells("问题清单")["C1"].value == "=1+1 <原样>"
    assert after.cells("问题清单")["C1"].formula is None
    book = by_openpyxl(after)
    assert book.active.title == "问题清单"
    assert [sheet.sheet_view.tabSelected for sheet in book] == [True, None, None] or [
        bool(sheet.sheet_view.tabSelected) for sheet in book
    ] == [True, False, False]
    sheet = book["问题清单"]
    assert sheet["A2"].hyperlink.location == "'表 1'!B2"
    assert sheet["B2"].number_format == "0.00%" and sheet["C2"].number_format == '0"分"'
    assert sheet["A1"].fill.fgColor.rgb == "FFDDEBF7" and sheet["A1"].font.bold
    assert sheet.freeze_panes == "A2"
    assert sheet.row_dimensions[1].height == 24.5
    assert sheet.page_setup.fitToHeight == 0 and sheet.sheet_properties.pageSetUpPr.fitToPage
    undo = Edit(after)
    undo.remove_sheet("问题清单")
    undo.remove_name("清单")
    restored = reopened(undo)
    assert restored.names == before.names
    assert restored.sheets == before.sheets
    assert changed_parts(before, restored) <= {SHEET1, "xl/styles.xml", "xl/workbook.xml"}


def test_chart_sheet_is_deselected_too() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.add_worksheet("表 1").write("A1", 1)
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "='表 1'!$A$1"})
    holder = book.add_chartsheet("图")
    holder.set_chart(chart)
    holder.activate()
    book.close()
    before = open_package(buffer.getvalue())
    assert [(sheet.name, sheet.index) for sheet in before.sheets] == [("表 1", 0)]
    assert b"tabSelected" in before.read("xl/chartsheets/sheet1.xml")
    edit = Edit(before)
    edit.add_sheet(FINDINGS)
    after = reopened(edit)
    assert b"tabSelected" not in after.read("xl/chartsheets/sheet1.xml")
    assert b"activeTab" not in after.read("xl/workbook.xml")


def test_index_of_a_sheet_behind_a_chart_sheet() -> None:
    members = parts()
    members["xl/workbook.xml"] = (
        str(members["xl/workbook.xml"])
        .replace("<sheets>", '<sheets><sheet name="图" sheetId="7" r:id="rId7"/>')
        .replace(
            "</sheets>",
            '</sheets><definedNames><definedName name="a" localSheetId="1">1</definedName></definedNames>',
        )
    )
    before = open_package(pack(members))
    assert [(sheet.name, sheet.index) for sheet in before.sheets] == [("表 1", 1)]
    edit = Edit(before)
    edit.add_sheet(FINDINGS)
    after = reopened(edit)
    assert [(name.name, name.scope) for name in after.names] == [("a", "表 1")]
    assert b'sheetId="8"' in after.read("xl/workbook.xml")


@pytest.mark.parametrize("kind", ["streamed", "zip64", "comment", "trailing", "stored"])
def test_ways_to_zip(kind: str) -> None:
    buffer = io.BytesIO()
    target = Streamed(buffer) if kind == "streamed" else buffer
    method = zipfile.ZIP_STORED if kind == "stored" else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in unpack(form()).items():
            with archive.open(name, "w", force_zip64=kind == "zip64") as member:
                member.write(content)
        archive.writestr("空目录/", b"")
        if kind == "comment":
            archive.comment = "备注 PK\5\6".encode()
    data = buffer.getvalue() + (b"\r\n" if kind == "trailing" else b"")
    before = open_package(data)
    edit = Edit(before)
    edit.write("表 1", "B2", 5)
    after = reopened(edit)
    assert after.cells("表 1")["B2"].value == 5
    assert changed_parts(before, after) == {SHEET1}
    assert "空目录/" in unpack(after.data)
    raw = {entry.name: after.data[entry.header : entry.end] for entry in after.entries}
    assert all(raw[e.name] == data[e.header : e.end] for e in before.entries if e.name != SHEET1)


class Streamed(io.RawIOBase):
    """A target without seeking, so that lengths follow the data."""

    def __init__(self, buffer: io.BytesIO) -> None:
        self.buffer = buffer

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        return self.buffer.write(data)  # type: ignore[arg-type]


def test_content_type_left_over_for_a_missing_part() -> None:
    members = parts()
    left = '<Override PartName="/xl/worksheets/sheet2.xml" ContentType="a/b"/></Types>'
    members["[Content_Types].xml"] = str(members["[Content_Types].xml"]).replace("</Types>", left)
    edit = Edit(open_package(pack(members)))
    edit.add_sheet(FINDINGS)
    types = reopened(edit).read("[Content_Types].xml")
    assert types.count(b"/xl/worksheets/sheet2.xml") == 1


def test_second_sheet_of_notes_gets_shapes_of_its_own() -> None:
    edit = Edit(open_package(form()))
    for sheet in ("表 1", "表 2"):
        for ref in ("A1", "B2"):
            edit.note(sheet, ref, "批注", author="复核")
    after = reopened(edit)
    numbers = [
        number
        for name in after.members
        if name.endswith(".vml")
        for number in re.findall(rb'id="_x0000_s(\d+)"', after.read(name))
    ]
    assert len(numbers) == len(set(numbers)) == 4


def test_sheet_at_the_end() -> None:
    edit = Edit(open_package(form()))
    edit.add_sheet(FINDINGS, first=False)
    after = reopened(edit)
    assert [sheet.name for sheet in after.sheets] == ["表 1", "表 2", "问题清单"]
    assert by_openpyxl(after).active.title == "问题清单"


def test_sheet_replaced_by_one_of_the_same_name() -> None:
    edit = Edit(open_package(form()))
    edit.add_sheet(FINDINGS)
    again = Edit(reopened(edit))
    again.remove_sheet("问题清单")
    again.add_sheet(NewSheet("问题清单", [[NewCell("新")]]))
    after = reopened(again)
    assert [sheet.name for sheet in after.sheets] == ["问题清单", "表 1", "表 2"]
    assert [cell.value for cell in after.cells("问题清单").values()] == ["新"]
    assert sum(name.startswith("xl/worksheets/sheet") for name in after.members) == 3


def test_name_of_a_removed_sheet_points_nowhere() -> None:
    edit = Edit(open_package(form()))
    edit.remove_sheet("表 2")
    after = reopened(edit)
    assert [(name.name, name.text, name.target) for name in after.names] == [("总分", "#REF!", None)]


def test_sheet_that_formulas_need_is_not_removed() -> None:
    edit = Edit(open_package(form()))
    edit.write("表 1", "A20", 1, formula="'表 2'!B2")
    again = Edit(reopened(edit))
    again.remove_sheet("表 2")
    with pytest.raises(PatchError, match="“表 2”不能删除：“表 1”A20"):
        again.to_bytes()


def test_formulas_and_names_follow_a_sheet_that_is_replaced() -> None:
    edit = Edit(open_package(form()))
    edit.write("表 1", "A20", 1, formula="'表 2'!B2")
    again = Edit(reopened(edit))
    again.remove_sheet("表 2")
    again.add_sheet(NewSheet("表 2", [[NewCell("新")]]))
    after = reopened(again)
    assert after.cells("表 1")["A20"].formula == "'表 2'!B2"
    assert [(name.name, name.target) for name in after.names] == [("总分", ("表 2", "B3"))]


def test_local_names_are_removed_and_the_global_one_stays() -> None:
    edit = Edit(open_package(form()))
    edit.define_name("标记", "表 1", "B2")
    members = unpack(edit.to_bytes())
    local = '<definedName name="标记" localSheetId="1">\'表 2\'!$B$2</definedName></definedNames>'
    members["xl/workbook.xml"] = members["xl/workbook.xml"].replace(b"</definedNames>", local.encode())
    again = Edit(open_package(pack(members)))
    again.remove_local_names("标记")
    assert [(name.name, name.scope) for name in reopened(again).names if name.name == "标记"] == [
        ("标记", None)
    ]


def test_stretches_are_cut_out_of_a_note_and_the_rest_is_left_to_another() -> None:
    edit = Edit(open_package(form()))
    edit.note("表 1", "B2", "请核对", author="填报人")
    edit.note("表 1", "C3", "一\n二\n三", author="复核")
    again = Edit(reopened(edit))
    asked: list[tuple[str, str, str]] = []

    def cutter(sheet: str, ref: str, author: str, text: str) -> Cut | None:
        asked.append((sheet, ref, author))
        if author != "复核":
            return None
        return Cut(stretches=((text.index("二"), text.index("三")),), left_to="单位")

    again.cut_notes(cutter)
    again.note("表 1", "C3", "四", author="复核")
    after = reopened(again)
    assert sorted(set(asked)) == [("表 1", "B2", "填报人"), ("表 1", "C3", "复核")]
    assert after.notes("表 1")["C3"] == ("单位", "一\n三\n──── 复核 ────\n四")
    assert after.notes("表 1")["B2"] == ("填报人", "请核对")


@pytest.mark.parametrize("name", ["", "a" * 32, "a/b", "[a]", "'a"])
def test_impossible_sheet_name(name: str) -> None:
    with pytest.raises(PatchError, match="新工作表不能叫"):
        Edit(open_package(form())).add_sheet(NewSheet(name, []))


def test_sheet_name_taken() -> None:
    edit = Edit(open_package(form()))
    edit.add_sheet(NewSheet("表 1", []))
    with pytest.raises(PatchError, match="已有名为“表 1”的工作表"):
        edit.to_bytes()


def test_properties() -> None:
    before = open_package(form())
    edit = Edit(before)
    edit.set_property("检查时间", "2020 & 2021")
    edit.set_property("form", "新")
    edit.remove_property("没有")
    after = reopened(edit)
    assert after.properties == {"form": "新", "检查时间": "2020 & 2021"}
    assert changed_parts(before, after) == {"docProps/custom.xml"}
    undo = Edit(after)
    undo.remove_property("检查时间")
    undo.remove_property("form")
    emptied = reopened(undo)
    assert emptied.properties == {}
    assert "docProps/custom.xml" not in emptied.members


def test_names() -> None:
    before = open_package(form())
    edit = Edit(before)
    edit.define_name("总分", "表 1", "C3", hidden=False)
    edit.define_name("新名", "表 1", "A1")
    edit.remove_name("没有")
    after = reopened(edit)
    assert {name.name: name.target for name in after.names} == {
        "总分": ("表 1", "C3"),
        "局部": ("表 2", "B4"),
        "新名": ("表 1", "A1"),
    }
    undo = Edit(after)
    undo.remove_name("总分")
    undo.remove_name("新名")
    assert [name.name for name in reopened(undo).names] == ["局部"]
    with pytest.raises(PatchError, match="不是单元格地址"):
        edit.define_name("坏", "表 1", "A")


@pytest.mark.parametrize("ref", ["b2", "B", "2", "XFE1", "A1:B2", ""])
def test_impossible_address(ref: str) -> None:
    with pytest.raises(PatchError, match=r"甲\.xlsx “表 1”中没有单元格"):
        Edit(open_package(form(), name="甲.xlsx")).write("表 1", ref, 1)


def test_unknown_sheet() -> None:
    with pytest.raises(PatchError, match="没有工作表“表 9”"):
        Edit(open_package(form())).write("表 9", "A1", 1)


def test_texts_too_long_and_numbers_without_end() -> None:
    edit = Edit(open_package(form()))
    with pytest.raises(PatchError, match="32768 字，超过 Excel 的上限 32767"):
        edit.write("表 1", "A1", "字" * 32768)
    edit.write("表 1", "A1", Decimal("NaN"))
    with pytest.raises(PatchError, match="NaN 不是可以写入单元格的数值"):
        edit.to_bytes()


def test_drawing_that_is_no_xml_keeps_its_shapes() -> None:
    drawing = (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel">'
        '<v:shape id="_x0000_s2049"><v:textbox>按钮<br></v:textbox></v:shape></xml>'
    )
    members = parts(after='<legacyDrawing r:id="rId1"/>')
    members["xl/drawings/vmlDrawing1.vml"] = drawing
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    members["xl/worksheets/_rels/sheet1.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
        f'Id="rId1" Type="{rel}/vmlDrawing" Target="../drawings/vmlDrawing1.vml"/></Relationships>'
    )
    before = open_package(pack(members))
    edit = Edit(before)
    edit.note("表 1", "A1", "批注", author="复核")
    marked = reopened(edit)
    text = marked.read("xl/drawings/vmlDrawing1.vml").decode()
    assert text.startswith(drawing.removesuffix("</xml>"))
    assert '_x0000_s2050"' in text and 'xmlns:o="urn:schemas-microsoft-com:office:office"' in text
    undo = Edit(marked)
    undo.remove_notes("复核")
    after = reopened(undo)
    assert after.notes("表 1") == {}
    assert "按钮<br>" in after.read("xl/drawings/vmlDrawing1.vml").decode()


def marked_copy(before: Package) -> tuple[Package, dict[tuple[str, str], str]]:
    """A copy with marks, notes, a sheet, a name and a property, and the fills that were there."""
    edit = Edit(before)
    keys: dict[tuple[str, str], str] = {}
    for sheet in before.sheets:
        for ref in dict.fromkeys([*list(before.cells(sheet.name))[:3], "B2", "H30"]):
            keys[sheet.name, ref] = edit.fill_key(sheet.name, ref)
            edit.set_fill(sheet.name, ref, "FFC7CE")
            edit.note(sheet.name, ref, "得分应为 3", author="复核")
    edit.add_sheet(FINDINGS)
    edit.define_name("jz_mark", "问题清单", "A1")
    edit.set_property("jz", "一")
    return reopened(edit), keys


def content(package: Package) -> dict[tuple[str, str], tuple[object, object, bool]]:
    return {
        (sheet.name, ref): (cell.value, cell.formula, cell.has_cached)
        for sheet in package.sheets
        for ref, cell in package.cells(sheet.name).items()
        if cell.value is not None or cell.formula is not None
    }


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus of public workbooks beside the repository")
@pytest.mark.parametrize("path", corpus(), ids=lambda path: path.name)
def test_marks_on_the_corpus_come_and_go(path: Path) -> None:
    try:
        before = open_package(path)
        expected = content(before)
    except UnreadableFileError as error:
        pytest.skip(f"refused at the gate: {error}")
    marked, keys = marked_copy(before)
    found = content(marked)
    assert {place: cell for place, cell in found.items() if place[0] != "问题清单"} == expected
    assert set(before.members) <= set(marked.members)
    look = Edit(marked)
    for sheet, ref in keys:
        assert marked.notes(sheet)[ref][1].endswith("得分应为 3")
        assert "FFC7CE" in look.fill_key(sheet, ref)
    undo = Edit(marked)
    undo.remove_notes("复核")
    undo.remove_sheet("问题清单")
    undo.remove_name("jz_mark")
    undo.remove_property("jz")
    for (sheet, ref), key in keys.items():
        undo.restore_fill(sheet, ref, key)
    after = reopened(undo)
    assert content(after) == expected
    assert (after.names, after.properties, after.sheets) == (before.names, before.properties, before.sheets)
    was, now = Edit(before), Edit(after)
    for info in before.sheets:
        assert after.notes(info.name) == before.notes(info.name)
        for ref in before.cells(info.name):
            assert now.fill_key(info.name, ref) == was.fill_key(info.name, ref)


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")
def test_libreoffice_reads_the_marked_copy(tmp_path: Path) -> None:
    marked, _ = marked_copy(open_package(form(notes=True)))
    save_whole(marked.data, tmp_path / "copy.xlsx")
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out")]
    command.append(str(tmp_path / "copy.xlsx"))
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    saved = open_package(tmp_path / "out" / "copy.xlsx")
    assert [sheet.name for sheet in saved.sheets] == ["问题清单", "表 1", "表 2"]
    for sheet in ("表 1", "表 2"):
        assert set(saved.notes(sheet)) == set(marked.notes(sheet))
        assert saved.cells(sheet)["C3"].formula == marked.cells(sheet)["C3"].formula
        assert saved.cells(sheet)["D4"].value == CellError("#DIV/0!")
    assert saved.cells("问题清单")["C1"].value == "=1+1 <原样>"
    assert "FFC7CE" in Edit(saved).fill_key("表 1", "H30")
    # What LibreOffice made of the copy can still be cleaned.
    undo = Edit(saved)
    undo.remove_notes("复核")
    undo.remove_sheet("问题清单")
    cleaned = reopened(undo)
    assert {ref: text for ref, (_, text) in cleaned.notes("表 1").items()}.get("B2") == "请核对\n来源"


def test_save_whole(tmp_path: Path) -> None:
    path = tmp_path / "结果.xlsx"
    save_whole(b"1", path)
    save_whole(b"22", path)
    assert path.read_bytes() == b"22"
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(UsageError, match="写不进去"):
        save_whole(b"1", tmp_path / "没有" / "结果.xlsx")
    (tmp_path / "夹").mkdir()
    with pytest.raises(UsageError, match="写不进去"):
        save_whole(b"1", tmp_path / "夹")
    assert {entry.name for entry in tmp_path.iterdir()} == {"结果.xlsx", "夹"}


def _said_types(data: bytes) -> list[str]:
    return re.findall(
        r'PartName="/xl/workbook.xml" ContentType="([^"]*)"',
        str(unpack(data)["[Content_Types].xml"], "utf-8"),
    )


def test_the_copy_of_a_template_is_a_workbook() -> None:
    """Excel opens no file named .xlsx that says it is a template."""
    members = unpack(form())
    types = members["[Content_Types].xml"]
    kind = b"spreadsheetml.sheet.main+xml"
    assert kind in types
    template = pack(
        members | {"[Content_Types].xml": types.replace(kind, b"spreadsheetml.template.main+xml")}
    )
    for data in (template, form()):
        edit = Edit(open_package(data))
        edit.set_fill("表 1", "A1", "FFC7CE")
        assert _said_types(edit.to_bytes()) == [
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        ]


@pytest.mark.parametrize("name", ["sheet%201.xml", "%E8%A1%A81.xml"])
@pytest.mark.parametrize("target", ["sheet%201.xml", "sheet 1.xml", "%E8%A1%A81.xml", "表1.xml"])
def test_part_names_with_what_a_uri_writes_otherwise(name: str, target: str) -> None:
    members = unpack(form())
    (old,) = (each for each in members if each == "xl/worksheets/sheet1.xml")
    renamed = {(f"xl/worksheets/{name}" if each == old else each): part for each, part in members.items()}
    relations = "xl/_rels/workbook.xml.rels"
    renamed[relations] = members[relations].replace(b"sheet1.xml", target.encode())
    package = open_package(pack(renamed), name="甲.xlsx")
    if unquote(name) != unquote(target):
        with pytest.raises(UnreadableFileError, match="缺少部件"):
            package.cells("表 1")
        return
    assert package.cells("表 1") == open_package(form()).cells("表 1")
    edit = Edit(package)
    edit.write("表 1", "A1", "改")
    copy = edit.to_bytes()
    assert open_package(copy).cells("表 1")["A1"].value == "改"
    assert set(unpack(copy)) == set(renamed)


def test_a_format_with_an_attribute_of_a_prefix_that_the_root_declares() -> None:
    members = unpack(form())
    styles = members["xl/styles.xml"].replace(b"<styleSheet ", b'<styleSheet xmlns:own="urn:own" ', 1)
    members["xl/styles.xml"] = re.sub(
        rb"(<cellXfs[^>]*>)(.*?)(</cellXfs>)", _with_own_attribute, styles, flags=re.DOTALL
    )
    edit = Edit(open_package(pack(members)))
    for ref in ("A1", "B2"):
        edit.set_fill("表 1", ref, "FFC7CE")
    copy = edit.to_bytes()
    assert open_package(copy).cells("表 1")
    assert openpyxl.load_workbook(io.BytesIO(copy))["表 1"]["A1"].fill.fgColor.rgb == "FFFFC7CE"
    assert unpack(copy)["xl/styles.xml"].count(b'own:a="1"') > members["xl/styles.xml"].count(b'own:a="1"')


def _with_own_attribute(found: re.Match[bytes]) -> bytes:
    return found[1] + found[2].replace(b"<xf ", b'<xf own:a="1" ') + found[3]


@pytest.mark.parametrize(
    "change",
    [
        lambda vml: vml + b"<!-- an old root ends here: </xml> -->",
        lambda vml: re.sub(rb"(<xml[^>]*)>.*</xml>", rb"\1/>", vml, flags=re.DOTALL),
    ],
    ids=["a comment behind the root", "a root without content"],
)
def test_boxes_of_notes_stand_within_the_root(change: Callable[[bytes], bytes]) -> None:
    members = unpack(form(notes=True))
    drawing = "xl/drawings/vmlDrawing1.vml"
    edit = Edit(open_package(pack(members | {drawing: change(members[drawing])})))
    edit.note("表 1", "C3", "新的", author="甲")
    vml = unpack(edit.to_bytes())[drawing]
    boxes = [shape for shape in outline(vml).children if shape.name == "shape"]
    assert any(b"<x:Row>2<" in vml[shape.start : shape.end] for shape in boxes)
