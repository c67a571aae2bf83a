"""Reading, with openpyxl as second opinion."""

from __future__ import annotations

import datetime
import io
import re
import warnings
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.formula.translate import Translator
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from package_samples import STRICT, STRICT_REL, form, pack, parts

from jzxl.errors import UnreadableFileError
from jzxl.package import Cell, CellError, Package, open_package
from jzxl.package.address import RelativeFormula, split_target
from jzxl.package.values import decode_text, encode_text, parse_number

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"


def cell(rows: str, ref: str = "A1", **more: str) -> Cell:
    return open_package(pack(parts(rows, **more))).cells("表 1")[ref]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("6.8000000000000005E-2", "0.068"),
        ("0.1", "0.1"),
        ("1.1000000000000001", "1.1"),
        ("100", "100"),
        ("007", "7"),
        ("1E+3", "1000"),
        ("1.50", "1.5"),
        ("-0", "0"),
        ("0.00", "0"),
        ("1e20", "100000000000000000000"),
        ("123456789012345678", "123456789012346000"),
        ("0.1234567890123445", "0.123456789012344"),
        ("0.1234567890123455", "0.123456789012346"),
        (" 5 ", "5"),
        ("+5", "5"),
        (".5", "0.5"),
        ("1e-400", "0"),
        ("-2.5E-3", "-0.0025"),
    ],
)
def test_number_as_excel_shows_it(text: str, shown: str) -> None:
    assert str(parse_number(text)) == shown


@pytest.mark.parametrize(
    "text", ["NaN", "INF", "1e309", "1e99999999999", "1_000", "١", "1,5", "abc", "", "--1", "9" * 1001]
)
def test_what_is_no_number(text: str) -> None:
    assert parse_number(text) == CellError("#NUM!")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_double_agrees_with_its_15_digits(number: float) -> None:
    assert parse_number(repr(number)) == Decimal(f"{Decimal(repr(number)):.14e}") or abs(number) < 1e-300


@given(st.text())
def test_text_survives_escaping(text: str) -> None:
    clean = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    assert decode_text(encode_text(clean)) == clean


@pytest.mark.parametrize(
    ("markup", "value"),
    [
        ('<c r="A1"><v>3</v></c>', Decimal(3)),
        ('<c r="A1"/>', None),
        ('<c r="A1"><v/></c>', None),
        ('<c r="A1" t="b"><v>1</v></c>', True),
        ('<c r="A1" t="b"><v>0</v></c>', False),
        ('<c r="A1" t="e"><v>#DIV/0!</v></c>', CellError("#DIV/0!")),
        ('<c r="A1" t="str"><v>文字</v></c>', "文字"),
        ('<c r="A1" t="d"><v>2020-03-01T00:00:00</v></c>', "2020-03-01T00:00:00"),
        ('<c r="A1" t="inlineStr"><is><t>甲</t></is></c>', "甲"),
        (
            '<c r="A1" t="inlineStr"><is><r><t>甲</t></r><r><rPr/><t xml:space="preserve"> 乙</t></r></is></c>',
            "甲 乙",
        ),
        ('<c r="A1" t="inlineStr"><is><t>東</t><rPh sb="0" eb="1"><t>ヒガシ</t></rPh></is></c>', "東"),
        ('<c r="A1" t="inlineStr"><is><t>一_x000D_\n二_x005F_x000D_</t></is></c>', "一\r\n二_x000D_"),
        ('<c r="A1" t="inlineStr"><is><t><![CDATA[<甲>]]></t></is></c>', "<甲>"),
        ('<c r="A1" s=""><v>1</v></c>', Decimal(1)),
        ("<c><v>1</v></c>", Decimal(1)),
    ],
)
def test_value(markup: str, value: object) -> None:
    found = cell(f'<row r="1">{markup}</row>')
    assert (found.value, found.formula, found.has_cached, found.style) == (value, None, False, 0)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<c r="A1"><f>B1+1</f><v>3</v></c>', ("B1+1", Decimal(3), True)),
        ('<c r="A1"><f>B1+1</f></c>', ("B1+1", None, False)),
        ('<c r="A1"><f>B1+1</f><v></v></c>', ("B1+1", None, False)),
        ('<c r="A1" t="str"><f>B1&amp;""</f><v></v></c>', ('B1&""', "", True)),
        ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', ("1/0", CellError("#DIV/0!"), True)),
        ('<c r="A1"><f t="array" ref="A1:A2">B1:B2</f><v>3</v></c>', ("B1:B2", Decimal(3), True)),
        ('<c r="A1"><f/><v>3</v></c>', (None, Decimal(3), False)),
    ],
)
def test_formula(markup: str, expected: tuple[object, object, bool]) -> None:
    found = cell(f'<row r="1">{markup}</row>')
    assert (found.formula, found.value, found.has_cached) == expected


def test_shared_formula_follows_its_master() -> None:
    rows = (
        '<row r="2"><c r="C2"><f t="shared" ref="C2:D3" si="0">A2*$B$1+LOG10(B2)&amp;"A2"</f><v>1</v></c>'
        '<c r="D2"><f t="shared" si="0"/><v>1</v></c></row>'
        '<row r="3"><c r="C3"><f t="shared" si="0"/></c><c r="D3"><f t="shared" si="7"/></c></row>'
    )
    cells = open_package(pack(parts(rows))).cells("表 1")
    assert cells["D2"].formula == 'B2*$B$1+LOG10(C2)&"A2"'
    assert cells["C3"].formula == 'A3*$B$1+LOG10(B3)&"A2"'
    assert cells["D3"].formula == ""


@pytest.mark.parametrize(
    "formula",
    [
        "A1+$A1+A$1+$A$1",
        "SUM(A1:B2,C:D,$C:D,3:4,$3:4)",
        "'It''s A1'!A1+Sheet1!B2+Q1!C3",
        'IF(A1="B1",LOG10(A1),ATAN2(A1,B1))',
        "得分*A1+编制数1",
        "SUM(Sheet1:Sheet3!A1)",
        "1E5+A1",
        "[1]Sheet1!A1",
    ],
)
@pytest.mark.parametrize(("rows", "columns", "to"), [(1, 0, "J11"), (3, 2, "L13")])
def test_shifting_agrees_with_openpyxl(formula: str, rows: int, columns: int, to: str) -> None:
    expected = Translator("=" + formula, origin="J10").translate_formula(to)
    assert "=" + RelativeFormula(formula).moved(rows, columns) == expected


def test_shifting_off_the_sheet() -> None:
    assert RelativeFormula("A1+B5").moved(-1, 0) == "#REF!+B4"
    assert RelativeFormula("XFD1+A1048576").moved(1, 1) == "#REF!+#REF!"
    assert RelativeFormula("表[列 A1]+A1").moved(1, 0) == "表[列 A1]+A2"


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("'表 1'!$B$7", ("表 1", "B7")),
        ("'It''s'!$B$7", ("It's", "B7")),
        ("Sheet1!B7", ("Sheet1", "B7")),
        ("Sheet1!$A$1:$B$2", ("Sheet1", "A1")),
        ("=表1!$B7", ("表1", "B7")),
        ("#REF!$B$7", None),
        ("Sheet1!#REF!", None),
        ("Sheet1!$A:$B", None),
        ("Sheet1!$A$1,Sheet1!$B$2", None),
        ("[1]Sheet1!$A$1", None),
        ("'[book.xlsx]a'!$A$1", None),
        ("1+1", None),
        ("Sheet1!$A$1+1", None),
        ("$A$1", None),
        ("", None),
        ("Sheet1!XFE1", None),
    ],
)
def test_target_of_a_name(text: str, target: tuple[str, str] | None) -> None:
    assert split_target(text) == target


def test_workbook_level_facts() -> None:
    package = open_package(form(notes=True), name="a.xlsx")
    assert [(sheet.name, sheet.index, sheet.state) for sheet in package.sheets] == [
        ("表 1", 0, "visible"),
        ("表 2", 1, "visible"),
    ]
    assert {(name.name, name.scope, name.target) for name in package.names} == {
        ("总分", None, ("表 2", "B3")),
        ("局部", "表 2", ("表 2", "B4")),
    }
    assert package.properties == {"form": "jx-2020"}
    assert not package.date1904
    assert not package.has_signature
    assert package.merges("表 1") == ("A10:C10",)
    assert package.notes("表 1") == {"B2": ("填报人", "请核对\n来源")}
    assert package.cells("表 1")["D6"].value == "甲乙"


def test_hidden_sheets_and_1904() -> None:
    members = parts()
    members["xl/workbook.xml"] = (
        str(members["xl/workbook.xml"])
        .replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
        .replace('sheetId="1"', 'sheetId="1" state="veryHidden"')
    )
    package = open_package(pack(members))
    assert package.date1904
    assert package.sheets[0].state == "veryHidden"


def test_signature_is_noticed() -> None:
    assert open_package(pack({**parts(), "_xmlsignatures/origin.sigs": ""})).has_signature


def test_positions_are_counted_where_no_address_is_written() -> None:
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row/><row><c r='C3'><v>3</v></c><c><v>4</v></c></row>"
    cells = open_package(pack(parts(rows))).cells("表 1")
    assert {ref: int(str(found.value)) for ref, found in cells.items()} == {
        "A1": 1,
        "B1": 2,
        "C3": 3,
        "D3": 4,
    }
    assert (cells["D3"].row, cells["D3"].column) == (3, 4)


def prefixed(members: dict[str, str | bytes]) -> dict[str, str | bytes]:
    """The same workbook with every SpreadsheetML element in prefix x."""

    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml"):
        text = re.sub(r"<(/?)(?=[A-Za-z])", r"<\1x:", str(members[part]))
        members[part] = text.replace("xmlns=", "xmlns:x=")
    return members


VARIANTS = {
    "plain": parts(),
    "strict": parts(uri=STRICT, rel=STRICT_REL),
    "prefixed": prefixed(parts()),
    "utf-16": {
        name: str(text).replace("UTF-8", "UTF-16").encode("utf-16") if name.startswith("xl/w") else text
        for name, text in parts().items()
    },
    "gb18030": {
        name: str(text).replace("UTF-8", "gb18030").encode("gb18030") if name.startswith("xl/w") else text
        for name, text in parts().items()
    },
    "bom": {name: b"\xef\xbb\xbf" + str(text).encode() for name, text in parts().items()},
    "backslashes": {name.replace("/", "\\"): text for name, text in parts().items()},
    "other case": {name.replace("xl/worksheets", "XL/Worksheets"): text for name, text in parts().items()},
    "absolute target": {
        name: str(text).replace('"worksheets/', '"/xl/worksheets/') for name, text in parts().items()
    },
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_variants_read_alike(variant: str) -> None:
    package = open_package(pack(VARIANTS[variant]))
    values = {ref: found.value for ref, found in package.cells("表 1").items()}
    assert values == {"A1": "姓名", "B1": Decimal("0.068")}


def test_self_closing_sheet_data() -> None:
    assert open_package(pack(parts(data="<sheetData/>"))).cells("表 1") == {}


def same_value(ours: object, theirs: object, package: Package) -> bool:
    """Whether openpyxl means the same; it turns dates into datetime, which we leave as stored."""
    if isinstance(theirs, (datetime.datetime, datetime.date, datetime.time, datetime.timedelta)):
        return isinstance(ours, (Decimal, str))
    if isinstance(theirs, bool) or isinstance(ours, bool):
        return ours is theirs
    if isinstance(theirs, (int, float)):
        return isinstance(ours, Decimal) and parse_number(repr(theirs)) == ours
    if isinstance(ours, CellError):
        return ours.code == theirs
    return (ours or None) == (decode_text(theirs) or None if isinstance(theirs, str) else theirs)


def compare_with_openpyxl(data: bytes) -> int:
    """Compare every value and formula; the number of cells compared."""
    package = open_package(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        formulas = openpyxl.load_workbook(io.BytesIO(data))
        values = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    compared = 0
    for sheet in package.sheets:
        cells = package.cells(sheet.name)
        for row in formulas[sheet.name].iter_rows():
            for theirs in row:
                ours = cells.get(theirs.coordinate)
                content = theirs.value
                if isinstance(content, ArrayFormula):
                    content = content.text
                if isinstance(content, DataTableFormula):
                    assert ours is not None and ours.formula == ""
                elif theirs.data_type == "f":
                    assert ours is not None
                    assert ours.formula == str(content).removeprefix("="), theirs.coordinate
                    cached = values[sheet.name][theirs.coordinate].value
                    assert same_value(ours.value, cached, package), (theirs.coordinate, ours, cached)
                elif ours is not None:
                    assert ours.formula is None, theirs.coordinate
                    assert same_value(ours.value, content, package), (theirs.coordinate, ours, content)
                else:
                    assert content is None, theirs.coordinate
                compared += 1
    return compared


def test_second_opinion_on_xlsxwriter() -> None:
    assert compare_with_openpyxl(form(notes=True)) >= 50


def test_second_opinion_on_openpyxl_itself() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["部门", 1, 2.5, True, "=B1*2", "#N/A", None, " 空格 ", "多\n行"])
    sheet.append([0.1 + 0.2, 1e-7, 123456789.123456789, -5])
    buffer = io.BytesIO()
    book.save(buffer)
    assert compare_with_openpyxl(buffer.getvalue()) >= 13


def corpus() -> list[Path]:
    return sorted(path for path in CORPUS.glob("*.xls[xm]")) if CORPUS.is_dir() else []


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus of public workbooks beside the repository")
@pytest.mark.parametrize("path", corpus(), ids=lambda path: path.name)
def test_second_opinion_on_the_corpus(path: Path) -> None:
    data = path.read_bytes()
    try:
        package = open_package(path)
        for sheet in package.sheets:
            package.cells(sheet.name)
    except UnreadableFileError as error:
        assert str(error).startswith(path.name)
        assert path.name in REFUSED
        return
    assert path.name not in REFUSED
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sheets = openpyxl.load_workbook(io.BytesIO(data)).sheetnames
    except Exception as error:
        pytest.skip(f"openpyxl cannot read it: {type(error).__name__}")
    if not sheets:
        pytest.skip("openpyxl sees no sheets in Strict workbooks")
    assert compare_with_openpyxl(data) >= 0


# Damaged, hostile or encrypted on purpose.
REFUSED = {
    "clusterfuzz-testcase-minimized-POIXSSFFuzzer-5937385319563264.xlsx",
    "clusterfuzz-testcase-minimized-XLSX2CSVFuzzer-5636439151607808.xlsx",
    "issue252.xlsx",
    "poc-shared-strings.xlsx",
    "protected_passtika.xlsx",
}
