"""Sums in running text: ``项目支出146.93万元，其中党建经费0.21万元，劳务派遣人员工资3.64万元``.

A total, a word that opens its parts (其中, 包括, 包含, 分别为, 用于, 由 ... 组成), and the parts.  The
parts are followed to the end of the sentence, of the bracket, or to an amount that is none of them.

- 其中 belongs to the nearest amount of the same unit before it, in this sentence or, where it opens
  one, in the sentence before.  A second 其中 opens the parts of a part; where those end is decided by
  what adds up, and where nothing does, neither list is taken.
- Parts that reach the total exactly are whole: the next amount is another matter, or a part of the
  total one level up.
- A list is `complete` if its word says so (分别为, 由 ... 组成), if its labels do (基本支出 and 项目支出,
  线上 and 线下, 其他 as the last), or if 其中, 包括 are followed by parts that come within a tenth of
  the total (money and measures: two parts; counts: three).  重点, 主要, 等, 含, a single part, or an end that is
  not clear make it incomplete: then only parts that exceed the total contradict it.
- Doubtful lists are taken only where they add up: 约, 余, 每, stages and qualities that overlap (其中
  开工204个，投产150个; 党员, 女性; 10亿元以上), a figure without a unit, 增加 beside 减少.
- Rates, ranks, comparisons (比上年增加20万元), prices per unit and amounts in brackets are no parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from jzxl.text.sum_lists import PartList, lists_of
from jzxl.text.sum_tokens import Figure, Mark, figures_in, marks_in, plain_text, sentences_of
from jzxl.text.sum_verdicts import is_complete, is_sound

_NO_TOTALS = frozenset(("%", "百分点", "倍", "年", "周", "周年", "个月"))


@dataclass(frozen=True, slots=True)
class SumClaim:
    """A total and the parts that a text gives for it; ``text == source[start:end]``."""

    label: str
    """The words before the total, '' where there are none."""
    total: Fraction
    """In the base unit of `jzxl.text`: money in 元."""
    unit: str
    """The unit of the total as written: 万元."""
    parts: tuple[tuple[str, Fraction], ...]
    """Label and value in the base unit of the total."""
    parts_sum: Fraction
    complete: bool
    """Whether the parts claim to be all of the total."""
    start: int
    end: int
    text: str
    within_rounding: bool
    """Whether they differ by no more than half a last digit of each figure; False where they agree."""
    total_text: str
    """The total as written, without unit: '146.93'."""
    sum_text: str
    """The sum of the parts in the unit of the total: '146.94'."""

    @property
    def agrees(self) -> bool:
        """Whether the parts add up to the total, or for an incomplete list do not exceed it."""
        return self.parts_sum == self.total or (not self.complete and self.parts_sum < self.total)


def sum_claims(text: str) -> tuple[SumClaim, ...]:
    """All totals with parts that are recognised in `text`, right or wrong, in order; never raises."""
    if not any(word in text for word in ("其中", "包括", "包含", "分别", "用于", "由", "含")):
        return ()
    plain = plain_text(text)
    marks = marks_in(plain)
    figures = figures_in(plain, marks)
    claims: list[SumClaim] = []
    carried: list[Figure] = []
    for events in sentences_of(marks, figures):
        here = [each for each in events if isinstance(each, Figure)]
        first = next(iter(events), None)
        before = carried if isinstance(first, Mark) and first.opens_parts else []
        if any(isinstance(each, Mark) and each.opens_parts for each in events):
            for base in dict.fromkeys(each.base for each in here):
                if base not in _NO_TOTALS and base != "?":
                    claims += [
                        _claim(text, plain, each) for each in lists_of(events, base, before) if is_sound(each)
                    ]
        carried = here
    return tuple(sorted(claims, key=lambda each: (each.start, each.end)))


def _claim(text: str, plain: str, found: PartList) -> SumClaim:
    total, parts = found.total, found.parts
    start, end = total.label_start, parts[-1].end
    value = found.so_far
    differs = value != total.value
    return SumClaim(
        label=total.label,
        total=total.value,
        unit=plain[total.start + len(total.digits) : total.end].strip(),
        parts=tuple((each.label, each.value) for each in parts),
        parts_sum=value,
        complete=is_complete(found),
        start=start,
        end=end,
        text=text[start:end],
        within_rounding=differs and found.nearly_full,
        total_text=("-" if total.value < 0 else "") + text[total.start : total.start + len(total.digits)],
        sum_text=_decimal(value / total.scale, len(total.digits.partition(".")[2])),
    )


def _decimal(value: Fraction, places: int) -> str:
    """The value with at least so many decimals, more where it has more, at most six."""
    while places < 6 and (value * 10**places).denominator != 1:
        places += 1
    scaled = abs(value) * 10**places
    digits = str(int(scaled + Fraction(1, 2))).rjust(places + 1, "0")
    whole, part = digits[: len(digits) - places], digits[len(digits) - places :]
    return ("-" if value < 0 else "") + whole + ("." + part if part else "")
