"""Facts read from passages: a figure with its label, its scope and the facts it stands beside.

The scope holds what makes equal labels different facts: another period, a part of something (其中),
a place, a sum since some time.  Targets and plans are read, for rates of completion, and marked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from jzxl.text import facts_label as labels
from jzxl.text.facts_model import Fact, Head, Occurrence, Passage, Scope
from jzxl.text.model import LEVELS, Claim, Direction, Quantity
from jzxl.text.quantity import claims

_LONGEST_TOPIC = 16
"""Characters of a topic that names something; more is a sentence, or several cells in one."""
_ABOUT = Fraction(1, 5)
"""How far 约, 近 and 余 may reach, as a part of the figure."""
_SEPARATOR = re.compile(r"(?<![0-9]),|,(?![0-9])|[，。；;！!？?：:\r\n]|(?<=[0-9])，")
_ENDS_SENTENCE = frozenset("。；;！!？?\r\n")
_ASIDE = re.compile("[(（]([^()（）]{2,60})[)）]")
OF = re.compile("中(?!心|小|级|学|央|医|国|型|介|期|层|旬|药|等|高|低|职|标|部|华|间|转|断|原|秋|队)")
_PLAN = re.compile(
    "目标|(?<!按)(?<!按照)(?<!依照)(?<!根据)计划|(?<!模)拟(?!定)|下达|任务|预计|预期|预估|暂定|原定|力争|争取|确保"
    "|应(?:完成|达|到|当|于)|指标值|(?:要求|需要?|须)(?:完成|达|不|在)|上限|控制数|限额|(?<!免疫)规划|设想|打算"
)
_CARRIES_ON = re.compile("目标|计划|(?<!模)拟|预计|预期|力争|争取|确保|规划|打算")
_RESULT = re.compile("实际|已|完成|实现|实有|最终")
_FUTURE = re.compile("下一步|今后|明年|来年|下一年|下年度|下阶段|展望|接下来")
_PLAN_TOPIC = re.compile("目标值|目标$|计划$|预期|指标值(?!.*完成)")
_COMPARED = re.compile(
    "同比|环比|(?:较|比|相比)(?:上年|去年|上一年|上期|同期|往年|年初|前年|20[0-9]{2}年)|(?:上年|去年)?同期|增长|增加|减少|下降|提高|提升|上升|降低"
)
_PERIOD = re.compile(
    "20[0-9]{2}年"
    "|上年|去年|往年|上一年|前年|历年|近[一二三四五两0-9]+年|[二三四五两0-9]+年(?:来|间|内)|十[二三四]五|[一二三四1-4]季度|[上下]半年|[上下]学期"
    "|(?:[0-9]{1,2}[-—~至到])?[0-9]{1,2}月|[当本每]月|[年期]初|上期|本期|第[一二三四五六七八九十0-9]+[期批次届轮阶]"
    "|[首][批期次]|[一二三](?=期(?:工程|项目|建设))|[春夏秋冬]季|汛[前后期]|疫情期间|累计|任期|建[立成]以来|成立以来"
)
_PERHAPS_PERIOD = re.compile("[年五季期月初批次届轮阶汛计来]")
"""One of these is in every period."""
_WHOLE_YEAR = re.compile("全年|本年|今年|当年|年度|(?<![0-9])年(?:度|以来|底|末)")
_SPAN = re.compile("20|年|季度|学期|期间")
_PART = re.compile("其中|包括|包含|含(?=[^量])|(?<!区)分别|另有|此外")
_PLACE = re.compile(
    "(?:^|[、:(])(?:在|对|由)?((?![全我本各该第某])(?:(?![新改扩共发放建造成完开展送下入于在惠及覆盖带动培训举办共为向对])[\u4e00-\u9fff]){1,4}?"
    "(?:县|(?<![社小园城景校辖地厂库片山市灾牧林分])区|(?<!城)镇|(?<![城下返])乡(?!村)|(?<![农乡政然困个])村|街道|学校|中学|小学|医院|分局))"
)
_PLACE_TOPIC = re.compile(
    "(?:县|区|镇|乡|村|街道|学校|中学|小学|医院|分局|支队|大队|工程|改造|整治|修复|绿化|展会|论坛|培训班|演练|(?<!引进|签约|开工|招商)项目)$"
)
"""A place or an undertaking that all figures of its cell are about."""
_TOTAL = re.compile("全年|年度|共|总计|合计|全市|全县|全省|全区")
_UNDERTAKING = re.compile(
    "工程|项目|学校|医院|公路|道路|水库|河道|基地|园区|平台|系统|培训|展会|演练|讲座|比赛|服务|行动|宣传(?!工作)|(?:举办|举行|召开|承办)."
)
_TOPIC_SAYS_LITTLE = re.compile(
    "(?:情况|分析|概况|效益|说明|问题|指标|其他|实绩|达标|简介|职能|评价|成效|成果|影响|总结|完成|数量|质量|时效|效果|备注|内容|措施)$"
)
_TOPIC_UNIT = re.compile("[(（]([^()（）]{1,4})[)）]$")
_DIGITS = re.compile("[0-9]+")
_DECIMALS = re.compile("[.．]([0-9０-９]+)")


def read(passages: Sequence[Passage], year: int | None) -> list[Fact]:
    """The facts of the passages, in order; `year` is the one that a figure without a year is of."""
    usual = str(year) if year is not None else _usual_year(passages)
    facts: list[Fact] = []
    for at, passage in enumerate(passages):
        facts += _Reader(passage, at, usual).read()
    return facts


def _usual_year(passages: Sequence[Passage]) -> str:
    """The year that most passages name, '' where two are named as often."""
    named = Counter(year for each in passages for year in set(re.findall("(20[0-9]{2}) *年", each.text)))
    first = named.most_common(2)
    return first[0][0] if first and (len(first) == 1 or first[0][1] > first[1][1]) else ""


@dataclass(slots=True)
class _Sentence:
    """What the clauses so far mean for the next one."""

    periods: frozenset[str] = frozenset()
    place: str = ""
    part_of: str | None = None
    plan: bool = False
    undertaking: str = ""
    facts: list[Fact] = field(default_factory=list)


@dataclass(slots=True)
class _Reader:
    passage: Passage
    at: int
    usual: str
    sentence: _Sentence = field(default_factory=_Sentence)
    number: int = 0
    future: bool = False
    topic: str = ""
    """What the topic names, '' where it is a heading like 项目绩效情况."""

    def read(self) -> Iterator[Fact]:
        text, topic = self.passage.text, labels.plain(self.passage.topic)[-60:]
        if _PLAN_TOPIC.search(topic):
            return
        name = labels.said(_TOPIC_UNIT.sub("", topic)) if topic else ""
        if len(name) <= _LONGEST_TOPIC and not _TOPIC_SAYS_LITTLE.search(topic):
            self.topic = name
        found = claims(text) if self.passage.claims is None else self.passage.claims
        self._open(_Sentence(), topic)
        start = next_claim = 0
        for mark in (*_SEPARATOR.finditer(text), None):
            end = mark.start() if mark else len(text)
            inside: list[Claim] = []
            while next_claim < len(found) and found[next_claim].quantity.start < end:
                inside.append(found[next_claim])
                next_claim += 1
            yield from self._clause(start, end, inside)
            start = mark.end() if mark else end
            if mark and mark[0] in _ENDS_SENTENCE:
                self._open(self.sentence, topic)
            elif mark and mark[0] in ":：" and self.sentence.facts and self.sentence.part_of is None:
                self.sentence.part_of = self._parent()

    def _open(self, last: _Sentence, topic: str) -> None:
        """A new sentence; a year, a half or a quarter named before still holds."""
        spans = frozenset(each for each in last.periods if _SPAN.search(each))
        self.sentence = _Sentence(spans | self._periods(topic), undertaking=last.undertaking)
        if self.topic and _PLACE_TOPIC.search(topic):
            self.sentence.place = self.topic
        self.number += 1

    def _clause(self, start: int, end: int, inside: list[Claim]) -> Iterator[Fact]:
        sentence, written = self.sentence, self.passage.text[start:end]
        words = labels.plain(written)
        if not words and not inside:
            return  # Behind a full stop at the end.
        compared = _COMPARED.search(words) is not None
        self.future |= _FUTURE.search(words) is not None
        if not compared:
            self._look_around(words)
        plan = _PLAN.search(words) is not None
        if plan and _CARRIES_ON.search(words) and not _RESULT.search(words):
            sentence.plan = True
        elif sentence.plan and _RESULT.search(words):
            sentence.plan = False
        total = _TOTAL.search(words) is not None
        if not inside and (pair := self._part_and_whole(start, written)):
            whole = self._fact(pair[0], plan, total)
            part = self._fact(pair[1], plan, total, whole)
            new = [whole, part]
        else:
            new = [self._fact(each, plan, total) for each in inside if not _unusable(each)]
            if compared:
                new = [each for each in new if each.unit != "%"]
        for aside in _ASIDE.finditer(written):
            for claim in claims(aside[1]):
                fact = self._fact(_moved(claim, start + aside.start(1)), plan, total)
                if labels.is_rate(fact.name) and not _unusable(claim):
                    new.append(fact)
        for fact in new:
            sentence.facts.append(fact)
            yield fact

    def _look_around(self, words: str) -> None:
        """Take up the period, the place and the part that a clause names for itself and those after it."""
        sentence = self.sentence
        periods = self._periods(words)
        if periods or _WHOLE_YEAR.search(words) or (self.usual and self.usual + "年" in words):
            sentence.periods = periods
        if place := _PLACE.search(words):
            sentence.place = place[1]
        if _PART.search(words):
            sentence.part_of = self._parent()
        if _UNDERTAKING.search(words) and not _DIGITS.search(words) and len(words) <= 40:
            sentence.undertaking = labels.said(words)

    def _periods(self, words: str) -> frozenset[str]:
        """The periods that the words name, without the year that the form is of."""
        if not _PERHAPS_PERIOD.search(words):
            return frozenset()
        if self.usual:
            words = words.replace(self.usual + "年", "年")
        found = {each[0] for each in _PERIOD.finditer(words)}
        if "累计" in found and _WHOLE_YEAR.search(words):
            found.discard("累计")
        return frozenset(found)

    def _parent(self) -> str:
        """The label of the last fact that is not itself a part."""
        for fact in reversed(self.sentence.facts[-20:]):
            if fact.scope.part_of is None:
                return labels.key(fact.name)
        return ""

    def _part_and_whole(self, start: int, written: str) -> tuple[Claim, Claim] | None:
        """50个项目中已开工40个: two figures that the quantity reader leaves alone."""
        if len(written) > 80 or len(_DIGITS.findall(written)) > 4:
            return None
        for mark in OF.finditer(written):
            first, second = claims(written[: mark.start()]), claims(written[mark.end() :])
            if len(first) == len(second) == 1 and not _unusable(first[0]) and not _unusable(second[0]):
                return _moved(first[0], start), _moved(second[0], start + mark.end())
        return None

    def _fact(self, claim: Claim, plan: bool, total: bool, whole: Fact | None = None) -> Fact:
        quantity, sentence = claim.quantity, self.sentence
        value, unit = quantity.value, quantity.unit
        name = labels.said(labels.plain(claim.subject)) + labels.said(labels.plain(claim.noun))
        if len(name) > labels.LONGEST:
            name = ""
        elif self.topic and labels.is_general(name) and labels.core(name) in self.topic:
            name = self.topic
        bare = not unit and quantity.multiple == 1
        decimals = _DECIMALS.search(quantity.text)
        step = quantity.scale / 10 ** len(decimals[1]) if decimals else quantity.scale
        low, high = value, value
        if claim.approximate:
            low -= 0 if claim.direction is Direction.MORE_THAN else abs(value) * _ABOUT
            high += 0 if claim.direction is Direction.LESS_THAN else abs(value) * _ABOUT
        occurrence = Occurrence(self.passage.key, quantity.start, quantity.end, quantity.text, value, unit)
        scope = Scope(sentence.periods, sentence.part_of, sentence.place)
        return Fact(
            occurrence, name, low, high, step, bare, scope, self._heads(name), self.at, self.number,
            plan=plan or sentence.plan or self.future, total=total, whole=whole, owner=self.passage.owner,
        )  # fmt: skip

    def _heads(self, name: str) -> tuple[Head, ...]:
        """What a dependent label may be about; all of the sentence for a rate, else the nearest."""
        if not labels.is_dependent(name):
            return ()
        before = [
            each
            for each in self.sentence.facts[-20:]
            if not labels.is_measure(each.name) and not (each.name and name.startswith(each.name))
        ]
        if before:
            chosen = before if labels.is_rate(name) else before[-1:]
            return tuple(Head(each.name, each.value, each.unit) for each in chosen)
        for words in (self.sentence.undertaking, self.topic):
            if words and words != name and name not in words:
                return (Head(words),)
        return ()


def _unusable(claim: Claim) -> bool:
    """Prices, changes, ranges and limits are no facts to compare; neither are scores."""
    limited = claim.direction not in LEVELS and not claim.approximate
    return (
        claim.per_unit
        or claim.change is not None
        or claim.upper is not None
        or limited
        or claim.quantity.unit == "分"
    )


def _moved(claim: Claim, by: int) -> Claim:
    quantity = claim.quantity
    moved = Quantity(
        quantity.value,
        quantity.unit,
        quantity.text,
        quantity.start + by,
        quantity.end + by,
        quantity.scale,
        quantity.multiple,
    )
    return Claim(
        moved,
        claim.direction,
        claim.upper,
        claim.approximate,
        claim.per_unit,
        claim.change,
        claim.subject,
        claim.noun,
        claim.text,
    )
