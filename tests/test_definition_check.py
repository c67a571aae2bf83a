"""``jzxl forms --check``: whoever writes a definition is told all that is wrong, and never gets a traceback."""

from __future__ import annotations

import copy
import re
import shutil
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from returns import ROOT
from test_cli import jzxl

from jzxl.errors import DefinitionError, UnreadableFileError, UsageError
from jzxl.examine import examine
from jzxl.form import load
from jzxl.form.toml_file import TomlFile, line_numbers, read_toml

TEMPLATES = ROOT / "templates"
FILES = tuple(sorted(TEMPLATES.glob("*/*.toml")))
# File, line where it is known, table, and key where it is one.
PLACE = re.compile(r"表式定义 \S+/\S+\.toml (第 \d+ 行)?：(\[\S+\]|最外层)( 的 \S+)? \S.+")


def copied(folder: Path, standard: str, **changes: tuple[str, str]) -> Path:
    """A copy of a standard with one thing changed in each of some files."""
    target = folder / standard
    shutil.copytree(TEMPLATES / standard, target)
    for file, (old, new) in changes.items():
        text = (target / f"{file}.toml").read_text(encoding="utf-8")
        assert old in text, old
        (target / f"{file}.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    return target


def problems_of(folder: Path) -> tuple[str, ...]:
    (examined,) = examine(folder)
    return examined.problems


# ---------------------------------------------------------------- what is told


def test_every_problem_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    folder = copied(tmp_path, "national-2020")
    project, standard = folder / "project.toml", folder / "standard.toml"
    text = project.read_text(encoding="utf-8")
    wrong = {
        'name = "主管部门"': ('name = "主管 部门"', "[field[2]] 的 name"),
        "lines = 6": ("linse = 6", "[field[4]] 的 linse"),
        'severity = "error"': ('severity = "bad"', "[identity[1]] 的 severity"),
        "weight = 50": ("wieght = 50", "[block[2]] 的 weight"),
        'direction = "at-most"': ('direction = "most"', "[block[2].goals[4]] 的 direction"),
        'kind = "facing"': ('kind = "face"', "[layout.section[3]] 的 kind"),
        'part = "reason"': ('part = "why"', "[layout.section[4].column[8]] 的 part"),
        'most = "60%"': ('most = "70%"', "[goal-scoring.level[3]] 的 most"),
    }
    for old, (new, _) in wrong.items():
        assert old in text, old
        text = text.replace(old, new, 1)
    project.write_text(text, encoding="utf-8")
    shared = standard.read_text(encoding="utf-8").replace('title = "项目', 'titel = "项目')
    standard.write_text(shared, encoding="utf-8")
    found = problems_of(folder)
    for new, place in [*wrong.values(), ("titel = ", "[standard] 的 title")]:
        (told,) = [each for each in found if place in each]
        line = re.search(r"第 (\d+) 行", told)
        assert line is not None, told
        file = standard if "standard.toml" in told else project
        assert new in file.read_text(encoding="utf-8").split("\n")[int(line[1]) - 1] or "没有填" in told
        assert PLACE.fullmatch(told)
    # The key that was meant is named where it is not there, and the one that is there where it is not known.
    assert [each for each in found if "wieght 不认识" in each]
    assert [each for each in found if "（写成了 titel？）" in each]


def test_what_a_wrong_name_alone_brings_about_is_not_told_as_well(tmp_path: Path) -> None:
    folder = copied(tmp_path, "national-2020", project=('help = "项目的主管部门。"', "help = 3"))
    assert len(problems_of(folder)) == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("weight = 50\n", "weight =\n", "第 {line} 行不是正确的 TOML：等号后面的值写法不对"),
        ("weight = 50", "weight 50", "第 {line} 行不是正确的 TOML：键的后面要有等号"),
        ("weight = 50", "weight = 50 points", "一行只能写一个"),
        ("weight = 50", "weight = 50\nweight = 51", "同一个键写了两次"),
        ('id = "project"', 'id = "project', "少了双引号"),
        ("weight = 50", "weight = 1e999999999", "[block[2]] 的 weight 里的 1E+999999999 不是数"),
        ("weight = 50", "weight = nan", "不是数"),
        ("weight = 50", f"weight = {'9' * 5000}", "不是正确的 TOML"),
        ("weight = 50", f"weight = {'[' * 3000}", "不是正确的 TOML"),
        ("weight = 50", "分值 = 50", "要加双引号"),
        ('prefix = "项目{number}_"', 'prefix = "项目_"', "[form] 的 prefix 里应有 {number}"),
        ('name = "预期目标"', 'name = "得分_目标"', "像程序自己用的名称"),
        ('name = "预期目标"', 'name = "数量指标1_指标"', "像程序自己用的名称"),
        ('fields = ["预期目标", "实际完成情况"]', 'fields = ["预期目标", "预期目标"]', "“实际完成情况”没有放在"),
        ('fields = ["预期目标", "实际完成情况"]', 'fields = ["预期目标", "预期目标"]', "“预期目标”放了 2 次"),
        ('"实际完成情况"]', '"全年执行总额"]', "应是 2 个 [[field]] 的名称"),
        ('block-label = "{name}', 'block-label = "{name}{block}', "不能有别的花括号"),
        ('name = "数量指标"', 'name = "数量指标1"', "不能以数字结尾"),
        ('blank = "—"', 'blank = "—"\n\n[[layout.section]]\nkind = "funds"\ngroup = "项目资金（万元）"', "放了 2 次"),
        ('kind = "matrix"\ngroup', 'kind = "funds"\ngroup', "[layout.section[2]] 的 indicator 不认识"),
        ("widths = [7, 11,", "widths = [900, 11,", "一列最多 255"),
        ('name = "达成年度指标"', f'name = "{"达" * 101}"', "[goal-scoring.level[1]] 的 name 有 101 个字"),
        ('help = "项目的主管部门。"', f'help = "{"长" * 300}"', "太长：连同例子等一共"),
        ('help = "项目的主管部门。"', 'help = "\\u0001"', "不能显示的字符"),
        ('left = "全年执行总额"', f'left = "{"+".join(["全年执行总额"] * 80)}"', "最多 400 个"),
    ],
)  # fmt: skip
def test_told_in_words(tmp_path: Path, old: str, new: str, said: str) -> None:
    folder = copied(tmp_path, "national-2020", project=(old, new))
    text = (folder / "project.toml").read_text(encoding="utf-8")
    line = text[: text.index(new)].count("\n") + 1
    assert [each for each in problems_of(folder) if said.replace("{line}", str(line)) in each]


def test_the_tables_of_one_workbook_keep_apart(tmp_path: Path) -> None:
    folder = copied(tmp_path, "national-2020")
    text = (folder / "project.toml").read_text(encoding="utf-8")
    (folder / "second.toml").write_text(text.replace('id = "project"', 'id = "second"'), encoding="utf-8")
    (told,) = problems_of(folder)
    assert "second.toml" in told and "[form] 的 prefix" in told
    (folder / "second.toml").write_text(text, encoding="utf-8")
    (told,) = problems_of(folder)
    assert "[form] 的 id" in told


def test_what_cannot_be_read_at_all(tmp_path: Path) -> None:
    folder = copied(tmp_path, "national-2020")
    (folder / "project.toml").write_bytes("[form]\nid = '表'".encode("gbk"))
    with pytest.raises(UnreadableFileError, match=r"project\.toml 不是 UTF-8"):
        examine(folder)
    with pytest.raises(UsageError, match="standard"):
        examine(tmp_path / "nowhere")
    (folder / "project.toml").unlink()
    load.load_standard.cache_clear()
    assert "没有表" in problems_of(folder)[0]


def test_places_are_found_by_line() -> None:
    text = '[form]\nid = "a"\n\n[[block]]  # first\n[[block.group]]\n[[block.group]]\n"名" = 1\n[[block]]\n[[block.group]]\nx=2'
    lines = line_numbers(text)
    assert lines["block[1].group[2]", "名"] == 7
    assert lines["block[2].group[1]", "x"] == 10
    assert lines["block[2]", ""] == 8


# ---------------------------------------------------------------- the command


def test_the_command(tmp_path: Path) -> None:
    folder = copied(tmp_path, "national-2020")
    for what in (folder, folder / "project.toml", tmp_path):
        fine = jzxl("forms", "--check", what, folder=tmp_path)
        assert fine.returncode == 0, fine.stderr
        assert fine.stdout.endswith("没有发现问题\n")
        for said in ("产出指标 50 分", "数量指标 3 行", "预算执行 10 分：执行率 10", "花名册的列：单位代码"):
            assert said in fine.stdout
    copied(tmp_path / "b", "national-2020", project=("weight = 50", "weight = 51"))
    wrong = jzxl("forms", "--check", "b", folder=tmp_path)
    assert wrong.returncode == 1
    assert "total-weight 与各 [[block]] 的 weight 合计（101）不相等" in wrong.stdout
    assert "有 1 处要改" in wrong.stdout and "没有发现问题" not in wrong.stdout
    assert jzxl("forms", "--check", "nowhere", folder=tmp_path).returncode == 2
    # Where a definition is merely used, its first problem is told, and how to see the rest.
    copied(tmp_path / "c", "national-2020", project=("[form]", "[from]"))
    used = jzxl("--templates", "c", "forms", folder=tmp_path)
    assert used.returncode == 2
    assert re.search(r"另有 \d+ 处，用 jzxl forms --check 查看", used.stderr)


# ---------------------------------------------------------------- whatever is written

WRITTEN: dict[Path, TomlFile] = {file: read_toml(file, file.name) for file in FILES}
REMOVED = object()
OTHERS: tuple[Any, ...] = (
    REMOVED, "", "别的", "{x}", "字" * 300, "+".join("a" * 150), "(" * 200, "年度", "总分", "产出指标", "50%", 0, -1, 7,
    10**40, Decimal("0.5"), Decimal("1e99999999"), Decimal("1e-99999999"), Decimal("NaN"), True, [], {}, [[]], [{}],
    ["x"], [1, 2], {"kind": "judged"},
)  # fmt: skip
Path_ = tuple[str | int, ...]


def places_in(content: Any, above: Path_ = ()) -> Iterator[Path_]:
    items = (
        content.items()
        if isinstance(content, dict)
        else enumerate(content)
        if isinstance(content, list)
        else ()
    )
    for key, value in items:
        yield (*above, key)
        yield from places_in(value, (*above, key))


def kinds_of_places(content: Any) -> list[Path_]:
    """The last place of each kind: the same keys, whatever the positions in lists."""
    kinds = {
        tuple(0 if isinstance(key, int) else key for key in place): place for place in places_in(content)
    }
    return list(kinds.values())


def with_other(content: Any, place: Path_, other: Any) -> Any:
    changed = copy.deepcopy(content)
    at = changed
    for key in place[:-1]:
        at = at[key]
    if other is REMOVED:
        del at[place[-1]]
    else:
        at[place[-1]] = other
    return changed


@pytest.fixture
def load_changed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path, Any], Any]]:
    """Loads the standard of a file, as if the file had another content."""

    def loaded(changed: Path, content: Any) -> Any:
        def read(file: Path, name: str) -> TomlFile:
            return TomlFile(content, WRITTEN[file].lines) if file == changed else WRITTEN[file]

        monkeypatch.setattr(load, "read_toml", read)
        load.load_standard.cache_clear()
        return load.load_standard(changed.parent)

    yield loaded
    load.load_standard.cache_clear()


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_whatever_is_written_is_a_form_or_is_told_with_its_place(
    file: Path, load_changed: Callable[[Path, Any], Any]
) -> None:
    content = WRITTEN[file].content
    told = 0
    for number, place in enumerate(kinds_of_places(content)):
        # Some of what may be written at each place; all of it comes up within five places.
        for other in (REMOVED, *OTHERS[number % 5 :: 5]):
            try:
                load_changed(file, with_other(content, place, other))
            except DefinitionError as error:
                told += 1
                for problem in error.problems:
                    assert PLACE.fullmatch(problem), (place, other, problem)
    assert told > 100


def test_what_is_accepted_can_be_issued_and_read_back(load_changed: Callable[[Path, Any], Any]) -> None:
    from jzxl.examine import _trial

    file = TEMPLATES / "national-2020" / "project.toml"
    content = WRITTEN[file].content
    issued = 0
    for number, place in enumerate(kinds_of_places(content)):
        other = ("别的", "产出指标", 7, REMOVED, "50%")[number % 5]
        try:
            standard, forms = load_changed(file, with_other(content, place, other))
        except DefinitionError:
            continue
        assert _trial(standard, forms) == "", (place, other)
        issued += 1
    assert issued > 10
