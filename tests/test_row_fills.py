"""What the generated fills of a form with scored goals cover: each row in every case that it can be.

That the formulas agree on them is told by ``test_equivalence``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache

import pytest
from fills import exact, is_tie, unrounded_score
from returns import catalog
from row_fills import SIDES, seen_from_target
from test_equivalence import calculated_from, expected, fills, form_id

from jzxl.form import naming
from jzxl.form.blocks import AT_LEAST, AT_MOST, EXACTLY, GoalRow, Indicator
from jzxl.form.live_check import FAILED, OPEN, PASSED
from jzxl.form.model import Form
from jzxl.rule.exact import Value

FORMS = [form for forms in catalog().forms.values() for form in forms.values() if form.scoring is not None]
pytestmark = pytest.mark.parametrize("form", FORMS, ids=form_id)


def test_there_is_such_a_form(form: Form) -> None:
    assert len(form.scored_rows) >= 20


@cache
def seen(form: Form) -> list[dict[str, Value]]:
    """Everything that stands in the cells, for each fill."""
    pairs = zip(fills(form), expected(form), strict=True)
    return [calculated_from(form, fill) | results for fill, results in pairs]


def rows(form: Form) -> Iterator[tuple[Indicator, GoalRow, dict[str, Value]]]:
    for indicator in form.scored_rows:
        assert indicator.row is not None
        for known in seen(form):
            yield indicator, indicator.row, known


def of(row: GoalRow, part: str, known: Mapping[str, Value]) -> Value:
    return known.get(naming.part(row, part))


def test_each_direction_is_met_missed_and_exceeded_at_every_kind_of_target(form: Form) -> None:
    assert form.scoring is not None
    found: Counter[str] = Counter()
    for _, row, known in rows(form):
        parts = (naming.GOAL_SIGN, naming.GOAL_NUMBER, naming.GOAL_ACTUAL)
        found[seen_from_target(form.scoring, *(of(row, part, known) for part in parts))] += 1
    due = {
        f"{sign} {place}, {side}"
        for sign in form.scoring.signs.values()
        for place in ("plain", "zero target", "negative target")
        for side in ("equal", "above", "below")
    }
    due |= {f"{sign} zero result, below" for sign in form.scoring.signs.values()}
    due |= {
        f"{sign} {place}, above"
        for sign in form.scoring.signs.values()
        for place in ("at the bound", "far above")
    }
    assert not {case: found[case] for case in due if found[case] < 5}


def test_each_row_is_in_every_place_once(form: Form) -> None:
    """Rows are written by one program, but each stands in cells of its own."""
    shown: dict[str, set[object]] = defaultdict(set)
    for indicator, row, known in rows(form):
        rate, score, check = (
            known[name]
            for name in (indicator.rate_name, naming.score(indicator), naming.live_check(indicator.name))
        )
        shown[indicator.name] |= {
            check,
            f"score {'blank' if score == '' else 'zero' if score == 0 else 'some'}",
            f"rate {'blank' if rate == '' else 'of one' if rate == 1 else 'below' if rate < 1 else 'above'}",  # type: ignore[operator]
            f"sign {of(row, naming.GOAL_SIGN, known)}",
        }
    assert form.scoring is not None
    due = {PASSED, FAILED, OPEN, "score blank", "score zero", "score some"}
    due |= {f"rate {word}" for word in ("blank", "of one", "below", "above")}
    due |= {f"sign {sign}" for sign in form.scoring.choices}
    assert not {name: due - values for name, values in shown.items() if due - values}


def test_a_judged_goal_is_at_and_beside_the_bounds_of_each_level(form: Form) -> None:
    assert form.scoring is not None
    found: Counter[tuple[str, str, str]] = Counter()
    for indicator, row, known in rows(form):
        level = form.scoring.level(str(of(row, naming.GOAL_LEVEL, known)))
        own, weight = of(row, naming.GOAL_OWN_SCORE, known), known.get(naming.weight(indicator))
        judged = of(row, naming.GOAL_SIGN, known) == form.scoring.judged
        if not judged or level is None or not isinstance(own, Fraction) or not isinstance(weight, Fraction):
            continue
        state = known[naming.live_check(indicator.name)]
        for bound, share in (("least", level.least), ("most", level.most)):
            for place, gap in (("at", 0), ("above", Fraction(1, 100)), ("below", -Fraction(1, 100))):
                if own == share * weight + gap and weight > 1:
                    found[level.name, f"{place} {bound}", str(state)] += 1
    for level in form.scoring.levels:
        unexplained = PASSED if level.best else OPEN
        for place in ("at least", "above least", "below most"):
            assert found[level.name, place, PASSED] >= 2, (level.name, place)
            assert found[level.name, place, unexplained] >= 2, (level.name, place)
            assert not found[level.name, place, FAILED], (level.name, place)
        outside = ("below least", "above most", *([] if level.best else ["at most"]))
        assert all(found[level.name, place, FAILED] >= 5 for place in outside), level.name
        assert not any(found[level.name, place, PASSED] for place in outside), level.name


@pytest.mark.parametrize("direction", [AT_LEAST, AT_MOST, EXACTLY])
def test_ties_of_rounding(form: Form, direction: str) -> None:
    """Half a hundredth in the score, and in the percentage of the worked line."""
    assert form.scoring is not None
    scores, percentages = set(), set()
    for indicator, row, known in rows(form):
        rate, weight = known[indicator.rate_name], known.get(naming.weight(indicator))
        if of(row, naming.GOAL_SIGN, known) != form.scoring.signs[direction] or not isinstance(
            rate, Fraction
        ):
            continue
        score = unrounded_score(indicator, form, known)
        if score is not None and isinstance(weight, Fraction) and 0 < score < weight and is_tie(score, 2):
            scores.add((score, weight))
        if is_tie(rate * 100, 2):
            percentages.add(rate)
    assert len(scores) >= 20
    # A limit from above is seen as its share of the result, which rarely ends so soon.
    assert len(percentages) >= 20


def test_texts_stand_where_figures_are_due(form: Form) -> None:
    found: Counter[tuple[str, object]] = Counter()
    for indicator, row, known in rows(form):
        judged = form.scoring is not None and of(row, naming.GOAL_SIGN, known) == form.scoring.judged
        for part in naming.ROW_MEASURES:
            value = of(row, part, known)
            if isinstance(value, str) and not judged:
                assert known[indicator.rate_name] == "", (indicator.name, value)
                found[part, value] += 1
    for part in naming.ROW_MEASURES:
        for text in ("约45", "完成", "45个", "45", "—", " "):
            assert found[part, text] >= 10, (part, text)


def test_blocks_have_their_weight_more_less_and_none(form: Form) -> None:
    for block in form.blocks:
        if block.scores_goals:
            shown = {known[naming.live_check(f"{block.name}分值")] for known in seen(form)}
            assert shown == {PASSED, FAILED, OPEN}, block.name
    sums = []
    for known in seen(form):
        weights = [
            [
                value
                for each in block.indicators
                if isinstance(value := known.get(naming.weight(each)), Fraction)
            ]
            for block in form.blocks
        ]
        sums.append([sum(each, Fraction(0)) for each in weights])
    due = [block.weight for block in form.blocks]
    moved = [each for each in sums if sum(each) == form.total_weight and each != due]
    assert len(moved) >= 5
    assert sum(each == due for each in sums) >= 10


def test_every_side_has_a_case(form: Form) -> None:
    assert len(SIDES) == 10
    assert not any(
        isinstance(value, Decimal) for fill in fills(form)[:1] for value in exact(fill.values).values()
    )
