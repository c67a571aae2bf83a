"""Computed cells: overwritten by a constant, formula edited, value stale or missing, plain wrong.

Each computed cell is judged on its own account: a subtotal that is wrong only because a score it
adds is wrong is no finding of its own.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

from jzxl.check.case import Case, content, shown
from jzxl.check.computed import Computed, due_of, indicator_of, judged_names, look_at, mismatch
from jzxl.check.finding import Finding, Severity
from jzxl.check.typed_targets import target_typed, targets_over_formulas
from jzxl.evaluate import has_no_value
from jzxl.form import naming
from jzxl.form.blocks import Indicator
from jzxl.rule.excel import same_formula
from jzxl.spelling import in_quotes
from jzxl.text.arithmetic import Verdict, equations

_LONGEST_QUOTE = 60
FORMULAS = "公式"
"""What a finding is about that concerns the formulas of a workbook, whichever they are."""


def computed_cells(cases: Sequence[Case]) -> Iterator[Finding]:
    """Every computed cell holds the formula that was issued, with an up-to-date and right value.

    Results that were not stored are one finding of the workbook: it is the program that stores none.
    """
    valueless: list[tuple[Case, Computed]] = []
    for case in cases:
        if not case.filled.by_labels:  # Elsewhere stands no formula of ours.
            cells = yield from _computed_cells(case)
            valueless += [(case, cell) for cell in cells]
    if valueless:
        yield _valueless(*valueless[0], len(valueless))


def _computed_cells(case: Case) -> Generator[Finding, None, list[Computed]]:
    """The findings of one form; returns the cells whose results were not stored."""
    # What these show is without the rows that they pass over; that is said of the rows.
    uncounted = {naming.score(each.block) for each in case.filled.uncounted}
    if uncounted:
        uncounted |= {naming.total(case.form), naming.grade(case.form)}
    targets = targets_over_formulas(case)
    stale: list[Computed] = []
    valueless: list[Computed] = []
    for name in judged_names(case.form):
        entry = case.entry(name)
        if entry is None:
            continue
        cell = look_at(case, entry)
        if name in case.filled.inserted:
            # No formula of ours stood there; only the score is held against what it should be.
            if cell.known and not cell.right and not cell.follows and name in case.cells.scores:
                yield _mismatch(case, cell)
        elif name in targets:
            yield target_typed(case, targets[name])
        elif entry.formula is None:
            if cell.known or entry.value is not None:
                yield _constant(case, cell)
        elif not case.formulas_unlike and not same_formula(
            entry.formula, case.filled.instance.formulas[name]
        ):
            yield _edited(case, cell)
        elif has_no_value(entry):
            if cell.known:
                valueless.append(cell)
        elif cell.known and not cell.right and not cell.follows:
            if case.formulas_unlike:
                yield _mismatch(case, cell)
            elif name not in uncounted:
                stale.append(cell)
    if valueless and all(cell.stands in (None, "") for cell in stale):
        # A program that stores no results leaves those of texts as empty texts.
        valueless, stale = valueless + stale, []
    if stale:
        yield _stale(case, stale)
    return valueless


# ---------------------------------------------------------------- the findings


def _constant(case: Case, cell: Computed) -> Finding:
    """A formula was overwritten: by what it would give, or by something else."""
    if cell.known and not cell.right and not cell.follows:
        return _mismatch(case, cell)
    item, stated = case.cells.items[cell.entry.name], content(cell.entry.value)
    stands, due = case.told(cell.entry.name, stated, due_of(case, cell))
    if cell.right or not cell.known:
        reason = (
            "目前数值没有错，但以后改数据时它不会再跟着变" if cell.right else "有数据没有填，暂时无法核对"
        )
    else:
        reason = f"它与表上其他数相符，但那些数有误，应为 {due}"
    return case.finding(
        "formula-overwritten",
        Severity.WARNING,
        cell.entry.name,
        f"{in_quotes(item)}的公式被改成了{stands}；{reason}；{case.restored}。",
        stated=stated,
        expected=due_of(case, cell),
        basis="下发的公式",
    )


def _mismatch(case: Case, cell: Computed) -> Finding:
    """The value is wrong by the form's own figures."""
    found = mismatch(case, cell)
    if found is not None:
        return found
    name, stated = cell.entry.name, content(cell.entry.value)
    indicator = indicator_of(case, name)
    if indicator is not None:
        return _note_mismatch(case, cell, indicator)
    stands, due = case.told(name, stated, due_of(case, cell))
    source = "基础数据" if case.form.inputs_elsewhere else "表上的数"
    return case.finding(
        "formula-overwritten",
        Severity.ERROR,
        name,
        f"{in_quotes(case.cells.items[name])}的公式被改成了{stands}，按{source}应为 {due}；{case.restored}。",
        stated=stated,
        expected=due_of(case, cell),
        basis="下发的公式",
    )


def _note_mismatch(case: Case, cell: Computed, indicator: Indicator) -> Finding:
    """A worked line typed by hand: its own arithmetic first, then whether its figures are the form's."""
    stated = content(cell.entry.value)
    found = equations(str(cell.entry.value or ""))
    wrong = next((each for each in found if each.verdict is not Verdict.RIGHT), None)
    rate = case.evaluation.evaluated.get(indicator.rate_name)
    severity = Severity.ERROR
    if wrong is not None and wrong.verdict is Verdict.CUT_OFF:
        severity = Severity.HINT
        reason = f"里“{wrong.text}”的小数是截去的，四舍五入应为 {wrong.rounded}"
    elif wrong is not None:
        reason = f"里“{wrong.text}”算得不对，应为 {wrong.rounded}"
    elif found and found[0].left != rate:
        reason = f"与基础数据不符，应为“{cell.due}”"
    else:
        # Nothing in it is provably wrong: it was only typed over the formula.
        return case.finding(
            "formula-overwritten",
            Severity.WARNING,
            cell.entry.name,
            f"{in_quotes(indicator.label)}的计算说明原是公式，被改成了手填文字；公式算出的是“{cell.due}”，{case.restored}。",
            stated=stated,
            expected=shown(cell.due),
            basis="下发的公式",
        )
    return case.finding(
        "rate-text-mismatch",
        severity,
        cell.entry.name,
        f"{in_quotes(indicator.label)}的计算说明{reason}；{case.restored}。",
        stated=stated,
        expected=shown(cell.due),
        basis="按写出的算式计算",
    )


def _edited(case: Case, cell: Computed) -> Finding:
    item = case.cells.items[cell.entry.name]
    stands = content(cell.entry.value)
    wrong = cell.known and not cell.right and not cell.follows
    gives, due = case.told(cell.entry.name, stands, due_of(case, cell))
    effect = f"算出{gives}，应为 {due}" if wrong else "目前结果没有错"
    return case.finding(
        "formula-edited",
        Severity.ERROR if wrong else Severity.WARNING,
        cell.entry.name,
        f"{in_quotes(item)}的公式被改动（现为 ={_shortened(cell.entry.formula or '')}），{effect}；{case.restored}。",
        stated=stands,
        expected=due_of(case, cell),
        basis="下发的公式",
    )


def _stale(case: Case, cells: list[Computed]) -> Finding:
    first = cells[0]
    item, stands = case.cells.items[first.entry.name], content(first.entry.value)
    shows, due = case.told(first.entry.name, stands, due_of(case, first))
    others = f"（这样的共 {len(cells)} 处）" if len(cells) > 1 else ""
    return case.finding(
        "stale-value",
        Severity.WARNING,
        first.entry.name,
        f"{in_quotes(item)}显示{shows}，是改数据以前的结果，现在应为 {due}{others}；"
        "请用 Excel 或 WPS 打开，按 F9 重新计算后保存。",
        stated=stands,
        expected=due_of(case, first),
        basis="下发的公式",
    )


def _valueless(case: Case, first: Computed, count: int) -> Finding:
    found = case.finding(
        "missing-value",
        Severity.HINT,
        first.entry.name,
        f"有 {count} 处公式没有保存计算结果（保存它的程序不计算公式），已由本程序算出；"
        "不影响评分，审核稿里已补上。",
        basis="下发的公式",
    )
    return replace(found, item=FORMULAS)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…"
