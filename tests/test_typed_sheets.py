"""Sheets that somebody typed: every finding that only they have, and one near it that has none."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from returns import (
    Typed,
    catalog,
    department_form,
    retyped,
    three_clean,
    three_published,
)
from returns import filled_without_scores_in_text as filled

from jzxl.check.checks import check_filing
from jzxl.check.finding import Finding, Severity
from jzxl.evaluate import evaluate_form
from jzxl.package import open_package
from jzxl.read.filing import Filing
from jzxl.read.reader import read_filing

ERROR, WARNING, HINT = Severity.ERROR, Severity.WARNING, Severity.HINT

Return = Callable[[], bytes]
# (code, severity, name of the field at whose cell it stands; "" where it stands at no field)
Expected = tuple[str, Severity, str]


def filing_of(workbook: bytes) -> Filing:
    return read_filing(open_package(workbook, name="往年.xlsx"), catalog())


def findings_of(workbook: bytes) -> tuple[Finding, ...]:
    filing = filing_of(workbook)
    return check_filing(filing, [(form, evaluate_form(form)) for form in filing.forms])


def d(text: str) -> Decimal:
    return Decimal(text)


def write(**values: Typed) -> Return:
    return lambda: retyped(filled(), values)


def project(**values: Typed) -> Return:
    return lambda: retyped(three_clean(), values, form=1)


PLAIN = "按规定执行"
# Everything that a department fills on the official sheet.
TO_BE_FILLED = (
    *(f"表头_{each}" for each in department_form().shown_inputs),
    *(f"得分_{each.name}" for each in (*department_form().indicators, *department_form().blocks)),
    *(f"说明_{each.name}" for each in department_form().indicators),
    "综合得分",
)

TRIGGERS: dict[str, tuple[Return, list[Expected]]] = {
    # --- figures of the sheet
    "score that does not follow from the explanation": (
        write(得分_在职人员控制=d("3")),
        [("score-mismatch", ERROR, "得分_在职人员控制")],
    ),
    "score that does not follow from the header": (
        write(得分_预算完成率=d("3")),
        [("score-mismatch", ERROR, "得分_预算完成率")],
    ),
    "score left blank": (write(得分_支付进度=None), [("score-mismatch", ERROR, "得分_支付进度")]),
    "subtotal": (write(得分_过程="30.2分"), [("subtotal-mismatch", ERROR, "得分_过程")]),
    "total": (write(综合得分=d("85.8")), [("total-mismatch", ERROR, "综合得分")]),
    "grade": (write(评价结果等次="优"), [("grade-mismatch", ERROR, "评价结果等次")]),
    "sum of weights": (write(分值_合计=d("99")), [("weight-sum", ERROR, "分值_合计")]),
    "weights of a block": (write(分值_经济效益=d("6")), [("weight-sum", ERROR, "分值_效果")]),
    "weight of a block": (write(分值_效果=d("25")), [("block-weight-changed", ERROR, "分值_效果")]),
    "judged score above its weight": (
        write(得分_经济效益=d("5.5")),
        [("score-out-of-range", ERROR, "得分_经济效益")],
    ),
    "amounts that do not balance": (
        write(表头_其他调整资金=d("33.4")),
        [("balance", ERROR, "年末结余金额")],
    ),
    "amount left blank": (
        write(表头_其他调整资金=None),
        [("missing-input", ERROR, "其他调整资金")],
    ),
    "amount in another unit": (
        write(表头_其他调整资金="33400元"),
        [("number-as-text", HINT, "其他调整资金")],
    ),
    "words for a judged score": (
        write(得分_工作规划合理性="满分"),
        [("not-a-number", ERROR, "得分_工作规划合理性")],
    ),
    "words for an amount": (
        write(表头_其他调整资金="若干"),
        [("not-a-number", ERROR, "其他调整资金")],
    ),
    "project: score that does not follow from the funds": (
        project(得分_资金到位率=d("3")),
        [("score-mismatch", ERROR, "得分_资金到位率")],
    ),
    # --- explanations with arithmetic
    "worked line cut off": (
        write(说明_在职人员控制="18/16=112%"),
        [("rate-text-mismatch", HINT, "说明_在职人员控制")],
    ),
    "worked line with a wrong result": (
        write(说明_在职人员控制="18/16=118%"),
        [("rate-text-mismatch", ERROR, "说明_在职人员控制")],
    ),
    "worked line without its sign": (
        write(说明_在职人员控制="18/16=112.5"),
        [("rate-text-mismatch", WARNING, "说明_在职人员控制")],
    ),
    "worked line with another figure than the header": (
        write(说明_结转结余率="62.92/404.89=15.54%"),
        [("rate-text-mismatch", WARNING, "说明_结转结余率")],
    ),
    "worked line and score with another figure than the header": (
        write(说明_预算完成率="(82.82+948.96-6.29)/(82.82+948.96)=99.39%", 得分_预算完成率=d("3")),
        [("rate-text-mismatch", WARNING, "说明_预算完成率")],
    ),
    "worked line of another kind": (
        write(说明_结转结余率="62.29/(82.82+948.96)=6.04%"),
        [("rate-text-mismatch", HINT, "说明_结转结余率")],
    ),
    "one quarter without its sign": (
        write(说明_支付进度="一季度进度6.8%，二季度进度17.41%，三季度进度28.33%，四季度进度42.42"),
        [("percent-sign-missing", WARNING, "说明_支付进度")],
    ),
    # --- what cannot be had
    "explanation without figures": (
        write(说明_政府采购执行=PLAIN),
        [("score-not-verified", HINT, "得分_政府采购执行")],
    ),
    "three quarters": (
        write(说明_支付进度="一季度6.8%，二季度17.41%，三季度28.33%"),
        [("score-not-verified", HINT, "得分_支付进度")],
    ),
    "row gone": (
        write(
            标签_资产管理安全性=None,
            分值_资产管理安全性=None,
            说明_资产管理安全性=None,
            得分_资产管理安全性=None,
        ),
        [("field-not-found", WARNING, "分值_资产管理安全性")],
    ),
    "label of an amount gone": (
        write(标签_年末结余金额="期末"),
        [("field-not-found", WARNING, "年末结余金额")],
    ),
    "label of an amount gone, and no explanation that has it": (
        write(标签_年末结余金额="期末", 说明_预算完成率=PLAIN, 说明_结转结余率=PLAIN),
        [
            ("field-not-found", WARNING, "年末结余金额"),
            ("score-not-verified", HINT, "得分_结转结余率"),
            ("score-not-verified", HINT, "得分_预算完成率"),
        ],
    ),
    "two figures beside an amount": (
        write(标签_其他调整资金=d("5")),
        [("field-not-found", WARNING, "其他调整资金"), ("row-unclear", WARNING, "预算调整金额")],
    ),
    "a sheet that is no form": (
        lambda: retyped(filled(), more_sheets={"通讯录": [["姓名", "电话"], ["某某", "0354-0000000"]]}),
        [("sheet-passed-over", HINT, "")],
    ),
    "a sheet with the title of a form and little else": (
        lambda: retyped(
            filled(), more_sheets={"第二页": [["晋中市财政支出项目绩效自评表"], ["项目名称", "某项目"]]}
        ),
        [("sheet-passed-over", HINT, "")],
    ),
    "a form, and a sheet as large as a database": (
        lambda: retyped(filled(), more_sheets={"明细": [["甲", "乙"]] * 15_001}),
        [("sheet-passed-over", HINT, ""), ("sheet-passed-over", HINT, "")],
    ),
    "nothing filled": (
        lambda: retyped(filled(), dict.fromkeys(TO_BE_FILLED)),
        [("missing-input", ERROR, "上年结转金额")],
    ),
}

NEAR_MISSES: dict[str, Return] = {
    "the department form as typed": write(),
    "the three forms as typed": lambda: retyped(three_clean()),
    "numbers as full-width texts": write(得分_支付进度="０．００", 综合得分="８２．８０", 分值_过程="４２"),
    "score of full score": write(得分_在职人员控制="0.60/3.00", 得分_经济效益="5/5"),
    "score with 分": write(得分_在职人员控制="0.6分"),
    "amount with its own unit": write(表头_其他调整资金="3.34万元"),
    "worked line rounded to whole points": write(说明_在职人员控制="18/16=113%"),
    "worked line in Chinese signs": write(说明_重点支出安排="698.5÷702.69×100％＝99.4％"),
    "worked line by parts": write(说明_预算完成率="1031.78-62.29=969.49，969.49/1031.78=93.96%"),
    "worked line of the adjustment with its sign": write(说明_预算调整率="-567.94/948.96=-59.85%"),
    "worked line of header figures without arithmetic": write(说明_结转结余率=PLAIN),
    "quarters in other words": write(
        说明_支付进度="第一季度支付6.8%，第二季度支付17.41%，第三季度支付28.33%，第四季度支付42.42%"
    ),
    "inputs in words": write(说明_在职人员控制="在职18人，编制16人"),
    "a blank sheet besides": lambda: retyped(filled(), more_sheets={"Sheet3": []}),
    "slips in labels": write(
        标签_社会公众或服务对象满意度="社会公众或服务对像满意度", 标签_预决算信息公开性="预决算信息公开姓"
    ),
    "labels with spaces and quotes": write(
        标签_三公经费变动="「三公 经费」", 标签_三公经费控制='"三公经费"', 标签_投入="投 入："
    ),
}


@pytest.mark.parametrize("case", TRIGGERS.values(), ids=TRIGGERS.keys())
def test_typed_sheet_triggers_exactly(case: tuple[Return, list[Expected]]) -> None:
    workbook, expected = case
    found = sorted((each.code, each.severity, each.name) for each in findings_of(workbook()))
    assert found == sorted(expected), "\n".join(each.message for each in findings_of(workbook()))


@pytest.mark.parametrize("workbook", NEAR_MISSES.values(), ids=NEAR_MISSES.keys())
def test_typed_sheet_triggers_nothing(workbook: Return) -> None:
    assert findings_of(workbook()) == ()


def test_every_finding_stands_at_its_field() -> None:
    workbook = retyped(filled(), {"得分_在职人员控制": d("3")})
    (finding,) = findings_of(workbook)
    (form,) = filing_of(workbook).forms
    assert (finding.sheet, finding.cell) == (form.sheet, form.entries["得分_在职人员控制"].cell)


def test_the_published_forms_give_the_same_scores_and_findings_when_typed() -> None:
    """Apart from what only an issued workbook can show: that formulas were typed over."""
    issued = read_filing(open_package(three_published()), catalog())
    issued_findings = check_filing(issued, [(form, evaluate_form(form)) for form in issued.forms])
    typed_findings = findings_of(retyped(three_published()))
    only_ours = "formula-overwritten"
    assert sorted(
        (each.code, str(each.stated)) for each in issued_findings if each.code != only_ours
    ) == sorted((each.code, str(each.stated)) for each in typed_findings)


def test_a_workbook_without_any_form_says_so() -> None:
    workbook = retyped(filled(), form=9, more_sheets={"工资表": [["姓名"], ["某某"]]})
    (finding,) = findings_of(workbook)
    assert (finding.code, finding.severity) == ("wrong-standard", ERROR)


def test_a_title_with_too_few_labels_is_named() -> None:
    rows: list[list[Typed]] = [["晋中市财政支出项目绩效自评表"], ["项目名称", "某项目"]]
    (finding,) = findings_of(retyped(filled(), form=9, more_sheets={"表一": rows}))
    assert finding.code == "wrong-standard" and "“表一”" in finding.message


def stacked_without_titles(*kept: int) -> bytes:
    """The three forms below each other in one sheet; only those at some positions keep their titles."""
    source = openpyxl.load_workbook(io.BytesIO(retyped(three_clean())))
    book = openpyxl.Workbook()
    target = book.active
    assert isinstance(target, Worksheet)
    for number, sheet in enumerate(source.worksheets):
        for row in sheet.iter_rows(min_row=1 if number in kept else 2, values_only=True):
            target.append(row)
    result = io.BytesIO()
    book.save(result)
    return result.getvalue()


@pytest.mark.parametrize("kept", [(0, 1, 2), (), (0,), (1,), (0, 2)])
def test_forms_below_each_other_are_told_apart_with_titles_or_without(kept: tuple[int, ...]) -> None:
    filing = filing_of(stacked_without_titles(*kept))
    assert [form.form.id for form in filing.forms] == ["department", "project", "project"]
    assert [form.instance.name for form in filing.forms][1:] == ["招商引资工作经费", "招商引资专项经费"]
    assert all(not form.missing and not form.unclear for form in filing.forms)
