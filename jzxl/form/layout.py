"""The layout of an official sheet as its definition gives it."""

from __future__ import annotations

from collections.abc import Callable

from jzxl.definition import Table
from jzxl.form.model import (
    IndicatorsSection,
    NarrativesSection,
    PairsSection,
    PeopleSection,
    Section,
    SignatureSection,
)

COLUMNS = 7


def read_sections(table: Table, names: set[str]) -> tuple[tuple[int, ...], tuple[Section, ...]]:
    """Column widths in characters, and the sections in printed order.

    Args:
        names: the fields and inputs that a section may show.

    Raises:
        DefinitionError: an unknown kind of section, a name that is no field or input.
    """
    widths = tuple(int(table.as_number("widths", each, least=1)) for each in table.listing("widths"))
    if len(widths) != COLUMNS:
        raise table.error("widths", f"有 {len(widths)} 个数，应为 {COLUMNS} 列的宽度")
    sections = []
    for section in table.tables("section"):
        sections.append(_READERS[section.choice("kind", list(_READERS))](section, names))
        section.finish()
    table.finish()
    return widths, tuple(sections)


def _pairs(table: Table, names: set[str]) -> PairsSection:
    rows = []
    for row in table.listing("rows"):
        if not isinstance(row, list) or len(row) != 2 or not all(each in names for each in row):
            raise table.error("rows", f"里的 {row!r} 应是两个 field 或 input 的名称")
        rows.append((row[0], row[1]))
    return PairsSection(tuple(rows))


def _narratives(table: Table, names: set[str]) -> NarrativesSection:
    rows = table.texts("rows")
    for name in rows:
        if name not in names:
            raise table.error("rows", f"里的“{name}”不是 [[field]] 的名称")
    return NarrativesSection(rows)


def _indicators(table: Table, names: set[str]) -> IndicatorsSection:
    section = IndicatorsSection(
        table.text("side"), table.texts("headers"), table.texts("subheaders"), table.text("block-note")
    )
    if len(section.headers) != 4 or len(section.subheaders) != 4:
        raise table.error("headers", "和 subheaders 各应有 4 个")
    return section


def _people(table: Table, names: set[str]) -> PeopleSection:
    columns = table.texts("columns")
    if len(columns) != 4:
        raise table.error("columns", "应有 4 个")
    return PeopleSection(table.text("side"), columns, table.whole("rows", least=1, most=20))


def _signature(table: Table, names: set[str]) -> SignatureSection:
    return SignatureSection(table.text("left"), table.text("right"))


_READERS: dict[str, Callable[[Table, set[str]], Section]] = {
    "pairs": _pairs,
    "narratives": _narratives,
    "indicators": _indicators,
    "people": _people,
    "signature": _signature,
}
