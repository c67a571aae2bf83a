"""Computed figures of a sheet that was typed by hand: only what they say counts.

No formula of ours stands there, so none can be missing or changed.  A figure is wrong when it is
neither what the form's figures give nor what its own neighbours give.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from jzxl.check.case import Case, content, quoted, shown
from jzxl.check.computed import Computed, judged_names, look_at, mismatch
from jzxl.check.finding import Finding, Severity
from jzxl.check.formulas import FORMULAS
from jzxl.check.values import nothing_filled
from jzxl.evaluate import has_no_value
from jzxl.form import naming
from jzxl.form.blocks import Indicator
from jzxl.read.entry import Entry
from jzxl.read.filing import Unverified
from jzxl.read.labels.notes import inputs_in_note
from jzxl.read.lost_results import gave_nothing
from jzxl.read.typed import Kind, understand
from jzxl.rule.decimals import fixed_text, number_text, round_half_away
from jzxl.rule.exact import Value
from jzxl.spelling import in_quotes
from jzxl.text.arithmetic import Equation, Verdict, equations

_ARITHMETIC = "按写出的算式计算"


def typed_cells(cases: Sequence[Case]) -> Iterator[Finding]:
    """Scores, sums and grade of a typed sheet are what its figures give.

    Results that were not stored are one finding of the workbook.
    """
    valueless: list[tuple[Case, Entry]] = []
    for case in cases:
        if case.filled.by_labels:
            entries = yield from _typed_cells(case)
            valueless += [(case, entry) for entry in entries]
    if valueless:
        yield _valueless(*valueless[0], len(valueless))


def _typed_cells(case: Case) -> Generator[Finding, None, list[Entry]]:
    """The findings of one form; returns the formulas whose results were not stored."""
    told = {naming.note(each) for each in case.form.indicators}
    # A target is the unit's own words here.
    told |= {naming.part(row, naming.GOAL_TARGET) for _, row in case.form.rows_of_goals}
    rates = {each.rate_name: each for each in case.form.indicators if each.rate_name and each.row is None}
    valueless: list[Entry] = []
    for name in judged_names(case.form):
        entry = case.entry(name)
        if entry is None or name in told:
            continue
        if has_no_value(entry):
            valueless.append(entry)
            continue
        if gave_nothing(entry):
            continue  # Why it did is said of what it is computed from.
        cell = look_at(case, entry)
        if name in rates:
            yield from _rate(case, cell, rates[name])
        elif cell.known and not cell.right and not cell.follows and not _by_its_note(case, cell):
            yield mismatch(case, cell) or _wrong_sum_of_weights(case, cell)
    return valueless


def _rate(case: Case, cell: Computed, indicator: Indicator) -> Iterator[Finding]:
    """A rate as printed is the one that its figures give, at the places it is printed with."""
    stated = content(cell.entry.value)
    due = cell.due
    if not isinstance(due, Fraction) or stated in (None, "") or cell.right or cell.follows:
        return
    text = str(stated).strip()
    for share in (understand(f"{text}%", Kind.PERCENT), understand(text, Kind.PERCENT)):
        if share.value is None:
            continue
        # 99.97 in the column of a rate is a percentage; 0.9997 is the rate itself, as 99.97% is.
        if round_half_away(due, _places(share.value)) == Fraction(share.value):
            return
    bare = understand(cell.entry.value, Kind.SCORE).value
    if bare is not None and round_half_away(due, _places(bare)) == Fraction(bare):
        return
    percent = f"{fixed_text(due * 100, case.form.standard.rounding.rate_decimals)}%"
    worked = case.evaluation.evaluated[naming.note(indicator)]
    yield case.finding(
        "rate-text-mismatch",
        Severity.ERROR,
        cell.entry.name,
        f"{in_quotes(indicator.label)}填的是{quoted(stated)}，按表上的数 {worked}，应为 {percent}。",
        stated=stated,
        expected=percent,
        basis=_ARITHMETIC,
    )


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _by_its_note(case: Case, cell: Computed) -> bool:
    """Whether a score is what the figures of its own explanation give; that they differ is said there."""
    indicator = next((each for each in case.form.indicators if naming.score(each) == cell.entry.name), None)
    note = case.entry(naming.note(indicator)) if indicator is not None else None
    if indicator is None or note is None or not isinstance(note.value, str):
        return False
    figures = {
        name: Fraction(value) for name, value in inputs_in_note(case.form, indicator, note.value).items()
    }
    if not figures or all(case.evaluation.inputs.get(name) == value for name, value in figures.items()):
        return False
    return case.book.scores({**case.evaluation.inputs, **figures})[cell.entry.name] == cell.stands


def _wrong_sum_of_weights(case: Case, cell: Computed) -> Finding:
    stated = content(cell.entry.value)
    item = case.cells.items[cell.entry.name]
    return case.finding(
        "weight-sum",
        Severity.ERROR,
        cell.entry.name,
        f"{in_quotes(item)}填的是{quoted(stated)}，各部分的分值合计是 {shown(cell.due)}；请更正。",
        stated=stated,
        expected=shown(cell.due),
        basis="表式规定",
    )


def _valueless(case: Case, first: Entry, count: int) -> Finding:
    found = case.finding(
        "missing-value",
        Severity.HINT,
        first.name,
        f"有 {count} 处公式没有保存计算结果，这几处没有核对；请用 Excel 或 WPS 打开后重新保存再报。",
    )
    return replace(found, item=FORMULAS)


def scores_not_verified(case: Case) -> Iterator[Finding]:
    """The inputs of every computed score stand somewhere on the sheet."""
    for each in () if nothing_filled(case) else case.filled.unverified:
        if case.entry(naming.score(each.indicator)) is None:
            continue  # The row was not read at all, which is said.
        yield _not_verified(case, each)


def _not_verified(case: Case, unverified: Unverified) -> Finding:
    indicator = unverified.indicator
    missing = "、".join(case.cells.items[name] for name in unverified.inputs)
    note = case.entry(naming.note(indicator)) if case.form.has_notes else None
    where = f"，计算说明写的是{quoted(content(note.value))}" if note is not None else ""
    return case.finding(
        "score-not-verified",
        Severity.HINT,
        naming.score(indicator),
        f"{in_quotes(indicator.label)}的得分没有复核，按填报的计算：表上找不到{missing}{where}；"
        f"{'请在计算说明里写出算式' if case.form.has_notes else '请补填'}。",
        stated=content(entry.value) if (entry := case.entry(naming.score(indicator))) is not None else None,
        basis=case.basis_of(indicator),
    )


# ---------------------------------------------------------------- explanations with arithmetic


def typed_notes(case: Case) -> Iterator[Finding]:
    """The explanation of a computed score is right in itself, and has the figures of the form."""
    if not case.filled.by_labels or not case.form.has_notes:
        return
    for indicator in case.form.indicators:
        note = case.entry(naming.note(indicator))
        if indicator.judged or note is None or not isinstance(note.value, str) or note.formula is not None:
            continue
        found = equations(note.value)
        wrong = next((each for each in found if each.verdict is not Verdict.RIGHT), None)
        if wrong is not None:
            yield _wrong_equation(case, indicator, wrong)
        elif found:
            yield from _other_figures(case, indicator, note.value, found)


def _wrong_equation(case: Case, indicator: Indicator, equation: Equation) -> Finding:
    severity, remark = {
        Verdict.CUT_OFF: (Severity.HINT, "小数是截去的，四舍五入"),
        Verdict.SIGN_MISSING: (Severity.WARNING, "少了百分号，"),
    }.get(equation.verdict, (Severity.ERROR, "算得不对，"))
    return case.finding(
        "rate-text-mismatch",
        severity,
        naming.note(indicator),
        f"{in_quotes(indicator.label)}的计算说明里“{equation.text}”{remark}应为 {equation.rounded}。",
        stated=equation.text,
        expected=equation.rounded,
        basis=_ARITHMETIC,
    )


def _other_figures(
    case: Case, indicator: Indicator, text: str, found: tuple[Equation, ...]
) -> Iterator[Finding]:
    """Right in itself, but worked out from other figures than those of the form."""
    rate = case.evaluation.evaluated.get(indicator.rate_name)
    if not isinstance(rate, Fraction) or any(_agrees(each, rate) for each in found):
        return
    figures = inputs_in_note(case.form, indicator, text)
    inputs = case.evaluation.inputs
    differing = [
        f"{case.cells.items[name]}用的是 {number_text(Fraction(value))}，表上是 {_written(inputs.get(name))}"
        for name, value in figures.items()
        if not _same_size(inputs.get(name), Fraction(value))
    ]
    if differing:
        severity, reason = Severity.WARNING, "；".join(differing)
    else:
        severity = Severity.HINT
        reason = f"不是评分标准的算法，按标准应为“{shown(case.evaluation.evaluated[naming.note(indicator)])}”"
    yield case.finding(
        "rate-text-mismatch",
        severity,
        naming.note(indicator),
        f"{in_quotes(indicator.label)}的计算说明“{found[0].text}”：{reason}；请核对。",
        stated=found[0].text,
        expected=shown(case.evaluation.evaluated[naming.note(indicator)]),
        basis=case.basis_of(indicator),
    )


def _agrees(equation: Equation, rate: Fraction) -> bool:
    """Whether an equation gives the rate, exactly or as far as it was printed."""
    places = equation.decimals + (2 if equation.percent else 0)
    return abs(equation.left) == abs(rate) or round_half_away(rate, places) == Fraction(equation.stated)


def _same_size(first: Value, second: Fraction) -> bool:
    return isinstance(first, Fraction) and abs(first) == abs(second)


def _written(value: Value) -> str:
    return number_text(value) if isinstance(value, Fraction) else "空白"
