"""The kinds of scoring rule.

A kind is one frozen class: it reads itself from a definition, gives the score as an expression
(from which the worksheet formula and the exact value both come), says itself in Chinese, and
names the rates at which something happens, from which tests are generated.  Add it to
:data:`RULES` and it can be used in every definition.

The expression of a kind is neither rounded nor clamped; :func:`final_score` does both, for all.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from jzxl.definition import Table, shown
from jzxl.rule.decimals import decimal_text
from jzxl.rule.expression import Expression, Name, Number, Operation, add, call, number
from jzxl.rule.scoring import Rounding, Rule, percentage_points, whole_points
from jzxl.rule.wording import percent_text


def _scaled(points: Fraction, weight: Expression, reference: Fraction) -> Expression:
    """Points given for the 参考分值, scaled to the 设定分值."""
    if points == reference:
        return weight
    if points == 0:
        return number(0)
    return Operation("/", Operation("*", Number(points), weight), Number(reference))


def _points_text(points: Fraction) -> str:
    return f"{decimal_text(points)} 分"


@dataclass(frozen=True, slots=True)
class Judged(Rule):
    """The unit judges itself between 0 and the 设定分值; nothing is computed."""

    kind: ClassVar[str] = "judged"
    needs_rate: ClassVar[bool] = False

    @classmethod
    def read(cls, table: Table, reference: Fraction) -> Judged:
        """See :class:`Rule`."""
        return cls()

    def score(
        self, rate: Expression, weight: Expression, reference: Fraction, rounding: Rounding
    ) -> Expression:
        """A judged score has no formula."""
        raise TypeError("a judged score is typed, not computed")

    def wording(self, reference: Fraction) -> str:
        """See :class:`Rule`."""
        return f"对照说明自评，0 到 {_points_text(reference)}"

    def landmarks(self) -> tuple[Fraction, ...]:
        """See :class:`Rule`."""
        return ()


@dataclass(frozen=True, slots=True)
class _Deduct(Rule):
    """Full on one side of ``limit``; ``step`` points less for each whole percentage point beyond it."""

    limit: Fraction
    step: Fraction
    # The sentence, and on which side of the limit the landmarks lie.
    words: ClassVar[str]
    direction: ClassVar[int]

    @classmethod
    def read(cls, table: Table, reference: Fraction) -> _Deduct:
        """See :class:`Rule`."""
        return cls(table.number("limit", least=0), table.number("step", least=0))

    @abstractmethod
    def gap(self, rate: Expression) -> Expression:
        """How far the rate is beyond the limit, a fraction of one."""

    def score(
        self, rate: Expression, weight: Expression, reference: Fraction, rounding: Rounding
    ) -> Expression:
        """See :class:`Rule`."""
        lost = Operation("*", Number(self.step), whole_points(self.gap(rate), rounding))
        return Operation("-", weight, lost)

    def wording(self, reference: Fraction) -> str:
        """See :class:`Rule`."""
        return self.words.format(limit=percent_text(self.limit), step=_points_text(self.step))

    def landmarks(self) -> tuple[Fraction, ...]:
        """See :class:`Rule`."""
        return tuple(self.limit + self.direction * Fraction(points, 100) for points in (0, 1, 2, 7, 12))


@dataclass(frozen=True, slots=True)
class DeductAbove(_Deduct):
    """Full up to ``limit``; ``step`` points less for each whole percentage point above it."""

    kind: ClassVar[str] = "deduct-above"
    words: ClassVar[str] = "不超过 {limit} 得满分，每超过 1 个百分点扣 {step}，扣完为止"
    direction: ClassVar[int] = 1

    def gap(self, rate: Expression) -> Expression:
        """See :class:`_Deduct`."""
        return Operation("-", rate, Number(self.limit)) if self.limit else rate


@dataclass(frozen=True, slots=True)
class DeductBelow(_Deduct):
    """Full from ``limit`` on; ``step`` points less for each whole percentage point below it."""

    kind: ClassVar[str] = "deduct-below"
    words: ClassVar[str] = "达到 {limit} 得满分，每低 1 个百分点扣 {step}，扣完为止"
    direction: ClassVar[int] = -1

    def gap(self, rate: Expression) -> Expression:
        """See :class:`_Deduct`."""
        return Operation("-", Number(self.limit), rate)


@dataclass(frozen=True, slots=True)
class _Tiers(Rule):
    """A table of (rate, points), the best tier first; ``otherwise`` where none is reached."""

    tiers: tuple[tuple[Fraction, Fraction], ...]
    otherwise: Fraction
    comparison: ClassVar[str]
    words: ClassVar[str]

    @classmethod
    def read(cls, table: Table, reference: Fraction) -> _Tiers:
        """See :class:`Rule`."""
        tiers = []
        for row in table.listing("tiers"):
            if not isinstance(row, list) or len(row) != 2:
                raise table.error("tiers", f'里的 {shown(row)} 应写成 ["90%", 4]：比例和得分')
            tiers.append((table.as_number("tiers", row[0]), table.as_number("tiers", row[1], least=0)))
        otherwise = table.number("otherwise", 0, least=0)
        rates = [rate for rate, _ in tiers]
        points = [points for _, points in tiers] + [otherwise]
        in_order = sorted(rates, reverse=cls.comparison == ">=")
        if rates != in_order or len(set(rates)) != len(rates) or points != sorted(points, reverse=True):
            raise table.error("tiers", "的次序不对，应从得分最高的一档写到最低的一档")
        if points[0] > reference:
            raise table.error("tiers", f"的最高得分超过了分值 {decimal_text(reference)}")
        return cls(tuple(tiers), otherwise)

    def score(
        self, rate: Expression, weight: Expression, reference: Fraction, rounding: Rounding
    ) -> Expression:
        """See :class:`Rule`."""
        score = _scaled(self.otherwise, weight, reference)
        for limit, points in reversed(self.tiers):
            reached = Operation(self.comparison, percentage_points(rate, rounding), Number(limit * 100))
            score = call("IF", reached, _scaled(points, weight, reference), score)
        return score

    def wording(self, reference: Fraction) -> str:
        """See :class:`Rule`."""
        steps = [
            f"{self.words if limit or self.comparison == '>=' else '等于'} {percent_text(limit)} 得"
            f"{'满分' if points == reference else f' {_points_text(points)}'}"
            for limit, points in self.tiers
        ]
        return "，".join([*steps, f"其余得 {_points_text(self.otherwise)}"])

    def landmarks(self) -> tuple[Fraction, ...]:
        """See :class:`Rule`."""
        return tuple(limit for limit, _ in self.tiers)


@dataclass(frozen=True, slots=True)
class TiersAtLeast(_Tiers):
    """The points of the first tier whose rate is reached."""

    kind: ClassVar[str] = "tiers-at-least"
    comparison: ClassVar[str] = ">="
    words: ClassVar[str] = "达到"


@dataclass(frozen=True, slots=True)
class TiersAtMost(_Tiers):
    """The points of the first tier whose rate is not exceeded."""

    kind: ClassVar[str] = "tiers-at-most"
    comparison: ClassVar[str] = "<="
    words: ClassVar[str] = "不超过"


@dataclass(frozen=True, slots=True)
class Milestones(Rule):
    """Points for each input that reaches its own target; inputs are fractions of one."""

    milestones: tuple[tuple[str, Fraction, Fraction], ...]
    kind: ClassVar[str] = "milestones"
    needs_rate: ClassVar[bool] = False

    @property
    def inputs(self) -> tuple[str, ...]:
        """See :class:`Rule`."""
        return tuple(name for name, _, _ in self.milestones)

    @classmethod
    def read(cls, table: Table, reference: Fraction) -> Milestones:
        """See :class:`Rule`."""
        milestones = []
        for row in table.listing("milestones"):
            if not isinstance(row, list) or len(row) != 3 or not isinstance(row[0], str):
                raise table.error(
                    "milestones", f'里的 {shown(row)} 应写成 ["名称", "25%", 1]：名称、目标和得分'
                )
            target, points = (table.as_number("milestones", each, least=0) for each in row[1:])
            milestones.append((row[0], target, points))
        if not reference or sum(points for _, _, points in milestones) != reference:
            raise table.error("milestones", f"的得分合计应等于分值 {decimal_text(reference)}，并大于 0")
        return cls(tuple(milestones))

    def score(
        self, rate: Expression, weight: Expression, reference: Fraction, rounding: Rounding
    ) -> Expression:
        """See :class:`Rule`."""
        reached = [
            call(
                "IF",
                Operation(">=", percentage_points(Name(name), rounding), Number(target * 100)),
                Number(points),
                number(0),
            )
            for name, target, points in self.milestones
        ]
        return Operation("/", Operation("*", add(*reached), weight), Number(reference))

    def wording(self, reference: Fraction) -> str:
        """See :class:`Rule`."""
        return "，".join(
            f"{name}达到 {percent_text(target)} 得 {_points_text(points)}"
            for name, target, points in self.milestones
        )

    def landmarks(self) -> tuple[Fraction, ...]:
        """See :class:`Rule`."""
        return tuple(target for _, target, _ in self.milestones)


@dataclass(frozen=True, slots=True)
class Proportion(Rule):
    """The rate times the 设定分值, at most the full 设定分值."""

    kind: ClassVar[str] = "proportion"

    @classmethod
    def read(cls, table: Table, reference: Fraction) -> Proportion:
        """See :class:`Rule`."""
        return cls()

    def score(
        self, rate: Expression, weight: Expression, reference: Fraction, rounding: Rounding
    ) -> Expression:
        """See :class:`Rule`."""
        return Operation("*", rate, weight)

    def wording(self, reference: Fraction) -> str:
        """See :class:`Rule`."""
        return "比率 × 分值，最多得满分"

    def landmarks(self) -> tuple[Fraction, ...]:
        """See :class:`Rule`."""
        return (Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(1))


RULES: Sequence[type[Rule]] = (
    Judged,
    Proportion,
    DeductAbove,
    DeductBelow,
    TiersAtLeast,
    TiersAtMost,
    Milestones,
)


def read_rule(table: Table, reference: Fraction) -> Rule:
    """The rule of an indicator from its table.

    Raises:
        DefinitionError: an unknown kind, a missing or wrong parameter, a key that is not one.
    """
    kinds = {rule.kind: rule for rule in RULES}
    rule = kinds[table.choice("kind", list(kinds))].read(table, reference)
    table.finish()
    return rule
