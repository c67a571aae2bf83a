"""Files and folders that are none of the ordinary kind: nothing hangs, nothing ends in a traceback."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest
from returns import ROOT, SAMPLE_DATA, catalog, issued

from jzxl import paths
from jzxl.errors import UnreadableFileError
from jzxl.package import DEFAULT_LIMITS, read_incoming
from jzxl.printing import find_libreoffice
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


def restricted(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command that may not enter what forbids it, which root otherwise may."""
    drop = ["setpriv", "--inh-caps=-all", "--bounding-set=-all"] if os.getuid() == 0 else []
    if drop and shutil.which(drop[0]) is None:
        pytest.skip("run by root, who may enter anything, and setpriv is not installed")
    search = os.pathsep.join((str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "package")))
    return subprocess.run(
        [*drop, *command],
        cwd=folder, env={**os.environ, "PYTHONPATH": search, "PYTHONIOENCODING": "utf-8"},
        capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


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


_ISSUE = ["issue", "--year", "2020", "-o"]


@posix
@pytest.mark.parametrize(
    "call",
    [
        ["check", "锁/甲.xlsx", "-o", "出"],
        ["check", "甲.xlsx", "-o", "锁"],
        ["check", "甲.xlsx", "-o", "锁/出"],
        ["check", "甲.xlsx", "-o", "出", "--roster", "锁/花名册.xlsx"],
        [*_ISSUE, "出", "锁/花名册.xlsx"],
        [*_ISSUE, "锁", "--unit", "甲局"],
        [*_ISSUE, "出", "--unit", "甲局", "--prefill", "锁/数据.toml"],
        ["roster", "锁/花名册.xlsx"],
        ["roster", "--example", "锁/花名册.xlsx"],
        ["fill", "甲.xlsx", "数据.toml", "-o", "锁/乙.xlsx"],
        ["fill", "甲.xlsx", "锁/数据.toml", "-o", "乙.xlsx"],
        ["fill", "锁/甲.xlsx", "数据.toml", "-o", "乙.xlsx"],
        ["print", "锁/甲.xlsx", "-o", "甲.pdf"],
        ["forms", "--check", "锁/本县"],
        ["forms", "--check", "锁"],
        ["--templates", "锁/本县", "forms"],
        ["--templates", "锁", "forms"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("mode", [0o000, 0o600])
def test_a_folder_that_may_not_be_entered_is_told(call: list[str], mode: int, tmp_path: Path) -> None:
    (tmp_path / "甲.xlsx").write_bytes(issued())
    (tmp_path / "数据.toml").write_bytes(SAMPLE_DATA.read_bytes())
    locked = tmp_path / "锁"
    (locked / "本县").mkdir(parents=True)
    for name in ("甲.xlsx", "花名册.xlsx", "数据.toml"):
        (locked / name).write_bytes(issued())
    locked.chmod(mode)
    done = restricted([sys.executable, "-m", "jzxl", *call], tmp_path)
    locked.chmod(0o700)
    assert done.returncode == 2, done.stdout
    assert done.stderr.count("\n") <= 1, done.stderr
    assert "没有权限" in done.stderr or "没有权限" in done.stdout, done.stderr


@posix
@pytest.mark.libreoffice
@pytest.mark.skipif(find_libreoffice() is None, reason="LibreOffice is not installed")
def test_a_page_that_may_not_be_written_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "甲.xlsx").write_bytes(issued())
    (tmp_path / "锁").mkdir(mode=0o000)
    done = restricted([sys.executable, "-m", "jzxl", "print", "甲.xlsx", "-o", "锁/甲.pdf"], tmp_path)
    assert done.returncode == 2 and "没有权限" in done.stderr and done.stderr.count("\n") == 1, done.stderr
