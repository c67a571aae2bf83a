"""The official sheets on paper."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from engines.libreoffice import requires_libreoffice
from returns import catalog, filled, retyped, three_published, typed

from jzxl import printing
from jzxl.errors import UsageError
from jzxl.form.printed import printed_labels
from jzxl.package import open_package
from jzxl.read.reader import read_filing
from jzxl.review import review_file


def copy_of(workbook: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(printing.printable(open_package(workbook), catalog())))


def test_only_the_official_sheets_are_in_sight_and_without_colours() -> None:
    workbook = three_published()
    official = {form.sheet for form in read_filing(open_package(workbook), catalog()).forms}
    book = copy_of(workbook)
    assert {sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"} == official
    assert book.active is not None and book.active.title in official
    for name in official:
        fills = {cell.fill.fill_type for row in book[name] for cell in row}
        assert fills == {None}


def test_values_and_formulas_are_those_of_the_workbook() -> None:
    workbook = three_published()
    package, copy = (
        open_package(workbook),
        open_package(printing.printable(open_package(workbook), catalog())),
    )
    for sheet in package.sheets:
        mine, theirs = package.cells(sheet.name), copy.cells(sheet.name)
        assert {ref: (cell.value, cell.formula) for ref, cell in mine.items()} == {
            ref: (cell.value, cell.formula) for ref, cell in theirs.items()
        }


def test_a_row_is_as_high_as_its_text_needs() -> None:
    long = typed(filled(), {"其他": "经费使用率低于预期的原因和下一步打算。" * 40})
    (form,) = read_filing(open_package(long), catalog()).forms
    entry = form.entries["其他"]
    row = int(entry.cell.lstrip("ABCDEFG"))
    usual = copy_of(filled())[entry.sheet].row_dimensions[row].height
    higher = copy_of(long)[entry.sheet].row_dimensions[row].height
    # 1,480 columns of characters in 83 columns of width are 18 lines of 14.5 points.
    assert higher >= 18 * 14.5 > usual


def test_a_sheet_typed_by_hand_prints_as_it_is() -> None:
    book = copy_of(retyped(filled(), more_sheets={"通讯录": [["姓名"]]}))
    assert [sheet.sheet_state for sheet in book.worksheets] == ["visible", "hidden"]


def test_without_libreoffice_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "find_libreoffice", lambda: None)
    with pytest.raises(UsageError, match="请安装 LibreOffice"):
        printing.print_workbook(open_package(filled()), catalog())


def test_a_workbook_without_a_form_is_not_printed() -> None:
    with pytest.raises(UsageError, match="没有认得出的自评表"):
        printing.printable(open_package(retyped(filled(), form=9, more_sheets={"表": [["姓名"]]})), catalog())


def test_a_program_that_makes_nothing_is_told(tmp_path: Path) -> None:
    nothing = shutil.which("true")
    if nothing is None:
        pytest.skip("there is no program that does nothing")
    with pytest.raises(printing.PrintingError, match="没有生成 PDF"):
        printing._as_pdf(nothing, filled(), "表.xlsx")


def words_on_paper(pdf: bytes, folder: Path) -> str:
    file = folder / "表.pdf"
    file.write_bytes(pdf)
    command = ["pdftotext", "-layout", str(file), "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


@pytest.mark.libreoffice
@requires_libreoffice
def test_the_printed_pages_have_the_labels_in_order_and_no_helpers(tmp_path: Path) -> None:
    """Line by line against the published form: every label, in its order, with nothing of the helpers."""
    workbook = three_published()
    paper = "".join(
        words_on_paper(printing.print_workbook(open_package(workbook), catalog()), tmp_path).split()
    )
    for form in read_filing(open_package(workbook), catalog()).forms:
        assert form.form.title in paper
    for helper in (
        "转到校验",
        "这一列不打印",
        "待填",
        "本页已填好",
        "年初预算948.96万元，预算执行",
        "计算过程",
    ):
        assert helper not in paper
    position = 0
    single_line = [
        label.text
        for label in printed_labels(catalog().forms["jinzhong-2020"]["department"])
        if label.section >= 2 and label.part in ("indicator", "block", "total", "grade")
    ]
    for text in single_line:
        found = paper.find("".join(text.split()), position)
        assert found >= 0, f"{text} is not on paper after {paper[position - 20 : position]}"
        position = found


@pytest.mark.libreoffice
@requires_libreoffice
def test_a_corrected_copy_prints_without_its_marks(tmp_path: Path) -> None:
    file = tmp_path / "回收.xlsx"
    file.write_bytes(three_published())
    _, copy = review_file(file, catalog(), with_copy=True)
    assert copy is not None
    paper = words_on_paper(printing.print_workbook(open_package(copy), catalog()), tmp_path)
    assert "审核结果" not in paper and "晋中市部门整体支出绩效自评表" in paper
