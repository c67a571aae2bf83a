"""Names and formulas in a definition."""

from __future__ import annotations

import keyword
import re
import unicodedata

from jzxl.definition import Table
from jzxl.rule.expression import Expression, ExpressionSyntaxError, names_in, parse

_DEFINED_NAME = re.compile(r"[^\W\d]\w*")
_LOOKS_LIKE_ADDRESS = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*")


# How bad a finding is that a definition gives the severity of.
SEVERITIES = ("error", "warning", "hint")
# What a cell's prompt takes in Excel, and a list of choices, is 255; some words of our own are added.
_LONGEST_PROMPT = 200
_LONGEST_NAME = 60


def is_defined_name(name: str) -> bool:
    """Whether a text can be both a name in formulas and a defined name of a workbook."""
    plain = unicodedata.normalize("NFKC", name) == name and not keyword.iskeyword(name)
    return bool(plain and _DEFINED_NAME.fullmatch(name)) and not _LOOKS_LIKE_ADDRESS.fullmatch(name)


def refuse_long(table: Table, key: str, text: str) -> None:
    """:raises DefinitionError: a text is longer than what a cell's prompt, or its list of choices, takes"""
    if len(text) > _LONGEST_PROMPT:
        raise table.error(
            key, f"太长：连同例子等一共 {len(text)} 个字，单元格的提示最多 {_LONGEST_PROMPT} 个"
        )


def defined_name(table: Table, key: str) -> str:
    """A text that is both a name in formulas and a defined name of a workbook."""
    name = table.text(key)
    if not is_defined_name(name) or len(name) > _LONGEST_NAME:
        rule = f"只用汉字、半角字母、数字和下划线，不以数字开头，不像单元格地址，最多 {_LONGEST_NAME} 个字"
        raise table.error(key, f"“{name}”不能作名称：{rule}")
    return name


def parse_expression(table: Table, key: str, text: str | None = None) -> Expression:
    """The formula at a key, or one that stands in its text."""
    try:
        return parse(table.text(key) if text is None else text)
    except ExpressionSyntaxError as error:
        raise table.error(key, f"：{error}") from error


def read_expression(table: Table, key: str, inputs: set[str], text: str | None = None) -> Expression:
    """The same, over inputs only.

    Raises:
        DefinitionError: it is no formula, or uses a name that is none of them.
    """
    expression = parse_expression(table, key, text)
    for name in names_in(expression):
        if name not in inputs:
            raise table.error(key, f"用了“{name}”，但没有叫这个名称的 [[input-group.input]]")
    return expression
