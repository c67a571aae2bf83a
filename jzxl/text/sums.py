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

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import accumulate

from jzxl.text.units import ONE, exact, unit_at


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


@dataclass(frozen=True, slots=True)
class _Figure:
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
class _Mark:
    start: int
    end: int
    kind: str
    """( ) ; , . or 1 for a list number, or in/whole/some for what opens parts: 其中, 包括, 主要用于."""
    colon: bool = False


@dataclass(slots=True)
class _List:
    total: _Figure
    others: tuple[_Figure, ...]
    """Other amounts before, that the parts may belong to."""
    mark: _Mark
    parent: _List | None
    parts: list[_Figure] = field(default_factory=list)
    so_far: Fraction = Fraction(0)
    by_semicolon: bool = False
    must_be_alike: bool = False
    clear_end: bool = True
    doubtful: bool = False

    def add(self, figure: _Figure) -> None:
        self.parts.append(figure)
        self.so_far += figure.value
        self.doubtful |= figure.vague

    @property
    def full(self) -> bool:
        return self.so_far == self.total.value and bool(self.parts)

    @property
    def nearly_full(self) -> bool:
        return abs(self.so_far - self.total.value) <= _slack(self.total, self.parts)


_LONGEST_NUMBER, _LONGEST_LABEL, _MOST_OTHERS, _DEEPEST = 18, 40, 4, 5
_NEAR = Fraction(1, 10)

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
_CHANGES = re.compile("增[加长幅速]|减少|下降|上升|提高|降低")
_RISES, _FALLS = re.compile("增|上升|提高|追加"), re.compile("减|下降|降低|压缩")
_BOUNDED = re.compile(
    "(?:[不未](?:少|低|小|超|高|大|多)[于过出]?|超过?|[高低大小少多]于|不足|至少|[最至][多少高低]|(?<![签节预合集契条违])约|(?<![最附邻就远靠])近|突破|逾|控制在"
    "|[≥≤<>+*/×÷=^]|[0-9]-|(?<!达)[至到])$"
)
_PRICE = re.compile("每|人均|户均|均$|单价|标准$|各$")
_PLANNED = re.compile("计划|目标|任务|拟|预计|预期|上限|限额|指标")
_AFTER = re.compile(r" ?(?:以[上下内外]|[左上][右下]|[余多]|[-/*+=×÷^至到]|的 ?[0-9百]|之[内外]|为限)")
_ET_CETERA = re.compile("[^，,;。、()0-9]{0,8}等(?![级次待于同])")
_NEW_TOTAL = re.compile(
    "^(?:全年|年末|年底|累计|实际|共|总|截[至止]|目前|最终|已|以上|上述)|合计|总计|共计|总额|总量|总投资|小计"
)
_OTHER_MATTER = re.compile(
    "^(?:完成|实现|带动|新增|争取|引进|增加|拉动|吸纳|创造|超额|到位|涉及|惠及|覆盖|受益|共|结[余转]|剩余|尚)"
)
_OVERLAPPING = re.compile("三公|政府采购")
_STAGE = re.compile(
    "^(?:[已未]|实际|当年|新)?(?:经|完成|到位|支出|支付|拨付|使用|执行|下达|开工|在建|投产|竣工|完工|落地|签约|验收|入[库统]|开业|办结|整改|受理)"
    "(?:的?项目|资金|率|数|入统)?$"
)
_QUALITY = re.compile(
    "以[上下内]|女|党员|干部|少数民族|高级|中级|本科|研究生|硕士|博士|贫困|低保|残疾|老[年人]|青年|妇女|儿童|农民|退役"
    "|民营|国有|规[上模]|小微|高新|外资|重点|龙头|上市|强企|首次|新[增建引]"
)
_PAIRS = (
    ("基本支出", "项目支出"),
    ("人员", "公用"),
    ("线上", "线下"),
    ("男", "女"),
    ("国内", "国外"),
    ("境内", "境外"),
    ("财政拨款", "自筹"),
    ("上年结转", "本年"),
    ("上年结转", "当年"),
    ("上年结转", "年初预算"),
    ("市外", "市内"),
    ("省外", "省内"),
    ("在职", "退休"),
    ("行政", "事业"),
    ("续建", "新建"),
    ("公办", "民办"),
    ("城镇", "农村"),
    ("一季度", "四季度"),
    ("投入", "效果"),
    ("内资", "外资"),
)
_REST = re.compile("^(?:其[他它余]|剩余|其它|另)")
_NO_TOTALS = frozenset(("%", "百分点", "倍", "年", "周", "周年", "个月"))
_UNCOUNTED = frozenset(("元", "?"))


def sum_claims(text: str) -> tuple[SumClaim, ...]:
    """All totals with parts that are recognised in `text`, right or wrong, in order; never raises."""
    if not any(word in text for word in ("其中", "包括", "包含", "分别", "用于", "由", "含")):
        return ()
    plain = _TAG.sub(lambda found: "\n" * len(found[0]), text.translate(_SAME))
    plain = _WORD_IN_BRACKETS.sub(r"〔\1〕", plain)
    marks = _marks(plain)
    figures = _figures(plain, marks)
    claims: list[SumClaim] = []
    carried: list[_Figure] = []
    for events in _sentences(marks, figures):
        here = [each for each in events if isinstance(each, _Figure)]
        first = next(iter(events), None)
        before = carried if isinstance(first, _Mark) and first.kind in ("in", "whole", "some") else []
        if any(isinstance(each, _Mark) and each.kind in ("in", "whole", "some") for each in events):
            for base in dict.fromkeys(each.base for each in here):
                if base not in _NO_TOTALS and base != "?":
                    claims += [_claim(text, plain, each) for each in _Parser(base, before).parse(events)]
        carried = here
    return tuple(sorted(claims, key=lambda each: (each.start, each.end)))


def _marks(plain: str) -> list[_Mark]:
    found: list[_Mark] = []
    for match in _MARKS.finditer(plain):
        start, end, sign = match.start(), match.end(), match["mark"]
        if match["list"]:
            kind = "1"
        elif sign is None:
            opener = match[0]
            kind = "some" if match["some"] or match["some_in"] else "whole" if match["whole"] else "in"
            kind = "whole" if match["each"] else kind
            found.append(_Mark(start, end, kind, ":" in plain[end - len(opener) : end + 2]))
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
        found.append(_Mark(start, end, kind))
    return found


def _figures(plain: str, marks: list[_Mark]) -> list[_Figure]:
    """All figures with a unit, and bare ones as '?'; units are handed back along 6、12次."""
    found: list[_Figure] = []
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


def _figure(plain: str, start: int, end: int, edge: int) -> _Figure | None:
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
    countable = base not in _UNCOUNTED and unit.multiple == 1 and not places
    return _Figure(
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


def _sentences(marks: list[_Mark], figures: list[_Figure]) -> list[list[_Mark | _Figure]]:
    sentences: list[list[_Mark | _Figure]] = [[]]
    done = 0
    events: list[_Mark | _Figure] = [*marks, *figures]
    for event in sorted(events, key=lambda each: each.start):
        if event.start < done and isinstance(event, _Mark):
            continue  # the comma within 1,234
        done = max(done, event.end)
        if isinstance(event, _Mark) and event.kind == ".":
            if sentences[-1]:
                sentences.append([])
        elif not (isinstance(event, _Mark) and event.kind == "1"):
            sentences[-1].append(event)
    return sentences


class _Parser:
    """The lists of parts in one sentence, for amounts of one unit."""

    def __init__(self, base: str, before: list[_Figure]) -> None:
        self.base = base
        self.history = [each for each in before if each.base == base][-_MOST_OTHERS:]
        self.open: list[_List] = []
        self.brackets: list[tuple[int, int]] = []
        self.found: list[_List] = []

    def parse(self, events: list[_Mark | _Figure]) -> list[_List]:
        """The lists that can be judged."""
        allowed = _openers(events, self.base)
        for at, event in enumerate(events):
            if isinstance(event, _Figure):
                self._figure(event)
            elif event.kind in ("in", "whole", "some"):
                self._opener(event, at in allowed)
            else:
                self._mark(event)
        self._close(0)
        return [each for each in self.found if _is_sound(each)]

    @property
    def _floor(self) -> int:
        return self.brackets[-1][0] if self.brackets else 0

    def _figure(self, figure: _Figure) -> None:
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

    def _opener(self, mark: _Mark, allowed: bool) -> None:
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
        plain = [each for each in recent if each.part and not _CHANGES.search(each.label)]
        total = plain[-1] if plain and not (last.part and owner) else last
        others = tuple(each for each in recent if each is not total)
        nested = owner if len(self.open) > self._floor else None
        self.open.append(_List(total, others, mark, nested, doubtful=not total.part))

    def _mark(self, mark: _Mark) -> None:
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


def _openers(events: list[_Mark | _Figure], base: str) -> frozenset[int]:
    """Which words open parts of this unit: by the first figure after, or one that adjoins it."""
    allowed: set[int] = set()
    following: list[_Figure] = []
    adjoins = False
    for at in range(len(events) - 1, -1, -1):
        event = events[at]
        if isinstance(event, _Figure):
            if event.base != "?":
                following = [event, *following[: 1 if adjoins else 0]]
                adjoins = True
        elif event.kind in ("in", "whole", "some"):
            if any(each.base == base for each in following):
                allowed.add(at)
        elif event.kind != "(" and not (event.kind == "," and event.end - event.start == 0):
            adjoins = False
    return frozenset(allowed)


def _share(child: _List, parent: _List) -> None:
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


def _starts_anew(parts: _List, figure: _Figure) -> bool:
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


def _is_foreign(parts: _List, figure: _Figure) -> bool:
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


def _slack(total: _Figure, parts: list[_Figure]) -> Fraction:
    """What rounding may hide: half a last digit of each figure, where 3 beside 2.6 stands for 3.0."""
    figures = [total, *parts]
    halves: dict[tuple[int, int], Fraction] = {}  # by the scale, whose own hash is slow
    for each in figures:
        scale = each.scale.as_integer_ratio()
        halves[scale] = min(halves.get(scale, each.half), each.half)
    return sum((halves[each.scale.as_integer_ratio()] for each in figures), Fraction(0))


def _is_sound(found: _List) -> bool:
    """Whether a list can be held against its total; may exchange the total for another that fits."""
    if not found.parts:
        return False
    if found.full:
        return True
    if len(found.parts) > 1:
        fitting = [each for each in found.others if each.value == found.so_far]
        if fitting:
            found.total = fitting[-1]
            return True
        if not found.nearly_full and any(
            each.part and abs(each.value - found.so_far) <= _slack(each, found.parts) for each in found.others
        ):
            return False
    labels = [each.label for each in found.parts]
    changes = {bool(_CHANGES.search(each)) for each in (found.total.label, *labels)}
    planned = any(map(_PLANNED.search, labels)) and not _PLANNED.search(found.total.label)
    both_ways = any(map(_RISES.search, labels)) and any(map(_FALLS.search, labels))
    if found.doubtful or len(changes) == 2 or both_ways or planned:
        return False
    if _is_partition(labels):
        return True
    counted = found.total.base not in _UNCOUNTED
    overlapping = any(map(_STAGE.match, labels)) or (counted and any(map(_QUALITY.search, labels)))
    return not overlapping or len(labels) == 1


def _is_partition(labels: list[str]) -> bool:
    """Whether the labels say that nothing is left over."""
    joined = "，".join(labels)
    pair = any(one in joined and other in joined for one, other in _PAIRS)
    return len(labels) > 1 and (pair or _REST.match(labels[-1]) is not None)


def _is_complete(found: _List) -> bool:
    if len(found.parts) == 1 or found.mark.kind == "some" or not found.clear_end:
        return False
    labels = [each.label for each in found.parts]
    if any(each.open_ended for each in found.parts) or re.search("主要|重点", labels[0]):
        return False
    if found.full or found.mark.kind == "whole" or _is_partition(labels):
        return True
    near = abs(found.total.value - found.so_far) <= abs(found.total.value) * _NEAR
    return near and len(labels) >= (2 if found.total.half else 3)


def _claim(text: str, plain: str, found: _List) -> SumClaim:
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
        complete=_is_complete(found),
        start=start,
        end=end,
        text=text[start:end],
        within_rounding=differs and abs(value - total.value) <= _slack(total, parts),
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
