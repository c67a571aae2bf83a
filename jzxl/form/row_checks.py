"""The lines of the 校验 sheet for goals that have a weight and a score of their own."""

from __future__ import annotations

from collections.abc import Iterator

from jzxl.form import naming
from jzxl.form.blocks import GoalRow, Indicator
from jzxl.form.goal_scoring import GoalScoring, Level
from jzxl.form.live_check import FAILED, OPEN, PASSED, LiveCheck
from jzxl.form.model import Form
from jzxl.rule.expression import Expression, Name, Number, Operation, Text, call, number
from jzxl.rule.scoring import Rounding
from jzxl.spelling import SAYS_NOTHING


def row_checks(form: Form) -> Iterator[LiveCheck]:
    """One line for each row: unused, or filled whole, with figures or within its level, and explained."""
    scoring, section = form.scoring, form.scored_goals
    if scoring is None or section is None:
        return
    reason = section.header("reason") or naming.GOAL_REASON
    for indicator, row in form.rows_of_goals:
        yield LiveCheck(
            naming.live_check(indicator.name),
            section.side,
            f"{row.called}：各栏一起填，不用的行空着；没有达到目标的要填{reason}，填“无”不算",
            naming.part(row, naming.GOAL_NAME),
            _row_state(indicator, row, scoring, form.standard.rounding),
        )


def _row_state(indicator: Indicator, row: GoalRow, scoring: GoalScoring, rounding: Rounding) -> Expression:
    sign = naming.part(row, naming.GOAL_SIGN)
    actual = naming.part(row, naming.GOAL_ACTUAL)
    always = [
        naming.part(row, naming.GOAL_NAME),
        naming.part(row, naming.GOAL_NUMBER),
        naming.weight(indicator),
    ]
    judged = Operation("=", Name(sign), Text(scoring.judged))
    # A judged goal is told by its level; words on what was reached are its own to add.
    by_level = [naming.part(row, naming.GOAL_LEVEL), naming.part(row, naming.GOAL_OWN_SCORE)]
    # Direction and unit may stand there before anybody fills the row.
    unused = call("AND", *map(_blank, [*always, actual, *by_level]))
    incomplete = call("OR", *map(_blank, [*always, sign]))
    return call(
        "IF",
        unused,
        Text(PASSED),
        call(
            "IF",
            incomplete,
            Text(OPEN),
            call(
                "IF",
                judged,
                call(
                    "IF",
                    call("OR", *map(_blank, by_level)),
                    Text(OPEN),
                    _judged_state(indicator, row, scoring, rounding),
                ),
                call("IF", _blank(actual), Text(OPEN), _measured_state(indicator, row)),
            ),
        ),
    )


def _measured_state(indicator: Indicator, row: GoalRow) -> Expression:
    rate = Name(indicator.rate_name)
    missed = Operation("<", rate, number(1))
    figures = Operation("=", call("COUNT", rate, Name(naming.weight(indicator))), number(2))
    return call("IF", figures, _explained(missed, row), Text(FAILED))


def _judged_state(indicator: Indicator, row: GoalRow, scoring: GoalScoring, rounding: Rounding) -> Expression:
    level = Name(naming.part(row, naming.GOAL_LEVEL))
    own, weight = Name(naming.part(row, naming.GOAL_OWN_SCORE)), Name(naming.weight(indicator))
    # A level that is none of the list is a mistake.
    fits: Expression = Text(FAILED)
    for each in reversed(scoring.levels):
        fits_level = in_band(each, own, weight, rounding)
        state = call("IF", fits_level, Text(PASSED) if each.best else _explained(None, row), Text(FAILED))
        fits = call("IF", Operation("=", level, Text(each.name)), state, fits)
    numbers = Operation("=", call("COUNT", own, weight), number(2))
    return call("IF", numbers, fits, Text(FAILED))


def in_band(level: Level, own: Name, weight: Name, rounding: Rounding) -> Expression:
    """Whether a score lies within the bounds of a level, free of binary noise."""

    def share(part: Expression) -> Expression:
        return call("ROUND", Operation("*", part, weight), number(rounding.guard_decimals))

    least, most = (share(Number(each)) for each in (level.least, level.most))
    # Of no weight there is only one score.
    below = call("OR", Operation("<", own, most), Operation("=", weight, number(0)))
    bounds = [Operation(">=", own, least), Operation("<=", own, most)]
    return call("AND", *bounds, *([] if level.best else [below]))


def _explained(missed: Expression | None, row: GoalRow) -> Expression:
    """Passed, but open where the goal was missed and nobody says why."""
    name = naming.part(row, naming.GOAL_REASON)
    words = call("TRIM", Name(name))
    silent = call("OR", _blank(name), *(Operation("=", words, Text(each)) for each in SAYS_NOTHING))
    unexplained = silent if missed is None else call("AND", missed, silent)
    return call("IF", unexplained, Text(OPEN), Text(PASSED))


def _blank(name: str) -> Expression:
    """Whether nothing can be seen in a cell, spaces aside."""
    return Operation("=", call("LEN", call("TRIM", Name(name))), number(0))
