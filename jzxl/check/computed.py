"""Cells whose value follows from others: what stands there, and what should."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from jzxl.check.case import Case, content, quoted, shown
from jzxl.check.finding import Finding, Severity, Stated
from jzxl.check.score_severity import severity_of
from jzxl.check.score_texts import repeated_in_texts
from jzxl.form import naming
from jzxl.form.blocks import Indicator
from jzxl.form.model import Form
from jzxl.read.entry import Entry
from jzxl.read.typed import Kind, understand
from jzxl.rule.decimals import number_text, round_half_away
from jzxl.rule.exact import Failure, Value
from jzxl.spelling import in_quotes

# A rate in a cell is a binary number; this far behind the point its noise begins.
_NOISE = Fraction(1, 10**9)


@dataclass(frozen=True, slots=True)
class Computed:
    """A computed cell as it came back.

    Attributes:
        due: the value it should have.
        stands: the value it has, a constant text understood as the number it states.
        right: whether it has the value it should have.
        follows: whether it is right, or has the value that its formula gives from the cells around it.
    """

    entry: Entry
    due: Value
    stands: Value
    right: bool
    follows: bool

    @property
    def known(self) -> bool:
        """Whether its value can be computed at all."""
        return type(self.due) is Fraction or (self.due != "" and not isinstance(self.due, Failure))


def same(first: Value, second: Value) -> bool:
    """Whether two values of cells are the same; blank and an empty text are."""
    if type(first) is Fraction and type(second) is Fraction:
        return first == second or abs(first - second) <= _NOISE
    return (first if first is not None else "") == (second if second is not None else "")


@lru_cache(maxsize=64)
def judged_names(form: Form) -> tuple[str, ...]:
    """The computed cells that a department answers for, in the order of the form.

    Marks and live checks are left out: they only repeat what is checked here.
    """
    names = [naming.echo(name) for name in form.shown_inputs]
    for block in form.blocks:
        for each in block.indicators:
            if each.row is not None:
                names.append(naming.part(each.row, naming.GOAL_TARGET))
            if not each.judged:
                names += [each.rate_name, naming.score(each), naming.note(each)]
        names.append(naming.score(block))
    return (*names, naming.WEIGHT_TOTAL, naming.total(form), naming.grade(form))


def look_at(case: Case, entry: Entry) -> Computed:
    stated = case.evaluation.stated
    due = case.evaluation.evaluated[entry.name]
    stands = stated.get(entry.name)
    if entry.formula is None and isinstance(stands, str) and isinstance(due, Fraction):
        understood = understand(stands, Kind.SCORE).value
        stands = Fraction(understood) if understood is not None else stands
    elif isinstance(stands, str):
        stands = stands.strip()
    right = same(stands, due) or (entry.formula is None and _is_rounded_rate(case, entry.name, stands, due))
    # What has the value it should have need not be computed from its neighbours as well.
    follows = right or same(stands, case.book.value_from(entry.name, stated))
    return Computed(entry, due, stands, right, follows)


def _is_rounded_rate(case: Case, name: str, stands: Value, due: Value) -> bool:
    """Whether a rate was typed as its cell shows it: 97.66% for 0.9765625."""
    if name not in rate_names(case.form) or type(stands) is not Fraction or type(due) is not Fraction:
        return False
    return stands == round_half_away(due, case.form.standard.rounding.rate_decimals + 2)


@lru_cache(maxsize=64)
def rate_names(form: Form) -> frozenset[str]:
    """The cells of rates; they show a percentage."""
    return frozenset(each.rate_name for each in form.indicators if each.rate_name)


def mismatch(case: Case, cell: Computed) -> Finding | None:
    """A score, sum or grade is wrong by the form's own figures; None for another kind of cell."""
    name, stated = cell.entry.name, content(cell.entry.value)
    indicator = indicator_of(case, name)
    if indicator is not None and name == naming.score(indicator):
        return _score_mismatch(case, cell, indicator)
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
            f"{case.form.total_label} {score} 分，等次应为“{cell.due}”，填的是{quoted(stated)}{repeated_in_texts(case, name)}。",
            stated=stated,
            expected=shown(cell.due),
            basis=_grade_bands(case),
        )
    return None


def _score_mismatch(case: Case, cell: Computed, indicator: Indicator) -> Finding:
    worked = case.evaluation.evaluated[naming.note(indicator)]
    due = cell.due if isinstance(cell.due, Fraction) else Fraction(0)
    row = next((each for each in case.filled.scored if each.indicator is indicator), None)
    label = row.label if row is not None else in_quotes(indicator.label)
    stated = content(cell.entry.value)
    rule = f"{worked}，{indicator.rule.wording(indicator.weight)}"
    scoring = case.form.scoring
    if row is not None and scoring is not None and row.sign == scoring.judged:
        rule = f"档次是“{worked}”，得分与自评分相同" if worked else "得分与自评分相同"
    elif row is not None:
        weight = case.evaluation.inputs.get(naming.weight(indicator))
        rule += f"（分值 {number_text(weight)} 分）" if isinstance(weight, Fraction) else ""
    stands = cell.stands if isinstance(cell.stands, Fraction) else None
    weight = case.evaluation.inputs.get(naming.weight(indicator))
    severity, more = severity_of(case, row, due, stands, weight if isinstance(weight, Fraction) else None)
    if (
        severity is Severity.HINT
        and not case.filled.by_labels
        and cell.entry.name not in case.filled.inserted
    ):
        severity, more = Severity.WARNING, f"{more}；这里原是公式，{case.restored}"
    return case.finding(
        "score-mismatch",
        severity,
        cell.entry.name,
        f"{label}：{rule}；应得 {case.score_text(due)} 分，填的是{quoted(stated)}{more and f'，{more}'}。",
        stated=stated,
        expected=due_of(case, cell),
        basis=case.basis_of(indicator),
    )


def _sum_mismatch(case: Case, cell: Computed, code: str, parts: list[Value]) -> Finding:
    item, stated = case.cells.items[cell.entry.name], content(cell.entry.value)
    written = "+".join(number_text(each) for each in parts if isinstance(each, Fraction))
    return case.finding(
        code,
        Severity.ERROR,
        cell.entry.name,
        f"{in_quotes(item)}应为 {written}={due_of(case, cell)}，填的是{quoted(stated)}"
        f"{repeated_in_texts(case, cell.entry.name)}。",
        stated=stated,
        expected=due_of(case, cell),
        basis="所属各项得分之和",
    )


def due_of(case: Case, cell: Computed) -> Stated:
    """The value due; a score with its printed places."""
    if isinstance(cell.due, Fraction) and cell.entry.name in case.cells.scores:
        return Decimal(case.score_text(cell.due))
    return shown(cell.due)


def indicator_of(case: Case, name: str) -> Indicator | None:
    for indicator in case.form.indicators:
        if name in (naming.score(indicator), naming.note(indicator)):
            return indicator
    return None


def _grade_bands(case: Case) -> str:
    return "；".join(
        f"{grade.name} 从 {number_text(grade.at_least)} 分起" for grade in case.form.standard.grades
    )
