"""A third standard as definition files alone: issued, filled, checked, printed in README.md as it stands."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from own_forms import (
    OWN,
    OWN_DATA,
    OWN_PROJECT,
    OWN_ROSTER,
    OWN_STANDARD,
    OWN_UNIT,
    as_typed,
    own_catalog,
    own_filled,
    own_form,
    own_issued,
    saved,
)
from returns import ROOT
from test_cli import jzxl

from jzxl.check.finding import Severity
from jzxl.form import layout
from jzxl.form.blocks import DIRECTIONS
from jzxl.form.load import load_catalog
from jzxl.form.model import INPUT_KINDS
from jzxl.form.sections import AREA, GROUP, SCORE, SCORED_PARTS, WEIGHT
from jzxl.package import Edit, open_package
from jzxl.result import FileResult
from jzxl.review import review_file
from jzxl.rule.rules import RULES

ERROR, WARNING = Severity.ERROR, Severity.WARNING
Found = tuple[str, Severity, str]


def reviewed(workbook: bytes) -> FileResult:
    result, _ = review_file(workbook, own_catalog(), with_copy=False, shown="来件.xlsx")
    return result


def found(workbook: bytes) -> list[Found]:
    return [(each.code, each.severity, each.cell) for each in reviewed(workbook).findings]


def with_cells(workbook: bytes, values: Mapping[str, Decimal | str | None]) -> bytes:
    """Typed into cells of the official sheet by a program that recalculates nothing."""
    edit = Edit(open_package(workbook))
    for cell, value in values.items():
        edit.write(OWN_PROJECT, cell, value)
    return edit.to_bytes()


# ---------------------------------------------------------------- the workbook


def test_the_form_is_the_national_one_with_other_weights_columns_and_bands() -> None:
    form, national = own_form(), load_catalog().forms["national-2020"]["project"]
    assert [str(block.weight) for block in form.blocks] == ["20", "40", "30", "10"]
    assert [block.name for block in form.blocks] == [block.name for block in national.blocks]
    assert form.scored_goals is not None and form.scoring is not None
    headers = [column.header for column in form.scored_goals.columns]
    assert headers[3:6] == ["指标性质", "指标值", "度量单位"]
    assert len(headers) == len(form.widths) - 1 == 10
    assert [(str(each.least), str(each.most)) for each in form.scoring.levels] == [
        ("4/5", "1"), ("1/2", "4/5"), ("0", "1/2"),
    ]  # fmt: skip


def test_what_is_printed_is_asked_for_once() -> None:
    sheet = openpyxl.load_workbook(BytesIO(own_issued()))[OWN_PROJECT]
    texts = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    for header in ("指标性质", "指标值", "度量单位"):
        assert texts.count(header) == 1
    # Beside the table stand only what it has no column for.
    beside = [sheet.cell(12, column).value for column in range(12, 20)]
    assert [each for each in beside if each] == ["档次", "自评分", "目标值", "达成率", "计算过程"]
    assert sheet.print_area == "'道路维护经费'!$A$1:$K$33"


def test_a_good_return_is_clean() -> None:
    result = reviewed(own_filled())
    assert result.findings == ()
    (form,) = result.forms
    assert form.stated == form.evaluated
    # 20 × 89.974/90; 20 × 45/50 + 10 + 10; 20 as judged; 10.
    assert {name: str(score) for name, score in form.evaluated.blocks.items()} == {
        "预算执行": "19.99", "产出指标": "38.00", "效益指标": "20.00", "满意度指标": "10.00",
    }  # fmt: skip
    assert (str(form.evaluated.total), form.evaluated.grade) == ("87.99", "良")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        # Half the weight is the lower bound here; it would be 60 % in the national form.
        ({"N25": Decimal("15")}, set()),
        ({"N25": Decimal("14.99")}, {("band-mismatch", ERROR, "N25")}),
        ({"N25": Decimal("24")}, {("band-mismatch", ERROR, "N25")}),
        ({"K13": None}, {("deviation-reason-missing", WARNING, "K13")}),
        ({"E13": "大于"}, {("not-a-choice", ERROR, "E13")}),
        ({"I13": Decimal("21")}, {("weight-sum", ERROR, "I13")}),
        ({"G16": None}, set()),
    ],
    ids=["half", "below-half", "above-band", "no-reason", "no-sign", "weights", "no-unit"],
)  # fmt: skip
def test_a_bad_return_has_its_finding(
    cells: Mapping[str, Decimal | str | None], expected: set[Found]
) -> None:
    stale = {"stale-value", "score-mismatch", "total-mismatch", "rate-text-mismatch"}
    assert {each for each in found(with_cells(own_filled(), cells)) if each[0] not in stale} == expected


# ---------------------------------------------------------------- a sheet that somebody typed


def test_a_typed_sheet_is_read_by_its_labels() -> None:
    result = reviewed(saved(as_typed(own_filled(), 11)))
    assert result.findings == ()
    assert [(str(form.evaluated.total), form.evaluated.grade) for form in result.forms] == [("87.99", "良")]


_WRITTEN = {"≥": "大于等于", "≤": "不超过"}


def test_a_direction_is_understood_as_people_write_it() -> None:
    book = as_typed(own_filled(), 11)
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(min_row=13, max_row=32):
        for cell in row:
            if cell.value in _WRITTEN:
                sheet[cell.coordinate] = _WRITTEN[cell.value]
    sheet["E13"] = None  # taken as the group says
    result = reviewed(saved(book))
    assert result.findings == ()
    assert str(result.forms[0].evaluated.total) == "87.99"


def test_a_typed_score_that_does_not_follow_is_found() -> None:
    book = as_typed(own_filled(), 11)
    book.worksheets[0]["J13"] = 20
    assert ("score-mismatch", ERROR, "J13") in found(saved(book))


def test_a_typed_sheet_is_read_by_the_standard_that_is_asked_for() -> None:
    """Two forms may bear one title; the weights are then those of the one that was asked for."""
    catalog = load_catalog(OWN)
    sheet = saved(as_typed(own_filled(), 11))
    for asked in (OWN_STANDARD, "national-2020"):
        result, _ = review_file(sheet, catalog.asking_for(asked), with_copy=False, shown="来件.xlsx")
        assert result.standard == asked
    issued, _ = review_file(
        own_filled(), catalog.asking_for("national-2020"), with_copy=False, shown="来件.xlsx"
    )
    assert issued.standard == OWN_STANDARD, "what we issued says itself what it is"


# ---------------------------------------------------------------- a round, from the command line


def test_a_round(tmp_path: Path) -> None:
    def run(*arguments: str | Path) -> str:
        done = jzxl("--templates", OWN, *arguments, folder=tmp_path)
        assert done.returncode in (0, 1), done.stderr
        return done.stdout + done.stderr

    (tmp_path / "花名册.csv").write_bytes(OWN_ROSTER.read_bytes())
    standard = ("--standard", OWN_STANDARD)
    told = run("issue", "花名册.csv", *standard, "--year", "2024", "-o", "下发")
    assert "共 2 个单位、3 个项目" in told
    assert "“某某县档案馆”没有写项目名称" in told
    workbook = tmp_path / "下发" / f"{OWN_UNIT}.xlsx"
    (tmp_path / "回收").mkdir()
    run("fill", workbook, OWN_DATA, "-o", tmp_path / "回收" / f"{OWN_UNIT}.xlsx")
    told = run("check", "回收", "--roster", "花名册.csv", *standard, "-o", "审核")
    assert "填报 87.99 良 → 复核 87.99 良  错误 0  疑问 0  提示 0" in told
    assert "未报：某某县水利局" in told and "未报 1 个" in told
    assert [file.name for file in (tmp_path / "审核" / "催报").iterdir()] == ["某某县水利局.txt"]
    assert OWN_STANDARD in run("forms")


# ---------------------------------------------------------------- README.md


def walkthrough() -> str:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return text.split("## A form of your own in an hour")[1].split("\n## ")[0]


def test_the_readmes_excerpts_are_the_files() -> None:
    excerpts = re.findall(r"<!-- (\S+\.toml) -->\n```toml\n(.*?)```", walkthrough(), re.DOTALL)
    assert {name for name, _ in excerpts} == {"standard.toml", "project.toml"}
    for name, excerpt in excerpts:
        written = (OWN / OWN_STANDARD / name).read_text(encoding="utf-8")
        for piece in excerpt.strip().split("\n# …\n"):
            assert piece.strip() in written, f"{name} has no\n{piece}"


def test_the_readme_tells_all_that_differs_from_the_national_form() -> None:
    told = walkthrough()
    for name in ("standard.toml", "project.toml"):
        national = (ROOT / "templates" / "national-2020" / name).read_text(encoding="utf-8").splitlines()
        own = (OWN / OWN_STANDARD / name).read_text(encoding="utf-8").splitlines()
        for line in set(own) - set(national):
            assert line.startswith("#") or line in told, f"{name}: {line}"


def test_the_readmes_commands_run(tmp_path: Path) -> None:
    workbook = tmp_path / "filled.xlsx"
    workbook.write_bytes(own_filled())
    (commands,) = re.findall(r"```sh\n(.*?)```", walkthrough(), re.DOTALL)
    for line in commands.splitlines():
        # Relative to the folder that holds the county's, as a reader has it.
        told = line.replace("forms/county-2024", str(OWN / OWN_STANDARD)).replace(
            "--templates forms", f"--templates {OWN}"
        )
        (tmp_path / "回收").mkdir(exist_ok=True)
        shutil.copy(workbook, tmp_path / "回收" / "来件.xlsx")
        done = jzxl(*told.split()[1:], folder=tmp_path)
        assert done.returncode in (0, 1), (line, done.stderr)
    assert (tmp_path / "审核" / "汇总.xlsx").exists()


def test_the_readme_lists_every_kind_that_a_definition_may_use() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    told = text.split("### What a definition may say")[1].split("\n## ")[0]
    listed = set(re.findall(r"^\| `([a-z-]+)` \|", told, re.MULTILINE))
    assert listed - {"kind"} == {*layout.SECTION_KINDS, *(rule.kind for rule in RULES)}
    for part in (AREA, GROUP, WEIGHT, SCORE, *SCORED_PARTS, *DIRECTIONS, *INPUT_KINDS):
        assert f"`{part}`" in told, part
