"""A package as the proof that nothing is lost sees it: members with their packed bytes, and relationships.

Read by the standard library and not by jzxl, so that a mistake of the package layer does not hide itself.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from lossless_xml import Document, parse

_HEADER = struct.Struct("<4s5H3L2H")


@dataclass(frozen=True, slots=True)
class Member:
    """A member; ``facts`` is what the directory says of it besides name, place and lengths."""

    name: str
    packed: bytes
    content: bytes
    facts: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship; ``kind`` is the last word of its type, ``target`` a member's key unless external."""

    id: str
    kind: str
    target: str
    external: bool


def _key(name: str) -> str:
    return name.replace("\\", "/").lower()


class Parts:
    """The members of a package, by name in lower case with forward slashes."""

    def __init__(self, data: bytes) -> None:
        self.members: dict[str, Member] = {}
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
        for info in infos:
            lengths = _HEADER.unpack_from(data, info.header_offset)[9:]
            start = info.header_offset + _HEADER.size + sum(lengths)
            packed = data[start : start + info.compress_size]
            content = packed if info.compress_type == zipfile.ZIP_STORED else zlib.decompress(packed, -15)
            assert len(content) == info.file_size and zlib.crc32(content) == info.CRC, info.filename
            facts = (info.compress_type, info.date_time, info.external_attr, info.extra, info.comment)
            assert _key(info.filename) not in self.members, f"{info.filename} twice"
            self.members[_key(info.filename)] = Member(info.filename, packed, content, facts)

    def document(self, key: str) -> Document:
        """A member as XML; each call gives a fresh tree, because comparing changes it."""
        return parse(self.members[key].content)

    def relationships(self, part: str) -> list[Relationship]:
        """What a part (``""`` for the package) refers to; nothing if it has no relationship part."""
        key = relationships_key(part)
        if key not in self.members:
            return []
        found = []
        for element in self.document(key).root.elements("Relationship"):
            target = element.get("Target") or ""
            # A target that is only a place is one in the part itself.
            external = element.get("TargetMode") == "External" or target.startswith("#")
            kind = (element.get("Type") or "").rpartition("/")[2]
            found.append(
                Relationship(
                    element.get("Id") or "", kind, target if external else _resolved(part, target), external
                )
            )
        return found

    def related(self, part: str, *kinds: str) -> str | None:
        """The first member that a part refers to under one of the kinds."""
        for each in self.relationships(part):
            if each.kind in kinds and not each.external and each.target in self.members:
                return each.target
        return None

    @cached_property
    def workbook(self) -> str:
        """The workbook part."""
        found = self.related("", "officeDocument")
        assert found is not None
        return found

    @cached_property
    def sheets(self) -> dict[str, tuple[str, str]]:
        """Sheets of every kind in order: name -> (kind, member)."""
        by_id = {each.id: each for each in self.relationships(self.workbook)}
        holder = self.document(self.workbook).root.first("sheets")
        found = {}
        for element in holder.elements("sheet") if holder else []:
            relation = by_id.get(element.related() or "")
            if relation is not None:
                found[element.get("name") or ""] = (relation.kind, relation.target)
        return found


def relationships_key(part: str) -> str:
    """``xl/workbook.xml`` -> ``xl/_rels/workbook.xml.rels``."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _resolved(part: str, target: str) -> str:
    path = posixpath.join("/", posixpath.dirname(part), unquote(target).replace("\\", "/"))
    return posixpath.normpath(path).lstrip("/").lower()
