"""A table of inputs on a typed sheet: a row for each label at its side, a column for each header."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jzxl.form import naming
from jzxl.form.printed import Part
from jzxl.form.sections import MatrixSection
from jzxl.read.entry import Entry
from jzxl.read.filing import Unclear
from jzxl.read.labels.columns import Holds, Wanted, by_columns
from jzxl.read.labels.fields import amount_at, blank_under, entry_at, text_value
from jzxl.read.labels.sheet_map import SheetMap
from jzxl.read.labels.tables import score_value
from jzxl.read.typed import Kind, Understood, understand


@dataclass(frozen=True, slots=True)
class MatrixRows:
    """What was read from a table of inputs; ``numbers`` in the unit of the form."""

    entries: Mapping[str, Entry]
    numbers: Mapping[str, Understood]
    unclear: Sequence[Unclear]


def read_matrix(sheet: SheetMap, number: int, section: MatrixSection) -> MatrixRows:
    """The inputs of every row whose label was found, and the score of the first."""
    form = sheet.segment.form
    group = form.input_group(section.title)
    columns = tuple(dict.fromkeys(each.label for each in group.inputs))
    indicator = form.indicator(section.indicator)
    scored = dict(
        zip(
            section.headers,
            (naming.weight(indicator), indicator.rate_name, naming.score(indicator)),
            strict=True,
        )
    )
    headers = sheet.headers(number, (*columns, *section.headers))
    # A rate may be written as a percentage.
    wanted = [
        Wanted(text, Holds.ANY if text == section.headers[1] else Holds.NUMBER)
        for text in (*columns, *section.headers)
    ]
    if headers:
        wanted = [each for each in wanted if each.name in headers]
        wanted.sort(key=lambda each: headers[each.name].column)
    others = sheet.other_headers(headers.values())
    absent = [text for text in (*columns, *section.headers) if headers and text not in headers]
    entries: dict[str, Entry] = {}
    numbers: dict[str, Understood] = {}
    unclear: list[Unclear] = []
    for text in absent:
        known = next(iter(headers.values()))
        lost = tuple(each.name for each in group.inputs if each.label == text)
        names_of = (scored[text],) if text in scored else lost
        unclear.append(Unclear(names_of, text, known.sheet, known.ref, column=True))
    first = next(iter(dict.fromkeys(each.parent for each in group.inputs)))
    for label, spot in sheet.placed(number, Part.FUND_ROW):
        names = {each.label: each.name for each in group.inputs if each.parent == label.name}
        position = sheet.number(Part.FUND_ROW, label.name)
        twins = position is not None and sheet.uncertain(position)
        values = None if twins else by_columns(sheet.behind(spot), wanted, headers, others, whole=not absent)
        if values is None and not twins and not absent:
            # The columns of scores are often left out, or merged, below the first row.
            values = by_columns(sheet.behind(spot), [each for each in wanted if each.name in names], {})
        if values is None:
            unclear.append(Unclear(tuple(names.values()), label.text, spot.sheet, spot.ref, twins))
            continue
        for text, name in names.items():
            if text in absent:
                continue
            value = values.get(text)
            if value is None:
                entries[name] = blank_under(name, spot, headers.get(text))
                numbers[name] = understand(None, Kind.AMOUNT)
            else:
                entries[name] = entry_at(value, name, value.value)
                numbers[name] = amount_at(sheet, form, name, spot, value)
        for text, name in scored.items() if label.name == first else ():
            if text in absent:
                continue
            value = values.get(text)
            if value is None:
                entries[name] = blank_under(name, spot, headers.get(text))
            else:
                content = text_value(value) if name == indicator.rate_name else score_value(value)
                entries[name] = entry_at(value, name, content)
    return MatrixRows(entries, numbers, unclear)
