"""A round: what each file is told that it could not be told alone, and who is missing."""

from __future__ import annotations

import io
import os
import subprocess
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from a_round import BOTH, OTHER, ROSTER, THIRD, issued, round_of, run, told, without_year
from returns import UNIT, YEAR, catalog, filled, retyped, sheet_deleted, typed
from summary_round import finding, returned

from jzxl.campaign.differences import differences
from jzxl.campaign.figures import round_figures
from jzxl.campaign.letters import correction_letters, reminders
from jzxl.campaign.model import Round, Standing
from jzxl.campaign.names import nearest_names
from jzxl.campaign.report import round_lines
from jzxl.campaign.standings import reason_and_way_out
from jzxl.check.finding import Finding, Severity
from jzxl.gather import FoundFile, gather_files
from jzxl.package import DEFAULT_LIMITS
from jzxl.review import with_more

_ALL_FINE = {f"{UNIT}.xlsx": issued(UNIT), f"{OTHER}.xlsx": issued(OTHER, projects=BOTH)}

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
        {**_ALL_FINE, f"{UNIT}-修改.xlsx": without_year()},
        {(f"{UNIT}.xlsx", "returned-twice", "hint"), (f"{UNIT}-修改.xlsx", "returned-twice", "hint")},
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
        {(f"{UNIT}.xlsx", "returned-twice", "hint"), (f"{UNIT}-修改.xlsx", "returned-twice", "hint")},
    ),
    "forms in two files": (
        {
            f"{UNIT}.xlsx": issued(UNIT),
            f"{OTHER}-1.xlsx": issued(OTHER, projects=BOTH[:1]),
            f"{OTHER}-2.xlsx": issued(OTHER, projects=BOTH[1:], only=True),
        },
        set(),
    ),
    "a project is missing": (
        {**_ALL_FINE, f"{OTHER}.xlsx": issued(OTHER, projects=BOTH[:1])},
        {(f"{OTHER}.xlsx", "project-missing", "warning")},
    ),
    "a slip in a project's name": (
        {**_ALL_FINE, f"{OTHER}.xlsx": issued(OTHER, projects=["公共文化服务", "旅游宣传费"])},
        {(f"{OTHER}.xlsx", "project-unknown", "warning")},
    ),
    "a project that nobody knows": (
        {**_ALL_FINE, f"{OTHER}.xlsx": issued(OTHER, projects=[*BOTH, "办公楼维修改造"])},
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
    (only,) = round_of(tmp_path, {f"{UNIT}.xlsx": without_year()}).returns
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


def test_what_is_only_written_in_another_way_is_no_difference(tmp_path: Path) -> None:
    old = typed(filled(), {"年初预算金额": "948.96万元", "编制数": "十六七"})
    message = _message(round_of(tmp_path, {f"{UNIT}.xlsx": old, f"{UNIT}2.xlsx": filled()}), "returned-twice")
    assert message.endswith("不同的有：编制数：“十六七” → “16”。")


@pytest.mark.parametrize(
    ("name", "damaged", "good", "settled"),
    [
        (f"{UNIT}.xlsx", 1, 2, True),
        (f"{UNIT}.xlsx", 2, 1, False),
        (f"{UNIT}.xlsx", 1, 1, False),
        (f"{UNIT}.rar", 1, 2, False),
        (f"{THIRD}.xlsx", 1, 2, False),
    ],
)
def test_a_damaged_file_that_a_good_one_followed_is_settled(
    name: str, damaged: int, good: int, settled: bool, tmp_path: Path
) -> None:
    """One that came later may be a correction, an archive may hold more, and another's is another's."""
    folder = tmp_path / "回收"
    for file, content, when in ((name, b"", damaged), (f"第二次/{UNIT}.xlsx", filled(), good)):
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(content)
        os.utime(folder / file, (1_600_000_000 + when, 1_600_000_000 + when))
    round_ = run(folder).round
    bad = next(each for each in round_.returns if each.result.file == name)
    said = f"这一份读不出来，但后来已另有一份：第二次/{UNIT}.xlsx，不用处理。"
    assert (bad.standing is Standing.REPLACED) == settled
    assert (said in [each.message for each in bad.result.findings]) == settled
    assert (reason_and_way_out(bad, {}) == said) == settled
    printed = "\n".join(line.plain for line in round_lines(round_, 0))
    assert ("要由本局处理的来件" in printed) == (not settled and name != f"{THIRD}.xlsx")
    assert round_figures(round_).turnout.unreadable == (not settled)


@pytest.mark.parametrize(("name", "told_"), [(f"{UNIT}附件.rar", False), (f"{UNIT}附件.xlsx", True)])
def test_an_archive_beside_is_the_bureaus_to_open(name: str, told_: bool, tmp_path: Path) -> None:
    files = {f"{UNIT}.xlsx": typed(filled(), {"编制数": "约十"}), name: b"Rar!"}
    round_ = round_of(tmp_path, files)
    (letter,) = correction_letters(round_figures(round_)).values()
    assert (f"另收到“{name}”" in letter.decode("utf-8-sig")) == told_
    assert name in "".join(line.plain for line in round_lines(round_, 0)), "the bureau is told either way"


def test_a_project_whose_sheet_was_deleted_is_named_once(tmp_path: Path) -> None:
    lost = sheet_deleted(issued(OTHER, projects=BOTH), BOTH[1])
    codes = ("project-missing", "field-not-found")
    for roster, told_ in ((ROSTER, [codes[0]]), (None, [codes[1]])):
        (only,) = round_of(tmp_path / codes[roster is None], {f"{OTHER}.xlsx": lost}, roster).returns
        found = [each for each in only.result.findings if each.code in codes and not each.sheet]
        assert [each.code for each in found] == told_
        assert (f"“{BOTH[1]}”" in found[0].message) == (roster is not None)


def test_what_the_round_tells_of_a_sheet_keeps_the_order_of_the_sheets() -> None:
    own = [finding(sheet=sheet) for sheet in ("甲表", "乙表", "丙表")]
    more = [finding("花名册上没有。", sheet="丙表", cell=""), finding("文件名。", sheet="", cell="")]
    joined = with_more(returned("某局", findings=own).result, more)
    assert [each.sheet for each in joined.findings] == ["", "甲表", "乙表", "丙表", "丙表"]
    assert joined.findings[3] is more[0]


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
    assert [severity for severity, _ in others.values()] == ["hint", "hint"]
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


@pytest.mark.parametrize("own", [f"{UNIT}.xlsx", "没有名称.xlsx", ""])
def test_a_file_of_anothers_name_does_not_displace_a_units_own(own: str, tmp_path: Path) -> None:
    files = {own: issued(UNIT)} if own else {}
    others = {f"{OTHER}.xlsx": _ALL_FINE[f"{OTHER}.xlsx"]}
    others |= {f"{THIRD}.xlsx": typed(issued(UNIT), {"编制数": Decimal(19)})}
    round_ = round_of(tmp_path, {**files, **others})
    counted = {each.result.file: each.unit for each in round_.counted}
    wrong = next(each for each in round_.returns if each.result.file == f"{THIRD}.xlsx")
    findings = {finding.code: finding.message for finding in wrong.result.findings}
    asked = reminders(round_figures(round_))[f"{THIRD}.txt"].decode("utf-8-sig")
    said = f"收到过文件“{THIRD}.xlsx”，但它里面填的是“{UNIT}”的，没有计入；请用下发给贵单位的工作簿填报。"
    assert "returned-twice" not in findings
    if own:
        assert counted == {own: UNIT, f"{OTHER}.xlsx": OTHER}
        assert wrong.standing is Standing.OTHER_UNIT and wrong.unit == THIRD and said in asked
        assert f"“{UNIT}”自己的是 {own}；这一份没有计入汇总" in findings["file-name-mismatch"]
    else:
        assert counted == {f"{THIRD}.xlsx": UNIT, f"{OTHER}.xlsx": OTHER}
        assert "没有计入" not in findings["file-name-mismatch"] + asked


def test_a_letter_tells_of_what_came_beside_and_does_not_count(tmp_path: Path) -> None:
    slip = typed(issued(UNIT), {"编制数": "约十"})
    files = {f"{UNIT}.xlsx": slip, f"{OTHER}.xlsx": issued(OTHER, projects=BOTH)}
    for beside, reason in (
        ({f"包/{UNIT}改.xlsx": issued(UNIT, YEAR - 1)}, f"是 {YEAR - 1} 年度的；"),
        ({f"包/{UNIT}改.xlsx": b"?"}, "读不出来。"),
        ({f"包/{UNIT}改.xlsx": issued(OTHER, projects=BOTH)}, f"里面填的是“{OTHER}”的；"),
        ({}, ""),
    ):
        place = tmp_path / str(len(reason))
        round_ = round_of(place, {**files, **beside}, year=YEAR)
        letter = correction_letters(round_figures(round_))[f"{UNIT}.txt"].decode("utf-8-sig")
        told_ = f"另收到“{UNIT}改.xlsx”，没有计入，因为它{reason}"
        assert (told_ in letter) if beside else ("另收到" not in letter), letter


def test_anothers_figures_and_sheets_are_not_asked_for_in_the_wrong_workbook(tmp_path: Path) -> None:
    workbook = issued(OTHER, projects=BOTH)
    own = Finding("prefilled-changed", Severity.WARNING, "某表", "B7", "", "", "120", "860", "请改回。", "")
    lost = replace(own, code="field-not-found", sheet="", cell="")
    for unit, expected in ((THIRD, False), (OTHER, True)):
        filled_in = typed(workbook, {"填报单位": unit})
        round_ = round_of(tmp_path / unit, {f"{unit}.xlsx": filled_in}, year=YEAR)
        (each,) = round_.returns
        found = each.result.findings
        assert any(one.code == "workbook-of-another" for one in found) != expected
        told_ = with_more(replace(each.result, findings=(own, lost)), found[:1]).findings
        assert (own in told_) == (lost in told_) == expected


def test_files_of_two_kinds_differ_only_in_what_both_are_read(tmp_path: Path) -> None:
    """As an .ods has labels and blanks where the other way of reading has none."""
    content = typed(filled(), {"编制数": Decimal(18)})
    for source, expected in (
        (content, []),
        (typed(content, {"编制数": Decimal(19)}), ["编制数：“18” → “19”"]),
    ):
        (tmp_path / "新.xlsx").write_bytes(source)
        (tmp_path / "旧.xlsx").write_bytes(content)
        command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
        command += ["--convert-to", "xls:MS Excel 97", "--outdir", str(tmp_path), str(tmp_path / "新.xlsx")]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        older, newer = (FoundFile(tmp_path / name, name) for name in ("旧.xlsx", "新.xls"))
        found = differences(older, newer, catalog(), DEFAULT_LIMITS)
        assert found == expected


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
    book = openpyxl.load_workbook(io.BytesIO(without_year()))
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
    files = {"../../出去.xlsx": issued(UNIT), "a\\b:c?.xlsx": issued(OTHER, projects=BOTH)}
    round_ = round_of(
        tmp_path, {"路径.zip": _zipped(files), "密码.zip": _zipped({"甲.xlsx": filled()}, password=True)}
    )
    by_file = {each.result.file: each.result for each in round_.returns}
    assert by_file["路径.zip/出去.xlsx"].copy == "出去-审核.xlsx"
    assert "设了密码" in by_file["密码.zip/甲.xlsx"].findings[0].message
    outside = [file for file in tmp_path.parent.rglob("*出去*") if "审核" not in file.parts]
    assert not outside
