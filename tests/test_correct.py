"""The corrected copy: marked where the findings stand, corrected, and nothing else changed."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from engines.libreoffice import recalculate, requires_libreoffice
from make_samples import sample_returns
from returns import (
    YEAR,
    catalog,
    department_form,
    filled,
    formula_changed,
    place,
    rewritten,
    rows_inserted,
    saved_by_openpyxl,
    typed,
    typed_without_recalculation,
    with_property,
)

from jzxl.check.finding import Severity
from jzxl.correct.findings_sheet import NAME as FINDINGS_SHEET
from jzxl.correct.marks import FILLS
from jzxl.correct.own_notes import AUTHOR
from jzxl.evaluate import value_of
from jzxl.form.formulas import formula_book
from jzxl.package import Edit, open_package
from jzxl.read.reader import read_filing, read_with_live_checks
from jzxl.result import FileResult
from jzxl.review import review_file

OFFICIAL = department_form().sheet_name(YEAR)


def reviewed(workbook: bytes, folder: Path) -> tuple[FileResult, bytes]:
    file = folder / "回收.xlsx"
    file.write_bytes(workbook)
    result, copy = review_file(file, catalog(), with_copy=True)
    assert copy is not None
    assert file.read_bytes() == workbook, "the original was written to"
    return result, copy


def fill_of(workbook: bytes, sheet: str, cell: str) -> str:
    return openpyxl.load_workbook(io.BytesIO(workbook))[sheet][cell].fill.fgColor.rgb[-6:]


BAD = {
    "得分_在职人员控制": Decimal("3"),
    "在职人数": "18人",
    "得分_经济效益": Decimal("5.5"),
    "评价结果等次": "优",
}


@pytest.fixture
def bad(tmp_path: Path) -> tuple[FileResult, bytes]:
    return reviewed(typed(filled(), BAD), tmp_path)


def test_each_finding_is_marked_by_severity_and_explained(bad: tuple[FileResult, bytes]) -> None:
    result, copy = bad
    package = open_package(copy)
    assert len(result.findings) == 4
    for finding in result.findings:
        assert fill_of(copy, finding.sheet, finding.cell) == FILLS[finding.severity]
        author, text = package.notes(finding.sheet)[finding.cell]
        assert author == AUTHOR
        assert f"【{finding.severity.word}】" in text
        assert finding.message in text
        assert f"原填 {finding.stated}" in text
        assert f"应为 {finding.expected}" in text


def test_formulas_come_back_and_figures_become_numbers(bad: tuple[FileResult, bytes]) -> None:
    _, copy = bad
    package = open_package(copy)
    form = department_form()
    sheet, cell = place(copy, "得分_在职人员控制")
    restored = package.cells(sheet)[cell]
    assert restored.formula == formula_book(form).excel["得分_在职人员控制"]
    assert restored.value == Decimal("0.6")
    sheet, cell = place(copy, "在职人数")
    assert package.cells(sheet)[cell].value == Decimal(18)


def test_a_judged_score_is_never_overwritten(bad: tuple[FileResult, bytes]) -> None:
    _, copy = bad
    sheet, cell = place(copy, "得分_经济效益")
    assert open_package(copy).cells(sheet)[cell].value == Decimal("5.5")


def test_stored_results_are_those_of_the_copy(bad: tuple[FileResult, bytes]) -> None:
    """Every formula of the copy stores what it computes from the copy's own cells."""
    _, copy = bad
    package = open_package(copy)
    (form,) = read_filing(package, catalog()).forms
    book = formula_book(form.form)
    entries = read_with_live_checks(package, form)
    stands = {name: value_of(entry.value) for name, entry in entries.items()}
    results = book.calculate(stands)
    for name, result in results.items():
        assert stands[name] == result or abs(stands[name] - result) < Decimal("1e-12"), name
    assert stands["综合得分"] == Decimal("83.3")  # 82.80 with the 5.5 that the unit gave itself


def test_findings_sheet_comes_first_with_links(bad: tuple[FileResult, bytes]) -> None:
    result, copy = bad
    book = openpyxl.load_workbook(io.BytesIO(copy))
    assert book.sheetnames[0] == FINDINGS_SHEET
    assert book.active.title == FINDINGS_SHEET
    sheet = book[FINDINGS_SHEET]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "晋中市招商引资服务中心" in texts
    for finding in result.findings:
        assert finding.message in texts
    links = [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink is not None]
    targets = {link.location.replace("'", "") for link in links}
    assert targets == {f"{each.sheet}!{each.cell}" for each in result.findings}


def test_members_that_no_finding_concerns_keep_their_bytes(bad: tuple[FileResult, bytes]) -> None:
    _, copy = bad
    before, after = (zipfile.ZipFile(io.BytesIO(each)) for each in (typed(filled(), BAD), copy))
    package = open_package(copy)
    guide, standard = package.sheet("填报说明").member, package.sheet("评分标准").member
    for member in (standard, "xl/theme/theme1.xml"):
        assert after.read(member) == before.read(member)
    # The guide was the selected sheet; now 审核结果 is. Nothing else of it differs.
    assert after.read(guide) == before.read(guide).replace(b' tabSelected="1"', b"")


def test_a_clean_return_gets_its_sheet_and_no_mark(tmp_path: Path) -> None:
    result, copy = reviewed(filled(), tmp_path)
    assert result.status == "clean"
    package = open_package(copy)
    assert package.sheets[0].name == FINDINGS_SHEET
    assert all(not package.notes(sheet.name) for sheet in package.sheets)


def test_checking_the_copy_again_does_not_stack_marks(tmp_path: Path, bad: tuple[FileResult, bytes]) -> None:
    """What was corrected is no finding any more; what is still true is marked once."""
    _, copy = bad
    again, second = reviewed(copy, tmp_path)
    assert [(each.code, each.name) for each in again.findings] == [("score-out-of-range", "得分_经济效益")]
    package = open_package(second)
    assert [sheet.name for sheet in package.sheets].count(FINDINGS_SHEET) == 1
    notes = {
        (sheet.name, cell): text
        for sheet in package.sheets
        for cell, (_, text) in package.notes(sheet.name).items()
    }
    assert list(notes) == [place(second, "得分_经济效益")]
    assert next(iter(notes.values())).count("【错误】") == 1
    for name in ("得分_在职人员控制", "在职人数", "评价结果等次"):
        assert fill_of(second, *place(second, name)) == fill_of(filled(), *place(filled(), name)), name
    third_result, third = reviewed(second, tmp_path)
    assert third_result.findings == again.findings
    assert open_package(third).notes(OFFICIAL) == package.notes(OFFICIAL)


def test_marks_follow_rows_inserted_into_the_copy(tmp_path: Path, bad: tuple[FileResult, bytes]) -> None:
    """The unit works on in the copy; the marks of the first check are still taken back."""
    _, copy = bad
    moved = rows_inserted(copy, OFFICIAL, 5, 2)
    mended = typed(moved, {"得分_经济效益": Decimal("5")})
    result, again = reviewed(mended, tmp_path)
    assert result.findings == ()
    name = "得分_经济效益"
    assert fill_of(again, *place(again, name)) == fill_of(filled(), *place(filled(), name))


def test_the_departments_own_note_stays(tmp_path: Path) -> None:
    workbook = typed(filled(), BAD)
    sheet, cell = place(workbook, "得分_在职人员控制")
    edit = Edit(open_package(workbook))
    edit.note(sheet, cell, "已经和人事科核对过", author="办公室")
    other = place(workbook, "得分_社会效益")[1]
    edit.note(sheet, other, "另附材料", author="办公室")
    noted = edit.to_bytes()
    _, copy = reviewed(noted, tmp_path)
    notes = open_package(copy).notes(sheet)
    assert notes[cell][1].startswith("已经和人事科核对过")
    assert "【错误】" in notes[cell][1]
    assert notes[other] == ("办公室", "另附材料")
    _, again = reviewed(copy, tmp_path)
    assert open_package(again).notes(sheet)[cell] == ("办公室", "已经和人事科核对过")


def test_a_sheet_of_theirs_called_like_ours_is_kept(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(filled()))
    book.create_sheet(FINDINGS_SHEET)["A1"] = "单位自己的"
    target = io.BytesIO()
    book.save(target)
    _, copy = reviewed(target.getvalue(), tmp_path)
    package = open_package(copy)
    assert package.sheets[0].name == f"{FINDINGS_SHEET}2"
    assert package.cells(FINDINGS_SHEET)["A1"].value == "单位自己的"


def test_stale_and_missing_results_are_brought_up_to_date(tmp_path: Path) -> None:
    for workbook in (
        typed_without_recalculation(filled(), {"在职人数": Decimal(16)}),
        saved_by_openpyxl(typed(filled(), {"在职人数": Decimal(16)})),
    ):
        _, copy = reviewed(workbook, tmp_path)
        cells = open_package(copy).cells(OFFICIAL)
        assert cells[place(copy, "得分_在职人员控制")[1]].value == Decimal(3)
        assert cells[place(copy, "综合得分")[1]].value == Decimal("85.2")


def test_formulas_of_another_version_are_left_alone(tmp_path: Path) -> None:
    """A template that is not in force has its own formulas; ours would refer to what it lacks."""
    workbook = with_property(
        typed(filled(), {"得分_支付进度": Decimal("4"), "得分_预算调整率": Decimal("0")}),
        "jzxl.fingerprint",
        "0" * 16,
    )
    result, copy = reviewed(workbook, tmp_path)
    assert [each.code for each in result.findings] == [
        "template-outdated",
        "formula-overwritten",
        "score-mismatch",
    ]
    cell = open_package(copy).cells(OFFICIAL)[place(copy, "得分_支付进度")[1]]
    assert (cell.formula, cell.value) == (None, Decimal(4))
    assert all("已恢复公式" not in each.message for each in result.findings)


def test_results_of_formulas_of_another_version_stay_as_they_are(tmp_path: Path) -> None:
    """Storing the result due beside a formula that gives another would hide what is wrong."""
    workbook = formula_changed(filled(), "得分_支付进度", "1+1", Decimal(2))
    _, copy = reviewed(with_property(workbook, "jzxl.fingerprint", "0" * 16), tmp_path)
    again, _ = reviewed(copy, tmp_path)
    cell = open_package(copy).cells(OFFICIAL)[place(copy, "得分_支付进度")[1]]
    assert (cell.formula, cell.value) == ("1+1", Decimal(2))
    assert "score-mismatch" in [each.code for each in again.findings]


def test_no_text_of_a_return_becomes_a_formula(tmp_path: Path) -> None:
    evil = '=HYPERLINK("http://x","点我")'
    _, copy = reviewed(
        typed(filled(), {"填报单位": evil, "在职人数": evil, "评价结果等次": "+1+1"}), tmp_path
    )
    package = open_package(copy)
    assert all(cell.formula is None for cell in package.cells(FINDINGS_SHEET).values())


def test_a_workbook_that_cannot_be_marked_is_checked_all_the_same(tmp_path: Path) -> None:
    """Its notes' drawing is missing: a note cannot be added without guessing, so no copy is written."""
    workbook = typed(filled(), BAD)
    member = open_package(workbook).sheet(OFFICIAL).member

    def lose_drawing(xml: str) -> str:
        return xml.replace("</worksheet>", '<legacyDrawing r:id="rId99"/></worksheet>')

    file = tmp_path / "回收.xlsx"
    file.write_bytes(rewritten(workbook, {member: lose_drawing}))
    result, copy = review_file(file, catalog(), with_copy=True)
    assert copy is None
    assert [each.code for each in result.findings][-1] == "copy-not-written"
    assert len(result.findings) == len(BAD) + 1


@pytest.mark.libreoffice
@requires_libreoffice
def test_copies_open_in_libreoffice_with_the_results_they_store(tmp_path: Path) -> None:
    """Recalculated by another program, the copies of all samples hold what they store."""
    copies = {}
    for name, workbook in sample_returns().items():
        file = tmp_path / name
        file.write_bytes(workbook)
        _, copy = review_file(file, catalog(), with_copy=True)
        assert copy is not None
        copies[tmp_path / f"审核-{name}"] = copy
        (tmp_path / f"审核-{name}").write_bytes(copy)
    recalculated = recalculate(list(copies))
    for file, copy in copies.items():
        package = open_package(copy)
        compared = 0
        for sheet in package.sheets:
            for ref, cell in package.cells(sheet.name).items():
                if cell.formula is not None and cell.value is not None:
                    assert str(recalculated[file][sheet.name].get(ref))[:12] == str(cell.value)[:12], (
                        file.name,
                        ref,
                    )
                    compared += 1
        formulas = any(
            cell.formula for sheet in package.sheets for cell in package.cells(sheet.name).values()
        )
        assert compared > 100 or not formulas, "a sheet that was typed by hand has none"


def test_severities_have_different_fills() -> None:
    assert len({FILLS[severity] for severity in Severity}) == len(Severity)
