"""Whatever stops a run: originals and finished outputs stay whole, and a rerun goes on."""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from returns import filled, three_published
from rosters import csv_roster

from jzxl.cli.app import Stopped, stoppable
from jzxl.cli.check import _Finished
from jzxl.package import Limits, open_package

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals and file size limits of POSIX")

_FILES = 24


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "jzxl", *arguments]


def digests(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}


def returns_in(folder: Path) -> dict[str, str]:
    folder.mkdir()
    for number in range(_FILES):
        (folder / f"单位{number:02}.xlsx").write_bytes(three_published())
    return digests(folder)


def assert_outputs_are_whole(folder: Path) -> int:
    """Every output under its final name can be read; gives how many copies there are."""
    copies = [file for file in folder.glob("*") if not file.name.startswith(".")]
    for file in copies:
        if file.suffix == ".xlsx":
            package = open_package(file)
            for sheet in package.sheets:
                package.cells(sheet.name)
        elif file.suffix == ".json":
            json.loads(file.read_text(encoding="utf-8"))
    return sum(file.name.endswith("-审核.xlsx") for file in copies)


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_killed_in_the_middle(tmp_path: Path, stop: signal.Signals) -> None:
    before = returns_in(tmp_path / "回收")
    output = tmp_path / "审核"
    run = subprocess.Popen(command("check", "回收", "-o", "审核"), cwd=tmp_path, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while len(list(output.glob("*.xlsx"))) < 2 and run.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    run.send_signal(stop)
    run.wait(30)
    assert digests(tmp_path / "回收") == before
    written = assert_outputs_are_whole(output)
    assert 2 <= written < _FILES, "it was to be stopped in the middle"
    again = subprocess.run(
        command("check", "回收", "-o", "审核"), cwd=tmp_path, capture_output=True, check=False
    )
    assert again.returncode == 1
    assert assert_outputs_are_whole(output) == _FILES
    assert digests(tmp_path / "回收") == before


def stopped_when(
    tmp_path: Path, call: list[str], ready: Callable[[], bool]
) -> tuple[subprocess.Popen[str], str]:
    """A run that is sent Ctrl-C as soon as it is so far, and what it said."""
    run = subprocess.Popen(
        call, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    deadline = time.monotonic() + 60
    while not ready() and run.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=60)
    return run, said


def test_stopped_while_checking_says_how_far_it_came(tmp_path: Path) -> None:
    returns_in(tmp_path / "回收")
    output = tmp_path / "审核"
    run, said = stopped_when(
        tmp_path, command("check", "回收", "-o", "审核"), lambda: len(list(output.glob("*.xlsx"))) >= 3
    )
    assert run.returncode == 130 and "Traceback" not in said
    told = re.fullmatch(rf"已停下：{_FILES} 份里审核完 (\d+) 份，.*再运行同样的命令，接着做剩下的。\n", said)
    assert told is not None, said
    # The last copy may have been written and not yet counted.
    assert assert_outputs_are_whole(output) - 1 <= int(told[1]) < _FILES
    again = subprocess.run(
        command("check", "回收", "-o", "审核"), cwd=tmp_path, capture_output=True, text=True, check=False
    )
    reused = re.search(r"其中 (\d+) 份上次已经审核过", again.stdout)
    assert reused is not None and int(reused[1]) >= int(told[1])


def test_stopped_while_issuing_says_how_far_it_came(tmp_path: Path) -> None:
    rows = [["单位名称", "项目名称"], *([f"{number}局", "项目"] for number in range(400))]
    (tmp_path / "r.csv").write_bytes(csv_roster(rows))
    output = tmp_path / "下发"
    call = command("issue", "r.csv", "--year", "2020", "-o", "下发")
    run, said = stopped_when(tmp_path, call, lambda: len(list(output.glob("*.xlsx"))) >= 3)
    assert run.returncode == 130 and "Traceback" not in said
    told = re.fullmatch(r"已停下：400 个单位做完 (\d+) 个，.*再运行同样的命令，接着做剩下的。\n", said)
    assert told is not None, said
    assert len(list(output.glob("*.xlsx"))) - 1 <= int(told[1]) < 400
    assert_outputs_are_whole(output)


def test_stopped_before_anything_was_done() -> None:
    with pytest.raises(Stopped, match="一份也还没有审核完"), stoppable(_Finished().text):
        raise KeyboardInterrupt
    with pytest.raises(Stopped, match="3 份都审核完了，汇总和报告没有写完"), stoppable(_Finished(3, 3).text):
        raise KeyboardInterrupt


@pytest.mark.parametrize("at_first", [True, False])
def test_no_room_for_an_output(at_first: bool, tmp_path: Path) -> None:
    """A disk that takes no more: here, files of at most 8 kB.

    It is told at once; where the disk fills up only later, the findings are told all the same.
    """
    before = returns_in(tmp_path / "回收")
    limited = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "import jzxl.campaign.rounds as rounds;"
        f"rounds._LEAST_ROOM = {'rounds._LEAST_ROOM' if at_first else '0'};"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192));"
        "sys.argv = ['jzxl', 'check', '回收', '-o', '审核']; from jzxl.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", limited],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == 2
    if at_first:
        assert done.stdout == "" and "审核 不能写入（文件太大）" in done.stderr
    else:
        assert "写不进去" in done.stderr and "[错误]" in done.stdout
        assert f"有 {_FILES} 份审核稿没有写出来" in done.stdout and "没有全部写完" in done.stdout
        assert "results.json 在" not in done.stdout
    assert digests(tmp_path / "回收") == before
    assert assert_outputs_are_whole(tmp_path / "审核") == 0
    assert not [file for file in (tmp_path / "审核").iterdir() if file.name.endswith(".tmp")]


@pytest.mark.parametrize("name", ["汇总.xlsx", "报告.html", "退回", "催报", ".jzxl"])
def test_what_is_in_the_way_is_told_before_checking(name: str, tmp_path: Path) -> None:
    """A folder where a file of ours belongs, or a file where a folder does; the right kind is in nobody's way."""
    (tmp_path / "回收").mkdir()
    (tmp_path / "回收" / "甲.xlsx").write_bytes(filled())
    for right in (False, True):
        output = tmp_path / f"审核{right}"
        output.mkdir()
        if ("." in name[1:]) is right:
            (output / name).write_bytes(b"something")
        else:
            (output / name).mkdir()
        call = command("check", "回收", "-o", output.name)
        done = subprocess.run(
            call, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False
        )
        assert (done.returncode, "请用 -o" in done.stderr or "或用 -o" in done.stderr) == (
            (0, False) if right else (2, True)
        )
        assert ("results.json 在" in done.stdout) == (output / "甲-审核.xlsx").exists() == right


@pytest.mark.parametrize(
    "name",
    [
        "含 空格.xlsx",
        "‘引号’“双引号”.xlsx",
        "$(rm -rf x).xlsx",
        "-o.xlsx",
        "百分%20号.xlsx",
        "表\u202e反.xlsx",
        "新\n行.xlsx",
        "制表\t符.xlsx",
        "😀.xlsx",
        "[方括号]*?.xlsx",
        "很" * 60 + ".xlsx",
    ],
)
def test_odd_names_of_files(tmp_path: Path, name: str) -> None:
    (tmp_path / "回收").mkdir()
    (tmp_path / "回收" / name).write_bytes(filled())
    done = subprocess.run(
        command("check", "回收", "-o", "审核"),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "\u202e" not in done.stdout
    (copy,) = (tmp_path / "审核").glob("*-审核.xlsx")
    kept = "".join("_" if each in "*?\t\n\u202e" else each for each in name.removesuffix(".xlsx"))
    assert copy.name == f"{kept}-审核.xlsx"
    (filing,) = json.loads((tmp_path / "审核" / "results.json").read_text(encoding="utf-8"))["filings"]
    assert filing["file"] == name and filing["copy"] == copy.name


def test_the_limit_of_a_file_can_be_raised() -> None:
    usual = Limits()
    raised = usual.for_files_of(200)
    assert raised.file_bytes == 200 * 1024 * 1024
    assert raised.total_bytes > usual.total_bytes and raised.cells > usual.cells
    assert usual.for_files_of(1).total_bytes == usual.total_bytes


def test_a_file_over_the_limit_says_how_to_raise_it(tmp_path: Path) -> None:
    (tmp_path / "大.xlsx").write_bytes(filled() + bytes(2 * 1024 * 1024))
    call = command("check", "大.xlsx", "-o", "审核", "--max-size", "1")
    done = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 2 and "--max-size" in done.stdout
