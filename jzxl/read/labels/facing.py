"""Long texts beside each other, the labels in one row, the texts in the rows below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jzxl.form.model import Form
from jzxl.form.printed import Part
from jzxl.form.sections import FacingSection
from jzxl.package.address import join_ref
from jzxl.read.entry import Entry
from jzxl.read.labels.grid import Spot
from jzxl.read.labels.sheet_map import SheetMap


def read_facing(sheet: SheetMap, form: Form, edge: int) -> dict[str, Entry]:
    """The fields of facing sections whose texts stand under their labels, by name; a blank one has no value.

    A field is left out where it cannot be told by the columns alone to which label a text belongs.

    Args:
        edge: the last column in which a value of the form may stand; what is right of it are remarks.
    """
    found: dict[str, Entry] = {}
    for section in form.sections:
        if isinstance(section, FacingSection):
            found |= _section(sheet, section, edge)
    return found


def _section(sheet: SheetMap, section: FacingSection, edge: int) -> Mapping[str, Entry]:
    labels = {name: spot for name in section.fields if (spot := sheet.of(Part.FIELD, name)) is not None}
    spots = list(labels.values())
    if (
        len(spots) < 2
        or len({spot.row for spot in spots}) > 1
        or any(spot.row[1] or spot.column[1] for spot in spots)  # parts of a cell have no columns
        or any(value.column[0] <= edge for spot in spots for value in sheet.behind(spot))
    ):
        return {}
    under = _texts_under(sheet, spots, edge)
    if under is None:
        return {}
    return {name: _entry(name, label, under[label]) for name, label in labels.items()}


def _texts_under(sheet: SheetMap, labels: Sequence[Spot], edge: int) -> dict[Spot, list[Spot]] | None:
    """What stands under each label, down to the next row of labels; None where something is under none or two."""
    under: dict[Spot, list[Spot]] = {label: [] for label in labels}
    start = sheet.row_after(labels[0].row)
    for row in sheet.rows_between(start, sheet.next_label_row(labels[0].row)) if start is not None else ():
        for spot in sheet.rows[row]:
            if spot.column[0] > edge:
                continue
            owners = [label for label in labels if label.covers(spot)]
            if len(owners) != 1 or any(other.row == row for other in under[owners[0]]):
                return None
            under[owners[0]].append(spot)
    return under


def _entry(name: str, label: Spot, texts: Sequence[Spot]) -> Entry:
    if not texts:
        return Entry(name, label.sheet, join_ref(label.row[0] + 1, label.column[0]), None, None, False)
    first = texts[0]
    value = first.value if len(texts) == 1 and first.shown is None else "\n".join(each.text for each in texts)
    return Entry(name, first.sheet, first.ref, value, first.formula, first.has_cached)
