"""Parts at the level of the workbook, written into a draft: sheets, names, properties, styles."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Mapping, Sequence

from jzxl.package.draft import Draft
from jzxl.package.new_sheet import NewSheet, sheet_markup
from jzxl.package.patch_properties import new_properties, patched_properties
from jzxl.package.patch_sheet import deselect
from jzxl.package.patch_workbook import AddedSheet, NameChange, WorkbookPatch
from jzxl.package.splice import Splices
from jzxl.package.styles import StyleBook
from jzxl.package.workbook import SheetInfo

_TYPES = "application/vnd.openxmlformats-officedocument."
_OTHER_SHEETS = ("chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet")


def put_sheet(draft: Draft, new: NewSheet, first: bool, styles: StyleBook) -> AddedSheet:
    """Add the part of a new sheet and relate the workbook to it."""
    workbook = draft.package.workbook_member
    member = draft.free_name(posixpath.join(posixpath.dirname(workbook), "worksheets/sheet"), ".xml")
    draft.put(member, sheet_markup(new, draft.package.workbook.root.uri, styles.look))
    draft.declare(member, _TYPES + "spreadsheetml.worksheet+xml")
    return AddedSheet(new.name, draft.relate(workbook, "worksheet", member), first)


def deselect_others(draft: Draft) -> None:
    """Clear tabSelected in chart, dialog and macro sheets, which are not read otherwise."""
    package = draft.package
    for relation in package.relations(package.workbook_member):
        member = package.member(relation.target)
        if relation.external or member is None or relation.type.rsplit("/", 1)[-1] not in _OTHER_SHEETS:
            continue
        splices = Splices(package.markup(member))
        deselect(splices)
        if splices:
            draft.put(member, splices.result())


def put_workbook(
    draft: Draft,
    removed: Sequence[SheetInfo],
    added: Sequence[AddedSheet],
    names: Mapping[str, NameChange],
    hidden: Sequence[SheetInfo] = (),
    local_names_gone: Collection[str] = (),
) -> None:
    """Change the workbook part; the parts of removed sheets are dropped elsewhere.

    :raises MarkupError: no sheet would be left, or a name is taken
    """
    package = draft.package
    workbook = package.workbook_member
    members = {info.member for info in removed}
    for relation in package.relations(workbook):
        if relation.target in members and relation.is_a("worksheet"):
            draft.unrelate(workbook, relation)
    patch = WorkbookPatch(package.markup(workbook), package.workbook)
    gone, unseen = ([info.index for info in infos] for infos in (removed, hidden))
    draft.put(workbook, patch.apply(gone, added, names, unseen, local_names_gone))


def put_properties(draft: Draft, changes: Mapping[str, str | None]) -> None:
    """Set and remove (None) custom document properties; the part comes and goes with them.

    :raises MarkupError: the part is malformed
    """
    if not changes:
        return
    package = draft.package
    relation = draft.relation("", "custom-properties") or draft.relation("", "customProperties")
    member = package.member(relation.target) if relation else None
    if relation is not None and member is not None:
        content = patched_properties(package.markup(member), changes)
        if content is None:
            draft.unrelate("", relation)
            draft.drop(member)
        else:
            draft.put(member, content)
        return
    values = {name: value for name, value in changes.items() if value is not None}
    if values:
        member = "docProps/custom.xml"
        if package.member(member):
            member = draft.free_name("docProps/custom", ".xml")
        draft.put(member, new_properties(values, strict=draft.strict))
        draft.declare(member, _TYPES + "custom-properties+xml")
        draft.relate("", "customProperties" if draft.strict else "custom-properties", member)


def put_styles(draft: Draft, styles: StyleBook | None) -> None:
    """Write the style sheet if anything was appended to it."""
    if styles is None or not styles.changed:
        return
    package = draft.package
    workbook = package.workbook_member
    member = package.related(workbook, "styles")
    if member is None:
        # openpyxl looks for styles under this very name.
        member = posixpath.join(posixpath.dirname(workbook), "styles.xml")
        if package.member(member):
            member = draft.free_name(member.removesuffix(".xml"), ".xml")
        draft.declare(member, _TYPES + "spreadsheetml.styles+xml")
        draft.relate(workbook, "styles", member)
    draft.put(member, styles.patched())
