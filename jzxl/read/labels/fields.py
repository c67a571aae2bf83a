"""Texts and numbers beside a label of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jzxl.form.model import Form
from jzxl.form.printed import Part
from jzxl.package import CellValue
from jzxl.package.address import join_ref
from jzxl.read.entry import Entry, blank_entry
from jzxl.read.labels.facing import read_facing
from jzxl.read.labels.grid import Spot
from jzxl.read.labels.keys import key_of, unit_in
from jzxl.read.labels.segments import label_set
from jzxl.read.labels.sheet_map import SheetMap
from jzxl.read.typed import Kind, Manner, Understood, understand

# A row behind a page break of a PDF may stand a column further right than its table's headers.
_SHIFTED_BY_A_PAGE_BREAK = 1
# 单位：万元 at the end of a line says what the figures below are in.
_UNIT_REMARK = re.compile(r"[(（]?\s*(?:金额)?\s*单位\s*[:：]?\s*(?:亿元|百万元|千元|万元|元)\s*[)）]?")
_UNIT_REMARK_AT_END = re.compile(rf"\s+{_UNIT_REMARK.pattern}\s*$")
_MONEY_UNITS = frozenset(("元", "千元", "万元", "百万元", "亿元", "万"))


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the label of a field or input.

    Attributes:
        unclear: whether several values stand there, so that none was taken.
        twins: whether it is the label that could be another's, or stands twice.
    """

    entry: Entry
    number: Understood | None
    unclear: bool = False
    twins: bool = False


def entry_at(spot: Spot, name: str, value: CellValue) -> Entry:
    """What was read at a spot, under a name."""
    return Entry(name, spot.sheet, spot.ref, value, spot.formula, spot.has_cached)


def blank_under(name: str, beside: Spot, header: Spot | None) -> Entry:
    """A field of a table that nothing stands in: in the row of a spot, under the header of its column."""
    ref = join_ref(beside.row[0], header.column[0]) if header is not None else beside.ref
    return blank_entry(name, beside.sheet, ref)


def text_value(spot: Spot) -> CellValue:
    """What a text field holds: a percentage or a date as it is displayed."""
    return spot.value if spot.shown is None else spot.shown


def read_fields(sheet: SheetMap, form: Form) -> Iterator[tuple[str, Beside]]:
    """Every text field and input whose label was found on the sheet, by name."""
    facing = read_facing(sheet, form, _right_edge(sheet))
    for number, label in enumerate(label_set(form).labels):
        spot = sheet.spot(number)
        if spot is None:
            continue
        if label.part not in (Part.FIELD, Part.INPUT):
            continue
        if sheet.uncertain(number) or _told_twice(sheet, number, spot):
            yield (
                label.name,
                Beside(blank_entry(label.name, spot.sheet, spot.ref), None, unclear=True, twins=True),
            )
        elif label.name in facing:
            yield label.name, Beside(facing[label.name], None)
        elif label.part is Part.FIELD:
            yield label.name, _field(sheet, form, label.name, spot)
        else:
            yield label.name, read_input(sheet, form, label.name, spot)


def _told_twice(sheet: SheetMap, number: int, label: Spot) -> bool:
    """Whether a label stands in two places with different values; a page break may repeat it with its own."""
    others = sheet.elsewhere(number)
    if not others:
        return False
    values = [spot.text for spot in _beside(sheet, label)]
    return any([spot.text for spot in _beside(sheet, other)] != values for other in others)


def _beside(sheet: SheetMap, label: Spot) -> Sequence[Spot]:
    """What stands right of a label, without remarks right of the tables."""
    edge = _right_edge(sheet)
    return [
        spot
        for spot in sheet.behind(label)
        if spot.column[0] <= edge and not _UNIT_REMARK.fullmatch(spot.text)
    ]


def _right_edge(sheet: SheetMap) -> int:
    return sheet.last_label_column + _SHIFTED_BY_A_PAGE_BREAK


def _around(sheet: SheetMap, label: Spot) -> Sequence[Spot] | None:
    """What stands right of a label or else under it; None where it cannot be told."""
    return _beside(sheet, label) or sheet.below(label)


def _field(sheet: SheetMap, form: Form, name: str, label: Spot) -> Beside:
    long = form.fields_by_name[name].lines > 1
    # The unit stands alone on its line; what is below belongs to the table.
    values = _beside(sheet, label) if name == form.unit_field else _around(sheet, label)
    if values is None:
        return Beside(blank_entry(name, label.sheet, label.ref), None, unclear=True)
    if len({spot.ref for spot in values}) == 1 and len(values) > 1:
        values = [values[0]._replace(value="\t".join(spot.text for spot in values))]
    if not values:
        return Beside(blank_entry(name, label.sheet, sheet.blank_ref(label)), None)
    entry = entry_at(values[0], name, text_value(values[0]))
    if isinstance(entry.value, str) and name == form.unit_field:
        entry = entry._replace(value=_UNIT_REMARK_AT_END.sub("", entry.value).strip())
    if len(values) > 1:
        return Beside(entry._replace(value=None), None, unclear=True)
    if long and isinstance(entry.value, str):
        entry = entry._replace(value="\n".join((entry.value, *_continued(sheet, values[0]))))
    return Beside(entry, None)


def _continued(sheet: SheetMap, first: Spot) -> Iterator[str]:
    """A long text that was typed over several rows: single texts below it, up to the next label."""
    start = sheet.row_after(first.row)
    if start is None:
        return
    for row in sheet.rows_between(start, sheet.next_label_row(first.row)):
        spots = sheet.rows[row]
        if len(spots) != 1 or not isinstance(spots[0].value, str) or spots[0].column[0] != first.column[0]:
            return
        yield spots[0].value


def read_input(sheet: SheetMap, form: Form, name: str, label: Spot) -> Beside:
    """The number beside the label of an input, in the unit that the label or a cell behind it names."""
    kind = Kind(form.inputs[name].kind)
    around = _around(sheet, label)
    if around is None:
        return Beside(blank_entry(name, label.sheet, label.ref), None, unclear=True)
    values = [spot for spot in around if spot.text not in _MONEY_UNITS]
    units = [spot.text for spot in sheet.behind(label) if spot.text in _MONEY_UNITS]
    if not values:
        blank = blank_entry(name, label.sheet, sheet.blank_ref(label))
        return Beside(blank, understand(None, kind))
    numbers = [spot for spot in values if understand(spot.value, kind).value is not None]
    if len(values) > 1 and values[0] not in numbers and not _is_dash(values[0]):
        # Next to the label words: a label that is not the form's, so that nothing stands for this one.
        blank = blank_entry(name, label.sheet, sheet.blank_ref(label))
        return Beside(blank, understand(None, kind))
    # Next to the label a figure, then words: these are a label that is not the form's.
    followed_by_words = len(values) > 1 and values[0] in numbers and values[1] not in numbers
    if len(values) > 1 and len(numbers) != 1 and not followed_by_words:
        return Beside(blank_entry(name, label.sheet, values[0].ref), None, unclear=True)
    spot = numbers[0] if numbers else values[0]
    understood = understand(spot.value, kind)
    if units and kind is Kind.AMOUNT and understood.value is not None:
        understood = understand(f"{understood.value}{units[0]}", kind)
    elif kind is Kind.AMOUNT:
        understood = amount_at(sheet, form, name, label, spot)
    return Beside(entry_at(spot, name, spot.value), understood)


def amount_at(sheet: SheetMap, form: Form, name: str, label: Spot, spot: Spot) -> Understood:
    """An amount of an input in 万元, by its own unit or the one that stands above or beside it."""
    understood = understand(spot.value, Kind.AMOUNT)
    scale = _scale(sheet, form, name, label)
    if understood.value is not None and scale != 1 and _is_bare(spot):
        return Understood(understood.value * scale, Manner.NUMBER)
    return understood


def _is_dash(spot: Spot) -> bool:
    return understand(spot.value, Kind.SCORE).manner is Manner.NONE


def _scale(sheet: SheetMap, form: Form, name: str, label: Spot) -> Decimal:
    """万元 for each unit of an amount: by its label, by the heading of its group, or by 单位：元 above."""
    own = unit_in(str(label.value))
    if own is not None:
        return own
    for group in form.input_groups:
        heading = sheet.of(Part.SIDE, group.title)
        if heading is not None and any(each.name == name for each in group.inputs):
            above = unit_in(str(heading.value))
            if above is not None:
                return above
    return sheet.stated_unit or Decimal(1)


def _is_bare(spot: Spot) -> bool:
    """Whether a figure states no unit of its own."""
    return not isinstance(spot.value, str) or key_of(spot.value)[-1:].isdigit()
