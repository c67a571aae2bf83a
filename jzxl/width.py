"""How wide a text is in print."""

from __future__ import annotations

# From here on, characters of East Asian scripts and their punctuation.
_FIRST_WIDE = 0x2E80


def printed_columns(text: str) -> int:
    """The columns that a text takes in a line; a Chinese character is two wide."""
    return len(text) + sum(map(_FIRST_WIDE.__le__, map(ord, text)))
