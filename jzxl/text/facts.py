"""Labelled facts that contradict each other: 签约项目 239个 here, 203个 there; 开工率 65.4% beside 204 of 239.

Two figures are held against each other only where label, unit, period, place and part are the same,
and reported only where no rounding, no 约 and no enumeration explains them.  A false alarm costs a
telephone call, so whatever may be another fact is taken for one.

- Labels are the same where the same characters are left after fillers (`facts_label`), or where one
  has a word more and something else proves that both mean the same (`_same_matter`).
- A dependent label (总投资, 满意度) is the same where what stands before it is (`Fact.heads`).
- A difference within the last printed place of the coarser figure is rounding or cutting off.
- Figures more than threefold apart are different facts, unless they have the same digits: a slip of
  万元 or of the decimal point.
- Two figures within one passage are an enumeration, unless both are called totals.
- More than three different figures under one label are an enumeration as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from jzxl.text import facts_label as labels
from jzxl.text.facts_rates import Counts, agrees, counts_of, printed, stem_of
from jzxl.text.facts_reading import Fact, Occurrence, Passage, read

__all__ = ["Contradiction", "Kind", "Occurrence", "Passage", "contradictions"]

_MOST_VALUES = 3
_MOST_FACTS = 60
"""Statements of one fact at most; more is a table."""
_FARTHEST = 3
_CLOSE = 50
"""Companions are close where they differ by less than a 50th."""
_FAR = 7
"""Figures are far apart where they differ by more than a 7th of the larger one."""
_UNKNOWN = "?"
_CLASSIFIERS = frozenset("项家处座所件宗批人")
"""Counting units that 个 may stand for."""


class Kind(StrEnum):
    """What contradicts what."""

    DIFFERENT = "different"
    RATE_AGAINST_COUNTS = "rate-against-counts"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Figures that cannot all be right."""

    label: str
    """As a person would say it: 签约项目."""
    kind: Kind
    occurrences: tuple[Occurrence, ...]
    """All statements of the fact, in order of the passages; or the rate, its part and its whole."""
    expected: str = ""
    """The rate that the counts give, with the decimals of the stated one: 85.4%."""


def contradictions(passages: Sequence[Passage], *, year: int | None = None) -> tuple[Contradiction, ...]:
    """What the passages contradict each other in, in their order.

    `year` is the year of the form; a figure of that year is the same as one without a year.  Where it
    is not given, the year that most passages name is taken.  Never raises, whatever the texts hold.
    """
    facts = read(passages, year)
    counts = counts_of(facts)
    named = [
        each
        for each in facts
        if not (each.plan or labels.is_general(each.name) or labels.is_share(each.name))
    ]
    found: list[tuple[Fact, Contradiction]] = []
    same: list[list[Fact]] = []
    for group in _same_facts(named):
        against = list(_against_counts(group, counts.get(stem_of(group[0]), [])))
        found += against
        if not against:
            same += _near(_without_enumerations(group))
    strangers = _strangers(same)
    for group in same:
        known = _of_one_matter(group, strangers)
        if _contradict(known):
            label = min((each.name for each in known), key=len)
            places = tuple(each.occurrence for each in known)
            found.append((known[0], Contradiction(label, Kind.DIFFERENT, places)))
    found.sort(key=lambda each: (each[0].passage, each[0].occurrence.start))
    return tuple(each for _, each in found)


def _against_counts(group: list[Fact], counts: list[Counts]) -> Iterator[tuple[Fact, Contradiction]]:
    """The rates of a group that the counts of the same matter decide against."""
    own = [each for each in counts[:_MOST_FACTS] if any(map(each.belongs_to, group[:_MOST_FACTS]))]
    if not own or any(each.percentage != own[0].percentage for each in own):
        return
    for fact in group:
        if not agrees(fact, own[0].percentage):
            pair = next((each for each in own if each.part.passage == fact.passage), own[0])
            places = fact.occurrence, pair.part.occurrence, pair.whole.occurrence
            expected = printed(pair.percentage, fact)
            yield fact, Contradiction(fact.name, Kind.RATE_AGAINST_COUNTS, places, expected)


# --- which statements are of the same fact ------------------------------------------------------


def _same_facts(facts: list[Fact]) -> Iterator[list[Fact]]:
    """Statements of one fact each: the same label, scope, unit and head."""
    for labelled in _by_label(facts):
        for scoped in _grouped(labelled, lambda each: each.scope):
            for measured in _by_unit(scoped):
                yield from _by_head(measured)


def _grouped(facts: Iterable[Fact], key: Callable[[Fact], Hashable]) -> list[list[Fact]]:
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
    merged = _grouped(facts, lambda each: sets.find(labels.key(each.name)))
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

    return [group for group in _grouped(facts, unit) if unit(group[0]) != _UNKNOWN]


def _by_head(facts: list[Fact]) -> list[list[Fact]]:
    """Dependent labels parted by what they are about; such that do not say it join the only matter."""
    if not any(each.heads for each in facts):
        return [facts]
    if len(facts) > _MOST_FACTS:
        return _grouped(facts, lambda each: each.heads)
    sets = _Sets()
    for first, second in combinations(facts, 2):
        if _same_head(first, second):
            sets.join(first, second)
    matters = {
        sets.find(each) for each in facts if not all(labels.is_general(head.name) for head in each.heads)
    }
    return [facts] if len(matters) <= 1 else _grouped(facts, sets.find)


def _same_head(first: Fact, second: Fact) -> bool:
    for one in first.heads[:8]:
        for other in second.heads[:8]:
            if labels.is_general(one.name) or labels.is_general(other.name):
                if one.value is not None and (one.value, one.unit) == (other.value, other.unit):
                    return True
            elif labels.alike(one.name, other.name):
                return True
    return False


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


# --- whether they contradict each other ---------------------------------------------------------


def _without_enumerations(facts: list[Fact]) -> list[Fact]:
    """The facts of the passages that state one figure, or state several and call each the total."""
    kept: list[Fact] = []
    for own in _grouped(facts, lambda each: each.passage):
        totals = [each for each in own if each.total and not each.heads]
        if not _contradict(own) or len(totals) == len(own):
            kept += own
        elif totals and not _contradict(totals):
            kept += totals
    return kept


def _near(facts: list[Fact]) -> Iterator[list[Fact]]:
    """Facts whose figures are about the same, or have the same digits; in order of the passages."""
    order = {id(each): at for at, each in enumerate(facts)}
    groups: list[list[Fact]] = []
    for fact in sorted(facts, key=lambda each: each.value):
        if groups and 0 <= fact.value <= groups[-1][-1].value * _FARTHEST:
            groups[-1].append(fact)
        else:
            groups.append([fact])
    if len(groups) == 2 and len(slips := {_digits(each) for each in facts}) == 1 and len(slips.pop()) > 2:
        groups = [groups[0] + groups[1]]
    for group in groups:
        yield sorted(group, key=lambda each: order[id(each)])


def _digits(fact: Fact) -> str:
    """The digits of the figure without the point: 356 of 35.6万元 and of 3.56万元."""
    value = abs(fact.value / fact.step)
    return str(value.numerator).strip("0") if value.denominator == 1 else ""


def _contradict(facts: list[Fact]) -> bool:
    """Whether some figures differ by more than their printing allows, but not as many as in a list."""
    kinds = {(each.low, each.high, each.step): each for each in facts}
    if not 1 < len(kinds) <= 4 * _MOST_VALUES:
        return False
    apart: list[Fact] = []
    for fact in kinds.values():
        if all(_apart(fact, each) for each in apart):
            apart.append(fact)
    return 1 < len(apart) <= _MOST_VALUES


def _apart(first: Fact, second: Fact) -> bool:
    gap = max(first.low, second.low) - min(first.high, second.high)
    return gap > 0 if first.step == second.step else gap >= max(first.step, second.step)


def _strangers(groups: list[list[Fact]]) -> set[tuple[int, int]]:
    """Pairs of passages that agree in nothing and are far apart in two facts or more: two fairs, not one."""
    far: defaultdict[tuple[int, int], int] = defaultdict(int)
    close: set[tuple[int, int]] = set()
    for group in groups:
        if len(group) > _MOST_FACTS:
            continue
        for first, second in combinations(group, 2):
            pair = first.passage, second.passage
            if _apart(first, second) and abs(second.value - first.value) * _FAR > max(
                first.value, second.value
            ):
                far[pair] += 1
            else:
                close.add(pair)
    return {pair for pair, number in far.items() if number > 1 and pair not in close and pair[0] != pair[1]}


def _of_one_matter(group: list[Fact], strangers: set[tuple[int, int]]) -> list[Fact]:
    """The facts that another of a passage about the same matter contradicts, and those that agree with them."""
    if not strangers or len(group) > _MOST_FACTS:
        return group
    disputed = {
        id(each)
        for first, second in combinations(group, 2)
        if (first.passage, second.passage) not in strangers and _apart(first, second)
        for each in (first, second)
    }
    figures = {(each.value, each.step) for each in group if id(each) in disputed}
    return [each for each in group if (each.value, each.step) in figures]
