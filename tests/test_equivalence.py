"""The formulas in issued workbooks and the exact evaluation are equal, judged by independent engines.

Every formula cell of the workbook is compared, on all sheets: rates, scores, subtotals, grade, worked lines,
marks and check lines.
"""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
import xlsxwriter
from engines import Book, Cells, ironcalc, libreoffice
from engines import Value as Seen
from engines.libreoffice import requires_libreoffice
from fills import POINT, Fill, Typed, exact, generated_fills, is_tie, unrounded_score
from hypothesis import given, settings
from hypothesis import strategies as st
from returns import (
    ROOT,
    SAMPLE_DATA,
    STANDARD,
    UNIT,
    YEAR,
    catalog,
    department_form,
    filled,
    issued,
    read,
    typed_without_recalculation,
)

from jzxl.fill import FormData, WorkbookData, fill_workbook, load_data
from jzxl.form import naming
from jzxl.form.cells import named_cells
from jzxl.form.formulas import NO_DENOMINATOR, NOTHING_PLANNED, formula_book
from jzxl.form.live_check import FAILED, OPEN, PASSED
from jzxl.form.model import COUNT, PERCENT, Form
from jzxl.issue.recipient import Order, issue_workbook
from jzxl.package import Edit, open_package
from jzxl.read.reader import read_with_live_checks
from jzxl.rule.decimals import to_decimal
from jzxl.rule.exact import Failure, Operand, Value, evaluate
from jzxl.rule.excel import to_excel
from jzxl.rule.expression import Call, Expression, Name, Number, Operation, Text
from jzxl.rule.rules import Milestones, TiersAtLeast, TiersAtMost

COUNT_OF_FILLS, SEED = 200, 2020

# The printed form (reference/official-forms-2020.txt): 得分 in printed order.
PRINTED_BLOCKS = {"投入": "13.60", "过程": "27.20", "产出": "22.00", "效果": "20.00"}
PRINTED_TOTAL, PRINTED_GRADE = "82.80", "良"
PRINTED = [
    ("工作规划合理性", "3.00"),
    ("工作目标明确性", "3.00"),
    ("在职人员控制", "0.60"),
    ("“三公经费”", "3.00"),
    ("重点支出安排", "4.00"),
    ("预算完成率", "1.20"),
    ("预算调整率", "0.00"),
    ("支付进度", "0.00"),
    ("结转结余率", "0.00"),
    ("公用经费控制", "2.00"),
    ("“三公经费”", "2.00"),
    ("政府采购执行", "0.00"),
    ("财务管理制度健全性", "3.00"),
    ("资金使用合规性", "3.00"),
    ("预决算信息公开性", "3.00"),
    ("基础信息完善性", "3.00"),
    ("资产管理制度健全性", "3.00"),
    ("资产管理安全性", "3.00"),
    ("固定资产利用", "4.00"),
    ("完成实绩情况", "8.00"),
    ("质量达标情况", "8.00"),
    ("重点工作完成情况", "6.00"),
    ("经济效益", "5.00"),
    ("社会效益", "5.00"),
    ("生态效益", "5.00"),
    ("社会公众或服务对象满意度", "5.00"),
]

# Where an engine is known to differ from Excel, and what Excel shows: (engine, pattern in a text, replacement).
# IronCalc keeps the sign of a number that was rounded to 0: ROUND(-0.001,2)&"" is -0; Excel and LibreOffice: 0.
QUIRKS = {"ironcalc": [(re.compile(r"(?<![\d.])-0(?![\d.])"), "0")], "LibreOffice": []}

FORMS = [form for forms in catalog().forms.values() for form in forms.values()]


def form_id(form: Form) -> str:
    return f"{form.standard.id}-{form.id}"


# ---------------------------------------------------------------- workbooks


@dataclass(frozen=True)
class Issued:
    """An issued workbook of one form.

    Attributes:
        places: (sheet, cell) of each of its names, without prefix.
        formulas: the worksheet formulas by name.
    """

    form: Form
    content: bytes
    places: Mapping[str, tuple[str, str]]
    formulas: Mapping[str, str]


@cache
def issued_form(form: Form) -> Issued:
    names = ("招商引资工作经费",) if form.name_field else ()
    content = issue_workbook(Order(UNIT, YEAR, (form,), names))
    blank = read(content)
    entries = read_with_live_checks(open_package(content), blank)
    places = {name: (entry.sheet, entry.cell) for name, entry in entries.items()}
    return Issued(form, content, places, blank.instance.formulas)


@cache
def fills(form: Form) -> Sequence[Fill]:
    return generated_fills(form, COUNT_OF_FILLS, SEED)


@cache
def expected(form: Form) -> Sequence[dict[str, Value]]:
    """The exact value of every formula, for each fill."""
    return [calculated(form, fill.values) for fill in fills(form)]


def calculated(form: Form, values: Mapping[str, Typed]) -> dict[str, Value]:
    return formula_book(form).calculate({**named_cells(form).fixed, **exact(values)})


def calculated_from(form: Form, fill: Fill) -> dict[str, Value]:
    """What the formulas of a fill are computed from."""
    return {**named_cells(form).fixed, **exact(fill.values)}


def typed_in(book: Issued, values: Mapping[str, Typed]) -> bytes:
    """The issued workbook with the values in its cells, the results stored in it left as they were."""
    edit = Edit(open_package(book.content))
    for name, value in values.items():
        edit.write(*book.places[name], value)
    return edit.to_bytes()


def session_of(form: Form, folder: Path) -> ironcalc.Session:
    file = folder / "issued.xlsx"
    file.write_bytes(issued_form(form).content)
    return ironcalc.Session(file)


def put(session: ironcalc.Session, book: Issued, values: Mapping[str, Typed]) -> Book:
    for name, value in values.items():
        session.put(*book.places[name], value)
    return session.values()


# ---------------------------------------------------------------- comparing


def differences(
    engine: str, book: Issued, seen: Book, wanted: Mapping[str, Value], names: Sequence[str] = ()
) -> list[str]:
    """The formula cells whose value is another, in words."""
    rates = {each.rate_name for each in book.form.indicators if each.rate_name}
    found = []
    for name in names or formula_book(book.form).expressions:
        sheet, cell = book.places[name]
        value = seen[sheet][cell]
        if not same(engine, value, wanted[name], unrounded=name in rates):
            exactly = wanted[name]
            shown = to_decimal(exactly) if isinstance(exactly, Fraction) else exactly
            formula = book.formulas[name]
            found.append(f"{sheet}!{cell} {name}: {engine} {value!r}, Python {shown!r}, by {formula}")
    return found


def same(engine: str, seen: Seen, wanted: Value, *, unrounded: bool) -> bool:
    """Numbers equal in all 15 digits; rates, which no formula rounds, to 1e-12.

    A rate whose numerator is a small difference of large figures has binary noise as large as that of a rate
    of one; hence 1e-12 absolute as well.
    """
    match wanted:
        case Failure(code):
            return seen == code
        case str():
            for pattern, replacement in QUIRKS[engine]:
                seen = pattern.sub(replacement, seen) if isinstance(seen, str) else seen
            return seen == wanted
        case Fraction():
            if not isinstance(seen, Decimal):
                return False
            number = to_decimal(wanted)
            return seen == number or (unrounded and math.isclose(seen, number, rel_tol=1e-12, abs_tol=1e-12))
        case _:
            return seen is wanted


def refuse(found: Mapping[str, list[str]]) -> None:
    """Fail with each fill that has differences, its purpose first."""
    told = [f"{purpose}\n    " + "\n    ".join(lines) for purpose, lines in found.items() if lines]
    if told:
        pytest.fail(f"{len(told)} fills differ:\n" + "\n".join(told), pytrace=False)


# ---------------------------------------------------------------- the generated fills


@pytest.mark.parametrize("form", FORMS, ids=form_id)
def test_every_formula_of_the_workbook_is_one_that_is_compared(form: Form) -> None:
    book = issued_form(form)
    package = open_package(book.content)
    formulas = {
        (sheet.name, cell)
        for sheet in package.sheets
        for cell, content in package.cells(sheet.name).items()
        if content.formula is not None
    }
    assert formulas == {book.places[name] for name in formula_book(form).expressions}


@pytest.mark.parametrize("form", FORMS, ids=form_id)
def test_ironcalc_equals_python_on_generated_fills(form: Form, tmp_path: Path) -> None:
    book, session = issued_form(form), session_of(form, tmp_path)
    found = {}
    for number, (fill, wanted) in enumerate(zip(fills(form), expected(form), strict=True)):
        seen = put(session, book, fill.values)
        found[f"fill {number}: {fill.purpose}"] = differences("ironcalc", book, seen, wanted)
    refuse(found)


@pytest.mark.libreoffice
@requires_libreoffice
@pytest.mark.parametrize("form", FORMS, ids=form_id)
def test_libreoffice_equals_python_on_generated_fills(form: Form, tmp_path: Path) -> None:
    book = issued_form(form)
    files = [tmp_path / f"{number}.xlsx" for number in range(len(fills(form)))]
    for file, fill in zip(files, fills(form), strict=True):
        file.write_bytes(typed_in(book, fill.values))
    seen = libreoffice.recalculate(files)
    found = {}
    for file, fill, wanted in zip(files, fills(form), expected(form), strict=True):
        lines = differences("LibreOffice", book, seen[file], wanted)
        found[f"fill {file.stem}: {fill.purpose}"] = lines
    refuse(found)


# Figures of a department that binary arithmetic gets wrong unless it is rounded in the right places: what is
# typed into the published filing, the cell, and what an official finds there with pencil and paper.
HARD = [
    # 106.9999995 % is 7 points above 100 % once the gap is rounded to 6 decimals, hence 2 - 7 × 0.2.
    ("三公经费实际支出 2139.99999, 三公经费预算安排 2000", "得分_三公经费控制", Decimal("0.6")),
    ("三公经费实际支出 2139999.99, 三公经费预算安排 2000000", "得分_三公经费控制", Decimal("0.6")),
    # 93 % is 7 points below 100 %: (1 - 0.93) × 100 is 6.99… in binary.
    ("实际政府采购金额 93, 政府采购预算 100", "得分_政府采购执行", Decimal("0.9")),
    # Exactly the tolerance of 0.03 apart, at the size of a whole city's budget.
    (
        "上年结转金额 8612829.68, 年初预算金额 6433148.6, 预算调整金额 -9830234.59, "
        "其他调整资金 86580.79, 预算执行金额 3415575.14, 年末结余金额 1886749.37",
        "校验_收支平衡",
        PASSED,
    ),
    # Scores that end in half a hundredth: 2.995 - 7 × 0.3 is 0.895, a quarter of 1.38 is 0.345.
    ("实际政府采购金额 93, 政府采购预算 100, 分值_政府采购执行 2.995", "得分_政府采购执行", Decimal("0.9")),
    ("一季度进度 0.25, 分值_支付进度 1.38", "得分_支付进度", Decimal("0.35")),
]


def numbers_in(figures: str) -> dict[str, Typed]:
    return {name: Decimal(figure) for name, figure in map(str.split, figures.split(", "))}


@pytest.mark.parametrize(("figures", "name", "wanted"), HARD)
def test_figures_that_binary_arithmetic_gets_wrong(
    figures: str, name: str, wanted: Seen, tmp_path: Path
) -> None:
    values = numbers_in(figures)
    file = tmp_path / "填报.xlsx"
    file.write_bytes(typed_without_recalculation(filled(), values))
    sheet, cell = issued_form(department_form()).places[name]
    understood = {
        each: entry.value for each, entry in read(filled()).entries.items() if entry.formula is None
    }
    exactly = calculated(department_form(), {**understood, **values})[name]
    assert (to_decimal(exactly) if isinstance(exactly, Fraction) else exactly) == wanted
    assert ironcalc.recalculate(file)[sheet][cell] == wanted


# ---------------------------------------------------------------- what they cover


def test_the_same_seed_gives_the_same_fills() -> None:
    form = department_form()
    assert generated_fills(form, 12, 7) == generated_fills(form, 12, 7)
    assert generated_fills(form, 12, 7) != generated_fills(form, 12, 8)
    assert [len(fill.purpose) > 0 for fill in fills(form)] == [True] * COUNT_OF_FILLS


@pytest.mark.parametrize("form", FORMS, ids=form_id)
def test_fills_reach_every_branch_of_every_rule(form: Form) -> None:
    """Full, partly deducted and zero; each tier and each number of quarters."""
    scores: dict[str, set[Fraction]] = {each.name: set() for each in form.indicators if not each.judged}
    for fill, results in zip(fills(form), expected(form), strict=True):
        known = calculated_from(form, fill) | results
        for each in form.indicators:
            weight, score = known.get(naming.weight(each)), known.get(naming.score(each))
            rated = each.rate is None or isinstance(known.get(each.rate_name), Fraction)
            if not each.judged and rated and isinstance(score, Fraction) and weight:
                assert isinstance(weight, Fraction)
                scores[each.name].add(score / weight)
    for each in form.indicators:
        if each.judged:
            continue
        shares = scores[each.name]
        assert {Fraction(0), Fraction(1)} <= shares, each.name
        if isinstance(each.rule, TiersAtLeast | TiersAtMost):
            points = [points for _, points in each.rule.tiers] + [each.rule.otherwise]
            assert {point / each.weight for point in points} <= shares, each.name
        elif isinstance(each.rule, Milestones):
            most = len(each.rule.milestones)
            assert {Fraction(reached, most) for reached in range(most + 1)} <= shares, each.name
        else:
            assert len(shares) >= 5, each.name


@pytest.mark.parametrize("form", FORMS, ids=form_id)
def test_fills_meet_every_landmark_from_both_sides(form: Form) -> None:
    """Exactly, and at most 0.01 points below and above where that can be."""
    unsigned = [each.name for each in form.inputs.values() if not each.signed]
    seen = [
        calculated_from(form, fill) | results
        for fill, results in zip(fills(form), expected(form), strict=True)
        if not any(isinstance(value := fill.values[name], Decimal) and value < 0 for name in unsigned)
    ]
    for each in form.indicators:
        if each.row is not None:
            continue  # What its result is seen from is its target: see test_row_fills.
        targets = [(each.rate_name, mark) for mark in each.rule.landmarks()]
        if isinstance(each.rule, Milestones):
            targets = [(name, mark) for name, mark, _ in each.rule.milestones]
        for name, mark in targets:
            gaps = [rate - mark for known in seen if isinstance(rate := known.get(name), Fraction)]
            assert 0 in gaps, f"{name} is never {mark}"
            # Some rates cannot go beyond a landmark: amounts are not negative.
            for side, word in ((1, "above"), (-1, "below")):
                beyond = [gap * side for gap in gaps if gap * side > 0]
                assert not beyond or min(beyond) <= POINT / 100, f"{name} is never just {word} {mark}"


@pytest.mark.parametrize("form", FORMS, ids=form_id)
def test_fills_have_ties(form: Form) -> None:
    """Half a point in a gap, half a hundredth in a score, in a sum and in the percentage of a worked line."""
    rounding = form.standard.rounding
    ties: Counter[str] = Counter()
    for fill, results in zip(fills(form), expected(form), strict=True):
        known = calculated_from(form, fill) | results
        for each in form.indicators:
            rate = known.get(each.rate_name)
            if isinstance(rate, Fraction):
                ties["point"] += is_tie(rate * 100, 0)
                ties["percentage"] += is_tie(rate * 100, rounding.rate_decimals)
                ties["gap"] += is_tie(rate * 100, rounding.point_decimals)
            score, weight = unrounded_score(each, form, known), known.get(naming.weight(each))
            if score is not None and isinstance(weight, Fraction) and 0 < score < weight:
                ties[each.rule.kind] += is_tie(score, rounding.score_decimals)
        for block in form.blocks:
            parts = [known.get(naming.score(each)) for each in block.indicators]
            numbers = [part for part in parts if isinstance(part, Fraction)]
            if len(numbers) == len(parts) or (numbers and block.scores_goals):
                ties["sum"] += is_tie(sum(numbers, Fraction(0)), rounding.score_decimals)
    kinds = {each.rule.kind for each in form.indicators if not each.judged}
    rated = sum(each.rate is not None for each in form.indicators)
    least = dict.fromkeys(kinds, 15) | {
        "point": 10 * rated,
        "percentage": 3 * rated,
        "gap": 2 * rated,
        "sum": 10,
    }
    # Its points are fifths of the 分值: no weight with two decimals brings them to half a hundredth.
    least |= {"tiers-at-least": 5} if "tiers-at-least" in kinds else {}
    assert not {tie: ties[tie] for tie, count in least.items() if ties[tie] < count}, ties


@pytest.mark.parametrize("form", FORMS, ids=form_id)
def test_fills_have_zero_denominators_blanks_and_changed_weights(form: Form) -> None:
    for each in form.indicators:
        if each.rate is not None:
            shown = [results[each.rate_name] for results in expected(form)]
            assert shown.count(NOTHING_PLANNED) >= 3, each.rate_name
            assert shown.count(NO_DENOMINATOR) >= 3, each.rate_name
        if naming.weight(each) in named_cells(form).numbers:
            weights = [fill.values[naming.weight(each)] for fill in fills(form)]
            changed = {weight for weight in weights if isinstance(weight, Decimal) and weight != each.weight}
            assert len(changed) >= 2, f"{each.name}: {changed}"
            assert 0 in weights, f"{each.name} is never 0"
    for name in fills(form)[0].values:
        alone = [fill for fill in fills(form) if fill.values[name] is None]
        assert len(alone) >= 2, f"{name} is never blank but where all is"
    assert any(not any(fill.values.values()) for fill in fills(form))
    for name, entry in form.inputs.items():
        figures = [value for fill in fills(form) if isinstance(value := fill.values[name], Decimal)]
        assert not entry.signed or min(figures) < 0 < max(figures), name
        if entry.kind not in (COUNT, PERCENT):
            assert max(map(abs, figures)) >= 10**8, name
            assert any((figure * 10**5) % 1 for figure in figures), f"{name} never has six decimals"


def nodes(expression: Expression) -> Iterator[Expression]:
    """The expression and all below it."""
    yield expression
    match expression:
        case Operation(_, left, right):
            yield from (*nodes(left), *nodes(right))
        case Call(_, arguments):
            for argument in arguments:
                yield from nodes(argument)


@pytest.mark.parametrize("form", FORMS, ids=form_id)
def test_fills_bring_every_check_line_and_grade_to_all_it_can_show(form: Form) -> None:
    shown: dict[str, set[Value]] = {}
    for results in expected(form):
        for name, value in results.items():
            shown.setdefault(name, set()).add(value)
    for check in formula_book(form).checks:
        state = check.state
        if isinstance(state, Name):
            state = formula_book(form).expressions[state.name]
        assert shown[check.name] == {mark for mark in (PASSED, FAILED, OPEN) if Text(mark) in nodes(state)}, (
            check.name
        )
    assert shown[naming.grade(form)] == {"", *(grade.name for grade in form.standard.grades)}
    totals = shown[naming.total(form)]
    for grade in form.standard.grades:
        if grade.at_least:
            assert {grade.at_least, grade.at_least - POINT} <= totals, grade.name


# ---------------------------------------------------------------- the published department


def published(form: Form) -> dict[str, Decimal | str]:
    """The printed scores, total and grade by defined name."""
    assert [label for label, _ in PRINTED] == [each.label for each in form.indicators]
    scores = zip(form.indicators, PRINTED, strict=True)
    wanted: dict[str, Decimal | str] = {naming.score(each): Decimal(score) for each, (_, score) in scores}
    wanted |= {naming.score(block): Decimal(PRINTED_BLOCKS[block.name]) for block in form.blocks}
    return wanted | {naming.total(form): Decimal(PRINTED_TOTAL), naming.grade(form): PRINTED_GRADE}


def as_published(engine: str, seen: Book) -> None:
    book = issued_form(department_form())
    wanted = published(book.form)
    assert {name: seen[book.places[name][0]][book.places[name][1]] for name in wanted} == wanted, engine


def department_without_results(folder: Path) -> Path:
    """The published figures typed into the issued workbook, whose stored results are those of a blank one."""
    understood = {
        name: Decimal(value.removesuffix("%")) / 100 if name.endswith("进度") else value
        for name, value in load_data(SAMPLE_DATA).shared.values.items()
    }
    file = folder / "填报.xlsx"
    values = {name: Decimal(v) if isinstance(v, int) else v for name, v in understood.items()}
    file.write_bytes(typed_without_recalculation(issued(), values))
    return file


@pytest.mark.libreoffice
@requires_libreoffice
def test_libreoffice_gives_the_published_scores(tmp_path: Path) -> None:
    file = department_without_results(tmp_path)
    as_published("LibreOffice", libreoffice.recalculate([file])[file])


def test_ironcalc_gives_the_published_scores(tmp_path: Path) -> None:
    as_published("ironcalc", ironcalc.recalculate(department_without_results(tmp_path)))


def test_jzxl_check_gives_the_published_scores(tmp_path: Path) -> None:
    file = tmp_path / "填报.xlsx"
    file.write_bytes(filled())
    command = [sys.executable, "-m", "jzxl", "check", str(file), "-o", str(tmp_path / "审核"), "--json"]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    done = subprocess.run(command, capture_output=True, cwd=ROOT, env=environment, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    (filing,) = json.loads(done.stdout, parse_float=Decimal)["filings"]
    (form,) = filing["forms"]
    blocks = {name: Decimal(score) for name, score in PRINTED_BLOCKS.items()}
    for scores in (form["stated"], form["evaluated"]):
        assert scores == {"total": Decimal(PRINTED_TOTAL), "grade": PRINTED_GRADE, "blocks": blocks}
    wanted = [(label, Decimal(score), Decimal(score)) for label, score in PRINTED]
    assert [(each["name"], each["stated"], each["evaluated"]) for each in form["indicators"]] == wanted


# The computed scores of the two printed project forms.
PRINTED_PROJECTS = [
    ("预算市级资金 500, 预算其他资金 0, 预算下达资金 7.6, 支出市级资金 7.6", "0.05", "3.00"),
    ("预算市级资金 198.5, 预算其他资金 0, 预算下达资金 146.25, 支出市级资金 126.47", "2.21", "2.59"),
]


@pytest.mark.parametrize(("figures", "funded", "spent"), PRINTED_PROJECTS)
def test_ironcalc_gives_the_published_scores_of_the_projects(
    figures: str, funded: str, spent: str, tmp_path: Path
) -> None:
    book = issued_form(catalog().forms[STANDARD]["project"])
    values = numbers_in(figures)
    seen = put(session_of(book.form, tmp_path), book, values)
    for name, wanted in (("得分_资金到位率", funded), ("得分_预算执行率", spent)):
        sheet, cell = book.places[name]
        assert seen[sheet][cell] == calculated(book.form, values)[name] == Decimal(wanted)


# ---------------------------------------------------------------- the results stored by jzxl fill


def stored(book: Issued, workbook: bytes) -> Book:
    """The results stored in the formula cells, in the shape of an engine's."""
    package = open_package(workbook)
    seen: Book = {}
    for name in formula_book(book.form).expressions:
        sheet, cell = book.places[name]
        content = package.cells(sheet)[cell]
        assert content.formula is not None and content.has_cached, name
        value = content.value
        assert value is None or isinstance(value, (Decimal, str, bool)), (name, value)
        seen.setdefault(sheet, Cells())[cell] = value
    return seen


@pytest.mark.libreoffice
@requires_libreoffice
@pytest.mark.parametrize("form", FORMS, ids=form_id)
def test_libreoffice_computes_what_fill_has_stored(form: Form, tmp_path: Path) -> None:
    """For the published department, and for fills that change 设定分值, leave blanks and divide by 0."""
    book = issued_form(form)
    written = [filled()] if form is department_form() else []
    for fill in fills(form)[:24]:
        given = {name: value for name, value in fill.values.items() if value is not None}
        numbers = named_cells(form).numbers
        if all(isinstance(value, Decimal) for name, value in given.items() if name in numbers):
            data = FormData(given, ())
            several = WorkbookData(FormData({}, ()), (data,))
            data_of = several if form.name_field else WorkbookData(data, ())
            written.append(fill_workbook(open_package(book.content), catalog(), data_of))
    assert len(written) > 15
    files = [tmp_path / f"{number}.xlsx" for number in range(len(written))]
    for file, workbook in zip(files, written, strict=True):
        file.write_bytes(workbook)
    seen = libreoffice.recalculate(files)
    found = {}
    for file, workbook in zip(files, written, strict=True):
        kept = stored(book, workbook)
        wanted: dict[str, Value] = {}
        for name in formula_book(form).expressions:
            sheet, cell = book.places[name]
            value = kept[sheet][cell]
            wanted[name] = Fraction(value) if isinstance(value, Decimal) else value
        found[file.name] = differences("LibreOffice", book, seen[file], wanted)
    refuse(found)


# ---------------------------------------------------------------- arbitrary fills


def cell_values(form: Form) -> st.SearchStrategy[dict[str, Typed]]:
    """Anything that people type, by name: other cells keep the figures of a generated fill."""
    amounts = st.decimals(0, 10**6, places=2) | st.sampled_from(list(map(Decimal, ["0", "0.01", "100"])))
    texts = st.sampled_from(
        ["无", "约12", "-", " ", "　", "<&>\"'", "第一行\n第二行", "不适用", "无分母", "✗"]
    )
    by_name: dict[str, st.SearchStrategy[Typed]] = {}
    for name, entry in form.inputs.items():
        figure = st.integers(0, 999).map(Decimal) if entry.kind == COUNT else amounts
        figure = st.decimals(0, 2, places=4) if entry.kind == PERCENT else figure
        figure |= figure.map(lambda number: -number) if entry.signed else st.nothing()
        by_name[name] = figure | st.none() | texts
    for each in form.indicators:
        points = st.decimals(0, 10, places=2) | st.decimals(0, 10, places=3)
        by_name[naming.weight(each)] = points | st.none() | texts
        if each.judged:
            by_name[naming.score(each)] = points | st.none() | texts
            by_name[naming.note(each)] = st.none() | texts
    by_name |= {each.name: st.none() | texts for each in form.fields}
    return st.fixed_dictionaries({}, optional=by_name)


@pytest.fixture(scope="module")
def department_session(tmp_path_factory: pytest.TempPathFactory) -> ironcalc.Session:
    return session_of(department_form(), tmp_path_factory.mktemp("issued"))


@settings(max_examples=60, deadline=None)
@given(base=st.integers(0, COUNT_OF_FILLS - 1), changes=cell_values(department_form()))
def test_ironcalc_equals_python_on_arbitrary_fills(
    department_session: ironcalc.Session, base: int, changes: dict[str, Typed]
) -> None:
    book = issued_form(department_form())
    values = {**fills(book.form)[base].values, **changes}
    seen = put(department_session, book, values)
    assert not differences("ironcalc", book, seen, calculated(book.form, values))


# ---------------------------------------------------------------- the printers of the expression tree

# Figures that binary arithmetic holds exactly, so that only the printers are judged: halves and quarters.
NAMED: Mapping[str, Value] = {
    "三": Fraction(3),
    "负二": Fraction(-2),
    "半": Fraction(1, 2),
    "零": Fraction(0),
    "词": "甲",
    "空": None,
}
NUMBER_NAMES, RANGE = ("三", "负二", "半", "零", "空"), "全部"
quarters = st.integers(-12, 12).map(lambda number: Number(Fraction(number, 4)))
divisors = st.sampled_from([Number(Fraction(2)), Number(Fraction(-4)), Name("半"), Name("负二"), Name("零")])


def operations(
    operators: str, left: st.SearchStrategy[Expression], right: st.SearchStrategy[Expression]
) -> st.SearchStrategy[Expression]:
    return st.builds(Operation, st.sampled_from(operators.split()), left, right)


def calls(function: str, *arguments: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    return st.tuples(*arguments).map(lambda given: Call(function, given))


def grown(numbers: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    """One level more of a number: an operation, a function, or a choice by a comparison or a text."""
    places = st.sampled_from([Number(Fraction(0)), Number(Fraction(1))])
    texts: st.SearchStrategy[Expression] = st.one_of(
        st.sampled_from([Text("甲"), Text('"'), Text(""), Name("词"), Name("空")]),
        # Not a 0 with a sign, which IronCalc would show (see QUIRKS).
        operations("&", calls("ABS", numbers), st.sampled_from([Text("/"), Text("%")])),
    )
    # MIN and MAX pass over a blank cell and do not count it as 0; our formulas give them none.
    figures: st.SearchStrategy[Expression] = numbers.map(
        lambda number: Operation("+", number, Number(Fraction(0)))
    )
    truths: st.SearchStrategy[Expression] = st.one_of(
        operations("= <> < <= > >=", numbers, numbers),
        operations("= <>", texts, texts),
        calls("ISNUMBER", st.sampled_from([Name(name) for name in NAMED])),
    )
    # IronCalc does not look at the rest of AND and OR once it knows; Excel does and shows an error there.
    known = calls("IFERROR", truths, st.just(Operation("=", Number(Fraction(0)), Number(Fraction(1)))))
    truths |= st.one_of(calls("AND", known, known), calls("OR", known, known), calls("NOT", truths))
    return st.one_of(
        operations("+ - *", numbers, numbers),
        operations("/", numbers, divisors),
        calls("ABS", numbers),
        calls("INT", numbers),
        calls("ROUND", numbers, places),
        calls("MIN", figures, figures),
        calls("MAX", figures, figures, figures),
        calls("IF", truths, numbers, numbers),
        calls("IFERROR", operations("/", numbers, divisors), numbers),
        calls("LEN", texts),
        calls("LEN", calls("TRIM", texts)),
        calls("SUM", st.just(Name(RANGE)), st.just(Name("三"))),
        calls("COUNT", st.just(Name(RANGE))),
        calls("COUNTIF", st.just(Name(RANGE)), st.sampled_from([Text("甲"), Text("乙")])),
    )


expressions = st.recursive(
    quarters | st.sampled_from([Name(name) for name in NUMBER_NAMES]), grown, max_leaves=6
)


@settings(max_examples=25, deadline=None)
@given(st.lists(expressions, min_size=20, max_size=40))
def test_ironcalc_equals_python_on_random_expressions(
    tmp_path_factory: pytest.TempPathFactory, trees: list[Expression]
) -> None:
    """Brackets, precedence, quotation marks, blanks and errors: the formula says what the tree says."""
    file = tmp_path_factory.mktemp("trees") / "trees.xlsx"
    workbook = xlsxwriter.Workbook(file)
    sheet = workbook.add_worksheet("甲")
    for row, (name, value) in enumerate(NAMED.items()):
        workbook.define_name(name, f"='甲'!$A${row + 1}")
        if value is not None:
            sheet.write(row, 0, float(value) if isinstance(value, Fraction) else value)
    workbook.define_name(RANGE, f"='甲'!$A$1:$A${len(NAMED)}")
    for row, tree in enumerate(trees):
        sheet.write_formula(row, 1, "=" + to_excel(tree), None, 999)
    workbook.close()

    def lookup(name: str) -> Operand:
        return tuple(NAMED.values()) if name == RANGE else NAMED[name]

    seen = ironcalc.recalculate(file)["甲"]
    for row, tree in enumerate(trees, start=1):
        wanted = evaluate(tree, lookup)
        assert same("ironcalc", seen[f"B{row}"], wanted, unrounded=False), (
            f"{to_excel(tree)}: ironcalc {seen[f'B{row}']!r}, Python {wanted!r}"
        )
