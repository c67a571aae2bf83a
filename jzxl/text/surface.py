"""A text prepared for reading: one form for each mark, no spaces, names and dates covered up.

Every character of the prepared text knows its place in the source.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

ASIDE = "\ue000"
"""Covers a bracket with what stands in it."""
WORD = "\ue001"
"""Covers a character of a date or of a quotation."""

CIRCLED = "".join(map(chr, range(0x2460, 0x2474)))
"""①-⑳ number the parts of a text, and so part them."""

_STRANGE = "\ufffd"
_SAME: dict[int, str | None] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_SAME |= dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), 0xE000, 0xE001), _STRANGE)
_SAME |= dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212\ufe63"), "-")
_SAME |= dict.fromkeys(map(ord, "―─━ー"), "—")
_SAME |= dict.fromkeys(map(ord, "〜∼"), "~")
_SAME |= dict.fromkeys(map(ord, "【〔〖[［﹙"), "(") | dict.fromkeys(map(ord, "】〕〗]］﹚"), ")")
_SAME |= dict.fromkeys(map(ord, "≧⩾≮﹥"), "≥") | dict.fromkeys(map(ord, "≦⩽≯"), "≤")
_SAME |= {ord("﹥"): ">", ord("﹤"): "<", ord("﹦"): "=", ord("﹪"): "%", ord("﹐"): ",", ord("｡"): "。"}
_SAME |= {ord("≈"): "约", ord("〇"): "零", ord("￥"): "¥", ord("％"): "%"}
_SAME |= dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\xad"), None)
_BLANKS = frozenset("\u3164\u2800")
_SAME_AS_NONE = frozenset(code for code, same in _SAME.items() if same is None)
_LEFT_OUT = re.compile(f"[\\s{''.join(_BLANKS)}{''.join(map(chr, _SAME_AS_NONE))}]+")
"""What `plain` leaves out; most texts have nothing of it."""
_WIDE_COMMA = re.compile("(?<=[0-9])，")
_DIGIT = re.compile("[0-9]")

_QUOTED = re.compile(
    '“[^“”]{0,40}”|‘[^‘’]{0,40}’|《[^《》]{0,60}》|「[^「」]{0,40}」|『[^『』]{0,40}』|"[^"]{0,40}"'
)
_TO = "[-—~至到、]{1,2}"
_YEAR, _MONTH, _DAY = "(?:19|20)[0-9]{2}", "(?:1[0-2]|0?[1-9])", "(?:3[01]|[12][0-9]|0?[1-9])"
_DATE = re.compile(
    rf"(?<![0-9.,])(?:"
    rf"{_YEAR}([-./]){_MONTH}\1{_DAY}日?"
    rf"|(?:{_YEAR}{_TO})?{_YEAR}年(?:度|{_MONTH}月(?:份|{_DAY}[日号])?)?"
    rf"|(?:[0-9]{{2}}年)?(?:{_MONTH}月?{_TO})?{_MONTH}月(?:份|{_DAY}[日号])?"
    rf"|(?:{_DAY}日?{_TO})?{_DAY}日"
    rf"|{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9.,])"
    rf"|(?:[1-4]{_TO})?[1-4]季度"
    rf"|[0-9]{{1,2}}[时点](?:[0-9]{{1,2}}分)?"
    rf"|(?<=近)[0-9]{{1,2}}年"
    rf")"
)
_PERHAPS_DATE = re.compile("(?<=[0-9])[年月日季时点]|(?:19|20)[0-9]{2}(?:[-./]|[0-9]{4})")
"""What every date holds."""
_LIST_NUMBER = re.compile(r"[0-9]{1,2}[.、)](?! ?[0-9])")
_LABEL = re.compile(r"指标[0-9]{1,2}(?:[:、]|\.(?![0-9 ])|(?=$|[ ,;。]))")
_SEPARATOR = re.compile(rf"[,;。!?…{CIRCLED}]|(?<![0-9])\.(?![0-9 ])")


class Clause(NamedTuple):
    """A stretch of the prepared text between two marks."""

    start: int
    end: int
    opens_sentence: bool
    """Whether a full stop, semicolon or list number stands before it, and not a comma."""


@dataclass(frozen=True, slots=True)
class Surface:
    """The prepared text; `plain`, `masked` and `origin` are of one length."""

    source: str
    plain: str
    """Without spaces; one is left between two digits."""
    masked: str
    """The same with names, dates and brackets covered."""
    origin: Sequence[int]
    blanks: frozenset[int]
    """Where white space stood before a character of `plain`."""
    wide_commas: frozenset[int]
    asides: tuple[tuple[int, int], ...]
    """Brackets, outermost only."""

    def written(self, start: int, end: int) -> str:
        """The source from one place of the prepared text to another."""
        return self.source[self.origin[start] : self.origin[end - 1] + 1] if start < end else ""

    def clauses(self, figures: tuple[tuple[int, int], ...]) -> tuple[Clause, ...]:
        """Split at commas and full stops that are not within one of these figures."""
        marks = [found.start() for found in _SEPARATOR.finditer(self.masked)]
        if marks:
            inside = {at for start, end in figures for at in range(start, end)}
            marks = [at for at in marks if at not in inside]
        starts = [0, *(at + 1 for at in marks)]
        return tuple(
            Clause(start, end, start == 0 or self.masked[start - 1] != ",")
            for start, end in zip(starts, [*marks, len(self.masked)], strict=True)
        )


def prepare(source: str) -> Surface:
    """Prepare a text of any length in linear time."""
    plain, origin, blanks, wide = _without_blanks(source)
    masked = _cover(_QUOTED, plain, WORD)
    masked, asides = _cover_brackets(masked)
    if _DIGIT.search(masked):
        masked = _cover_list_numbers(masked, blanks)
        masked = _LABEL.sub(lambda found: ";" * len(found[0]), masked)
    if _PERHAPS_DATE.search(masked):
        masked = _cover(_DATE, masked, WORD)
    return Surface(source, plain, masked, origin, blanks, wide, asides)


def _without_blanks(source: str) -> tuple[str, Sequence[int], frozenset[int], frozenset[int]]:
    grouping = [found.start() for found in _WIDE_COMMA.finditer(source)] if "，" in source else ()
    if not _LEFT_OUT.search(source):
        return source.translate(_SAME), range(len(source)), frozenset(), frozenset(grouping)
    kept: list[str] = []
    origin: list[int] = []
    blanks: set[int] = set()
    at, blank = 0, -1
    for start, end in (*(found.span() for found in _LEFT_OUT.finditer(source)), (len(source), len(source))):
        if at < start:
            run = source[at:start].translate(_SAME)
            if blank >= 0:
                if kept and kept[-1][-1] in "0123456789.," and run[0] in "0123456789.,":
                    kept.append(" ")
                    origin.append(blank)
                blanks.add(len(origin))
                blank = -1
            kept.append(run)
            origin += range(at, start)
        if blank < 0 and start < end:
            blank = start
            while blank < end and ord(source[blank]) in _SAME_AS_NONE:
                blank += 1
            blank = blank if blank < end else -1
        at = end
    wide = frozenset(bisect_left(origin, each) for each in grouping)
    return "".join(kept), origin, frozenset(blanks), wide


def _cover(pattern: re.Pattern[str], text: str, mark: str) -> str:
    return pattern.sub(lambda found: mark * len(found[0]), text)


def _cover_brackets(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Cover brackets; one that is never closed reaches to the end, as text cut off does."""
    if "(" not in text:
        return text, ()
    depth, opened = 0, 0
    spans: list[tuple[int, int]] = []
    for at, mark in enumerate(text):
        if mark == "(":
            opened = opened if depth else at
            depth += 1
        elif mark == ")" and depth:
            depth -= 1
            if not depth:
                spans.append((opened, at + 1))
    if depth:
        spans.append((opened, len(text)))
    pieces, last = [], 0
    for start, end in spans:
        pieces += [text[last:start], ASIDE * (end - start)]
        last = end
    return "".join([*pieces, text[last:]]), tuple(spans)


def _cover_list_numbers(text: str, blanks: frozenset[int]) -> str:
    """Make a separator of ``1.``, ``2、``, ``3)`` at the start of the text, a clause or a line."""

    def cover(found: re.Match[str]) -> str:
        at = found.start()
        begins = at == 0 or at in blanks or text[at - 1] in ",;。:!?"
        return ";" * len(found[0]) if begins else found[0]

    return _LIST_NUMBER.sub(cover, text)
