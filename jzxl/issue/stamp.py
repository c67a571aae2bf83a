"""What an issued workbook says of itself in its custom properties."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from jzxl.form.formulas import formula_book
from jzxl.form.model import Form
from jzxl.package.values import parse_number

PREFILLED_FILL = "E2F0D9"
"""The fill (RRGGBB) of a cell that was filled before the workbook was sent."""
_PREFIX = "jzxl."
# The issue id is derived, not drawn: issuing the same workbook again gives the same id.
_NAMESPACE = uuid.UUID("5b0a6c1e-93a1-4f7e-8d0e-6f1f3f0f2020")
_SEPARATOR = "+"
_PREFILLED = f"{_PREFIX}prefilled."
# Of each group of goals, so that the formulas do not depend on how many a workbook has; two, that sums have terms.
_ROWS_TOLD = 2


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which forms of which standard a workbook carries, and to whom it was issued.

    Attributes:
        form: ids of its forms, one for each sheet, joined by ``+``.
        fingerprint: of the definitions it was built from.
        issue: id of this recipient's workbook; empty in a blank that was issued to nobody.
        formulas: changes with how the formulas are written, which another jzxl may do in another way for the same
            definitions; empty where nothing tells.
    """

    standard: str
    version: str
    form: str
    fingerprint: str
    year: str
    issue: str
    formulas: str = ""

    @classmethod
    def of(cls, forms: Iterable[Form], year: int, unit: str) -> Stamp:
        """The stamp of a workbook with these forms for a unit and year."""
        carried = tuple(forms)
        standard = carried[0].standard
        fingerprint = joint_fingerprint(carried)
        issue = _issue_id(standard.id, fingerprint, str(year), unit) if unit else ""
        ids = _SEPARATOR.join(form.id for form in carried)
        return cls(
            standard.id, standard.version, ids, fingerprint, str(year), issue, _written(_once(carried))
        )

    @classmethod
    def read(cls, properties: Mapping[str, str]) -> Stamp | None:
        """The stamp among a workbook's custom properties; None where there is none."""
        values = {key: properties.get(_PREFIX + key, "") for key in cls.__slots__}
        return cls(**values) if values["standard"] else None

    @property
    def forms(self) -> tuple[str, ...]:
        """The ids of the forms, one for each sheet."""
        return tuple(self.form.split(_SEPARATOR))

    def issued_to(self, unit: str) -> bool:
        """Whether the workbook was issued to a unit, whatever its forms say by now."""
        return bool(self.issue) and self.issue == _issue_id(self.standard, self.fingerprint, self.year, unit)

    def has_formulas_of(self, forms: Iterable[Form]) -> bool:
        """Whether the workbook's formulas were written as ours are now, so that another one was edited.

        :param forms: as the definitions in force have them; those it carries
        """
        return self.fingerprint == joint_fingerprint(forms) and self.formulas in ("", _written(_once(forms)))

    def properties(self) -> dict[str, str]:
        """The custom properties of a workbook with this stamp."""
        return {_PREFIX + key: getattr(self, key) for key in self.__slots__}


def _issue_id(standard: str, fingerprint: str, year: str, unit: str) -> str:
    return uuid.uuid5(_NAMESPACE, f"{standard}/{fingerprint}/{year}/{unit}").hex[:12]


def joint_fingerprint(forms: Iterable[Form]) -> str:
    """One fingerprint for several forms, however often each stands; that of a single form is its own."""
    return _joint(_once(forms))


def _once(forms: Iterable[Form]) -> tuple[Form, ...]:
    return tuple(dict.fromkeys(forms))


@lru_cache(maxsize=64)
def _joint(forms: tuple[Form, ...]) -> str:
    fingerprints = [form.fingerprint for form in forms]
    if len(fingerprints) == 1:
        return fingerprints[0]
    return _digest(_SEPARATOR.join(fingerprints))


@lru_cache(maxsize=64)
def _written(forms: tuple[Form, ...]) -> str:
    lines = (
        f"{form.id}.{name}={formula}"
        for form in forms
        for name, formula in formula_book(form, (_ROWS_TOLD,) * len(form.goal_rows)).excel_with("").items()
    )
    return _digest("\n".join(sorted(lines)))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def prefilled_property(name: str) -> str:
    """The custom property that remembers the figure a cell was filled with before the workbook was sent."""
    return f"{_PREFILLED}{name}"


def prefilled_figures(properties: Mapping[str, str]) -> dict[str, Decimal]:
    """What a workbook was filled with before it was sent, by the defined names of the cells.

    Empty for one that was issued by a version that did not remember it.
    """
    found = {
        key.removeprefix(_PREFILLED): parse_number(text)
        for key, text in properties.items()
        if key.startswith(_PREFILLED)
    }
    return {name: figure for name, figure in found.items() if isinstance(figure, Decimal)}
