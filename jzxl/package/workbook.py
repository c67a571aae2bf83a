"""The workbook part: sheets in order, defined names, and the document's own properties."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from jzxl.package.address import split_target
from jzxl.package.markup import MarkupError, Node, outline
from jzxl.package.plain_rows import resolved
from jzxl.package.relations import Relation
from jzxl.package.values import decode_text, whole_number

SheetState = Literal["visible", "hidden", "veryHidden"]
_NAMES_OPENING, _NAMES_CLOSING = b"<definedNames>", b"</definedNames>"
# Over the bytes as Latin-1, so that places are byte offsets.
_PLAIN_NAME = re.compile(
    r'<definedName name="([^"<\t\n]*)"(?: localSheetId="([0-9]{1,9})")?(?: hidden="[01]")?>([^<]*)</definedName>'
)
_STATES: dict[str, SheetState] = {"hidden": "hidden", "veryHidden": "veryHidden"}


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """A worksheet; ``index`` counts all sheets of the workbook (chart sheets too) from 0."""

    name: str
    member: str
    index: int
    state: SheetState


class DefinedName(NamedTuple):
    """A defined name; ``scope`` is the sheet of a sheet-local name.

    A tuple, because a frozen dataclass takes several times as long to make, and a workbook has hundreds.
    ``target`` is (sheet, address) when the text is one plain reference, for an area its top-left cell.
    """

    name: str
    scope: str | None
    text: str
    target: tuple[str, str] | None


class NameMark(NamedTuple):
    """A <definedName>: ``local`` is its localSheetId; it lies at ``start`` to ``end``, its text at ``inner``."""

    name: str
    local: str | None
    text: str
    start: int
    inner: int
    inner_end: int
    end: int


@dataclass(frozen=True, slots=True)
class Workbook:
    """What the workbook part says, with the outline it was read from, but for the defined names."""

    root: Node
    marks: tuple[NameMark, ...]
    sheets: tuple[SheetInfo, ...]
    names: tuple[DefinedName, ...]
    date1904: bool


def is_true(value: str | None) -> bool:
    """An xsd:boolean attribute; absent is False."""
    return value in ("1", "true", "on")


def sheet_nodes(root: Node) -> list[Node]:
    """All <sheet> elements in workbook order, chart sheets included."""
    holder = root.first("sheets")
    return list(holder.all("sheet")) if holder else []


def parse_workbook(data: bytes, relations: Mapping[str, Relation], nodes: int) -> Workbook:
    """Read the workbook part; sheets whose relation is missing are left out.

    :raises MarkupError: malformed, or two sheets of one name
    """
    root, marks = _outlined(data, nodes)
    if root.name != "workbook":
        raise MarkupError(f"根元素是“{root.name}”，不是 workbook")
    all_names: list[str] = []
    sheets: list[SheetInfo] = []
    seen: set[str] = set()
    for index, node in enumerate(sheet_nodes(root)):
        name = decode_text(node.attrs.get("name", ""))
        if name.lower() in seen:
            raise MarkupError(f"有两张名为“{name}”的工作表")
        seen.add(name.lower())
        all_names.append(name)
        relation = relations.get(node.related() or "")
        if relation is not None and relation.is_a("worksheet") and not relation.external:
            if "/" + relation.target.lower() in seen:
                raise MarkupError(f"工作表“{name}”与另一张共用部件“{relation.target}”")
            # No sheet name holds a slash, so one set does for both.
            seen.add("/" + relation.target.lower())
            state = _STATES.get(node.attrs.get("state", ""), "visible")
            sheets.append(SheetInfo(name, relation.target, index, state))
    properties = root.first("workbookPr")
    return Workbook(
        root=root,
        marks=marks,
        sheets=tuple(sheets),
        names=_names(marks, all_names),
        date1904=properties is not None and is_true(properties.attrs.get("date1904")),
    )


def _outlined(data: bytes, nodes: int) -> tuple[Node, tuple[NameMark, ...]]:
    """The outline and the defined names, which are most of a large part and so read in one go where they can."""
    start, end = data.find(_NAMES_OPENING) + len(_NAMES_OPENING), data.rfind(_NAMES_CLOSING)
    marks = _plain_marks(data, start, end, nodes) if len(_NAMES_OPENING) <= start <= end else None
    if marks is not None:
        root = outline(data, depth=4, nodes=nodes, unseen=(start, end))
        holder = root.first("definedNames")
        # Anywhere else the same words are a comment, or belong to an extension.
        if holder is not None and (holder.inner, holder.inner_end) == (start, end):
            return root, marks
    root = outline(data, depth=4, nodes=nodes)
    holder = root.first("definedNames")
    return root, tuple(
        NameMark(
            decode_text(node.attrs.get("name", "")),
            node.attrs.get("localSheetId"),
            node.text,
            node.start,
            node.inner,
            node.inner_end,
            node.end,
        )
        for node in (holder.all("definedName") if holder else ())
    )


def _plain_marks(data: bytes, start: int, end: int, nodes: int) -> tuple[NameMark, ...] | None:
    """The defined names between two offsets; None where they are not written as programs write them."""
    if data.find(b"\r", start, end) >= 0:
        return None
    marks: list[NameMark] = []
    at = 0
    for found in _PLAIN_NAME.finditer(data[start:end].decode("latin-1")):
        if found.start() != at or len(marks) >= nodes:
            return None
        at = found.end()
        name, local, text = found.groups()
        inner, inner_end = found.span(3)
        marks.append(
            NameMark(
                decode_text(resolved(name)), local, resolved(text),
                found.start() + start, inner + start, inner_end + start, at + start,
            )
        )  # fmt: skip
    return tuple(marks) if at == end - start else None


def _names(marks: Sequence[NameMark], sheets: list[str]) -> tuple[DefinedName, ...]:
    names: list[DefinedName] = []
    for mark in marks:
        scope = None
        if mark.local is not None:
            index = whole_number(mark.local, -1)
            # Excel ignores a name that is local to a sheet that does not exist.
            if not 0 <= index < len(sheets):
                continue
            scope = sheets[index]
        text = mark.text.strip()
        names.append(DefinedName(mark.name, scope, text, split_target(text)))
    return tuple(names)


def parse_properties(data: bytes, nodes: int) -> dict[str, str]:
    """Custom document properties by name, each value as the text that stands in the file.

    :raises MarkupError: malformed
    """
    found: dict[str, str] = {}
    for node in outline(data, depth=3, nodes=nodes).children:
        name = node.attrs.get("name")
        if node.name == "property" and name is not None:
            found[name] = decode_text(node.children[0].text) if node.children else ""
    return found


_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


def parse_modified(data: bytes) -> str:
    """The time of the last saving among a document's core properties; empty where none is told.

    :raises MarkupError: malformed
    """
    told = (node.text.strip() for node in outline(data, depth=2).children if node.name == "modified")
    return next((text for text in told if _MOMENT.fullmatch(text)), "")
