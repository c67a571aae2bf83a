"""Findings of running text: a return that triggers exactly each, and near misses that trigger nothing."""

from __future__ import annotations

from decimal import Decimal as d

import pytest
from returns import Typed, place, typed
from returns import filled_without_scores_in_text as filled
from test_findings import ERROR, HINT, WARNING, findings_of

from jzxl.check.finding import Severity

ANALYSIS, EXECUTION, OTHER = "部门整体支出绩效评价分析", "预算执行情况", "其他"
NOTE = "说明_重点工作完成情况"

TRIGGERS: dict[str, tuple[dict[str, str], list[tuple[str, Severity, str]]]] = {
    "arithmetic that is wrong": (
        {OTHER: "培训完成率 45/50=95%，比上年有提高。"},
        [("text-arithmetic", ERROR, OTHER)],
    ),
    "arithmetic that was cut off": (
        {NOTE: "完成 17/18=94.4%，17/19=89.4%。"},
        [("text-arithmetic", HINT, NOTE)],
    ),
    "arithmetic without the percent sign": (
        {NOTE: "达标 18/16=112.5。"},
        [("text-arithmetic", WARNING, NOTE)],
    ),
    "parts that do not add up": (
        {EXECUTION: "全年执行 404.89 万元，其中基本支出 257.96 万元，项目支出 164.93 万元。"},
        [("text-sum", WARNING, EXECUTION)],
    ),
    "parts that miss by a cent": (
        {EXECUTION: "全年执行 404.90 万元，其中基本支出 257.96 万元，项目支出 146.93 万元。"},
        [("text-sum", HINT, EXECUTION)],
    ),
    "score of a block in the narrative": (
        {ANALYSIS: "投入得分 13.6 分，过程得分 30.2 分。"},
        [("narrative-score", WARNING, ANALYSIS)],
    ),
    "total and grade in the narrative": (
        {ANALYSIS: "自评总得分 92.8 分，评价等次为优。"},
        [("narrative-score", WARNING, ANALYSIS)],
    ),
    "text cut off in the middle": (
        {NOTE: "资金使用合规，不存在截留、挤占、挪用、虚列支出等情"},
        [("text-cut-off", WARNING, NOTE)],
    ),
    "comma at the very end": ({NOTE: "规划编制、项目申报都已完成，"}, [("text-cut-off", HINT, NOTE)]),
    "leftover of a web page": ({OTHER: "<p>工作都已完成。</p>"}, [("text-markup", HINT, OTHER)]),
    "leftover of the instructions": (
        {OTHER: "请填写需要说明的问题。"},
        [("text-instruction", WARNING, OTHER)],
    ),
    "one percentage without its sign": (
        {OTHER: "一季度完成 21.5%，二季度完成 48.3%，三季度完成 70.2%，四季度完成 98.6。"},
        [("percent-sign-missing", WARNING, OTHER)],
    ),
    "a fact told with two figures": (
        {ANALYSIS: "全年培训村干部 1250 人，工作都已完成。", NOTE: "全年培训村干部 1520 人，超额完成。"},
        [("fact-mismatch", WARNING, ANALYSIS), ("fact-mismatch", WARNING, NOTE)],
    ),
    "a rate that its own counts contradict": (
        {NOTE: "新建项目 50 个，其中验收合格 49 个，验收合格率 89%。"},
        [("rate-against-counts", WARNING, NOTE)],
    ),
}

NEAR_MISSES: dict[str, dict[str, str]] = {
    "arithmetic rounded right": {NOTE: "完成 45/50=90%，17/19=89.5%，100÷3≈33.33。"},
    "dates and ratios": {NOTE: "2020/12/31 前完成，配比 1:2，文号〔2020〕4 号。"},
    "parts that add up": {
        EXECUTION: "全年执行 404.89 万元，其中基本支出 257.96 万元，项目支出 146.93 万元。"
    },
    "some of the parts": {
        EXECUTION: "全年执行 404.89 万元，其中主要包括人员经费 200 万元、公用经费 35.34 万元等。"
    },
    "scores as in the table": {ANALYSIS: "投入得分 13.6 分，过程得分 27.20 分，总得分 82.8 分，等次为良。"},
    "scores of other things": {ANALYSIS: "上年得分 90 分，满意度得分 95 分，党建考核得分 98 分。"},
    "no full stop at the end": {NOTE: "重点工作全部完成"},
    "a list that ends with a noun": {NOTE: "完成了规划编制、项目申报、资金拨付等工作"},
    "mathematical signs": {NOTE: "合格率 > 95%，投诉 < 5 件。"},
    "a target beside a result": {NOTE: "计划培训 1500 人，实际培训 1520 人。"},
    "two years": {NOTE: "2019 年培训 1250 人，2020 年培训 1520 人。"},
    "a rounded figure": {ANALYSIS: "总投资 1695.7 亿元，成效明显。", NOTE: "总投资约 1696 亿元。"},
    "a rate that its counts bear out": {NOTE: "新建项目 50 个，其中验收合格 49 个，验收合格率 98%。"},
}


@pytest.mark.parametrize("case", TRIGGERS)
def test_text_triggers_exactly(case: str) -> None:
    values, expected = TRIGGERS[case]
    workbook = typed(filled(), values)
    found = [(each.code, each.severity, (each.sheet, each.cell)) for each in findings_of(workbook)]
    assert sorted(found) == sorted(
        (code, severity, place(workbook, name)) for code, severity, name in expected
    )


@pytest.mark.parametrize("case", NEAR_MISSES)
def test_near_miss_triggers_nothing(case: str) -> None:
    assert findings_of(typed(filled(), NEAR_MISSES[case])) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        # Neither figure stands anywhere else: which of them is wrong, nobody can tell.
        (
            "全年支出1805.5万元，其中基本支出1200.0万元，项目支出600万元。",
            "里写“全年支出1805.5万元”，后面各项加起来是 1800万元；请核对是总数不对，还是某一项写错或漏写了。",
        ),
        (
            "全年执行404.89万元，其中基本支出200万元，项目支出150万元。",
            "加起来是 350万元；总数和表上的“预算执行金额 (万元)”一致，多半是某一项写错或漏写了，请核对各项。",
        ),
        (
            "全年执行404万元，其中基本支出204.89万元，项目支出200万元。",
            "加起来是 404.89万元；各项的合计和表上的“预算执行金额 (万元)”一致，多半是总数写错了，请核对总数。",
        ),
    ],
)
def test_parts_that_do_not_add_up_are_asked_about_and_nothing_is_called_due(text: str, said: str) -> None:
    (finding,) = findings_of(typed(filled(), {EXECUTION: text}))
    assert (finding.code, finding.expected) == ("text-sum", None)
    assert said in finding.message


def test_parts_that_miss_by_rounding_are_no_slip() -> None:
    text = "全年执行 404.90 万元，其中基本支出 257.96 万元，项目支出 146.93 万元。"
    (finding,) = findings_of(typed(filled(), {EXECUTION: text}))
    assert finding.message.endswith("加起来是 404.89万元（相差在四舍五入的范围内）；请核对。")


def test_a_total_that_another_text_tells_too() -> None:
    texts = {
        EXECUTION: "全年支出1805.5万元，其中基本支出1200万元，项目支出600万元。",
        OTHER: "本年支出1805.5万元，都已支付。",
    }
    (finding,) = findings_of(typed(filled(), texts))
    assert "总数和“其他”一致，多半是某一项写错或漏写了" in finding.message


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"综合得分": d("85.8"), ANALYSIS: "总得分 85.8 分。"}, "“总得分 85.8 分”也要一起改。"),
        ({"得分_过程": d("30.2"), ANALYSIS: "过程得分 30.2 分。"}, "“过程得分 30.2 分”也要一起改。"),
        ({"综合得分": d("85.8"), ANALYSIS: "总得分 82.8 分。"}, ""),
        ({"综合得分": d("85.8"), ANALYSIS: "全年签约 85.8 亿元。"}, ""),
    ],
)
def test_a_text_that_repeats_a_wrong_total_is_told_with_it(values: dict[str, Typed], named: str) -> None:
    """One finding: the text is wrong only because the total is."""
    (finding,) = findings_of(typed(filled(), values))
    assert finding.code in ("total-mismatch", "subtotal-mismatch")
    assert f"“{ANALYSIS}”（" in finding.message if named else "一起改" not in finding.message
    assert named in finding.message
