"""The issued workbook: complete, in step with its definition, and the same whenever it is built."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest
from make_samples import sample_returns
from returns import ROOT, STANDARD, UNIT, YEAR, catalog, department_form, filled, issued

from jzxl.form import naming
from jzxl.form.cells import named_cells
from jzxl.form.formulas import formula_book
from jzxl.form.instance import plan_instances
from jzxl.form.model import Form
from jzxl.issue.recipient import Order, issue_workbook
from jzxl.issue.stamp import Stamp
from jzxl.issue.workbook import blank_workbook, build_workbook, initial_values
from jzxl.package import open_package

FORM = department_form()
OFFICIAL = FORM.sheet_name(YEAR)
ALL_FORMS = [form for forms in catalog().forms.values() for form in forms.values()]

# The labels of the published form from the title to the signature, a row or two a line.
PRINTED = """
晋中市部门整体支出绩效自评表 | (2020 年度) | 填报单位（公章）： | 单位负责人 | 单位联系电话
上年结转金额 (万元) | 年初预算金额 (万元) | 预算调整金额 (万元) | 其他调整资金 (万元)
预算执行金额 (万元) | 年末结余金额 (万元) | 单位职能概况 | 单位人员情况 | 预算执行情况
部门整体支出绩效评价分析 | 其他 | 绩效情况 | 一级指标 | 二级指标 | 指标分值 | 得分
参考分值 | 设定分值 | 计算方式/说明 | 得分/满分
投入 | —— | 工作目标设定 | 工作规划合理性 | 工作目标明确性 | 预算配置 | 在职人员控制 | “三公经费” | 重点支出安排
过程 | —— | 预算执行 | 预算完成率 | 预算调整率 | 支付进度 | 结转结余率 | 公用经费控制 | “三公经费” | 政府采购执行
预算管理 | 财务管理制度健全性 | 资金使用合规性 | 预决算信息公开性 | 基础信息完善性
资产管理 | 资产管理制度健全性 | 资产管理安全性 | 固定资产利用
产出 | —— | 职责履行 | 完成实绩情况 | 质量达标情况 | 重点工作完成情况
效果 | —— | 履职效益 | 经济效益 | 社会效益 | 生态效益 | 社会公众或服务对象满意度
综合得分 | 评价结果等次： | 评价人员 | 姓名 | 职称/职务 | 科室 | 联系电话 | 单位负责人（签章）：
"""


def parts(workbook: bytes) -> dict[str, str]:
    archive = zipfile.ZipFile(io.BytesIO(workbook))
    return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.mark.parametrize("form", ALL_FORMS, ids=lambda form: f"{form.standard.id}/{form.id}")
def test_the_blank_beside_the_definition_is_in_step_with_it(form: Form) -> None:
    file = ROOT / "templates" / form.standard.id / f"{form.id}.xlsx"
    kept, built = parts(file.read_bytes()), parts(blank_workbook(form, form.standard.year))
    differing = sorted(name for name in kept.keys() | built.keys() if kept.get(name) != built.get(name))
    assert not differing, f"{differing} differ; to accept the change: python tests/make_samples.py"


def test_building_it_again_gives_the_same_bytes() -> None:
    instances = plan_instances([FORM], YEAR, [])
    again = build_workbook(instances, YEAR, [initial_values(each) for each in instances])
    assert again == blank_workbook(FORM, YEAR)


def test_every_named_cell_has_a_place_and_only_one() -> None:
    cells = named_cells(FORM)
    wanted = {*cells.numbers, *cells.texts, *cells.fixed, *cells.labels, *formula_book(FORM).expressions}
    names = [each.name for each in open_package(issued()).names if each.target is not None]
    assert len(names) == len(set(names))
    assert wanted <= set(names)


def test_labels_stand_on_the_sheet_in_printed_order() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(issued()))[OFFICIAL]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    wanted = [label.strip() for line in PRINTED.strip().splitlines() for label in line.split("|")]
    remaining = iter(texts)
    for label in wanted:
        assert any(text == label for text in remaining), f"{label} is missing or out of order"


def test_an_empty_workbook_shows_blanks() -> None:
    """No error, and no zero that looks like a score."""
    results = formula_book(FORM).calculate(initial_values(plan_instances([FORM], YEAR, [])[0]))
    for indicator in FORM.indicators:
        if not indicator.judged:
            assert results[naming.score(indicator)] == ""
            assert results[naming.note(indicator)] == ""
    for name in [naming.score(block) for block in FORM.blocks] + [naming.total(FORM), naming.grade(FORM)]:
        assert results[name] == ""
    sheet = openpyxl.load_workbook(io.BytesIO(issued()), data_only=True)[OFFICIAL]
    values = [cell.value for row in sheet.iter_rows() for cell in row]
    assert not [value for value in values if isinstance(value, str) and value.startswith("#")]


def test_a_rate_reads_as_an_official_would_write_it() -> None:
    formula = formula_book(FORM).excel["在职人员控制率"]
    assert formula.endswith("在职人数/编制数))")


def test_inputs_are_open_and_everything_else_is_locked_without_a_password() -> None:
    book = openpyxl.load_workbook(io.BytesIO(issued()))
    cells = named_cells(FORM)
    open_names = {*cells.numbers, *cells.texts} - {naming.YEAR}
    for each in open_package(issued()).names:
        if each.target is not None and each.name != naming.ALL_CHECKS:
            sheet, cell = each.target
            assert book[sheet][cell].protection.locked == (each.name not in open_names), each.name
    for sheet in book.worksheets:
        assert sheet.protection.sheet
        assert not sheet.protection.password


def test_every_number_is_validated_with_a_chinese_message() -> None:
    book = openpyxl.load_workbook(io.BytesIO(issued()))
    chinese = re.compile("[\u4e00-\u9fff]")
    for name in named_cells(FORM).numbers:
        target = next(each.target for each in open_package(issued()).names if each.name == name)
        assert target is not None
        rules = [
            rule
            for rule in book[target[0]].data_validations.dataValidation
            if target[1] in rule.sqref and rule.type in ("decimal", "whole")
        ]
        assert len(rules) == 1, name
        assert chinese.search(rules[0].error), name
        assert chinese.search(rules[0].prompt), name


def test_the_year_goes_everywhere() -> None:
    package = open_package(issue_workbook(Order(UNIT, 2031, (FORM,))))
    assert FORM.sheet_name(2031) in [sheet.name for sheet in package.sheets]
    texts = [cell.value for sheet in package.sheets for cell in package.cells(sheet.name).values()]
    assert "(2031 年度)" in texts
    assert not [text for text in texts if isinstance(text, str) and "2020" in text and "年度" in text]
    assert package.properties["jzxl.year"] == "2031"


def test_the_workbook_says_what_it_is() -> None:
    stamp = Stamp.read(open_package(issued()).properties)
    assert stamp == Stamp.of([FORM], YEAR, UNIT)
    assert stamp is not None
    assert (stamp.standard, stamp.form, stamp.version) == (STANDARD, "department", "1")
    assert stamp.fingerprint == FORM.fingerprint
    assert stamp.issue != Stamp.of([FORM], YEAR, "另一个单位").issue


def test_a_recipients_workbook_is_the_blank_with_its_name() -> None:
    """Patched, not written anew: only the cells that differ are touched, and their results are right."""
    blank, sent = open_package(blank_workbook(FORM, YEAR)), open_package(issued())
    differing = {
        (sheet.name, ref)
        for sheet in blank.sheets
        for ref, cell in sent.cells(sheet.name).items()
        if blank.cells(sheet.name).get(ref) is None or blank.cells(sheet.name)[ref].value != cell.value
    }
    places = {each.name: each.target for each in blank.names}
    changed = (FORM.unit_field, "校验_填报单位", naming.CHECK_RESULT, naming.FORM_STATUS)
    assert differing == {places[name] for name in changed}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("得分_投入", "13.6"),
        ("得分_过程", "27.2"),
        ("得分_产出", "22"),
        ("得分_效果", "20"),
        ("综合得分", "82.8"),
        ("评价结果等次", "良"),
        ("说明_在职人员控制", "18/16=112.5%"),
        ("说明_预算完成率", "(82.82+948.96-62.29)/(82.82+948.96)=93.96%"),
        ("说明_支付进度", "一季度进度6.8%，二季度进度17.41%，三季度进度28.33%，四季度进度42.42%"),
    ],
)
def test_the_filled_sample_stores_the_published_results(name: str, value: str) -> None:
    package = open_package(filled())
    target = next(each.target for each in package.names if each.name == name)
    assert target is not None
    stored = package.cells(target[0])[target[1]].value
    assert stored == (Decimal(value) if re.fullmatch(r"[\d.]+", value) else value)


def test_the_catalog_knows_the_standard() -> None:
    assert list(catalog().forms[STANDARD]) == ["department", "project"]
    assert sum(block.weight for block in FORM.blocks) == Fraction(100)


def test_the_samples_are_in_step_with_what_makes_them() -> None:
    """A return that was issued from an older definition would be reported as outdated."""
    for name, workbook in sample_returns().items():
        kept = (ROOT / "samples" / "returned" / name).read_bytes()
        differing = [part for part, text in parts(workbook).items() if parts(kept).get(part) != text]
        changing = ["docProps/core.xml"]  # openpyxl writes the time of saving
        assert [part for part in differing if part not in changing] == [], (
            f"{name}: python tests/make_samples.py"
        )
