"""What else a returned workbook carries, and the other ways to write down the same workbook."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import openpyxl
from rich_parts import (
    FORM,
    HEAD,
    MAIN,
    MARKED,
    MC,
    OFFICE,
    PACKAGE,
    SPREADSHEET,
    WORKBOOK,
    X14,
    Book,
    rich,
    tiny_png,
)

_XM = "http://schemas.microsoft.com/office/excel/2006/main"
_SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml")


@rich
def extensions_of_excel_2010(book: Book) -> None:
    """Validation, formats and sparklines in extLst, and attributes that only newer programs know."""
    book.in_sheet(
        FORM,
        f'<extLst><ext uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}" xmlns:x14="{X14}">'
        f'<x14:conditionalFormattings><x14:conditionalFormatting xmlns:xm="{_XM}"><x14:cfRule type="expression" '
        'priority="900" id="{0F4C7E0A-7C3C-4C5B-8C62-2F1A5C1B0001}"><xm:f>$G$16&gt;9</xm:f><x14:dxf/></x14:cfRule>'
        "<xm:sqref>G16</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext>"
        f'<ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" xmlns:x14="{X14}"><x14:dataValidations count="1" '
        f'xmlns:xm="{_XM}"><x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>评分标准!$A$1:$A$3'
        "</xm:f></x14:formula1><xm:sqref>C12</xm:sqref></x14:dataValidation></x14:dataValidations></ext>"
        f'<ext uri="{{05C60535-1F16-4fd2-B633-F4F36F0B64E0}}" xmlns:x14="{X14}"><x14:sparklineGroups '
        f'xmlns:xm="{_XM}"><x14:sparklineGroup><x14:sparklines><x14:sparkline><xm:f>基础数据!B6:B9</xm:f>'
        "<xm:sqref>J45</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups>"
        "</ext></extLst>",
    )
    revision = "http://schemas.microsoft.com/office/spreadsheetml/2014/revision"
    ac = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"
    root = f' xmlns:mc="{MC}" mc:Ignorable="x14ac xr" xmlns:x14ac="{ac}" xmlns:xr="{revision}"'
    root += ' xr:uid="{0F4C7E0A-7C3C-4C5B-8C62-2F1A5C1B0002}"'
    book.edit(FORM, lambda xml: xml.replace('relationships">', f'relationships"{root}>', 1))
    book.edit(FORM, lambda xml: re.sub(r"(<row [^>]*)>", r'\1 x14ac:dyDescent="0.25">', xml))


@rich
def everything_a_sheet_can_hold(book: Book) -> None:
    """Protected ranges, scenarios, own views, page breaks, ignored errors, watches, a background and more."""
    book.default("png", "image/png")
    book.default("bin", f"{SPREADSHEET}.printerSettings")
    background = book.part(FORM, "image", "xl/media/image9.png", tiny_png(), None)
    kind = f"{SPREADSHEET}.customProperty"
    property_ = book.part(FORM, "customProperty", "xl/customProperty1.bin", b"\0\1", kind)
    view = "{0F4C7E0A-7C3C-4C5B-8C62-2F1A5C1B0003}"
    book.in_sheet(
        FORM,
        '<protectedRanges><protectedRange sqref="C12" name="意见"/></protectedRanges>',
        '<scenarios><scenario name="甲" count="1"><inputCells r="C12" val="1"/></scenario></scenarios>',
        '<dataConsolidate function="sum"/>',
        f'<customSheetViews><customSheetView guid="{view}" scale="90"/></customSheetViews>',
        '<phoneticPr fontId="0" type="noConversion"/>',
        '<rowBreaks count="1" manualBreakCount="1"><brk id="20" max="16383" man="1"/></rowBreaks>',
        '<colBreaks count="1" manualBreakCount="1"><brk id="7" max="1048575" man="1"/></colBreaks>',
        f'<customProperties><customPr name="甲" r:id="{property_}"/></customProperties>',
        f'<cellWatches><cellWatch r="{MARKED}"/></cellWatches>',
        '<ignoredErrors><ignoredError sqref="C3:G50" numberStoredAsText="1"/></ignoredErrors>',
        f'<picture r:id="{background}"/>',
        '<webPublishItems count="1"><webPublishItem id="1" divId="a" sourceType="sheet" '
        'destinationFile="a.htm"/></webPublishItems>',
    )
    book.in_workbook(
        f'<customWorkbookViews><customWorkbookView name="甲" guid="{view}" windowWidth="9" windowHeight="9" '
        'activeSheetId="3"/></customWorkbookViews>',
        '<oleSize ref="A1:B2"/>',
    )


@rich
def printer_settings(book: Book) -> None:
    """What the driver of a printer keeps, for two sheets."""
    book.default("bin", f"{SPREADSHEET}.printerSettings")
    for number in (3, 4):
        member = f"xl/worksheets/sheet{number}.xml"
        settings = bytes(range(256)) * number
        name = f"xl/printerSettings/printerSettings{number}.bin"
        identifier = book.part(member, "printerSettings", name, settings, None)
        book.replace(member, "<pageSetup ", f'<pageSetup r:id="{identifier}" ')


@rich
def custom_xml(book: Book) -> None:
    """Data that a document management system hangs on a file, and a label."""
    item = f'{HEAD}<p:properties xmlns:p="http://schemas.microsoft.com/office/2006/metadata/properties"/>'
    book.part(WORKBOOK, "customXml", "customXml/item1.xml", item, None)
    properties = (
        f'{HEAD}<ds:datastoreItem ds:itemID="{{0F4C7E0A-7C3C-4C5B-8C62-2F1A5C1B0004}}" '
        'xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"/>'
    )
    kind = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    book.part("customXml/item1.xml", "customXmlProps", "customXml/itemProps1.xml", properties, kind)
    label = f'{HEAD}<clbl:labelList xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata"/>'
    kinds = "http://schemas.microsoft.com/office/2020/02/relationships/classificationlabels"
    book.part(
        "", kinds, "docMetadata/LabelInfo.xml", label, "application/vnd.ms-office.classificationlabels+xml"
    )


@rich
def external_links(book: Book) -> None:
    """A formula that looks into another workbook, and what was read there the last time."""
    link = (
        f'{HEAD}<externalLink xmlns="{MAIN}" xmlns:r="{OFFICE}"><externalBook r:id="rId1"><sheetNames>'
        '<sheetName val="决算"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1">'
        "<v>7</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>"
    )
    member = "xl/externalLinks/externalLink1.xml"
    identifier = book.part(WORKBOOK, "externalLink", member, link, f"{SPREADSHEET}.externalLink+xml")
    book.relate(member, "externalLinkPath", "file:///D:/%E5%86%B3%E7%AE%97.xlsx", external=True)
    book.in_workbook(f'<externalReferences><externalReference r:id="{identifier}"/></externalReferences>')
    sheet = book.add_sheet("取数", '<row r="1"><c r="A1"><f>[1]决算!A1</f><v>7</v></c></row>')
    identifier = book.relate(sheet, "hyperlink", "https://example.org/?a=1&amp;b=2", external=True)
    book.in_sheet(sheet, f'<hyperlinks><hyperlink ref="A1" r:id="{identifier}"/></hyperlinks>')


@rich
def macros(book: Book) -> None:
    """A macro project, in a workbook of the type that may have one."""
    book.default("bin", "application/vnd.ms-office.vbaProject")
    kind = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    project = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504)
    book.part(WORKBOOK, kind, "xl/vbaProject.bin", project, None)
    book.replace(
        "[Content_Types].xml",
        f"{SPREADSHEET}.sheet.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    book.edit(WORKBOOK, lambda xml: xml.replace("<workbookPr ", '<workbookPr codeName="ThisWorkbook" '))


@rich
def pictures_and_dynamic_arrays_of_newer_excel(book: Book) -> None:
    """Cells that refer to metadata: a formula that spills, and a value with a type."""
    metadata = (
        f'{HEAD}<metadata xmlns="{MAIN}" xmlns:xda="http://schemas.microsoft.com/office/spreadsheetml/2017/'
        'dynamicarray"><metadataTypes count="1"><metadataType name="XLDAPR" minSupportedVersion="120000" '
        'copy="1" pasteAll="1" pasteValues="1" merge="1" splitFirst="1" rowColShift="1" clearFormats="1" '
        'clearComments="1" assign="1" coerce="1" cellMeta="1"/></metadataTypes><futureMetadata name="XLDAPR" '
        'count="1"><bk><extLst><ext uri="{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}"><xda:dynamicArrayProperties '
        'fDynamic="1" fCollapsed="0"/></ext></extLst></bk></futureMetadata><cellMetadata count="1"><bk>'
        '<rc t="1" v="0"/></bk></cellMetadata></metadata>'
    )
    book.part(WORKBOOK, "sheetMetadata", "xl/metadata.xml", metadata, f"{SPREADSHEET}.sheetMetadata+xml")
    book.put_cell(
        FORM,
        "C12",
        '<c r="C12" cm="1"><f t="array" ref="C12:C12">_xlfn.SEQUENCE(1)</f><v>1</v></c>',
    )


@rich
def calculation_chain(book: Book) -> None:
    """The order in which Excel last computed; it goes when formulas come or go."""
    cells = []
    for name in book.members:
        if match := re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", name):
            found = re.findall(r'<c r="([A-Z]+\d+)"[^>]*><f>', book.text(name))
            cells += [f'<c r="{ref}" i="{match[1]}"/>' for ref in found]
    chain = f'{HEAD}<calcChain xmlns="{MAIN}">{"".join(cells)}</calcChain>'
    book.part(WORKBOOK, "calcChain", "xl/calcChain.xml", chain, f"{SPREADSHEET}.calcChain+xml")


@rich
def dates_from_1904(book: Book) -> None:
    """The way of counting days of old Macintoshes."""
    book.edit(WORKBOOK, lambda xml: xml.replace("<workbookPr ", '<workbookPr date1904="1" '))


@rich
def protected_sheets(book: Book) -> None:
    """Sheets protected with a password."""
    secret = ' algorithmName="SHA-512" hashValue="aGFzaA==" saltValue="c2FsdA==" spinCount="100000"'
    for name in list(book.members):
        if _SHEET.fullmatch(name) and "<sheetProtection " in book.text(name):
            book.edit(name, lambda xml: xml.replace("<sheetProtection ", f"<sheetProtection{secret} "))


@rich
def protected_structure(book: Book) -> None:
    """No sheet may be added by hand, and the file asks to be opened read-only."""
    book.in_workbook('<workbookProtection workbookPassword="CC1A" lockStructure="1" lockWindows="1"/>')
    book.in_workbook('<fileSharing readOnlyRecommended="1" userName="甲"/>')


@rich
def shared_workbook(book: Book) -> None:
    """Several people at once, the old way: a log of revisions."""
    guid = "{0F4C7E0A-7C3C-4C5B-8C62-2F1A5C1B0005}"
    ids = "".join(f'<sheetId val="{number}"/>' for number in range(1, 8))
    headers = (
        f'{HEAD}<headers xmlns="{MAIN}" xmlns:r="{OFFICE}" guid="{guid}" diskRevisions="1" revisionId="1" '
        f'version="2"><header guid="{guid}" dateTime="2020-11-11T12:00:00" maxSheetId="8" userName="甲" '
        f'r:id="rId1"><sheetIdMap count="7">{ids}</sheetIdMap></header></headers>'
    )
    member = "xl/revisions/revisionHeaders.xml"
    book.part(WORKBOOK, "revisionHeaders", member, headers, f"{SPREADSHEET}.revisionHeaders+xml")
    log = (
        f'{HEAD}<revisions xmlns="{MAIN}"><rcc rId="1" sId="3"><oc r="C12"><v>1</v></oc><nc r="C12"><v>2</v></nc>'
        "</rcc></revisions>"
    )
    kind = f"{SPREADSHEET}.revisionLog+xml"
    book.part(member, "revisionLog", "xl/revisions/revisionLog1.xml", log, kind)
    users = f'{HEAD}<users xmlns="{MAIN}" count="0"/>'
    kind = f"{SPREADSHEET}.userNames+xml"
    book.part(WORKBOOK, "usernames", "xl/revisions/userNames.xml", users, kind)


@rich
def signed(book: Book) -> None:
    """A digital signature, void as soon as anything is marked."""
    book.default("sigs", "application/vnd.openxmlformats-package.digital-signature-origin")
    book.part("", f"{PACKAGE}/digital-signature/origin", "_xmlsignatures/origin.sigs", b"", None)
    book.part(
        "_xmlsignatures/origin.sigs",
        f"{PACKAGE}/digital-signature/signature",
        "_xmlsignatures/sig1.xml",
        f'{HEAD}<Signature xmlns="http://www.w3.org/2000/09/xmldsig#" Id="idPackageSignature"/>',
        "application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml",
    )


# The same workbook, written down otherwise


def _in_parts(book: Book, change: Callable[[str], str], *, also: tuple[str, ...] = ()) -> None:
    names = [
        "xl/workbook.xml",
        "xl/styles.xml",
        "xl/sharedStrings.xml",
        *filter(_SHEET.fullmatch, book.members),
    ]
    for name in (*names, *also):
        book.edit(name, change)


@rich
def strict(book: Book) -> None:
    """Strict OOXML: other namespaces throughout."""
    old, new = "http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/"
    names = {
        f"{old}spreadsheetml/2006/main": f"{new}spreadsheetml/main",
        f"{old}officeDocument/2006/relationships/extended-properties": f"{new}officeDocument/relationships/extendedProperties",
        f"{old}officeDocument/2006/relationships/custom-properties": f"{new}officeDocument/relationships/customProperties",
        f"{old}officeDocument/2006/relationships": f"{new}officeDocument/relationships",
        f"{old}officeDocument/2006/extended-properties": f"{new}officeDocument/extendedProperties",
        f"{old}officeDocument/2006/custom-properties": f"{new}officeDocument/customProperties",
        f"{old}officeDocument/2006/docPropsVTypes": f"{new}officeDocument/docPropsVTypes",
        f"{old}drawingml/2006/main": f"{new}drawingml/main",
    }
    for name in book.members:
        if name != "[Content_Types].xml":
            for one, other in names.items():
                book.members[name] = book.members[name].replace(one.encode(), other.encode())
    book.edit(WORKBOOK, lambda xml: xml.replace("<workbook ", '<workbook conformance="strict" '))


@rich
def prefixed_namespaces(book: Book) -> None:
    """Every element with a prefix, as the Open XML SDK writes them."""

    def change(xml: str) -> str:
        xml = re.sub(r"<(/?)([A-Za-z]\w*)(?=[\s/>])", r"<\1x:\2", xml)
        return xml.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"', 1)

    _in_parts(book, change)


@rich
def utf_16(book: Book) -> None:
    """The main parts in UTF-16."""
    for name in ("xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", FORM):
        book.members[name] = book.text(name).replace("UTF-8", "UTF-16", 1).encode("utf-16")


@rich
def byte_order_marks(book: Book) -> None:
    """A byte order mark before each part, and no declaration."""
    for name in book.members:
        book.members[name] = b"\xef\xbb\xbf" + book.members[name].removeprefix(HEAD.encode())


@rich
def written_by_hand(book: Book) -> None:
    """Single quotes, line ends between elements, comments and processing instructions."""

    def change(xml: str) -> str:
        def tag(match: re.Match[str]) -> str:
            return re.sub(r'="([^"\']*)"', r"='\1'", match[0])

        xml = re.sub(r'<(?:[^">]|"[^"]*")*>', tag, xml[len(HEAD) :])
        xml = re.sub(r"(/>|</(?:c|row|xf|font|sheet|definedName|mergeCells)>)<", "\\1\r\n  <", xml)
        return f"{HEAD}<!-- 手写 --><?jz 一?>{xml}<!-- 完 -->"

    for name in (
        "xl/workbook.xml",
        "xl/styles.xml",
        FORM,
        "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels",
    ):
        book.edit(name, change)


@rich
def cells_without_addresses(book: Book) -> None:
    """Rows and cells that follow each other say no address."""

    def change(xml: str) -> str:
        def row(match: re.Match[str]) -> str:
            letters = iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ")

            def cell(found: re.Match[str]) -> str:
                return "<c" if found[1] == next(letters) else found[0]

            return re.sub(r'<c r="([A-Z]+)\d+"', cell, match[0])

        return re.sub(r"<row .*?</row>", row, xml, flags=re.DOTALL)

    book.edit(FORM, change)
    book.edit(FORM, lambda xml: re.sub(r'<row r="\d+"', "<row", xml))


@rich
def no_styles_part(book: Book) -> None:
    """Nothing is formatted."""
    book.drop("xl/styles.xml")
    for name in filter(_SHEET.fullmatch, book.members):
        book.edit(
            name,
            lambda xml: re.sub(
                r"<conditionalFormatting .*?</conditionalFormatting>",
                "",
                re.sub(r'(<(?:c|row|col) [^>]*?) (?:s|style)="\d+"', r"\1", xml),
                flags=re.DOTALL,
            ),
        )


@rich
def no_shared_strings_part(book: Book) -> None:
    """Every text stands in its cell."""
    texts = re.findall(r"<si>(.*?)</si>", book.text("xl/sharedStrings.xml"), re.DOTALL)
    book.drop("xl/sharedStrings.xml")
    for name in filter(_SHEET.fullmatch, book.members):
        book.edit(
            name,
            lambda xml: re.sub(
                r't="s"><v>(\d+)</v>', lambda m: f't="inlineStr"><is>{texts[int(m[1])]}</is>', xml
            ),
        )


@rich
def saved_by_openpyxl(book: Book) -> None:
    """Written anew by another library."""
    target = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(book.data())).save(target)
    book.members = Book(target.getvalue()).members


@rich
def backslashes_in_names(book: Book) -> None:
    """Members named in the way of Windows."""
    book.members = {
        name.replace("/", "\\") if name.startswith("xl/") else name: content
        for name, content in book.members.items()
    }
