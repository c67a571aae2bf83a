"""The independent engines: they do compute, and what they hand back is what stands in the cells."""

from __future__ import annotations

import importlib.util
import sys
import time
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from engines import Book, Cells, Value, ironcalc, libreoffice, number, numbered
from engines.ironcalc import Names, Session, guarded
from engines.libreoffice import EngineError, requires_libreoffice

LIE = 999
"""The cached value of every formula below, right for none of them."""

INPUTS: dict[str, Value] = {
    "B1": Decimal(18),  # 在职人数
    "B2": Decimal(16),  # 编制数
    "B3": None,  # 未填, formatted but blank
    "B4": "无",  # 说明
    "B5": "",  # 空文, by formula
}

# formula on 自评表, column A from row 1 down: what Excel computes
FORMULAS: list[tuple[str, Value]] = [
    ("=在职人数/编制数", Decimal("1.125")),
    ('=在职人数&"/"&编制数&"="&ROUND(在职人数/编制数*100,2)&"%"', "18/16=112.5%"),
    ("=ROUND(3-0.2*INT(ROUND((在职人数/编制数-1)*100,6)),2)", Decimal("0.6")),
    ("=0.1+0.2", Decimal("0.3")),
    ("=ROUND(0.335*3,2)", Decimal("1.01")),
    ('="在职人数"&在职人数&"""编制数"""', '在职人数18"编制数"'),
    ("=局部", "自评表的"),
    ("=数据!局部&'数据'!局部", "数据的数据的"),
    ("=COUNT(在职人数,未填,说明,空文)", Decimal(1)),
    ("=SUM(在职人数,未填,说明,空文)", Decimal(18)),
    ('=IF(AND(未填="",空文="",说明<>""),"齐","缺")', "齐"),
    ('=IF(ISNUMBER(未填),未填,"")', ""),
    ("=未填", Decimal(0)),
    ("=在职人数>编制数", True),
    ("=在职人数/未填", "#DIV/0!"),
    ('=IFERROR(在职人数/未填,"分母为零")', "分母为零"),
    ('=HYPERLINK("#\'数据\'!B1","填报说明")', "填报说明"),
    ('="甲"&CHAR(10)&" 乙<&>"', "甲\n 乙<&>"),
    ("=DATE(2020,12,31)", Decimal(44196)),
    ("=合计*2", Decimal(68)),
    ('=("甲"&"乙")=("甲乙"&"")', True),
    ("=(在职人数+编制数)%", Decimal("0.34")),
    ("=在职人数/-(编制数*2)", Decimal("-0.5625")),
]
EXPECTED: Book = {
    "自评表": Cells({f"A{row}": value for row, (_, value) in enumerate(FORMULAS, 1)}),
    "数据": Cells({ref: value for ref, value in INPUTS.items() if value is not None}),
}
EXPECTED["自评表"]["F9"] = "自评表的"
EXPECTED["数据"]["F9"] = "数据的"


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A workbook with Chinese names, global and local, and nothing but lies in its cache."""
    return write_form(tmp_path / "自评表.xlsx")


def write_form(path: Path, staff: int = 18) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(path)
    sheet, data = book.add_worksheet("自评表"), book.add_worksheet("数据")
    for row, (formula, _) in enumerate(FORMULAS):
        sheet.write_formula(row, 0, formula, None, LIE)
    sheet.write("F9", "自评表的")
    data.write("B1", staff)
    data.write("B2", 16)
    data.write_blank("B3", None, book.add_format({"bg_color": "#FFFF00"}))
    data.write("B4", "无")
    data.write_formula("B5", '=""', None, LIE)
    data.write("F9", "数据的")
    for ref, name in enumerate(["在职人数", "编制数", "未填", "说明", "空文"], 1):
        book.define_name(name, f"='数据'!$B${ref}")
    book.define_name("合计", "=在职人数+编制数")
    book.define_name("自评表!局部", "='自评表'!$F$9")
    book.define_name("数据!局部", "='数据'!$F$9")
    book.close()
    return path


def by_libreoffice(path: Path) -> Book:
    return libreoffice.recalculate([path])[path]


@pytest.mark.parametrize(
    "recalculate",
    [
        pytest.param(by_libreoffice, id="libreoffice", marks=[requires_libreoffice, pytest.mark.libreoffice]),
        pytest.param(ironcalc.recalculate, id="ironcalc"),
    ],
)
def test_engine_computes_every_formula_anew(form: Path, recalculate: Callable[[Path], Book]) -> None:
    found = recalculate(form)
    assert list(found) == list(EXPECTED)
    for sheet, cells in EXPECTED.items():
        assert found[sheet] == cells, sheet
        assert {ref: type(value) for ref, value in found[sheet].items()} == {
            ref: type(value) for ref, value in cells.items()
        }
    assert found["数据"]["B3"] is None
    assert found["数据"]["Z99"] is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.1 + 0.2, "0.3"), (18.0, "18"), (-0.0, "-0"), (2 / 3, "0.666666666666667"), ("1.0E-5", "0.000010")],
)
def test_numbers_have_15_significant_digits(value: float | str, expected: str) -> None:
    assert number(value) == Decimal(expected)


def test_numbered_keeps_names_apart() -> None:
    assert numbered(["表", "a", "A", "表", "表"], lambda name: name == "表") == [
        "表-2",
        "a",
        "A-2",
        "表-3",
        "表-4",
    ]


# --- LibreOffice


@requires_libreoffice
@pytest.mark.libreoffice
class TestLibreOffice:
    def test_default_profile_trusts_the_cache(self, form: Path, tmp_path: Path) -> None:
        """Without OOXMLRecalcMode=0 the lies come back, so the test above does prove a recalculation.

        All but HYPERLINK, which LibreOffice computes on every load.
        """
        saved = libreoffice.read_xlsx(libreoffice.convert(form, "xlsx", tmp_path / "out"))
        for row, (formula, _) in enumerate(FORMULAS, 1):
            expected = "填报说明" if "HYPERLINK" in formula else Decimal(LIE)
            assert saved["自评表"][f"A{row}"] == expected, formula

    def test_files_of_one_name_in_one_batch(self, tmp_path: Path) -> None:
        paths = [write_form(tmp_path / str(staff) / "表.xlsx", staff) for staff in range(8, 12)]
        found = libreoffice.recalculate(paths)
        assert list(found) == paths
        assert [found[path]["数据"]["B1"] for path in paths] == [8, 9, 10, 11]
        assert [found[path]["自评表"]["A1"] for path in paths] == [Decimal(n) / 16 for n in range(8, 12)]

    def test_results_of_one_name_lie_side_by_side(self, form: Path, tmp_path: Path) -> None:
        other = write_form(tmp_path / "other" / form.name)
        results = libreoffice.convert_all([form, other], "xlsx", form.parent)
        assert [path.name for path in results.values()] == ["自评表-2.xlsx", "自评表-3.xlsx"]
        assert form.read_bytes() == other.read_bytes(), "the sources are as they were"

    def test_reads_what_openpyxl_reads(self, form: Path, tmp_path: Path) -> None:
        """But for "", which openpyxl takes for a blank cell, and the date."""
        result = libreoffice.convert(form, "xlsx", tmp_path / "out", fresh=True)
        mine = libreoffice.read_xlsx(result)
        book = openpyxl.load_workbook(result, data_only=True)
        for sheet in book:
            theirs = {cell.coordinate: cell.value for row in sheet for cell in row if cell.value is not None}
            for ref, value in mine[sheet.title].items():
                if value != "" and sheet[ref].number_format == "General":
                    assert theirs[ref] == (float(value) if isinstance(value, Decimal) else value), ref
            assert theirs.keys() <= mine[sheet.title].keys()

    def test_reads_formatted_runs_as_one_text(self, tmp_path: Path) -> None:
        book = xlsxwriter.Workbook(tmp_path / "runs.xlsx")
        book.add_worksheet("表").write_rich_string(
            0, 0, "三公", book.add_format({"bold": True}), "经费", " 3"
        )
        book.close()
        assert by_libreoffice(tmp_path / "runs.xlsx") == {"表": {"A1": "三公经费 3"}}

    @pytest.mark.parametrize(
        ("fmt", "magic"), [("xlsx", b"PK"), ("ods", b"PK"), ("xls", b"\xd0\xcf\x11\xe0")]
    )
    def test_convert(self, form: Path, tmp_path: Path, fmt: libreoffice.Format, magic: bytes) -> None:
        result = libreoffice.convert(form, fmt, tmp_path / "out")
        assert result == tmp_path / "out" / f"自评表.{fmt}"
        assert result.read_bytes().startswith(magic)

    def test_ods_goes_round(self, form: Path, tmp_path: Path) -> None:
        ods = libreoffice.convert(form, "ods", tmp_path, fresh=True)
        assert by_libreoffice(ods)["自评表"] == EXPECTED["自评表"]

    def test_pictures_one_a_page(self, form: Path, tmp_path: Path) -> None:
        pictures = libreoffice.to_png(form, tmp_path / "out", dpi=30)
        assert [path.name for path in pictures] == ["自评表-1.png", "自评表-2.png"]
        assert all(path.read_bytes().startswith(b"\x89PNG") for path in pictures)

    def test_a_lost_file_is_named(self, form: Path, tmp_path: Path) -> None:
        broken = tmp_path / "坏.xlsx"
        with zipfile.ZipFile(broken, "w") as package:
            package.writestr("xl/workbook.xml", "<workbook")
        with pytest.raises(EngineError, match=r"made no xlsx of \S*坏\.xlsx; it said"):
            libreoffice.recalculate([form, broken])

    def test_no_files(self) -> None:
        assert libreoffice.recalculate([]) == {}


def test_a_program_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    child = tmp_path / "child"
    started = time.monotonic()
    with pytest.raises(EngineError, match=r"was ended after 0\.2 s"):
        libreoffice._run(["/bin/sh", "-c", f"(sleep 1; touch {child}) & sleep 60"], 0.2)
    assert time.monotonic() - started < 10
    time.sleep(1.2)
    assert not child.exists()


def test_a_program_that_fails_is_quoted() -> None:
    with pytest.raises(EngineError, match=r"(?s)failed with 3.*out of paper"):
        libreoffice._run(["/bin/sh", "-c", "echo out of paper; exit 3"], 10)


@pytest.mark.parametrize(("ci", "skips"), [("", True), ("true", False)])
def test_missing_libreoffice_skips_but_fails_in_ci(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ci: str, skips: bool
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setenv("PATH", str(tmp_path))
    spec = importlib.util.spec_from_file_location("engines_without_libreoffice", libreoffice.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    assert module.available() is None
    assert module.requires_libreoffice.args == (skips,)
    with pytest.raises(module.EngineError, match="not installed"):
        module.recalculate([write_form(tmp_path / "表.xlsx")])


# --- ironcalc


@pytest.fixture
def names() -> Names:
    found = Names(["自评表", "数 据", "Tom's"])
    found.define("在职人数", "'数 据'!$A$1")
    found.define("在职", "'数 据'!$A$2")
    found.define("区", "'数 据'!$A$1:$B$9")
    found.define("率", "在职/在职人数")
    found.define("上限", "0.9")
    found.define("偏", "'数 据'!A1")
    found.define("Rate.1", "自评表!$C$1")
    found.define("局部", "自评表!$D$1", 0)
    found.define("局部", "'Tom''s'!$D$2", 2)
    found.define("局部", "'数 据'!$D$3")
    return found


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("在职人数/在职", "'数 据'!$A$1/'数 据'!$A$2"),
        ('ROUND( 在职,2)&"在职""在职"', 'ROUND( \'数 据\'!$A$2,2)&"在职""在职"'),
        ("SUM(区,在职)", "SUM('数 据'!$A$1:$B$9,'数 据'!$A$2)"),
        ("SUM(在职人数:在职)", "SUM('数 据'!$A$1:'数 据'!$A$2)"),
        ("2*率", "2*('数 据'!$A$2/'数 据'!$A$1)"),
        ("IF(上限>1,1,0)", "IF(0.9>1,1,0)"),
        ("RATE.1+rate.1", "自评表!$C$1+自评表!$C$1"),
        ("局部", "自评表!$D$1"),
        ("'数 据'!局部", "'数 据'!$D$3"),
        ("'Tom''s'!局部", "'Tom''s'!$D$2"),
        ("'Tom''s'!在职", "'数 据'!$A$2"),
        ("A1+$B$2+'数 据'!C3+不存在", "A1+$B$2+'数 据'!C3+不存在"),
        ("SUM(A:A,1:1)", "SUM(A:A,1:1)"),
    ],
)
def test_names_in_formulas(names: Names, formula: str, expected: str) -> None:
    assert names.expand(formula, "自评表") == expected


def test_a_name_relative_to_its_cell_is_refused(names: Names) -> None:
    with pytest.raises(ValueError, match="defined name 偏"):
        names.expand("偏+1", "自评表")


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('(A1=B1)&"x"', 'IF(TRUE,A1=B1)&"x"'),
        ("(A1+B1) %", "IF(TRUE,A1+B1) %"),
        ("A1/-(B1*C1)", "A1/-IF(TRUE,B1*C1)"),
        ("((A1&B1)+1)*2", "(IF(TRUE,A1&B1)+1)*2"),
        ("(A1-B1)/C1", "(A1-B1)/C1"),
        ("IF(A1=B1,(A1),0)", "IF(A1=B1,(A1),0)"),
        ("SUMPRODUCT((A1:A3>2)*B1:B3)", "SUMPRODUCT((A1:A3>2)*B1:B3)"),
    ],
)
def test_guarded_parentheses(formula: str, expected: str) -> None:
    assert guarded(formula) == expected


def test_a_session_computes_fill_after_fill(form: Path) -> None:
    session = Session(form)
    assert session.values()["自评表"]["A1"] == Decimal("1.125")
    session.put("数据", "B1", Decimal("24"))
    session.put("数据", "B5", "有")
    found = session.values()
    assert found["自评表"]["A1"] == Decimal("1.5")
    assert found["自评表"]["A11"] == "缺"
    session.put("数据", "B1", None)
    session.put("数据", "B5", True)
    found = session.values()
    assert found["数据"]["B1"] is None
    assert found["数据"]["B5"] is True
    assert found["自评表"]["A9"] == Decimal(0)


def test_the_workbook_itself_stays_as_it_is(form: Path) -> None:
    before = form.read_bytes()
    ironcalc.recalculate(form)
    assert form.read_bytes() == before
