"""Proof that a corrected copy is the returned workbook with marks, and nothing else.

What was asked of the copy is taken back, in a tree of each part that was touched, and checked on the way; what
is left must equal the part as it came: elements, their order, attributes and theirs, texts, namespaces,
comments.  Every other member must have the same packed bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from xml.parsers import expat

from lossless_asked import Asked
from lossless_book import (
    take_back_formats,
    take_back_in_workbook,
    take_back_properties,
    take_back_selection,
)
from lossless_cells import Formats, grid, take_back_cells
from lossless_notes import (
    our_notes_faults,
    shape_places,
    take_back_boxes,
    take_back_comments,
    torn_drawing_faults,
)
from lossless_xml import Document, Element, Tally, differences
from lossless_zip import Parts, relationships_key

_TYPES = "[content_types].xml"
_SHEET_KINDS = ("worksheet", "chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet")
_MAIN = "application/vnd.openxmlformats-officedocument."
_RELATIONSHIPS = "application/vnd.openxmlformats-package.relationships+xml"
_NEW_PARTS = {
    "worksheet": f"{_MAIN}spreadsheetml.worksheet+xml",
    "comments": f"{_MAIN}spreadsheetml.comments+xml",
    "vmlDrawing": f"{_MAIN}vmlDrawing",
    "styles": f"{_MAIN}spreadsheetml.styles+xml",
    "custom-properties": f"{_MAIN}custom-properties+xml",
    "customProperties": f"{_MAIN}custom-properties+xml",
}


@dataclass(slots=True)
class Comparison:
    """The outcome: differences that nobody asked for, one line each, and how much was compared."""

    differences: list[str] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    raw: int = 0


def unchanged_but_marks(before: bytes, after: bytes, asked: Asked) -> list[str]:
    """Each difference between two workbooks that was not asked for, in one line; none is the proof."""
    return compare(before, after, asked).differences


def compare(before: bytes, after: bytes, asked: Asked) -> Comparison:
    """The same with numbers."""
    proof = _Proof(Parts(before), Parts(after), asked)
    proof.run()
    return proof.outcome


class _Proof:
    def __init__(self, was: Parts, now: Parts, asked: Asked) -> None:
        self.was, self.now, self.asked = was, now, asked
        self.outcome = Comparison()
        self._seen: set[str] = set()
        self._formats = (Formats(self._styles(was)), Formats(self._styles(now)))

    @staticmethod
    def _styles(parts: Parts) -> Document | None:
        member = parts.related(parts.workbook, "styles")
        return parts.document(member) if member else None

    def run(self) -> None:
        for name, (kind, member) in self.was.sheets.items():
            if kind in _SHEET_KINDS and member in self.was.members:
                self._sheet(name, kind, member)
        workbook = self.was.workbook
        self._part(workbook, lambda was, now: take_back_in_workbook(was.root, now.root, self.asked, self.now))
        self._book_part(
            workbook, ("styles",), lambda was, now: take_back_formats(was.root if was else None, now.root)
        )
        self._book_part(
            "",
            ("custom-properties", "customProperties"),
            lambda was, now: take_back_properties(was.root if was else None, now.root, self.asked),
        )
        self._relations(workbook)
        self._relations("")
        self._part(_TYPES, self._content_types)
        self._others()

    def say(self, part: str, what: str) -> None:
        self.outcome.differences.append(f"{part}: {what}")

    # Parts that may be touched

    def _part(self, key: str, take_back: Callable[[Document, Document], Iterator[str]]) -> None:
        """Take back what was asked of a part, and compare the rest."""
        if key in self._seen or key not in self.was.members:
            return
        self._seen.add(key)
        if key not in self.now.members:
            self.say(key, "the part is lost")
            return
        was, now = self.was.document(key), self.now.document(key)
        for fault in take_back(was, now):
            self.say(key, fault)
        content = self.was.members[key].content
        recoded = content != self.now.members[key].content and not _is_utf8(content, was)
        self.outcome.differences += differences(was, now, key, self.outcome.tally, recoded=recoded)

    def _book_part(
        self,
        holder: str,
        kinds: tuple[str, ...],
        take_back: Callable[[Document | None, Document], Iterator[str]],
    ) -> None:
        """A part that the edit may also have made."""
        key = self.was.related(holder, *kinds)
        if key is not None:
            self._part(key, take_back)
            return
        key = self.now.related(holder, *kinds)
        if key is not None:
            for fault in take_back(None, self.now.document(key)):
                self.say(key, fault)

    def _sheet(self, name: str, kind: str, member: str) -> None:
        notes = self.asked.notes_of(name)
        self._part(member, lambda was, now: self._sheet_faults(was.root, now.root, name, kind, member))
        if kind == "worksheet" and notes:
            self._notes(member, notes)
        self._relations(member)

    def _sheet_faults(self, was: Element, now: Element, name: str, kind: str, member: str) -> Iterator[str]:
        if self.asked.sheets:
            take_back_selection(was, now)
        if kind == "worksheet":
            yield from take_back_cells(was, now, name, self.asked, self._formats)
        drawing = now.first("legacyDrawing")
        if drawing is not None and was.first("legacyDrawing") is None and self.asked.notes_of(name):
            relations = {each.id: each for each in self.now.relationships(member)}
            relation = relations.get(drawing.related() or "")
            if relation is None or relation.kind != "vmlDrawing" or relation.target not in self.now.members:
                yield "legacyDrawing refers to no drawing"
            now.children.remove(drawing)

    def _notes(self, sheet: str, notes: dict[str, tuple[str, str]]) -> None:
        comments = self.was.related(sheet, "comments")
        if comments is not None:
            self._part(comments, lambda was, now: take_back_comments(was.root, now.root, notes))
        else:
            new = self.now.related(sheet, "comments")
            faults = (
                our_notes_faults(self.now.document(new).root, notes) if new else iter(["no comments part"])
            )
            for fault in faults:
                self.say(new or sheet, fault)
        drawing = self._drawing(self.was, sheet)
        if drawing is not None:
            self._boxes(drawing, notes)
            return
        new = self._drawing(self.now, sheet)
        if new is None:
            self.say(sheet, "no drawing for its notes")
        elif len(shape_places(self.now.document(new).root)) != len(notes):
            self.say(new, f"{len(shape_places(self.now.document(new).root))} boxes for {len(notes)} notes")

    @staticmethod
    def _drawing(parts: Parts, sheet: str) -> str | None:
        element = parts.document(sheet).root.first("legacyDrawing")
        found = {each.id: each.target for each in parts.relationships(sheet)}
        target = found.get(element.related() or "") if element is not None else None
        return target if target in parts.members else None

    def _boxes(self, drawing: str, notes: dict[str, tuple[str, str]]) -> None:
        try:
            self.was.document(drawing)
        except expat.ExpatError:
            self._seen.add(drawing)
            if drawing not in self.now.members:
                self.say(drawing, "the part is lost")
                return
            was, now = (parts.members[drawing].content for parts in (self.was, self.now))
            for fault in torn_drawing_faults(was, now, notes):
                self.say(drawing, fault)
            return
        self._part(drawing, lambda was, now: take_back_boxes(was.root, now.root, notes))

    # Relationships, content types, and all other members

    @property
    def _formulas_change(self) -> bool:
        for sheet, (kind, member) in self.was.sheets.items():
            contents = self.asked.contents_of(sheet) if kind == "worksheet" else {}
            spots = grid(self.was.document(member).root)[0] if contents else {}
            for ref, (_, formula) in contents.items():
                old = spots[ref].cell.first("f") if ref in spots else None
                if formula is None and old is None:
                    continue
                # The child of a shared formula has no text of its own to compare.
                if formula is None or old is None or (old.text or formula) != formula:
                    return True
        return False

    @cached_property
    def _chain(self) -> str | None:
        """The calculation chain, if the copy has none any more and need not have one."""
        chain = self.was.related(self.was.workbook, "calcChain")
        gone = chain is not None and chain not in self.now.members and self._formulas_change
        return chain if gone else None

    def _relations(self, part: str) -> None:
        key = relationships_key(part)
        if key in self.was.members:
            self._part(key, lambda was, now: self._relation_faults(part, was.root, now.root))
        elif key in self.now.members:
            for relation in self.now.relationships(part):
                self._new_relation(key, relation.kind, relation.target)

    def _relation_faults(self, part: str, was: Element, now: Element) -> Iterator[str]:
        chain = self._chain
        for element in was.elements():
            if chain is not None and (element.get("Type") or "").endswith("/calcChain"):
                was.children.remove(element)
        old = {each.get("Id") for each in was.elements()}
        for relation, element in zip(self.now.relationships(part), now.elements(), strict=True):
            if relation.id not in old:
                self._new_relation(part, relation.kind, relation.target)
                now.children.remove(element)
        numbers = [each.get("Id") for each in now.elements()]
        if len(set(numbers)) < len(numbers):
            yield "an id is used twice"

    def _new_relation(self, part: str, kind: str, target: str) -> None:
        if kind not in _NEW_PARTS or target in self.was.members or target not in self.now.members:
            self.say(part, f"a relationship of kind {kind} to {target} came in")

    @cached_property
    def _new_parts(self) -> dict[str, str]:
        """New members that the copy needs, with the kind under which they are referred to."""
        owners = ["", self.was.workbook, *(member for _, member in self.was.sheets.values())]
        return {
            relation.target: relation.kind
            for owner in owners
            for relation in self.now.relationships(owner)
            if relation.kind in _NEW_PARTS
            and relation.target not in self.was.members
            and relation.target in self.now.members
        }

    def _content_types(self, was: Document, now: Document) -> Iterator[str]:
        new, chain = self._new_parts, self._chain
        for declared in was.root.elements("Override"):
            name = (declared.get("PartName") or "").replace("\\", "/").lstrip("/").lower()
            # A type for a part that was not there, under whose name there is one now, must go too.
            if name == chain or (name in new and name not in self.was.members):
                was.root.children.remove(declared)
        types = {name: _NEW_PARTS[kind] for name, kind in new.items()}
        types |= dict.fromkeys(self._new_relationship_parts(), _RELATIONSHIPS)
        before, after = _declared(was.root), _declared(now.root)
        for name, type_ in types.items():
            key = name if name in after else "." + name.rpartition(".")[2]
            entry = after.get(key)
            if entry is None or entry.get("ContentType") != type_:
                yield f"{name} has the type {entry.get('ContentType') if entry else None}"
            elif key not in before and entry in now.root.children:
                now.root.children.remove(entry)

    def _new_relationship_parts(self) -> list[str]:
        keys = [relationships_key(member) for _, member in self.was.sheets.values()]
        return [key for key in keys if key in self.now.members and key not in self.was.members]

    def _others(self) -> None:
        chain, new = self._chain, self._new_parts
        order = [key for key in self.now.members if key in self.was.members]
        if order != [key for key in self.was.members if key in self.now.members]:
            self.say("zip", "the members stand in another order")
        for key, member in self.was.members.items():
            after = self.now.members.get(key)
            if key in self._seen or key == chain:
                continue
            self.outcome.raw += 1
            if after is None:
                self.say(key, "the member is lost")
            elif after.content != member.content:
                self.say(key, "the member has other bytes")
            elif (after.name, after.packed, after.facts) != (member.name, member.packed, member.facts):
                self.say(key, "the member was packed anew")
        known = {*self.was.members, *new, *self._new_relationship_parts()}
        for key in self.now.members:
            if key not in known:
                self.say(key, "the member came in")
        for key in self._seen & self.now.members.keys():
            was, now = self.was.members[key], self.now.members[key]
            if was.content == now.content and (was.name, was.packed) != (now.name, now.packed):
                self.say(key, "the part was packed anew without a change")


def _declared(root: Element) -> dict[str, Element]:
    """The entries for parts, by name, and for extensions, by the extension with its dot."""
    found = {"." + (each.get("Extension") or "").lower(): each for each in root.elements("Default")}
    for each in root.elements("Override"):
        found[(each.get("PartName") or "").replace("\\", "/").lstrip("/").lower()] = each
    return found


def _is_utf8(content: bytes, document: Document) -> bool:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    encoding = document.declaration[1] if document.declaration else None
    return (encoding or "utf-8").lower() in ("utf-8", "utf8")
