"""One change to the XML of a part: elements, attributes, text, namespaces, encoding, or the raw bytes.

The XML need not be well-formed, before or after: whatever a simple scan finds in it is changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

_TOKEN = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<[?!][^>]*>|<(?P<end>/?)(?P<name>[^\s<>/\"'=]+)"
    r"(?P<attrs>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?)(?P<closed>/?)>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"\s([^\s=/>]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
# A part beyond this is scanned only up to it, so that one mutation stays cheap.
_MOST_ELEMENTS = 4_000
_LONGEST_PART = 400_000

NUMBERS = (
    "", "0", "-1", "1", "2", "007", "1.0", "+3", " 4 ", "1e400", "-1e-400", "1E+308", "9.99999999999999E307",
    "0x10", "NaN", "INF", "-0", "٣", "１２", "1,5", "4294967296", "2147483648", "999999999", "9" * 40, "9" * 400,
    "9" * 5_000, "0." + "3" * 400, "1e9999999999999999999999", "--1", "1 2", "true", "1048577", "16385", "64000",
    "0.1", "16.5",
)  # fmt: skip
REFS = (
    "A0", "A1", "B2", "a1", "$A$1", "XFD1048576", "XFE1", "A1048577", "ZZZ9999999", "AAAA1", "1A", "A", "1",
    "A1:XFD1048576", "B2:A1", "A1:B2:C3", "A1 B2", "A1,B2", "#REF!", "R1C1", "Ａ１", "A１", "A1:A1", "D4:B2",
    "C1:C1048576", "A:XFD", "1:1048576", "'表 1'!A1", "B2 C3:D4 A0", "",
)  # fmt: skip
TEXTS = (
    "", " ", "_x0000_", "_xD800_", "_xD83D__xDE00_", "_x005F_x000D_", "&#10;", "&#13;", "&#xFFFD;", "&#x1F600;",
    "&#0;", "&#xD800;", "&nbsp;", "&lt;a&gt;", "]]&gt;", "\u202e\u2066反", "\x1b[31m", "\ufeff", "甲" * 300,
    "=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "[red]x[/red]", "{0}{x}%s", "' or ''", "\\", "..\\..\\x",
    "~", "a" * 33_000, "共享", "\u0301" * 50, "\U0001f9ff", "指标1：完成率", "18/16=112%", "85.4%", "无", "—",
    "２０２０年",
)  # fmt: skip
FORMULAS = (
    "1/0", "SUM(A1:B2)", "A1+$B$2", "XFD1048576+A1", "'It''s'!A1&\"x\"\"y\"", '"', "'", "[1]Sheet1!A1", "A:A",
    "1:1", "IF(" * 80, "{1,2;3,4}", "TRUE", "#REF!", "LOG10(A1)", "A1#", "_xlfn.XLOOKUP(A1,B:B,C:C)", "名称+1",
    "-" * 200, "A1:B2 C1", "R1C1", "((((((((A1))))))))", "A1" + "+A1" * 2_000, "表[[#This Row],[甲]]",
)  # fmt: skip
TARGETS = (
    "../../../../etc/passwd", "/xl/workbook.xml", "xl/workbook.xml", "workbook.xml", "..\\styles.xml", "%2e%2e/x",
    "worksheets/sheet1.xml", "worksheets/SHEET1.XML", "/", "", ".", "http://a.example/b", "file:///C:/x", "#A1",
    "sharedStrings.xml#x", "a%00b", "x\u202ey", "styles.xml", "sheet1.xml", "/docProps/custom.xml", "C:\\x",
    "worksheets//sheet1.xml", "./worksheets/./sheet1.xml",
)  # fmt: skip
_SHEET_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT_NS = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
URIS = (
    _SHEET_NS, _STRICT_NS, "urn:x", "", "a b", "http://purl.oclc.org/ooxml/officeDocument/relationships", _MC,
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships", "甲", "\u00a0",
    "http://schemas.openxmlformats.org/package/2006/relationships",
)  # fmt: skip
# Kinds of cells, of formulas, of sheets: attributes whose values the readers tell apart.
_WORDS = (
    "s", "n", "str", "inlineStr", "b", "e", "d", "shared", "array", "dataTable", "normal", "hidden", "veryHidden",
    "visible", "External", "1", "0", "true", "on", "solid", "preserve", "x",
)  # fmt: skip
_ATTRIBUTES = (
    "r", "s", "t", "ref", "si", "spans", "ht", "customFormat", "xml:space", "state", "name", "count", "style",
    "localSheetId", "TargetMode", "tabSelected", "xmlns:q", "mc:Ignorable", "min", "max", "xml:lang", "r:id", "x",
    "fillId",
)  # fmt: skip
_SNIPPETS = (
    "<!-- - -->", "<?x y?>", '<![CDATA[<c r="A1"/>]]>', "<x/>", "<c/>", "<row/>", "<v>1</v>", "<f/>", "<t/>",
    "<is><t>甲</t></is>", "&amp;", "]]>", '<c r="B2" t="s"><v>0</v></c>', '<row r="3"><c><v>1</v></c></row>',
    '<f t="shared" si="0"/>', '<f t="shared" si="0" ref="A1:C9">A1+$B$2</f>', "<sheetData/>", "<xf/>", "<font/>",
    '<f t="array" ref="A1:B9">A1</f>', '<f t="dataTable" ref="A1:B9"/>', "<r><t>x</t></r>", "<si><t>乙</t></si>",
    '<rPh sb="0" eb="1"><t>x</t></rPh>', '<v xml:space="preserve"> 7 </v>', '<mergeCell ref="A1:B2"/>',
    '<legacyDrawing r:id="rId1"/>', '<legacyDrawing r:id="rId99"/>', '<xf numFmtId="10" fillId="2"/>',
    '<cols><col min="1" max="16384" style="99"/></cols>', '<fill><patternFill patternType="none"/></fill>',
    '<Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>',
    '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="jzxl"><x>1</x></property>',
    '<definedName name="总分" localSheetId="0">\'表 1\'!$B$2</definedName>', "<author>jzxl审核</author>",
    '<comment ref="A1" authorId="0"><text><t>注</t></text></comment>',
)  # fmt: skip
_WRAPPINGS = (
    (f'<mc:AlternateContent xmlns:mc="{_MC}"><mc:Choice Requires="x">', "</mc:Choice></mc:AlternateContent>"),
    (f'<mc:AlternateContent xmlns:mc="{_MC}"><mc:Fallback>', "</mc:Fallback></mc:AlternateContent>"),
    ("<extLst><ext>", "</ext></extLst>"),
    ("<x>", "</x>"),
    ("<c>", "</c>"),
    ("<row>", "</row>"),
    ("<is>", "</is>"),
)
_DOCTYPES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">]>',
    '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
    "<!DOCTYPE x>",
    '<!DOCTYPE x [<!ATTLIST c r CDATA "B7">]>',
)
_HEADS = (
    "", " ", "\n", "\ufeff", '<?xml version="1.0"?>', '<?xml version="1.1" encoding="UTF-8"?>',
    '<?xml version="1.0" encoding="gbk"?>', '<?xml version="1.0" encoding="UTF-16"?>',
    '<?xml version="1.0" encoding="rot13"?>', "<?xml version='1.0' encoding='us-ascii' standalone='no'?>",
    '<?xml version="1.0" encoding="iso-8859-1"?>', '\ufeff<?xml version="1.0" encoding="iso-8859-1"?>',
    '<?xml version="1.0" encoding="utf-8"?>', '<?xml version="1.0" encoding="x-user-defined"?>',
    '\ufeff<?xml version="1.0" encoding="UTF-16"?>', '\ufeff<?xml version="1.0" encoding="cp037"?>',
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Element:
    """An element in a text: its tag ends at ``inner``, its end tag begins at ``inner_end``."""

    name: str
    start: int
    inner: int
    inner_end: int
    end: int


def elements_in(text: str) -> list[Element]:
    """The elements by their starts; an end tag that fits nothing is passed over, an open element is none."""
    found: list[Element] = []
    waiting: list[tuple[str, int, int]] = []
    for token in _TOKEN.finditer(text, 0, _LONGEST_PART):
        name = token["name"]
        if name is None:
            continue
        if token["closed"]:
            found.append(Element(name, token.start(), token.end(), token.end(), token.end()))
        elif not token["end"]:
            waiting.append((name, token.start(), token.end()))
        elif waiting and waiting[-1][0] == name:
            _, start, inner = waiting.pop()
            found.append(Element(name, start, inner, token.start(), token.end()))
        if len(found) >= _MOST_ELEMENTS:
            break
    found.sort(key=lambda each: each.start)
    return found


Change = Callable[[str, Random], str]


def _one(text: str, chance: Random) -> Element | None:
    found = elements_in(text)
    if not found:
        return None
    # Rather one of the first, which steer how all others are read.
    return chance.choice(found[:12] if chance.random() < 0.3 else found)


def drop_element(text: str, chance: Random) -> str:
    """An element is gone."""
    one = _one(text, chance)
    return text if one is None else text[: one.start] + text[one.end :]


def repeat_element(text: str, chance: Random) -> str:
    """An element stands there twice, or very often."""
    one = _one(text, chance)
    if one is None:
        return text
    copy = text[one.start : one.end]
    times = chance.choice((1, 1, 1, 2, 30, 30, 300))
    return text[: one.end] + copy * min(times, 1 + 20_000 // len(copy)) + text[one.end :]


def move_element(text: str, chance: Random) -> str:
    """An element stands somewhere else: in another, or before or behind it."""
    one, there = _one(text, chance), _one(text, chance)
    if one is None or there is None or one.start <= there.start < one.end:
        return text
    at = chance.choice((there.start, there.inner, there.inner_end, there.end))
    if at <= one.start:
        return text[:at] + text[one.start : one.end] + text[at : one.start] + text[one.end :]
    if at < one.end:
        return text
    return text[: one.start] + text[one.end : at] + text[one.start : one.end] + text[at:]


def rename_element(text: str, chance: Random) -> str:
    """An element has the name of another."""
    one, other = _one(text, chance), _one(text, chance)
    if one is None or other is None:
        return text
    others = ("x", "x:c", "c", "row", "f", "v", "is", "AlternateContent")
    name = other.name if chance.random() < 0.7 else chance.choice(others)
    tag = text[one.start : one.inner]
    inside = text[one.inner : one.inner_end]
    closing = f"</{name}>" if one.end > one.inner else ""
    return text[: one.start] + "<" + name + tag[1 + len(one.name) :] + inside + closing + text[one.end :]


def wrap_element(text: str, chance: Random) -> str:
    """An element stands in another of any name, perhaps in many."""
    one = _one(text, chance)
    if one is None:
        return text
    opening, closing = chance.choice((*_WRAPPINGS, (f"<{one.name}>", f"</{one.name}>")))
    times = chance.choice((1, 1, 1, 1, 60, 2_000))
    return text[: one.start] + opening * times + text[one.start : one.end] + closing * times + text[one.end :]


def empty_element(text: str, chance: Random) -> str:
    """An element has no content, written one way or the other."""
    one = _one(text, chance)
    if one is None:
        return text
    tag = text[one.start : one.inner]
    if one.inner == one.end:
        return text[: one.start] + tag.removesuffix("/>") + f"></{one.name}>" + text[one.end :]
    return text[: one.start] + tag.removesuffix(">") + "/>" + text[one.end :]


def change_content(text: str, chance: Random) -> str:
    """An element holds another text, or a snippet of markup before what it holds."""
    one = _one(text, chance)
    if one is None or one.inner == one.end:
        return text
    if chance.random() < 0.4:
        return text[: one.inner] + chance.choice(_SNIPPETS) + text[one.inner :]
    new = chance.choice(chance.choice((NUMBERS, TEXTS, FORMULAS, REFS)))
    return text[: one.inner] + new + text[one.inner_end :]


def insert_snippet(text: str, chance: Random) -> str:
    """A snippet of markup stands somewhere between the elements."""
    one = _one(text, chance)
    if one is None:
        return text
    at = chance.choice((one.start, one.inner, one.inner_end, one.end))
    return text[:at] + chance.choice(_SNIPPETS) + text[at:]


def change_attribute(text: str, chance: Random) -> str:
    """An attribute of some element is gone, twice there, or has another value."""
    pairs: list[re.Match[str]] = []
    for _ in range(8):
        one = _one(text, chance)
        if one is None:
            return text
        pairs = list(_ATTRIBUTE.finditer(text, one.start, one.inner))
        if pairs:
            break
    if not pairs:
        return text
    pair = chance.choice(pairs)
    what = chance.random()
    if what < 0.15:
        return text[: pair.start()] + text[pair.end() :]
    if what < 0.2:
        return text[: pair.end()] + pair[0] + text[pair.end() :]
    return text[: pair.start(2)] + f'"{_value_for(text, chance)}"' + text[pair.end(2) :]


def add_attribute(text: str, chance: Random) -> str:
    """An element has an attribute more."""
    one = _one(text, chance)
    if one is None:
        return text
    at = one.start + 1 + len(one.name)
    return text[:at] + f' {chance.choice(_ATTRIBUTES)}="{_value_for(text, chance)}"' + text[at:]


def _value_for(text: str, chance: Random) -> str:
    """A value from the lists, or the value of another attribute of the part."""
    if chance.random() < 0.3:
        start = chance.randrange(max(1, len(text)))
        pair = _ATTRIBUTE.search(text, start, start + 4_000)
        if pair is not None:
            return pair[2][1:-1].replace('"', "&quot;")
    value = chance.choice(chance.choice((NUMBERS, REFS, _WORDS, TEXTS, TARGETS, _WORDS, NUMBERS)))
    return value.replace('"', "&quot;").replace("<", "&lt;")


def change_namespace(text: str, chance: Random) -> str:
    """Another namespace, a prefix for all elements, or a declaration more or less."""
    match chance.randrange(4):
        case 0:
            found = list(re.finditer(r"\sxmlns(?::\w+)?=\"([^\"]*)\"", text[:20_000]))
            if not found:
                return text
            one = chance.choice(found)
            return text[: one.start(1)] + chance.choice(URIS) + text[one.end(1) :]
        case 1:
            prefixed = re.sub(r"<(/?)(?![?!/])(?=\w)(?!\w+:)", r"<\1x:", text)
            return prefixed.replace("xmlns=", "xmlns:x=", 1)
        case 2:
            return re.sub(r"\sxmlns(:\w+)?=\"[^\"]*\"", "", text, count=1)
        case _:
            return text.replace(_SHEET_NS, _STRICT_NS)


def cut(text: str, chance: Random) -> str:
    """The text ends early, begins late, or a piece is missing."""
    start, end = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
    return chance.choice(
        (text[:start], text[end:], text[:start] + text[end:], text[:start] + text[start + 1 :])
    )


def insert_doctype(text: str, chance: Random) -> str:
    """A document type with entities."""
    doctype = chance.choice(_DOCTYPES)
    head, mark, rest = text.partition("?>")
    return f"{head}{mark}{doctype}{rest}" if mark else doctype + text


def change_head(text: str, chance: Random) -> str:
    """Another XML declaration, or something before it."""
    return chance.choice(_HEADS) + re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1)


CHANGES: Sequence[Change] = (
    drop_element, repeat_element, move_element, rename_element, wrap_element, empty_element, change_content,
    insert_snippet, change_attribute, change_attribute, change_attribute, add_attribute, change_namespace, cut,
    insert_doctype, change_head, change_content,
)  # fmt: skip

_ENCODINGS = ("utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk", "latin-1", "utf-8-sig", "utf-32", "utf-7")


def mutated_part(data: bytes, chance: Random) -> bytes:
    """A part with one change in its XML, sometimes in another encoding, sometimes with broken bytes."""
    text, encoding = _decoded(data)
    text = chance.choice(CHANGES)(text, chance)
    luck = chance.random()
    if luck < 0.04:
        encoding = chance.choice(_ENCODINGS)
    changed = text.encode(encoding, "surrogateescape" if encoding == "utf-8" else "replace")
    return broken(changed, chance) if luck > 0.97 else changed


def _decoded(data: bytes) -> tuple[str, str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), "utf-16"
    return data.decode("utf-8", "surrogateescape"), "utf-8"


def broken(data: bytes, chance: Random) -> bytes:
    """Some bytes changed, whatever they mean."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5))):
        if not changed:
            changed += b"\0"
        at = chance.randrange(len(changed))
        match chance.randrange(4):
            case 0:
                changed[at] = chance.randrange(256)
            case 1:
                changed[at] ^= 1 << chance.randrange(8)
            case 2:
                del changed[at : at + chance.choice((1, 2, 4, 30))]
            case _:
                changed[at : at + 4] = chance.choice(
                    (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\1\0\0\0", b"\0\0\0\x80")
                )
    return bytes(changed)
