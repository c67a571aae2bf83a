"""XML as bytes: a guarded expat parser, a light outline of a part, and splicing at byte ranges."""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SHEET_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_SHEET_NS = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS_NS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONS_NS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
SHEET_NAMESPACES = frozenset((SHEET_NS, STRICT_SHEET_NS))
RELATIONS_NAMESPACES = frozenset((RELATIONS_NS, STRICT_RELATIONS_NS))


class MarkupError(Exception):
    """XML that is malformed, oversized, or uses a document type; ``str(error)`` is a Chinese phrase.

    Internal to the layer: the package turns it into an error that names file and part.
    """


_DECLARATION = re.compile(rb"""(<\?xml[^>]*?\sencoding\s*=\s*)["']([A-Za-z0-9._-]+)["']""")
# Nothing else is ever met; an exotic codec name from a stranger's file is not looked up.
_CODECS = {
    "utf-16",
    "utf-16le",
    "utf-16be",
    "iso-8859-1",
    "us-ascii",
    "windows-1252",
    "gb2312",
    "gbk",
    "gb18030",
}


def as_utf8(data: bytes) -> bytes:
    """Return the part in UTF-8 with its declaration put right; the same object when it already is.

    :raises MarkupError: an encoding we do not know, or bytes that do not fit it
    """
    if data.startswith(BOM_UTF16_LE):
        encoding, body = "utf-16-le", data[2:]
    elif data.startswith(BOM_UTF16_BE):
        encoding, body = "utf-16-be", data[2:]
    elif data.startswith(b"<\0"):
        encoding, body = "utf-16-le", data
    elif data.startswith(b"\0<"):
        encoding, body = "utf-16-be", data
    else:
        match = _DECLARATION.match(data, 3 if data.startswith(BOM_UTF8) else 0)
        encoding = match[2].decode().lower() if match else "utf-8"
        if encoding in ("utf-8", "utf8") or data.startswith(BOM_UTF8):
            return data
        if encoding not in _CODECS:
            raise MarkupError(f"编码“{encoding}”不受支持")
        body = data
    try:
        converted = body.decode(encoding).encode("utf-8")
    except UnicodeError:
        raise MarkupError(f"内容与编码 {encoding} 不符") from None
    return _DECLARATION.sub(rb'\1"UTF-8"', converted, count=1)


def _refuse_doctype(*_: object) -> None:
    raise MarkupError("含有文档类型声明(DTD)，出于安全考虑不予读取")


def new_parser(*, namespaces: bool = True) -> expat.XMLParserType:
    """Return an expat parser that refuses any DTD and so every entity of the file's own.

    With ``namespaces`` element names come as ``"uri local"``.
    """
    parser = expat.ParserCreate(namespace_separator=" " if namespaces else None)
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def feed(parser: expat.XMLParserType, data: bytes) -> None:
    """Parse a whole part.

    :raises MarkupError: the XML is malformed; with line and column
    """
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise MarkupError(f"XML 有误，第 {error.lineno} 行第 {error.offset + 1} 列") from None
    except (ValueError, LookupError, UnicodeError):
        raise MarkupError("XML 的编码无法识别") from None


def check_wellformed(data: bytes) -> None:
    """:raises MarkupError: not namespace-well-formed XML."""
    feed(new_parser(), data)


@dataclass(slots=True, eq=False)
class Node:
    """An element of an outlined part.

    Attribute names are local, or ``"uri local"`` when prefixed.  ``start``/``end`` enclose the element,
    ``inner``/``inner_end`` its content; an element without content (``<a/>``) has ``inner == end``.
    ``text`` is the character data directly inside.
    """

    uri: str
    name: str
    attrs: dict[str, str]
    start: int
    inner: int = 0
    inner_end: int = 0
    end: int = 0
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def all(self, name: str) -> Iterator[Node]:
        """Children with this local name in the element's own namespace."""
        return (node for node in self.children if node.name == name and node.uri == self.uri)

    def first(self, name: str) -> Node | None:
        """The first child with this local name in the element's own namespace."""
        return next(self.all(name), None)

    def related(self, name: str = "id") -> str | None:
        """The attribute of the relationships namespace (``r:id``), Strict or not."""
        for uri in (RELATIONS_NS, STRICT_RELATIONS_NS):
            value = self.attrs.get(f"{uri} {name}")
            if value is not None:
                return value
        return None

    @property
    def closed(self) -> bool:
        """Whether the element is written ``<a/>``."""
        return self.inner == self.end


_TAG = re.compile(rb"<[^\"'>]*(?:(?:\"[^\"]*\"|'[^']*')[^\"'>]*)*>")


def tag_end(data: bytes, start: int) -> int:
    """Byte offset behind the start tag that begins at ``start`` (the part is known to be well-formed)."""
    match = _TAG.match(data, start)
    if match is None:
        raise MarkupError("标记不完整")
    return match.end()


def element_end(data: bytes, start: int, event: int) -> int:
    """Offset behind an element, from where expat reported its start and its end."""
    if data[tag_end(data, start) - 2 : tag_end(data, start)] == b"/>":
        return event
    return data.index(b">", event) + 1


def outline(data: bytes, *, depth: int = 64, nodes: int = 200_000) -> Node:
    """Return the tree of a small part, down to ``depth`` levels (the root is level 1).

    :raises MarkupError: malformed, or more elements than ``nodes``
    """
    parser = new_parser()
    parser.buffer_text = True
    root = Node("", "", {}, 0)
    open_nodes = [root]
    below = 0
    count = 0

    def start(name: str, attrs: dict[str, str]) -> None:
        nonlocal below, count
        if len(open_nodes) > depth:
            below += 1
            return
        count += 1
        if count > nodes:
            raise MarkupError(f"元素超过 {nodes} 个")
        uri, _, local = name.rpartition(" ")
        node = Node(uri, local, attrs, parser.CurrentByteIndex)
        open_nodes[-1].children.append(node)
        open_nodes.append(node)

    def end(_: str) -> None:
        nonlocal below
        if below:
            below -= 1
            return
        node = open_nodes.pop()
        event = parser.CurrentByteIndex
        node.inner = tag_end(data, node.start)
        if data[node.inner - 2 : node.inner] == b"/>":
            node.inner_end = node.end = node.inner
        else:
            node.inner_end = event
            node.end = data.index(b">", event) + 1

    def text(chunk: str) -> None:
        if not below:
            open_nodes[-1].text += chunk

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    feed(parser, data)
    return root.children[0]


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
