"""Labelled facts that contradict each other: 签约项目 239个 here, 203个 there; 开工率 65.4% beside 204 of 239.

Two figures are held against each other only where label, unit, period, place and part are the same,
and reported only where no rounding, no 约 and no enumeration explains them.  A false alarm costs a
telephone call, so whatever may be another fact is taken for one.

- Labels are the same where the same characters are left after fillers (`facts_label`), or where one
  has a word more and something else proves that both mean the same (`facts_same`).
- A dependent label (总投资, 满意度) is the same where what stands before it is (`Fact.heads`).
- A difference within the last printed place of the coarser figure is rounding or cutting off.
- Figures of which one is more than half as much again are different facts, unless the digits show a
  slip: of the decimal point, of two digits, of one digit.
- Two figures within one passage are an enumeration, unless both are called totals.
- More than three figures under one label, or three of which none is repeated, are an enumeration too.
- Passages that agree in nothing and are far apart in two facts are about different things.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import combinations

from jzxl.text import facts_label as labels
from jzxl.text.facts_model import Fact, Occurrence, Passage
from jzxl.text.facts_rates import Counts, agrees, counts_of, printed, stem_of
from jzxl.text.facts_reading import read
from jzxl.text.facts_same import MOST_FACTS, grouped, same_facts

__all__ = ["Contradiction", "Kind", "Occurrence", "Passage", "contradictions"]

_MOST_VALUES = 3
"""Figures of one fact that differ; more is a list."""
_FARTHEST = Fraction(3, 2)
"""What one figure may be of another that states the same; more needs a slip of the digits."""
_FAR = 7
"""Figures are far apart where they differ by more than a 7th of the larger one."""


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
    for group in same_facts(named):
        against = list(_against_counts(group, counts.get(stem_of(group[0]), [])))
        found += against
        if not against:
            same += _near(_without_enumerations(group))
    strangers = _strangers(same, facts)
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
    own = [each for each in counts[:MOST_FACTS] if any(map(each.belongs_to, group[:MOST_FACTS]))]
    if not own or any(each.percentage != own[0].percentage for each in own):
        return
    for fact in group:
        if not agrees(fact, own[0].percentage):
            pair = next((each for each in own if each.part.passage == fact.passage), own[0])
            places = fact.occurrence, pair.part.occurrence, pair.whole.occurrence
            expected = printed(pair.percentage, fact)
            yield fact, Contradiction(fact.name, Kind.RATE_AGAINST_COUNTS, places, expected)


# --- whether they contradict each other ---------------------------------------------------------


def _without_enumerations(facts: list[Fact]) -> list[Fact]:
    """The facts of the passages that state one figure, or state several and call each the total."""
    kept: list[Fact] = []
    for own in grouped(facts, lambda each: each.passage):
        totals = [each for each in own if each.total and not each.heads]
        if not _contradict(own) or len(totals) == len(own):
            kept += own
        elif totals and not _contradict(totals):
            kept += totals
    return kept


def _near(facts: list[Fact]) -> Iterator[list[Fact]]:
    """Facts whose figures are about the same or a slip of each other; in order of the passages."""
    order = {id(each): at for at, each in enumerate(facts)}
    groups: list[list[Fact]] = []
    for fact in sorted(facts, key=lambda each: each.value):
        if groups and (0 <= fact.value <= groups[-1][-1].value * _FARTHEST or _slip(groups[-1][-1], fact)):
            groups[-1].append(fact)
        else:
            groups.append([fact])
    for group in groups:
        yield sorted(group, key=lambda each: order[id(each)])


def _slip(first: Fact, second: Fact) -> bool:
    """Whether the digits are the same but for the point, or their order, or one of them.

    35.6万元 and 356万元; 4.2万亩 and 2.4万亩; 65.4% and 35.4%.
    """
    digits, others = _digits(first), _digits(second)
    if len(digits) != len(others) or len(digits) < 2:
        return False
    if digits == others:
        return len(digits) > 2
    if first.step != second.step:
        return False
    different = sum(one != other for one, other in zip(digits, others, strict=True))
    return sorted(digits) == sorted(others) or (different == 1 and len(digits) > 2)


def _digits(fact: Fact) -> str:
    """The digits of the figure without the point: 356 of 35.6万元 and of 3.56万元."""
    value = abs(fact.value / fact.step)
    return str(value.numerator).strip("0") if value.denominator == 1 else ""


def _contradict(facts: list[Fact]) -> bool:
    """Whether some figures differ by more than their printing allows, but not as many as in a list."""
    kinds = list({(each.low, each.high, each.step): each for each in facts}.values())
    if not 1 < len(kinds) <= _MOST_VALUES * 4:
        return False
    apart: list[Fact] = []
    for fact in kinds:
        if all(_apart(fact, each) for each in apart):
            apart.append(fact)
    return len(apart) == 2 or (len(apart) == _MOST_VALUES and len(facts) > _MOST_VALUES)


def _apart(first: Fact, second: Fact) -> bool:
    gap = max(first.low, second.low) - min(first.high, second.high)
    return gap > 0 if first.step == second.step else gap >= max(first.step, second.step)


def _strangers(groups: list[list[Fact]], facts: list[Fact]) -> set[tuple[int, int]]:
    """Pairs of passages that agree in nothing and are about different things.

    They are far apart in two facts or more (two fairs), or open with labels that differ in a name
    (东环路改造长度, 西环路改造长度).
    """
    openings: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    for fact in facts:
        openings[fact.passage, fact.sentence].append(fact.name)
    far: defaultdict[tuple[int, int], int] = defaultdict(int)
    agree: set[tuple[int, int]] = set()
    close: set[tuple[int, int]] = set()
    named_apart: set[tuple[int, int]] = set()
    for first, second in (pair for group in groups for pair in combinations(group[:MOST_FACTS], 2)):
        pair = first.passage, second.passage
        if not _apart(first, second):
            agree.add(pair)
            continue
        if abs(second.value - first.value) * _FAR > max(first.value, second.value):
            far[pair] += 1
        else:
            close.add(pair)
        before = openings[first.passage, first.sentence][:3], openings[second.passage, second.sentence][:3]
        if any(labels.are_siblings(one, other) for one in before[0] for other in before[1]):
            named_apart.add(pair)
    two_far = {pair for pair, number in far.items() if number > 1 and pair not in close}
    return {pair for pair in (two_far | named_apart) - agree if pair[0] != pair[1]}


def _of_one_matter(group: list[Fact], strangers: set[tuple[int, int]]) -> list[Fact]:
    """The facts that another of a passage about the same matter contradicts, and those that agree with them."""
    if not strangers or len(group) > MOST_FACTS:
        return group
    disputed: list[Fact] = []
    for fact in group:
        others = (each for each in group if tuple(sorted((fact.passage, each.passage))) not in strangers)
        if any(_apart(fact, each) for each in others):
            disputed.append(fact)
    return [each for each in group if any(not _apart(each, other) for other in disputed)]
