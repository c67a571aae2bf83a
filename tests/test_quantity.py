"""Quantities as officials write them: rows of ``quantities.toml``, and what must hold for any text."""

from __future__ import annotations

import re
import time
import tomllib
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jzxl.text.comparison import Outcome, comparable, compare, completion_rate, pair
from jzxl.text.model import Claim, Direction, Quantity, in_unit_of, with_direction
from jzxl.text.progress import StatusKind, status
from jzxl.text.quantity import claims, read

TABLE = tomllib.loads((Path(__file__).parent / "quantities.toml").read_text(encoding="utf-8"))
MET, MISSED, UNCLEAR = Outcome.MET, Outcome.MISSED, Outcome.UNCLEAR

SIGNS = dict(zip("≥≤><=→", Direction, strict=False)) | {
    ">": Direction.MORE_THAN,
    "<": Direction.LESS_THAN,
    "=": Direction.EXACTLY,
    "→": Direction.REACHES,
    "↘": Direction.FALLS_TO,
}
NUMERALS = {"": 1, "万": 10**4, "亿": 10**8}
MEASURES = {
    "公里": ("米", Fraction(1000)),
    "亩": ("平方米", Fraction(2000, 3)),
    "吨": ("千克", Fraction(1000)),
    "‰": ("%", Fraction(1, 10)),
}
CHANGES = {None: "", "rise": "↑", "fall": "↓"}
NOTE = re.compile(
    r"([≥≤><=→↘]?)(≈?)(-?[0-9]+(?:\.[0-9]+)?)(?:\.\.([0-9]+(?:\.[0-9]+)?))?([万亿]?)([^↑↓/]*)([↑↓]?)(/?)"
)

Note = tuple[Direction | None, bool, Fraction, Fraction | None, str, str, bool]


def noted(figures: str) -> list[Note]:
    """What the table's notation says, figure by figure, in base units."""
    notes: list[Note] = []
    for part in filter(None, figures.split("; ")):
        found = NOTE.fullmatch(part)
        assert found is not None, part
        sign, about, low, high, numeral, unit, change, per = found.groups()
        base, scale = MEASURES.get(unit, (unit, Fraction(1)))
        scale *= NUMERALS[numeral]
        upper = Fraction(high) * scale if high else None
        notes.append((SIGNS.get(sign), bool(about), Fraction(low) * scale, upper, base, change, bool(per)))
    return notes


def understood(text: str) -> list[Note]:
    """The claims of the text in the form of `noted`; 60余家 and 近60个 are noted as > and <."""
    bounds = (Direction.MORE_THAN, Direction.LESS_THAN)
    return [
        (
            each.direction,
            each.approximate and each.direction not in bounds,
            each.quantity.value,
            each.upper.value if each.upper else None,
            each.quantity.unit,
            CHANGES[each.change],
            each.per_unit,
        )
        for each in claims(text)
    ]


def one(text: str) -> Claim:
    """The only claim of a text."""
    (claim,) = claims(text)
    return claim


# --- the table


@pytest.mark.parametrize(("text", "figures", "words"), TABLE["read"])
def test_read(text: str, figures: str, words: str) -> None:
    assert understood(text) == noted(figures)
    found = [each.subject + ("…" + each.noun if each.noun else "") for each in claims(text)]
    assert "; ".join(found) == words


@pytest.mark.parametrize("text", TABLE["nothing"])
def test_nothing_is_read(text: str) -> None:
    assert claims(text) == ()


def test_table_is_large() -> None:
    assert len(TABLE["read"]) >= 150
    assert len(TABLE["nothing"]) >= 100
    assert len(TABLE["pairs"]) + len(TABLE["cost"]) >= 120


def outcomes(target: str, result: str, default: Direction) -> list[str]:
    """One word for each claim of the target, as the table writes them."""
    goals = tuple(with_direction(each, default) for each in claims(target))
    found = dict(pair(goals, claims(result)))
    words = [compare(goal, found[goal]) if goal in found else UNCLEAR for goal in goals]
    return ["?" if word is UNCLEAR else word.value for word in words]


def test_pairs_are_never_read_wrong() -> None:
    """How many of the invented phrases and outcomes are right, refused (less said), wrong."""
    phrases: Counter[str] = Counter()
    verdicts: Counter[str] = Counter()
    wrong: list[object] = []
    for name, default in (("pairs", Direction.AT_LEAST), ("cost", Direction.AT_MOST)):
        for target, result, goal, given_figures, due in TABLE[name]:
            for text, figures in ((target, goal), (result, given_figures)):
                got, want = understood(text), noted(figures)
                right, part = got == want, all(each in want for each in got)
                phrases["right" if right else "refused" if part else "wrong"] += 1
                wrong += [] if part else [(text, got, want)]
            words, expected = outcomes(target, result, default), due.split("; ") if due else []
            decided = {at: word for at, word in enumerate(words) if word != "?"}
            part = all(at < len(expected) and expected[at] == word for at, word in decided.items())
            right = part and len(decided) == sum(word != "?" for word in expected)
            verdicts["right" if right else "refused" if part else "wrong"] += 1
            wrong += [] if part else [(target, result, words, expected)]
    assert wrong == []
    assert dict(phrases) == {"right": 343, "refused": 15}
    assert dict(verdicts) == {"right": 168, "refused": 11}


# --- the parts of a claim


def test_places_and_texts() -> None:
    text = "宣传资料：种类 不少于 ５ 种，份数不少于2,000份。"
    first, second = claims(text)
    assert (first.quantity.text, first.text) == ("５ 种", "宣传资料：种类 不少于 ５ 种")
    assert (second.quantity.text, second.text) == ("2,000份", "份数不少于2,000份")
    for each in (first, second):
        assert text[each.quantity.start : each.quantity.end] == each.quantity.text


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("不少于10家", ()),
        ("1、种类不少于5种；2、份数不少于2000份", ()),
        ("完成1500亿元签约任务(暂定)", ("(暂定)",)),
        ("参加活动要有成果, 不少于3次", ("参加活动要有成果",)),
        ("10场或20次", ("10场或20次",)),
        ("", ()),
        ("——", ()),
    ],
)
def test_unread_parts(text: str, unread: tuple[str, ...]) -> None:
    assert read(text).unread == unread


def test_with_direction_keeps_what_is_stated() -> None:
    assert with_direction(one("50个"), Direction.AT_MOST).direction is Direction.AT_MOST
    assert with_direction(one("不少于50个"), Direction.AT_MOST).direction is Direction.AT_LEAST
    assert with_direction(one("达到50个"), Direction.AT_MOST).direction is Direction.REACHES


def test_in_unit_of() -> None:
    target = one("不超17万元")
    assert compare(target, in_unit_of(one("31"), target)) is MISSED
    assert in_unit_of(one("31"), target).quantity.value == 310000
    assert in_unit_of(one("31万"), target) == one("31万")
    assert completion_rate(one("1500亿元"), in_unit_of(one("1695.7"), one("1500亿元"))) == Fraction(
        16957, 15000
    )


# --- comparing


@pytest.mark.parametrize(
    ("target", "actual", "outcome", "rate"),
    [
        # the printed forms
        ("20次以上", "18", MISSED, "0.9"),
        ("引进行业领军企业、500强企业不少于10家", "18", MET, "1.8"),
        ("不少于10场", "13", MET, "1.3"),
        ("不少于40个", "约60个", MET, None),
        ("不超4.67万", "1.63万", MET, None),
        ("不超20万", "0", MET, None),
        ("不超17万", "31万", MISSED, None),
        ("90%以上", "100%", MET, "10/9"),
        ("5%以下", "0", MET, None),
        ("每项、每次2万元", "7.6", UNCLEAR, None),
        ("完成1500亿元签约任务(暂定，市里还未下达具体任务)", "1695.7", UNCLEAR, None),
        ("≥50个", "50", MET, "1"),
        ("≥100百分比", "100%", MET, "1"),
        # at the limit
        ("超过50个", "50个", MISSED, "1"),
        ("低于50个", "50个", MISSED, None),
        ("不超过50个", "50个", MET, None),
        ("等于50个", "50个", MET, None),
        ("等于50个", "51个", MISSED, None),
        ("50个", "50个", MET, "1"),
        ("50个", "60个", UNCLEAR, "1.2"),
        ("达到50个", "达到60个", MET, "1.2"),
        # about, and bounds as results
        ("不少于48个", "约60个", MET, None),
        ("不少于49个", "约60个", UNCLEAR, None),
        ("不少于73个", "约60个", MISSED, None),
        ("不少于60个", "60余个", MET, None),
        ("不少于70个", "60余个", UNCLEAR, None),
        ("不少于60个", "近60个", MISSED, None),
        ("不少于50个", "近60个", UNCLEAR, None),
        ("不少于50个", "50个以上", MET, None),
        ("不少于51个", "50个以上", UNCLEAR, None),
        ("不超过49个", "50个以上", MISSED, None),
        ("约50个", "50个", UNCLEAR, None),
        # ranges
        ("10-15家", "15家", MET, None),
        ("10-15家", "16家", UNCLEAR, None),
        ("不少于10家", "10-15家", MET, None),
        ("不少于12家", "10-15家", UNCLEAR, None),
        # units
        ("不少于10场", "12次", UNCLEAR, None),
        ("不少于10人", "12人次", UNCLEAR, None),
        ("不少于10名", "12人", MET, "1.2"),
        ("≤5‰", "0.6%", MISSED, None),
        ("0.5亿元", "5000万元", MET, "1"),
        ("不超17万", "16.9万元", MET, None),
        ("不超17万元", "31", UNCLEAR, None),
        ("不少于5元", "10", MET, None),
        ("90%以上", "95", MET, None),
        ("90%以上", "0.95", UNCLEAR, None),
        ("90%以上", "1.2万", UNCLEAR, None),
        ("90%以上", "0", MISSED, "0"),
        ("不少于2万册", "20500", MET, None),
        ("不少于2万册", "2.1", UNCLEAR, None),
        ("3公里", "3000米", MET, "1"),
        ("不少于3亩", "2001平方米", MET, "2001/2000"),
        # words
        ("引进项目不少于50个", "签约项目60个", UNCLEAR, None),
        ("引进项目不少于50个", "60个项目", MET, "1.2"),
        ("合格率98%以上", "不合格率99%", UNCLEAR, None),
        ("98%以上", "不合格率1%", UNCLEAR, None),
        ("5%以下", "投诉率2%", MET, None),
        ("不少于30个", "计划30个", UNCLEAR, None),
        ("不超20万", "结余5万", UNCLEAR, None),
        ("下降5%以上", "增长6%", UNCLEAR, None),
        ("下降5%以上", "6%", MET, "1.2"),
        ("增长5%以上", "105%", UNCLEAR, None),
        ("5%以上", "下降6%", UNCLEAR, None),
        # no rate
        ("0个", "5个", UNCLEAR, None),
        ("不少于5个", "0", MISSED, "0"),
    ],
)
def test_compare(target: str, actual: str, outcome: Outcome, rate: str | None) -> None:
    goal, result = one(target), one(actual)
    assert compare(goal, result) is outcome
    assert completion_rate(goal, result) == (
        Fraction(rate) if rate and "/" not in rate else rate and Fraction(rate)
    )


def test_pair_takes_what_can_only_belong_together() -> None:
    targets = claims("种类不少于5种，份数不少于2000份")
    assert [second.quantity.text for _, second in pair(targets, claims("2500份，6种"))] == ["6种", "2500份"]
    assert pair(claims("引进项目达到50个，总投资达到300亿元"), claims("18")) == ()
    assert pair(claims("不少于50个"), claims("签约60个，开工40个")) == ()


# --- the state of completion


@pytest.mark.parametrize(
    ("text", "kind", "rate", "decimals"),
    [
        *(
            (text, StatusKind.DONE, None, None)
            for text in ["完成", "已完成", "超额完成", "达标", "均已按时完成", "完成任务"]
        ),
        *(
            (text, StatusKind.NOT_DONE, None, None)
            for text in ["未完成", "未达标", "尚未完成", "没有完成", "未按时完成"]
        ),
        *(
            (text, StatusKind.PARTLY, None, None)
            for text in ["部分完成", "基本完成", "进行中", "未全部完成", "正在推进"]
        ),
        *((text, StatusKind.NONE, None, None) for text in ("", "  ", "—", "/", "无", "不适用")),
        ("100%", StatusKind.RATE, "1", 0),
        ("118％", StatusKind.RATE, "1.18", 0),
        ("129.50%", StatusKind.RATE, "1.295", 2),
        ("完成90%", StatusKind.RATE, "0.9", 0),
        ("完成任务的85%", StatusKind.RATE, "0.85", 0),
        ("100%完成", StatusKind.RATE, "1", 0),
        ("2500", StatusKind.FIGURE, None, None),
        ("已完成10次", StatusKind.FIGURE, None, None),
        *(
            (text, StatusKind.OTHER, None, None)
            for text in ("90%以上", "约90%", "18/20=90%", "较好", "增长90%")
        ),
    ],
)
def test_status(text: str, kind: StatusKind, rate: str | None, decimals: int | None) -> None:
    found = status(text)
    assert (found.kind, found.rate, found.decimals) == (kind, rate and Fraction(rate), decimals)


# --- any text

BEFORE = {
    "": None,
    "不少于": Direction.AT_LEAST,
    "不得低于": Direction.AT_LEAST,
    "至少": Direction.AT_LEAST,
    "≥": Direction.AT_LEAST,
    ">=": Direction.AT_LEAST,
    "不超过": Direction.AT_MOST,
    "最高不超": Direction.AT_MOST,
    "≤": Direction.AT_MOST,
    "控制在": Direction.AT_MOST,
    "超过": Direction.MORE_THAN,
    "＞": Direction.MORE_THAN,
    "低于": Direction.LESS_THAN,
    "不足": Direction.LESS_THAN,
    "等于": Direction.EXACTLY,
    "达到": Direction.REACHES,
}
AFTER = {
    "以上": Direction.AT_LEAST,
    "及以上": Direction.AT_LEAST,
    "以下": Direction.AT_MOST,
    "以内": Direction.AT_MOST,
    "之内": Direction.AT_MOST,
}
UNITS = {
    "家": ("家", 1),
    "人次": ("人次", 1),
    "万人": ("人", 10**4),
    "元": ("元", 1),
    "万元": ("元", 10**4),
    "亿元": ("元", 10**8),
    "%": ("%", 1),
    "个工作日": ("工作日", 1),
}
SUBJECTS = ("", "种类", "总投资", "满意度", "引进龙头企业、500强企业", "2021年签约项目", "微信公众号")
WIDE = {code - 0xFEE0: chr(code) for code in range(0xFF01, 0xFF5F) if chr(code) != "，"}


@st.composite
def phrases(draw: st.DrawFn) -> tuple[str, Direction | None, Fraction, str, str]:
    """A phrase in any style, and what it states."""
    number = draw(st.integers(0, 10**7))
    unit, (base, scale) = draw(st.sampled_from(sorted(UNITS.items())))
    places = draw(st.integers(0, 2)) if base in ("元", "%") or scale > 1 else 0
    value = Fraction(number, 10**places)
    whole, part = divmod(number, 10**places)
    digits = f"{whole:,}" if draw(st.booleans()) else str(whole)
    digits += f".{part:0{places}d}" if places else ""
    subject = draw(st.sampled_from(SUBJECTS))
    prefix, suffix = "", ""
    if draw(st.booleans()):
        prefix = draw(st.sampled_from(sorted(BEFORE)))
        direction = BEFORE[prefix]
    else:
        suffix = draw(st.sampled_from(sorted(AFTER)))
        direction = AFTER[suffix]
    space = draw(st.sampled_from(["", " ", "\u3000", "\u200b"]))
    text = space.join((subject, prefix, digits, unit, suffix))
    if draw(st.booleans()) and "," not in digits:
        text = text.translate(WIDE)
    return text, direction, value * scale, base, subject


@given(phrases())
def test_generated_phrases_are_read_back(phrase: tuple[str, Direction | None, Fraction, str, str]) -> None:
    text, direction, value, base, subject = phrase
    claim = one(text)
    assert (claim.direction, claim.quantity.value, claim.quantity.unit) == (direction, value, base)
    assert claim.subject == subject
    assert text[claim.quantity.start : claim.quantity.end] == claim.quantity.text
    assert not claim.approximate


@given(st.lists(phrases(), min_size=2, max_size=4), st.sampled_from(["；", "。", ";", "\n①", "！"]))
def test_generated_phrases_in_a_row(
    parts: list[tuple[str, Direction | None, Fraction, str, str]], mark: str
) -> None:
    found = claims(mark.join(text for text, *_ in parts))
    assert [(each.direction, each.quantity.value) for each in found] == [(each[1], each[2]) for each in parts]


MARKS = "0123456789.,，。；、()（）%‰-~—/:：≥≤<>=×+“”《》 \n①\u200b\ud800\x00\ue000"
WORDS = (
    "万 亿 元 家 个 次 项 人 约 近 余 多 每 各 零 年 月 日 时 第 前 后 至 到 不少于 不超过 达到 以上 以下 以内 左右"
    " 增长 下降 百分之 指标1： 投诉 未完成 较上年 控制在 为零 人民币 个工作日 2020年12月"
)
PIECES = st.sampled_from([*MARKS, *WORDS.split()])


@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=40).map("".join)))
def test_no_text_raises(text: str) -> None:
    reading = read(text)
    for each in reading.claims:
        assert text[each.quantity.start : each.quantity.end] == each.quantity.text
        assert each.text in text
        assert each.quantity.text in each.text
    assert all(part in text for part in reading.unread)
    assert status(text).kind in StatusKind
    for first in reading.claims[:4]:
        for second in reading.claims[:4]:
            compare(first, second)
            completion_rate(first, second)
    pair(reading.claims, reading.claims)


@pytest.mark.parametrize(
    "seed",
    [
        "9",
        "1,111,",
        "不少于",
        "不少于10家，",
        "(",
        "()",
        "“",
        "微博77篇、",
        "1、",
        "1至",
        "5%(≥5%)，",
        "或10家，",
        "。10家",
        "\ud800",
        "较上年",
    ],
)
def test_long_texts_take_linear_time(seed: str) -> None:
    text = (seed * (100_000 // len(seed) + 1))[:100_000]
    begin = time.perf_counter()
    found = claims(text)
    status(text)
    pair(found, found)
    assert time.perf_counter() - begin < 20


# --- comparing in general

FIGURES = st.fractions(min_value=0, max_value=1000, max_denominator=100)
DIRECTIONS = st.sampled_from([None, *Direction])


def claim_of(
    value: Fraction, direction: Direction | None = None, unit: str = "家", about: bool = False
) -> Claim:
    return Claim(Quantity(value, unit, "", 0, 0), direction, approximate=about)


@given(FIGURES, FIGURES, DIRECTIONS)
def test_plain_figures_are_decided(limit: Fraction, value: Fraction, direction: Direction | None) -> None:
    holds = {
        Direction.AT_LEAST: value >= limit,
        Direction.REACHES: value >= limit,
        Direction.AT_MOST: value <= limit,
        Direction.FALLS_TO: value <= limit,
        Direction.MORE_THAN: value > limit,
        Direction.LESS_THAN: value < limit,
        Direction.EXACTLY: value == limit,
    }
    found = compare(claim_of(limit, direction), claim_of(value))
    if direction is None:
        assert found is (MET if value == limit else UNCLEAR)
    else:
        assert found is (MET if holds[direction] else MISSED)


@given(FIGURES, FIGURES, DIRECTIONS, DIRECTIONS, st.booleans(), st.booleans())
def test_vaguer_words_never_turn_an_answer(
    limit: Fraction,
    value: Fraction,
    direction: Direction | None,
    stated: Direction | None,
    vague_limit: bool,
    vague: bool,
) -> None:
    """About, or another direction of the result, may leave it open, but the figure itself never disproves it."""
    sharp = compare(claim_of(limit, direction), claim_of(value))
    blurred = compare(claim_of(limit, direction, about=vague_limit), claim_of(value, stated, about=vague))
    if stated not in (Direction.MORE_THAN, Direction.LESS_THAN):
        assert blurred in (sharp, UNCLEAR)


@given(FIGURES, FIGURES, DIRECTIONS, DIRECTIONS)
def test_rate_agrees_with_the_outcome(
    limit: Fraction, value: Fraction, direction: Direction | None, stated: Direction | None
) -> None:
    goal, result = claim_of(limit, direction), claim_of(value, stated)
    rate = completion_rate(goal, result)
    if rate is not None:
        assert rate == value / limit
        assert direction not in (Direction.AT_MOST, Direction.LESS_THAN, Direction.EXACTLY)
        if direction in (Direction.AT_LEAST, Direction.REACHES):
            assert compare(goal, result) is (MET if rate >= 1 else MISSED)


@given(
    FIGURES,
    FIGURES,
    DIRECTIONS,
    st.sampled_from(["家", "场", "%", "元", ""]),
    st.sampled_from(["家", "%", "元"]),
)
def test_other_units_are_never_compared(
    limit: Fraction, value: Fraction, direction: Direction | None, first: str, second: str
) -> None:
    goal, result = claim_of(limit, direction, first), claim_of(value, None, second)
    if first and first != second:
        assert not comparable(goal, result)
        assert compare(goal, result) is UNCLEAR
        assert completion_rate(goal, result) is None
