"""What of a roster is hard to believe: one unit under two names, an amount in another unit than its column's.

Nothing here is certain, so all of it is said and none of it stops the issuing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jzxl.campaign.model import Department
from jzxl.campaign.names import core_name, left_out
from jzxl.campaign.roster_header import HeadColumn
from jzxl.form.model import AMOUNT, UNITS
from jzxl.read.typed import plain
from jzxl.spelling import plain_name

# 元 typed for 万元 is ten thousand times too much.  A thousand finds it also in what is ten times less than usual,
# and what departments of one city truly get differs by less: a school and all the pensions.
_FAR_ABOVE = 1_000
# The middle of fewer figures says nothing of what is usual.
_ENOUGH = 3
_YUAN = Decimal(10_000)
# Of a name whose beginning was left out: 教育局.
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class StatedAmount:
    """An amount of a roster.

    Attributes:
        value: in 万元.
        shown: as it stands there.
        project: whether it is a project's, which are smaller than a department's.
    """

    row: int
    column: HeadColumn
    value: Decimal
    shown: str
    project: bool


def doubtful_amounts(amounts: Sequence[StatedAmount]) -> Iterator[tuple[int, str]]:
    """Row and text for each amount that is far above the others of its column, or above what the standard has."""
    groups: dict[tuple[int, bool], list[StatedAmount]] = defaultdict(list)
    for each in amounts:
        if each.value:
            groups[each.column.number, each.project].append(each)
    for group in groups.values():
        sizes = sorted(abs(each.value) for each in group)
        for each in group:
            usual, most = _middle_of_others(sizes, abs(each.value)), each.column.column.usual_most
            if usual is not None and abs(each.value) > _FAR_ABOVE * usual:
                text = f"别的行多在 {plain(usual)} {UNITS[AMOUNT]}上下"
            elif most is not None and abs(each.value) > most:
                text = f"超过了 {plain(most)} {UNITS[AMOUNT]}，大得少见"
            else:
                continue
            yield each.row, f"{_stated(each)}，{text}；{_way_out(each)}"


def _middle_of_others(sizes: Sequence[Decimal], own: Decimal) -> Decimal | None:
    """The lower middle of sorted sizes without one that is among them; None where too few are left."""
    if len(sizes) <= _ENOUGH:
        return None
    middle = (len(sizes) - 2) // 2
    return sizes[middle + 1 if bisect_left(sizes, own) <= middle else middle]


def _stated(amount: StatedAmount) -> str:
    return f"“{amount.column.title}”里的“{amount.shown}”是 {plain(amount.value)} {UNITS[AMOUNT]}"


def _way_out(amount: StatedAmount) -> str:
    if amount.column.money not in ("", UNITS[AMOUNT]):
        return "请核对。"
    return f"请核对，原来是元的话应写 {plain(amount.value / _YUAN)}。"


def alike_units(departments: Sequence[Department]) -> Iterator[tuple[int, str]]:
    """Row and text for each unit that may be another of the roster, its name shortened or mistyped."""
    by_name = {plain_name(each.unit): each for each in departments}
    for longer, other in _alike(by_name):
        first, second = sorted((by_name[longer], by_name[other]), key=lambda each: each.row)
        text = f"单位“{second.unit}”和第 {first.row} 行的“{first.unit}”可能是同一个单位"
        yield second.row, f"{text}，现在按两个单位各发一份；是同一个的话，请写成一样。"


def _alike(by_name: dict[str, Department]) -> Iterator[tuple[str, str]]:
    """Pairs of plain names, the longer first."""
    shortened: dict[str, list[str]] = defaultdict(list)
    for name in by_name:
        core = core_name(name)
        ends = {core[at:] for at in range(len(core) - _SHORTEST + 1)} | {core}
        for end in ends:
            if end != name and end in by_name:
                shortened[end].append(name)
    told: set[tuple[str, str]] = set()
    for end, names in shortened.items():
        # The end of several names is nobody's in particular: 第一中学.
        if len(names) == 1:
            told.add((names[0], end))
            yield names[0], end
    for name, department in by_name.items():
        for at in range(len(name)):
            other = name[:at] + name[at + 1 :]
            if other not in by_name or (name, other) in told or left_out(name, [other]) is None:
                continue
            # Two codes say that they are two.
            if not (department.code and by_name[other].code):
                told.add((name, other))
                yield name, other
