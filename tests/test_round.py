"""A generated round: each planted fault is found, and nothing else is claimed."""

from __future__ import annotations

import json
import random
import zipfile
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from returns import catalog
from round.content import filled_book, recipient
from round.draft import write
from round.faults import ALL, Fault
from round.judge import Verdict, judge, judge_file
from round.make import YEAR, RoundMaker
from round.roster import HEADERS
from round.round_judge import CODES, round_differences
from round.run import reviewed
from round.truth import file_truth, findings_of
from test_cli import jzxl
from test_summary import lines

from jzxl.review import review_file

DEPARTMENTS, PROJECTS = 14, 40


def complaint(verdict: Verdict) -> str:
    return "\n".join(verdict.lines())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("round")
    maker = RoundMaker(DEPARTMENTS, PROJECTS, seed=1)
    maker.make()
    maker.write(folder)
    return folder


def test_every_fault_is_found_and_nothing_else(made: Path) -> None:
    truth = json.loads((made / "truth.json").read_text(encoding="utf-8"))
    verdict = judge(truth, reviewed(made / "回收", truth))
    assert verdict.right and verdict.files == len(truth["files"]) > 10, complaint(verdict)


def test_the_round_is_told_what_it_is(made: Path, tmp_path: Path) -> None:
    """As its user does it: one command, with the roster."""
    output = tmp_path / "审核"
    done = jzxl(
        "check", str(made / "回收"), "--roster", str(made / "roster.xlsx"), "-o", str(output), folder=tmp_path
    )
    assert done.returncode == 2 and "Traceback" not in done.stderr, (
        "a file cannot be read, and so it ends with 2"
    )
    truth = json.loads((made / "truth.json").read_text(encoding="utf-8"))
    results = (output / "results.json").read_text(encoding="utf-8")
    document = json.loads(results, parse_float=Decimal, parse_int=Decimal)
    assert round_differences(truth, document) == []
    told = [each["code"] for filing in document["filings"] for each in filing["findings"]]
    assert CODES & set(told) == CODES - {"workbook-of-another"}
    letters = {file.stem for file in (output / "催报").glob("*.txt")}
    assert letters == {each["unit"] for each in document["missing"]}
    assert {file.name for file in output.iterdir()} > {"汇总.xlsx", "findings.csv", "报告.html", "退回"}
    _compare_summary(output / "汇总.xlsx", document)


def _compare_summary(file: Path, document: dict[str, Any]) -> None:
    """Departments, projects and findings of 汇总.xlsx are those of results.json, figure by figure."""
    book = openpyxl.load_workbook(file)
    counted = {filing["file"]: filing for filing in document["filings"] if filing["counted"]}
    findings = list(lines(book["问题清单"]))
    assert len(findings) == sum(len(filing["findings"]) for filing in document["filings"])
    assert {row[10] for row in findings if row[11] == "是"} == {
        name for name, filing in counted.items() if filing["findings"]
    }
    for sheet, kind in (("单位", "department"), ("项目", "project")):
        first = 3
        shown = Counter((*row[first : first + 2], row[-1]) for row in lines(book[sheet]))
        due = Counter(
            (*(form[side]["total"] for side in ("stated", "evaluated")), filing["copy"])
            for filing in counted.values()
            for form in filing["forms"]
            if form["form"] == kind
        )
        assert shown == due and due


@pytest.mark.parametrize("fault", ALL, ids=lambda fault: fault.key)
def test_a_fault_alone_is_found(fault: Fault, tmp_path: Path) -> None:
    for seed in range(12):
        rng = random.Random(f"{fault.key} {seed}")
        one = recipient("青坪市体育局", "101", 1 + seed % 2, rng)
        book, planted = filled_book(one, YEAR, rng, (fault,))
        if planted:
            break
    else:
        pytest.fail("it found no place in twelve workbooks")
    data = write(book)
    path = tmp_path / "青坪市体育局.xlsx"
    path.write_bytes(data)
    verdict = Verdict()
    known = file_truth(path.name, findings_of(book, data))
    judge_file(verdict, known, review_file(path, catalog(), with_copy=False)[0])
    assert verdict.right and verdict.planted, complaint(verdict)


def test_the_judge_tells_every_difference(made: Path) -> None:
    truth = json.loads((made / "truth.json").read_text(encoding="utf-8"))
    known = next(each for each in truth["files"] if each["findings"] and each["readable"])
    (result,) = reviewed(made / "回收", {"files": [known]})
    lost = {**known, "findings": known["findings"][1:]}
    more = {**known, "findings": [*known["findings"], {**known["findings"][0], "code": "balance"}]}
    assert len(judge({"files": [lost]}, [result]).false) == 1
    assert len(judge({"files": [more]}, [result]).missed) == 1
    assert len(judge({"files": [known]}, []).missed) == 1
    assert judge({"files": [known]}, [result]).right


def test_the_roster_and_the_truth_are_of_one_round(made: Path) -> None:
    truth = json.loads((made / "truth.json").read_text(encoding="utf-8"))
    rows = list(openpyxl.load_workbook(made / "roster.xlsx").active.iter_rows(values_only=True))
    assert rows[0] == HEADERS
    units = list(dict.fromkeys(row[0] for row in rows[1:]))
    projects = [row[2] for row in rows[1:] if row[2]]
    assert (len(units), len(projects)) == (DEPARTMENTS, PROJECTS)
    returned = {each["unit"] for each in truth["files"] if each["readable"] and each["unit"]}
    assert set(truth["missing"]) == set(units) - returned
    on_roster = {(row[0], row[2]) for row in rows[1:] if row[2]}
    told = {(each["unit"], name) for each in truth["files"] for name in each["projects"]}
    of_returned = {(unit, name) for unit, name in on_roster if unit in returned}
    assert {(each["unit"], each["name"]) for each in truth["projects_missing"]} == of_returned - told
    assert {(each["unit"], each["name"]) for each in truth["projects_unknown"]} == told - on_roster
    for key in ("twice", "foreign_unit", "other_year", "renamed", "unknown_unit", "older_template"):
        assert truth[key], key
    files = {each["file"] for each in truth["files"]}
    assert all(each["file"] in files for key in ("renamed", "older_template") for each in truth[key])


def test_zips_name_their_files_as_windows_does_or_in_utf_8(made: Path) -> None:
    flags = {
        bool(info.flag_bits & 0x800)
        for path in made.rglob("*.zip")
        for info in zipfile.ZipFile(path).infolist()
    }
    assert flags == {True, False}


def test_the_same_seed_makes_the_same_round() -> None:
    first, second = RoundMaker(12, 12, seed=5), RoundMaker(12, 12, seed=5)
    assert first.make() == second.make()
    issued = [
        (one.data, other.data)
        for (one, known), (other, _) in zip(first.files, second.files, strict=True)
        if known["kind"] == "issued"
    ]
    assert all(one == other for one, other in issued)
