"""Taking back what an edit added at the level of the workbook: sheet, names, formats, properties, indexes."""

from __future__ import annotations

from collections.abc import Iterator

from lossless_asked import Asked
from lossless_xml import Element
from lossless_zip import Parts
from openpyxl.utils.cell import absolute_coordinate
from openpyxl.utils.escape import unescape

_OUR_SECTIONS = ("numFmts", "fonts", "fills", "borders", "cellXfs")


def take_back_in_workbook(was: Element, now: Element, asked: Asked, after: Parts) -> Iterator[str]:
    """Undo sheets and names; every index into the list of sheets must have moved along."""
    holder = now.first("sheets")
    assert holder is not None
    relations = {each.id: each for each in after.relationships(after.workbook)}
    numbers = [each.get("sheetId") for each in holder.elements()]
    for element in holder.elements()[: len(asked.sheets)]:
        if element.get("name") not in asked.sheets:
            yield f"the sheet {element.get('name')} stands in front"
        relation = relations.get(element.related() or "")
        if relation is None or relation.kind != "worksheet" or relation.target not in after.members:
            yield f"the sheet {element.get('name')} has no part"
        if numbers.count(element.get("sheetId")) > 1:
            yield f"the sheet {element.get('name')} has the number of another"
        holder.children.remove(element)
    yield from _names_back(was, now, asked)
    if asked.sheets:
        yield from _views_back(was, now)


def _names_back(was: Element, now: Element, asked: Asked) -> Iterator[str]:
    before, after = was.first("definedNames"), now.first("definedNames")
    old = [(each.get("name"), each.get("localSheetId")) for each in before.elements()] if before else []
    missing = dict(asked.names)
    shift = len(asked.sheets)
    for element in after.elements() if after else []:
        name, local = element.get("name") or "", element.get("localSheetId")
        if local is None and name in asked.names and (name, None) not in old:
            sheet, ref = missing.pop(name, ("", "A1"))
            quoted = sheet.replace("'", "''")
            if element.text != f"'{quoted}'!{absolute_coordinate(ref)}":
                yield f"the name {name} means {element.text}"
            if after is not None:
                after.children.remove(element)
        elif local is not None:
            if int(local) < shift:
                yield f"the name {name} belongs to sheet {local}, which is ours"
            element.put("localSheetId", str(int(local) - shift))
    if missing:
        yield f"there are no names {sorted(missing)}"
    if before is None and after is not None and not after.children:
        now.children.remove(after)


def _views_back(was: Element, now: Element) -> Iterator[str]:
    """Our sheet is the active one, and the first tab in sight."""
    for before, after in zip(_views(was), _views(now), strict=False):
        if (after.get("activeTab") or "0") != "0":
            yield f"tab {after.get('activeTab')} is the active one"
        if (after.get("firstSheet") or "0") != "0":
            yield f"tab {after.get('firstSheet')} is the first in sight"
        for name in ("activeTab", "firstSheet"):
            rest = [pair for pair in after.attrs if pair[0] != name]
            place = next((n for n, pair in enumerate(before.attrs) if pair[0] == name), None)
            if place is not None:
                rest.insert(place, before.attrs[place])
            after.attrs = rest


def _views(root: Element) -> list[Element]:
    holder = root.first("bookViews")
    return holder.elements("workbookView") if holder else []


def take_back_selection(was: Element, now: Element) -> None:
    """Put tabSelected back into the views of a sheet of any kind."""
    for before, after in zip(_sheet_views(was), _sheet_views(now), strict=False):
        if after.get("tabSelected") is None and before.get("tabSelected") in ("1", "true"):
            rest = [pair for pair in before.attrs if pair[0] != "tabSelected"]
            if after.attrs == rest:
                after.attrs = list(before.attrs)


def _sheet_views(root: Element) -> list[Element]:
    holder = root.first("sheetViews")
    return holder.elements("sheetView") if holder else []


def take_back_formats(was: Element | None, now: Element) -> Iterator[str]:
    """Undo formats, fonts, fills and borders appended to a style sheet; None if there was none."""
    kept = {"font": "fonts", "fill": "fills", "border": "borders"}
    sizes = {each.local: len(each.elements()) for each in now.elements()}
    for section in now.elements():
        before = was.first(section.local) if was else None
        count = len(before.elements()) if before else 0
        added = section.elements()[count:]
        if not added:
            continue
        if section.local not in _OUR_SECTIONS:
            yield f"<{section.name}> has {len(added)} more"
            continue
        if section.get("count") != str(count + len(added)):
            yield f"<{section.name}> says count={section.get('count')}, has {count + len(added)}"
        for element in added:
            for one, many in kept.items():
                if section.local == "cellXfs" and int(element.get(f"{one}Id") or 0) >= sizes.get(many, 0):
                    yield f"an added format has the {one} {element.get(f'{one}Id')}, which is not there"
            section.children.remove(element)
        if before is not None:
            section.put("count", before.get("count"))
        else:
            now.children.remove(section)


def take_back_properties(was: Element | None, now: Element, asked: Asked) -> Iterator[str]:
    """Undo custom document properties; None if there was no such part."""
    old = {each.get("name") for each in was.elements()} if was else set()
    numbers = [each.get("pid") for each in now.elements()]
    missing = dict(asked.properties)
    for element in now.elements():
        name = element.get("name") or ""
        if name not in asked.properties or name in old:
            continue
        value = unescape("".join(child.text for child in element.elements()))
        if value != missing.pop(name, None):
            yield f"the property {name} is {value!r}, not {asked.properties[name]!r}"
        if numbers.count(element.get("pid")) > 1:
            yield f"the property {name} has the number of another"
        now.children.remove(element)
    if missing:
        yield f"there are no properties {sorted(missing)}"
