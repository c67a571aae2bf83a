"""Workbooks for the tests of the package layer, made in memory."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

import xlsxwriter

NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_REL = "http://purl.oclc.org/ooxml/officeDocument/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CELLS = '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c><c r="B1"><v>6.8000000000000005E-2</v></c></row>'


def parts(
    rows: str = CELLS,
    *,
    data: str | None = None,
    uri: str = NS,
    rel: str = REL,
    before: str = "",
    after: str = "",
    workbook: str = "",
) -> dict[str, str | bytes]:
    """Parts of a minimal one-sheet workbook without styles and shared strings.

    ``data`` replaces the whole <sheetData>, ``before``/``after`` surround it, ``workbook`` follows <sheets>.
    """
    return {
        "[Content_Types].xml": HEAD
        + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": HEAD
        + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": HEAD
        + f'<workbook xmlns="{uri}" xmlns:r="{rel}"><sheets><sheet name="表 1" sheetId="1" r:id="rId1"/></sheets>'
        f"{workbook}</workbook>",
        "xl/_rels/workbook.xml.rels": HEAD
        + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": HEAD
        + f'<worksheet xmlns="{uri}" xmlns:r="{rel}">{before}'
        + (f"<sheetData>{rows}</sheetData>" if data is None else data)
        + f"{after}</worksheet>",
    }


def pack(members: Mapping[str, str | bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Zip the parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return buffer.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """Members of a zip, read by the standard library and checked by it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def form(*, notes: bool = False) -> bytes:
    """A workbook like a filled form: two sheets, formulas, merges, names, properties, validation."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    bold = book.add_format({"bold": True, "border": 1})
    yellow = book.add_format({"bg_color": "#FFFF00", "num_format": "0.00%", "text_wrap": True})
    for name in ("表 1", "表 2"):
        sheet = book.add_worksheet(name)
        sheet.set_column("C:C", 20, bold)
        sheet.set_row(7, 30, yellow)
        sheet.write("A1", "指标", bold)
        for row in range(1, 6):
            sheet.write_number(row, 1, row * 3)
            sheet.write_formula(row, 2, f"=B{row + 1}/7", yellow, row * 3 / 7)
        sheet.write_blank("D2", None, bold)
        sheet.write_boolean("D3", True)
        sheet.write_formula("D4", "=1/0", None, "#DIV/0!")
        sheet.write_formula("D5", '="a"&"<"', None, "a<")
        sheet.write_rich_string("D6", "甲", bold, "乙")
        sheet.merge_range("A10:C10", "合计", bold)
        sheet.data_validation("B2", {"validate": "integer", "criteria": ">", "value": 0})
        if notes:
            sheet.write_comment("B2", "请核对\n来源", {"author": "填报人"})
    book.define_name("总分", "='表 2'!$B$3")
    book.define_name("'表 2'!局部", "='表 2'!$B$4:$C$5")
    book.set_custom_property("form", "jx-2020")
    book.close()
    return buffer.getvalue()


def patch_record(data: bytes, offset: int, form: str, value: int) -> bytes:
    """Overwrite a field in the last record of the zip's central directory."""
    changed = bytearray(data)
    struct.pack_into(form, changed, data.rindex(b"PK\1\2") + offset, value)
    return bytes(changed)
