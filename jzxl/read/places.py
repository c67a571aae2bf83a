"""Where the defined names of a workbook lead, and which forms they are of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from jzxl.form import naming
from jzxl.form.cells import named_cells
from jzxl.form.load import Catalog
from jzxl.form.model import Form
from jzxl.issue.stamp import Stamp
from jzxl.package import Package

# A workbook whose properties were lost is still taken for a form when it carries this share of
# the names that the form needs.
_ENOUGH_NAMES = (1, 2)
_MOST_GOALS = 200
_LONGEST_ROW = 4
_ROW_NUMBER = re.compile("[1-9][0-9]{0,3}")

Places = Mapping[str, tuple[tuple[str, str], ...]]
"""Every place of each name, as (sheet, cell)."""


def places_of(package: Package) -> Places:
    """Every place of every defined name, the workbook's first; a copied sheet brings one of its own."""
    places: dict[str, tuple[tuple[str, str], ...]] = {}
    # A name may be left over from a sheet that is gone; what it was for is then told as missing.
    sheets = {sheet.name for sheet in package.sheets}
    for defined in sorted(package.names, key=lambda each: each.scope is not None):
        if defined.target is not None and defined.target[0] in sheets:
            known = places.get(defined.name, ())
            if defined.target not in known:
                places[defined.name] = (*known, defined.target)
    return places


def forms_of(stamp: Stamp | None, places: Places, catalog: Catalog) -> tuple[Form, ...]:
    """The forms that a workbook says it carries, or that its names show it to carry."""
    if stamp is not None:
        known = catalog.forms.get(stamp.standard, {})
        return (
            tuple(known[each] for each in stamp.forms) if all(each in known for each in stamp.forms) else ()
        )
    best: tuple[Form, ...] = ()
    most = 0
    for forms in catalog.forms.values():
        carried = tuple(form for form in forms.values() if prefixes_of(form, places))
        found = sum(
            prefix + name in places
            for form in carried
            for prefix in prefixes_of(form, places)
            for name in named_cells(form).essential
        )
        if found > most:
            best, most = carried, found
    return best


def prefixes_of(form: Form, places: Places) -> list[str]:
    """With what the names of a form begin in this workbook, once for each time it stands there."""
    candidates = [""]
    if form.name_field:
        before, _, after = form.prefix.partition("{number}")
        pattern = re.compile(f"{re.escape(before)}(\\d+){re.escape(after)}")
        numbers = {int(match[1]) for match in map(pattern.match, places) if match is not None}
        candidates = [form.prefix.format(number=number) for number in sorted(numbers)]
    essential = named_cells(form).essential
    numerator, denominator = _ENOUGH_NAMES
    return [
        prefix
        for prefix in candidates
        if sum(prefix + name in places for name in essential) * denominator >= len(essential) * numerator
    ]


def home_sheet(form: Form, prefix: str, places: Places) -> str:
    """The sheet on which most of the form's scores stand; the first of its places where several do."""
    names = [prefix + naming.score(each) for each in form.indicators]
    counted = Counter(sheet for name in names for sheet, _ in places.get(name, ())[:1])
    return counted.most_common(1)[0][0] if counted else ""


def numbered_rows(places: Places) -> dict[str, int]:
    """The number of the last row whose target has a cell, by the name of its group with the form's prefix."""
    end = f"_{naming.GOAL_TARGET}"
    rows: dict[str, int] = {}
    for name in places:
        if not name.endswith(end):
            continue
        name = name.removesuffix(end)
        # A group's name may end with a figure, so that it is not known where the number of the row begins.
        for digits in range(1, min(len(name), _LONGEST_ROW) + 1):
            group, number = name[:-digits], name[-digits:]
            if _ROW_NUMBER.fullmatch(number) and (row := int(number)) < _MOST_GOALS:
                rows[group] = max(rows.get(group, 0), row)
    return rows
