"""What the package layer used to write anew although only a part of it was to change."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from lossless import unchanged_but_marks
from lossless_asked import Recorded
from package_samples import NS, form, pack, parts, unpack
from rich_notes import comments_part, put_notes
from rich_parts import Book
from validity import faults

from jzxl.package import Look, NewCell, NewSheet, open_package

SHEET1 = "xl/worksheets/sheet1.xml"
TYPES = "[Content_Types].xml"
Value = Decimal | int | str | bool | None


def result_written(rows: str, ref: str, value: Value, formula: str, *, prefix: str = "") -> str:
    """The rows of a sheet after a formula cell got another result."""
    members = parts(rows)
    if prefix:
        sheet = re.sub(r"<(/?)(?=[a-z])", rf"<\1{prefix}:", str(members[SHEET1]))
        members[SHEET1] = sheet.replace(f'xmlns="{NS}"', f'xmlns:{prefix}="{NS}"')
    before = pack(members)
    edit = Recorded(open_package(before))
    edit.write("表 1", ref, value, formula=formula)
    after = edit.to_bytes()
    assert unchanged_but_marks(before, after, edit.asked) == []
    cell = open_package(after).cells("表 1")[ref]
    assert (cell.value, cell.formula, cell.has_cached) == (value, formula, value is not None)
    sheet = unpack(after)[SHEET1].decode()
    return re.sub(r"^.*<(?:\w+:)?sheetData>|</(?:\w+:)?sheetData>.*$", "", sheet, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("cell", "value", "expected"),
    [
        ('<c r="A1"><f>B1</f><v>1</v></c>', 2, '<c r="A1"><f>B1</f><v>2</v></c>'),
        ('<c r="A1"><f ca="1">B1</f><v>1</v></c>', 2, '<c r="A1"><f ca="1">B1</f><v>2</v></c>'),
        (
            '<c r="A1" s="0" cm="1" t="e"><f t="array" ref="A1">B1</f><v>#N/A</v></c>',
            "甲<",
            '<c r="A1" cm="1" t="str"><f t="array" ref="A1">B1</f><v>甲&lt;</v></c>',
        ),
        ('<c r="A1" t="str" vm="3"><f>B1</f><v>甲</v></c>', True, '<c r="A1" t="b"><f>B1</f><v>1</v></c>'),
        ('<c r="A1" t="b" ph="1"><f>B1</f><v>1</v></c>', None, '<c r="A1" ph="1"><f>B1</f></c>'),
        ('<c r="A1"><f>B1</f></c>', Decimal("0.5"), '<c r="A1"><f>B1</f><v>0.5</v></c>'),
        ("<c r='A1'>\n <f>B1</f>\n <v/>\n</c>", 2, "<c r='A1'>\n <f>B1</f><v>2</v>\n</c>"),
        (
            '<c r="A1"><f>B1</f><v>1</v><extLst><ext uri="a"/></extLst></c>',
            2,
            '<c r="A1"><f>B1</f><v>2</v><extLst><ext uri="a"/></extLst></c>',
        ),
        ("<c><f>B1</f><v>1</v></c>", 2, "<c><f>B1</f><v>2</v></c>"),
        # As it stands in the file: 17 digits of which Excel shows 15.
        (
            '<c r="A1"><f>B1</f><v>6.8000000000000005E-2</v></c>',
            Decimal("0.068"),
            '<c r="A1"><f>B1</f><v>6.8000000000000005E-2</v></c>',
        ),
    ],
)
def test_a_formula_that_stays_is_not_written_anew(cell: str, value: Value, expected: str) -> None:
    assert result_written(f'<row r="1">{cell}</row>', "A1", value, "B1") == f'<row r="1">{expected}</row>'


def test_a_formula_that_stays_in_a_sheet_with_prefixes() -> None:
    rows = result_written(
        '<row r="1"><c r="A1"><f ca="1">B1</f><v>1</v></c></row>', "A1", 2, "B1", prefix="x"
    )
    assert rows == '<x:row r="1"><x:c r="A1"><x:f ca="1">B1</x:f><x:v>2</x:v></x:c></x:row>'


def test_a_formula_with_a_comment_in_it_is_written_plainly() -> None:
    before = pack(parts('<row r="1"><c r="A1"><f>B<!-- 乙 -->1</f><v>1</v></c></row>'))
    edit = Recorded(open_package(before))
    edit.write("表 1", "A1", 2, formula="B1")
    assert b'<c r="A1"><f>B1</f><v>2</v></c>' in unpack(edit.to_bytes())[SHEET1]


SHARED = (
    '<row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1*2</f><v>2</v></c></row>'
    '<row r="2"><c r="A2"><f t="shared" si="0"/><v>4</v></c></row>'
    '<row r="3"><c r="A3"><f t="shared" si="0"></f><v>6</v></c></row>'
)


def test_shared_formulas_that_stay_stay_shared() -> None:
    rows = result_written(SHARED, "A2", 5, "B2*2")
    assert rows == SHARED.replace("<v>4</v>", "<v>5</v>")
    assert result_written(SHARED, "A1", 5, "B1*2") == SHARED.replace("<v>2</v>", "<v>5</v>")


def test_result_of_a_shared_formula_whose_first_cell_is_overwritten() -> None:
    before = pack(parts(SHARED))
    edit = Recorded(open_package(before))
    edit.write("表 1", "A1", 9)
    edit.write("表 1", "A2", 5, formula="B2*2")
    after = edit.to_bytes()
    cells = open_package(after).cells("表 1")
    assert [(cells[ref].value, cells[ref].formula) for ref in ("A1", "A2", "A3")] == [
        (9, None),
        (5, "B2*2"),
        (6, "B3*2"),
    ]


def test_first_cell_of_an_array_formula_gets_its_result() -> None:
    rows = '<row r="1"><c r="A1"><f t="array" ref="A1:A2">B1:B2</f><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>'
    assert result_written(rows, "A1", 7, "B1:B2") == rows.replace("</f><v>1</v>", "</f><v>7</v>")


def test_calculation_chain_stays_where_formulas_stay() -> None:
    book = Book(pack(parts(SHARED)))
    chain = f'<calcChain xmlns="{NS}"><c r="A1" i="1"/></calcChain>'
    book.part("xl/workbook.xml", "calcChain", "xl/calcChain.xml", chain, "application/xml")
    before = book.data()
    edit = Recorded(open_package(before))
    edit.write("表 1", "A2", 5, formula="B2*2")
    after = edit.to_bytes()
    assert unchanged_but_marks(before, after, edit.asked) == []
    assert unpack(after)["xl/calcChain.xml"].decode() == chain


def test_a_marked_cell_with_a_new_result_keeps_its_formula_too() -> None:
    before = form()
    edit = Recorded(open_package(before))
    edit.set_fill("表 1", "C3", "FFC7CE")
    edit.write("表 1", "C3", Decimal("0.25"), formula="B3/7")
    after = edit.to_bytes()
    assert unchanged_but_marks(before, after, edit.asked) == []
    assert re.search(rb'<c r="C3" s="\d+"><f>B3/7</f><v>0.25</v></c>', unpack(after)[SHEET1])


def test_first_relationships_of_a_sheet_get_a_content_type() -> None:
    """LibreOffice used to give each relationship part a type of its own, and the extension none."""
    members = parts()
    kind = "application/vnd.openxmlformats-package.relationships+xml"
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name in members if name.endswith(".rels")
    )
    types = str(members[TYPES])
    types = types.replace(f'<Default Extension="rels" ContentType="{kind}"/>', "")
    members[TYPES] = types.replace("</Types>", f"{overrides}</Types>")
    before = pack(members)
    edit = Recorded(open_package(before))
    edit.note("表 1", "A1", "看", author="复核")
    edit.set_fill("表 1", "A1", "FFC7CE")
    edit.add_sheet(NewSheet("清单", [[NewCell("一", Look(border=True))]]))
    after = edit.to_bytes()
    assert unchanged_but_marks(before, after, edit.asked) == []
    assert faults(after) == []
    assert unpack(after)[TYPES].decode().count('Extension="rels"') == 1


@pytest.mark.parametrize("quote", ['"', "'"])
def test_the_type_of_note_boxes_is_found_whatever_its_quotes(quote: str) -> None:
    book = Book(pack(parts()))
    drawing = (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel">'
        '<v:shapetype id="_x0000_t202"/></xml>'
    )
    put_notes(book, SHEET1, comments_part(), drawing.replace('"', quote))
    edit = Recorded(open_package(book.data()))
    edit.note("表 1", "A1", "看", author="复核")
    after = edit.to_bytes()
    assert unchanged_but_marks(book.data(), after, edit.asked) == []
    assert unpack(after)["xl/drawings/vmlDrawing1.vml"].count(b"<v:shapetype ") == 1


def test_a_drawing_with_boxes_but_without_their_type_gets_it() -> None:
    book = Book(pack(parts()))
    drawing = (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml"><v:shape id="_x0000_s1025" type="#_x0000_t202"/></xml>'
    )
    put_notes(book, SHEET1, comments_part(), drawing)
    edit = Recorded(open_package(book.data()))
    edit.note("表 1", "A1", "看", author="复核")
    after = edit.to_bytes()
    assert unchanged_but_marks(book.data(), after, edit.asked) == []
    assert re.search(rb'<v:shapetype [^>]*id="_x0000_t202"', unpack(after)["xl/drawings/vmlDrawing1.vml"])
