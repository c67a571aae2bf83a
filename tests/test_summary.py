"""汇总.xlsx, read back by another program."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from engines import libreoffice
from engines.libreoffice import requires_libreoffice
from openpyxl.worksheet.worksheet import Worksheet
from summary_round import as_json, counted_json, finding, form, real_figures, real_round, returned

from jzxl.campaign.book import Book, link_target, shortened
from jzxl.campaign.figures import round_figures
from jzxl.campaign.list_sheet import list_sheet
from jzxl.campaign.lists import findings_list_sheet
from jzxl.campaign.model import Department, Return, Roster, Round, Standing
from jzxl.campaign.summary_book import summary_book
from jzxl.check.finding import Severity
from jzxl.check.titles import title
from jzxl.result import UNREADABLE, Scores
from jzxl.rule.decimals import to_decimal

# Bars in a cell are newer than what it reads.
pytestmark = pytest.mark.filterwarnings("ignore:.*not supported and will be removed")
SHEETS = ["总览", "单位", "项目", "指标", "问题清单", "未报送", "未计入"]


def book_of(*returns: Return, roster: Roster | None = None, missing: tuple[Department, ...] = ()) -> bytes:
    return summary_book(round_figures(Round(roster, returns, missing)))


def opened(workbook: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook))


@cache
def real_bytes() -> bytes:
    return summary_book(real_figures())


@cache
def real_book() -> openpyxl.Workbook:
    return opened(real_bytes())


def lines(sheet: Worksheet) -> Iterator[list[Any]]:
    """The rows of a list, numbers as decimals; without title, remark, heading and what follows a gap."""
    for row in sheet.iter_rows(min_row=4, values_only=True):
        if all(value is None for value in row):
            return
        yield [exact(value) for value in row]


def exact(value: object) -> object:
    return Decimal(str(value)) if isinstance(value, (int, float)) else value


def headings(sheet: Worksheet) -> list[str]:
    return [cell.value for cell in sheet[3] if cell.value]


def section(sheet: Worksheet, heading: str, column: int) -> list[list[Any]]:
    """The rows below a heading of 总览 until a blank one."""
    (start,) = (
        row
        for row in range(1, sheet.max_row + 1)
        if str(sheet.cell(row, column).value or "").startswith(heading)
    )
    rows = []
    for row in range(start + 1, sheet.max_row + 2):
        values = [exact(sheet.cell(row, column + number).value) for number in range(4)]
        if all(value is None for value in values):
            return rows
        rows.append(values)
    return rows


def shown(value: object) -> object:
    """A value of results.json as a cell has it: blank and missing are the same."""
    return None if value == "" else value


def row_of_form(one: dict[str, Any], filing: dict[str, Any], counts: Sequence[object]) -> list[Any]:
    stated, evaluated = one["stated"], one["evaluated"]
    both = [stated["total"], evaluated["total"]]
    return [
        *both,
        None if None in both else both[1] - both[0],
        stated["grade"],
        evaluated["grade"],
        *(scores["blocks"][block] for block in stated["blocks"] for scores in (stated, evaluated)),
        *counts,
        filing["copy"],
    ]


def test_departments_are_those_of_results_json() -> None:
    sheet = real_book()["单位"]
    assert headings(sheet)[:8] == [
        *("序号", "单位", "代码", "综合得分\n填报", "综合得分\n复核", "差额", "等次\n填报", "等次\n复核"),
    ]
    assert headings(sheet)[-4:] == ["错误", "疑问", "提示", "审核稿"]
    rows = list(lines(sheet))
    filings = counted_json(real_round())
    assert [row[0] for row in rows] == list(range(1, len(filings) + 1))
    for row, filing in zip(rows, filings, strict=True):
        counts = [sum(each["severity"] == kind.value for each in filing["findings"]) for kind in Severity]
        one = next((each for each in filing["forms"] if each["form"] == "department"), None)
        if one is None:
            assert row[3:-4] == [None] * 13 and row[-4:] == [*counts, filing["copy"]]
        else:
            assert row[3:] == row_of_form(one, filing, counts)
        assert row[1].startswith(f"晋中市{filing['file'][0]}局") and row[2].startswith("0")


def test_projects_are_those_of_results_json() -> None:
    rows = list(lines(real_book()["项目"]))
    projects = [
        (one, filing)
        for filing in counted_json(real_round())
        for one in filing["forms"]
        if one["form"] == "project"
    ]
    assert len(projects) == 7
    for row, (one, filing) in zip(rows, projects, strict=True):
        alone = sum(each["sheet"] == one["sheet"] for each in filing["forms"]) == 1
        severities = [each["severity"] for each in filing["findings"] if each["sheet"] == one["sheet"]]
        counts = [severities.count(kind.value) if alone else None for kind in Severity]
        assert row[2] == one["name"]
        assert row[3:] == row_of_form(one, filing, counts)


def test_findings_are_those_of_results_json() -> None:
    rows = list(lines(real_book()["问题清单"]))
    filings = {filing["file"]: filing for filing in as_json(real_round())}
    assert len(rows) == sum(len(filing["findings"]) for filing in filings.values())
    files = dict.fromkeys(row[10] for row in rows)
    found = [(filings[file], each) for file in files for each in filings[file]["findings"]]
    words = {severity.value: severity.word for severity in Severity}
    for number, (row, (filing, each)) in enumerate(zip(rows, found, strict=True), start=1):
        assert row[0] == number
        assert row[2:4] == [words[each["severity"]], title(each["code"])]
        assert row[4:7] == [shown(each["sheet"]), shown(each["cell"]), each["item"]]
        assert row[7:9] == [shown(each["stated"]), shown(each["expected"])]
        assert row[9:11] == [each["message"], filing["file"]]
    assert {row[10] for row in rows if row[11] == "否"} == {"乙局.xlsx", "甲局-旧.xlsx", "不明.xlsx"}


def test_a_number_of_a_finding_shows_the_places_it_was_written_with() -> None:
    stated = {Decimal("0.60"): "0.00", Decimal(3): "0", Decimal("1E+2"): "0", Decimal("-0.5"): "0.0"}
    sheet = opened(book_of(returned("某局", findings=[finding(stated=each) for each in stated])))["问题清单"]
    for row, (number, shown_as) in enumerate(stated.items(), start=4):
        cell = sheet.cell(row, 8)
        assert (exact(cell.value), cell.number_format) == (number, shown_as)


@pytest.mark.parametrize(
    ("number", "shown_as"),
    [
        ("12345678901234567", "12345678901234567"),
        ("0.1234567890123456", "0.1234…"),
        ("1234567890123.5", "1234567890123.5"),
    ],
)
def test_a_number_that_a_cell_cannot_keep_or_show_is_a_text(number: str, shown_as: str) -> None:
    sheet = opened(book_of(returned("某局", findings=[finding(stated=Decimal(number))])))["问题清单"]
    assert sheet["H4"].value == shown_as


def test_overview_has_the_figures_of_results_json() -> None:
    sheet, figures = real_book()["总览"], real_figures()
    turnout = {row[0]: row[1] for row in section(sheet, "报送情况", 1)}
    assert turnout["花名册上的单位"] == 13 and turnout["已报送"] == 11 and turnout["未报送"] == 2
    assert turnout["收到的文件"] == 14 and turnout["其中计入汇总"] == 11
    assert turnout["其中读不出来"] == 1 and turnout["其中没有计入"] == 2
    filings = counted_json(real_round())
    for kind in figures.kinds:
        forms = [each for filing in filings for each in filing["forms"] if each["form"] == kind.kind.form]
        for name, stated, evaluated, _ in section(sheet, f"{kind.kind.title}：等次", 1)[1:]:
            grade = None if name == "（没有）" else name
            assert stated == sum(each["stated"]["grade"] == grade for each in forms)
            assert evaluated == sum(each["evaluated"]["grade"] == grade for each in forms)
        bands = section(sheet, f"{kind.kind.title}：综合得分分布", 1)[1:]
        totals = [each["evaluated"]["total"] for each in forms]
        assert sum(row[2] for row in bands) == sum(each is not None for each in totals)
    found = section(sheet, "问题分类", 5)[1:]
    codes = [each for filing in filings for each in filing["findings"]]
    for name, word, count, files in found:
        if word is None:
            of_word = [each for each in codes if name == f"{Severity(each['severity']).word}合计"]
            assert (count, files) == (len(of_word), None)
        else:
            same = [
                (title(each["code"]), Severity(each["severity"]).word)
                for filing in filings
                for each in filing["findings"]
            ]
            assert same.count((name, word)) == count
    assert sum(row[2] for row in found if row[1] is not None) == len(codes)


def test_indicators_are_the_exact_ones_to_15_digits() -> None:
    rows = list(lines(real_book()["指标"]))
    for row, each in zip(rows, real_figures().indicators, strict=True):
        fractions = [
            None if each_ is None else to_decimal(each_) for each_ in (each.mean, each.rate, each.full)
        ]
        assert row[:4] == [each.kind.title, each.block, each.group, each.name]
        mean, rate, full = fractions
        assert row[4:] == [each.weight, each.count, mean, each.minimum, rate, full]


def test_the_most_frequent_findings_stand_below_the_indicators() -> None:
    sheet = real_book()["指标"]
    (start,) = (row for row in range(1, sheet.max_row) if sheet.cell(row, 1).value == "最常见的 10 个问题")
    rows = [[cell.value for cell in row[1:6]] for row in sheet.iter_rows(start + 2, start + 11)]
    assert rows == [
        [each.severity.word, each.title, each.item, each.count, each.files]
        for each in real_figures().frequent
    ]


@pytest.mark.parametrize(
    ("file", "said"),
    [("甲局.rar", "是没有打开的压缩包"), ("甲局.zip/a.zip", "是没有打开的压缩包"), ("甲局.xlsx", "读不出来")],
)
def test_an_archive_that_was_not_opened_is_told_from_a_file_that_cannot_be_read(file: str, said: str) -> None:
    department = Department("甲局", 2)
    lost = finding("请解压。", code="unreadable-file", sheet="", cell="")
    came = returned(
        "", file=file, findings=[lost], department=department, standing=Standing.UNREADABLE, status=UNREADABLE
    )
    book = opened(book_of(came, roster=Roster("名册", (department,)), missing=(department,)))
    assert [row[6] for row in lines(book["未报送"])] == [f"来件 {file}：{said}"]
    assert [row[3] for row in lines(book["未计入"])] == [f"{said}：请解压。"]


def test_the_summary_says_what_it_counts() -> None:
    with_roster, without = real_round(), replace(real_round(), roster=None)
    said = [
        str(openpyxl.load_workbook(io.BytesIO(summary_book(round_figures(each))))["总览"]["A2"].value)
        for each in (with_roster, without)
    ]
    assert ["最新的一份" in each for each in said] == [True, False]
    assert ["每份来件都统计" in each for each in said] == [False, True]


def test_who_is_missing_and_what_does_not_count() -> None:
    book = real_book()
    missing = list(lines(book["未报送"]))
    assert [row[:5] for row in missing] == [
        [1, "晋中市寅局", "02", "寅某", "0354-0000000"],
        [2, "晋中市乙局", "013", "乙某", "0354-0000000"],
    ]
    assert missing[0][5] == "一号项目、二号项目" and missing[1][6] == "来件 乙局.xlsx：读不出来"
    aside = {row[1]: row[3] for row in lines(book["未计入"])}
    assert aside["甲局-旧.xlsx"] == "同一单位以“甲局.xlsx”为准。"
    assert aside["不明.xlsx"].startswith("花名册上没有“晋中市招商引资服务中心”，不知道是哪个单位的；")
    assert aside["乙局.xlsx"].startswith("读不出来：乙局.xlsx")


def test_links_lead_to_the_corrected_copies_only() -> None:
    book = real_book()
    copies = {each.result.copy for each in real_round().returns}
    for name in ("单位", "项目"):
        links = [cell for row in book[name].iter_rows() for cell in row if cell.hyperlink is not None]
        assert len(links) == len(list(lines(book[name])))
        for cell in links:
            assert cell.hyperlink.target == cell.value and cell.value in copies
    assert all(not book[name]._hyperlinks for name in SHEETS if name not in ("单位", "项目"))


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("甲局-审核.xlsx", "external:甲局-审核.xlsx"),
        ("a b#1 50%20.xlsx", "external:a%20b%231%2050%2520.xlsx"),
        ("[x]?.xlsx", "external:%5bx%5d%3f.xlsx"),
        ("../甲.xlsx", None),
        ("下\\甲.xlsx", None),
        ("http://甲.xlsx", None),
        ("C:甲.xlsx", None),
        ("\u202e甲.xlsx", None),
        ("..", None),
        ("", None),
    ],
)
def test_a_link_is_relative_and_escaped(name: str, target: str | None) -> None:
    assert link_target(name) == target
    book = book_of(returned("某局", copy=name))
    relations = [
        each for each in zipfile.ZipFile(io.BytesIO(book)).namelist() if each.endswith("sheet2.xml.rels")
    ]
    assert bool(relations) == (target is not None)
    if target is not None:
        xml = zipfile.ZipFile(io.BytesIO(book)).read(relations[0]).decode()
        assert re.findall(r'Target="([^"]*)"', xml) == [target.removeprefix("external:")]


HOSTILE = [
    '=HYPERLINK("http://x","点我")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\u202e倒过来",
    "a\x07b",
    "_x0041_",
    "http://x",
]


def test_names_and_texts_are_inert() -> None:
    returns = [
        returned(
            text,
            form(text, kind="each", title=text),
            file=f"{text}.xlsx",
            findings=[finding(text, item=text, stated=text, expected=text, sheet=text, code=text)],
        )
        for text in HOSTILE
    ]
    departments = tuple(Department(text, row, text, text, text) for row, text in enumerate(HOSTILE, start=2))
    workbook = book_of(*returns, roster=Roster(HOSTILE[0], departments), missing=departments)
    package = zipfile.ZipFile(io.BytesIO(workbook))
    sheets = {name: package.read(name).decode() for name in package.namelist() if "worksheets/sheet" in name}
    for xml in sheets.values():
        assert "<f>" not in xml and "<f " not in xml
        assert "\u202e" not in xml and "\x07" not in xml
    assert not any(name.endswith(".rels") and "sheet2" in name for name in package.namelist())
    book = opened(workbook)
    seen = {cell.value for name in SHEETS for row in book[name].iter_rows() for cell in row}
    assert {*HOSTILE[:4], "\\u202e倒过来", "a\\u0007b", "http://x"} <= seen
    for row in book["未报送"].iter_rows(min_row=4, max_row=7):
        # It stays a text when somebody edits the cell.
        assert row[1].quotePrefix and row[1].data_type != "f"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "＝1", "＋1", "－1", "＠a", "a=1"])
def test_what_begins_like_a_formula_stays_a_text(text: str) -> None:
    department = Department(text, 2)
    book = opened(book_of(roster=Roster("名册", (department,)), missing=(department,)))
    assert bool(book["未报送"].cell(4, 2).quotePrefix) == (text != "a=1")


def test_no_cell_of_a_real_summary_is_a_formula() -> None:
    package = zipfile.ZipFile(io.BytesIO(real_bytes()))
    for name in package.namelist():
        if "worksheets/sheet" in name and name.endswith(".xml"):
            assert not re.search("<f[ >]", package.read(name).decode()), name


def test_every_sheet_prints_across_one_page_wide_with_its_headings() -> None:
    book = real_book()
    assert book.sheetnames == SHEETS
    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in (None, 1) and sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == "$1:$3"
        assert sheet.oddHeader.left.text == "绩效自评审核汇总（2020 年度）"
        assert sheet.oddHeader.right.text == sheet.title
        assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"
        assert sheet.freeze_panes is not None
        if sheet.title != "总览":
            last = openpyxl.utils.get_column_letter(len(headings(sheet)))
            rows = len(list(lines(sheet)))
            assert sheet.auto_filter.ref == f"A3:{last}{3 + rows}"


def test_differences_and_errors_are_coloured() -> None:
    sheet = real_book()["单位"]
    rules = {
        str(area.sqref): [rule.formula[0] for rule in each]
        for area, each in sheet.conditional_formatting._cf_rules.items()
    }
    assert rules["E4:E14"] == ["$D4<>$E4"] and rules["F4:F14"] == ["0"]
    assert rules["H4:H14"] == ["$G4<>$H4"] and rules["J4:J14"] == ["$I4<>$J4"]
    assert {"Q4:Q14", "R4:R14", "S4:S14"} <= set(rules)


def test_charts_show_the_distribution_of_each_kind_of_form() -> None:
    sheet, figures = real_book()["总览"], real_figures()
    assert len(sheet._charts) == len(figures.kinds) == 2
    for chart, kind in zip(sheet._charts, figures.kinds, strict=True):
        for series, face, column in zip(chart.series, ("stated", "evaluated"), "BC", strict=True):
            first, last = re.fullmatch(
                rf"(?:'?总览'?)!\${column}\$(\d+):\${column}\$(\d+)", series.val.numRef.f
            ).groups()
            cells = [sheet[f"{column}{row}"].value for row in range(int(first), int(last) + 1)]
            names = [sheet[f"A{row}"].value for row in range(int(first), int(last) + 1)]
            assert cells == [getattr(band, face) for band in kind.bands]
            assert names == [band.label for band in kind.bands]
            assert sheet[f"A{int(first) - 1}"].value == "分数段（含下限）"
            # What a program that works nothing out shows.
            assert [float(point.v) for point in series.val.numRef.numCache.pt] == cells


def test_the_same_round_gives_the_same_bytes() -> None:
    assert summary_book(real_figures()) == real_bytes()


def test_an_empty_round() -> None:
    book = opened(book_of())
    assert book.sheetnames == SHEETS and not book["总览"]._charts
    assert book["总览"]["A1"].value == "绩效自评审核汇总"
    assert book["问题清单"]["A4"].value == "没有发现问题。"
    assert book["未报送"]["A4"].value == "没有花名册，不知道还有谁没有报送。"
    assert book["未计入"]["A4"].value == "全部计入。"
    department = Department("某局", 2)
    everybody = opened(book_of(returned("某局", department=department), roster=Roster("", (department,))))
    assert everybody["未报送"]["A4"].value == "都已报送。"


def test_the_title_names_the_years() -> None:
    for years, said in [([2020], "2020"), ([2021, 2020, 2019], "2019—2021")]:
        book = opened(book_of(*(returned("某局", year=year) for year in years)))
        assert book["总览"]["A1"].value == f"绩效自评审核汇总（{said} 年度）"


def test_odd_results_have_their_row() -> None:
    odd = Scores("#DIV/0!", None, {"甲块": "约 80", "乙块": Decimal("12345678.5")})
    none = Scores(None, "", {"甲块": None, "乙块": None})
    book = opened(book_of(returned("", form(stated=odd, evaluated=none)), returned("无表")))
    rows = list(lines(book["单位"]))
    assert rows[0][1] == "（没有填）"
    assert rows[0][2:7] == ["#DIV/0!", None, None, None, None]
    # A number too long for its column would be shown as ####.
    assert rows[0][7:11] == ["约 80", None, "12345678.5", None]
    assert rows[1][2:11] == [None] * 9
    assert rows[1][-1] == "没有审核稿（某局.xlsx）"


def test_forms_of_several_kinds_share_a_sheet_with_the_blocks_of_all() -> None:
    other = Scores(Decimal(7), "甲等", {"乙块": Decimal(7)})
    book = opened(
        book_of(
            returned("一局", form(title="一表")),
            returned("二局", form(title="二表", stated=other, evaluated=other), standard="另一标准"),
        )
    )
    sheet = book["单位"]
    assert headings(sheet)[2] == "表"
    assert [each for each in headings(sheet) if "块" in each] == [
        *("甲块\n填报", "甲块\n复核", "乙块\n填报", "乙块\n复核"),
    ]
    first, second = lines(sheet)
    assert first[2] == "一表" and first[8:12] == [80, 80, None, None]
    assert second[2] == "二表" and second[8:12] == [None, None, 7, 7]


def test_three_thousand_findings() -> None:
    found = [finding(f"第 {number} 个问题", cell=f"B{number}") for number in range(1, 3001)]
    workbook = book_of(returned("某局", findings=found))
    sheet = opened(workbook)["问题清单"]
    assert [row[9] for row in lines(sheet)] == [each.message for each in found]
    assert sheet.auto_filter.ref == "A3:L3003"


def test_what_does_not_fit_on_a_sheet_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jzxl.campaign.lists.list_sheet", lambda *a, **k: list_sheet(*a, **k, most_rows=2))
    book = Book("汇总")
    findings_list_sheet(book, round_figures(Round(None, (returned("某局", findings=[finding()] * 5),))))
    sheet = opened(book.to_bytes())["问题清单"]
    assert [cell.value for cell in sheet["A"][3:]] == [1, 2, "另有 3 行写不下，请看 findings.csv。"]
    assert sheet.auto_filter.ref == "A3:L5"


@pytest.mark.parametrize("letter", ["甲", "😀"])
def test_a_text_longer_than_a_cell_is_cut(letter: str) -> None:
    sheet = opened(book_of(returned("某局", findings=[finding(letter * 40_000)])))["问题清单"]
    text = sheet["J4"].value
    assert text == shortened(letter * 40_000)
    assert text.endswith("…") and len(text.encode("utf-16-le")) // 2 in (32_766, 32_767)
    assert shortened(letter * 10_000) == letter * 10_000


@requires_libreoffice
def test_another_program_opens_and_prints_it(tmp_path: Path) -> None:
    path = tmp_path / "汇总.xlsx"
    path.write_bytes(real_bytes())
    pages = libreoffice.to_png(path, tmp_path / "pages", dpi=40)
    assert len(SHEETS) <= len(pages) <= 20
