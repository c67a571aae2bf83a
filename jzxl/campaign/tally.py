"""Counting over many forms and many findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jzxl.campaign.bands import Band, score_bands
from jzxl.check.finding import Finding, Severity
from jzxl.check.titles import title
from jzxl.result import FormResult, Scores

_SEVERITIES = tuple(Severity)
_FREQUENT = 10


@dataclass(frozen=True, slots=True)
class FindingKind:
    """How often a kind of finding occurs with a severity.

    Attributes:
        title: what the kind is called in Chinese.
        files: how many files it occurs in.
    """

    code: str
    title: str
    severity: Severity
    count: int
    files: int


@dataclass(frozen=True, slots=True)
class FrequentFinding:
    """How often a kind of finding occurs with an item of the form, such as an indicator."""

    code: str
    title: str
    severity: Severity
    item: str
    count: int
    files: int


@dataclass(frozen=True, slots=True)
class GradeCount:
    """How many forms have a grade.

    Attributes:
        grade: empty for those without one.
    """

    grade: str
    stated: int
    evaluated: int


def count_findings(findings: Iterable[Sequence[Finding]]) -> tuple[FindingKind, ...]:
    """The findings by code and severity; the worst first, then the most frequent.

    Args:
        findings: of each file.
    """
    counts: Counter[tuple[str, Severity]] = Counter()
    files: Counter[tuple[str, Severity]] = Counter()
    for found in findings:
        keys = [(each.code, each.severity) for each in found]
        counts.update(keys)
        files.update(set(keys))
    kinds = [FindingKind(key[0], title(key[0]), key[1], count, files[key]) for key, count in counts.items()]
    return tuple(sorted(kinds, key=lambda each: (_rank(each.severity), -each.count, each.code)))


def frequent_findings(findings: Iterable[Sequence[Finding]]) -> tuple[FrequentFinding, ...]:
    """The ten most frequent pairs of code and item; of equally frequent ones the worst first."""
    counts: Counter[tuple[str, Severity, str]] = Counter()
    files: Counter[tuple[str, Severity, str]] = Counter()
    for found in findings:
        keys = [(each.code, each.severity, each.item) for each in found]
        counts.update(keys)
        files.update(set(keys))
    all_of_them = [
        FrequentFinding(code, title(code), severity, item, count, files[code, severity, item])
        for (code, severity, item), count in counts.items()
    ]
    all_of_them.sort(key=lambda each: (-each.count, _rank(each.severity), each.code, each.item))
    return tuple(all_of_them[:_FREQUENT])


def _rank(severity: Severity) -> int:
    return _SEVERITIES.index(severity)


def form_grades(forms: Sequence[FormResult], order: Sequence[str]) -> tuple[GradeCount, ...]:
    """How often each grade is stated, and given on re-evaluation; those without a grade last.

    Args:
        order: the grades that there are, the best first; each gets a row.  Other grades that occur follow,
            in the order of the highest score that they stand with.
    """
    stated = Counter(form.stated.grade or "" for form in forms)
    evaluated = Counter(form.evaluated.grade or "" for form in forms)
    others = [grade for grade in (evaluated | stated) if grade and grade not in order]
    best = {grade: max(_totals(forms, grade), default=Decimal("-Infinity")) for grade in others}
    others.sort(key=lambda grade: (-best[grade], grade))
    without = [""] if stated[""] or evaluated[""] else []
    return tuple(GradeCount(grade, stated[grade], evaluated[grade]) for grade in (*order, *others, *without))


def _totals(forms: Iterable[FormResult], grade: str) -> list[Decimal]:
    scores = [each for form in forms for each in (form.evaluated, form.stated) if each.grade == grade]
    return [each.total for each in scores if isinstance(each.total, Decimal)]


def form_bands(forms: Sequence[FormResult]) -> tuple[Band, ...]:
    """The distribution of the total scores; full marks are what most forms' weights add up to."""
    full = Counter(_full_marks(form) for form in forms).most_common(1)
    stated, evaluated = (
        [each.total for each in scores if isinstance(each.total, Decimal)] for scores in _scores(forms)
    )
    return score_bands(full[0][0] if full else None, stated, evaluated)


def _scores(forms: Iterable[FormResult]) -> tuple[list[Scores], list[Scores]]:
    return [form.stated for form in forms], [form.evaluated for form in forms]


def _full_marks(form: FormResult) -> Decimal | None:
    weights = [each.weight for each in form.indicators if isinstance(each.weight, Decimal)]
    return sum(weights, Decimal()) or None
