"""The workbook part: sheets in order, defined names, and the document's own properties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from jzxl.package.address import split_target
from jzxl.package.markup import MarkupError, Node, outline
from jzxl.package.relations import Relation
from jzxl.package.values import decode_text, whole_number

SheetState = Literal["visible", "hidden", "veryHidden"]
_STATES: dict[str, SheetState] = {"hidden": "hidden", "veryHidden": "veryHidden"}


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """A worksheet; ``index`` counts all sheets of the workbook (chart sheets too) from 0."""

    name: str
    member: str
    index: int
    state: SheetState


@dataclass(frozen=True, slots=True)
class DefinedName:
    """A defined name; ``scope`` is the sheet of a sheet-local name.

    ``target`` is (sheet, address) when the text is one plain reference, for an area its top-left cell.
    """

    name: str
    scope: str | None
    text: str
    target: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Workbook:
    """What the workbook part says, with the outline it was read from."""

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
    root = outline(data, depth=4, nodes=nodes)
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
        sheets=tuple(sheets),
        names=_names(root, all_names),
        date1904=properties is not None and is_true(properties.attrs.get("date1904")),
    )


def _names(root: Node, sheets: list[str]) -> tuple[DefinedName, ...]:
    holder = root.first("definedNames")
    names: list[DefinedName] = []
    for node in holder.all("definedName") if holder else ():
        local = node.attrs.get("localSheetId")
        scope = None
        if local is not None:
            index = whole_number(local, -1)
            # Excel ignores a name that is local to a sheet that does not exist.
            if not 0 <= index < len(sheets):
                continue
            scope = sheets[index]
        text = node.text.strip()
        names.append(DefinedName(decode_text(node.attrs.get("name", "")), scope, text, split_target(text)))
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
