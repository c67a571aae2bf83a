"""Judged scores and weights that do not go with the form or with the goals."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal

from jzxl.form.blocks import Indicator
from round.draft import BookDraft, Expected, FormDraft
from round.faults.figures import number
from round.faults.model import ERROR, WARNING, Phase, at, fault

_EFFECTS = ("经济效益", "社会效益", "生态效益", "可持续影响", "社会公众或服务对象满意度")
_GOALS_OF = {"社会公众或服务对象满意度": "服务对象满意度指标"}


def _judged(book: BookDraft, rng: random.Random) -> Iterator[tuple[FormDraft, Indicator]]:
    found = [(form, each) for form in book.forms for each in form.judged if form.weight(each)]
    yield from rng.sample(found, len(found))


def _cells_of_goals(form: FormDraft, indicator: Indicator) -> tuple[str, ...]:
    return tuple(name for goal in form.goals if goal.group == indicator.goals for name in goal.cells)


def _all_done(form: FormDraft, indicator: Indicator) -> bool:
    return all(goal.done and not goal.missed for goal in form.goals if goal.group == indicator.goals)


def sum_of(form: FormDraft, indicator: Indicator) -> str:
    """What all faults of the weights of one block take."""
    return next(f"和_{block.name}" for block in form.instance.form.blocks if indicator in block.indicators)


@fault("score-out-of-range", Phase.ENTRIES)
def _out_of_range(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form, indicator in _judged(book, rng):
        name, weight = f"得分_{indicator.name}", form.weight(indicator)
        below = rng.random() < 0.3 and not indicator.goals
        if not (below or _all_done(form, indicator)):
            continue
        rests_on = (f"分值_{indicator.name}", *form.dependents(name), *_cells_of_goals(form, indicator))
        if form.claim(name, rests_on=rests_on):
            form.meant[name] = Decimal(0) if below else weight
            form.typed[name] = Decimal(-1) if below else weight + rng.choice([Decimal("0.5"), 1, 2, 10])
            return [at("score-out-of-range", ERROR, form.number, name)]
    return None


@fault("weight-sum", Phase.ENTRIES)
def _weight_sum(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form, indicator in _judged(book, rng):
        name, weight = f"分值_{indicator.name}", form.weight(indicator)
        block = next(each for each in form.instance.form.blocks if indicator in each.indicators)
        score = form.meant[f"得分_{indicator.name}"]
        if name in form.instance.cells.fixed or score != weight or weight < 4:
            continue
        rests_on = (f"得分_{indicator.name}", *form.dependents(name))
        if form.claim(name, f"分值_{block.name}", sum_of(form, indicator), rests_on=rests_on):
            form.meant[name] = weight + rng.choice([Decimal("0.5"), 1, 2])
            return [at("weight-sum", ERROR, form.number, f"分值_{block.name}")]
    return None


@fault("block-weight-changed", Phase.ENTRIES)
def _block_weight(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form in book.some(rng):
        for name in rng.sample(sorted(form.instance.cells.fixed), 3):
            if form.claim(name, rests_on=form.dependents(name)):
                right = form.instance.cells.fixed[name]
                form.typed[name] = Decimal(right.numerator) + rng.choice([-2, -1, 1, 2])
                return [at("block-weight-changed", ERROR, form.number, name)]
    return None


@fault("score-against-completion/all done and a low score", Phase.ENTRIES)
def _too_low(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form, indicator in _judged(book, rng):
        name = f"得分_{indicator.name}"
        if not indicator.goals or not _all_done(form, indicator):
            continue
        rests_on = (f"分值_{indicator.name}", *_cells_of_goals(form, indicator))
        if form.claim(name, rests_on=rests_on):
            form.meant[name] = (form.weight(indicator) * rng.randint(10, 59) / 100).quantize(Decimal("0.01"))
            return [at("score-against-completion", WARNING, form.number, name)]
    return None


@fault("score-against-completion/one missed and full score", Phase.ENTRIES)
def _too_high(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form, indicator in _judged(book, rng):
        name = f"得分_{indicator.name}"
        missed = [goal for goal in form.goals if goal.group == indicator.goals and goal.missed]
        if not missed or indicator.advice is not None:
            continue
        rests_on = (f"分值_{indicator.name}", *_cells_of_goals(form, indicator))
        if form.claim(name, rests_on=rests_on):
            form.meant[name] = form.weight(indicator)
            return [at("score-against-completion", WARNING, form.number, name)]
    return None


def _effects(book: BookDraft, rng: random.Random, *, used: bool) -> Iterator[tuple[FormDraft, str, str]]:
    """An effect with a weight or without, and another with a weight, of a project."""
    for form in rng.sample(book.projects, len(book.projects)):
        weights = {name: number(form, f"分值_{name}") for name in _EFFECTS}
        ones = [name for name in _EFFECTS if bool(weights[name]) is used]
        others = [name for name in _EFFECTS if weights[name] >= 5]
        for one in rng.sample(ones, len(ones)):
            other = rng.choice([name for name in others if name != one])
            yield form, one, other


def _goal_cells(form: FormDraft, effect: str) -> tuple[str, ...]:
    group = _GOALS_OF.get(effect, f"{effect}指标")
    return tuple(name for goal in form.goals if goal.group == group for name in goal.cells)


@fault("weight-without-indicators", Phase.GOALS)
def _weight_alone(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form, unused, other in _effects(book, rng, used=False):
        names = (f"分值_{unused}", f"得分_{unused}", f"分值_{other}", "和_效果")
        if form.claim(*names):
            form.meant[f"分值_{unused}"] = Decimal(2)
            form.meant[f"分值_{other}"] = number(form, f"分值_{other}") - 2
            return [at("weight-without-indicators", WARNING, form.number, f"分值_{unused}")]
    return None


@fault("indicators-without-weight", Phase.GOALS)
def _goals_alone(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form, used, other in _effects(book, rng, used=True):
        names = (f"分值_{used}", f"得分_{used}", f"分值_{other}", "和_效果")
        if form.claim(*names, rests_on=_goal_cells(form, used)):
            form.meant[f"分值_{other}"] = number(form, f"分值_{other}") + number(form, f"分值_{used}")
            form.meant[f"分值_{used}"] = Decimal(0)
            return [at("indicators-without-weight", WARNING, form.number, f"分值_{used}")]
    return None
