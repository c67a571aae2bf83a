"""What a round consists of: whom it was issued to, what came back, who is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from jzxl.check.finding import Severity
from jzxl.result import Excerpt, FileResult

Known = Decimal | str
"""A figure or text that is known before a workbook goes out; amounts in the unit of the form."""


ExcerptsOf = Callable[[FileResult], Iterable[Excerpt]]
"""Gives the cells around the findings of a result."""


@dataclass(frozen=True, slots=True)
class RosterProject:
    """A project that a department must evaluate.

    Attributes:
        row: of the roster, as the spreadsheet program numbers it.
        known: what is filled in beforehand, by the names of the form's fields.
    """

    name: str
    row: int
    known: Mapping[str, Known] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Department:
    """A department that a workbook is issued to.

    Attributes:
        unit: its full name, as the forms have it.
        code: its code, as the roster has it; empty where there is none.
        row: of the roster, the first that names it.
        known: what is filled into its own form beforehand, by the names of the form's fields.
    """

    unit: str
    row: int
    code: str = ""
    contact: str = ""
    phone: str = ""
    projects: tuple[RosterProject, ...] = ()
    known: Mapping[str, Known] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody that a round is for, in the order of the roster.

    Attributes:
        file: what the roster is called.
    """

    file: str
    departments: tuple[Department, ...]


class Standing(StrEnum):
    """Whether a return stands for its department in the summary, or why not."""

    COUNTED = "counted"
    """It does."""
    REPLACED = "replaced"
    """A newer file holds all its forms."""
    OTHER_YEAR = "other-year"
    """It is of another year than the round."""
    OTHER_UNIT = "other-unit"
    """It is named after one department and holds the form of another, who sent a file of its own."""
    UNKNOWN = "unknown"
    """It is of nobody on the roster."""
    BLANK = "blank"
    """It is as it was issued: nothing was filled in."""
    NO_FORM = "no-form"
    """It holds no form that can be recognised."""
    UNREADABLE = "unreadable"
    """It cannot be read."""


@dataclass(frozen=True, slots=True)
class Return:
    """A file that came back.

    Attributes:
        result: what the check gave, with what the round adds to its findings.
        department: whom of the roster it is from; None where that is not known or there is no roster.
        standing: whether it stands for its department in the summary.
    """

    result: FileResult
    department: Department | None
    standing: Standing

    @property
    def counted(self) -> bool:
        """Whether it stands for its department in the summary."""
        return self.standing is Standing.COUNTED

    @property
    def unit(self) -> str:
        """The roster's name of the department; the file's where the roster does not know it."""
        return self.department.unit if self.department is not None else self.result.unit

    def count(self, severity: Severity) -> int:
        """How many findings of a severity stand open."""
        return self.result.count(severity)


@dataclass(frozen=True, slots=True)
class Round:
    """A round as far as it has come.

    Attributes:
        roster: None where there was none; nobody is missing then.
        returns: every file, in a stable order.
        missing: departments of the roster of which nothing came back that counts, in its order.
    """

    roster: Roster | None
    returns: tuple[Return, ...]
    missing: tuple[Department, ...] = ()

    @property
    def counted(self) -> tuple[Return, ...]:
        """The returns that stand for their departments."""
        return tuple(each for each in self.returns if each.counted)
