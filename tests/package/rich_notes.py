"""Notes, conversations, form controls and VML drawings, put into a returned workbook."""

from __future__ import annotations

from rich_parts import FORM, HEAD, MAIN, MARKED, MC, SPREADSHEET, WORKBOOK, Book, rich

VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
V = "urn:schemas-microsoft-com:vml"
O = "urn:schemas-microsoft-com:office:office"
X = "urn:schemas-microsoft-com:office:excel"


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
