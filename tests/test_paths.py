"""Files and folders that are none of the ordinary kind: nothing hangs, nothing ends in a traceback."""

from __future__ import annotations

import os
import socket
import tracemalloc
from pathlib import Path

import pytest
from returns import catalog

from jzxl import paths
from jzxl.errors import UnreadableFileError
from jzxl.package import DEFAULT_LIMITS, read_incoming
from jzxl.review import review_file

posix = pytest.mark.skipif(os.name == "nt", reason="pipes, devices and links of POSIX")


def odd_file(kind: str, path: Path) -> Path:
    """A pipe, a socket, or a link to a device, to itself or to nothing."""
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as listener:
            here = Path.cwd()
            os.chdir(path.parent)  # the address of a socket must be short
            try:
                listener.bind(path.name)
            finally:
                os.chdir(here)
    else:
        path.symlink_to({"device": "/dev/zero", "loop": path.name, "dangling": "nowhere"}[kind])
    return path


_SAYS = {
    "pipe": "不是普通文件",
    "socket": "不是普通文件",
    "device": "不是普通文件",
    "loop": "绕成了一圈",
    "dangling": "找不到",
}


@posix
@pytest.mark.parametrize(("kind", "says"), _SAYS.items())
def test_only_ordinary_files_are_read(kind: str, says: str, tmp_path: Path) -> None:
    file = odd_file(kind, tmp_path / "甲.xlsx")
    with pytest.raises(UnreadableFileError, match=rf"^甲\.xlsx .*{says}"):
        read_incoming(file, "甲.xlsx")
    with pytest.raises(OSError):
        paths.open_regular(file)
    assert not paths.is_regular(file) and not paths.is_folder(file)
    assert paths.resolved(file).is_absolute()


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b", "a/" * 3000])
def test_paths_that_cannot_be(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    assert not (paths.is_there(path) or paths.is_folder(path) or paths.is_regular(path))
    assert paths.resolved(path).is_absolute()
    with pytest.raises(UnreadableFileError):
        read_incoming(path, "甲.xlsx")


@posix
def test_a_file_that_tells_no_size_is_read_up_to_the_limit() -> None:
    file = Path("/proc/self/environ")
    if not file.exists() or not file.read_bytes():
        pytest.skip("no such files here")
    assert read_incoming(file, "甲.xlsx") == file.read_bytes()


def test_a_file_that_is_too_large_is_not_taken_in(tmp_path: Path) -> None:
    file = tmp_path / "大.xlsx"
    with file.open("wb") as stream:
        stream.truncate(DEFAULT_LIMITS.file_bytes + 1)  # most file systems keep no blank blocks
    tracemalloc.start()
    result, copy = review_file(file, catalog(), with_copy=True)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (result.status, result.sha256, copy) == ("unreadable", "", None)
    assert "超过上限" in result.findings[0].message
    assert most < 10_000_000
