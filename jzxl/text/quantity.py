"""Quantities as officials write them: 不少于10家, 20次以上, 不超17万, 约60个, 总投资1695.7亿.

A clause is read whole or not at all: a figure is taken only where its unit is known, where the
words beside it say how it is meant, and where no word takes it back (未, 除, 比, 超 ...).

Decisions (the tests hold rows for each):

=====================================  ============================================================
written                                understood as
=====================================  ============================================================
以上, 以下, 以内, 不少于, 不超过, ≥, ≤  at least, at most: the figure is included (民法典 §1259)
超过, 高于, 突破, 逾; 低于, 不足, 不满  more than; less than
达到, 达                               reaches: at least as a target, the figure itself as a result
控制在20万元                           at most
提高到90%; 降至5%, 压缩到3天           reaches; falls to: at most as a target, the figure as a result
完成, 实现, 每 ...                     words; the figure is plain
超过90%以上, 不少于10-15家             nothing: contradictory
约60, 60左右; 近60; 60余               about 60; less than 60, about; more than 60, about
10-15家, 3-5万元                       a range; 10-15 without a unit is perhaps a date: nothing
每次2万元, 200元/人, 人均, 各, 单价    a price or number per unit
每季度开展活动，不少于3次              per unit as well: 每 holds for the rest of the sentence
1.63万                                 16300 without unit, money or not
零投诉, 0投诉                          exactly 0
三次, 十余场, 九成, 2/3, 1:1, 8.5折    nothing: numerals in characters and ratios are not read
500强企业, 4号文件, 第1名, 百日会战    a name
2020年12月底前, 20200101至20201231     a date
50 alone; 50 after 率, 数, 量, ：      a plain figure; 签约项目50 is nothing
2020 alone                             nothing: perhaps the year
1.5家, 0354, 10，15家, 5、2000         nothing
10家（含续建2家）                      10家; the bracket is unread
10家（以上）, 5万元（不含税）          nothing: the bracket changes the figure
满意度（≥90%）                         at least 90%
不少于5种，2000份                      5种: a figure without words after a limit may share it or not
10场或20次, 不少于5种、2000份          nothing
=====================================  ============================================================
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from jzxl.text import wording
from jzxl.text.clause import claim_at
from jzxl.text.figures import Figure, Sort, figures
from jzxl.text.model import Claim, Direction, Quantity, Reading
from jzxl.text.surface import ASIDE, Clause, Surface, prepare
from jzxl.text.units import is_unit

_MOST_PIECES = 60
"""Figures in one clause at most; more is a table or a mistake."""
_SHORT = 24
_PERHAPS_FIGURE = re.compile("[0-9０-９零〇]")
_RANGE_MARKS = frozenset(("-", "—", "——", "~", "至", "到"))


def claims(text: str) -> tuple[Claim, ...]:
    """The quantities that a text states, in order; empty where none is understood.  Never raises."""
    return read(text).claims if _PERHAPS_FIGURE.search(text) else ()


def read(text: str) -> Reading:
    """The quantities that a text states, and the parts of it that state something else."""
    return _read_short(text) if len(text) <= _SHORT else _read(text)


@lru_cache(maxsize=1024)
def _read_short(text: str) -> Reading:
    """完成, 100%, ≥95%, 5次: goals say the same few things in every form and every workbook."""
    return _read(text)


def _read(text: str) -> Reading:
    surface = prepare(text)
    return _Reader(surface, figures(surface), len(surface.masked.strip(",;。!"))).read()


@dataclass(slots=True)
class _Sentence:
    """What earlier clauses of a sentence mean for the next one."""

    per_unit: bool = False
    limited: bool = False
    hanging: bool = False
    """A direction without its figure stands just before."""
    unclear: bool = False
    """A figure that was not understood stands just before."""
    found: int = 0


@dataclass(slots=True)
class _Reader:
    surface: Surface
    figures: tuple[Figure, ...]
    length: int
    """Of the text without the marks at its ends; a clause as long is alone."""
    claims: list[Claim] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def read(self) -> Reading:
        at = 0
        asides = deque(self.surface.asides)
        sentence = _Sentence()
        clauses = self.surface.clauses(tuple((each.start, each.end) for each in self.figures))
        for clause in clauses:
            first = at
            while at < len(self.figures) and self.figures[at].start < clause.end:
                at += 1
            if clause.opens_sentence:
                sentence = _Sentence()
            inside: list[tuple[int, int]] = []
            while asides and asides[0][0] < clause.end:
                inside.append(asides.popleft())
            self._clause(clause, list(self.figures[first:at]), inside, sentence)
        return Reading(tuple(self.claims), tuple(self.unread))

    def _clause(
        self, clause: Clause, found: list[Figure], asides: list[tuple[int, int]], sentence: _Sentence
    ) -> None:
        masked = self.surface.masked[clause.start : clause.end]
        words = masked.replace(ASIDE, "")
        if masked.startswith("或") and sentence.found:
            self.claims.pop()
            sentence.found = 0
        if not found and not asides:
            # Most clauses state no quantity; what counts is what they mean for the next one.
            sentence.found, sentence.unclear = 0, False
            sentence.hanging = wording.hangs(words)
            sentence.per_unit = sentence.per_unit or wording.per_unit(words)
            self._leave(clause.start, clause.end)
            return
        known = [each for each in found if each.sort is Sort.FIGURE]
        understood: list[Claim] = []
        if not known and asides:
            understood = self._in_aside(clause, asides)
        elif known and not any(each.sort is Sort.UNCLEAR for each in found):
            understood = self._pieces(clause, known, asides)
        usable = [each for each in understood if self._stands(each, sentence, masked)]
        if sentence.per_unit:
            usable = [replace(each, per_unit=True) for each in usable]
        self.claims += usable
        sentence.found = len(usable)
        sentence.limited |= any(
            each.direction not in (None, Direction.REACHES, Direction.FALLS_TO) for each in usable
        )
        sentence.hanging = wording.hangs(words)
        sentence.unclear = not usable and bool(understood or found)
        sentence.per_unit |= not known and wording.per_unit(words)
        if len(usable) < len(understood) or not understood:
            self._leave(clause.start, clause.end)
        else:
            for start, end in asides:
                text = self.surface.written(start, end)
                if not text[1:-1].strip().isdigit() and all(each.text != text for each in usable):
                    self._leave(start, end)

    def _leave(self, start: int, end: int) -> None:
        text = self.surface.written(start, end).strip()
        if any(map(str.isalnum, text)):
            self.unread.append(text)

    def _stands(self, claim: Claim, sentence: _Sentence, masked: str) -> bool:
        """Whether what stands before and after the clause lets the claim stand."""
        wordless = not claim.subject and not claim.noun
        plain = claim.direction is None and not claim.approximate
        bare = not claim.quantity.unit and claim.quantity.multiple == 1
        if sentence.hanging or (sentence.unclear and not claim.subject):
            return False
        if sentence.limited and not claim.subject and plain:
            return False
        return len(masked) == self.length or not (bare and plain and wordless)

    def _in_aside(self, clause: Clause, asides: list[tuple[int, int]]) -> list[Claim]:
        """A limit in brackets after its subject: 满意度（≥90%）; or a whole target in brackets."""
        start, end = asides[-1]
        last = self.surface.masked[end : clause.end]
        content = self.surface.written(start + 1, end - 1)
        if len(asides) != 1 or last or end - start > 80 or self.surface.plain[end - 1] != ")":
            return []
        before = self.surface.masked[clause.start : start]
        if not wording.subject_is_plain(before) or wording.hangs(before):
            return []
        inner = read(content)
        if len(inner.claims) != 1 or inner.unread or inner.claims[0].direction is None:
            return []
        claim = inner.claims[0]
        if claim.subject or claim.noun:
            return []
        shift = self.surface.origin[start + 1]
        subject = self.surface.plain[clause.start : start]
        return [
            replace(
                claim,
                quantity=_shifted(claim.quantity, shift),
                upper=_shifted(claim.upper, shift) if claim.upper else None,
                subject=subject.strip("、:—-·"),
                per_unit=claim.per_unit or wording.per_unit(before),
                text=self.surface.written(start, end),
            )
        ]

    def _pieces(self, clause: Clause, known: list[Figure], asides: list[tuple[int, int]]) -> list[Claim]:
        """One figure or range in a clause; several where 、 or spaces part them and each is whole."""
        groups = list(self._groups(known))
        if len(groups) > _MOST_PIECES or not all(self._is_harmless(each, known) for each in asides):
            return []
        if len(groups) == 1:
            claim = claim_at(self.surface, clause.start, clause.end, groups[0], asides)
            return [] if claim is None else [claim]
        edges = [clause.start]
        by_comma = True
        for left, right in pairwise(groups):
            between = range(left[-1].end, right[0].start)
            cuts = [at for at in between if self.surface.masked[at] == "、"]
            by_comma &= bool(cuts)
            cuts = cuts or [at for at in (*between, right[0].start) if at in self.surface.blanks]
            if not cuts:
                return []
            edges.append(cuts[0])
        edges.append(clause.end)
        result: list[Claim] = []
        for start, end, group in zip(edges, edges[1:], groups, strict=False):
            skip = 1 if self.surface.masked[start : start + 1] == "、" else 0
            claim = claim_at(self.surface, start + skip, end, group, asides)
            if claim is None:
                return []
            result.append(claim)
        return result if _belong(result, by_comma) else []

    def _groups(self, known: list[Figure]) -> Iterator[tuple[Figure, ...]]:
        """Single figures, and pairs with nothing but a range mark between."""
        at = 0
        while at < len(known):
            pair = known[at : at + 2]
            if len(pair) == 2 and self.surface.masked[pair[0].end : pair[1].start] in _RANGE_MARKS:
                yield pair[0], pair[1]
                at += 2
            else:
                yield (known[at],)
                at += 1

    def _is_harmless(self, aside: tuple[int, int], known: list[Figure]) -> bool:
        """Whether a bracket leaves the figures as they are: not 10（以上）, 10（万元）."""
        content = self.surface.plain[aside[0] + 1 : aside[1]].rstrip(")")
        bare = any(each.unit is not None and not each.unit.written for each in known)
        return not (wording.spoils_aside(content) or (bare and is_unit(content)))


def _belong(found: list[Claim], by_comma: bool) -> bool:
    """Whether the parts of one clause can be read beside each other."""
    if any(each.upper or not (each.quantity.unit or each.direction is Direction.EXACTLY) for each in found):
        return False
    directed = {each.direction is None for each in found}
    if len(directed) == 2:
        return False
    wordless = [
        each for each in found if len(each.subject) < 2 and len(each.noun) < 2 and each.direction is None
    ]
    if not wordless:
        return all(each.subject or each.noun or each is found[0] or each.direction for each in found)
    units = {each.quantity.unit for each in found}
    return by_comma and len(units) == len(found)


def _shifted(quantity: Quantity, by: int) -> Quantity:
    return replace(quantity, start=quantity.start + by, end=quantity.end + by)
