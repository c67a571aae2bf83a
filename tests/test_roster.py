"""A roster → departments and projects; every mistake is told with its row, all at once."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from engines.libreoffice import requires_libreoffice
from hypothesis import given
from hypothesis import strategies as st
from rosters import FORMS, Rows, csv_roster, read, said, xlsx_roster

from jzxl.campaign.issue_list import list_workbook
from jzxl.campaign.issuing import Asked, pack
from jzxl.campaign.roster import read_roster
from jzxl.campaign.roster_example import HELP_SHEET, example_roster
from jzxl.errors import UnreadableFileError, UsageError
from jzxl.form.standard import IGNORED_ROLE
from jzxl.package import DEFAULT_LIMITS

HEAD = (
    "单位代码",
    "单位名称",
    "项目名称",
    "项目属性",
    "年初预算（万元）",
    "预算下达（万元）",
    "联系人",
    "电话",
)
GOOD: Rows = [
    HEAD,
    ("303001", "甲局", "", "", "948.96", "", "张某", "0354-1"),
    ("303001", "甲局", "招商工作", "经常性项目", "500", "7.60", "", ""),
    ("303001", "甲局", "招商专项", "一次性项目", "198.50", "", "", ""),
    ("303002", "乙局", "展会", "", "36", "", "李某", "0354-2"),
    ("", "丙局", "", "", "", "", "", ""),
]
UNIT, PROJECT, KIND, BUDGET, GRANTED, CONTACT = range(1, 7)


def changed(places: Mapping[tuple[int, int], Any]) -> Rows:
    """The good roster with other cells, by row (from 1) and column (from 0)."""
    rows = [list(row) for row in GOOD]
    for (row, column), value in places.items():
        while len(rows) < row:
            rows.append([""] * len(HEAD))
        rows[row - 1][column] = value
    return rows


def test_departments_projects_and_figures() -> None:
    reading = read(csv_roster(GOOD))
    assert not reading.errors and not reading.warnings
    first, second, third = reading.required().departments
    assert (first.unit, first.code, first.contact, first.phone, first.row) == (
        "甲局",
        "303001",
        "张某",
        "0354-1",
        2,
    )
    assert first.known == {"年初预算金额": Decimal("948.96")}
    assert [(each.name, each.row) for each in first.projects] == [("招商工作", 3), ("招商专项", 4)]
    assert first.projects[0].known == {
        "项目属性": "经常性项目",
        "预算市级资金": Decimal(500),
        "预算下达资金": Decimal("7.60"),
    }
    assert (second.unit, [each.name for each in second.projects]) == ("乙局", ["展会"])
    assert (third.unit, third.code, third.projects, third.known) == ("丙局", "", (), {})


def test_a_roster_of_names_alone_serves() -> None:
    reading = read(csv_roster([["填报单位"], ["甲局"], ["乙局"]]))
    assert [each.unit for each in reading.required().departments] == ["甲局", "乙局"]
    assert not reading.warnings


# Each: what is changed, the row of the one error and what it says; and what is near it and no error.
MISTAKES: Sequence[tuple[Mapping[tuple[int, int], Any], int, str, Mapping[tuple[int, int], Any]]] = [
    ({(4, UNIT): ""}, 4, "项目“招商专项”没有写单位名称", {(4, UNIT): "甲局 "}),
    ({(6, UNIT): "", (6, CONTACT): "王某"}, 6, "没有写单位名称，请补上", {(6, CONTACT): "王某"}),
    ({(3, 0): "303009"}, 3, "“303009”，第 2 行是“303001”", {(3, 0): "３０３００１"}),
    ({(5, 0): "303001"}, 5, "303001 第 2 行的“甲局”已经用了", {(5, 0): "303003"}),
    ({(4, PROJECT): "招商 工作"}, 4, "项目“招商 工作”和第 3 行重复", {(5, PROJECT): "招商工作"}),
    ({(3, BUDGET): "约500"}, 3, "“约500”看不懂；请只写数字", {(3, BUDGET): "1,031.78"}),
    ({(3, BUDGET): "五百"}, 3, "“五百”不是数字；请只写数字", {(3, BUDGET): "500万元"}),
    ({(3, BUDGET): "16人"}, 3, "“16人”看不懂；请只写数字", {(3, BUDGET): "0.05亿元"}),
    ({(3, BUDGET): "-500"}, 3, "不小于 0 的数字", {(3, BUDGET): "0"}),
    ({(3, BUDGET): "5000000000"}, 3, "太大了", {(3, BUDGET): "5000000000元"}),
    ({(3, KIND): "经常"}, 3, "只能是：经常性项目、一次性项目", {(3, KIND): " 经常性项目 "}),
    ({(5, UNIT): "乙\u202e局"}, 5, "U+202E", {(5, UNIT): "乙\u200b局"}),
    ({(5, UNIT): "乙\x7f局"}, 5, "U+007F", {(5, UNIT): "乙\n局"}),
    ({(5, PROJECT): "展\uffff会"}, 5, "U+FFFF", {(5, PROJECT): "展\u3000会"}),
    ({(5, PROJECT): "会" * 201}, 5, "有 201 字，太长了", {(5, PROJECT): "会" * 200}),
    (
        {(1, 5): "年初预算数"},
        1,
        "E 列“年初预算（万元）”和 F 列“年初预算数”都是“年初预算”",
        {(1, 5): "预算 下达/元"},
    ),
    ({(1, 4): "年初预算（美元）"}, 1, "单位认不出来", {(1, 4): "年初预算（单位：万元）"}),
]


@pytest.mark.parametrize(("places", "row", "text", "near"), MISTAKES)
def test_a_mistake_is_told_with_its_row_and_what_is_near_it_is_none(
    places: Mapping[tuple[int, int], Any], row: int, text: str, near: Mapping[tuple[int, int], Any]
) -> None:
    wrong = said(read(csv_roster(changed(places))))
    assert len(wrong) == 1, wrong
    assert wrong[0][0] == row and text in wrong[0][1]
    assert not read(csv_roster(changed(near))).errors


def test_all_mistakes_are_told_at_once_in_order() -> None:
    rows = changed({(5, 0): "303001", (4, UNIT): "", (3, BUDGET): "很多", (3, KIND): "经常"})
    reading = read(csv_roster(rows))
    assert [row for row, _ in said(reading)] == [3, 3, 4, 5]
    with pytest.raises(UsageError, match=r"(?s)花名册.csv 有 4 处要改.*第 3 行.*第 4 行.*第 5 行"):
        reading.required()


def test_figures_of_a_department_must_agree() -> None:
    head = ("单位名称", "项目名称", "上年结转（万元）")
    rows = [head, ("甲局", "一", "82.82"), ("甲局", "二", ""), ("甲局", "三", "82.820"), ("甲局", "四", "82")]
    wrong = said(read(csv_roster(rows)))
    assert [row for row, _ in wrong] == [5] and "是 82，第 2 行是 82.82" in wrong[0][1]
    reading = read(csv_roster(rows[:4]))
    assert reading.required().departments[0].known == {"上年结转金额": Decimal("82.82")}


@pytest.mark.parametrize(
    ("places", "row", "text"),
    [
        ({(3, CONTACT): "王某"}, 3, "联系人是“王某”，第 2 行是“张某”，用第 2 行的"),
        ({(7, UNIT): "甲局"}, 7, "第 2 行已经有了"),
        ({(6, GRANTED): "5"}, 6, "“预算下达（万元）”没有地方填"),
        ({(5, UNIT): "乙\n局"}, 5, "换行去掉了，读作“乙局”"),
        ({(1, 7): "去年得分"}, 0, "H 列“去年得分”"),
        ({(1, 4): "年初预算"}, 0, "没有写明单位，按万元读"),
        ({(8, UNIT): "丁局"}, 0, "跳过了 1 个空行：第 7 行"),
        ({(7, 0): "合 计", (7, BUDGET): "984"}, 7, "“合 计”像是合计行，不是单位，跳过了"),
        ({(7, UNIT): "总计：", (7, BUDGET): "984"}, 7, "像是合计行"),
        ({(7, UNIT): "合计（3 个单位）", (7, BUDGET): "984"}, 7, "像是合计行"),
        ({(7, UNIT): "甲局", (7, PROJECT): "小计", (7, BUDGET): "698.5"}, 7, "“小计”像是合计行"),
        ({(1, 7): "备注", (7, 7): "合计", (7, BUDGET): "984"}, 7, "“合计”像是合计行"),
        ({(1, 7): "科室"}, 0, "这些列下发时不用，没有读：H 列“科室”"),
        ({(7, 0): "注：数据取自年初批复"}, 7, "“注：数据取自年初批复”像是说明，不是单位"),
        ({(6, UNIT): "某某市某某局"}, 6, "样子里的例子"),
    ],
)
def test_what_is_passed_over_or_taken_somehow_is_said(
    places: Mapping[tuple[int, int], Any], row: int, text: str
) -> None:
    reading = read(csv_roster(changed(places)))
    assert not reading.errors
    found = [each for each in reading.warnings if text in each.text]
    assert [each.row for each in found] == [row], reading.warnings
    assert {each.unit for each in reading.roster.departments} >= {"甲局", "乙局"}


def test_a_row_of_amounts_alone_may_be_a_sum_and_is_called_so() -> None:
    ((row, text),) = said(read(csv_roster(changed({(7, BUDGET): "984.96"}))))
    assert row == 7 and "只有“年初预算（万元）”984.96；是合计行的话请删去这一行" in text
    ((_, text),) = said(read(csv_roster(changed({(7, CONTACT): "王某", (7, BUDGET): "1"}))))
    assert "合计" not in text


def test_a_project_with_a_sum_in_its_name_is_one() -> None:
    reading = read(csv_roster(changed({(5, PROJECT): "合计核算系统建设"})))
    assert not reading.warnings and len(reading.required().departments[1].projects) == 1


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        ("晋中市教育局", "市教育局", True),
        ("教育局", "晋中市教育局", True),
        ("晋中市教育局（本级）", "晋中市教育局", True),
        ("晋中市招商引资服务中心", "晋中市招商引资务中心", True),
        ("晋中市教育局", "晋中市体育局", False),
        ("晋中市第一中学", "晋中市第二中学", False),
        ("晋中学院", "晋中医学院", False),
        ("晋中市教育局", "晋中市教育局招生考试中心", False),
    ],
)
def test_two_names_of_one_unit_are_asked_about(first: str, second: str, alike: bool) -> None:
    reading = read(csv_roster([["单位名称"], [first], ["晋中市财政局"], [second]]))
    assert len(reading.required().departments) == 3, "it is only asked"
    found = [each for each in reading.warnings if "可能是同一个单位" in each.text]
    assert [each.row for each in found] == ([4] if alike else [])
    assert all(f"“{second}”和第 2 行的“{first}”" in each.text for each in found)


def test_two_codes_say_that_two_similar_names_are_two() -> None:
    names = ("晋中市招商引资服务中心", "晋中市招商引资务中心")
    rows = [["单位代码", "单位名称"], ["1", names[0]], ["2", names[1]]]
    assert not read(csv_roster(rows)).warnings


def test_the_end_of_several_names_is_nobodys_in_particular() -> None:
    names = ["第一中学", "甲县第一中学", "乙县第一中学"]
    assert not read(csv_roster([["单位名称"], *([name] for name in names)])).warnings


def budgets(*texts: str, header: str = "年初预算（万元）") -> list[tuple[int, str]]:
    """What is said of the amounts of departments, one each."""
    rows = [["单位名称", header], *([f"{number}号局", text] for number, text in enumerate(texts))]
    reading = read(csv_roster(rows))
    assert not reading.errors
    return [(each.row, each.text) for each in reading.warnings]


def test_yuan_in_a_column_of_ten_thousands_are_asked_about() -> None:
    ((row, text),) = budgets("500", "9489600", "36", "1031.78")
    assert row == 3 and "“9489600”是 9489600 万元，别的行多在 500 万元上下" in text
    assert "原来是元的话应写 948.96" in text
    assert not budgets("500", "499999", "36", "1031.78"), "a great department, and no more than 1000 times"
    ((row, text),) = budgets("500", "500001", "500", "500")
    assert row == 3 and "应写 50.0001" in text
    ((row, text),) = budgets("5000000", "94896000000", "360000", "10317800", header="年初预算（元）")
    assert row == 3 and "应写" not in text, "the column is of yuan already"


def test_an_amount_above_what_the_standard_has_is_asked_about() -> None:
    most = next(each.usual_most for each in COLUMNS if each.header == "年初预算")
    assert most is not None
    ((row, text),) = budgets(f"{most + 1}")
    assert row == 2 and f"超过了 {most} 万元" in text
    assert not budgets(f"{most}")


def test_projects_are_compared_with_projects_only() -> None:
    """A project is small beside its department."""
    rows = [["单位名称", "项目名称", "年初预算（万元）"]]
    rows += [["甲局", f"项目{number}", "0.5"] for number in range(4)] + [["甲局", "", "800"]]
    assert not read(csv_roster(rows)).warnings


def test_names_that_differ_in_width_only_are_one() -> None:
    reading = read(csv_roster([["单位名称", "项目名称"], ["甲局（本级）", "一"], ["甲局(本级)", "二"]]))
    (department,) = reading.required().departments
    assert department.unit == "甲局（本级）" and len(department.projects) == 2
    assert [each.row for each in reading.warnings] == [3]


# ---------------------------------------------------------------- units of amounts


@pytest.mark.parametrize(
    ("header", "above", "cell", "value"),
    [
        ("年初预算（元）", "", "4999631.27", "499.963127"),
        ("年初预算\n(单位：元)", "", 4999631.27, "499.963127"),
        ("年初预算(元)", "", "18万元", "18"),
        ("年初预算(元)", "", "1,031.78", "0.103178"),
        ("年初预算（千元）", "", 5, "0.5"),
        ("年初预算/万元", "", "１８", "18"),
        ("年初预算", "金额单位：元", "180000", "18"),
        ("年初预算", "单位: 万元", 18, "18"),
        ("年初预算（万元）", "单位：元", 18, "18"),
        ("年初预算", "", "180000元", "18"),
    ],
)
def test_amounts_are_converted_exactly(header: str, above: str, cell: Any, value: str) -> None:
    rows = [["2020 年花名册", above], ["单位名称", header], ["甲局", cell]]
    reading = read(xlsx_roster(rows), "花名册.xlsx")
    assert reading.required().departments[0].known == {"年初预算金额": Decimal(value)}


@pytest.mark.parametrize("nothing", ["", "—", "/", "无", " "])
def test_a_stroke_is_not_taken_for_zero(nothing: str) -> None:
    reading = read(csv_roster([["单位名称", "年初预算（元）"], ["甲局", nothing]]))
    assert reading.required().departments[0].known == {}


# ---------------------------------------------------------------- merged cells, formulas, sheets


def test_merged_units_are_the_same_unit() -> None:
    rows = [
        ("单位名称", "单位代码", "项目名称", "年初预算（万元）", "上年结转（万元）"),
        ("甲局", 303001, "一", 1, 82.82),
        (None, None, "二", 2, None),
        (None, None, "三", 3, None),
        ("乙局", 303002, "四", 4, None),
    ]
    merged = ["A2:A4", "B2:B4", "E2:E4"]
    reading = read(xlsx_roster(rows, merged=merged), "花名册.xlsx")
    first, second = reading.required().departments
    assert [each.name for each in first.projects] == ["一", "二", "三"]
    assert first.known == {"上年结转金额": Decimal("82.82")} and first.code == "303001"
    assert [each.name for each in second.projects] == ["四"]
    # The same without merging: nobody knows whose the projects are.
    wrong = said(read(xlsx_roster(rows), "花名册.xlsx"))
    assert [row for row, _ in wrong] == [3, 4]
    assert all("合并单元格" in text for _, text in wrong)


def test_a_figure_merged_over_projects_is_nobodys() -> None:
    rows = [("单位名称", "项目名称", "年初预算（万元）"), ("甲局", "一", 1), ("甲局", "二", None)]
    wrong = said(read(xlsx_roster(rows, merged=["C2:C3"]), "花名册.xlsx"))
    assert [row for row, _ in wrong] == [3] and "分不清是哪个项目的" in wrong[0][1]
    assert not read(xlsx_roster(rows), "花名册.xlsx").errors


def test_a_merge_over_a_million_rows_costs_nothing() -> None:
    rows = [("单位名称", "项目名称"), ("甲局", "一"), (None, "二")]
    reading = read(xlsx_roster(rows, merged=["A2:A1048576"]), "花名册.xlsx")
    assert [len(each.projects) for each in reading.required().departments] == [2]


def test_error_values_are_no_figures() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["单位名称", "年初预算（万元）"], ["甲局", "#REF!"], ["乙局", "=1+1"], ["丙局", 2]):
        sheet.append(row)
    sheet["B2"].data_type = "e"
    target = io.BytesIO()
    book.save(target)
    wrong = said(read(target.getvalue(), "花名册.xlsx"))
    assert [row for row, _ in wrong] == [2, 3]
    assert "#REF!" in wrong[0][1] and "没有计算结果" in wrong[1][1]


def test_only_the_first_sheet_with_a_heading_is_read_and_that_is_said() -> None:
    head = ("单位名称", "项目名称")
    reading = read(
        xlsx_roster([head, ("甲局", "一")], sheet="一科", 二科=[head, ("乙局", "二")], 说明=[["单位名称"]]),
        "花名册.xlsx",
    )
    assert [each.unit for each in reading.required().departments] == ["甲局"]
    assert [each.text for each in reading.warnings if "“二科”" in each.text and "说明" not in each.text]


def test_numbers_and_dates_in_columns_of_texts() -> None:
    rows = [("单位代码", "单位名称", "电话"), (303001, "甲局", 13800000000)]
    (department,) = read(xlsx_roster(rows), "花名册.xlsx").required().departments
    assert (department.code, department.phone) == ("303001", "13800000000")


# ---------------------------------------------------------------- files


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ","), ("gbk", ","), ("gb18030", ";"), ("utf-8", "\t"), ("utf-16", "\t")],
)
def test_csv_as_programs_save_it(encoding: str, delimiter: str) -> None:
    reading = read(csv_roster(GOOD, encoding=encoding, delimiter=delimiter))
    assert reading.required() == read(csv_roster(GOOD)).required()


def test_a_quoted_line_break_does_not_shift_the_rows() -> None:
    rows = [["单位名称", "项目名称", "年初预算（万元）"], ["甲\n局", "一", "1"], [], ["乙局", "二", "很多"]]
    assert [row for row, _ in said(read(csv_roster(rows)))] == [4]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xff\xfe\x00\xd8", "编码认不出来"),
        (b"%PDF-1.7", "PDF"),
        (b"", "空文件"),
        (b"a,b\n" + b"1," * 20_000, "格子太多"),
    ],
)
def test_files_that_are_none(data: bytes, text: str) -> None:
    with pytest.raises(UnreadableFileError, match=text):
        read(data)


def test_limits_are_kept() -> None:
    limits = replace(DEFAULT_LIMITS, file_bytes=100)
    with pytest.raises(UnreadableFileError, match="超过上限"):
        read_roster(csv_roster(GOOD), FORMS, limits=limits)
    with pytest.raises(UnreadableFileError, match="格子太多"):
        read_roster(csv_roster(GOOD), FORMS, limits=replace(DEFAULT_LIMITS, cells=10))


def test_no_heading_and_no_department() -> None:
    with pytest.raises(UsageError, match=r"找不到表头.*单位名称.*--example"):
        read(csv_roster([["名单"], ["甲局"]]))
    assert [row for row, _ in said(read(csv_roster([["名单"], ["单位名称"]])))] == [2]


@pytest.mark.libreoffice
@requires_libreoffice
@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_other_workbooks(tmp_path: Path, suffix: str) -> None:
    import subprocess

    (tmp_path / "r.xlsx").write_bytes(xlsx_roster(GOOD))
    call = [
        "soffice",
        "--headless",
        f"-env:UserInstallation=file://{tmp_path}/p",
        "--convert-to",
        suffix,
        "r.xlsx",
    ]
    subprocess.run(call, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    reading = read_roster(tmp_path / f"r.{suffix}", FORMS)
    assert reading.required().departments == read(csv_roster(GOOD)).required().departments


def test_a_folder_is_no_roster(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"是文件夹，花名册要写一个文件，例如 .*花名册\.xlsx"):
        read_roster(tmp_path, FORMS)


def test_what_was_issued_is_no_roster() -> None:
    made = pack(read(csv_roster(GOOD)).required(), Asked(FORMS, 2020))[0]
    listed = list_workbook(made)
    with pytest.raises(UsageError, match=r"下发时写出的清单，不是花名册.*请写下发时用的花名册"):
        read(listed, "下发清单.xlsx")
    with pytest.raises(UsageError, match="是下发给单位的自评表，不是花名册"):
        read(made[0].build(), "甲局.xlsx")
    with pytest.raises(UsageError, match="下发时写出的清单"):  # saved as another kind of file
        read(csv_roster([["下发清单"], ["单位名称", "文件", "下发编号"], ["甲局", "甲局.xlsx", "1"]]))
    assert read(csv_roster([["单位名称", "文件"], ["甲局", "甲局.xlsx"]])).required()


# ---------------------------------------------------------------- columns in any order


COLUMNS = [each for each in FORMS["department"].standard.roster if each.role != IGNORED_ROLE]


@given(st.permutations(range(len(HEAD))), st.data())
def test_order_and_aliases_of_columns_do_not_matter(order: Sequence[int], data: st.DataObject) -> None:
    def alias(header: str) -> str:
        plain, bracket = re.fullmatch(r"([^（]+)(.*)", header).groups()  # type: ignore[union-attr]
        column = next(each for each in COLUMNS if plain in (each.header, *each.aliases))
        other = data.draw(st.sampled_from([column.header, *column.aliases]))
        return data.draw(
            st.sampled_from([f"{other}{bracket}", f" {other[:1]} {other[1:]}{bracket}", f"*{other}{bracket}"])
        )

    rows = [[row[column] for column in order] for row in [[alias(each) for each in HEAD], *GOOD[1:]]]
    assert read(csv_roster(rows)).required().departments == read(csv_roster(GOOD)).required().departments


ODD = st.sampled_from(
    [
        None,
        "",
        "甲局",
        "乙局",
        "合计",
        "单位名称",
        "项目名称",
        "年初预算（元）",
        "一",
        1,
        -1.5,
        10**15,
        True,
        "1,0",
        "16人",
        "\u202e",
    ]
)


@given(
    st.lists(st.lists(ODD, min_size=3, max_size=5), max_size=8),
    st.lists(st.tuples(st.sampled_from("ABC"), st.integers(1, 9), st.integers(1, 3)), max_size=1),
)
def test_no_roster_stops_the_reading(rows: list[list[Any]], merges: list[tuple[str, int, int]]) -> None:
    table = [["单位名称", "项目名称", "年初预算（元）", "编制数", "电话"], *rows]
    areas = [f"{column}{top}:{column}{top + more}" for column, top, more in merges if top <= len(table)]
    merged = [area for area in areas if len(table[int(area[1]) - 1]) > ord(area[0]) - 65]
    reading = read(xlsx_roster(table, merged=merged), "花名册.xlsx")
    last = len(table) + 4
    assert all(1 <= each.row <= last for each in reading.errors)
    assert all(0 <= each.row <= last for each in reading.warnings)
    for department in reading.roster.departments:
        assert department.unit and all(project.name for project in department.projects)


# ---------------------------------------------------------------- the example


def test_the_example_is_a_roster_without_mistakes() -> None:
    example = example_roster(FORMS)
    assert example == example_roster(FORMS), "the same bytes each time"
    reading = read(example, "花名册.xlsx")
    assert not reading.errors
    assert [each.text for each in reading.warnings if "例子" not in each.text] == []
    assert [len(each.projects) for each in reading.required().departments] == [2, 1, 0]
    assert all(project.known for each in reading.roster.departments for project in each.projects)
    book = openpyxl.load_workbook(io.BytesIO(example))
    assert book.sheetnames == ["花名册", HELP_SHEET]
    explained = [row[0].value for row in book[HELP_SHEET].iter_rows()]
    assert all(column.header in explained for column in COLUMNS)
