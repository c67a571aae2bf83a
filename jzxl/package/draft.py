"""The parts of a package under change: new bytes by member, relationships and content types."""

from __future__ import annotations

import posixpath
import re
from functools import cached_property

from jzxl.errors import PatchError
from jzxl.package.container_writer import rewrite
from jzxl.package.markup import (
    RELATIONS_NS,
    STRICT_RELATIONS_NS,
    STRICT_SHEET_NS,
    XML_HEAD,
    MarkupError,
    Node,
    check_wellformed,
    outline,
)
from jzxl.package.package import CONTENT_TYPES, Package
from jzxl.package.relations import RELATION_PARTS_NS, Relation, relations_member
from jzxl.package.splice import Splices, quoted, tag_prefix

_RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TEMPLATE, _WORKBOOK = f"{_SPREADSHEET}.template.main+xml", f"{_SPREADSHEET}.sheet.main+xml"
_IDENTIFIER = re.compile(rb"""["'](rId[0-9]{1,9})["']""")


class Draft:
    """Collects the changed members of one package and renders the new file."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.strict = package.workbook.root.uri == STRICT_SHEET_NS
        self.relations_ns = STRICT_RELATIONS_NS if self.strict else RELATIONS_NS
        self._parts: dict[str, bytes | None] = {}
        self._unchecked: set[str] = set()
        self._new_relations: dict[str, list[tuple[str, str, str]]] = {}
        # By where they stand, for two of a damaged part may share an id.
        self._dropped_relations: dict[str, set[int]] = {}
        self._overrides: dict[str, str] = {}
        self._defaults: dict[str, str] = {}
        self._dropped_parts: set[str] = set()
        # What looks like the id of a relation, by part.
        self._named: dict[str, frozenset[str]] = {}
        # Blocks of VML shape numbers in use; filled by the first note that needs a new box.
        self.blocks: set[int] | None = None

    def error(self, what: str) -> PatchError:
        """A PatchError that names the file."""
        return PatchError(f"{self.package.file} {what}")

    # Members

    def put(self, member: str, content: bytes, *, check: bool = True) -> None:
        """Set the new content of a member.

        :param check: parse it before the file is rendered
        """
        if self._parts.get(member) is not None:
            raise self.error(f"的部件“{member}”由几处共用，无法分别修改；请在 Excel 中另存该文件后再试。")
        self._parts[member] = content
        if not check:
            self._unchecked.add(member)

    def drop(self, member: str) -> None:
        """Leave a member out, with its relationship part and its content type."""
        self._parts[member] = None
        self._dropped_parts.add(member)
        relations = self.package.member(relations_member(member))
        if relations:
            self._parts[relations] = None

    def free_name(self, stem: str, suffix: str) -> str:
        """``xl/comments``, ``.xml`` -> the first of xl/comments1.xml, xl/comments2.xml ... not in use."""
        number = 1
        while self.package.member(f"{stem}{number}{suffix}") or f"{stem}{number}{suffix}" in self._parts:
            number += 1
        return f"{stem}{number}{suffix}"

    # Relationships

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relationship of the package's flavour and return its id."""
        used = {relation.id for relation in self.package.relations(part)}
        new = self._new_relations.setdefault(part, [])
        used.update(identifier for identifier, _, _ in new)
        if self.package.member(part):
            # A part may name a relation that is not there, and must not get ours for it.
            if part not in self._named:
                found = _IDENTIFIER.findall(self.package.markup(part))
                self._named[part] = frozenset(each.decode() for each in found)
            used |= self._named[part]
        number = len(used) + 1
        while f"rId{number}" in used:
            number += 1
        new.append((f"rId{number}", f"{self.relations_ns}/{kind}", target))
        return f"rId{number}"

    def unrelate(self, part: str, relation: Relation) -> None:
        """Remove a relationship."""
        self._dropped_relations.setdefault(part, set()).add(relation.node.start)

    def relation(self, part: str, kind: str) -> Relation | None:
        """The first relation of the kind in the package as opened."""
        return next((r for r in self.package.relations(part) if r.is_a(kind) and not r.external), None)

    def drop_related(self, part: str, kind: str) -> None:
        """Drop the part that ``part`` relates to under ``kind``, and the relation; nothing if none."""
        relation = self.relation(part, kind)
        if relation is not None:
            self.unrelate(part, relation)
            member = self.package.member(relation.target)
            if member:
                self.drop(member)

    # Content types

    @cached_property
    def _content_types(self) -> Node:
        return outline(self.package.markup(CONTENT_TYPES), depth=2)

    def declare(self, member: str, content_type: str) -> None:
        """Give a new member its content type."""
        self._overrides[member] = content_type

    def declare_default(self, extension: str, member: str, content_type: str) -> None:
        """Give a content type to an extension, or to the one member if the extension has another type."""
        for node in self._content_types.all("Default"):
            if node.attrs.get("Extension", "").lower() == extension:
                if node.attrs.get("ContentType") != content_type:
                    self.declare(member, content_type)
                return
        self._defaults[extension] = content_type

    def become_workbook(self) -> None:
        """Declare a template as the workbook that its copy is, for Excel refuses a template named .xlsx."""
        place = "/" + self.package.workbook_member.lower()
        for node in self._content_types.all("Override"):
            if node.attrs.get("PartName", "").lower() == place and node.attrs.get("ContentType") == _TEMPLATE:
                self.declare(self.package.workbook_member, _WORKBOOK)

    # Rendering

    def render(self) -> bytes:
        """Return the new file.

        :raises PatchError: a changed part does not parse
        """
        for part in dict.fromkeys([*self._new_relations, *self._dropped_relations]):
            self._render_relations(part)
        self._render_content_types()
        for member, content in self._parts.items():
            if content is not None and member not in self._unchecked:
                try:
                    check_wellformed(content)
                except MarkupError as error:
                    raise self.error(
                        f"的部件“{member}”修改后不完好({error})，没有写出；请报告给开发者。"
                    ) from None
        stored = {entry.name.lower(): entry.name for entry in self.package.entries}
        changed = {stored.get(member.lower(), member): content for member, content in self._parts.items()}
        return rewrite(self.package.data, self.package.entries, changed)

    def _render_relations(self, part: str) -> None:
        name = relations_member(part)
        if name in self._parts and self._parts[name] is None:
            return
        folder = posixpath.dirname(part)
        lines = [
            f'Relationship Id="{identifier}" Type="{kind}" '
            f'Target="{quoted(posixpath.relpath(target, folder or "."))}"/>'
            for identifier, kind, target in self._new_relations.get(part, ())
        ]
        member = self.package.member(name)
        if member is None:
            body = "".join(f"<{line}" for line in lines)
            text = f'{XML_HEAD}<Relationships xmlns="{RELATION_PARTS_NS}">{body}</Relationships>'
            self.put(name, text.encode())
            # LibreOffice used to name each relationship part and give the extension no type.
            self.declare_default("rels", name, _RELATIONS_TYPE)
            return
        data = self.package.markup(member)
        root = outline(data, depth=2)
        splices = Splices(data)
        dropped = self._dropped_relations.get(part, set())
        for relation in self.package.relations(part):
            if relation.node.start in dropped:
                splices.remove(relation.node)
        if lines:
            prefix = tag_prefix(data, root.start)
            splices.append_children(root, "".join(f"<{prefix}{line}" for line in lines))
        if not lines and len(dropped) == len(list(root.all("Relationship"))) and part:
            self._parts[member] = None
        else:
            self.put(member, splices.result())

    def _render_content_types(self) -> None:
        data = self.package.markup(CONTENT_TYPES)
        root = self._content_types
        prefix = tag_prefix(data, root.start)
        splices = Splices(data)
        gone = {"/" + member.lower() for member in self._dropped_parts if self._parts.get(member) is None}
        # A left-over entry for a part of this name would make two, which Excel calls damaged.
        gone |= {"/" + member.lower() for member in self._overrides}
        for node in root.all("Override"):
            if node.attrs.get("PartName", "").replace("\\", "/").lower() in gone:
                splices.remove(node)
        defaults = "".join(
            f'<{prefix}Default Extension="{extension}" ContentType="{kind}"/>'
            for extension, kind in self._defaults.items()
        )
        overrides = "".join(
            f'<{prefix}Override PartName="/{quoted(member)}" ContentType="{kind}"/>'
            for member, kind in self._overrides.items()
        )
        if defaults:
            first = root.children[0] if root.children else None
            if first is None:
                overrides = defaults + overrides
            else:
                splices.insert(first.start, defaults)
        if overrides:
            splices.append_children(root, overrides)
        if splices:
            self.put(self.package.member(CONTENT_TYPES) or CONTENT_TYPES, splices.result())
