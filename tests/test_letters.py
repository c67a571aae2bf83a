"""Messages to departments."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import PurePosixPath

import pytest
from returns import catalog, filled, retyped, typed
from summary_round import as_json, finding, form, real_figures, real_round, returned

from jzxl.campaign.figures import round_figures
from jzxl.campaign.letters import correction_letters, reminders
from jzxl.campaign.model import Department, Return, Roster, RosterProject, Round, Standing
from jzxl.check.finding import Finding, Severity
from jzxl.result import UNREADABLE, Scores
from jzxl.review import review_file


def letters_of(*returns: Return) -> dict[str, str]:
    letters = correction_letters(round_figures(Round(None, returns)))
    return {name: content.decode("utf-8-sig") for name, content in letters.items()}


def letter_of(each: Return) -> str:
    (letter,) = letters_of(each).values()
    return letter


def test_who_gets_a_letter_in_a_real_round() -> None:
    expected = {
        f"{each.unit}.txt"
        for each in real_round().returns
        if each.counted and each.count(Severity.ERROR) + each.count(Severity.WARNING)
    }
    letters = correction_letters(real_figures())
    assert any(each.department is None for each in real_round().returns), "whose letter would go to nobody"
    assert set(letters) == expected
    assert set(reminders(real_figures())) == {"晋中市寅局.txt", "晋中市乙局.txt"}


def test_letters_tell_what_results_json_tells() -> None:
    filings = {filing["file"]: filing for filing in as_json(real_round())}
    letters = correction_letters(real_figures())
    for each in real_round().returns:
        if not each.counted or f"{each.unit}.txt" not in letters:
            continue
        letter = letters[f"{each.unit}.txt"].decode("utf-8-sig")
        told = [one for one in filings[each.result.file]["findings"] if one["severity"] != "hint"]
        place = 0
        for one in told:
            place = letter.index(one["message"], place) + 1
        assert re.findall(r"^(\d+)\. ", letter, re.MULTILINE) == [str(n) for n in range(1, len(told) + 1)]
        hints = [one for one in filings[each.result.file]["findings"] if one["severity"] == "hint"]
        assert (f"另有 {len(hints)} 处提示" in letter) == bool(hints)


def test_a_letter_as_it_is_sent() -> None:
    department = Department("晋中市某局", 2, contact="张某")
    letter = letter_of(
        returned(
            "晋中市某局",
            form(),
            file="某局.xlsx",
            copy="某局-审核.xlsx",
            department=department,
            findings=[
                finding(
                    "18/16=112.5%，应得 0.60 分。", stated=Decimal(3), expected=Decimal("0.60"), cell="G18"
                ),
                finding("“年度”没有填；请补填。", severity=Severity.WARNING, cell="C3", item="年度"),
                finding("值得看一眼。", severity=Severity.HINT),
            ],
        )
    )
    assert letter == "\r\n".join(
        [
            "晋中市某局（联系人：张某）：",
            "",
            "您好！",
            "贵单位报送的 2021 年度绩效自评表（某局.xlsx）已经审核，有 1 处错误、1 处疑问，请核对更正：",
            "",
            "【某表】",
            "1. [疑问] C3 年度",
            "   “年度”没有填；请补填。",
            "2. [错误] G18 某项：填的是“3”，应为“0.60”。",
            "   18/16=112.5%，应得 0.60 分。请改为“0.60”。",
            "",
            "另有 1 处提示，不一定要改，供参考。",
            "请在附上的审核稿“某局-审核.xlsx”上更正，由公式算出的格子不用填，改好以后把文件发回来，文件名可以不改。",
            "“错误”请一定更正；“疑问”核对后确实没有问题的，回复说明即可。谢谢！",
            "",
        ]
    )


def test_points_are_in_the_order_of_the_form() -> None:
    places = [("乙表", "B10"), ("甲表", "C2"), ("乙表", "B9"), ("", ""), ("甲表", "AA1"), ("甲表", "B2")]
    letter = letter_of(
        returned("某局", findings=[finding(sheet=sheet, cell=cell, item="") for sheet, cell in places])
    )
    assert re.findall(r"^【.*】$|^\d+\. .*$", letter.replace("\r", ""), re.MULTILINE) == [
        *("【整个文件】", "1. [错误] "),
        *("【乙表】", "2. [错误] B9", "3. [错误] B10"),
        *("【甲表】", "4. [错误] AA1", "5. [错误] B2", "6. [错误] C2"),
    ]


def test_hints_alone_are_no_letter() -> None:
    assert letters_of(returned("某局", findings=[finding(severity=Severity.HINT)])) == {}
    assert letters_of(returned("某局")) == {}


def test_without_a_corrected_copy_the_form_itself_is_corrected() -> None:
    assert "请在原表上更正" in letter_of(returned("某局", findings=[finding()]))


def test_what_the_message_says_itself_is_not_said_again() -> None:
    for message in ("不对；请核对。", "不对，审核稿已恢复公式。"):
        assert "请改为" not in letter_of(returned("某局", findings=[finding(message, expected="5")]))


@pytest.mark.parametrize(
    ("stated", "expected", "code", "shown"),
    [
        ("15", "15.00", "some-code", False),
        ("≥1200人", "≥1200人", "some-code", False),
        ("55", "50", "weight-sum", False),
        ("55", "50", "some-code", True),
    ],
)
def test_a_pair_is_shown_only_where_it_tells_something(
    stated: str, expected: str, code: str, shown: bool
) -> None:
    point = finding("不对。", code=code, stated=stated, expected=expected)
    letter = letter_of(returned("某局", findings=[point]))
    assert (f"填的是“{stated}”，应为“{expected}”" in letter) == shown
    assert (f"请改为“{expected}”" in letter) == shown


_STATED = Scores(Decimal("96.10"), "优", {"甲块": Decimal("38.80"), "乙块": Decimal("22.00")})
_DUE = Scores(Decimal("89.30"), "良", {"甲块": Decimal("36.90"), "乙块": Decimal("22.00")})
_SUMS = "按以上改正后，“甲块”应为 36.90 分，总分应为 89.30 分，档次应为“良”；正文里写到的也请一起改。"


@pytest.mark.parametrize(
    ("by_hand", "evaluated", "told", "said"),
    [
        (True, _DUE, finding("不对。"), _SUMS),
        (True, _STATED, finding("不对。"), ""),
        (False, _DUE, finding("不对。"), ""),
        (True, _DUE, finding("不对。", severity=Severity.HINT), ""),
        (True, _DUE, finding("不对。", sheet="另一张"), ""),
        (
            True,
            _DUE,
            finding("不对。", code="total-mismatch", expected=Decimal("89.30")),
            "按以上改正后，“甲块”应为 36.90 分，档次应为“良”；正文里写到的也请一起改。",
        ),
        (True, replace(_DUE, total=None, grade=None), finding(), "“甲块”应为 36.90 分；"),
    ],
)
def test_sums_that_no_formula_brings_up_to_date_are_told(
    by_hand: bool, evaluated: Scores, told: Finding, said: str
) -> None:
    """Corrected as the letter says, the form must be right; with formulas it is so by itself."""
    whole = replace(form(stated=_STATED, evaluated=evaluated), typed=by_hand)
    other = finding("另一处。", severity=Severity.WARNING, sheet="附表")
    letter = letter_of(returned("某局", whole, findings=[told, other]))
    assert (said in letter) if said else ("按以上改正后" not in letter)
    if said == _SUMS:
        assert letter.index("【某表】") < letter.index(said) < letter.index("【附表】")


def test_a_typed_sheet_corrected_as_its_letter_says_is_right() -> None:
    plain = typed(filled(), {"部门整体支出绩效评价分析": "各项任务都已完成。"})
    wrong = retyped(
        plain, {"得分_在职人员控制": Decimal(3), "得分_投入": Decimal("16"), "综合得分": Decimal("85.20")}
    )
    result, _ = review_file(wrong, catalog(), with_copy=False)
    (form_,) = result.forms
    letter = letter_of(Return(result, None, Standing.COUNTED))
    told = dict(re.findall(r"(“投入”|综合得分)应为 ([0-9.]+) 分", letter))
    assert told == {"“投入”": "13.60", "综合得分": "82.80"} and form_.typed
    right = {"得分_投入": Decimal(told["“投入”"]), "综合得分": Decimal(told["综合得分"])}
    corrected = retyped(plain, {"得分_在职人员控制": Decimal("0.60"), **right})
    assert review_file(corrected, catalog(), with_copy=False)[0].findings == ()
    untold = retyped(plain, {"得分_投入": Decimal(16), "综合得分": Decimal("85.20")})
    assert review_file(untold, catalog(), with_copy=False)[0].findings != ()


_UNREAD = finding("打不开；请解压后再审核。", code="unreadable-file", sheet="", cell="")


@pytest.mark.parametrize("standing", [Standing.UNREADABLE, Standing.UNKNOWN, Standing.NO_FORM])
@pytest.mark.parametrize("unit", ["", "某站"])
def test_what_only_the_bureau_can_settle_is_no_letter(standing: Standing, unit: str) -> None:
    assert letters_of(returned(unit, standing=standing, findings=[_UNREAD])) == {}
    assert letters_of(returned(unit, findings=[_UNREAD])) != {}


def test_one_who_filled_in_anothers_workbook_is_asked_to_use_the_own_one() -> None:
    department = Department("甲局", 2)
    wrong = finding(
        "这是下发给“乙局”的工作簿。", code="workbook-of-another", sheet="", cell="", stated="甲局"
    )
    slip = finding(expected="5")
    for findings in ([wrong, slip], [slip]):
        letter = letter_of(
            returned("甲局", form(), findings=findings, department=department, copy="甲局-审核.xlsx")
        )
        assert ("下发给贵单位的工作簿" in letter) == (wrong in findings)
        assert ("请在附上的审核稿“甲局-审核.xlsx”上更正" in letter) == (wrong not in findings)
        assert "应为“5”" in letter and "应为“乙局”" not in letter


def test_another_year_is_not_corrected_but_asked_for() -> None:
    wrong = finding(
        "这是 2019 年度的表，请报送 2021 年度的。",
        code="other-year",
        stated="2019",
        expected="2021",
        sheet="",
    )
    findings = [wrong, finding("分数不对。")]
    letter = letter_of(returned("甲局", form(), year=2019, findings=findings, standing=Standing.OTHER_YEAR))
    assert "这是 2019 年度的表，请报送 2021 年度的。" in letter and "不要在这一份上改" in letter
    assert "分数不对" not in letter and "审核稿" not in letter and "应为" not in letter
    known = Department("甲局", 2)
    assert not letters_of(
        returned("甲局", form(), findings=findings, standing=Standing.OTHER_YEAR, department=known)
    ), "a reminder says it"


def test_a_project_that_did_not_come_is_asked_for_and_nothing_else() -> None:
    def lines_of(code: str) -> list[str]:
        lacking = finding("请补报。", code=code, sheet="", cell="", item="项目名称", expected="一号")
        return letter_of(returned("甲局", form(), findings=[lacking])).splitlines()

    assert "1. [错误] 项目名称" in lines_of("project-missing")
    assert "1. [错误] 项目名称：应为“一号”。" in lines_of("project-unknown")


def test_a_return_that_another_one_replaces_gets_no_letter() -> None:
    department = Department("某局", 2)
    assert (
        letters_of(returned("某局", findings=[finding()], department=department, standing=Standing.REPLACED))
        == {}
    )


@pytest.mark.parametrize(
    ("units", "names"),
    [
        (["甲局", "甲局", "甲局"], ["甲局", "甲局-2", "甲局-3"]),
        (["甲局-2", "甲局", "甲局"], ["甲局-2", "甲局", "甲局-3"]),
        (["ABC", "abc"], ["ABC", "abc-2"]),
        (["a/b", "a\\b", "a:b"], ["a_b", "a_b-2", "a_b-3"]),
        (["..", " . ", "—", "\u3000"], ["某局", "某局-2", "某局-3", "某局-4"]),
        (["con", "COM1.x"], ["_con", "_COM1.x"]),
        (["\u202e局"], ["_u202e局"]),
        (["=cmd", '甲"局"?'], ["=cmd", "甲_局__"]),
        (["局" * 100], ["局" * 50]),
        (["e\u0301"], ["\u00e9"]),
    ],
)
def test_file_names_are_safe_and_distinct(units: list[str], names: list[str]) -> None:
    letters = letters_of(*(returned(unit, findings=[finding()]) for unit in units))
    assert list(letters) == [f"{name}.txt" for name in names]


@pytest.mark.parametrize(
    ("file", "name"), [("来件/甲 局.xlsx", "甲 局"), ("来件/无后缀", "无后缀"), ("----.xlsx", "没有填单位")]
)
def test_without_a_unit_a_letter_is_named_after_its_file(file: str, name: str) -> None:
    assert list(letters_of(returned("", form(), file=file, findings=[finding()]))) == [f"{name}.txt"]


def test_texts_from_a_file_keep_to_their_line() -> None:
    hostile = finding("一\n二\u202e", sheet="甲\n乙", item="丙\r丁", stated="戊\n己")
    letter = letter_of(returned("某\n局", findings=[hostile]))
    assert "\u202e" not in letter and "【甲 乙】" in letter and "丙 丁：填的是“戊 己”。" in letter


def test_a_reminder_as_it_is_sent() -> None:
    projects = (RosterProject("一号", 2), RosterProject("二号", 3))
    missing = Department("某局", 2, contact="李某", projects=projects)
    lost = finding("打不开；请解压后再审核。", code="unreadable-file", sheet="", cell="")
    broken = returned(
        "",
        file="坏.xlsx",
        status=UNREADABLE,
        standing=Standing.UNREADABLE,
        findings=[lost],
        department=missing,
    )
    round_ = Round(Roster("名册", (missing,)), (broken, returned("另一局")), (missing,))
    letters = reminders(round_figures(round_))
    assert letters["某局.txt"] == "\r\n".join(
        [
            "某局（联系人：李某）：",
            "",
            "您好！",
            "截至目前，还没有收到贵单位的 2021 年度绩效自评表。",
            "收到过文件“坏.xlsx”，但它读不出来：打不开。请用 Excel 或 WPS 打开检查，另存以后重新发送。",
            "要自评的项目有 2 个：一号、二号。",
            "请在下发的工作簿里填好，按工作簿的“校验”核对后尽快发回；已经报送的，请告诉我们发送的时间和方式。谢谢！",
            "",
        ]
    ).encode("utf-8-sig")


@pytest.mark.parametrize("file", ["某局.rar", "某局.zip/某局.zip", "某局.zip/补充.7z"])
def test_a_reminder_tells_of_an_archive_that_was_not_opened(file: str) -> None:
    missing = Department("某局", 2)

    def reminder(name: str) -> str:
        archive = returned(
            "",
            file=name,
            status=UNREADABLE,
            standing=Standing.UNREADABLE,
            findings=[_UNREAD],
            department=missing,
        )
        round_ = Round(Roster("名册", (missing,)), (archive,), (missing,))
        return reminders(round_figures(round_))["某局.txt"].decode("utf-8-sig")

    said = f"收到过压缩包“{PurePosixPath(file).name}”，里面的文件没有看到；自评表如果在里面，请不要打包，直接发工作簿。"
    assert said in reminder(file)
    assert "解压后再审核" not in reminder(file), "that is for the bureau to do"
    assert "压缩包" not in reminder("某局.xlsx")


def test_a_round_without_returns_is_reminded_of_without_a_year() -> None:
    missing = Department("某局", 2)
    letters = reminders(round_figures(Round(Roster("名册", (missing,)), (), (missing,))))
    assert "还没有收到贵单位的绩效自评表。" in letters["某局.txt"].decode("utf-8-sig")
