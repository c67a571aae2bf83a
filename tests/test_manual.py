"""The commands of the Chinese manual, run one after the other as it says."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from engines.libreoffice import requires_libreoffice
from returns import ROOT, typed
from test_cli import COMMANDS, jzxl

MANUAL = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
SIX_STEPS = MANUAL.split("## 一年一次，六步做完")[1].split("\n## ")[0]
DETAILS = MANUAL.split("\n## 二、下发")[1].split("\n## 四、")[0]
STANDARDS = MANUAL.split("\n## 四、")[1].split("\n### ")[0]


def commands(text: str) -> list[list[str]]:
    """The arguments of each call in a block of its own."""
    blocks = re.findall(r"(?ms)^ *```\n(.*?)^ *```", text)
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    return [shlex.split(line)[1:] for line in lines if line.startswith("jzxl ")]


def test_every_command_is_in_the_manual() -> None:
    assert {call[0] for call in commands(MANUAL)} >= set(COMMANDS)


def test_the_six_steps(tmp_path: Path) -> None:
    example, look, issue, check = commands(SIX_STEPS)
    assert jzxl(*example, folder=tmp_path).returncode == 0
    assert (tmp_path / "花名册.xlsx").exists()
    looked = jzxl(*look, folder=tmp_path)
    assert looked.returncode == 0
    assert re.fullmatch(r"共 \d+ 个单位、\d+ 个项目", looked.stdout.splitlines()[-1])
    assert jzxl(*issue, folder=tmp_path).returncode == 0
    issued = sorted((tmp_path / "下发").glob("某*.xlsx"))
    assert len(issued) == 3
    (tmp_path / "回收").mkdir()

    def send_back(file: Path) -> None:
        begun = typed(file.read_bytes(), {"单位负责人": "张某"})
        (tmp_path / "回收" / file.name).write_bytes(begun)

    for file in issued[:2]:
        send_back(file)
    checked = jzxl(*check, folder=tmp_path)
    assert checked.returncode == 1 and "花名册上 3 个单位，已报 2 个，未报 1 个。" in checked.stdout
    there = {each.name for each in (tmp_path / "审核").iterdir()}
    assert {"报告.html", "汇总.xlsx", "退回", "催报"} <= there
    assert len(list((tmp_path / "审核").glob("*-审核.xlsx"))) == 2
    send_back(issued[2])
    again = jzxl(*check, folder=tmp_path)
    assert "其中 2 份上次已经审核过" in again.stdout and "未报 0 个" in again.stdout


@pytest.mark.libreoffice
@requires_libreoffice
def test_all_other_commands_do_what_they_say(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    shutil.copytree(ROOT / "samples" / "returned", tmp_path / "回收")
    calls = commands(DETAILS)
    assert len(calls) >= 10
    for call in calls:
        done = jzxl(*call, folder=tmp_path)
        assert done.returncode == (1 if call[0] == "check" else 0), (call, done.stderr)
        assert all(line.startswith("   [提示]") for line in done.stderr.splitlines()), (call, done.stderr)
    first = "2-得分被改.xlsx  晋中市招商引资服务中心  填报 89.20 良"
    shown = next(block for block in re.findall(r"(?s)```\n(.*?)```", MANUAL) if first in block)
    checked = jzxl("check", "回收/2-得分被改.xlsx", "-o", "一份", folder=tmp_path)
    assert checked.stdout.startswith(shown), "the example in the manual is what is printed"


def test_a_round_of_the_other_standard(tmp_path: Path) -> None:
    *calls, check = commands(STANDARDS)
    assert len(calls) >= 4 and check[0] == "check"
    for call in calls:
        done = jzxl(*call, folder=tmp_path)
        assert done.returncode == 0, (call, done.stderr)
    shutil.copytree(tmp_path / "下发", tmp_path / "回收")
    assert jzxl(*check, folder=tmp_path).returncode == 1
    assert (tmp_path / "审核" / "汇总.xlsx").exists()


def test_the_mistakes_that_the_manual_shows(tmp_path: Path) -> None:
    """A roster with those two mistakes gives those two lines."""
    head, *others = [
        "单位代码,单位名称,项目名称,年初预算（元）",
        "303001,甲局,,9489600",
        "303001,甲局,招商,5000000",
    ]
    rows = [
        head,
        *others,
        "303002,丙局,,1000000",
        "303002,丙局,展会,约500",
        *(f"30300{each},{each}局,,1" for each in (3, 4, 5)),
    ]
    (tmp_path / "花名册.csv").write_text("\n".join([*rows, "303001,乙局,,1000000"]), encoding="utf-8")
    done = jzxl("roster", "花名册.csv", folder=tmp_path)
    shown = next(block for block in re.findall(r"(?s)```\n(.*?)```", MANUAL) if "有 2 处要改" in block)
    wanted = [line.strip() for line in shown.replace("花名册.xlsx", "花名册.csv").strip().splitlines()]
    assert [line.strip() for line in done.stderr.splitlines()] == wanted
