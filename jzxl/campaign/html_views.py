"""What the page of a round shows of each return, ready to be put out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jzxl.campaign.model import ExcerptsOf, Return, Standing
from jzxl.campaign.standings import why_not_counted
from jzxl.check.finding import Finding, Severity
from jzxl.check.titles import title
from jzxl.result import Excerpt, FormResult, Span

NO_UNIT = "（没有填单位）"


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell of an excerpt; the cells that a merged range covers are left out."""

    text: str
    height: int
    width: int
    marked: bool


@dataclass(frozen=True, slots=True)
class ExcerptView:
    """An excerpt as a table: letters of its columns, and its rows with their numbers."""

    columns: tuple[str, ...]
    lines: tuple[tuple[int, tuple[CellView, ...]], ...]


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding.

    Attributes:
        facts: label and text of what stands there, of what should, of what it rests on, and of the unit's answer.
        answered: whether there is such an answer, so that it stands no longer open.
        forms: numbers of the forms on its sheet, as they are counted in the filter, parted by spaces.
    """

    code: str
    severity: Severity
    title: str
    place: str
    item: str
    message: str
    facts: tuple[tuple[str, str], ...]
    forms: str
    excerpt: ExcerptView | None
    answered: bool


@dataclass(frozen=True, slots=True)
class Section:
    """One return.

    Attributes:
        note: why it does not stand for its department; empty where it does.
        views: makes the findings; those of thousands of returns are not kept at a time.
    """

    unit: str
    file: str
    copy: str | None
    note: str
    forms: tuple[FormResult, ...]
    counts: Mapping[Severity, int]
    answered: int
    views: Callable[[], tuple[FindingView, ...]]

    @property
    def findings(self) -> tuple[FindingView, ...]:
        """Its findings, made anew each time."""
        return self.views()


def form_titles(returns: Iterable[Return]) -> list[str]:
    """The titles of all forms, each once."""
    return list(dict.fromkeys(form.title for each in returns for form in each.result.forms))


def section(each: Return, titles: Sequence[str], excerpts: ExcerptsOf) -> Section:
    """What is shown of a return.

    Args:
        titles: of the forms, in the order of the filter.
    """
    result = each.result
    on_sheet: dict[str, list[int]] = {}
    for form in result.forms:
        on_sheet.setdefault(form.sheet, []).append(titles.index(form.title) + 1)

    def views() -> tuple[FindingView, ...]:
        # They are fetched from disk.
        found = excerpts(result) if any(finding.cell for finding in result.findings) else ()
        around = {(excerpt.sheet, excerpt.cell): excerpt for excerpt in found}
        return tuple(
            _finding(finding, on_sheet.get(finding.sheet, [0]), around.get((finding.sheet, finding.cell)))
            for finding in result.findings
        )

    return Section(
        unit=each.unit or NO_UNIT,
        file=result.file,
        copy=result.copy,
        note=_note(each),
        forms=result.forms,
        counts={severity: each.count(severity) for severity in Severity},
        answered=result.answered,
        views=views,
    )


def _note(each: Return) -> str:
    reason = why_not_counted(each)
    return reason if each.standing in (Standing.COUNTED, Standing.UNREADABLE) else f"不计入汇总（{reason}）"


def _finding(finding: Finding, forms: Iterable[int], around: Excerpt | None) -> FindingView:
    facts = (
        ("填报", finding.shown_stated),
        ("应为", finding.shown_expected),
        ("依据", finding.basis or None),
        ("答复", finding.answer or None),
    )
    return FindingView(
        code=finding.code,
        severity=finding.severity,
        title=title(finding.code),
        place=f"{finding.sheet} {finding.cell}".strip(),
        item=finding.item,
        message=finding.message,
        facts=tuple((label, str(fact)) for label, fact in facts if fact is not None),
        forms=" ".join(map(str, sorted(set(forms)))),
        excerpt=None if around is None else _excerpt(around),
        answered=bool(finding.answer),
    )


def _excerpt(excerpt: Excerpt) -> ExcerptView:
    spans = {(span.row, span.column): span for span in excerpt.spans}
    covered = {place for span in excerpt.spans for place in span.covered} - spans.keys()
    single = Span(0, 0, 1, 1)

    def cells(row: int, texts: Sequence[str]) -> Iterator[CellView]:
        for column, text in enumerate(texts):
            if (row, column) not in covered:
                span = spans.get((row, column), single)
                yield CellView(text, span.height, span.width, (row, column) == excerpt.marked)

    return ExcerptView(
        excerpt.columns,
        tuple(
            (number, tuple(cells(row, texts)))
            for row, (number, texts) in enumerate(zip(excerpt.rows, excerpt.texts, strict=True))
        ),
    )


def difference(stated: Decimal | str | None, evaluated: Decimal | str | None) -> Decimal | None:
    """Re-evaluated less stated; None where one of them is no number."""
    if isinstance(stated, Decimal) and isinstance(evaluated, Decimal):
        return evaluated - stated
    return None
