"""What a filler meets: help at every cell, 校验 that says what the check will say, sentences to copy."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from decimal import Decimal

import openpyxl
import pytest
from fills import Fill, generated_fills
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.datavalidation import DataValidation
from returns import (
    PROJECTS,
    ROOT,
    STANDARD,
    THREE_FORMS_DATA,
    UNIT,
    YEAR,
    catalog,
    filled,
    issued,
    place,
    read,
    three_clean,
    three_issued,
    typed,
)

from jzxl.check.case import Case
from jzxl.check.checks import check_filing
from jzxl.check.finding import Finding
from jzxl.check.values import not_filled
from jzxl.evaluate import evaluate_form
from jzxl.fill import Prefilling, fill_workbook, load_data
from jzxl.form import naming
from jzxl.form.formulas import formula_book
from jzxl.form.live_check import PASSED, LiveCheck
from jzxl.form.model import Form
from jzxl.issue.canvas import INPUT_FILL
from jzxl.issue.recipient import Order, issue_workbook
from jzxl.issue.stamp import PREFILLED_FILL
from jzxl.package import open_package
from jzxl.read.filing import FilledForm
from jzxl.read.reader import read_filing, read_with_live_checks
from jzxl.rule.expression import names_in

FORMS: Mapping[str, Form] = catalog().forms[STANDARD]
EVERY_FORM = [form for forms in catalog().forms.values() for form in forms.values()]
_FILLS, _SEED = 200, 2020

# ---------------------------------------------------------------- 校验 and the check say the same

# What README.md says is visible in the workbook before it is sent.
LIVE = {
    "missing-input",
    "not-a-number",
    "number-as-text",
    "input-out-of-range",
    "weight-sum",
    "score-out-of-range",
    "balance",
    "funds",
    "progress-falls",
    "part-exceeds-whole",
    "weight-without-indicators",
    "indicators-without-weight",
    "indicator-incomplete",
    "status-missing",
    "funds-sum",
    "band-mismatch",
    "deviation-reason-missing",
}


def line_of(form: Form, finding: Finding) -> str:
    """Which line of 校验 a finding belongs to."""
    name = finding.name
    for each in form.scored_rows:
        of_row = name.startswith(f"{each.name}_") or name in (naming.score(each), naming.weight(each))
        if of_row and finding.code != "weight-sum":
            return each.name
    if finding.code in ("weight-without-indicators", "indicators-without-weight"):
        return next(f"{each.name}有指标" for each in form.indicators if naming.weight(each) == name)
    for identity in form.identities:
        if finding.code == identity.code and name == identity.marked:
            return identity.name
    for block in form.blocks:
        if name == naming.weight(block) or name in map(naming.weight, block.indicators):
            return f"{block.name}分值"
        for each in block.indicators:
            if name in (naming.score(each), naming.note(each)):
                return each.name
    return name


def looked_at(filled_form: FilledForm, check: LiveCheck) -> set[str]:
    """The cells that a line looks at itself."""
    ranges = filled_form.instance.book.ranges
    return {cell for name in names_in(check.state) for cell in ranges.get(name, (name,))}


def fill_of(form: Form, fill: Fill) -> bytes:
    projects = PROJECTS[:1] if form.name_field else ()
    workbook = issued() if form.id == "department" else issue_workbook(Order(UNIT, YEAR, (form,), projects))
    return typed(workbook, fill.values)


@pytest.mark.parametrize("form", EVERY_FORM, ids=lambda form: f"{form.standard.id}-{form.id}")
def test_the_workbook_says_before_it_is_sent_what_the_check_says(form: Form) -> None:
    """Every finding from numbers alone has its line, and every line its finding.

    A line may also be open because it looks at a cell that another line names.
    """
    # A direction that is none of the list; other choices have no line.
    live = LIVE | ({"not-a-choice"} if form.scored_rows else set())
    told = 0
    for fill in generated_fills(form, _FILLS, _SEED):
        package = open_package(fill_of(form, fill))
        filing = read_filing(package, catalog())
        (filled_form,) = filing.forms
        evaluation = evaluate_form(filled_form)
        entries = read_with_live_checks(package, filled_form)
        if not_filled(Case(filing, filled_form, evaluation)):
            continue  # One finding stands for all of them.
        found = [each for each in check_filing(filing, [(filled_form, evaluation)]) if each.code in live]
        checks = {each.name.removeprefix("校验_"): each for each in filled_form.instance.book.checks}
        open_lines = {line for line, each in checks.items() if entries[each.name].value != PASSED}
        open_goals = {line for line in open_lines if checks[line].target in filled_form.instance.cells.goals}
        # A goal's finding bears no name; it stands in the row of its line.
        in_rows = {each.cell.lstrip("ABCDEFGH") for each in found if not each.name}
        for line in open_goals:
            assert entries[checks[line].target].cell.lstrip("ABCDEFGH") in in_rows, (fill.purpose, line)
        # That carried-over money fills a gap exactly may be right, so 校验 does not ask about it.
        hints = {identity.name for identity in form.identities if identity.severity == "hint"}
        lines = {line_of(form, each) for each in found if each.name} - hints
        named = {each.name for each in found}
        # What a row lacks is one finding, its weight perhaps among it.
        rows = {line_of(form, each) for each in found if each.code == "indicator-incomplete"}
        named |= {naming.weight(each) for each in form.scored_rows if each.name in rows}
        explained = {line for line in open_lines - lines if named & looked_at(filled_form, checks[line])}
        assert lines - open_lines == set(), fill.purpose
        assert open_lines - open_goals - lines - explained == set(), fill.purpose
        told += len(lines)
    assert told > _FILLS / 2


def test_readme_lists_what_is_visible_before_sending() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    paragraph = text.split("<!-- live -->")[1].split("<!-- end -->")[0]
    assert set(re.findall(r"`([a-z-]+)`", paragraph.split("The others")[0])) == LIVE


# ---------------------------------------------------------------- sentences to copy


def test_copied_sentences_are_right() -> None:
    entries = read(filled()).entries
    assert entries["参考_部门整体支出绩效评价分析"].value == (
        "投入得分13.6分，过程得分27.2分，产出得分22分，效果得分20分，总得分82.8分。"
    )
    assert entries["参考_预算执行情况"].value == "年初预算948.96万元，预算执行404.89万元，年末结余62.29万元。"
    assert entries["参考_单位人员情况"].value == "核定编制数16人，年末在职18人。"
    project = read(three_clean(), 1).entries
    assert project["参考_项目资金使用情况"].value == (
        "项目预算500万元，下达7.6万元，市级预算资金实际支出7.6万元。"
    )


def test_a_workbook_with_the_sentences_copied_has_no_finding() -> None:
    workbook = filled()
    entries = read(workbook).entries
    fields = ("部门整体支出绩效评价分析", "预算执行情况", "单位人员情况")
    copied = typed(workbook, {field: str(entries[naming.suggestion(field)].value) for field in fields})
    filing = read_filing(open_package(copied), catalog())
    assert check_filing(filing, [(form, evaluate_form(form)) for form in filing.forms]) == ()


def test_a_sentence_waits_for_its_figures() -> None:
    assert read(issued()).entries["参考_预算执行情况"].value in (None, "")


# ---------------------------------------------------------------- help and state


def validations(workbook: bytes) -> dict[tuple[str, str], DataValidation]:
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    return {
        (sheet.title, str(area).split(":")[0]): rule
        for sheet in book.worksheets
        for rule in sheet.data_validations.dataValidation
        for area in rule.sqref.ranges
    }


def test_every_cell_to_fill_says_what_is_asked() -> None:
    workbook = three_issued()
    rules = validations(workbook)
    asked = 0
    for filled_form in read_filing(open_package(workbook), catalog()).forms:
        cells = filled_form.instance.cells
        for name in (*cells.numbers, *cells.texts):
            entry = filled_form.entries[name]
            if name == naming.YEAR:
                continue  # put in when it is issued
            rule = rules.get((entry.sheet, entry.cell))
            assert rule is not None and rule.prompt and len(rule.prompt) <= 255, name
            assert rule.promptTitle and len(rule.promptTitle) <= 32, name
            if name in cells.numbers:
                assert rule.error and rule.errorTitle, name
            each = filled_form.form.inputs.get(name)
            if each is not None:
                for told in (each.unit, each.example, each.taken_from):
                    assert told in rule.prompt, name
            asked += 1
    assert asked > 200


def test_each_sheet_tells_on_top_how_far_it_is() -> None:
    package = open_package(issued())
    form = read(issued())
    entries = read_with_live_checks(package, form)
    assert entries[naming.DATA_STATUS].value == "还有 24 处没有填，请看本页写着“待填”的行"
    assert str(entries[naming.FORM_STATUS].value).startswith("还有 ")
    done = read_with_live_checks(open_package(filled()), read(filled()))
    assert done[naming.DATA_STATUS].value == "✓ 本页已填好"
    assert done[naming.FORM_STATUS].value == "✓ 全部通过，可以报送"
    sheets = {done[naming.DATA_STATUS].sheet, done[naming.FORM_STATUS].sheet}
    assert sheets == {"基础数据", form.sheet}


# ---------------------------------------------------------------- prefilled


def prefilled(prefilling: Prefilling) -> bytes:
    data = load_data(THREE_FORMS_DATA)
    package = open_package(three_issued(), name="下发.xlsx")
    return fill_workbook(package, catalog(), data, prefilling=prefilling)


@pytest.mark.parametrize("prefilling", Prefilling)
def test_prefilled_cells_are_seen_and_locked_if_asked(prefilling: Prefilling) -> None:
    workbook = prefilled(prefilling)
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    known = {"项目1_预算下达资金": True, "在职人数": True, "评价人员2_科室": True, "数量指标3_指标": False}
    for name, given in known.items():
        sheet, cell = place(workbook, name) if given else place(workbook, f"项目1_{name}")
        styled = book[sheet][cell]
        assert styled.fill.fgColor.rgb[-6:] == (PREFILLED_FILL if given else INPUT_FILL), name
        assert styled.protection.locked is (given and prefilling is Prefilling.LOCKED), name
    assert read(workbook, 1).numbers["预算下达资金"].value == Decimal("7.60")


def test_a_prefilled_workbook_is_an_issued_one() -> None:
    plain = fill_workbook(open_package(three_issued()), catalog(), load_data(THREE_FORMS_DATA))
    for workbook in (prefilled(Prefilling.SHOWN), prefilled(Prefilling.LOCKED)):
        for number in range(3):
            ours, theirs = read(workbook, number).entries, read(plain, number).entries
            assert {name: each.value for name, each in ours.items()} == {
                name: each.value for name, each in theirs.items()
            }


def test_the_tab_key_goes_from_input_to_input() -> None:
    """In a protected sheet it stops at open cells only: on the sheets to fill, these are the inputs."""
    workbook = three_issued()
    inputs: set[tuple[str, str]] = set()
    for form in read_filing(open_package(workbook), catalog()).forms:
        cells = form.instance.cells
        inputs |= {
            (form.entries[name].sheet, form.entries[name].cell)
            for name in (*cells.numbers, *cells.texts)
            if name != naming.YEAR
        }
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    for sheet in {sheet for sheet, _ in inputs}:
        stops = {
            cell.coordinate
            for row in book[sheet]
            for cell in row
            if not isinstance(cell, MergedCell) and not cell.protection.locked
        }
        assert stops == {cell for name, cell in inputs if name == sheet}


def test_formulas_use_only_functions_that_every_program_has() -> None:
    """None newer than Excel 2010 or absent from WPS, none volatile, none that looks outside."""
    used: set[str] = set()
    for form in FORMS.values():
        for formula in formula_book(form).excel.values():
            used |= set(re.findall(r"([A-Z.]+)\(", re.sub(r'"[^"]*"', "", formula)))
    assert used <= {
        "ABS",
        "AND",
        "COUNT",
        "COUNTIF",
        "IF",
        "INT",
        "ISNUMBER",
        "LEN",
        "OR",
        "ROUND",
        "SUM",
        "TRIM",
        "MAX",
        "MIN",
    }
