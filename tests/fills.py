"""Generated fills of a form: figures that aim at every place where a score changes its course.

The same form, count and seed give the same fills.  Nothing here knows one form: what to aim at comes from its
inputs, its rates, its rules' landmarks, its identities and its grades.  Every figure is one that a cell can
hold (at most 15 significant digits), so that what is compared later is the formulas and not the typing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import product
from random import Random
from typing import TypeVar

from row_fills import RowCases

from jzxl.form import naming
from jzxl.form.blocks import Indicator
from jzxl.form.cells import named_cells
from jzxl.form.formulas import NO_DENOMINATOR, NOTHING_PLANNED, formula_book
from jzxl.form.model import AMOUNT, COUNT, PERCENT, Field, Form, Identity, Input
from jzxl.rule.decimals import SIGNIFICANT_DIGITS, decimal_text
from jzxl.rule.exact import Value, evaluate
from jzxl.rule.expression import Expression, Name, Number, Operation, Text, names_in
from jzxl.rule.rules import Milestones

Typed = Decimal | str | None
T = TypeVar("T")

POINT = Fraction(1, 100)
"""A percentage point, as a rate."""

EXACTLY, NUDGED = "exactly", "about"

OFFSETS: Mapping[str, Fraction] = {
    EXACTLY: Fraction(0),
    NUDGED: Fraction(0),
    "0.01 points below": -POINT / 100,
    "0.01 points above": POINT / 100,
    "half a point below": -POINT / 2,
    "half a point above": POINT / 2,
    "half a hundredth of a point above": POINT / 200,
    "0.000001 points below": -POINT / 10**6,
    "0.0000005 points below": -POINT / (2 * 10**6),
}
"""How far from a landmark a rate is aimed; "about" is a figure 0.01 off.

Half a hundredth is a tie in the worked line.  A millionth is the last digit that the standard's rounding of a
gap keeps, and half of it the tie there: 2139999.99/2000000 is 7 points above 100 %, not 6.
"""

# How many fills it takes until every cell was blank, or wrong, once.
_BLANK_FILLS, _WRONG_FILLS = 24, 14
_TRIES = 8


@dataclass(frozen=True)
class Fill:
    """What one workbook is filled with.

    Attributes:
        purpose: what it aims at.
        values: by defined name, for every cell that can be filled in; None is a blank cell.
    """

    purpose: str
    values: Mapping[str, Typed]


def generated_fills(form: Form, count: int, seed: int) -> list[Fill]:
    """``count`` fills that aim at all there is to aim at, in turn."""
    families = [_Generator(form, Random(f"{seed} {family}")).family(family) for family in _SHARES]
    order = [turn for turn, share in enumerate(_SHARES.values()) for _ in range(share)]
    Random(seed).shuffle(order)
    return [next(families[order[number % len(order)]]) for number in range(count)]


def exact(values: Mapping[str, Typed]) -> dict[str, Value]:
    """The same values as the expressions take them."""
    return {
        name: Fraction(value) if isinstance(value, Decimal) else value
        for name, value in values.items()
        if value is not None
    }


def unrounded_score(indicator: Indicator, form: Form, known: Mapping[str, Value]) -> Fraction | None:
    """The score before rounding and clamping; None where figures are missing or a denominator is 0."""
    needed = [naming.weight(indicator), *indicator.rule.inputs]
    rated = indicator.rate is not None or indicator.row is not None
    needed += [indicator.rate_name] if rated else []
    if indicator.judged or not all(isinstance(known.get(name), Fraction) for name in needed):
        return None
    rate = Name(indicator.rate_name) if rated else Text("")
    weight = Name(naming.weight(indicator))
    score = indicator.rule.score(rate, weight, indicator.weight, form.standard.rounding)
    value = evaluate(score, known.get)
    assert isinstance(value, Fraction)
    return value


def is_tie(value: Fraction, decimals: int) -> bool:
    """Whether a value lies half-way between two numbers with so many decimals."""
    return (value * Fraction(10) ** decimals).denominator == 2


# How many fills of each family stand in every round of a hundred.
_SHARES: Mapping[str, int] = {
    "landmarks": 34,
    "score_ties": 14,
    "zero_denominators": 8,
    "blanks": 13,
    "wrong": 8,
    "weights": 5,
    "sizes": 7,
    "identities": 6,
    "totals": 5,
}


def _batches(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (items[start : start + size] for start in range(0, len(items), size))


@dataclass
class _Draft:
    """A fill in the making; ``settled`` names must not be changed any more."""

    values: dict[str, Fraction | str | None]
    fixed: Mapping[str, Value]
    settled: set[str] = field(default_factory=set)
    purpose: list[str] = field(default_factory=list)

    def known(self) -> dict[str, Value]:
        """The same with the figures of the form that nobody types."""
        return dict(self.fixed) | {name: value for name, value in self.values.items() if value is not None}

    def finished(self) -> Fill:
        typed = {
            name: Decimal(decimal_text(value)) if isinstance(value, Fraction) else value
            for name, value in self.values.items()
        }
        return Fill("; ".join(self.purpose), typed)


class _Generator:
    """Endless fills of one family for one form."""

    def __init__(self, form: Form, random: Random) -> None:
        self._form, self._random, self._cells = form, random, named_cells(form)
        # The rows of goals have cases of their own.
        self._rows = RowCases(form, random) if form.scored_rows else None
        others = [each for each in form.indicators if each.row is None]
        # Weights that the unit sets itself.
        self._open = [each for each in others if naming.weight(each) in self._cells.numbers]
        self._computed = [each for each in others if not each.judged]
        self._judged = [each for each in form.indicators if each.judged]
        self._rated = [each for each in self._computed if each.rate is not None]

    def family(self, name: str) -> Iterator[Fill]:
        """The fills of a family of :data:`_SHARES`."""
        family: Callable[[], Iterator[_Draft]] = getattr(self, f"_{name}")
        while True:
            for draft in family():
                yield draft.finished()

    # ------------------------------------------------------------ families

    def _landmarks(self) -> Iterator[_Draft]:
        """Every rate, and every quarter, at or beside a landmark; each landmark and offset in its turn."""
        waiting: dict[str, list[tuple[str, Fraction]]] = {each.name: [] for each in self._computed}
        while True:
            draft = self._varied()
            # Those that lag behind come first, while no figure is settled yet.
            for each in sorted(self._shuffled(self._computed), key=lambda each: -len(waiting[each.name])):
                aims = waiting[each.name] or self._shuffled(list(product(OFFSETS, each.rule.landmarks())))
                # What other rates' figures leave no room for waits for another fill.
                reached = next((aim for aim in aims[:_TRIES] if self._aim(draft, each, *aim)), None)
                waiting[each.name] = [aim for aim in aims if aim != reached]
            yield draft

    def _score_ties(self) -> Iterator[_Draft]:
        """设定分值 with which scores lie at half a hundredth, and judged scores that add up to one."""
        draft = self._varied()
        for each in self._computed:
            self._aim(draft, each, EXACTLY, self._random.choice(each.rule.landmarks()))
        draft.purpose.clear()
        draft.settled.clear()
        for each in self._shuffled(self._computed):
            self._tie(draft, each)
            draft.settled |= set(names_in(each.rate)) if each.rate is not None else set()
        for score in self._shuffled(self._judged)[:1]:
            draft.values[naming.score(score)] = Fraction(self._random.randint(0, 200) * 10 + 5, 1000)
            draft.purpose.append(f"judged score of {score.name} with half a hundredth")
        yield draft

    def _zero_denominators(self) -> Iterator[_Draft]:
        """Denominators of 0, with the numerator 0 as well and not."""
        for last, both in product(self._shuffled(self._rated), (True, False)):
            draft = self._varied()
            most = len(self._rated)
            chosen = self._shuffled(self._rated)[: self._random.randint(most * 3 // 4, most)]
            # The last has its way where one rate's numerator is another's denominator.
            for each in [*(each for each in chosen if each is not last), last]:
                self._zero(draft, each, both=both)
            yield draft

    def _blanks(self) -> Iterator[_Draft]:
        """All blank; each cell blank in its turn with a few others."""
        cells = self._shuffled(list(self._ordinary().values))
        yield _Draft(dict.fromkeys(cells), {}, purpose=["all blank"])
        for chosen in _batches(cells, 1 + len(cells) // _BLANK_FILLS):
            draft = self._ordinary()
            draft.values |= dict.fromkeys(chosen)
            draft.purpose.append(f"blank: {', '.join(chosen)}")
            yield draft

    def _wrong(self) -> Iterator[_Draft]:
        """Each number in its turn a text, negative or beyond its bounds."""
        cells = self._shuffled(list(self._cells.numbers))
        for chosen in _batches(cells, 1 + len(cells) // _WRONG_FILLS):
            draft = self._ordinary()
            for name in chosen:
                each = self._form.inputs.get(name)
                texts = ["无", "约12", "-", " ", "18人", "18"]
                if each is not None and each.optional:
                    texts.remove(" ")  # that is as good as blank
                wrong: list[Fraction | str] = [self._random.choice(texts)]
                if each is None or not each.signed:
                    wrong += [Fraction(-1), Fraction(-1, 100)]
                if each is None or each.kind != AMOUNT:
                    wrong += [Fraction(7, 2)] if each is not None else [Fraction(999, 100)]
                draft.values[name] = self._random.choice(wrong)
            draft.purpose.append(f"wrong: {', '.join(f'{name} = {draft.values[name]}' for name in chosen)}")
            yield draft

    def _weights(self) -> Iterator[_Draft]:
        """Other 设定分值, 0 among them, that add up to the block's weight or not; judged scores on bounds.

        A fourth of the groups of goals that a weight belongs to is left blank, and another has no weight.
        """
        for turn in range(4):
            draft = self._ordinary()
            if self._rows is not None:
                draft.values |= self._rows.ordinary(moved=Fraction(self._random.choice([5, 8, -3])))
            for number, each in enumerate(self._open):
                shift = Fraction(self._random.randint(-200, 200), 100)
                weight = Fraction(0) if number % 4 == turn else max(Fraction(0), each.weight + shift)
                draft.values[naming.weight(each)] = weight
                if each.goals and number % 4 == (turn + 1) % 4:
                    goals = re.compile(f"{each.goals}[0-9]+_")
                    draft.values |= dict.fromkeys(filter(goals.match, draft.values))
            for block in self._form.blocks:
                if set(block.indicators) <= set(self._open) and self._random.random() < 0.7:
                    names = [naming.weight(each) for each in block.indicators]
                    # One that is not 0 makes up for what the others leave.
                    filler = next((name for name in names if draft.values[name]), names[0])
                    others = sum((self._figure(draft, name) for name in names if name != filler), Fraction(0))
                    draft.values[filler] = max(Fraction(0), block.weight - others)
            for each in self._judged:
                weight = self._weight(draft, each)
                bounds = [weight, Fraction(0), weight + POINT, weight - POINT, -POINT]
                draft.values[naming.score(each)] = self._random.choice(bounds)
            draft.purpose.append("changed 设定分值, judged scores on their bounds")
            yield draft

    def _sizes(self) -> Iterator[_Draft]:
        """Amounts of up to nine digits, amounts with up to six decimals, and negative ones."""
        draft = self._varied()
        digits, decimals = self._random.choice([(9, 2), (9, 6), (7, 6), (1, 6), (0, 6), (5, 2), (6, 1)])
        draft.purpose.append(f"amounts of {digits} digits with {decimals} decimals")
        for each in self._form.inputs.values():
            if each.kind == PERCENT:
                draft.values[each.name] = Fraction(self._random.randrange(2 * 10**8), 10**8)
            elif each.kind == COUNT:
                draft.values[each.name] = Fraction(self._random.randrange(10 ** min(digits, 5) + 1))
            else:
                draft.values[each.name] = self._amount(each, digits, decimals)
        yield draft

    def _identities(self) -> Iterator[_Draft]:
        """Sums that agree exactly, within their tolerance, and miss it by a hundredth, at any size."""
        if not self._form.identities:
            yield from self._sizes()
        for digits, step, each in product(
            [7, 9, 3, 5], self._shuffled([1, -1, 0, 2, -2]), self._form.identities
        ):
            draft = self._varied()
            apart = each.tolerance * step if abs(step) < 2 else (each.tolerance + POINT) * (step // 2)
            self._hold(draft, each, digits, apart)
            yield draft

    def _totals(self) -> Iterator[_Draft]:
        """Total scores on each grade's bound, a hundredth below and above it."""
        grades = [grade for grade in self._form.standard.grades if grade.at_least]
        bounds = [(grade, shift) for grade in grades for shift in (0, -1, 1)]
        for grade, shift in self._shuffled(bounds):
            draft = self._ordinary()
            if self._rows is not None:
                draft.values |= self._rows.judged()
            for each in self._computed:
                reached = [mark for mark in each.rule.landmarks() if self._is_full(each, mark)]
                for mark in reached or each.rule.landmarks()[:1]:
                    self._aim(draft, each, EXACTLY, mark)
            draft.purpose.clear()
            self._reach(draft, grade.at_least + shift * POINT)
            draft.purpose.append(f"total at {grade.name} {shift:+d} hundredths")
            yield draft

    # ------------------------------------------------------------ ordinary figures

    def _ordinary(self) -> _Draft:
        """Figures as a department might have them, in every cell."""
        values: dict[str, Fraction | str | None] = dict.fromkeys(self._cells.texts, "已填写。")
        for each in self._form.inputs.values():
            values[each.name] = self._usual(each)
        for indicator in self._open:
            values[naming.weight(indicator)] = indicator.weight
        for indicator in self._judged:
            quarters = int(indicator.weight * 4)
            values[naming.score(indicator)] = Fraction(self._random.randint(0, quarters), 4)
        values |= {each.name: self._random.choice([None, "无", "  "]) for each in self._optional()}
        values |= self._rows.ordinary() if self._rows is not None else {}
        values.pop(naming.YEAR, None)
        return _Draft(values, self._cells.fixed)

    def _varied(self) -> _Draft:
        """The same with every case that a row of goals can be, where it has no bearing on what is aimed at."""
        draft = self._ordinary()
        for each in self._form.scored_rows if self._rows is not None else ():
            draft.values |= self._rows.any(each)
        return draft

    def _optional(self) -> list[Field]:
        return [each for each in self._form.fields if not each.required]

    def _usual(self, each: Input) -> Fraction:
        if each.kind == COUNT:
            return Fraction(self._random.choice([16, 40, 200, 1000]))
        if each.kind == PERCENT:
            return Fraction(self._random.randint(0, 12000), 10000)
        return self._amount(each, self._random.choice([2, 3, 4]), self._random.choice([0, 1, 2, 2, 2]))

    def _amount(self, each: Input, digits: int, decimals: int) -> Fraction:
        size = Fraction(self._random.randint(1, 10 ** (digits + decimals) - 1), 10**decimals)
        return -size if each.signed and self._random.random() < 0.5 else size

    def _weight(self, draft: _Draft, indicator: Indicator) -> Fraction:
        value = draft.known()[naming.weight(indicator)]
        assert isinstance(value, Fraction)
        return value

    def _figure(self, draft: _Draft, name: str) -> Fraction:
        value = draft.values[name]
        assert isinstance(value, Fraction), name
        return value

    def _shuffled(self, items: Sequence[T]) -> list[T]:
        return self._random.sample(items, len(items))

    # ------------------------------------------------------------ aiming

    def _aim(self, draft: _Draft, indicator: Indicator, offset: str, landmark: Fraction) -> bool:
        """Bring a rate, or a quarter, to a landmark and a given distance from it, if that can be."""
        wanted = landmark + OFFSETS[offset]
        if isinstance(indicator.rule, Milestones):
            for name, target, _ in indicator.rule.milestones:
                if target == landmark:
                    draft.values[name] = max(Fraction(0), wanted)
                    draft.purpose.append(f"{name} {offset} {float(landmark):.6g}")
            return True
        assert indicator.rate is not None
        if not self._at_rate(draft, indicator, wanted):
            return False
        names = names_in(indicator.rate)
        purpose = f"{indicator.rate_name} {offset} {float(landmark):.6g}"
        if offset == NUDGED and (free := [name for name in names if name not in draft.settled]):
            name, nudge = self._random.choice(free), self._random.choice([POINT, -POINT])
            draft.values[name] = max(Fraction(0), self._figure(draft, name) + nudge)
            purpose += f" but for 0.01 of {name}"
        draft.purpose.append(purpose)
        draft.settled |= set(names)
        return True

    def _solve(self, draft: _Draft, expression: Expression, wanted: Fraction) -> bool:
        """Choose one figure, not settled yet, with which the expression has the value."""
        for name in self._shuffled([each for each in names_in(expression) if each not in draft.settled]):
            each = self._form.inputs[name]
            for side in self._shuffled([10**12, -(10**12)] if each.signed else [10**12]):
                # Linear in each figure on either side of 0, where an absolute value bends it.
                first, second = (self._at(draft, expression, name, Fraction(side + x)) for x in (0, 1))
                if first == second:
                    continue
                root = side + (wanted - first) / (second - first)
                right = self._at(draft, expression, name, root) == wanted
                if right and self._can_hold(each, root):
                    draft.values[name] = root
                    return True
        return False

    def _at(self, draft: _Draft, expression: Expression, name: str, figure: Fraction) -> Fraction:
        value = evaluate(expression, (draft.known() | {name: figure}).get)
        assert isinstance(value, Fraction)
        return value

    def _can_hold(self, each: Input, figure: Fraction) -> bool:
        if figure < 0 and not each.signed:
            return False
        scaled = abs(figure) * 10**10
        return scaled.denominator == 1 and len(str(int(scaled)).rstrip("0")) <= SIGNIFICANT_DIGITS

    def _tie(self, draft: _Draft, indicator: Indicator) -> None:
        """A score at half a hundredth, by the 设定分值 with the fewest decimals or else by the rate."""
        weighed = indicator in self._open
        name = naming.weight(indicator) if weighed else indicator.rate_name
        known = draft.known() | formula_book(self._form).calculate(draft.known())
        bottom, middle, top = (
            unrounded_score(indicator, self._form, known | {name: value})
            for value in (Fraction(0), Fraction(1, 2), Fraction(1))
        )
        if bottom is None or middle is None or top is None or top == bottom or bottom + top != 2 * middle:
            return
        most = int(indicator.weight * (2 if weighed else 1))
        halves = [Fraction(2 * hundredths + 1, 200) for hundredths in range(most * 100)]
        found = []
        for half in self._random.sample(halves, min(len(halves), 80)):
            value = (half - bottom) / (top - bottom)
            places = next((n for n in range(2, 7) if (value * 10**n).denominator == 1), None)
            if not weighed:
                if self._at_rate(draft, indicator, value):
                    draft.purpose.append(f"tie in the score of {indicator.name} by its rate")
                    return
            elif places is not None and half <= value <= 2 * indicator.weight:
                found.append((places, value))
        if found:
            places, weight = min(found, key=lambda pair: pair[0])
            draft.values[name] = weight
            draft.purpose.append(f"tie in the score of {indicator.name}")

    def _at_rate(self, draft: _Draft, indicator: Indicator, rate: Fraction) -> bool:
        """Choose a figure with which the rate is as wanted."""
        assert isinstance(indicator.rate, Operation)
        gap = Operation("-", indicator.rate.left, Operation("*", Number(rate), indicator.rate.right))
        return self._solve(draft, gap, Fraction(0))

    def _zero(self, draft: _Draft, indicator: Indicator, *, both: bool) -> None:
        """A denominator of 0; the numerator 0 too, or not."""
        assert isinstance(indicator.rate, Operation)
        numerator, denominator = indicator.rate.left, indicator.rate.right
        for name in names_in(denominator):
            draft.values[name] = Fraction(0)
        for name in names_in(numerator):
            if name not in names_in(denominator):
                draft.values[name] = Fraction(0) if both else self._usual(self._form.inputs[name])
        shown = NOTHING_PLANNED if both else NO_DENOMINATOR
        draft.purpose.append(f"{indicator.rate_name} {shown}")

    def _hold(self, draft: _Draft, identity: Identity, digits: int, apart: Fraction) -> None:
        """Amounts with two decimals whose sums are so far apart."""
        difference = Operation("-", identity.left, identity.right)
        for name in names_in(difference):
            draft.values[name] = self._amount(self._form.inputs[name], digits, 2)
        if self._solve(draft, difference, apart):
            draft.purpose.append(f"{identity.name} {decimal_text(apart)} apart at {digits} digits")

    def _is_full(self, indicator: Indicator, landmark: Fraction) -> bool:
        """Whether this landmark belongs to the full score; each quarter does."""
        if isinstance(indicator.rule, Milestones):
            return True
        known: dict[str, Value] = {
            naming.weight(indicator): indicator.weight,
            indicator.rate_name: landmark,
        }
        return unrounded_score(indicator, self._form, known) == indicator.weight

    def _reach(self, draft: _Draft, total: Fraction) -> None:
        """Judged scores with which the total is as wanted, as far as they can make it."""
        most = {naming.score(each): each.weight for each in self._judged}
        for each in self._form.scored_rows:
            assert each.row is not None
            most[naming.part(each.row, naming.GOAL_OWN_SCORE)] = self._weight(draft, each)
        draft.values |= dict.fromkeys(most, Fraction(0))
        computed = formula_book(self._form).calculate(draft.known())[naming.total(self._form)]
        assert isinstance(computed, Fraction)
        left = total - computed
        for name in self._shuffled(list(most)):
            given = max(Fraction(0), min(most[name], left))
            draft.values[name] = given
            left -= given
