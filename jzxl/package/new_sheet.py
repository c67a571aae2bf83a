"""A sheet of our own: its description, and its XML."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from jzxl.package.address import column_letters, join_ref
from jzxl.package.markup import XML_HEAD
from jzxl.package.patch_cell import Content, cell_markup
from jzxl.package.splice import quoted


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell of a new sheet looks; ``size`` in points, colours as RRGGBB."""

    bold: bool = False
    italic: bool = False
    underline: bool = False
    size: int = 11
    color: str = "000000"
    fill: str | None = None
    border: bool = False
    wrap: bool = False
    horizontal: str = "general"
    vertical: str = "center"
    number_format: str | None = None
    font: str = "宋体"


@dataclass(frozen=True, slots=True)
class NewCell:
    """A cell of a new sheet; text is inert and never a formula.

    ``link`` is a place in the workbook such as ``'表 1'!B7``.
    """

    value: Decimal | int | str | None = None
    look: Look = field(default_factory=Look)
    link: str | None = None


@dataclass(frozen=True, slots=True)
class NewSheet:
    """A sheet to add; ``widths`` in characters by column, ``heights`` in points by row from 1."""

    name: str
    rows: Sequence[Sequence[NewCell | None]]
    widths: Sequence[int] = ()
    heights: Mapping[int, Decimal] = field(default_factory=dict)
    merges: Sequence[str] = ()
    freeze_rows: int = 0
    landscape: bool = True
    tab_color: str | None = None


def sheet_markup(sheet: NewSheet, uri: str, style_of: Callable[[Look], int]) -> bytes:
    """The sheet part, selected, fit to one page wide on A4."""
    tab = f'<tabColor rgb="FF{quoted(sheet.tab_color)}"/>' if sheet.tab_color else ""
    pieces = [
        f'{XML_HEAD}<worksheet xmlns="{uri}"><sheetPr>{tab}<pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView tabSelected="1" workbookViewId="0">{_pane(sheet.freeze_rows)}</sheetView>'
        "</sheetViews>"
        '<sheetFormatPr defaultRowHeight="15"/>'
    ]
    if sheet.widths:
        # Excel keeps 5 pixels of margin beside the characters, which is 0.7109375 of a digit's width.
        columns = "".join(
            f'<col min="{number}" max="{number}" width="{width}.7109375" customWidth="1"/>'
            for number, width in enumerate(sheet.widths, 1)
        )
        pieces.append(f"<cols>{columns}</cols>")
    pieces.append("<sheetData>")
    links: list[str] = []
    # By identity: to compare two looks takes longer than all else that is done for a cell.
    styles: dict[int, int] = {}
    for number, row in enumerate(sheet.rows, 1):
        height = sheet.heights.get(number)
        size = f' ht="{height}" customHeight="1"' if height is not None else ""
        pieces.append(f'<row r="{number}"{size}>')
        for column, cell in enumerate(row, 1):
            if cell is None:
                continue
            ref = join_ref(number, column)
            style = styles.get(id(cell.look))
            if style is None:
                style = styles[id(cell.look)] = style_of(cell.look)
            pieces.append(cell_markup("", ref, style, Content(cell.value, None)))
            if cell.link is not None:
                links.append(f'<hyperlink ref="{ref}" location="{quoted(cell.link)}"/>')
        pieces.append("</row>")
    pieces.append("</sheetData>")
    if sheet.merges:
        merged = "".join(f'<mergeCell ref="{quoted(area)}"/>' for area in sheet.merges)
        pieces.append(f'<mergeCells count="{len(sheet.merges)}">{merged}</mergeCells>')
    if links:
        pieces.append(f"<hyperlinks>{''.join(links)}</hyperlinks>")
    orientation = "landscape" if sheet.landscape else "portrait"
    pieces.append(
        '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        f'<pageSetup paperSize="9" orientation="{orientation}" fitToWidth="1" fitToHeight="0"/></worksheet>'
    )
    return "".join(pieces).encode()


def _pane(rows: int) -> str:
    if not rows:
        return ""
    below = f"{column_letters(1)}{rows + 1}"
    return f'<pane ySplit="{rows}" topLeftCell="{below}" activePane="bottomLeft" state="frozen"/>'
