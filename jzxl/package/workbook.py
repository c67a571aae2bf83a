"""The workbook part: sheets in order, defined names, and the document's own properties."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from jzxl.package.address import split_target
from jzxl.package.markup import MarkupError, Node, check_root, outline
from jzxl.package.relations import Relation
from jzxl.package.values import decode_text, whole_number

SheetState = Literal["visible", "hidden", "veryHidden"]
_NAMES_OPENING, _NAMES_CLOSING = b"<definedNames>", b"</definedNames>"
_NAME = (
    r'<definedName name="{}"(?: localSheetId="{}")?(?: hidden="[01]")?>{}</definedName>',
    (r'[^"<\t\n]*', "[0-9]{1,9}", "[^<]*"),
)
_ESCAPE = re.compile("_x[0-9A-Fa-f]{4}_")
_PLAIN_NAMES = re.compile("(?:" + _NAME[0].format(*_NAME[1]) + ")*")
_PLAIN_NAME = re.compile(_NAME[0].format(*(f"({part})" for part in _NAME[1])))
# Excel allows 31 characters, LibreOffice more.
_LONGEST_SHEET_NAME = 255
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
    """What the workbook part says, with the outline it was read from; that may lack the defined names."""

    data: bytes
    root: Node
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
    root, told = _outlined(data, nodes)
    # What we add to a workbook is written in its namespace, so it must be one that sheets are read in.
    check_root(root.uri, root.name, "workbook")
    all_names: list[str] = []
    sheets: list[SheetInfo] = []
    seen: set[str] = set()
    for index, node in enumerate(sheet_nodes(root)):
        name = decode_text(node.attrs.get("name", ""))
        if name.lower() in seen:
            raise MarkupError(f"有两张名为“{name}”的工作表")
        if len(name) > _LONGEST_SHEET_NAME:
            raise MarkupError(f"有工作表的名称超过 {_LONGEST_SHEET_NAME} 字")
        seen.add(name.lower())
        all_names.append(name)
        relation = relations.get(node.related() or "")
        if relation is not None and relation.is_a("worksheet") and not relation.external:
            if "/" + relation.target.lower() in seen:
                raise MarkupError(f"工作表“{name}”与另一张共用部件“{relation.target[:200]}”")
            # No sheet name holds a slash, so one set does for both.
            seen.add("/" + relation.target.lower())
            state = _STATES.get(node.attrs.get("state", ""), "visible")
            sheets.append(SheetInfo(name, relation.target, index, state))
    properties = root.first("workbookPr")
    return Workbook(
        root=root,
        data=data,
        sheets=tuple(sheets),
        names=_names(told, all_names),
        date1904=properties is not None and is_true(properties.attrs.get("date1904")),
    )


_Told = tuple[str, str, str]
"""Of a defined name: name, localSheetId or ``""``, text."""


def _outlined(data: bytes, nodes: int) -> tuple[Node, Sequence[_Told]]:
    """The outline and the defined names, which are most of a large part and so read in one go where they can."""
    start, end = data.find(_NAMES_OPENING) + len(_NAMES_OPENING), data.rfind(_NAMES_CLOSING)
    if len(_NAMES_OPENING) <= start <= end:
        root = outline(data, depth=4, nodes=nodes, unseen=(start, end))
        holder = root.first("definedNames")
        # Anywhere else the same words are a comment, or belong to an extension.
        if holder is not None and (holder.inner, holder.inner_end) == (start, end):
            told = _plain_names(data[start:end].decode(), nodes)
            if told is not None:
                return root, told
    root = outline(data, depth=4, nodes=nodes)
    return root, [(mark.name, mark.local or "", mark.text) for mark in _marks_of(root)]


def _plain_names(written: str, nodes: int) -> Sequence[_Told] | None:
    """The defined names; None where they are not written as programs write them."""
    # With none of these, what is written is what is meant.
    if (
        "&" in written
        or _ESCAPE.search(written)
        or "\r" in written
        or _PLAIN_NAMES.fullmatch(written) is None
    ):
        return None
    found: list[_Told] = _PLAIN_NAME.findall(written)
    return found if len(found) <= nodes else None


def name_marks(workbook: Workbook) -> Sequence[NameMark]:
    """Where the defined names lie, in the order written."""
    root, data = workbook.root, workbook.data
    holder = root.first("definedNames")
    if holder is None or holder.children:
        return _marks_of(root)
    # Left out when it was read: they are plain, or there are none, perhaps in a comment.
    start, written = holder.inner, data[holder.inner : holder.inner_end]
    if b"<!" in written or b"<?" in written:
        return ()
    return [
        NameMark(
            _as_text(each[1]),
            each[2],
            _as_text(each[3]),
            start + each.start(),
            start + each.start(3),
            start + each.end(3),
            start + each.end(),
        )
        # Over the bytes as Latin-1, one character a byte, so that places are byte offsets.
        for each in _PLAIN_NAME.finditer(written.decode("latin-1"))
    ]


def _as_text(written: str) -> str:
    return written if written.isascii() else written.encode("latin-1").decode()


def _marks_of(root: Node) -> list[NameMark]:
    holder = root.first("definedNames")
    return [
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
    ]


def _names(told: Sequence[_Told], sheets: list[str]) -> tuple[DefinedName, ...]:
    names: list[DefinedName] = []
    for name, local, text in told:
        scope = None
        if local:
            index = whole_number(local, -1)
            # Excel ignores a name that is local to a sheet that does not exist.
            if not 0 <= index < len(sheets):
                continue
            scope = sheets[index]
        text = text.strip()
        names.append(DefinedName(name, scope, text, split_target(text)))
    return tuple(names)


def parse_properties(data: bytes, most: int) -> dict[str, str]:
    """Custom document properties by name, each value as the text that stands in the file.

    :raises MarkupError: malformed, or more than ``most``
    """
    found: dict[str, str] = {}
    # Each is an element with its value in another one.
    for node in outline(data, depth=3, nodes=1 + 2 * most).children:
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
