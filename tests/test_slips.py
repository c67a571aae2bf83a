"""Slips of the pen, and at least as many ordinary cells that must give nothing."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jzxl.text.slips import SlipKind, slips

NARRATIVES = tomllib.loads((Path(__file__).parent / "narratives.toml").read_text("utf-8"))["narratives"]
CUT, MARKUP, FILL_IN, SIGN = (
    SlipKind.CUT_OFF,
    SlipKind.MARKUP,
    SlipKind.INSTRUCTION,
    SlipKind.PERCENT_SIGN_MISSING,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # cut off
        ("审批程序完整，不存在截留、挪用等情", [(CUT, "等情")]),
        ("资产使用中尚有账实不符等问", [(CUT, "等问")]),
        ("加强了预算编制、执行、监督等方", [(CUT, "等方")]),
        ("支出进度偏慢，这是今后要着力解决的问", [(CUT, "的问")]),
        ("使用单位为全市各成员单位（市财政局、发改委等31个单", [(CUT, "（市财政局、发改委等31个单")]),
        ("共涉及市直及县区预算单位等31个单", [(CUT, "1个单")]),
        ("资金管理执行《市级文化事业专项资金管", [(CUT, "《市级文化事业专项资金管")]),
        ("牢固树立“绿水青山就是金山银", [(CUT, "“绿水青山就是金山银")]),
        ("全面完成了年度各项任务，", [(CUT, "，")]),
        ("租赁费、交通费、宣传费、", [(CUT, "、")]),
        ("本年度主要完成了人员经费和", [(CUT, "和")]),
        ("我单位制定了财务管理制度以及", [(CUT, "以及")]),
        ("为全市经济社会发展作出了重要的", [(CUT, "重要的")]),
        ("项目实施后取得了", [(CUT, "取得了")]),
        ("营商环境得到优化，群众满意度进一", [(CUT, "进一")]),
        ("内容真实准确，能够达到宣传目", [(CUT, "达到宣传目")]),
        ("某某市公共资源交易 综合服务中", [(CUT, "中")]),
        ("<p>各项指标全部达标，</p>", [(MARKUP, "<p>"), (CUT, "，"), (MARKUP, "</p>")]),
        # markup
        ("<p>投入得分14分。</p>", [(MARKUP, "<p>"), (MARKUP, "</p>")]),
        ("已完成<br/>各项任务", [(MARKUP, "<br/>")]),
        (
            '<span style="color:red">未完成</span>',
            [(MARKUP, '<span style="color:red">'), (MARKUP, "</span>")],
        ),
        ("已完成&nbsp;&nbsp;全部任务", [(MARKUP, "&nbsp;"), (MARKUP, "&nbsp;")]),
        ("第一行_x000D_第二行", [(MARKUP, "_x000D_")]),
        # instructions
        ("（此处填写单位职能）", [(FILL_IN, "（此处填写单位职能）")]),
        ("（请简要说明项目实施情况）我单位于3月启动。", [(FILL_IN, "（请简要说明项目实施情况）")]),
        ("请填写本单位主要职责", [(FILL_IN, "请填写本单位主要职责")]),
        ("此处填写项目概况", [(FILL_IN, "此处填写项目概况")]),
        ("单位职能（300字以内）：负责全市体育工作。", [(FILL_IN, "（300字以内）")]),
        ("例如：完成签约项目10个", [(FILL_IN, "例如：")]),
        ("XX单位认真履行职责", [(FILL_IN, "XX")]),
        ("完成××项目建设任务", [(FILL_IN, "××")]),
        ("20XX年完成投资100万元", [(FILL_IN, "20XX年")]),
        ("202X年度工作总结", [(FILL_IN, "202X年")]),
        ("项目期为2020年X月X日至年底", [(FILL_IN, "X月X日")]),
        # percent sign missing
        ("一季度22.5%，二季度47.3%，三季度71.2", [(SIGN, "71.2", "71.2%")]),
        ("一季度进度22.5%，二季度进度47.3，三季度进度71.2%", [(SIGN, "47.3", "47.3%")]),
        ("进度分别为22.5%、47.3%、71.2、98%", [(SIGN, "71.2", "71.2%")]),
        ("到位率98％；执行率９５．５；完成率96％", []),  # different words
        ("签约完成率98%，开工完成率95.5，投产完成率96%", [(SIGN, "95.5", "95.5%")]),
        ("2018年85%，2019年90%，2020年95。", [(SIGN, "95", "95%")]),
    ],
)
def test_slips(text: str, expected: list[tuple[str, ...]]) -> None:
    found = [
        (each.kind, each.text, each.suggestion) if each.suggestion else (each.kind, each.text)
        for each in slips(text)
    ]
    assert found == expected


ORDINARY = [
    "无",
    "完成",
    "——",
    "100%",
    "（略）",
    "不少于10家",
    "18/16=112.5%",
    "市财政局",
    "某某市体育事业发展中心",
    "资金使用符合规定，不存在截留、挤占、挪用、虚列支出等情况",
    "不存在闲置浪费等问题",
    "我单位职能是负责全市对外开放、招商引资工作",
    "财务管理制度健全，资金使用是合理的",
    "达到了宣传的目的",
    "各项支出均有据可查，手续是完整的",
    "未发现资金被挪用的",
    "相关制度与业务是相适应的",
    "居民人均可支配收入增长带来的供需矛盾有所缓和",
    "各项支出为人员经费与公用经费之和",
    "数据库建设与应用得到普及",
    "全市共有120家企业参与",
    "建立长期合作关系的商会有广东商会、江苏商会",
    "问题依然存在",
    "未按期完成的主要原因是疫情影响",
    "全年（根据各单位实际工作安排进行）",
    "完成1500亿元签约任务（暂定，具体任务尚未下达）",
    "《促进招商引资工作办法》（试行）",
    "落实“放管服”改革要求",
    "“一岗双责“落实到位",
    "采取多种形式宣传，例如：微信、抖音、广播",
    "发放调查问卷并邀请群众填写，满意度96%",
    "根据通知要求，各单位如实填写报表",
    "请各成员单位配合做好资料报送工作",
    "采购工作服XXL号20套",
    "联系电话138****1234",
    "房屋面积5×8米，会议室2间",
    "产品规格为X型钢",
    "温度<5℃的天数，PM2.5>75的天数",
    "R&D经费投入增长5%",
    "完成率98%，执行率95%，得分5",
    "一季度22.5%，二季度47.3%，三季度0",
    "一季度22.5%，二季度47.3%，三季度71.2%，四季度98.6%",
    "一季度25%，二季度50%，三季度支出100万元",
    "指标1：90%，指标2：95%，指标3：3",
    "满意度95%，知晓率90%，投诉2",
    "到位率100%，执行率98%，项目数12",
    "占比30%，同比增长5%，排名第2",
    "1）完成制度建设；2）完成人员培训",
    "已办结12件，其中信访3件",
    "用于办公设备购置等",
    "用于购买图书、期刊等方面",
    "单位党支部被评为一等",
    "本年度无预算调整",
    "2020-01-01至2020-12-31",
    "二〇二〇年度部门决算",
    "下一步将优化支出结构，提高资金使用效益",
    "项目仍在建设中",
    "融入全市经济社会发展大局，体现在全市公共服务中",
    "审计结果已在政府网站公开，网址见附件",
    "该单位负责人",
    "制作宣传手册2000本、折页5000份、海报300张",
    "保障了机关正常运转",
    "任务已超额完成",
    "对照检查，逐条整改，做到真改实改",
    "建成综合服务中心",
    "由财政部门统一管理",
    "提升了城市知名度",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_cells_give_nothing(text: str) -> None:
    assert slips(text) == ()
    assert slips(text + "。") == ()


def test_where_a_slip_is() -> None:
    text = "一季度22.5%，二季度47.3%，三季度 71.2 。"
    (slip,) = slips(text)
    assert (slip.text, slip.suggestion) == ("71.2", "71.2%")
    assert text[slip.start : slip.end] == slip.text


WORDS = (
    "一季度|进度|分别为|22.5%|47.3|0|2020年|指标1|，|、|；|。|：|（|）|《|》|“|”|<p>|</p>|&nbsp;|_x000D_|XX|20XX年|×|请填写|例如：|此处"
    "|300字以内|\n| |等情|的问|以及|重要的|是|服务中|市"
)


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS.split("|")), max_size=40).map("".join)))
def test_any_text(text: str) -> None:
    for slip in slips(text):
        assert slip.text == text[slip.start : slip.end] != ""
        assert bool(slip.suggestion) == (slip.kind is SIGN)


@pytest.mark.parametrize(
    "text",
    [
        "<p>" * 30000,
        "一季度5%，" * 20000 + "二季度5",
        "（" * 60000,
        "（请" * 30000,
        "请填写" * 30000,
        " " * 80000,
        "\n " * 40000,
        "X" * 80000,
        "1" * 80000,
        "<p " * 30000,
        "&" * 60000,
        "“" * 60000,
        "5，5%" * 20000,
    ],
)
def test_long_texts_take_linear_time(text: str) -> None:
    started = time.perf_counter()
    slips(text)
    assert time.perf_counter() - started < 5


def test_narratives() -> None:
    """Planted slips found, missed and false alarms over invented narratives; any change is news."""
    found, missed, false = 0, [], []
    for each in NARRATIVES:
        read_here = [slip.text for slip in slips(each["text"])]
        planted = each.get("slips", [])
        found += sum(one in planted for one in read_here)
        missed += [one for one in planted if one not in read_here]
        false += [one for one in read_here if one not in planted]
    assert (found, missed, false) == (20, ["事"], [])
