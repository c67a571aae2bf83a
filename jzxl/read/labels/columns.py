"""Which spot of a table's row stands for which column.

Where as many spots stand in a row as there are columns, they are the columns in their order; this
holds even where a page break shifted the row.  Otherwise the header above says it, or, where only
one way fits, what stands there: figures and texts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import combinations

from jzxl.read.labels.grid import Spot
from jzxl.read.typed import Kind, Manner, Understood, understand

_FIGURE = r"[0-9０-９]+(?:[.．][0-9０-９]+)?"
# 0.60/3.00 under 得分/满分; 得分：3, 得3分.
_SCORE_OF_FULL = re.compile(rf"\s*(?P<score>{_FIGURE})\s*分?\s*[/／]\s*{_FIGURE}\s*分?\s*")
_SCORE_NAMED = re.compile(rf"\s*得\s*分?\s*[:：]?\s*(?P<score>{_FIGURE})\s*分?\s*")
_DASHES = frozenset("—–-－―─/／")


class Holds(Enum):
    """What a column holds."""

    NUMBER = "number"
    TEXT = "text"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A column of a table."""

    name: str
    holds: Holds


def score_in(spot: Spot) -> Understood:
    """The points that a cell states; of ``0.60/3.00`` the first."""
    value = spot.value
    if isinstance(value, str):
        stated = _SCORE_OF_FULL.fullmatch(value) or _SCORE_NAMED.fullmatch(value)
        value = stated["score"] if stated is not None else value
    return understand(value, Kind.SCORE)


def by_columns(
    row: Sequence[Spot],
    wanted: Sequence[Wanted],
    headers: Mapping[str, Spot],
    others: Sequence[Spot] = (),
    *,
    whole: bool = True,
) -> dict[str, Spot] | None:
    """The spot of each column of a row; a column without one is left out.

    Args:
        row: its spots behind the label, in order.
        wanted: the columns in the order in which they stand.
        headers: the spot of the header of each column; empty where they do not stand above the row.
        others: headers of columns that the form does not have.
        whole: whether the header of every column was found; a row is told by its order only then, since a
            column whose header is missing would stand for its neighbour.

    Returns:
        None where it cannot be told.
    """
    # What stands under a column of the bureau's own is none of the form's.
    row = [spot for spot in row if not any(other.covers(spot) for other in others)] if headers else row
    if whole and len(row) == len(wanted) and all(map(_fits, row, wanted)):
        return {each.name: spot for each, spot in zip(wanted, row, strict=True)}
    if not row:
        return {}
    placed = _under_headers(row, wanted, headers) if headers else None
    return _only_way(row, wanted) if placed is None and whole else placed


def _fits(spot: Spot, wanted: Wanted) -> bool:
    if spot.formula is not None and not spot.has_cached:
        return True  # What it gives is not known.
    match wanted.holds:
        case Holds.NUMBER:
            return score_in(spot).manner in (Manner.NUMBER, Manner.TEXT) or _is_dash(spot)
        case Holds.TEXT:
            return isinstance(spot.value, str) or spot.formula is not None or spot.shown is not None
        case Holds.ANY:
            return True


def _is_dash(spot: Spot) -> bool:
    return isinstance(spot.value, str) and bool(spot.value.strip()) and set(spot.value.strip()) <= _DASHES


def _under_headers(
    row: Sequence[Spot], wanted: Sequence[Wanted], headers: Mapping[str, Spot]
) -> dict[str, Spot] | None:
    """By the headers; None where a spot stands under none, or two under one."""
    known = [(each, headers[each.name]) for each in wanted if each.name in headers]
    if any(header.column[1] for _, header in known) != any(spot.column[1] for spot in row):
        return None  # One of them was pasted into one cell, so their columns have nothing in common.
    edge = max((header.last for _, header in known), default=0)
    placed: dict[str, Spot] = {}
    for spot in row:
        under = [each for each, header in known if header.covers(spot)]
        if not under and spot.column[0] > edge:
            continue  # A remark right of the table.
        # In a full row every spot has its header, and what does not fit there was typed wrongly.
        fits = len(row) == len(known) == len(wanted) or _fits(spot, under[0]) if under else False
        if len(under) != 1 or under[0].name in placed or not fits:
            return None
        placed[under[0].name] = spot
    return placed


def _only_way(row: Sequence[Spot], wanted: Sequence[Wanted]) -> dict[str, Spot] | None:
    """The one way in which the spots fit the columns in their order; None where there are several."""
    ways = [
        way
        for way in combinations(wanted, len(row))
        if all(_fits_certainly(spot, each) for spot, each in zip(row, way, strict=True))
    ]
    if len(ways) != 1:
        return None
    return {each.name: spot for each, spot in zip(ways[0], row, strict=True)}


def _fits_certainly(spot: Spot, wanted: Wanted) -> bool:
    if wanted.holds is Holds.ANY:
        return False
    is_number = score_in(spot).value is not None
    return _fits(spot, wanted) and (wanted.holds is Holds.NUMBER or not is_number)
