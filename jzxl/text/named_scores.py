"""Scores that a narrative names: ``投入得分13.6分，过程得分27.2分，总得分82.8分，等级为良``.

A score is taken only where every word of its clause is known: a block name or a word for the total,
words of evaluating, the unit's own name for itself.  Any other word (满意度得分, 考核得分, 上年得分,
预算执行率得分) makes it a score of something else.

- ``投入13.6分`` without 得分 counts only in a row that a score opens: 总得分82.8分，其中投入13.6分.
- ``投入16分，得13.6分``: the figure after 得 belongs to the block named just before.
- ``投入、过程得分分别为13.6分、27.2分`` is handed out in order where the numbers match.
- 得分 alone is the total only where the sentence speaks of the evaluation and of no block or indicator.
- 分值, 权重, 满分, 扣 are no scores; a 总分 of 100 is a full mark unless it is 自评总分.
- Where the sentences of scores name several years, only those of the latest are taken.
- Grades only as result of an evaluation (评价结果, 自评等级, 等次为, 评定为), not of a 考核; 优秀, 良好,
  中等, 较差 stand for 优, 良, 中, 差 where the form has those.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

GRADE = "grade"
"""The name under which a grade is given."""


@dataclass(frozen=True, slots=True)
class NamedScore:
    """One score or grade that a text names; ``text == source[start:end]``."""

    name: str
    """A block name as handed in, '' for the total, 'grade' for a grade."""
    value: Fraction | None
    """None for a grade."""
    grade: str
    """One of the grades handed in, '' for a score."""
    start: int
    end: int
    text: str
    """As written, from the name to the figure or grade."""


# One character for one.
_SAME = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_SAME |= dict.fromkeys(map(ord, "【〔［"), "(") | dict.fromkeys(map(ord, "】〕］"), ")")
_SAME |= dict.fromkeys(map(ord, "\xa0\u3000\u202f\u2009\u200b\u200c\u200d\ufeff\t\r"), " ")
_SAME |= dict.fromkeys(map(ord, "‘’「」『』\"'”"), "“") | {ord("｡"): "。"}

_TAG = re.compile("</?[A-Za-z][^<>\n]{0,100}>|&nbsp;?")
_ASIDE = re.compile(r"\(([^()\n]{0,60})\)")
_TELLING = re.compile("得|评|等[级次]")
_LIST_NUMBER = (
    r"(?:\(?[0-9]{1,2}[.)]|[一二三四五六七八九十]{1,2}是|\([一二三四五六七八九十]\)|[①-⑩]|其中:?)*+"
)
_NUMBER = r"(?P<n>(?:0|[1-9][0-9]{0,3})(?:\.[0-9]{1,4})?)(?P<unit>分)?$"
_FIGURE = re.compile(r"(?<![0-9.])" + _NUMBER)
_LONGEST_CLAUSE, _CONTEXT = 80, 200

# The longest word first; possessive, since no other division of a clause is meant.
_GENERIC = (
    "评价指标体系|专项资金|得分情况|指标体系|支出绩效|整体支出|综上所述|自我评价|自评工作|自评情况|自评结果|评价体系"
    "|评价工作|评价情况|评价指标|评价标准|评价结果|评分标准|财政支出|资金绩效|部门支出|部门预算|项目支出|预算绩效"
    "|自评价|自评表|评价表|评分表|专项|严格|中心|依据|全年|共计|单位|各项|合计|四项|因此|实际|对照|年度|得出"
    "|总体|总计|我们|我办|我委|我局|打分|按照|整体|最后|最终|本办|本局|本次|来看|根据|此次|经过|结果|绩效"
    "|综上|综合|自我|自评|计算|认真|评价|评估|评分|评定|评审|财政|这次|逐项|通过|部门|项目|:|“|为|从|共"
    "|及|和|在|对|总|我|故|本|由|的|看|经|该"
)
_WORDS = re.compile(f"(?:{_GENERIC}|20[0-9]{{2}}年?度?)*+")
_TOTAL_END = re.compile(
    "(?P<word>总得分|得分|总评分|评分|总分|分数|得|自评|评价|打分)(?:结果)?[:为是共计达到“]*+$"
)
_QUALIFIED = re.compile(
    "综合|总|自评|自我|评价|绩效|整体|最终|合计|共计|评定|评审|评估|单位|部门|中心|[我本]局|打分|评分"
)
_OVERALL = re.compile("综合|总|整体|合计|共计|最终")
_EVALUATION = re.compile("自评|绩效|评价|评分|综合|整体")
_CERTAIN = re.compile("自评|绩效|整体支出")
_OTHER_EVALUATION = re.compile(
    "考核|考评|测评|满意度|验收|检查|竞赛|评比|信用|问卷|考试|测试|评选|排名|审计|上年|去年|上一年|往年|目标|计划|预计|力争|确保|平均"
)
_INDICATOR = re.compile("(?<!评价)指标(?!体系)|率|分值|满分|权重|扣")
_FULL_MARK = re.compile("(?:满分|总分|总分值|分值)[为共是:]?100分?")
_BLOCK_LEAD = (
    "(?:预算|项目|部门|单位|整体|支出|绩效|自我评价|自评价?|一级指标|一级|我|本|该|从|在|经|的|“|:|年度"
    "|20[0-9]{2}年度?)*+"
)
_BLOCK_TAIL = (
    "“?(?:类|部分|方面|情况|环节|一级)?(?:指标)?:?(?:实际|自评|评价|综合|小计|共计|最终|自我|绩效)*+"
    "(?P<scored>总得分|得分|评分|得|分数)?[为是:共计达到“]*+"
)
_WEIGHT_TAIL = "“?(?:类|部分|方面|情况|环节|一级)?(?:指标)?的?(?:满分|分值|权重|标准分|总分|设定分值|参考分值|共)?[值为是:共计]*+"
_ROW = re.compile("(?:得分|评分)(?:情况|如下|结果|明细)?(?:如下|为|是)?$")
_RESULT = re.compile(
    "(?P<word>等次|等级|级别|评级|档次|结果|结论|评价为|自评为|评定为|被?评为|定为|自评|评价|^为|^属于?)"
    "(?:等次|等级|结果|级别|档次)?(?:[为是属于达到:“]|评定|确定|综合)*+$"
)
_GRADE_NOUN = frozenset(("等次", "等级", "级别", "评级", "档次"))
_ALIASES = {"优秀": "优", "良好": "良", "中等": "中", "较差": "差"}
_YEAR = re.compile("(?<![0-9])(20[0-9]{2})年")


@dataclass(frozen=True, slots=True)
class _Clause:
    words: str
    places: Sequence[int]
    """Where each character of `words` stands in the source."""
    inside: bool
    """Whether it stands in brackets."""


@dataclass(slots=True)
class _Sentence:
    """What the clauses of a sentence so far mean for the next one."""

    before: str = ""
    pending: str | None = None
    """The block named in the clause just before, whose score may follow."""
    row: bool = False
    """Whether blocks follow with a figure alone."""
    total_before: bool = False
    """Whether the clause just before gave the total."""
    after_total: bool = False
    """Whether nothing but the sentence with the total stands before."""
    year: int = 0
    found: list[tuple[NamedScore, int]] = field(default_factory=list)


def named_scores(text: str, blocks: Sequence[str], grades: Sequence[str]) -> tuple[NamedScore, ...]:
    """The scores of blocks and in total and the grades that `text` names, in order; never raises."""
    reader = _Reader(text, _vocabulary(tuple(blocks), tuple(grades)))
    found: list[tuple[NamedScore, int]] = []
    after_total = False
    for sentence in reader.sentences():
        here = reader.read(sentence, after_total)
        after_total = any(not score.name for score, _ in here)
        found += here
    latest = max((year for _, year in found), default=0)
    kept = (score for score, year in found if year in (0, latest))
    return tuple(sorted(kept, key=lambda each: (each.start, each.end)))


class _Vocabulary:
    """The names of one form's blocks and grades, and the patterns made of them."""

    def __init__(self, blocks: Sequence[str], grades: Sequence[str]) -> None:
        self.blocks = {"".join(each.translate(_SAME).split()): each for each in blocks if each.strip()}
        own = {"".join(each.translate(_SAME).split()): each for each in grades if each.strip()}
        self.grades = own | {
            long: own[short] for long, short in _ALIASES.items() if short in own and long not in own
        }
        names = _any_of(self.blocks)
        start = f"^{_LIST_NUMBER}{_BLOCK_LEAD}(?P<name>{names})"
        self.score = re.compile(f"{start}{_BLOCK_TAIL}$")
        self.weight = re.compile(f"{start}{_WEIGHT_TAIL}$")
        self.name = re.compile(names)
        self.grade = re.compile(f"(?P<grade>{_any_of(self.grades)})“?(?:等次|等级|档次|级别|档|等|级)?[“]?$")
        one = f"(?:{_BLOCK_LEAD}(?:{names})“?(?:类|部分|方面)?(?:指标)?)"
        figure = r"[0-9]{1,4}(?:\.[0-9]{1,4})?分?"
        self.distributed = re.compile(
            f"(?:(?<=[,;。:])|^)(?P<names>{_LIST_NUMBER}{one}(?:[、,和及与]{one}){{1,11}}?)(?:四个?|各|等)?(?:部分|方面|指标|项)*"
            f"(?:实际|自评|评价)?(?:得分|评分|得)(?:情况)?分别[为是得]?:?(?P<figures>{figure}(?:[、,和及与]{figure}){{1,11}})(?![0-9.])"
        )
        self.colon = re.compile(f":(?={_BLOCK_LEAD}{_LIST_NUMBER}{_BLOCK_LEAD}(?:{names}))")


@lru_cache(maxsize=16)
def _vocabulary(blocks: tuple[str, ...], grades: tuple[str, ...]) -> _Vocabulary:
    return _Vocabulary(blocks, grades)


class _Reader:
    def __init__(self, text: str, own: _Vocabulary) -> None:
        self.source = text
        self.plain = _TAG.sub(lambda found: "\n" * len(found[0]), text.translate(_SAME))
        self.own = own

    def sentences(self) -> Iterator[tuple[str, Sequence[int]]]:
        """Sentences without spaces and without brackets that tell nothing, with their places."""
        covered = _ASIDE.sub(
            lambda found: found[0] if _TELLING.search(found[1]) else " " * len(found[0]), self.plain
        )
        start = 0
        for stop in [*(each.start() for each in re.finditer("[。!?\n]", covered)), len(covered)]:
            words = covered[start:stop]
            places: Sequence[int] = range(start, stop)
            if " " in words:
                places = [at for at in places if covered[at] != " "]
                words = words.replace(" ", "")
            if words:
                yield words, places
            start = stop + 1

    def read(self, sentence: tuple[str, Sequence[int]], after_total: bool) -> list[tuple[NamedScore, int]]:
        """The scores of one sentence, each with the year named last before it, 0 for none.

        `after_total`: the sentence before gave the total, so that 其中 may open its blocks.
        """
        words, places = sentence
        state = _Sentence(after_total=after_total)
        if self.own.blocks and "分别" in words:
            words = self._distribute(words, places, state)
        depth = 0
        start = 0
        breaks = [
            (each.start(), each[0])
            for each in re.finditer(r"[,;、()]|:", words)
            if each[0] != ":" or (self.own.blocks and self.own.colon.match(words, each.start()))
        ]
        for stop, sign in [*breaks, (len(words), "")]:
            if start < stop:
                self._clause(_Clause(words[start:stop], places[start:stop], depth > 0), state)
            if sign == ":":
                state.row |= bool(_ROW.search(state.before[-12:-1])) or state.total_before
            depth = max(0, depth + (sign == "(") - (sign == ")"))
            start = stop + 1
        return state.found

    def _distribute(self, words: str, places: Sequence[int], state: _Sentence) -> str:
        """Take rows of names with a row of figures, and blank them out."""

        def take(found: re.Match[str]) -> str:
            names = self.own.name.findall(found["names"])
            base = found.start("figures")
            figures = list(re.finditer(r"[0-9]+(?:\.[0-9]+)?分?", found["figures"]))
            if len(names) == len(figures) and len(set(names)) == len(names):
                year = _year(words[: found.start("figures")])
                for name, figure in zip(names, figures, strict=True):
                    start, end = places[base + figure.start()], places[base + figure.end() - 1] + 1
                    value = Fraction(figure[0].rstrip("分"))
                    score = NamedScore(self.own.blocks[name], value, "", start, end, self.source[start:end])
                    state.found.append((score, year))
            return ";" * len(found[0])

        return self.own.distributed.sub(take, words)

    def _clause(self, clause: _Clause, state: _Sentence) -> None:
        words = clause.words
        for year in _YEAR.findall(words):
            state.year = int(year)
        pending, row, total = state.pending, state.row, state.total_before
        state.pending, state.total_before = None, False
        if state.found:
            state.after_total = not state.found[-1][0].name
        if words == "其中":
            state.row = state.after_total
        elif len(words) <= _LONGEST_CLAUSE:
            figure = _FIGURE.search(words)
            if figure is None:
                self._without_figure(clause, state, total)
            elif not _names_a_year(words, figure):
                self._with_figure(clause, figure, state, pending, row)
        else:
            state.row = False
        if words != "其中":
            state.after_total = False
        state.before = (state.before + words + ",")[-_CONTEXT:]

    def _without_figure(self, clause: _Clause, state: _Sentence, total: bool) -> None:
        words = clause.words
        if self.own.blocks and (named := self.own.weight.match(words)):
            state.pending = named["name"]
        if not self.own.grades or not (found := self.own.grade.search(words)):
            return
        lead = words[: found.start()]
        result = _RESULT.search(lead)
        if result is None:
            return
        subject, word = lead[: result.start()], result["word"]
        subject = re.sub(f"^{_LIST_NUMBER}", "", subject)
        if not _WORDS.fullmatch(subject):
            return
        context = state.before
        if _OTHER_EVALUATION.search(context) and not _CERTAIN.search(subject):
            return
        speaks = _EVALUATION.search(subject) or total
        if word.startswith(("为", "属")):
            speaks = total
        elif word not in _GRADE_NOUN and not (word.startswith(("自评", "评价")) and not subject):
            speaks = speaks or (bool(_EVALUATION.search(context)) and word not in ("自评", "评价"))
        else:
            speaks = True
        if speaks:
            self._add(
                GRADE, None, self.own.grades[found["grade"]], clause, len(lead) - len(lead.lstrip("“")), state
            )

    def _with_figure(
        self, clause: _Clause, figure: re.Match[str], state: _Sentence, pending: str | None, row: bool
    ) -> None:
        lead, value = clause.words[: figure.start()], Fraction(figure["n"])
        opens_row = lead.startswith("其中") and state.after_total
        state.row = False
        if self.own.blocks and (block := self.own.score.match(lead)):
            name = block["name"]
            if block["scored"] or ((row or opens_row) and figure["unit"]):
                state.row = not block["scored"] or row or opens_row
                self._add(self.own.blocks[name], value, "", clause, 0, state)
            else:
                state.pending = name
            return
        if self.own.blocks and (weight := self.own.weight.match(lead)):
            state.pending = weight["name"]
            return
        if lead in ("合计", "总计", "共计") and row and len(state.found) > 1 and figure["unit"]:
            self._add("", value, "", clause, 0, state)
            return
        ending = _TOTAL_END.search(lead)
        if ending is None:
            if pending and re.fullmatch("(?:满分|分值|权重|标准分|设定分值|参考分值)(?:为|是|:)?", lead):
                state.pending = pending
            return
        word = ending["word"]
        if not figure["unit"] and word in ("得", "自评", "评价", "打分"):
            return
        subject = re.sub(f"^{_LIST_NUMBER}", "", lead[: ending.start()])
        if pending and re.fullmatch("(?:实际|自评|评价|最终|自我|综合)*", subject) and word != "总分":
            self._add(self.own.blocks[pending], value, "", clause, 0, state)
            return
        if _WORDS.fullmatch(subject) and self._is_total(subject, word, value, clause, state):
            self._add("", value, "", clause, 0, state)
            state.total_before = True

    def _is_total(self, subject: str, word: str, value: Fraction, clause: _Clause, state: _Sentence) -> bool:
        """Whether a score without block name is the total."""
        whole = subject + word
        if word == "总分" and value == 100 and not subject.endswith("自评"):
            return False
        context = state.before
        if _OTHER_EVALUATION.search(context) and not _CERTAIN.search(whole):
            return False
        if _OVERALL.search(whole):
            return True
        blocks = self.own.blocks and self.own.name.search(context)
        if clause.inside or blocks or _INDICATOR.search(_FULL_MARK.sub("", context)):
            return False
        return bool(_QUALIFIED.search(subject + word) or _EVALUATION.search(context))

    def _add(
        self, name: str, value: Fraction | None, grade: str, clause: _Clause, skip: int, state: _Sentence
    ) -> None:
        start, end = clause.places[skip], clause.places[-1] + 1
        score = NamedScore(name, value, grade, start, end, self.source[start:end])
        state.found.append((score, state.year))


def _any_of(names: dict[str, str]) -> str:
    """A pattern for any of the names, the longest first; one that never matches for none."""
    return "|".join(map(re.escape, sorted(names, key=len, reverse=True))) or "(?!)"


def _year(words: str) -> int:
    found = _YEAR.findall(words)
    return int(found[-1]) if found else 0


def _names_a_year(words: str, figure: re.Match[str]) -> bool:
    return not figure["unit"] and len(figure["n"]) == 4 and figure["n"].startswith("20")
