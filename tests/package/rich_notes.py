"""Notes, conversations, form controls and VML drawings, put into a returned workbook."""

from __future__ import annotations

import re

from rich_parts import FORM, HEAD, MAIN, MARKED, MC, SPREADSHEET, WORKBOOK, X14, XDR, Book, rich, tiny_png

VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
VML = "urn:schemas-microsoft-com:vml"
VML_OFFICE = "urn:schemas-microsoft-com:office:office"
VML_EXCEL = "urn:schemas-microsoft-com:office:excel"


def put_notes(book: Book, sheet: str, comments: str, drawing: str, number: int = 1) -> None:
    """A comments part and its drawing, on a sheet that has neither."""
    book.default("vml", VML_TYPE)
    book.part(sheet, "comments", f"xl/comments{number}.xml", comments, f"{SPREADSHEET}.comments+xml")
    member = f"xl/drawings/vmlDrawing{number}.vml"
    book.add(member, drawing)
    identifier = book.relate(sheet, "vmlDrawing", member)
    book.in_sheet(sheet, f'<legacyDrawing r:id="{identifier}"/>')


def comments_part(*comments: str, authors: tuple[str, ...] = ("填报人",), root: str = "") -> str:
    """A comments part; ``root`` are further attributes of its root."""
    names = "".join(f"<author>{name}</author>" for name in authors)
    return (
        f'{HEAD}<comments xmlns="{MAIN}"{root}><authors>{names}</authors>'
        f"<commentList>{''.join(comments)}</commentList></comments>"
    )


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


def note_type(*, v: str = "v:", o: str = "o:") -> str:
    """The type of the boxes of notes."""
    return (
        f'<{v}shapetype id="_x0000_t202" coordsize="21600,21600" {o}spt="202" path="m,l,21600r21600,l21600,xe">'
        f'<{v}stroke joinstyle="miter"/></{v}shapetype>'
    )


def drawing_part(*shapes: str, v: str = "v", o: str = "o", x: str = "x", block: int = 1) -> str:
    """A VML drawing with its prefixes declared on the root."""
    return (
        f'<xml xmlns:{v}="{VML}"\n xmlns:{o}="{VML_OFFICE}"\n xmlns:{x}="{VML_EXCEL}">\n <{o}:shapelayout {v}:ext="edit">\n'
        f'  <{o}:idmap {v}:ext="edit" data="{block}"/>\n </{o}:shapelayout>{"".join(shapes)}</xml>'
    )


@rich
def threaded_comments(book: Book) -> None:
    """A conversation on a cell that is marked, with the persons who hold it."""
    person, comment = "{7305E7A7-E410-4C4C-A5C1-67489F9B7D76}", "{9FE0EFFC-F649-4D41-B909-522703F4B7ED}"
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    kinds = "http://schemas.microsoft.com/office/2017/10/relationships"
    revision = "http://schemas.microsoft.com/office/spreadsheetml/2014/revision"
    legacy = (
        f'<comment ref="{MARKED}" authorId="0" shapeId="0" xr:uid="{comment}"><text>'
        "<t>[Threaded comment]\n\n请核对</t></text></comment>"
    )
    root = f' xmlns:mc="{MC}" mc:Ignorable="xr" xmlns:xr="{revision}"'
    comments = comments_part(legacy, authors=(f"tc={comment}",), root=root)
    put_notes(book, FORM, comments, drawing_part(note_type(), note_box(1025, 10, 2)))
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


@rich
def drawing_with_other_prefixes(book: Book) -> None:
    """The drawing uses prefixes of its own, one of which Excel uses for something else."""
    boxes = (note_type(v="o:", o="x:"), note_box(1025, 1, 1, v="o:", o="x:", x="v:"))
    comment = '<comment ref="B2" authorId="0"><text><t>别处</t></text></comment>'
    put_notes(book, FORM, comments_part(comment), drawing_part(*boxes, v="o", o="x", x="v"))


@rich
def drawing_with_prefixes_declared_below(book: Book) -> None:
    """The root declares nothing; each shape declares what it uses, and attributes stand in single quotes."""
    declared = f'xmlns:v="{VML}" xmlns:o="{VML_OFFICE}" xmlns:x="{VML_EXCEL}" '
    boxes = "".join((note_type(), note_box(1025, 10, 2)))
    boxes = re.sub("<v:shape(type)? ", rf"<v:shape\1 {declared}", boxes).replace('"', "'")
    comment = f'<comment ref="{MARKED}" authorId="0"><text><t>已核</t></text></comment>'
    put_notes(book, FORM, comments_part(comment), f"<xml>{boxes}</xml>")


@rich
def drawing_in_a_default_namespace(book: Book) -> None:
    """VML is the default namespace, so that the root is in it too."""
    shapes = "".join((note_type(v="", o="o:"), note_box(1025, 1, 1, v="")))
    comment = '<comment ref="B2" authorId="0"><text><t>别处</t></text></comment>'
    root = f'<xml xmlns="{VML}" xmlns:o="{VML_OFFICE}" xmlns:x="{VML_EXCEL}">{shapes}</xml>'
    put_notes(book, FORM, comments_part(comment), root)


def _button(number: int, caption: str) -> str:
    return (
        '<v:shapetype id="_x0000_t201" coordsize="21600,21600" o:spt="201" path="m,l,21600r21600,l21600,xe">'
        '<v:stroke joinstyle="miter"/><o:lock v:ext="edit" shapetype="t"/></v:shapetype>'
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t201" style="position:absolute;width:60pt;height:20pt" '
        f'fillcolor="buttonFace [67]" o:button="t"><v:textbox o:singleclick="f"><div>{caption}</div></v:textbox>'
        '<x:ClientData ObjectType="Button"><x:Anchor>0, 37, 0, 14, 1, 24, 2, 0</x:Anchor>'
        "<x:FmlaMacro>[0]!填表</x:FmlaMacro></x:ClientData></v:shape>"
    )


def _put_controls(book: Book, caption: str) -> None:
    properties = f'{HEAD}<formControlPr xmlns="{X14}" objectType="Button" lockText="1"/>'
    kind = "application/vnd.ms-excel.controlproperties+xml"
    identifier = book.part(FORM, "ctrlProp", "xl/ctrlProps/ctrlProp1.xml", properties, kind)
    corners = "".join(
        f"<{end}><xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>0</xdr:row>"
        f"<xdr:rowOff>0</xdr:rowOff></{end}>"
        for end, column in (("from", 8), ("to", 9))
    )
    choice = f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice xmlns:x14="{X14}" Requires="x14">'
    end = "</mc:Choice></mc:AlternateContent>"
    book.default("vml", VML_TYPE)
    book.add("xl/drawings/vmlDrawing1.vml", drawing_part(_button(1025, caption)))
    drawing = book.relate(FORM, "vmlDrawing", "xl/drawings/vmlDrawing1.vml")
    book.in_sheet(
        FORM,
        f'<legacyDrawing r:id="{drawing}"/>',
        f'{choice}<controls>{choice}<control shapeId="1025" r:id="{identifier}" name="按钮 1">'
        f'<controlPr defaultSize="0" print="0" autoFill="0" autoPict="0"><anchor xmlns:xdr="{XDR}" '
        f'moveWithCells="1">{corners}</anchor></controlPr></control>{end}</controls>{end}',
    )


@rich
def form_controls(book: Book) -> None:
    """A button, whose box stands in the drawing where those of our notes go."""
    _put_controls(book, "填表")


@rich
def form_controls_in_a_drawing_that_is_no_xml(book: Book) -> None:
    """A button with a line break in its caption: what Excel then writes is not well-formed."""
    _put_controls(book, "填<br>表")


@rich
def header_and_footer_pictures(book: Book) -> None:
    """A picture in the page header, which is a VML drawing of its own, beside notes."""
    picture = (
        '<v:shapetype id="_x0000_t75" coordsize="21600,21600" o:spt="75" path="m@4@5l@4@11@9@11@9@5xe"/>'
        '<v:shape id="LH" o:spid="_x0000_s3073" type="#_x0000_t75" style="position:absolute;width:9pt;height:9pt">'
        '<v:imagedata o:relid="rId1" o:title="章"/></v:shape>'
    )
    book.default("vml", VML_TYPE)
    book.default("png", "image/png")
    book.add("xl/drawings/vmlDrawing1.vml", drawing_part(picture, block=3))
    book.part("xl/drawings/vmlDrawing1.vml", "image", "xl/media/image1.png", tiny_png(), None)
    identifier = book.relate(FORM, "vmlDrawing", "xl/drawings/vmlDrawing1.vml")
    book.edit(FORM, lambda xml: re.sub("<headerFooter.*</headerFooter>", "", xml))
    header = "<headerFooter><oddHeader>&amp;L&amp;G</oddHeader></headerFooter>"
    book.in_sheet(FORM, header, f'<legacyDrawingHF r:id="{identifier}"/>')


@rich
def embedded_document(book: Book) -> None:
    """A Word document laid into the sheet, with its picture in the drawing of the notes."""
    book.default("vml", VML_TYPE)
    book.default("bin", "application/vnd.openxmlformats-officedocument.oleObject")
    box = (
        '<v:shape id="_x0000_s1025" style="position:absolute;width:9pt;height:9pt" o:ole="t">'
        '<x:ClientData ObjectType="Pict"><x:Anchor>0, 37, 0, 14, 1, 24, 2, 0</x:Anchor></x:ClientData></v:shape>'
    )
    book.add("xl/drawings/vmlDrawing1.vml", drawing_part(box))
    drawing = book.relate(FORM, "vmlDrawing", "xl/drawings/vmlDrawing1.vml")
    document = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504)
    identifier = book.part(FORM, "oleObject", "xl/embeddings/oleObject1.bin", document, None)
    book.in_sheet(
        FORM,
        f'<legacyDrawing r:id="{drawing}"/>',
        f'<oleObjects><oleObject progId="Word.Document.8" shapeId="1025" r:id="{identifier}"/></oleObjects>',
    )
