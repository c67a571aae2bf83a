"""Returned workbooks with everything that Excel and WPS can put into one.

Each is the form of the project, filled with the published figures, slips and all, and with one more thing in
it, so that a check finds something to mark beside that thing.  ``RICH`` lists them by name.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from functools import cache

import xlsxwriter
from returns import three_published, typed_without_recalculation
from rich_parts import HEAD, MAIN, OFFICE, PACKAGE, Book, tiny_png

Builder = Callable[[Book], None]
WORKBOOK = "xl/workbook.xml"
# The department form; C11 and F24 of it are marked by every check of the base.
FORM = "xl/worksheets/sheet3.xml"
PROJECT = "xl/worksheets/sheet4.xml"
MARKED = "C11"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
V, O, X = (
    "urn:schemas-microsoft-com:vml",
    "urn:schemas-microsoft-com:office:office",
    "urn:schemas-microsoft-com:office:excel",
)
_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_XM = "http://schemas.microsoft.com/office/excel/2006/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"

RICH: dict[str, Builder] = {}


def rich(builder: Builder) -> Builder:
    """List a builder under its name."""
    RICH[builder.__name__.replace("_", " ")] = builder
    return builder


@cache
def returned() -> bytes:
    """The base: slips of wording, a score as text, a weight changed, results out of date."""
    values = {"得分_工作规划合理性": "3.50", "得分_工作目标明确性": Decimal(1), "分值_支付进度": Decimal(5)}
    return typed_without_recalculation(three_published(), values)


@cache
def rich_workbook(name: str) -> bytes:
    """One of the workbooks."""
    book = Book(returned())
    RICH[name](book)
    return book.data()


def _donor(draw: Callable[[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet], object]) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    draw(book, book.add_worksheet())
    book.close()
    return target.getvalue()


@rich
def stamp_over_a_cell(book: Book) -> None:
    """The scan of a seal, laid over the name of the unit."""
    picture = {"image_data": io.BytesIO(tiny_png()), "x_scale": 90, "y_scale": 90}
    book.graft_drawing(FORM, _donor(lambda _, sheet: sheet.insert_image("C3", "章.png", picture)))


@rich
def shapes(book: Book) -> None:
    """A text box with a link and an arrow, one of them in two versions for old and new programs."""
    options = {"width": 200, "fill": {"color": "#FF9966"}, "url": "internal:A1"}
    book.graft_drawing(FORM, _donor(lambda _, sheet: sheet.insert_textbox("D5", "请盖章", options)))
    book.edit(
        "xl/drawings/drawing1.xml",
        lambda xml: xml.replace(
            "</xdr:wsDr>",
            f'<mc:AlternateContent xmlns:mc="{_MC}"><mc:Choice xmlns:a14="http://schemas.microsoft.com/office/'
            'drawing/2010/main" Requires="a14"/><mc:Fallback/></mc:AlternateContent></xdr:wsDr>',
        ),
    )


@rich
def chart(book: Book) -> None:
    """A column chart over the scores."""

    def draw(workbook: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        columns = workbook.add_chart({"type": "column"})
        columns.add_series({"values": "='部门整体支出绩效自评表2020'!$G$16:$G$20"})
        sheet.insert_chart("L3", columns)

    book.graft_drawing(FORM, _donor(draw))


@rich
def chart_sheet_in_front(book: Book) -> None:
    """A sheet that is a chart and the selected tab, before all others."""

    def draw(workbook: xlsxwriter.Workbook, _: object) -> None:
        columns = workbook.add_chart({"type": "column"})
        columns.add_series({"values": "=Sheet1!$A$1:$A$3"})
        workbook.add_chartsheet().set_chart(columns)

    donor = Book(_donor(draw))
    member = book.add_sheet("图", "", kind="chartsheet")
    book.members[member] = donor.members["xl/chartsheets/sheet1.xml"]
    book.edit(member, lambda xml: xml.replace("<sheetView ", '<sheetView tabSelected="1" '))
    for name in ("xl/drawings/drawing1.xml", "xl/charts/chart1.xml", "xl/drawings/_rels/drawing1.xml.rels"):
        kind = "drawing" if name.endswith("drawing1.xml") else "drawingml.chart"
        full = f"application/vnd.openxmlformats-officedocument.{kind}+xml"
        book.add(name, donor.members[name], None if name.endswith(".rels") else full)
    book.relate(member, "drawing", "xl/drawings/drawing1.xml")

    def first(xml: str) -> str:
        start = xml.index('<sheet name="图"')
        end = xml.index("/>", start) + 2
        xml, sheet = xml[:start] + xml[end:], xml[start:end]
        xml = xml.replace("<sheets>", f"<sheets>{sheet}").replace(
            "<workbookView ", '<workbookView firstSheet="0" '
        )
        # Names that belong to a sheet move with it.
        for number in range(9, -1, -1):
            xml = xml.replace(f'localSheetId="{number}"', f'localSheetId="{number + 1}"')
        return xml

    book.edit(WORKBOOK, first)


@rich
def table(book: Book) -> None:
    """A table with a totals row and a computed column, on a sheet of its own."""
    rows = "".join(
        f'<row r="{number}">' + "".join(cells) + "</row>"
        for number, cells in enumerate(
            (
                [_text("A1", "科室"), _text("B1", "金额"), _text("C1", "两倍")],
                [
                    _text("A2", "甲"),
                    _number("B2", 1),
                    '<c r="C2"><f>表1[[#This Row],[金额]]*2</f><v>2</v></c>',
                ],
                [
                    _text("A3", "乙"),
                    _number("B3", 2),
                    '<c r="C3"><f>表1[[#This Row],[金额]]*2</f><v>4</v></c>',
                ],
            ),
            1,
        )
    )
    sheet = book.add_sheet("台账", rows)
    markup = (
        f'{HEAD}<table xmlns="{MAIN}" id="1" name="表1" displayName="表1" ref="A1:C3" totalsRowShown="0">'
        '<autoFilter ref="A1:C3"/><tableColumns count="3"><tableColumn id="1" name="科室"/>'
        '<tableColumn id="2" name="金额"/><tableColumn id="3" name="两倍"><calculatedColumnFormula>'
        "表1[[#This Row],[金额]]*2</calculatedColumnFormula></tableColumn></tableColumns>"
        '<tableStyleInfo name="TableStyleMedium2" showFirstColumn="0" showLastColumn="0" showRowStripes="1" '
        'showColumnStripes="0"/></table>'
    )
    identifier = book.part(sheet, "table", "xl/tables/table1.xml", markup, f"{SPREADSHEET}.table+xml")
    book.in_sheet(sheet, f'<tableParts count="1"><tablePart r:id="{identifier}"/></tableParts>')


def _text(ref: str, text: str) -> str:
    return f'<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>'


def _number(ref: str, number: int) -> str:
    return f'<c r="{ref}"><v>{number}</v></c>'


@rich
def pivot_table(book: Book) -> None:
    """A pivot table with its cache and records."""
    data = [[_text("A1", "科室"), _text("B1", "金额"), _text("D1", "行标签"), _text("E1", "求和项:金额")]]
    data += [[_text("A2", "甲"), _number("B2", 1), _text("D2", "甲"), _number("E2", 1)]]
    data += [[_text("A3", "乙"), _number("B3", 2), _text("D3", "乙"), _number("E3", 2)]]
    data += [[_text("D4", "总计"), _number("E4", 3)]]
    rows = "".join(f'<row r="{number}">{"".join(cells)}</row>' for number, cells in enumerate(data, 1))
    sheet = book.add_sheet("透视", rows)
    cache_part = "xl/pivotCache/pivotCacheDefinition1.xml"
    records = (
        f'{HEAD}<pivotCacheRecords xmlns="{MAIN}" count="2"><r><x v="0"/><n v="1"/></r>'
        '<r><x v="1"/><n v="2"/></r></pivotCacheRecords>'
    )
    definition = (
        f'{HEAD}<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{OFFICE}" r:id="rId1" refreshedBy="甲" '
        'refreshedDate="44000" createdVersion="6" refreshedVersion="6" minRefreshableVersion="3" '
        'recordCount="2"><cacheSource type="worksheet"><worksheetSource ref="A1:B3" sheet="透视"/></cacheSource>'
        '<cacheFields count="2"><cacheField name="科室" numFmtId="0"><sharedItems count="2"><s v="甲"/>'
        '<s v="乙"/></sharedItems></cacheField><cacheField name="金额" numFmtId="0"><sharedItems '
        'containsSemiMixedTypes="0" containsString="0" containsNumber="1" containsInteger="1" minValue="1" '
        'maxValue="2"/></cacheField></cacheFields></pivotCacheDefinition>'
    )
    identifier = book.part(
        WORKBOOK, "pivotCacheDefinition", cache_part, definition, f"{SPREADSHEET}.pivotCacheDefinition+xml"
    )
    book.in_workbook(f'<pivotCaches><pivotCache cacheId="7" r:id="{identifier}"/></pivotCaches>')
    book.part(
        cache_part,
        "pivotCacheRecords",
        "xl/pivotCache/pivotCacheRecords1.xml",
        records,
        f"{SPREADSHEET}.pivotCacheRecords+xml",
    )
    pivot = (
        f'{HEAD}<pivotTableDefinition xmlns="{MAIN}" name="透视1" cacheId="7" applyNumberFormats="0" '
        'dataCaption="值" updatedVersion="6" minRefreshableVersion="3" createdVersion="6">'
        '<location ref="D1:E4" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/><pivotFields count="2">'
        '<pivotField axis="axisRow" showAll="0"><items count="3"><item x="0"/><item x="1"/>'
        '<item t="default"/></items></pivotField><pivotField dataField="1" showAll="0"/></pivotFields>'
        '<rowFields count="1"><field x="0"/></rowFields><rowItems count="3"><i><x/></i><i><x v="1"/></i>'
        '<i t="grand"><x/></i></rowItems><colItems count="1"><i/></colItems><dataFields count="1">'
        '<dataField name="求和项:金额" fld="1" baseField="0" baseItem="0"/></dataFields></pivotTableDefinition>'
    )
    member = "xl/pivotTables/pivotTable1.xml"
    book.part(sheet, "pivotTable", member, pivot, f"{SPREADSHEET}.pivotTable+xml")
    book.relate(member, "pivotCacheDefinition", cache_part)


@rich
def wps_pictures_in_cells(book: Book) -> None:
    """A picture as the value of a cell, in the way of WPS."""
    name = "ID_0123456789ABCDEF0123456789ABCDEF"
    images = (
        f'{HEAD}<etc:cellImages xmlns:xdr="{_XDR}" xmlns:r="{OFFICE}" xmlns:a="{_A}" '
        'xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"><etc:cellImage><xdr:pic><xdr:nvPicPr>'
        f'<xdr:cNvPr id="2" name="{name}" descr="章"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill>'
        '<a:blip r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:xfrm>'
        '<a:off x="0" y="0"/><a:ext cx="9525" cy="9525"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></xdr:spPr></xdr:pic></etc:cellImage></etc:cellImages>"
    )
    kind = "http://www.wps.cn/officeDocument/2020/cellImage"
    book.part(WORKBOOK, kind, "xl/cellimages.xml", images, "application/vnd.wps-officedocument.cellimage+xml")
    book.part("xl/cellimages.xml", "image", "xl/media/image1.png", tiny_png(), None)
    book.default("png", "image/png")
    text = f'DISPIMG("{name}",1)'
    book.put_cell(FORM, "C12", f'<c r="C12" t="str"><f>_xlfn.{text}</f><v>={text}</v></c>')


@rich
def rich_text(book: Book) -> None:
    """Shared strings of several runs, with phonetic text, an escape and a CDATA section; one of them marked."""

    def change(xml: str) -> str:
        start = xml.index("<si>")
        runs = (
            '<si><r><t xml:space="preserve">甲 </t></r><r><rPr><b/><sz val="11"/><color rgb="FFFF0000"/>'
            '<rFont val="宋体"/></rPr><t>乙_x000D_</t></r><rPh sb="0" eb="1"><t>jia</t></rPh>'
            '<phoneticPr fontId="0"/></si>'
        )
        return xml[:start] + runs + "<!-- 第一条换过 -->" + xml[xml.index("</si>", start) + 5 :]

    book.edit("xl/sharedStrings.xml", change)


def put_notes(book: Book, sheet: str, comments: str, drawing: str, number: int = 1) -> None:
    """A comments part and its drawing, on a sheet that has neither."""
    book.default("vml", VML_TYPE)
    book.part(sheet, "comments", f"xl/comments{number}.xml", comments, f"{SPREADSHEET}.comments+xml")
    member = f"xl/drawings/vmlDrawing{number}.vml"
    book.add(member, drawing)
    identifier = book.relate(sheet, "vmlDrawing", member)
    book.in_sheet(sheet, f'<legacyDrawing r:id="{identifier}"/>')


def comments_part(*comments: str, authors: tuple[str, ...] = ("填报人",)) -> str:
    """A comments part."""
    names = "".join(f"<author>{name}</author>" for name in authors)
    return f'{HEAD}<comments xmlns="{MAIN}"><authors>{names}</authors><commentList>{"".join(comments)}</commentList></comments>'


def note_box(number: int, row: int, column: int, *, v: str = "v:", o: str = "o:", x: str = "x:") -> str:
    """The box of a note, as Excel writes it."""
    return (
        f'<{v}shape id="_x0000_s{number}" type="#_x0000_t202" style=\'position:absolute;\n  margin-left:59.25pt;'
        f'width:96pt;height:62.25pt;z-index:1;visibility:hidden\' fillcolor="#ffffe1" {o}insetmode="auto">\n'
        f"  <{v}fill color2=\"#ffffe1\"/>\n  <{v}textbox style='mso-direction-alt:auto'>\n   "
        f"<div style='text-align:left'></div>\n  </{v}textbox>\n"
        f'  <{x}ClientData ObjectType="Note">\n   <{x}MoveWithCells/>\n   <{x}SizeWithCells/>\n   <{x}Anchor>\n'
        f"    1, 15, 0, 2, 3, 15, 4, 5</{x}Anchor>\n   <{x}AutoFill>False</{x}AutoFill>\n   <{x}Row>{row}</{x}Row>"
        f"\n   <{x}Column>{column}</{x}Column>\n  </{x}ClientData>\n </{v}shape>"
    )


def note_type(*, v: str = "v:", o: str = "o:", quote: str = '"') -> str:
    """The type of the boxes of notes."""
    markup = (
        f'<{v}shapetype id="_x0000_t202" coordsize="21600,21600" {o}spt="202" path="m,l,21600r21600,l21600,xe">'
        f'<{v}stroke joinstyle="miter"/></{v}shapetype>'
    )
    return markup.replace('"', quote)


def drawing_part(*shapes: str, v: str = "v", o: str = "o", x: str = "x", block: int = 1) -> str:
    """A VML drawing with its prefixes declared on the root."""
    return (
        f'<xml xmlns:{v}="{V}"\n xmlns:{o}="{O}"\n xmlns:{x}="{X}">\n <{o}:shapelayout {v}:ext="edit">\n'
        f'  <{o}:idmap {v}:ext="edit" data="{block}"/>\n </{o}:shapelayout>{"".join(shapes)}</xml>'
    )


@rich
def threaded_comments(book: Book) -> None:
    """A conversation on a cell that is marked, with the persons who hold it."""
    person, comment = "{7305E7A7-E410-4C4C-A5C1-67489F9B7D76}", "{9FE0EFFC-F649-4D41-B909-522703F4B7ED}"
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    kinds = "http://schemas.microsoft.com/office/2017/10/relationships"
    legacy = (
        f'<comment ref="{MARKED}" authorId="0" shapeId="0" '
        'xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" '
        f'xr:uid="{comment}"><text><t>[Threaded comment]\n\n请核对</t></text></comment>'
    )
    put_notes(
        book,
        FORM,
        comments_part(legacy, authors=(f"tc={comment}",))
        .replace(
            f'xmlns="{MAIN}"',
            f'xmlns="{MAIN}" xmlns:mc="{_MC}" mc:Ignorable="xr" '
            'xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision"',
        )
        .replace(
            'shapeId="0" xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision"',
            'shapeId="0"',
        ),
        drawing_part(note_type(), note_box(1025, 10, 2)),
    )
    book.part(
        FORM,
        f"{kinds}/threadedComment",
        "xl/threadedComments/threadedComment1.xml",
        f'{HEAD}<ThreadedComments xmlns="{space}"><threadedComment ref="{MARKED}" dT="2020-11-11T12:00:00.00" '
        f'personId="{person}" id="{comment}"><text>请核对</text></threadedComment></ThreadedComments>',
        "application/vnd.ms-excel.threadedcomments+xml",
    )
    book.part(
        WORKBOOK,
        f"{kinds}/person",
        "xl/persons/person.xml",
        f'{HEAD}<personList xmlns="{space}"><person displayName="甲" id="{person}" userId="甲" '
        'providerId="None"/></personList>',
        "application/vnd.ms-excel.person+xml",
    )


@rich
def notes_on_marked_cells(book: Book) -> None:
    """Somebody's notes on marked cells, as plain text, as runs, with phonetic text, and one without text."""
    runs = (
        '<r><rPr><b/><sz val="9"/><rFont val="宋体"/></rPr><t>填报人：</t></r>'
        '<r><t xml:space="preserve">\n数据来自决算 </t></r><phoneticPr fontId="0"/>'
    )
    put_notes(
        book,
        FORM,
        comments_part(
            f'<comment ref="{MARKED}" authorId="1" shapeId="0"><text>{runs}</text></comment>',
            '<comment ref="F24" authorId="0"><text><t>已核</t></text></comment>',
            '<comment ref="F41" authorId="0"><text/></comment>',
            '<comment ref="B2" authorId="0"><text><t>别处</t></text></comment>',
            authors=("", "填报人"),
        ),
        drawing_part(
            note_type(),
            note_box(1025, 10, 2),
            note_box(1026, 23, 5),
            note_box(1027, 40, 5),
            note_box(1028, 1, 1),
        ),
    )
