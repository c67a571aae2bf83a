"""Rounds of a standard in which only projects have forms: roster, workbook, summary, report, letters."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from own_forms import (
    OWN,
    OWN_DATA,
    OWN_PROJECT,
    OWN_ROSTER,
    OWN_STANDARD,
    OWN_UNIT,
    own_catalog,
    own_filled,
    own_form,
    own_issued,
)
from returns import catalog, issued, three_issued
from test_cli import jzxl

from jzxl.campaign.figures import Figures, round_figures
from jzxl.campaign.model import Department, Return, Roster, Round, Standing
from jzxl.campaign.roster import read_roster
from jzxl.campaign.summary_book import summary_book
from jzxl.fill import fill_workbook, load_data
from jzxl.form.load import load_catalog
from jzxl.issue.recipient import Order, issue_workbook
from jzxl.issue.values import Prefilling
from jzxl.package import Edit, open_package
from jzxl.review import review_file

# Bars in a cell are newer than what openpyxl reads.
pytestmark = pytest.mark.filterwarnings("ignore:.*not supported and will be removed")
NATIONAL = load_catalog().forms["national-2020"]
HEAD = "单位名称,项目名称,年初预算数（万元）\n"


def roster(text: str, *, forms: str = "national-2020") -> tuple[list[str], list[tuple[int, str]], list[str]]:
    """Units read, what is told with its row, and what is wrong."""
    reading = read_roster(text.encode(), catalog().forms[forms], name="花名册.csv")
    units = [each.unit for each in reading.roster.departments]
    return units, [(each.row, each.text) for each in reading.warnings], [str(each) for each in reading.errors]


# ---------------------------------------------------------------- the roster


def test_a_unit_without_a_project_has_nothing_to_fill_and_is_told() -> None:
    units, told, wrong = roster(HEAD + "甲镇,道路,90\n乙馆,,30\n")
    assert (units, wrong) == (["甲镇"], [])
    ((row, text),) = told
    assert row == 3
    assert "“乙馆”没有写项目名称" in text and "请补上项目名称" in text


def test_a_row_of_a_units_own_beside_its_projects_is_only_of_no_use() -> None:
    units, told, wrong = roster(HEAD + "甲镇,,30\n甲镇,道路,90\n")
    assert (units, wrong) == (["甲镇"], [])
    ((row, text),) = told
    assert row == 2 and "没有地方填" in text and "不下发" not in text


def test_a_roster_of_units_alone_is_one_of_who_is_to_return_something() -> None:
    units, told, wrong = roster("单位名称\n甲镇\n乙馆\n")
    assert (units, told, wrong) == (["甲镇", "乙馆"], [], [])


def test_nobody_with_a_project_is_an_error() -> None:
    units, _, wrong = roster(HEAD + "甲镇,,\n")
    assert units == []
    assert len(wrong) == 1 and "每行写上项目名称" in wrong[0]


def test_without_any_project_nothing_is_issued_and_the_way_out_is_told(tmp_path: Path) -> None:
    (tmp_path / "花名册.csv").write_text("单位名称\n甲镇\n", encoding="utf-8")
    for whom, way_out in ((("--unit", "甲镇"), "--project"), (("花名册.csv",), "“项目名称”一列")):
        order = ("issue", *whom, "--standard", "national-2020", "--year", "2022", "-o", "下发")
        done = jzxl(*order, folder=tmp_path)
        assert done.returncode == 2
        assert "这个标准的表都按项目填" in done.stderr and way_out in done.stderr
        assert not list(tmp_path.glob("下发/*"))


def test_where_departments_have_a_form_they_need_no_project() -> None:
    units, told, wrong = roster("单位名称,项目名称\n甲局,\n", forms="jinzhong-2020")
    assert (units, told, wrong) == (["甲局"], [], [])


# ---------------------------------------------------------------- the workbook


def sheet_texts(workbook: bytes, sheet: str) -> str:
    rows = openpyxl.load_workbook(BytesIO(workbook))[sheet].iter_rows(values_only=True)
    return "\n".join(str(value) for row in rows for value in row if value is not None)


@cache
def national_issued() -> bytes:
    return issue_workbook(Order("某某镇", 2022, tuple(NATIONAL.values()), ("道路",)))


def test_the_guide_speaks_the_forms_own_words() -> None:
    national = sheet_texts(national_issued(), "填报说明")
    assert "表右边（不打印）的“方向”、“目标数”、“计量单位”，“年度指标值”由它们组成，不用填" in national
    assert "产出指标 50 分，效益指标 30 分，满意度指标 10 分" in national
    assert "填“偏差原因分析及改进措施”" in national
    own = sheet_texts(own_issued(), "填报说明")
    assert "填“指标性质”、“指标值”、“度量单位”。" in own and "年度指标值" not in own
    assert "表右边（不打印）的“档次”、“自评分”里选档次" in own
    for text in (national, own):
        assert "自评得分" not in text and "绩效目标" not in text
    for workbook in (issued(), three_issued()):
        assert "各项指标怎样填" not in sheet_texts(workbook, "填报说明")


def test_the_standard_sheet_has_only_rules_that_the_form_has() -> None:
    national = sheet_texts(national_issued(), "评分标准")
    assert "达成率超过 130% 的" in national and "在所属一级指标的合计之内分配；确需" in national
    assert "百分点" not in national and "分季度" not in national
    assert "部分达成年度指标并具有一定效果得 80%–60%（含）" in national
    assert "部分达成年度指标并具有一定效果得 80%–50%（含）" in sheet_texts(own_issued(), "评分标准")
    assert "分季度" in sheet_texts(issued(), "评分标准")


def test_what_is_known_can_be_filled_in_when_it_is_issued() -> None:
    data, package = load_data(OWN_DATA), open_package(own_issued())
    workbook = fill_workbook(package, own_catalog(), data, prefilling=Prefilling.LOCKED)
    sheet = openpyxl.load_workbook(BytesIO(workbook))[OWN_PROJECT]
    assert (sheet["D13"].value, sheet["F13"].value, sheet["G13"].value) == ("养护村道里程", 50, "公里")
    for cell in ("D13", "E13", "F13", "G13", "I13", "N25"):
        assert sheet[cell].protection.locked and sheet[cell].fill.fgColor.rgb == "FFE2F0D9", cell
    assert not sheet["D14"].protection.locked


# ---------------------------------------------------------------- what a text says of what was planned


def test_a_plan_is_not_held_against_what_was_reached() -> None:
    # The return that is clean says 养护村道 50 公里 where it planned and 45 公里 where it reached.
    plan = own_form().fields_by_name["预期目标"]
    assert plan.planned and not own_form().fields_by_name["实际完成情况"].planned
    edit = Edit(open_package(own_filled()))
    edit.write(OWN_PROJECT, "B11", "养护村道 60 公里，另有 3+4=8 处。")
    result, _ = review_file(edit.to_bytes(), own_catalog(), with_copy=False, shown="来件.xlsx")
    # Its own arithmetic is still checked.
    assert [each.code for each in result.findings] == ["text-arithmetic"]


# ---------------------------------------------------------------- summary and report


def returned(file: str, row: int, workbook: bytes) -> Return:
    result, _ = review_file(workbook, own_catalog(), with_copy=False, shown=file)
    return Return(result, Department(unit=result.unit, row=row, code=f"10{row}"), Standing.COUNTED)


@cache
def figures() -> Figures:
    two = fill_workbook(open_package(own_issued()), own_catalog(), load_data(OWN_DATA))
    edit = Edit(open_package(two))
    # A second goal in the first group; the first has so much less weight.
    for cell, value in {
        "D14": "养护桥梁", "F14": Decimal(4), "G14": "座", "H14": Decimal(4), "I13": Decimal(15), "I14": Decimal(5),
    }.items():  # fmt: skip
        edit.write(OWN_PROJECT, cell, value)
    returns = (returned("甲.xlsx", 1, own_filled()), returned("乙.xlsx", 2, edit.to_bytes()))
    departments = tuple(each.department for each in returns if each.department is not None)
    return round_figures(Round(Roster(Path("花名册.csv"), departments), returns, ()))


def test_the_rows_of_a_group_count_once_for_each_form() -> None:
    (group,) = [each for each in figures().indicators if each.group == "数量指标"]
    # 20 × 45/50 in one form; 15 × 45/50 and 5 in the other.
    assert (group.count, str(group.weight), str(group.minimum)) == (2, "20.00", "18.00")
    assert group.mean == (18 + Decimal("18.5")) / 2
    assert group.called == "各行合计"
    (rate,) = [each for each in figures().indicators if each.group == "预算执行"]
    assert rate.called == "执行率"


def test_the_summary_has_no_scores_for_units_that_have_none() -> None:
    assert not figures().scored_departments
    book = openpyxl.load_workbook(BytesIO(summary_book(figures())))
    units = [list(row) for row in book["单位"].iter_rows(min_row=3, values_only=True)]
    assert units[0] == ["序号", "单位", "代码", "项目数", "错误", "疑问", "提示", "审核稿"]
    assert [row[:5] for row in units[1:3]] == [
        [1, OWN_UNIT, "101", 1, 0],
        [2, OWN_UNIT, "102", 1, 0],
    ] or units
    projects = [cell.value for cell in book["项目"][3]]
    assert projects[3:5] == ["总分\n填报", "总分\n复核"]
    rows = [row[:3] for row in book["指标"].iter_rows(min_row=4, values_only=True)]
    assert ("产出指标", "数量指标", "各行合计") in rows


def test_a_round_from_the_command_line(tmp_path: Path) -> None:
    def run(*arguments: str | Path) -> str:
        done = jzxl("--templates", OWN, *arguments, folder=tmp_path)
        assert done.returncode in (0, 1), done.stderr
        return done.stdout + done.stderr

    example = run("roster", "--example", "样子.xlsx", "--standard", "national-2020")
    assert "再用 jzxl issue 样子.xlsx --standard national-2020 下发" in example
    rules = sheet_texts((tmp_path / "样子.xlsx").read_bytes(), "填写说明")
    assert "每行都写项目名称" in rules and "两条命令都加上 --standard national-2020" in rules
    told = run("roster", "样子.xlsx", "--standard", "national-2020")
    assert "共 2 个单位、3 个项目" in told
    told = run("issue", "样子.xlsx", "--standard", "national-2020", "--year", "2022", "-o", "下发")
    assert "新写 2 份" in told
    (tmp_path / "花名册.csv").write_bytes(OWN_ROSTER.read_bytes())
    (tmp_path / "回收").mkdir()
    edit = Edit(open_package(own_filled()))
    edit.write(OWN_PROJECT, "N25", Decimal(29))
    (tmp_path / "回收" / "来件.xlsx").write_bytes(edit.to_bytes())
    run("check", "回收", "--roster", "花名册.csv", "--standard", OWN_STANDARD, "-o", "审核")
    letter = (tmp_path / "审核" / "退回" / f"{OWN_UNIT}.txt").read_text(encoding="utf-8-sig")
    assert "N25 社会效益指标第 1 行 自评分：填的是“29”。" in letter
    page = (tmp_path / "审核" / "报告.html").read_text(encoding="utf-8")
    units = page.split("<h2>单位一览</h2>")[1].split("</section>")[0]
    assert '<th scope="col">项目</th>' in units and "填报得分" not in units
    assert "<b>自评分不在所选的档次内</b>" in page
