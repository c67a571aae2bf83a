"""Forms on sheets that were added to a workbook after it was issued: copied, pasted or typed."""

from __future__ import annotations

import io
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from national_returns import national_filled, national_issued
from returns import (
    PROJECTS,
    YEAR,
    Typed,
    catalog,
    department_form,
    place,
    sheet_copied,
    sheet_deleted,
    sheet_pasted,
    sheet_renamed,
    three_clean,
    three_issued,
    three_published,
    with_property,
)
from test_findings import findings_of

from jzxl.check.finding import Severity
from jzxl.correct.findings_sheet import NAME as FINDINGS_SHEET
from jzxl.package import Edit, NewCell, NewSheet, open_package
from jzxl.read.filing import Filing
from jzxl.read.reader import read_filing
from jzxl.review import review_file

HINT, WARNING, ERROR = Severity.HINT, Severity.WARNING, Severity.ERROR
FIRST, SECOND = PROJECTS
ADDED = "新增项目"


def filing_of(workbook: bytes) -> Filing:
    return read_filing(open_package(workbook, name="回收.xlsx"), catalog())


@cache
def with_one_project() -> bytes:
    """A workbook that was issued with the department form and the first project only; nothing is wrong in it."""
    workbook = with_property(sheet_deleted(three_clean(), SECOND), "jzxl.form", "department+project")
    assert [each.code for each in findings_of(workbook)] == ["sum-across-forms"], "the second one's money"
    return workbook


def pasted(workbook: bytes, sheet: str, changes: Mapping[str, Typed] | None = None) -> bytes:
    """A sheet with the values of one of the clean workbook's."""
    return sheet_pasted(workbook, three_clean(), sheet, ADDED, changes)


def saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def copied_by_openpyxl(workbook: bytes, changes: Mapping[str, str | None]) -> bytes:
    """The first project's sheet copied with its formulas, which still speak of the first, and without names."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    book.copy_worksheet(book[FIRST]).title = ADDED
    for ref, value in changes.items():
        book[ADDED][ref] = value
    return saved(book)


def copied_by_excel(name: str | None) -> bytes:
    """The first project's sheet with twins of its names, and another name of the project."""
    workbook = sheet_copied(three_clean(), FIRST, ADDED)
    if name is None:
        return workbook
    edit = Edit(open_package(workbook))
    edit.write(ADDED, place(three_clean(), "项目1_项目名称")[1], name)
    return edit.to_bytes()


def told(workbook: bytes) -> list[tuple[str, Severity, str]]:
    """What was found on the added sheet, or of it."""
    return [(each.code, each.severity, each.cell) for each in findings_of(workbook) if each.sheet == ADDED]


def projects_of(workbook: bytes) -> list[tuple[str, bool]]:
    """The project forms by their sheets, and whether each was read by its labels."""
    return [(each.sheet, each.by_labels) for each in filing_of(workbook).forms if each.form.name_field]


def test_a_pasted_form_is_checked_with_the_others() -> None:
    workbook = pasted(with_one_project(), SECOND)
    assert projects_of(workbook) == [(FIRST, False), (ADDED, True)]
    (found,) = findings_of(workbook)  # The sum across the forms is right now: it counts.
    assert (found.code, found.severity, found.sheet, found.cell) == ("form-added", HINT, ADDED, "")
    assert SECOND in found.message
    _, evaluated = filing_of(workbook).forms[1:]
    assert evaluated.instance.prefix == "项目2_", "no other form's"


def test_what_is_wrong_in_a_pasted_form_is_found_and_marked(tmp_path: Path) -> None:
    sheet, cell = place(three_clean(), "项目2_综合得分")
    assert sheet == SECOND
    workbook = pasted(with_one_project(), SECOND, {cell: Decimal("90")})
    assert told(workbook) == [("form-added", HINT, ""), ("total-mismatch", ERROR, cell)]
    file = tmp_path / "回收.xlsx"
    file.write_bytes(workbook)
    result, copy = review_file(file, catalog(), with_copy=True)
    assert copy is not None
    assert [form.name for form in result.forms] == ["", FIRST, SECOND]
    book = openpyxl.load_workbook(io.BytesIO(copy))
    note = book[ADDED][cell].comment
    assert note is not None and "原填 90" in note.text
    assert book[ADDED][cell].value == 90, "nothing in it is changed but marks"
    assert findings_of(copy) == result.findings, "the marks and the sheet of findings make no form of it"


@pytest.mark.parametrize("name", [None, FIRST, f" {FIRST}"])
def test_a_copy_with_twins_of_the_names_under_the_same_name_is_the_form_twice(name: str | None) -> None:
    workbook = copied_by_excel(name)
    assert projects_of(workbook) == [(FIRST, False), (SECOND, False)]
    assert {each.code for each in findings_of(workbook)} == {"field-ambiguous"}


def test_a_copy_with_twins_of_the_names_under_another_name_is_another_project() -> None:
    workbook = copied_by_excel("扶贫工作经费")
    assert projects_of(workbook) == [(FIRST, False), (SECOND, False), (ADDED, True)]
    assert told(workbook) == [("form-added", HINT, "")]
    assert {each.code for each in findings_of(workbook)} == {"form-added", "sum-across-forms"}


def test_a_copy_without_names() -> None:
    name = place(three_clean(), "项目1_项目名称")[1]
    other = copied_by_openpyxl(three_clean(), {name: "扶贫工作经费"})
    assert projects_of(other) == [(FIRST, False), (SECOND, False), (ADDED, True)]
    assert [code for code, _, _ in told(other)] == ["form-added", "missing-value"]
    same = copied_by_openpyxl(three_clean(), {})
    assert projects_of(same) == [(FIRST, False), (SECOND, False)]
    assert told(same) == [("form-added", WARNING, "")]


def test_a_blank_copy_of_the_department_form_is_one_hint() -> None:
    book = openpyxl.load_workbook(io.BytesIO(three_issued()))
    book.copy_worksheet(book[department_form().sheet_name(YEAR)]).title = ADDED
    assert told(saved(book)) == [("form-added", HINT, "")]


@pytest.mark.parametrize("name", [None, "扶贫工作经费"])
def test_a_blank_copy_is_one_hint(name: str | None) -> None:
    """Copied before anything was filled, whether its project was named or not."""
    blank = three_issued()
    cell = place(blank, "项目1_项目名称")[1]
    workbook = copied_by_openpyxl(blank, {cell: name} if name else {})
    assert told(workbook) == [("form-added", HINT, "")]
    assert projects_of(workbook) == [(FIRST, False), (SECOND, False)]


def test_a_sheet_in_place_of_one_that_was_issued() -> None:
    """The issued sheet was deleted and its contents pasted: the form is there, and no more is said of it."""
    workbook = pasted(sheet_deleted(three_clean(), SECOND), SECOND)
    assert [each.code for each in findings_of(workbook)] == ["form-added"]
    lost = sheet_deleted(three_clean(), SECOND)
    assert [each.code for each in findings_of(lost)] == ["field-not-found"]


@pytest.mark.parametrize("sheet", ["填报说明", "基础数据", "校验", "评分标准"])
@pytest.mark.parametrize("title", ["抄下的", "{} (2)", "{}2"])
def test_our_other_sheets_are_no_forms(sheet: str, title: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(three_clean()))
    book.copy_worksheet(book[sheet]).title = title.format(sheet)
    assert {each.code for each in findings_of(saved(book))} == {"missing-value"}


@pytest.mark.parametrize("sheet", ["填报说明", "校验", "评分标准"])
def test_nor_are_they_under_another_name(sheet: str) -> None:
    renamed = sheet_renamed(three_clean(), sheet, "改了名的表")
    assert findings_of(renamed) == ()


def test_the_sheet_of_findings_is_no_form(tmp_path: Path) -> None:
    """Of a workbook with many findings it repeats most labels of the form."""
    file = tmp_path / "回收.xlsx"
    file.write_bytes(copied_by_openpyxl(three_published(), {}))
    first, copy = review_file(file, catalog(), with_copy=True)
    assert copy is not None and len(first.findings) > 20
    again = findings_of(copy)
    assert sum(each.code == "form-added" for each in again) == 1
    assert not [each for each in again if each.sheet.startswith(FINDINGS_SHEET)]


def test_a_sheet_that_only_looks_a_little_like_a_form() -> None:
    """A cover with the title is no form; a form that lacks half its labels is named."""
    title = next(form for form in catalog().forms["jinzhong-2020"].values() if form.name_field).title
    edit = Edit(open_package(three_clean()))
    edit.add_sheet(NewSheet("封面", [[NewCell(title)], [NewCell("2020 年度")]]), first=False)
    assert findings_of(edit.to_bytes()) == ()
    package = open_package(three_clean())
    half = [cell for cell in package.cells(FIRST).values() if cell.row > 40]
    workbook = pasted(with_one_project(), SECOND, {cell.ref: None for cell in half})
    assert told(workbook) == [("sheet-passed-over", HINT, "")]


# ---------------------------------------------------------------- the national form


@pytest.mark.parametrize("sheet", ["填报说明", "校验", "评分标准"])
def test_nor_are_those_of_the_national_form(sheet: str) -> None:
    """Its standard has the title and the headers of the form, and none of the labels beside the goals."""
    book = openpyxl.load_workbook(io.BytesIO(national_filled()))
    book.copy_worksheet(book[sheet]).title = ADDED
    assert told(saved(book)) == []


@pytest.mark.parametrize(
    ("name", "severity", "read"),
    [("丙项目", HINT, True), (None, WARNING, False)],
    ids=["another", "the same"],
)
def test_a_pasted_national_form(name: str | None, severity: Severity, read: bool) -> None:
    workbook = national_filled()
    sheet, cell = place(workbook, "项目1_项目名称")
    changes: dict[str, Typed] = {cell: name} if name else {}
    pasted_in = sheet_pasted(workbook, workbook, sheet, ADDED, changes)
    assert told(pasted_in) == [("form-added", severity, "")]
    assert ((ADDED, True) in projects_of(pasted_in)) is read


def test_a_blank_copy_of_the_national_form_is_one_hint() -> None:
    book = openpyxl.load_workbook(io.BytesIO(national_issued()))
    book.copy_worksheet(book[place(national_issued(), "项目1_项目名称")[0]]).title = ADDED
    assert told(saved(book)) == [("form-added", HINT, "")]
