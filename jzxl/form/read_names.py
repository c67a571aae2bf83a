"""The names that a definition gives: who may use one, and that none is given twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jzxl.definition import Problems, Table
from jzxl.form import naming

Given = tuple[Table, str, str]


@dataclass(frozen=True, slots=True)
class RoughNames:
    """The names of a form, as far as they can be read though something may be wrong beside them.

    Attributes:
        rated: the indicators that have a rate.
        scores_goals: whether there are goals with scores of their own.
    """

    fields: tuple[str, ...]
    inputs: tuple[str, ...]
    input_groups: tuple[str, ...]
    goal_groups: frozenset[str]
    blocks: tuple[str, ...]
    rated: tuple[str, ...]
    scores_goals: bool


def rough_names(root: Table) -> RoughNames:
    """What formulas and sections of a form may refer to."""
    blocks = root.rough_tables("block")
    return RoughNames(
        tuple(name for _, _, name in _named(root.rough_tables("field")) if name),
        tuple(name for _, _, name in _inputs(root) if name),
        tuple(each.rough_text("title") for each in root.rough_tables("input-group")),
        frozenset(name for _, _, name in _named(root.rough_tables("goal-group"))),
        tuple(name for _, _, name in _named(blocks)),
        tuple(each.rough_text("name") for each in _indicators(blocks) if each.has("rate")),
        any(block.has("goals") for block in blocks),
    )


def refuse_names_twice(root: Table) -> None:
    """Each kind of name is given once; Excel does not tell upper from lower case.

    Raises:
        DefinitionError: with every name that is given again.
    """
    blocks = root.rough_tables("block")
    indicators = _indicators(blocks)
    scored = [goals for block in blocks for goals in block.rough_tables("goals")]
    cells = [*_named(root.rough_tables("field")), *_inputs(root)]
    cells += [(each, "rate-name", each.rough_text("rate-name")) for each in indicators]
    for form in root.rough_table("form"):
        cells += [(form, key, form.rough_text(key)) for key in ("total-label", "grade-name")]
    problems = Problems()
    groups = "|".join(re.escape(name) for _, _, name in _named(scored + root.rough_tables("goal-group")))
    for table, key, name in cells:
        if naming.is_own(name) or (groups and re.match(rf"(?:{groups})\d+_", name)):
            with problems.noted():
                raise table.error(key, f"“{name}”像程序自己用的名称（例如 {naming.SCORE_PREFIX}…），请换一个")
    for kind in (
        cells,
        [*_named(indicators), *_named(blocks), *_named(root.rough_tables("identity"))],
        [*_named(root.rough_tables("goal-group")), *_named(scored)],
        [(each, "title", each.rough_text("title")) for each in root.rough_tables("input-group")],
    ):
        seen: dict[str, str] = {}
        for table, key, name in kind:
            if not name:
                continue
            other = seen.setdefault(name.casefold(), table.place)
            if other != table.place:
                with problems.noted():
                    raise table.error(key, f"“{name}”用了两次，[{other}] 已经用了；每个名称只能用一次")
    problems.finish()


def _named(tables: list[Table]) -> Iterator[Given]:
    return ((each, "name", each.rough_text("name")) for each in tables)


def _inputs(root: Table) -> Iterator[Given]:
    return _named(
        [each for group in root.rough_tables("input-group") for each in group.rough_tables("input")]
    )


def _indicators(blocks: list[Table]) -> list[Table]:
    return [
        indicator
        for block in blocks
        for group in block.rough_tables("group")
        for indicator in group.rough_tables("indicator")
    ]
