"""Goals with a weight and a score each: what a row states, as numbers where it states numbers.

In our workbook direction, number and unit of a target are cells of their own.  In a row that somebody typed or
inserted, the target is one text (``≥50个``), which is read as any quantity in running text is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from jzxl.form import naming
from jzxl.form.blocks import AT_LEAST, AT_MOST, EXACTLY, GoalRow, Indicator
from jzxl.form.goal_scoring import GoalScoring, Level
from jzxl.form.instance import Instance
from jzxl.package import CellError, CellValue
from jzxl.read.entry import Entry
from jzxl.read.typed import Kind, Manner, Understood, plain, understand
from jzxl.rule.decimals import exact
from jzxl.rule.exact import Value
from jzxl.text.comparison import comparable
from jzxl.text.model import Claim, Direction, in_unit_of
from jzxl.text.quantity import read

_FIGURE = re.compile(r"([-+−]?[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)\s*(.*)", re.DOTALL)
_LONGEST_FIGURE = 40
_PERCENT_SIGNS = ("%", "％")
_DOTS = "….。· "
_DIRECTIONS = {
    Direction.AT_LEAST: AT_LEAST,
    Direction.REACHES: AT_LEAST,
    Direction.AT_MOST: AT_MOST,
    Direction.EXACTLY: EXACTLY,
}


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

    @property
    def label(self) -> str:
        """What it is called in a sentence."""
        name = f"（{self.name}）" if self.name else ""
        return f"{self.row.group.name}第 {self.row.number} 行{name}"

    @property
    def unverifiable(self) -> bool:
        """Whether its score cannot be computed from what stands in the row, so that it is taken as stated."""
        return (self.from_text or self.typed) and (self.target is None or self.actual is None)

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
    goals = []
    for indicator in instance.form.scored_rows:
        if indicator.row is not None:
            row = _Row(indicator, indicator.row, scoring, entries, percents)
            if row.used:
                goals.append(row.read(indicator.name in inserted))
    return tuple(goals)


def figure_in(value: CellValue, unit: str) -> Fraction | None:
    """The number that a cell states in a unit; None where it states none, or one that is not exact.

    ``45``, ``45个`` in 个, ``0.9亿元`` in 万元 (9000); not ``约45``, ``98%以上`` or ``完成``.
    """
    if isinstance(value, Decimal):
        return exact(value) if value.is_finite() else None
    if not isinstance(value, str):
        return None
    text = value.strip()
    found = _FIGURE.fullmatch(text) if len(text) <= _LONGEST_FIGURE else None
    if found is not None and found[2] in ("", unit):
        return Fraction(found[1].replace(",", "").replace("−", "-"))
    stated, model = _claim(text), _claim(f"1{unit}") if unit else None
    if stated is None or stated.direction not in (None, Direction.EXACTLY, Direction.REACHES):
        return None
    if model is None or stated.quantity.unit != model.quantity.unit:
        return None
    return stated.quantity.value / model.quantity.scale


def _claim(text: str) -> Claim | None:
    """The one exact quantity that is all of a text."""
    reading = read(text)
    if len(reading.claims) != 1 or reading.unread:
        return None
    (claim,) = reading.claims
    inexact = claim.approximate or claim.per_unit or claim.upper is not None or claim.change is not None
    return None if inexact else claim


class _Row:
    def __init__(
        self,
        indicator: Indicator,
        row: GoalRow,
        scoring: GoalScoring,
        entries: Mapping[str, Entry],
        percents: frozenset[str],
    ) -> None:
        self._indicator, self._row, self._scoring, self._entries = indicator, row, scoring, entries
        self._percents = percents

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
            sign, target, actual, unit = self._from_text(text)
        else:
            sign, unit = self._sign(typed), self._text(naming.GOAL_UNIT)
            text = self._text(naming.GOAL_NUMBER)
            judged = sign == self._scoring.judged
            target = None if judged else self._figure(naming.GOAL_NUMBER, unit)
            actual = None if judged else self._figure(naming.GOAL_ACTUAL, unit)
            percents = (
                () if judged else tuple(part for part in naming.ROW_MEASURES if self._percent(part, unit))
            )
        return ScoredGoal(
            indicator=self._indicator,
            row=self._row,
            name=self._text(naming.GOAL_NAME),
            sign=sign,
            target=target,
            actual=actual,
            unit=unit,
            target_text=text,
            actual_text=self._text(naming.GOAL_ACTUAL),
            reason=self._reason(),
            level=self._level(),
            stated=self._points(naming.score(self._indicator)),
            from_text=from_text,
            typed=typed,
            inserted=inserted,
            percents=percents,
        )

    def _sign(self, typed: bool) -> str:
        """The direction as the form writes it; on a typed sheet it may be written otherwise, or not at all."""
        sign, number = self._text(naming.GOAL_SIGN), self._text(naming.GOAL_NUMBER)
        if not typed or sign in self._scoring.choices or not number:
            return sign
        return self._from_text(f"{sign}{number}{self._text(naming.GOAL_UNIT)}")[0] or sign

    def _percent(self, part: str, unit: str) -> bool:
        """Whether 98% was typed where 98 belongs, which a worksheet stores as 0.98."""
        shown = naming.part(self._row, part) in self._percents
        return shown and unit in _PERCENT_SIGNS and isinstance(self._value(part), Decimal)

    def _figure(self, part: str, unit: str) -> Fraction | None:
        figure = figure_in(self._value(part), unit)
        return figure * 100 if figure is not None and self._percent(part, unit) else figure

    def _from_text(self, text: str) -> tuple[str, Fraction | None, Fraction | None, str]:
        """Direction, target, result and unit of a target that is one text; no figure makes it a judged one."""
        if self._value(naming.GOAL_TARGET) == 0:
            # Some programs store 0 where a formula gave a text; whatever it was, nothing can be said of it.
            return "", None, None, ""
        reading = read(text)
        claim = _claim(text)
        if claim is None:
            return (self._scoring.judged if not reading.claims else ""), None, None, ""
        direction = (
            self._row.group.direction if claim.direction is None else _DIRECTIONS.get(claim.direction, "")
        )
        scale = claim.quantity.scale
        found = _FIGURE.fullmatch(claim.quantity.text)
        unit = found[2] if found is not None else ""
        return (
            self._scoring.signs.get(direction, ""),
            claim.quantity.value / scale if direction in self._scoring.signs else None,
            self._result(claim, unit),
            unit,
        )

    def _result(self, target: Claim, unit: str) -> Fraction | None:
        value = self._value(naming.GOAL_ACTUAL)
        if isinstance(value, Decimal):
            return exact(value)
        stated = _claim(str(value)) if isinstance(value, str) else None
        if stated is None:
            return figure_in(value, unit)
        stated = in_unit_of(stated, target)
        exactly = stated.direction in (None, Direction.EXACTLY, Direction.REACHES)
        if not exactly or not comparable(target, stated):
            return None
        return stated.quantity.value / target.quantity.scale

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
