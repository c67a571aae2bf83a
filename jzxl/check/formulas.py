"""Computed cells: overwritten by a constant, formula edited, value stale or missing, plain wrong.

Each computed cell is judged on its own account: a subtotal that is wrong only because a score it
adds is wrong is no finding of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from jzxl.check.case import Case, content, quoted, shown
from jzxl.check.finding import Finding, Severity, Stated
from jzxl.evaluate import has_no_value
from jzxl.form import naming
from jzxl.form.model import Indicator
from jzxl.read.filing import Entry
from jzxl.read.typed import Kind, understand
from jzxl.rule.decimals import number_text
from jzxl.rule.exact import Failure, Value
from jzxl.rule.excel import same_formula
from jzxl.text.arithmetic import Verdict, equations

# A rate in a cell is a binary number; this far behind the point its noise begins.
_NOISE = Fraction(1, 10**9)
_LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True)
class _Computed:
    """A computed cell as it came back.

    Attributes:
        due: the value it should have.
        stands: the value it has, a constant text understood as the number it states.
        follows: whether it is right, or has the value that its formula gives from the cells around it.
    """

    entry: Entry
    due: Value
    stands: Value
    follows: bool

    @property
    def right(self) -> bool:
        """Whether it has the value it should have."""
        return same(self.stands, self.due)

    @property
    def known(self) -> bool:
        """Whether its value can be computed at all."""
        return self.due != "" and not isinstance(self.due, Failure)


def same(first: Value, second: Value) -> bool:
    """Whether two values of cells are the same; blank and an empty text are."""
    if isinstance(first, Fraction) and isinstance(second, Fraction):
        return abs(first - second) <= _NOISE
    return (first if first is not None else "") == (second if second is not None else "")


def computed_cells(case: Case) -> Iterator[Finding]:
    """Every computed cell holds the formula that was issued, with an up-to-date and right value."""
    stale: list[_Computed] = []
    valueless: list[_Computed] = []
    for name in _judged_names(case):
        entry = case.entry(name)
        if entry is None:
            continue
        cell = _look_at(case, entry)
        if entry.formula is None:
            if cell.known or entry.value is not None:
                yield _constant(case, cell)
        elif not case.outdated and not same_formula(entry.formula, case.filled.instance.formulas[name]):
            yield _edited(case, cell)
        elif has_no_value(entry):
            if cell.known:
                valueless.append(cell)
        elif cell.known and not cell.right and not cell.follows:
            if case.outdated:
                yield _mismatch(case, cell)
            else:
                stale.append(cell)
    if stale:
        yield _stale(case, stale)
    if valueless:
        yield _valueless(case, valueless)


def _judged_names(case: Case) -> Iterator[str]:
    """The computed cells that a department answers for, in the order of the form.

    Marks and live checks are left out: they only repeat what is checked here.
    """
    for name in case.form.shown_inputs:
        yield naming.echo(name)
    for block in case.form.blocks:
        for indicator in block.indicators:
            if not indicator.judged:
                yield from (indicator.rate_name, naming.score(indicator), naming.note(indicator))
        yield naming.score(block)
    yield from (naming.WEIGHT_TOTAL, naming.total(case.form), naming.grade(case.form))


def _look_at(case: Case, entry: Entry) -> _Computed:
    stated = case.evaluation.stated
    due = case.evaluation.evaluated[entry.name]
    stands = stated.get(entry.name)
    if entry.formula is None and isinstance(stands, str) and isinstance(due, Fraction):
        understood = understand(stands, Kind.SCORE).value
        stands = Fraction(understood) if understood is not None else stands
    elif isinstance(stands, str):
        stands = stands.strip()
    # What has the value it should have need not be computed from its neighbours as well.
    follows = same(stands, due) or same(stands, case.book.value_from(entry.name, stated))
    return _Computed(entry, due, stands, follows)


# ---------------------------------------------------------------- the findings


def _constant(case: Case, cell: _Computed) -> Finding:
    """A formula was overwritten: by what it would give, or by something else."""
    if cell.known and not cell.right and not cell.follows:
        return _mismatch(case, cell)
    item, stated = case.cells.items[cell.entry.name], content(cell.entry.value)
    if cell.right or not cell.known:
        reason = (
            "目前数值没有错，但以后改数据时它不会再跟着变" if cell.right else "有数据没有填，暂时无法核对"
        )
    else:
        reason = f"它与表上其他数相符，但那些数有误，应为 {_due(case, cell)}"
    return case.finding(
        "formula-overwritten",
        Severity.WARNING,
        cell.entry.name,
        f"“{item}”的公式被改成了{quoted(stated)}；{reason}；{case.restored}。",
        stated=stated,
        expected=_due(case, cell),
        basis="下发的公式",
    )


def _mismatch(case: Case, cell: _Computed) -> Finding:
    """The value is wrong by the form's own figures."""
    name, stated = cell.entry.name, content(cell.entry.value)
    indicator = _indicator_of(case, name)
    if indicator is not None and name == naming.score(indicator):
        return _score_mismatch(case, cell, indicator)
    if indicator is not None and name == naming.note(indicator):
        return _note_mismatch(case, cell, indicator)
    for block in case.form.blocks:
        if name == naming.score(block):
            parts = [case.evaluation.score(naming.score(each)) for each in block.indicators]
            return _sum_mismatch(case, cell, "subtotal-mismatch", parts)
    if name == naming.total(case.form):
        parts = [case.evaluation.score(naming.score(each)) for each in case.form.blocks]
        return _sum_mismatch(case, cell, "total-mismatch", parts)
    if name == naming.grade(case.form):
        total = case.evaluation.evaluated[naming.total(case.form)]
        score = case.score_text(total) if isinstance(total, Fraction) else "—"
        return case.finding(
            "grade-mismatch",
            Severity.ERROR,
            name,
            f"{case.form.total_label} {score} 分，等次应为“{cell.due}”，填的是{quoted(stated)}。",
            stated=stated,
            expected=shown(cell.due),
            basis=_grade_bands(case),
        )
    return case.finding(
        "formula-overwritten",
        Severity.ERROR,
        name,
        f"“{case.cells.items[name]}”的公式被改成了{quoted(stated)}，按基础数据应为 {_due(case, cell)}；{case.restored}。",
        stated=stated,
        expected=_due(case, cell),
        basis="下发的公式",
    )


def _score_mismatch(case: Case, cell: _Computed, indicator: Indicator) -> Finding:
    worked = case.evaluation.evaluated[naming.note(indicator)]
    due = cell.due if isinstance(cell.due, Fraction) else Fraction(0)
    stated = content(cell.entry.value)
    return case.finding(
        "score-mismatch",
        Severity.ERROR,
        cell.entry.name,
        f"“{indicator.label}”：{worked}，{indicator.rule.wording(indicator.weight)}；"
        f"应得 {case.score_text(due)} 分，填的是{quoted(stated)}。",
        stated=stated,
        expected=_due(case, cell),
        basis=case.basis_of(indicator),
    )


def _note_mismatch(case: Case, cell: _Computed, indicator: Indicator) -> Finding:
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
            f"“{indicator.label}”的计算说明原是公式，被改成了手填文字；公式算出的是“{cell.due}”，{case.restored}。",
            stated=stated,
            expected=shown(cell.due),
            basis="下发的公式",
        )
    return case.finding(
        "rate-text-mismatch",
        severity,
        cell.entry.name,
        f"“{indicator.label}”的计算说明{reason}；{case.restored}。",
        stated=stated,
        expected=shown(cell.due),
        basis="按写出的算式计算",
    )


def _sum_mismatch(case: Case, cell: _Computed, code: str, parts: list[Value]) -> Finding:
    item, stated = case.cells.items[cell.entry.name], content(cell.entry.value)
    written = "+".join(number_text(each) for each in parts if isinstance(each, Fraction))
    return case.finding(
        code,
        Severity.ERROR,
        cell.entry.name,
        f"“{item}”应为 {written}={_due(case, cell)}，填的是{quoted(stated)}。",
        stated=stated,
        expected=_due(case, cell),
        basis="所属各项得分之和",
    )


def _edited(case: Case, cell: _Computed) -> Finding:
    item = case.cells.items[cell.entry.name]
    stands = content(cell.entry.value)
    wrong = cell.known and not cell.right and not cell.follows
    effect = f"算出{quoted(stands)}，应为 {_due(case, cell)}" if wrong else "目前结果没有错"
    return case.finding(
        "formula-edited",
        Severity.ERROR if wrong else Severity.WARNING,
        cell.entry.name,
        f"“{item}”的公式被改动（现为 ={_shortened(cell.entry.formula or '')}），{effect}；{case.restored}。",
        stated=stands,
        expected=_due(case, cell),
        basis="下发的公式",
    )


def _stale(case: Case, cells: list[_Computed]) -> Finding:
    first = cells[0]
    item, stands = case.cells.items[first.entry.name], content(first.entry.value)
    others = f"（这样的共 {len(cells)} 处）" if len(cells) > 1 else ""
    return case.finding(
        "stale-value",
        Severity.WARNING,
        first.entry.name,
        f"“{item}”显示{quoted(stands)}，是改数据以前的结果，现在应为 {_due(case, first)}{others}；"
        "请用 Excel 或 WPS 打开，按 F9 重新计算后保存。",
        stated=stands,
        expected=_due(case, first),
        basis="下发的公式",
    )


def _valueless(case: Case, cells: list[_Computed]) -> Finding:
    first = cells[0]
    return case.finding(
        "missing-value",
        Severity.HINT,
        first.entry.name,
        f"有 {len(cells)} 处公式没有保存计算结果（保存它的程序不计算公式），已由本程序算出；"
        "不影响评分，审核稿里已补上。",
        stated=None,
        expected=_due(case, first),
        basis="下发的公式",
    )


# ---------------------------------------------------------------- words


def _due(case: Case, cell: _Computed) -> Stated:
    """The value due; a score with its printed places."""
    if isinstance(cell.due, Fraction) and cell.entry.name in case.cells.scores:
        return Decimal(case.score_text(cell.due))
    return shown(cell.due)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…"


def _indicator_of(case: Case, name: str) -> Indicator | None:
    for indicator in case.form.indicators:
        if name in (naming.score(indicator), naming.note(indicator)):
            return indicator
    return None


def _grade_bands(case: Case) -> str:
    return "；".join(
        f"{grade.name} 从 {number_text(grade.at_least)} 分起" for grade in case.form.standard.grades
    )
