"""Goals with a weight and a score each: what a row states, as numbers where it states numbers.

In our workbook direction, number and unit of a target are cells of their own.  In a row that somebody typed or
inserted, the target is one text (``≥50个``), which is read as any quantity in running text is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from jzxl.form import naming
from jzxl.form.blocks import GoalRow, Indicator
from jzxl.form.formulas import FormulaBook
from jzxl.form.goal_scoring import GoalScoring, Level
from jzxl.form.instance import Instance
from jzxl.package import CellError, CellValue
from jzxl.read.entry import Entry
from jzxl.read.result_text import bare_number, figure_in
from jzxl.read.target_text import Doubt, Reading, Row, read_target
from jzxl.read.typed import Kind, Manner, Understood, plain, understand
from jzxl.rule.decimals import exact
from jzxl.rule.exact import Value, evaluate

PERCENT_SIGNS = ("%", "％", "百分比", "百分数")
_DOTS = "….。· "


@dataclass(frozen=True, slots=True)
class ScoredGoal:
    """A used row of the table of goals with scores.

    Attributes:
        name: what is aimed at.
        sign: what the unit chose, or what its text comes to, as the definition writes it; empty where
            neither is known.
        target, actual: in one and the same unit; None where no figure was understood.
        unit: as written.
        target_text, actual_text, reason: as written; empty where nothing stands there.
        level: of a goal without figures; None where none was chosen or named.
        stated: the score that stands there; None where no number does.
        from_text: whether the target was read from one text.
        typed: whether the row has no cells for level and own score, as on a sheet that somebody typed.
        inserted: whether the row was inserted by the unit, so that no formula of ours stands in it.
        percents: parts that hold a fraction shown as a percentage; they are taken as the number shown (98).
        doubt: why the reading of target and result is not certain; None where it is.
        possible: the scores that the ways come to in which they may be read, where there are several.
        fits: whether the stated score is one of them.
    """

    indicator: Indicator
    row: GoalRow
    name: str
    sign: str
    target: Fraction | None
    actual: Fraction | None
    unit: str
    target_text: str
    actual_text: str
    reason: str
    level: Level | None
    stated: Fraction | None
    from_text: bool
    typed: bool
    inserted: bool
    percents: tuple[str, ...] = ()
    doubt: Doubt | None = None
    possible: tuple[Fraction, ...] = ()
    fits: bool = True

    @property
    def label(self) -> str:
        """What it is called in a sentence."""
        name = f"（{self.name}）" if self.name else ""
        return f"{self.row.called}{name}"

    @property
    def unverifiable(self) -> bool:
        """Whether its score cannot be computed from what stands in the row, so that it is taken as stated."""
        return (self.from_text or self.typed) and (self.target is None or self.actual is None)

    @property
    def over_formula(self) -> bool:
        """Whether the target was typed over our formula, and not into the cells that it is made of."""
        return self.from_text and not self.typed and not self.inserted

    def parts_of_target(self) -> dict[str, Value]:
        """What belongs into the cells of direction, number and unit, by name; empty where that is not certain.

        A result written with its unit (``486公里``) belongs into its own cell as a number.
        """
        if self.target is None or not self.sign or self.doubt is not None:
            return {}
        parts: dict[str, Value] = {naming.GOAL_SIGN: self.sign, naming.GOAL_NUMBER: self.target}
        if self.unit:
            parts[naming.GOAL_UNIT] = self.unit
        if self.actual is not None and bare_number(self.actual_text) is None:
            parts[naming.GOAL_ACTUAL] = self.actual
        return {naming.part(self.row, part): value for part, value in parts.items()}

    def inputs(self) -> dict[str, Value]:
        """The values of the cells from which its formulas are computed."""
        return {
            naming.part(self.row, naming.GOAL_SIGN): self.sign or None,
            naming.part(self.row, naming.GOAL_NUMBER): self.target_text or None
            if self.target is None
            else self.target,
            naming.part(self.row, naming.GOAL_ACTUAL): self.actual_text or None
            if self.actual is None
            else self.actual,
        }


def read_scored_goals(
    instance: Instance,
    entries: Mapping[str, Entry],
    inserted: frozenset[str] = frozenset(),
    percents: frozenset[str] = frozenset(),
) -> tuple[ScoredGoal, ...]:
    """The rows of a form's goals that hold anything, in printed order.

    Args:
        entries: what was found, by name.
        inserted: names of the indicators whose rows were inserted by the unit.
        percents: names of the cells that show their number as a percentage.
    """
    scoring = instance.form.scoring
    if scoring is None:
        return ()
    rows = [
        _Row(indicator, row, scoring, entries, percents, instance.book)
        for indicator, row in instance.form.rows_of_goals
    ]
    return tuple(row.read(row.name in inserted) for row in rows if row.used)


class _Row:
    def __init__(
        self,
        indicator: Indicator,
        row: GoalRow,
        scoring: GoalScoring,
        entries: Mapping[str, Entry],
        percents: frozenset[str],
        book: FormulaBook,
    ) -> None:
        self._book = book
        self._indicator, self._row, self._scoring, self._entries = indicator, row, scoring, entries
        self._shown_percents = percents
        self.name = row.name

    def _value(self, part: str) -> CellValue:
        entry = self._entries.get(naming.part(self._row, part))
        return entry.value if entry is not None else None

    def _text(self, part: str) -> str:
        value = self._value(part)
        if isinstance(value, CellError):
            return value.code
        return plain(value) if isinstance(value, Decimal) else "" if value is None else str(value).strip()

    def _typed_target(self) -> str:
        """The target as one text, where that was typed and is not our formula."""
        entry = self._entries.get(naming.part(self._row, naming.GOAL_TARGET))
        return self._text(naming.GOAL_TARGET) if entry is not None and entry.formula is None else ""

    @property
    def used(self) -> bool:
        """Whether anything stands there beside direction and unit, which may be filled in beforehand."""
        parts = (
            naming.GOAL_NAME,
            naming.GOAL_NUMBER,
            naming.GOAL_ACTUAL,
            naming.GOAL_LEVEL,
            naming.GOAL_OWN_SCORE,
        )
        if any(self._said(self._text(part)) for part in parts) or self._said(self._typed_target()):
            return True
        return bool(self._points(naming.weight(self._indicator)))

    def _said(self, text: str) -> bool:
        """Whether a text says anything: …… of a template left in place does not, nor does a stroke."""
        text = text.strip(_DOTS)
        return understand(text, Kind.SCORE).manner not in (Manner.BLANK, Manner.NONE)

    def _points(self, name: str) -> Fraction | None:
        entry = self._entries.get(name)
        understood = understand(entry.value if entry is not None else None, Kind.SCORE)
        return exact(understood.value) if understood.value is not None else None

    def read(self, inserted: bool) -> ScoredGoal:
        text = self._typed_target()
        percents: tuple[str, ...] = ()
        from_text = bool(text) and not self._text(naming.GOAL_NUMBER)
        typed = not inserted and naming.part(self._row, naming.GOAL_OWN_SCORE) not in self._entries
        if from_text:
            reading = self._as_text(text)
            sign = self._text(naming.GOAL_SIGN)
            if reading.doubt is Doubt.DIRECTION and sign in self._scoring.signs.values():
                reading = self._as_text(f"{sign}{text}")
        else:
            text = self._text(naming.GOAL_NUMBER)
            reading = self._in_parts(typed)
            percents = self._percents if reading.sign != self._scoring.judged else ()
        return ScoredGoal(
            indicator=self._indicator,
            row=self._row,
            name=self._text(naming.GOAL_NAME),
            sign=reading.sign,
            target=reading.target,
            actual=reading.actual,
            unit=reading.unit,
            target_text=text,
            actual_text=self._text(naming.GOAL_ACTUAL),
            reason=self._reason(),
            level=self._level(),
            stated=self._stated,
            from_text=from_text,
            typed=typed,
            inserted=inserted,
            percents=percents,
            doubt=reading.doubt,
            possible=reading.possible,
            fits=reading.fits,
        )

    def _in_parts(self, typed: bool) -> Reading:
        """Direction, number and unit as cells of their own; on a typed sheet they may be written in any way."""
        sign, number = self._text(naming.GOAL_SIGN), self._text(naming.GOAL_NUMBER)
        unit = self._text(naming.GOAL_UNIT)
        if sign == self._scoring.judged:
            return Reading(sign, unit=unit)
        target, actual = self._figure(naming.GOAL_NUMBER), self._figure(naming.GOAL_ACTUAL)
        if not typed or not number:
            return Reading(sign, target, actual, unit)
        reading = self._as_text(f"{sign}{number}{unit}")
        if reading.target is not None and reading.actual is not None:
            return replace(reading, unit=unit or reading.unit)
        known = sign if sign in self._scoring.choices else reading.sign or sign
        return Reading(known, target, actual, unit)

    def _figure(self, part: str) -> Fraction | None:
        """A number in its own cell; 98% stands there as 0.98, and is the number shown."""
        figure = figure_in(self._value(part), self._text(naming.GOAL_UNIT))
        return figure * 100 if figure is not None and part in self._percents else figure

    @property
    def _percents(self) -> tuple[str, ...]:
        """The numbers typed as 98% where 98 belongs.

        Where no unit is written, a target of 95 tells that percentages are meant, or both figures do.
        """
        unit = self._text(naming.GOAL_UNIT)
        if unit and unit not in PERCENT_SIGNS:
            return ()
        shown = tuple(
            part
            for part in naming.ROW_MEASURES
            if naming.part(self._row, part) in self._shown_percents and isinstance(self._value(part), Decimal)
        )
        if unit or len(shown) != 1:
            return shown
        (other,) = (part for part in naming.ROW_MEASURES if part not in shown)
        figure = figure_in(self._value(other), "")
        return shown if figure is not None and figure > 1 else ()

    def _as_text(self, text: str) -> Reading:
        """A target that is one text, beside the result and the score that stand there."""
        value = self._value(naming.GOAL_ACTUAL)
        if self._value(naming.GOAL_TARGET) == 0:
            # Some programs store 0 where a formula gave a text; whatever it was, nothing can be said of it.
            return Reading("", doubt=Doubt.UNREAD if value else None)
        weight = self._points(naming.weight(self._indicator))
        row = Row(self._scoring, self._row.group.direction, self._score_of, self._stated, weight)
        return read_target(text, value, row)

    @property
    def _stated(self) -> Fraction | None:
        return self._points(naming.score(self._indicator))

    def _score_of(self, sign: str, target: Fraction, actual: Fraction) -> Fraction | None:
        """What the row earns with other figures; None where its weight is not known."""
        book, rate = self._book, self._indicator.rate_name
        values: dict[str, Value] = {
            naming.part(self._row, naming.GOAL_SIGN): sign,
            naming.part(self._row, naming.GOAL_NUMBER): target,
            naming.part(self._row, naming.GOAL_ACTUAL): actual,
            naming.weight(self._indicator): self._points(naming.weight(self._indicator)),
        }
        values[rate] = evaluate(book.expressions[rate], values.get)
        score = evaluate(book.expressions[naming.score(self._indicator)], values.get)
        return score if isinstance(score, Fraction) else None

    def _reason(self) -> str:
        text = self._text(naming.GOAL_REASON)
        return text if self._said(text) else ""

    def _level(self) -> Level | None:
        """The level chosen, or the one that the result is told by."""
        chosen = self._scoring.level(self._text(naming.GOAL_LEVEL))
        if chosen is not None:
            return chosen
        told = self._text(naming.GOAL_ACTUAL)
        named = [each for each in self._scoring.levels if each.name == told]
        return named[0] if named else None


def own_score(goal: ScoredGoal, understood: Mapping[str, Understood]) -> Fraction | None:
    """The score that the unit gave a goal without figures: its own cell, or what stands as the score."""
    own = understood.get(naming.part(goal.row, naming.GOAL_OWN_SCORE))
    if own is not None and own.value is not None:
        return exact(own.value)
    return goal.stated if goal.from_text or goal.typed or goal.inserted else None
