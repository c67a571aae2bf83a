"""Putting files down in an output folder without losing what somebody made of an earlier one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from jzxl.errors import UsageError
from jzxl.gather import OWN_FOLDER
from jzxl.package import save_whole
from jzxl.paths import file_sha256, is_regular, is_there, read_regular, resolved

_FILE = "写出.json"
# Bytes; most file systems take 255 in a name.
_LONGEST_STEM = 220


def digest(content: bytes) -> str:
    """What tells contents apart."""
    return hashlib.sha256(content).hexdigest()


def put_down(path: Path, content: bytes, written: Container[str | None]) -> str | None:
    """Write a file; one of its name that is not as we wrote it is kept under another name.

    Args:
        written: digests of what was written there before.

    Returns:
        the name under which the former file is kept; None where none had to be.

    Raises:
        UsageError: it cannot be written, or what is there cannot be kept.
    """
    kept = None
    try:
        there = file_sha256(path)
    except FileNotFoundError:
        there = None
    except OSError as error:
        raise UsageError(f"{path} 已经存在，打不开，没有覆盖它；请先移走或关闭它。") from error
    if there == digest(content):
        return None
    if there is not None and there not in written:
        try:
            kept = _set_aside(path)
        except OSError as error:
            raise UsageError(f"{path} 有人改过，不能改名保留，没有覆盖它；请先移走或关闭它。") from error
    save_whole(content, path)
    return kept


def _set_aside(path: Path) -> str:
    """Give a file another name, and give that."""
    other = next(each for each in _other_names(path) if not is_there(each))
    path.rename(other)
    return other.name


def _other_names(path: Path) -> Iterator[Path]:
    number = 1
    stem = path.stem.encode(errors="surrogateescape")[:_LONGEST_STEM].decode(errors="ignore")
    while True:
        yield path.with_name(f"{stem}-改过{number if number > 1 else ''}{path.suffix}")
        number += 1


class Shelf:
    """The files of a run that are written anew each time; it remembers what it wrote.

    Args:
        originals: files that are never written to, though they may lie in the folder under one of our names.
        roster: the same; it is told by another word.
    """

    def __init__(self, output: Path, originals: Iterable[Path] = (), roster: Path | None = None) -> None:
        self._output = output
        self._originals = {resolved(each): "来件" for each in originals}
        if roster is not None:
            self._originals[resolved(roster)] = "花名册"
        self._path = output / OWN_FOLDER / _FILE
        self._before: dict[str, str] = {}
        with suppress(OSError, ValueError):
            known = json.loads(read_regular(self._path))
            if isinstance(known, dict):
                self._before = {str(name): str(said) for name, said in known.items()}
        self._now: dict[str, str] = {}
        self.set_aside: list[str] = []

    def put(self, name: str, content: bytes) -> None:
        """Write a file below the output folder.

        Raises:
            UsageError: it cannot be written.
        """
        path = self._output / name
        if own := self._originals.get(resolved(path)):
            raise UsageError(f"{path} 是{own}，没有写{name}；请用 -o 指定另一个文件夹。")
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
        kept = put_down(path, content, {self._before.get(name)})
        if kept is not None:
            self.set_aside.append(Path(name).with_name(kept).as_posix())
        self._now[name] = digest(content)

    def clear(self, folders: Iterable[str]) -> None:
        """Remove from these folders what an earlier run wrote and this one did not.

        What somebody changed is kept under another name: under its own it would be taken for one that holds.
        """
        wanted = set(folders)
        for name, written in self._before.items():
            path = self._output / name
            if name in self._now or Path(name).parts[0] not in wanted or ".." in Path(name).parts:
                continue
            with suppress(OSError):
                if file_sha256(path) == written:
                    path.unlink()
                else:
                    self.set_aside.append(Path(name).with_name(_set_aside(path)).as_posix())
        for folder in wanted:
            # Only an empty one can be removed.
            with suppress(OSError):
                (self._output / folder).rmdir()

    def close(self) -> None:
        """Remember what was written.

        Raises:
            UsageError: the folder cannot be written to.
        """
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
        left = {name: said for name, said in self._before.items() if is_regular(self._output / name)}
        save_whole(json.dumps(left | self._now, ensure_ascii=True, indent=1).encode(), self._path)
