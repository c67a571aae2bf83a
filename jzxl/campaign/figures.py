"""The figures of a round: who returned, which grades and scores, what was found how often.

All figures are exact.  Scores, grades, indicators and findings are those of the returns that count
(:attr:`~jzxl.campaign.model.Return.counted`), so that nobody is counted twice.  A kind of form that was
named after something in any return (a project) is counted by its names, any other is the department's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jzxl.campaign.bands import Band
from jzxl.campaign.indicators import IndicatorFigures, indicator_figures
from jzxl.campaign.kinds import FormKind, form_kinds, forms_of
from jzxl.campaign.model import Department, Return, Round, Standing
from jzxl.campaign.rows import FormRow, department_rows, project_rows
from jzxl.campaign.tally import (
    FindingKind,
    FrequentFinding,
    GradeCount,
    count_findings,
    form_bands,
    form_grades,
    frequent_findings,
)
from jzxl.check.finding import Severity
from jzxl.form.load import Catalog
from jzxl.result import UNREADABLE

GradeOrder = Mapping[str, Sequence[str]]
"""The grades of each standard from the best to the worst, by the standard's id."""


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many came back.

    Attributes:
        departments: on the roster; None where there is no roster.
        returned: departments of the roster that returned something readable; without a roster the files
            that count.
        missing: departments of the roster that did not.
        files: that came back, all of them.
        counted: of these, the ones that stand for a department; further ``unreadable`` ones, and readable
            ones that were ``set_aside``.
        with_errors, with_warnings, clean: of those counted, the ones with an error; with a warning and no
            error; with neither.
        answered: doubts of those counted that the units answered; they stand no longer open.
    """

    departments: int | None
    returned: int
    missing: int
    files: int
    counted: int
    unreadable: int
    set_aside: int
    with_errors: int
    with_warnings: int
    clean: int
    answered: int


@dataclass(frozen=True, slots=True)
class KindFigures:
    """Grades, best first, and distribution of the total scores of a kind of form."""

    kind: FormKind
    forms: int
    grades: tuple[GradeCount, ...]
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a round.

    Attributes:
        years: of the returns that count, ascending.
        findings: those that stand open, by code and severity, the worst and most frequent first.
        frequent: the ten most frequent of them, by code and item.
        departments: a row at least for each return that counts, in the order of the roster, then of the
            files.
        projects: a row for each form that is named after something, in the same order.
        returns: all returns in that order, those that do not count too.
    """

    years: tuple[int, ...]
    turnout: Turnout
    kinds: tuple[KindFigures, ...]
    findings: tuple[FindingKind, ...]
    frequent: tuple[FrequentFinding, ...]
    departments: tuple[FormRow, ...]
    projects: tuple[FormRow, ...]
    indicators: tuple[IndicatorFigures, ...]
    missing: tuple[Department, ...]
    returns: tuple[Return, ...]

    @property
    def scored_departments(self) -> bool:
        """Whether departments have scores themselves, and not only their projects."""
        return not self.projects or any(row.kind is not None for row in self.departments)


def grade_order(catalog: Catalog) -> GradeOrder:
    """The grades of every standard that is known."""
    return {each.id: [grade.name for grade in each.grades] for each in catalog.standards.values()}


def round_figures(round_: Round, grades: GradeOrder | None = None) -> Figures:
    """The figures of a round.

    Args:
        grades: which grades there are; those of a standard that it lacks are put in the order of the
            scores that they were given for.
    """
    returns = tuple(sorted(round_.returns, key=_place))
    counted = [each for each in returns if each.counted]
    kinds = form_kinds(counted)
    of_kind = {kind: forms_of(counted, kind) for kind in kinds.values()}
    findings = [[one for one in each.result.findings if not one.answer] for each in counted]
    return Figures(
        years=tuple(sorted({each.result.year for each in counted if each.result.year is not None})),
        turnout=_turnout(round_),
        kinds=tuple(
            KindFigures(
                kind,
                len(forms),
                form_grades(forms, (grades or {}).get(kind.standard, ())),
                form_bands(forms),
            )
            for kind, forms in of_kind.items()
        ),
        findings=count_findings(findings),
        frequent=frequent_findings(findings),
        departments=tuple(row for each in counted for row in department_rows(each, kinds)),
        projects=tuple(row for each in counted for row in project_rows(each, kinds)),
        indicators=tuple(each for kind, forms in of_kind.items() for each in indicator_figures(kind, forms)),
        missing=round_.missing,
        returns=returns,
    )


def _place(each: Return) -> tuple[bool, int]:
    """By the roster; those that are not on it come last, as they are."""
    return each.department is None, each.department.row if each.department is not None else 0


def _turnout(round_: Round) -> Turnout:
    counted = round_.counted
    roster = round_.roster
    on_roster = {each.department.row for each in counted if each.department is not None}
    # One that a readable file has followed is set aside like any other.
    aside = [each for each in round_.returns if not each.counted and each.standing is not Standing.REPLACED]
    unreadable = sum(each.result.status == UNREADABLE for each in aside)
    with_errors = sum(each.count(Severity.ERROR) > 0 for each in counted)
    clean = sum(each.count(Severity.ERROR) + each.count(Severity.WARNING) == 0 for each in counted)
    return Turnout(
        departments=None if roster is None else len(roster.departments),
        returned=len(counted) if roster is None else len(on_roster),
        missing=len(round_.missing),
        files=len(round_.returns),
        counted=len(counted),
        unreadable=unreadable,
        set_aside=len(round_.returns) - len(counted) - unreadable,
        with_errors=with_errors,
        with_warnings=len(counted) - with_errors - clean,
        clean=clean,
        answered=sum(each.result.answered for each in counted),
    )
