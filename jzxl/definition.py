"""Reading a table of a form definition, with errors that a bureau's own author can act on.

A :class:`Table` hands out typed values and remembers where it stands, so that every error names
file, table and key and says what is allowed.  Keys nobody asked for are errors too: a misspelt
key must not be silently ignored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import Any, TypeVar

from jzxl.errors import DefinitionError
from jzxl.visible import visible

Read = TypeVar("Read")

# No figure of a definition has more digits before or behind the point; an exponent may claim to.
_MOST_DIGITS = 15
_LONGEST_TEXT = 1000
_LONGEST_LABEL = 100
_SHOWN_LENGTH = 40
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Problems:
    """The errors of a definition, gathered so that all can be told at once."""

    def __init__(self) -> None:
        self._found: list[str] = []

    @contextmanager
    def noted(self) -> Iterator[None]:
        """An error of the definition within is noted, and what comes after goes on."""
        try:
            yield
        except DefinitionError as error:
            self._found += [each for each in error.problems if each not in self._found]

    def __bool__(self) -> bool:
        return bool(self._found)

    def finish(self) -> None:
        """:raises DefinitionError: with all that were noted, if there were any"""
        if self._found:
            raise DefinitionError(*self._found)


class Table:
    """One table of a definition file.

    Args:
        content: what the TOML reader gave (numbers as int or Decimal).
        file: the file's name, for messages.
        place: the table's name as a reader finds it in the file, e.g. ``block[2].group[1]``.
        lines: the line of each table and key of the file, see :func:`jzxl.form.toml_file.line_numbers`.
    """

    def __init__(
        self,
        content: Mapping[str, Any],
        file: str,
        place: str,
        lines: Mapping[tuple[str, str], int] | None = None,
    ) -> None:
        self._content = content
        self._asked: set[str] = set()
        self._lines = lines or {}
        self.file = file
        self.place = place

    def error(self, key: str, message: str) -> DefinitionError:
        """An error at a key of this table; ``message`` says what is wrong and what is allowed."""
        table = f"[{self.place}]" if self.place else "最外层"
        where = f"{table} 的 {key}" if key else table
        line = self._line(key)
        return DefinitionError(f"表式定义 {self.file} {f'第 {line} 行' if line else ''}：{where} {message}")

    def _line(self, key: str) -> int:
        """The line of a key, or of what it would stand in; 0 where that is not known."""
        place, *within = self.place.rsplit(".", 1)
        inline = (place, within[0]) if within else ("", self.place)
        for each in ((self.place, key), (self.place, ""), inline):
            if each in self._lines:
                return self._lines[each]
        return 0

    def keys(self) -> tuple[str, ...]:
        """The keys that are there, in the order of the file."""
        return tuple(self._content)

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        self._asked.add(key)
        return key in self._content

    def _get(self, key: str, allowed: str) -> Any:
        self._asked.add(key)
        if key not in self._content:
            near = get_close_matches(key, [each for each in self._content if each not in self._asked], n=1)
            hint = f"（写成了 {near[0]}？）" if near else ""
            raise self.error(key, f"没有填{hint}，应为{allowed}")
        return self._content[key]

    def text(self, key: str, default: str | None = None, *, longest: int = _LONGEST_TEXT) -> str:
        """A non-empty text of at most so many characters."""
        if default is not None and not self.has(key):
            return default
        value = self._get(key, "一段文字")
        if not isinstance(value, str) or not value.strip():
            raise self.error(key, f"是 {shown(value)}，应为一段不空的文字")
        self._check_text(key, value, longest)
        return value

    def label(self, key: str, default: str | None = None) -> str:
        """A text that is short enough for a cell that shows it, and for a formula that compares it."""
        return self.text(key, default, longest=_LONGEST_LABEL)

    def _check_text(self, key: str, value: str, longest: int = _LONGEST_TEXT) -> None:
        if len(value) > longest:
            raise self.error(key, f"有 {len(value)} 个字，最多 {longest} 个")
        if found := _UNPRINTABLE.search(value):
            raise self.error(key, f"里有不能显示的字符 {found[0]!r}")

    def choice(self, key: str, allowed: Sequence[str], default: str | None = None) -> str:
        """One of the allowed words."""
        value = self.text(key, default)
        if value not in allowed:
            raise self.error(key, f"是“{value}”，只能是：{'、'.join(allowed)}")
        return value

    def number(self, key: str, default: Decimal | int | None = None, *, least: int | None = None) -> Fraction:
        """An exact number: a TOML number, or a text of a percentage (``"90%"`` is nine tenths)."""
        if default is not None and not self.has(key):
            return Fraction(default)
        return self.as_number(key, self._get(key, "一个数"), least=least)

    def as_number(self, key: str, value: object, *, least: int | None = None) -> Fraction:
        """The same for a value that stands inside a list of the key."""
        number: Fraction | None = None
        if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
            number = _short(Decimal(value))
        elif isinstance(value, str) and _PERCENTAGE.fullmatch(value):
            points = _short(Decimal(value[:-1]))
            number = None if points is None else points / 100
        if number is None:
            raise self.error(key, f'里的 {shown(value)} 不是数，应为 12、0.2 或 "90%" 这样的写法')
        if least is not None and number < least:
            raise self.error(key, f"里的 {shown(value)} 太小，不能小于 {least}")
        return number

    def positive(self, key: str) -> Fraction:
        """A number above zero."""
        number = self.number(key, least=0)
        if not number:
            raise self.error(key, "是 0，应大于 0")
        return number

    def whole(self, key: str, default: int | None = None, *, least: int = 0, most: int = 10**6) -> int:
        """A whole number between ``least`` and ``most``."""
        if default is not None and not self.has(key):
            return default
        value = self._get(key, "一个整数")
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.error(key, f"是 {shown(value)}，应为 {least} 到 {most} 的整数")
        return value

    def flag(self, key: str, default: bool) -> bool:
        """true or false."""
        if not self.has(key):
            return default
        value = self._get(key, "true 或 false")
        if not isinstance(value, bool):
            raise self.error(key, f"是 {shown(value)}，只能是 true 或 false")
        return value

    def listing(self, key: str) -> list[Any]:
        """A non-empty list of anything."""
        value = self._get(key, "一个列表")
        if not isinstance(value, list) or not value:
            raise self.error(key, f"是 {shown(value)}，应为一个不空的列表")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A non-empty list of texts."""
        values = self.listing(key)
        for value in values:
            if not isinstance(value, str):
                raise self.error(key, f"里的 {shown(value)} 不是文字")
            self._check_text(key, value)
        return tuple(values)

    def table(self, key: str) -> Table:
        """The table under a key."""
        value = self._get(key, "一张表")
        if not isinstance(value, dict):
            raise self.error(key, f"是 {shown(value)}，应为一张表")
        return Table(value, self.file, self._below(key), self._lines)

    def tables(self, key: str, *, required: bool = True) -> list[Table]:
        """The tables of an array of tables, in the order of the file."""
        if not required and not self.has(key):
            return []
        values = self._get(key, f"至少一个 [[{self._below(key)}]]")
        if not isinstance(values, list) or not all(isinstance(each, dict) for each in values):
            raise self.error(key, f"应写成 [[{self._below(key)}]]")
        if required and not values:
            raise self.error(key, f"是空的，应为至少一个 [[{self._below(key)}]]")
        return [
            Table(each, self.file, f"{self._below(key)}[{position}]", self._lines)
            for position, each in enumerate(values, start=1)
        ]

    def each(self, key: str, read: Callable[[Table], Read], *, required: bool = True) -> tuple[Read, ...]:
        """What is read from each of the tables.

        Raises:
            DefinitionError: with the problems of all of them.
        """
        problems, results = Problems(), []
        for table in self.tables(key, required=required):
            with problems.noted():
                results.append(read(table))
        problems.finish()
        return tuple(results)

    def rough_tables(self, key: str) -> list[Table]:
        """The tables under a key as far as they are tables; what is wrong is told by whoever reads them."""
        self._asked.add(key)
        values = self._content.get(key)
        whole = isinstance(values, list) and all(isinstance(each, dict) for each in values)
        return self.tables(key) if whole else []

    def rough_table(self, key: str) -> list[Table]:
        """The table under a key, likewise; none where it is no table."""
        self._asked.add(key)
        return [self.table(key)] if isinstance(self._content.get(key), dict) else []

    def rough_text(self, key: str) -> str:
        """The text at a key; empty where there is none, likewise."""
        value = self._content.get(key)
        return value if isinstance(value, str) else ""

    def _below(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key

    def finish(self) -> None:
        """Call when all keys were asked for.

        Raises:
            DefinitionError: the table has keys that nobody asked for.
        """
        problems = Problems()
        for key in self._content:
            if key not in self._asked:
                near = get_close_matches(key, self._asked, n=1)
                hint = f"，是不是想写 {near[0]}" if near else f"，可用的有：{'、'.join(sorted(self._asked))}"
                with problems.noted():
                    raise self.error(visible(key)[:_SHOWN_LENGTH], f"不认识{hint}")
        problems.finish()


_PERCENTAGE = re.compile(r"[0-9]+(\.[0-9]+)?%")


def _short(value: Decimal) -> Fraction | None:
    """The exact number, if it is one and of a size that a form may have."""
    if not value.is_finite():
        return None
    _, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    before_point = len(digits) + exponent
    fits = exponent >= -_MOST_DIGITS and before_point <= _MOST_DIGITS and len(digits) <= 2 * _MOST_DIGITS
    return Fraction(value) if fits else None


def shown(value: object) -> str:
    """A value as the file may have it, cut short."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "一张表"
    if isinstance(value, list):
        text = f"[{', '.join(map(shown, value[:_SHOWN_LENGTH]))}]"
    else:
        text = f"“{visible(value)}”" if isinstance(value, str) else str(value)
    return text if len(text) <= _SHOWN_LENGTH else f"{text[:_SHOWN_LENGTH]}……"
