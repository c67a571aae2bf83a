"""What a check comes to: one result a file, as results.json and the corrected copy show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from jzxl.check.finding import Finding, Severity
from jzxl.evaluate import Evaluation
from jzxl.form import naming
from jzxl.issue.stamp import Stamp
from jzxl.read.filing import FilledForm
from jzxl.rule.decimals import to_decimal
from jzxl.rule.exact import Value

CLEAN, FINDINGS, UNREADABLE = "clean", "findings", "unreadable"


@dataclass(frozen=True, slots=True)
class Scores:
    """Total, grade and block scores; None where there is none, a text where no number stands there."""

    total: Decimal | str | None
    grade: str | None
    blocks: Mapping[str, Decimal | str | None]


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """One indicator: points, and the rate as a fraction of one."""

    block: str
    group: str
    name: str
    weight: Decimal | str | None
    stated: Decimal | str | None
    evaluated: Decimal | str | None
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class FormResult:
    """One form of a workbook, stated and re-evaluated.

    Attributes:
        name: what it is named after, such as the project; empty for a form that stands once.
        typed: whether no formulas of ours stand in it, so that nothing follows a correction by itself.
    """

    form: str
    sheet: str
    title: str
    name: str
    total_label: str
    grade_label: str
    stated: Scores
    evaluated: Scores
    indicators: tuple[IndicatorResult, ...]
    typed: bool = False

    @property
    def place(self) -> str:
        """Its sheet, with its name where the sheet's does not tell: several may share a sheet."""
        return self.sheet if self.name in ("", self.sheet) else f"{self.sheet} {self.name}"


@dataclass(frozen=True, slots=True)
class Span:
    """What is shown of a merged range: the position of its first cell, and rows and columns from there."""

    row: int
    column: int
    height: int
    width: int

    @property
    def covered(self) -> list[tuple[int, int]]:
        """The positions that it takes up."""
        rows, columns = range(self.row, self.row + self.height), range(self.column, self.column + self.width)
        return [(row, column) for row in rows for column in columns]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The cells around a finding, as they stand in the workbook.

    Positions are (row, column) within the excerpt, from 0.

    Attributes:
        sheet, cell: of the finding.
        columns: letters of the columns shown, from left to right; those between that are blank are left out.
        rows: numbers of the rows shown, from top to bottom.
        texts: row by row what the cells show, as it was typed, control characters and all; empty for a blank
            one, and for all but the first of a merged range.
        marked: the position of the finding's cell, or of the merged range that it is in.
        spans: the merged ranges, whose text stands in their first position.
    """

    sheet: str
    cell: str
    columns: tuple[str, ...]
    rows: tuple[int, ...]
    texts: tuple[tuple[str, ...], ...]
    marked: tuple[int, int]
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class FileResult:
    """One file: what it is, what it states, what was found.

    Attributes:
        status: ``clean``, ``findings`` or ``unreadable``.
        copy: name of the corrected copy below the output folder; None where there is none.
        excerpts: of the places of the findings, each once.
        stamp: what an issued workbook says of itself; None where it says nothing.
        modified: when it was last saved, as the workbook has it (UTC, ISO 8601); empty where it does not say.
    """

    file: str
    sha256: str
    status: str
    unit: str
    year: int | None
    standard: str
    forms: tuple[FormResult, ...]
    findings: tuple[Finding, ...]
    copy: str | None = None
    excerpts: tuple[Excerpt, ...] = ()
    stamp: Stamp | None = None
    modified: str = ""

    def count(self, severity: Severity) -> int:
        """How many findings of a severity stand open: doubts that the unit answered do not."""
        return sum(finding.severity is severity and not finding.answer for finding in self.findings)

    @property
    def answered(self) -> int:
        """How many doubts the unit answered."""
        return sum(bool(finding.answer) for finding in self.findings)


def form_result(filled: FilledForm, evaluation: Evaluation) -> FormResult:
    """The result of one form."""
    form = filled.form
    decimals = form.standard.rounding.score_decimals

    def shown(value: Value) -> Decimal | str | None:
        return _shown(value, decimals)

    def scores(of: Mapping[str, Value]) -> Scores:
        grade = of.get(naming.grade(form))
        return Scores(
            total=shown(of.get(naming.total(form))),
            grade=grade if isinstance(grade, str) and grade else None,
            blocks={block.name: shown(of.get(naming.score(block))) for block in form.blocks},
        )

    used = {goal.indicator for goal in filled.scored}
    indicators = []
    for block in form.blocks:
        for group in block.groups:
            for each in group.indicators:
                if each.row is not None and each not in used:
                    continue
                rate = evaluation.evaluated.get(each.rate_name)
                indicators.append(
                    IndicatorResult(
                        block=block.name,
                        group=group.name,
                        # Rows differ from form to form; what they have in common is their group.
                        name=each.label if each.row is None else group.name,
                        weight=shown(evaluation.inputs.get(naming.weight(each))),
                        stated=shown(evaluation.stated.get(naming.score(each))),
                        evaluated=shown(evaluation.score(naming.score(each))),
                        rate=to_decimal(rate) if isinstance(rate, Fraction) else None,
                    )
                )
    return FormResult(
        form=form.id,
        sheet=filled.sheet,
        title=form.title,
        name=filled.name,
        total_label=form.total_label,
        grade_label=form.grade_name,
        stated=scores(evaluation.stated),
        evaluated=scores(evaluation.evaluated),
        indicators=tuple(indicators),
        typed=filled.by_labels,
    )


def _shown(value: Value, decimals: int) -> Decimal | str | None:
    """Scores with their printed places; a figure with more places keeps them."""
    if isinstance(value, Fraction):
        scale = 10**decimals
        if scale % value.denominator == 0:
            return Decimal(value.numerator * (scale // value.denominator)).scaleb(-decimals)
        return to_decimal(value)
    if value is None or value == "":
        return None
    return str(getattr(value, "code", value))
