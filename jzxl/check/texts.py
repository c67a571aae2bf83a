"""Running text: arithmetic, sums, scores named in it, slips, and facts told twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from jzxl.check.case import Case
from jzxl.check.finding import Finding, Severity
from jzxl.check.score_texts import cell_named, judged_texts, scores_in_texts
from jzxl.check.text_sums import sums_of
from jzxl.check.told import Told
from jzxl.rule.decimals import number_text
from jzxl.spelling import in_quotes
from jzxl.text.arithmetic import Equation, Verdict, equations
from jzxl.text.facts import Contradiction, Kind, Occurrence, Passage, contradictions
from jzxl.text.model import Claim
from jzxl.text.named_scores import NamedScore

_ARITHMETIC = "按写出的算式计算"
_DIGIT = re.compile(r"\d")


def _texts_with_figures(case: Case) -> Iterator[Told]:
    """The texts that state any figure; most explanations state none."""
    return (told for told in judged_texts(case) if _DIGIT.search(told.text))


def text_arithmetic(case: Case) -> Iterator[Finding]:
    """Arithmetic written in a text is right at the precision it is printed with."""
    for told in _texts_with_figures(case):
        reported: set[int] = set()
        for equation in equations(told.text):
            if equation.verdict is not Verdict.RIGHT and equation.start not in reported:
                # A chain repeats its first left side; its first slip is the cause of the others.
                reported.add(equation.start)
                yield _wrong_equation(told, equation)


def _wrong_equation(told: Told, equation: Equation) -> Finding:
    severity, remark = {
        Verdict.CUT_OFF: (Severity.HINT, "小数是截去的"),
        Verdict.SIGN_MISSING: (Severity.WARNING, "少了百分号"),
    }.get(equation.verdict, (Severity.ERROR, "算得不对"))
    return told.finding(
        "text-arithmetic",
        severity,
        f"{in_quotes(told.item)}里“{equation.text}”{remark}，应为 {equation.rounded}。",
        stated=equation.text,
        expected=equation.rounded,
        basis=_ARITHMETIC,
    )


def text_sums(case: Case) -> Iterator[Finding]:
    """A total and the parts that a text gives for it add up."""
    for told in _texts_with_figures(case):
        yield from sums_of(case, told)


def narrative_scores(case: Case) -> Iterator[Finding]:
    """Scores named in a narrative are those of the table; all that differ in one text are one finding."""
    for told, found in scores_in_texts(case):
        wrong = [(named, due) for named in found if (due := _differing(case, named)) is not None]
        if not wrong:
            continue
        said = "、".join(f"“{named.text}”" for named, _ in wrong)
        due = "、".join(text for _, text in wrong)
        yield told.finding(
            "narrative-score",
            Severity.WARNING,
            f"{in_quotes(told.item)}写的是{said}，得分表里应为 {due}；请改成一致。",
            stated="、".join(named.text for named, _ in wrong),
            expected=due,
            basis="本表的得分",
        )


def _differing(case: Case, named: NamedScore) -> str | None:
    """The score due where the narrative names another than the table and the figures; else None."""
    name = cell_named(case, named)
    stated, due = case.evaluation.stated.get(name), case.evaluation.evaluated.get(name)
    if named.value is None:
        return due if isinstance(due, str) and due and named.grade not in (stated, due) else None
    if not isinstance(due, Fraction) or named.value in (stated, due):
        return None
    return f"{named.name or case.form.total_label} {case.score_text(due)}"


def facts(cases: Sequence[Case]) -> Iterator[Finding]:
    """A fact that is told in several places of a workbook is told with one figure; a plan tells no facts."""
    places: dict[str, Told] = {}
    passages = []
    for number, case in enumerate(cases):
        plans = {field.name for field in case.form.fields if field.planned}
        told = [
            (each, case.claims(each.text))
            for each in _texts_with_figures(case)
            if each.entry.name not in plans
        ]
        for each, stated in (*told, *_results(case)):
            key = f"{number}:{each.entry.sheet}:{each.entry.cell}"
            places[key] = each
            # No topic: a bare 95% under 满意度 belongs to its own project, not to the next one's.
            owner = str(number) if case.form.name_field else ""
            passages.append(Passage(key, each.text, owner=owner, claims=stated))
    year = cases[0].filing.year if cases else None
    for contradiction in contradictions(passages, year=year):
        if contradiction.kind is Kind.RATE_AGAINST_COUNTS:
            yield _rate_against_counts(places, contradiction)
        else:
            yield from _different(places, contradiction)


def _results(case: Case) -> Iterator[tuple[Told, tuple[Claim, ...]]]:
    """The results of the goals, each under its goal's name, with the quantities read from it."""
    for read in case.goals:
        goal = read.goal
        if goal.actual.value is not None and _DIGIT.search(read.actual):
            yield Told(goal.name or goal.group.name, goal.actual, read.actual), read.actuals


def _different(places: dict[str, Told], contradiction: Contradiction) -> Iterator[Finding]:
    """One finding for each figure, at the first place that tells it; the others are named in it."""
    first: dict[Fraction, Occurrence] = {}
    for occurrence in contradiction.occurrences:
        first.setdefault(occurrence.value, occurrence)
    for occurrence in first.values():
        told = places[occurrence.key]
        others = [
            f"{in_quotes(_where(places[each.key], told))}写“{each.text}”"
            for each in first.values()
            if each is not occurrence
        ]
        same = sum(each.value == occurrence.value for each in contradiction.occurrences)
        often = f"（这样写的有 {same} 处）" if same > 1 else ""
        yield told.finding(
            "fact-mismatch",
            Severity.WARNING,
            f"{in_quotes(contradiction.label)}在这里是“{occurrence.text}”{often}，{'，'.join(others)}；请核对是哪一个。",
            stated=occurrence.text,
        )


def _rate_against_counts(places: dict[str, Told], contradiction: Contradiction) -> Finding:
    rate, part, whole = contradiction.occurrences
    told = places[rate.key]
    elsewhere = "" if part.key == rate.key else f"（见{in_quotes(_where(places[part.key], told))}）"
    return told.finding(
        "rate-against-counts",
        Severity.WARNING,
        f"{in_quotes(contradiction.label)}写“{rate.text}”，按 {part.text}、{whole.text}{elsewhere}计算应为 "
        f"{number_text(part.value)}÷{number_text(whole.value)}={contradiction.expected}；请核对。",
        stated=rate.text,
        expected=contradiction.expected,
        basis=_ARITHMETIC,
    )


def _where(told: Told, seen_from: Told) -> str:
    """Where a text stands; the sheet only where it is another one."""
    return told.item if told.entry.sheet == seen_from.entry.sheet else f"{told.entry.sheet} {told.item}"
