"""Changing XML at byte ranges: start tags, escaping, and replacements applied together."""

from __future__ import annotations

import re

from jzxl.package.markup import MarkupError, Node, tag_end

_NAME_IN_TAG = re.compile(rb"<([^\s/>]+)")
_ATTRIBUTE = re.compile(rb"\s+([^\s=/>]+)\s*=\s*(\"[^\"]*\"|'[^']*')")


def tag_prefix(data: bytes, start: int) -> str:
    """The prefix, with its colon, of the element whose tag begins at ``start``; ``""`` if it has none."""
    match = _NAME_IN_TAG.match(data, start)
    name = match[1].decode() if match else ""
    return name[: name.index(":") + 1] if ":" in name else ""


def declared_prefixes(tag: bytes) -> dict[str, str]:
    """Namespace declarations of a start tag: uri -> prefix with colon (``""`` for the default one).

    A prefixed declaration wins over the default one because attributes need a prefix.
    """
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(tag):
        name, value = match[1].decode(), match[2][1:-1].decode()
        if name == "xmlns":
            found.setdefault(value, "")
        elif name.startswith("xmlns:"):
            found[value] = name[6:] + ":"
    return found


def attribute(tag: bytes, name: str) -> str:
    """The value of an attribute of a start tag as it is written; ``""`` if it has none."""
    wanted = name.encode()
    match = _NAME_IN_TAG.match(tag)
    position = match.end() if match else 0
    while found := _ATTRIBUTE.match(tag, position):
        if found[1] == wanted:
            return found[2][1:-1].decode()
        position = found.end()
    return ""


def with_attribute(tag: bytes, name: str, value: str | None) -> bytes:
    """Return the start tag with the attribute set, added at the end, or removed (None)."""
    wanted = name.encode()
    match = _NAME_IN_TAG.match(tag)
    position = match.end() if match else 0
    while found := _ATTRIBUTE.match(tag, position):
        if found[1] == wanted:
            if value is None:
                return tag[: found.start()] + tag[found.end() :]
            return tag[: found.start(2)] + b'"' + quoted(value).encode() + b'"' + tag[found.end(2) :]
        position = found.end()
    if value is None:
        return tag
    return tag[:position] + f' {name}="{quoted(value)}"'.encode() + tag[position:]


def escaped(text: str) -> str:
    """Escape text for element content."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quoted(text: str) -> str:
    """Escape text for an attribute in double quotes; line ends and tabs survive normalisation."""
    text = escaped(text).replace('"', "&quot;")
    return text.replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")


def opened(tag: bytes, content: str) -> bytes:
    """``<a x="1"/>`` -> ``<a x="1">content</a>``."""
    match = _NAME_IN_TAG.match(tag)
    name = match[1] if match else b""
    return tag[: tag.rindex(b"/")] + b">" + content.encode() + b"</" + name + b">"


class Splices:
    """Replacements at byte ranges of one part, applied together."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._changes: list[tuple[int, int, int, bytes]] = []

    def replace(self, start: int, end: int, new: bytes | str) -> None:
        """Replace ``data[start:end]``; with ``start == end`` insert, in the order of the calls."""
        content = new.encode() if isinstance(new, str) else new
        self._changes.append((start, end, len(self._changes), content))

    def insert(self, at: int, new: bytes | str) -> None:
        """Insert at a byte offset of the original."""
        self.replace(at, at, new)

    def set_attribute(self, node_start: int, name: str, value: str | None) -> None:
        """Replace the start tag at ``node_start`` by one with another attribute (one call a tag)."""
        end = tag_end(self.data, node_start)
        self.replace(node_start, end, with_attribute(self.data[node_start:end], name, value))

    def append_children(self, node: Node, new: str, *, count: int | None = None) -> None:
        """Insert as last content of ``node``, opening it if it is written ``<a/>``.

        :param count: new value of its ``count`` attribute, left alone when None
        """
        tag = old = self.data[node.start : node.inner]
        if count is not None:
            tag = with_attribute(tag, "count", str(count))
        if node.closed:
            self.replace(node.start, node.end, opened(tag, new))
            return
        if tag != old:
            self.replace(node.start, node.inner, tag)
        self.insert(node.inner_end, new)

    def remove(self, node: Node) -> None:
        """Cut the element out."""
        self.replace(node.start, node.end, b"")

    def __bool__(self) -> bool:
        return bool(self._changes)

    def result(self) -> bytes:
        """Return the part with all changes made.

        :raises MarkupError: two changes overlap
        """
        pieces: list[bytes] = []
        position = 0
        # What is inserted before an element that is itself replaced comes first.
        order = sorted(self._changes, key=lambda change: (change[0], change[1] > change[0], change[2]))
        for start, end, _, content in order:
            if start < position:
                raise MarkupError("两处修改互相重叠")
            pieces += (self.data[position:start], content)
            position = end
        pieces.append(self.data[position:])
        return b"".join(pieces)
