"""Names that every file system takes, Windows' included."""

from __future__ import annotations

import unicodedata

_FORBIDDEN = frozenset('\\/:*?"<>|')
# What Windows takes for a device, whatever follows a point.
_DEVICES = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³"))
)


def unseen(character: str) -> bool:
    """Whether a character shows nothing: a control, or one that turns the direction of reading."""
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def fit(name: str) -> str:
    """A name with underscores for what Windows forbids, and for what is not to be seen."""
    return "".join("_" if each in _FORBIDDEN or unseen(each) else each for each in name)


def cut(name: str, most: int) -> str:
    """The beginning of a name.

    Args:
        most: bytes; most file systems take 255.
    """
    return name.encode(errors="replace")[:most].decode(errors="ignore")


def is_device(name: str) -> bool:
    """Whether Windows takes a name for a device."""
    return name.partition(".")[0].strip().casefold() in _DEVICES


def file_key(name: str) -> str:
    """What two file names have in common that some file system takes for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
