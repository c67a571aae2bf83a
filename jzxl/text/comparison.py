"""A result held against a target, both as read from text.

An answer is given only where every reading allows the same one; else it is UNCLEAR.

- Both are intervals: ``超过60个`` as a result is all above 60, which meets ``不少于50个`` and says
  nothing about ``不少于70个``.
- About means within a fifth: 约60个 meets 不少于40个 and is UNCLEAR against 不少于58个.
- Counting units must be equal, or one side has none: officials leave the unit out where the target
  names it, but 场 and 次, 人 and 人次 are counted differently.
- A bare figure beside money, a percentage or a numeral (2万册) may be in several units; all of them
  are tried.  Zero is zero in every unit.
- Words on both sides must be about the same: one contains the other (项目, 引进项目).
- A price per unit, a plan or another year among the results, a change beside a level: UNCLEAR.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from jzxl.text.model import LEVELS, Claim, Direction, Quantity
from jzxl.text.units import ONE


class Outcome(StrEnum):
    """What became of a target."""

    MET = "met"
    MISSED = "missed"
    UNCLEAR = "unclear"


_ABOUT = Fraction(1, 5)
"""How far about may reach, as a part of the figure."""
_MOST_PAIRS = 10_000
_FILLING = re.compile(
    "完成|实现|实际|达到|共计|累计|总计|合计|全年|年内|年度|本年|当年|已经|开展|组织|举办|举行|召开|应|需|拟|计划|目标|确保|力争|保证|争取"
    "|(?:下降|降低|减少|缩短|缩小|压缩|缩减|下调|控制|提高|提升|增加|增长|上升|[降减])[到至]|[了共已将的:、“”]"
)
_NO_RESULT = re.compile(
    "计划|目标|预计|预期|拟|暂定|上年|去年|往年|上一年|原定|原有|任务数|应完成|应达|应到|其中|指标值"
)
_BUDGET = re.compile("预算(?:数|金额|资金|批复|安排)?$")
_REMAINS = re.compile("结余|结转|节余|节约|节省|逾期|延期|延迟|滞后")
"""What says the opposite of a result, unless the target asks for it."""
_ADVERSE = re.compile("不合格|不满意|不良|投诉|差错|误差|事故|违规|失误")
"""The same, unless the target is a limit from above."""
_NO_TARGET = re.compile("实际|上年|去年|往年|上一年|已完成|其中")
_NEGATIONS = frozenset("不未非无")
_MONEY_UNITS = (Fraction(1), Fraction(10**4), Fraction(10**8))


@dataclass(frozen=True, slots=True)
class _Span:
    """An interval; None is infinity."""

    low: Fraction | None
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False

    def within(self, other: _Span) -> bool:
        low = other.low is None or (
            self.low is not None
            and (self.low > other.low or (self.low == other.low and (self.low_open or not other.low_open)))
        )
        high = other.high is None or (
            self.high is not None
            and (
                self.high < other.high
                or (self.high == other.high and (self.high_open or not other.high_open))
            )
        )
        return low and high

    def apart(self, other: _Span) -> bool:
        return self._below(other) or other._below(self)

    def _below(self, other: _Span) -> bool:
        if self.high is None or other.low is None:
            return False
        return self.high < other.low or (self.high == other.low and (self.high_open or other.low_open))


def compare(target: Claim, actual: Claim) -> Outcome:
    """Whether the result meets the target; UNCLEAR where the texts do not decide it."""
    if not comparable(target, actual):
        return Outcome.UNCLEAR
    outcomes = {
        _judge(_scaled(target, first), _scaled(actual, second))
        for first, second in _factors(target.quantity, actual.quantity)
    }
    return outcomes.pop() if len(outcomes) == 1 else Outcome.UNCLEAR


def completion_rate(target: Claim, actual: Claim) -> Fraction | None:
    """Result by target, 1 for complete, for targets to be reached; None where that means nothing.

    None for limits from above, exact targets, ranges, prices per unit, approximate figures, bounds,
    changes of level, targets of zero, negative figures, and units that are not surely the same.
    """
    goal = (None, Direction.AT_LEAST, Direction.MORE_THAN, Direction.REACHES)
    if target.direction not in goal or actual.direction not in LEVELS:
        return None
    if target.approximate or actual.approximate or target.upper or actual.upper:
        return None
    if not comparable(target, actual) or target.quantity.value <= 0 or actual.quantity.value < 0:
        return None
    rates = {
        actual.quantity.value * second / (target.quantity.value * first)
        for first, second in _factors(target.quantity, actual.quantity)
    }
    return rates.pop() if len(rates) == 1 else None


def comparable(target: Claim, actual: Claim) -> bool:
    """Whether both may be about the same thing: units, words, changes, per unit."""
    if target.per_unit or actual.per_unit or not _factors(target.quantity, actual.quantity):
        return False
    if _NO_RESULT.search(actual.subject) or _NO_TARGET.search(target.subject):
        return False
    if _turns(target, actual):
        return False
    return _changes_agree(target, actual) and _same_matter(target, actual)


def pair(targets: tuple[Claim, ...], actuals: tuple[Claim, ...]) -> tuple[tuple[Claim, Claim], ...]:
    """Which result belongs to which target, where only one can; the others are left out."""
    if len(targets) * len(actuals) > _MOST_PAIRS:
        return ()
    fits = [[at for at, each in enumerate(actuals) if comparable(target, each)] for target in targets]
    taken = [at for row in fits for at in row]
    return tuple(
        (target, actuals[row[0]])
        for target, row in zip(targets, fits, strict=True)
        if len(row) == 1 and taken.count(row[0]) == 1
    )


def _turns(target: Claim, actual: Claim) -> bool:
    """Whether the result is about what is left or went wrong, and the target is not."""
    asked, given = (each.subject + each.noun for each in (target, actual))
    if _BUDGET.search(actual.subject) or (_REMAINS.search(given) and not _REMAINS.search(asked)):
        return True
    floor = target.direction in (None, Direction.AT_LEAST, Direction.MORE_THAN, Direction.REACHES)
    return floor and _ADVERSE.search(given) is not None and not _ADVERSE.search(asked)


def _changes_agree(target: Claim, actual: Claim) -> bool:
    if target.change is actual.change:
        return True
    if actual.change is not None and target.change is not None:
        return False
    # 增长5% beside 5.6% is the same; beside 105% it may be a level, beside −3% it may be a fall.
    figure = actual.quantity
    plain_percentage = figure.unit == "%" and 0 <= figure.value < 100
    return target.change is not None and target.quantity.unit == "%" and plain_percentage


def _same_matter(target: Claim, actual: Claim) -> bool:
    firsts, seconds = list(_matters(target)), list(_matters(actual))
    if not firsts or not seconds:
        return True
    return any(_contains(first, second) or _contains(second, first) for first in firsts for second in seconds)


def _matters(claim: Claim) -> Iterator[str]:
    for words in (claim.subject, claim.noun):
        rest = _FILLING.sub("", words)
        if len(rest) > 1:
            yield rest


def _contains(whole: str, part: str) -> bool:
    at = whole.find(part)
    return at >= 0 and (at == 0 or whole[at - 1] not in _NEGATIONS)


def _factors(target: Quantity, actual: Quantity) -> tuple[tuple[Fraction, Fraction], ...]:
    """What each value may have to be multiplied by; more than one pair where a unit is left out."""
    one = ONE
    first_bare, second_bare = (not each.unit and each.multiple == 1 for each in (target, actual))
    if first_bare and second_bare:
        return ((one, one),)
    if first_bare:
        return tuple((factor, one) for factor in _readings(target, actual))
    if second_bare:
        return tuple((one, factor) for factor in _readings(actual, target))
    return ((one, one),) if _same_dimension(target.unit, actual.unit) else ()


def _same_dimension(first: str, second: str) -> bool:
    """17万 may be people or money, never a percentage."""
    return first == second or (not (first and second) and not {first, second} & {"%", "百分点", "分", "倍"})


def _readings(bare: Quantity, other: Quantity) -> tuple[Fraction, ...]:
    if not bare.value:
        return (Fraction(1),)
    if other.unit == "%":
        return tuple(dict.fromkeys((Fraction(1), Fraction(100), other.scale)))
    if other.unit == "元" or not other.unit:
        return tuple(dict.fromkeys((*_MONEY_UNITS, other.scale)))
    return tuple(dict.fromkeys((other.scale, other.scale / other.multiple)))


def _scaled(claim: Claim, factor: Fraction) -> tuple[Claim, Fraction, Fraction]:
    upper = claim.upper or claim.quantity
    if factor is ONE:
        return claim, claim.quantity.value, upper.value
    return claim, claim.quantity.value * factor, upper.value * factor


def _judge(target: tuple[Claim, Fraction, Fraction], actual: tuple[Claim, Fraction, Fraction]) -> Outcome:
    result = _stated(*actual)
    claim, low, high = target
    reach = abs(low) * _ABOUT if claim.approximate else None
    match claim.direction:
        case None:
            equal = not reach and result.within(_Span(low, high))
            return Outcome.MET if equal else Outcome.UNCLEAR
        case Direction.AT_LEAST | Direction.REACHES | Direction.MORE_THAN:
            above = claim.direction is Direction.MORE_THAN
            sure = _Span(low + reach if reach else low, None, low_open=above)
            possible = _Span(low - reach, None, low_open=above) if reach else sure
        case Direction.AT_MOST | Direction.FALLS_TO | Direction.LESS_THAN:
            below = claim.direction is Direction.LESS_THAN
            sure = _Span(None, high - reach if reach else high, high_open=below)
            possible = _Span(None, high + reach, high_open=below) if reach else sure
        case Direction.EXACTLY:
            if reach:
                return Outcome.UNCLEAR
            sure = possible = _Span(low, high)
    if result.within(sure):
        return Outcome.MET
    return Outcome.MISSED if result.apart(possible) else Outcome.UNCLEAR


def _stated(claim: Claim, low: Fraction, high: Fraction) -> _Span:
    """What a result says: the figure, or all that its direction leaves open."""
    if claim.direction in LEVELS and not claim.approximate:
        return _Span(low, high)
    reach = abs(high) * _ABOUT if claim.approximate else Fraction(0)
    match claim.direction:
        case None | Direction.EXACTLY | Direction.REACHES | Direction.FALLS_TO:
            return _Span(low - reach, high + reach)
        case Direction.AT_LEAST:
            return _Span(low - reach, None)
        case Direction.MORE_THAN:  # 60余家 is more than 60
            return _Span(low, None, low_open=True)
        case Direction.AT_MOST:
            return _Span(None, high + reach)
        case Direction.LESS_THAN:  # 近60个 is not much less
            return _Span(low - reach if claim.approximate else None, high, high_open=True)
