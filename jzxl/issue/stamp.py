"""What an issued workbook says of itself in its custom properties."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from jzxl.form.model import Form

_PREFIX = "jzxl."
# The issue id is derived, not drawn: issuing the same workbook again gives the same id.
_NAMESPACE = uuid.UUID("5b0a6c1e-93a1-4f7e-8d0e-6f1f3f0f2020")


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which form of which standard a workbook carries, and to whom it was issued.

    Attributes:
        fingerprint: of the definition it was built from.
        issue: id of this recipient's workbook; empty in a blank that was issued to nobody.
    """

    standard: str
    version: str
    form: str
    fingerprint: str
    year: str
    issue: str

    @classmethod
    def of(cls, form: Form, year: int, unit: str) -> Stamp:
        """The stamp of a workbook for a unit and year."""
        standard = form.standard
        issue = ""
        if unit:
            issue = uuid.uuid5(_NAMESPACE, f"{standard.id}/{form.fingerprint}/{year}/{unit}").hex[:12]
        return cls(standard.id, standard.version, form.id, form.fingerprint, str(year), issue)

    @classmethod
    def read(cls, properties: Mapping[str, str]) -> Stamp | None:
        """The stamp among a workbook's custom properties; None where there is none."""
        values = {key: properties.get(_PREFIX + key, "") for key in cls.__slots__}
        return cls(**values) if values["standard"] else None

    def properties(self) -> dict[str, str]:
        """The custom properties of a workbook with this stamp."""
        return {_PREFIX + key: getattr(self, key) for key in self.__slots__}
