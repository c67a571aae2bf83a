"""Cells → Filing: fields are found by their defined names, never by address.

Rows that were inserted, blocks that were moved and sheets that were renamed therefore do no harm.
A field that stands in two places with different values is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from jzxl.form import naming
from jzxl.form.cells import NamedCells, named_cells
from jzxl.form.formulas import formula_book
from jzxl.form.instance import Instance
from jzxl.form.load import Catalog
from jzxl.form.model import Form
from jzxl.issue.stamp import Stamp, prefilled_figures
from jzxl.package import Cell, ForeignWorkbook, Package, carried_by, shown
from jzxl.read.added import copies_of_another_name, read_added, sheets_beside
from jzxl.read.entry import Entry, entry_of
from jzxl.read.filing import Ambiguity, Filing, FilledForm
from jzxl.read.goals import read_goals
from jzxl.read.inserted_rows import inserted_rows, uncounted_rows
from jzxl.read.labels.grid import PlainSheet
from jzxl.read.labels.reader import read_sheets
from jzxl.read.lost_results import is_issued, without_lost_results
from jzxl.read.places import Places, forms_of, home_sheet, numbered_rows, places_of, prefixes_of
from jzxl.read.scored_goals import read_scored_goals
from jzxl.read.typed import Kind, Understood, understand
from jzxl.read.untouched import is_untouched

_YEAR = re.compile("[0-9]{4}")
_DIGITS = re.compile("[0-9]+")


def read_filing(package: Package, catalog: Catalog) -> Filing:
    """Read a returned workbook.

    Returns:
        the filing; without forms when the workbook is none of ours, or of a standard not known.

    Raises:
        UnreadableFileError: a sheet of the workbook is damaged.
    """
    stamp = Stamp.read(package.properties)
    places = places_of(package)
    issued = forms_of(stamp, places, catalog)
    found = [(form, prefix) for form in dict.fromkeys(issued) for prefix in prefixes_of(form, places)]
    called = [prefix + form.name_field for form, prefix in found if form.name_field]
    others = copies_of_another_name(package, called, places)
    if others:
        places = {
            name: tuple(place for place in known if place[0] not in others) for name, known in places.items()
        }
    rows = numbered_rows(places)
    sent_with = prefilled_figures(package.properties)
    filled = tuple(_read_form(package, form, prefix, places, rows, sent_with) for form, prefix in found)
    if not filled and (stamp is None or issued):
        # No name is left, or there never was one.  Not so for a standard unknown here: its forms
        # may look like ours and mean something else.
        typed = read_typed(package, catalog)
        if typed.forms or stamp is None:
            return typed
    forms = list(catalog.forms[issued[0].standard.id].values()) if filled else []
    others_beside = sheets_beside(package, filled) if filled else []
    beside = plain_sheets(package, others_beside)
    taken, added, doubtful = read_added(beside, forms, filled)
    return Filing(
        file=package.file,
        sha256=package.sha256,
        stamp=stamp,
        standard=issued[0].standard.id if issued else "",
        unit=next((unit for unit in map(_unit, filled) if unit), ""),
        year=_year(stamp, filled),
        sheets=tuple(sheet.name for sheet in package.sheets),
        issued=issued,
        forms=(*filled, *taken),
        doubtful=doubtful,
        carries=carried_by(package),
        added=added,
        # Whatever stands on a sheet of somebody's own was put there by somebody.
        untouched=not others_beside and is_untouched(package, stamp, filled),
    )


def read_typed(workbook: Package | ForeignWorkbook, catalog: Catalog) -> Filing:
    """Read a workbook that we did not issue: forms are found by their titles and labels.

    Returns:
        the filing; without forms when there is none in it.

    Raises:
        UnreadableFileError: a sheet of the workbook is damaged.
    """
    sheets = plain_sheets(workbook)
    issued = isinstance(workbook, ForeignWorkbook) and is_issued(workbook)
    read = read_sheets(sheets, catalog.all_forms if issued else catalog.typed_forms, issued=issued)
    found = read.forms
    if isinstance(workbook, ForeignWorkbook):
        found = tuple(without_lost_results(filled, issued=issued) for filled in found)
    return Filing(
        file=workbook.file,
        sha256=workbook.sha256,
        stamp=None,
        standard=found[0].form.standard.id if found else "",
        unit=next((unit for unit in map(_unit, found) if unit), ""),
        year=_year(None, found),
        sheets=tuple(sheet.name for sheet in sheets),
        issued=tuple(filled.form for filled in found),
        forms=found,
        doubtful=read.doubtful,
        passed_over=read.passed_over,
        too_large=read.too_large,
        carries=carried_by(workbook),
    )


def plain_sheets(
    workbook: Package | ForeignWorkbook, wanted: Container[str] | None = None
) -> list[PlainSheet]:
    """The sheets of a workbook without its names.

    Args:
        wanted: only those of these names; all unless given.

    Raises:
        UnreadableFileError: a sheet is damaged.
    """
    if isinstance(workbook, ForeignWorkbook):
        return [PlainSheet(sheet.name, sheet.cells, sheet.merges, {}) for sheet in workbook.sheets]
    return [
        PlainSheet(
            sheet.name, workbook.cells(sheet.name), workbook.merges(sheet.name), _shown(workbook, sheet.name)
        )
        for sheet in workbook.sheets
        if wanted is None or sheet.name in wanted
    ]


def _shown(package: Package, sheet: str) -> dict[str, str]:
    """How the numbers of a sheet are displayed that are percentages or dates."""
    return {
        cell.ref: text
        for cell in package.cells(sheet).values()
        if isinstance(cell.value, Decimal)
        and (text := shown(cell.value, package.number_format(cell.style), date1904=package.date1904))
        is not None
    }


def _read_form(
    package: Package,
    form: Form,
    prefix: str,
    places: Places,
    rows: Mapping[str, int],
    sent_with: Mapping[str, Decimal],
) -> FilledForm:
    home = home_sheet(form, prefix, places)
    # How many rows each group of goals has.
    goal_rows = tuple(rows.get(prefix + group.name, 0) for group in form.goal_groups)
    instance = Instance(form, prefix, home, "", goal_rows)
    sheets = _Sheets(package)
    entries: dict[str, Entry] = {}
    ambiguous: list[Ambiguity] = []
    for name in _wanted(form, instance.goal_rows):
        found = [_entry(sheets, name, place) for place in places.get(prefix + name, ())]
        if len(found) > 1:
            found.sort(key=lambda entry: entry.sheet != home)
            differ = any(_content(entry) != _content(found[0]) for entry in found[1:])
            ambiguous.append(Ambiguity(name, tuple((each.sheet, each.cell) for each in found), differ))
            if differ:
                continue
        if found:
            entries[name] = found[0]
    conflicting = {each.name for each in ambiguous if each.differ}
    instance, added = inserted_rows(package, instance, entries)
    cells = instance.cells
    entries |= added.entries
    return FilledForm(
        instance=instance,
        entries=MappingProxyType(entries),
        missing=tuple(name for name in cells.essential if name not in entries and name not in conflicting),
        ambiguous=tuple(ambiguous),
        numbers=MappingProxyType(_numbers(cells, entries)),
        goals=read_goals(package, instance, entries),
        scored=read_scored_goals(instance, entries, added.indicators, _percents(package, instance, entries)),
        inserted=added.computed,
        prefilled={name: sent_with[prefix + name] for name in cells.numbers if prefix + name in sent_with}
        if sent_with
        else {},
        uncounted=uncounted_rows(package, instance, entries, added.computed),
    )


def _percents(package: Package, instance: Instance, entries: Mapping[str, Entry]) -> frozenset[str]:
    """The targets and results of goals with scores that show their number as a percentage."""
    found = set()
    for name in instance.cells.measures:
        entry = entries.get(name)
        if entry is None or not isinstance(entry.value, Decimal):
            continue
        cell = package.cells(entry.sheet)[entry.cell]
        text = shown(entry.value, package.number_format(cell.style), date1904=package.date1904)
        if text is not None and text.endswith("%"):
            found.add(name)
    return frozenset(found)


def read_with_live_checks(package: Package, filled: FilledForm) -> dict[str, Entry]:
    """The entries of a form with the lines of its 校验 sheet, which only repeat what is checked.

    Raises:
        UnreadableFileError: the sheet is damaged.
    """
    prefix = filled.instance.prefix
    wanted = {prefix + name: name for name in filled.instance.book.live_names}
    sheets = _Sheets(package)
    there = {sheet.name for sheet in package.sheets}
    live = {
        wanted[defined.name]: _entry(sheets, wanted[defined.name], defined.target)
        for defined in reversed(package.names)  # a copied sheet's twins come later
        if defined.target is not None and defined.target[0] in there and defined.name in wanted
    }
    return {**filled.entries, **live}


def _content(entry: Entry) -> object:
    """What two places of one field must have in common: the value, or the formula."""
    return entry.formula if entry.formula is not None else entry.value


@lru_cache(maxsize=64)
def _wanted(form: Form, goal_rows: tuple[int, ...]) -> tuple[str, ...]:
    """The names of the cells that are read."""
    cells, book = named_cells(form, goal_rows), formula_book(form, goal_rows)
    computed = [name for name in book.expressions if name not in book.live_names]
    return (*cells.numbers, *cells.texts, *cells.fixed, *cells.labels, *computed)


class _Sheets(dict[str, Mapping[str, Cell]]):
    """The cells of the sheets of a package by address, each looked up once."""

    def __init__(self, package: Package) -> None:
        self._package = package

    def __missing__(self, sheet: str) -> Mapping[str, Cell]:
        cells = self[sheet] = self._package.cells(sheet)
        return cells


def _entry(sheets: _Sheets, name: str, place: tuple[str, str]) -> Entry:
    sheet, address = place
    return entry_of(name, sheet, address, sheets[sheet])


def _numbers(cells: NamedCells, entries: Mapping[str, Entry]) -> dict[str, Understood]:
    return {
        name: understand(entries[name].value, Kind(kind))
        for name, kind in cells.numbers.items()
        if name in entries
    }


def _unit(filled: FilledForm) -> str:
    entry = filled.entries.get(filled.form.unit_field)
    return entry.value.strip() if entry is not None and isinstance(entry.value, str) else ""


def _year(stamp: Stamp | None, forms: tuple[FilledForm, ...]) -> int | None:
    if stamp is not None and _YEAR.fullmatch(stamp.year):
        return int(stamp.year)
    for filled in forms:
        entry = filled.entries.get(naming.YEAR)
        digits = "".join(_DIGITS.findall(str(entry.value))) if entry is not None else ""
        if _YEAR.fullmatch(digits):
            return int(digits)
    return None
