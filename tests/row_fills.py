"""Generated rows of goals that have a weight and a score each: every direction, every side of a target.

A row is drawn from a list of cases that is gone through again and again, so that every case comes up in every
place.  Nothing here knows one form: signs, levels and the bound of over-achievement come from its scoring.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import cycle, product
from random import Random

from jzxl.form import naming
from jzxl.form.blocks import AT_MOST, Indicator
from jzxl.form.goal_scoring import GoalScoring
from jzxl.form.model import Form
from jzxl.spelling import SAYS_NOTHING

Content = Fraction | str | None
Row = dict[str, Content]
"""What stands in a row, by part; the weight by :data:`naming.WEIGHT_PREFIX`."""

HUNDREDTH = Fraction(1, 100)
_PARTS = (*naming.ROW_TEXTS, *naming.ROW_MEASURES, naming.GOAL_OWN_SCORE, naming.WEIGHT_PREFIX)

# Where a result lies, as seen from a target above zero.
SIDES: Mapping[str, Callable[[Fraction, Fraction], Fraction]] = {
    "equal": lambda target, over: target,
    "just above": lambda target, over: target + HUNDREDTH,
    "just below": lambda target, over: target - HUNDREDTH,
    "a millionth below": lambda target, over: target - Fraction(1, 10**6),
    "at the bound of over-achievement": lambda target, over: target * over,
    "beyond that bound": lambda target, over: target * over + HUNDREDTH,
    "twice": lambda target, over: target * 2,
    "a third": lambda target, over: Fraction(int(target * 100) // 3, 100),
    "zero": lambda target, over: Fraction(0),
    "negative": lambda target, over: -target,
}
_TARGETS = [Fraction(each) for each in ("50", "100", "98", "0.9", "3", "0.01", "1234567.89", "7.125", "200")]
_AT_ZERO = [Fraction(each) for each in ("0", "-2", "-0.5")]
_WEIGHTS = [
    Fraction(each) for each in ("10", "5", "2.5", "3.34", "0", "0.01", "6.667", "2.995", "12.5", "20")
]
_NO_FIGURES = ["约45", "98%以上", "完成", "—", "45个", "45", " ", "≥50"]


class RowCases:
    """Rows of a form, one after the other."""

    def __init__(self, form: Form, random: Random) -> None:
        assert form.scoring is not None
        self._random, self._scoring = random, form.scoring
        self._hardly_said = cycle([" ", *SAYS_NOTHING, " 无 ", "无法核实"])
        self._blocks = [block for block in form.blocks if block.scores_goals]
        self._waiting: dict[str, list[Row]] = {}

    def any(self, indicator: Indicator) -> dict[str, Content]:
        """The next case, whatever it is, by the names of the row's cells."""
        waiting = self._waiting.setdefault(indicator.name, [])
        if not waiting:
            cases = list(self._cases())
            waiting += self._random.sample(cases, len(cases))
        return named(indicator, waiting.pop())

    def ordinary(self, moved: Fraction = Fraction(0)) -> dict[str, Content]:
        """Rows as a unit fills them, in every place; the weights of a block add up.

        Args:
            moved: points by which the first block has more than its weight, and the second less.
        """
        values: dict[str, Content] = {}
        for block, shift in zip(
            self._blocks, [moved, -moved] + [Fraction(0)] * len(self._blocks), strict=False
        ):
            left = block.weight + shift
            even = Fraction(int(left * 2 / len(block.indicators)), 2)
            for indicator in block.indicators[:-1]:
                values |= named(indicator, self._usual(indicator, even))
                left -= even
            values |= named(block.indicators[-1], self._usual(block.indicators[-1], left))
        return values

    def judged(self) -> dict[str, Content]:
        """The same with every goal judged to be reached, at its whole weight."""
        values = self.ordinary()
        for block in self._blocks:
            for indicator in block.indicators:
                weight = values[naming.weight(indicator)]
                assert isinstance(weight, Fraction)
                row = self._row(self._scoring.judged, "机制健全", "已建立", weight)
                row |= {naming.GOAL_LEVEL: self._scoring.levels[0].name, naming.GOAL_OWN_SCORE: weight}
                values |= named(indicator, row)
        return values

    # ------------------------------------------------------------ cases

    def _cases(self) -> Iterator[Row]:
        yield from self._measured()
        yield from self._ties()
        yield from self._judged()
        yield from self._texts()
        yield from self._gaps()

    def _measured(self) -> Iterator[Row]:
        for sign, side in product(self._scoring.signs.values(), SIDES.values()):
            target = self._random.choice(_TARGETS)
            yield self._row(sign, target, side(target, self._scoring.over), self._weight())
        for sign, target in product(self._scoring.signs.values(), _AT_ZERO):
            for result in (target, target + 1, target - HUNDREDTH, -target):
                yield self._row(sign, target, result, self._weight())

    def _ties(self) -> Iterator[Row]:
        """Scores at half a hundredth of a point, attainments at half a hundredth of a percent."""
        for direction, sign in self._scoring.signs.items():
            for _ in range(3):
                large, small, weight = self._tie()
                pair = (small, large) if direction == AT_MOST else (large, small)
                yield self._row(sign, *pair, weight)
                odd = Fraction(2 * self._random.randrange(5000) + 1)
                whole = Fraction(20000)
                pair = (odd, whole) if direction == AT_MOST else (whole, odd)
                yield self._row(sign, *pair, self._weight())

    def _tie(self) -> tuple[Fraction, Fraction, Fraction]:
        """Two figures and a weight whose product with their quotient ends in half a hundredth."""
        while True:
            large = Fraction(self._random.choice([8, 40, 80, 200, 400, 1600]))
            small = Fraction(self._random.randrange(1, int(large)))
            weight = Fraction(self._random.randrange(50, 1500), 100)
            if (small / large * weight * 100).denominator == 2:
                return large, small, weight

    def _judged(self) -> Iterator[Row]:
        for level in self._scoring.levels:
            weight = self._random.choice([each for each in _WEIGHTS if each > 1])
            bounds = [level.most * weight, level.least * weight]
            own = [bound + shift for bound in bounds for shift in (0, HUNDREDTH, -HUNDREDTH)]
            own += [sum(bounds, Fraction(0)) / 2, Fraction(1005, 1000), Fraction(-1), weight + 1]
            for each in own:
                yield self._judged_row(level.name, each, weight)
        yield self._judged_row("差不多达成", Fraction(3), Fraction(5))
        for each in (None, "4分", "无", " "):
            yield self._judged_row(self._scoring.levels[0].name, each, Fraction(5))
        for weight in (None, "5", "5分", Fraction(0), Fraction(-1)):
            yield self._judged_row(self._scoring.levels[1].name, Fraction(3), weight)

    def _judged_row(self, level: str, own: Content, weight: Content) -> Row:
        row = self._row(self._scoring.judged, "机制健全", self._random.choice(["已建立", None]), weight)
        return row | {naming.GOAL_LEVEL: level, naming.GOAL_OWN_SCORE: own}

    def _texts(self) -> Iterator[Row]:
        """Texts where a figure is due, and words for a direction that are none."""
        for text in _NO_FIGURES:
            sign = self._random.choice(self._signs())
            yield self._row(sign, Fraction(50), text, self._weight())
            yield self._row(sign, text, Fraction(45), self._weight())
        yield self._row("大于", Fraction(50), Fraction(45), Fraction(5))
        yield self._row(self._signs()[0], "约50", "约45", Fraction(5))
        yield self._row(self._signs()[0], Fraction(50), Fraction(45), "5分")
        yield self._row(self._signs()[0], Fraction(50), Fraction(45), Fraction(-5))

    def _gaps(self) -> Iterator[Row]:
        """A row of which something is missing, one that is not used, and one with what it was issued with."""
        full = self._row(self._signs()[0], Fraction(50), Fraction(45), Fraction(5))
        judged = self._judged_row(self._scoring.levels[1].name, Fraction(3), Fraction(5))
        for row in (full, judged):
            for part in _PARTS:
                yield row | {part: None}
        unused: Row = dict.fromkeys(_PARTS)
        yield unused
        yield unused | {naming.GOAL_SIGN: self._signs()[0], naming.GOAL_UNIT: "个"}
        for part in _PARTS:
            yield unused | {part: full[part] or judged[part]}

    # ------------------------------------------------------------ one row

    def _usual(self, indicator: Indicator, weight: Fraction) -> Row:
        assert indicator.row is not None
        if self._random.random() < 0.25:
            level = self._random.choice(self._scoring.levels)
            own = (level.least + level.most) / 2 * weight
            return self._judged_row(level.name, own, weight) | {naming.GOAL_REASON: "已说明。"}
        sign = self._scoring.signs[indicator.row.group.direction]
        target = self._random.choice(_TARGETS)
        result = target * Fraction(self._random.choice([100, 100, 100, 90, 105]), 100)
        return self._row(sign, target, result, weight) | {naming.GOAL_REASON: "已说明。"}

    def _row(self, sign: Content, target: Content, result: Content, weight: Content) -> Row:
        return {
            naming.GOAL_NAME: "完成数量",
            naming.GOAL_SIGN: sign,
            naming.GOAL_NUMBER: target,
            naming.GOAL_UNIT: self._random.choice(["个", "%", "万元", None]),
            naming.GOAL_ACTUAL: result,
            naming.GOAL_LEVEL: None,
            naming.GOAL_OWN_SCORE: None,
            naming.GOAL_REASON: self._random.choice(["已说明。", None, next(self._hardly_said)]),
            naming.WEIGHT_PREFIX: weight,
        }

    def _weight(self) -> Fraction:
        return self._random.choice(_WEIGHTS)

    def _signs(self) -> list[str]:
        return list(self._scoring.signs.values())


def named(indicator: Indicator, row: Row) -> dict[str, Content]:
    """The contents of a row by the names of its cells."""
    assert indicator.row is not None
    values = {naming.part(indicator.row, part): row[part] for part in row if part != naming.WEIGHT_PREFIX}
    return values | {naming.weight(indicator): row[naming.WEIGHT_PREFIX]}


def seen_from_target(scoring: GoalScoring, sign: object, target: object, result: object) -> str:
    """Which case two figures are, in words; empty where one of them is none."""
    if not isinstance(target, Fraction) or not isinstance(result, Fraction):
        return ""
    place = "zero target" if target == 0 else "negative target" if target < 0 else ""
    if not place and result == 0:
        place = "zero result"
    if not place and result > target * scoring.over:
        place = "far above"
    if not place and result == target * scoring.over:
        place = "at the bound"
    side = "equal" if result == target else "above" if result > target else "below"
    return f"{sign} {place or 'plain'}, {side}"
