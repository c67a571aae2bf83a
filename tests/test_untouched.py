"""A workbook that came back as it was sent, and the least that tells that somebody filled it."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from a_round import BOTH, OTHER, THIRD, issued, round_of, untouched
from national_returns import national_issued
from returns import UNIT, catalog, place, three_issued, typed
from test_findings import sent_with_some_figures

from jzxl.campaign.figures import round_figures
from jzxl.campaign.letters import correction_letters, reminders
from jzxl.campaign.model import Standing
from jzxl.campaign.report import round_lines
from jzxl.campaign.standings import why_not_counted
from jzxl.package import Edit, open_package
from jzxl.read.reader import read_filing


def is_untouched(workbook: bytes) -> bool:
    return read_filing(open_package(workbook), catalog()).untouched


def over_a_formula() -> bytes:
    edit = Edit(open_package(three_issued()))
    edit.write(*place(three_issued(), "得分_在职人员控制"), Decimal(3))
    return edit.to_bytes()


def with_a_sheet_more() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(three_issued()))
    book.create_sheet("情况")["A1"] = "本年没有发生"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def opened_and_saved(workbook: bytes) -> bytes:
    target = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(workbook)).save(target)
    return target.getvalue()


@pytest.mark.parametrize("make", [three_issued, national_issued, sent_with_some_figures])
def test_a_workbook_as_it_was_sent_is_untouched_saved_again_or_not(make: Callable[[], bytes]) -> None:
    workbook = make()
    assert is_untouched(workbook) and is_untouched(opened_and_saved(workbook))


@pytest.mark.parametrize(
    "workbook",
    [
        pytest.param(lambda: typed(three_issued(), {"编制数": Decimal(0)}), id="a number"),
        pytest.param(lambda: typed(three_issued(), {"得分_社会效益": Decimal(5)}), id="a score"),
        pytest.param(lambda: typed(three_issued(), {"单位联系电话": "0354-0000000"}), id="a text"),
        pytest.param(
            lambda: typed(three_issued(), {"数量指标1_指标": "指标1：走访企业"}, form=1), id="a goal"
        ),
        pytest.param(lambda: typed(three_issued(), {"分值_经济效益": Decimal(4)}), id="a weight"),
        pytest.param(over_a_formula, id="a formula"),
        pytest.param(lambda: typed(sent_with_some_figures(), {"编制数": Decimal(17)}), id="a figure changed"),
        pytest.param(with_a_sheet_more, id="a sheet"),
    ],
)
def test_one_thing_typed_and_it_is_filled(workbook: Callable[[], bytes]) -> None:
    assert not is_untouched(workbook())


def test_who_sends_it_back_unfilled_has_not_returned(tmp_path: Path) -> None:
    files = {
        f"{UNIT}.xlsx": untouched(UNIT),
        f"{OTHER}.xlsx": issued(OTHER, projects=BOTH),
        f"{OTHER}-空.xlsx": untouched(OTHER, projects=BOTH),
        f"{THIRD}.xlsx": issued(THIRD),
    }
    round_ = round_of(tmp_path, files)
    assert [each.unit for each in round_.missing] == [UNIT]
    standings = {each.result.file: each.standing for each in round_.returns}
    assert standings == {
        f"{UNIT}.xlsx": Standing.BLANK,
        f"{OTHER}.xlsx": Standing.COUNTED,
        f"{OTHER}-空.xlsx": Standing.BLANK,
        f"{THIRD}.xlsx": Standing.COUNTED,
    }, "and the newer blank one replaces nothing"
    (blank,) = (each for each in round_.returns if each.result.file == f"{UNIT}.xlsx")
    assert [each.message for each in blank.result.findings] == ["这份是没有填的空表，请催报。"]
    assert why_not_counted(blank) == "是没有填的空表"
    figures = round_figures(round_)
    assert f"{UNIT}.txt" not in correction_letters(figures)
    said = reminders(figures)[f"{UNIT}.txt"].decode("utf-8-sig")
    assert f"收到过文件“{UNIT}.xlsx”，但它是没有填的空表；请填好以后再发回来。" in said
    printed = [line.plain for line in round_lines(round_, 0)]
    assert f"   发回来的是没有填的空表，请催报：{UNIT}.xlsx、{OTHER}-空.xlsx" in printed


def test_without_a_roster_it_is_asked_for_all_the_same(tmp_path: Path) -> None:
    round_ = round_of(tmp_path, {f"{UNIT}.xlsx": untouched(UNIT)}, None)
    (letter,) = correction_letters(round_figures(round_)).values()
    assert "但它是没有填的空表。\r\n请填好" in letter.decode("utf-8-sig")


def test_a_blank_form_among_filled_ones_is_told_as_before(tmp_path: Path) -> None:
    workbook = typed(untouched(OTHER, projects=BOTH), {"编制数": Decimal(5)})
    (counted,) = round_of(tmp_path, {f"{OTHER}.xlsx": workbook}).counted
    assert "nothing-filled" not in {each.code for each in counted.result.findings}
