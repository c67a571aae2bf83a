"""One pass of expat over a sheet: each cell's value, formula, cached value and style, and where it lies."""

from __future__ import annotations

from collections.abc import Sequence

from jzxl.package.address import LAST_COLUMN, LAST_ROW, RelativeFormula, join_ref, split_ref
from jzxl.package.limits import Limits
from jzxl.package.markup import (
    DEEPEST,
    MarkupError,
    TooMuchError,
    check_root,
    feed,
    new_parser,
    refuse_at_once,
    tag_end,
)
from jzxl.package.plain_rows import own_style, plain_data, plain_strings, read_plain_rows
from jzxl.package.sheet_content import Child, GroupFormula, SheetContent
from jzxl.package.sheet_weight import (
    Weight,
    characters_of,
    odd_tags_of,
    refuse_heavy,
    refuse_long,
    refuse_odd,
)
from jzxl.package.values import Cell, CellError, CellValue, decode_text, parse_number, whole_number

# Characters of shared formulas that are kept taken apart, at some 70 bytes each.
_MOST_KEPT = 100_000
_NOT_PLAIN = "写法特别"


class _Formulas:
    """Shared formulas of one sheet and the budget for expanding them."""

    def __init__(self, limits: Limits) -> None:
        self._masters: dict[str, tuple[str, int, int]] = {}
        # Taken apart when the first cell follows a master, for all that follow.
        self._parts: dict[str, RelativeFormula] = {}
        self._limits = limits
        self._spent = self._kept = 0

    def text(self, attrs: dict[str, str], text: str, row: int, column: int) -> str | None:
        """The formula of a cell from its <f>; None when there is none after all."""
        if len(text) > self._limits.formula_characters:
            raise MarkupError(
                f"第 {row} 行有公式长达 {len(text)} 字，超过上限 {self._limits.formula_characters} 字"
            )
        kind = attrs.get("t")
        if kind == "shared":
            index = attrs.get("si", "")
            if text:
                self._masters[index] = (text, row, column)
                self._parts.pop(index, None)
            elif index in self._masters:
                master, master_row, master_column = self._masters[index]
                self._spend(len(master))
                parts = self._parts.get(index)
                if parts is None:
                    parts = self._taken_apart(index, master)
                return parts.moved(row - master_row, column - master_column)
            return text
        if kind == "dataTable":
            return text
        return text or None

    def _taken_apart(self, index: str, master: str) -> RelativeFormula:
        # It takes as long as moving the formula six times over.
        self._spend(6 * len(master))
        self._kept += len(master)
        if self._kept > _MOST_KEPT:
            self._parts.clear()
            self._kept = len(master)
        parts = self._parts[index] = RelativeFormula(master)
        return parts

    def _spend(self, characters: int) -> None:
        self._spent += characters
        if self._spent > self._limits.expanded_characters:
            raise MarkupError(f"共享公式展开后超过上限 {self._limits.expanded_characters} 字")


def read_sheet(data: bytes, strings: Sequence[str], limits: Limits, *, odd_before: int = 0) -> SheetContent:
    """Read all cells of a sheet part.

    :param data: the part in UTF-8
    :param strings: the shared string table
    :param odd_before: tags of other sheets that were read one by one
    :raises MarkupError: malformed, an address off the sheet or used twice, or over a limit
    """
    place = plain_data(data)
    if place is not None:
        try:
            return _read(data, strings, limits, place)
        except TooMuchError:
            raise
        except MarkupError:
            # Whether something is wrong, and what, is for the callbacks to say.
            pass
    refuse_at_once(data, limits.tags)
    odd = odd_tags_of(data)
    refuse_odd(odd_before + odd, limits)
    content = _read(data, strings, limits, None)
    content.odd_tags = odd
    return content


def _read(data: bytes, strings: Sequence[str], limits: Limits, place: tuple[int, int] | None) -> SheetContent:
    """Read a sheet: all of it with callbacks, or all but the rows at ``place``.

    :raises MarkupError: as `read_sheet`, or the rows at ``place`` are not plain
    """
    parser = new_parser()
    parser.buffer_text = True
    content = SheetContent(data)
    cells, rows, children = content.cells, content.rows, content.children
    formulas = _Formulas(limits)
    # Names of the elements in this part's namespace; known once the root is seen.
    c_name = row_name = f_name = v_name = is_name = t_name = rph_name = data_name = merge_name = col_name = ""
    depth = 0
    in_data = in_cell = in_inline = False
    phonetic = 0
    row = column = filled = with_formula = 0
    cell_start = formula_start = formula_event = 0
    cell_attrs: dict[str, str] = {}
    formula_attrs: dict[str, str] | None = None
    formula = ""
    stored: str | None = None
    inline: list[str] | None = None
    collecting = False
    chunks: list[str] = []
    # Bytes of the part that expat was spared.
    not_fed = 0

    def start(name: str, attrs: dict[str, str]) -> None:
        nonlocal depth, in_data, in_cell, in_inline, phonetic, row, column, collecting
        nonlocal cell_start, formula_start, cell_attrs, formula_attrs, formula, stored, inline
        nonlocal c_name, row_name, f_name, v_name, is_name, t_name, rph_name
        nonlocal data_name, merge_name, col_name
        depth += 1
        if depth > DEEPEST:
            raise MarkupError(f"元素嵌套超过 {DEEPEST} 层")
        if in_cell:
            if name in (v_name, f_name):
                if depth == 5:
                    collecting = True
                    chunks.clear()
                    if name == f_name:
                        formula_attrs = attrs
                        formula_start = parser.CurrentByteIndex
            elif name == is_name:
                if depth == 5:
                    in_inline = True
                    inline = []
            elif in_inline:
                if name == t_name and not phonetic:
                    collecting = True
                    chunks.clear()
                elif name == rph_name:
                    phonetic += 1
        elif in_data:
            if name == c_name and depth == 4:
                in_cell = True
                cell_start = parser.CurrentByteIndex
                cell_attrs = attrs
                formula_attrs = stored = inline = None
                formula = ""
                column += 1
            elif name == row_name and depth == 3:
                row = _row_number(attrs.get("r"), row)
                column = 0
                if len(rows) >= LAST_ROW:
                    raise MarkupError(f"行超过 {LAST_ROW} 行")
                rows.append(row, parser.CurrentByteIndex, own_style(attrs), len(cells))
        elif depth == 2:
            in_data = name == data_name
            if len(children) >= limits.nodes:
                raise MarkupError(f"元素超过 {limits.nodes} 个")
            children.append(Child(name.rpartition(" ")[2], parser.CurrentByteIndex + not_fed, 0, attrs))
        elif depth == 1:
            uri, _, local = name.rpartition(" ")
            check_root(uri, local, "worksheet")
            content.root = parser.CurrentByteIndex
            c_name, row_name, f_name, v_name = f"{uri} c", f"{uri} row", f"{uri} f", f"{uri} v"
            is_name, t_name, rph_name = f"{uri} is", f"{uri} t", f"{uri} rPh"
            data_name, merge_name, col_name = f"{uri} sheetData", f"{uri} mergeCell", f"{uri} col"
        elif name == merge_name and depth == 3:
            if len(content.merges) >= limits.nodes:
                raise MarkupError(f"合并单元格超过 {limits.nodes} 处")
            content.merges.append(attrs.get("ref", ""))
        elif name == col_name and depth == 3:
            # No two may speak of one column.
            if len(content.columns) >= LAST_COLUMN:
                raise MarkupError(f"列宽设置超过 {LAST_COLUMN} 处")
            low, high = whole_number(attrs.get("min")), whole_number(attrs.get("max"))
            content.columns.append((low, high, whole_number(attrs.get("style"))))

    def end(name: str) -> None:
        nonlocal depth, in_data, in_cell, in_inline, phonetic, row, column, collecting
        nonlocal formula_event, formula, stored, filled, with_formula
        depth -= 1
        if not in_cell:
            if depth == 1:
                in_data = False
                children[-1].event = parser.CurrentByteIndex + not_fed
            return
        if collecting:
            if name == v_name:
                stored = "".join(chunks)
            elif name == f_name:
                formula = "".join(chunks)
                formula_event = parser.CurrentByteIndex
            elif inline is not None:
                inline.extend(chunks)
            collecting = False
        elif name == rph_name and in_inline:
            phonetic -= 1
        elif name == is_name and depth == 4:
            in_inline = False
        elif name == c_name and depth == 3:
            in_cell = False
            ref = cell_attrs.get("r")
            if ref:
                place = split_ref(ref)
                if place is None:
                    raise MarkupError(f"单元格地址“{ref[:20]}”不存在")
                cell_row, column = place
                if not ref.isupper():
                    ref = ref.upper()
            else:
                cell_row = row
                if not 1 <= row <= LAST_ROW or column > LAST_COLUMN:
                    raise MarkupError(f"第 {row} 行的单元格超出工作表范围")
                ref = join_ref(row, column)
            if ref in cells:
                raise MarkupError(f"单元格 {ref} 出现两次")
            filled += stored is not None or inline is not None
            with_formula += formula_attrs is not None
            if len(cells) + filled + with_formula * 2 >= limits.cells:
                refuse_heavy(Weight(len(cells) + 1, filled, with_formula, len(rows)), limits)
            kind = cell_attrs.get("t", "n")
            own = None
            if formula_attrs is not None:
                own = formulas.text(formula_attrs, formula, cell_row, column)
                if "t" in formula_attrs:
                    group, area = formula_attrs.get("si", ""), formula_attrs.get("ref", "")
                    content.formulas.append(
                        GroupFormula(ref, formula_attrs["t"], group, area, formula_start, formula_event)
                    )
            value = _value(kind, stored, inline, strings, ref)
            content.characters += characters_of(kind, value, own)
            refuse_long(content.characters, limits)
            cells[ref] = Cell(
                ref,
                cell_row,
                column,
                value,
                own,
                whole_number(cell_attrs.get("s")),
                own is not None and (bool(stored) or (stored is not None and kind == "str")),
            )
            content.starts.append(cell_start)
            content.events.append(parser.CurrentByteIndex)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    # Text outside of collected elements is layout only, but a test here costs less than switching handlers.
    parser.CharacterDataHandler = collect = lambda text: chunks.append(text) if collecting else None
    if place is None:
        feed(parser, data, tags=limits.tags)
    else:
        refuse_at_once(data, limits.tags)
        view = memoryview(data)
        feed(parser, view[: place[0]], final=False)
        data_child = children[-1] if in_data and depth == 2 else None
        # Elsewhere the same words are a comment, or stand in another namespace.
        if data_child is None or rows or tag_end(data, data_child.start) != place[0]:
            raise MarkupError(_NOT_PLAIN)
        parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = None
        fed = 0

        def prove(start: int, end: int) -> None:
            nonlocal fed
            feed(parser, view[start:end], final=False)
            fed += end - start

        if not read_plain_rows(content, place, strings, formulas.text, _value, prove, limits):
            raise MarkupError(_NOT_PLAIN)
        not_fed = place[1] - place[0] - fed
        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = collect
        before = len(cells), len(rows)
        feed(parser, view[place[1] :])
        if data_child.event != place[1] or depth or before != (len(cells), len(rows)):
            raise MarkupError(_NOT_PLAIN)
    if place is None:
        content.weight = Weight(len(cells), filled, with_formula, len(rows))
    rows.close(len(cells))
    return content


def _row_number(text: str | None, previous: int) -> int:
    if not text:
        return previous + 1
    if not (text.isascii() and text.isdigit() and len(text) < 8 and 1 <= int(text) <= LAST_ROW):
        raise MarkupError(f"行号“{text[:20]}”不存在")
    return int(text)


def _value(
    kind: str, stored: str | None, inline: list[str] | None, strings: Sequence[str], ref: str
) -> CellValue:
    if kind == "inlineStr":
        return decode_text("".join(inline)) if inline is not None else None
    if kind == "str" and stored is not None:
        return decode_text(stored)
    if not stored:
        return None
    if kind == "n":
        return parse_number(stored)
    if kind == "s":
        number = stored.strip()
        if not (number.isascii() and number.isdigit() and len(number) < 10) or int(number) >= len(strings):
            raise MarkupError(f"单元格 {ref} 引用了不存在的第 {number[:12]} 条共享文字")
        return strings[int(number)]
    if kind == "b":
        return stored.strip() in ("1", "true")
    if kind == "e":
        return CellError(stored.strip())
    # t="d" holds an ISO 8601 date; an unknown type is shown as what it says.
    return stored


def read_strings(data: bytes, limits: Limits) -> list[str]:
    """Read the shared string table: rich runs joined, phonetic text left out.

    :raises MarkupError: malformed or over the limit
    """
    if len(data) > limits.strings_bytes:
        raise TooMuchError(
            f"共享文字有 {len(data)} 字节，超过上限 {limits.strings_bytes} 字节", "请删去多余的内容后另存再试"
        )
    feed(new_parser(), data, tags=limits.tags)
    plain = plain_strings(data)
    if plain is not None and len(plain) <= limits.strings:
        return plain
    refuse_odd(odd_tags_of(data), limits)
    parser = new_parser()
    parser.buffer_text = True
    strings: list[str] = []
    si_name = t_name = rph_name = ""
    depth = phonetic = 0
    collecting = False
    chunks: list[str] = []

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal depth, phonetic, collecting, si_name, t_name, rph_name
        depth += 1
        if depth > DEEPEST:
            raise MarkupError(f"元素嵌套超过 {DEEPEST} 层")
        if name == t_name:
            collecting = not phonetic
        elif name == rph_name:
            phonetic += 1
        elif depth == 2 and name == si_name:
            chunks.clear()
        elif depth == 1:
            uri = name.rpartition(" ")[0]
            si_name, t_name, rph_name = f"{uri} si", f"{uri} t", f"{uri} rPh"

    def end(name: str) -> None:
        nonlocal depth, phonetic, collecting
        depth -= 1
        if name == t_name:
            collecting = False
        elif name == rph_name:
            phonetic -= 1
        elif depth == 1 and name == si_name:
            if len(strings) >= limits.strings:
                raise MarkupError(f"共享文字超过上限 {limits.strings} 条")
            strings.append(decode_text("".join(chunks)))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = lambda text: chunks.append(text) if collecting else None
    feed(parser, data, tags=limits.tags)
    return strings
