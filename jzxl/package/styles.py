"""The style sheet: fills of existing formats, and new formats appended to it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from typing import NamedTuple
from xml.sax.saxutils import unescape

from jzxl.package.markup import XML_HEAD, MarkupError, Node, check_wellformed, outline, tag_end
from jzxl.package.new_sheet import Look
from jzxl.package.splice import Splices, quoted, tag_prefix, with_attribute
from jzxl.package.values import whole_number

# Excel opens no workbook with more cell formats.
_MOST_FORMATS = 64_000
_SECTIONS = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles",
    "colors", "extLst",
)  # fmt: skip
# What a section must hold before anything of ours; fills 0 and 1 are reserved by Excel.
_INITIAL = {
    "fonts": ['<font><sz val="11"/><name val="宋体"/></font>'],
    "fills": [
        '<fill><patternFill patternType="none"/></fill>',
        '<fill><patternFill patternType="gray125"/></fill>',
    ],
    "borders": ["<border><left/><right/><top/><bottom/><diagonal/></border>"],
    "cellXfs": ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'],
    "numFmts": [],
}
_BUILTIN_FORMATS = {"General": 0, "0": 1, "0.00": 2, "#,##0": 3, "#,##0.00": 4, "0%": 9, "0.00%": 10, "@": 49}
_FIRST_OWN_FORMAT = 164
_TRUE = ("1", "true")
_RGB = re.compile("[0-9A-Fa-f]{6}")
_UNLOCKED = re.compile(r"""(<(?:\w+:)?protection\b[^>]*?)\s+locked\s*=\s*(?:"[^"]*"|'[^']*')""")
_OPENING = re.compile(r"<(/?)(?=[A-Za-z_])")


class _Format(NamedTuple):
    """An <xf> apart from its fill: other attributes and content, and its fill's number."""

    rest: tuple[tuple[str, str], ...]
    inner: str
    fill: int
    applied: bool


@dataclass(slots=True)
class _Section:
    node: Node | None
    items: list[str]
    known: dict[str, int]
    added: list[str] = field(default_factory=list)

    def index(self, item: str) -> int:
        """The place of an item, appended if it is new."""
        found = self.known.get(item)
        if found is None:
            found = self.known[item] = len(self.items)
            self.items.append(item)
            self.added.append(item)
        return found


def empty_styles(uri: str) -> bytes:
    """A style sheet for a workbook that has none."""
    return f'{XML_HEAD}<styleSheet xmlns="{uri}"></styleSheet>'.encode()


class StyleBook:
    """One styles part; formats are only ever appended, so indexes in the sheets stay valid."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._root = outline(data, depth=3)
        self._prefix = tag_prefix(data, self._root.start)
        self._sections: dict[str, _Section] = {}
        self._formats: dict[tuple[tuple[tuple[str, str], ...], str], list[int]] | None = None
        self._refilled: dict[tuple[int, str, bool], int] = {}
        self._looks: dict[Look, int] = {}

    # Fills of existing formats

    def fill_key(self, style: int) -> str:
        """The <fill> of a format as XML without prefixes; ``""`` for none."""
        formats = self._section("cellXfs").items
        if not 0 <= style < len(formats):
            return ""
        return self._key(_split_format(formats[style]).fill)

    def _key(self, fill: int) -> str:
        fills = self._section("fills").items
        return fills[fill] if 0 < fill < len(fills) else ""

    def solid_key(self, rgb: str) -> str:
        """The key of a plain fill in a colour given as RRGGBB.

        :raises MarkupError: no colour
        """
        if _RGB.fullmatch(rgb) is None:
            raise MarkupError(f"“{rgb}”不是 RRGGBB 形式的颜色")
        return (
            f'<fill><patternFill patternType="solid"><fgColor rgb="FF{rgb.upper()}"/>'
            '<bgColor indexed="64"/></patternFill></fill>'
        )

    def with_fill(self, style: int, key: str, *, must_apply: bool = True) -> int:
        """The format that equals ``style`` but for its fill: an existing one if there is one.

        :param must_apply: only formats that say applyFill count
        :raises MarkupError: the key is no <fill>, or the style sheet is full
        """
        done = self._refilled.get((style, key, must_apply))
        if done is None:
            done = self._refilled[style, key, must_apply] = self._with_fill(style, key, must_apply)
        return done

    def _with_fill(self, style: int, key: str, must_apply: bool) -> int:
        section = self._section("cellXfs")
        base = section.items[style] if 0 <= style < len(section.items) else section.items[0]
        wanted = _split_format(base)
        if self._formats is None:
            self._formats = {}
            for index, item in enumerate(section.items):
                parts = _split_format(item)
                self._formats.setdefault((parts.rest, parts.inner), []).append(index)
        for index in self._formats.get((wanted.rest, wanted.inner), ()):
            parts = _split_format(section.items[index])
            if self._key(parts.fill) == key and (parts.applied or not must_apply):
                return index
        fill = self._fill_index(key)
        tag, inner, tail = _split_element(base)
        for name, value in (("fillId", str(fill)), ("applyFill", "1")):
            tag = with_attribute(tag.encode(), name, value).decode()
        new = self._add_format(tag + inner + tail)
        self._formats.setdefault((wanted.rest, wanted.inner), []).append(new)
        return new

    def locked(self, style: int) -> int:
        """The format that equals ``style``, but whose cells are locked in a protected sheet."""
        section = self._section("cellXfs")
        base = section.items[style] if 0 <= style < len(section.items) else section.items[0]
        tag, inner, tail = _split_element(base)
        # A cell is locked unless its format says otherwise.
        return self._add_format(tag + _UNLOCKED.sub(r"\1", inner) + tail)

    def _fill_index(self, key: str) -> int:
        if not key:
            return 0
        try:
            check_wellformed(key.encode())
        except MarkupError:
            raise MarkupError("要恢复的底色记录已损坏") from None
        if not key.startswith(("<fill>", "<fill ", "<fill/")):
            raise MarkupError("要恢复的底色记录已损坏")
        return self._section("fills").index(key)

    def _add_format(self, item: str) -> int:
        section = self._section("cellXfs")
        if len(section.items) >= _MOST_FORMATS and item not in section.known:
            raise MarkupError(f"单元格格式已有 {len(section.items)} 种，达到 Excel 的上限，无法再加标记")
        return section.index(item)

    # New formats

    def look(self, look: Look) -> int:
        """The format for a cell of a new sheet."""
        done = self._looks.get(look)
        if done is None:
            done = self._looks[look] = self._look(look)
        return done

    def _look(self, look: Look) -> int:
        line = 'style="thin"><color auto="1"/></'
        border = "<border><left/><right/><top/><bottom/><diagonal/></border>"
        if look.border:
            sides = "".join(f"<{side} {line}{side}>" for side in ("left", "right", "top", "bottom"))
            border = f"<border>{sides}<diagonal/></border>"
        font = "<font>" + "<b/>" * look.bold + "<i/>" * look.italic + "<u/>" * look.underline
        font += f'<sz val="{look.size}"/><color rgb="FF{quoted(look.color)}"/><name val="{quoted(look.font)}"/></font>'
        fill = self._fill_index(self.solid_key(look.fill)) if look.fill else 0
        fonts, borders = self._section("fonts"), self._section("borders")
        alignment = f'<alignment horizontal="{look.horizontal}" vertical="{look.vertical}"'
        alignment += (' wrapText="1"' if look.wrap else "") + "/>"
        parents = self._root.first("cellStyleXfs")
        parent = ' xfId="0"' if parents and parents.children else ""
        return self._add_format(
            f'<xf numFmtId="{self._number_format(look.number_format)}" fontId="{fonts.index(font)}" '
            f'fillId="{fill}" borderId="{borders.index(border)}"{parent} applyNumberFormat="1" '
            f'applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">{alignment}</xf>'
        )

    def _number_format(self, code: str | None) -> int:
        if code is None or code in _BUILTIN_FORMATS:
            return _BUILTIN_FORMATS[code or "General"]
        section = self._section("numFmts")
        known = [_attributes(item) for item in section.items]
        # Two formats may have one code, and both numbers are taken.
        taken = {whole_number(attrs.get("numFmtId")) for attrs in known}
        used = {attrs.get("formatCode", ""): whole_number(attrs.get("numFmtId")) for attrs in known}
        if code not in used:
            used[code] = next(n for n in count(_FIRST_OWN_FORMAT) if n not in taken)
            section.index(f'<numFmt numFmtId="{used[code]}" formatCode="{quoted(code)}"/>')
        return used[code]

    # Parts

    def _section(self, name: str) -> _Section:
        section = self._sections.get(name)
        if section is None:
            node = self._root.first(name)
            items: list[str] = []
            known: dict[str, int] = {}
            strip = re.compile(rf"<(/?){re.escape(self._prefix)}") if self._prefix else None
            for child in node.children if node else ():
                text = self._data[child.start : child.end].decode()
                item = strip.sub(r"<\1", text) if strip else text
                known.setdefault(item, len(items))
                items.append(item)
            section = self._sections[name] = _Section(node, items, known)
            if not items:
                for item in _INITIAL[name]:
                    section.index(item)
                for needed in ("fonts", "fills", "borders") if name == "cellXfs" else ():
                    self._section(needed)
        return section

    @property
    def changed(self) -> bool:
        """Whether anything was appended."""
        return any(section.added for section in self._sections.values())

    def patched(self) -> bytes:
        """The part with everything appended."""
        splices = Splices(self._data)
        missing: list[tuple[int, str]] = []
        for name, section in self._sections.items():
            if not section.added:
                continue
            added = "".join(section.added)
            if self._prefix:
                added = _OPENING.sub(rf"<\1{self._prefix}", added)
            if section.node is not None:
                splices.append_children(section.node, added, count=len(section.items))
            else:
                tag = f"{self._prefix}{name}"
                text = f'<{tag} count="{len(section.items)}">{added}</{tag}>'
                missing.append((_SECTIONS.index(name), text))
        tail: list[str] = []
        for place, text in sorted(missing):
            later = [
                n for n in self._root.children if n.name in _SECTIONS and _SECTIONS.index(n.name) > place
            ]
            if later:
                splices.insert(later[0].start, text)
            else:
                tail.append(text)
        if tail:
            splices.append_children(self._root, "".join(tail))
        return splices.result()


def solid_color(key: str) -> str | None:
    """The colour (RRGGBB) of a plain fill, as :meth:`StyleBook.fill_key` gives it; None for any other."""
    try:
        pattern = outline(key.encode()).first("patternFill") if key else None
    except MarkupError:
        return None
    color = pattern.first("fgColor") if pattern is not None else None
    if pattern is None or color is None or pattern.attrs.get("patternType") != "solid":
        return None
    written = color.attrs.get("rgb", "")[-6:].upper()
    return written if _RGB.fullmatch(written) else None


def _split_element(item: str) -> tuple[str, str, str]:
    """Start tag (never ``/>`` unless the element is empty), content, end tag."""
    # Not parsed: by itself it may use a prefix that only the root of the part declares.
    raw = item.encode()
    inner = tag_end(raw, 0)
    end = len(raw) if raw[inner - 2 : inner] == b"/>" else raw.rindex(b"</")
    return raw[:inner].decode(), raw[inner:end].decode(), raw[end:].decode()


_QUOTES = {"&quot;": '"', "&apos;": "'"}
_PAIR = re.compile(r"\s([^\s=]+)\s*=\s*(\"[^\"]*\"|'[^']*')")


def _attributes(item: str) -> dict[str, str]:
    """The attributes of an element without content, by the names as written."""
    return {name: unescape(value[1:-1], _QUOTES) for name, value in _PAIR.findall(item)}


# Workbooks of one template have the same formats.
@lru_cache(maxsize=2_048)
def _split_format(item: str) -> _Format:
    end = item.index(">") + 1
    attrs = {name: value[1:-1] for name, value in _PAIR.findall(item[:end])}
    fill = attrs.pop("fillId", "0")
    applied = attrs.pop("applyFill", "0") in _TRUE
    inner = item[end:] if not item[:end].endswith("/>") else ""
    return _Format(tuple(sorted(attrs.items())), inner.removesuffix("</xf>"), whole_number(fill), applied)
