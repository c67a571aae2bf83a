"""Relationship parts: which part points to which, and under what type."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from jzxl.package.markup import Node, outline

# A sheet has a relation for each link in its cells, of which Excel keeps 65,530.
_MOST_RELATIONS = 70_000
RELATION_PARTS_NS = "http://schemas.openxmlformats.org/package/2006/relationships"


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship; ``target`` is a member name (no leading slash), or the raw text if external."""

    id: str
    type: str
    target: str
    external: bool
    node: Node

    def is_a(self, kind: str) -> bool:
        """Whether the type ends in ``/kind``, which holds for Transitional and Strict alike."""
        return self.type.rsplit("/", 1)[-1] == kind


def relations_member(part: str) -> str:
    """``xl/workbook.xml`` -> ``xl/_rels/workbook.xml.rels``; ``""`` (the package) -> ``_rels/.rels``."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", name + ".rels")


def resolve(part: str, target: str) -> str:
    """The member that ``target`` means, seen from ``part``: relative, absolute or with backslashes."""
    target = unquote(target.replace("\\", "/")).split("#", 1)[0]
    path = target if target.startswith("/") else posixpath.join("/", posixpath.dirname(part), target)
    return posixpath.normpath(path).lstrip("/")


def parse_relations(data: bytes, part: str) -> tuple[Relation, ...]:
    """Relationships of ``part`` in the order written.

    :raises MarkupError: malformed
    """
    return tuple(_relations(outline(data, depth=2, nodes=_MOST_RELATIONS).children, part))


def _relations(nodes: Iterable[Node], part: str) -> Iterable[Relation]:
    for node in nodes:
        if node.name == "Relationship":
            target = node.attrs.get("Target", "")
            external = node.attrs.get("TargetMode") == "External"
            yield Relation(
                id=node.attrs.get("Id", ""),
                type=node.attrs.get("Type", ""),
                target=target if external else resolve(part, target),
                external=external,
                node=node,
            )
