"""Definition files: TOML with exact numbers, and on which line each table and key stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from jzxl.errors import DefinitionError, UnreadableFileError, reason_of
from jzxl.paths import read_text

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?")
_KEY = re.compile(r"\s*(\"?)([^\"=\s#\[\]]+)\1\s*=")
_WHERE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
# What the TOML reader says, by how it begins.
_SAID = {
    "Expected '=' after a key": "键的后面要有等号",
    "Expected newline or end of document": "一行只能写一个“键 = 值”，值的后面有多余的字",
    "Invalid value": "等号后面的值写法不对；文字要用英文双引号括起来",
    "Cannot overwrite a value": "同一个键写了两次",
    "Cannot declare": "同一个 [表] 写了两次；要写几个，应写成 [[表]]",
    "Cannot mutate": "同一个 [表] 写了两次；要写几个，应写成 [[表]]",
    "Cannot redefine": "同一个 [表] 写了两次；要写几个，应写成 [[表]]",
    "Unclosed array": "列表没有用 ] 结束，或两项之间少了逗号",
    "Unclosed inline table": "花括号没有结束，或两项之间少了逗号",
    "Duplicate inline table key": "同一个键写了两次",
    "Illegal character": "文字在一行里没有结束，少了双引号",
    "Unterminated string": "文字没有结束，少了双引号",
    "Expected ']'": "表名的后面少了 ]",
    "Unescaped": "文字里的反斜杠要写两个",
    "Invalid initial character": "键只能用字母、数字、- 和 _，中文的键要加双引号",
    "Invalid statement": "这一行不是“键 = 值”，也不是 [表]；中文的键要加双引号",
}


@dataclass(frozen=True, slots=True)
class TomlFile:
    """What a file says, and the line of each table (``block[2].group[1]``) and key of a table."""

    content: Mapping[str, Any]
    lines: Mapping[tuple[str, str], int]


def read_toml(file: Path, name: str) -> TomlFile:
    """Read a definition file.

    Args:
        name: what it is called in messages.

    Raises:
        DefinitionError: it is no TOML; the message says on which line and why.
        UnreadableFileError: it cannot be opened, or is not UTF-8.
    """
    try:
        text = read_text(file)
    except OSError as error:
        raise UnreadableFileError(f"表式定义 {name} 打不开：{reason_of(error)}") from error
    except UnicodeDecodeError as error:
        raise UnreadableFileError(f"表式定义 {name} 不是 UTF-8 编码，请用 UTF-8 另存") from error
    try:
        content = tomllib.loads(text, parse_float=_exact)
    except (ValueError, RecursionError) as error:
        raise DefinitionError(f"表式定义 {name} {_what_is_wrong(str(error), text)}") from error
    return TomlFile(content, line_numbers(text))


def _exact(digits: str) -> Decimal:
    try:
        return Decimal(digits)
    except InvalidOperation:
        return Decimal("NaN")


def _what_is_wrong(said: str, text: str) -> str:
    place = _WHERE.search(said)
    why = next((words for begin, words in _SAID.items() if said.startswith(begin)), "写法不对")
    if place is None or place[1] is None:
        return f"不是正确的 TOML：{'文件末尾' if place else ''}{why}"
    lines = text.split("\n")
    number = int(place[1])
    shown = lines[number - 1].strip() if number <= len(lines) else ""
    return f"第 {number} 行不是正确的 TOML：{why}。这一行是：{shown[:60]}"


def line_numbers(text: str) -> dict[tuple[str, str], int]:
    """The line of each table, as (its place, ""), and of each key, as (place of its table, key)."""
    lines: dict[tuple[str, str], int] = {}
    counts: dict[str, int] = {}
    place = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if header := _HEADER.fullmatch(line.rstrip("\r")):
            place = _place(header[2], header[1] == "[[", counts)
            lines.setdefault((place, ""), number)
        elif key := _KEY.match(line):
            lines.setdefault((place, key[2]), number)
    return lines


def _place(name: str, several: bool, counts: dict[str, int]) -> str:
    """``block[2].group[1]`` of a header ``block.group``; ``counts`` has how many of each there were."""
    place = ""
    parts = [part.strip().strip("\"'") for part in name.split(".")]
    for depth, part in enumerate(parts):
        place = f"{place}.{part}" if place else part
        if several and depth == len(parts) - 1:
            counts[place] = counts.get(place, 0) + 1
        if place in counts:
            place = f"{place}[{counts[place]}]"
    return place
