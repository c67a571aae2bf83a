"""IronCalc, a spreadsheet engine in Rust, as a fast judge of formulas.

IronCalc 0.9 loads a defined name with Chinese characters but does not parse it in a formula (``#ERROR!``),
so it is given a copy of the workbook in which each name in a formula is replaced by what it stands for. Which
cell a name stands for is thus decided here; that names resolve at all is for LibreOffice to prove.

It also loses parentheses on loading: ``(a=b)&c`` is computed as ``a=b&c``, ``(a+b)%`` as ``a+b%`` and
``a/-(b*c)`` as ``a/-b*c``. The copy guards such parentheses.

Left as they are: ``TEXT(1.005,"0.00")`` is 1.00 (so round first); a number made text has up to 17 digits,
``0.1+0.2&""`` is 0.30000000000000004 and ``ROUND(-0.001,2)&""`` is -0; ``name:name`` is ``#ERROR!``.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from html import escape, unescape
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree as ET

import ironcalc
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.utils.cell import coordinate_to_tuple

from engines import Book, Cells, Value, number

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FORMULA = re.compile(r"(<((?:\w+:)?(?:f|formula[12]?))(?:\s[^>]*)?>)([^<]+)(?=</\2>)")
_WEAK = frozenset(["=", "<>", "<", ">", "<=", ">=", "&"])
"""The operators that bind less than ``+``: IronCalc drops the parentheses around what they join."""
_ABSOLUTE = re.compile(r".+!\$[A-Z]{1,3}\$\d+(:\$[A-Z]{1,3}\$\d+)?", re.DOTALL)
_PIECES = re.compile(r"((?:'(?:[^']|'')*'|[^':!])*!)?([^':!]+)")


def recalculate(path: Path) -> Book:
    """Compute every formula of the workbook anew, whatever values are cached in it, and read all cells."""
    return Session(path).values()


class Session:
    """A workbook that stays loaded, so that many fills of the same form cost one load.

    >>> session = Session(path)
    >>> session.put("自评表", "C5", Decimal("18"))
    >>> session.values()["自评表"]["H5"]
    """

    def __init__(self, path: Path) -> None:
        """Load ``path``; raises ``ValueError`` for a defined name used in a formula that is not absolute."""
        with tempfile.TemporaryDirectory(prefix="jzxl-ironcalc-") as folder:
            copy = Path(folder) / "book.xlsx"
            without_names(path, copy)
            self._model = ironcalc.load_from_xlsx(str(copy), locale="en", tz="UTC")
        self._sheets = [sheet["name"] for sheet in self._model.get_worksheets_properties()]

    def put(self, sheet: str, ref: str, value: Decimal | int | str | bool | None) -> None:
        """Put a constant into a cell, in place of what it holds; ``None`` empties it."""
        index = self._sheets.index(sheet)
        row, column = coordinate_to_tuple(ref)
        if value is None:
            self._model.clear_cell_contents(index, row, column)
        elif isinstance(value, bool):
            self._model.update_cell_with_bool(index, row, column, value)
        elif isinstance(value, str):
            self._model.update_cell_with_text(index, row, column, value)
        else:
            self._model.update_cell_with_number(index, row, column, float(value))

    def values(self) -> Book:
        """Compute all formulas and read all cells."""
        self._model.evaluate()
        book: Book = {sheet: Cells() for sheet in self._sheets}
        for index, row, column in sorted(self._model.get_all_cells()):
            value = _value(self._model.get_cell_value(index, row, column))
            if value is not None:
                book[self._sheets[index]][f"{ironcalc.column_name_from_number(column)}{row}"] = value
        return book


def _value(value: float | str | bool | None) -> Value:
    return number(value) if isinstance(value, float) else value


def without_names(path: Path, copy: Path) -> None:
    """Write a ``copy`` of the workbook whose formulas hold what their defined names stand for.

    Only the formulas change; the definitions stay. A name in a text literal stays, too.
    """
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w") as target:
        workbook = ET.fromstring(source.read("xl/workbook.xml"))
        rels = ET.fromstring(source.read("xl/_rels/workbook.xml.rels"))
        # A target is relative to xl/, or absolute with a leading slash.
        parts = {rel.attrib["Id"]: str(PurePosixPath("/xl") / rel.attrib["Target"])[1:] for rel in rels}
        sheets = {
            parts[sheet.attrib[_REL_ID]]: sheet.attrib["name"] for sheet in workbook.iter(f"{_MAIN}sheet")
        }
        names = Names(list(sheets.values()))
        for name in workbook.iter(f"{_MAIN}definedName"):
            scope = name.get("localSheetId")
            names.define(name.attrib["name"], name.text or "", None if scope is None else int(scope))
        for member in source.infolist():
            content = source.read(member)
            if member.filename in sheets:
                content = _replace(content, names, sheets[member.filename])
            target.writestr(member.filename, content)


def _replace(content: bytes, names: Names, sheet: str) -> bytes:
    """A worksheet part with the names in its formulas replaced and their parentheses guarded."""

    def prepare(found: re.Match[str]) -> str:
        return found[1] + escape(guarded(names.expand(unescape(found[3]), sheet)), quote=False)

    return _FORMULA.sub(prepare, content.decode("utf-8-sig")).encode()


def guarded(formula: str) -> str:
    """``formula`` with ``IF(TRUE,...)`` for those parentheses that IronCalc would drop.

    Not around ranges, which would become a single value.

    >>> guarded("(A1=B1)&(A1+1)%")
    'IF(TRUE,A1=B1)&IF(TRUE,A1+1)%'
    """
    tokens = Tokenizer("=" + formula)
    items = [token for token in tokens.items if token.type != Token.WSPACE]
    groups: list[_Group] = []
    for index, token in enumerate(items):
        if token.subtype == Token.OPEN:
            groups.append(_Group(token, at_risk=index > 0 and items[index - 1].type == Token.OP_PRE))
        elif token.subtype == Token.CLOSE:
            group = groups.pop()
            percent = index + 1 < len(items) and items[index + 1].type == Token.OP_POST
            if group.opening.type == Token.PAREN and (group.at_risk or percent) and not group.has_range:
                group.opening.value = "IF(TRUE,"
        elif groups and token.type == Token.OP_IN and token.value in _WEAK:
            groups[-1].at_risk = True
        elif token.subtype == Token.RANGE and ":" in token.value:
            for group in groups:
                group.has_range = True
    return _render(tokens)


@dataclass(slots=True)
class _Group:
    """What stands between two parentheses; ``at_risk`` after a sign or with a weak operator inside."""

    opening: Token
    at_risk: bool
    has_range: bool = False


def _render(tokens: Tokenizer) -> str:
    """The formula again, without its ``=``."""
    return "".join(str(token.value) for token in tokens.items)


class Names:
    """The defined names of a workbook, each global or local to a sheet, letter case aside."""

    def __init__(self, sheets: list[str]) -> None:
        """``sheets``: the names of the sheets in the order that ``localSheetId`` counts."""
        self._sheets = [sheet.casefold() for sheet in sheets]
        self._definitions: dict[tuple[str | None, str], str] = {}

    def define(self, name: str, definition: str, scope: int | None = None) -> None:
        """Add a name; ``scope`` is the number of its sheet or ``None`` for the workbook."""
        sheet = None if scope is None else self._sheets[scope]
        self._definitions[sheet, name.casefold()] = definition

    def expand(self, formula: str, sheet: str) -> str:
        """``formula`` (no leading ``=``), as it stands on ``sheet``, without defined names.

        >>> names.expand('ROUND(在职人数/编制数,2)&"在职人数"', "自评表")
        "ROUND('数据'!$A$1/'数据'!$A$2,2)&\"在职人数\""
        """
        tokens = Tokenizer("=" + formula)
        for token in tokens.items:
            if token.type == Token.OPERAND and token.subtype == Token.RANGE:
                token.value = _PIECES.sub(lambda piece: self._piece(piece, sheet), token.value)
        return _render(tokens)

    def _piece(self, piece: re.Match[str], sheet: str) -> str:
        """What one side of a ``:`` stands for: ``name``, ``sheet!name``, or a reference, which stays."""
        qualifier, name = piece[1], piece[2].casefold()
        if qualifier is not None:
            sheet = qualifier[:-1].removeprefix("'").removesuffix("'").replace("''", "'")
        for scope in (sheet.casefold(), None):
            if (definition := self._definitions.get((scope, name))) is not None:
                return self._definition(definition, piece[0], sheet)
        return piece[0]

    def _definition(self, definition: str, name: str, sheet: str) -> str:
        """A definition as an operand; raises ``ValueError`` if it depends on the cell that uses it."""
        expanded = self.expand(definition, sheet)
        tokens = Tokenizer("=" + expanded).items
        for token in tokens:
            if token.subtype == Token.RANGE and not _ABSOLUTE.fullmatch(token.value):
                raise ValueError(
                    f"defined name {name}: {definition} is not an absolute reference with a sheet"
                )
        return expanded if len(tokens) == 1 else f"({expanded})"
