"""A package under construction: parts put into a workbook of ours, with all that refers to them."""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WORKBOOK = "xl/workbook.xml"
# The department form; this cell of it is marked by every check of the base.
FORM = "xl/worksheets/sheet3.xml"
MARKED = "C11"
# The order of ECMA-376 part 1, 18.3.1.99 and 18.2.27.
_IN_SHEET = """
    sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges
    scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr
    conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter
    rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing
    legacyDrawingHF picture oleObjects controls webPublishItems tableParts extLst
"""
_IN_WORKBOOK = """
    fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups externalReferences
    definedNames calcPr oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes webPublishing
    fileRecoveryPr webPublishObjects extLst
"""

Builder = Callable[["Book"], None]
RICH: dict[str, Builder] = {}


def rich(builder: Builder) -> Builder:
    """List a builder under its name."""
    RICH[builder.__name__.replace("_", " ")] = builder
    return builder


def tiny_png(red: int = 200) -> bytes:
    """A picture of one point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">2L5B", 1, 1, 8, 2, 0, 0, 0))
    row = chunk(b"IDAT", zlib.compress(bytes([0, red, 0, 0])))
    return b"\x89PNG\r\n\x1a\n" + header + row + chunk(b"IEND", b"")


class Book:
    """Members of a workbook, to be changed and packed again."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.members = {name: archive.read(name) for name in archive.namelist()}

    def text(self, member: str) -> str:
        """An XML member."""
        return self.members[member].decode()

    def edit(self, member: str, change: Callable[[str], str]) -> None:
        """Rewrite a member as text; it must change."""
        old = self.text(member)
        new = change(old)
        assert new != old, member
        self.members[member] = new.encode()

    def replace(self, member: str, old: str, new: str) -> None:
        """Replace a text that stands in a member once."""
        assert self.text(member).count(old) == 1, (member, old)
        self.edit(member, lambda xml: xml.replace(old, new))

    def add(self, member: str, content: str | bytes, kind: str | None = None) -> None:
        """Add a member, with its content type unless its extension has one."""
        assert member not in self.members
        self.members[member] = content.encode() if isinstance(content, str) else content
        if kind is not None:
            part = f'<Override PartName="/{member}" ContentType="{kind}"/></Types>'
            self.replace("[Content_Types].xml", "</Types>", part)

    def default(self, extension: str, kind: str) -> None:
        """Give an extension its content type."""
        if f'Extension="{extension}"' not in self.text("[Content_Types].xml"):
            entry = f'<Default Extension="{extension}" ContentType="{kind}"/>'
            self.edit(
                "[Content_Types].xml", lambda xml: re.sub(r"(<Types [^>]*>)", rf"\1{entry}", xml, count=1)
            )

    def relate(self, part: str, kind: str, target: str, *, external: bool = False) -> str:
        """Let a part (``""`` for the package) refer to another; gives the id.

        Args:
            kind: the whole type, or its last word for one of Office's own.
        """
        folder, name = posixpath.split(part)
        member = posixpath.join(folder, "_rels", f"{name}.rels")
        if member not in self.members:
            namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
            self.members[member] = f'{HEAD}<Relationships xmlns="{namespace}"></Relationships>'.encode()
        number = 1 + len(re.findall("<Relationship ", self.text(member)))
        while f'Id="rId{number}"' in self.text(member):
            number += 1
        kind = kind if "/" in kind else f"{OFFICE}/{kind}"
        path = target if external else posixpath.relpath(target, folder or ".")
        mode = ' TargetMode="External"' if external else ""
        entry = f'<Relationship Id="rId{number}" Type="{kind}" Target="{path}"{mode}/></Relationships>'
        self.replace(member, "</Relationships>", entry)
        return f"rId{number}"

    def drop(self, member: str) -> None:
        """Take a part of the workbook away, with its content type and its relationship."""
        del self.members[member]
        self.edit(
            "[Content_Types].xml", lambda xml: re.sub(rf'<Override PartName="/{member}"[^>]*/>', "", xml)
        )
        target = member.removeprefix("xl/")
        self.edit(
            "xl/_rels/workbook.xml.rels",
            lambda xml: re.sub(rf'<Relationship [^>]*Target="{target}"[^>]*/>', "", xml),
        )

    def part(self, owner: str, kind: str, member: str, content: str | bytes, content_type: str | None) -> str:
        """Add a member and let a part refer to it; gives the id."""
        self.add(member, content, content_type)
        return self.relate(owner, kind, member)

    def in_sheet(self, member: str, *elements: str) -> None:
        """Put children into a worksheet at their places."""
        self._insert(member, "worksheet", _IN_SHEET, elements)

    def in_workbook(self, *elements: str) -> None:
        """Put children into the workbook at their places."""
        self._insert("xl/workbook.xml", "workbook", _IN_WORKBOOK, elements)

    def _insert(self, member: str, root: str, children: str, elements: tuple[str, ...]) -> None:
        order = children.split()
        for element in elements:
            match = re.match(r"<(\w+:)?(\w+)", element)
            assert match is not None
            # What stands in markup for compatibility is controls or the like.
            name = "controls" if match[2] == "AlternateContent" else match[2]
            later = "|".join(order[order.index(name) + 1 :])
            xml = self.text(member)
            found = (
                re.search(rf"<(?:{later})[ />]", xml[xml.index(f"<{root}") + len(root) :]) if later else None
            )
            at = found.start() + xml.index(f"<{root}") + len(root) if found else xml.index(f"</{root}>")
            self.members[member] = (xml[:at] + element + xml[at:]).encode()

    def put_cell(self, member: str, ref: str, cell: str) -> None:
        """Replace a cell, or put one into its row at the end."""
        row = re.sub(r"\D", "", ref)
        pattern = rf'<c r="{ref}"(?: [^>]*?)?(?:/>|>.*?</c>)'
        if re.search(pattern, self.text(member)):
            self.edit(member, lambda xml: re.sub(pattern, lambda _: cell, xml, count=1, flags=re.DOTALL))
        else:
            self.edit(
                member,
                lambda xml: re.sub(
                    rf'(<row r="{row}"[^>]*?>.*?)(</row>)', lambda m: m[1] + cell + m[2], xml, count=1
                ),
            )

    def add_sheet(self, name: str, rows: str, *, after: str = "", kind: str = "worksheet") -> str:
        """Add a sheet at the end; gives its member."""
        number = 50 + sum(each.startswith(f"xl/{kind}s/") for each in self.members)
        member = f"xl/{kind}s/sheet{number}.xml"
        content = rows if kind != "worksheet" else f"<sheetData>{rows}</sheetData>"
        xml = f'{HEAD}<{kind} xmlns="{MAIN}" xmlns:r="{OFFICE}">{content}{after}</{kind}>'
        type_ = f"application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"
        identifier = self.part("xl/workbook.xml", kind, member, xml, type_)
        sheet = f'<sheet name="{name}" sheetId="{number}" r:id="{identifier}"/></sheets>'
        self.replace("xl/workbook.xml", "</sheets>", sheet)
        return member

    def graft_drawing(self, sheet: str, donor: bytes) -> None:
        """Take the drawing of another workbook's first sheet, with its pictures and charts."""
        other = Book(donor)
        types = dict(
            re.findall(r'PartName="/([^"]+)" ContentType="([^"]+)"', other.text("[Content_Types].xml"))
        )
        for name in other.members:
            if name.startswith(("xl/drawings/", "xl/charts/", "xl/media/")):
                self.add(name, other.members[name], types.get(name))
        self.default("png", "image/png")
        identifier = self.relate(sheet, "drawing", "xl/drawings/drawing1.xml")
        self.in_sheet(sheet, f'<drawing r:id="{identifier}"/>')

    def data(self, *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
        """The workbook."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", method) as archive:
            for name, content in self.members.items():
                archive.writestr(zipfile.ZipInfo(name), content, method)
        return target.getvalue()
