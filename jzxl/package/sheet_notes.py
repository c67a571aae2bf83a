"""Notes of one sheet: the comments part, the VML drawing and the sheet's link to it, kept in step."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence

from jzxl.package.draft import Draft
from jzxl.package.markup import MarkupError, as_utf8
from jzxl.package.notes_reader import Comments
from jzxl.package.patch_notes import CommentsPatch, Cutter, new_comments
from jzxl.package.patch_sheet import add_legacy_drawing, legacy_drawing_id, remove_legacy_drawing
from jzxl.package.relations import Relation
from jzxl.package.sheet_content import SheetContent
from jzxl.package.splice import Splices
from jzxl.package.vml import Drawing, blocks_in, new_drawing
from jzxl.package.workbook import SheetInfo

_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"


def patch_notes(
    draft: Draft,
    info: SheetInfo,
    sheet: SheetContent,
    splices: Splices,
    comments: Comments | None,
    cutters: Sequence[Cutter],
    notes: Mapping[str, tuple[str, str]],
) -> None:
    """Take out of the notes what the ``cutters`` say and add ``notes`` (address -> author, text).

    :param splices: of the sheet part, which gains or loses its <legacyDrawing>
    :raises MarkupError: the drawing has no place for another box
    """
    package = draft.package
    gone: list[str] = []
    new = list(notes)
    if comments is None:
        folder = posixpath.dirname(package.workbook_member)
        member = draft.free_name(posixpath.join(folder, "comments"), ".xml")
        draft.put(member, new_comments(package.workbook.root.uri, notes))
        draft.declare(member, _COMMENTS_TYPE)
        draft.relate(info.member, "comments", member)
    else:
        existing = package.related(info.member, "comments")
        assert existing is not None
        data = package.markup(existing)
        patch = CommentsPatch(data, comments)
        content = patch.apply(cutters, notes)
        gone, new = patch.shapes_gone, patch.shapes_new
        if content is None:
            draft.drop_related(info.member, "comments")
        elif content != data:
            draft.put(existing, content)
    if gone or new:
        _patch_drawing(draft, info, sheet, splices, gone, {ref: notes[ref][1] for ref in new})


def _patch_drawing(
    draft: Draft,
    info: SheetInfo,
    sheet: SheetContent,
    splices: Splices,
    gone: Sequence[str],
    new: Mapping[str, str],
) -> None:
    package = draft.package
    identifier = legacy_drawing_id(sheet)
    relation = next((r for r in package.relations(info.member) if r.id == identifier), None)
    member = package.member(relation.target) if relation else None
    if relation is None or member is None:
        if new:
            if identifier is not None:
                raise MarkupError("批注图形部件缺失，无法加批注")
            folder = posixpath.dirname(package.workbook_member)
            member = draft.free_name(posixpath.join(folder, "drawings/vmlDrawing"), ".vml")
            draft.put(member, new_drawing(_free_block(draft), new))
            draft.declare_default("vml", member, _VML_TYPE)
            identifier = draft.relate(info.member, "vmlDrawing", member)
            add_legacy_drawing(sheet, identifier, draft.relations_ns, splices)
        return
    data = as_utf8(package.read(member))
    drawing = Drawing(data)
    content = drawing.patched(gone, new, _free_block(draft) if new else 0)
    if content is None:
        draft.unrelate(info.member, relation)
        draft.drop(member)
        remove_legacy_drawing(sheet, splices)
    elif content != data:
        draft.put(member, content, check=drawing.wellformed)


def _free_block(draft: Draft) -> int:
    """A block of shape numbers that no drawing of the file, old or new, has claimed."""
    used = draft.blocks
    if used is None:
        used = draft.blocks = {0}
        for name in draft.package.members:
            if name.lower().endswith(".vml"):
                used |= blocks_in(draft.package.read(name))
    block = next(number for number in range(1, len(used) + 2) if number not in used)
    used.add(block)
    return block


def drop_sheet_parts(draft: Draft, member: str) -> None:
    """Drop a sheet and whatever hangs on it alone (comments, drawings, printer settings, tables)."""
    package = draft.package
    holders: dict[str, set[str]] = {}
    below: dict[str, list[Relation]] = {}
    for part, relation in package.related_parts():
        target = package.member(relation.target)
        if target is not None:
            holders.setdefault(target, set()).add(part)
            below.setdefault(part, []).append(relation)
    start = package.member(member)
    gone: set[str] = {start} if start else set()
    waiting = list(gone)
    while waiting:
        part = waiting.pop()
        for relation in below.get(part, ()):
            target = package.member(relation.target)
            if target is not None and target not in gone and holders[target] <= gone:
                gone.add(target)
                waiting.append(target)
    for part in sorted(gone):
        draft.drop(part)
