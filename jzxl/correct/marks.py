"""Marks on cells, and taking back those of an earlier check.

A marked cell is remembered by a hidden name, which follows it when rows are inserted; its former fill and
what its note says by document properties, so that a later check can put it back as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jzxl.check.finding import Finding, Severity
from jzxl.correct.own_notes import AUTHOR, Lines, cut_ours, recalled, remembered
from jzxl.package import Cut, DefinedName, Edit, Package, solid_color
from jzxl.package.patch_notes import marker

FILLS: Mapping[Severity, str] = {
    Severity.ERROR: "FFC7CE",
    Severity.WARNING: "FFEB9C",
    Severity.HINT: "DDEBF7",
}
_MARK_NAME = "_jzxl审核标记_"
_FILL_PROPERTY = "jzxl.fill."
_NOTE_PROPERTY = "jzxl.note."
_SEVEREST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.HINT)
# Nobody reads more in a note; Excel holds 32,767 characters, what others wrote included.
_LONGEST_NOTE = 4_000
_MOST_IN_A_CELL = 32_767

Place = tuple[str, str]
Notes = Mapping[str, tuple[str, str]]
"""The notes of a sheet by cell: author and text."""


def take_back_marks(package: Package, edit: Edit) -> dict[Place, str]:
    """Remove all marks and notes of an earlier check; what others wrote or coloured since then stays.

    Returns:
        the fill that each formerly marked cell had before it was marked, by (sheet, cell).
    """
    former: dict[Place, str] = {}
    marked: set[Place] = set()
    known = recalled(value for name, value in package.properties.items() if name.startswith(_NOTE_PROPERTY))
    marks = [name for name in package.names if name.name.startswith(_MARK_NAME)]
    notes = {sheet.name: package.notes(sheet.name) for sheet in package.sheets}
    cells = {mark.name: mark.target for mark in marks if mark.scope is None}
    for mark in marks:
        if mark.scope is None:
            edit.remove_name(mark.name)
        else:
            edit.remove_local_names(mark.name)
        place = _place_now(mark, notes, known) if _is_current(mark, cells) else None
        if place is None:
            continue
        marked.add(place)
        if solid_color(edit.fill_key(*place)) in FILLS.values():
            number = mark.name.removeprefix(_MARK_NAME)
            former[place] = package.properties.get(_FILL_PROPERTY + number, "")
            edit.restore_fill(*place, former[place])
    for name in package.properties:
        if name.startswith((_FILL_PROPERTY, _NOTE_PROPERTY)):
            edit.remove_property(name)

    def cutter(sheet: str, cell: str, author: str, text: str) -> Cut | None:
        return cut_ours(author, text, known, marked=(sheet, cell) in marked)

    edit.cut_notes(cutter)
    return former


def _is_current(mark: DefinedName, cells: Mapping[str, Place | None]) -> bool:
    """Whether a mark is one that we made last, or its twin on a copy of the sheet, made since.

    A twin of a mark that has moved, or that was given to another cell, says nothing of its own cell.
    """
    if mark.scope is None:
        return True
    original = cells.get(mark.name)
    return mark.target is not None and original is not None and mark.target[1] == original[1]


def _place_now(mark: DefinedName, notes: Mapping[str, Notes], known: Lines) -> Place | None:
    """Where a marked cell stands; None where nothing tells.

    Some programs rename a sheet and leave the names behind; then our note on the cell tells.
    """
    if mark.target is None or mark.target[0] in notes:
        return mark.target
    cell = mark.target[1]
    found: list[Place] = []
    for sheet, on_sheet in notes.items():
        author, text = on_sheet.get(cell, ("", ""))
        cut = cut_ours(author, text, known, marked=True)
        if cut is not None and (cut.whole or cut.stretches) and text:
            found.append((sheet, cell))
    return found[0] if len(found) == 1 else None


def mark_cells(
    edit: Edit,
    findings: Iterable[Finding],
    former: Mapping[Place, str],
    *,
    package: Package,
    listed_on: str,
) -> None:
    """A fill by the worst severity and one note for each cell with findings.

    Args:
        former: the fills that cells had before an earlier check marked them.
        listed_on: the sheet with all findings, to which a note refers that cannot hold those of its cell.
    """
    by_place: dict[Place, list[Finding]] = {}
    for finding in findings:
        if finding.cell:
            by_place.setdefault((finding.sheet, finding.cell), []).append(finding)
    notes = {sheet: package.notes(sheet) for sheet, _ in by_place}
    for number, ((sheet, cell), found) in enumerate(by_place.items(), start=1):
        fill = former.get((sheet, cell))
        if fill is None:
            fill = edit.fill_key(sheet, cell)
        worst = min((each.severity for each in found), key=_SEVEREST_FIRST.index)
        edit.set_fill(sheet, cell, FILLS[worst])
        edit.define_name(f"{_MARK_NAME}{number}", sheet, cell)
        edit.set_property(f"{_FILL_PROPERTY}{number}", fill)
        _, theirs = notes[sheet].get(cell, ("", ""))
        room = _MOST_IN_A_CELL - len(theirs) - len(marker(AUTHOR)) - 2
        text = note_of([note_text(finding) for finding in found], min(_LONGEST_NOTE, room), listed_on)
        if text:
            edit.note(sheet, cell, text, author=AUTHOR)
            edit.set_property(f"{_NOTE_PROPERTY}{number}", remembered(text))


def note_of(sentences: list[str], room: int, listed_on: str) -> str:
    """The sentences of a note, or the first of them and how many more there are; empty without room."""
    whole = "\n".join(sentences)
    if len(whole) <= room:
        return whole
    taken: list[str] = []
    for position, sentence in enumerate(sentences):
        rest = len(sentences) - position - 1
        length = sum(map(len, taken)) + len(taken) + len(sentence) + len(_more(max(rest, 1), listed_on)) + 1
        if length > room:
            break
        taken.append(sentence)
    if taken:
        return "\n".join([*taken, _more(len(sentences) - len(taken), listed_on)])
    # Not even the first has room.
    end = _more(len(sentences), listed_on, others=False)
    return end if len(end) <= room else ""


def _more(count: int, listed_on: str, *, others: bool = True) -> str:
    return f"【{Severity.HINT.word}】{'还' if others else '这里'}有 {count} 条，见“{listed_on}”表。"


def note_text(finding: Finding) -> str:
    """What the note on a cell says: what stood there, what should, and why."""
    was = f"原填 {finding.shown_stated}" if finding.stated not in (None, "") else ""
    due = f"应为 {finding.shown_expected}" if finding.expected not in (None, "") else ""
    facts = "，".join(part for part in (was, due) if part)
    return f"【{finding.severity.word}】{facts + '：' if facts else ''}{finding.message}"
