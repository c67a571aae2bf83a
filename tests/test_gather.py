"""What lies in a folder that came back: whatever it is, it is checked, or told why not, and stops nothing."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from a_round import run
from returns import filled
from test_cli import jzxl
from test_paths import odd_file, posix, restricted

from jzxl import archive, folder
from jzxl.errors import UnreadableFileError, UsageError
from jzxl.gather import Gathered, gather_files
from jzxl.package import DEFAULT_LIMITS


def told(tmp_path: Path) -> tuple[Gathered, dict[str, str]]:
    """What is gathered below 回收, and the reasons for what could not be opened."""
    gathered = gather_files([tmp_path / "回收"], tmp_path / "审核")
    return gathered, {each.shown: each.reason for each in gathered.unopened}


def returned(tmp_path: Path, *names: str) -> Path:
    """A folder 回收 with good workbooks of these names."""
    for name in names:
        file = tmp_path / "回收" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(filled())
    return tmp_path / "回收"


def zipped(content: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as packed:
        for name, data in content.items():
            packed.writestr(name, data)
    return target.getvalue()


def undecodable(name: str) -> str:
    """A name in the code page of Windows, as this system has it."""
    return os.fsdecode(name.encode("gbk"))


@posix
@pytest.mark.parametrize("mode", [0o000, 0o600, 0o200])
def test_a_folder_that_cannot_be_entered_is_told(mode: int, tmp_path: Path) -> None:
    inner = returned(tmp_path, "甲.xlsx", "里/乙.xlsx") / "里"
    inner.chmod(mode)
    (tmp_path / "run.py").write_text(
        "from test_gather import told, Path\n"
        "found, reasons = told(Path())\n"
        "print([each.shown for each in found.files], list(reasons.values()))\n"
    )
    done = restricted([sys.executable, "run.py"], tmp_path)
    inner.chmod(0o700)
    reason = "文件夹 回收/里 打不开（没有权限），里面的文件没有检查；请检查权限。"
    assert done.stdout == f"['甲.xlsx'] ['{reason}']\n", done.stderr


@posix
def test_a_folder_deeper_than_a_path_may_be_is_told(tmp_path: Path) -> None:
    root = returned(tmp_path, "甲.xlsx")
    here = os.getcwd()  # noqa: PTH109
    os.chdir(root)
    try:
        for _ in range(25):  # by steps, since no path leads there
            Path("很" * 80).mkdir()
            os.chdir("很" * 80)
        Path("乙.xlsx").write_bytes(filled())
    finally:
        os.chdir(here)
    try:
        gathered, reasons = told(tmp_path)
    finally:
        shutil.rmtree(root)  # or other tests, and pytest, stumble over it
    assert [each.shown for each in gathered.files] == ["甲.xlsx"]
    (reason,) = reasons.values()
    assert "打不开（名称太长）" in reason and "移到浅一些" in reason


@posix
def test_folders_may_be_nested_deeper_than_python_calls(tmp_path: Path) -> None:
    root = returned(tmp_path, "甲.xlsx")
    deep = root
    for _ in range(sys.getrecursionlimit() + 100):
        deep = deep / "a"
        deep.mkdir()
    try:
        assert [each.shown for each in told(tmp_path)[0].files] == ["甲.xlsx"]
    finally:
        while deep != root:
            deep.rmdir()
            deep = deep.parent


@posix
def test_a_link_to_a_folder_is_told_unless_it_leads_back(tmp_path: Path) -> None:
    root = returned(tmp_path, "甲.xlsx", "里/乙.xlsx")
    (tmp_path / "别处").mkdir()
    (tmp_path / "别处" / "丙.xlsx").write_bytes(filled())
    (root / "别处").symlink_to(tmp_path / "别处")
    (root / "最新").symlink_to(root / "里")
    (root / "里" / "上面").symlink_to(root)
    gathered, reasons = told(tmp_path)
    assert [each.shown for each in gathered.files] == ["甲.xlsx", "里/乙.xlsx"]
    (reason,) = reasons.values()
    assert "回收/别处 是快捷方式（链接），没有打开" in reason and "复制过来" in reason


@posix
@pytest.mark.parametrize("kind", ["pipe", "socket", "device", "loop", "dangling"])
def test_odd_files_are_told_and_the_others_checked(kind: str, tmp_path: Path) -> None:
    root = returned(tmp_path, "甲.xlsx")
    odd_file(kind, root / "怪.xlsx")
    odd_file(kind, root / "怪.zip")
    by_file = {each.result.file: each.result for each in run(root, None).round.returns}
    assert {name: result.status for name, result in by_file.items()} == {
        "甲.xlsx": "clean",
        "怪.xlsx": "unreadable",
        "怪.zip": "unreadable",
    }
    word = {"loop": "", "dangling": ""}.get(kind, "不是普通文件")
    assert all(word in by_file[name].findings[0].message for name in ("怪.xlsx", "怪.zip"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("回.rar", b"Rar!"),
        ("回.zip", b"PK\3\4 not a zip"),
        ("回.zip", zipped({"里.zip": b"", "坏.xlsx": b"x"})),
        ("回.xlsx", b"x"),
        ("回/里.xlsx", b"x"),
    ],
)
def test_an_undecodable_name_can_be_written_down(name: str, content: bytes, tmp_path: Path) -> None:
    root = returned(tmp_path, "甲.xlsx")
    file = root / undecodable(name)
    try:
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
    except OSError:
        pytest.skip("this file system takes no such names")
    done = subprocess.run(
        [sys.executable, "-m", "jzxl", "check", "回收", "-o", "审核"],
        cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 2 and "写不出来" not in done.stderr, done.stderr
    said = json.loads((tmp_path / "审核" / "results.json").read_text("utf-8"))
    files = {each["file"]: each["status"] for each in said["filings"]}
    assert files.pop("甲.xlsx") == "clean"
    assert set(files.values()) == {"unreadable"} and all(each.startswith("回") for each in files)


def _damaged(method: int, change: Callable[[bytearray, int], None]) -> bytes:
    """Two workbooks in an archive; ``change`` is given where the packed bytes of the first begin."""
    data = bytearray(zipped({"a.xlsx": filled(), "b.xlsx": filled()}, method))
    change(data, data.index(b"a.xlsx") + len("a.xlsx"))
    return bytes(data)


def _scramble(data: bytearray, at: int) -> None:
    data[at + 200 : at + 600] = bytes(each ^ 0xA5 for each in data[at + 200 : at + 600])


def _wrong_properties(data: bytearray, at: int) -> None:
    data[at + 4] = 0xFF


def _unknown_method(data: bytearray, at: int) -> None:
    for place in (data.index(b"PK\3\4") + 8, data.index(b"PK\1\2") + 10):
        data[place : place + 2] = b"\x09\0"


_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


@pytest.mark.parametrize(
    ("method", "change"),
    [*((method, _scramble) for method in _METHODS), (zipfile.ZIP_LZMA, _wrong_properties), (8, _unknown_method)],
)  # fmt: skip
def test_a_damaged_member_costs_itself_and_nothing_else(
    method: int, change: Callable[[bytearray, int], None], tmp_path: Path
) -> None:
    root = returned(tmp_path, "甲.xlsx")
    (root / "来信.zip").write_bytes(zipped({"a.xlsx": filled(), "b.xlsx": filled()}, method))
    run(root, None)
    # The second run looks it up in the records of the first, which is another way to it.
    (root / "来信.zip").write_bytes(_damaged(method, change))
    by_file = {each.result.file: each.result for each in run(root, None).round.returns}
    assert by_file["来信.zip/b.xlsx"].status == by_file["甲.xlsx"].status == "clean"
    assert "来信.zip 里的 a.xlsx" in by_file["来信.zip/a.xlsx"].findings[0].message
    assert "解压" in by_file["来信.zip/a.xlsx"].findings[0].message


@pytest.mark.parametrize("method", _METHODS)
def test_no_more_of_a_member_is_unpacked_than_a_file_may_have(method: int, tmp_path: Path) -> None:
    file = tmp_path / "大.zip"
    file.write_bytes(zipped({"大.xlsx": bytes(DEFAULT_LIMITS.file_bytes * 2)}, method))
    with pytest.raises(UnreadableFileError, match=r"^大\.zip 里的 大\.xlsx 超过上限 64 MB"):
        archive.read_member(file, "大.xlsx", DEFAULT_LIMITS)


def test_a_workbook_called_zip_is_checked(tmp_path: Path) -> None:
    root = returned(tmp_path, "某局.zip")
    (only,) = run(root, None).round.returns
    assert (only.result.file, only.result.status, only.result.copy) == ("某局.zip", "clean", "某局-审核.xlsx")
    assert told(tmp_path)[0].passed_over == []


def test_a_folder_that_fails_while_it_is_listed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    returned(tmp_path, "甲.xlsx", "里/乙.xlsx")
    real = os.scandir

    def scandir(path: Path) -> object:
        if path.name == "里":
            raise OSError(5, "Input/output error")
        return real(path)

    monkeypatch.setattr(folder.os, "scandir", scandir)
    _, reasons = told(tmp_path)
    assert list(reasons) == [(tmp_path / "回收" / "里").as_posix()]


@posix
@pytest.mark.parametrize("name", ["results.json", "汇总.xlsx", "findings.csv", "报告.html"])
def test_a_pipe_where_an_output_belongs_is_told(name: str, tmp_path: Path) -> None:
    root = returned(tmp_path, "甲.xlsx")
    (tmp_path / "审核").mkdir()
    odd_file("pipe", tmp_path / "审核" / name)
    with pytest.raises(UsageError, match=f"{name} 占了要写出的名称"):
        run(root, None)


@posix
def test_a_pipe_where_a_copy_belongs_costs_the_copy(tmp_path: Path) -> None:
    root = returned(tmp_path, "甲.xlsx")
    (tmp_path / "审核").mkdir()
    odd_file("pipe", tmp_path / "审核" / "甲-审核.xlsx")
    assert run(root, None).unwritten == ["甲-审核.xlsx"]


def test_the_roster_is_left_alone_wherever_it_lies(tmp_path: Path) -> None:
    returned(tmp_path, "甲.xlsx")
    for name in ("汇总.xlsx", "甲-审核.xlsx"):
        roster = tmp_path / "审核" / name
        roster.parent.mkdir(exist_ok=True)
        example = jzxl("roster", "--example", roster, "--overwrite", folder=tmp_path)
        assert example.returncode == 0, example.stderr
        before = roster.read_bytes()
        done = jzxl("check", "回收", "--roster", roster, "-o", "审核", folder=tmp_path)
        assert roster.read_bytes() == before and "改过" not in done.stdout
        if name == "汇总.xlsx":
            assert done.returncode == 2 and "汇总.xlsx 是花名册，没有写汇总.xlsx；请用 -o" in done.stderr
            shutil.rmtree(roster.parent)
        else:
            assert (roster.parent / "甲-审核2.xlsx").exists()
