"""How much an .ods unfolds to, told before anything is unfolded."""

from __future__ import annotations

from jzxl.package.limits import Limits
from jzxl.package.markup import MarkupError, feed, new_parser
from jzxl.package.values import whole_number

# By their usual prefixes, because calamine knows them by nothing else.
_ROW = "table:table-row"
_CELLS = ("table:table-cell", "table:covered-table-cell")
_MIB = 1024 * 1024


class _TooMuch(MarkupError):
    """More than a limit allows."""


def check_ods(content: bytes, limits: Limits) -> None:
    """Refuse a content.xml that calamine would need too long for.

    A few hundred bytes may say that a cell is repeated 10^9 times in 10^9 rows, and calamine then works until
    its process is stopped.

    :raises MarkupError: more cells or characters than the limits allow, or XML that no program saves
    """
    parser = new_parser(namespaces=False)
    parser.buffer_text = True
    cells = characters = 0
    # Of the row: how often it is repeated, its cells that hold something, and the characters in them.
    rows = row_cells = row_characters = 0
    # Of the cell: how often it is repeated, its characters, and whether it holds something.
    columns = length = 0
    filled = False

    def start(name: str, attrs: dict[str, str]) -> None:
        nonlocal rows, row_cells, row_characters, columns, length, filled
        if name == _ROW:
            rows, row_cells, row_characters = _times(attrs.get("table:number-rows-repeated")), 0, 0
        elif name in _CELLS:
            columns, length = _times(attrs.get("table:number-columns-repeated")), 0
            # Empty cells with a format are repeated to the edge of the sheet, and cost nothing.
            filled = any(each.startswith("office:") or each == "table:formula" for each in attrs)

    def text(said: str) -> None:
        nonlocal length
        length += len(said)

    def end(name: str) -> None:
        nonlocal cells, characters, row_cells, row_characters
        if name in _CELLS:
            row_cells += columns * (filled or length > 0)
            row_characters += columns * length
        elif name == _ROW:
            cells += rows * row_cells
            characters += rows * row_characters
            if cells > limits.cells:
                raise _TooMuch(f"单元格超过上限 {limits.cells} 个")
            if characters > limits.member_bytes:
                raise _TooMuch(f"内容超过上限 {limits.member_bytes // _MIB} MB")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        feed(parser, content)
    except _TooMuch:
        raise
    except MarkupError:
        raise MarkupError("内容已损坏，或不是正常软件保存的") from None


def _times(repeated: str | None) -> int:
    """How often a row or cell stands there; what is too long for a number is a very large one."""
    return whole_number(repeated, 10**9 if repeated else 1)
