"""The form used nationwide: bad returns with exactly their findings, and beside each one that is right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from unittest.mock import Mock

import pytest
from engines import libreoffice
from engines.libreoffice import convert_all, requires_libreoffice
from national_returns import (
    NATIONAL_PROJECTS,
    national_filled,
    national_form,
    national_issued,
    row_deleted,
    with_inserted_row,
)
from openpyxl import load_workbook
from returns import Typed, catalog, place, read, typed
from test_findings import ERROR, HINT, WARNING, findings_of

from jzxl.check.finding import Severity
from jzxl.check.score_severity import severity_of
from jzxl.evaluate import evaluate_form
from jzxl.form.live_check import OPEN, PASSED
from jzxl.package import open_package
from jzxl.package.address import split_ref
from jzxl.read.entry import value_of
from jzxl.review import review_file
from jzxl.spelling import SAYS_NOTHING

Return = Callable[[], bytes]
# (code, severity, name of the field at whose cell it stands, of the first project)
Expected = tuple[str, Severity, str]

FUNDS = frozenset(national_form().inputs)
PARTLY = "部分达成年度指标并具有一定效果"
REACHED = "达成年度指标"
MISSED = "未达成年度指标且效果较差"


def d(text: str) -> Decimal:
    return Decimal(text)


def write(form: int = 0, /, **values: Typed) -> Return:
    return lambda: typed(national_filled(), values, form=form)


def judged(own: str, level: str = PARTLY, reason: str | None = "已说明。") -> Return:
    """The judged goal of the sample, which has a weight of 10."""
    return write(社会效益指标1_自评分=d(own), 社会效益指标1_档次=level, 社会效益指标1_原因=reason)


def deleted(row: str) -> Return:
    """A row of goals deleted: its names lead nowhere, its contents are gone."""

    def make() -> bytes:
        sheet, cell = place(national_filled(), f"项目1_{row}_指标")
        return typed(row_deleted(national_filled(), sheet, split_ref(cell)[0]), {})

    return make


INSERTED: dict[str, Typed] = {
    "指标": "清理边沟",
    "方向": "≥",
    "目标数": d("200"),
    "计量单位": "公里",
    "实际完成值": d("150"),
    "分值": d("5"),
    "原因": "汛期后人手不足。",
}


def inserted(score: Typed, after: str = "数量指标1", **more: Typed) -> Return:
    """A row inserted below another, which gives half of its weight to it; all recalculated."""

    def make() -> bytes:
        lighter = typed(national_filled(), {"分值_数量指标1": d("5")})
        return typed(with_inserted_row(lighter, after, INSERTED | {"得分": score} | more), {})

    return make


# What is done; what is found of it; and what is done so that nothing is found.
CASES: dict[str, tuple[Return, list[Expected], Return]] = {
    # --- scores
    "score of a missed goal typed over": (
        write(得分_数量指标2=d("5")),
        [("score-mismatch", ERROR, "得分_数量指标2")],
        write(数量指标2_实际完成值=d("8"), 数量指标2_原因=None),
    ),
    "score typed over and right": (
        write(得分_数量指标2=d("4.38")),
        [("formula-overwritten", WARNING, "得分_数量指标2")],
        write(),
    ),
    "score of an upper limit typed over": (
        write(成本指标1_实际完成值=d("0.8"), 成本指标1_原因="材料涨价。", 得分_成本指标1=d("10")),
        [("score-mismatch", ERROR, "得分_成本指标1")],
        write(成本指标1_实际完成值=d("0.8"), 成本指标1_原因="材料涨价。"),
    ),
    "score of a judged goal typed over": (
        write(得分_可持续影响指标1=d("15")),
        [("score-mismatch", ERROR, "得分_可持续影响指标1")],
        write(可持续影响指标1_自评分=d("15")),
    ),
    "rate of execution typed over": (
        write(执行率=d("1")),
        [("formula-overwritten", ERROR, "执行率")],
        write(全年执行财政拨款=d("300"), 全年执行总额=d("320")),
    ),
    "rate of execution typed as it is shown": (
        write(执行率=d("0.9766")),
        [("formula-overwritten", WARNING, "执行率")],
        write(),
    ),
    "printed target typed over": (
        write(数量指标1_目标值="≥400公里"),
        [("formula-overwritten", ERROR, "数量指标1_目标值")],
        write(数量指标1_目标数=d("400")),
    ),
    "total typed over": (
        write(总分=d("96")),
        [("total-mismatch", ERROR, "总分")],
        write(),
    ),
    "grade typed over": (
        write(等次="良"),
        [("grade-mismatch", ERROR, "等次")],
        write(
            社会效益指标1_档次=MISSED,
            社会效益指标1_自评分=d("0"),
            可持续影响指标1_档次=MISSED,
            可持续影响指标1_自评分=d("8"),
            可持续影响指标1_原因="已说明。",
        ),
    ),
    # --- judged goals
    "judged above the band of its level": (
        judged("8"),
        [("band-mismatch", ERROR, "社会效益指标1_自评分")],
        judged("7.99"),
    ),
    "judged below the band of its level": (
        judged("5.99"),
        [("band-mismatch", ERROR, "社会效益指标1_自评分")],
        judged("6"),
    ),
    "best level with a score below its band": (
        judged("7.99", REACHED),
        [("band-mismatch", ERROR, "社会效益指标1_自评分")],
        judged("8", REACHED),
    ),
    "best level with more than the weight": (
        judged("10.01", REACHED),
        [("band-mismatch", ERROR, "社会效益指标1_自评分")],
        judged("10", REACHED),
    ),
    "worst level with a score of the next": (
        judged("6", MISSED),
        [("band-mismatch", ERROR, "社会效益指标1_自评分")],
        judged("5.99", MISSED),
    ),
    "worst level with a score below zero": (
        judged("-1", MISSED),
        [("band-mismatch", ERROR, "社会效益指标1_自评分")],
        judged("0", MISSED),
    ),
    "a level that there is not": (
        judged("7.5", "基本达成"),
        [("not-a-choice", ERROR, "社会效益指标1_档次")],
        judged("7.5"),
    ),
    "level not chosen": (
        write(社会效益指标1_档次=None),
        [("indicator-incomplete", WARNING, "社会效益指标1_档次")],
        write(社会效益指标1_实际完成值=None),
    ),
    # --- reasons
    "lower limit missed, no reason": (
        write(数量指标1_实际完成值=d("479.99")),
        [("deviation-reason-missing", WARNING, "数量指标1_原因")],
        write(数量指标1_实际完成值=d("480")),
    ),
    "upper limit missed, no reason": (
        write(时效指标1_实际完成值=d("7.01")),
        [("deviation-reason-missing", WARNING, "时效指标1_原因")],
        write(时效指标1_实际完成值=d("7")),
    ),
    "upper limit of zero missed, no reason": (
        write(质量指标2_实际完成值=d("1")),
        [("deviation-reason-missing", WARNING, "质量指标2_原因")],
        write(质量指标2_实际完成值=d("1"), 质量指标2_原因="一起追尾事故，已整改。"),
    ),
    "exact target exceeded, no reason": (
        write(数量指标2_实际完成值=d("9"), 数量指标2_原因=None),
        [("deviation-reason-missing", WARNING, "数量指标2_原因")],
        write(数量指标2_实际完成值=d("8"), 数量指标2_原因=None),
    ),
    "judged partly reached, no reason": (
        judged("7.5", reason=None),
        [("deviation-reason-missing", WARNING, "社会效益指标1_原因")],
        judged("9", REACHED, reason=None),
    ),
    "a stroke for a reason": (
        write(数量指标2_原因="无"),
        [("deviation-reason-missing", WARNING, "数量指标2_原因")],
        write(数量指标2_原因="汛期停工"),
    ),
    "far above the target": (
        write(数量指标1_实际完成值=d("624.01")),
        [("over-achievement", WARNING, "数量指标1_实际完成值")],
        write(数量指标1_实际完成值=d("624")),
    ),
    "far above the target, with a reason": (
        write(数量指标1_实际完成值=d("700")),
        [("over-achievement", WARNING, "数量指标1_实际完成值")],
        write(数量指标1_实际完成值=d("700"), 数量指标1_原因="新接养 200 公里。"),
    ),
    # --- weights
    "weights of a block, and so of all, too few": (
        write(分值_数量指标1=d("9")),
        [("weight-sum", ERROR, "分值_数量指标1")],
        write(分值_数量指标1=d("9"), 分值_质量指标1=d("11")),
    ),
    "weight moved from one block to another": (
        write(分值_数量指标1=d("5"), 分值_经济效益指标1=d("10")),
        [("weight-sum", WARNING, "分值_数量指标1"), ("weight-sum", WARNING, "分值_经济效益指标1")],
        write(分值_数量指标1=d("5"), 分值_成本指标1=d("15")),
    ),
    "a block without goals": (
        write(
            **dict.fromkeys(
                [
                    "服务对象满意度指标1_指标",
                    "服务对象满意度指标1_方向",
                    "服务对象满意度指标1_目标数",
                    "服务对象满意度指标1_计量单位",
                    "服务对象满意度指标1_实际完成值",
                    "分值_服务对象满意度指标1",
                ]
            )
        ),
        [("weight-sum", ERROR, "分值_服务对象满意度指标1")],
        write(服务对象满意度指标2_方向="≥", 服务对象满意度指标2_计量单位="%"),
    ),
    "weight of the execution changed": (
        write(分值_预算执行率=d("20")),
        [("block-weight-changed", ERROR, "分值_预算执行率")],
        write(),
    ),
    # --- rows
    "goal without a result": (
        write(数量指标1_实际完成值=None),
        [("indicator-incomplete", WARNING, "数量指标1_实际完成值")],
        write(数量指标3_方向="≥", 数量指标3_计量单位="公里"),
    ),
    "goal without a target": (
        write(数量指标1_目标数=None),
        [("indicator-incomplete", WARNING, "数量指标1_目标数")],
        write(数量指标1_目标数=d("486")),
    ),
    "goal without direction": (
        write(数量指标1_方向=None),
        [("indicator-incomplete", WARNING, "数量指标1_方向")],
        write(数量指标1_计量单位=None),
    ),
    "goal without weight": (
        write(分值_数量指标2=None),
        [("indicator-incomplete", WARNING, "分值_数量指标2")],
        write(分值_数量指标2=d("0"), 分值_数量指标1=d("15")),
    ),
    "a direction that there is not": (
        write(数量指标1_方向="大于"),
        [("not-a-choice", ERROR, "数量指标1_方向")],
        write(数量指标1_方向="=", 数量指标1_目标数=d("486")),
    ),
    "result with its unit": (
        write(数量指标2_实际完成值="7处"),
        [("number-as-text", HINT, "数量指标2_实际完成值")],
        write(数量指标2_实际完成值=d("7")),
    ),
    "words for a result": (
        write(数量指标1_实际完成值="完成"),
        [("not-a-number", ERROR, "数量指标1_实际完成值")],
        write(可持续影响指标1_实际完成值="完成"),
    ),
    "about a result": (
        write(数量指标1_实际完成值="约486公里"),
        [("not-a-number", ERROR, "数量指标1_实际完成值")],
        write(数量指标1_实际完成值=d("486.0")),
    ),
    "words for a target": (
        write(数量指标1_目标数="按计划"),
        [("not-a-number", ERROR, "数量指标1_目标数")],
        write(
            数量指标1_方向="定性",
            数量指标1_目标数="按计划",
            数量指标1_档次=REACHED,
            数量指标1_自评分=d("10"),
        ),
    ),
    # --- funds
    "parts of the budget do not add up": (
        write(年初预算财政拨款=d("279.97")),
        [("funds-sum", ERROR, "年初预算总额")],
        write(年初预算财政拨款=d("279.98")),
    ),
    "total of the year's budget left at zero": (
        write(全年预算总额=d("0"), 全年执行总额=d("0")),
        [("funds-sum", ERROR, "全年预算总额"), ("funds-sum", ERROR, "全年执行总额")],
        write(
            全年预算总额=d("0"),
            全年执行总额=d("0"),
            **dict.fromkeys(
                ["全年预算财政拨款", "全年执行财政拨款", "全年预算上年结转", "全年执行上年结转"], d("0")
            ),
        ),
    ),
    "more spent than budgeted": (
        write(全年执行总额=d("320.01"), 全年执行财政拨款=d("300.01")),
        [("funds", WARNING, "全年执行总额")],
        write(全年执行总额=d("320"), 全年执行财政拨款=d("300")),
    ),
    "negative spending": (
        write(全年执行上年结转=d("-20"), 全年执行财政拨款=d("332.5")),
        [("input-out-of-range", WARNING, "全年执行上年结转")],
        write(全年执行上年结转=d("0"), 全年执行财政拨款=d("312.5")),
    ),
    "amount with its unit": (
        write(年初预算总额="300万元"),
        [("number-as-text", HINT, "年初预算总额")],
        write(),
    ),
    "amount left blank": (
        write(全年预算总额=None),
        [("missing-input", ERROR, "全年预算总额")],
        # What there is none of may be left blank, as long as the sum is right.
        write(年初预算其他资金=None, 全年执行其他资金=None),
    ),
    # --- rows inserted and deleted
    "inserted row with a wrong score": (
        inserted(d("5")),
        [("score-mismatch", ERROR, "得分_数量指标4")],
        inserted(d("3.75")),
    ),
    "inserted row with points deducted": (
        inserted(d("3")),
        [("score-mismatch", WARNING, "得分_数量指标4")],
        inserted(d("3.75")),
    ),
    "inserted row with fewer places": (
        inserted(d("3.8")),
        [("score-mismatch", HINT, "得分_数量指标4")],
        inserted(d("3.75")),
    ),
    "score typed over with fewer places": (
        write(得分_数量指标2=d("4.4")),
        [("score-mismatch", WARNING, "得分_数量指标2")],
        write(),
    ),
    "inserted row without a reason": (
        inserted(d("3.75"), 原因=None),
        [("deviation-reason-missing", WARNING, "数量指标4_原因")],
        inserted(d("5"), 实际完成值=d("200"), 原因=None),
    ),
    "inserted row without a score": (
        inserted(None),
        [("indicator-incomplete", WARNING, "得分_数量指标4")],
        inserted(d("3.75")),
    ),
    "inserted row with a target as one text, and a wrong score": (
        inserted(d("5"), 方向=None, 目标数=None, 计量单位=None, 目标值="≥200公里", 实际完成值="150公里"),
        [("score-mismatch", ERROR, "得分_数量指标4")],
        inserted(d("3.75"), 方向=None, 目标数=None, 计量单位=None, 目标值="≥200公里", 实际完成值="150公里"),
    ),
    "inserted judged row with a score of another level": (
        inserted(d("5"), 方向="定性", 目标数="健全", 实际完成值="基本健全", 档次=PARTLY),
        [("band-mismatch", ERROR, "得分_数量指标4")],
        inserted(d("3.5"), 方向="定性", 目标数="健全", 实际完成值="基本健全", 档次=PARTLY),
    ),
    "row inserted below the last one of a block": (
        lambda: below_the_last("成本指标2", "成本指标1"),
        [("row-not-counted", WARNING, "得分_成本指标3")],
        inserted(d("3.75"), "成本指标1"),
    ),
    "used row deleted": (
        deleted("数量指标2"),
        [("weight-sum", ERROR, "分值_数量指标1")],
        deleted("数量指标3"),
    ),
}


def places(workbook: bytes) -> list[tuple[str, Severity, str, str]]:
    return sorted((each.code, each.severity, each.sheet, each.cell) for each in findings_of(workbook))


def place_of(workbook: bytes, name: str) -> tuple[str, str]:
    """(sheet, cell) of a field of the first project, one in an inserted row too."""
    entry = read(workbook).entries.get(name)
    return (entry.sheet, entry.cell) if entry is not None else place(workbook, f"项目1_{name}")


def test_the_good_return_has_no_finding() -> None:
    assert findings_of(national_filled()) == ()


@pytest.mark.parametrize("case", CASES)
def test_return_triggers_exactly(case: str) -> None:
    make, expected, _ = CASES[case]
    workbook = make()
    due = [(code, severity, *place_of(workbook, name)) for code, severity, name in expected]
    assert places(workbook) == sorted(due)


@pytest.mark.parametrize("case", CASES)
def test_near_miss_triggers_nothing(case: str) -> None:
    _, _, near = CASES[case]
    assert places(near()) == []


# ---------------------------------------------------------------- several forms, other programs


@pytest.mark.parametrize("case", ["judged above the band of its level", "total typed over"])
def test_the_second_project_has_findings_of_its_own(case: str) -> None:
    """The same done to the other form of the workbook is found there and nowhere else."""
    values: dict[str, Typed] = {"社会效益指标1_档次": PARTLY, "社会效益指标1_自评分": d("27")}
    wanted = [("band-mismatch", "社会效益指标1_自评分"), ("deviation-reason-missing", "社会效益指标1_原因")]
    if case == "total typed over":
        values, wanted = {"总分": d("98")}, [("total-mismatch", "总分")]
    workbook = typed(national_filled(), values, form=1)
    found = sorted((each.code, each.sheet, each.cell) for each in findings_of(workbook))
    assert found == sorted((code, *place(workbook, f"项目2_{name}")) for code, name in wanted)
    assert {each.sheet for each in findings_of(workbook)} == {NATIONAL_PROJECTS[1]}


def test_two_projects_of_different_units_are_told() -> None:
    workbook = typed(national_filled(), {"实施单位": "青石县水利局"}, form=1)
    assert [each.code for each in findings_of(workbook)] == ["unit-mismatch"]


def test_an_issued_workbook_that_nobody_filled_is_one_finding() -> None:
    assert [each.code for each in findings_of(national_issued())] == ["nothing-filled"]


def test_an_issued_form_that_nobody_filled_is_one_finding_a_form() -> None:
    found = findings_of(typed(national_issued(), {"预期目标": "公路畅通"}))
    assert [(each.code, each.sheet) for each in found if each.severity is ERROR] == [
        ("missing-input", sheet) for sheet in NATIONAL_PROJECTS
    ]


def test_funds_alone_leave_every_block_to_be_filled() -> None:
    names = [name for name in read(national_filled()).entries if name in FUNDS]
    values = {name: read(national_filled()).entries[name].value for name in names}
    assert len(values) == 12
    workbook = typed(typed(national_issued(), values), {"项目名称": "农村公路日常养护"})  # type: ignore[arg-type]
    codes = [each.code for each in findings_of(workbook) if each.sheet == NATIONAL_PROJECTS[0]]
    assert codes.count("weight-sum") == len([b for b in national_form().blocks if b.scores_goals]) == 3


def test_a_score_typed_in_an_inserted_row_counts() -> None:
    workbook = inserted(d("3.75"))()
    evaluated = evaluate_form(read(workbook)).evaluated
    # 9.77 + (5 + 3.75 + 4.38 + 10 + 5 + 10 + 10) + 26.5 + 10
    assert evaluated["得分_产出指标"] == d("48.13")
    assert evaluated["总分"] == d("94.40")


@pytest.mark.parametrize(
    ("reason", "state"),
    [
        ("汛期停工", PASSED),
        ("无法施工", PASSED),
        (None, OPEN),
        (" ", OPEN),
        *((each, OPEN) for each in SAYS_NOTHING),
    ],
)
def test_the_workbook_asks_for_the_reason_that_the_check_asks_for(reason: str | None, state: str) -> None:
    """What a filler sees as passed must not come back."""
    workbook = write(数量指标2_原因=reason)()
    values = {name: value_of(entry.value) for name, entry in read(workbook).entries.items()}
    assert read(workbook).instance.book.calculate(values)["校验_数量指标2"] == state
    missing = [each.name for each in findings_of(workbook) if each.code == "deviation-reason-missing"]
    assert missing == ([] if state == PASSED else ["数量指标2_原因"])


@pytest.mark.libreoffice
@requires_libreoffice
def test_libreoffice_counts_an_inserted_row_too(tmp_path: Path) -> None:
    """The ranges of the sums grow with the sheet, so that the total is right before it is sent."""
    workbook = inserted(d("3.75"))()
    file = tmp_path / "插行.xlsx"
    file.write_bytes(workbook)
    seen = libreoffice.recalculate([file])[file]
    sheet, cell = place(workbook, "项目1_总分")
    assert seen[sheet][cell] == d("94.4")
    assert seen["校验"][place(workbook, "项目1_校验_产出指标分值")[1]] == PASSED


@pytest.mark.libreoffice
@requires_libreoffice
def test_saved_by_libreoffice_the_findings_are_the_same(tmp_path: Path) -> None:
    files = {tmp_path / f"{number}.xlsx": make() for number, (make, _, _) in enumerate(CASES.values())}
    for file, workbook in files.items():
        file.write_bytes(workbook)
    output = tmp_path / "saved"
    output.mkdir()
    saved = convert_all(list(files), "xlsx", output)
    for file, workbook in files.items():
        before = [(each.code, each.cell, each.message) for each in findings_of(workbook)]
        after = [(each.code, each.cell, each.message) for each in findings_of(saved[file].read_bytes())]
        assert after == before, file.name


# ---------------------------------------------------------------- rows below the last one of a block


def below_the_last(row: str, given: str) -> bytes:
    """A row inserted below the last one of a block, as Excel leaves it: the sums do not reach it."""
    lighter = typed(national_filled(), {f"分值_{given}": d("5")})
    return with_inserted_row(lighter, row, INSERTED | {"得分": d("3.75")})


BELOW = {
    "between two blocks": ("成本指标2", "成本指标1"),
    "above the total": ("服务对象满意度指标2", "服务对象满意度指标1"),
}


@pytest.mark.parametrize("case", BELOW)
def test_a_row_that_the_sums_do_not_reach_is_told_and_counted(case: str) -> None:
    workbook = below_the_last(*BELOW[case])
    (found,) = findings_of(workbook)
    group = BELOW[case][0].rstrip("2")
    assert (found.code, found.severity, found.name) == ("row-not-counted", WARNING, f"得分_{group}3")
    assert found.cell == place_of(workbook, f"得分_{group}3")[1]
    evaluation = evaluate_form(read(workbook))
    # 5 of 95.65 went with the weight, and 3.75 of them came back.
    assert evaluation.evaluated["总分"] == d("94.40")
    assert evaluation.stated["总分"] == d("90.65")


@pytest.mark.libreoffice
@requires_libreoffice
def test_the_copy_counts_rows_that_the_sums_did_not_reach(tmp_path: Path) -> None:
    """Its ranges reach them, so that what is stored is what a program computes; checked again, nothing is told."""
    copies = {}
    for number, rows in enumerate(BELOW.values()):
        file = tmp_path / f"{number}.xlsx"
        file.write_bytes(below_the_last(*rows))
        _, copy = review_file(file, catalog(), with_copy=True)
        assert copy is not None
        copies[tmp_path / f"审核-{number}.xlsx"] = copy
        (tmp_path / f"审核-{number}.xlsx").write_bytes(copy)
    seen = libreoffice.recalculate(list(copies))
    for file, copy in copies.items():
        sheet, cell = place(copy, "项目1_总分")
        assert open_package(copy).cells(sheet)[cell].value == seen[file][sheet][cell] == d("94.4")
        assert findings_of(copy) == ()


# ---------------------------------------------------------------- percentages, and scores typed over


def as_percentages(unit: Typed, **values: str) -> bytes:
    """Figures of the first goal of quality typed as percentages, as a spreadsheet program stores them."""
    workbook = load_workbook(BytesIO(national_filled()))
    for part, value in {**values, "计量单位": unit}.items():
        sheet, cell = place(national_filled(), f"项目1_质量指标1_{part}")
        workbook[sheet][cell].value = float(value) if part in values else unit
        if part in values:
            workbook[sheet][cell].number_format = "0.0%"
    target = BytesIO()
    workbook.save(target)
    return typed(target.getvalue(), {})


@pytest.mark.parametrize("unit", ["%", "百分比", None])
def test_a_result_typed_as_a_percentage(unit: Typed) -> None:
    """The target is 85."""
    workbook = as_percentages(unit, 实际完成值="0.856")
    (found,) = [each for each in findings_of(workbook) if each.code == "number-as-text"]
    assert (found.severity, found.name) == (WARNING, "质量指标1_实际完成值")
    assert "得分也就算错了" in found.message
    assert evaluate_form(read(workbook)).evaluated["总分"] == d("95.65")


@pytest.mark.parametrize("unit", ["%", "百分比", None])
def test_target_and_result_typed_as_percentages(unit: Typed) -> None:
    """Their ratio is right, and so is the score."""
    workbook = as_percentages(unit, 目标数="0.85", 实际完成值="0.856")
    found = [each for each in findings_of(workbook) if each.code == "number-as-text"]
    assert {each.severity for each in found} == {HINT} and len(found) == 2
    assert not any("算错" in each.message for each in found)
    assert all(each.cell for each in found)
    assert evaluate_form(read(workbook)).evaluated["总分"] == d("95.65")


def test_a_percentage_beside_another_unit_stays_as_it_is() -> None:
    found = findings_of(as_percentages("公里", 实际完成值="0.856"))
    assert "deviation-reason-missing" in [each.code for each in found]
    assert "number-as-text" not in [each.code for each in found]


@pytest.mark.parametrize("severity", list(Severity))
def test_the_definition_says_how_a_deducted_score_is_told(severity: Severity) -> None:
    filled = read(inserted(d("3"))())
    form = filled.form
    assert form.scoring is not None
    scoring = replace(form.scoring, deducted=severity.value)
    goal = next(each for each in filled.scored if each.inserted)
    case = Mock(form=replace(form, scoring=scoring))
    judged = severity_of(case, goal, goal.stated + 1, goal.stated, Fraction(5))  # type: ignore[operator]
    assert judged[0] is severity
    unexplained = replace(goal, reason="")
    judged = severity_of(case, unexplained, goal.stated + 1, goal.stated, Fraction(5))  # type: ignore[operator]
    assert judged[0] is ERROR
