"""What stands in the generated forms: the published figures, and others."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from returns import read, three_published

from handmade.layout import Content, Value
from jzxl.form import naming
from jzxl.form.cells import named_cells


@cache
def published() -> tuple[Content, ...]:
    """The three forms with the published figures, their texts retold."""
    return tuple(_content(number) for number in range(3))


def _content(number: int) -> Content:
    """What the issued workbook shows on its official sheet, by the names of its cells."""
    filled = read(three_published(), number)
    form = filled.form
    values: dict[str, Value] = {}
    cells = named_cells(form, filled.instance.goal_rows)
    printed = {*cells.numbers, *cells.texts, *cells.fixed, *cells.scores}
    printed |= {naming.WEIGHT_TOTAL, naming.grade(form)}
    printed |= {naming.note(each) for each in form.indicators if form.has_notes}
    for name, entry in filled.entries.items():
        shown = filled.entries.get(naming.echo(name), entry)
        on_sheet = name in printed and shown.sheet == filled.sheet
        if on_sheet and isinstance(shown.value, (Decimal, str)):
            values[name] = shown.value
    for goal in filled.goals:
        for part, entry in zip(
            naming.GOAL_PARTS, (goal.title, goal.target, goal.actual, goal.status), strict=True
        ):
            content = entry.value
            values[naming.goal(goal.group, goal.number, part)] = (
                content if isinstance(content, (Decimal, str)) else None
            )
    left = {naming.goal(goal.group, goal.number, part) for goal in filled.goals for part in naming.GOAL_PARTS}
    return Content(
        form,
        {name: value for name, value in values.items() if name not in cells.goals or name in left},
    )


def changed(contents: Sequence[Content], seed: int) -> list[Content]:
    """Other figures in the same forms: amounts, weights, scores; some optional texts blank."""
    rng = random.Random(seed)
    return [Content(each.form, _changed(each, rng)) for each in contents]


def _changed(content: Content, rng: random.Random) -> dict[str, Value]:
    values = dict(content.values)
    form = content.form
    for name, value in content.values.items():
        if name in form.inputs and isinstance(value, Decimal):
            values[name] = Decimal(rng.randrange(0, 10**6)).scaleb(-2)
        elif name.startswith((naming.SCORE_PREFIX, naming.total(form))) and isinstance(value, Decimal):
            values[name] = Decimal(rng.randrange(0, 1000)).scaleb(-2)
    for indicator in form.indicators:
        if not indicator.judged and form.has_notes and indicator.rate is not None:
            values[naming.note(indicator)] = content.values[naming.note(indicator)]
    for name in ("其他", "其他需说明的问题"):
        if name in values and rng.random() < 0.3:
            values[name] = None
    return values
