"""Going on where a run stopped: what is checked again, what is kept, under which names, and by whom the work is done."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import pytest
from a_round import BOTH, OTHER, ROSTER, THIRD, issued, numbered_files, run, told
from filelock import FileLock
from foreign_samples import ods, ods_cell, ods_row
from returns import ROOT, UNIT, YEAR, catalog, filled, retyped, typed

from jzxl.campaign import engine, rounds
from jzxl.campaign.engine import Crew, executor_crew, inline_crew
from jzxl.campaign.figures import round_figures
from jzxl.campaign.html_report import html_report
from jzxl.campaign.rounds import Asked, Run, check_round
from jzxl.campaign.shelf import Shelf
from jzxl.campaign.tasks import Terms
from jzxl.cli.app import app
from jzxl.correct.findings_sheet import NAME as FINDINGS_SHEET
from jzxl.errors import UsageError
from jzxl.gather import FoundFile, copy_names, gather_files


def _facts(run_: Run) -> list[object]:
    return [(each.result, each.counted) for each in run_.round.returns]


def test_what_was_checked_is_not_checked_again(tmp_path: Path) -> None:
    folder = numbered_files(tmp_path, 4)
    first = run(folder)
    again = run(folder)
    assert (first.reused, again.reused) == (0, 4)
    assert _facts(again) == _facts(first)
    assert run(folder, again=True).reused == 0


@pytest.mark.parametrize("change", ["file", "copy gone", "torn line", "other limits", "new file before"])
def test_what_has_changed_is_checked_again(change: str, tmp_path: Path) -> None:
    folder = numbered_files(tmp_path, 4)
    run(folder)
    output = tmp_path / "审核"
    expected = 3
    if change == "file":
        (folder / "单位01.xlsx").write_bytes(filled())
    elif change == "copy gone":
        (output / "单位01-审核.xlsx").unlink()
    elif change == "torn line":
        records = output / ".jzxl" / "记录.jsonl"
        records.write_bytes(records.read_bytes()[:-40])
    elif change == "other limits":
        gathered = gather_files([folder], output)
        asked = Asked(catalog(), Terms(limits=replace(Terms().limits, cells=400_000)), output)
        assert check_round(gathered, asked, lambda files: nullcontext(inline_crew(asked.terms))).reused == 0
        return
    else:
        # Its copy gets a number; those of the others keep their names.
        (folder / "前").mkdir()
        shutil.copy(folder / "单位01.xlsx", folder / "前" / "单位00.xlsx")
        expected = 4
    assert run(folder).reused == expected


def test_a_copy_that_somebody_went_on_with_is_kept(tmp_path: Path) -> None:
    folder = numbered_files(tmp_path, 2)
    run(folder)
    copy = tmp_path / "审核" / "单位01-审核.xlsx"
    copy.write_bytes(copy.read_bytes() + b" with remarks")
    assert run(folder).reused == 2, "the file is the same, and the copy is there"
    (folder / "单位01.xlsx").write_bytes(filled())
    again = run(folder)
    assert again.set_aside == ["单位01-审核-改过.xlsx"]
    assert (copy.parent / again.set_aside[0]).read_bytes().endswith(b" with remarks")
    assert run(folder).set_aside == []


# ---------------------------------------------------------------- what the round found, in the copies


def lines_of(copy: Path) -> list[str]:
    """The texts of the sheet of findings of a corrected copy."""
    sheet = openpyxl.load_workbook(copy)[FINDINGS_SHEET]
    return [str(value) for row in sheet.iter_rows(values_only=True) for value in row if value is not None]


def says(copy: Path, word: str) -> bool:
    return any(word in line for line in lines_of(copy))


def _round_with_a_wrong_year(tmp_path: Path) -> Path:
    folder = tmp_path / "回收"
    folder.mkdir()
    (folder / f"{UNIT}.xlsx").write_bytes(filled())
    (folder / f"{OTHER}.xlsx").write_bytes(issued(OTHER, projects=BOTH))
    (folder / f"{THIRD}.xlsx").write_bytes(issued(THIRD, year=YEAR - 1))
    return folder


def test_a_copy_tells_what_only_the_round_knows(tmp_path: Path) -> None:
    folder, output = _round_with_a_wrong_year(tmp_path), tmp_path / "审核"
    first = run(folder)
    assert told(first.round) == {(f"{THIRD}.xlsx", "other-year", "error")}
    assert says(output / f"{THIRD}-审核.xlsx", f"这次审核的是 {YEAR} 年度")
    assert says(output / f"{UNIT}-审核.xlsx", "表里没有发现问题"), "no more than is known of the file"
    before = {file.name: file.read_bytes() for file in output.glob("*.xlsx")}
    again = run(folder)
    assert again.reused == 3 and again.set_aside == []
    assert _facts(again) == _facts(first), "and what the round found is not found twice"
    assert {file.name: file.read_bytes() for file in output.glob("*.xlsx")} == before


def test_a_copy_of_another_format_tells_it_too(tmp_path: Path) -> None:
    folder = _round_with_a_wrong_year(tmp_path)
    book = openpyxl.load_workbook(io.BytesIO(retyped(filled())))
    rows = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
    old = ods(*(ods_row(*(ods_cell(escape(str(each or ""))) for each in row)) for row in rows))
    (folder / "体育.ods").write_bytes(old)
    run(folder, year=YEAR + 1)
    assert says(tmp_path / "审核" / "体育-审核.xlsx", f"这次审核的是 {YEAR + 1} 年度")


def test_a_copy_that_cannot_be_told_of_the_round_is_told_to_be_unwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = _round_with_a_wrong_year(tmp_path)
    put_down, times = rounds.put_down, Counter[str]()

    def open_elsewhere(path, *rest):
        times[path.name] += 1
        if times[path.name] > 1:
            raise UsageError("被别的程序打开着")
        return put_down(path, *rest)

    monkeypatch.setattr(rounds, "put_down", open_elsewhere)
    first = run(folder)
    (name,) = first.unwritten
    codes = {each.result.copy: [one.code for one in each.result.findings] for each in first.round.returns}
    assert [copy for copy, found in codes.items() if "copy-not-written" in found] == [name]
    monkeypatch.undo()
    again = run(folder)
    assert again.unwritten == [] and "年度" in "".join(lines_of(tmp_path / "审核" / name))


def test_a_hint_alone_does_not_make_a_copy_anew(tmp_path: Path) -> None:
    folder = tmp_path / "回收"
    folder.mkdir()
    (folder / "某单位.xlsx").write_bytes(filled())
    assert told(run(folder).round) == {("某单位.xlsx", "file-renamed", "hint")}
    records = (tmp_path / "审核" / ".jzxl" / "记录.jsonl").read_bytes()
    assert records.count(b"\n") == 1, "written once"
    assert says(tmp_path / "审核" / "某单位-审核.xlsx", "表里没有发现问题")


def test_what_the_round_no_longer_finds_leaves_the_copy(tmp_path: Path) -> None:
    folder = tmp_path / "回收"
    folder.mkdir()
    (folder / f"{OTHER}.xlsx").write_bytes(issued(OTHER, projects=BOTH[:1]))
    run(folder)
    copy = tmp_path / "审核" / f"{OTHER}-审核.xlsx"
    assert says(copy, "旅游宣传")
    (folder / "补报.xlsx").write_bytes(issued(OTHER, projects=BOTH[1:], only=True))
    made = run(folder)
    assert made.reused == 1 and made.set_aside == []
    assert not says(copy, "旅游宣传")


def test_a_copy_that_somebody_went_on_with_is_kept_when_the_round_tells_more(tmp_path: Path) -> None:
    folder, output = _round_with_a_wrong_year(tmp_path), tmp_path / "审核"
    run(folder)
    ours, theirs = output / f"{UNIT}-审核.xlsx", output / f"{THIRD}-审核.xlsx"
    for each in (ours, theirs):
        each.write_bytes(each.read_bytes() + b" with remarks")
    same = run(folder)
    assert same.set_aside == [] and theirs.read_bytes().endswith(b" with remarks"), "nothing new to tell"
    made = run(folder, year=YEAR - 1)
    assert made.reused == 3
    assert made.set_aside == sorted([f"{UNIT}-审核-改过.xlsx", f"{THIRD}-审核-改过.xlsx"])
    assert all((output / each).read_bytes().endswith(b" with remarks") for each in made.set_aside)
    assert says(ours, f"这次审核的是 {YEAR - 1} 年度") and not says(theirs, "这次审核的是")


def test_broken_off_before_the_copies_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, output = _round_with_a_wrong_year(tmp_path), tmp_path / "审核"
    with monkeypatch.context() as broken:
        broken.setattr("jzxl.campaign.rounds._tell_in_copies", _no_power)
        with pytest.raises(KeyboardInterrupt):
            run(folder)
    assert not says(output / f"{THIRD}-审核.xlsx", "这次审核的是")
    made = run(folder)
    assert made.reused == 3 and made.set_aside == []
    assert says(output / f"{THIRD}-审核.xlsx", "这次审核的是")


def _no_power(*_: object) -> None:
    raise KeyboardInterrupt


def test_the_page_shows_the_cells_around_findings_of_earlier_runs_too(tmp_path: Path) -> None:
    folder = tmp_path / "回收"
    folder.mkdir()
    (folder / "甲.xlsx").write_bytes(typed(filled(), {"在职人数": "18人"}))
    for _ in range(2):
        made = run(folder, None)
        (only,) = made.round.returns
        assert only.result.excerpts == (), "they are on disk"
        (excerpt,) = made.excerpts(only.result)
        assert "18人" in {text for row in excerpt.texts for text in row}
        assert "18人" in html_report(made.round, round_figures(made.round), made.excerpts).decode()


# ---------------------------------------------------------------- workers


def test_any_number_of_workers_gives_the_same(tmp_path: Path) -> None:
    folder = numbered_files(tmp_path, 9)
    (folder / "坏.xlsx").write_bytes(b"PK")
    expected = _facts(run(folder, again=True))
    for jobs in (1, 3):
        assert _facts(run(folder, again=True, jobs=jobs)) == expected


def test_any_executor_will_do(tmp_path: Path) -> None:
    folder = numbered_files(tmp_path, 5)
    expected = _facts(run(folder, again=True))
    output = tmp_path / "审核"
    asked = Asked(catalog(), Terms(), output, ROSTER, again=True)
    with ThreadPoolExecutor(2) as executor:
        crew = executor_crew(executor, Terms(), 4)
        assert (
            _facts(check_round(gather_files([folder], output), asked, lambda files: nullcontext(crew)))
            == expected
        )


def test_two_runs_do_not_write_to_one_folder(tmp_path: Path) -> None:
    folder = numbered_files(tmp_path, 1)
    run(folder)
    with FileLock(tmp_path / "审核" / ".jzxl" / "锁"), pytest.raises(UsageError, match="另一个审核"):
        run(folder)
    assert run(folder).reused == 1


def test_a_copy_written_for_another_file_is_not_taken_for_this_ones(tmp_path: Path) -> None:
    """b/x was checked; it was taken away and a/x had its copy's name; now it is the other way round."""
    folder, away = tmp_path / "回收", tmp_path / "别处"
    for place, number in (("b", 21), ("a", 22)):
        (folder / place).mkdir(parents=True)
        (folder / place / "x.xlsx").write_bytes(typed(filled(), {"编制数": Decimal(number)}))
        if place == "b":
            run(folder)
            (folder / "b").rename(away)
    copy = tmp_path / "审核" / "x-审核.xlsx"
    kept = copy.read_bytes()
    run(folder)
    assert copy.read_bytes() != kept, "it is a/x's now"
    shutil.rmtree(folder / "a")
    away.rename(folder / "b")
    again = run(folder)
    assert (again.reused, again.set_aside) == (0, [])
    assert copy.read_bytes() == kept


def test_the_copy_of_a_file_keeps_its_name(tmp_path: Path) -> None:
    """Another file of the same name comes before it in the order of the names."""
    folder = tmp_path / "回收"
    for place in ("乙", "甲"):
        (folder / place).mkdir(parents=True)
    (folder / "甲" / "x.xlsx").write_bytes(filled())
    run(folder)
    (folder / "乙" / "x.xlsx").write_bytes(typed(filled(), {"编制数": Decimal(7)}))
    (folder / "乙" / "y.xlsx").write_bytes(typed(filled(), {"编制数": Decimal(8)}))
    for reused in (1, 3):
        made = run(folder)
        assert made.reused == reused
        assert {each.result.file: each.result.copy for each in made.round.returns} == {
            "乙/x.xlsx": "x-审核2.xlsx",
            "乙/y.xlsx": "y-审核.xlsx",
            "甲/x.xlsx": "x-审核.xlsx",
        }


@pytest.mark.parametrize(
    ("former", "name"),
    [
        ("x-审核3.xlsx", "x-审核3.xlsx"),
        ("x-审核.xlsx", "x-审核.xlsx"),
        ("y-审核.xlsx", "x-审核.xlsx"),
        ("../x-审核2.xlsx", "x-审核.xlsx"),
        ("x-审核/../2.xlsx", "x-审核.xlsx"),
        ("x-审核2.xlsm", "x-审核.xlsx"),
    ],
)
def test_only_a_name_that_is_the_files_own_is_kept(former: str, name: str, tmp_path: Path) -> None:
    """The records may have been written into."""
    assert copy_names([FoundFile(tmp_path / "x.xlsx", "x.xlsx")], tmp_path / "审核", lambda _: former) == [
        name
    ]


def test_no_copy_keeps_a_name_that_an_original_has(tmp_path: Path) -> None:
    files = [FoundFile(tmp_path / each, each) for each in ("x.xlsx", "x-审核.xlsx")]
    assert copy_names(files, tmp_path, lambda _: "x-审核.xlsx") == ["x-审核2.xlsx", "x-审核3.xlsx"]


def test_a_letter_that_holds_no_longer_goes_away_and_one_that_somebody_changed_is_kept(
    tmp_path: Path,
) -> None:
    letter = tmp_path / "退回" / "甲局.txt"
    for change in ("", "请李某处理"):
        shelf = Shelf(tmp_path)
        shelf.put("退回/甲局.txt", b"letter")
        shelf.put("退回/乙局.txt", b"letter")
        shelf.close()
        letter.write_bytes(b"letter" + change.encode())
        again = Shelf(tmp_path)
        again.put("退回/乙局.txt", b"letter")
        again.clear(["退回"])
        again.close()
        assert not letter.exists()
        assert again.set_aside == (["退回/甲局-改过.txt"] if change else [])
    assert (tmp_path / "退回" / "甲局-改过.txt").read_text("utf-8").endswith("请李某处理")
    last = Shelf(tmp_path)
    last.put("退回/乙局.txt", b"letter")
    last.clear(["退回"])
    assert last.set_aside == [] and (tmp_path / "退回" / "甲局-改过.txt").exists()


def test_a_name_that_cannot_be_decoded(tmp_path: Path) -> None:
    folder = tmp_path / "回收"
    folder.mkdir()
    try:
        (folder / os.fsdecode("体育局.xlsx".encode("gbk"))).write_bytes(filled())
    except OSError:
        pytest.skip("this file system takes no such names")
    (only,) = run(folder, None).round.returns
    assert (only.result.file, only.result.copy) == ("体育局.xlsx", "体育局-审核.xlsx")


def test_originals_and_own_outputs_are_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "回收"
    folder.mkdir()
    original = folder / "汇总.xlsx"
    original.write_bytes(filled())
    shelf = Shelf(folder, [original])
    with pytest.raises(UsageError, match="是来件"):
        shelf.put("汇总.xlsx", b"other")
    assert original.read_bytes() == filled()
    inner = folder / "审核"
    (inner / ".jzxl").mkdir(parents=True)
    (inner / "甲-审核.xlsx").write_bytes(filled())
    gathered = gather_files([folder], tmp_path / "审核")
    assert [each.shown for each in gathered.files] == ["汇总.xlsx"] and gathered.passed_over == ["审核/"]


def test_two_folders_with_files_of_one_name(tmp_path: Path) -> None:
    for place in ("一", "二"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "x.xlsx").write_bytes(filled())
    shown = [each.shown for each in gather_files([tmp_path / "一", tmp_path / "二"], tmp_path / "审核").files]
    assert shown == [(tmp_path / place / "x.xlsx").as_posix() for place in ("一", "二")]


_SAYS = {"dies": "中途退出", "hangs": "用时太久"}


@pytest.mark.parametrize(("how", "files"), [("dies", 8), ("hangs", 8), ("hangs", 1)])
def test_a_worker_that_dies_or_hangs_costs_its_file_and_nothing_else(
    how: str, files: int, tmp_path: Path
) -> None:
    """In processes of their own, in which one file ends the worker, or never ends."""
    folder = numbered_files(tmp_path, files)
    script = f"""
import os, sys, time
import jzxl.campaign.tasks as tasks
real = tasks.review_file
def review(source, *more, **named):
    if named["shown"] == "单位00.xlsx":
        {"os._exit(9)" if how == "dies" else "time.sleep(600)"}
    return real(source, *more, **named)
tasks.review_file = review
if __name__ == "__main__":
    sys.argv = ["jzxl", "check", "回收", "-o", "审核", "--jobs", "2", "--timeout", "8"]
    from jzxl.cli import main
    main()
"""
    (tmp_path / "run.py").write_text(script, "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "run.py"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    filings = json.loads((tmp_path / "审核" / "results.json").read_text("utf-8"))["filings"]
    unread = [each for each in filings if each["status"] == "unreadable"]
    assert [each["file"] for each in unread] == ["单位00.xlsx"]
    assert _SAYS[how] in unread[0]["findings"][0]["message"]
    assert sum(each["copy"] is not None for each in filings) == files - 1
    assert folder.exists()


@pytest.mark.parametrize(
    ("files", "options", "limited"), [(1, [], False), (1, ["--timeout", "60"], True), (2, [], True)]
)
def test_a_single_file_is_checked_in_this_process_unless_a_limit_is_asked_for(
    files: int, options: list[str], limited: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also the last file of a round: it may be the very one that did not end in the run before."""
    folder, output = numbered_files(tmp_path, files), tmp_path / "审核"
    call = ["check", str(folder), "-o", str(output), *options]
    if files > 1:
        run(folder, None)
        (folder / "单位01.xlsx").write_bytes(filled())
    crews: list[int] = []

    @contextmanager
    def crew(jobs: int, count: int, terms: Terms, seconds: float) -> Iterator[Crew]:
        crews.append(count)
        yield inline_crew(terms)

    monkeypatch.setattr(engine, "local_crew", crew)
    with suppress(SystemExit):
        app(call, standalone_mode=False)
    assert [each for each in crews if each] == ([1] if limited else [])
