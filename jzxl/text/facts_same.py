"""Which statements are of the same fact: label, scope, unit, and what a dependent label is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from itertools import combinations

from jzxl.text import facts_label as labels
from jzxl.text.facts_model import Fact

MOST_FACTS = 60
"""Statements of one fact at most; more is a table."""
_CLOSE = 50
"""Companions are close where they differ by less than a 50th."""
_CLASSIFIERS = frozenset("项家处座所件宗批人")
"""Counting units that 个 may stand for."""
_UNKNOWN = "?"


def same_facts(facts: list[Fact]) -> Iterator[list[Fact]]:
    """Statements of one fact each: the same label, scope, unit and head."""
    for labelled in _by_label(facts):
        for scoped in grouped(labelled, lambda each: each.scope):
            for measured in _by_unit(scoped):
                for group in _by_head(measured):
                    yield from _by_owner(group)


def grouped(facts: Iterable[Fact], key: Callable[[Fact], Hashable]) -> list[list[Fact]]:
    groups: defaultdict[Hashable, list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[key(fact)].append(fact)
    return list(groups.values())


def _by_label(facts: list[Fact]) -> list[list[Fact]]:
    """Labels of the same characters; and such that differ by a word and are proven to mean the same."""
    by_key: defaultdict[str, list[Fact]] = defaultdict(list)
    companions: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_key[labels.key(fact.name)].append(fact)
        if fact.heads:
            companions[labels.key(fact.heads[-1].name)].append(fact)
    keys = {labels.core(fact.name): label for label, group in by_key.items() for fact in group}
    sets = _Sets()
    for name, label in keys.items():
        if labels.is_dependent(name) or labels.is_rate(name):
            continue
        for rest in labels.shorter_forms(name):
            other = keys.get(rest, label)
            if other == label or labels.is_general(rest):
                continue
            if _share_figure(by_key[label], by_key[other]) or _share_companion(
                companions[label], companions[other]
            ):
                sets.join(label, other)
    merged = grouped(facts, lambda each: sets.find(labels.key(each.name)))
    return [group for group in merged if len(group) > 1 or labels.is_rate(group[0].name)]


def _share_figure(first: list[Fact], second: list[Fact]) -> bool:
    """签约招商引资项目239个 and 签约项目239个."""
    return bool(
        {(each.value, each.unit) for each in first if each.value >= 10}
        & {(each.value, each.unit) for each in second}
    )


def _share_companion(first: list[Fact], second: list[Fact]) -> bool:
    """Both are followed by nearly the same figure: 总投资1695.7亿元, 总投资1691.94亿元."""
    return any(
        one.name == other.name and one.value and abs(one.value - other.value) * _CLOSE < abs(one.value)
        for one in first[:8]
        for other in second[:8]
        if one.passage != other.passage
    )


def _by_unit(facts: list[Fact]) -> list[list[Fact]]:
    """Facts of one unit, a unit that is left out being the one that the others have."""
    people = any(labels.counts_people(each.name) for each in facts)
    units = {"人" if people and each.unit == "人次" else each.unit for each in facts if each.unit}
    if "个" in units and len(units) == 2 and units - {"个"} <= _CLASSIFIERS:
        units = units - {"个"}

    def unit(fact: Fact) -> str:
        if people and fact.unit == "人次":
            return "人"
        if fact.unit:
            return fact.unit if fact.unit in units else next(iter(units))
        only = next(iter(units)) if len(units) == 1 else ""
        if not fact.bare:
            return "元" if "元" in units else only
        fits = only == "%" if labels.is_rate(fact.name) else only not in ("元", "%")
        return only if fits and labels.takes_bare(fact.name) else _UNKNOWN

    return [group for group in grouped(facts, unit) if unit(group[0]) != _UNKNOWN]


def _by_head(facts: list[Fact]) -> list[list[Fact]]:
    """Dependent labels parted by what they are about; such that do not say it join the only matter."""
    if not any(each.heads for each in facts):
        return [facts]
    if len(facts) > MOST_FACTS:
        return grouped(facts, lambda each: each.heads)
    sets = _Sets()
    for first, second in combinations(facts, 2):
        if _same_head(first, second):
            sets.join(first, second)
    matters = {
        sets.find(each) for each in facts if not all(labels.is_general(head.name) for head in each.heads)
    }
    return [facts] if len(matters) <= 1 else grouped(facts, sets.find)


def _same_head(first: Fact, second: Fact) -> bool:
    for one in first.heads[:8]:
        for other in second.heads[:8]:
            if labels.is_general(one.name) or labels.is_general(other.name):
                if one.value is not None and (one.value, one.unit) == (other.value, other.unit):
                    return True
            elif labels.alike(one.name, other.name):
                return True
    return False


def _by_owner(facts: list[Fact]) -> list[list[Fact]]:
    """What each of several forms tells of itself is parted by them, unless a figure proves one matter.

    召开会议 9次 in one project and 10次 in another are two facts; so are 满意度 95% and 92%, even where
    one of them stands in the form of the whole.  239个签约项目, 开工率 85.4% are one.
    """
    owners = grouped(facts, lambda each: each.owner)
    if len(owners) == 1 or len(facts) > MOST_FACTS:
        return [facts]
    of_the_whole = any(not each.owner for each in facts)
    if of_the_whole and not any(map(labels.is_of_its_form, {each.name for each in facts})):
        return [facts]
    sets = _Sets()
    for own in owners:
        for each in own[1:]:
            sets.join(own[0], each)
    for first, second in combinations(facts, 2):
        if _share_head_figure(first, second):
            sets.join(first, second)
    return grouped(facts, sets.find)


def _share_head_figure(first: Fact, second: Fact) -> bool:
    """Whether both are about the same counted thing."""
    return any(
        one.value is not None
        and one.value >= 10
        and one.unit != "%"  # 合格率 100% proves nothing, nor do 2份合同.
        and (one.value, one.unit) == (other.value, other.unit)
        and (
            labels.is_general(one.name) or labels.is_general(other.name) or labels.alike(one.name, other.name)
        )
        for one in first.heads[:8]
        for other in second.heads[:8]
    )


class _Sets:
    """Sets of items that are joined two by two."""

    def __init__(self) -> None:
        self._above: dict[Hashable, Hashable] = {}

    def find(self, item: Hashable) -> Hashable:
        above = self._above
        while item in above:
            if above[item] in above:
                above[item] = above[above[item]]
            item = above[item]
        return item

    def join(self, first: Hashable, second: Hashable) -> None:
        first, second = self.find(first), self.find(second)
        if first != second:
            self._above[first] = second
