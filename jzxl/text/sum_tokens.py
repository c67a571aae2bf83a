"""What sums in running text are made of: amounts with their labels, and the words and marks between them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from jzxl.text.units import ONE, exact, unit_at


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount with the words before it."""

    start: int
    end: int
    label: str
    label_start: int
    digits: str
    value: Fraction
    base: str
    """Base unit, '?' where none is written."""
    scale: Fraction
    half: Fraction
    """Half a last digit, what rounding may hide; zero for things counted."""
    part: bool
    """Whether it may be a total or a part, and not a comparison, a bound or a price."""
    vague: bool
    """Whether the list it stands in becomes doubtful."""
    open_ended: bool
    """Whether 等 follows."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A word or sign that says how amounts belong together."""

    start: int
    end: int
    kind: str
    """( ) ; , . or 1 for a list number, or in/whole/some for what opens parts: 其中, 包括, 主要用于."""
    colon: bool = False

    @property
    def opens_parts(self) -> bool:
        """Whether it is one of the words that open parts."""
        return self.kind in ("in", "whole", "some")


_LONGEST_NUMBER, _LONGEST_LABEL = 18, 40
UNCOUNTED = frozenset(("元", "?"))
"""Base units of what is not told in whole numbers."""

# One character for one; ， stays, since only the narrow comma groups digits.
_SAME = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if code != 0xFF0C}
_SAME |= dict.fromkeys(map(ord, "【〔〖[［﹙"), "(") | dict.fromkeys(map(ord, "】〕〗]］﹚"), ")")
_SAME |= dict.fromkeys(map(ord, "\xa0\u3000\u202f\u200b\u200c\u200d\u2060\ufeff\t"), " ")
_SAME |= dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212—～〜∼~"), "-")
_SAME |= {ord("﹪"): "%", ord("﹔"): ";", ord("﹐"): ",", ord("\r"): "\n", ord("｡"): "。"}

_TAG = re.compile("</?[A-Za-z][^<>\n]{0,100}>")
_WORD_IN_BRACKETS = re.compile(r"\((?!其中|含)([\u4e00-\u9fff]{1,3})\)")
"""Part of a name: 因公出国（境）费."""
_BRACKETS = {ord("〔"): "（", ord("〕"): "）"}
_NUMBER = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)*|[0-9]+(?:\.[0-9]+)*")
_PLAIN = re.compile(r"(?:0|[1-9][0-9,]*)(?:\.[0-9]+)?")
_BREAK = "(?<=[，,;:(、 ])"
_MARKS = re.compile(
    "(?P<in>(?<![这在])其中(?!之一|一个|[有几])"
    "(?: ?[:，,]? ?(?:(?P<some_in>(?=主要|重点|大部分)|包括|包含|含)|(?P<each>分别[为是]?)))?)"
    "|(?P<among>(?<!不)(?<!主要)(?:包括|包含))"
    f"|(?P<some>主要(?:包括|包含|用于)|{_BREAK}(?:用于|含))"
    f"|(?P<whole>{_BREAK}分别(?:为|是|用于)|{_BREAK}由(?!于)(?=[^。！？\n]{{1,400}}?(?:组成|构成)))"
    r"|(?P<list>(?<![0-9.])[(]?[0-9]{1,2}[)](?![0-9])|[①-⑳]|(?:(?<=[\n;:。(])|\A) ?[0-9]{1,2}[.、](?![0-9]))"
    r"|(?P<mark>[();，,、。！？!?\n:])"
)
_LINE_GOES_ON = re.compile(r"\s*(?:[(]?[0-9一二三四五六七八九十]{1,2}[).、](?![0-9])|[①-⑳]|[一二三四五六]是)")
_LABEL_START = re.compile(
    r"^(?:[ ，,、:;]|和|及|以及|与|另有?|还有|[(]?[0-9]{1,2}[).、]|[一二三四五六]是|[（(]?[一二三四五六七八九十][）)])+"
)
_LABEL_END = re.compile(r"(?:[ :，,、“”\"]|为|是|共计|合计|共|达到?|计|[¥￥])+$")
_COMPARES = re.compile(
    "比(?![例重赛选武])|(?<!计)较(?![大小高低好多强])|占(?![地用])|同期|上年为|去年|超支|超出|节[约省]"
)
_BOUNDED = re.compile(
    "(?:[不未](?:少|低|小|超|高|大|多)[于过出]?|超过?|[高低大小少多]于|不足|至少|[最至][多少高低]|(?<![签节预合集契条违])约|(?<![最附邻就远靠])近|突破|逾|控制在"
    "|[≥≤<>+*/×÷=^]|[0-9]-|(?<!达)[至到])$"
)
_PRICE = re.compile("每|人均|户均|均$|单价|标准$|各$")
_AFTER = re.compile(r" ?(?:以[上下内外]|[左上][右下]|[余多]|[-/*+=×÷^至到]|的 ?[0-9百]|之[内外]|为限)")
_ET_CETERA = re.compile("[^，,;。、()0-9]{0,8}等(?![级次待于同])")


def plain_text(text: str) -> str:
    """The text, as long as it was, with one character for all that mean the same, and without tags."""
    plain = _TAG.sub(lambda found: "\n" * len(found[0]), text.translate(_SAME))
    return _WORD_IN_BRACKETS.sub(r"〔\1〕", plain)


def marks_in(plain: str) -> list[Mark]:
    """The words and signs of a plain text, in order."""
    found: list[Mark] = []
    for match in _MARKS.finditer(plain):
        start, end, sign = match.start(), match.end(), match["mark"]
        if match["list"]:
            kind = "1"
        elif sign is None:
            opener = match[0]
            kind = "some" if match["some"] or match["some_in"] else "whole" if match["whole"] else "in"
            kind = "whole" if match["each"] else kind
            found.append(Mark(start, end, kind, ":" in plain[end - len(opener) : end + 2]))
            continue
        elif sign in "，,、:":
            kind = ","
        elif sign in "();":
            kind = sign
        elif sign == "\n":
            last = found[-1] if found else None
            near = last is not None and start - last.end < 40 and not plain[last.end : start].strip()
            if last and near and last.kind in ";,":
                continue
            kind = ";" if _LINE_GOES_ON.match(plain, end, end + 12) else "."
        else:
            kind = "."
        found.append(Mark(start, end, kind))
    return found


def figures_in(plain: str, marks: list[Mark]) -> list[Figure]:
    """All figures with a unit, and bare ones as '?'; units are handed back along 6、12次."""
    found: list[Figure] = []
    edge, at = 0, 0
    for match in _NUMBER.finditer(plain):
        start, end = match.span()
        while at < len(marks) and marks[at].end <= start:
            edge = max(edge, marks[at].end)
            at += 1
        if at < len(marks) and marks[at].start <= start and marks[at].kind == "1":
            continue
        figure = _figure(plain, start, end, max(edge, start - 80))
        if figure is not None and found and found[-1].end == figure.start and not figure.label:
            figure = replace(figure, label=found[-1].label)  # 线上5场次300人次
        if figure is not None:
            found.append(figure)
            edge = max(edge, figure.end)
    for index in range(len(found) - 2, -1, -1):
        here, after = found[index], found[index + 1]
        if here.base == "?" and plain[here.end : after.start].strip() in ("、", "和", "及"):
            value = here.value * after.scale
            half = here.half * after.scale if after.half else Fraction(0)
            found[index] = replace(
                here, value=value, base=after.base, scale=after.scale, half=half, open_ended=False
            )
    return found


def _figure(plain: str, start: int, end: int, edge: int) -> Figure | None:
    digits = plain[start:end]
    before = plain[start - 1 : start]
    if len(digits) > _LONGEST_NUMBER or not _PLAIN.fullmatch(digits):
        return None
    if (before.isascii() and before.isalpha()) or before in tuple("第._#@$"):
        return None
    at = end + 1 if plain[end : end + 1] == " " else end
    unit = unit_at(plain, at)
    if unit is None:
        return None
    base, scale = (unit.base, unit.scale) if unit.written else ("?", ONE)
    number = exact(digits.replace(",", ""))
    size = number if scale is ONE else number * scale
    if unit.written and not unit.admits(size):
        return None
    if unit.written and not base:
        if unit.multiple < 10**4:
            return None
        base = "元"
    stop = unit.end if unit.written else end
    words = plain[edge:start].lstrip()
    negative = before == "-"
    label = _LABEL_END.sub("", _LABEL_START.sub("", words.rstrip("-"))).translate(_BRACKETS)
    bounded = _BOUNDED.search(words.rstrip(" :")) is not None or (negative and words[-2:-1].isdigit())
    after = _AFTER.match(plain, stop) is not None
    price = _PRICE.search(words) is not None or plain[stop : stop + 1] == "/"
    vague = bounded or after or unit.more or negative or price
    places = len(digits.partition(".")[2])
    countable = base not in UNCOUNTED and unit.multiple == 1 and not places
    return Figure(
        start=start,
        end=stop,
        label=label,
        label_start=start - len(words.lstrip(" ，,、:;和及与")),
        digits=digits,
        value=-size if negative else size,
        base=base,
        scale=scale,
        half=Fraction(0) if countable else scale / (2 * 10**places),
        part=not (bounded or after or price or _COMPARES.search(words) or len(label) > _LONGEST_LABEL),
        vague=vague,
        open_ended=_ET_CETERA.match(plain, stop, stop + 12) is not None,
    )


def sentences_of(marks: list[Mark], figures: list[Figure]) -> list[list[Mark | Figure]]:
    """Marks and figures in order, a list for each sentence; numbers of lists are left out."""
    sentences: list[list[Mark | Figure]] = [[]]
    done = 0
    events: list[Mark | Figure] = [*marks, *figures]
    for event in sorted(events, key=lambda each: each.start):
        if event.start < done and isinstance(event, Mark):
            continue  # the comma within 1,234
        done = max(done, event.end)
        if isinstance(event, Mark) and event.kind == ".":
            if sentences[-1]:
                sentences.append([])
        elif not (isinstance(event, Mark) and event.kind == "1"):
            sentences[-1].append(event)
    return sentences
