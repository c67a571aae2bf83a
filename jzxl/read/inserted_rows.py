"""Rows that a unit inserted among the goals with scores: they carry no names, only a place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from jzxl.form import naming
from jzxl.form.blocks import Block, GoalGroup, GoalRow, Indicator
from jzxl.form.instance import Instance
from jzxl.package import Package
from jzxl.package.address import join_ref, split_ref
from jzxl.read.entry import Entry, entry_of

_BOTTOM = re.compile(r":\$[A-Z]{1,3}\$([0-9]{1,7})$")
# A group of goals with more rows than this is no table of goals.
_MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class InsertedRows:
    """What was read from inserted rows.

    Attributes:
        entries: by the names that their cells would have.
        indicators: names of the indicators that they are.
        computed: names of their cells that hold formulas in issued rows.
    """

    entries: Mapping[str, Entry] = field(default_factory=dict)
    indicators: frozenset[str] = frozenset()
    computed: frozenset[str] = frozenset()


def inserted_rows(
    package: Package, instance: Instance, entries: Mapping[str, Entry]
) -> tuple[Instance, InsertedRows]:
    """The rows of each group, below its first issued one, that hold anything without a name.

    Returns:
        the form with as many rows more, and what stands in them.
    """
    spans = {group.name: _issued(group, instance, entries) for group in instance.form.goal_groups}
    found: dict[str, list[int]] = {}
    named = {row for span in spans.values() if span is not None for row in span.rows}
    tops = sorted(min(span.rows) for span in spans.values() if span is not None)
    for name, span in spans.items():
        if span is None:
            continue
        cells = package.cells(span.sheet)
        # Rows down to the next group belong to this one; below the last one stands the total.
        last = max(span.rows)
        below = next((top - 1 for top in tops if top > last), _above_total(instance, entries, span.sheet))
        filled = sorted(
            {
                cell.row
                for cell in cells.values()
                if min(span.rows) < cell.row <= below
                and cell.row not in named
                and cell.column in span.columns.values()
                and cell.value is not None
                and str(cell.value).strip()
            }
        )
        if filled:
            found[name] = filled[:_MOST_ROWS]
    if not found:
        return instance, InsertedRows()
    rows = tuple(
        count + len(found.get(group.name, ()))
        for group, count in zip(instance.form.goal_groups, instance.goal_rows, strict=True)
    )
    larger = Instance(instance.form, instance.prefix, instance.sheet, instance.name, rows)
    return larger, _read(package, instance, larger, spans, found)


@dataclass(frozen=True, slots=True)
class _Issued:
    """The issued rows of a group that are left, and the column of each part."""

    sheet: str
    rows: frozenset[int]
    columns: Mapping[str, int]


def _issued(group: GoalGroup, instance: Instance, entries: Mapping[str, Entry]) -> _Issued | None:
    rows: set[int] = set()
    columns: dict[str, int] = {}
    sheet = ""
    for indicator, row in instance.form.rows_of_goals:
        if row.group.name != group.name:
            continue
        for part, name in _names(indicator, row).items():
            entry = entries.get(name)
            place = split_ref(entry.cell) if entry is not None else None
            if entry is not None and place is not None and sheet in ("", entry.sheet):
                sheet = entry.sheet
                rows.add(place[0])
                columns[part] = place[1]
    return _Issued(sheet, frozenset(rows), columns) if rows else None


def _above_total(instance: Instance, entries: Mapping[str, Entry], sheet: str) -> int:
    """The last row of the table; 0 where that is not known."""
    entry = entries.get(naming.total(instance.form))
    place = split_ref(entry.cell) if entry is not None and entry.sheet == sheet else None
    return place[0] - 1 if place is not None else 0


@dataclass(frozen=True, slots=True)
class Uncounted:
    """A block below whose last issued row rows were inserted: the ranges that its sums add do not reach them.

    Attributes:
        indicators: names of the indicators that those rows are.
        areas: what the ranges should be, by the name of the range: (sheet, area).
    """

    block: Block
    indicators: tuple[str, ...]
    areas: Mapping[str, tuple[str, str]]


def uncounted_rows(
    package: Package, instance: Instance, entries: Mapping[str, Entry], computed: frozenset[str]
) -> tuple[Uncounted, ...]:
    """The blocks with inserted rows that the sums of the workbook pass over.

    Args:
        entries: what was found, inserted rows too.
        computed: see :attr:`InsertedRows.computed`.
    """
    texts = {each.name: each.text for each in package.names if each.scope is None} if computed else {}
    found = []
    for block in instance.form.blocks if computed else ():
        area = _BOTTOM.search(texts.get(instance.prefix + naming.all_scores(block), ""))
        below = [
            each.name
            for each in block.indicators
            if naming.score(each) in computed
            and (entry := entries.get(naming.weight(each))) is not None
            and (place := split_ref(entry.cell)) is not None
            and area is not None
            and place[0] > int(area[1])
        ]
        if below:
            found.append(Uncounted(block, tuple(below), _areas(block, entries)))
    return tuple(found)


def _areas(block: Block, entries: Mapping[str, Entry]) -> dict[str, tuple[str, str]]:
    areas = {}
    for name, part in ((naming.all_weights(block), naming.weight), (naming.all_scores(block), naming.score)):
        cells = [entry for each in block.indicators if (entry := entries.get(part(each))) is not None]
        places = sorted(place for each in cells if (place := split_ref(each.cell)) is not None)
        if places:
            areas[name] = (cells[0].sheet, f"{join_ref(*places[0])}:{join_ref(*places[-1])}")
    return areas


def _names(indicator: Indicator, row: GoalRow) -> dict[str, str]:
    """The name of each cell of a row, by its part."""
    parts = (*naming.ROW_TEXTS, *naming.ROW_MEASURES, naming.GOAL_OWN_SCORE, naming.GOAL_TARGET)
    return {
        **{part: naming.part(row, part) for part in parts},
        naming.GOAL_ATTAINMENT: indicator.rate_name,
        naming.NOTE_PREFIX: naming.note(indicator),
        naming.WEIGHT_PREFIX: naming.weight(indicator),
        naming.SCORE_PREFIX: naming.score(indicator),
    }


def _read(
    package: Package,
    issued: Instance,
    larger: Instance,
    spans: Mapping[str, _Issued | None],
    found: Mapping[str, list[int]],
) -> InsertedRows:
    entries: dict[str, Entry] = {}
    indicators: set[str] = set()
    computed: set[str] = set()
    counts = {group.name: group.rows for group in issued.form.goal_groups}
    for indicator, goal in larger.form.rows_of_goals:
        group, position = goal.group.name, goal.number - counts[goal.group.name]
        span = spans[group]
        if position <= 0 or span is None:
            continue
        row = found[group][position - 1]
        names = _names(indicator, goal)
        cells = package.cells(span.sheet)
        for part, column in span.columns.items():
            entries[names[part]] = entry_of(names[part], span.sheet, join_ref(row, column), cells)
        indicators.add(indicator.name)
        computed |= {names[part] for part in names if names[part] in larger.book.expressions}
    return InsertedRows(entries, frozenset(indicators), frozenset(computed))
