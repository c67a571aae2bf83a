"""Workbooks that are no .xlsx for the tests of the package layer, made in memory."""

from __future__ import annotations

import struct
from collections.abc import Mapping

from package_samples import HEAD, REL, pack

ODS = "application/vnd.oasis.opendocument.spreadsheet"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = " ".join(f'xmlns:{name}="{_OASIS}:{name}:1.0"' for name in ("office", "table", "text"))


def ods_cell(text: str, value: str = 'office:value-type="string"', *, columns: int = 1) -> str:
    """A cell, repeated over ``columns``; an empty one if ``text`` is."""
    repeated = f' table:number-columns-repeated="{columns}"'
    if not text:
        return f"<table:table-cell{repeated}/>"
    return f"<table:table-cell {value}{repeated}><text:p>{text}</text:p></table:table-cell>"


def ods_row(*cells: str, rows: int = 1) -> str:
    """A row of cells, repeated."""
    return f'<table:table-row table:number-rows-repeated="{rows}">{"".join(cells)}</table:table-row>'


def ods(
    *rows: str, doctype: str = "", manifest: str = "", more: Mapping[str, str | bytes] | None = None
) -> bytes:
    """An .ods with one sheet; ``manifest`` stands inside the entry of content.xml."""
    table = f'<table:table table:name="表一">{"".join(rows)}</table:table>'
    return pack(
        {
            "mimetype": ODS,
            "META-INF/manifest.xml": f'{HEAD}<manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="content.xml">{manifest}</manifest:file-entry>'
            "</manifest:manifest>",
            "content.xml": f"{HEAD}{doctype}<office:document-content {_SPACES}><office:body>"
            f"<office:spreadsheet>{table}</office:spreadsheet></office:body></office:document-content>",
            **(more or {}),
        }
    )


def _record(kind: int, *payload: bytes) -> bytes:
    """A record of BIFF12: type and length seven bits a byte, low end first."""
    content = b"".join(payload)
    head = bytes((kind,)) if kind < 0x80 else bytes((kind & 0x7F | 0x80, kind >> 7))
    return head + bytes((len(content),)) + content


def _wide(text: str) -> bytes:
    return struct.pack("<L", len(text)) + text.encode("utf-16-le")


def _relations(kind: str, target: str) -> str:
    return (
        f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{REL}/{kind}" Target="{target}"/></Relationships>'
    )


def xlsb() -> bytes:
    """An .xlsb with one sheet: B2 text, C2 0.1 + 0.2, B5 TRUE, C5 #DIV/0!, D5 90 as an integer."""

    def row(number: int) -> bytes:
        return _record(0x00, struct.pack("<L", number - 1), bytes(13))

    def place(column: int) -> bytes:
        return struct.pack("<2L", column - 1, 0)

    book = (_record(0x83), _record(0x8F))
    book += (_record(0x9C, struct.pack("<2L", 0, 1), _wide("rId1"), _wide("表一")),)
    book += (_record(0x90), _record(0x9D, bytes(26)), _record(0x84))
    sheet = (_record(0x81), _record(0x94, struct.pack("<4L", 1, 4, 1, 3)), _record(0x91))
    sheet += (row(2), _record(6, place(2), _wide("部门")), _record(5, place(3), struct.pack("<d", 0.1 + 0.2)))
    sheet += (row(5), _record(4, place(2), b"\1"), _record(3, place(3), b"\7"))
    sheet += (_record(2, place(4), struct.pack("<L", 9000 << 2 | 3)), _record(0x92), _record(0x82))
    binary = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    return pack(
        {
            "[Content_Types].xml": f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
            f'content-types"><Default Extension="bin" ContentType="{binary}"/></Types>',
            "_rels/.rels": _relations("officeDocument", "xl/workbook.bin"),
            "xl/workbook.bin": b"".join(book),
            "xl/_rels/workbook.bin.rels": _relations("worksheet", "worksheets/sheet1.bin"),
            "xl/worksheets/sheet1.bin": b"".join(sheet),
        }
    )
