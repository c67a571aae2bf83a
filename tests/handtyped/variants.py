"""A long stream of different workbooks: every knob alone, then a few at once, then all."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import fields
from itertools import count

from handtyped.content import Content, retold
from handtyped.figures import other
from handtyped.style import Style, any_style, named_styles, some_style

_CHOSEN = ((0, 1, 2), (0,), (1,), (2, 0), (1, 2), (0, 2))


def variants(seed: int) -> Iterator[tuple[str, Sequence[Content], Style]]:
    """Name, forms and style of one workbook after another; the same for the same seed, without end.

    The first ones turn one knob each, with the published figures and then with others.
    """
    three = [retold(number) for number in range(3)]
    for style in named_styles():
        yield style.name, three, style
    for number in count():
        rng = random.Random(f"{seed} {number}")
        contents = [other(retold(each), rng) for each in rng.choice(_CHOSEN)]
        singles = named_styles()
        if number < len(singles):
            yield f"{number}: other figures, {singles[number].name}", contents, singles[number]
            continue
        knobs = rng.choice([2, 3, 5, 8, 0])
        style = some_style(rng, knobs) if knobs else any_style(rng)
        yield f"{number}: {described(style)}", contents, style


def described(style: Style) -> str:
    """The knobs that are turned."""
    usual = Style()
    turned = [
        f"{each.name}={getattr(style, each.name)}"
        for each in fields(Style)
        if each.name not in ("name", "seed") and getattr(style, each.name) != getattr(usual, each.name)
    ]
    return ", ".join(turned) or "as published"
