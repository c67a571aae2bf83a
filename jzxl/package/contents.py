"""What a workbook carries besides cells that somebody may want to know of: links, macros, hidden sheets.

Nothing of it is followed, run or opened; it is only named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from jzxl.errors import UnreadableFileError
from jzxl.package.foreign import ForeignWorkbook
from jzxl.package.package import Package

_MOST_NAMED = 20


class Carried(StrEnum):
    """A kind of thing that a workbook carries."""

    MACRO = "macro"
    EXTERNAL_LINK = "external-link"
    """Formulas look into another workbook, or ask another program for data (DDE)."""
    HIDDEN_SHEET = "hidden-sheet"
    EMBEDDED_FILE = "embedded-file"
    SIGNATURE = "signature"
    """A digital signature, which any mark makes void."""


@dataclass(frozen=True, slots=True)
class Carries:
    """All of one kind.

    Attributes:
        names: what they are called: sheets, files linked to, members of the package.
    """

    kind: Carried
    names: tuple[str, ...]


def carried_by(package: Package | ForeignWorkbook) -> tuple[Carries, ...]:
    """What a workbook carries besides its cells, each kind once.

    Of other formats than .xlsx only hidden sheets are known.
    """
    if isinstance(package, ForeignWorkbook):
        hidden = tuple(sheet.name for sheet in package.sheets if sheet.hidden)
        return (Carries(Carried.HIDDEN_SHEET, hidden[:_MOST_NAMED]),) if hidden else ()
    found = {
        Carried.MACRO: [name for name in package.members if name.lower().endswith("vbaproject.bin")],
        Carried.EXTERNAL_LINK: list(_links(package)),
        Carried.HIDDEN_SHEET: [sheet.name for sheet in package.sheets if sheet.state != "visible"],
        Carried.EMBEDDED_FILE: [
            name.rpartition("/")[2] for name in package.members if "/embeddings/" in f"/{name.lower()}"
        ],
    }
    if package.has_signature:
        found[Carried.SIGNATURE] = [package.file]
    return tuple(Carries(kind, tuple(names[:_MOST_NAMED])) for kind, names in found.items() if names)


def _links(package: Package) -> Iterator[str]:
    """The targets of the external links, as far as they are told."""
    for relation in package.relations(package.workbook_member):
        if not relation.is_a("externalLink"):
            continue
        part = package.member(relation.target)
        try:
            targets = [each.target for each in package.relations(part) if each.external] if part else []
        except UnreadableFileError:
            targets = []  # A damaged link is a link all the same.
        # A DDE link has no target of its own: what it asks stands in the part.
        yield from targets or [relation.target.rpartition("/")[2]]
