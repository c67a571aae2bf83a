"""Numbers as people type them into cells.

`understand` says what number a cell states, and how sure that is.  It reads a whole cell or
nothing: a number is never picked out of a sentence, and where two readings are possible the cell
is UNCLEAR, which costs a question instead of a wrong score.

Decisions (the tests hold one row for each):

======================================  ==========================================================
written                                 understood as
======================================  ==========================================================
a number cell                           NUMBER, unchanged, whatever the kind; a PERCENT cell holds
                                        the fraction (0.068).  Whether a count may be negative or
                                        broken is for the checks.
bool, float, NaN, errors, other types   UNCLEAR (the package layer hands over Decimal, never float)
empty, white or invisible characters    BLANK; so is a lone apostrophe, Excel's mark for text
``—``, ``/``, ``无``, ``不涉及``, N/A   NONE: 0 for AMOUNT and COUNT, no value for PERCENT and SCORE
``零``, ``〇``                          TEXT 0: a stated zero, not "nothing to state"
full-width forms, ``−－–‑`` as minus    the same as their ASCII forms; ``负`` is a minus
``—5``, ``一``, ``--5``, ``5-``         UNCLEAR: a dash is no minus; 一 is typed for 1 and for a dash
``1,031.78``, ``1，031.78``             1031.78, where every group is right and the first is not 0
``1,03``, ``0,123``, ``1, 031``         UNCLEAR
``1 031.78``                            1031.78; ``16 180`` is UNCLEAR (perhaps two figures)
``82. 82``, ``- 5``, ``12.5 万``        spaces beside point, sign, unit mean nothing; a line break
                                        is allowed beside the unit only
``.5``                                  0.5; ``5.`` is UNCLEAR (cut off?), so is ``82。82``
``007``, ``0354``                       UNCLEAR: a code rather than a figure
``1.5E+4``, ``18/16``, ``=1+2``         UNCLEAR
``约60``, ``60左右``, ``60余``, ``≥60`` UNCLEAR: not provably 60
``16人（在编）``, ``共16人``            UNCLEAR: the words may restrict the figure
``16人。``                              16: one closing 。 is dropped
``(567.94)``                            AMOUNT: −567.94, as Excel itself reads it; a unit may follow
                                        the bracket.  Any other kind: UNCLEAR
``¥12``, ``人民币12``                   AMOUNT: 12 (万元): the sign names the currency, the unit is
                                        the column's; ``¥12元`` is 0.0012
``125000元``, ``0.5亿元``, ``8万元整``  AMOUNT in 万元: 12.5, 5000, 8; also 千元, 百万元, 千万元
``16人``, ``1.2万人``, ``3万``          COUNT: 16, 12000, 30000
``3分``                                 SCORE 3
``94%``, ``94％``, ``5‰``, ``百分之94`` PERCENT 0.94, 0.94, 0.005, 0.94
``6.8`` as text, for a PERCENT          UNCLEAR: 6.8 % or 680 %; only zero needs no sign
a unit of another kind                  UNCLEAR (``94%`` as AMOUNT or SCORE, ``16人`` as AMOUNT)
``十六人``                              UNCLEAR: numerals in characters are not read
======================================  ==========================================================
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class Kind(StrEnum):
    """What a field holds, and with it the unit of `Understood.value`."""

    AMOUNT = "amount"
    """Money in 万元."""
    COUNT = "count"
    """People or things."""
    PERCENT = "percent"
    """A fraction of one: 6.8 % is 0.068."""
    SCORE = "score"
    """Points."""


class Manner(StrEnum):
    """How a cell was understood."""

    NUMBER = "number"
    """The cell held a number."""
    TEXT = "text"
    """The cell held a text that states one number."""
    NONE = "none"
    """The cell held a word or a stroke for "nothing"."""
    BLANK = "blank"
    """The cell held nothing that can be seen."""
    UNCLEAR = "unclear"
    """The cell holds something else."""


@dataclass(frozen=True, slots=True)
class Understood:
    """The number a cell states, in the unit of its `Kind`; None where it states none."""

    value: Decimal | None
    manner: Manner


_UNCLEAR = Understood(None, Manner.UNCLEAR)
_BLANK = Understood(None, Manner.BLANK)

_LONGEST = 64
"""A cell with more visible characters than this is prose."""
_LONGEST_PLAIN = 4000
"""Digits that `plain` writes at most; more than this is a mistake in the caller."""

# Each character maps to one or none; NFKC is not used, because it makes 102 of 10².
_SAME: dict[int, str | None] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_SAME |= {ord(mark): "-" for mark in "\u2010\u2011\u2012\u2013\u2212\ufe63"}
_SAME |= {ord(mark): "+" for mark in "\ufe62"}
_SAME |= {ord(mark): "," for mark in "\ufe50"}
_SAME |= {ord(mark): "%" for mark in "\ufe6a"}
_SAME |= {ord(mark): "¥" for mark in "￥"}
_SAME |= {ord(mark): "(" for mark in "\ufe59"}
_SAME |= {ord(mark): ")" for mark in "\ufe5a"}
_SAME |= {ord(mark): "'" for mark in "‘’"}
_SAME |= {ord(mark): " " for mark in "\t\xa0\u1680\u202f\u205f\u3000\u3164\u2800"}
_SAME |= dict.fromkeys(range(0x2000, 0x200B), " ")
_SAME |= {ord(mark): "\n" for mark in "\r\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029"}
_SAME |= {ord(mark): None for mark in "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\xad"}

_NOTHING = re.compile(
    r"[-—―─━ー]+|/+|\\+|无|没有|暂无|不涉及|未涉及|不适用|未发生|无此项|n/a|n\.a\.|na|nil|none|\(无\)"
)

# No two branches of a repetition begin alike and the text is short, so matching is linear enough.
_FIGURE = (
    r"(?P<figure>(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|0|[1-9][0-9]*)(?: *\. *[0-9]+)?"
    r"|[1-9][0-9]{0,2}(?: [0-9]{3})+ *\. *[0-9]+|\.[0-9]+|[零〇])"
)
_SIGN = r"(?P<sign>[-+负] *)?"
_CURRENCY = r"(?:(?:¥|人民币|RMB|CNY) *)?"

_MONEY_SHIFT = {
    "元": -4,
    "千元": -1,
    "万元": 0,
    "万": 0,
    "百万元": 2,
    "千万元": 3,
    "亿元": 4,
    "亿": 4,
}
_COUNT_SHIFT = {"": 0, "千": 3, "万": 4, "亿": 8}
_THINGS = (
    "人次|人|名|个|位|家|项|次|场|件|台|套|辆|篇|份|户|处|种|批|只|条|本|册|宗|起|期|天|座|间|所|张|部|块"
)

_AMOUNT = re.compile(
    rf"{_CURRENCY}(?:{_SIGN}{_CURRENCY}{_FIGURE}|(?P<negative>\( *{_CURRENCY}"
    rf"{_FIGURE.replace('figure', 'bracketed')} *\)))"
    rf"\s*(?:(?P<unit>{'|'.join(sorted(_MONEY_SHIFT, key=len, reverse=True))})[整正]?)?"
)
_COUNT = re.compile(rf"{_SIGN}{_FIGURE}\s*(?P<unit>[千万亿]?)(?:{_THINGS})?")
_PERCENT = re.compile(rf"{_SIGN}(?P<words>百分之 *)?{_FIGURE}\s*(?P<unit>[%‰]?)")
_SCORE = re.compile(rf"{_SIGN}{_FIGURE}\s*(?:分)?")


def understand(raw: Decimal | int | str | bool | object | None, kind: Kind) -> Understood:
    """Say which number the cell value `raw` states for a field of this kind; never raises."""
    if raw is None:
        return _BLANK
    if isinstance(raw, bool):
        return _UNCLEAR
    if isinstance(raw, Decimal):
        return Understood(raw, Manner.NUMBER) if raw.is_finite() else _UNCLEAR
    if isinstance(raw, int):
        return Understood(Decimal(int(raw)), Manner.NUMBER)
    if not isinstance(raw, str):
        return _UNCLEAR

    text = raw.translate(_SAME).strip(" \n")
    text = text.removeprefix("'").strip(" \n")
    if not text:
        return _BLANK
    if len(text) > _LONGEST:
        return _UNCLEAR
    text = text.removesuffix("。").rstrip(" \n")
    if _NOTHING.fullmatch(text.replace(" ", "").lower()):
        return Understood(Decimal(0) if kind in (Kind.AMOUNT, Kind.COUNT) else None, Manner.NONE)
    value = _READERS[kind](text)
    return _UNCLEAR if value is None else Understood(value, Manner.TEXT)


def _decimal(figure: str, sign: str | None, shift: int = 0) -> Decimal:
    """The figure times 10**shift, exact whatever the decimal context of the caller."""
    digits = figure.replace(",", "").replace(" ", "").replace("零", "0").replace("〇", "0")
    number = Decimal(digits)
    if shift:
        _, places, exponent = number.as_tuple()
        assert isinstance(exponent, int)  # the pattern admits no NaN or infinity
        number = Decimal((0, places, exponent + shift))
    return number if number.is_zero() or not sign or sign[0] == "+" else number.copy_negate()


def _amount(text: str) -> Decimal | None:
    found = _AMOUNT.fullmatch(text)
    if found is None:
        return None
    shift = _MONEY_SHIFT[found["unit"] or "万元"]
    if found["negative"]:
        return _decimal(found["bracketed"], "-", shift)
    return _decimal(found["figure"], found["sign"], shift)


def _count(text: str) -> Decimal | None:
    found = _COUNT.fullmatch(text)
    return found and _decimal(found["figure"], found["sign"], _COUNT_SHIFT[found["unit"]])


def _percent(text: str) -> Decimal | None:
    found = _PERCENT.fullmatch(text)
    if found is None or (found["words"] and found["unit"]):
        return None
    if found["unit"] == "‰":
        return _decimal(found["figure"], found["sign"], -3)
    value = _decimal(found["figure"], found["sign"], -2)
    return value if found["unit"] or found["words"] or value.is_zero() else None


def _score(text: str) -> Decimal | None:
    found = _SCORE.fullmatch(text)
    return found and _decimal(found["figure"], found["sign"])


_READERS = {Kind.AMOUNT: _amount, Kind.COUNT: _count, Kind.PERCENT: _percent, Kind.SCORE: _score}


def plain(value: Decimal | Fraction) -> str:
    """Write a finite decimal as people do: no exponent, no trailing zeros, no minus before zero.

    Raises ValueError for what cannot be written so: NaN, infinity, a fraction such as 1/3, and
    numbers of more than 4,000 digits.
    """
    if isinstance(value, Fraction):
        return _plain_fraction(value)
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        raise ValueError(f"not a finite number: {value}")
    if value.is_zero():
        return "0"
    if max(abs(exponent), abs(value.adjusted())) > _LONGEST_PLAIN:
        raise ValueError("too many digits to write out")
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _plain_fraction(value: Fraction) -> str:
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0 and twos <= _LONGEST_PLAIN:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0 and fives <= _LONGEST_PLAIN:
        rest, fives = rest // 5, fives + 1
    places = max(twos, fives)
    if rest != 1 or places > _LONGEST_PLAIN:
        raise ValueError("not a decimal of a reasonable length")
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    whole, part = (digits[:-places], digits[-places:]) if places else (digits, "")
    return ("-" if value < 0 else "") + whole + ("." + part if part else "")
