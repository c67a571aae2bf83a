"""A line of the 校验 sheet, and what it can show."""

from __future__ import annotations

from dataclasses import dataclass

from jzxl.rule.expression import Expression

PASSED, FAILED, OPEN = "✓", "✗", "待填"


@dataclass(frozen=True, slots=True)
class LiveCheck:
    """A line of the 校验 sheet.

    Attributes:
        name: the defined name of the cell that shows ✓, ✗ or 待填.
        section: the heading under which it stands.
        sentence: what must hold, in Chinese.
        target: the named cell to which the line leads.
        state: the formula of its cell.
    """

    name: str
    section: str
    sentence: str
    target: str
    state: Expression
