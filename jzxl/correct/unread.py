"""What stands in the sheets of a return that is no .xlsx, and in no cell of the copy that was built anew from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from jzxl.package import CellValue, ForeignWorkbook, Package
from jzxl.package.address import split_area
from jzxl.read.filing import Filing
from jzxl.read.labels.keys import key_of
from jzxl.read.labels.segments import label_set
from jzxl.read.lost_results import is_issued

# A sheet that holds more is no form with remarks.
MOST_UNREAD = 200


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell whose content was taken for nothing of the form."""

    sheet: str
    cell: str
    text: str


def unread_of(
    workbook: ForeignWorkbook, filing: Filing, copy: Package, homes: Mapping[str, str]
) -> list[Unread]:
    """The contents of the sheets with forms that would be lost, in the order of the return; at most 200.

    Labels and what our own workbook prints or holds are not among them.  Of a workbook that we issued only
    what stands within the printed form is looked at: right of it are our own helps.

    Args:
        homes: the sheet of the copy for each sheet of the return that holds a form.
    """
    read: Mapping[str, set[str]] = _read_cells(filing)
    kept = {_plain(cell.value) for sheet in copy.sheets for cell in copy.cells(sheet.name).values()}
    issued = is_issued(workbook)
    found: list[Unread] = []
    for sheet in workbook.sheets:
        if sheet.name not in homes:
            continue
        edge = _right_edge(copy.merges(homes[sheet.name])) if issued else None
        for ref, cell in sheet.cells.items():
            text = _plain(cell.value)
            inside = edge is None or cell.column <= edge
            if (
                text
                and inside
                and ref not in read[sheet.name]
                and text not in kept
                and not _label(filing, text)
            ):
                found.append(Unread(sheet.name, ref, str(cell.value).strip()))
                if len(found) == MOST_UNREAD:
                    return found
    return found


def _read_cells(filing: Filing) -> dict[str, set[str]]:
    read: dict[str, set[str]] = defaultdict(set)
    for filled in filing.forms:
        for entry in filled.entries.values():
            read[entry.sheet].add(entry.cell)
    return read


def _label(filing: Filing, text: str) -> bool:
    key = key_of(text)
    return any(label_set(filled.form).keys.nearest(key) for filled in filing.forms)


def _right_edge(merges: Iterable[str]) -> int | None:
    """The last column of the merged title in the first row; None where there is none."""
    return next(_title_edges(merges), None)


def _title_edges(merges: Iterable[str]) -> Iterator[int]:
    for merge in merges:
        area = split_area(merge)
        if area is not None and area[:2] == (1, 1) and area[3] > 1:
            yield area[3]


def _plain(value: CellValue) -> str:
    """A content as it is compared: without blanks, a number without trailing zeros."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return "".join(value.split()) if isinstance(value, str) else ""
