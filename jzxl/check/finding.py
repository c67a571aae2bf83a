"""What a finding is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from jzxl.check.shown import shown_pair


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    """Provably wrong against the form's own figures or rules."""
    WARNING = "warning"
    """Figures or words that contradict each other, or something that must be looked at."""
    HINT = "hint"
    """Worth a look; nothing need be wrong."""

    @property
    def word(self) -> str:
        """The Chinese word for it."""
        return {"error": "错误", "warning": "疑问", "hint": "提示"}[self.value]


ANSWERED = "已答复"
"""What a doubt is called that the unit answered."""
Stated = Decimal | str | None


def as_text(stated: Stated) -> str:
    """What is stated, with the digits that it was written with; empty where nothing is."""
    if stated is None:
        return ""
    return stated if isinstance(stated, str) else format(stated, "f")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found, with one cause.

    Attributes:
        code: stable, kebab-case.
        sheet: where it stands; empty when it concerns the whole file.
        cell: address on the sheet; empty when the place is gone.
        name: defined name of the field; empty when it concerns no single field.
        item: the label on the form.
        stated: what stands there.
        expected: what should stand there; None where that is not known.
        message: one Chinese sentence with the arithmetic and what to do.
        basis: on what it rests.
        percent: whether what stands and what should are fractions of one that the form shows as percentages.
        answer: what the bureau noted that the unit said to a doubt; empty where it stands open.
    """

    code: str
    severity: Severity
    sheet: str
    cell: str
    name: str
    item: str
    stated: Stated
    expected: Stated
    message: str
    basis: str
    percent: bool = False
    answer: str = ""

    @property
    def shown_stated(self) -> Stated:
        """What stands there, as a reader sees it."""
        return shown_pair(self.stated, self.expected, percent=self.percent)[0]

    @property
    def shown_expected(self) -> Stated:
        """What should stand there, as a reader sees it."""
        return shown_pair(self.stated, self.expected, percent=self.percent)[1]
