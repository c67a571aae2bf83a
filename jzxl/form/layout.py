"""The layout of an official sheet as its definition gives it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from jzxl.definition import Problems, Table, shown
from jzxl.form.model import Input
from jzxl.form.read_values import is_defined_name
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
_WIDEST = 255
_NEEDED_PARTS = ("name", "actual", WEIGHT, SCORE)


@dataclass(frozen=True, slots=True)
class Parts:
    """What sections may show.

    Attributes:
        fields, inputs: their names.
        groups: titles of the groups of inputs.
        indicators: names of those with a rate.
        inputs_of: of each group, by its title; none where something is wrong with them.
    """

    fields: frozenset[str]
    inputs: frozenset[str]
    groups: tuple[str, ...]
    indicators: tuple[str, ...]
    inputs_of: Mapping[str, tuple[Input, ...]]
    has_goals: bool
    has_scored_goals: bool


def read_sections(table: Table, parts: Parts) -> tuple[tuple[int, ...], tuple[Section, ...]]:
    """Column widths in characters, and the sections in printed order.

    Args:
        parts: what the sections may show.

    Raises:
        DefinitionError: an unknown kind of section, a name that is no field or input, no score table.
    """
    problems = Problems()
    widths: tuple[int, ...] = ()
    with problems.noted():
        widths = _widths(table)
    with problems.noted():
        sections = table.each("section", lambda each: _read_section(each, parts))
        table.finish()
    problems.finish()
    tables = [each for each in sections if type(each) in _SCORE_TABLES]
    kinds = " 或 ".join((*COLUMNS, SCORED_GOALS))
    if not tables:
        raise table.error("section", f"里没有得分表，应有一个 kind 是 {kinds} 的")
    if len(tables) > 1:
        raise table.error("section", f"里有 {len(tables)} 个得分表，kind 是 {kinds} 的只能有一个")
    score_table = tables[0]
    columns = _SCORE_TABLES[type(score_table)]
    if isinstance(score_table, ScoredGoalsSection):
        columns = len(score_table.columns) + 1
    if len(widths) != columns:
        raise table.error("widths", f"有 {len(widths)} 个数，应为 {columns} 列的宽度")
    if parts.has_goals != any(isinstance(each, GoalsSection) for each in sections):
        raise table.error("section", "里的 goals 与 [[goal-group]] 应同时有或同时没有")
    if parts.has_scored_goals != isinstance(score_table, ScoredGoalsSection):
        raise table.error("section", f"里的 {SCORED_GOALS} 与 [[block.goals]] 应同时有或同时没有")
    for matrix in sections:
        needed = (
            len(titles_of(parts.inputs_of.get(matrix.title, ()))) + 6
            if isinstance(matrix, MatrixSection)
            else 0
        )
        if columns < needed:
            raise table.error("section", f"里的 matrix 要 {needed} 列的表，现在只有 {columns} 列")
    return widths, sections


def titles_of(inputs: tuple[Input, ...]) -> tuple[str, ...]:
    """The columns of a matrix of inputs."""
    return tuple(dict.fromkeys(each.label for each in inputs))


def _widths(table: Table) -> tuple[int, ...]:
    widths = tuple(int(table.as_number("widths", each, least=1)) for each in table.listing("widths"))
    if max(widths) > _WIDEST:
        raise table.error("widths", f"里的 {max(widths)} 太大，一列最多 {_WIDEST} 个字符宽")
    return widths


def _read_section(table: Table, parts: Parts) -> Section:
    section = _READERS[table.choice("kind", list(_READERS))](table, parts)
    table.finish()
    return section


def _pairs(table: Table, parts: Parts) -> PairsSection:
    rows = []
    for row in table.listing("rows"):
        if (
            not isinstance(row, list)
            or len(row) not in (1, 2)
            or not all(isinstance(each, str) and each in parts.fields | parts.inputs for each in row)
        ):
            raise table.error("rows", f"里的 {shown(row)} 应是一个或两个 field 或 input 的名称")
        rows.append(tuple(row))
    return PairsSection(tuple(rows))


def _funds(table: Table, parts: Parts) -> FundsSection:
    return FundsSection(table.choice("group", parts.groups))


def _goals(table: Table, parts: Parts) -> GoalsSection:
    headers = table.texts("headers")
    if len(headers) != 6:
        raise table.error("headers", "应有 6 个")
    numbering = table.label("numbering")
    if not _is_pattern(numbering, "number") or numbering.count("{number}") != 1:
        raise table.error("numbering", "里应有一个 {number}")
    return GoalsSection(headers, numbering)


def _matrix(table: Table, parts: Parts) -> MatrixSection:
    title = table.choice("group", parts.groups)
    headers = table.texts("headers")
    if len(headers) != 3:
        raise table.error("headers", "应有 3 个：分值、比率、得分的表头")
    columns: dict[str, list[str]] = {}
    for each in parts.inputs_of.get(title, ()):
        columns.setdefault(each.parent, []).append(each.label)
    first = next(iter(columns.values()), [])
    if "" in columns or any(labels != first for labels in columns.values()):
        raise table.error(
            "group", f"“{title}”的每个 input 都要有 parent（行），各行的 label（列）要一样、次序相同"
        )
    indicator = table.choice("indicator", parts.indicators)
    return MatrixSection(title, indicator, (headers[0], headers[1], headers[2]), table.label("blank"))


def _facing(table: Table, parts: Parts) -> FacingSection:
    fields = table.texts("fields")
    if len(fields) != 2 or not all(each in parts.fields for each in fields):
        raise table.error("fields", "应是 2 个 [[field]] 的名称")
    return FacingSection(table.label("side"), fields)


def _scored_goals(table: Table, parts: Parts) -> ScoredGoalsSection:
    columns = table.each("column", _column)
    listed = [column.part for column in columns]
    for position, each in enumerate(table.tables("column")):
        if listed[position] in listed[:position]:
            raise each.error("part", f"“{listed[position]}”写了两次，每一种只能有一列")
    if listed[:2] != [AREA, GROUP]:
        raise table.error("column", f"的前两列应是 {AREA} 和 {GROUP}")
    missing = [part for part in _NEEDED_PARTS if part not in listed]
    if missing or not {"target", "number"} & set(listed):
        raise table.error("column", f"里缺少 {'、'.join(missing) or 'target（或 number）'}")
    pattern = table.label("block-label")
    if "{name}" not in pattern or not _is_pattern(pattern, "name", "weight"):
        raise table.error("block-label", "里应有 {name}，还可以有 {weight}，不能有别的花括号")
    return ScoredGoalsSection(
        table.label("side"),
        columns,
        pattern,
        table.label("total-label"),
        table.texts("total-aliases") if table.has("total-aliases") else (),
    )


def _column(table: Table) -> ScoredColumn:
    column = ScoredColumn(
        table.label("header"),
        table.choice("part", (AREA, GROUP, WEIGHT, SCORE, *SCORED_PARTS)),
        table.texts("aliases") if table.has("aliases") else (),
    )
    table.finish()
    return column


def _scores(table: Table, parts: Parts) -> ScoresSection:
    section = ScoresSection(
        table.label("side"), table.texts("headers"), table.label("block-label"), table.label("total-label")
    )
    if len(section.headers) != 4:
        raise table.error("headers", "应有 4 个")
    if "{name}" not in section.block_label or not _is_pattern(section.block_label, "name"):
        raise table.error("block-label", "里应有 {name}，不能有别的花括号")
    return section


def _is_pattern(text: str, *places: str) -> bool:
    """Whether braces stand only where something is put in."""
    for place in places:
        text = text.replace(f"{{{place}}}", "")
    return "{" not in text and "}" not in text


def _contacts(table: Table, parts: Parts) -> ContactsSection:
    fields = table.texts("fields")
    if len(fields) != 4 or not all(each in parts.fields for each in fields):
        raise table.error("fields", "应是 4 个 [[field]] 的名称")
    return ContactsSection(fields)


def _narratives(table: Table, parts: Parts) -> NarrativesSection:
    rows = table.texts("rows")
    for name in rows:
        if name not in parts.fields:
            raise table.error("rows", f"里的“{name}”不是 [[field]] 的名称")
    return NarrativesSection(rows)


def _indicators(table: Table, parts: Parts) -> IndicatorsSection:
    section = IndicatorsSection(
        table.label("side"), table.texts("headers"), table.texts("subheaders"), table.text("block-note")
    )
    if len(section.headers) != 4 or len(section.subheaders) != 4:
        raise table.error("headers", "和 subheaders 各应有 4 个")
    return section


def _people(table: Table, parts: Parts) -> PeopleSection:
    columns = table.texts("columns")
    if len(columns) != 4 or not all(is_defined_name(each.replace("/", "")) for each in columns):
        raise table.error("columns", "应有 4 个，只用汉字、字母和 /")
    if len({each.replace("/", "") for each in columns}) != len(columns):
        raise table.error("columns", "里有两个相同")
    return PeopleSection(table.label("side"), columns, table.whole("rows", least=1, most=20))


def _signature(table: Table, parts: Parts) -> SignatureSection:
    return SignatureSection(table.label("left"), table.label("right"))


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

SECTION_KINDS = tuple(_READERS)

# How many columns its table has, by the kind of a score table; of goals with scores as many as it names.
_SCORE_TABLES: Mapping[type[Section], int] = {
    IndicatorsSection: COLUMNS["indicators"],
    ScoresSection: COLUMNS["scores"],
    ScoredGoalsSection: 0,
}
