"""Scores that a narrative names, and scores of other things."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jzxl.text.named_scores import GRADE, NamedScore, named_scores

NARRATIVES = tomllib.loads((Path(__file__).parent / "narratives.toml").read_text("utf-8"))["narratives"]
BLOCKS = ("投入", "过程", "产出", "效果")
GRADES = ("优", "良", "中", "差")


def shown(score: NamedScore) -> str:
    """``投入 13.6``, ``总 82.8``, ``等级 良``."""
    if score.name == GRADE:
        return f"等级 {score.grade}"
    assert score.value is not None
    return f"{score.name or '总'} {float(score.value):g}"


def read(text: str) -> str:
    return ", ".join(map(shown, named_scores(text, BLOCKS, GRADES)))


FOUR = "投入 14.2, 过程 33.6, 产出 21, 效果 19"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # blocks
        (
            "预算投入实际得分14.2分，过程得分33.6分，产出得分21分，效果得分19分，总得分87.8分。",
            f"{FOUR}, 总 87.8",
        ),
        ("投入得分14.2分；过程得分33.6分；产出得分21分；效果得分19分。", FOUR),
        ("投入类指标得分14.2分、过程类指标得分33.6分、产出类指标得分21分、效果类指标得分19分。", FOUR),
        ("投入（16分）得14.2分，过程（42分）得33.6分，产出（22分）得21分，效果（20分）得19分。", FOUR),
        ("一是投入得分14.2分，二是过程得分33.6分，三是产出得分21分，四是效果得分19分。", FOUR),
        ("1.投入：得分14.2分；2.过程：得分33.6分；3.产出：得分21分；4.效果：得分19分。", FOUR),
        ("“投入”得分14.2分，“过程”得分33.6分", "投入 14.2, 过程 33.6"),
        ("投入自评得分为 14.20 分；过程自评得分为 33.60 分", "投入 14.2, 过程 33.6"),
        ("投入指标满分16分，得分14.2分；过程指标满分42分，得分33.6分。", "投入 14.2, 过程 33.6"),
        ("投入方面，得分14.2分；过程方面，得分33.6分。", "投入 14.2, 过程 33.6"),
        ("投入16分，得14.2分；过程42分，得33.6分", "投入 14.2, 过程 33.6"),
        ("投入（满分16分，得分14.2分）", "投入 14.2"),
        ("投入、过程、产出、效果得分分别为14.2分、33.6分、21分、19分。", FOUR),
        ("投入、过程、产出和效果四个方面得分分别为14.2、33.6、21和19分。", FOUR),
        ("各部分得分情况：投入14.2分，过程33.6分，产出21分，效果19分。", FOUR),
        ("综合得分87.8分，其中投入14.2分，过程33.6分，产出21分，效果19分。", f"总 87.8, {FOUR}"),
        (
            "综合得分87.8分，其中：投入14.2分、过程33.6分、产出21分、效果19分，等级为良。",
            f"总 87.8, {FOUR}, 等级 良",
        ),
        ("项目投入得分14.2分，项目过程得分33.6分", "投入 14.2, 过程 33.6"),
        ("自评投入得分14.2分，过程得分33.6分", "投入 14.2, 过程 33.6"),
        ("经本单位自我评价投入得分14.2分", "投入 14.2"),
        # the total
        ("总得分87.8分", "总 87.8"),
        ("综合得分：87.80", "总 87.8"),
        ("自评得分87.8分。", "总 87.8"),
        ("自评总分98分。", "总 98"),
        ("自评总分100分。", "总 100"),
        ("评价得分为87.8分", "总 87.8"),
        ("绩效自评得 87.8 分。", "总 87.8"),
        ("自评95分。", "总 95"),
        ("最终得分为９１．２分。", "总 91.2"),
        ("我单位2020年度部门整体支出绩效自评综合得分87.8分。", "总 87.8"),
        ("对照评分标准，经逐项打分，我单位得分87.8分。", "总 87.8"),
        ("经自评，我单位得分87.8分，等级为“良”。", "总 87.8, 等级 良"),
        ("评价指标总分100分，自评得分87.8分。", "总 87.8"),
        ("项目自评得分87.8分，自评等级“良”。", "总 87.8, 等级 良"),
        ("2019年综合得分90分，2020年综合得分82.8分，等级良。", "总 82.8, 等级 良"),
        ("<p>综合得分87.8分。</p><p>评价结果为良。</p>", "总 87.8, 等级 良"),
        # grades
        ("评价结果为“良”", "等级 良"),
        ("评价结果等次：良", "等级 良"),
        ("等次为良", "等级 良"),
        ("等级：优", "等级 优"),
        ("自评结果为中。", "等级 中"),
        ("自评等级为差等。", "等级 差"),
        ("绩效自评评定为良好。", "等级 良"),
        ("绩效评价等级为优秀，", "等级 优"),
        ("综合得分92分，为优等。", "总 92, 等级 优"),
        ("自评结果为良（得分82.8分）。", "等级 良"),
    ],
)
def test_scores(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "满意度得分95分。",
        "服务对象满意度综合得分95分。",
        "年终考核得分96分，等次为优。",
        "年终考核评为良好。",
        "目标责任考核等次为优秀。",
        "公务员年度考核结果为优秀。",
        "经考核，我单位得分90分，等级为优。",
        "上年综合得分90分。",
        "去年自评得分90分，等级为优。",
        "预计综合得分90分。",
        "力争明年综合得分95分以上。",
        "综合得分提高5分。",
        "综合得分率87.8%。",
        "平均得分87分。",
        "其中预算执行率得分2.59分。",
        "预算执行率得分3分，满分3分。",
        "资金到位率（3分）得2.21分。",
        "经济效益得分5分，社会效益得分5分。",
        "社会效果得分5分。",
        "科技投入得分5分。",
        "产出数量得分8分。",
        "满分100分，投入16分，过程42分，产出22分，效果20分。",
        "总分100分。",
        "投入分值16分，过程分值42分。",
        "投入权重16分。",
        "投入扣2.4分，过程扣14.8分。",
        "该指标扣2分，得1分。",
        "在职人员控制得分0.6分。",
        "投入资金14.2万元，产出效益明显。",
        "投入14.2分，过程33.6分。",
        "过程中发现问题3个，得分较低。",
        "项目质量等级为优。",
        "空气质量达到良。",
        "水质评价结果为优。",
        "群众评价为优。",
        "各项工作完成情况良好。",
        "我单位被评为优秀基层党组织。",
        "信用等级为优。",
        "财务评级为优秀单位。",
        "验收结论为优。",
        "得分情况见附表。",
        "从得分情况来看，存在以下不足。",
        "测评得分3分，名列全市第2。",
        "投入、过程得分分别为14.2分、33.6分、21分。",
        "",
    ],
)
def test_scores_of_other_things(text: str) -> None:
    assert read(text) == ""


def test_what_a_score_holds() -> None:
    text = "自评： 投入得分 14.2 分，评价结果为“良”。"
    first, second = named_scores(text, BLOCKS, GRADES)
    assert (first.name, first.grade, first.text) == ("投入", "", "投入得分 14.2 分")
    assert (second.name, second.value, second.grade, second.text) == (GRADE, None, "良", "评价结果为“良”")
    assert all(each.text == text[each.start : each.end] for each in (first, second))


def test_other_blocks_and_grades() -> None:
    text = "决策得分18分，过程得分19分，产出得分28分，效益得分27分，综合得分92分，等级为A。"
    found = named_scores(text, ("决策", "过程", "产出", "效益"), ("A", "B"))
    assert [shown(each) for each in found] == ["决策 18", "过程 19", "产出 28", "效益 27", "总 92", "等级 A"]
    assert [shown(each) for each in named_scores(text, (), ())] == ["总 92"]


WORDS = (
    "投入|过程|效果|得分|得|分别为|综合|总分|自评|其中|满分|等级为|评价结果|评定为|优|良好|考核|上年|2019年|2020年|的|“|”"
    "|（|）|，|、|；|。|：|:|\n|<p>|14.2分|33.6|100分|16分|3"
)


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS.split("|")), max_size=40).map("".join)))
def test_any_text(text: str) -> None:
    for score in named_scores(text, BLOCKS, GRADES):
        assert score.text == text[score.start : score.end] != ""
        assert (score.value is None) == (score.name == GRADE) == bool(score.grade)


@given(st.lists(st.text(max_size=4), max_size=4), st.lists(st.text(max_size=4), max_size=4))
def test_any_names(blocks: list[str], grades: list[str]) -> None:
    named_scores(
        "综合得分87.8分，其中投入14.2分、过程33.6分，等级为良。(得分1分)" + "".join(blocks), blocks, grades
    )


@pytest.mark.parametrize(
    "text",
    [
        "综合得分87.8分，" * 6000,
        "投入、" * 20000 + "得分分别为1分、2分",
        "投入、过程" * 15000,
        "自评" * 40000,
        "综合得分" * 20000,
        "（得" * 40000,
        "<p" * 40000,
        "1" * 80000,
        "2020年" * 20000,
        "：投入" * 20000,
        "投入得分1分、" * 10000,
    ],
)
def test_long_texts_take_linear_time(text: str) -> None:
    started = time.perf_counter()
    named_scores(text, BLOCKS, GRADES)
    assert time.perf_counter() - started < 5


def test_narratives() -> None:
    """Scores found, missed and false alarms over invented narratives; any change is news."""
    found, missed, false = 0, [], []
    for each in NARRATIVES:
        read_here = [shown(score) for score in named_scores(each["text"], BLOCKS, GRADES)]
        named = each.get("scores", [])
        found += sum(one in named for one in read_here)
        missed += [one for one in named if one not in read_here]
        false += [one for one in read_here if one not in named]
    assert (found, missed, false) == (48, ["等级 良"], [])
