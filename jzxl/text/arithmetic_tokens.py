"""Figures, operators and brackets in a text, and the exact value of a row of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

MOST_TOKENS = 160
"""Tokens in a left side at most; with `_LONGEST_NUMBER` it bounds the size of exact values."""
_LONGEST_NUMBER = 20
_DEEPEST = 20
# One character for one, so that positions stay those of the source.
_SAME = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if code != 0xFF1A}  # ： is no clock
_SAME |= dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212\ufe63"), "-")
_SAME |= dict.fromkeys(map(ord, "×✕✖⨯∗·⋅∙・"), "*")
_SAME |= dict.fromkeys(map(ord, "÷∕⁄"), "/")
_SAME |= dict.fromkeys(map(ord, "[［"), "(") | dict.fromkeys(map(ord, "]］"), ")")
_SAME |= dict.fromkeys(map(ord, "≈≒"), "=")
_SAME |= {ord("﹪"): "%", ord("\ufe62"): "+", ord("﹦"): "="}
_SAME |= dict.fromkeys(map(ord, "\xa0\u202f\u3000\u200b\u200c\u200d\u2060\ufeff"), " ")
_SAME |= dict.fromkeys(range(0x2000, 0x200B), " ")
_SAME |= dict.fromkeys(map(ord, "\t\r\v\f\x85\u2028\u2029"), "\n")
_TOKEN = re.compile(
    r"(?P<n>[0-9]+(?:[.,][0-9]+)*)|(?P<o>[-+*/]|(?<![A-Za-z])[xX](?![A-Za-z]))|(?P<l>\()|(?P<r>\))"
    r"|(?P<e>=)|(?P<s> +)|(?P<w>[^0-9+*/()= xX-]+|.)",
    re.DOTALL,
)
_NUMBER = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_BASES = (
    "元|人次|人|名|个月|个|位|家|项|次|场|件|台|套|辆|篇|份|户|处|种|批|只|条|本|册|宗|起|期|天|倍|分|吨|亩"
)
_UNIT = re.compile(
    rf" *(?:(?P<percent>%)|(?P<scale>百万|千万|万|亿|千|百)?(?P<base>{_BASES})?(?:/(?:{_BASES}|年|月|日))?)"
)
_SCALES = {"": 0, "百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8}


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    """n number, o operator, l r brackets, e equals, w anything else."""
    start: int
    end: int
    text: str = ""
    """The operator, or the digits of the number as written."""
    percent: bool = False
    scales: tuple[tuple[str, int], ...] = ()
    """Powers of ten that the unit carries, by what it counts: (("money", 4),) for 万元."""
    opening: int = -1
    """For a closing bracket, the index of its opening one, -1 where there is none."""

    @property
    def value(self) -> Decimal:
        return Decimal(self.text.replace(",", "") + ("E-2" if self.percent else ""))

    @property
    def marked(self) -> bool:
        """Whether a percent sign or a unit closes the number."""
        return self.percent or bool(self.scales)


def fold(text: str) -> str:
    """The text with look-alikes of digits, operators and brackets replaced, one character for one."""
    return text.translate(_SAME)


def read_tokens(source: str) -> list[Token]:
    tokens: list[Token] = []
    open_brackets: list[int] = []
    position = 0
    while position < len(source):
        match = _TOKEN.match(source, position)
        assert match is not None  # the last branch takes any character
        kind, start, position = match.lastgroup or "w", position, match.end()
        if kind == "s":
            continue
        if kind == "n":
            position = _add_numbers(tokens, source, match.group(), start)
        elif kind == "o":
            mark = match.group()
            tokens.append(Token("o", start, position, "*" if mark in "xX" else mark))
        elif kind == "l":
            open_brackets.append(len(tokens))
            tokens.append(Token("l", start, position))
        elif kind == "r":
            opening = open_brackets.pop() if open_brackets else -1
            tokens.append(Token("r", start, position, opening=opening))
        else:
            if kind == "e" and (
                source[start - 1 : start] in tuple("<>!~:=")
                or source[position : position + 1] in tuple("=<>~")
            ):
                kind = "w"
            open_brackets.clear()  # arithmetic does not reach across words
            tokens.append(Token(kind, start, position))
    return tokens


def _add_numbers(tokens: list[Token], source: str, digits: str, start: int) -> int:
    """Append the number or, where commas separate several, the numbers; return the end."""
    pieces = [digits] if _GROUPED.fullmatch(digits) else digits.split(",")
    for number, piece in enumerate(pieces, 1):
        end = start + len(piece)
        proper = _NUMBER.fullmatch(piece) or "," in piece
        if len(piece) > _LONGEST_NUMBER or not proper:
            tokens.append(Token("w", start, end))
        else:
            unit = _UNIT.match(source, end)
            assert unit is not None  # it matches the empty text
            scales = _scales(unit["scale"], unit["base"])
            if unit["percent"] or scales:
                end = unit.end()
            tokens.append(Token("n", start, end, piece, unit["percent"] is not None, scales))
        if number < len(pieces):
            tokens.append(Token("w", end, end + 1))
        start = end + 1
    return tokens[-1].end


def _scales(scale: str | None, base: str | None) -> tuple[tuple[str, int], ...]:
    if not scale and not base:
        return ()
    power = _SCALES[scale or ""]
    if not base:
        return (("money", power), ("heads", power))
    return (("money" if base == "元" else "heads" if base in ("人", "人次", "户") else base, power),)


def value_of(side: tuple[Token, ...]) -> Fraction | None:
    """Evaluate exactly, products before sums, left to right; None if malformed or divided by zero."""
    try:
        value, at = _sum(side, 0, 0)
    except (ZeroDivisionError, _Malformed):
        return None
    return value if at == len(side) else None


class _Malformed(Exception):
    pass


def _sum(side: tuple[Token, ...], at: int, depth: int) -> tuple[Fraction, int]:
    value, at = _product(side, at, depth)
    while at < len(side) and side[at].kind == "o" and side[at].text in "+-":
        term, after = _product(side, at + 1, depth)
        value, at = (value + term if side[at].text == "+" else value - term), after
    return value, at


def _product(side: tuple[Token, ...], at: int, depth: int) -> tuple[Fraction, int]:
    value, at = _operand(side, at, depth)
    while at < len(side) and side[at].kind == "o" and side[at].text in "*/":
        factor, after = _operand(side, at + 1, depth)
        value, at = (value * factor if side[at].text == "*" else value / factor), after
    return value, at


def _operand(side: tuple[Token, ...], at: int, depth: int) -> tuple[Fraction, int]:
    sign = 1
    if at < len(side) and side[at].kind == "o" and side[at].text in "+-":
        sign, at = (-1 if side[at].text == "-" else 1), at + 1
    if at >= len(side) or side[at].kind not in "nl" or depth > _DEEPEST:
        raise _Malformed
    if side[at].kind == "n":
        return sign * Fraction(side[at].value), at + 1
    value, at = _sum(side, at + 1, depth + 1)
    if at >= len(side) or side[at].kind != "r":
        raise _Malformed
    return sign * value, at + 1


def is_proper(digits: str) -> bool:
    return bool(_NUMBER.fullmatch(digits) or _GROUPED.fullmatch(digits))
