"""What came back: a workbook as a department returned it, with each value in its field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from jzxl.form.blocks import GoalGroup, Indicator
from jzxl.form.instance import Instance
from jzxl.form.model import Form
from jzxl.issue.stamp import Stamp, joint_fingerprint
from jzxl.package import Carries
from jzxl.read.entry import Entry
from jzxl.read.inserted_rows import Uncounted
from jzxl.read.scored_goals import ScoredGoal
from jzxl.read.typed import Understood


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """One field that stands in several places.

    Attributes:
        places: (sheet, cell) of each, the sheet first that most fields stand in.
        differ: whether the places hold different values; then none of them is taken.
    """

    name: str
    places: tuple[tuple[str, str], ...]
    differ: bool


@dataclass(frozen=True, slots=True)
class Goal:
    """A row of the table of goals.

    Attributes:
        number: position within its group, from 1.
        name: what is aimed at, without its 指标1：.
        target: 目标值, actual: 实际完成指标值, status: 完成进度; each may be blank.
    """

    group: GoalGroup
    number: int
    name: str
    title: Entry
    target: Entry
    actual: Entry
    status: Entry


@dataclass(frozen=True, slots=True)
class Unclear:
    """A place of a typed sheet of which it cannot be told what stands for what.

    Attributes:
        names: the fields that were not read because of it; empty for a row of goals.
        label: the label that was found there.
        twins: whether it is the label itself that could be one of two of the form, or stands twice.
        column: whether it is the header of a column that was not found; then it is the form's own, and the
            cell is where the headers stand.
    """

    names: tuple[str, ...]
    label: str
    sheet: str
    cell: str
    twins: bool = False
    column: bool = False


@dataclass(frozen=True, slots=True)
class Unverified:
    """A computed score of a typed sheet whose inputs stand nowhere, so that it is taken as stated.

    Attributes:
        inputs: names of the inputs that were not found.
    """

    indicator: Indicator
    inputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FilledForm:
    """One form of a returned workbook.

    All names are those of the form, without the prefix that they have in the workbook.

    Attributes:
        instance: the form as it stands in this workbook; its sheet is the one with the scores.
        entries: what was found, by name, without the lines of the 校验 sheet.
        missing: essential names without a place.
        numbers: typed numbers as they were understood, by name.
        goals: the rows of the table of goals that hold anything, inserted ones too, in order.
        scored: the same of goals with a weight and a score each.
        inserted: the computed cells of rows that the unit inserted; no formula of ours stands there.
        prefilled: the figures that were filled in before the workbook was sent, by name, as far as it
            remembers them.
        uncounted: the blocks with such rows that the sums of the workbook pass over.
        by_labels: whether it was typed into a sheet that we did not issue, and was found by its labels;
            no formula of ours stands there.
        unclear, unverified: what of such a sheet could not be told, or not be computed again.
    """

    instance: Instance
    entries: Mapping[str, Entry]
    missing: tuple[str, ...]
    ambiguous: tuple[Ambiguity, ...]
    numbers: Mapping[str, Understood]
    goals: tuple[Goal, ...]
    by_labels: bool = False
    unclear: tuple[Unclear, ...] = ()
    unverified: tuple[Unverified, ...] = ()
    scored: tuple[ScoredGoal, ...] = ()
    inserted: frozenset[str] = frozenset()
    prefilled: Mapping[str, Decimal] = field(default_factory=dict)
    uncounted: tuple[Uncounted, ...] = ()

    @property
    def form(self) -> Form:
        """The form it fills."""
        return self.instance.form

    @property
    def sheet(self) -> str:
        """Name of the sheet with the scores."""
        return self.instance.sheet

    @property
    def name(self) -> str:
        """What it is named after, such as the project, as it is filled in; empty for a form that stands once."""
        entry = self.entries.get(self.form.name_field) if self.form.name_field else None
        return str(entry.value).strip() if entry is not None and entry.value is not None else ""


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A sheet with the title of a form, but too few of its labels.

    Attributes:
        found, wanted: how many labels with values were found, and how many the form has.
    """

    sheet: str
    form: Form
    found: int
    wanted: int


class Reading(StrEnum):
    """What became of a form on a sheet that was added to an issued workbook."""

    READ = "read"
    """It is checked like the others."""
    BLANK = "blank"
    """Nobody filled it."""
    TWIN = "twin"
    """It bears the name of another form of the workbook, which counts."""


@dataclass(frozen=True, slots=True)
class Added:
    """A form on a sheet that was added to an issued workbook.

    Attributes:
        name: what it is named after (the project); empty for a form that stands once, or that has no name.
        home: the sheet of the other form of its name; empty where there is none.
    """

    sheet: str
    form: Form
    name: str
    reading: Reading
    home: str


@dataclass(frozen=True, slots=True)
class Filing:
    """A returned workbook.

    Attributes:
        file: the file's name, for messages.
        sha256: hex digest of the file.
        stamp: what the workbook says of itself; None when its properties were lost.
        standard: id of the standard it was read by; empty when none fits.
        unit: the reporting unit as typed; empty when none was.
        year: the year evaluated; None when unknown.
        sheets: the names of all sheets in order.
        issued: the forms that its stamp says it was issued with; those it carries where it has none;
            empty when one of them is not known here.
        doubtful: sheets that bear a form's title without being one that can be read.
        passed_over: sheets of a workbook that we did not issue that hold no form.
        too_large: sheets of such a workbook of which only the beginning was looked at.
        carries: what else the workbook carries: macros, links, hidden sheets.
        added: the forms on sheets that were added to an issued workbook; those that are checked are among
            ``forms``, behind the ones that were issued.
        untouched: whether it is an issued workbook into which nobody typed anything.
    """

    file: str
    sha256: str
    stamp: Stamp | None
    standard: str
    unit: str
    year: int | None
    sheets: tuple[str, ...]
    issued: tuple[Form, ...]
    forms: tuple[FilledForm, ...]
    doubtful: tuple[Doubtful, ...] = ()
    passed_over: tuple[str, ...] = ()
    too_large: tuple[str, ...] = ()
    carries: tuple[Carries, ...] = ()
    added: tuple[Added, ...] = ()
    untouched: bool = False

    @property
    def outdated(self) -> bool:
        """Whether the workbook was issued from another version of the definitions."""
        return self.stamp is not None and self.stamp.fingerprint != joint_fingerprint(self.issued)

    @property
    def formulas_unlike(self) -> bool:
        """Whether the workbook was issued with other formulas than it would be now: these are not compared."""
        return self.stamp is not None and not self.stamp.has_formulas_of(self.issued)

    @property
    def lost(self) -> tuple[Form, ...]:
        """The forms that were issued and cannot be found any more, one for each sheet."""
        left = Counter(form.id for form in self.issued)
        left.subtract(filled.form.id for filled in self.forms)
        forms = {form.id: form for form in self.issued}
        return tuple(forms[name] for name, count in left.items() for _ in range(count))
