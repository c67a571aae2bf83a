"""A workbook made from a mould is the one that would be written for its names alone."""

from __future__ import annotations

import html
import io
import re
import zipfile

import pytest
from returns import STANDARD, UNIT, YEAR, catalog

from jzxl.form.instance import plan_instances, sheet_name
from jzxl.form.model import Form
from jzxl.issue.order import file_name
from jzxl.issue.recipient import Order, _blank, issue_workbook
from jzxl.issue.workbook import build_workbook, initial_values
from jzxl.package import open_package

FORMS: tuple[Form, ...] = tuple(catalog().forms[STANDARD].values())
NAMES = (
    "甲项目",
    'O\'Neil & <Co> "2020"',
    "=1+1",
    "A/B:[C]",
    "很长" * 40,
    "很长" * 40 + "二",
    "校验",
    "a",
    "A",
)


def parts(workbook: bytes) -> dict[str, str]:
    archive = zipfile.ZipFile(io.BytesIO(workbook))
    return {name: archive.read(name).decode() for name in archive.namelist()}


def comparable(xml: str) -> list[str]:
    """The tags and texts of a part in an order that does not depend on names, references unquoted."""
    plain = re.sub(r"'((?:[^']|'')+)'!", lambda found: found[1].replace("''", "'") + "!", html.unescape(xml))
    return sorted(re.split(r"(?=<)", plain))


@pytest.mark.parametrize("count", [0, 1, len(NAMES)])
def test_it_equals_the_workbook_written_directly(count: int) -> None:
    names = NAMES[:count]
    forms = FORMS if names else FORMS[:1]
    instances = plan_instances(forms, YEAR, names)
    values = [initial_values(each) | {each.form.unit_field: UNIT} for each in instances]
    written, moulded = (
        build_workbook(instances, YEAR, values),
        issue_workbook(Order(UNIT, YEAR, forms, names)),
    )
    direct, ours = open_package(written), open_package(moulded)
    assert [each.name for each in ours.sheets] == [each.name for each in direct.sheets]
    assert {(each.name, each.target) for each in ours.names} == {
        (each.name, each.target) for each in direct.names
    }
    for sheet in direct.sheets:
        wanted = {ref: cell[3:6] for ref, cell in direct.cells(sheet.name).items()}
        assert {ref: cell[3:6] for ref, cell in ours.cells(sheet.name).items()} == wanted, sheet.name
    for name in ("xl/workbook.xml", "docProps/app.xml", "xl/worksheets/sheet1.xml"):
        assert comparable(parts(moulded)[name]) == comparable(parts(written)[name])


def test_no_mark_is_left() -> None:
    workbook = issue_workbook(Order(UNIT, YEAR, FORMS, NAMES))
    assert not [name for name, part in parts(workbook).items() if "\uf8f0" in part or "\uf8f1" in part]


def test_a_name_that_holds_a_mark_is_issued_all_the_same() -> None:
    name = "项目\uf8f01\uf8f1"
    package = open_package(issue_workbook(Order(UNIT, YEAR, FORMS, (name, "乙项目"))))
    assert [each.name for each in package.sheets][3:5] == [name, "乙项目"]


def test_recipients_with_as_many_projects_share_a_blank() -> None:
    """Which takes 15 ms a recipient on an idle machine; a workbook written anew takes 250 ms."""
    _blank.cache_clear()
    for unit in range(3):
        issue_workbook(Order(f"{unit}局", YEAR, FORMS, tuple(f"{unit}项目{n}" for n in range(8))))
    assert _blank.cache_info().misses == 1


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("一" * 30 + "'二", "一" * 30),  # Excel takes no apostrophe at the end
        ("\U00020000" * 20, "\U00020000" * 15),  # of which each counts as two
        ("历史", "历史"),
        ("History", "History(2)"),
        ("'校验'", "校验(2)"),
    ],
)
def test_names_that_excel_does_not_take_for_a_sheet(wanted: str, given: str) -> None:
    assert sheet_name(wanted, {"校验"}) == given


@pytest.mark.parametrize(
    ("unit", "file"),
    [
        ("CON", "_CON.xlsx"),
        ("com1.某局", "_com1.某局.xlsx"),
        ("某局\u202exslx", "某局_xslx.xlsx"),
        ("=1+1", "=1+1.xlsx"),
        ("某局. ", "某局.xlsx"),
    ],
)
def test_names_that_no_file_system_takes(unit: str, file: str) -> None:
    assert file_name(unit) == file
