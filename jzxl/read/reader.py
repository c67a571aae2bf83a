"""Cells → Filing: fields are found by their defined names, never by address.

Rows that were inserted, blocks that were moved and sheets that were renamed therefore do no harm.
A field that stands in two places with different values is not guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from jzxl.form import naming
from jzxl.form.cells import NamedCells, named_cells
from jzxl.form.formulas import formula_book
from jzxl.form.load import Catalog
from jzxl.form.model import Form
from jzxl.issue.stamp import Stamp
from jzxl.package import Package
from jzxl.read.filing import Ambiguity, Entry, Filing, FilledForm
from jzxl.read.typed import Kind, Understood, understand

# A workbook whose properties were lost is still taken for a form when it carries this share of
# the names that the form needs.
_ENOUGH_NAMES = (1, 2)

Places = Mapping[str, tuple[tuple[str, str], ...]]


def read_filing(package: Package, catalog: Catalog) -> Filing:
    """Read a returned workbook.

    Returns:
        the filing; without forms when the workbook is none of ours, or of a standard not known.

    Raises:
        UnreadableFileError: a sheet of the workbook is damaged.
    """
    stamp = Stamp.read(package.properties)
    places = _places(package)
    form = _form_of(stamp, places, catalog)
    sheets = tuple(sheet.name for sheet in package.sheets)
    if form is None:
        return Filing(package.file, package.sha256, stamp, "", "", None, sheets, ())
    filled = _read_form(package, form, places)
    unit = filled.entries.get(form.unit_field)
    return Filing(
        file=package.file,
        sha256=package.sha256,
        stamp=stamp,
        standard=form.standard.id,
        unit=unit.value.strip() if unit is not None and isinstance(unit.value, str) else "",
        year=_year(stamp, filled),
        sheets=sheets,
        forms=(filled,),
    )


def _places(package: Package) -> Places:
    """Every place of every defined name; a copied sheet brings a second one."""
    places: dict[str, tuple[tuple[str, str], ...]] = {}
    for defined in package.names:
        if defined.target is not None:
            known = places.get(defined.name, ())
            if defined.target not in known:
                places[defined.name] = (*known, defined.target)
    return places


def _form_of(stamp: Stamp | None, places: Places, catalog: Catalog) -> Form | None:
    if stamp is not None:
        return catalog.forms.get(stamp.standard, {}).get(stamp.form)
    best: Form | None = None
    most = 0
    for forms in catalog.forms.values():
        for form in forms.values():
            essential = named_cells(form).essential
            found = sum(name in places for name in essential)
            numerator, denominator = _ENOUGH_NAMES
            if found > most and found * denominator >= len(essential) * numerator:
                best, most = form, found
    return best


def _read_form(package: Package, form: Form, places: Places) -> FilledForm:
    cells = named_cells(form)
    wanted = [*cells.numbers, *cells.texts, *cells.fixed, *cells.labels, *formula_book(form).expressions]
    home = _home_sheet(form, places)
    entries: dict[str, Entry] = {}
    ambiguous: list[Ambiguity] = []
    for name in wanted:
        found = [_entry(package, name, place) for place in places.get(name, ())]
        if len(found) > 1:
            found.sort(key=lambda entry: entry.sheet != home)
            differ = any(_content(entry) != _content(found[0]) for entry in found[1:])
            ambiguous.append(Ambiguity(name, tuple((each.sheet, each.cell) for each in found), differ))
            if differ:
                continue
        if found:
            entries[name] = found[0]
    conflicting = {each.name for each in ambiguous if each.differ}
    missing = tuple(name for name in cells.essential if name not in entries and name not in conflicting)
    return FilledForm(
        form=form,
        sheet=home,
        title=form.title,
        entries=MappingProxyType(entries),
        missing=missing,
        ambiguous=tuple(ambiguous),
        numbers=MappingProxyType(_numbers(cells, entries)),
    )


def _content(entry: Entry) -> object:
    """What two places of one field must have in common: the value, or the formula."""
    return entry.formula if entry.formula is not None else entry.value


def _home_sheet(form: Form, places: Places) -> str:
    """The sheet on which most of the form's scores stand; the first of its places where several do."""
    names = [naming.score(each) for each in form.indicators]
    counted = Counter(sheet for name in names for sheet, _ in places.get(name, ())[:1])
    return counted.most_common(1)[0][0] if counted else ""


def _entry(package: Package, name: str, place: tuple[str, str]) -> Entry:
    sheet, address = place
    cell = package.cells(sheet).get(address)
    if cell is None:
        return Entry(name, sheet, address, None, None, False)
    return Entry(name, sheet, address, cell.value, cell.formula, cell.has_cached)


def _numbers(cells: NamedCells, entries: Mapping[str, Entry]) -> dict[str, Understood]:
    return {
        name: understand(entries[name].value, Kind(kind))
        for name, kind in cells.numbers.items()
        if name in entries
    }


def _year(stamp: Stamp | None, filled: FilledForm) -> int | None:
    if stamp is not None and stamp.year.isdigit():
        return int(stamp.year)
    entry = filled.entries.get(naming.YEAR)
    digits = "".join(each for each in str(entry.value) if each.isdigit()) if entry is not None else ""
    return int(digits) if len(digits) == 4 else None
