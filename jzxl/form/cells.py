"""Which named cells a form's workbook has, by what stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from jzxl.form import naming
from jzxl.form.model import Form
from jzxl.form.sections import IndicatorsSection, PeopleSection

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
    """

    numbers: Mapping[str, str]
    texts: Mapping[str, bool]
    fixed: Mapping[str, Fraction]
    labels: Mapping[str, str]
    essential: tuple[str, ...]
    items: Mapping[str, str]
    scores: frozenset[str]


@cache
def named_cells(form: Form) -> NamedCells:
    """The named cells of a form; made once a form."""
    judged = [indicator for indicator in form.indicators if indicator.judged]
    numbers = {each.name: each.kind for each in form.inputs.values()}
    numbers |= {naming.weight(each): SCORE for each in form.indicators}
    numbers |= {naming.score(each): SCORE for each in judged}
    texts = {each.name: each.required for each in form.fields}
    texts |= {naming.note(each): True for each in judged}
    texts |= {naming.YEAR: False}
    for section in form.sections:
        if isinstance(section, PeopleSection):
            people = range(1, section.rows + 1)
            texts |= {naming.person(row, column): False for row in people for column in section.columns}
    labels = {naming.label(each.name): each.label for each in form.indicators}
    labels |= {naming.label(each.name): each.name for each in form.blocks}
    labels |= {naming.label(name): form.inputs[name].label for name in form.shown_inputs}
    labels |= {naming.label(each.name): each.label for each in form.fields if each.name != form.unit_field}
    essential = [each.name for each in form.fields] + list(form.inputs)
    for block in form.blocks:
        essential += [naming.weight(block), naming.score(block)]
        for each in block.indicators:
            essential += [naming.weight(each), naming.note(each), naming.score(each)]
    essential += [naming.total(form), naming.grade(form)]
    return NamedCells(
        numbers=numbers,
        texts=texts,
        fixed={naming.weight(block): block.weight for block in form.blocks},
        labels=labels,
        essential=tuple(essential),
        items=labels | _items(form),
        scores=frozenset(
            [naming.score(each) for each in form.indicators]
            + [naming.score(each) for each in form.blocks]
            + [naming.total(form)]
        ),
    )


def _items(form: Form) -> dict[str, str]:
    headers = next(each.subheaders for each in form.sections if isinstance(each, IndicatorsSection))
    _, weight, note, score = headers
    items = {each.name: each.label.rstrip("：") for each in form.fields}
    items |= {each.name: each.label for each in form.inputs.values()}
    items |= {naming.echo(name): form.inputs[name].label for name in form.shown_inputs}
    for block in form.blocks:
        items |= {
            naming.weight(block): f"{block.name} {weight}",
            naming.score(block): f"{block.name} {score}",
        }
        for each in block.indicators:
            items |= {
                naming.weight(each): f"{each.label} {weight}",
                naming.note(each): f"{each.label} {note}",
                naming.score(each): f"{each.label} {score}",
            }
            if each.rate_name:
                items[each.rate_name] = each.rate_name
    items |= {naming.WEIGHT_TOTAL: f"{form.total_label} {weight}", naming.total(form): form.total_label}
    items |= {naming.grade(form): form.grade_label.rstrip("：")}
    return items
