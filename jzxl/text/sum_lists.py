"""Lists of parts in a sentence: which amounts follow which total, and where they end."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate

from jzxl.text.sum_tokens import Figure, Mark

_MOST_OTHERS, _DEEPEST = 4, 5
CHANGES = re.compile("增[加长幅速]|减少|下降|上升|提高|降低")
"""A label of what was added or taken away rather than of what there is."""
_NEW_TOTAL = re.compile(
    "^(?:全年|年末|年底|累计|实际|共|总|截[至止]|目前|最终|已|以上|上述)|合计|总计|共计|总额|总量|总投资|小计"
)
_OTHER_MATTER = re.compile(
    "^(?:完成|实现|带动|新增|争取|引进|增加|拉动|吸纳|创造|超额|到位|涉及|惠及|覆盖|受益|共|结[余转]|剩余|尚)"
)
_OVERLAPPING = re.compile("三公|政府采购")


@dataclass(slots=True)
class PartList:
    """The parts of a total, as far as they were read."""

    total: Figure
    others: tuple[Figure, ...]
    """Other amounts before, that the parts may belong to."""
    mark: Mark
    """What opens them."""
    parent: PartList | None
    """The list whose last part is the total of this one."""
    parts: list[Figure] = field(default_factory=list)
    so_far: Fraction = Fraction(0)
    """The sum of the parts."""
    by_semicolon: bool = False
    must_be_alike: bool = False
    """Whether what follows is a part only if its label is of the same kind as the last one's."""
    clear_end: bool = True
    doubtful: bool = False

    def add(self, figure: Figure) -> None:
        """Take an amount as the next part."""
        self.parts.append(figure)
        self.so_far += figure.value
        self.doubtful |= figure.vague

    @property
    def full(self) -> bool:
        """Whether the parts reach the total exactly."""
        return self.so_far == self.total.value and bool(self.parts)

    @property
    def nearly_full(self) -> bool:
        """Whether they do but for what rounding may hide."""
        return self.differs_by_rounding(self.total)

    def differs_by_rounding(self, total: Figure) -> bool:
        """Whether rounding may hide all that the parts differ by from a total: 3 beside 2.6 stands for 3.0."""
        halves: dict[tuple[int, int], Fraction] = {}  # by the scale, whose own hash is slow
        scales = [each.scale.as_integer_ratio() for each in (total, *self.parts)]
        for scale, each in zip(scales, (total, *self.parts), strict=True):
            halves[scale] = min(halves.get(scale, each.half), each.half)
        slack = sum((halves[scale] for scale in scales), Fraction(0))
        return abs(self.so_far - total.value) <= slack


def lists_of(events: list[Mark | Figure], base: str, before: list[Figure]) -> list[PartList]:
    """The lists of parts in one sentence, for amounts of one unit.

    Args:
        base: the base unit.
        before: the amounts of the sentence before, which its parts may belong to.
    """
    return _Parser(base, before).parse(events)


class _Parser:
    def __init__(self, base: str, before: list[Figure]) -> None:
        self.base = base
        self.history = [each for each in before if each.base == base][-_MOST_OTHERS:]
        self.open: list[PartList] = []
        self.brackets: list[tuple[int, int]] = []
        self.found: list[PartList] = []

    def parse(self, events: list[Mark | Figure]) -> list[PartList]:
        allowed = _openers(events, self.base)
        for at, event in enumerate(events):
            if isinstance(event, Figure):
                self._figure(event)
            elif event.opens_parts:
                self._opener(event, at in allowed)
            else:
                self._mark(event)
        self._close(0)
        return self.found

    @property
    def _floor(self) -> int:
        return self.brackets[-1][0] if self.brackets else 0

    def _figure(self, figure: Figure) -> None:
        top = self.open[-1] if len(self.open) > self._floor else None
        if figure.base == "?":
            if top and figure.label and not top.full:
                top.doubtful = True
            return
        if figure.base != self.base:
            return
        if not figure.part:
            if top and figure.vague and not top.full:
                top.doubtful = True
        else:
            while top and top.full:
                self._close(len(self.open) - 1)
                top = self.open[-1] if len(self.open) > self._floor else None
            if top and _starts_anew(top, figure):
                self._close(self._floor)
            elif top and _is_foreign(top, figure):
                self._close(self._floor, clear=False)
            elif top:
                top.add(figure)
                top.must_be_alike = False
        self.history.append(figure)

    def _opener(self, mark: Mark, allowed: bool) -> None:
        last = self.history[-1] if self.history else None
        top = self.open[-1] if len(self.open) > self._floor else None
        if top and not top.parts:
            top.mark = mark if top.mark.kind == "in" else top.mark  # 其中，包括
            return
        if not allowed or last is None:
            self._close(self._floor)  # parts of something else
            return
        owner = self.open[-1] if self.open and self.open[-1].parts[-1:] == [last] else None
        if top and owner is None:
            self._close(self._floor, clear=False)
        if len(self.open) > _DEEPEST:
            self._close(0, clear=False)
            owner = None
        recent = self.history[-_MOST_OTHERS:]
        plain = [each for each in recent if each.part and not CHANGES.search(each.label)]
        total = plain[-1] if plain and not (last.part and owner) else last
        others = tuple(each for each in recent if each is not total)
        nested = owner if len(self.open) > self._floor else None
        self.open.append(PartList(total, others, mark, nested, doubtful=not total.part))

    def _mark(self, mark: Mark) -> None:
        if mark.kind == "(":
            self.brackets.append((len(self.open), len(self.history)))
        elif mark.kind == ")" and self.brackets:
            self._close(self._floor)
            _, length = self.brackets.pop()
            del self.history[length:]
        elif mark.kind == ";":
            if len(self.open) > self._floor and not self.open[-1].parts:
                self.open.pop()  # what it opened was told in words
            while len(self.open) > self._floor and self.open[-1].parts:
                top = self.open[-1]
                nested = top.parent is not None and not top.mark.colon
                if top.by_semicolon or (len(top.parts) == 1 and not nested):
                    top.by_semicolon = True
                    top.must_be_alike = not top.mark.colon
                    break
                self._close(len(self.open) - 1)

    def _close(self, down_to: int, clear: bool = True) -> None:
        while len(self.open) > down_to:
            child = self.open.pop()
            child.clear_end &= clear
            parent = child.parent
            if parent and len(self.open) > down_to and not child.full and not parent.full:
                _share(child, parent)
            self.found.append(child)


def _openers(events: list[Mark | Figure], base: str) -> frozenset[int]:
    """Which words open parts of this unit: by the first figure after, or one that adjoins it."""
    allowed: set[int] = set()
    following: list[Figure] = []
    adjoins = False
    for at in range(len(events) - 1, -1, -1):
        event = events[at]
        if isinstance(event, Figure):
            if event.base != "?":
                following = [event, *following[: 1 if adjoins else 0]]
                adjoins = True
        elif event.opens_parts:
            if any(each.base == base for each in following):
                allowed.add(at)
        elif event.kind != "(" and not (event.kind == "," and event.end - event.start == 0):
            adjoins = False
    return frozenset(allowed)


def _share(child: PartList, parent: PartList) -> None:
    """Where neither list adds up, hand the child's last parts to the parent if that one then does."""
    sums = list(accumulate(each.value for each in child.parts))
    for kept, value in enumerate(sums[:-1], 1):
        if parent.so_far + sums[-1] - value == parent.total.value:
            for figure in child.parts[kept:]:
                parent.add(figure)
            del child.parts[kept:]
            child.so_far = value
            return
    if len(parent.parts) > 1 and not (child.nearly_full or parent.nearly_full):
        child.doubtful = parent.doubtful = True


def _starts_anew(parts: PartList, figure: Figure) -> bool:
    """Whether this amount is surely another total: 年末结余, or 支出 after the parts of 收入."""
    if not parts.parts:
        return False
    total, label = parts.total.label, figure.label
    if _NEW_TOTAL.search(label) or (_OVERLAPPING.search(label) and not _OVERLAPPING.search(total)):
        return True
    for own, opposite in (("收入", "支出"), ("支出", "收入")):
        mixed = opposite in total or any(opposite in each.label for each in parts.parts)
        if own in total and opposite in label and not mixed:
            return True
    return False


def _is_foreign(parts: PartList, figure: Figure) -> bool:
    """Whether this amount is perhaps another matter, so that the list ends where it should not."""
    if not parts.parts:
        return False
    label = figure.label
    alike = _alike(label, parts.parts[-1].label)
    other = _OTHER_MATTER.search(label)
    if (parts.must_be_alike and not alike) or (other and not parts.parts[0].label.startswith(other[0])):
        return True
    return figure.value > parts.total.value and not alike


def _alike(first: str, second: str) -> bool:
    """Whether two labels name things of one kind: 接待费 and 培训费, 基本支出 and 项目支出."""
    if not first or not second or first[-2:] == second[-2:]:
        return True
    return first[-1] == second[-1] and first[-1] in "费款金"
