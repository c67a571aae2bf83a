"""The figures of a round."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from fractions import Fraction

import pytest
from returns import ROOT
from summary_round import as_json, counted_json, finding, form, real_figures, real_round, returned

from jzxl.campaign.bands import score_bands
from jzxl.campaign.figures import round_figures
from jzxl.campaign.model import Department, Roster, Round
from jzxl.check.finding import Severity
from jzxl.check.titles import TITLES
from jzxl.result import IndicatorResult, Scores


def test_turnout_of_a_real_round() -> None:
    turnout = real_figures().turnout
    filings = counted_json(real_round())
    assert (turnout.departments, turnout.returned, turnout.missing) == (13, 11, 2)
    assert (turnout.files, turnout.counted, turnout.unreadable, turnout.set_aside) == (14, 11, 1, 2)
    worst = [{each["severity"] for each in filing["findings"]} for filing in filings]
    assert turnout.with_errors == sum("error" in each for each in worst)
    assert turnout.with_warnings == sum("warning" in each and "error" not in each for each in worst)
    assert turnout.clean == len(filings) - turnout.with_errors - turnout.with_warnings


def test_findings_are_counted_as_results_json_has_them() -> None:
    found = [
        ((each["code"], each["severity"]), filing["file"])
        for filing in counted_json(real_round())
        for each in filing["findings"]
    ]
    counts = Counter(key for key, _ in found)
    files = Counter(key for key, _ in set(found))
    figures = real_figures().findings
    assert {(each.code, each.severity.value): each.count for each in figures} == counts
    assert {(each.code, each.severity.value): each.files for each in figures} == files
    severities = [list(Severity).index(each.severity) for each in figures]
    assert severities == sorted(severities)


def test_frequent_findings_are_the_most_frequent() -> None:
    found = Counter(
        (each["code"], each["severity"], each["item"])
        for filing in counted_json(real_round())
        for each in filing["findings"]
    )
    frequent = real_figures().frequent
    assert len(frequent) == 10
    assert [each.count for each in frequent] == [count for _, count in found.most_common(10)]
    assert all(found[each.code, each.severity.value, each.item] == each.count for each in frequent)


def test_grades_and_bands_are_counted_as_results_json_has_them() -> None:
    forms = [each for filing in counted_json(real_round()) for each in filing["forms"]]
    assert {each.kind.form for each in real_figures().kinds} == {each["form"] for each in forms}
    for figures in real_figures().kinds:
        of_kind = [each for each in forms if each["form"] == figures.kind.form]
        assert figures.forms == len(of_kind)
        assert [each.grade for each in figures.grades if each.grade] == ["优", "良", "中", "差"]
        for face in ("stated", "evaluated"):
            grades = Counter(each[face]["grade"] or "" for each in of_kind)
            assert {
                each.grade: getattr(each, face) for each in figures.grades if getattr(each, face)
            } == grades
            totals = [each[face]["total"] for each in of_kind if each[face]["total"] is not None]
            for band in figures.bands:
                assert band.low is not None and band.high is not None
                within = [each for each in totals if band.low <= each < band.high]
                assert getattr(band, face) == len(within)


def test_indicators_are_worked_out_exactly() -> None:
    for figures in real_figures().indicators:
        pairs = [
            (Fraction(each["evaluated"]), Fraction(each["weight"]))
            for filing in counted_json(real_round())
            for one in filing["forms"]
            if one["form"] == figures.kind.form
            for each in one["indicators"]
            if (each["block"], each["group"], each["name"]) == (figures.block, figures.group, figures.name)
            and each["evaluated"] is not None
            and each["weight"]
        ]
        assert figures.count == len(pairs)
        if pairs:
            total = sum(score for score, _ in pairs)
            assert figures.mean == total / len(pairs)
            assert figures.minimum == min(score for score, _ in pairs)
            assert figures.rate == total / sum(weight for _, weight in pairs)
            assert figures.full == Fraction(sum(score == weight for score, weight in pairs), len(pairs))
            assert (figures.weight is None) == (len({weight for _, weight in pairs}) > 1)


def test_rows_are_in_the_order_of_the_roster_with_the_differences() -> None:
    figures = real_figures()
    assert [row.unit[3] for row in figures.departments] == list("丑子癸壬辛庚己戊丁丙甲")
    of_alone, changed = figures.departments[0], figures.departments[-2]
    assert of_alone.kind is None and of_alone.stated.total is None
    assert changed.difference == Decimal("-6.40")
    assert changed.counts == {Severity.ERROR: 2, Severity.WARNING: 0, Severity.HINT: 0}
    assert [row.unit[3] for row in figures.projects] == list("丑癸癸壬壬辛辛")


def test_counts_of_a_project_are_those_of_its_sheet() -> None:
    filings = {each["unit"] + each["file"]: each for each in as_json(real_round())}
    assert filings
    for row in real_figures().projects:
        (filing,) = (each for each in filings.values() if each["file"] == row.file)
        alone = sum(each["sheet"] == row.sheet for each in filing["forms"]) == 1
        found = Counter(each["severity"] for each in filing["findings"] if each["sheet"] == row.sheet)
        expected = {severity: found[severity.value] for severity in Severity}
        assert row.counts == (expected if alone else None)


def test_forms_of_several_standards_are_kept_apart() -> None:
    other = Scores(Decimal(7), "甲等", {"乙块": Decimal(7)})
    round_ = Round(
        None,
        (
            returned("一局", form(), form("某项目", kind="each", title="项目")),
            returned("二局", form(stated=other, evaluated=other), standard="另一标准"),
            # A project form whose name is blank is one all the same.
            returned("三局", form("", kind="each", title="项目")),
        ),
    )
    figures = round_figures(round_)
    assert [(each.kind.standard, each.kind.form, each.kind.named) for each in figures.kinds] == [
        ("某标准", "whole", False),
        ("另一标准", "whole", False),
        ("某标准", "each", True),
    ]
    assert [each.kind.blocks for each in figures.kinds] == [("甲块",), ("乙块",), ("甲块",)]
    assert [row.name for row in figures.projects] == ["某项目", ""]
    assert [row.unit for row in figures.departments] == ["一局", "二局", "三局"]
    assert figures.turnout.departments is None and figures.turnout.returned == 3


def test_grades_without_a_known_order_follow_their_scores() -> None:
    def graded(total: str, grade: str | None) -> Scores:
        return Scores(Decimal(total), grade, {})

    forms = [
        form(evaluated=graded(*each), stated=graded(*each))
        for each in (("70", "丙"), ("90", "甲"), ("60", None))
    ]
    (kind,) = round_figures(Round(None, (returned("某局", *forms),))).kinds
    assert [(each.grade, each.evaluated) for each in kind.grades] == [("甲", 1), ("丙", 1), ("", 1)]


def test_scores_that_are_no_numbers_are_left_out() -> None:
    odd = Scores("#DIV/0!", None, {"甲块": "#DIV/0!"})
    none = Scores(None, None, {"甲块": None})
    indicators = [
        IndicatorResult("甲块", "组", "甲", Decimal(5), None, evaluated, None)
        for evaluated in (None, "#VALUE!", Decimal(4), Decimal(5))
    ]
    unweighted = IndicatorResult("甲块", "组", "甲", Decimal(0), None, Decimal(0), None)
    round_ = Round(
        None,
        (
            returned("一局", form(stated=odd, evaluated=none, indicators=[*indicators, unweighted])),
            returned("二局"),
        ),
    )
    figures = round_figures(round_)
    (kind,), (indicator,) = figures.kinds, figures.indicators
    assert kind.bands == () and figures.departments[0].difference is None
    assert (indicator.count, indicator.mean, indicator.minimum) == (2, Fraction(9, 2), Decimal(4))
    assert (indicator.rate, indicator.full) == (Fraction(9, 10), Fraction(1, 2))
    assert figures.departments[1].kind is None


def test_a_second_department_form_of_a_file_does_not_count_its_findings_again() -> None:
    round_ = Round(None, (returned("某局", form(), form(), findings=[finding()]),))
    first, second = round_figures(round_).departments
    assert first.counts == {Severity.ERROR: 1, Severity.WARNING: 0, Severity.HINT: 0}
    assert second.counts is None


def test_an_empty_round_has_figures() -> None:
    department = Department("某局", 2)
    figures = round_figures(Round(Roster("名册.xlsx", (department,)), (), (department,)))
    assert (figures.turnout.departments, figures.turnout.returned, figures.turnout.missing) == (1, 0, 1)
    assert not (figures.kinds or figures.findings or figures.departments or figures.indicators)


@pytest.mark.parametrize(
    ("full", "scores", "expected"),
    [
        (
            "100",
            "82.8 100 60 59.99",
            "55—60:1 60—65:1 65—70:0 70—75:0 75—80:0 80—85:1 85—90:0 90—95:0 95—100:1",
        ),
        ("100", "80 84.99", "80—85:2 85—90:0 90—95:0 95—100:0"),
        ("100", "99 100.01 -1", "低于 95:1 95—100:1 高于 100:1"),
        ("100", "49", "40—50:1 50—60:0 60—70:0 70—80:0 80—90:0 90—100:0"),
        ("97.5", "97.5", "95—100:1"),
        (None, "82.8", "80—85:1"),
        (None, "-7", "-10—-5:1"),
        ("100", "", ""),
    ],
)
def test_bands(full: str | None, scores: str, expected: str) -> None:
    of_full = None if full is None else Decimal(full)
    bands = score_bands(of_full, [], [Decimal(each) for each in scores.split()])
    assert " ".join(f"{each.label}:{each.evaluated}" for each in bands) == expected


@pytest.mark.parametrize("scores", [("3", "1000000"), ("1E+30",), ("-1E+30", "1E+30", "0")])
def test_scores_far_away_do_not_make_bands_without_end(scores: tuple[str, ...]) -> None:
    for full in (None, Decimal(100)):
        bands = score_bands(full, [], [Decimal(each) for each in scores])
        assert len(bands) <= 22
        assert sum(each.evaluated for each in bands) == len(scores)


def test_every_code_of_the_readme_has_a_title() -> None:
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("## Findings")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    assert set(TITLES) >= {code for row in rows for code in re.findall(r"`([a-z-]+)`", row)}
    assert len(set(TITLES.values())) == len(TITLES)
