"""Numbers as people type them: one row for each way of writing, and what no row may break."""

from __future__ import annotations

import decimal
import time
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jzxl.read.typed import Kind, Manner, Understood, plain, understand
from jzxl.spelling import SAYS_NOTHING

UNCLEAR = Understood(None, Manner.UNCLEAR)
BLANK = Understood(None, Manner.BLANK)


@pytest.mark.parametrize(
    ("raw", "kind", "value"),
    [
        # figures
        ("82.82", Kind.AMOUNT, "82.82"),
        ("８２．８２", Kind.AMOUNT, "82.82"),
        ("1,031.78", Kind.AMOUNT, "1031.78"),
        ("1，031.78", Kind.AMOUNT, "1031.78"),
        ("12,345,678", Kind.COUNT, "12345678"),
        ("1 031.78", Kind.AMOUNT, "1031.78"),
        ("1\u00a0031.78", Kind.AMOUNT, "1031.78"),
        ("82. 82", Kind.AMOUNT, "82.82"),
        ("82\u200b.82", Kind.AMOUNT, "82.82"),
        (".5", Kind.AMOUNT, "0.5"),
        ("0", Kind.SCORE, "0"),
        ("-0", Kind.AMOUNT, "0"),
        ("'948.96", Kind.AMOUNT, "948.96"),
        ("  7.60\n", Kind.AMOUNT, "7.6"),
        # signs
        ("＋3.34", Kind.AMOUNT, "3.34"),
        ("-567.94", Kind.AMOUNT, "-567.94"),
        ("－567.94", Kind.AMOUNT, "-567.94"),
        ("−567.94", Kind.AMOUNT, "-567.94"),
        ("–567.94", Kind.AMOUNT, "-567.94"),
        ("- 567.94", Kind.AMOUNT, "-567.94"),
        ("负567.94万元", Kind.AMOUNT, "-567.94"),
        ("(567.94)", Kind.AMOUNT, "-567.94"),
        ("（567.94）万元", Kind.AMOUNT, "-567.94"),
        # money
        ("12.5万元", Kind.AMOUNT, "12.5"),
        ("12.5 万", Kind.AMOUNT, "12.5"),
        ("12.5\n万元", Kind.AMOUNT, "12.5"),
        ("125000元", Kind.AMOUNT, "12.5"),
        ("125,000.00元", Kind.AMOUNT, "12.5"),
        ("125千元", Kind.AMOUNT, "12.5"),
        ("0.5亿元", Kind.AMOUNT, "5000"),
        ("1.2百万元", Kind.AMOUNT, "120"),
        ("8.0万元整", Kind.AMOUNT, "8"),
        ("零元", Kind.AMOUNT, "0"),
        ("¥12", Kind.AMOUNT, "12"),
        ("￥12元", Kind.AMOUNT, "0.0012"),
        ("¥-12", Kind.AMOUNT, "-12"),
        ("人民币12万元", Kind.AMOUNT, "12"),
        # people and things
        ("16人", Kind.COUNT, "16"),
        ("16 人", Kind.COUNT, "16"),
        ("16人。", Kind.COUNT, "16"),
        ("18名", Kind.COUNT, "18"),
        ("239个", Kind.COUNT, "239"),
        ("77篇", Kind.COUNT, "77"),
        ("1.2万人", Kind.COUNT, "12000"),
        ("3万", Kind.COUNT, "30000"),
        ("零", Kind.COUNT, "0"),
        # percentages
        ("94%", Kind.PERCENT, "0.94"),
        ("94％", Kind.PERCENT, "0.94"),
        ("6.8 %", Kind.PERCENT, "0.068"),
        ("-3.5%", Kind.PERCENT, "-0.035"),
        ("百分之94", Kind.PERCENT, "0.94"),
        ("5‰", Kind.PERCENT, "0.005"),
        ("0", Kind.PERCENT, "0"),
        # points
        ("3分", Kind.SCORE, "3"),
        ("3.00 分", Kind.SCORE, "3"),
    ],
)
def test_text_that_states_one_number(raw: str, kind: Kind, value: str) -> None:
    assert understand(raw, kind) == Understood(Decimal(value), Manner.TEXT)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize(
    "raw",
    [
        *("约60", "60左右", "60余", "60多", "近60", ">60", "≥60", "60+", "不少于60", "60以上", "不超17"),
        *("16人（在编）", "共16人", "编制16人", "16（18）", "指标1", "16人18人", "其中：16"),
        *("16、18", "16-18", "16~18", "16/18", "16 18", "16 180", "16;18", "12.5.3", "2020-12-31", "8:30"),
        *("1,03", "1,0317", "0,123", "1,,031", "1, 031", ",031", "1031,", "1,031,7", "1 031", "1  031.78"),
        *("5.", "82。82", "82·82", "8 2.82", "007", "0354", "1.5E+4", "1e3", "0x10", "=1+2", "18/16"),
        *("--5", "+-5", "5-", "—5", "△5", "一", "十六", "壹拾", "10²", "½", "①", "٣", "५", "1\n031.78"),
        *("#N/A", "#DIV/0!", "TRUE", "是", "完成", "同上", "?", "*", "×", "....", "____", "''", "\ud800"),
        *("94%%", "94%左右", "4个百分点", "百分之94%", "16人人", "万元", "元", "%", "¥", "()", "(16"),
        *("\u202e16", "9" * 65, "1,000" * 20_000, "(" * 100_000, " 1" * 50_000, "-1" * 50_000),
        *(True, False, 1.5, float("nan"), b"16", [16], Decimal("NaN"), Decimal("-Infinity"), object(), 2j),
    ],
    ids=lambda raw: ascii(raw)[:24] if raw.__class__ is not object else "object",
)
def test_what_is_not_provably_one_number_is_unclear(raw: object, kind: Kind) -> None:
    assert understand(raw, kind) == UNCLEAR


@pytest.mark.parametrize(
    ("raw", "kinds"),
    [
        ("94%", {Kind.PERCENT}),
        ("6.8", {Kind.AMOUNT, Kind.COUNT, Kind.SCORE}),
        ("0.068", {Kind.AMOUNT, Kind.COUNT, Kind.SCORE}),
        ("16人", {Kind.COUNT}),
        ("3分", {Kind.SCORE}),
        ("12.5万元", {Kind.AMOUNT}),
        ("3万", {Kind.AMOUNT, Kind.COUNT}),
        ("(3)", {Kind.AMOUNT}),
        ("¥3", {Kind.AMOUNT}),
        ("0.00", set(Kind)),
    ],
)
def test_the_unit_must_fit_the_kind(raw: str, kinds: set[Kind]) -> None:
    assert {kind for kind in Kind if understand(raw, kind).manner is Manner.TEXT} == kinds
    assert {kind for kind in Kind if understand(raw, kind) == UNCLEAR} == set(Kind) - kinds


@pytest.mark.parametrize(
    "raw",
    [
        *("—", "——", "-", "--", "–", "－", "－－", "— —", "/", "／", "//", "\\", "＼"),
        *(
            "无",
            " 无 ",
            "无。",
            "（无）",
            "没有",
            "暂无",
            "不涉及",
            "不适用",
            "未发生",
            "N/A",
            "n/a",
            "NA",
            "Nil",
            *SAYS_NOTHING,
        ),
    ],
)
def test_words_and_strokes_for_nothing(raw: str) -> None:
    zero, none = Understood(Decimal(0), Manner.NONE), Understood(None, Manner.NONE)
    assert [understand(raw, kind) for kind in Kind] == [zero, zero, none, none]


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("raw", [None, "", " ", "\u3000", "\xa0\t\r\n", "\u200b\ufeff", "'", " " * 100_000])
def test_blank(raw: object, kind: Kind) -> None:
    assert understand(raw, kind) == BLANK


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("raw", [Decimal("0.068"), Decimal("-567.94"), Decimal("1E+30"), 16, 0, -3, 10**500])
def test_a_number_cell_passes_through(raw: Decimal | int, kind: Kind) -> None:
    assert understand(raw, kind) == Understood(Decimal(raw), Manner.NUMBER)


numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=6)
full_width = str.maketrans("0123456789.,+-%", "０１２３４５６７８９．，＋－％")


@given(
    number=numbers,
    kind=st.sampled_from(Kind),
    grouped=st.booleans(),
    wide=st.booleans(),
    minus=st.sampled_from("-−–﹣"),
    spaces=st.sampled_from(["", " ", "\u3000", "\xa0"]),
    data=st.data(),
)
def test_every_style_is_read_back_exactly(
    number: Decimal, kind: Kind, grouped: bool, wide: bool, minus: str, spaces: str, data: st.DataObject
) -> None:
    units = {
        Kind.AMOUNT: {"": 0, "万元": 0, "万": 0, "元": -4, "千元": -1, "亿元": 4},
        Kind.COUNT: {"": 0, "人": 0, "个": 0, "万人": 4},
        Kind.PERCENT: {"%": -2, "‰": -3},
        Kind.SCORE: {"": 0, "分": 0},
    }[kind]
    unit = data.draw(st.sampled_from(sorted(units)))
    text = format(abs(number), ",f" if grouped else "f") + spaces + unit
    text = spaces + (minus + spaces if number < 0 else "") + text + spaces
    text = text.translate(full_width) if wide else text
    got = understand(text, kind)
    assert got.manner is Manner.TEXT
    assert got.value is not None
    assert Fraction(got.value) == Fraction(number) * Fraction(10) ** units[unit]


@given(st.text() | st.text("0123456789.,，-−+() %％万亿元人分¥无/\\—'。\n百之零"), st.sampled_from(Kind))
def test_no_text_raises_and_a_value_needs_a_manner(text: str, kind: Kind) -> None:
    got = understand(text, kind)
    if got.manner is Manner.TEXT:
        assert got.value is not None and got.value.is_finite()
        assert any(mark.isdigit() or mark in "零〇" for mark in text)
    elif got.manner is not Manner.NONE:
        assert got.value is None


def test_the_decimal_context_of_the_caller_does_not_matter() -> None:
    with decimal.localcontext(decimal.Context(prec=2, traps=[decimal.Inexact])):
        assert understand("123456.789元", Kind.AMOUNT).value == Decimal("12.3456789")
        assert plain(Decimal("-123456.7890")) == "-123456.789"


def test_a_workbook_full_of_cells_takes_no_time() -> None:
    begun = time.perf_counter()
    for _ in range(1000):
        understand("1,031.78 万元", Kind.AMOUNT)
    assert time.perf_counter() - begun < 0.5


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("82.820"), "82.82"),
        (Decimal("1E+3"), "1000"),
        (Decimal("100"), "100"),
        (Decimal("-0"), "0"),
        (Decimal("-0.000"), "0"),
        (Decimal("1E-7"), "0.0000001"),
        (Decimal("-567.94"), "-567.94"),
        (Fraction(9, 8), "1.125"),
        (Fraction(-1, 20), "-0.05"),
        (Fraction(100), "100"),
        (Fraction(0), "0"),
    ],
)
def test_plain(value: Decimal | Fraction, text: str) -> None:
    assert plain(value) == text


@pytest.mark.parametrize(
    "value",
    [Fraction(1, 3), Decimal("NaN"), Decimal("Infinity"), Decimal("1E+999999"), Decimal("1E-999999")],
    ids=str,
)
def test_plain_refuses_what_cannot_be_written(value: Decimal | Fraction) -> None:
    with pytest.raises(ValueError, match=r"not a|too many"):
        plain(value)


@given(numbers)
def test_plain_is_read_back(number: Decimal) -> None:
    text = plain(number)
    assert Decimal(text) == number
    assert plain(Fraction(number)) == text
    assert understand(text, Kind.AMOUNT).value == number
