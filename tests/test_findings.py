"""Every finding code: a return that triggers exactly it, and one near it that triggers nothing."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import cache

import pytest
from returns import (
    SAMPLE_DATA,
    STANDARD,
    UNIT,
    YEAR,
    catalog,
    department_form,
    formula_changed,
    issued,
    linked,
    parts_added,
    place,
    rewritten,
    rows_inserted,
    saved_by_openpyxl,
    sheet_copied,
    sheet_deleted,
    sheet_hidden,
    sheet_pasted,
    sheet_renamed,
    typed,
    typed_without_recalculation,
    with_property,
    without_name,
)
from returns import filled_without_scores_in_text as filled

from jzxl.check.checks import check_filing
from jzxl.check.finding import Finding, Severity
from jzxl.evaluate import evaluate_form
from jzxl.fill import fill_workbook, load_data
from jzxl.issue.recipient import Order, issue_workbook
from jzxl.issue.values import Prefilling
from jzxl.listing import standard_tables
from jzxl.package import Edit, open_package
from jzxl.read.reader import read_filing
from jzxl.spelling import in_quotes

ERROR, WARNING, HINT = Severity.ERROR, Severity.WARNING, Severity.HINT
OFFICIAL = department_form().sheet_name(YEAR)
DATA = "基础数据"
ANALYSIS = "部门整体支出绩效评价分析"

Return = Callable[[], bytes]
# (code, severity, name of the field at whose cell it stands; "" where it stands at no cell)
Expected = tuple[str, Severity, str]


def findings_of(workbook: bytes) -> tuple[Finding, ...]:
    filing = read_filing(open_package(workbook, name="回收.xlsx"), catalog())
    return check_filing(filing, [(form, evaluate_form(form)) for form in filing.forms])


def write(**values: Decimal | str | bool | None) -> Return:
    return lambda: typed(filled(), values)


def d(text: str) -> Decimal:
    return Decimal(text)


def row_deleted(indicator: str) -> Return:
    return lambda: without_name(
        filled(), *(f"{kind}_{indicator}" for kind in ("分值", "说明", "得分", "标签"))
    )


def copied_and_changed() -> bytes:
    workbook = sheet_copied(filled(), OFFICIAL, "自评表 (2)")
    _, cell = place(filled(), "得分_工作规划合理性")
    number = len(open_package(workbook).sheets)
    return rewritten(
        workbook,
        {
            f"xl/worksheets/sheet{number}.xml": lambda xml: _replaced(
                xml, f'<c r="{cell}"', "<v>3</v>", "<v>2</v>"
            )
        },
    )


@cache
def prefilled() -> bytes:
    """Filled by the bureau before it was sent, and a narrative that other figures do not contradict."""
    data = load_data(SAMPLE_DATA)
    sent = fill_workbook(open_package(issued()), catalog(), data, prefilling=Prefilling.SHOWN)
    return typed(sent, {ANALYSIS: "各项任务都已完成，支付进度没有达到要求。"})


@cache
def sent_with_some_figures() -> bytes:
    """What the bureau knows stands there, and nobody filled in the rest."""
    known = {"编制数": Fraction(16), "单位负责人": "张某"}
    return issue_workbook(Order(UNIT, YEAR, (department_form(),), known=known, prefilling=Prefilling.SHOWN))


def sent_by_a_version_that_remembers_nothing() -> bytes:
    workbook = prefilled()
    edit = Edit(open_package(workbook))
    for name in open_package(workbook).properties:
        if name.startswith("jzxl.prefilled."):
            edit.remove_property(name)
    return edit.to_bytes()


def _replaced(xml: str, after: str, old: str, new: str) -> str:
    at = xml.index(old, xml.index(after))
    return xml[:at] + new + xml[at + len(old) :]


def no_properties() -> bytes:
    workbook = filled()
    for key in ("standard", "version", "form", "fingerprint", "year", "issue", "formulas"):
        workbook = with_property(workbook, f"jzxl.{key}", "")
    return workbook


def somebody_elses() -> bytes:
    import io

    import xlsxwriter

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    book.add_worksheet("工资表").write(0, 0, "姓名")
    book.close()
    return target.getvalue()


TRIGGERS: dict[str, tuple[Return, list[Expected]]] = {
    # --- scores that do not follow from the figures
    "score above what the rate earns": (
        write(得分_在职人员控制=d("3")),
        [("score-mismatch", ERROR, "得分_在职人员控制")],
    ),
    "score typed as a text": (
        write(得分_在职人员控制="3分"),
        [("score-mismatch", ERROR, "得分_在职人员控制")],
    ),
    "score cleared": (
        write(得分_支付进度=None),
        [("score-mismatch", ERROR, "得分_支付进度")],
    ),
    "subtotal typed": (write(得分_过程=d("30.2")), [("subtotal-mismatch", ERROR, "得分_过程")]),
    "total typed": (write(综合得分=d("85.8")), [("total-mismatch", ERROR, "综合得分")]),
    "grade typed": (write(评价结果等次="优"), [("grade-mismatch", ERROR, "评价结果等次")]),
    "wrong score, and the sums typed to go with it": (
        write(得分_在职人员控制=d("3"), 得分_投入=d("16"), 综合得分=d("85.2")),
        [
            ("score-mismatch", ERROR, "得分_在职人员控制"),
            ("formula-overwritten", WARNING, "得分_投入"),
            ("formula-overwritten", WARNING, "综合得分"),
        ],
    ),
    "two independent causes": (
        write(得分_在职人员控制=d("3"), 评价结果等次="差"),
        [
            ("score-mismatch", ERROR, "得分_在职人员控制"),
            ("grade-mismatch", ERROR, "评价结果等次"),
        ],
    ),
    # --- worked lines
    "worked line with a wrong result": (
        write(说明_在职人员控制="18/16=118%"),
        [("rate-text-mismatch", ERROR, "说明_在职人员控制")],
    ),
    "worked line cut off": (
        write(说明_在职人员控制="18/16=112%"),
        [("rate-text-mismatch", HINT, "说明_在职人员控制")],
    ),
    "worked line of other figures": (
        write(说明_在职人员控制="18/15=120%"),
        [("rate-text-mismatch", ERROR, "说明_在职人员控制")],
    ),
    # --- weights
    "weights of a block do not add up": (
        write(分值_经济效益=d("6")),
        [("weight-sum", ERROR, "分值_效果")],
    ),
    "weight of a block changed": (
        write(分值_效果=d("25")),
        [("block-weight-changed", ERROR, "分值_效果")],
    ),
    # --- judged scores
    "judged score above its weight": (
        write(得分_经济效益=d("5.5")),
        [("score-out-of-range", ERROR, "得分_经济效益")],
    ),
    "judged score below zero": (
        write(得分_经济效益=d("-1")),
        [("score-out-of-range", ERROR, "得分_经济效益")],
    ),
    # --- inputs
    "input left blank": (write(编制数=None), [("missing-input", ERROR, "编制数")]),
    "quarter stated as a stroke": (write(四季度进度="—"), [("missing-input", ERROR, "四季度进度")]),
    "judged score left blank": (write(得分_社会效益=None), [("missing-input", ERROR, "得分_社会效益")]),
    "weight left blank": (write(分值_社会效益=None), [("missing-input", ERROR, "分值_社会效益")]),
    "explanation left blank": (write(说明_社会效益=" "), [("missing-input", WARNING, "说明_社会效益")]),
    "unit left blank": (write(填报单位=None), [("missing-input", WARNING, "填报单位")]),
    "as it was issued": (issued, [("nothing-filled", ERROR, "")]),
    "as it was issued with figures filled in": (
        sent_with_some_figures,
        [("nothing-filled", ERROR, "")],
    ),
    "nothing filled at all": (
        lambda: typed(issued(), {"填报单位": "某单位"}),
        [("missing-input", ERROR, "上年结转金额")],
    ),
    "all figures missing": (
        lambda: typed(filled(), dict.fromkeys(department_form().inputs)),
        [("missing-input", ERROR, "上年结转金额")],
    ),
    "words for a number": (write(在职人数="十八人左右"), [("not-a-number", ERROR, "在职人数")]),
    "percentage without its sign, as text": (
        write(四季度进度="42.42"),
        [("not-a-number", ERROR, "四季度进度")],
    ),
    "truth value for a number": (write(在职人数=True), [("not-a-number", ERROR, "在职人数")]),
    "number with its unit": (write(在职人数="18人"), [("number-as-text", HINT, "在职人数")]),
    "full-width amount with separators": (
        write(年初预算金额="９４８．９６"),
        [("number-as-text", HINT, "年初预算金额")],
    ),
    "amount stated as none": (
        lambda: typed(filled(), {"其他调整资金": "无", "年末结余金额": d("58.95")}),
        [("number-as-text", HINT, "其他调整资金")],
    ),
    "amount below zero": (write(政府采购预算=d("-44.04")), [("input-out-of-range", WARNING, "政府采购预算")]),
    "half a person": (write(编制数=d("16.5")), [("input-out-of-range", WARNING, "编制数")]),
    "formula in an input, without its result": (
        lambda: formula_changed(filled(), "年初预算金额", "900+48.96", None),
        [("missing-value", WARNING, "年初预算金额")],
    ),
    "percentage typed as points": (
        write(四季度进度=d("42.42")),
        [("input-out-of-range", WARNING, "四季度进度")],
    ),
    # --- identities
    "balance off by more than rounding": (
        write(年末结余金额=d("62.33")),
        [("balance", ERROR, "年末结余金额")],
    ),
    "progress that falls": (
        write(四季度进度=d("0.2832")),
        [("progress-falls", WARNING, "四季度进度")],
    ),
    "major projects above all projects": (
        write(重点项目支出=d("702.7")),
        [("part-exceeds-whole", WARNING, "重点项目支出")],
    ),
    "assets in use above all assets": (
        write(在用固定资产=d("599.06")),
        [("part-exceeds-whole", WARNING, "在用固定资产")],
    ),
    # --- formulas and their stored values
    "formula replaced by its own value": (
        write(得分_在职人员控制=d("0.6")),
        [("formula-overwritten", WARNING, "得分_在职人员控制")],
    ),
    "header figure typed over, and different": (
        write(表头_年初预算金额=d("984.96")),
        [("formula-overwritten", ERROR, "表头_年初预算金额")],
    ),
    "worked line typed, nothing wrong in it": (
        write(说明_在职人员控制="在职18人，编制16人"),
        [("formula-overwritten", WARNING, "说明_在职人员控制")],
    ),
    "formula edited to give more": (
        lambda: formula_changed(
            typed(filled(), {"得分_支付进度": d("4")}), "得分_支付进度", "分值_支付进度", d("4")
        ),
        [("formula-edited", ERROR, "得分_支付进度")],
    ),
    "formula edited, same result": (
        lambda: formula_changed(filled(), "得分_支付进度", "0*分值_支付进度", d("0")),
        [("formula-edited", WARNING, "得分_支付进度")],
    ),
    "inputs changed by a program that does not calculate": (
        lambda: typed_without_recalculation(filled(), {"在职人数": d("16")}),
        [("stale-value", WARNING, "在职人员控制率")],
    ),
    "saved without results": (
        lambda: saved_by_openpyxl(filled()),
        [("missing-value", HINT, "表头_上年结转金额")],
    ),
    # --- places
    "row of an indicator deleted": (row_deleted("经济效益"), [("field-not-found", ERROR, "")]),
    "one input's row deleted": (lambda: without_name(filled(), "编制数"), [("field-not-found", ERROR, "")]),
    "official sheet deleted": (
        lambda: sheet_deleted(filled(), OFFICIAL),
        [("field-not-found", ERROR, "")],
    ),
    "sheet of inputs deleted": (lambda: sheet_deleted(filled(), DATA), [("field-not-found", ERROR, "")]),
    "official sheet copied": (
        lambda: sheet_copied(filled(), OFFICIAL, "自评表 (2)"),
        [("field-ambiguous", WARNING, "分值_工作规划合理性")],
    ),
    "official sheet copied and the copy changed": (
        copied_and_changed,
        [("field-ambiguous", ERROR, "得分_工作规划合理性")],
    ),
    "official sheet pasted without its names": (
        lambda: sheet_pasted(filled(), filled(), OFFICIAL, "抄一份"),
        [("form-added", WARNING, "")],
    ),
    "blank official sheet pasted": (
        lambda: sheet_pasted(filled(), issued(), OFFICIAL, "抄一份"),
        [("form-added", HINT, "")],
    ),
    "prefilled figure changed": (
        lambda: typed(prefilled(), {"编制数": d("17")}),
        [("prefilled-changed", WARNING, "编制数")],
    ),
    "prefilled percentage changed": (
        lambda: typed(prefilled(), {"四季度进度": d("0.4243")}),
        [("prefilled-changed", WARNING, "四季度进度")],
    ),
    "prefilled figure deleted": (
        lambda: typed(prefilled(), {"编制数": None}),
        [("missing-input", ERROR, "编制数")],
    ),
    "label changed": (
        write(标签_经济效益="经济和社会效益"),
        [("label-changed", WARNING, "标签_经济效益")],
    ),
    # --- standard and template
    "form of a standard not known here": (
        lambda: with_property(filled(), "jzxl.standard", "elsewhere-2019"),
        [("wrong-standard", ERROR, "")],
    ),
    "somebody else's workbook": (somebody_elses, [("wrong-standard", ERROR, "")]),
    "issued from another version": (
        lambda: with_property(filled(), "jzxl.fingerprint", "0123456789abcdef"),
        [("template-outdated", WARNING, "")],
    ),
    # --- what else a workbook carries
    "macros": (lambda: parts_added(filled(), {"xl/vbaProject.bin": b"\0"}), [("macro", HINT, "")]),
    "sheet hidden": (lambda: sheet_hidden(filled(), "评分标准", "hidden"), [("hidden-sheet", HINT, "")]),
    "sheet hidden from the menu too": (
        lambda: sheet_hidden(filled(), DATA, "veryHidden"),
        [("hidden-sheet", HINT, "")],
    ),
    "another workbook linked": (
        lambda: linked(filled(), "file:///C:/2019/底稿.xlsx"),
        [("external-link", HINT, "")],
    ),
    "another program asked": (lambda: linked(filled(), None), [("external-link", HINT, "")]),
    "signed": (
        lambda: parts_added(filled(), {"_xmlsignatures/sig1.xml": "<Signature/>"}),
        [("signature", HINT, "")],
    ),
    "file embedded": (
        lambda: parts_added(filled(), {"xl/embeddings/oleObject1.bin": b"\0"}),
        [("embedded-file", HINT, "")],
    ),
}

NEAR_MISSES: dict[str, Return] = {
    "prefilled and left": prefilled,
    "prefilled and typed again in another way": lambda: typed(
        prefilled(), {"重点项目支出": d("698.50"), "在职人数": d("18.0")}
    ),
    "judged score changed, which is the unit's own": lambda: typed(prefilled(), {"得分_经济效益": d("4")}),
    "not prefilled and changed": write(编制数=d("17")),
    "prefilled by a version that remembers nothing, and changed": lambda: typed(
        sent_by_a_version_that_remembers_nothing(), {"编制数": d("17")}
    ),
    "the good return": filled,
    "judged score at its weight, and at zero": write(得分_经济效益=d("5"), 得分_社会效益=d("0")),
    "weights that add up as the live check adds them": write(分值_经济效益=d("5.002")),
    "weights moved within a block": write(分值_经济效益=d("6"), 分值_社会效益=d("4"), 得分_社会效益=d("4")),
    "progress that stands still": write(四季度进度=d("0.2833")),
    "all projects are major": write(重点项目支出=d("702.69")),
    "all assets in use": write(在用固定资产=d("599.05")),
    "balance off by what rounding can do": write(年末结余金额=d("62.32")),
    "worked line that is a formula again": lambda: formula_changed(
        filled(),
        "得分_产出",
        ' if( COUNT(得分_完成实绩情况, 得分_质量达标情况,得分_重点工作完成情况)<3, "", '
        "ROUND(ROUND(SUM(得分_完成实绩情况,得分_质量达标情况,得分_重点工作完成情况),10),2) )",
        d("22"),
    ),
    "figures changed and recalculated": write(在职人数=d("16")),
    "results of a binary spreadsheet": lambda: formula_changed(
        filled(),
        "得分_预算完成率",
        open_package(filled()).cells(OFFICIAL)[place(filled(), "得分_预算完成率")[1]].formula or "",
        d("1.2000000000000002"),
    ),
    "optional text left blank": write(其他=None),
    "no second evaluator": write(评价人员2_姓名=None, 评价人员2_科室=None),
    "label with other spaces and width": write(标签_上年结转金额="上年结转金额（万元）"),
    "rows inserted": lambda: rows_inserted(rows_inserted(filled(), OFFICIAL, 18, 3), DATA, 5, 1),
    "sheet renamed": lambda: sheet_renamed(filled(), OFFICIAL, "终稿 '24"),
    "checks deleted": lambda: sheet_deleted(filled(), "校验"),
    "help deleted": lambda: sheet_deleted(sheet_deleted(filled(), "填报说明"), "评分标准"),
    "properties lost": no_properties,
    "picture of a seal": lambda: parts_added(filled(), {"xl/media/embeddings1.png": b"\x89PNG"}),
    "sheet shown": lambda: sheet_hidden(filled(), DATA, "visible"),
    "zero over zero": write(政府采购预算=d("0"), 实际政府采购金额=d("0")),
}


@pytest.mark.parametrize("case", TRIGGERS)
def test_return_triggers_exactly(case: str) -> None:
    make, expected = TRIGGERS[case]
    workbook = make()
    found = [
        (each.code, each.severity, each.cell and (each.sheet, each.cell)) for each in findings_of(workbook)
    ]
    wanted = [(code, severity, name and place(workbook, name)) for code, severity, name in expected]
    assert sorted(found) == sorted(wanted)


@pytest.mark.parametrize("case", NEAR_MISSES)
def test_near_miss_triggers_nothing(case: str) -> None:
    assert findings_of(NEAR_MISSES[case]()) == ()


@pytest.mark.parametrize(
    ("typed_in", "said"),
    [
        (
            "25",
            "填的是 2500%，应为0% 到 200% 的百分数；是不是 25%？是的话请改填 25%（单元格已是百分数格式，填 25 也可以）。",
        ),
        ("2500", "填的是 250000%，应为0% 到 200% 的百分数；请核对。"),
        ("-0.1", "填的是 -10%，应为0% 到 200% 的百分数；请核对。"),
    ],
)
def test_a_percentage_out_of_range_says_what_to_type(typed_in: str, said: str) -> None:
    found = [
        each for each in findings_of(write(四季度进度=d(typed_in))()) if each.code == "input-out-of-range"
    ]
    assert [each.message for each in found] == [f"“四季度进度”{said}"]


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("编制数", "“编制数”"),
        ("“三公经费”", "“三公经费”"),
        ("“三公经费”本年预算 (万元)", "『“三公经费”本年预算 (万元)』"),
        ("“三公”和“两费”", "『“三公”和“两费”』"),
    ],
)
def test_a_label_is_never_in_the_same_quotes_twice(label: str, told: str) -> None:
    assert in_quotes(label) == told


def test_no_message_has_doubled_quotes() -> None:
    blank = findings_of(write(三公经费本年预算=None, 得分_三公经费控制=d("1"))())
    messages = [each.message for each in blank]
    assert any("『“三公经费”本年预算 (万元)』" in each for each in messages)
    assert any("“三公经费”" in each and "『" not in each for each in messages)
    assert not [each for each in messages if "““" in each or "””" in each or "得 满分" in each]


def test_the_basis_is_told_in_words_for_a_department() -> None:
    """How the bureau came by a rule is told by ``jzxl forms`` and the sheet of the standard."""
    (finding,) = findings_of(typed(filled(), {"得分_在职人员控制": d("3")}))
    assert finding.basis == "评分标准：在职人员控制"
    indicator = next(each for each in department_form().indicators if each.name == "在职人员控制")
    tables = standard_tables(catalog(), STANDARD)
    listed = "".join(str(cell) for table in tables for column in table.columns for cell in column.cells)
    assert indicator.source and indicator.source in listed
