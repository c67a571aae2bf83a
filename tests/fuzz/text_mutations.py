"""Changes to running text and to sheets written as text, with the words that the readers look for."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from random import Random

from returns import catalog

import jzxl
from jzxl.form.printed import printed_labels

# Longer than any cell of Excel, so that what grows faster than the text shows; most are short, for speed.
LONGEST, _USUAL = 40_000, 6_000
CELL, ROW, SHEET, PASSAGE = "|", "\n", "\f", "\x1e"

_WORD = re.compile("[\u4e00-\u9fff]{1,8}")
_PIECES = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[\u4e00-\u9fff]{1,4}|\s+|.", re.DOTALL)
_FIGURES = (
    "0", "1", "16", "18", "112.5", "85.4", "0.00", "100", "2020", "1,031.78", "1，031.78", "007", "9" * 19, "9" * 60,
    "9" * 5_000, "0." + "3" * 70, "1.5E+4", "１２", "٣", "½", "²", "一", "十六", "〇", ".5", "5.", "1.2.3", "1031.78",
    "33.3", "66.7", "239", "-1",
)  # fmt: skip
_SIGNS = (
    "=", "＝", "≈", "/", "÷", "×", "*", "+", "-", "—", "(", ")", "（", "）", "[", "]", "%", "％", "‰", "，", ",",
    "。", "；", ";", "、", "：", ":", "\n", " ", "\u3000", "\u200b", "\ufeff", "\t", "“", "”", "'", "~", "～", "<",
    ">", "≥", "≤", "…", "?", "！", "①", "|", "万元", "元", "亿", "个", "家", "人次", "项", "分", "其中", "包括", "合计",
    "占", "比", "的", "<p>", "&nbsp;", "\u0301", "\U0001f600", "\x00", "\u202e", "\r\n", "\u2028", "㎡", "x", "X",
    "１８／１６＝１１２％", "_x000D_",
)  # fmt: skip


@cache
def words() -> tuple[str, ...]:
    """Every Chinese word in the string literals of the readers."""
    found: set[str] = set()
    folder = Path(jzxl.__file__).parent
    for file in sorted([*folder.glob("text/*.py"), *folder.glob("read/**/*.py"), *folder.glob("check/*.py")]):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.update(_WORD.findall(node.value))
    return tuple(sorted(found))


@cache
def labels() -> tuple[str, ...]:
    """The printed labels and titles of all forms."""
    found: dict[str, None] = {}
    for forms in catalog().forms.values():
        for form in forms.values():
            found[form.title] = None
            found |= dict.fromkeys(each.text for each in printed_labels(form))
    return tuple(found)


def _pieces(text: str) -> list[str]:
    return _PIECES.findall(text[: LONGEST * 2])


def _span(pieces: Sequence[str], chance: Random) -> tuple[int, int]:
    start = chance.randrange(len(pieces) + 1)
    return start, min(len(pieces), start + chance.choice((1, 1, 2, 5, 20, 200)))


def _any_piece(chance: Random) -> str:
    kind = chance.random()
    if kind < 0.35:
        return chance.choice(words())
    if kind < 0.6:
        return chance.choice(_FIGURES)
    if kind < 0.95:
        return chance.choice(_SIGNS)
    low, high = chance.choice(((0x20, 0x250), (0x2000, 0xD800), (0xE000, 0x11000)))
    return chr(chance.randrange(low, high))


def mutated_text(text: str, chance: Random, other: str = "") -> str:
    """A text with a few changes; from a bit of ``other`` too."""
    pieces = _pieces(text)
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        start, end = _span(pieces, chance)
        match chance.randrange(8):
            case 0:
                del pieces[start:end]
            case 1 | 2:
                pieces.insert(start, _any_piece(chance))
            case 3:
                pieces[start:end] = [_any_piece(chance) for _ in range(chance.choice((1, 2, 4)))]
            case 4:
                there = chance.randrange(len(pieces) + 1)
                pieces[there:there] = pieces[start:end]
            case 5:
                # Where a pattern is slow, it is for something said over and over.
                times = LONGEST if chance.random() < 0.01 else chance.choice((2, 2, 3, 10, 10, 30, 300))
                size = 1 + len("".join(pieces[start:end]))
                pieces[start:end] = pieces[start:end] * min(times, 1 + LONGEST // size)
            case 6:
                theirs = _pieces(other)
                first, last = _span(theirs, chance)
                pieces[start:start] = theirs[first:last]
            case _:
                middle = (start + end) // 2
                pieces[start:end] = pieces[middle:end] + pieces[start:middle]
    return "".join(pieces)[: LONGEST if chance.random() < 0.02 else _USUAL]


# Sheets as text: a row a line, cells between bars


def _grid_change(rows: list[list[str]], chance: Random) -> None:
    """One change to the rows of a sheet."""
    place = chance.randrange(len(rows))
    row = rows[place]
    match chance.randrange(13):
        case 0:
            del rows[place]
        case 1:
            rows.insert(place, list(chance.choice(rows)))
        case 2:
            one = rows.pop(place)
            rows.insert(chance.randrange(len(rows) + 1), one)
        case 3 if row:
            del row[chance.randrange(len(row))]
        case 4:
            row.insert(chance.randrange(len(row) + 1), chance.choice(labels()))
        case 5:
            row.insert(chance.randrange(len(row) + 1), "")
        case 6:
            other = chance.choice(rows)
            if row and other:
                one_at, two_at = chance.randrange(len(row)), chance.randrange(len(other))
                row[one_at], other[two_at] = other[two_at], row[one_at]
        case 7:
            # A row written down a column, or pasted into one cell.
            rows[place : place + 1] = (
                [[cell] for cell in row] if chance.random() < 0.5 else [["\\t".join(row)]]
            )
        case 8:
            start = chance.randrange(len(rows))
            copied = rows[start : start + chance.choice((2, 10, 60))] * chance.choice((1, 1, 8))
            rows += [list(each) for each in copied]
        case 9:
            corners = [f"{chance.choice('ABCDEFGH')}{chance.randrange(1, len(rows) + 2)}" for _ in range(2)]
            rows.append(["@" + ":".join(corners)])
        case _ if row:
            column = chance.randrange(len(row))
            if chance.random() < 0.2:
                row[column] = chance.choice(labels())
            else:
                cell = mutated_text(row[column], chance, chance.choice(labels()))
                row[column] = cell.replace(ROW, "\\n").replace(CELL, "").replace(SHEET, "")[:4_000]


def mutated_grid(text: str, chance: Random, other: str = "") -> str:
    """Sheets with a few changes to their cells and rows."""
    sheets = [[row.split(CELL) for row in sheet.split(ROW)] for sheet in text[: LONGEST * 2].split(SHEET)]
    for _ in range(chance.choice((1, 1, 2, 4, 10))):
        rows = chance.choice(sheets)
        if rows:
            _grid_change(rows, chance)
    if chance.random() < 0.05:
        sheets.append([row.split(CELL) for row in chance.choice(other.split(SHEET)).split(ROW)])
    return SHEET.join(ROW.join(CELL.join(row) for row in sheet) for sheet in sheets)[: LONGEST * 2]


def in_bytes(change: Callable[[str, Random, str], str]) -> Callable[[bytes, Random, bytes], bytes]:
    """The same for UTF-8."""

    def changed(data: bytes, chance: Random, other: bytes = b"") -> bytes:
        text = change(data.decode("utf-8", "replace"), chance, other.decode("utf-8", "replace"))
        return text.encode("utf-8", "replace")

    return changed
