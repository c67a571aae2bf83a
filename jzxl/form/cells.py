"""Which named cells a form's workbook has, by what stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from jzxl.form import naming
from jzxl.form.model import Form
from jzxl.form.sections import SCORE as SCORE_COLUMN
from jzxl.form.sections import (
    SCORED_PARTS,
    WEIGHT,
    FacingSection,
    FundsSection,
    IndicatorsSection,
    NarrativesSection,
    PairsSection,
    PeopleSection,
    ScoredGoalsSection,
    ScoresSection,
)

SCORE = "score"


@dataclass(frozen=True, slots=True)
class NamedCells:
    """The named cells of a form, apart from its formulas.

    Attributes:
        numbers: cells for typed numbers, with the kind of number.
        texts: cells for typed texts; True where it must be filled.
        fixed: cells with a number that is not to be changed.
        labels: cells with a label, verbatim.
        essential: names without which the form cannot be evaluated, in order of the form.
        items: what each name is called on the form.
        scores: names of cells that hold points, judged or computed.
        goals: names of the cells of the table of goals, which hold texts or numbers.
        measures: those of targets and results of goals with scores, in printed order.
        optional: cells of rows that need not be used, and of goals with scores among them.
        unprinted: names that the printed sheet has no place for.
    """

    numbers: Mapping[str, str]
    texts: Mapping[str, bool]
    fixed: Mapping[str, Fraction]
    labels: Mapping[str, str]
    essential: tuple[str, ...]
    items: Mapping[str, str]
    scores: frozenset[str]
    goals: frozenset[str]
    measures: tuple[str, ...]
    optional: frozenset[str]
    unprinted: frozenset[str]


@lru_cache(maxsize=64)
def named_cells(form: Form, goal_rows: tuple[int, ...] | None = None) -> NamedCells:
    """The named cells of a form; made once a form and layout.

    Args:
        goal_rows: how many rows each group of goals has; as in the definition unless given.
    """
    form = form.with_goal_rows(goal_rows or form.goal_rows)
    goals = _goal_items(form, goal_rows or form.goal_rows)
    rows = _row_items(form)
    measures = tuple(naming.part(row, part) for _, row in form.rows_of_goals for part in naming.ROW_MEASURES)
    open_blocks = [block for block in form.blocks if block.open]
    numbers = {each.name: each.kind for each in form.inputs.values()}
    numbers |= {naming.weight(each): SCORE for block in open_blocks for each in block.indicators}
    numbers |= {naming.score(each): SCORE for each in form.judged}
    numbers |= {naming.part(row, naming.GOAL_OWN_SCORE): SCORE for _, row in form.rows_of_goals}
    texts = {each.name: each.required for each in form.fields}
    if form.has_notes:
        texts |= {naming.note(each): True for each in form.judged}
    texts |= dict.fromkeys((naming.YEAR, *goals), False)
    texts |= dict.fromkeys((name for name in rows if name not in numbers), False)
    for section in form.sections:
        if isinstance(section, PeopleSection):
            people = range(1, section.rows + 1)
            texts |= {naming.person(row, column): False for row in people for column in section.columns}
    fixed = {naming.weight(block): block.weight for block in form.blocks}
    fixed |= {
        naming.weight(each): each.weight
        for block in form.blocks
        if not block.open
        for each in block.indicators
    }
    items = _items(form)
    labels = _labels(form)
    scores = [naming.score(each) for each in form.indicators] + [naming.score(each) for each in form.blocks]
    return NamedCells(
        numbers=numbers,
        texts=texts,
        fixed=fixed,
        labels=labels,
        essential=_essential(form),
        items=labels | items | goals | rows,
        scores=frozenset([*scores, naming.total(form)]),
        goals=frozenset([*goals, *measures]),
        measures=measures,
        optional=frozenset(rows),
        unprinted=_unprinted(form),
    )


def _labels(form: Form) -> dict[str, str]:
    labels = {naming.label(each.name): each.label for each in form.indicators if each.row is None}
    labels |= {naming.label(name): form.inputs[name].label for name in form.shown_inputs}
    for section in form.sections:
        match section:
            case IndicatorsSection():
                labels |= {naming.label(each.name): each.name for each in form.blocks}
            case ScoresSection(block_label=pattern):
                labels |= {naming.label(each.name): pattern.format(name=each.name) for each in form.blocks}
            case FundsSection(title):
                group = form.input_group(title)
                labels |= {naming.label(each.name): each.label for each in group.inputs}
            case FacingSection(fields=facing):
                labels |= {naming.label(name): form.fields_by_name[name].label for name in facing}
            case PairsSection(rows) | NarrativesSection(rows):
                names = [name for row in rows for name in ((row,) if isinstance(row, str) else row)]
                fields = [form.fields_by_name[name] for name in names if name in form.fields_by_name]
                labels |= {naming.label(each.name): each.label for each in fields}
            case _:
                pass
    return labels


def _essential(form: Form) -> tuple[str, ...]:
    essential = [each.name for each in form.fields] + list(form.inputs)
    for block in form.blocks:
        essential += [naming.weight(block), naming.score(block)]
        for each in block.indicators:
            if each.row is not None:
                continue
            essential += [naming.weight(each), naming.score(each)]
            if form.has_notes:
                essential.append(naming.note(each))
    return (*essential, naming.total(form), naming.grade(form))


def _goal_items(form: Form, goal_rows: tuple[int, ...]) -> dict[str, str]:
    """The cells of the table of goals, with what each is called."""
    return {
        naming.goal(group, row, part): f"{group.name} 指标{row} {part}"
        for group, rows in zip(form.goal_groups, goal_rows, strict=True)
        if not group.scored
        for row in range(1, rows + 1)
        for part in naming.GOAL_PARTS
    }


def _row_items(form: Form) -> dict[str, str]:
    """The cells that are typed in the rows of goals with scores, with what each is called."""
    section = form.scored_goals
    if section is None:
        return {}
    headers = {part: section.header(word) for word, part in SCORED_PARTS.items()}
    items = {}
    for _, row in form.rows_of_goals:
        for part in (*naming.ROW_TEXTS, *naming.ROW_MEASURES, naming.GOAL_OWN_SCORE):
            items[naming.part(row, part)] = f"{row.called} {headers[part] or part}"
        items[naming.weight(row)] = f"{row.called} {section.header(WEIGHT)}"
    return items


def _unprinted(form: Form) -> frozenset[str]:
    """The sums of blocks and the grade, where the table of scores is that of the goals."""
    if form.scored_goals is None:
        return frozenset()
    blocks = [name for block in form.blocks for name in (naming.weight(block), naming.score(block))]
    return frozenset([*blocks, naming.grade(form)])


def _items(form: Form) -> dict[str, str]:
    weight, note, score = _headings(form)
    target = form.scored_goals.header("target") if form.scored_goals is not None else ""
    items = {each.name: each.label.rstrip("：") for each in form.fields}
    items |= {each.name: each.item for each in form.inputs.values()}
    items |= {naming.echo(name): form.inputs[name].label for name in form.shown_inputs}
    for block in form.blocks:
        items |= {
            naming.weight(block): f"{block.name} {weight}",
            naming.score(block): f"{block.name} {score}",
        }
        for each in block.indicators:
            called = each.label if each.row is None else each.row.called
            items |= {
                naming.weight(each): f"{called} {weight}",
                naming.note(each): f"{called} {note}",
                naming.score(each): f"{called} {score}",
            }
            if each.row is not None:
                items[each.rate_name] = f"{called} {naming.GOAL_ATTAINMENT}"
                items[naming.part(each.row, naming.GOAL_TARGET)] = f"{called} {target or naming.GOAL_TARGET}"
            elif each.rate_name:
                # Without the prefix that keeps it apart from the score of the same name.
                items[each.rate_name] = each.rate_name.rpartition("_")[2]
    items |= {naming.WEIGHT_TOTAL: f"{form.total_label} {weight}", naming.total(form): form.total_label}
    items |= {naming.grade(form): form.grade_label.rstrip("：")}
    return items


def _headings(form: Form) -> tuple[str, str, str]:
    """What the form calls weight, explanation and score."""
    for section in form.sections:
        if isinstance(section, IndicatorsSection):
            return section.subheaders[1], section.subheaders[2], section.subheaders[3]
        if isinstance(section, ScoresSection):
            return section.headers[2], "计算过程", section.headers[3]
        if isinstance(section, ScoredGoalsSection):
            return section.header(WEIGHT), "计算过程", section.header(SCORE_COLUMN)
    raise TypeError(f"{form.id} has no score table")
