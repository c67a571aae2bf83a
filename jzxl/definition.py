"""Reading a table of a form definition, with errors that a bureau's own author can act on.

A :class:`Table` hands out typed values and remembers where it stands, so that every error names
file, table and key and says what is allowed.  Keys nobody asked for are errors too: a misspelt
key must not be silently ignored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from jzxl.errors import DefinitionError


class Table:
    """One table of a definition file.

    Args:
        content: what the TOML reader gave (numbers as int or Decimal).
        file: the file's name, for messages.
        place: the table's name as a reader finds it in the file, e.g. ``block[2].group[1]``.
    """

    def __init__(self, content: Mapping[str, Any], file: str, place: str) -> None:
        self._content = content
        self._asked: set[str] = set()
        self.file = file
        self.place = place

    def error(self, key: str, message: str) -> DefinitionError:
        """An error at a key of this table; ``message`` says what is wrong and what is allowed."""
        where = f"[{self.place}] 的 {key}" if key else f"[{self.place}]"
        return DefinitionError(f"表式定义 {self.file}：{where} {message}")

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
            raise self.error(key, f"没有填，应为{allowed}")
        return self._content[key]

    def text(self, key: str, default: str | None = None) -> str:
        """A non-empty text."""
        if default is not None and not self.has(key):
            return default
        value = self._get(key, "一段文字")
        if not isinstance(value, str) or not value.strip():
            raise self.error(key, f"是 {value!r}，应为一段不空的文字")
        return value

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
            number = Fraction(value) if Decimal(value).is_finite() else None
        elif isinstance(value, str) and value.endswith("%"):
            digits = value[:-1]
            if digits.replace(".", "", 1).isdigit() and digits.isascii():
                number = Fraction(digits) / 100
        if number is None:
            raise self.error(key, f'里的 {value!r} 不是数，应为 12、0.2 或 "90%" 这样的写法')
        if least is not None and number < least:
            raise self.error(key, f"里的 {value!r} 太小，不能小于 {least}")
        return number

    def whole(self, key: str, default: int | None = None, *, least: int = 0, most: int = 10**6) -> int:
        """A whole number between ``least`` and ``most``."""
        if default is not None and not self.has(key):
            return default
        value = self._get(key, "一个整数")
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.error(key, f"是 {value!r}，应为 {least} 到 {most} 的整数")
        return value

    def flag(self, key: str, default: bool) -> bool:
        """true or false."""
        if not self.has(key):
            return default
        value = self._get(key, "true 或 false")
        if not isinstance(value, bool):
            raise self.error(key, f"是 {value!r}，只能是 true 或 false")
        return value

    def listing(self, key: str) -> list[Any]:
        """A non-empty list of anything."""
        value = self._get(key, "一个列表")
        if not isinstance(value, list) or not value:
            raise self.error(key, f"是 {value!r}，应为一个不空的列表")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A non-empty list of texts."""
        values = self.listing(key)
        for value in values:
            if not isinstance(value, str):
                raise self.error(key, f"里的 {value!r} 不是文字")
        return tuple(values)

    def table(self, key: str) -> Table:
        """The table under a key."""
        value = self._get(key, "一张表")
        if not isinstance(value, dict):
            raise self.error(key, f"是 {value!r}，应为一张表")
        return Table(value, self.file, self._below(key))

    def tables(self, key: str, *, required: bool = True) -> list[Table]:
        """The tables of an array of tables, in the order of the file."""
        if not required and not self.has(key):
            return []
        values = self._get(key, f"至少一个 [[{self._below(key)}]]")
        if not isinstance(values, list) or not all(isinstance(each, dict) for each in values):
            raise self.error(key, f"应写成 [[{self._below(key)}]]")
        return [
            Table(each, self.file, f"{self._below(key)}[{position}]")
            for position, each in enumerate(values, start=1)
        ]

    def _below(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key

    def finish(self) -> None:
        """Call when all keys were asked for.

        Raises:
            DefinitionError: the table has a key that nobody asked for.
        """
        for key in self._content:
            if key not in self._asked:
                near = get_close_matches(key, self._asked, n=1)
                hint = f"，是不是想写 {near[0]}" if near else f"，可用的有：{'、'.join(sorted(self._asked))}"
                raise self.error(key, f"不认识{hint}")
