"""Where an equation in a text begins and ends: its left side and its printed result."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from jzxl.text.arithmetic_tokens import MOST_TOKENS, Token, is_proper, value_of

_OPENERS = frozenset("\n,。；;：:、！!？?“”\"'‘’《》【】〔〕「」『』（…—•●■★☆◆◇□▪○→")
"""Besides Chinese text and circled numbers, what may stand before an equation."""
_CLOSERS = _OPENERS | frozenset(".）")
_DOUBT_BEFORE = frozenset("年月日时号第点加减乘除以的之比和与及至到约超近上下百千万亿十两每倍折")
_SHARE = ("占比", "同比", "环比")
_DOUBT_AFTER = frozenset("多余左右几成折百千万亿十以约至到年月日号时点之分度的加减乘除比倍")
_LIST_NUMBER = re.compile(r"[\n。;] *[0-9]{1,2}[、.]")
_GLUED_LIST_NUMBER = re.compile(r"[1-9][0-9]?\.")


@dataclass(frozen=True, slots=True)
class Left:
    """A left side: its tokens, where it begins, its value, and what makes a claim doubtful."""

    tokens: tuple[Token, ...]
    start: int
    value: Fraction
    doubtful: bool = False
    date_like: bool = False
    readings: tuple[Left, ...] = ()
    """Other ways to read it, reported where they hold and this one does not."""
    spoilers: tuple[Fraction, ...] = ()
    """Values it may have too, with which a claim is not reported as wrong."""

    @property
    def numbers(self) -> tuple[Token, ...]:
        return tuple(token for token in self.tokens if token.kind == "n")

    @property
    def pattern(self) -> str:
        """The operators and brackets, with the numbers named n0, n1 … in the order written."""
        signs = {"l": "(", "r": ")"}
        names = (f"n{number}" for number in range(len(self.tokens)))
        return "".join(
            next(names) if token.kind == "n" else signs.get(token.kind, token.text) for token in self.tokens
        )

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
class Result:
    """A printed result with its sign, and whether its surroundings are doubtful."""

    token: Token
    sign: int
    doubtful: bool

    @property
    def stated(self) -> Decimal:
        return self.token.value if self.sign > 0 else self.token.value.copy_negate()

    @property
    def decimals(self) -> int:
        return len(self.token.text.partition(".")[2])


def first_of(tokens: list[Token], equals: int) -> int | None:
    """Index of the first token of the operands and operators that end before `equals`."""
    at = equals - 1
    while at >= 0 and equals - at <= MOST_TOKENS:
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


def left_side(source: str, tokens: list[Token], first: int, equals: int) -> Left | None:
    """The left side ``tokens[first:equals]``, if it is arithmetic and stands where it may."""
    side = tuple(tokens[first:equals])
    signed = side[0].kind == "o"
    if len(side) < 3 or len(side) > MOST_TOKENS or (signed and len(side) == 2):
        return None
    clear = _stands_clear(source, tokens, first)
    value = value_of(side)
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
    return Left(side, side[0].start, value, doubtful, date_like, readings, spoilers)


def _other_readings(source: str, side: tuple[Token, ...]) -> tuple[tuple[Left, ...], tuple[Fraction, ...]]:
    """Readings without a list number or bullet, and the value if a comma were a separator."""
    head = side[0]
    shorter: tuple[Token, ...] = ()
    if head.kind == "o":
        shorter = side[1:]
    elif head.kind == "n" and "," in head.text:
        tail = head.text.partition(",")[2]
        value = value_of((replace(head, text=tail), *side[1:])) if is_proper(tail) else None
        return (), () if value is None else (value,)
    elif head.kind == "n" and _GLUED_LIST_NUMBER.match(head.text) and _begins_line(source, head.start):
        number, _, tail = head.text.partition(".")
        if is_proper(tail):
            shorter = (replace(head, text=tail, start=head.start + len(number) + 1), *side[1:])
    value = value_of(shorter) if len(shorter) >= 3 else None
    return () if value is None else (Left(shorter, shorter[0].start, value),), ()


def _stands_clear(source: str, tokens: list[Token], first: int) -> bool | None:
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
    if first >= 2 and tokens[first - 2].kind == "o" and _ideograph(source[before.start : before.start + 1]):
        return None  # 在职人数18人÷编制数16人×100%: a word stands before an operand, the left side began earlier.
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


def restates(left: Left, step: Left | None) -> bool:
    """Whether a middle step keeps the left side: a number × 100%, or the same value worked on."""
    if step is None or step.value == left.value:
        return step is not None
    last = step.tokens[-1]
    return len(step.tokens) == 3 and step.tokens[1].text == "*" and last.percent and last.value == 1


def printed_result(source: str, tokens: list[Token], at: int) -> Result | None:
    """The number printed at this token, if it stands alone."""
    ahead = [*tokens[at : at + 6], *[Token("w", len(source), len(source))] * 6]
    sign = -1 if ahead[0].text == "-" else 1
    if ahead[0].kind == "o" and ahead[0].text in "+-":
        ahead.pop(0)
    number = ahead.pop(0)
    if number.kind != "n":
        return None
    if ahead[0].text == "*" and ahead[1].percent and ahead[1].value == 1:
        del ahead[:2]
    clear = _ends_clear(source, number, ahead[0], ahead[1])
    return None if clear is None else Result(number, sign, not clear)


def _ends_clear(source: str, number: Token, after: Token, next_but_one: Token) -> bool | None:
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


def _is_date(numbers: list[int]) -> bool:
    """Whether three numbers are year, month, day or day/month and year."""
    year, month, day = numbers if numbers[0] > 31 else numbers[::-1]
    return 1900 <= year <= 2100 and month <= 31 and day <= 31


def _ideograph(mark: str) -> bool:
    return "\u4e00" <= mark <= "\u9fff" or "\u3400" <= mark <= "\u4dbf" or mark in "〇々"


def _begins_line(source: str, position: int) -> bool:
    """Whether only spaces stand between this position and a line break or the end of a sentence."""
    before = source[max(0, position - 8) : position].rstrip(" ")
    return before[-1:] in ("\n", "。", ";") if before else position <= 8
