"""The project form, several in one workbook, and what must agree across forms."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from decimal import Decimal

import openpyxl
import pytest
from engines import ironcalc
from returns import (
    PROJECTS,
    STANDARD,
    UNIT,
    YEAR,
    Typed,
    catalog,
    place,
    read,
    rows_inserted,
    sheet_deleted,
    three_clean,
    three_issued,
    three_published,
    typed,
    without_name,
)
from test_findings import ERROR, HINT, WARNING, findings_of

from jzxl.check.finding import Severity
from jzxl.errors import UsageError
from jzxl.evaluate import evaluate_form
from jzxl.form import naming
from jzxl.form.instance import plan_instances, sheet_name
from jzxl.issue.order import choose_forms, goal_rows
from jzxl.issue.recipient import Order, issue_workbook
from jzxl.package import Edit, open_package
from jzxl.read.reader import read_filing

FORMS = catalog().forms[STANDARD]
# The scores as printed, by form: blocks, total, grade.
PRINTED = {
    0: ("13.60", "27.20", "22.00", "20.00", "82.80", "良"),
    1: ("17.05", "20.00", "25.00", "24.00", "86.05", "良"),
    2: ("18.80", "20.00", "29.00", "18.00", "85.80", "良"),
}
Expected = tuple[str, Severity, str]


def d(text: str) -> Decimal:
    return Decimal(text)


def written(form: int, values: Mapping[str, Typed]) -> Callable[[], bytes]:
    return lambda: typed(three_clean(), values, form=form)


def prefix(form: int) -> str:
    return f"项目{form}_" if form else ""


@pytest.mark.parametrize("form", PRINTED)
def test_the_published_figures_give_the_printed_scores(form: int) -> None:
    filled = read(three_published(), form)
    evaluated = evaluate_form(filled).evaluated
    names = [naming.score(block) for block in filled.form.blocks] + [naming.total(filled.form)]
    *scores, grade = PRINTED[form]
    assert [evaluated[name] for name in names] == [d(score) for score in scores]
    assert evaluated[naming.grade(filled.form)] == grade
    recalculated = ironcalc_values()
    for name, score in zip(names, scores, strict=True):
        entry = filled.entries[name]
        assert recalculated[entry.sheet][entry.cell] == d(score)


def ironcalc_values() -> dict[str, dict[str, object]]:
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "三表.xlsx"
        file.write_bytes(three_published())
        return ironcalc.recalculate(file)  # type: ignore[return-value]


PUBLISHED_FINDINGS: list[tuple[int, Expected]] = [
    (0, ("text-sum", HINT, "预算执行情况")),
    (0, ("narrative-score", WARNING, "部门整体支出绩效评价分析")),
    (0, ("fact-mismatch", WARNING, "部门整体支出绩效评价分析")),
    (0, ("fact-mismatch", WARNING, "部门整体支出绩效评价分析")),
    (0, ("fact-mismatch", WARNING, "说明_经济效益")),
    (0, ("fact-mismatch", WARNING, "说明_经济效益")),
    (0, ("rate-text-mismatch", HINT, "说明_在职人员控制")),
    (0, ("formula-overwritten", WARNING, "说明_支付进度")),
    (0, ("percent-sign-missing", WARNING, "说明_支付进度")),
    (0, ("text-cut-off", WARNING, "说明_资金使用合规性")),
    (1, ("missing-input", WARNING, "填报单位")),
    (1, ("fact-mismatch", WARNING, "经济效益指标2_实际完成值")),
    (2, ("missing-input", WARNING, "填报单位")),
    (1, ("target-missed", WARNING, "数量指标1_完成进度")),
    (1, ("completion-rate", ERROR, "质量指标1_完成进度")),
    (1, ("unit-missing", HINT, "成本指标1_实际完成值")),
    (1, ("zero-done", WARNING, "成本指标2_完成进度")),
    (1, ("score-against-completion", WARNING, "得分_经济效益")),
    (1, ("score-against-completion", WARNING, "得分_社会效益")),
    (1, ("score-against-completion", WARNING, "得分_可持续影响")),
    (1, ("contact-mismatch", WARNING, "联系电话")),
    (2, ("funds", HINT, "支出上年结转")),
    (2, ("value-misplaced", WARNING, "数量指标2_完成进度")),
    (2, ("approximate-result", HINT, "数量指标3_实际完成值")),
    (2, ("approximate-result", HINT, "时效指标3_实际完成值")),
    (2, ("zero-done", WARNING, "成本指标3_完成进度")),
    (2, ("cap-exceeded", ERROR, "成本指标4_完成进度")),
    (2, ("unit-missing", HINT, "经济效益指标1_实际完成值")),
    (2, ("score-against-completion", WARNING, "得分_经济效益")),
    (2, ("score-against-completion", WARNING, "得分_社会效益")),
    (2, ("fact-mismatch", WARNING, "项目绩效情况")),
]


def test_the_published_statements_yield_what_is_wrong_with_them_and_no_more() -> None:
    found = [(each.code, each.severity, (each.sheet, each.cell)) for each in findings_of(three_published())]
    due = [
        (code, severity, place(three_published(), prefix(form) + name))
        for form, (code, severity, name) in PUBLISHED_FINDINGS
    ]
    assert sorted(found) == sorted(due)


def test_the_mended_statements_yield_nothing() -> None:
    assert findings_of(three_clean()) == ()


# What is done to the clean workbook: form, values; and what is found, at which field of which form.
TRIGGERS: dict[str, tuple[int, dict[str, Typed], list[tuple[int, Expected]]]] = {
    "rate not as the figures have it": (
        1,
        {"数量指标2_完成进度": "95%"},
        [(1, ("completion-rate", ERROR, "数量指标2_完成进度"))],
    ),
    "rate cut off": (
        1,
        {"数量指标2_目标值": "30次以上", "数量指标2_实际完成值": "20", "数量指标2_完成进度": "66%"},
        [(1, ("completion-rate", HINT, "数量指标2_完成进度"))],
    ),
    "target missed and called done": (
        1,
        {"数量指标2_完成进度": "完成", "数量指标2_实际完成值": "18次"},
        [(1, ("target-missed", ERROR, "数量指标2_完成进度"))],
    ),
    "what was to fall, and did not fall so far": (
        1,
        {
            "可持续影响指标1_目标值": "贫困发生率降至0.5%",
            "可持续影响指标1_实际完成值": "0.8%",
        },
        [(1, ("cap-exceeded", ERROR, "可持续影响指标1_完成进度"))],
    ),
    "later than a length of time, without a sign, is asked about once": (
        2,
        {"时效指标1_目标值": "7个工作日", "时效指标1_实际完成值": "9个工作日"},
        [(2, ("cap-exceeded", WARNING, "时效指标1_完成进度"))],
    ),
    **{
        f"after the deadline: {target}, {actual}": (
            2,
            {"时效指标1_目标值": target, "时效指标1_实际完成值": actual, "时效指标1_完成进度": "完成"},
            [(2, ("target-missed", WARNING, "时效指标1_完成进度"))],
        )
        for target, actual in (
            ("2020年10月31日前", "2020年11月26日"),
            ("10月底前", "11月26日"),
            ("11月", "12月"),
            ("2020年12月底前", "2021年1月"),
            ("6月30日前完成", "7月1日"),
        )
    },
    "less saved than aimed at": (
        1,
        {"成本指标2_目标值": "成本降低5%", "成本指标2_实际完成值": "降低4%", "成本指标2_完成进度": "完成"},
        [(1, ("target-missed", WARNING, "成本指标2_完成进度"))],
    ),
    "a cost that was to fall to a limit": (
        1,
        {"成本指标2_目标值": "降低到5%", "成本指标2_实际完成值": "6%", "成本指标2_完成进度": "完成"},
        [
            (1, ("cap-exceeded", ERROR, "成本指标2_完成进度")),
            (1, ("score-against-completion", WARNING, "得分_成本节约率")),
        ],
    ),
    "cap exceeded and called done": (
        2,
        {"成本指标2_实际完成值": "39.25万", "成本指标5_实际完成值": "54.59万"},
        [
            (2, ("cap-exceeded", ERROR, "成本指标2_完成进度")),
        ],
    ),
    "status left blank": (
        1,
        {"质量指标1_完成进度": None},
        [(1, ("status-missing", WARNING, "质量指标1_完成进度"))],
    ),
    "figure for a status": (
        1,
        {"质量指标1_完成进度": "18"},
        [(1, ("status-missing", WARNING, "质量指标1_完成进度"))],
    ),
    "second figure in the wrong column": (
        2,
        {"数量指标2_实际完成值": "5", "数量指标2_完成进度": "2500"},
        [(2, ("value-misplaced", WARNING, "数量指标2_完成进度"))],
    ),
    "unit left out": (
        2,
        {"经济效益指标1_实际完成值": "1695.7"},
        [(2, ("unit-missing", HINT, "经济效益指标1_实际完成值"))],
    ),
    "fraction of one beside a percentage that it meets": (
        1,
        {"质量指标1_目标值": "≥95%", "质量指标1_实际完成值": "0.98", "质量指标1_完成进度": "完成"},
        [(1, ("unit-missing", HINT, "质量指标1_实际完成值"))],
    ),
    "fraction of one that misses it either way": (
        1,
        {
            "质量指标1_目标值": "≥95%",
            "质量指标1_实际完成值": "0.9",
            "质量指标1_完成进度": "完成",
            "得分_质量达标率": d("7"),
        },
        [
            (1, ("unit-missing", HINT, "质量指标1_实际完成值")),
            (1, ("target-missed", WARNING, "质量指标1_完成进度")),
        ],
    ),
    "nothing spent and called done": (
        2,
        {"成本指标3_完成进度": "已完成"},
        [(2, ("zero-done", WARNING, "成本指标3_完成进度"))],
    ),
    "target without result": (
        2,
        {"数量指标1_实际完成值": None},
        [(2, ("indicator-incomplete", WARNING, "数量指标1_实际完成值"))],
    ),
    "result without target": (
        2,
        {"数量指标1_目标值": None},
        [(2, ("indicator-incomplete", WARNING, "数量指标1_目标值"))],
    ),
    "progress alone": (
        2,
        {"质量指标1_目标值": None, "质量指标1_实际完成值": None},
        [(2, ("indicator-incomplete", WARNING, "质量指标1_目标值"))],
    ),
    "approximate result": (
        2,
        {"数量指标3_实际完成值": "约60个"},
        [(2, ("approximate-result", HINT, "数量指标3_实际完成值"))],
    ),
    "cap exceeded by a figure without unit": (
        2,
        {"成本指标2_实际完成值": "39.25", "成本指标5_实际完成值": "54.59万"},
        [
            (2, ("cap-exceeded", WARNING, "成本指标2_完成进度")),
            (2, ("unit-missing", HINT, "成本指标2_实际完成值")),
        ],
    ),
    "costs do not add up to the spending": (
        2,
        {"成本指标5_实际完成值": "60.95万"},
        [(2, ("cost-sum", WARNING, "成本指标1_实际完成值"))],
    ),
    "spending left blank": (
        2,
        {"支出市级资金": None},
        [(2, ("missing-input", ERROR, "支出市级资金"))],
    ),
    "part of the budget left blank": (
        2,
        {"预算其他资金": None, "成本指标5_目标值": "不超130.83万"},
        [(2, ("missing-input", ERROR, "预算其他资金"))],
    ),
    "caps do not add up to the budget": (
        2,
        {"成本指标5_目标值": "不超130.83万"},
        [(2, ("cost-sum", WARNING, "成本指标1_目标值"))],
    ),
    "all done and a low score": (
        2,
        {"得分_社会效益": d("4")},
        [(2, ("score-against-completion", WARNING, "得分_社会效益"))],
    ),
    "one missed and full score": (
        1,
        {"得分_经济效益": d("8")},
        [(1, ("score-against-completion", WARNING, "得分_经济效益"))],
    ),
    "cap exceeded and no point taken off": (
        2,
        {
            "成本指标4_目标值": "不超17万",
            "成本指标5_目标值": "不超118.83万",
            "成本指标4_完成进度": "未完成",
            "得分_成本节约率": d("7"),
        },
        [(2, ("score-against-completion", WARNING, "得分_成本节约率"))],
    ),
    "weight for goals that are not there": (
        1,
        {"分值_生态效益": d("2"), "分值_社会效益": d("4"), "得分_社会效益": d("4")},
        [(1, ("weight-without-indicators", WARNING, "分值_生态效益"))],
    ),
    "goals without weight": (
        2,
        {
            "分值_社会效益": d("0"),
            "分值_经济效益": d("20"),
            "得分_社会效益": d("0"),
            "得分_经济效益": d("16"),
        },
        [(2, ("indicators-without-weight", WARNING, "分值_社会效益"))],
    ),
    "more spent than came": (
        2,
        {"支出市级资金": d("150"), "成本指标5_实际完成值": "84.12万"},
        [(2, ("funds", WARNING, "支出市级资金"))],
    ),
    "more came than was budgeted": (
        2,
        {"预算下达资金": d("200")},
        [(2, ("funds", WARNING, "预算下达资金"))],
    ),
    "carried-over money fills the gap": (
        2,
        {"支出上年结转": d("19.78")},
        [(2, ("funds", HINT, "支出上年结转"))],
    ),
    "fixed weight changed": (
        1,
        {"分值_资金到位率": d("5")},
        [(1, ("block-weight-changed", ERROR, "分值_资金到位率"))],
    ),
    "open weights do not add up": (
        1,
        {"分值_实际完成率": d("9")},
        [(1, ("weight-sum", ERROR, "分值_产出"))],
    ),
    "computed score typed over": (
        1,
        {"得分_资金到位率": d("3")},
        [(1, ("score-mismatch", ERROR, "得分_资金到位率"))],
    ),
    "a kind of project that there is not": (
        1,
        {"项目属性": "长期项目"},
        [(1, ("not-a-choice", WARNING, "项目属性"))],
    ),
    "projects more than the whole": (
        0,
        {"重点项目支出": d("598.5")},
        [(0, ("sum-across-forms", HINT, "重点项目支出"))],
    ),
    "projects less than the whole": (
        0,
        {"重点项目支出": d("700")},
        [(0, ("sum-across-forms", HINT, "重点项目支出"))],
    ),
    "a project's spending told otherwise": (
        0,
        {"预算执行情况": "全年执行 404.89 万元，其中招商引资专项经费 162.47 万元。"},
        [(0, ("spending-across-forms", WARNING, "预算执行情况"))],
    ),
    "another unit": (
        2,
        {"填报单位": "晋中市商务局"},
        [(2, ("unit-mismatch", WARNING, "填报单位"))],
    ),
    "another year": (
        2,
        {"年度": "(2019 年度)"},
        [(2, ("year-mismatch", WARNING, "年度"))],
    ),
    "a period without the year": (
        1,
        {"项目期": "20190101至20191231"},
        [(1, ("period-outside-year", WARNING, "项目期"))],
    ),
    "a person with two numbers": (
        1,
        {"联系电话": "0354-0000009"},
        [(1, ("contact-mismatch", WARNING, "联系电话"))],
    ),
}

NEAR_MISSES: dict[str, tuple[int, dict[str, Typed]]] = {
    "one number for two, that of the other person": (
        1,
        {"联系电话": "0354-0000001", "负责人": "（评价人甲）"},
    ),
    "the same without its area code": (1, {"联系电话": "0000001", "负责人": "（评价人甲）"}),
    "a mobile number beside that of the office": (1, {"联系电话": "13800000009"}),
    "rate rounded right": (
        1,
        {"数量指标2_目标值": "30次以上", "数量指标2_实际完成值": "20", "数量指标2_完成进度": "66.7%"},
    ),
    "target reached and rated 100%": (1, {"质量指标1_完成进度": "100%"}),
    "target missed and said so": (1, {"数量指标2_完成进度": "未完成"}),
    **{
        f"sooner is no miss: {target}, {actual}": (
            2,
            {
                "时效指标1_指标": f"指标1：{name}",
                "时效指标1_目标值": target,
                "时效指标1_实际完成值": actual,
                "时效指标1_完成进度": progress,
            },
        )
        for name, target, actual, progress in (
            ("答复", "7个工作日", "5个工作日", "完成"),
            ("答复", "7个工作日", "5个工作日", "100%"),
            ("响应时间", "24小时", "12小时", "完成"),
            ("工期", "12个月", "10个月", "完成"),
            ("报告出具时间", "3天", "2天", "完成"),
            ("持续时间", "3天", "4天", "完成"),
            ("提前完成天数", "3天", "4天", "完成"),
        )
    },
    **{
        f"within the deadline, or perhaps: {target}, {actual}": (
            2,
            {"时效指标1_目标值": target, "时效指标1_实际完成值": actual, "时效指标1_完成进度": "完成"},
        )
        for target, actual in (
            ("2020年10月31日前", "2020年10月31日"),
            ("10月底前", "10月"),
            ("10月15日前", "10月"),
            ("2020年12月底前", "1月"),
            ("12月底前", "2021年1月10日"),
            ("1-10月", "11月"),
            ("10月底前", "11月26日验收 12 项"),
            ("10.5", "11.6"),
        )
    },
    "costs that read like dates": (
        1,
        {"质量指标1_目标值": "≤5.4万元", "质量指标1_实际完成值": "5.05万元", "质量指标1_完成进度": "完成"},
    ),
    "after a date where no deadline is due": (
        2,
        {"质量指标1_指标": "指标1：验收", "质量指标1_目标值": "10月底前", "质量指标1_实际完成值": "11月"},
    ),
    "sooner elsewhere": (
        2,
        {
            "质量指标1_指标": "指标1：响应时间",
            "质量指标1_目标值": "24小时",
            "质量指标1_实际完成值": "12小时",
        },
    ),
    **{
        f"saving more is no excess: {name}, {target}": (
            1,
            {
                "成本指标2_指标": f"指标2：{name}",
                "成本指标2_目标值": target,
                "成本指标2_实际完成值": actual,
                "成本指标2_完成进度": progress,
            },
        )
        for name, target, actual, progress in (
            ("平台合作费", "成本降低5%", "降低6%", "完成"),
            ("平台合作费", "节约资金 5万元", "6万元", "完成"),
            ("平台合作费", "成本下降率 3%", "4%", "完成"),
            ("成本降低率", "5%", "6%", "120%"),
            ("成本降低率", "5%", "6%", "100%"),
            ("资金节约率", "5%", "6%", "完成"),
            ("压缩办公经费", "5万元", "6万元", "完成"),
            ("平台合作费", "较预算节约5万元", "6万元", "完成"),
            ("资金使用效率", "提高到95%", "97%", "完成"),
            ("平台合作费", "降低到5%", "4%", "完成"),
        )
    },
    **{
        f"falls to, and further: {target}, {actual}": (
            1,
            {"可持续影响指标1_目标值": target, "可持续影响指标1_实际完成值": actual},
        )
        for target, actual in (
            ("降至0.5%", "0.3%"),
            ("贫困发生率下降到0.5%", "降至0.3%"),
            ("压缩到5天", "4天"),
            ("控制到5%", "控制到5%"),
        )
    },
    "cap just kept": (2, {"成本指标2_目标值": "不超33.25万", "成本指标5_目标值": "不超108.58万"}),
    "complaint rate of nothing is done": (1, {"服务对象满意度指标2_实际完成值": "0%"}),
    "same unit written otherwise": (2, {"成本指标2_实际完成值": "332500元"}),
    "words against words": (1, {"社会效益指标1_实际完成值": "引进了一批人才"}),
    "a row that is not used, and says so": (
        2,
        {"质量指标1_目标值": None, "质量指标1_实际完成值": None, "质量指标1_完成进度": "—"},
    ),
    "a score somewhat lower": (2, {"得分_社会效益": d("6")}),
    "telephone without area code": (1, {"联系电话": "0000002"}),
    "period of several years": (1, {"项目期": "2019年1月至2021年12月"}),
    "a project's spending told right": (
        0,
        {
            "预算执行情况": "全年执行 404.89 万元，其中招商引资专项经费 126.47 万元，市级招商引资工作经费 7.6 万元。"
        },
    ),
    "a budget told elsewhere": (0, {"其他": "招商引资专项经费 500 万元由多个单位共同使用。"}),
    "unused row": (2, {"生态效益指标1_指标": "指标1：绿化面积"}),
}


@pytest.mark.parametrize("case", TRIGGERS)
def test_statement_triggers_exactly(case: str) -> None:
    form, values, expected = TRIGGERS[case]
    workbook = typed(three_clean(), values, form=form)
    found = [(each.code, each.severity, (each.sheet, each.cell)) for each in findings_of(workbook)]
    due = [(code, severity, place(workbook, prefix(at) + name)) for at, (code, severity, name) in expected]
    assert sorted(found) == sorted(due)


@pytest.mark.parametrize("case", NEAR_MISSES)
def test_near_miss_triggers_nothing(case: str) -> None:
    form, values = NEAR_MISSES[case]
    assert findings_of(typed(three_clean(), values, form=form)) == ()


@pytest.mark.parametrize(
    ("target", "actual", "likely", "said"),
    [
        ("≥95%", "0.98", "98%", "多半是 98%，是的话请写成 98%"),
        ("≥95%", "98", "98%", "目标值的单位是“%”；请写上单位"),
        ("≤1%", "0.5", "0.5%", "目标值的单位是“%”；请写上单位"),
        ("≥5%", "0.5", None, "不知道是几 %；请写上单位"),
    ],
)
def test_what_a_bare_number_beside_a_percentage_most_likely_is(
    target: str, actual: str, likely: str | None, said: str
) -> None:
    values: dict[str, Typed] = {
        "质量指标1_目标值": target,
        "质量指标1_实际完成值": actual,
        "质量指标1_完成进度": "完成",
    }
    (finding,) = findings_of(typed(three_clean(), values, form=1))
    assert (finding.code, finding.expected) == ("unit-missing", likely)
    assert said in finding.message


def test_a_percentage_pasted_as_a_number_is_what_its_filler_sees() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(three_clean()))
    for part, value in (("目标值", 0.95), ("实际完成值", 0.98), ("完成进度", 1)):
        sheet, cell = place(three_clean(), f"项目1_质量指标1_{part}")
        workbook[sheet][cell].value, workbook[sheet][cell].number_format = value, "0%"
    target = io.BytesIO()
    workbook.save(target)
    saved = target.getvalue()
    for form in range(3):
        saved = typed(saved, {}, form=form)
    (goal,) = (each for each in read(saved, 1).goals if each.group.name == "质量指标")
    assert (goal.target.value, goal.actual.value, goal.status.value) == ("95%", "98%", "100%")
    assert findings_of(saved) == ()


def test_a_row_inserted_into_a_group_is_read() -> None:
    """In a protected sheet a filler inserts a row in the middle or at the end of a group."""
    sheet, cell = place(three_clean(), "项目1_数量指标2_目标值")
    row = int(cell[1:])
    for at in (row, row + 2):
        workbook = rows_inserted(three_clean(), sheet, at, 1)
        edit = Edit(open_package(workbook))
        for column, text in zip("CDEF", ("指标3：走访企业", "不少于60家", "50家", "完成"), strict=True):
            edit.write(sheet, f"{column}{at}", text)
        changed = edit.to_bytes()
        goals = [goal for goal in read(changed, 1).goals if goal.group.name == "数量指标"]
        assert [goal.name for goal in goals if goal.target.value == "不少于60家"] == ["走访企业"]
        (finding,) = findings_of(changed)
        assert (finding.code, finding.sheet, finding.cell) == ("target-missed", sheet, f"F{at}")


def test_sheets_are_named_after_the_projects() -> None:
    sheets = [sheet.name for sheet in open_package(three_issued()).sheets]
    assert sheets[3:5] == list(PROJECTS)
    long = "某某市某某区某某街道老旧小区改造配套基础设施建设及维修补助项目一期"
    taken: set[str] = set()
    names = []
    for wanted in (long + "（第一批）", long + "（第二批）", "a/b:c*d?[e]\\f", "'引号'", "审计", "审计"):
        names.append(sheet_name(wanted, taken))
        taken.add(names[-1].casefold())
    assert len(set(names)) == 6
    assert all(1 <= len(name) <= 31 for name in names)
    assert names[2:4] == ["a_b_c_d__e__f", "引号"]
    assert names[5] == "审计(2)"


def test_only_project_forms() -> None:
    forms = choose_forms(FORMS, "project", PROJECTS)
    package = open_package(issue_workbook(Order(UNIT, YEAR, forms, PROJECTS)))
    assert [sheet.name for sheet in package.sheets] == ["填报说明", *PROJECTS, "校验", "评分标准"]
    assert [each.form.id for each in read_all(package.data)] == ["project", "project"]


def read_all(workbook: bytes) -> list:  # type: ignore[type-arg]
    from jzxl.read.reader import read_filing

    return list(read_filing(open_package(workbook), catalog()).forms)


def test_more_rows_on_request() -> None:
    forms = choose_forms(FORMS, "project", PROJECTS[:1])
    rows = goal_rows(forms, ["数量指标=6"])
    workbook = issue_workbook(Order(UNIT, YEAR, forms, PROJECTS[:1], rows))
    assert place(workbook, "项目1_数量指标6_目标值")
    (instance,) = plan_instances(forms, YEAR, PROJECTS[:1], dict(rows))
    assert instance.goal_rows[0] == 6


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: choose_forms(FORMS, "project", ()), "--project"),
        (lambda: choose_forms(FORMS, "nothing", ()), "department"),
        (lambda: choose_forms(FORMS, None, ("甲", "甲")), "两次"),
        (lambda: goal_rows(tuple(FORMS.values()), ["数量=5"]), "数量指标"),
        (lambda: goal_rows(tuple(FORMS.values()), ["数量指标=许多"]), "数量指标=5"),
    ],
)
def test_a_wrong_order_is_explained(call: Callable[[], object], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        call()


def test_an_empty_project_form_shows_blanks() -> None:
    filled = read(three_issued(), 1)
    evaluated = evaluate_form(filled).evaluated
    for name in ("得分_资金到位率", "得分_预算执行率", "得分_投入", "综合得分", "评价结果等次"):
        assert evaluated[name] == ""


def test_a_deleted_project_sheet_is_named() -> None:
    """It is not taken for another version of the form, nor passed over."""
    gone = sheet_deleted(three_clean(), PROJECTS[1])
    found = findings_of(gone)
    assert [each.code for each in found] == ["field-not-found"]
    assert "晋中市财政支出项目绩效自评表" in found[0].message


def test_the_rest_of_a_group_is_read_when_its_first_row_is_gone() -> None:
    names = [f"项目2_数量指标1_{part}" for part in naming.GOAL_PARTS]
    filled = read(without_name(three_clean(), *names), 2)
    assert [goal.name for goal in filled.goals if goal.group.name == "数量指标"] == [
        "印制宣传资料",
        "考察洽谈对接项目",
    ]


@pytest.mark.parametrize(
    ("target", "actual", "progress"),
    [("90%以上", "92%", "92%"), ("95%", "95%", "95%"), ("90%以上", "88%", "未完成")],
)
def test_a_percentage_told_again_as_progress_is_no_error(target: str, actual: str, progress: str) -> None:
    values = {
        "服务对象满意度指标1_目标值": target,
        "服务对象满意度指标1_实际完成值": actual,
        "服务对象满意度指标1_完成进度": progress,
        "得分_社会公众或服务对象满意度": d("7"),
    }
    assert findings_of(typed(three_clean(), values, form=2)) == ()


def test_figures_in_a_message_carry_their_units() -> None:
    values = {
        "数量指标1_目标值": "不少于2万册",
        "数量指标1_实际完成值": "15000册",
        "数量指标1_完成进度": "70%",
    }
    found = {each.code: each.message for each in findings_of(typed(three_clean(), values, form=2))}
    assert "15000册÷2万册=75%" in found["completion-rate"]


def test_projects_named_like_our_own_sheets_get_another_name() -> None:
    package = open_package(issue_workbook(Order(UNIT, YEAR, tuple(FORMS.values()), ("校验", "基础数据"))))
    assert {"校验(2)", "基础数据(2)"} <= {sheet.name for sheet in package.sheets}


def test_a_name_whose_sheet_is_gone_does_not_keep_the_rest_from_being_read() -> None:
    """openpyxl renames a sheet and leaves the names as they were, as some programs do."""
    book = openpyxl.load_workbook(io.BytesIO(three_clean()))
    book[PROJECTS[0]].title = "改了名"
    target = io.BytesIO()
    book.save(target)
    filing = read_filing(open_package(target.getvalue()), catalog())
    assert {"department", "project"} <= {filled.form.id for filled in filing.forms}
    assert PROJECTS[1] in [filled.name for filled in filing.forms]
