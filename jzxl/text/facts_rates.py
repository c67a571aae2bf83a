"""Rates beside the counts they are made of: 239个项目中已开工204个, 开工率85.4%.

A count belongs to a rate where its label begins or ends with the rate's (开工, 合格样品, 样品合格), and
to a whole where the text says so (中) or where only one count before it, of the same unit and not
smaller, can be meant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from jzxl.text import facts_label as labels
from jzxl.text.facts_model import Fact
from jzxl.text.facts_reading import OF

_NEAR = 12
"""Facts before a count that may be its whole."""
_NOT_STEMS = frozenset(("", "完成", "增长", "占", "覆盖", "执行", "知晓", "使用", "利用"))
"""Rates whose counts stand elsewhere: 完成率 has its target, 使用率 all there is and not what is new."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Two counts that give a rate."""

    stem: str
    """开工 of 开工率."""
    part: Fact
    whole: Fact

    @property
    def percentage(self) -> Fraction:
        return self.part.value / self.whole.value * 100

    def belongs_to(self, rate: Fact) -> bool:
        """Whether the rate is of the same matter: beside the counts, or about the same whole."""
        scopes = rate.scope.periods == self.part.scope.periods and rate.scope.place == self.part.scope.place
        if stem_of(rate) != self.stem or not scopes:
            return False
        if rate.passage == self.part.passage:
            return rate.sentence - self.part.sentence in (0, 1)
        whole = self.whole
        return any(
            each.value == whole.value
            and each.unit == whole.unit
            and (labels.is_general(each.name) or labels.alike(each.name, whole.name))
            for each in rate.heads
        )


def stem_of(rate: Fact) -> str:
    """开工 of 开工率; '' where the fact is no rate made of counts."""
    stem = rate.name.removesuffix("率")
    return stem if rate.unit == "%" and stem != rate.name and stem not in _NOT_STEMS else ""


def counts_of(facts: list[Fact]) -> dict[str, list[Counts]]:
    """All counts that may give one of the rates among the facts, by the stem of the rate."""
    stems = {stem_of(each) for each in facts} - {""}
    found: defaultdict[str, list[Counts]] = defaultdict(list)
    for at, fact in enumerate(facts):
        if fact.unit == "%" or fact.plan or fact.bare or not stems:
            continue
        before = facts[max(0, at - _NEAR) : at]
        explicit, name = _explicit(fact, before)
        for stem in _stems(name, stems):
            whole = explicit or _whole(fact, stem, before)
            if whole is not None and whole.value >= fact.value > 0 and whole.unit == fact.unit:
                found[stem].append(Counts(stem, fact, whole))
    return found


def agrees(rate: Fact, percentage: Fraction) -> bool:
    """Whether the stated rate is the one of the counts, rounded or cut off."""
    return rate.low - rate.step / 2 <= percentage < rate.high + rate.step


def printed(percentage: Fraction, rate: Fact) -> str:
    """The percentage with the decimals of the stated rate, one at least if it is not whole."""
    decimals = len(str(rate.step.denominator)) - 1
    if not decimals and percentage.denominator != 1:
        decimals = 1
    scaled = int(percentage * 10**decimals + Fraction(1, 2))
    digits = str(scaled).rjust(decimals + 1, "0")
    return f"{digits[:-decimals]}.{digits[-decimals:]}%" if decimals else f"{digits}%"


def _explicit(fact: Fact, before: list[Fact]) -> tuple[Fact | None, str]:
    """The whole that the text names, and what of the label is the part's: 新签约项目中开工204个."""
    if fact.whole is not None:
        return fact.whole, fact.name
    mark = OF.search(fact.name)
    if mark is None or mark.start() < 2:
        return None, fact.name
    named = fact.name[: mark.start()]
    fits = [
        each
        for each in before
        if each.passage == fact.passage
        and each.unit == fact.unit
        and not each.plan
        and _same(named, each.name)
    ]
    return (fits[0] if len({each.value for each in fits}) == 1 else None), fact.name[mark.end() :]


def _same(first: str, second: str) -> bool:
    if labels.key(first) == labels.key(second):
        return True
    return labels.core(first) in labels.shorter_forms(second)


def _stems(name: str, stems: set[str]) -> Iterator[str]:
    """The stems that the label of a count begins or ends with."""
    for length in range(2, len(name) + 1):
        found = {name[:length], name[-length:]} & stems
        yield from sorted(found)


def _whole(part: Fact, stem: str, before: list[Fact]) -> Fact | None:
    """The only count before the part, in its sentence or else in the one before, that can be its whole."""
    for sentence in (part.sentence, part.sentence - 1):
        fits = [
            each
            for each in before
            if each.passage == part.passage
            and each.sentence == sentence
            and each.unit == part.unit
            and each.value >= part.value
            and not each.plan
            and stem not in each.name
            and each.scope.periods == part.scope.periods
            and "新增" not in each.name
        ]
        if fits:
            return fits[-1] if len({each.value for each in fits}) == 1 else None
    return None
