"""Facts that contradict each other, in texts retold from self-evaluation forms.

`facts_texts.toml` holds sets of passages with what a careful official would ask about.  No false
alarm is allowed; what is not found is listed here, so that a change in either direction shows.
"""

from __future__ import annotations

import tomllib
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jzxl.text.facts import Contradiction, Kind, Passage, contradictions

SETS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "facts_texts.toml").read_text(encoding="utf-8")
)["sets"]

MISSED = {
    ("供销", "68个 / 86个 / 68个"): "村级服务站, 村级综合服务站: perhaps a part",
    ("团委", "186次 / 168次"): "累计, perhaps since some year",
    ("就业中心", "4210万元 / 4120万元"): "263笔4210万元: the quantity reader takes neither",
    ("食药抽检", "97.9% / 99.7%"): "药品抽检合格率, 合格率: perhaps of other samples",
    ("畜牧", "126.3万头 / 123.6万头"): "春秋两季: perhaps not the whole year",
    ("商务：外贸", "126.8亿元 / 128.6亿元"): "外贸进出口总额, 进出口总额: perhaps a part",
    ("妇联两癌", "5200名 / 5020名"): "the words of one label stand before and after the figure",
    ("不动产", "99% / 96%"): "群众满意度, 满意度: perhaps of others",
    ("项目资金", "133.58万元 / 135.38万元"): "项目支出 names no project",
    ("教育：营养餐", "1488万元 / 1448万元"): "营养改善计划: 计划 marks a plan",
}


def passages(*texts: str) -> list[Passage]:
    """Passages named 0, 1, 2; ``[topic]text`` has a topic."""
    found = []
    for at, text in enumerate(texts):
        topic, bracket, rest = text.removeprefix("[").partition("]")
        found.append(Passage(str(at), rest, topic) if text[0] == "[" and bracket else Passage(str(at), text))
    return found


def shown(found: Contradiction) -> str:
    texts = [each.text for each in found.occurrences]
    return f"{texts[0]} → {found.expected}" if found.expected else " / ".join(texts)


def finds(*texts: str, year: int | None = None) -> list[str]:
    return [shown(each) for each in contradictions(passages(*texts), year=year)]


@pytest.mark.parametrize("case", SETS, ids=[each["name"] for each in SETS])
def test_what_an_official_would_ask_about(case: dict[str, Any]) -> None:
    found = finds(*case["texts"])
    assert sorted(found) == sorted(each for each in case["finds"] if (case["name"], each) not in MISSED)


def test_how_much_is_found() -> None:
    planted = [(each["name"], one) for each in SETS for one in each["finds"]]
    assert MISSED.keys() <= set(planted) and len({each["name"] for each in SETS}) == len(SETS)
    assert (len(SETS), len(planted), len(planted) - len(MISSED)) == (198, 91, 81)


def test_labels_places_and_values() -> None:
    texts = (
        "全县新签约招商引资项目86个，总投资412.6亿元；新签约项目中开工71个，开工率全市第二。",
        "2021年完成签约项目79个，总投资409.8亿元，全市排名第三。",
        "86个项 目, 总投资 412.6亿, 开工率 52.3%",
    )
    given_passages = passages(*texts)
    projects, investment, rate = contradictions(given_passages)
    assert (projects.label, projects.kind) == ("签约项目", Kind.DIFFERENT)
    assert [each.key for each in projects.occurrences] == ["0", "1"]
    assert (investment.label, len(investment.occurrences)) == ("总投资", 3)
    assert [each.value for each in investment.occurrences] == [41_260_000_000, 40_980_000_000, 41_260_000_000]
    assert (rate.label, rate.kind, rate.expected) == ("开工率", Kind.RATE_AGAINST_COUNTS, "82.6%")
    stated, part, whole = rate.occurrences
    assert (stated.value, part.value, whole.value) == (Fraction("52.3"), 71, 86)
    assert (stated.unit, part.unit, whole.unit) == ("%", "个", "个")
    for each in (*projects.occurrences, *investment.occurrences, *rate.occurrences):
        assert texts[int(each.key)][each.start : each.end] == each.text


@pytest.mark.parametrize(
    ("first", "second", "contradicts"),
    [
        ("培训教师1200人次", "培训教师1250人次", True),
        ("培训教师1200人次", "教师培训1250人次", True),
        ("全市培训教师1200人次", "完成培训教师1250人次", True),
        ("培训教师1200人次", "培训教师1250人", False),
        ("培训教师1200人次", "培训学生1250人次", False),
        ("培训教师1200人次", "培训骨干教师1250人次", False),
        ("培训教师1200人次", "上年培训教师1250人次", False),
        ("培训教师1200人次", "拟培训教师1250人次", False),
        ("培训教师1200人次", "培训教师约1250人次", False),
        ("培训教师1200人次", "培训教师不少于1250人次", False),
        ("培训教师1200人次", "培训教师同比增加1250人次", False),
        ("培训教师1200人次", "培训教师2600人次", False),
        ("培训教师1200人次", "培训教师2100人次", True),
        ("发放补贴35.6万元", "发放补贴36.5万元", True),
        ("发放补贴35.6万元", "发放补贴355960元", False),
        ("发放补贴35.6万元", "发放补贴35.56万元", False),
        ("发放补贴35.6万元", "发放补贴35.69万元", False),  # cut off
        ("发放补贴35.6万元", "发放补贴35.75万元", True),
        ("发放补贴35.6万元", "发放补贴356万元", True),
        ("群众满意度95%", "群众满意度92%", True),
        ("群众满意度95%", "群众满意度95.4%", False),
        ("签约项目64个", "签约项目68项", True),
        ("签约项目64个", "签约金额68亿元", False),
        ("固定资产投资项目到位资金18.4亿元", "非固定资产投资项目到位资金18.9亿元", False),
    ],
)
def test_two_statements(first: str, second: str, contradicts: bool) -> None:
    for texts in ((first, second), (second, first)):
        assert bool(finds(*texts)) is contradicts


@pytest.mark.parametrize(
    ("text", "rates"),
    [
        ("验收工程50个，其中验收合格49个，验收合格率98%。", []),
        ("验收工程50个，其中验收合格49个，验收合格率89%。", ["89% → 98%"]),
        ("验收工程36个，其中验收合格35个，验收合格率97%。", []),
        ("验收工程36个，其中验收合格35个，验收合格率97.3%。", ["97.3% → 97.2%"]),
        ("验收工程36个，其中验收合格35个，验收合格率92%。", ["92% → 97.2%"]),
        ("50个新签约项目中已开工40个，开工率达到85%。", ["85% → 80%"]),
        ("验收工程50个，抽查工程60个，验收合格49个，验收合格率89%。", []),  # of which?
        ("验收工程50个，其中验收合格49个，验收合格率达到95%以上。", []),
    ],
)
def test_a_rate_beside_its_counts(text: str, rates: list[str]) -> None:
    assert finds(text) == rates


def test_the_year_of_the_form() -> None:
    texts = ("培训教师1200人次", "2019年培训教师1250人次")
    assert finds(*texts, year=2020) == []
    assert finds(*texts, year=2019) == ["1200人次 / 1250人次"]


def test_nothing_in_nothing() -> None:
    assert contradictions([]) == ()
    assert contradictions([Passage("a", ""), Passage("a", "", "")]) == ()


PIECES = st.sampled_from(
    [
        *"，。；：、（）()0123456789%个万亿元中",
        "签约项目",
        "开工",
        "开工率",
        "其中",
        "2020年",
        "\n",
        "总投资",
        "上年",
        "城关镇",
        "[",
        " ",
    ]
)


@given(st.lists(st.tuples(st.text(max_size=20), st.lists(PIECES, max_size=40).map("".join)), max_size=5))
def test_any_text_is_read(texts: list[tuple[str, str]]) -> None:
    given_passages = [Passage(str(at), text, topic) for at, (topic, text) in enumerate(texts)]
    for each in contradictions(given_passages):
        assert len(each.occurrences) > 1
        for place in each.occurrences:
            assert given_passages[int(place.key)].text[place.start : place.end] == place.text


@given(st.lists(st.text(max_size=60), max_size=4))
def test_any_characters_are_read(texts: list[str]) -> None:
    contradictions([Passage(str(at), text, text) for at, text in enumerate(texts)])


@given(st.integers(10, 999), st.integers(0, 999))
def test_a_rate_printed_to_one_decimal_agrees_with_its_counts(whole: int, part: int) -> None:
    part %= whole + 1
    tenths = (part * 2000 + whole) // (2 * whole)
    text = f"签约项目{whole}个，已开工{part}个，开工率{tenths // 10}.{tenths % 10}%。"
    assert finds(text) == []


def finds_in_forms(*texts: str, whole: str = "") -> list[str]:
    """The same where each text stands in a project's form, and another in the department's."""
    own = [Passage(str(at), text, owner=str(at)) for at, text in enumerate(texts, start=1)]
    return [shown(each) for each in contradictions([Passage("0", whole), *own], year=2020)]


@pytest.mark.parametrize(
    "text",
    [
        "批复预算 {} 万元，全部用于项目。",
        "市级财政资金 {} 万元已到位。",
        "截至年底累计支付 {} 万元。",
        "签订合同 2 份，合同金额 {} 万元。",
        "群众满意度为 {}%。",
        "项目实施后，设备完好率达到 100%，验收合格率达到 {}%。",
        "预算执行率 {}%，资金到位率 100%。",
        "全年培训 {} 人次。",
    ],
)
def test_each_form_has_its_own_funds_rates_and_satisfaction(text: str) -> None:
    one, other = text.format(95), text.format(92)
    assert finds(one, other), "within one form it is a contradiction"
    assert finds_in_forms(one, other) == []
    assert finds_in_forms(one, whole=other) == []


@pytest.mark.parametrize("text", ["共召开协调会 {} 次。", "签订合同 {} 份。", "发放宣传手册 {} 份。"])
def test_two_projects_may_do_the_same(text: str) -> None:
    one, other = text.format(31), text.format(29)
    assert finds(one, other) and finds_in_forms(one, other) == []


def test_what_is_surely_the_same_is_compared_across_forms() -> None:
    assert finds_in_forms("签约招商项目 239 个。", whole="签约招商项目 203 个。") == ["203 个 / 239 个"]
    known = finds_in_forms("签约招商项目 239 个，开工率 85.4%。", "签约招商项目 239 个，开工率 65.4%。")
    assert known == ["85.4% / 65.4%"]
