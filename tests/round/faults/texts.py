"""Texts that contradict the figures, each other, or themselves; short texts that are wrong."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from round.draft import BookDraft, Expected, FormDraft
from round.faults.figures import number
from round.faults.model import ERROR, HINT, WARNING, Phase, at, fault
from round.figures import percent, text
from round.narratives import ANALYSIS, EXECUTION, scores_told

_SENTENCE_WITH_SCORES = re.compile(r"自评投入得分[^。]*。")


def running(book: BookDraft, rng: random.Random) -> Iterator[tuple[FormDraft, str, str]]:
    """Texts of several lines and explanations, none touched so far."""
    found = []
    for form in book.forms:
        names = [each.name for each in form.instance.form.fields if each.lines > 1 and each.required]
        if form.instance.form.has_notes:
            names += [f"说明_{each.name}" for each in form.judged]
        found += [(form, name) for name in names]
    for form, name in rng.sample(found, len(found)):
        told = form.meant[name]
        if isinstance(told, str) and name not in form.alone | form.only_read:
            yield form, name, told


def _add(
    book: BookDraft, rng: random.Random, code: str, severity: str, sentence: str
) -> list[Expected] | None:
    """One more sentence at the end of a text."""
    for form, name, told in running(book, rng):
        form.claim(name)
        form.meant[name] = told + sentence
        return [at(code, severity, form.number, name)]
    return None


def _pair(rng: random.Random) -> tuple[Decimal, Decimal]:
    whole = Decimal(rng.randint(40, 900))
    return whole * rng.randint(55, 98) // 100, whole


@fault("text-arithmetic", Phase.CELLS)
def _arithmetic(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    part, whole = _pair(rng)
    wrong = (part / whole * 100).quantize(Decimal("0.1"), ROUND_HALF_UP) + rng.choice([-9, -4, 3, 7])
    return _add(book, rng, "text-arithmetic", ERROR, f"办结率 {part}/{whole}={wrong}%。")


@fault("text-arithmetic/no percent sign", Phase.CELLS)
def _arithmetic_sign(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    part, whole = _pair(rng)
    return _add(
        book,
        rng,
        "text-arithmetic",
        WARNING,
        f"办结率 {part}/{whole}={percent(part, whole, 2).rstrip('%')}。",
    )


@fault("text-arithmetic/cut off", Phase.CELLS)
def _arithmetic_cut(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    while True:
        part, whole = _pair(rng)
        if part * 1000 / whole % 1 > Decimal("0.55"):
            cut = Decimal(int(part * 1000 / whole)) / 10
            return _add(book, rng, "text-arithmetic", HINT, f"办结率 {part}/{whole}={cut:.1f}%。")


def _sum(book: BookDraft, by: Decimal, severity: str) -> list[Expected] | None:
    form = book.department
    told, spent = (
        form.meant[EXECUTION],
        number(form, "项目支出") if "项目支出" in form.meant else form.true["项目支出"],
    )
    if not isinstance(told, str) or not isinstance(spent, Decimal) or spent < 20 or not form.claim(EXECUTION):
        return None
    form.meant[EXECUTION] = told.replace(
        f"项目支出 {text(spent)} 万元", f"项目支出 {text(spent + by)} 万元", 1
    )
    return [at("text-sum", severity, 0, EXECUTION)]


@fault("text-sum", Phase.CELLS)
def _sum_wrong(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    return _sum(book, Decimal(rng.randint(400, 1900)) / 100, WARNING)


@fault("text-sum/within rounding", Phase.CELLS)
def _sum_rounded(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    return _sum(book, Decimal("0.01"), HINT)


_SCORES = ("得分_投入", "得分_过程", "得分_产出", "得分_效果", "综合得分")


@fault("narrative-score", Phase.CELLS)
def _narrative_score(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    form = book.department
    told, results = form.meant[ANALYSIS], form.results()
    if not isinstance(told, str) or any(results[name] == "" for name in _SCORES):
        return None
    if not form.claim(ANALYSIS, rests_on=_SCORES):
        return None
    name = rng.choice(_SCORES)
    due = form.result(name)
    assert isinstance(due, Decimal)
    sentence = scores_told(form, {name: due + rng.choice([Decimal("-1.5"), Decimal("0.3"), Decimal(3)])})
    form.meant[ANALYSIS] = sentence + _SENTENCE_WITH_SCORES.sub("", told)
    return [at("narrative-score", WARNING, 0, ANALYSIS)]


@fault("narrative-score/grade", Phase.CELLS)
def _narrative_grade(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form in book.some(rng):
        name = "项目绩效情况" if form.number else ANALYSIS
        told, due = form.meant[name], form.result("评价结果等次")
        if isinstance(told, str) and due and form.claim(name, rests_on=("评价结果等次", "综合得分")):
            other = rng.choice([grade for grade in "优良中差" if grade != due])
            form.meant[name] = f"{told}自评等次为{other}。"
            return [at("narrative-score", WARNING, form.number, name)]
    return None


@fault("fact-mismatch", Phase.CELLS)
def _fact(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    form = book.department
    for fact in rng.sample(book.facts, len(book.facts)):
        note = fact.fields[-1]
        told = form.meant[note]
        if len(fact.fields) < 2 or not isinstance(told, str) or not form.claim(note, rests_on=(ANALYSIS,)):
            continue
        other = fact.value + max(Decimal(1), fact.value * rng.randint(2, 40) // 100)
        form.meant[note] = told.replace(fact.told(), fact.told(other))
        return [at("fact-mismatch", WARNING, 0, ANALYSIS), at("fact-mismatch", WARNING, 0, note)]
    return None


@fault("rate-against-counts", Phase.CELLS)
def _rate_against_counts(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    whole = Decimal(rng.randint(40, 300))
    part = whole * rng.randint(80, 97) // 100
    wrong = (part / whole * 100).quantize(Decimal("0.1"), ROUND_HALF_UP) + rng.choice([-11, -6, 2])
    sentence = f"新建监测点 {whole} 个，其中验收合格 {part} 个，验收合格率 {wrong}%。"
    for form, name, told in running(book, rng):
        # What follows 下一步 is a plan.
        if (
            "合格率" in told
            or "下一步" in told
            or "今后" in told
            or any(goal.unit == "%" and "合格率" in goal.name for goal in form.goals)
        ):
            continue
        form.claim(name)
        form.meant[name] = told + sentence
        return [at("rate-against-counts", WARNING, form.number, name)]
    return None


@fault("spending-across-forms", Phase.CELLS)
def _spending(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    department = book.department
    for form in rng.sample(book.projects, len(book.projects)):
        told, spent = department.meant[EXECUTION], form.meant["支出市级资金"]
        name = form.instance.name
        if not isinstance(told, str) or not isinstance(spent, Decimal) or spent < 10 or f"{name} " in told:
            continue
        if form.claim(rests_on=("支出市级资金", "项目名称")) and department.claim(EXECUTION):
            wrong = text(spent - Decimal(rng.randint(100, 900)) / 100)
            department.meant[EXECUTION] = f"{told}另有{name} {wrong} 万元。"
            return [at("spending-across-forms", WARNING, 0, EXECUTION)]
    return None


@fault("unit-mismatch", Phase.CELLS)
def _unit(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form in rng.sample(book.projects, len(book.projects)):
        if form.claim("填报单位") and book.department.claim(rests_on=("填报单位",)):
            form.meant["填报单位"] = "青坪市某某管理处"
            return [at("unit-mismatch", WARNING, form.number, "填报单位")]
    return None


@fault("year-mismatch", Phase.CELLS)
def _year(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form in rng.sample(book.projects, len(book.projects)):
        if form.claim("年度"):
            form.meant["年度"] = f"({book.year - 1} 年度)"
            return [at("year-mismatch", WARNING, form.number, "年度")]
    return None


@fault("period-outside-year", Phase.CELLS)
def _period(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    last = book.year - 1
    for form in rng.sample(book.projects, len(book.projects)):
        if form.claim("项目期"):
            ways = (f"{last}0101至{last}1231", f"{last - 1}年1月至{last}年12月", f"{last}年度")
            form.meant["项目期"] = rng.choice(ways)
            return [at("period-outside-year", WARNING, form.number, "项目期")]
    return None


@fault("contact-mismatch", Phase.CELLS)
def _contact(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    phones = ("经办人", "评价人员1_联系电话", "评价人员2_联系电话")
    for form in rng.sample(book.projects, len(book.projects)):
        if form.claim("联系电话", rests_on=phones):
            phone = str(form.meant["联系电话"])
            form.meant["联系电话"] = phone[:-1] + str((int(phone[-1]) + rng.randint(1, 9)) % 10)
            return [at("contact-mismatch", WARNING, form.number, "联系电话")]
    return None


@fault("not-a-choice", Phase.CELLS)
def _choice(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form in rng.sample(book.projects, len(book.projects)):
        if form.claim("项目属性"):
            form.meant["项目属性"] = rng.choice(("长期项目", "经常性", "延续项目", "一次性"))
            return [at("not-a-choice", WARNING, form.number, "项目属性")]
    return None


@fault("missing-input/a text", Phase.CELLS)
def _text_blank(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form in book.some(rng):
        names = [name for name, required in form.instance.cells.texts.items() if required]
        for name in rng.sample(names, len(names)):
            # Without its name or unit a workbook is another one to the round.
            if name not in ("项目名称", "填报单位") and form.claim(name):
                form.meant[name] = rng.choice((None, " "))
                return [at("missing-input", WARNING, form.number, name)]
    return None


@fault("missing-input/the unit of a project form", Phase.CELLS)
def _unit_blank(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form in rng.sample(book.projects, len(book.projects)):
        if form.claim("填报单位"):
            form.meant["填报单位"] = None
            return [at("missing-input", WARNING, form.number, "填报单位")]
    return None


@fault("label-changed", Phase.CELLS)
def _label(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form in book.some(rng):
        name, label = rng.choice(sorted(form.instance.cells.labels.items()))
        if form.claim(name):
            form.meant[name] = rng.choice((f"{label}（新）", f"本单位{label}", f"{label[:-1] or '无'}項"))
            return [at("label-changed", WARNING, form.number, name)]
    return None
