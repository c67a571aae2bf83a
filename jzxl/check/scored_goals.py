"""Goals with a weight and a score each: whole rows, bands of judged ones, reasons."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jzxl.check.case import Case, shown
from jzxl.check.finding import Finding, Severity, Stated
from jzxl.form import naming
from jzxl.form.blocks import AT_LEAST, EXACTLY
from jzxl.form.goal_scoring import GoalScoring, Level
from jzxl.form.instance import STANDARD_SHEET
from jzxl.form.row_checks import in_band
from jzxl.form.sections import SCORED_PARTS
from jzxl.package import CellValue
from jzxl.read.result_text import bare_number, likeliest_percentage, unit_stated
from jzxl.read.scored_goals import PERCENT_SIGNS, ScoredGoal, own_score
from jzxl.read.target_text import Doubt
from jzxl.rule.decimals import number_text, to_decimal
from jzxl.rule.exact import evaluate
from jzxl.rule.expression import Name
from jzxl.rule.wording import percent_text


def scored_goals(case: Case) -> Iterator[Finding]:
    """Every used row is filled whole, with figures where they are due, and explained where it is to be."""
    scoring = case.form.scoring
    if scoring is None:
        return
    for goal in case.filled.scored:
        row = _Row(case, scoring, goal)
        incomplete = list(row.incomplete())
        yield from incomplete
        yield from row.wrong_choice()
        yield from row.written_otherwise()
        if not incomplete:
            yield from row.no_figure()
            yield from row.band()
            yield from row.score_left_blank()
        yield from row.reason()


class _Row:
    def __init__(self, case: Case, scoring: GoalScoring, goal: ScoredGoal) -> None:
        self._case, self._scoring, self._goal = case, scoring, goal
        self._judged = goal.sign == scoring.judged
        self._weight = case.evaluation.inputs.get(naming.weight(goal.indicator))
        self._rate = case.evaluation.evaluated.get(goal.indicator.rate_name)
        self._own = own_score(goal, case.filled.numbers)

    def _finding(
        self,
        code: str,
        severity: Severity,
        name: str,
        message: str,
        *,
        stated: Stated = None,
        expected: Stated = None,
    ) -> Finding:
        """A finding at a cell of the row, by its whole name."""
        return self._case.finding(
            code, severity, name, message, stated=stated, expected=expected, basis=STANDARD_SHEET
        )

    def _name(self, part: str) -> str:
        return naming.part(self._goal.row, part)

    @property
    def _target_name(self) -> str:
        return self._name(naming.GOAL_TARGET if self._goal.from_text else naming.GOAL_NUMBER)

    @property
    def _score_name(self) -> str:
        """Where the unit gave the score of a judged goal."""
        own = self._case.filled.numbers.get(self._name(naming.GOAL_OWN_SCORE))
        if own is not None and own.value is not None:
            return self._name(naming.GOAL_OWN_SCORE)
        return naming.score(self._goal.indicator)

    def incomplete(self) -> Iterator[Finding]:
        """One finding a row for all that it lacks."""
        goal, own = self._goal, naming.GOAL_OWN_SCORE
        cells = (
            (not goal.name, self._name(naming.GOAL_NAME), self._header("name")),
            (not goal.sign and not goal.from_text, self._name(naming.GOAL_SIGN), naming.GOAL_SIGN),
            (
                not goal.target_text,
                self._target_name,
                self._header("target") if goal.from_text else naming.GOAL_NUMBER,
            ),
            (
                not goal.actual_text and not self._judged,
                self._name(naming.GOAL_ACTUAL),
                self._header("actual"),
            ),
            (
                not isinstance(self._weight, Fraction),
                naming.weight(goal.indicator),
                self._header("weight"),
            ),
            # A sheet that was typed has no place for the level; its score stands where all scores stand.
            (
                self._judged
                and not self._chosen_level
                and goal.level is None
                and not (goal.from_text or goal.typed),
                self._name(naming.GOAL_LEVEL),
                naming.GOAL_LEVEL,
            ),
            (
                self._judged and self._own is None,
                naming.score(goal.indicator) if goal.from_text or goal.typed else self._name(own),
                own,
            ),
        )
        # On a typed sheet a column may be missing as a whole, which is said of the column.
        absent = {
            name for _, name, _ in cells if self._case.filled.by_labels and self._case.entry(name) is None
        }
        lacking = [(name, label) for lacks, name, label in cells if lacks and name not in absent]
        if lacking:
            listed = "、".join(label for _, label in lacking)
            message = f"{goal.label}没有填{listed}；请补填，不用的行请整行空着。"
            yield self._finding("indicator-incomplete", Severity.WARNING, lacking[0][0], message)

    def _header(self, part: str) -> str:
        """What the form calls a column."""
        section = self._case.form.scored_goals
        return (section.header(part) if section is not None else "") or SCORED_PARTS.get(part, part)

    @property
    def _chosen_level(self) -> str:
        level = self._case.entry(self._name(naming.GOAL_LEVEL))
        return str(level.value).strip() if level is not None and level.value is not None else ""

    def wrong_choice(self) -> Iterator[Finding]:
        """Direction and level are words of the form."""
        goal, choices = self._goal, self._scoring.choices
        if not goal.from_text and goal.sign and goal.sign not in choices:
            message = (
                f"{goal.label}的{naming.GOAL_SIGN}是“{goal.sign}”，只能是 {'、'.join(choices)}；请更正。"
            )
            name = self._name(naming.GOAL_SIGN)
            yield self._finding("not-a-choice", Severity.ERROR, name, message, stated=goal.sign)
        chosen = self._chosen_level
        if chosen and self._judged and self._scoring.level(chosen) is None:
            listed = "、".join(each.name for each in self._scoring.levels)
            message = f"{goal.label}的{naming.GOAL_LEVEL}是“{chosen}”，只能是：{listed}；请更正。"
            name = self._name(naming.GOAL_LEVEL)
            yield self._finding("not-a-choice", Severity.ERROR, name, message, stated=chosen)

    def written_otherwise(self) -> Iterator[Finding]:
        """A figure that no formula could read, or read as another one, and what it was taken for."""
        goal = self._goal
        if goal.from_text or self._judged:
            return
        for part, figure in ((naming.GOAL_NUMBER, goal.target), (naming.GOAL_ACTUAL, goal.actual)):
            entry = self._case.entry(self._name(part))
            if entry is None or figure is None:
                continue
            percent = part in goal.percents
            if not percent and not isinstance(entry.value, str):
                continue
            said = f"{number_text(figure)}%" if percent else str(entry.value).strip()
            wrong = "表里存的是它的百分之一，得分也就算错了" if percent else "公式不能计算文字"
            both = len(goal.percents) == len(naming.ROW_MEASURES)
            if percent and both:
                wrong = "表里存的是它的百分之一，得分没有受影响，但印出来的目标不对"
            yield self._finding(
                "number-as-text",
                Severity.WARNING if percent and not both else Severity.HINT,
                self._name(part),
                f"{goal.label}的{self._case.cells.items[self._name(part)].rpartition(' ')[2]}填的是“{said}”，"
                f"{wrong}；已按 {number_text(figure)} 计算，以后请只填数字。",
                stated=said,
                expected=to_decimal(figure),
            )

    def no_figure(self) -> Iterator[Finding]:
        """A target with a figure asks for a result with one; else the score cannot be computed."""
        goal = self._goal
        if self._judged or goal.sign not in self._scoring.signs.values():
            return
        target = f"{goal.sign}{goal.target_text}" if not goal.from_text else goal.target_text
        if goal.target is None:
            message = f"{goal.label}的目标“{goal.target_text}”看不出是多少；请只填数，没有数的选“{self._scoring.judged}”。"
            yield self._finding(
                "not-a-number", Severity.ERROR, self._target_name, message, stated=goal.target_text
            )
        elif goal.actual is None:
            taken = "；得分暂按填报的计算" if goal.stated is not None and goal.from_text else ""
            unit = unit_stated(goal.actual_text)
            why = (
                f"单位“{unit}”和目标的不一样，没法比较；请改成一样的"
                if unit not in ("", goal.unit)
                else "看不出准确是多少；请填数"
            )
            message = f"{goal.label}的目标“{target}”是数，实际完成填的是“{goal.actual_text}”，{why}{taken}。"
            severity = Severity.WARNING if goal.from_text else Severity.ERROR
            name = self._name(naming.GOAL_ACTUAL)
            yield self._finding("not-a-number", severity, name, message, stated=goal.actual_text)

    def score_left_blank(self) -> Iterator[Finding]:
        """In an inserted row stands no formula, so its score is to be typed, or no total comes about."""
        goal, name = self._goal, naming.score(self._goal.indicator)
        due = self._case.evaluation.evaluated.get(name)
        if goal.inserted and goal.stated is None and isinstance(due, Fraction):
            score = self._case.score_text(due)
            message = (
                f"{goal.label}是插入的行，没有得分公式，得分是空白，应得 {score} 分；"
                "请填上得分（工作表有保护的，先撤销保护，没有密码）。"
            )
            yield self._finding(
                "indicator-incomplete", Severity.WARNING, name, message, expected=to_decimal(due)
            )

    def band(self) -> Iterator[Finding]:
        """The score of a judged goal lies in the band of its level, and between 0 and its weight anyway."""
        goal, own, weight = self._goal, self._own, self._weight
        if not self._judged or own is None or not isinstance(weight, Fraction):
            return
        if goal.level is not None:
            if self._in_band(goal.level, own, weight):
                return
            message = (
                f"{goal.label}的{naming.GOAL_LEVEL}是“{goal.level.name}”，分值 {number_text(weight)} 分，"
                f"得分应在 {_band_text(goal.level, weight)}，自评是 {number_text(own)} 分；请核对。"
            )
        elif 0 <= own <= weight:
            return
        else:
            message = (
                f"{goal.label}自评 {number_text(own)} 分，应在 0 到 {number_text(weight)} 分之间；请更正。"
            )
        code = "band-mismatch" if goal.level is not None else "score-out-of-range"
        yield self._finding(code, Severity.ERROR, self._score_name, message, stated=shown(own))

    def _in_band(self, level: Level, own: Fraction, weight: Fraction) -> bool:
        """By the very expression that 校验 asks."""
        names = Name("own"), Name("weight")
        bounds = in_band(level, *names, self._case.form.standard.rounding)
        return evaluate(bounds, {"own": own, "weight": weight}.get) is True

    def reason(self) -> Iterator[Finding]:
        """What was missed, or exceeded by far, is explained."""
        goal = self._goal
        if goal.reason:
            return
        column = self._header("reason")
        missed = self._missed()
        if missed:
            message = f"{goal.label}{missed}，没有填{column}；请补填。"
            name = self._name(naming.GOAL_REASON)
            yield self._finding("deviation-reason-missing", Severity.WARNING, name, message)
            return
        lower = self._scoring.signs.get(AT_LEAST)
        if goal.sign != lower or not goal.target or goal.actual is None or goal.target <= 0:
            return
        if goal.doubt is not None:
            return  # It may be a limit from above, or the result another figure; that is said.
        if goal.actual / goal.target > self._scoring.over:
            message = (
                f"{goal.label}目标 {number_text(goal.target)}{goal.unit}，实际 "
                f"{number_text(goal.actual)}{goal.unit}，超过目标的 {percent_text(self._scoring.over)}；"
                f"请核对目标是不是定低了，并在{column}里说明。"
            )
            name = self._name(naming.GOAL_ACTUAL)
            yield self._finding("over-achievement", Severity.WARNING, name, message, stated=goal.actual_text)

    def _missed(self) -> str:
        """By how much a goal was missed, in words; empty where it was not."""
        goal = self._goal
        if isinstance(self._rate, Fraction) and not self._judged:
            if self._rate >= 1 or goal.actual is None or goal.target is None:
                return ""
            if goal.doubt is Doubt.UNIT or (goal.doubt is not None and not goal.fits and goal.target):
                return ""  # Read otherwise it may have been reached; that, or the score, is told of.
            actual, target = (f"{number_text(each)}{goal.unit}" for each in (goal.actual, goal.target))
            if goal.sign == self._scoring.signs.get(EXACTLY):
                return f"实际 {actual}，与目标 {target} 不一致"
            return f"实际 {actual}{self._perhaps_fraction()}，没有达到目标 {goal.sign}{target}"
        if self._judged and goal.level is not None:
            return "" if goal.level.best else f"的{naming.GOAL_LEVEL}是“{goal.level.name}”"
        best = self._scoring.levels[0]
        if self._judged and self._own is not None and isinstance(self._weight, Fraction):
            low = self._own < best.least * self._weight
            return f"只得 {number_text(self._own)} 分" if low else ""
        return ""

    def _perhaps_fraction(self) -> str:
        """What to type instead, where a percentage was typed as a fraction of one below its unit."""
        goal = self._goal
        if goal.unit not in PERCENT_SIGNS or goal.target is None or goal.actual is None:
            return ""
        if bare_number(self._value(naming.GOAL_ACTUAL)) != goal.actual:
            return ""  # It was written with its sign.
        meant = likeliest_percentage(goal.target, goal.actual)
        if meant is None or meant == goal.actual:
            return ""
        return f"（如果是 {number_text(meant)}%，请改填 {number_text(meant)}）"

    def _value(self, part: str) -> CellValue:
        entry = self._case.entry(self._name(part))
        return entry.value if entry is not None else None


def _band_text(level: Level, weight: Fraction) -> str:
    low, high = (number_text(share * weight) for share in (level.least, level.most))
    return f"{low} 到 {high} 分之间{'' if level.best else f'（不含 {high}）'}"
