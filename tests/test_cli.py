"""The command line, as a user calls it: files written, exit status, messages."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import typer.main
from engines.libreoffice import requires_libreoffice
from returns import PROJECTS, ROOT, SAMPLE_DATA, THREE_FORMS_DATA, UNIT, filled, typed

from jzxl.cli.app import app
from jzxl.gather import FoundFile, copy_names
from jzxl.issue.order import file_name
from jzxl.visible import visible
from jzxl.width import printed_columns


def jzxl(*arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the program; no call may end in a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "jzxl", *map(str, arguments)],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr + done.stdout
    return done


def test_from_issue_to_corrected_copy(tmp_path: Path) -> None:
    issue = jzxl("issue", "--unit", UNIT, "--year", "2020", "-o", "下发", folder=tmp_path)
    assert issue.returncode == 0, issue.stderr
    workbook = tmp_path / "下发" / f"{UNIT}.xlsx"
    assert jzxl("fill", workbook, SAMPLE_DATA, "-o", "填报.xlsx", folder=tmp_path).returncode == 0
    checked = jzxl("check", "填报.xlsx", "-o", "审核", folder=tmp_path)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "填报 82.80 良 → 复核 82.80 良  错误 0  疑问 0  提示 0" in checked.stdout
    assert (tmp_path / "审核" / "填报-审核.xlsx").exists()
    assert (tmp_path / "审核" / "results.json").exists()


def test_prefilled_when_issued(tmp_path: Path) -> None:
    call = ("issue", "--unit", UNIT, "--year", "2020", "--prefill", THREE_FORMS_DATA, "-o", "下发")
    issued = jzxl(*call, "--lock-prefilled", folder=tmp_path)
    assert issued.returncode == 0, issued.stderr
    checked = jzxl("check", "下发", "-o", "审核", folder=tmp_path)
    assert f"{PROJECTS[0]}：填报 86.05 良 → 复核 86.05 良" in checked.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--unit", "甲局", "--unit", "乙局", "--prefill", SAMPLE_DATA], "--unit 只能写一次"),
        (["--unit", "甲局", "--lock-prefilled"], "要和 --prefill 一起用"),
        (["--unit", "甲局", "--prefill", "没有.toml"], "打不开数据文件"),
        (["--unit", "甲局", "--prefill", THREE_FORMS_DATA, "--project", "某项目"], "数据文件有 2 个项目"),
    ],
)
def test_a_wrong_call_for_prefilling_is_explained(
    tmp_path: Path, arguments: list[str | Path], said: str
) -> None:
    refused = jzxl("issue", *arguments, "--year", "2020", "-o", "下发", folder=tmp_path)
    assert refused.returncode == 2 and said in refused.stderr
    assert not list(tmp_path.glob("下发/*.xlsx")), "nothing is written when the call is wrong"


@pytest.mark.libreoffice
@requires_libreoffice
def test_printed(tmp_path: Path) -> None:
    (tmp_path / "填报.xlsx").write_bytes(filled())
    printed = jzxl("print", "填报.xlsx", "-o", "纸/自评表.pdf", folder=tmp_path)
    assert printed.returncode == 0, printed.stderr
    assert (tmp_path / "纸" / "自评表.pdf").read_bytes().startswith(b"%PDF")


def test_printing_what_is_no_workbook_is_explained(tmp_path: Path) -> None:
    (tmp_path / "信.xlsx").write_text("尊敬的领导", encoding="utf-8")
    refused = jzxl("print", "信.xlsx", "-o", "信.pdf", folder=tmp_path)
    assert refused.returncode == 2 and "信.xlsx" in refused.stderr
    assert not (tmp_path / "信.pdf").exists()


def test_an_issued_workbook_is_not_overwritten_unasked(tmp_path: Path) -> None:
    call = ("issue", "--unit", "甲局", "--year", "2020", "-o", "下发")
    assert jzxl(*call, folder=tmp_path).returncode == 0
    (tmp_path / "下发" / "甲局.xlsx").write_bytes(b"somebody has begun to fill it")
    refused = jzxl(*call, folder=tmp_path)
    assert refused.returncode == 1
    assert "甲局.xlsx：打不开" in refused.stderr and "--overwrite" in refused.stderr
    assert (tmp_path / "下发" / "甲局.xlsx").read_bytes() == b"somebody has begun to fill it"
    assert jzxl(*call, "--overwrite", folder=tmp_path).returncode == 0


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    folder = tmp_path / "回收" / "第二批"
    folder.mkdir(parents=True)
    (folder / "好.xlsx").write_bytes(filled())
    (folder / "错.xlsx").write_bytes(typed(filled(), {"综合得分": Decimal("90")}))
    (folder / "断.xlsx").write_bytes(filled()[:9000])
    (folder / "空.xlsx").write_bytes(b"")
    (folder / "~$好.xlsx").write_bytes(b"lock")
    (folder / "说明.docx").write_bytes(b"a letter")
    done = jzxl("check", "回收", "-o", "审核", folder=tmp_path)
    assert done.returncode == 2
    assert done.stdout.count("读不出来") == 2
    document = json.loads((tmp_path / "审核" / "results.json").read_text(encoding="utf-8"))
    status = {each["file"]: each["status"] for each in document["filings"]}
    assert status == {
        "第二批/好.xlsx": "clean",
        "第二批/错.xlsx": "findings",
        "第二批/断.xlsx": "unreadable",
        "第二批/空.xlsx": "unreadable",
    }
    copies = {each.name for each in (tmp_path / "审核").glob("*-审核*")}
    assert copies == {"好-审核.xlsx", "错-审核.xlsx"}


def test_results_json_has_what_the_readme_promises(tmp_path: Path) -> None:
    (tmp_path / "回收.xlsx").write_bytes(typed(filled(), {"得分_在职人员控制": Decimal("3")}))
    done = jzxl("check", "回收.xlsx", "-o", "审核", "--json", folder=tmp_path)
    assert done.returncode == 1
    text = (tmp_path / "审核" / "results.json").read_text(encoding="utf-8")
    assert done.stdout == text
    (filing,) = json.loads(text, parse_float=Decimal)["filings"]
    assert set(filing) == {
        *("file", "sha256", "status", "unit", "year", "standard", "forms", "findings", "copy"),
        *("department", "counted"),
    }
    (form,) = filing["forms"]
    assert form["stated"]["total"] == Decimal("85.20")
    assert form["evaluated"] == {
        "total": Decimal("82.80"),
        "grade": "良",
        "blocks": {
            "投入": Decimal("13.60"),
            "过程": Decimal("27.20"),
            "产出": Decimal("22.00"),
            "效果": Decimal("20.00"),
        },
    }
    assert '"total": 82.80' in text, "numbers keep their digits"
    indicator = next(each for each in form["indicators"] if each["name"] == "在职人员控制")
    assert indicator == {
        "block": "投入",
        "group": "预算配置",
        "name": "在职人员控制",
        "weight": Decimal("3.00"),
        "stated": Decimal("3.00"),
        "evaluated": Decimal("0.60"),
        "rate": Decimal("1.125"),
    }
    (finding,) = filing["findings"]
    assert set(finding) == {
        *("code", "severity", "sheet", "cell", "item", "stated", "expected", "message", "basis", "answer")
    }
    assert (finding["stated"], finding["expected"]) == (3, Decimal("0.60"))
    assert filing["copy"] == "回收-审核.xlsx"


def test_the_sample_returns_are_checked(tmp_path: Path) -> None:
    done = jzxl("check", ROOT / "samples" / "returned", "-o", tmp_path / "审核", folder=tmp_path)
    assert done.returncode == 1
    assert len(list((tmp_path / "审核").glob("*-审核.xlsx"))) >= 6


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["issue", "--year", "2020", "-o", "x"], "要下发给谁"),
        (["issue", "--unit", "甲", "--year", "二零", "-o", "x"], "--year"),
        (["issue", "--unit", "甲", "--year", "2020", "-o", "x", "--standard", "nowhere"], "jinzhong-2020"),
        (["issue", "--unit", " ", "--year", "2020", "-o", "x"], "单位名称"),
        (["check", "nowhere.xlsx"], "nowhere.xlsx"),
        (["check", "."], "没有可检查的工作簿"),
        (["forms", "nowhere"], "jinzhong-2020"),
        (["--templates", "nowhere", "forms"], "nowhere"),
        (["fill", "nowhere.xlsx", "nowhere.toml", "-o", "x.xlsx"], "nowhere.xlsx"),
        (["nonsense"], "--help"),
        (["check", "--nonsense"], "--nonsense"),
    ],
)
def test_a_wrong_call_is_explained(tmp_path: Path, arguments: list[str], said: str) -> None:
    done = jzxl(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr


COMMANDS = ("check", "forms", "issue", "fill", "print", "roster")
# Names of programs, kinds of files and units, which Chinese texts have too.
_NO_ENGLISH = re.compile(
    r"--?[a-z][a-z-]*|[\w-]+\.(?:xlsx|toml|json|pdf)|\.(?:xlsx?|zip|et|ods|csv)|tcp://[\d.:]+|jinzhong-2020"
    r"|JZXL_TEMPLATES|LibreOffice|TOML|PDF|MB|dask|\bproject\b|\bjzxl\b|"
    + "|".join(rf"\b{each}\b" for each in COMMANDS)
)


def english_in(text: str) -> list[str]:
    return re.findall(r"[A-Za-z]{2,}", _NO_ENGLISH.sub("", text))


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_chinese_and_fits_the_screen(tmp_path: Path, command: str) -> None:
    done = jzxl(*filter(None, [command]), "--help", folder=tmp_path)
    assert done.returncode == 0 and done.stdout.startswith(f"用法：jzxl {command}".rstrip())
    assert english_in(done.stdout) == []
    assert "显示这段说明。" in done.stdout
    assert max(map(printed_columns, done.stdout.splitlines())) <= 80
    assert not re.search(r"(?m)^\s*[，。；：、）”]", done.stdout)


def test_help_loads_nothing_but_the_command_line(tmp_path: Path) -> None:
    """A clerk waits for it: typer alone takes most of a tenth of a second."""
    code = (
        "import sys, jzxl.cli; sys.argv = ['jzxl', '--help']\n"
        "try: jzxl.cli.main()\nexcept SystemExit: print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    loaded = set(done.stderr.split())
    ours = {name for name in loaded if name.startswith("jzxl.")}
    assert {name for name in ours if not name.startswith("jzxl.cli")} <= {"jzxl.errors", "jzxl.width"}
    assert not loaded & {
        "rich",
        "xlsxwriter",
        "openpyxl",
        "cattrs",
        "jinja2",
        "pebble",
        "simplejson",
        "rapidfuzz",
    }


def test_help_tells_what_is_required_and_what_holds_otherwise(tmp_path: Path) -> None:
    issue = re.sub(r"\s+", "", jzxl("issue", "--help", folder=tmp_path).stdout)
    assert "--year年度评价年度，例如--year2020。（2000到2100，必须写）" in issue
    assert "（不写时是jinzhong-2020）" in issue
    assert "JZXL_TEMPLATES" in jzxl("--help", folder=tmp_path).stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["issue", "--unit", "甲", "--year", "二零", "-o", "x"],
            "--year 后面的“二零”不对，--year 是：评价年度，例如 --year 2020。（2000 到 2100）",
        ),
        (["issue", "--unit", "甲", "--year=1800", "-o", "x"], "--year 后面的“1800”不对"),
        (["issue", "--unit", "甲", "-o", "x"], "还要写上 --year：评价年度，例如 --year 2020"),
        (["issue", "--unit", "甲", "--year"], "--year 后面还要写内容，--year 是：评价年度"),
        (["issue", "--yaer", "2020"], "没有 --yaer 这个选项"),
        (
            ["check", "x", "--jobs", "很多"],
            "--jobs 后面的“很多”不对，--jobs 是：同时审核几份，例如 --jobs 2；",
        ),
        (["check", "x", "--timeout", "1.5"], "例如 --timeout 300。（不写时是 60，1 到 3600）"),
        (["check", "x", "--max-size", "0"], "例如 --max-size 200。（不写时是 64，1 到 1024）"),
        (["check", "x", "--year", "20"], "例如 --year 2020"),
        (["check", "x", "--again=1"], "--again 后面不用写内容"),
        (["check"], "还要写上回收的工作簿，或装着它们的文件夹"),
        (
            ["issue", "甲", "局.xlsx", "--year", "2020", "-o", "x"],
            "多写了“局.xlsx”；文件名、单位名称里有空格的",
        ),
        (["chekc", "x"], "没有“chekc”这个命令；是不是 check？"),
        (["花名册.xlsx"], "没有“花名册.xlsx”这个命令，只有：check、"),
        (["--templates"], "--templates 后面还要写内容"),
    ],
)
def test_a_slip_in_a_call_is_answered_with_what_is_right(
    tmp_path: Path, arguments: list[str], said: str
) -> None:
    done = jzxl(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr and re.search(r"用 jzxl( \w+)? --help 查看说明", done.stderr)
    assert [each for each in english_in(done.stderr) if each not in "--yaer chekc"] == []


def test_every_option_with_a_number_gives_an_example() -> None:
    """A wrong value is answered with the option's help."""
    group = typer.main.get_command(app)
    numbers = [
        (name, param)
        for name, command in group.commands.items()  # type: ignore[attr-defined]
        for param in command.params
        if re.search(r"\d<=x<=\d", param.get_help_record(click_context(command))[1])
    ]
    assert len(numbers) >= 5
    for name, param in numbers:
        assert f"例如 {param.opts[-1]} " in param.help, (name, param.opts)


def click_context(command: Any) -> Any:
    return command.context_class(command)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ('["基础数据"]\n"在职人员" = 18', "在职人数"),
        ('["基础数据"]\n"在职人数" = "许多"', "在职人数"),
        ('["表头"]\n"填报单位" = 5', "填报单位"),
        ("表头 = 5", "TOML"),
        ('"项目" = ["甲"]', "项目"),
        ('"评价人员" = ["甲"]', "评价人员"),
        ('"绩效目标" = "甲"', "绩效目标"),
        ('["基础数据"]\n"在职人数" = nan', "在职人数"),
        ('["基础数据"]\n"在职人数" = 1e999999999', "在职人数"),
        ('"指标" = 5', "指标"),
    ],
)
def test_wrong_data_for_filling_is_explained(tmp_path: Path, data: str, said: str) -> None:
    (tmp_path / "表.xlsx").write_bytes(filled())
    (tmp_path / "数.toml").write_text(data, encoding="utf-8")
    done = jzxl("fill", "表.xlsx", "数.toml", "-o", "新.xlsx", folder=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert not (tmp_path / "新.xlsx").exists()


def test_forms_lists_standards_and_rules(tmp_path: Path) -> None:
    assert "jinzhong-2020" in jzxl("forms", folder=tmp_path).stdout
    rules = jzxl("forms", "jinzhong-2020", folder=tmp_path).stdout
    for word in ("在职人员控制", "依据", "分值"):
        assert word in rules


def test_names_cannot_leave_the_output_folder() -> None:
    assert file_name("../../etc/某局") == "_.._etc_某局.xlsx"
    files = [FoundFile(Path(each), each) for each in ("a/表.xlsx", "b/表.xlsx", "b/表.XLSM", "c/旧.xls")]
    names = ["表-审核.xlsx", "表-审核2.xlsx", "表-审核.xlsm", "旧-审核.xlsx"]
    assert copy_names(files, Path("审核")) == names


def test_a_copy_is_never_written_over_a_return(tmp_path: Path) -> None:
    """Somebody hands in a file that is called like the copy of another, in the output folder."""
    for name in ("甲.xlsx", "甲-审核.xlsx"):
        (tmp_path / name).write_bytes(filled())
    jzxl("check", "甲.xlsx", "甲-审核.xlsx", "-o", ".", folder=tmp_path)
    for name in ("甲.xlsx", "甲-审核.xlsx"):
        assert (tmp_path / name).read_bytes() == filled()


def test_a_copy_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    for name in ("甲.xlsx", "乙.xlsx"):
        (tmp_path / name).write_bytes(filled())
    (tmp_path / "审核" / "甲-审核.xlsx").mkdir(parents=True)  # as one that is open elsewhere
    done = jzxl("check", "甲.xlsx", "乙.xlsx", "-o", "审核", folder=tmp_path)
    assert done.returncode == 2
    assert "有 1 份审核稿没有写出来" in done.stdout and "results.json 在" not in done.stdout
    document = json.loads((tmp_path / "审核" / "results.json").read_text(encoding="utf-8"))
    assert [each["copy"] for each in document["filings"]] == [None, "乙-审核.xlsx"]
    assert document["filings"][0]["findings"][0]["code"] == "copy-not-written"


def test_a_console_that_lacks_characters_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "甲.xlsx").write_bytes(typed(filled(), {"年末结余金额": Decimal("65.29")}))
    done = subprocess.run(
        [sys.executable, "-m", "jzxl", "check", "甲.xlsx", "-o", "审核"],
        cwd=tmp_path,
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "gbk"},
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert (tmp_path / "审核" / "results.json").exists()


def test_files_that_are_no_workbooks_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "回收" / "甲县"
    folder.mkdir(parents=True)
    (folder / "表.xlsx").write_bytes(filled())
    (folder / "说明.docx").write_bytes(b"a letter")
    done = jzxl("check", "回收", "-o", "审核", folder=tmp_path)
    assert "另有 1 个文件不是工作簿，没有检查：甲县/说明.docx" in done.stdout
    assert "甲县/表.xlsx" in done.stdout


def test_two_units_of_one_file_name_are_refused(tmp_path: Path) -> None:
    done = jzxl("issue", "--unit", "甲/局", "--unit", "甲:局", "--year", "2020", "-o", "x", folder=tmp_path)
    assert done.returncode == 2
    assert "甲_局.xlsx" in done.stderr
    assert not (tmp_path / "x").exists()


def test_control_characters_are_made_visible() -> None:
    assert visible("a\x1b[2Jb\u202ec\n") == "a\\u001b[2Jb\\u202ec "
