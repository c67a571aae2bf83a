"""Targets typed over the formula that prints them, as people do who see the table and not what is beside it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from engines import libreoffice
from engines.libreoffice import requires_libreoffice
from national_returns import national_filled
from returns import Typed, catalog, place, read, typed, with_property

from jzxl.package import open_package
from jzxl.result import FileResult
from jzxl.review import review_file

_ROW = "数量指标1"
_PARTS = ("方向", "目标数", "计量单位", "实际完成值")


def _typed_over(target: str, **more: Typed) -> bytes:
    blank: dict[str, Typed] = {f"{_ROW}_目标数": None, f"{_ROW}_计量单位": None}
    return typed(
        national_filled(), {f"{_ROW}_目标值": target} | blank | {f"{_ROW}_{k}": v for k, v in more.items()}
    )


def _reviewed(workbook: bytes) -> tuple[FileResult, bytes]:
    result, copy = review_file(workbook, catalog(), with_copy=True, shown="来件.xlsx")
    assert copy is not None
    return result, copy


@pytest.mark.parametrize(
    ("target", "actual", "parts"),
    [
        ("≥480公里", Decimal(486), ("≥", Decimal(480), "公里", Decimal(486))),
        ("480公里", Decimal(486), ("≥", Decimal(480), "公里", Decimal(486))),
        ("≤490公里", Decimal(486), ("≤", Decimal(490), "公里", Decimal(486))),
        ("≥480公里", "486公里", ("≥", Decimal(480), "公里", Decimal(486))),
        ("≥480公里", "486km", ("≥", Decimal(480), "公里", Decimal(486))),
    ],
)
def test_the_copy_puts_it_where_it_belongs(target: str, actual: Typed, parts: tuple[Typed, ...]) -> None:
    workbook = _typed_over(target, 实际完成值=actual)
    result, copy = _reviewed(workbook)
    found = [(each.code, each.severity.value, each.name) for each in result.findings]
    assert found == [("formula-overwritten", "warning", f"{_ROW}_目标值")]
    after = read(copy).entries
    assert tuple(after[f"{_ROW}_{part}"].value for part in _PARTS) == parts
    assert after[f"{_ROW}_目标值"].formula
    assert after["总分"].value == read(national_filled()).entries["总分"].value
    again, _ = _reviewed(copy)
    assert again.findings == ()


@pytest.mark.libreoffice
@requires_libreoffice
def test_the_copy_computes(tmp_path: Path) -> None:
    file = tmp_path / "审核稿.xlsx"
    file.write_bytes(_reviewed(_typed_over("≥480公里", 实际完成值="486公里"))[1])
    seen = libreoffice.recalculate([file])[file]
    for name, value in (
        (f"{_ROW}_目标值", "≥480公里"),
        (f"得分_{_ROW}", Decimal(10)),
        ("总分", Decimal("95.65")),
    ):
        sheet, cell = place(file.read_bytes(), f"项目1_{name}")
        assert seen[sheet][cell] == value


@pytest.mark.parametrize("target", ["完成日常养护", "每月≥40公里", "约480公里", "修补坑槽480处、边沟20公里"])
def test_what_is_not_certain_stays_where_it_was_typed(target: str) -> None:
    result, copy = _reviewed(_typed_over(target))
    said = [each for each in result.findings if each.name == f"{_ROW}_目标值"]
    assert len(said) == 1 and "请填到右边" in said[0].message and "定性" in said[0].message
    after = read(copy).entries
    assert (after[f"{_ROW}_目标值"].value, after[f"{_ROW}_目标值"].formula) == (target, None)
    assert after[f"{_ROW}_目标数"].value is None


def test_nothing_is_filled_into_a_workbook_with_other_formulas() -> None:
    result, copy = _reviewed(with_property(_typed_over("≥480公里"), "jzxl.formulas", "0123456789abcdef"))
    assert all("审核稿已" not in each.message for each in result.findings)
    assert read(copy).entries[f"{_ROW}_目标数"].value is None
    assert open_package(copy).properties["jzxl.formulas"] == "0123456789abcdef"


def test_beside_a_number_of_its_own_the_target_is_an_overwritten_formula() -> None:
    result, copy = _reviewed(typed(national_filled(), {f"{_ROW}_目标值": "≥500公里"}))
    (finding,) = (each for each in result.findings if each.name == f"{_ROW}_目标值")
    assert "应为 ≥480公里" in finding.message
    assert read(copy).entries[f"{_ROW}_目标数"].value == Decimal(480)
