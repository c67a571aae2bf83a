"""Marks on cells, and taking back those of an earlier check.

A marked cell is remembered by a hidden name, which follows it when rows are inserted, and its
former fill by a document property, so that a later check can put it back as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jzxl.check.finding import Finding, Severity
from jzxl.package import Edit, Package

AUTHOR = "jzxl审核"
FILLS: Mapping[Severity, str] = {
    Severity.ERROR: "FFC7CE",
    Severity.WARNING: "FFEB9C",
    Severity.HINT: "DDEBF7",
}
_MARK_NAME = "_jzxl审核标记_"
_FILL_PROPERTY = "jzxl.fill."
_SEVEREST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.HINT)

Place = tuple[str, str]


def take_back_marks(package: Package, edit: Edit) -> dict[Place, str]:
    """Remove all marks and notes of an earlier check.

    Returns:
        the fill that each formerly marked cell had before it was marked, by (sheet, cell).
    """
    edit.remove_notes(AUTHOR)
    former: dict[Place, str] = {}
    for name in package.names:
        if not name.name.startswith(_MARK_NAME):
            continue
        key = _FILL_PROPERTY + name.name.removeprefix(_MARK_NAME)
        edit.remove_name(name.name)
        edit.remove_property(key)
        if name.target is not None and key in package.properties:
            former[name.target] = package.properties[key]
            edit.restore_fill(*name.target, former[name.target])
    return former


def mark_cells(edit: Edit, findings: Iterable[Finding], former: Mapping[Place, str]) -> None:
    """A fill by the worst severity and one note for each cell with findings."""
    by_place: dict[Place, list[Finding]] = {}
    for finding in findings:
        if finding.cell:
            by_place.setdefault((finding.sheet, finding.cell), []).append(finding)
    for number, ((sheet, cell), found) in enumerate(by_place.items(), start=1):
        fill = former.get((sheet, cell))
        if fill is None:
            fill = edit.fill_key(sheet, cell)
        worst = min((each.severity for each in found), key=_SEVEREST_FIRST.index)
        edit.set_fill(sheet, cell, FILLS[worst])
        edit.define_name(f"{_MARK_NAME}{number}", sheet, cell)
        edit.set_property(f"{_FILL_PROPERTY}{number}", fill)
        for finding in found:
            edit.note(sheet, cell, note_text(finding), author=AUTHOR)


def note_text(finding: Finding) -> str:
    """What the note on a cell says: what stood there, what should, and why."""
    was = f"原填 {finding.shown_stated}" if finding.stated not in (None, "") else ""
    due = f"应为 {finding.shown_expected}" if finding.expected not in (None, "") else ""
    facts = "，".join(part for part in (was, due) if part)
    return f"【{finding.severity.word}】{facts + '：' if facts else ''}{finding.message}"
