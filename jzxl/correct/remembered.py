"""How what we wrote is remembered: by what no program changes of a text, as a digest of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator


def visible(text: str) -> Iterator[tuple[int, str]]:
    """The characters of a text without blanks and controls, each with its place."""
    return ((place, char) for place, char in enumerate(text) if char.isprintable() and char != " ")


def visible_text(text: str) -> str:
    """The same as a text."""
    return "".join(char for _, char in visible(text))


def digest(text: str, digits: int) -> str:
    """So many hex digits that tell the text from others."""
    return hashlib.sha256(encoded(text)).hexdigest()[:digits]


def encoded(text: str) -> bytes:
    """The bytes that are digested; a lone half of a character, which damaged files hold, has some too."""
    return text.encode("utf-8", "surrogatepass")
