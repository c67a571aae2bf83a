"""Blank workbooks that serve any names: marks stand where the names of sheets go.

A workbook with a form for each project takes a fifth of a second to write, and nearly every recipient has
projects of its own.  So it is written once for each *number* of projects, with marks for their names, and
the marks are replaced in the few parts that name a sheet: the workbook's, its shared strings, the links of
the guide and the document's properties.  Formulas refer to defined names, never to sheets.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from jzxl.package.container import Entry, inflate, read_directory
from jzxl.package.container_writer import rewrite
from jzxl.package.limits import DEFAULT_LIMITS
from jzxl.package.splice import quoted

# Of a private use area, so that a reference to a sheet named so is always quoted.
_OPEN, _CLOSE = "\uf8f0", "\uf8f1"


def mark(number: int) -> str:
    """What stands for the name of the form of this number."""
    return f"{_OPEN}{number}{_CLOSE}"


def holds_mark(text: str) -> bool:
    """Whether a text could be taken for a mark; no workbook for it can be made from a mould."""
    return _OPEN in text or _CLOSE in text


def marked_members(workbook: bytes) -> tuple[str, ...]:
    """The parts of a workbook in which a mark stands."""
    wanted = _OPEN.encode()
    return tuple(
        entry.name
        for entry in read_directory(workbook, "", DEFAULT_LIMITS)
        if wanted in inflate(workbook, entry, "")
    )


def put_names(workbook: bytes, members: Collection[str], names: Mapping[str, str]) -> bytes:
    """The workbook with the names of its sheets in place of the marked ones.

    Args:
        members: the parts in which a mark stands.
        names: the name of each sheet by its marked name; names that Excel takes.
    """
    if not members:
        return workbook
    # Longest first: one marked name may begin another.  In a reference an apostrophe is doubled.
    either = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    pattern = re.compile(f"'(?:{either})'!|{either}")
    put = {old: quoted(new) for old, new in names.items()}
    put |= {f"'{old}'!": "'" + quoted(new.replace("'", "''")) + "'!" for old, new in names.items()}

    def named(entry: Entry) -> bytes:
        text = inflate(workbook, entry, "").decode()
        return pattern.sub(lambda found: put[found[0]], text).encode()

    entries = read_directory(workbook, "", DEFAULT_LIMITS)
    return rewrite(workbook, entries, {each.name: named(each) for each in entries if each.name in members})
