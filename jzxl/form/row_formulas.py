"""The formulas of a goal that has a weight and a score of its own."""

from __future__ import annotations

from jzxl.form import naming
from jzxl.form.blocks import AT_LEAST, AT_MOST, GoalRow, Indicator
from jzxl.form.goal_scoring import GoalScoring
from jzxl.rule.expression import Expression, Name, Operation, Text, call, is_blank, join, number
from jzxl.rule.scoring import Rounding, final_score
from jzxl.rule.wording import rounded_percent

# In the worked line, between result and target, where the target was met.
_MET = {AT_LEAST: "≥", AT_MOST: "≤"}


def row_formulas(
    indicator: Indicator, row: GoalRow, scoring: GoalScoring, rounding: Rounding
) -> dict[str, Expression]:
    """Target as printed, attainment, score and worked line of a row, by name, each after its sources."""
    author = _Row(indicator, row, scoring, rounding)
    return {
        naming.part(row, naming.GOAL_TARGET): author.target(),
        indicator.rate_name: author.attainment(),
        naming.score(indicator): author.score(),
        naming.note(indicator): author.note(),
    }


class _Row:
    def __init__(self, indicator: Indicator, row: GoalRow, scoring: GoalScoring, rounding: Rounding) -> None:
        self._indicator, self._scoring, self._rounding = indicator, scoring, rounding
        self._sign, self._aim, self._unit, self._reached, self._own, self._level = (
            Name(naming.part(row, each))
            for each in (
                naming.GOAL_SIGN,
                naming.GOAL_NUMBER,
                naming.GOAL_UNIT,
                naming.GOAL_ACTUAL,
                naming.GOAL_OWN_SCORE,
                naming.GOAL_LEVEL,
            )
        )
        self._rate = Name(indicator.rate_name)
        self._weight = Name(naming.weight(indicator))

    @property
    def _judged(self) -> Expression:
        return Operation("=", self._sign, Text(self._scoring.judged))

    def target(self) -> Expression:
        """``≥50个``; of a target without figures its words alone."""
        with_sign = call("IF", self._judged, Text(""), self._sign)
        return call("IF", is_blank(self._aim.name), Text(""), join(with_sign, self._aim, self._unit))

    def attainment(self) -> Expression:
        """How far the target was reached, as a fraction of one; blank until both figures are there.

        A target of zero or below is met or missed, with nothing in between.
        """
        value: Expression = Text("")
        for direction, sign in reversed(tuple(self._scoring.signs.items())):
            value = call("IF", Operation("=", self._sign, Text(sign)), self._attained(direction), value)
        figures = Operation("<", call("COUNT", self._aim, self._reached), number(2))
        return call("IF", figures, Text(""), value)

    def _attained(self, direction: str) -> Expression:
        aim, reached = self._aim, self._reached
        share, inverse = Operation("/", reached, aim), Operation("/", aim, reached)
        if direction == AT_LEAST:
            met = call("IF", Operation(">=", reached, aim), number(1), number(0))
            return call("IF", Operation("<=", aim, number(0)), met, share)
        if direction == AT_MOST:
            missed = call("IF", Operation("<=", aim, number(0)), number(0), inverse)
            return call("IF", Operation("<=", reached, aim), number(1), missed)
        nothing = call("OR", Operation("<=", aim, number(0)), Operation("<=", reached, number(0)))
        near = call("IF", nothing, number(0), call("MIN", share, inverse))
        return call("IF", Operation("=", reached, aim), number(1), near)

    def score(self) -> Expression:
        """By the rule from the attainment, or as judged; blank until there is something to score."""
        rule = self._indicator.rule
        by_rule = rule.score(self._rate, self._weight, self._indicator.weight, self._rounding)
        scored = call(
            "IF",
            self._judged,
            self._when_number(self._own, final_score(self._own, self._weight, self._rounding)),
            self._when_number(self._rate, final_score(by_rule, self._weight, self._rounding)),
        )
        return call(
            "IF",
            Operation("=", call("COUNT", self._weight), number(0)),
            Text(""),
            # Where nothing is to be had, nothing need be filled.
            call("IF", Operation("=", self._weight, number(0)), number(0), scored),
        )

    def _when_number(self, cell: Name, value: Expression) -> Expression:
        return call("IF", call("ISNUMBER", cell), value, Text(""))

    def note(self) -> Expression:
        """``45/50=90%``, or which side of the target the result is on; of a judged one its level."""
        worked: Expression = Text("")
        for direction, sign in reversed(tuple(self._scoring.signs.items())):
            worked = call("IF", Operation("=", self._sign, Text(sign)), self._worked(direction), worked)
        return call("IF", self._judged, join(self._level, Text("")), self._when_number(self._rate, worked))

    def _worked(self, direction: str) -> Expression:
        percent = rounded_percent(self._rate, self._rounding.rate_decimals, self._rounding.guard_decimals)
        share = join(self._reached, Text("/"), self._aim, Text("="), percent)
        if direction == AT_LEAST:
            zero = join(self._reached, Text(_MET[AT_LEAST]), self._aim)
            missed = join(self._reached, Text("<"), self._aim)
            apart = call("IF", Operation(">=", self._reached, self._aim), zero, missed)
            return call("IF", Operation("<=", self._aim, number(0)), apart, share)
        if direction == AT_MOST:
            met = join(self._reached, Text(_MET[AT_MOST]), self._aim)
            above = join(self._aim, Text("/"), self._reached, Text("="), percent)
            return call("IF", Operation("<=", self._reached, self._aim), met, above)
        equal = Operation("=", self._reached, self._aim)
        return call(
            "IF",
            equal,
            join(self._reached, Text("="), self._aim),
            join(self._reached, Text("≠"), self._aim, Text("，"), percent),
        )
