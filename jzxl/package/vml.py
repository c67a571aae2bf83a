"""VML drawings: the boxes in which Excel shows legacy notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from jzxl.package.address import join_ref, split_ref
from jzxl.package.markup import MarkupError, Node, outline, tag_end
from jzxl.package.splice import Splices, declared_prefixes

_V = "urn:schemas-microsoft-com:vml"
_O = "urn:schemas-microsoft-com:office:office"
_X = "urn:schemas-microsoft-com:office:excel"
_SHAPE_ID = re.compile(rb"_x0000_s([0-9]{1,9})")
_IDMAP = re.compile(rb"idmap\b([^<>]*)")
_BLOCKS = re.compile(rb"\bdata\s*=\s*[\"']([0-9, ]+)[\"']")
_SHAPE = re.compile(rb"<v:shape\s")
_NOTE_TYPE = "_x0000_t202"
_HAS_NOTE_TYPE = re.compile(rb"""\sid\s*=\s*["']_x0000_t202["']""")
# Shape numbers are dealt out in blocks of 1024, each belonging to one drawing.
_BLOCK_SIZE = 1024
# Box: columns wide, rows high per line of some 14 Chinese characters.
_COLUMNS_WIDE, _CHARACTERS_A_LINE, _MOST_ROWS = 3, 14, 24


def blocks_in(data: bytes) -> set[int]:
    """Blocks of shape numbers that a drawing has claimed."""
    found = {int(number) // _BLOCK_SIZE for number in _SHAPE_ID.findall(data)}
    # Two steps: in one pattern, an "idmap" said over and over would be followed to the end each time.
    for tag in _IDMAP.findall(data):
        listing = _BLOCKS.search(tag)
        if listing is not None:
            found.update(int(number[:9]) for number in listing[1].replace(b",", b" ").split())
    return found


def new_drawing(block: int, notes: Mapping[str, str]) -> bytes:
    """A drawing with a hidden box for each note (address -> text)."""
    shapes = "".join(
        _shape("v:", "o:", "x:", block * _BLOCK_SIZE + 1 + number, ref, text)
        for number, (ref, text) in enumerate(notes.items())
    )
    return (
        f'<xml xmlns:v="{_V}" xmlns:o="{_O}" xmlns:x="{_X}">'
        f'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{block}"/></o:shapelayout>'
        f"{_shapetype('v:', 'o:')}{shapes}</xml>"
    ).encode()


def _shapetype(v: str, o: str) -> str:
    return (
        f'<{v}shapetype id="{_NOTE_TYPE}" coordsize="21600,21600" {o}spt="202" '
        f'path="m,l,21600r21600,l21600,xe"><{v}stroke joinstyle="miter"/>'
        f'<{v}path gradientshapeok="t" {o}connecttype="rect"/></{v}shapetype>'
    )


def _shape(v: str, o: str, x: str, number: int, ref: str, text: str) -> str:
    place = split_ref(ref)
    assert place is not None
    row, column = place[0] - 1, place[1] - 1
    lines = sum(1 + len(line) // _CHARACTERS_A_LINE for line in text.split("\n"))
    rows = min(_MOST_ROWS, max(4, lines + 1))
    top = max(0, row - 1)
    anchor = f"{column + 1}, 15, {top}, 4, {column + 1 + _COLUMNS_WIDE}, 15, {top + rows}, 4"
    return (
        f'<{v}shape id="_x0000_s{number}" type="#{_NOTE_TYPE}" style="position:absolute;visibility:hidden" '
        f'fillcolor="#ffffe1" {o}insetmode="auto"><{v}fill color2="#ffffe1"/>'
        f'<{v}shadow color="black" obscured="t"/><{v}path {o}connecttype="none"/>'
        f'<{v}textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></{v}textbox>'
        f'<{x}ClientData ObjectType="Note"><{x}MoveWithCells/><{x}SizeWithCells/>'
        f"<{x}Anchor>{anchor}</{x}Anchor><{x}AutoFill>False</{x}AutoFill><{x}Row>{row}</{x}Row><{x}Column>{column}</{x}Column></{x}ClientData>"
        f"</{v}shape>"
    )


class Drawing:
    """An existing VML drawing.

    Excel itself writes drawings that are not well-formed (``<br>`` in the caption of a button), so shapes
    are found by pattern where the XML cannot be parsed.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._root: Node | None
        try:
            self._root = outline(data)
        except MarkupError:
            self._root = None

    @property
    def wellformed(self) -> bool:
        """Whether the part is XML at all."""
        return self._root is not None

    def patched(self, gone: Iterable[str], new: Mapping[str, str], block: int) -> bytes | None:
        """Remove the boxes of the cells ``gone``, add those of ``new``; None when no shape remains.

        :param block: free block of shape numbers, used when the drawing has no shape yet
        :raises MarkupError: there is no place for a shape
        """
        splices = Splices(self._data)
        wanted = set(gone)
        spans = list(self._note_spans())
        for ref, start, end in spans:
            if ref in wanted:
                splices.replace(start, end, b"")
        removed = sum(ref in wanted for ref, _, _ in spans)
        if not new and removed and removed == self._shape_count():
            return None
        if new:
            self._insert(new, block, splices)
        return splices.result()

    def _insert(self, new: Mapping[str, str], block: int, splices: Splices) -> None:
        root = self._root
        start, close = root.start if root else self._data.find(b"<xml"), self._data.rfind(b"</")
        if root is None and (start < 0 or close < 0):
            raise MarkupError("批注图形部件没有可以加入图形的位置")
        prefixes = declared_prefixes(self._data[start : tag_end(self._data, start)])
        v, o, x = (
            next((p for u, p in prefixes.items() if u == uri and p), short)
            for uri, short in ((_V, "v:"), (_O, "o:"), (_X, "x:"))
        )
        missing = "".join(
            f' xmlns:{short}="{uri}"'
            for uri, short in ((_V, "v"), (_O, "o"), (_X, "x"))
            if not prefixes.get(uri)
        )
        numbers = [int(number) for number in _SHAPE_ID.findall(self._data)]
        number = max(numbers, default=block * _BLOCK_SIZE)
        pieces = [] if _HAS_NOTE_TYPE.search(self._data) else [_shapetype(v, o)]
        for count, (ref, text) in enumerate(new.items(), 1):
            pieces.append(_shape(v, o, x, number + count, ref, text))
        if missing:
            pieces = [re.sub(r"^<[^\s>]+", lambda match: match[0] + missing, piece) for piece in pieces]
        if root is not None:
            splices.append_children(root, "".join(pieces))
        else:
            splices.insert(close, "".join(pieces))

    def _shape_count(self) -> int:
        if self._root is not None:
            names = (
                "shape",
                "rect",
                "line",
                "oval",
                "group",
                "roundrect",
                "polyline",
                "curve",
                "arc",
                "image",
            )
            return sum(node.name in names for node in self._root.children)
        return len(re.findall(rb"<v:(?:shape|rect|line|oval|group)[\s>]", self._data))

    def _note_spans(self) -> Iterable[tuple[str, int, int]]:
        if self._root is None:
            yield from self._note_spans_by_pattern()
            return
        for shape in self._root.children:
            for client in shape.children:
                if client.name != "ClientData" or client.attrs.get("ObjectType") != "Note":
                    continue
                row, column = client.first("Row"), client.first("Column")
                if row is not None and column is not None:
                    ref = _ref(row.text, column.text)
                    if ref is not None:
                        yield ref, shape.start, shape.end

    def _note_spans_by_pattern(self) -> Iterable[tuple[str, int, int]]:
        # No pattern over a whole shape: tried again at each of many without an end, it would take for ever.
        at = 0
        while (begin := _SHAPE.search(self._data, at)) is not None:
            start = begin.start()
            end = self._data.find(b"</v:shape>", begin.end())
            if end < 0:
                return
            at = end + len(b"</v:shape>")
            text = self._data[start:at].decode(errors="replace")
            row = re.search(r"<x:Row>\s*(\d+)", text)
            column = re.search(r"<x:Column>\s*(\d+)", text)
            if 'ObjectType="Note"' in text and row and column:
                ref = _ref(row[1], column[1])
                if ref is not None:
                    yield ref, start, at


def _ref(row: str, column: str) -> str | None:
    row, column = row.strip(), column.strip()
    if not (row.isascii() and row.isdigit() and column.isascii() and column.isdigit()):
        return None
    if len(row) > 7 or len(column) > 5:
        return None
    return join_ref(int(row) + 1, int(column) + 1)
