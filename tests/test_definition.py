"""A mistake in a definition: the message names file, table and key, and says what is allowed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from returns import ROOT, STANDARD

from jzxl.errors import DefinitionError, UsageError
from jzxl.form.load import load_catalog, load_standard

SOURCE = ROOT / "templates" / STANDARD


def changed(folder: Path, file: str, old: str, new: str) -> Path:
    """A copy of the standard with one thing changed."""
    copy = folder / STANDARD
    shutil.copytree(SOURCE, copy)
    text = (copy / file).read_text(encoding="utf-8")
    assert old in text, old
    (copy / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return copy


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        (
            'rate = "在职人数 / 编制数"',
            'rate = "在职人数 / 编制"',
            ["block[1].group[2].indicator[1]", "rate", "编制"],
        ),
        ('rate = "在职人数 / 编制数"', 'rate = "在职人数 - 编制数"', ["rate", "分子 / 分母"]),
        ('rate = "在职人数 / 编制数"', 'rate = "在职人数 // 编制数"', ["rate", "写法"]),
        ('rate = "在职人数 / 编制数"', 'rate = "在职人数 /"', ["rate", "不是一个算式"]),
        ('rate = "在职人数 / 编制数"', 'ratio = "在职人数 / 编制数"', ["rate", "要有 rate"]),
        ('limit = "100%", step = 0.2', 'limit = "100%", stepp = 0.2', ["rule", "step"]),
        ('limit = "100%", step = 0.2', 'limit = "full", step = 0.2', ["limit", "full"]),
        ('limit = "100%", step = 0.2', 'limit = "100%", step = -0.2', ["step", "不能小于 0"]),
        ('kind = "deduct-above"', 'kind = "deduct-over"', ["kind", "deduct-over", "deduct-above"]),
        ('["90%", 4], ["80%", 3.2]', '["80%", 3.2], ["90%", 4]', ["tiers", "次序"]),
        ('["90%", 4]', '["90%", 5]', ["tiers", "超过"]),
        ('["一季度进度", "25%", 1]', '["一季度进度", "25%", 2]', ["milestones", "合计"]),
        ('["一季度进度", "25%", 1]', '["首季进度", "25%", 1]', ["rule", "首季进度"]),
        ("weight = 16", "weight = 17", ["block[1]", "weight", "合计"]),
        ("total-weight = 100", "total-weight = 90", ["form", "total-weight", "合计"]),
        ("weight = 8", "weight = 9", ["weight", "合计"]),
        ('name = "编制数"', 'name = "在职人数"', ["在职人数", "两次"]),
        ('name = "编制数"', 'name = "编制 数"', ["name", "编制 数", "名称"]),
        ('name = "编制数"', 'name = "R1C1"', ["name", "R1C1"]),
        ('kind = "count"', 'kind = "number"', ["kind", "number", "count"]),
        ('basis = "I"', 'basis = "X"', ["basis", "X", "S"]),
        ("signed = true", "signed = 1", ["signed", "true"]),
        ("signed = true", "sigend = true", ["sigend", "signed"]),
        ("tolerance = 0.03", 'tolerance = "a bit"', ["tolerance", "a bit"]),
        ('right = "年末结余金额"', 'right = "年末结余金额 + 在职人数"', ["identity[1]", "marked"]),
        ('unit-field = "填报单位"', 'unit-field = "单位"', ["unit-field", "单位"]),
        ("widths = [5, 13, 20, 9, 9, 34, 14]", "widths = [5, 13]", ["widths", "7"]),
        ('["单位负责人", "单位联系电话"]', '["单位负责人", "电话"]', ["layout.section[1]", "rows", "电话"]),
        ('kind = "pairs"', 'kind = "pair"', ["kind", "pair", "pairs"]),
        ('year-line = "({year} 年度)"', 'year-line = "({jahr} 年度)"', ["year-line", "{year}"]),
        ("[form]", "[form", ["TOML"]),
    ],
)
def test_the_message_names_the_place(tmp_path: Path, old: str, new: str, named: list[str]) -> None:
    folder = changed(tmp_path, "department.toml", old, new)
    with pytest.raises(DefinitionError) as raised:
        load_standard(folder)
    for part in ["department.toml", *named]:
        assert part in str(raised.value)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("score-decimals = 2", "score-decimals = 2.5", ["rounding", "score-decimals", "整数"]),
        ("at-least = 80", "at-least = 95", ["grade[2]", "at-least", "从高到低"]),
        ("at-least = 0", "at-least = 10", ["grade", "0"]),
        ('nothing = "full"', 'nothing = "half"', ["nothing", "half", "full"]),
        ("[standard]", "[standards]", ["standard"]),
        ('role = "unit"', 'role = "units"', ["roster[2]", "role", "units", "unit"]),
        ('role = "unit"', 'role = "code"', ["roster[2]", "role", "code", "只能有一列"]),
        ('role = "unit"', 'role = "ignored"', ["roster", "unit", "至少要有单位名称"]),
        ('role = "unit"', "", ["roster[2]", "field", "role"]),
        ('role = "unit"', 'role = "unit"\nfield = { project = "实施单位" }', ["roster[2]", "field", "role"]),
        (
            '{ project = "实施单位" }',
            '{ projects = "实施单位" }',
            ["roster[5]", "field", "projects", "project"],
        ),
        ('{ project = "实施单位" }', '{ project = "实施部门" }', ["roster[5]", "field", "实施部门"]),
        ('{ project = "实施单位" }', '{ project = "项目名称" }', ["roster[5]", "field", "项目名称", "role"]),
        (
            '{ project = "实施单位" }',
            '{ project = "项目属性" }',
            ["roster[6]", "field", "项目属性", "实施单位"],
        ),
        (
            '{ project = "实施单位" }',
            '{ project = "项目期", department = "编制数" }',
            ["roster[5]", "同一种"],
        ),
        ('header = "项目期"', 'header = "项目 属性"', ["roster[7]", "header", "项目属性"]),
        ('aliases = ["主管部门"]', 'aliases = [" "]', ["roster[4]", "aliases", "空"]),
        ('examples = ["", "某某工作经费", ', 'examples = ["某某工作经费", ', ["roster[3]", "examples", "5"]),
        ('header = "项目期"', 'heading = "项目期"', ["roster[7]", "header"]),
        ('header = "项目期"', 'usual-most = 5\nheader = "项目期"', ["roster[7]", "usual-most", "金额"]),
    ],
)
def test_shared_facts_too(tmp_path: Path, old: str, new: str, named: list[str]) -> None:
    folder = changed(tmp_path, "standard.toml", old, new)
    with pytest.raises(DefinitionError) as raised:
        load_standard(folder)
    for part in ["standard.toml", *named]:
        assert part in str(raised.value)


def test_the_fingerprint_changes_with_what_is_said_and_not_with_how(tmp_path: Path) -> None:
    def fingerprint(folder: Path) -> str:
        return load_standard(folder)[1]["department"].fingerprint

    original = fingerprint(SOURCE)
    assert fingerprint(changed(tmp_path / "a", "department.toml", "[form]", "# a remark\n[form]")) == original
    assert fingerprint(changed(tmp_path / "b", "department.toml", "step = 0.2", "step = 0.25")) != original
    assert fingerprint(changed(tmp_path / "c", "standard.toml", "at-least = 90", "at-least = 91")) != original
    roster = changed(tmp_path / "d", "standard.toml", 'header = "项目期"', 'header = "起止"')
    assert fingerprint(roster) == original, "a roster says what is filled in, not what a form is"


def test_a_bureaus_own_folder_adds_to_what_comes_with_jzxl(tmp_path: Path) -> None:
    shutil.copytree(SOURCE, tmp_path / "own-2024")
    catalog = load_catalog(tmp_path)
    assert set(catalog.standards) == {*load_catalog().standards, "own-2024"}
    assert catalog.forms["own-2024"]["department"].standard.id == "own-2024"


def test_unknown_standards_and_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="jinzhong-2020"):
        load_catalog().standard_forms("elsewhere")
    with pytest.raises(UsageError, match="nowhere"):
        load_catalog(tmp_path / "nowhere")
