"""A workbook of lists: inert texts, exact numbers, sheets that print.

Whatever comes from a returned file is text here and nothing else: never a formula, a link or a number,
and its control and direction characters are shown instead of obeyed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from jzxl.moment import CREATED
from jzxl.rule.decimals import SIGNIFICANT_DIGITS, to_decimal
from jzxl.visible import FORMULA_BEGINS, visible

_BODY_FONT, _HEADING_FONT, _HEADING_FILL = "宋体", "黑体", "E7E6E6"
# Excel's limits: characters (UTF-16 units) of a cell, rows and links of a sheet.
LONGEST_TEXT = 32_767
MOST_ROWS = 1_048_576
MOST_LINKS = 65_530
# Characters that may not stand in a link; % first, or it would be escaped twice.
_NOT_IN_LINKS = '%#?"<>[]^`{} '

SCORE, CHANGE, PERCENT, COUNT = "0.00####", "+0.00####;-0.00####;0.00", "0.0%", "0"


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell looks; wrapped and vertically centred in any case.

    Attributes:
        number_format: of numbers; texts in such a cell stay as they are.
        fill, color: like ``FFC7CE``.
    """

    align: str = "left"
    number_format: str = ""
    bold: bool = False
    border: bool = True
    fill: str = ""
    color: str = ""
    underline: bool = False
    size: Decimal = Decimal("10.5")
    heading_font: bool = False


TEXT, CENTRE = Look(), Look(align="center")
NUMBER = Look(align="center", number_format=COUNT)
HEADING = Look(align="center", bold=True, fill=_HEADING_FILL)
BLANK = Look(border=False)
TITLE = Look(align="left", size=Decimal(16), heading_font=True, border=False)
SUBTITLE = Look(align="left", size=Decimal(12), heading_font=True, border=False)
REMARK = Look(border=False, color="595959")
_LINK_COLOR = "0563C1"


@dataclass(frozen=True, slots=True)
class CopyLink:
    """The name of a corrected copy that lies beside the workbook, as a link to it."""

    name: str


@dataclass(frozen=True, slots=True)
class Styled:
    """A value with a look of its own."""

    value: Decimal | Fraction | int | str | None
    look: Look


Value = Decimal | Fraction | int | str | None | CopyLink | Styled


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list.

    Attributes:
        width: in characters; a Chinese one takes two.
    """

    heading: str
    width: float
    look: Look = TEXT


class Book:
    """One workbook being written; :meth:`to_bytes` ends it."""

    def __init__(self, title: str) -> None:
        self._target = BytesIO()
        self._formats: dict[Look | tuple[Look, str], Format] = {}
        self.title = title
        # Nothing is guessed from a text, not even where a caller were to use the general ``write``.
        options = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
        self.workbook = xlsxwriter.Workbook(self._target, {"constant_memory": True, **options})
        self.workbook.set_properties({"title": title, "created": CREATED})

    def format(self, look: Look, *, quoted: bool = False) -> Format:
        """The cell format of a look.

        Args:
            quoted: for a text that must stay one when somebody edits its cell.
        """
        key = (look, "quoted") if quoted else look
        if key not in self._formats:
            properties: dict[str, Any] = {
                "font_name": _HEADING_FONT if look.heading_font else _BODY_FONT,
                "font_size": float(look.size),
                "align": look.align,
                "valign": "vcenter",
                "text_wrap": look.border,
                "bold": look.bold,
                "border": int(look.border),
                "underline": int(look.underline),
                # A text must not touch its border.
                "indent": int(look.border and look.align == "left"),
                "quote_prefix": quoted,
            }
            optional = {"num_format": look.number_format, "bg_color": look.fill, "font_color": look.color}
            properties |= {name: value for name, value in optional.items() if value}
            self._formats[key] = self.workbook.add_format(properties)
        return self._formats[key]

    def sheet(self, name: str, widths: Sequence[float], *, color: str = "") -> Sheet:
        """A new sheet on A4 across, one page wide."""
        return Sheet(self, name, widths, color)

    def to_bytes(self) -> bytes:
        """The .xlsx file."""
        self.workbook.close()
        return self._target.getvalue()


class Sheet:
    """One sheet being written, row after row: what is above the current row is written out already.

    Attributes:
        row: the next row, from 0.
    """

    def __init__(self, book: Book, name: str, widths: Sequence[float], color: str) -> None:
        self.book, self.name, self.row = book, name, 0
        self._widths = widths
        self._links = 0
        self.worksheet: Worksheet = book.workbook.add_worksheet(name)
        for column, width in enumerate(widths):
            self.worksheet.set_column(column, column, width)
        if color:
            self.worksheet.set_tab_color(f"#{color}")
        self.worksheet.set_paper(9)
        self.worksheet.set_landscape()
        self.worksheet.fit_to_pages(1, 0)
        self.worksheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.6)
        in_header = book.title.replace("&", "&&")
        self.worksheet.set_header(f"&L{in_header}&R{name}")
        self.worksheet.set_footer("&C第 &P 页，共 &N 页")
        self.worksheet.hide_gridlines(2)
        # Codes and telephone numbers are texts on purpose.
        self.worksheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})

    def line(self, values: Sequence[Value], looks: Sequence[Look], *, height: float | None = None) -> None:
        """A row of cells; the height is left to the program that shows it unless given."""
        if height is not None:
            self.worksheet.set_row(self.row, height)
        for column, (value, look) in enumerate(zip(values, looks, strict=True)):
            self._cell(column, value, look)
        self.row += 1

    def title(self, text: str, remark: str) -> None:
        """The sheet's heading, and a line under it."""
        self.line([text], [TITLE], height=27)
        self.line([remark], [REMARK], height=18)

    def _cell(self, column: int, value: Value, look: Look) -> None:
        if isinstance(value, Styled):
            look, value = value.look, value.value
        if value in (None, "") and not look.border:
            return
        if value in (None, ""):
            self.worksheet.write_blank(self.row, column, None, self.book.format(look))
        elif isinstance(value, CopyLink):
            self._link(column, value, look)
        elif isinstance(value, str):
            self._text(column, value, look)
        else:
            number = to_decimal(value) if isinstance(value, Fraction) else Decimal(value)
            # One too long for its column would be shown as ####.
            places = len("-.00") if "." in look.number_format else 0
            if is_kept(number) and number.adjusted() + 1 + places <= self._widths[column]:
                self.worksheet.write_number(self.row, column, number, self.book.format(look))
            else:
                self._text(column, format(number, "f"), look)

    def _text(self, column: int, text: str, look: Look) -> None:
        shown = shortened(visible(text))
        quoted = shown.startswith(FORMULA_BEGINS)
        self.worksheet.write_string(self.row, column, shown, self.book.format(look, quoted=quoted))

    def _link(self, column: int, link: CopyLink, look: Look) -> None:
        target = link_target(link.name)
        if target is None or self._links == MOST_LINKS:
            self._text(column, link.name, look)
            return
        self._links += 1
        as_link = Look(align=look.align, border=look.border, color=_LINK_COLOR, underline=True)
        self.worksheet.write_url(self.row, column, target, self.book.format(as_link), link.name)


def is_kept(number: Decimal) -> bool:
    """Whether a cell keeps all digits of a number."""
    return len(number.normalize().as_tuple().digits) <= SIGNIFICANT_DIGITS


def shortened(text: str) -> str:
    """A text no longer than a cell takes; an ellipsis shows where it was cut."""
    if len(text) * 2 <= LONGEST_TEXT or len(text.encode("utf-16-le")) // 2 <= LONGEST_TEXT:
        return text
    kept = text.encode("utf-16-le")[: 2 * (LONGEST_TEXT - 1)]
    return kept.decode("utf-16-le", errors="ignore") + "…"


def link_target(name: str) -> str | None:
    """A relative link to a file beside the workbook; None where the name is not simply that of a file."""
    if visible(name) != name or any(each in name for each in "/\\:") or name in ("", ".", ".."):
        return None
    escaped = "".join(f"%{ord(each):02x}" if each in _NOT_IN_LINKS else each for each in name)
    return f"external:{escaped}"
