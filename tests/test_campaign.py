"""A round: what each file is told that it could not be told alone, who is missing, and going on where a run stopped."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import pytest
from filelock import FileLock
from foreign_samples import ods, ods_cell, ods_row
from returns import ROOT, STANDARD, UNIT, YEAR, catalog, filled, retyped, typed

from jzxl.campaign.engine import executor_crew, inline_crew, local_crew
from jzxl.campaign.figures import round_figures
from jzxl.campaign.html_report import html_report
from jzxl.campaign.model import Department, Roster, RosterProject, Round
from jzxl.campaign.names import nearest_names
from jzxl.campaign.report import round_lines
from jzxl.campaign.rounds import Asked, Run, check_round
from jzxl.campaign.shelf import Shelf
from jzxl.campaign.tasks import Terms
from jzxl.correct.findings_sheet import NAME as FINDINGS_SHEET
from jzxl.errors import UsageError
from jzxl.gather import FoundFile, copy_names, gather_files
from jzxl.issue.recipient import Order, issue_workbook

OTHER, THIRD = "晋中市文化和旅游局", "晋中市体育局"
ROSTER = Roster(
    "花名册.xlsx",
    (
        Department(UNIT, 2, "101"),
        Department(
            OTHER, 3, "102", projects=(RosterProject("公共文化服务", 3), RosterProject("旅游宣传", 4))
        ),
        Department(THIRD, 5, "103", "甲", "0000000"),
    ),
)


def issued(unit: str, year: int = YEAR, projects: Sequence[str] = (), *, only: bool = False) -> bytes:
    """A blank workbook; ``only`` leaves the department's own form out."""
    forms = tuple(catalog().forms[STANDARD].values())
    chosen = forms[1:] if only else forms if projects else forms[:1]
    return issue_workbook(Order(unit, year, chosen, tuple(projects)))


def _without_year() -> bytes:
    """Typed by hand, and nobody wrote which year it is for."""
    book = openpyxl.load_workbook(io.BytesIO(retyped(filled())))
    for sheet in book:
        sheet.title = sheet.title.replace(str(YEAR), "")
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and "年度" in cell.value:
                    cell.value = cell.value.replace(str(YEAR), "")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def run(
    folder: Path,
    roster: Roster | None = ROSTER,
    *,
    year: int | None = None,
    again: bool = False,
    jobs: int = 0,
) -> Run:
    """Check a folder: in this process, or with some workers."""
    output = folder.parent / "审核"
    output.mkdir(exist_ok=True)
    terms = Terms()
    return check_round(
        gather_files([folder], output),
        Asked(catalog(), terms, output, roster, year, again),
        lambda files: local_crew(jobs, files, terms, 60) if jobs else nullcontext(inline_crew(terms)),
    )


def round_of(
    folder: Path, files: dict[str, bytes], roster: Roster | None = ROSTER, year: int | None = None
) -> Round:
    for number, (name, content) in enumerate(files.items()):
        path = folder / "回收" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (1_600_000_000 + number, 1_600_000_000 + number))
    return run(folder / "回收", roster, year=year).round


def told(round_: Round) -> set[tuple[str, str, str]]:
    """(file, code, severity) of what only the round can tell."""
    return {
        (each.result.file, finding.code, finding.severity.value)
        for each in round_.returns
        for finding in each.result.findings
        if finding.code in ROUND_CODES
    }


ROUND_CODES = {
    "unit-unknown",
    "workbook-of-another",
    "file-name-mismatch",
    "file-renamed",
    "other-year",
    "returned-twice",
    "project-unknown",
    "project-missing",
}
_BOTH = ["公共文化服务", "旅游宣传"]
_ALL_FINE = {f"{UNIT}.xlsx": issued(UNIT), f"{OTHER}.xlsx": issued(OTHER, projects=_BOTH)}

# Each: the files, and exactly what is told; the near miss beside it is told nothing.
CASES: dict[str, tuple[dict[str, bytes], set[tuple[str, str, str]]]] = {
    "all is well": (_ALL_FINE, set()),
    "an unknown unit": (
        {**_ALL_FINE, "体育.xlsx": retyped(typed(filled(), {"填报单位": "晋中市体育局机关"}))},
        {("体育.xlsx", "unit-unknown", "warning")},
    ),
    "a known one, but for a space": (
        {f"{THIRD}.xlsx": retyped(typed(filled(), {"填报单位": "晋中市 体育局"})), **_ALL_FINE},
        set(),
    ),
    "another's workbook": (
        {**_ALL_FINE, f"{THIRD}.xlsx": typed(issued(OTHER), {"填报单位": THIRD})},
        {(f"{THIRD}.xlsx", "workbook-of-another", "warning")},
    ),
    "named after another": (
        {f"{UNIT}.xlsx": _ALL_FINE[f"{UNIT}.xlsx"], f"{THIRD}.xlsx": _ALL_FINE[f"{OTHER}.xlsx"]},
        {(f"{THIRD}.xlsx", "file-name-mismatch", "warning")},
    ),
    "named after both": (
        {f"{UNIT}.xlsx": issued(UNIT), f"报{THIRD}-{OTHER}.xlsx": _ALL_FINE[f"{OTHER}.xlsx"]},
        set(),
    ),
    "one that is not on the roster is not taken for its bureau": (
        {**_ALL_FINE, f"{OTHER}特教学校.xlsx": retyped(typed(filled(), {"填报单位": f"{OTHER}特教学校"}))},
        {(f"{OTHER}特教学校.xlsx", "unit-unknown", "warning")},
    ),
    "in the folder of its bureau": (
        {**_ALL_FINE, f"{OTHER}/体育.xlsx": issued(THIRD)},
        {(f"{OTHER}/体育.xlsx", "file-renamed", "hint")},
    ),
    "an answer to the finance bureau": (
        {**_ALL_FINE, f"关于报送{UNIT}要求的表.xlsx": issued(THIRD)},
        {(f"关于报送{UNIT}要求的表.xlsx", "file-renamed", "hint")},
    ),
    "without the city": (
        {**_ALL_FINE, "体育局自评表.xlsx": retyped(typed(filled(), {"填报单位": "体育局"}))},
        {("体育局自评表.xlsx", "unit-unknown", "hint")},
    ),
    "a character left out": (
        {**_ALL_FINE, "文旅.xlsx": retyped(typed(filled(), {"填报单位": "晋中市文化和旅局"}))},
        {("文旅.xlsx", "unit-unknown", "warning")},
    ),
    "without a year": (
        {**_ALL_FINE, f"{UNIT}-修改.xlsx": _without_year()},
        {(f"{UNIT}.xlsx", "returned-twice", "warning"), (f"{UNIT}-修改.xlsx", "returned-twice", "hint")},
    ),
    "renamed": (
        {**_ALL_FINE, "绩效自评表(1).xlsx": issued(THIRD)},
        {("绩效自评表(1).xlsx", "file-renamed", "hint")},
    ),
    "in a folder with its name": ({**_ALL_FINE, f"{THIRD}/绩效自评表.xlsx": issued(THIRD)}, set()),
    "another year": (
        {**_ALL_FINE, f"{THIRD}.xlsx": issued(THIRD, YEAR - 1)},
        {(f"{THIRD}.xlsx", "other-year", "error")},
    ),
    "twice": (
        {**_ALL_FINE, f"{UNIT}-修改.xlsx": typed(issued(UNIT), {"编制数": Decimal(7)})},
        {(f"{UNIT}.xlsx", "returned-twice", "warning"), (f"{UNIT}-修改.xlsx", "returned-twice", "hint")},
    ),
    "forms in two files": (
        {
            f"{UNIT}.xlsx": issued(UNIT),
            f"{OTHER}-1.xlsx": issued(OTHER, projects=_BOTH[:1]),
            f"{OTHER}-2.xlsx": issued(OTHER, projects=_BOTH[1:], only=True),
        },
        set(),
    ),
    "a project is missing": (
        {**_ALL_FINE, f"{OTHER}.xlsx": issued(OTHER, projects=_BOTH[:1])},
        {(f"{OTHER}.xlsx", "project-missing", "warning")},
    ),
    "a slip in a project's name": (
        {**_ALL_FINE, f"{OTHER}.xlsx": issued(OTHER, projects=["公共文化服务", "旅游宣传费"])},
        {(f"{OTHER}.xlsx", "project-unknown", "warning")},
    ),
    "a project that nobody knows": (
        {**_ALL_FINE, f"{OTHER}.xlsx": issued(OTHER, projects=[*_BOTH, "办公楼维修改造"])},
        {(f"{OTHER}.xlsx", "project-unknown", "warning")},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_a_round_tells(case: str, tmp_path: Path) -> None:
    files, expected = CASES[case]
    assert told(round_of(tmp_path, files)) == expected


def test_without_a_roster_every_file_stands_for_itself(tmp_path: Path) -> None:
    files = {"甲.xlsx": filled(), "乙.xlsx": filled(), "丙.xlsx": issued(OTHER, YEAR - 1)}
    round_ = round_of(tmp_path, files, None)
    assert told(round_) == set()
    assert [each.counted for each in round_.returns] == [True, True, True]
    assert told(round_of(tmp_path, files, None, year=YEAR)) == {("丙.xlsx", "other-year", "error")}


def test_the_one_without_a_year_tells_none(tmp_path: Path) -> None:
    (only,) = round_of(tmp_path, {f"{UNIT}.xlsx": _without_year()}).returns
    assert only.result.year is None and only.counted


def test_who_is_missing_and_what_counts(tmp_path: Path) -> None:
    files = {
        **_ALL_FINE,
        f"{UNIT}-修改.xlsx": issued(UNIT),
        f"{THIRD}.xlsx": b"PK damaged",
        "某站.xlsx": issued("某站"),
    }
    round_ = round_of(tmp_path, files)
    assert [each.unit for each in round_.missing] == [THIRD], "what cannot be read has not come"
    counted = {each.result.file: (each.counted, each.unit) for each in round_.returns}
    assert counted == {
        f"{UNIT}.xlsx": (False, UNIT),
        f"{UNIT}-修改.xlsx": (True, UNIT),
        f"{OTHER}.xlsx": (True, OTHER),
        f"{THIRD}.xlsx": (False, THIRD),
        "某站.xlsx": (False, "某站"),
    }


def _message(round_: Round, code: str) -> str:
    return next(
        finding.message for each in round_.returns for finding in each.result.findings if finding.code == code
    )


def test_what_differs_between_two_returns_is_told(tmp_path: Path) -> None:
    old, new = typed(filled(), {"编制数": Decimal(15)}), typed(filled(), {"编制数": Decimal(16)})
    message = _message(round_of(tmp_path, {f"{UNIT}.xlsx": old, f"{UNIT}2.xlsx": new}), "returned-twice")
    assert "编制数：“15” → “16”" in message


def _said_twice(round_: Round) -> dict[str, tuple[str, str]]:
    """What is said of files that came twice: severity and message."""
    return {
        each.result.file: (finding.severity.value, finding.message)
        for each in round_.returns
        for finding in each.result.findings
        if finding.code == "returned-twice"
    }


def test_twins_are_told_to_be_the_same(tmp_path: Path) -> None:
    names = f"{UNIT}.xlsx", f"{UNIT}2.xlsx"
    twins = _said_twice(round_of(tmp_path / "同", dict.fromkeys(names, filled())))
    assert twins == {
        names[0]: ("hint", f"和 {names[1]} 是内容完全一样的两份；只计入那一份。"),
        names[1]: ("hint", f"和 {names[0]} 是内容完全一样的两份；只计入这一份。"),
    }
    others = _said_twice(
        round_of(tmp_path / "异", {names[0]: filled(), names[1]: typed(filled(), {"编制数": Decimal(7)})})
    )
    assert [severity for severity, _ in others.values()] == ["warning", "hint"]
    assert "较新" in others[names[0]][1] and "较旧" in others[names[1]][1]


@pytest.mark.parametrize("written", [(1_600_000_000, 1_600_000_060), (1_600_000_000,) * 2, (315_532_800, 0)])
def test_the_newer_is_not_told_where_no_time_tells_it(written: tuple[int, int], tmp_path: Path) -> None:
    """None of the workbooks says when it was saved; 315532800 is the first day of 1980."""
    names = f"{UNIT}.xlsx", f"{UNIT}2.xlsx"
    (tmp_path / "回收").mkdir()
    for name, number, moment in zip(names, (15, 16), written, strict=True):
        path = tmp_path / "回收" / name
        path.write_bytes(typed(filled(), {"编制数": Decimal(number)}))
        os.utime(path, (moment, moment))
    said = _said_twice(run(tmp_path / "回收").round)
    tells = written[0] != written[1] and max(written) > 315_532_800
    assert ("较新" in said[names[0]][1], "较旧" in said[names[1]][1]) == (tells, tells)
    assert ("分不出哪一份新" in said[names[0]][1]) != tells
    assert ("保存于" in said[names[0]][1]) == tells
    assert "2020-01-01" not in said[names[0]][1] and "1980" not in said[names[0]][1]


def test_the_time_in_the_workbook_goes_before_that_of_the_file(tmp_path: Path) -> None:
    def saved(when: str) -> bytes:
        target = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(filled())) as source, zipfile.ZipFile(target, "w") as copy:
            for info in source.infolist():
                content = source.read(info)
                if info.filename == "docProps/core.xml":
                    head, _, rest = content.partition(b"<dcterms:modified")
                    tag, _, rest = rest.partition(b">")
                    content = (
                        head + b"<dcterms:modified" + tag + b">" + when.encode() + rest[rest.index(b"<") :]
                    )
                copy.writestr(info, content)
        return target.getvalue()

    files = {f"{UNIT}-a.xlsx": saved("2021-03-02T08:00:00Z"), f"{UNIT}-b.xlsx": saved("2021-03-01T08:00:00Z")}
    counted = [each.result.file for each in round_of(tmp_path, files).counted]
    assert counted == [f"{UNIT}-a.xlsx"], "the other file was written later, but saved earlier"


def test_near_names_are_suggested(tmp_path: Path) -> None:
    files = {"体育.xlsx": retyped(typed(filled(), {"填报单位": "晋中市体育居"}))}
    assert f"相近的有：{THIRD}" in _message(round_of(tmp_path, files), "unit-unknown")
    blank = {"体育.xlsx": retyped(typed(filled(), {"填报单位": "ABC"}))}
    assert "相近" not in _message(round_of(tmp_path / "远", blank), "unit-unknown")


def test_place_and_kind_make_no_names_alike() -> None:
    known = ["晋中市教育局", "晋中市文化和旅游局", "晋中市体育局"]
    assert nearest_names("晋中市水利局", known) == [] == nearest_names("晋中市水利局", known[:1])
    assert nearest_names("晋中市文化局", known) == known[1:2]
    assert nearest_names("晋中市体育居", known) == known[2:]
    assert nearest_names("食堂工作经费", ["培训工作经费"]) == []
    assert nearest_names("培训班工作经费", ["培训工作经费"]) == ["培训工作经费"]


def test_a_file_without_a_year_is_not_taken_for_a_department_whose_own_is_there(tmp_path: Path) -> None:
    """Only its name tells whom it may be from."""
    book = openpyxl.load_workbook(io.BytesIO(_without_year()))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and UNIT in cell.value:
                    cell.value = cell.value.replace(UNIT, "某某站")
    target = io.BytesIO()
    book.save(target)
    odd = {f"{THIRD}2.xlsx": target.getvalue()}
    (alone,) = round_of(tmp_path / "独", odd).returns
    assert alone.unit == THIRD and alone.counted
    both = round_of(tmp_path / "两", {**odd, f"{THIRD}.xlsx": issued(THIRD)}).returns
    assert {each.result.file: each.counted for each in both} == {
        f"{THIRD}2.xlsx": False,
        f"{THIRD}.xlsx": True,
    }


def test_an_archive_that_was_not_opened_is_known_by_its_name(tmp_path: Path) -> None:
    files = {
        f"{UNIT}.zip": _zipped({"资料.zip": b""}),
        f"{OTHER}.rar": b"Rar!",
        f"{THIRD}.zip": _zipped({"自评表.xlsx": filled()}, password=True),
        "其他.zip": _zipped({"资料.zip": b""}),
    }
    assert {each.result.file: each.unit for each in round_of(tmp_path, files).returns} == {
        f"{UNIT}.zip/资料.zip": UNIT,
        f"{OTHER}.rar": OTHER,
        f"{THIRD}.zip/自评表.xlsx": THIRD,
        "其他.zip/资料.zip": "",
    }


def test_what_only_the_bureau_can_settle_is_told_on_the_terminal(tmp_path: Path) -> None:
    files = {
        **_ALL_FINE,
        "空.xlsx": b"",
        "某站.xlsx": issued("某站"),
        f"{THIRD}.xlsx": b"PK damaged",
        f"{UNIT}.rar": b"Rar!",
    }
    lines = [str(line) for line in round_lines(round_of(tmp_path, files), 0)]
    at = next(number for number, line in enumerate(lines) if line.startswith("要由本局处理的来件 3 个"))
    assert set(lines[at + 1].strip().split("、")) == {"空.xlsx", "某站.xlsx", f"{UNIT}.rar"}
    assert not any("要由本局" in str(line) for line in round_lines(round_of(tmp_path / "好", _ALL_FINE), 0))


# ---------------------------------------------------------------- archives


def _zipped(files: dict[str, bytes], *, gbk: bool = False, password: bool = False) -> bytes:
    """An archive; ``gbk`` names files as Windows does, in its own code page and without saying so."""
    target = io.BytesIO()
    # zipfile writes no such names, so they are put in for others of the same length.
    names = {name: chr(65 + number) * len(name.encode("gbk")) for number, name in enumerate(files)}
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(names[name] if gbk else name), content)
    data = target.getvalue()
    for name, other in names.items() if gbk else ():
        data = data.replace(other.encode(), name.encode("gbk"))
    if password:
        # The flag of the directory is enough to need one.
        at = data.rindex(b"PK\x01\x02") + 8
        data = data[:at] + b"\x01" + data[at + 1 :]
    return data


@pytest.mark.parametrize("gbk", [False, True])
def test_zip_from_a_mail(gbk: bool, tmp_path: Path) -> None:
    content = {f"{UNIT}/自评表.xlsx": issued(UNIT), "说明.docx": b"a letter", "~$自评表.xlsx": b"lock"}
    round_ = round_of(tmp_path, {"来信.zip": _zipped(content, gbk=gbk)})
    (only,) = round_.returns
    assert (only.result.file, only.unit, only.counted) == (f"来信.zip/{UNIT}/自评表.xlsx", UNIT, True)
    assert only.result.copy == "自评表-审核.xlsx"
    gathered = gather_files([tmp_path / "回收"], tmp_path / "审核")
    assert gathered.passed_over == ["来信.zip/说明.docx"]


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("坏.zip", b"PK\3\4 not a zip", "解压不了"),
        ("套.zip", _zipped({"里面.zip": b"", "里面.rar": b""}), "还有压缩包"),
        ("来信.rar", b"Rar!", "只有 .zip"),
    ],
)
def test_what_cannot_be_unpacked_is_told(name: str, content: bytes, word: str, tmp_path: Path) -> None:
    round_ = round_of(tmp_path, {name: content})
    assert {each.result.status for each in round_.returns} == {"unreadable"}
    assert all(word in each.result.findings[0].message for each in round_.returns)


def test_a_member_that_needs_a_password_or_leads_out(tmp_path: Path) -> None:
    files = {"../../出去.xlsx": issued(UNIT), "a\\b:c?.xlsx": issued(OTHER, projects=_BOTH)}
    round_ = round_of(
        tmp_path, {"路径.zip": _zipped(files), "密码.zip": _zipped({"甲.xlsx": filled()}, password=True)}
    )
    by_file = {each.result.file: each.result for each in round_.returns}
    assert by_file["路径.zip/出去.xlsx"].copy == "出去-审核.xlsx"
    assert "设了密码" in by_file["密码.zip/甲.xlsx"].findings[0].message
    outside = [file for file in tmp_path.parent.rglob("*出去*") if "审核" not in file.parts]
    assert not outside


# ---------------------------------------------------------------- going on where a run stopped


def _files(folder: Path, count: int) -> Path:
    place = folder / "回收"
    place.mkdir()
    for number in range(count):
        (place / f"单位{number:02}.xlsx").write_bytes(typed(filled(), {"编制数": Decimal(20 + number)}))
    return place


def _facts(run_: Run) -> list[object]:
    return [(each.result, each.counted) for each in run_.round.returns]


def test_what_was_checked_is_not_checked_again(tmp_path: Path) -> None:
    folder = _files(tmp_path, 4)
    first = run(folder)
    again = run(folder)
    assert (first.reused, again.reused) == (0, 4)
    assert _facts(again) == _facts(first)
    assert run(folder, again=True).reused == 0


@pytest.mark.parametrize("change", ["file", "copy gone", "torn line", "other limits", "new file before"])
def test_what_has_changed_is_checked_again(change: str, tmp_path: Path) -> None:
    folder = _files(tmp_path, 4)
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
    folder = _files(tmp_path, 2)
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
    (folder / f"{OTHER}.xlsx").write_bytes(issued(OTHER, projects=_BOTH))
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
    (folder / f"{OTHER}.xlsx").write_bytes(issued(OTHER, projects=_BOTH[:1]))
    run(folder)
    copy = tmp_path / "审核" / f"{OTHER}-审核.xlsx"
    assert says(copy, "旅游宣传")
    (folder / "补报.xlsx").write_bytes(issued(OTHER, projects=_BOTH[1:], only=True))
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
    folder = _files(tmp_path, 9)
    (folder / "坏.xlsx").write_bytes(b"PK")
    expected = _facts(run(folder, again=True))
    for jobs in (1, 3):
        assert _facts(run(folder, again=True, jobs=jobs)) == expected


def test_any_executor_will_do(tmp_path: Path) -> None:
    folder = _files(tmp_path, 5)
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
    folder = _files(tmp_path, 1)
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


@pytest.mark.parametrize("how", _SAYS)
def test_a_worker_that_dies_or_hangs_costs_its_file_and_nothing_else(how: str, tmp_path: Path) -> None:
    """In processes of their own, in which one file ends the worker, or never ends."""
    folder = _files(tmp_path, 8)
    script = f"""
import os, sys, time
import jzxl.campaign.tasks as tasks
real = tasks.review_file
def review(source, *more, **named):
    if named["shown"] == "单位03.xlsx":
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
    assert [each["file"] for each in unread] == ["单位03.xlsx"]
    assert _SAYS[how] in unread[0]["findings"][0]["message"]
    assert sum(each["copy"] is not None for each in filings) == 7
    assert folder.exists()
