"""Sums in running text: rows that an official can check with a pocket calculator."""

from __future__ import annotations

import time
import tomllib
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jzxl.text.sums import SumClaim, sum_claims

NARRATIVES = tomllib.loads((Path(__file__).parent / "narratives.toml").read_text("utf-8"))["narratives"]


def shown(claim: SumClaim) -> str:
    """``total unit sign sum``: = adds up; ≠ does not, ≈ by rounding; an incomplete list: ≥ leaves room,
    < is exceeded, ≲ by rounding."""
    if claim.agrees:
        sign = "=" if claim.parts_sum == claim.total else "≥"
    elif claim.complete:
        sign = "≈" if claim.within_rounding else "≠"
    else:
        sign = "≲" if claim.within_rounding else "<"
    return f"{claim.total_text}{claim.unit}{sign}{claim.sum_text}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a total, a word that opens its parts, the parts
        ("项目支出52.30万元，其中会议费12.10万元，培训费20.20万元，劳务费20万元。", "52.30万元=52.30"),
        ("项目支出52.30万元，其中会议费12.10万元，培训费20.20万元，劳务费20.01万元。", "52.30万元≈52.31"),
        ("项目支出52.30万元，其中会议费12.10万元，培训费20.20万元，劳务费21万元。", "52.30万元≠53.30"),
        ("基本支出300万元，其中人员经费260万元、公用经费40万元。", "300万元=300"),
        ("基本支出300.00万元，其中：人员经费260.00万元、公用经费30.00万元。", "300.00万元≠290.00"),
        ("全年支出812.5万元（其中：基本支出500.5万元，项目支出312万元），执行率97%。", "812.5万元=812.5"),
        ("全年支出812.5万元（其中：基本支出500.5万元，项目支出321万元），执行率97%。", "812.5万元≠821.5"),
        ("支出812.5万元，包括基本支出500.5万元、项目支出321万元。", "812.5万元≠821.5"),
        ("支出812.5万元，由基本支出500.5万元和项目支出312万元组成。", "812.5万元=812.5"),
        ("支出812.5万元，由基本支出500.5万元和项目支出302万元构成，结余少。", "812.5万元≠802.5"),
        ("全年支出110万元，分别为20万元、30万元、60万元。", "110万元=110"),
        ("全年培训4期，分别为10、20、30万元。", ""),
        ("四个季度支出100万元，分别为10、20、30、50万元。", "100万元≠110"),
        # sentence and lines
        ("支出404.2万元。其中：基本支出204.1万元，项目支出200.1万元。", "404.2万元=404.2"),
        (
            "支出404.20万元。其中：\n1.基本支出204.10万元；\n2.项目支出201.10万元。\n结余2万元。",
            "404.20万元≠405.20",
        ),
        ("支出100万元，其中：人员经费60万元；公用经费30万元；其他支出10万元。", "100万元=100"),
        (
            "支出100.0万元，其中：一是人员经费60.0万元；二是公用经费30.0万元；三是其他8.0万元。",
            "100.0万元≠98.0",
        ),
        # nested
        (
            "执行预算380.5万元，其中基本支出250.3万元，项目支出130.2万元，其中会议费30.1万元，差旅费100.2万元。",
            "380.5万元=380.5 130.2万元≈130.3",
        ),
        (
            "支出400万元，其中基本支出300万元，其中人员200万元，公用100万元，项目支出100万元。",
            "400万元=400 300万元=300",
        ),
        (
            "支出400.0万元，其中基本支出300.0万元，其中人员200.0万元，公用90.0万元，项目支出100.0万元。",
            "400.0万元=400.0 300.0万元≠290.0",
        ),
        (
            "支出400.0万元，其中基本支出300.0万元（其中人员210.0万元，公用90.0万元），项目支出110.0万元。",
            "400.0万元≠410.0 300.0万元=300.0",
        ),
        # nothing adds up on either level: it is not clear where the inner list ends
        (
            "支出400.0万元，其中基本支出300.0万元，其中人员200.0万元，公用80.0万元，项目支出77.0万元。",
            "400.0万元≥300.0 300.0万元≠357.0",
        ),
        # units
        ("总投资1.2亿元，其中一期5000万元，二期7000万元。", "1.2亿元=1.2"),
        ("三公经费3.91万元，其中接待费1.2万元，公车运行费27100元。", "3.91万元=3.91"),
        ("三公经费3.91万元，其中公务接待费1.20万元，公车运行费29100元。", "3.91万元≠4.11"),
        ("收入1,200.50万元，其中财政拨款1,000.50万元，其他收入200万元。", "1,200.50万元=1200.50"),
        ("收入３０万元，其中：拨款２０万元，其他１０万元。", "30万元=30"),
        ("经费 12.5 万元，其中 办公费 2.5 万元，印刷费 10 万元。", "12.5万元=12.5"),
        ("共支出12万，其中印刷费5万，会务费7万。", "12万=12"),
        # counts
        ("共开展活动18次，其中线上6次、线下12次。", "18次=18"),
        ("共开展活动18次，其中线上6次、线下11次。", "18次≠17"),
        ("共开展活动18次，其中线上8次、线下12次。", "18次≠20"),
        ("编制22人，实有19人，其中行政9人，事业11人。", "19人≠20"),
        (
            "培训20场次1500人次，其中线上5场次300人次，线下15场次1100人次。",
            "20场次=20 1500人次≠1400",
        ),
        ("综合得分82.8分，其中投入13.6分，过程27.2分，产出22分，效果20分。", "82.8分=82.8"),
        ("综合得分85.8分，其中投入13.6分，过程27.2分，产出22分，效果20分。", "85.8分≠82.8"),
        # lists that need not be complete
        ("支出500万元，主要包括会议费100万元、培训费200万元。", "500万元≥300"),
        ("支出500万元，主要包括会议费300万元、培训费250万元。", "500万元<550"),
        ("项目支出500万元，其中重点项目A 300万元，重点项目B 190万元。", "500万元≥490"),
        ("支出500万元，其中会议费300万元、培训费190万元等。", "500万元≥490"),
        ("支出500万元，其中会议费200万元，培训费100万元。", "500万元≥300"),
        ("支出500万元，其中会议费300万元，培训费190万元。", "500万元≠490"),
        ("支出500万元，其中项目支出190万元。", "500万元≥190"),
        ("支出500万元，其中项目支出590万元。", "500万元<590"),
        ("经费7.6万元，用于会务费3万元、餐费2.6万元、交通费3万元。", "7.6万元<8.6"),
        ("机关干部60人，其中科级20人，股级15人。", "60人≥35"),
    ],
)
def test_sums(text: str, expected: str) -> None:
    found = " ".join(shown(claim) for claim in sum_claims(text))
    assert found.translate({code: chr(code - 0xFEE0) for code in range(0xFF10, 0xFF1A)}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # another total ends the list
        (
            "收入500万元，其中财政拨款490万元；支出480万元，其中基本支出300万元，项目支出180万元。",
            "500万元≥490 480万元=480",
        ),
        ("收入500万元，其中财政拨款500万元，支出480万元，结余20万元。", "500万元=500"),
        ("收入500万元，其中财政拨款480万元，其他收入20万元，全年支出498万元。", "500万元=500"),
        ("下达资金500万元，其中本级300万元；实际支出280万元。", "500万元≥300"),
        ("采购预算44万元，其中货物35万元，服务9万元，政府采购实际支出36万元。", "44万元=44"),
        ("支出480万元，其中项目支出200万元，三公经费支出300万元。", "480万元≥200"),
        ("支出480万元，其中项目支出200万元，完成产值3000万元。", "480万元≥200"),
        # comparisons, rates, bounds, prices, brackets beside the parts
        ("全年支出500万元，比上年增加20万元，其中基本支出300万元，项目支出200万元。", "500万元=500"),
        ("支出500万元，其中基本支出300万元，比上年增加30万元，项目支出200万元。", "500万元=500"),
        ("支出500万元，其中基本支出300万元，占60%，项目支出200万元，占40%。", "500万元=500"),
        ("支出500万元，其中基本支出300万元（上年280万元），项目支出200万元（上年190万元）。", "500万元=500"),
        ("支出500万元，执行率96.2%，其中基本支出300万元，项目支出200万元。", "500万元=500"),
        ("支出500万元，其中项目支出不超过300万元，基本支出约250万元。", ""),
        ("每次活动2万元，其中场租1万元，餐费1.5万元。", ""),
        ("人均补助500元，其中交通200元，伙食400元。", ""),
        ("完成投资为500万元的60%，其中一期400万元，二期300万元。", ""),
        # one thing counted several ways
        ("签约项目239个，其中开工204个，投产150个。", ""),
        ("下达资金500万元，其中到位400万元，支出300万元。", ""),
        ("培训200人，其中女性80人，党员150人。", ""),
        ("走访企业60家，其中民营企业40家，规上企业35家。", ""),
        ("签约项目239个，其中10亿元以上项目120个，亿元以上项目200个。", ""),
        # as departments publish their accounts
        (
            "三公经费决算为22.6万元。其中公务接待费为20.1万元，占88.9%；公务用车运行维护费为2.7万元，占11.1%。",
            "22.6万元≠22.8",
        ),
        (
            "三公经费30万元，其中：因公出国（境）费6万元，占20%，比上年减少1万元；公务用车购置及运行费20万元"
            "（包括：购置费0万元、运行费20万元）；公务接待费4万元，完成预算4.5万元的88.9%。",
            "30万元=30 20万元=20",
        ),
        ("出国（境）经费决算120万元，增长7%，主要是交流任务增加；接待费决算130万元，车辆费决算161万元。", ""),
        ("差额0.9万元。其中：出国（境）费0万元，差额0万元；接待费2万元，差额0.1万元。", "0.9万元≥0.0"),
        ("总投资80万元，其中建设内容包括厂房、道路；另购置设备90万元、车辆20万元。", ""),
        # doubtful
        ("支出500万元，其中基本支出300，项目支出190万元。", ""),
        ("净增加20万元，其中增加30万元，减少10万元。", ""),
        ("支出500万元，其中基本支出300万元，项目支出近180万元。", ""),
        # no total, no parts
        ("其中项目支出190万元，基本支出200万元。", ""),
        ("这其中一个主要原因是专项经费500万元设在我单位，由十几个单位使用300万元、400万元。", ""),
        ("我单位包括办公室、业务科等5个科室，编制16人。", ""),
        ("收入500万元，支出480万元，结余20万元。", ""),
        ("满意度95%，其中企业96%，群众94%。", ""),
        ("投资500万元。全市引进项目20个，其中工业12个，农业8个。", "20个=20"),
        ("根据〔2020〕4号文件，2020年1月至12月，其中3月停工。", ""),
        ("参会50人，其中来自10个省。", ""),
        ("计划开展10次，其中3月2次。", "10次≥2"),
        ("由于疫情，经费20万元未支出，用于下年。", ""),
    ],
)
def test_near_misses(text: str, expected: str) -> None:
    assert " ".join(shown(claim) for claim in sum_claims(text)) == expected


def test_what_a_claim_holds() -> None:
    text = "全年执行380.5万元，其中基本支出250.3万元，项目支出130.3万元。"
    (claim,) = sum_claims(text)
    assert claim.label == "全年执行"
    assert claim.total == Fraction(3805000)
    assert claim.unit == "万元"
    assert claim.parts == (("基本支出", Fraction(2503000)), ("项目支出", Fraction(1303000)))
    assert claim.parts_sum == Fraction(3806000)
    assert claim.complete and claim.within_rounding and not claim.agrees
    assert (claim.total_text, claim.sum_text) == ("380.5", "380.6")
    assert claim.text == text[claim.start : claim.end] == text.rstrip("。")


@given(st.text(max_size=80))
def test_any_text(text: str) -> None:
    check(text)


WORDS = (
    "其中|包括|主要|由|组成|分别为|用于|基本支出|项目支出|其他|线上|收入|等|约|比上年|每|以上|和|,|，|、|；|。|:|（|）|\n"
    "|300万元|200.5万元|0元|12次|3|1.5亿元|-20万元|90%|1."
)
PIECES = st.sampled_from(WORDS.split("|"))


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_of_such_words(text: str) -> None:
    check(text)


def check(text: str) -> None:
    for claim in sum_claims(text):
        assert claim.text == text[claim.start : claim.end]
        assert claim.parts and claim.parts_sum == sum((value for _, value in claim.parts), Fraction(0))
        assert not (claim.agrees and claim.within_rounding)
        assert claim.agrees or claim.complete or claim.parts_sum > claim.total


@given(st.lists(st.integers(1, 99999), min_size=2, max_size=6), st.integers(-5000, 5000))
def test_a_sum_of_cents_is_judged_exactly(parts: list[int], off: int) -> None:
    total = sum(parts) + off
    names = ("基本支出", "项目支出", "会议费", "培训费", "差旅费", "印刷费")
    if total <= max(parts):
        return
    listed = "，".join(f"{name}{money(part)}万元" for name, part in zip(names, parts, strict=False))
    claims = sum_claims(f"全年支出{money(total)}万元，其中{listed}。")
    prefix = {sum(parts[:at]) for at in range(1, len(parts))}
    if off == 0:
        assert [claim.agrees for claim in claims] == [True]
    elif total not in prefix:
        assert [claim.agrees for claim in claims] == [False]
        assert claims[0].sum_text == money(sum(parts))
        assert claims[0].within_rounding == (2 * abs(off) <= len(parts) + 1)


def money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


@pytest.mark.parametrize(
    "text",
    [
        "支出500万元，其中A支出1万元，" * 4000,
        "其中" * 30000,
        "，\n" * 30000 + "\n" * 60000,
        "（其中1元" * 15000,
        "由" * 60000,
        "支出9元，其中" + "费1元，其中" * 10000,
        "支出9元，其中" + "费1元，" * 20000,
        "1" * 60000,
        "1,000" * 20000,
        "<p" * 40000,
        "1.1" * 20000,
    ],
)
def test_long_texts_take_linear_time(text: str) -> None:
    started = time.perf_counter()
    sum_claims(text)
    assert time.perf_counter() - started < 5


def test_narratives() -> None:
    """Planted slips found, missed and false alarms over invented narratives; any change is news."""
    found, missed, false = 0, [], []
    for each in NARRATIVES:
        wrong = [shown(claim) for claim in sum_claims(each["text"]) if not claim.agrees]
        planted = each.get("sums", [])
        found += sum(one in planted for one in wrong)
        missed += [one for one in planted if one not in wrong]
        false += [one for one in wrong if one not in planted]
    assert (found, missed, false) == (20, [], [])
