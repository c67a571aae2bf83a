"""The rows of a sheet as nearly every program writes them, read without a call for each element.

Excel, WPS, LibreOffice, xlsxwriter and openpyxl write rows and cells with the same few attributes in the same
order.  Where a sheet's data is nothing but such rows, one regular expression reads it several times faster than
expat's callbacks.  Expat still goes over all that differs, before it is read here, so that it is well-formed.
Anything else, a comment, a prefix, an address twice, makes `read_plain_rows` decline, and the reader with callbacks
takes over: it alone decides what is an error, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from jzxl.package.address import LAST_COLUMN, LAST_ROW, column_number
from jzxl.package.limits import Limits
from jzxl.package.sheet_content import GroupFormula, SheetContent
from jzxl.package.sheet_weight import characters_of, refuse_long
from jzxl.package.values import Cell, CellError, CellValue, decode_text, parse_number, whole_number

_OPENING, _CLOSING = b"<sheetData>", b"</sheetData>"
# Over the bytes as Latin-1, one character a byte: places are byte offsets, and what is ASCII needs no decoding.
# Each part of it ends where it must, so nothing is ever tried twice.
_ROW_NUMBER = r'<row r="([1-9][0-9]{0,6})"'
_ROW_ATTRIBUTES = r'(?: [A-Za-z0-9:]++="[^"<&\t\n]*+")*+'
_PIECE = re.compile(
    r'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="([0-9]{1,9})")?(?: t="([A-Za-z]+)")?'
    r"(?: ?(/)>|>"
    r'(?:<f((?: [A-Za-z0-9]++="[^"<&\t\n]*+")*+)(?: ?/>|>([^<]*+)</f>))?'
    r'(?:<v(?: ?(/)>|>([^<]*+)</v>)|<is><t(?: xml:space="preserve")?>([^<]*+)</t></is>)?'
    r"</c>)"
    rf"|{_ROW_NUMBER}({_ROW_ATTRIBUTES}) ?(/?)>"
    r"|</row>"
)
_FORMULA_ATTRIBUTES, _FORMULA = 6, 7
_BLANK_ROW = re.compile(f"{_ROW_NUMBER}({_ROW_ATTRIBUTES} ?/>)")
# Two of them that are written alike.
_ALIKE = re.compile(_BLANK_ROW.pattern + r'<row r="[1-9][0-9]{0,6}"\2')
_ROW_LENGTH = len('<row r=""')
_FEWEST_ALIKE, _STEPS = 100, (8_192, 1_024, 128, 16, 1)
# Where none are alike for so long, the rest of a piece is read row by row.
_AHEAD = 64 * 1024
_CELL_END, _LONGEST_INDEX = len("</c>"), 9
_ROW, _AT_A_TIME = b"<row ", 1024 * 1024
# Rows of a sheet are of a few kinds; Excel lets a workbook have as many formats as this.
_MOST_FORMATS = 65_490
_SHORT = 20
_REFERENCE = re.compile("&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|([a-z]+));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_ATTRIBUTE = re.compile(r' ([A-Za-z0-9:]+)="([^"]*)"')

FormulaText = Callable[[dict[str, str], str, int, int], str | None]
ValueOf = Callable[[str, str | None, list[str] | None, Sequence[str], str], CellValue]


_TABLE = re.compile(
    r'(?:\ufeff)?(?:<\?xml [^>]*\?>\s*)?<sst xmlns="([^"]+)"(?: (?:count|uniqueCount)="[0-9]*")*>(.*)</sst>\s*',
    re.DOTALL,
)
_STRING = r'<si><t(?: xml:space="preserve")?>{}</t></si>'
_STRINGS = re.compile("(?:" + _STRING.format("[^<]*") + ")*")
_ONE_STRING = re.compile(_STRING.format("([^<]*)"))


def plain_strings(data: bytes) -> list[str] | None:
    """The texts of a well-formed shared string table; None where one has runs, or is out of the ordinary."""
    whole = data.decode()
    table = _TABLE.fullmatch(whole)
    if table is None:
        return None
    start, end = table.span(2)
    if whole.find("\r", start, end) >= 0 or _STRINGS.fullmatch(whole, start, end) is None:
        return None
    return [
        decode_text(_REFERENCE.sub(_referred, text) if "&" in text else text)
        for text in _ONE_STRING.findall(whole, start, end)
    ]


def _is_odd(attributes: str) -> bool:
    """Whether attributes declare a namespace, or are more than ASCII."""
    return "xmlns" in attributes or not attributes.isascii()


def own_style(attrs: Mapping[str, str]) -> int | None:
    """The style that a row has of its own, from its attributes; None if it has none."""
    return whole_number(attrs.get("s")) if attrs.get("customFormat") in ("1", "true") else None


def plain_data(data: bytes) -> tuple[int, int] | None:
    """Where the rows of a sheet begin and end; None where that cannot be told, or there are none."""
    start, end = data.find(_OPENING), data.rfind(_CLOSING)
    # XML makes a line feed of a carriage return, which a regular expression would not.
    if start < 0 or end < start or data.find(b"\r", start, end) >= 0:
        return None
    return start + len(_OPENING), end


def read_plain_rows(
    content: SheetContent,
    place: tuple[int, int],
    strings: Sequence[str],
    formula_text: FormulaText,
    value_of: ValueOf,
    prove: Callable[[int, int], None],
    limits: Limits,
) -> bool:
    """Read the rows between two offsets of a part into ``content``.

    Args:
        formula_text, value_of: how the reader with callbacks makes a formula and a value.
        prove: raises MarkupError unless what lies from one offset to another is well-formed where it stands.  It
            is asked of everything in order, and before it is read; of rows that are alike only of the first.

    Returns:
        False where the rows hold anything out of the ordinary; what was read until then is worth nothing.

    :raises TooMuchError: more text than is let in
    :raises MarkupError: not well-formed, or a formula or value that the reader with callbacks refuses as well
    """
    cells, rows, starts, events = content.cells, content.rows, content.starts, content.events
    count, make = len(strings), tuple.__new__
    columns: dict[str, int] = {}
    formats = _Formats()
    characters = 0
    at, row, written_row, in_row = place[0], 0, "", False
    for first, text, alike in _stretches(content.data, place):
        if alike is not None:
            own_format = formats[alike.attributes]
            if first != at or in_row or formats.odd or len(rows) + len(alike.numbers) > LAST_ROW:
                return False
            prove(first, first + alike.length + len(str(alike.numbers[0])))
            rows.extend(alike.numbers, first, alike.length, own_format, len(cells))
            at += len(text)
            continue
        prove(first, first + len(text))
        if not in_row and first == at and (blank := _blank_rows(text)) is not None:
            numbers, lengths, kinds = blank
            own_formats = [formats[attributes] for attributes in kinds]
            if formats.odd or max(numbers) > LAST_ROW or len(rows) + len(numbers) > LAST_ROW:
                return False
            rows.extend_each(numbers, first, lengths, own_formats, len(cells))
            at += len(text)
            continue
        for piece in _PIECE.finditer(text):
            start, end = piece.span()
            start += first
            if start != at:
                return False
            at = end + first
            (
                letters, digits, style, kind, closed, formula_attrs, formula, empty, stored, inline,
                number, attributes, row_closed,
            ) = piece.groups()  # fmt: skip
            if letters is None:
                if number is None:
                    in_row = False
                    continue
                row = int(number)
                if in_row or row > LAST_ROW or len(rows) >= LAST_ROW:
                    return False
                own_format = formats[attributes]
                if formats.odd:
                    return False
                written_row = number
                rows.append(row, start, own_format, len(cells))
                in_row = not row_closed
                continue
            ref = letters + digits
            if not in_row or ref in cells:
                return False
            column = columns.get(letters)
            if column is None:
                column = columns[letters] = column_number(letters)
            cell_row = row if digits == written_row else int(digits)
            if column > LAST_COLUMN or cell_row > LAST_ROW:
                return False
            style = int(style) if style else 0
            starts.append(start)
            if closed:
                cells[ref] = make(Cell, (ref, cell_row, column, None, None, style, False))
                # Where expat would report the end: behind an element that closes itself, else before its end tag.
                events.append(at)
                continue
            events.append(at - _CELL_END)
            # Most of what holds anything holds one of these: a shared text, a number, a text of its own.
            if formula_attrs is None and stored:
                if kind == "s":
                    if not stored.isdecimal() or len(stored) > _LONGEST_INDEX or int(stored) >= count:
                        return False
                    cells[ref] = make(Cell, (ref, cell_row, column, strings[int(stored)], None, style, False))
                    continue
                if kind is None or kind == "n":
                    figure = _number(stored) if len(stored) <= _SHORT else parse_number(resolved(stored))
                    cells[ref] = make(Cell, (ref, cell_row, column, figure, None, style, False))
                    continue
            elif formula_attrs is None and inline is not None and kind == "inlineStr":
                told = decode_text(resolved(inline))
                characters += len(told)
                cells[ref] = make(Cell, (ref, cell_row, column, told, None, style, False))
                continue
            type_ = kind or "n"
            text_ = resolved(stored) if stored is not None else None if empty is None else ""
            own: str | None = None
            if formula_attrs is not None:
                if _is_odd(formula_attrs):
                    return False
                attrs = dict(_ATTRIBUTE.findall(formula_attrs)) if formula_attrs else {}
                own = formula_text(attrs, resolved(formula) if formula else "", cell_row, column)
                if "t" in attrs:
                    begin = first + piece.start(_FORMULA_ATTRIBUTES) - len("<f")
                    event = (
                        piece.end(_FORMULA_ATTRIBUTES) + len("/>") if formula is None else piece.end(_FORMULA)
                    )
                    group, area = attrs.get("si", ""), attrs.get("ref", "")
                    content.formulas.append(GroupFormula(ref, attrs["t"], group, area, begin, first + event))
            cached = own is not None and (bool(text_) or (text_ is not None and type_ == "str"))
            value = value_of(type_, text_, None if inline is None else [resolved(inline)], strings, ref)
            characters += characters_of(type_, value, own)
            cells[ref] = make(Cell, (ref, cell_row, column, value, own, style, cached))
        if at != first + len(text):
            return False
        refuse_long(characters, limits)
    content.characters = characters
    return at == place[1] and not in_row


class _Formats(dict[str, int | None]):
    """The style of its own that a row has, by its attributes as they are written.

    ``odd`` tells that a row has attributes which only a parser reads, or that they are more than a workbook has.
    """

    odd = False

    def __missing__(self, attributes: str) -> int | None:
        self.odd |= len(self) >= _MOST_FORMATS or _is_odd(attributes)
        style = self[attributes] = None if self.odd else own_style(dict(_ATTRIBUTE.findall(attributes)))
        return style


def _blank_rows(text: str) -> tuple[list[int], list[int], list[str]] | None:
    """Numbers, lengths and attributes of rows, if all are written without cells."""
    if "<c" in text:
        return None
    found = _BLANK_ROW.findall(text)
    lengths = [_ROW_LENGTH + len(number) + len(rest) for number, rest in found]
    if sum(lengths) != len(text):
        return None
    kinds = [rest.removesuffix("/>").removesuffix(" ") for _, rest in found]
    return [int(number) for number, _ in found], lengths, kinds


class _Alike(NamedTuple):
    """Rows without cells that are written alike, one behind the other: ``length`` without the number's digits."""

    numbers: range
    attributes: str
    length: int


def _stretches(data: bytes, place: tuple[int, int]) -> Iterator[tuple[int, str, _Alike | None]]:
    """The rows as `_pieces`, but many that are alike by themselves.

    A sheet that is formatted to its end has a million of them.
    """
    for first, text in _pieces(data, place):
        done = at = 0
        # What is a megabyte at most is quickly read without a look at what is alike.
        while place[1] - place[0] > _AT_A_TIME and (pair := _ALIKE.search(text, at, at + _AHEAD)) is not None:
            alike, at = _alike_at(text, pair)
            if len(alike.numbers) >= _FEWEST_ALIKE:
                if done < pair.start():
                    yield first + done, text[done : pair.start()], None
                yield first + pair.start(), text[pair.start() : at], alike
                done = at
        if done < len(text):
            yield first + done, text[done:] if done else text, None


def _alike_at(text: str, pair: re.Match[str]) -> tuple[_Alike, int]:
    """The rows from the first of two on whose numbers follow each other, and where they end."""
    before, rest = '<row r="', '"' + pair[2]
    start = number = int(pair[1])
    at = pair.start()
    for step in _STEPS:
        while number + step <= LAST_ROW + 1:
            written = before + (rest + before).join(map(str, range(number, number + step))) + rest
            if not text.startswith(written, at):
                break
            number, at = number + step, at + len(written)
    numbers = range(start, number)
    return _Alike(numbers, pair[2].removesuffix("/>").removesuffix(" "), len(before + rest)), max(
        at, pair.end(2)
    )


def _pieces(data: bytes, place: tuple[int, int]) -> Iterator[tuple[int, str]]:
    """The rows as Latin-1 with their offset, a megabyte at a time."""
    start, last = place
    view = memoryview(data)
    while start < last:
        end = data.find(_ROW, start + _AT_A_TIME, last)
        if end < 0:
            end = last
        yield start, str(view[start:end], "latin-1")
        start = end


@lru_cache(maxsize=4_096)
def _number(stored: str) -> Decimal | CellError:
    """Scores, weights and percentages are the same few."""
    return parse_number(resolved(stored))


def resolved(written: str) -> str:
    """The text of bytes read as Latin-1; the part is well-formed, so it refers to XML's own entities only."""
    text = written if written.isascii() else written.encode("latin-1").decode()
    return _REFERENCE.sub(_referred, text) if "&" in text else text


def _referred(reference: re.Match[str]) -> str:
    hexadecimal, decimal, name = reference.groups()
    if name is not None:
        return _NAMED[name]
    return chr(int(hexadecimal, 16) if hexadecimal is not None else int(decimal))
