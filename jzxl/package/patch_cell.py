"""The XML of one cell."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from jzxl.package.markup import MarkupError
from jzxl.package.splice import escaped
from jzxl.package.values import encode_text

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
        head += f"{kind}><{p}f>{escaped(formula)}</{p}f>"
    if isinstance(value, bool):
        body = f"<{p}v>{int(value)}</{p}v>"
        kind = ' t="b"'
    elif isinstance(value, str):
        if formula is not None:
            body = f"<{p}v>{escaped(encode_text(value))}</{p}v>"
        else:
            body = f'<{p}is><{p}t xml:space="preserve">{escaped(encode_text(value))}</{p}t></{p}is>'
        kind = ' t="inlineStr"'
    elif value is None:
        body = kind = ""
    else:
        body, kind = f"<{p}v>{number_text(value)}</{p}v>", ""
    if formula is not None:
        return f"{head}{body}</{p}c>"
    return f"{head}{kind}>{body}</{p}c>" if body else f"{head}/>"
