"""Pictures, shapes, charts, tables and the like, put into a returned workbook."""

from __future__ import annotations

import io
from collections.abc import Callable

import xlsxwriter
from rich_parts import FORM, HEAD, MAIN, MC, OFFICE, SPREADSHEET, WORKBOOK, XDR, A, Book, rich, tiny_png


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
            f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice xmlns:a14="http://schemas.microsoft.com/office/'
            'drawing/2010/main" Requires="a14"/><mc:Fallback/></mc:AlternateContent></xdr:wsDr>',
        ),
    )


@rich
def chart(book: Book) -> None:
    """A column chart over the scores."""

    def draw(workbook: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        columns = workbook.add_chart({"type": "column"})
        columns.add_series({"values": "=Sheet1!$G$16:$G$20"})
        sheet.insert_chart("L3", columns)

    book.graft_drawing(FORM, _donor(draw))
    book.edit("xl/charts/chart1.xml", lambda xml: xml.replace("Sheet1!", "部门整体支出绩效自评表2020!"))


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
        f'{HEAD}<etc:cellImages xmlns:xdr="{XDR}" xmlns:r="{OFFICE}" xmlns:a="{A}" '
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
