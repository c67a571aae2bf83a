"""Asking about and opening what lies under a path from outside; nothing here hangs, or raises where it is asked.

`pathlib` raises where a folder on the way cannot be entered, a path is too long or a link leads round in a circle;
and opening a pipe waits for somebody to write to it.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from io import BufferedReader, TextIOWrapper
from pathlib import Path

from jzxl.errors import reason_of


class NotRegularError(OSError):
    """A pipe, a device or a socket: what is read from one may never come, or never end."""

    def __init__(self) -> None:
        super().__init__(0, "不是普通文件")


def resolved(path: Path) -> Path:
    """The path without links; as it is written where they lead nowhere or cannot be followed."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        pass
    try:
        return path.absolute()
    except OSError:  # the working folder is gone
        return path


def is_there(path: Path) -> bool:
    """Whether something is there that can be got at."""
    return _mode(path) is not None


def is_folder(path: Path) -> bool:
    """Whether it is a folder, or a link to one."""
    return stat.S_ISDIR(_mode(path) or 0)


def is_regular(path: Path) -> bool:
    """Whether it is a file of the ordinary kind, or a link to one."""
    return stat.S_ISREG(_mode(path) or 0)


def are_same(one: Path, other: Path) -> bool:
    """Whether two paths lead to the same that is there; cheaper than to resolve both."""
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return False


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except (OSError, ValueError):
        return None


def refusal_of(path: Path) -> str:
    """Why the system does not let us at a path, in Chinese; empty where it does, or nothing is there."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return ""
    except OSError as error:
        return reason_of(error)
    return ""


def open_regular(path: Path) -> BufferedReader:
    """Open a file to read.

    Raises:
        NotRegularError: it is no file of the ordinary kind.
        OSError: it cannot be opened.
    """
    try:
        # Asked before opening, which does something to some devices, and after, since it may be another by then.
        _require_regular(path.stat())
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except ValueError as error:  # a NUL in its name
        raise FileNotFoundError(str(error)) from None
    file = os.fdopen(handle, "rb")
    try:
        _require_regular(os.fstat(handle))
    except OSError:
        file.close()
        raise
    return file


def _require_regular(facts: os.stat_result) -> None:
    if stat.S_ISDIR(facts.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(facts.st_mode):
        raise NotRegularError


def read_regular(path: Path) -> bytes:
    """All of a file of our own or of the bureau's.

    Raises:
        OSError: as of `open_regular`.
    """
    with open_regular(path) as file:
        return file.read() or b""


def read_text(path: Path) -> str:
    """The text of such a file, which is UTF-8 with or without its mark.

    Raises:
        OSError: as of `open_regular`.
        UnicodeDecodeError: it is not UTF-8.
    """
    with TextIOWrapper(open_regular(path), encoding="utf-8-sig") as file:
        return file.read()


def file_sha256(path: Path) -> str:
    """What tells the content of a file apart; it is read in pieces.

    Raises:
        OSError: as of `open_regular`.
    """
    with open_regular(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
