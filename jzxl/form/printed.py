"""The labels that an official sheet prints, in the order in which it prints them.

Issuing places them; reading a sheet that somebody typed finds its values by them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from jzxl.form.blocks import Block
from jzxl.form.model import Form
from jzxl.form.sections import (
    ContactsSection,
    FacingSection,
    FundsSection,
    GoalsSection,
    IndicatorsSection,
    MatrixSection,
    NarrativesSection,
    PairsSection,
    PeopleSection,
    ScoredGoalsSection,
    ScoresSection,
    Section,
    SignatureSection,
)
from jzxl.rule.decimals import decimal_text


class Part(StrEnum):
    """What a label stands for."""

    FIELD = "field"
    """A text field; the value stands beside it."""
    INPUT = "input"
    """A number; likewise."""
    BLOCK = "block"
    """A 一级指标 in the score table, with weight and score in its row."""
    INDICATOR = "indicator"
    """An indicator, likewise."""
    TOTAL = "total"
    GRADE = "grade"
    FUND_ROW = "fund-row"
    """Beside a row of a table of inputs; the numbers stand in its columns."""
    GOAL_GROUP = "goal-group"
    """Beside the rows of its goals."""
    HEADER = "header"
    """Above a column."""
    SIDE = "side"
    """Beside or above others; no value of its own."""


# What carries a value of its own: a sheet is taken for a form by these.
VALUED = (
    Part.FIELD,
    Part.INPUT,
    Part.FUND_ROW,
    Part.BLOCK,
    Part.INDICATOR,
    Part.TOTAL,
    Part.GRADE,
)


@dataclass(frozen=True, slots=True)
class PrintedLabel:
    """A label on the official sheet.

    Attributes:
        name: of the field, input, block, indicator or group of goals; its text for others.
        text: verbatim.
        section: position of its section in the form's layout; -1 for what stands above all sections.
        within: the labels above it, for messages: 过程 预算执行.
    """

    part: Part
    name: str
    text: str
    section: int
    within: str = ""


@cache
def printed_labels(form: Form) -> tuple[PrintedLabel, ...]:
    """All labels of a form below its title, in printed order."""
    unit = form.fields_by_name[form.unit_field]
    labels = [PrintedLabel(Part.FIELD, unit.name, unit.label, -1)] if form.unit_in_heading else []
    for number, section in enumerate(form.sections):
        labels += _section(form, section, number)
    return tuple(labels)


def _section(form: Form, section: Section, number: int) -> Iterator[PrintedLabel]:
    match section:
        case PairsSection(rows):
            for row in rows:
                for name in row:
                    yield _field_or_input(form, name, number)
        case NarrativesSection(names) | ContactsSection(names):
            for name in names:
                yield _field_or_input(form, name, number)
        case FundsSection(title):
            yield PrintedLabel(Part.SIDE, title, title, number)
            group = form.input_group(title)
            parent = ""
            for each in group.inputs:
                if each.parent and each.parent != parent:
                    yield PrintedLabel(Part.SIDE, each.parent, each.parent, number, title)
                parent = each.parent
                yield PrintedLabel(Part.INPUT, each.name, each.label, number, each.parent or title)
        case MatrixSection(title):
            yield PrintedLabel(Part.SIDE, title, title, number)
            group = form.input_group(title)
            columns = tuple(dict.fromkeys(each.label for each in group.inputs))
            yield from _headers((*columns, *section.headers), number)
            for parent in dict.fromkeys(each.parent for each in group.inputs):
                yield PrintedLabel(Part.FUND_ROW, parent, parent, number, title)
        case FacingSection(side, names):
            yield PrintedLabel(Part.SIDE, side, side, number)
            for name in names:
                yield _field_or_input(form, name, number)
        case ScoredGoalsSection():
            yield PrintedLabel(Part.SIDE, section.side, section.side, number)
            yield from _headers(tuple(column.header for column in section.columns), number)
            for block in form.blocks:
                if block.scores_goals:
                    label = block_label(section, block)
                    yield PrintedLabel(Part.SIDE, block.name, label, number)
                    for goals_group in block.groups:
                        yield PrintedLabel(
                            Part.GOAL_GROUP, goals_group.name, goals_group.name, number, block.name
                        )
            yield PrintedLabel(Part.TOTAL, form.total_label, section.total_label, number)
        case GoalsSection(headers):
            yield from _headers(headers, number)
            area = ""
            for goals in form.goal_groups:
                if goals.area != area:
                    yield PrintedLabel(Part.SIDE, goals.area, goals.area, number)
                area = goals.area
                yield PrintedLabel(Part.GOAL_GROUP, goals.name, goals.name, number, area)
        case IndicatorsSection():
            yield from _headers(section.headers, number)
            yield PrintedLabel(Part.SIDE, section.side, section.side, number)
            yield from _headers(section.subheaders, number)
            yield from _score_rows(form, number, "{name}", form.total_label)
        case ScoresSection():
            yield PrintedLabel(Part.SIDE, section.side, section.side, number)
            yield from _headers(section.headers, number)
            yield from _score_rows(form, number, section.block_label, section.total_label)
        case PeopleSection():
            yield PrintedLabel(Part.SIDE, section.side, section.side, number)
            yield from _headers(section.columns, number)
        case SignatureSection():
            yield PrintedLabel(Part.SIDE, section.left, section.left, number)


def block_label(section: ScoredGoalsSection, block: Block) -> str:
    """The label of a block beside its goals."""
    return section.block_label.format(name=block.name, weight=decimal_text(block.weight))


def _field_or_input(form: Form, name: str, number: int) -> PrintedLabel:
    if name in form.inputs:
        return PrintedLabel(Part.INPUT, name, form.inputs[name].label, number)
    return PrintedLabel(Part.FIELD, name, form.fields_by_name[name].label, number)


def _headers(texts: tuple[str, ...], number: int) -> Iterator[PrintedLabel]:
    for text in texts:
        yield PrintedLabel(Part.HEADER, text, text, number)


def _score_rows(form: Form, number: int, block_label: str, total_label: str) -> Iterator[PrintedLabel]:
    for block in form.blocks:
        yield PrintedLabel(Part.BLOCK, block.name, block_label.format(name=block.name), number)
        for group in block.groups:
            yield PrintedLabel(Part.SIDE, group.name, group.name, number, block.name)
            for each in group.indicators:
                within = f"{block.name} {group.name}"
                yield PrintedLabel(Part.INDICATOR, each.name, each.label, number, within)
    yield PrintedLabel(Part.TOTAL, form.total_label, total_label, number)
    yield PrintedLabel(Part.GRADE, form.grade_name, form.grade_label, number)
