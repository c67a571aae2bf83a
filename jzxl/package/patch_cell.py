"""The XML of one cell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from jzxl.package.markup import MarkupError, tag_end
from jzxl.package.splice import escaped, with_attribute
from jzxl.package.values import Cell, encode_text

Constant = Decimal | int | str | bool | None


@dataclass(frozen=True, slots=True)
class Content:
    """What a cell is to hold: a constant, or a formula with ``value`` as its cached result."""

    value: Constant
    formula: str | None


def number_text(value: Decimal | int) -> str:
    """The number as ``<v>`` holds it."""
    if isinstance(value, Decimal) and not value.is_finite():
        raise MarkupError(f"{value} 不是可以写入单元格的数值")
    return format(value, "f") if isinstance(value, Decimal) and -40 < value.adjusted() < 40 else str(value)


def cell_markup(prefix: str, ref: str, style: int, content: Content) -> str:
    """A whole <c> element."""
    p = prefix
    value, formula = content.value, content.formula
    head = f'<{p}c r="{ref}"' + (f' s="{style}"' if style else "")
    if formula is not None:
        kind = ' t="str"' if isinstance(value, str) else ' t="b"' if isinstance(value, bool) else ""
        return f"{head}{kind}><{p}f>{escaped(formula)}</{p}f>{result_markup(p, value)}</{p}c>"
    if isinstance(value, str):
        text = f'<{p}is><{p}t xml:space="preserve">{escaped(encode_text(value))}</{p}t></{p}is>'
        return f'{head} t="inlineStr">{text}</{p}c>'
    body, kind = result_markup(p, value), ' t="b"' if isinstance(value, bool) else ""
    return f"{head}{kind}>{body}</{p}c>" if body else f"{head}/>"


def holds(cell: Cell, content: Content) -> bool:
    """Whether a formula cell already stores this result; numbers as Excel shows them."""
    value = Decimal(content.value) if type(content.value) is int else content.value
    stored = cell.value if cell.has_cached else None
    return type(stored) is type(value) and stored == value


def result_place(cell: bytes, prefix: str) -> tuple[int, int] | None:
    """Where in a whole <c> the <v> behind its formula begins and ends; twice the same if there is none.

    None where the formula is not in plain sight (a comment or a CDATA section in the cell).
    """
    p = re.escape(prefix.encode())
    pattern = rb"\s*<%b%b(?:\s[^<>]*)?(?:/>|>[^<]*</%b%b\s*>)"
    formula = re.compile(pattern % (p, b"f", p, b"f")).match(cell, tag_end(cell, 0))
    if formula is None:
        return None
    stored = re.compile(pattern % (p, b"v", p, b"v")).match(cell, formula.end())
    end = stored.end() if stored else formula.end()
    return None if b"<!" in cell[:end] else (formula.end(), end)


def result_tag(tag: bytes, style: int, value: Constant) -> bytes:
    """The start tag of a formula cell for another result."""
    kind = "b" if isinstance(value, bool) else "str" if isinstance(value, str) else None
    tag = with_attribute(tag, "t", kind)
    # What a value is besides its number or text (a picture, a currency) goes with the old value.
    tag = with_attribute(tag, "vm", None)
    return with_attribute(tag, "s", str(style) if style else None)


def result_markup(prefix: str, value: Constant) -> str:
    """The <v> of a formula cell; nothing where no result is known."""
    if value is None:
        return ""
    if isinstance(value, bool):
        text = str(int(value))
    else:
        text = escaped(encode_text(value)) if isinstance(value, str) else number_text(value)
    return f"<{prefix}v>{text}</{prefix}v>"
