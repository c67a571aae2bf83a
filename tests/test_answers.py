"""What units say to doubts: noted in 疑问答复.xlsx, and held to as long as the doubt is the same."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from engines.libreoffice import convert, requires_libreoffice
from openpyxl.worksheet.worksheet import Worksheet
from returns import UNIT as SAMPLE
from returns import filled, place, rows_inserted, typed
from summary_round import as_json, finding, form, returned
from test_cli import jzxl

from jzxl.campaign import answers
from jzxl.campaign.answer_sheet import ANSWER, NAME, NUMBER, STATE, UNIT, AnswerSheet
from jzxl.campaign.answers import Answered, with_answers
from jzxl.campaign.doubts import telling
from jzxl.campaign.figures import round_figures
from jzxl.campaign.findings_csv import findings_csv
from jzxl.campaign.html_report import html_report
from jzxl.campaign.letters import correction_letters
from jzxl.campaign.model import Department, Return, Round, Standing
from jzxl.campaign.outputs import in_the_way
from jzxl.campaign.report import summary_line
from jzxl.campaign.summary_book import summary_book
from jzxl.check.finding import Finding, Severity
from jzxl.errors import UsageError
from jzxl.gather import OWN_FOLDER

HEADING = 3


def doubt(message: str = "填的是“3”，别处是“5”；请核对。", **more: object) -> Finding:
    return finding(message, severity=Severity.WARNING, **more)  # type: ignore[arg-type]


def one(unit: str, *findings: Finding, file: str = "某局.xlsx") -> Return:
    return returned(unit, form(), file=file, findings=findings)


def run(folder: Path, *returns: Return, whole: bool = True) -> Answered:
    return with_answers(Round(None, returns), folder, whole=whole)


def said(answered: Answered) -> list[str]:
    """The answers of the round, in order."""
    return [each.answer for one in answered.round.returns for each in one.result.findings]


def letters(answered: Answered) -> dict[str, str]:
    written = correction_letters(round_figures(answered.round))
    return {name: content.decode("utf-8-sig") for name, content in written.items()}


def edited(folder: Path, change: Callable[[Worksheet], None]) -> None:
    """What the clerk does in a spreadsheet program."""
    book = openpyxl.load_workbook(folder / NAME)
    change(book.active)
    book.save(folder / NAME)


def column(sheet: Worksheet, name: str) -> int:
    return next(cell.column for cell in sheet[HEADING] if cell.value == name)


def rows(folder: Path) -> list[dict[str, str]]:
    sheet = openpyxl.load_workbook(folder / NAME).active
    names = [cell.value for cell in sheet[HEADING]]
    lines = sheet.iter_rows(min_row=HEADING + 1, values_only=True)
    return [dict(zip(names, line, strict=True)) for line in lines if any(line)]


def answer(folder: Path, *texts: object) -> None:
    """Type an answer into each row from the first on; None leaves one open."""

    def type_in(sheet: Worksheet) -> None:
        at = column(sheet, ANSWER)
        for row, text in enumerate(texts, start=HEADING + 1):
            sheet.cell(row, at).value = text

    edited(folder, type_in)


# ---------------------------------------------------------------- what an answer does


def test_an_answered_doubt_stays_away_everywhere(tmp_path: Path) -> None:
    wrong = finding("得分不对。")
    both = one("甲局", doubt(), wrong), one("乙局", doubt(item="另一项"), file="乙局.xlsx")
    first = run(tmp_path, *both)
    assert set(letters(first)) == {"甲局.txt", "乙局.txt"} and first.open == 2
    answer(tmp_path, "属实", "单位说明过")
    again = run(tmp_path, *both)
    assert said(again) == ["属实", "", "单位说明过"]
    assert (again.open, again.problems, again.remarks) == (0, [], [])
    assert [row[STATE] for row in rows(tmp_path)] == ["已答复", "已答复"]
    figures = round_figures(again.round)
    assert set(letters(again)) == {"甲局.txt"}
    letter = letters(again)["甲局.txt"]
    assert "有 1 处错误，请核对更正" in letter and "别处是" not in letter
    assert "另有 1 处疑问已经收到贵单位的说明，不用再改。" in letter
    turnout = figures.turnout
    assert (turnout.with_errors, turnout.with_warnings, turnout.clean, turnout.answered) == (1, 0, 1, 2)
    assert [each.severity for each in figures.findings] == [Severity.ERROR]
    assert [each["answer"] for filing in as_json(again.round) for each in filing["findings"]] == [
        *("属实", None, "单位说明过")
    ]
    assert summary_line(again.round.returns[0].result).plain.endswith("错误 1  疑问 0  提示 0  已答复 1")
    assert "属实" in findings_csv(figures).decode("utf-8-sig").splitlines()[1]
    page = html_report(again.round, figures).decode()
    assert "答复：属实" in page and page.count('data-s="answered"') == 2 and 'data-s="warning"' not in page
    (tmp_path / "汇总.xlsx").write_bytes(summary_book(figures))
    book = openpyxl.load_workbook(tmp_path / "汇总.xlsx")
    shown = {
        name: [cell.value for row in book[name] for cell in row] for name in ("单位", "问题清单", "总览")
    }
    assert "属实" in shown["问题清单"] and shown["问题清单"].count("已答复") == 2
    assert "已答复" in shown["单位"] and "已答复的疑问（处）" in shown["总览"]


def test_without_answers_nothing_is_said_of_them(tmp_path: Path) -> None:
    answered = run(tmp_path, one("甲局", doubt()))
    figures = round_figures(answered.round)
    assert "已答复" not in html_report(answered.round, figures).decode()
    assert "说明，不用再改" not in letters(answered)["甲局.txt"]
    assert answered.round == Round(None, (one("甲局", doubt()),))


def test_what_can_be_answered(tmp_path: Path) -> None:
    """Doubts of returns that count and whose unit is known; nothing is written where there is none."""
    replaced = replace(one("乙局", doubt(item="乙")), standing=Standing.REPLACED)
    nameless = one("", doubt(item="无"))
    hint, wrong = finding(severity=Severity.HINT), finding(code="other")
    answered = run(tmp_path, replaced, nameless, one("甲局", hint, wrong))
    assert not (tmp_path / NAME).exists() and not answered.problems and not answered.open
    run(tmp_path, replaced, nameless, one("甲局", hint, wrong, doubt(item="甲")))
    assert [row["栏目"] for row in rows(tmp_path)] == ["甲"]


def test_it_is_told_in_the_order_of_the_roster(tmp_path: Path) -> None:
    second, first = (Department(unit, row) for unit, row in (("乙局", 3), ("甲局", 2)))
    run(tmp_path, *(replace(one(each.unit, doubt()), department=each) for each in (second, first)))
    assert [row[UNIT] for row in rows(tmp_path)] == ["甲局", "乙局"]


# ---------------------------------------------------------------- the same doubt


@pytest.mark.parametrize(
    "later",
    [
        doubt("数量指标第 2 项填的是“3”，别处（C12）是“5”；请核对。", cell="B9"),
        doubt("数量指标第 1 项写的是“3”，而 D7 写的是“5”，请更正。"),
        doubt("数量指标第 1 项填的是“3”，别处（C9）是“5”；请核对。", stated=Decimal("3.00")),
    ],
    ids=["row inserted", "other words", "more places"],
)
def test_the_same_in_another_row_file_or_wording(later: Finding, tmp_path: Path) -> None:
    stated = Decimal(3) if later.stated is not None else None
    before = doubt("数量指标第 1 项填的是“3”，别处（C9）是“5”；请核对。", stated=stated)
    run(tmp_path, one("甲局", before))
    answer(tmp_path, "属实")
    moved = replace(one(" 甲 局", later, file="更正/甲局（新）.xlsx"))
    assert said(run(tmp_path, moved)) == ["属实"]
    (row,) = rows(tmp_path)
    assert (row["单元格"], row["疑问"], row[ANSWER]) == (later.cell, later.message, "属实")


@pytest.mark.parametrize(
    "changes",
    [{"stated": "4"}, {"expected": "6"}, {"message": "填的是“3”，别处是“7”；请核对。"}],
    ids=["stated", "expected", "the other side"],
)
def test_changed_content_brings_it_back(changes: dict[str, str], tmp_path: Path) -> None:
    before = doubt(stated="3", expected="5")
    later = replace(before, **changes)  # type: ignore[arg-type]
    run(tmp_path, one("甲局", before))
    answer(tmp_path, "属实")
    for _ in range(2):
        back = run(tmp_path, one("甲局", later))
        assert said(back) == [""]
        assert "原来的答复“属实”是对改动以前的内容的。" in letters(back)["甲局.txt"]
        old, new = rows(tmp_path)
        assert (old[ANSWER], old[STATE]) == ("属实", "内容改了，这条答复不再用")
        assert new[ANSWER] is None and new[STATE] == "待答复；原来的答复“属实”是对改动以前的内容的"
    answer(tmp_path, "属实", "也属实")
    assert said(run(tmp_path, one("甲局", later))) == ["也属实"]
    assert said(run(tmp_path, one("甲局", before))) == ["属实"], "it is as it was when it was answered"


def test_a_doubt_beside_the_one_that_changed_was_not_answered(tmp_path: Path) -> None:
    changing, other = doubt(stated="3"), doubt(stated="9")
    run(tmp_path, one("甲局", changing, other))
    answer(tmp_path, "属实")
    back = run(tmp_path, one("甲局", replace(changing, stated="4"), other))
    assert ["原来的答复" in each.message for each in back.round.returns[0].result.findings] == [True, False]


@pytest.mark.parametrize("changes", [{"sheet": "别的表"}, {"code": "别的"}, {"item": "别的栏"}])
def test_another_place_is_another_doubt(changes: dict[str, str], tmp_path: Path) -> None:
    run(tmp_path, one("甲局", doubt()))
    answer(tmp_path, "属实")
    assert said(run(tmp_path, one("甲局", replace(doubt(), **changes)))) == [""]  # type: ignore[arg-type]


def test_a_sheet_is_known_by_its_form(tmp_path: Path) -> None:
    project, renamed = form("修路", kind="project"), replace(form("修路", kind="project"), sheet="Sheet2")
    run(tmp_path, returned("甲局", project, findings=[doubt(sheet="修路")]))
    answer(tmp_path, "属实")
    assert said(run(tmp_path, returned("甲局", renamed, findings=[doubt(sheet="Sheet2")]))) == ["属实"]
    other = replace(renamed, name="架桥")
    assert said(run(tmp_path, returned("甲局", other, findings=[doubt(sheet="Sheet2")]))) == [""]


def test_two_units_with_the_same_doubt(tmp_path: Path) -> None:
    both = one("甲局", doubt()), one("乙局", doubt(), file="乙局.xlsx")
    run(tmp_path, *both)
    answer(tmp_path, None, "属实")
    assert said(run(tmp_path, *both)) == ["", "属实"]
    assert set(letters(run(tmp_path, *both))) == {"甲局.txt"}


def test_projects_that_are_missing_are_told_apart(tmp_path: Path) -> None:
    first, second = (
        doubt(f"花名册上有项目“{name}”。", sheet="", item="项目名称", expected=name)
        for name in ("修路", "架桥")
    )
    run(tmp_path, one("甲局", first))
    answer(tmp_path, "取消了")
    back = run(tmp_path, one("甲局", second))
    assert said(back) == [""] and "原来的答复" not in letters(back)["甲局.txt"]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("“甲”填的是 3，B12 是 5.20%。", ("“甲”", "3", "5.20%")),
        ("第 3 项和第12行、$C$4、AB7", ()),
        ("“C4”是 ３ 个", ("“C4”", "3")),
    ],
)
def test_what_a_message_tells(message: str, expected: tuple[str, ...]) -> None:
    assert telling(message) == expected


# ---------------------------------------------------------------- a workbook in somebody's hands

MANY = [one(f"第{number}局", doubt(stated=str(number))) for number in range(8)]


def test_rows_may_be_sorted_and_deleted_and_columns_and_sheets_added(tmp_path: Path) -> None:
    run(tmp_path, *MANY)
    answer(tmp_path, *(f"答{number}" for number in range(8)))

    def shuffle(sheet: Worksheet) -> None:
        sheet.insert_cols(1)
        sheet.cell(HEADING, 1).value = "经办人"
        lines = [
            [cell.value for cell in row] for row in sheet.iter_rows(min_row=HEADING + 1, max_row=HEADING + 8)
        ]
        random.Random(4).shuffle(lines)
        for at, line in enumerate(lines[:6], start=HEADING + 1):
            for number, value in enumerate(["李某", *line[1:]], start=1):
                sheet.cell(at, number).value = value
        sheet.delete_rows(HEADING + 7, 2)
        sheet.cell(HEADING + 9, 3).value = "以上已请示"
        sheet.parent.create_sheet("我的")["A1"] = "备忘"

    edited(tmp_path, shuffle)
    kept = {row[UNIT]: row[ANSWER] for row in rows(tmp_path) if row[UNIT]}
    again = run(tmp_path, *MANY)
    assert {each.unit: text for each, text in zip(MANY, said(again), strict=True) if text} == kept
    assert len(kept) == 6 and again.open == 2 and again.remarks == []
    after = rows(tmp_path)
    assert [row["经办人"] for row in after] == ["李某"] * 6 + [None] * 3, "new ones are added at the end"
    assert after[6]["工作表"] == "以上已请示"
    assert openpyxl.load_workbook(tmp_path / NAME)["我的"]["A1"].value == "备忘"


def test_answers_that_were_sorted_without_their_rows_are_not_taken(tmp_path: Path) -> None:
    """The numbers alone, or all but the numbers: a row must say of itself what its number says."""
    returns = [
        one("甲局", doubt("填的是“3”。", item="一"), doubt("填的是“4”。", item="二")),
        one("乙局", doubt()),
    ]
    run(tmp_path, *returns)
    answer(tmp_path, "甲", "乙", "丙")

    def swap(sheet: Worksheet) -> None:
        at = column(sheet, NUMBER)
        numbers = [sheet.cell(HEADING + place, at).value for place in (1, 2, 3)]
        for at_row, number in zip((1, 2, 3), numbers[1:] + numbers[:1], strict=True):
            sheet.cell(HEADING + at_row, at).value = number

    edited(tmp_path, swap)
    again = run(tmp_path, *returns)
    assert said(again) == ["", "", ""] and len(again.remarks) == 3
    assert again.remarks[0] == f"{NAME} 第 4 行的答复没有用：编号和单位、疑问对不上，请删去这一行再审核。"
    assert [row[ANSWER] for row in rows(tmp_path)] == ["甲", "乙", "丙", None, None, None]


def test_an_answer_to_an_error_is_ignored_and_said(tmp_path: Path) -> None:
    run(tmp_path, one("甲局", doubt()))
    answer(tmp_path, "属实")
    worse = run(tmp_path, one("甲局", replace(doubt(), severity=Severity.ERROR)))
    assert said(worse) == [""] and "甲局.txt" in letters(worse)
    assert worse.remarks == [f"{NAME} 第 4 行的答复没有用：这一处是错误，要单位更正，不能用答复代替。"]
    assert said(run(tmp_path, one("甲局", doubt()))) == ["属实"]


def test_a_row_that_the_clerk_made_is_no_answer(tmp_path: Path) -> None:
    """An error is not listed; whoever writes it in by hand is told."""
    returns = one("甲局", doubt(), finding("得分不对。"))
    run(tmp_path, returns)

    def add(sheet: Worksheet) -> None:
        for name, text in ((UNIT, "甲局"), ("疑问", "得分不对。"), (ANSWER, "属实")):
            sheet.cell(HEADING + 2, column(sheet, name)).value = text
        sheet.cell(HEADING + 3, column(sheet, UNIT)).value = "一行记事"

    edited(tmp_path, add)
    again = run(tmp_path, returns)
    assert said(again) == ["", ""] and len(again.remarks) == 1 and "第 5 行" in again.remarks[0]
    assert rows(tmp_path)[2][STATE] is None, "a line without an answer is nobody's business"


def test_two_answers_to_one_doubt(tmp_path: Path) -> None:
    run(tmp_path, one("甲局", doubt()))
    for second, taken in (("不属实", ""), ("属 实", "属 实"), (None, "属实")):

        def double(sheet: Worksheet, second: str | None = second) -> None:
            for cell in sheet[HEADING + 1]:
                sheet.cell(HEADING + 2, cell.column).value = cell.value
            for row, text in ((1, "属实"), (2, second)):
                sheet.cell(HEADING + row, column(sheet, ANSWER)).value = text

        edited(tmp_path, double)
        again = run(tmp_path, one("甲局", doubt()))
        assert said(again) == [taken] and bool(again.remarks) == (taken == "")


@pytest.mark.parametrize(
    ("typed", "taken"), [(" 属实 ", "属实"), (1, "1"), (True, "TRUE"), ("—", ""), (" 无 ", ""), ("", "")]
)
def test_what_is_typed(typed: object, taken: str, tmp_path: Path) -> None:
    run(tmp_path, one("甲局", doubt()))
    answer(tmp_path, typed)
    assert said(run(tmp_path, one("甲局", doubt()))) == [taken]


def test_one_answer_over_merged_cells_is_that_of_all(tmp_path: Path) -> None:
    returns = one("甲局", doubt(item="一"), doubt(item="二"), doubt(item="三"))
    run(tmp_path, returns)
    answer(tmp_path, "属实")
    edited(tmp_path, lambda sheet: sheet.merge_cells(start_row=4, end_row=5, start_column=7, end_column=7))
    assert said(run(tmp_path, returns)) == ["属实", "属实", ""]


def test_hostile_texts_are_texts_and_are_known_again(tmp_path: Path) -> None:
    bad = doubt(
        '=HYPERLINK("x")\n\u202e“+1”' + "长" * 40_000, item="@x", stated="-1+1", cell="=A1", sheet="\x00s"
    )
    returns = one("=甲\n局", bad)
    run(tmp_path, returns)
    sheet = openpyxl.load_workbook(tmp_path / NAME).active
    assert all(cell.data_type != "f" for row in sheet for cell in row)
    answer(tmp_path, "=1+1")
    edited(tmp_path, lambda sheet: setattr(sheet.cell(4, 7), "data_type", "s"))
    assert said(run(tmp_path, returns)) == ["=1+1"]


# ---------------------------------------------------------------- lost, damaged, locked


def damage(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:2000])


def rename_column(path: Path) -> None:
    edited(
        path.parent, lambda sheet: setattr(sheet.cell(HEADING, column(sheet, ANSWER)), "value", "处理意见")
    )


def twice_a_column(path: Path) -> None:
    edited(path.parent, lambda sheet: setattr(sheet.cell(HEADING, 12), "value", ANSWER))


def another_format(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)


@pytest.mark.parametrize("harm", [damage, rename_column, twice_a_column, another_format])
@pytest.mark.parametrize("spare", [True, False])
def test_one_that_cannot_be_read_is_left_alone(
    harm: Callable[[Path], None], spare: bool, tmp_path: Path
) -> None:
    both = one("甲局", doubt()), one("乙局", doubt())
    run(tmp_path, *both)
    answer(tmp_path, "属实")
    run(tmp_path, *both)
    harm(tmp_path / NAME)
    harmed = (tmp_path / NAME).read_bytes()
    if not spare:
        (tmp_path / OWN_FOLDER / NAME).write_bytes(b"")
    again = run(tmp_path, *both, one("丙局", doubt()))
    assert (tmp_path / NAME).read_bytes() == harmed
    (problem,) = again.problems
    held = "答复按上次读到的算" if spare else "所有的疑问都当作没有答复"
    assert NAME in problem and problem.endswith(f"没有动这个文件，这次{held}。")
    assert said(again) == (["属实", "", ""] if spare else ["", "", ""])


def test_one_that_is_lost_comes_back(tmp_path: Path) -> None:
    run(tmp_path, one("甲局", doubt()))
    answer(tmp_path, "属实")
    run(tmp_path, one("甲局", doubt()))
    there = (tmp_path / NAME).read_bytes()
    (tmp_path / NAME).unlink()
    again = run(tmp_path, one("甲局", doubt()))
    assert said(again) == ["属实"] and (tmp_path / NAME).read_bytes() == there
    assert len(again.remarks) == 1 and "放了回去" in again.remarks[0]
    assert run(tmp_path, one("甲局", doubt())).remarks == []


def test_one_that_is_open_elsewhere_is_read_and_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(tmp_path, one("甲局", doubt()))
    answer(tmp_path, "属实")
    there = (tmp_path / NAME).read_bytes()

    def locked(data: bytes, path: Path) -> None:
        if path.parent == tmp_path:
            raise UsageError(f"{path} 写不进去；请先关闭。")

    monkeypatch.setattr(answers, "save_whole", locked)
    again = run(tmp_path, one("甲局", doubt()), one("乙局", doubt()))
    assert said(again) == ["属实", ""] and len(again.problems) == 1
    assert (tmp_path / NAME).read_bytes() == there


def test_what_the_clerk_saves_meanwhile_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(tmp_path, one("甲局", doubt()))
    rendered = AnswerSheet.to_bytes

    def meanwhile(sheet: AnswerSheet) -> bytes:
        answer(tmp_path, "属实")
        return rendered(sheet)

    monkeypatch.setattr(AnswerSheet, "to_bytes", meanwhile)
    again = run(tmp_path, one("甲局", doubt()), one("乙局", doubt()))
    assert "刚刚有人存过" in again.problems[0]
    assert [row[ANSWER] for row in rows(tmp_path)] == ["属实"]


def test_a_defect_costs_the_answers_and_not_the_round(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Sequence[str]:
        raise ZeroDivisionError

    monkeypatch.setattr(answers, "placed_findings", broken)
    again = run(tmp_path, one("甲局", doubt()))
    assert said(again) == [""] and "ZeroDivisionError" in again.problems[0]


def test_a_folder_of_its_name_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    assert in_the_way(tmp_path) == tmp_path / NAME


# ---------------------------------------------------------------- run again


def test_a_rerun_gives_the_same_bytes(tmp_path: Path) -> None:
    run(tmp_path, *MANY)
    first = (tmp_path / NAME).read_bytes()
    run(tmp_path, *MANY)
    assert (tmp_path / NAME).read_bytes() == first
    answer(tmp_path, "属实")
    for _ in range(2):
        run(tmp_path, *MANY)
        answered = (tmp_path / NAME).read_bytes()
    run(tmp_path, *MANY)
    assert (tmp_path / NAME).read_bytes() == answered
    (tmp_path / "别处").mkdir()
    run(tmp_path / "别处", *MANY)
    assert (tmp_path / "别处" / NAME).read_bytes() == first


def test_a_run_of_some_files_leaves_the_rows_of_others(tmp_path: Path) -> None:
    run(tmp_path, *MANY)
    answer(tmp_path, "零", "一")
    run(tmp_path, *MANY)
    before = rows(tmp_path)
    part = run(tmp_path, MANY[1], whole=False)
    assert said(part) == ["一"] and rows(tmp_path) == before
    run(tmp_path, *MANY[1:])
    assert [row[STATE] for row in rows(tmp_path)][:3] == ["这次没有这处疑问", "已答复", "待答复"]
    assert said(run(tmp_path, *MANY))[:2] == ["零", "一"]


def test_ten_thousand_doubts_are_quick(tmp_path: Path) -> None:
    returns = [
        one(f"第{unit}局", *(doubt(item=f"第{item}栏") for item in range(20)), file=f"{unit}.xlsx")
        for unit in range(500)
    ]
    run(tmp_path, *returns)
    answer(tmp_path, *("属实" for _ in range(10_000)))
    began = time.process_time()
    again = run(tmp_path, *returns)
    assert again.open == 0 and len(said(again)) == 10_000
    assert time.process_time() - began < 10


# ---------------------------------------------------------------- from the command line


def test_a_round_as_the_clerk_goes_through_it(tmp_path: Path) -> None:
    (tmp_path / "花名册.csv").write_text(f"单位名称\n{SAMPLE}\n", "utf-8")
    returns = tmp_path / "回收"
    returns.mkdir()
    blank = typed(filled(), {"说明_质量达标情况": None})
    (returns / f"{SAMPLE}.xlsx").write_bytes(blank)
    call = ("check", "回收", "--roster", "花名册.csv", "-o", "审核")
    first = jzxl(*call, folder=tmp_path)
    assert first.returncode == 1 and "写进 疑问答复.xlsx 的“答复”一栏" in first.stdout
    letter = tmp_path / "审核" / "退回" / f"{SAMPLE}.txt"
    assert letter.exists()
    answer(tmp_path / "审核", "没有这项指标")
    again = jzxl(*call, folder=tmp_path)
    assert again.returncode == 0 and not letter.exists()
    assert "疑问 0  提示 0  已答复 1" in again.stdout and "请补填。答复：没有这项指标" in again.stdout
    (returns / f"{SAMPLE}.xlsx").unlink()
    sheet, _ = place(blank, "说明_质量达标情况")
    (returns / f"{SAMPLE}（更正）.xlsx").write_bytes(rows_inserted(blank, sheet, 20, 2))
    moved = jzxl(*call, folder=tmp_path)
    assert moved.returncode == 0 and "!F40" in moved.stdout and "已答复 1" in moved.stdout
    (row,) = rows(tmp_path / "审核")
    assert (row["单元格"], row[STATE]) == ("F40", "已答复")
    printed = jzxl(*call, "--json", folder=tmp_path)
    assert json.loads(printed.stdout)["filings"][0]["findings"][0]["answer"] == "没有这项指标"
    (tmp_path / "审核" / NAME).write_bytes(b"damaged")
    damaged = jzxl(*call, folder=tmp_path)
    assert damaged.returncode == 2 and "出错了：疑问答复.xlsx" in damaged.stderr
    assert "已答复 1" in damaged.stdout and not letter.exists()
    assert (tmp_path / "审核" / NAME).read_bytes() == b"damaged"


@pytest.mark.libreoffice
@requires_libreoffice
def test_a_workbook_that_another_program_saved(tmp_path: Path) -> None:
    run(tmp_path, *MANY)
    answer(tmp_path, "属实", None, "说明过")
    (tmp_path / "另存").mkdir()
    convert(tmp_path / NAME, "xlsx", tmp_path / "另存").replace(tmp_path / NAME)
    again = run(tmp_path, *MANY, one("新局", doubt()))
    assert said(again)[:4] == ["属实", "", "说明过", ""] and not again.problems
    assert [row[UNIT] for row in rows(tmp_path)][-1] == "新局"
