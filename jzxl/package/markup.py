"""XML as bytes: a guarded expat parser and a light outline of a part."""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SHEET_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_SHEET_NS = "http://purl.oclc.org/ooxml/spreadsheetml/main"
SHEET_NAMESPACES = frozenset((SHEET_NS, STRICT_SHEET_NS))
RELATIONS_NS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONS_NS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
RELATIONS_NAMESPACES = frozenset((RELATIONS_NS, STRICT_RELATIONS_NS))


DEEPEST = 256
"""Levels of elements; every honest part has fewer than 30, and each level costs memory until it is closed."""
_LONGEST_TOKEN = 1024 * 1024
_MOST_COMMENTS = 10_000
_MOST_TAGS = 5_000_000
# A part that is kept as a tree; 65,530 links or 64,000 names take 20 MB.
_LARGEST_TREE = 32 * 1024 * 1024


class MarkupError(Exception):
    """XML that is malformed, oversized, or uses a document type; ``str(error)`` is a Chinese phrase.

    Internal to the layer: the package turns it into an error that names file and part.

    Attributes:
        advice: what somebody who has the file can do about it.
    """

    advice = "请用 Excel 打开并另存后再试"


class TooMuchError(MarkupError):
    """More than is let in; saving it again would not help."""

    def __init__(self, what: str, advice: str) -> None:
        super().__init__(what)
        self.advice = advice


# In memory as it is, and in UTF-8; only files made by hand are in anything else.
_LARGEST_CONVERTED = 16 * 1024 * 1024
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

    :raises MarkupError: an encoding we do not know, or bytes that do not fit it; or so much of it as nobody writes
    """
    mark = 0
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        encoding, mark = "utf-16-le" if data.startswith(BOM_UTF16_LE) else "utf-16-be", len(BOM_UTF16_LE)
    elif data[1:2] == b"\0":
        # No mark, but every character that XML may begin with is ASCII; expat tells it by this, too.
        encoding = "utf-16-le"
    elif data[:1] == b"\0":
        encoding = "utf-16-be"
    else:
        match = _DECLARATION.match(data, 3 if data.startswith(BOM_UTF8) else 0)
        encoding = match[2].decode().lower() if match else "utf-8"
        if encoding in ("utf-8", "utf8"):
            return data
        if data.startswith(BOM_UTF8) and match is not None:
            # Expat would believe the declaration, other programs believe the mark.
            return data[: match.start()] + match[1] + b'"UTF-8"' + data[match.end() :]
        if encoding not in _CODECS:
            raise MarkupError(f"编码“{encoding}”不受支持")
    if len(data) > _LARGEST_CONVERTED:
        raise MarkupError(f"编码是 {encoding}，大小超过 {_LARGEST_CONVERTED // 1024 // 1024} MB")
    body = data[mark:]
    try:
        converted = body.decode(encoding).encode("utf-8")
    except UnicodeError:
        raise MarkupError(f"内容与编码 {encoding} 不符") from None
    # Only at the beginning: elsewhere the same words are text, and looking for them takes for ever.
    match = _DECLARATION.match(converted)
    return match[1] + b'"UTF-8"' + converted[match.end() :] if match else converted


def _refuse_doctype(*_: object) -> None:
    raise MarkupError("含有文档类型声明(DTD)，出于安全考虑不予读取")


def new_parser(*, namespaces: bool = True) -> expat.XMLParserType:
    """Return an expat parser that refuses any DTD and so every entity of the file's own.

    With ``namespaces`` element names come as ``"uri local"``.
    """
    parser = expat.ParserCreate(namespace_separator=" " if namespaces else None)
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_long_tokens(data: bytes) -> None:
    """Refuse a tag, text, comment or instruction of more than a megabyte.

    Expat reads what it has not seen the end of again for each megabyte that it is given, so that one tag of
    96 MB takes half a minute, and all attributes of a tag are in memory at once.  An honest text is that of a
    cell, 260 kB if every character is escaped.
    """
    at, last = 0, len(data) - _LONGEST_TOKEN
    while at < last:
        # No < stands in a tag or a text, so the last one within reach is as far as both are short.
        following = data.rfind(b"<", at + 1, at + _LONGEST_TOKEN)
        if following < 0:
            raise MarkupError(f"有一处标记或文字超过 {_LONGEST_TOKEN} 字节")
        at = following
    for opening, closing in ((b"<!--", b"-->"), (b"<?", b"?>")):
        at = data.find(opening)
        for _ in range(_MOST_COMMENTS):
            if at < 0:
                break
            end = data.find(closing, at, at + _LONGEST_TOKEN)
            if end < 0:
                raise MarkupError(f"有一处注释超过 {_LONGEST_TOKEN} 字节")
            at = data.find(opening, end)
        else:
            raise MarkupError(f"注释超过 {_MOST_COMMENTS} 处")


def refuse_at_once(data: bytes, tags: int = _MOST_TAGS) -> None:
    """:raises MarkupError: a part that would take too long to be parsed."""
    if data.count(b"<") > tags:
        raise MarkupError(f"标记超过 {tags} 处")
    if len(data) > _LONGEST_TOKEN:
        _refuse_long_tokens(data)


def feed(
    parser: expat.XMLParserType, data: bytes | memoryview, *, tags: int = _MOST_TAGS, final: bool = True
) -> None:
    """Parse a whole part, or the next piece of one that ends with the ``final`` piece.

    A piece is a view of a part that `refuse_at_once` was asked of.

    :param tags: how many it may have; those of comments and the like count too
    :raises MarkupError: the XML is malformed, with line and column; or it would take too long
    """
    if isinstance(data, bytes):
        refuse_at_once(data, tags)
    try:
        parser.Parse(data, final)
    except expat.ExpatError as error:
        raise MarkupError(f"XML 有误，第 {error.lineno} 行第 {error.offset + 1} 列") from None
    except (ValueError, LookupError, UnicodeError):
        raise MarkupError("XML 的编码无法识别") from None


def check_root(uri: str, name: str, wanted: str) -> None:
    """:raises MarkupError: a root that is not the ``wanted`` element of SpreadsheetML."""
    # What a stranger wrote is shown only as far as it fits a message.
    if name != wanted:
        raise MarkupError(f"根元素是“{name[:40]}”，不是 {wanted}")
    if uri not in SHEET_NAMESPACES:
        raise MarkupError(f"根元素 {wanted} 的命名空间“{uri[:40]}”不受支持")


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
    end = data.find(b">", start)
    # Nearly no tag has a > in a value, and to see that it has none is faster than to take it apart.
    if end >= 0 and not data.count(b'"', start, end) & 1 and data.find(b"'", start, end) < 0:
        return end + 1
    match = _TAG.match(data, start)
    if match is None:
        raise MarkupError("标记不完整")
    return match.end()


def element_end(data: bytes, start: int, event: int) -> int:
    """Offset behind an element, from where expat reported its start and its end."""
    if data[tag_end(data, start) - 2 : tag_end(data, start)] == b"/>":
        return event
    return data.index(b">", event) + 1


def outline(
    data: bytes, *, depth: int = 64, nodes: int = 200_000, unseen: tuple[int, int] | None = None
) -> Node:
    """Return the tree of a small part, down to ``depth`` levels (the root is level 1).

    :param unseen: from where to where nothing is outlined, only parsed; whole elements must lie between
    :raises MarkupError: malformed, large, or more elements than ``nodes``
    """
    if len(data) > _LARGEST_TREE:
        raise MarkupError(f"内容超过 {_LARGEST_TREE // 1024 // 1024} MB")
    parser = new_parser()
    parser.buffer_text = True
    root = Node("", "", {}, 0)
    open_nodes = [root]
    texts: list[list[str]] = [[]]
    below = 0
    count = 0

    def start(name: str, attrs: dict[str, str]) -> None:
        nonlocal below, count
        if len(open_nodes) + below > DEEPEST:
            raise MarkupError(f"元素嵌套超过 {DEEPEST} 层")
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
        texts.append([])

    def end(_: str) -> None:
        nonlocal below
        if below:
            below -= 1
            return
        node = open_nodes.pop()
        node.text = "".join(texts.pop())
        event = parser.CurrentByteIndex
        node.inner = tag_end(data, node.start)
        if data[node.inner - 2 : node.inner] == b"/>":
            node.inner_end = node.end = node.inner
        else:
            node.inner_end = event
            node.end = data.index(b">", event) + 1

    def text(chunk: str) -> None:
        if not below:
            texts[-1].append(chunk)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    if unseen is None:
        feed(parser, data)
    else:
        refuse_at_once(data)
        view = memoryview(data)
        feed(parser, view[: unseen[0]], final=False)
        parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = None
        feed(parser, view[unseen[0] : unseen[1]], final=False)
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
        feed(parser, view[unseen[1] :])
    return root.children[0]
