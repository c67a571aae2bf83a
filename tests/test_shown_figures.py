"""Figures as a reader sees them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from returns import filled_without_scores_in_text as filled
from returns import typed
from test_findings import findings_of

from jzxl.check.shown import shown_figure, shown_pair
from jzxl.correct.marks import note_text


@pytest.mark.parametrize(
    ("figure", "percent", "shown"),
    [
        ("0.961538461538462", True, "96.15%"),
        ("0.96", True, "96%"),
        ("1.125", True, "112.5%"),
        ("0", True, "0%"),
        ("-0.00005", True, "-0.01%"),
        ("0.99999", True, "100%"),
        ("0.961538461538462", False, "0.9615…"),
        ("1.234567", False, "1.234567"),
        ("1.2345678", False, "1.2345…"),
        ("0.60", False, "0.60"),
        ("-567.94", False, "-567.94"),
        ("1E+3", False, "1E+3"),
    ],
)
def test_a_figure(figure: str, percent: bool, shown: str) -> None:
    assert str(shown_figure(Decimal(figure), percent=percent)) == shown


@pytest.mark.parametrize(
    ("first", "second", "percent", "shown"),
    [
        ("0.9615", "0.961538461538462", True, ("96.15%", "96.154%")),
        ("0.99999", "1", True, ("99.999%", "100%")),
        ("0.333333333333333", "0.333333333333333", True, ("33.33%", "33.33%")),
        ("13.33333333", "13.33334444", False, ("13.33333…", "13.33334…")),
        ("83.33333333", "82.80", False, ("83.3333…", "82.80")),
    ],
)
def test_two_that_differ_look_different(
    first: str, second: str, percent: bool, shown: tuple[str, str]
) -> None:
    one, other = shown_pair(Decimal(first), Decimal(second), percent=percent)
    assert (str(one), str(other)) == shown


def test_texts_and_blanks_are_shown_as_they_stand() -> None:
    assert shown_pair("0.961538461538462", None) == ("0.961538461538462", None)


def test_a_rate_is_told_as_its_cell_shows_it_and_kept_with_all_digits() -> None:
    (found,) = findings_of(typed(filled(), {"预算完成率": Decimal("0.333333333333333")}))
    assert (found.stated, found.expected) == (Decimal("0.333333333333333"), Decimal("0.939628602996763"))
    assert "改成了“33.33%”，按基础数据应为 93.96%" in found.message
    assert note_text(found).startswith("【错误】原填 33.33%，应为 93.96%：")


def test_a_score_keeps_the_digits_that_tell_something() -> None:
    (found,) = findings_of(typed(filled(), {"得分_在职人员控制": Decimal("1.3333333333333")}))[:1]
    assert "应得 0.60 分，填的是“1.3333…”" in found.message
    (plain,) = findings_of(typed(filled(), {"得分_在职人员控制": Decimal("1.25")}))[:1]
    assert "填的是“1.25”" in plain.message
