"""What of a round is printed: all of few files, counts of many."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from returns import catalog, filled, three_published, typed
from test_cli import jzxl

from jzxl.campaign.model import Return, Round, Standing
from jzxl.campaign.outputs import write_round
from jzxl.campaign.report import results_json
from jzxl.campaign.shelf import Shelf
from jzxl.campaign.told import FEW_FILES, MOST_FILES, MOST_FINDINGS, names_text, returns_lines
from jzxl.check.finding import Finding, Severity
from jzxl.result import UNREADABLE, FileResult


def text(number: int, each: int) -> str:
    return f"问题{number}-{each}"


def result(number: int, findings: int, *, unreadable: bool = False, code: str = "score-mismatch") -> Return:
    code = "unreadable-file" if unreadable else code
    found = tuple(
        Finding(code, Severity.ERROR, "表", f"A{each}", "", "得分", None, None, text(number, each), "")
        for each in range(1, findings + 1)
    )
    status = UNREADABLE if unreadable else "findings" if findings else "clean"
    each = FileResult(f"{number}.xlsx", "", status, f"{number}局", 2020, "jinzhong-2020", (), found)
    return Return(each, None, Standing.COUNTED)


def lines(returns: list[Return], fresh: set[str] | None = None) -> list[str]:
    new = {each.result.file for each in returns} if fresh is None else fresh
    return [line.plain for line in returns_lines(Round(None, tuple(returns)), new)]


def test_all_is_told_where_it_stands_nowhere_else() -> None:
    """The summary could not be written: the disk is full."""
    files = tuple(result(number, 5) for number in range(MOST_FILES + 1))
    said = [line.plain for line in returns_lines(Round(None, files), set(), everything=True)]
    assert one_by_one(said) == 5 * len(files) and "汇总" not in "".join(said)


def one_by_one(said: list[str]) -> int:
    return sum("[错误]" in line for line in said)


def test_all_of_few_files_is_told_however_much_it_is() -> None:
    said = lines([result(number, MOST_FINDINGS) for number in range(FEW_FILES)])
    assert one_by_one(said) == FEW_FILES * MOST_FINDINGS and len(said) == FEW_FILES * (MOST_FINDINGS + 1)


def test_as_many_findings_as_can_be_read_are_told_and_not_one_more() -> None:
    files = [result(number, 0) for number in range(FEW_FILES)]
    assert one_by_one(lines([*files, result(99, MOST_FINDINGS)])) == MOST_FINDINGS
    said = lines([*files, result(98, 0), result(99, MOST_FINDINGS + 1)])
    assert one_by_one(said) == 0
    assert len(said) == FEW_FILES + 3, "a line for each file, and one for all"
    assert said[-1] == (
        f"共 {FEW_FILES + 2} 份：错误 {MOST_FINDINGS + 1}、疑问 0、提示 0；没有问题的 {FEW_FILES + 1} 份。"
        "问题太多，这里不逐条列出，全部在 汇总.xlsx 的“问题清单”和 报告.html 里。"
    )


def test_of_a_file_that_a_newer_one_replaces_only_that_is_told() -> None:
    counted, old = result(1, 3), result(2, 3)
    assert one_by_one(lines([counted, old])) == 6
    said = lines([counted, replace(old, standing=Standing.REPLACED)])
    assert one_by_one(said) == 3
    assert "2.xlsx  2局  已另有一份，没有计入" in said, "without the number of what no longer counts"
    many = [result(number, 20) for number in range(20)]
    said = lines([*many, replace(result(99, 20), standing=Standing.REPLACED)])
    assert "共 21 份：错误 400、" in said[-1] and "99.xlsx  99局  已另有一份，没有计入" in said


def test_why_a_file_cannot_be_read_is_always_told() -> None:
    some = [result(number, 20) for number in range(20)]
    said = lines([*some, result(77, 1, unreadable=True)])
    assert one_by_one(said) == 1 and "   [错误] 表!A1  问题77-1" in said
    assert "读不出来的 1 份" in said[-1]
    many = [result(number, 1) for number in range(MOST_FILES)]
    said = lines([*many, result(777, 1, unreadable=True)])
    assert len(said) == 3 and "问题777-1" in said[1] and f"共 {MOST_FILES + 1} 份" in said[-1]
    said = lines([*many, result(777, 1, code="copy-not-written")])
    assert len(said) == 3 and "问题777-1" in said[1]
    unreadable = [result(number, 1, unreadable=True) for number in range(MOST_FILES + 1)]
    said = lines(unreadable)
    assert (
        len(said) < 60
        and f"读不出来、审核稿写不出来的共 {MOST_FILES + 1} 份，其余的在 汇总.xlsx 里。" in said[-2]
    )


def test_of_a_rerun_only_what_is_new_is_told_one_by_one() -> None:
    files = [result(number, 2) for number in range(MOST_FILES + 1)]
    said = lines(files, {"3.xlsx", "5.xlsx"})
    assert said[0] == "这次审核的 2 份："
    assert [line.split()[0] for line in said if ".xlsx  " in line] == ["3.xlsx", "5.xlsx"]
    assert one_by_one(said) == 4 and f"错误 {2 * (MOST_FILES + 1)}、" in said[-1]
    assert len(lines(files, set())) == 1


@pytest.mark.parametrize("count", [1, 20, 21])
def test_names_are_told_as_many_as_can_be_read(count: int) -> None:
    text = names_text([f"{number}.docx" for number in range(count)])
    assert text.count(".docx") == min(count, 20) and ("等 21 个" in text) is (count == 21)


def test_a_round_as_it_is_run_twice(tmp_path: Path) -> None:
    """Every file is still in results.json, and ``--json`` is complete."""
    folder = tmp_path / "回收"
    folder.mkdir()
    for number in range(FEW_FILES + 2):
        (folder / f"{number:02}.xlsx").write_bytes(three_published())
    first = jzxl("check", "回收", "-o", "审核", folder=tmp_path)
    findings = sum(
        len(each["findings"])
        for each in json.loads((tmp_path / "审核/results.json").read_text("utf-8"))["filings"]
    )
    assert findings > MOST_FINDINGS, "or this tests nothing"
    assert first.stdout.count("-审核") == 0 and "   [" not in first.stdout
    assert first.stdout.count(".xlsx  ") == FEW_FILES + 2
    assert "这里不逐条列出，全部在 汇总.xlsx" in first.stdout
    (folder / "新.xlsx").write_bytes(typed(filled(), {"得分_在职人员控制": Decimal(3)}))
    again = jzxl("check", "回收", "-o", "审核", folder=tmp_path)
    assert "这次审核的 1 份：\n新.xlsx" in again.stdout and "   [错误]" in again.stdout
    complete = jzxl("check", "回收", "-o", "审核", "--json", folder=tmp_path)
    assert len(json.loads(complete.stdout)["filings"]) == FEW_FILES + 3


def test_what_is_written_is_told_before_it_is(tmp_path: Path) -> None:
    told: list[tuple[str, bool]] = []
    round_ = Round(None, (result(1, 2),))
    problems = write_round(
        round_,
        catalog(),
        Shelf(tmp_path),
        lambda each: (),
        progress=lambda name: told.append((name, (tmp_path / name).exists())),
    )
    assert problems == []
    assert [name for name, _ in told] == [
        "results.json",
        "汇总.xlsx",
        "findings.csv",
        "报告.html",
        "退回/1局.txt",
    ]
    assert not any(there for _, there in told)
    assert all((tmp_path / name).exists() for name, _ in told)


def test_json_shows_a_terminal_nothing_that_is_not_to_be_seen() -> None:
    unseen = "\u202e\x9b31m\x7f\x1b\u2028\U000e0001\udcbb"
    kept = "\u3000“甲局”—…×\u00a0\ue000𠮷"
    one = result(1, 0)
    named = replace(one, result=replace(one.result, file=f"{unseen}{kept}.xlsx"))
    said = results_json(Round(None, (named,)))
    assert all(each.isprintable() for each in said if each not in f"\n{kept}") and kept in said
    assert json.loads(said)["filings"][0]["file"] == f"{unseen}{kept}.xlsx"
    said.encode()  # whatever a name holds
