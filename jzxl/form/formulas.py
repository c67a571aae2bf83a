"""Every formula of a form's workbook, as one expression for each named cell.

Issuing prints these as worksheet formulas, evaluating computes them exactly, checking compares
both with what came back, and correcting restores them.  No formula of the workbook exists
anywhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from jzxl.form import naming
from jzxl.form.blocks import Block, Indicator
from jzxl.form.live_check import LiveCheck
from jzxl.form.live_checks import input_marks, live_checks, overall_result, status_of_marks
from jzxl.form.model import Form, Suggestion
from jzxl.form.row_formulas import row_formulas
from jzxl.rule.exact import Operand, Program, Value, compiled
from jzxl.rule.excel import to_excel
from jzxl.rule.expression import (
    Expression,
    Name,
    Number,
    Operation,
    Text,
    call,
    is_blank,
    join,
    names_in,
    number,
    when_complete,
)
from jzxl.rule.rules import Milestones
from jzxl.rule.scoring import Rounding, final_score, rounded_score
from jzxl.rule.wording import rounded_percent, worked_line

# What a rate cell shows where the denominator is 0, with the numerator 0 too or not.
NOTHING_PLANNED, NO_DENOMINATOR = "不适用", "无分母"


@dataclass(frozen=True, eq=False)
class FormulaBook:
    """The formulas of one form.

    Attributes:
        expressions: by defined name, each after the names it depends on.
        ranges: named ranges as the names of their cells.
        checks: the lines of the 校验 sheet in order.
        suggestions: the names of the cells that suggest a sentence.
    """

    expressions: Mapping[str, Expression]
    ranges: Mapping[str, tuple[str, ...]]
    checks: tuple[LiveCheck, ...]
    suggestions: tuple[str, ...]

    @cached_property
    def live_names(self) -> frozenset[str]:
        """The names of the cells that tell a filler how far the form is."""
        status = {naming.CHECK_RESULT, naming.DATA_STATUS, naming.FORM_STATUS} & self.expressions.keys()
        return frozenset(check.name for check in self.checks) | status

    @cached_property
    def excel(self) -> Mapping[str, str]:
        """The worksheet formulas by defined name, without ``=``."""
        return self.excel_with("")

    @lru_cache(maxsize=64)  # noqa: B019  books are few
    def excel_with(self, prefix: str) -> Mapping[str, str]:
        """The same where every defined name of the form begins with a prefix.

        Args:
            prefix: as :attr:`~jzxl.form.model.Form.prefix` gives it; keys of the result carry none.
        """
        return {name: to_excel(expression, prefix) for name, expression in self.expressions.items()}

    def calculate(self, values: Mapping[str, Value], *, constants: Collection[str] = ()) -> dict[str, Value]:
        """The values of all formulas, from the values of the cells that hold none.

        Args:
            values: by name; a name that is missing is a blank cell.
            constants: names of computed cells whose value in ``values`` stands instead.
        """
        return self._calculate(self._programs, values, frozenset(constants))

    def scores(self, values: Mapping[str, Value], *, constants: Collection[str] = ()) -> dict[str, Value]:
        """The same without the formulas that only help a filler: marks, checks, suggested sentences."""
        return self._calculate(self._programs_of_scores, values, frozenset(constants))

    def _calculate(
        self, programs: Mapping[str, Program], values: Mapping[str, Value], constants: frozenset[str]
    ) -> dict[str, Value]:
        known = {
            name: value for name, value in values.items() if name not in self.expressions or name in constants
        }
        lookup = self._lookup(known)
        results: dict[str, Value] = {}
        for name, program in programs.items():
            if name in constants:
                results[name] = known.get(name)
            else:
                known[name] = results[name] = program(lookup)
        return results

    def _lookup(self, known: Mapping[str, Value]) -> Callable[[str], Operand]:
        """What a name stands for: the value of a cell, or those of all cells of a range."""
        ranges = self.ranges

        def lookup(name: str) -> Operand:
            if name in ranges:
                return tuple(known.get(each) for each in ranges[name])
            return known.get(name)

        return lookup

    @cached_property
    def _programs(self) -> Mapping[str, Program]:
        return {name: compiled(expression) for name, expression in self.expressions.items()}

    @cached_property
    def _programs_of_scores(self) -> Mapping[str, Program]:
        help_only = self.live_names.union(self.ranges[naming.ALL_MARKS], self.suggestions)
        return {name: program for name, program in self._programs.items() if name not in help_only}

    @cached_property
    def _sources(self) -> Mapping[str, frozenset[str]]:
        """The cells that each formula looks at itself."""
        return {
            name: frozenset(
                cell for source in names_in(expression) for cell in self.ranges.get(source, (source,))
            )
            for name, expression in self.expressions.items()
        }

    def dependents(self, *names: str) -> tuple[str, ...]:
        """The computed cells that change with some cells, through others too, each after its sources.

        A computed cell among ``names`` is one of them.
        """
        touched = set(names)
        for computed, sources in self._sources.items():
            if not touched.isdisjoint(sources):
                touched.add(computed)
        return tuple(computed for computed in self.expressions if computed in touched)

    def value_from(self, name: str, values: Mapping[str, Value]) -> Value:
        """What the formula of one cell gives from the values that stand in the others."""
        return self._programs[name](self._lookup(values))


@lru_cache(maxsize=64)
def formula_book(form: Form, goal_rows: tuple[int, ...] | None = None) -> FormulaBook:
    """The formulas of a form; made once a form and layout.

    Args:
        goal_rows: how many rows each group of goals has; as in the definition unless given.
    """
    rows = goal_rows or form.goal_rows
    return _Author(form.with_goal_rows(rows), rows).book()


class _Author:
    """Writes the formulas of one form, in an order in which each can be computed."""

    def __init__(self, form: Form, goal_rows: tuple[int, ...]) -> None:
        self._form = form
        self._goal_rows = goal_rows
        self._rounding: Rounding = form.standard.rounding
        self._written: dict[str, Expression] = {}

    def book(self) -> FormulaBook:
        form = self._form
        for indicator in form.indicators:
            if indicator.row is not None and form.scoring is not None:
                self._written |= row_formulas(indicator, indicator.row, form.scoring, self._rounding)
            elif not indicator.judged:
                self._computed_indicator(indicator)
        for block in form.blocks:
            self._written[naming.score(block)] = (
                self._sum_of_rows(block)
                if block.scores_goals
                else self._sum_when_complete([naming.score(each) for each in block.indicators])
            )
        self._written[naming.WEIGHT_TOTAL] = call("SUM", *(Name(naming.weight(each)) for each in form.blocks))
        block_scores = [naming.score(each) for each in form.blocks]
        self._written[naming.total(form)] = self._sum_when_complete(block_scores)
        self._written[naming.grade(form)] = self._grade()
        for name in form.shown_inputs:
            self._written[naming.echo(name)] = call("IF", is_blank(name), Text(""), Name(name))
        marks = input_marks(form)
        self._written |= marks
        if marks:
            self._written[naming.DATA_STATUS] = status_of_marks()
        for each in form.suggestions:
            self._written[naming.suggestion(each.field)] = self._suggestion(each)
        checks = live_checks(form, self._goal_rows)
        self._written |= {check.name: check.state for check in checks}
        self._written[naming.CHECK_RESULT] = overall_result()
        self._written[naming.FORM_STATUS] = Name(naming.CHECK_RESULT)
        ranges = {naming.ALL_CHECKS: tuple(check.name for check in checks), naming.ALL_MARKS: tuple(marks)}
        for block in form.blocks:
            if block.scores_goals:
                ranges[naming.all_weights(block)] = tuple(naming.weight(each) for each in block.indicators)
                ranges[naming.all_scores(block)] = tuple(naming.score(each) for each in block.indicators)
        suggestions = tuple(naming.suggestion(each.field) for each in form.suggestions)
        return FormulaBook(self._written, ranges, checks, suggestions)

    # ------------------------------------------------------------ scores

    def _computed_indicator(self, indicator: Indicator) -> None:
        weight = Name(naming.weight(indicator))
        if indicator.rate is not None:
            rate = Name(indicator.rate_name)
            self._written[indicator.rate_name] = self._guarded_rate(indicator.rate)
            self._written[naming.score(indicator)] = self._score_by_rate(indicator, rate, weight)
            self._written[naming.note(indicator)] = self._worked_note(indicator.rate, rate)
        elif isinstance(indicator.rule, Milestones):
            inputs = [Name(name) for name in indicator.rule.inputs]
            score = indicator.rule.score(Text(""), weight, indicator.weight, self._rounding)
            self._written[naming.score(indicator)] = when_complete(
                [weight, *inputs], final_score(score, weight, self._rounding)
            )
            self._written[naming.note(indicator)] = when_complete(inputs, self._milestone_note(inputs))
        else:
            raise TypeError(f"{indicator.name}: a computed rule without rate or milestones")

    def _guarded_rate(self, rate: Expression) -> Expression:
        """Blank until all figures are there; words where the denominator is 0."""
        numerator, denominator = _quotient(rate)
        zero = call(
            "IF",
            self._is_zero(denominator),
            call("IF", self._is_zero(numerator), Text(NOTHING_PLANNED), Text(NO_DENOMINATOR)),
            rate,
        )
        return when_complete([Name(name) for name in names_in(rate)], zero)

    def _is_zero(self, expression: Expression) -> Expression:
        """A sum may miss 0 by binary noise; a single figure cannot."""
        if not isinstance(expression, Name):
            expression = call("ROUND", expression, number(self._rounding.amount_decimals))
        return Operation("=", expression, number(0))

    def _score_by_rate(self, indicator: Indicator, rate: Name, weight: Name) -> Expression:
        zero = self._form.standard.zero_denominator
        earned: dict[str, Expression] = {"full": weight, "zero": number(0)}
        score = indicator.rule.score(rate, weight, indicator.weight, self._rounding)
        return call(
            "IF",
            Operation("=", call("COUNT", weight), number(0)),
            Text(""),
            call(
                "IF",
                call("ISNUMBER", rate),
                final_score(score, weight, self._rounding),
                call(
                    "IF",
                    Operation("=", rate, Text(NOTHING_PLANNED)),
                    earned[zero.nothing],
                    call("IF", Operation("=", rate, Text(NO_DENOMINATOR)), earned[zero.something], Text("")),
                ),
            ),
        )

    def _worked_note(self, expression: Expression, rate: Name) -> Expression:
        worked = worked_line(expression, self._form.signed)
        return call(
            "IF",
            call("ISNUMBER", rate),
            join(worked, Text("="), self._percent(rate)),
            call("IF", Operation("=", rate, Text("")), Text(""), join(worked, Text("（"), rate, Text("）"))),
        )

    def _milestone_note(self, inputs: list[Name]) -> Expression:
        pieces: list[Expression] = []
        for name in inputs:
            label = self._form.inputs[name.name].label
            pieces += [Text(("，" if pieces else "") + label), self._percent(name)]
        return join(*pieces)

    def _suggestion(self, suggestion: Suggestion) -> Expression:
        """Blank until every figure in it is there."""
        pieces: list[Expression] = []
        names: list[Name] = []
        for piece in suggestion.pieces:
            if isinstance(piece, str):
                pieces.append(Text(piece))
                continue
            names += [Name(name) for name in names_in(piece)]
            exact = isinstance(piece, Name)
            rounded = call("ROUND", piece, number(self._rounding.amount_decimals))
            pieces.append(piece if exact else rounded)
        return when_complete(list(dict.fromkeys(names)), join(*pieces))

    def _percent(self, rate: Expression) -> Expression:
        return rounded_percent(rate, self._rounding.rate_decimals, self._rounding.guard_decimals)

    def _sum_when_complete(self, names: list[str]) -> Expression:
        cells = [Name(name) for name in names]
        return when_complete(cells, rounded_score(call("SUM", *cells), self._rounding))

    def _sum_of_rows(self, block: Block) -> Expression:
        """Blank until every row with a weight has its score; rows that were inserted are within the ranges."""
        weights, scores = Name(naming.all_weights(block)), Name(naming.all_scores(block))
        none_yet = Operation("=", call("COUNT", weights), number(0))
        incomplete = Operation("<", call("COUNT", scores), call("COUNT", weights))
        added = rounded_score(call("SUM", scores), self._rounding)
        return call("IF", call("OR", none_yet, incomplete), Text(""), added)

    def _grade(self) -> Expression:
        total = Name(naming.total(self._form))
        grades = self._form.standard.grades
        chosen: Expression = Text(grades[-1].name)
        for grade in reversed(grades[:-1]):
            chosen = call("IF", Operation(">=", total, Number(grade.at_least)), Text(grade.name), chosen)
        return call("IF", call("ISNUMBER", total), chosen, Text(""))


def _quotient(rate: Expression) -> tuple[Expression, Expression]:
    if not isinstance(rate, Operation) or rate.operator != "/":
        raise TypeError("a rate is a quotient")
    return rate.left, rate.right
