"""Text from outside, fit to be shown."""

from __future__ import annotations

import os
import unicodedata

FORMULA_BEGINS = tuple("=+-@＝＋－＠")
"""What a spreadsheet program takes for the beginning of a formula, a Chinese one in full width as well."""


def visible(text: str) -> str:
    """A text from outside on one line, with control and direction characters made visible.

    A file name or a cell must not be able to move the cursor or turn the reading order around.
    """
    if text.isprintable():  # nearly every text
        return text
    return "".join(
        each if unicodedata.category(each)[0] != "C" else " " if each in "\n\t\r" else f"\\u{ord(each):04x}"
        for each in text
    )


def decoded(name: str) -> str:
    """The name of a file as text: what the system could not decode is most likely in the code page of Windows."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return os.fsencode(name).decode("gb18030", "replace")
    return name
