"""Arithmetic written in a text: rows that an official can check with a pocket calculator."""

from __future__ import annotations

import time
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jzxl.text.arithmetic import Verdict, equations

RIGHT, CUT_OFF, SIGN_MISSING, WRONG = Verdict.RIGHT, Verdict.CUT_OFF, Verdict.SIGN_MISSING, Verdict.WRONG

PRINTED = [
    ("18/16=112%", CUT_OFF, "113%", "112.5%"),
    ("(6.97-6.97)/6.97=0", RIGHT, "0", "0"),
    ("698.5/702.69=99.4%", RIGHT, "99.4%", "99.404%"),
    ("(82.82+948.96-62.29)/(82.82+948.96)=94%", RIGHT, "94%", "93.96%"),
    ("567.94/948.96=60%", RIGHT, "60%", "59.85%"),
    ("62.29/404.89=15.38%", RIGHT, "15.38%", "15.3844%"),
    ("35.34/36.98=95.6%", RIGHT, "95.6%", "95.565%"),
    ("3.91/3.93=99.5%", RIGHT, "99.5%", "99.491%"),
    ("34.84/44.04=79.1%", RIGHT, "79.1%", "79.11%"),
    ("599.05/599.05=100%", RIGHT, "100%", "100%"),
]
"""Every equation of official-forms-2020.txt."""


@pytest.mark.parametrize(
    ("text", "verdict", "rounded", "exact"),
    [
        *PRINTED,
        # ways of writing
        ("（６．９７－６．９７）÷６．９７＝０", RIGHT, "0", "0"),
        ("698.5÷702.69×100%=99.4%", RIGHT, "99.4%", "99.404%"),
        ("698.5/702.69*100=99.4%", RIGHT, "99.4%", "99.404%"),
        ("698.5/702.69*100=99.4", RIGHT, "99.4", "99.404"),
        ("18人/16人=112.5%", RIGHT, "112.5%", "112.5%"),
        ("34.84万元/44.04万元=79.1%", RIGHT, "79.1%", "79.11%"),
        ("18 ／ 16 ≈ 113 ％", RIGHT, "113%", "112.5%"),
        ("[(82.82+948.96)-62.29]/1,031.78=94%", RIGHT, "94%", "93.96%"),
        ("82.82+948.96=1，031.78", RIGHT, "1031.78", "1031.78"),
        ("2x3=6", RIGHT, "6", "6"),
        ("2·3=6", RIGHT, "6", "6"),
        ("100÷10÷5=2", RIGHT, "2", "2"),
        ("3-12*0.2=0.6分", RIGHT, "0.6", "0.6"),
        ("0.05万元×30人=1.5万元", RIGHT, "1.5", "1.5"),
        ("500元/人×30人=15000元", RIGHT, "15000", "15000"),
        ("100%-5.5%=94.5%", RIGHT, "94.5%", "94.5%"),
        ("5*-3=-15", RIGHT, "-15", "-15"),
        ("-5+3=-2", RIGHT, "-2", "-2"),
        # rounding is half away from zero, and nothing else
        ("1/8=0.13", RIGHT, "0.13", "0.125"),
        ("1/8=0.12", CUT_OFF, "0.13", "0.125"),
        ("-1/8=-0.13", RIGHT, "-0.13", "-0.125"),
        ("-1/8=-0.12", CUT_OFF, "-0.13", "-0.125"),
        ("25/10=2", CUT_OFF, "3", "2.5"),
        ("(18-16)/16×100%=12%", CUT_OFF, "13%", "12.5%"),
        ("(18-16)/16×100=12%", CUT_OFF, "13%", "12.5%"),
        ("18/16=114%", WRONG, "113%", "112.5%"),
        ("18/16=1.13", RIGHT, "1.13", "1.125"),
        ("82.82+948.96=1,031.87", WRONG, "1031.78", "1031.78"),
        ("18-16=3", WRONG, "2", "2"),
        ("12.4/16=87%", WRONG, "78%", "77.5%"),
        ("0.05万元×30人=1.6万元", WRONG, "1.5", "1.5"),
        # percent sign left out
        ("18/16=112.5", SIGN_MISSING, "112.5%", "112.5%"),
        ("18/16×100%=113", SIGN_MISSING, "113%", "112.5%"),
        ("18/16=112", SIGN_MISSING, "113%", "112.5%"),
        # words, labels, brackets, list numbers around it
        ("在职人员控制率=18/16=112%，扣2.4分", CUT_OFF, "113%", "112.5%"),
        ("占比18/16=112%。", CUT_OFF, "113%", "112.5%"),
        ("指标1：18/16=112%", CUT_OFF, "113%", "112.5%"),
        ("（18/16=112%）", CUT_OFF, "113%", "112.5%"),
        ("超编（18/16=112%）", CUT_OFF, "113%", "112.5%"),
        ("控制率——18/16=112%", CUT_OFF, "113%", "112.5%"),
        ("在职人员控制\t3\t3.00\t18/16=112%\t0.60", CUT_OFF, "113%", "112.5%"),
        ("1、18/16=112%", CUT_OFF, "113%", "112.5%"),
        ("（1）18/16=112%", CUT_OFF, "113%", "112.5%"),
        ("①18/16=112%", CUT_OFF, "113%", "112.5%"),
        ("1. 18/16=112%", CUT_OFF, "113%", "112.5%"),
        ("1.18/16=112%", CUT_OFF, "113%", "112.5%"),
        ("- 18/16=112%", CUT_OFF, "113%", "112.5%"),
        ("*18/16=112%", CUT_OFF, "113%", "112.5%"),
        # doubtful surroundings: what is right may be said
        ("约18/16=113%", RIGHT, "113%", "112.5%"),
        ("18/16=113%左右", RIGHT, "113%", "112.5%"),
    ],
)
def test_one_equation(text: str, verdict: Verdict, rounded: str, exact: str) -> None:
    found = [(item.verdict, item.rounded, item.exact) for item in equations(text)]
    assert found == [(verdict, rounded, exact)]


@pytest.mark.parametrize(
    "text",
    [
        # no arithmetic on the left, or no result
        *("", "=", "指标=5", "5=5", "=18/16", "18/16=", "18/16", "a=b", "===", "1+1==2", "1+2>=4", "1+2!=4"),
        # dates, telephones, versions, addresses, formulas, powers
        *("2020/12/31=5", "2020-12-31=5", "31/12/2020=5", "2021-2020=2", "12/31=5", "2020/12=5"),
        *(
            "0354-2423230=8",
            "2423230-8001=8",
            "v1.2-3=5",
            "1.2.3-1=5",
            "B18/16=5",
            "B18/C16=5%",
            "12:30-13=5",
        ),
        *(
            "=ROUND(18/16,2)=1.15",
            "=SUM(3+2)=6",
            "2^3+1=10",
            "5²+3=29",
            "√9+1=5",
            "3+2=5e3",
            "3+2=6kg",
            "x+1=3",
        ),
        # a word stands in for an operand, or around it changes the sense
        *("结余-62.29/404.89=15%", "(结余+5)/3=7", "18除以16=5", "100的1/2=51", "3加2+2=8", "5(结转18)/16=3"),
        *("约18/16=112%", "18/16=112%左右", "3+2=6多", "18/16=3:2", "2-3=6", "指标2-3=5", "2020 18/16=5%"),
        *(
            "18/16=112%-扣分",
            "12/31=5",
            "82.82-\n62.29/404.89=15%",
            "18/16=112.\n5%",
            "1/2=60.5.3",
            "共5、3+2=6、7",
        ),
        # nothing to compare
        *("1/0=5", "5/(3-3)=5", "3+2)=6", "3++=5", "3*/2=5", "()=5", "3+2=4+2"),
        # scales
        *(
            "3400元/4.4万元=79%",
            "30×500=1.5万元",
            "30×500=1.5",
            "12万元+5000元=18万元",
            "1.2亿元/3400万元=4%",
        ),
        *("1000万元/5万人=201元", "6.8+17.41=24.21%", "6.8+17.41=25%", "100-5%=95%", "30/50=60分"),
        # commas that may be separators
        *("3/2=1,500元", "3+2=5,123人", "编制5,123/100=123%", "共1,567.94/948.96=60%", "3/2=1，5", "3/2=1,5"),
    ],
    ids=ascii,
)
def test_nothing_wrong_is_claimed(text: str) -> None:
    assert [item for item in equations(text) if item.verdict is not RIGHT] == []


def test_a_date_is_no_equation_even_if_it_came_out() -> None:
    assert equations("2020/10/2=101") == ()


def test_all_that_an_equation_tells() -> None:
    text = "经测算，（１８人－2人）/ 16人×100%＝99％，扣分"
    (found,) = equations(text)
    assert found.text == "（１８人－2人）/ 16人×100%＝99％" == text[found.start : found.end]
    assert found.left == Fraction(1)
    assert (found.stated, found.decimals, found.percent) == (Decimal("0.99"), 0, True)
    assert found.operands == tuple(map(Decimal, (18, 2, 16, 1)))
    assert (found.verdict, found.rounded, found.exact) == (WRONG, "100%", "100%")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("34.84/44.04=0.7911=79.1%", [("34.84/44.04=0.7911", RIGHT), ("34.84/44.04=0.7911=79.1%", RIGHT)]),
        ("18/16=1.13=112%", [("18/16=1.13", RIGHT), ("18/16=1.13=112%", CUT_OFF)]),
        ("2/3=0.67×100%=66.7%", [("2/3=0.67", RIGHT), ("2/3=0.67×100%=66.7%", RIGHT)]),
        ("(18-2)/16=16/16=99%", [("(18-2)/16=16/16=99%", WRONG)]),
        ("2/3=0.667×3=2", [("0.667×3=2", RIGHT)]),
        ("1/2=1/0=50%", []),
        ("18/16=112%，567.94/948.96=60%", [("18/16=112%", CUT_OFF), ("567.94/948.96=60%", RIGHT)]),
        ("18/16=112% 567.94/948.96=61%", [("18/16=112%", CUT_OFF), ("567.94/948.96=61%", WRONG)]),
        ("6.97-6.97=0\n698.5/702.69=98%", [("6.97-6.97=0", RIGHT), ("698.5/702.69=98%", WRONG)]),
        ("一是18/16=112%；二是3.91/3.93=99%。", [("18/16=112%", CUT_OFF), ("3.91/3.93=99%", RIGHT)]),
    ],
)
def test_chains_and_several(text: str, found: list[tuple[str, Verdict]]) -> None:
    assert [(item.text, item.verdict) for item in equations(text)] == found


def test_the_printed_forms_hold_one_cut_off_figure() -> None:
    text = "\n".join(row[0] for row in PRINTED)
    found = equations(text)
    assert len(found) == len(PRINTED)
    assert [item.text for item in found if item.verdict is not RIGHT] == ["18/16=112%"]


amounts = st.decimals(min_value="0.01", max_value="99999.99", places=2)
signs = st.sampled_from(["/", "÷", "／", " / "])
places = st.integers(0, 4)


def _as_printed(value: Fraction, decimals: int, rounding: str) -> Decimal:
    """By the decimal module, as a second opinion on rounding."""
    with localcontext(prec=80):
        quotient = Decimal(value.numerator) / Decimal(value.denominator)
        return quotient.quantize(Decimal(1).scaleb(-decimals), rounding=rounding)


@given(amounts, amounts, places, signs, st.booleans())
def test_rounded_cut_off_and_wrong(a: Decimal, b: Decimal, decimals: int, sign: str, percent: bool) -> None:
    value = Fraction(a) / Fraction(b) * (100 if percent else 1)
    rounded = _as_printed(value, decimals, ROUND_HALF_UP)
    cut = _as_printed(value, decimals, ROUND_DOWN)
    unit = "%" if percent else ""

    def claim(result: Decimal) -> list[tuple[Verdict, str]]:
        found = equations(f"计算：{a}{sign}{b}={result:f}{unit}，得分")
        return [(item.verdict, item.rounded) for item in found]

    right = f"{rounded:f}{unit}"
    assert claim(rounded) == [(RIGHT, right)]
    if cut != rounded:
        assert claim(cut) == [(CUT_OFF, right)]
    off = rounded + 2 * Decimal(1).scaleb(-decimals)
    if percent:
        assume(abs(value) >= Fraction(1, 10))  # 0.004 % is right where 0.4 % is meant, so not reported
        assert claim(off) in ([(WRONG, right)], [])
        if value > 5 * Fraction(10) ** -decimals:
            assert claim(off) == [(WRONG, right)]
    elif rounded > 3 * Fraction(10) ** -decimals:
        assert all(verdict is not RIGHT for verdict, _ in claim(off))


@given(st.lists(amounts, min_size=2, max_size=6), st.sampled_from(["", "万元"]))
def test_sums(terms: list[Decimal], unit: str) -> None:
    text = "+".join(f"{term:,}{unit}" for term in terms)
    (found,) = equations(f"合计{text}={sum(terms):,}{unit}。")
    assert (found.verdict, found.operands) == (RIGHT, tuple(terms))
    (found,) = equations(f"合计：{text}={sum(terms) + Decimal('0.02')}{unit}。")
    assert (found.verdict, found.left) == (WRONG, sum(map(Fraction, terms)))


@given(st.text() | st.text("0123456789.,，+-*/×÷()（）=≈＝%％ \n万元人x年、：aX—[]年约①"))
def test_no_text_raises_and_spans_are_true(text: str) -> None:
    for item in equations(text):
        assert item.text == text[item.start : item.end]
        assert len(item.operands) >= 2


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "1",
            "1+",
            "(",
            ")",
            "=",
            "1=",
            "1+1=",
            "1+1=2 ",
            "—1+1=2",
            "(1+",
            "1,",
            "1.",
            " ",
            "1 ",
            "-",
            "+-",
        ),
        *("1/7=", "9.99*", "(1)", "x", "1x", "年1", "\U0001f600=", "1%", "1" * 19 + "/", "1+2=3=", "*100%="),
        "/".join(["9" * 20] * 75) + "=1%;",
    ],
    ids=lambda unit: ascii(unit)[:12],
)
def test_long_texts_neither_hang_nor_overflow(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    begun = time.perf_counter()
    equations(text)
    equations(text + "=1")
    equations("(" * 50_000 + "1+1" + ")" * 50_000 + "=2")
    assert time.perf_counter() - begun < 10
