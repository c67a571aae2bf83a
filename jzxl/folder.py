"""Walking a folder that came from outside: every file of it, and what of it could not be walked."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jzxl.errors import reason_of
from jzxl.paths import resolved


@dataclass(frozen=True, slots=True)
class Place:
    """Something in a folder that is walked.

    Attributes:
        refused: why it was not looked into, as the rest of a sentence that begins with its name; empty for a file.
    """

    path: Path
    refused: str = ""


def walk(folder: Path, enter: Callable[[Path], bool]) -> Iterator[Place]:
    """The files below a folder, those of a folder before those of the folders in it, in the order of their names.

    Links to folders are not followed: they may lead out of the folder, or back into it.  One that leads
    elsewhere is refused, because what is there is not looked at; one that leads back is left out.

    Args:
        enter: asked of each folder below whether it is to be walked.
    """
    root = resolved(folder)
    left = [folder]
    while left:
        here = left.pop()
        try:
            entries = _entries(here)
        except OSError as error:
            yield Place(here, _refusal(error))
            continue
        below = []
        for entry in entries:
            path = here / entry.name
            if not _is_folder(entry):
                yield Place(path)
            elif not enter(path):
                continue
            elif not _is_link(entry):
                below.append(path)
            elif not resolved(path).is_relative_to(root):
                yield Place(
                    path, "是快捷方式（链接），没有打开，里面的文件没有检查；请把里面的文件复制过来。"
                )
        left.extend(reversed(below))


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """:raises OSError: it cannot be listed, or nothing that it lists could be opened"""
    with os.scandir(folder) as listing:
        entries = sorted(listing, key=lambda entry: entry.name)
    # A folder that may be read and not entered gives the names of its files and nothing else.
    os.stat(f"{folder}{os.sep}{os.curdir}")  # noqa: PTH116 - a Path would lose the point
    return entries


def _refusal(error: OSError) -> str:
    way_out = "请把它移到浅一些的文件夹里" if error.errno == errno.ENAMETOOLONG else "请检查权限"
    return f"打不开（{reason_of(error)}），里面的文件没有检查；{way_out}。"


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_link(entry: os.DirEntry[str]) -> bool:
    # Junctions of Windows are told since Python 3.12.
    return entry.is_symlink() or bool(getattr(entry, "is_junction", bool)())
