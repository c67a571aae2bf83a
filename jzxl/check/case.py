"""What a check looks at, and how it speaks of what it finds."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from jzxl.check.finding import Finding, Severity, Stated
from jzxl.check.read_goal import ReadGoal
from jzxl.check.shown import shown_figure, shown_pair
from jzxl.check.told import Told, texts_of
from jzxl.evaluate import Evaluation
from jzxl.form.blocks import Indicator
from jzxl.form.cells import NamedCells
from jzxl.form.formulas import FormulaBook
from jzxl.form.instance import STANDARD_SHEET
from jzxl.form.model import PERCENT, Form
from jzxl.package import CellError, CellValue
from jzxl.read.entry import Entry
from jzxl.read.filing import Filing, FilledForm
from jzxl.rule.decimals import fixed_text, to_decimal
from jzxl.rule.exact import Failure, Value
from jzxl.text.model import Claim
from jzxl.text.quantity import claims


@dataclass(frozen=True, eq=False)
class Case:
    """One filled form with its evaluation."""

    filing: Filing
    filled: FilledForm
    evaluation: Evaluation

    @property
    def form(self) -> Form:
        """The form it fills."""
        return self.filled.form

    @property
    def cells(self) -> NamedCells:
        """The form's named cells."""
        return self.filled.instance.cells

    @property
    def book(self) -> FormulaBook:
        """The form's formulas."""
        return self.filled.instance.book

    @cached_property
    def goals(self) -> tuple[ReadGoal, ...]:
        """The goals as they were understood; four checks look at each, and it is read once."""
        return tuple(map(ReadGoal, self.filled.goals))

    @cached_property
    def texts(self) -> tuple[Told, ...]:
        """The running texts of the form."""
        return tuple(texts_of(self.filled))

    @cached_property
    def _claims(self) -> dict[str, tuple[Claim, ...]]:
        return {}

    def claims(self, text: str) -> tuple[Claim, ...]:
        """The quantities that a text of the form states; each text is read once."""
        known = self._claims.get(text)
        if known is None:
            known = self._claims[text] = claims(text)
        return known

    @property
    def formulas_unlike(self) -> bool:
        """Whether the workbook was issued with other formulas than it would be now."""
        return self.filing.formulas_unlike

    @property
    def restored(self) -> str:
        """What happens to a formula that was lost; where those issued were others, it is left alone."""
        return "请恢复公式" if self.formulas_unlike else "审核稿已恢复公式"

    def entry(self, name: str) -> Entry | None:
        """What stands in a field; None where it was not found."""
        return self.filled.entries.get(name)

    def basis_of(self, indicator: Indicator) -> str:
        """Where a department finds an indicator's rule.

        How the bureau came by the rule (its basis and source) stands there and in ``jzxl forms``; to a department
        it tells nothing about its own figures.
        """
        return f"{STANDARD_SHEET}：{indicator.label if indicator.row is None else indicator.row.group.name}"

    def finding(
        self,
        code: str,
        severity: Severity,
        name: str,
        message: str,
        *,
        stated: Stated = None,
        expected: Stated = None,
        basis: str = "",
    ) -> Finding:
        """A finding at the cell of a field, or at the sheet where the field has none."""
        entry = self.entry(name)
        return Finding(
            code=code,
            severity=severity,
            sheet=entry.sheet if entry is not None else self.filled.sheet,
            cell=entry.cell if entry is not None else "",
            name=name,
            item=self.cells.items.get(name, name),
            stated=stated,
            expected=expected,
            message=message,
            basis=basis,
            percent=self.is_percent(name),
        )

    def is_percent(self, name: str) -> bool:
        """Whether a field holds a fraction of one that is shown as a percentage.

        What stands in a sheet that was typed may be either: 99.97 or 0.9997.
        """
        if self.filled.by_labels:
            return False
        return self.cells.numbers.get(name) == PERCENT or name in self._rates

    @cached_property
    def _rates(self) -> frozenset[str]:
        return frozenset(each.rate_name for each in self.form.indicators if each.rate_name)

    def told(self, name: str, stated: Stated, due: Stated) -> tuple[str, str]:
        """What stands in a field and what should, in a sentence; the first in quotes."""
        first, second = shown_pair(stated, due, percent=self.is_percent(name))
        return quoted(first), str(second)

    def score_text(self, score: Fraction) -> str:
        """A score as printed: 82.80."""
        return fixed_text(score, self.form.standard.rounding.score_decimals)


def shown(value: Value) -> Stated:
    """A computed value as a finding states it."""
    match value:
        case Fraction():
            return to_decimal(value)
        case Failure(code):
            return code
        case bool():
            return "TRUE" if value else "FALSE"
        case _:
            return value


def content(value: CellValue) -> Stated:
    """A cell's content as a finding states it."""
    match value:
        case CellError(code):
            return code
        case bool():
            return "TRUE" if value else "FALSE"
        case Decimal() | str() | None:
            return value


def quoted(stated: Stated) -> str:
    """A content in a sentence."""
    return "空白" if stated is None or stated == "" else f"“{shown_figure(stated)}”"
