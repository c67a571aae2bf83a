"""Names and formulas in a definition."""

from __future__ import annotations

import re

from jzxl.definition import Table
from jzxl.rule.expression import Expression, ExpressionSyntaxError, names_in, parse

_DEFINED_NAME = re.compile(r"[^\W\d]\w*")
_LOOKS_LIKE_ADDRESS = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*")


def defined_name(table: Table, key: str) -> str:
    """A text that is both a name in formulas and a defined name of a workbook."""
    name = table.text(key)
    if not _DEFINED_NAME.fullmatch(name) or _LOOKS_LIKE_ADDRESS.fullmatch(name):
        rule = "只用汉字、字母、数字和下划线，不以数字开头，不像单元格地址"
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
