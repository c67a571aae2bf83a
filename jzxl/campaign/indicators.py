"""What the scores of an indicator come to over all forms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from jzxl.campaign.kinds import FormKind
from jzxl.result import FormResult


@dataclass(frozen=True, slots=True)
class IndicatorFigures:
    """What the re-evaluated scores of an indicator come to, over the forms where it has a weight.

    The rows of a group of goals with scores count as one indicator of their form.

    Attributes:
        weight: the same in all forms; None where the forms differ.
        count: scores that are numbers; ``mean`` and the others are None where there is none.
        rate: points given of the points to be had.
        full: share of the scores that are full marks.
    """

    kind: FormKind
    block: str
    group: str
    name: str
    weight: Decimal | None
    count: int
    mean: Fraction | None
    minimum: Decimal | None
    rate: Fraction | None
    full: Fraction | None

    @property
    def called(self) -> str:
        """What it is called beside its group: the rows of a group of goals have no name in common."""
        return "各行合计" if _is_of_rows((self.block, self.group, self.name)) else self.name


def indicator_figures(kind: FormKind, forms: Iterable[FormResult]) -> list[IndicatorFigures]:
    scores: dict[tuple[str, str, str], list[tuple[Decimal, Decimal]]] = {}
    for form in forms:
        for place, pairs in _of_form(form).items():
            scores.setdefault(place, []).extend(_together(pairs) if _is_of_rows(place) else pairs)
    return [_spread(kind, place, pairs) for place, pairs in scores.items()]


def _of_form(form: FormResult) -> dict[tuple[str, str, str], list[tuple[Decimal, Decimal]]]:
    """Weights and scores of a form by where they stand; rows of goals stand together."""
    scores: dict[tuple[str, str, str], list[tuple[Decimal, Decimal]]] = {}
    for each in form.indicators:
        of_this = scores.setdefault((each.block, each.group, each.name), [])
        weight, score = each.weight, each.evaluated
        if isinstance(weight, Decimal) and weight and isinstance(score, Decimal):
            of_this.append((weight, score))
    return scores


def _is_of_rows(place: tuple[str, str, str]) -> bool:
    """Whether it is the rows of a group of goals, which are called as their group."""
    _, group, name = place
    return name == group


def _together(pairs: Sequence[tuple[Decimal, Decimal]]) -> list[tuple[Decimal, Decimal]]:
    weights, points = [weight for weight, _ in pairs], [score for _, score in pairs]
    return [(sum(weights, Decimal(0)), sum(points, Decimal(0)))] if pairs else []


def _spread(
    kind: FormKind, place: tuple[str, str, str], pairs: Sequence[tuple[Decimal, Decimal]]
) -> IndicatorFigures:
    if not pairs:
        return IndicatorFigures(kind, *place, None, 0, None, None, None, None)
    weights = {weight for weight, _ in pairs}
    given = sum((Fraction(score) for _, score in pairs), Fraction())
    possible = sum((Fraction(weight) for weight, _ in pairs), Fraction())
    return IndicatorFigures(
        kind,
        *place,
        weight=weights.pop() if len(weights) == 1 else None,
        count=len(pairs),
        mean=given / len(pairs),
        minimum=min(score for _, score in pairs),
        rate=given / possible if possible else None,
        full=Fraction(sum(score == weight for weight, score in pairs), len(pairs)),
    )
