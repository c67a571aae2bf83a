"""Arithmetic written out in a text, evaluated exactly and compared at the precision printed.

``18/16=112%`` claims that 18/16 is 112 %.  Exactly it is 112.5 %, which prints as 113 %: the claim
is cut off instead of rounded.  `equations` finds such claims and judges them.

A false alarm costs a telephone call, so a claim is made only where one reading is possible:

- the left side has at least one operator, is whole (no word stands in for an operand), stands
  after a line break, punctuation or Chinese text, and divides by no zero; a number alone on the
  left (``指标=5``) is no equation;
- dates, telephone numbers, versions, cell addresses, powers, function calls are no equations;
- money or heads in units of different scale (元 and 万元) on either side are no equation;
- **doubtful surroundings** (after 约, 的, 至, 年 ..., before 左右, 多 ..., a range such as ``2-3``, a
  comma between digits that is perhaps a separator and perhaps belongs to the number) are reported
  only where the claim is right, which harms nobody;
- two whole numbers that may be month/day or year/month (``12/31=5``) make no wrong or cut-off claim
  unless the result has a percent sign or decimals;
- a claim that is right in another scale (yuan in ten thousands; ``×100`` for ``×100%``) is not
  wrong, and dropped;
- a list number or bullet before the equation (``1.18/16=112%``, ``- 18/16=112%``) is taken off
  where the claim is wrong with it and not wrong without it.

Only rounding half away from zero is RIGHT.  A neighbour that is neither that nor the truncated
figure is WRONG, half-even included (2.5 printed as 2 is the truncated figure, CUT_OFF).
In a chain ``a/b=0.7911=79.1%`` each step is compared with the first left side; ``0.7911×100%``
counts as the number 0.7911.  A middle step that is arithmetic of another value starts anew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class Verdict(StrEnum):
    """What became of the left side where it was printed."""

    RIGHT = "right"
    """Rounded half away from zero to the decimals printed."""
    CUT_OFF = "cut-off"
    """Truncated to the decimals printed, where rounding gives another figure."""
    SIGN_MISSING = "sign-missing"
    """Right or cut off as a percentage, but printed without a percent sign (18/16=112.5)."""
    WRONG = "wrong"
    """None of these."""


@dataclass(frozen=True, slots=True)
class Equation:
    """One claim ``left = stated`` in a text; ``text == source[start:end]``."""

    text: str
    """As written; for a later step of a chain from the first left side on, so spans may overlap."""
    start: int
    end: int
    left: Fraction
    """Exact value of the left side."""
    stated: Decimal
    """The printed result; a percentage as a fraction of one (112% is 1.12)."""
    decimals: int
    """Decimals printed, of the percentage where it is one."""
    percent: bool
    """Whether the result carries a percent sign."""
    verdict: Verdict
    rounded: str
    """The left side as it should be printed at this precision: '113%'."""
    exact: str
    """The left side with up to two more decimals: '112.5%'."""
    operands: tuple[Decimal, ...]
    """Numbers on the left in the order written, percentages as fractions of one."""


_MOST_TOKENS = 160
"""Tokens in a left side at most; with `_LONGEST_NUMBER` it bounds the size of exact values."""
_LONGEST_NUMBER = 20
_DEEPEST = 20
_MOST_STEPS = 8
"""Results compared with one left side at most, so that a long chain stays linear."""

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

_HAS_EQUALS = re.compile("[=＝≈≒﹦]")
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

_OPENERS = frozenset("\n,。；;：:、！!？?“”\"'‘’《》【】〔〕「」『』（…—•●■★☆◆◇□▪○→")
"""Besides Chinese text and circled numbers, what may stand before an equation."""
_CLOSERS = _OPENERS | frozenset(".）")
_DOUBT_BEFORE = frozenset("年月日时号第点加减乘除以的之比和与及至到约超近上下百千万亿十两每倍折")
_SHARE = ("占比", "同比", "环比")
_DOUBT_AFTER = frozenset("多余左右几成折百千万亿十以约至到年月日号时点之分度的加减乘除比倍")
_LIST_NUMBER = re.compile(r"[\n。;] *[0-9]{1,2}[、.]")
_GLUED_LIST_NUMBER = re.compile(r"[1-9][0-9]?\.")


@dataclass(frozen=True, slots=True)
class _Token:
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


@dataclass(frozen=True, slots=True)
class _Left:
    """A left side: its tokens, where it begins, its value, and what makes a claim doubtful."""

    tokens: tuple[_Token, ...]
    start: int
    value: Fraction
    doubtful: bool = False
    date_like: bool = False
    readings: tuple[_Left, ...] = ()
    """Other ways to read it, reported where they hold and this one does not."""
    spoilers: tuple[Fraction, ...] = ()
    """Values it may have too, with which a claim is not reported as wrong."""

    @property
    def numbers(self) -> tuple[_Token, ...]:
        return tuple(token for token in self.tokens if token.kind == "n")

    @property
    def is_ratio(self) -> bool:
        return any(token.text == "/" or token.percent for token in self.tokens)

    @property
    def times_100(self) -> bool:
        """Whether it ends in ×100, written for ×100%."""
        last = self.tokens[-1]
        return last.text == "100" and not last.marked and self.tokens[-2].text == "*"

    @property
    def mixes_percentages(self) -> bool:
        """Whether it adds percentages (not the factor 100%) and plain numbers: 100-5%."""
        padded = (None, *self.tokens, None)
        factors = [
            any(side is not None and side.text == "*" for side in (padded[at], padded[at + 2]))
            for at in range(len(self.tokens))
        ]
        summed = any(t.percent and not f for t, f in zip(self.tokens, factors, strict=True))
        return summed and any(not number.percent for number in self.numbers)


@dataclass(frozen=True, slots=True)
class _Result:
    """A printed result with its sign, and whether its surroundings are doubtful."""

    token: _Token
    sign: int
    doubtful: bool

    @property
    def stated(self) -> Decimal:
        return self.token.value if self.sign > 0 else self.token.value.copy_negate()

    @property
    def decimals(self) -> int:
        return len(self.token.text.partition(".")[2])


def equations(text: str) -> tuple[Equation, ...]:
    """All claims in `text` that can be judged without doubt, in order; never raises."""
    if not _HAS_EQUALS.search(text):
        return ()
    source = text.translate(_SAME)
    tokens = _tokens(source)
    found: list[Equation] = []
    left: _Left | None = None
    last, steps = -1, 0  # the = before, and how many results its left side has been compared with
    for index, token in enumerate(tokens):
        if token.kind != "e":
            continue
        first = _first(tokens, index)
        goes_on = first is not None and first >= 1 and first - 1 == last
        fresh = None if first is None else _left(source, tokens, first, index)
        number_alone = first is not None and index - first <= 2
        if not (left and goes_on and (number_alone or _restates(left, fresh))):
            left, steps = fresh, 0
        last = index
        result = None if left is None or steps >= _MOST_STEPS else _result(source, tokens, index + 1)
        if left is not None and result is not None:
            steps += 1
            equation = _judge(text, left, result)
            if equation is not None:
                found.append(equation)
    return tuple(found)


def _tokens(source: str) -> list[_Token]:
    tokens: list[_Token] = []
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
            tokens.append(_Token("o", start, position, "*" if mark in "xX" else mark))
        elif kind == "l":
            open_brackets.append(len(tokens))
            tokens.append(_Token("l", start, position))
        elif kind == "r":
            opening = open_brackets.pop() if open_brackets else -1
            tokens.append(_Token("r", start, position, opening=opening))
        else:
            if kind == "e" and (
                source[start - 1 : start] in tuple("<>!~:=")
                or source[position : position + 1] in tuple("=<>~")
            ):
                kind = "w"
            open_brackets.clear()  # arithmetic does not reach across words
            tokens.append(_Token(kind, start, position))
    return tokens


def _add_numbers(tokens: list[_Token], source: str, digits: str, start: int) -> int:
    """Append the number or, where commas separate several, the numbers; return the end."""
    pieces = [digits] if _GROUPED.fullmatch(digits) else digits.split(",")
    for number, piece in enumerate(pieces, 1):
        end = start + len(piece)
        proper = _NUMBER.fullmatch(piece) or "," in piece
        if len(piece) > _LONGEST_NUMBER or not proper:
            tokens.append(_Token("w", start, end))
        else:
            unit = _UNIT.match(source, end)
            assert unit is not None  # it matches the empty text
            scales = _scales(unit["scale"], unit["base"])
            if unit["percent"] or scales:
                end = unit.end()
            tokens.append(_Token("n", start, end, piece, unit["percent"] is not None, scales))
        if number < len(pieces):
            tokens.append(_Token("w", end, end + 1))
        start = end + 1
    return tokens[-1].end


def _scales(scale: str | None, base: str | None) -> tuple[tuple[str, int], ...]:
    if not scale and not base:
        return ()
    power = _SCALES[scale or ""]
    if not base:
        return (("money", power), ("heads", power))
    return (("money" if base == "元" else "heads" if base in ("人", "人次", "户") else base, power),)


def _first(tokens: list[_Token], equals: int) -> int | None:
    """Index of the first token of the operands and operators that end before `equals`."""
    at = equals - 1
    while at >= 0 and equals - at <= _MOST_TOKENS:
        if tokens[at].kind == "r":
            at = tokens[at].opening
        elif tokens[at].kind != "n":
            return None
        if at < 1 or tokens[at - 1].kind != "o":
            return at if at >= 0 else None
        before = tokens[at - 2].kind if at >= 2 else "w"
        if before in "nr":
            at -= 2
        elif tokens[at - 1].text not in "+-":
            return at
        elif before == "o":
            at -= 3
        else:
            return at - 1
    return None


def _left(source: str, tokens: list[_Token], first: int, equals: int) -> _Left | None:
    """The left side ``tokens[first:equals]``, if it is arithmetic and stands where it may."""
    side = tuple(tokens[first:equals])
    signed = side[0].kind == "o"
    if len(side) < 3 or len(side) > _MOST_TOKENS or (signed and len(side) == 2):
        return None
    clear = _stands_clear(source, tokens, first)
    value = _value(side)
    if clear is None or value is None:
        return None
    bare = [int(token.text) for token in side[::2] if token.text.isdigit() and not token.marked]
    marks = {token.text for token in side[1::2]}
    flat = len(side) in (3, 5) and len(bare) == (len(side) + 1) // 2 and len(marks) == 1
    if flat and len(bare) == 3 and marks <= {"/", "-"} and _is_date(bare):
        return None
    doubtful = not clear
    date_like = False
    if flat and len(bare) == 2 and marks == {"-"}:
        doubtful |= bare[0] < bare[1] or max(bare) >= 10**6 or all(1900 <= n <= 2100 for n in bare)
    if flat and len(bare) == 2 and marks == {"/"}:
        date_like = bare[1] <= 31 and (bare[0] <= 12 or 1900 <= bare[0] <= 2100)
    readings, spoilers = _other_readings(source, side)
    return _Left(side, side[0].start, value, doubtful, date_like, readings, spoilers)


def _other_readings(source: str, side: tuple[_Token, ...]) -> tuple[tuple[_Left, ...], tuple[Fraction, ...]]:
    """Readings without a list number or bullet, and the value if a comma were a separator."""
    head = side[0]
    shorter: tuple[_Token, ...] = ()
    if head.kind == "o":
        shorter = side[1:]
    elif head.kind == "n" and "," in head.text:
        tail = head.text.partition(",")[2]
        value = _value((replace(head, text=tail), *side[1:])) if _proper(tail) else None
        return (), () if value is None else (value,)
    elif head.kind == "n" and _GLUED_LIST_NUMBER.match(head.text) and _begins_line(source, head.start):
        number, _, tail = head.text.partition(".")
        if _proper(tail):
            shorter = (replace(head, text=tail, start=head.start + len(number) + 1), *side[1:])
    value = _value(shorter) if len(shorter) >= 3 else None
    return () if value is None else (_Left(shorter, shorter[0].start, value),), ()


def _stands_clear(source: str, tokens: list[_Token], first: int) -> bool | None:
    """Whether an equation may begin at this token: True, False for doubtful, None for no."""
    if first == 0:
        return True
    before = tokens[first - 1]
    if before.kind == "n":
        return before.marked and first >= 2 and tokens[first - 2].kind == "e"
    if before.kind == "l":
        opener = source[max(0, before.start - 1) : before.start]
        return not (opener.isascii() and opener.isalpha()) and (first < 2 or tokens[first - 2].kind != "o")
    if before.kind == "r":
        return before.opening < 0 or before.opening == first - 3
    if before.kind == "o":
        return True if before.text == "*" and _begins_line(source, before.start) else None
    if before.kind == "e":  # a label before the =, or a result: 3+2=5，123/100=123%
        number = tokens[first + 1] if tokens[first].kind == "o" else tokens[first]
        return "," not in number.text or first < 2 or tokens[first - 2].kind == "w"
    mark, earlier = source[before.end - 1], source[max(0, before.end - 2) : before.end - 1]
    if _ideograph(mark):
        return None if tokens[first].kind == "o" else mark not in _DOUBT_BEFORE or earlier + mark in _SHARE
    if mark in ".、" and _LIST_NUMBER.fullmatch(
        ("\n" + source)[max(0, before.end - 5) : before.end + 1].lstrip(" ")
    ):
        return True
    if mark == "\n":
        return first < 2 or tokens[first - 2].kind not in "ol" or before.end - before.start > 1
    if mark in ",、:" and earlier.isdigit():
        return mark == ":" and before.end < tokens[first].start
    if mark == "—":
        return (source[max(0, before.end - 8) : before.end].rstrip("—")[-1:] or "—") not in "0123456789)%"
    return True if mark in _OPENERS or "①" <= mark <= "⒛" else None


def _restates(left: _Left, step: _Left | None) -> bool:
    """Whether a middle step keeps the left side: a number × 100%, or the same value worked on."""
    if step is None or step.value == left.value:
        return step is not None
    last = step.tokens[-1]
    return len(step.tokens) == 3 and step.tokens[1].text == "*" and last.percent and last.value == 1


def _result(source: str, tokens: list[_Token], at: int) -> _Result | None:
    """The number printed at this token, if it stands alone."""
    ahead = [*tokens[at : at + 6], *[_Token("w", len(source), len(source))] * 6]
    sign = -1 if ahead[0].text == "-" else 1
    if ahead[0].kind == "o" and ahead[0].text in "+-":
        ahead.pop(0)
    number = ahead.pop(0)
    if number.kind != "n":
        return None
    if ahead[0].text == "*" and ahead[1].percent and ahead[1].value == 1:
        del ahead[:2]
    clear = _ends_clear(source, number, ahead[0], ahead[1])
    return None if clear is None else _Result(number, sign, not clear)


def _ends_clear(source: str, number: _Token, after: _Token, next_but_one: _Token) -> bool | None:
    """Whether a result may end before the token `after`: True, False for doubtful, None for no."""
    if after.kind in "er":
        return True
    if after.kind == "l":
        return number.marked or next_but_one.kind == "w"
    if after.kind == "o":
        return None if next_but_one.kind in "nl" else False
    if after.kind == "n":
        spaced_group = (
            len(number.text) <= 3 and number.text != "0" and re.match("[0-9]{3}(?![0-9])", after.text)
        )
        return number.marked or not spaced_group
    mark, later = source[after.start : after.start + 1], source[after.start + 1 : after.start + 2]
    if not mark:
        return True
    if mark in ".,":
        return number.marked or (mark == "," and not later.isdigit())
    if mark == ":":
        return not later.isdigit()
    if _ideograph(mark):
        return mark not in _DOUBT_AFTER
    return True if mark in _CLOSERS or "①" <= mark <= "⒛" else None


def _judge(text: str, left: _Left, result: _Result) -> Equation | None:
    """The equation, unless it cannot be judged or is not worth a doubt."""
    verdict = _verdict(left, result)
    if verdict is Verdict.WRONG:
        for reading in left.readings:
            if (other := _verdict(reading, result)) not in (None, Verdict.WRONG):
                left, verdict = replace(reading, doubtful=left.doubtful), other
    doubtful = left.doubtful or result.doubtful or (result.token.percent and left.mixes_percentages)
    if verdict is None or (doubtful and verdict is not Verdict.RIGHT):
        return None
    plain_date = left.date_like and not result.token.percent and not result.decimals
    if plain_date and verdict in (Verdict.WRONG, Verdict.CUT_OFF):
        return None
    if verdict is Verdict.WRONG and _holds_otherwise(left, result):
        return None
    value = _value_for(left, result)
    as_percent = result.token.percent or verdict is Verdict.SIGN_MISSING
    printed = value * 100 if as_percent else value
    sign = "%" if as_percent else ""
    more = _fixed(printed, result.decimals + 2)
    return Equation(
        text=text[left.start : result.token.end],
        start=left.start,
        end=result.token.end,
        left=value,
        stated=result.stated,
        decimals=result.decimals,
        percent=result.token.percent,
        verdict=verdict,
        rounded=_fixed(printed, result.decimals) + sign,
        exact=more.rstrip("0").rstrip(".") + sign,
        operands=tuple(number.value for number in left.numbers),
    )


def _value_for(left: _Left, result: _Result) -> Fraction:
    """The left side's value in the scale of the result: ``a/b×100=15.38%`` means ×100%."""
    return left.value / 100 if result.token.percent and left.times_100 else left.value


def _verdict(left: _Left, result: _Result) -> Verdict | None:
    """Compare one reading of the left side; None where units or percentages do not go together."""
    powers: dict[str, int] = {}
    for token in (*left.numbers, result.token):
        for what, power in token.scales:
            if powers.setdefault(what, power) != power:
                return None
    if result.token.percent and not left.is_ratio:
        return None
    value = _value_for(left, result)
    verdict = _compare(value, result)
    if verdict is Verdict.WRONG and left.is_ratio and not result.token.marked:
        return Verdict.WRONG if _compare(value * 100, result) is Verdict.WRONG else Verdict.SIGN_MISSING
    return verdict


def _compare(value: Fraction, result: _Result) -> Verdict:
    places = 10 ** (result.decimals + (2 if result.token.percent else 0))
    printed = Fraction(result.stated) * places
    if printed == _half_away(value * places):
        return Verdict.RIGHT
    return Verdict.CUT_OFF if printed == int(value * places) else Verdict.WRONG


def _holds_otherwise(left: _Left, result: _Result) -> bool:
    """Whether a wrong claim is not wrong in another scale, or with a comma read as a separator."""
    values = [_value_for(left, result), *left.spoilers, *(reading.value for reading in left.readings)]
    powers: tuple[int, ...] = (0, -2)
    if not result.token.percent:
        powers = (0, -8, -4, 4, 8, -3, 3, -2, 2) if result.token.scales else (0, -8, -4, 4, 8)
    scaled = [
        value * Fraction(10) ** power for value in values for power in powers if result.stated or not power
    ]
    if any(_compare(value, result) is not Verdict.WRONG for value in scaled):
        return True
    head, comma, _ = result.token.text.partition(",")
    alone = replace(result, token=replace(result.token, text=head, percent=False))
    return bool(comma) and any(_compare(value, alone) is not Verdict.WRONG for value in values)


def _value(side: tuple[_Token, ...]) -> Fraction | None:
    """Evaluate exactly, products before sums, left to right; None if malformed or divided by zero."""
    try:
        value, at = _sum(side, 0, 0)
    except (ZeroDivisionError, _Malformed):
        return None
    return value if at == len(side) else None


class _Malformed(Exception):
    pass


def _sum(side: tuple[_Token, ...], at: int, depth: int) -> tuple[Fraction, int]:
    value, at = _product(side, at, depth)
    while at < len(side) and side[at].kind == "o" and side[at].text in "+-":
        term, after = _product(side, at + 1, depth)
        value, at = (value + term if side[at].text == "+" else value - term), after
    return value, at


def _product(side: tuple[_Token, ...], at: int, depth: int) -> tuple[Fraction, int]:
    value, at = _operand(side, at, depth)
    while at < len(side) and side[at].kind == "o" and side[at].text in "*/":
        factor, after = _operand(side, at + 1, depth)
        value, at = (value * factor if side[at].text == "*" else value / factor), after
    return value, at


def _operand(side: tuple[_Token, ...], at: int, depth: int) -> tuple[Fraction, int]:
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


def _half_away(value: Fraction) -> int:
    size = int(abs(value) + Fraction(1, 2))
    return size if value >= 0 else -size


def _fixed(value: Fraction, places: int) -> str:
    """Round half away from zero and write with exactly so many decimals; zero has no sign."""
    whole = _half_away(value * 10**places)
    digits = str(abs(whole)).rjust(places + 1, "0")
    text = digits[: len(digits) - places] + ("." + digits[-places:] if places else "")
    return "-" + text if whole < 0 else text


def _is_date(numbers: list[int]) -> bool:
    """Whether three numbers are year, month, day or day/month and year."""
    year, month, day = numbers if numbers[0] > 31 else numbers[::-1]
    return 1900 <= year <= 2100 and month <= 31 and day <= 31


def _proper(digits: str) -> bool:
    return bool(_NUMBER.fullmatch(digits) or _GROUPED.fullmatch(digits))


def _ideograph(mark: str) -> bool:
    return "\u4e00" <= mark <= "\u9fff" or "\u3400" <= mark <= "\u4dbf" or mark in "〇々"


def _begins_line(source: str, position: int) -> bool:
    """Whether only spaces stand between this position and a line break or the end of a sentence."""
    before = source[max(0, position - 8) : position].rstrip(" ")
    return before[-1:] in ("\n", "。", ";") if before else position <= 8
