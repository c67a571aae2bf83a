"""Forms on sheets that were added to a workbook after it was issued.

A department that has one project more copies the sheet of another, or types or pastes the form into a sheet of
its own.  No defined name leads there, or only twins of the names of the sheet that was copied, which Excel
gives to the copy.  Such a form is read by its labels, like any that we did not issue.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from jzxl.form import naming
from jzxl.form.instance import DATA_SHEET, RESERVED_SHEETS
from jzxl.form.model import Form
from jzxl.package import Package
from jzxl.read.entry import Entry
from jzxl.read.filing import Added, Doubtful, FilledForm, Reading
from jzxl.read.labels.grid import PlainSheet
from jzxl.read.labels.reader import read_sheets
from jzxl.read.places import Places
from jzxl.spelling import plain_name

# A sheet with the title of a form and a smaller share of its labels is about the form: a cover, a guide.
_LEAST_LABELS = (1, 5)
# What a workbook has beside its forms, and what an earlier check added, under another number where it had to.
_BESIDE = re.compile(rf"(?:{'|'.join(RESERVED_SHEETS)})\d*|{DATA_SHEET}_.*")


def copies_of_another_name(package: Package, fields: Iterable[str], places: Places) -> frozenset[str]:
    """The sheets that were copied from a form's, and named after something else than that form.

    A copy that still bears the name of the first is that form twice.

    Args:
        fields: the names of the cells that hold what forms are named after.
    """
    copies: set[str] = set()
    for field in fields:
        known = places.get(field, ())
        called = {sheet: plain_name(str(_value(package, sheet, cell) or "")) for sheet, cell in known}
        # The first place is the one that was issued; a twin is scoped to the sheet that it stands on.
        home = next(iter(called), "")
        copies |= {sheet for sheet, name in called.items() if name and name != called[home]}
    return frozenset(copies)


def _value(package: Package, sheet: str, cell: str) -> object:
    there = package.cells(sheet).get(cell)
    return there.value if there is not None else None


def sheets_beside(package: Package, filled: Sequence[FilledForm]) -> list[str]:
    """The sheets on which no field of the forms stands, and which are none of our other sheets either."""
    ours = {entry.sheet for form in filled for entry in form.entries.values()}
    ours |= {sheet for form in filled for each in form.ambiguous for sheet, _ in each.places}
    return [
        sheet.name
        for sheet in package.sheets
        if sheet.name not in ours and not _BESIDE.fullmatch(sheet.name.strip())
    ]


def read_added(
    sheets: Sequence[PlainSheet], forms: Sequence[Form], issued: Sequence[FilledForm]
) -> tuple[tuple[FilledForm, ...], tuple[Added, ...], tuple[Doubtful, ...]]:
    """Read the forms on added sheets.

    Args:
        forms: of the standard that the workbook was issued by.
        issued: the forms that were read by their names.

    Returns:
        the forms to be checked with the others; what became of each that is there; and sheets that bear the
        title of a form without being one that can be read.
    """
    read = read_sheets(sheets, forms)
    known = {_key(each): each.sheet for each in issued}
    numbers = {form.id: sum(each.form is form for each in issued) for form in forms}
    taken: list[FilledForm] = []
    added: list[Added] = []
    for filled in read.forms:
        form = filled.form
        if not {form.unit_field, form.name_field} & filled.entries.keys():
            continue  # It is about the form, such as the standard by which it is scored.
        home = known.get(_key(filled), "")
        reading = Reading.BLANK if _is_blank(filled) else Reading.TWIN if home else Reading.READ
        added.append(Added(filled.sheet, form, filled.instance.name, reading, home))
        if reading is Reading.READ:
            known[_key(filled)] = filled.sheet
            numbers[form.id] += 1
            prefix = form.prefix.format(number=numbers[form.id])
            taken.append(replace(filled, instance=replace(filled.instance, prefix=prefix)))
    least, of = _LEAST_LABELS
    doubtful = tuple(each for each in read.doubtful if each.found * of >= each.wanted * least)
    return tuple(taken), tuple(added), doubtful


def _key(filled: FilledForm) -> tuple[str, str]:
    """What tells the forms of a workbook apart."""
    name = filled.entries.get(filled.form.name_field) if filled.form.name_field else None
    return filled.form.id, plain_name(str(name.value or "") if name is not None else "")


def _is_blank(filled: FilledForm) -> bool:
    """Whether nothing that is scored was filled."""
    form = filled.form
    names = (*form.inputs, *(naming.score(each) for each in form.judged))
    entries = [filled.entries[name] for name in names if name in filled.entries]
    filled_in = [each for each in entries if _holds(each)]
    return not filled_in and not filled.goals and not filled.scored


def _holds(entry: Entry) -> bool:
    return entry.value is not None and bool(str(entry.value).strip())
