"""The layout of an official sheet as its definition gives it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jzxl.definition import Table
from jzxl.form.sections import (
    ContactsSection,
    FundsSection,
    GoalsSection,
    IndicatorsSection,
    NarrativesSection,
    PairsSection,
    PeopleSection,
    ScoresSection,
    Section,
    SignatureSection,
)

# A sheet with explanations beside its scores has seven columns, one with goals has six.
COLUMNS = {"indicators": 7, "scores": 6}


@dataclass(frozen=True, slots=True)
class Parts:
    """What sections may show.

    Attributes:
        names: of the fields and inputs.
        groups: titles of the groups of inputs.
    """

    names: frozenset[str]
    groups: tuple[str, ...]
    has_goals: bool


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
        columns = columns or COLUMNS.get(kind, 0)
        sections.append(_READERS[kind](section, parts))
        section.finish()
    if not columns:
        raise table.error("section", f"里没有得分表，应有一个 kind 是 {' 或 '.join(COLUMNS)} 的")
    if len(widths) != columns:
        raise table.error("widths", f"有 {len(widths)} 个数，应为 {columns} 列的宽度")
    if parts.has_goals != any(isinstance(each, GoalsSection) for each in sections):
        raise table.error("section", "里的 goals 与 [[goal-group]] 应同时有或同时没有")
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
    "goals": _goals,
    "scores": _scores,
    "contacts": _contacts,
    "narratives": _narratives,
    "indicators": _indicators,
    "people": _people,
    "signature": _signature,
}
