"""The layout of an official sheet as its definition gives it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from jzxl.definition import Table
from jzxl.form.model import Input
from jzxl.form.sections import (
    AREA,
    GROUP,
    SCORE,
    SCORED_PARTS,
    WEIGHT,
    ContactsSection,
    FacingSection,
    FundsSection,
    GoalsSection,
    IndicatorsSection,
    MatrixSection,
    NarrativesSection,
    PairsSection,
    PeopleSection,
    ScoredColumn,
    ScoredGoalsSection,
    ScoresSection,
    Section,
    SignatureSection,
)

# A sheet with explanations beside its scores has seven columns, one with goals has six; that of goals with
# scores has as many as its definition gives it.
COLUMNS = {"indicators": 7, "scores": 6}
SCORED_GOALS = "scored-goals"
# The least that a matrix with its three columns of scores needs beside its label.
_LEAST_COLUMNS = 7
_NEEDED_PARTS = ("name", "actual", WEIGHT, SCORE)


@dataclass(frozen=True, slots=True)
class Parts:
    """What sections may show.

    Attributes:
        names: of the fields and inputs.
        groups: titles of the groups of inputs.
        indicators: names of those with a rate.
        inputs: of each group, by its title.
    """

    names: frozenset[str]
    groups: tuple[str, ...]
    indicators: tuple[str, ...]
    inputs: Mapping[str, tuple[Input, ...]]
    has_goals: bool
    has_scored_goals: bool


def read_sections(table: Table, parts: Parts) -> tuple[tuple[int, ...], tuple[Section, ...]]:
    """Column widths in characters, and the sections in printed order.

    Args:
        parts: what the sections may show.

    Raises:
        DefinitionError: an unknown kind of section, a name that is no field or input, no score table.
    """
    widths = tuple(int(table.as_number("widths", each, least=1)) for each in table.listing("widths"))
    sections = []
    columns = 0
    for section in table.tables("section"):
        kind = section.choice("kind", list(_READERS))
        sections.append(_READERS[kind](section, parts))
        section.finish()
        columns = columns or COLUMNS.get(kind, 0)
        if isinstance(read := sections[-1], ScoredGoalsSection):
            columns = len(read.columns) + 1
    if not columns:
        kinds = " 或 ".join((*COLUMNS, SCORED_GOALS))
        raise table.error("section", f"里没有得分表，应有一个 kind 是 {kinds} 的")
    if len(widths) != columns:
        raise table.error("widths", f"有 {len(widths)} 个数，应为 {columns} 列的宽度")
    if parts.has_goals != any(isinstance(each, GoalsSection) for each in sections):
        raise table.error("section", "里的 goals 与 [[goal-group]] 应同时有或同时没有")
    if parts.has_scored_goals != any(isinstance(each, ScoredGoalsSection) for each in sections):
        raise table.error("section", f"里的 {SCORED_GOALS} 与 [[block.goals]] 应同时有或同时没有")
    if columns < _LEAST_COLUMNS and any(isinstance(each, MatrixSection) for each in sections):
        raise table.error("section", f"里的 matrix 至少要 {_LEAST_COLUMNS} 列的表")
    table.finish()
    return widths, tuple(sections)


def _pairs(table: Table, parts: Parts) -> PairsSection:
    rows = []
    for row in table.listing("rows"):
        if (
            not isinstance(row, list)
            or len(row) not in (1, 2)
            or not all(each in parts.names for each in row)
        ):
            raise table.error("rows", f"里的 {row!r} 应是一个或两个 field 或 input 的名称")
        rows.append(tuple(row))
    return PairsSection(tuple(rows))


def _funds(table: Table, parts: Parts) -> FundsSection:
    return FundsSection(table.choice("group", parts.groups))


def _goals(table: Table, parts: Parts) -> GoalsSection:
    headers = table.texts("headers")
    if len(headers) != 6:
        raise table.error("headers", "应有 6 个")
    numbering = table.text("numbering")
    if numbering.count("{") != 1 or "{number}" not in numbering:
        raise table.error("numbering", "里应有一个 {number}")
    return GoalsSection(headers, numbering)


def _matrix(table: Table, parts: Parts) -> MatrixSection:
    title = table.choice("group", parts.groups)
    headers = table.texts("headers")
    if len(headers) != 3:
        raise table.error("headers", "应有 3 个：分值、比率、得分的表头")
    columns: dict[str, list[str]] = {}
    for each in parts.inputs[title]:
        columns.setdefault(each.parent, []).append(each.label)
    first = next(iter(columns.values()))
    if "" in columns or any(labels != first for labels in columns.values()):
        raise table.error(
            "group", f"“{title}”的每个 input 都要有 parent（行），各行的 label（列）要一样、次序相同"
        )
    indicator = table.choice("indicator", parts.indicators)
    return MatrixSection(title, indicator, (headers[0], headers[1], headers[2]), table.text("blank"))


def _facing(table: Table, parts: Parts) -> FacingSection:
    fields = table.texts("fields")
    if len(fields) != 2 or not all(each in parts.names for each in fields):
        raise table.error("fields", "应是 2 个 [[field]] 的名称")
    return FacingSection(table.text("side"), fields)


def _scored_goals(table: Table, parts: Parts) -> ScoredGoalsSection:
    columns: list[ScoredColumn] = []
    allowed = (AREA, GROUP, WEIGHT, SCORE, *SCORED_PARTS)
    for each in table.tables("column"):
        part = each.choice("part", allowed)
        if part in [column.part for column in columns]:
            raise each.error("part", f"“{part}”写了两次，每一种只能有一列")
        columns.append(ScoredColumn(each.text("header"), part))
        each.finish()
    listed = [column.part for column in columns]
    if listed[:2] != [AREA, GROUP]:
        raise table.error("column", f"的前两列应是 {AREA} 和 {GROUP}")
    missing = [part for part in _NEEDED_PARTS if part not in listed]
    if missing or not {"target", "number"} & set(listed):
        raise table.error("column", f"里缺少 {'、'.join(missing) or 'target（或 number）'}")
    pattern = table.text("block-label")
    if "{name}" not in pattern:
        raise table.error("block-label", "里应有 {name}，还可以有 {weight}")
    return ScoredGoalsSection(table.text("side"), tuple(columns), pattern, table.text("total-label"))


def _scores(table: Table, parts: Parts) -> ScoresSection:
    section = ScoresSection(
        table.text("side"), table.texts("headers"), table.text("block-label"), table.text("total-label")
    )
    if len(section.headers) != 4:
        raise table.error("headers", "应有 4 个")
    return section


def _contacts(table: Table, parts: Parts) -> ContactsSection:
    fields = table.texts("fields")
    if len(fields) != 4 or not all(each in parts.names for each in fields):
        raise table.error("fields", "应是 4 个 [[field]] 的名称")
    return ContactsSection(fields)


def _narratives(table: Table, parts: Parts) -> NarrativesSection:
    rows = table.texts("rows")
    for name in rows:
        if name not in parts.names:
            raise table.error("rows", f"里的“{name}”不是 [[field]] 的名称")
    return NarrativesSection(rows)


def _indicators(table: Table, parts: Parts) -> IndicatorsSection:
    section = IndicatorsSection(
        table.text("side"), table.texts("headers"), table.texts("subheaders"), table.text("block-note")
    )
    if len(section.headers) != 4 or len(section.subheaders) != 4:
        raise table.error("headers", "和 subheaders 各应有 4 个")
    return section


def _people(table: Table, parts: Parts) -> PeopleSection:
    columns = table.texts("columns")
    if len(columns) != 4:
        raise table.error("columns", "应有 4 个")
    return PeopleSection(table.text("side"), columns, table.whole("rows", least=1, most=20))


def _signature(table: Table, parts: Parts) -> SignatureSection:
    return SignatureSection(table.text("left"), table.text("right"))


_READERS: dict[str, Callable[[Table, Parts], Section]] = {
    "pairs": _pairs,
    "funds": _funds,
    "matrix": _matrix,
    "facing": _facing,
    "goals": _goals,
    SCORED_GOALS: _scored_goals,
    "scores": _scores,
    "contacts": _contacts,
    "narratives": _narratives,
    "indicators": _indicators,
    "people": _people,
    "signature": _signature,
}
