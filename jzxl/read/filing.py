"""What came back: a workbook as a department returned it, with each value in its field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jzxl.form.model import Form
from jzxl.issue.stamp import Stamp
from jzxl.package import CellValue
from jzxl.read.typed import Understood


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in the cell of one field.

    Attributes:
        value: the constant, or the cached value of a formula.
        formula: the formula's text without ``=``; None for a constant.
        has_cached: whether a formula cell stores a value.
    """

    name: str
    sheet: str
    cell: str
    value: CellValue
    formula: str | None
    has_cached: bool


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
class FilledForm:
    """One form of a returned workbook.

    Attributes:
        sheet: name of the sheet with the scores.
        entries: what was found, by defined name.
        missing: essential names without a place.
        numbers: typed numbers as they were understood, by defined name.
    """

    form: Form
    sheet: str
    title: str
    entries: Mapping[str, Entry]
    missing: tuple[str, ...]
    ambiguous: tuple[Ambiguity, ...]
    numbers: Mapping[str, Understood]


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
    """

    file: str
    sha256: str
    stamp: Stamp | None
    standard: str
    unit: str
    year: int | None
    sheets: tuple[str, ...]
    forms: tuple[FilledForm, ...]
