"""A roster → a folder of workbooks, each with its known figures; safe to be run again."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from engines.libreoffice import recalculate, requires_libreoffice
from returns import STANDARD, catalog, with_property
from rosters import FORMS, Rows, csv_roster, read, xlsx_roster
from test_cli import jzxl
from test_roster import GOOD, changed
from validity import faults

from jzxl.campaign.issued_before import why_it_differs
from jzxl.campaign.issuing import EXPLAINED_AT_MOST, Asked, Differing, Parcel, deliver, pack
from jzxl.campaign.roster_example import example_roster
from jzxl.errors import UsageError
from jzxl.gather import LIST_NAME
from jzxl.issue.canvas import INPUT_FILL
from jzxl.issue.stamp import PREFILLED_FILL, Stamp
from jzxl.issue.values import Prefilling
from jzxl.package import Edit, open_package
from jzxl.read.filing import FilledForm
from jzxl.read.reader import read_filing

YEAR = 2020


def parcels(rows: Rows = GOOD, **asked: Any) -> list[Parcel]:
    reading = read(csv_roster(rows))
    return pack(reading.roster, Asked(FORMS, YEAR, **asked), reading.errors)[0]


def wrong(rows: Rows) -> list[str]:
    """The lines of the error that a roster gives."""
    with pytest.raises(UsageError) as raised:
        parcels(rows)
    return str(raised.value).split("\n")[1:]


def filled(workbook: bytes) -> list[FilledForm]:
    return list(read_filing(open_package(workbook), catalog()).forms)


def stated(form: FilledForm, names: Sequence[str]) -> dict[str, Any]:
    return {name: form.entries[name].value for name in names}


def snapshot(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


# ---------------------------------------------------------------- what is in the workbooks


def test_unit_projects_and_figures_stand_in_their_forms() -> None:
    department, work, special = filled(parcels()[0].build())
    assert stated(department, ["填报单位", "年初预算金额", "编制数"]) == {
        "填报单位": "甲局",
        "年初预算金额": Decimal("948.96"),
        "编制数": None,
    }
    names = ["填报单位", "项目名称", "项目属性", "预算市级资金", "预算下达资金"]
    assert stated(work, names) == dict(
        zip(names, ["甲局", "招商工作", "经常性项目", Decimal(500), Decimal("7.6")], strict=True)
    )
    assert stated(special, names) == dict(
        zip(names, ["甲局", "招商专项", "一次性项目", Decimal("198.5"), None], strict=True)
    )
    assert department.entries["表头_年初预算金额"].value == Decimal("948.96"), "formulas have their results"


@pytest.mark.parametrize("prefilling", Prefilling)
def test_known_figures_are_shown_and_locked_if_asked(prefilling: Prefilling) -> None:
    workbook = parcels(prefilling=prefilling)[0].build()
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    for form in filled(workbook):
        known = {"填报单位", "项目名称", "项目属性", "年初预算金额", "预算市级资金", "预算下达资金"}
        for name in (known | {"编制数", "实施单位"}) & form.entries.keys():
            entry = form.entries[name]
            cell = book[entry.sheet][entry.cell]
            given = name in known and entry.value is not None
            assert cell.fill.start_color.rgb[-6:] == (PREFILLED_FILL if given else INPUT_FILL), name
            assert cell.protection.locked is (given and prefilling is Prefilling.LOCKED), name


@pytest.mark.parametrize("prefilling", Prefilling)
def test_known_figures_are_remembered_as_the_cells_hold_them(prefilling: Prefilling) -> None:
    remembered = 0
    for parcel in parcels(prefilling=prefilling):
        for form in filled(parcel.build()):
            known = {name: form.numbers[name].value for name in form.prefilled}
            assert form.prefilled == known
            assert "填报单位" not in form.prefilled, "a text"
            remembered += len(known)
    assert remembered >= 3


def test_each_workbook_has_an_id_of_its_own_that_tells_its_unit() -> None:
    made = parcels()
    stamps = [Stamp.read(open_package(each.build()).properties) for each in made]
    assert [stamp.issue for stamp in stamps if stamp] == [each.issue for each in made]
    assert len({each.issue for each in made}) == len(made)
    for stamp, parcel in zip(stamps, made, strict=True):
        assert stamp is not None
        assert [each.unit for each in made if stamp.issued_to(each.unit)] == [parcel.unit]


def test_only_one_kind_of_form() -> None:
    reading = read(csv_roster(GOOD))
    made, remarks = pack(reading.roster, Asked(FORMS, YEAR, "project"))
    assert [(each.unit, len(filled(each.build()))) for each in made] == [("甲局", 2), ("乙局", 1)]
    assert [each.row for each in remarks] == [6]
    assert [len(filled(each.build())) for each in parcels(only="department")] == [1, 1, 1]
    with pytest.raises(UsageError, match=r"只有：department（.*）、project（.*）；例如 --only department"):
        parcels(only="another")


def test_everything_written_opens_without_repair(tmp_path: Path) -> None:
    rows = [["单位名称", "项目名称", "年初预算（元）"], *(["甲局", name, "12345.67"] for name in HOSTILE)]
    deliver(parcels(rows, prefilling=Prefilling.LOCKED), tmp_path)
    files = {**snapshot(tmp_path), "花名册.xlsx": example_roster(FORMS)}
    assert len(files) == 3
    for name, content in files.items():
        assert faults(content) == [], name


@pytest.mark.libreoffice
@requires_libreoffice
def test_libreoffice_computes_what_is_stored(tmp_path: Path) -> None:
    rows = [
        ["单位名称", "项目名称", "年初预算（万元）", "其他资金（万元）", "预算下达（元）", "编制数"],
        ["甲局", "O'Neil & <Co>", "500", "0", "76000", "16"],
        ["甲局", "校验", "3", "1", "10000", ""],
    ]
    (made,) = parcels(rows)
    workbook, file = made.build(), tmp_path / "甲局.xlsx"
    file.write_bytes(workbook)
    seen = recalculate([file])[file]
    compared = 0
    package = open_package(workbook)
    for sheet in package.sheets:
        for ref, cell in package.cells(sheet.name).items():
            if cell.formula is not None:
                assert (seen[sheet.name].get(ref) or None) == (cell.value or None), (
                    sheet.name,
                    ref,
                    cell.formula,
                )
                compared += bool(cell.value)
    assert compared > 200
    assert filled(workbook)[1].entries["得分_资金到位率"].value == Decimal("0.05")


# ---------------------------------------------------------------- what no workbook can be issued for


CASES: Sequence[tuple[Mapping[tuple[int, int], str], str, Mapping[tuple[int, int], str]]] = [
    (
        {(6, 1): "甲/局", (7, 1): "甲:局"},
        "第 7 行：“甲:局”的文件名会和第 6 行的“甲/局”一样（甲_局.xlsx）",
        {(7, 1): "甲_局"},
    ),
    ({(6, 1): "下发清单"}, "第 6 行：“下发清单”的文件名会和下发清单一样", {(6, 1): "下发清单局"}),
    ({(6, 1): "..."}, "第 6 行：单位名称“...”不能用作文件名", {(6, 1): "...局"}),
    ({(6, 1): "局" * 67}, "第 6 行：单位名称“" + "局" * 20 + "…”太长", {(6, 1): "局" * 66}),
]


@pytest.mark.parametrize(("places", "text", "near"), CASES)
def test_names_that_cannot_be_files_are_told_with_their_row(
    places: Mapping[tuple[int, int], str], text: str, near: Mapping[tuple[int, int], str]
) -> None:
    lines = wrong(changed(places))
    assert len(lines) == 1 and text in lines[0]
    assert parcels(changed(near))


def test_mistakes_of_the_roster_and_of_issuing_are_told_together(tmp_path: Path) -> None:
    rows = changed({(3, 4): "很多", (5, 0): "303001", (6, 1): "..."})
    assert [line.split("：")[0].strip() for line in wrong(rows)] == ["第 3 行", "第 5 行", "第 6 行"]
    (tmp_path / "花名册.csv").write_bytes(csv_roster(rows, encoding="gbk"))
    done = jzxl("issue", "花名册.csv", "--year", "2020", "-o", "下发", folder=tmp_path)
    assert done.returncode == 2 and "有 3 处要改" in done.stderr
    assert not (tmp_path / "下发").exists(), "nothing is written"


HOSTILE = [
    "../x",
    "..\\..\\x",
    "/etc/passwd",
    "CON",
    "nul.txt",
    "=1+1",
    "@SUM(A1)",
    "-2+3",
    "<b>&'\"",
    "{year}",
]


def test_hostile_names_stay_in_the_folder_and_are_texts(tmp_path: Path) -> None:
    folder = tmp_path / "in" / "下发"
    folder.mkdir(parents=True)
    rows = [["单位名称", "项目名称", "实施单位"], *([name, f"{name}项目", name] for name in HOSTILE)]
    made = parcels(rows)
    deliver(made, folder)
    assert {file.parent for file in tmp_path.rglob("*") if file.is_file()} == {folder}
    assert {"_CON.xlsx", "_nul.txt.xlsx"} <= {each.file for each in made}
    for parcel in made:
        workbook = (folder / parcel.file).read_bytes()
        _, project = filled(workbook)
        for name in ("填报单位", "项目名称", "实施单位"):
            assert project.entries[name].formula is None
        assert project.entries["实施单位"].value == parcel.unit
        assert openpyxl.load_workbook(io.BytesIO(workbook))[project.entries["项目名称"].sheet] is not None
    listed = open_package(folder / LIST_NAME)
    cells = [cell for sheet in listed.sheets for cell in listed.cells(sheet.name).values()]
    assert not [cell for cell in cells if cell.formula is not None]
    assert set(HOSTILE) <= {cell.value for cell in cells}


@pytest.mark.parametrize(
    "names",
    [["校验", "评分标准", "基础数据"], ["a", "A"], ["长" * 40 + "一", "长" * 40 + "二"], ["[*]?", ":/"]],
)
def test_names_of_projects_that_collide_as_sheets(names: Sequence[str]) -> None:
    rows = [["单位名称", "项目名称"], *(["甲局", name] for name in names)]
    if len({name.casefold() for name in names}) < len(names):
        assert len(wrong(rows)) == len(names) - 1  # to a reader they are one name
        return
    forms = filled(parcels(rows)[0].build())[1:]
    assert [form.entries["项目名称"].value for form in forms] == list(names)
    assert len({form.entries["项目名称"].sheet for form in forms}) == len(names)


# ---------------------------------------------------------------- issuing again


def test_the_same_roster_gives_the_same_bytes() -> None:
    assert [each.build() for each in parcels()] == [each.build() for each in parcels()]


def test_issuing_again_keeps_what_is_there_and_adds_what_is_new(tmp_path: Path) -> None:
    first = deliver(parcels(), tmp_path)
    assert first.written == ("甲局.xlsx", "乙局.xlsx", "丙局.xlsx") and not first.kept
    before = snapshot(tmp_path)
    again = deliver(parcels(), tmp_path)
    assert not again.written and again.kept == first.written
    assert snapshot(tmp_path) == before
    more = deliver(parcels(changed({(7, 1): "丁局"})), tmp_path)
    assert more.written == ("丁局.xlsx",)
    assert {name: snapshot(tmp_path)[name] for name in first.written} == {
        name: before[name] for name in first.written
    }
    fewer = deliver(parcels(GOOD[:5]), tmp_path)
    assert fewer.strangers == ("丁局.xlsx", "丙局.xlsx")


def test_a_file_packed_differently_is_the_same(tmp_path: Path) -> None:
    made = parcels()[:1]
    source = zipfile.ZipFile(io.BytesIO(made[0].build()))
    with zipfile.ZipFile(tmp_path / made[0].file, "w", zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
    assert deliver(made, tmp_path).kept == (made[0].file,)


def test_a_file_that_differs_is_left_and_all_others_are_written(tmp_path: Path) -> None:
    (tmp_path / "乙局.xlsx").write_bytes(b"somebody has begun to fill it")
    done = deliver(parcels(), tmp_path)
    assert done.written == ("甲局.xlsx", "丙局.xlsx") and not done.kept and not done.replaced
    assert [each.file for each in done.differing] == ["乙局.xlsx"]
    assert (tmp_path / "乙局.xlsx").read_bytes() == b"somebody has begun to fill it"
    assert [row[7] for row in list_rows(tmp_path)] == [None, "原来的文件和花名册不一样，没有重新生成", None]
    again = deliver(parcels(), tmp_path, overwrite=True)
    assert again.replaced == ("乙局.xlsx",) and again.kept == ("甲局.xlsx", "丙局.xlsx")
    assert (tmp_path / "乙局.xlsx").read_bytes() == parcels()[1].build()
    assert [row[7] for row in list_rows(tmp_path)] == [None, None, None]


def typed_into(workbook: bytes, values: Mapping[str, Any]) -> bytes:
    """An issued workbook in which somebody typed into cells of its first form."""
    package = open_package(workbook)
    edit, entries = Edit(package), filled(workbook)[0].entries
    for name, value in values.items():
        edit.write(entries[name].sheet, entries[name].cell, value)
    return edit.to_bytes()


def list_rows(folder: Path) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(folder / LIST_NAME).active
    assert sheet is not None
    return [[cell.value or None for cell in row] for row in sheet.iter_rows(min_row=4)]


@pytest.mark.parametrize(
    ("places", "asked", "why"),
    [
        ({(2, 4): "950"}, {}, "年初预算金额 (万元)原来是“948.96”，这次是“950”"),
        ({(2, 4): "", (6, 4): "1"}, {}, "里面已经填了 1 处"),
        ({(4, 2): "招商引资专项"}, {}, "这次多了“招商引资专项”；这次没有“招商专项”"),
        ({}, {"prefilling": Prefilling.LOCKED}, "数都一样，行数、颜色或锁定的格子不一样"),
        ({}, {"only": "department"}, "这次没有“招商工作”、“招商专项”"),
    ],
)
def test_why_a_workbook_differs_is_told(
    tmp_path: Path, places: Mapping[tuple[int, int], Any], asked: Mapping[str, Any], why: str
) -> None:
    deliver(parcels(), tmp_path)
    explain = partial(why_it_differs, catalog=catalog())
    done = deliver(parcels(changed(places), **asked), tmp_path, explain=explain)
    assert done.differing[0] == Differing("甲局.xlsx", why)


@pytest.mark.parametrize(
    ("stamped", "why"),
    [
        ("jzxl.fingerprint", "是用另一版表式下发的"),
        ("jzxl.formulas", "是用另一版 jzxl 下发的，公式的写法不一样"),
    ],
)
def test_what_another_version_issued_is_told(tmp_path: Path, stamped: str, why: str) -> None:
    made = parcels()
    (tmp_path / "甲局.xlsx").write_bytes(with_property(made[0].build(), stamped, "0123456789abcdef"))
    done = deliver(made, tmp_path, explain=partial(why_it_differs, catalog=catalog()))
    assert done.differing[0] == Differing("甲局.xlsx", why)


def test_what_somebody_filled_in_is_told_and_so_is_what_is_no_workbook_of_ours(tmp_path: Path) -> None:
    made = parcels()
    (tmp_path / "甲局.xlsx").write_bytes(
        typed_into(made[0].build(), {"编制数": Decimal(16), "在职人数": Decimal(18)})
    )
    (tmp_path / "乙局.xlsx").write_bytes(xlsx_roster([("乙局",)]))
    (tmp_path / "丙局.xlsx").write_bytes(b"no workbook at all")
    done = deliver(made, tmp_path, explain=partial(why_it_differs, catalog=catalog()))
    assert [each.why for each in done.differing] == [
        "里面已经填了 2 处",
        "不是下发的工作簿",
        "打不开，可能不是下发的工作簿",
    ]
    reading = read(csv_roster(GOOD))
    next_year = pack(reading.roster, Asked(FORMS, YEAR + 1))[0][:1]
    deliver(next_year, tmp_path, overwrite=True)
    done = deliver(made[:1], tmp_path, explain=partial(why_it_differs, catalog=catalog()))
    assert [each.why for each in done.differing] == ["是 2021 年度的表，这次是 2020 年度"]


@pytest.mark.parametrize("lost_properties", [False, True])
def test_a_list_that_somebody_has_added_to_is_kept_under_another_name(
    tmp_path: Path, lost_properties: bool
) -> None:
    deliver(parcels(), tmp_path)
    if lost_properties:
        (tmp_path / LIST_NAME).write_bytes(b"somebody else's")
    else:
        book = openpyxl.load_workbook(tmp_path / LIST_NAME)
        book.active["I4"] = "已电话通知"  # type: ignore[index]
        book.save(tmp_path / LIST_NAME)
    before = (tmp_path / LIST_NAME).read_bytes()
    done = deliver(parcels(changed({(7, 1): "丁局"})), tmp_path)
    assert done.list_kept == "下发清单-改过.xlsx" and not done.strangers
    assert (tmp_path / "下发清单-改过.xlsx").read_bytes() == before
    assert [row[1] for row in list_rows(tmp_path)] == ["甲局", "乙局", "丙局", "丁局"]
    again = deliver(parcels(), tmp_path)
    assert again.list_kept is None, "ours is written over"


def test_one_figure_changed_as_a_clerk_sees_it(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_bytes(csv_roster(GOOD))
    call = ("issue", "r.csv", "--year", "2020", "-o", "下发")
    assert jzxl(*call, folder=tmp_path).returncode == 0
    before = snapshot(tmp_path / "下发")
    (tmp_path / "r.csv").write_bytes(csv_roster(changed({(5, 4): "37", (7, 1): "丁局"})))
    done = jzxl(*call, folder=tmp_path)
    assert done.returncode == 1
    assert "新写 1 份工作簿，原有 2 份内容一样、没有改动，原有 1 份和这次的不一样、没有动。" in done.stdout
    assert "乙局.xlsx：“展会”的预算资金 市级预算资金原来是“36”，这次是“37”" in done.stderr.replace("\n", "")
    assert "加上 --overwrite" in done.stderr and "移走或删去" in done.stderr
    after = snapshot(tmp_path / "下发")
    assert {name: after[name] for name in before if name != LIST_NAME} == {
        name: before[name] for name in before if name != LIST_NAME
    }
    (tmp_path / "下发" / "乙局.xlsx").unlink()
    assert "新写 1 份" in jzxl(*call, folder=tmp_path).stdout, "deleted, and so written anew"
    last = jzxl(*call, folder=tmp_path)
    assert last.returncode == 0 and "不一样" not in last.stdout + last.stderr


def test_many_that_differ_are_counted_and_only_some_are_looked_into(tmp_path: Path) -> None:
    rows = [["单位名称"], *([f"{number}局"] for number in range(EXPLAINED_AT_MOST + 5))]
    for number in range(EXPLAINED_AT_MOST + 5):
        (tmp_path / f"{number}局.xlsx").write_bytes(b"filled")
    looked: list[Path] = []

    def explain(file: Path, workbook: bytes) -> str:
        looked.append(file)
        return "why"

    done = deliver(parcels(rows), tmp_path, explain=explain)
    assert len(done.differing) == EXPLAINED_AT_MOST + 5 and len(looked) == EXPLAINED_AT_MOST


def test_a_run_that_was_broken_off_is_taken_up(tmp_path: Path) -> None:
    made = parcels()
    whole = tmp_path / "whole"
    whole.mkdir()
    deliver(made, whole)

    def broken(each: Sequence[Parcel]) -> Any:
        yield each[0]
        raise KeyboardInterrupt

    folder = tmp_path / "broken"
    folder.mkdir()
    with pytest.raises(KeyboardInterrupt):
        deliver(made, folder, progress=broken)
    assert set(snapshot(folder)) == {made[0].file}
    assert deliver(made, folder).kept == (made[0].file,)
    assert snapshot(folder) == snapshot(whole)


def test_the_list_says_what_went_to_whom(tmp_path: Path) -> None:
    made = parcels()
    deliver(made, tmp_path)
    sheet = openpyxl.load_workbook(tmp_path / LIST_NAME).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert rows[0] == ["序号", "单位名称", "单位代码", "文件", "项目数", "项目名称", "下发编号", "说明"]
    assert rows[1] == [1, "甲局", "303001", "甲局.xlsx", 2, "招商工作\n招商专项", made[0].issue, ""]
    assert [row[1] for row in rows[1:]] == ["甲局", "乙局", "丙局"]


# ---------------------------------------------------------------- as a user calls it


def test_from_example_to_check(tmp_path: Path) -> None:
    assert jzxl("roster", "--example", "花名册.xlsx", folder=tmp_path).returncode == 0
    refused = jzxl("roster", "--example", "花名册.xlsx", folder=tmp_path)
    assert refused.returncode == 2 and "已经存在" in refused.stderr
    looked = jzxl("roster", "花名册.xlsx", folder=tmp_path)
    assert looked.returncode == 0 and "共 3 个单位、3 个项目" in looked.stdout
    call = ("issue", "花名册.xlsx", "--year", "2020", "-o", "下发", "--lock-prefilled")
    issued = jzxl(*call, folder=tmp_path)
    assert issued.returncode == 0 and "新写 3 份工作簿" in issued.stdout, issued.stderr
    again = jzxl(*call, folder=tmp_path)
    assert again.returncode == 0 and "原有 3 份内容一样" in again.stdout
    assert len(list((tmp_path / "下发").iterdir())) == 4
    filings = [
        read_filing(open_package(each), catalog()) for each in sorted((tmp_path / "下发").glob("某*.xlsx"))
    ]
    assert all(filing.stamp is not None and filing.standard == STANDARD for filing in filings)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["issue"], "要下发给谁"),
        (["issue", "r.csv", "--unit", "甲局"], "请去掉 --unit"),
        (["issue", "r.csv", "--project", "一"], "请去掉 --unit、--project"),
        (["issue", "nowhere.xlsx"], "nowhere.xlsx 打不开"),
        (["issue", "r.csv", "--only", "nothing"], "没有“nothing”这种表"),
        (["issue", "r.csv", "--rows", "数量=3"], "没有“数量”这组"),
    ],
)
def test_wrong_calls_are_explained(tmp_path: Path, arguments: list[str], said: str) -> None:
    (tmp_path / "r.csv").write_bytes(csv_roster(GOOD))
    done = jzxl(*arguments, "--year", "2020", "-o", "下发", folder=tmp_path)
    assert done.returncode == 2 and said in done.stderr, done.stderr
    assert not (tmp_path / "下发").exists()


def test_the_roster_alone(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_bytes(csv_roster(changed({(3, 4): "很多"})))
    done = jzxl("roster", "r.csv", folder=tmp_path)
    assert done.returncode == 2 and "第 3 行" in done.stderr
    assert jzxl("roster", folder=tmp_path).returncode == 2
    wrong_name = jzxl("roster", "--example", "花名册.csv", folder=tmp_path)
    assert wrong_name.returncode == 2 and "花名册.xlsx" in wrong_name.stderr


def test_issuing_to_one_unit_again_is_no_mistake(tmp_path: Path) -> None:
    call = ("issue", "--unit", "甲局", "--year", "2020", "-o", "下发")
    assert "已生成" in jzxl(*call, folder=tmp_path).stdout
    again = jzxl(*call, folder=tmp_path)
    assert again.returncode == 0 and "内容一样，没有改动" in again.stdout
    assert os.listdir(tmp_path / "下发") == ["甲局.xlsx"]  # noqa: PTH208


def test_a_merged_roster_of_excel(tmp_path: Path) -> None:
    rows = [("单位名称", "项目名称"), ("甲局", "一"), (None, "二")]
    (tmp_path / "r.xlsx").write_bytes(xlsx_roster(rows, merged=["A2:A3"]))
    done = jzxl("issue", "r.xlsx", "--year", "2020", "-o", "下发", folder=tmp_path)
    assert done.returncode == 0 and "共 1 个单位、2 个项目" in done.stdout


def test_the_roster_itself_is_never_written_over(tmp_path: Path) -> None:
    roster = xlsx_roster([("单位名称",), ("甲局",)])
    (tmp_path / "甲局.xlsx").write_bytes(roster)
    done = jzxl("issue", "甲局.xlsx", "--year", "2020", "-o", ".", "--overwrite", folder=tmp_path)
    assert done.returncode == 2 and "花名册自己" in done.stderr
    assert snapshot(tmp_path) == {"甲局.xlsx": roster}
    (tmp_path / "甲局.xlsx").rename(tmp_path / "花名册.xlsx")
    done = jzxl("issue", "花名册.xlsx", "--year", "2020", "-o", ".", folder=tmp_path)
    assert done.returncode == 0 and "不在花名册上" not in done.stdout
    (tmp_path / "旧名局.xlsx").write_bytes(roster)
    done = jzxl("issue", "花名册.xlsx", "--year", "2020", "-o", ".", folder=tmp_path)
    assert "1 份不在花名册上的工作簿：旧名局.xlsx" in done.stdout
