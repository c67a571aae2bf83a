"""Returns that are no .xlsx: checked like any other, with a corrected copy in our own workbook."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import pytest
from engines.libreoffice import convert, recalculate, requires_libreoffice
from foreign_samples import ods, ods_cell, ods_row
from national_returns import national_filled
from returns import PROJECTS, UNIT, catalog, read, retyped, three_clean, three_published, typed
from returns import filled_without_scores_in_text as filled
from test_national import PARTLY, d, write

from jzxl.check.finding import Severity
from jzxl.correct.findings_sheet import NAME as FINDINGS_SHEET
from jzxl.correct.marks import FILLS
from jzxl.correct.own_notes import AUTHOR
from jzxl.package import open_package
from jzxl.read.reader import read_filing
from jzxl.result import CLEAN, UNREADABLE, FileResult
from jzxl.review import review_file


def as_ods(workbook: bytes) -> bytes:
    """All sheets of a workbook below each other in one sheet of an .ods."""
    sheets = openpyxl.load_workbook(io.BytesIO(workbook)).worksheets
    rows = (row for sheet in sheets for row in sheet.iter_rows(values_only=True))
    return ods(*(ods_row(*map(_ods_cell, row)) for row in rows))


def _ods_cell(value: object) -> str:
    if isinstance(value, (int, float)):
        return ods_cell(str(value), f'office:value-type="float" office:value="{value}"')
    text = "" if value is None else escape(str(value))
    return ods_cell(text.replace("\n", "</text:p><text:p>"))


def reviewed(data: bytes, file: Path) -> tuple[FileResult, bytes | None]:
    file.write_bytes(data)
    result = review_file(file, catalog(), with_copy=True)
    assert file.read_bytes() == data, "the original was written to"
    return result


def told(result: FileResult) -> list[tuple[str, str, str]]:
    """What was found, apart from where."""
    return sorted((each.code, each.item, str(each.stated)) for each in result.findings)


def test_three_forms_in_one_sheet_of_an_ods(tmp_path: Path) -> None:
    result, _ = reviewed(as_ods(retyped(three_published())), tmp_path / "往年.ods")
    by_hand, _ = reviewed(retyped(three_published()), tmp_path / "往年.xlsx")
    assert told(result) == told(by_hand) and len(result.findings) > 20
    assert [form.evaluated for form in result.forms] == [form.evaluated for form in by_hand.forms]
    assert result.unit == UNIT and result.year == 2020


def test_nothing_is_found_in_a_right_one(tmp_path: Path) -> None:
    result, copy = reviewed(as_ods(retyped(three_clean())), tmp_path / "往年.ods")
    assert (result.status, result.findings) == (CLEAN, ())
    assert copy is not None


def test_its_copy_is_our_workbook_with_its_values_and_marks(tmp_path: Path) -> None:
    values = {"得分_在职人员控制": Decimal("3"), "得分_经济效益": Decimal("5.5"), "填报单位": None}
    result, copy = reviewed(as_ods(retyped(filled(), values)), tmp_path / "往年.et")
    assert copy is not None
    wanted = {
        "得分_在职人员控制": Severity.ERROR,
        "得分_经济效益": Severity.ERROR,
        "填报单位": Severity.WARNING,
    }
    assert {each.name for each in result.findings} == wanted.keys()
    (form,) = read_filing(open_package(copy), catalog()).forms
    assert not form.by_labels
    book = openpyxl.load_workbook(io.BytesIO(copy))
    assert book.sheetnames[0] == FINDINGS_SHEET
    for name, severity in wanted.items():
        entry = form.entries[name]
        cell = book[entry.sheet][entry.cell]
        assert cell.fill.fgColor.rgb[-6:] == FILLS[severity]
        assert cell.comment is not None and cell.comment.author == AUTHOR
    assert form.entries["得分_在职人员控制"].value == Decimal("0.6"), "computed again"
    assert form.entries["得分_经济效益"].value == Decimal("5.5"), "the unit's own"
    assert form.entries["在职人数"].value == 18, "taken from the explanation"
    links = {cell.hyperlink.location for row in book[FINDINGS_SHEET] for cell in row if cell.hyperlink}
    places = {f"'{form.entries[name].sheet}'!{form.entries[name].cell}" for name in wanted}
    assert {link.replace("'", "") for link in links} == {place.replace("'", "") for place in places}


def test_checked_again_its_copy_is_an_issued_workbook(tmp_path: Path) -> None:
    _, copy = reviewed(as_ods(retyped(three_published())), tmp_path / "往年.ods")
    assert copy is not None
    again, _ = reviewed(copy, tmp_path / "往年-审核.xlsx")
    first, _ = reviewed(as_ods(retyped(three_published())), tmp_path / "往年.ods")
    # The explanation that was typed is a formula now; all else is as it was.
    mended = {"rate-text-mismatch", "percent-sign-missing"}
    assert [form.evaluated for form in again.forms] == [form.evaluated for form in first.forms]
    assert [form.sheet for form in again.forms][1:] == list(PROJECTS)
    assert sorted(each.code for each in again.findings) == sorted(
        each.code for each in first.findings if each.code not in mended
    )


def test_a_score_that_could_not_be_verified_stands_as_stated(tmp_path: Path) -> None:
    values = {"说明_政府采购执行": "按规定执行", "得分_政府采购执行": Decimal("1.5")}
    result, copy = reviewed(as_ods(retyped(filled(), values)), tmp_path / "往年.ods")
    assert copy is not None
    (form,) = read_filing(open_package(copy), catalog()).forms
    assert form.entries["得分_政府采购执行"].value == Decimal("1.5")
    assert form.entries["说明_政府采购执行"].value == "按规定执行"
    assert form.entries["综合得分"].value == result.forms[0].evaluated.total == Decimal("84.30")


def test_two_department_forms_in_one_file(tmp_path: Path) -> None:
    both = openpyxl.load_workbook(io.BytesIO(retyped(filled())))
    twin = both.copy_worksheet(both.worksheets[0])
    twin.title = "另一张"
    target = io.BytesIO()
    both.save(target)
    result, copy = reviewed(as_ods(target.getvalue()), tmp_path / "两张.ods")
    assert [form.form for form in result.forms] == ["department", "department"]
    assert copy is not None and len(open_package(copy).sheets) > 6


def test_no_form_in_it(tmp_path: Path) -> None:
    result, copy = reviewed(ods(ods_row(ods_cell("姓名"))), tmp_path / "通讯录.ods")
    assert [each.code for each in result.findings] == ["wrong-standard"] and copy is None


@pytest.mark.parametrize("name", ["坏.xls", "坏.et"])
def test_a_damaged_one_is_one_clear_line(tmp_path: Path, name: str) -> None:
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "Workbook".encode("utf-16-le") + bytes(600)
    result, copy = reviewed(header, tmp_path / name)
    assert result.status == UNREADABLE and copy is None
    (finding,) = result.findings
    assert finding.message.startswith(name) and "另存为 .xlsx" in finding.message


@pytest.mark.libreoffice
@requires_libreoffice
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_as_another_program_saves_it(tmp_path: Path, kind: str) -> None:
    """Typed by hand and issued alike: the same findings, apart from what only formulas of ours show."""
    only_ours = {"formula-overwritten"}
    for name, workbook in (("手工", retyped(three_published())), ("下发", three_published())):
        source = tmp_path / f"{name}.xlsx"
        before, _ = reviewed(workbook, source)
        saved = convert(source, kind, tmp_path / "saved", fresh=True)
        after, _ = review_file(saved, catalog(), with_copy=True)
        assert [form.evaluated for form in after.forms] == [form.evaluated for form in before.forms]
        assert told(after) == [each for each in told(before) if each[0] not in only_ours], name


def test_a_grade_of_0_is_a_result_that_was_not_stored(tmp_path: Path) -> None:
    """LibreOffice stores 0 in .xls for a formula that gives a text, and nobody is graded 0."""
    lost, _ = reviewed(as_ods(retyped(filled(), {"评价结果等次": Decimal(0)})), tmp_path / "零.ods")
    assert [(each.code, each.severity, each.name) for each in lost.findings] == [
        ("missing-value", Severity.HINT, "评价结果等次")
    ]
    assert lost.forms[0].stated.grade == "良"
    stated, _ = reviewed(as_ods(retyped(filled(), {"评价结果等次": "差"})), tmp_path / "差.ods")
    assert [(each.code, each.stated) for each in stated.findings] == [("grade-mismatch", "差")]
    by_hand, _ = reviewed(retyped(filled(), {"评价结果等次": Decimal(0)}), tmp_path / "零.xlsx")
    assert [each.code for each in by_hand.findings] == ["grade-mismatch"], "in .xlsx a formula is seen"


@pytest.mark.parametrize(("note", "errors"), [(None, []), ("18/16=112.5%", ["score-mismatch"])])
def test_a_score_of_0_is_lost_only_where_nothing_explains_it(
    tmp_path: Path, note: str | None, errors: list[str]
) -> None:
    values = {"评价结果等次": Decimal(0), "得分_在职人员控制": Decimal(0), "说明_在职人员控制": note}
    result, _ = reviewed(as_ods(retyped(filled(), values)), tmp_path / "零.ods")
    assert [each.code for each in result.findings if each.severity is Severity.ERROR] == errors
    (hint,) = [each for each in result.findings if each.code == "missing-value"]
    assert f"{1 if errors else 2} 处公式" in hint.message


@pytest.mark.libreoffice
@requires_libreoffice
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_saved_by_another_program_that_does_not_compute(tmp_path: Path, kind: str) -> None:
    """As a user of LibreOffice saves it: in .xls no text that a formula gives is stored, but 0."""
    texts: dict[str, Decimal | str | bool | None] = {
        "年初预算金额": "948.96万元",
        "在职人数": "18人",
        "一季度进度": "6.8％",
    }
    for name, workbook in (("填对", filled()), ("带单位", typed(filled(), texts))):
        source = tmp_path / f"{name}.xlsx"
        before, _ = reviewed(workbook, source)
        after, copy = review_file(convert(source, kind, tmp_path / "saved"), catalog(), with_copy=True)
        assert [form.evaluated for form in after.forms] == [form.evaluated for form in before.forms]
        assert {each.severity for each in after.findings} <= {Severity.HINT}, name
        assert copy is not None


@pytest.mark.libreoffice
@requires_libreoffice
def test_the_copy_computes_what_is_stored_in_it(tmp_path: Path) -> None:
    _, copy = reviewed(as_ods(retyped(three_published())), tmp_path / "往年.ods")
    assert copy is not None
    file = tmp_path / "审核.xlsx"
    file.write_bytes(copy)
    book = recalculate([file])[file]
    compared = 0
    for form in read_filing(open_package(copy), catalog()).forms:
        for name in form.instance.formulas:
            entry = form.entries.get(name)
            if entry is not None and isinstance(entry.value, Decimal):
                computed = book[entry.sheet][entry.cell]
                assert abs(Decimal(str(computed)) - entry.value) < Decimal("1e-9"), name
                compared += 1
    assert compared > 50


@pytest.mark.libreoffice
@requires_libreoffice
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_an_input_left_blank_is_missing_at_its_own_cell(tmp_path: Path, kind: str) -> None:
    """The official sheet repeats it by a formula, for which LibreOffice stores 0 in .xls."""
    for value, expected in ((None, [("missing-input", "其他调整资金")]), (Decimal(0), [])):
        source = tmp_path / "来件.xlsx"
        source.write_bytes(typed(filled(), {"其他调整资金": value}))
        after, _ = review_file(convert(source, kind, tmp_path / "saved"), catalog(), with_copy=False)
        found = [each for each in after.findings if each.name == "其他调整资金"]
        assert [(each.code, each.name) for each in found] == expected
        assert all(each.sheet == "基础数据" and each.cell.startswith("B") for each in found)


def test_what_could_not_be_read_stands_on_the_sheet_of_findings(tmp_path: Path) -> None:
    """A remark that belongs to no field is not lost in a copy that was built anew."""
    rows = [list(row) for row in openpyxl.load_workbook(io.BytesIO(retyped(filled()))).worksheets[0].values]
    for remark in (None, "经局务会讨论，同意上报。"):
        extra = [ods_row(ods_cell(remark))] if remark else []
        workbook = ods(*(ods_row(*map(_ods_cell, row)) for row in rows), *extra)
        _, copy = reviewed(workbook, tmp_path / "来件.ods")
        assert copy is not None
        shown = [
            str(cell.value)
            for row in openpyxl.load_workbook(io.BytesIO(copy))[FINDINGS_SHEET].rows
            for cell in row
            if cell.value
        ]
        assert ("来件里没有读取的内容（单元格是来件的）" in shown) == bool(remark)
        assert remark is None or remark in shown


_BESIDE = ("方向", "目标数", "计量单位", "档次", "自评分")
_NATIONAL: dict[str, Callable[[], bytes]] = {
    "right": national_filled,
    "level and own score at odds": write(社会效益指标1_自评分=d("9.9"), 社会效益指标1_档次=PARTLY),
    "result in another unit": write(数量指标1_实际完成值="150户"),
    "limit missed": write(时效指标1_实际完成值=d("9"), 时效指标1_原因=None),
}


@pytest.mark.libreoffice
@requires_libreoffice
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_what_stands_beside_the_table_of_the_national_form_is_read(tmp_path: Path, kind: str) -> None:
    """Direction, number, unit, level, own score and grade: nobody prints them, but everything follows from them."""
    only_xls = {"missing-value"}  # a text of a formula, for which LibreOffice stores 0
    for name, make in _NATIONAL.items():
        source = tmp_path / f"{name}.xlsx"
        before, _ = reviewed(make(), source)
        after, copy = review_file(convert(source, kind, tmp_path / "saved"), catalog(), with_copy=True)
        assert [form.evaluated for form in after.forms] == [form.evaluated for form in before.forms], name
        assert [each for each in told(after) if each[0] not in only_xls] == told(before), name
        assert kind == "xls" or after.forms[0].stated == before.forms[0].stated
        assert copy is not None
        due, kept = read(make()).entries, read(copy).entries
        parts = [each for each in due if each.endswith(_BESIDE)]
        assert {each: kept[each].value for each in parts} == {each: due[each].value for each in parts}


@pytest.mark.libreoffice
@requires_libreoffice
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_an_input_that_cannot_be_read_is_told_and_kept(tmp_path: Path, kind: str) -> None:
    source = tmp_path / "来件.xlsx"
    before, _ = reviewed(typed(filled(), {"在职人数": "约18"}), source)
    after, copy = review_file(convert(source, kind, tmp_path / "saved"), catalog(), with_copy=True)
    found = [(each.code, each.name) for each in after.findings if each.severity is Severity.ERROR]
    assert found == [(each.code, each.name) for each in before.findings if each.severity is Severity.ERROR]
    assert ("not-a-number", "在职人数") in found
    assert "missing-value" not in [each.code for each in after.findings]
    assert copy is not None and read(copy).entries["在职人数"].value == "约18"
