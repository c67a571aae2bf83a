"""The goals of a project, and the scores that go with them."""

from __future__ import annotations

import random
from decimal import Decimal

from round.draft import FormDraft, Goal
from round.figures import parts, percent, text
from round.names import COUNTED, Counted

_QUALITY = ("验收合格率", "设备完好率", "样品检测合格率", "材料达标率", "服务规范率")
_COSTS = (
    "印刷费",
    "劳务费",
    "差旅费",
    "材料费",
    "租赁费",
    "设备购置费",
    "维护费",
    "咨询费",
    "会议费",
    "运输费",
)
_WORDS = {
    "质量指标": [("施工质量", "符合规范要求", "符合要求"), ("资料整理", "内容真实、手续齐全", "齐全")],
    "时效指标": [("进度安排", "按合同约定推进", "按约定推进"), ("资金拨付", "及时拨付到位", "及时到位")],
    "经济效益指标": [("节约成本", "减少重复投入", "有所减少"), ("产业带动", "带动相关行业发展", "带动明显")],
    "社会效益指标": [
        ("公共服务", "方便群众办事", "办事更方便"),
        ("社会影响", "增强公众意识", "公众意识增强"),
    ],
    "生态效益指标": [("人居环境", "改善周边环境", "环境改善"), ("资源节约", "降低能源消耗", "能耗降低")],
    "可持续影响指标": [("长效机制", "建立管护制度", "制度已建立"), ("能力建设", "提升队伍能力", "能力提升")],
}
_DONE = ("完成", "已完成", "完成", "100%")
# 经济, 社会, 生态, 可持续, 满意度: what units make of the 30 points.
_EFFECT_WEIGHTS = (
    (8, 6, 0, 6, 10),
    (10, 10, 0, 0, 10),
    (5, 5, 5, 5, 10),
    (0, 12, 0, 8, 10),
    (6, 6, 6, 0, 12),
)
_EFFECTS = ("经济效益", "社会效益", "生态效益", "可持续影响", "社会公众或服务对象满意度")
_GOALS_OF = {"社会公众或服务对象满意度": "服务对象满意度指标"}


def fill_goals(form: FormDraft, rng: random.Random, year: int) -> None:
    """Goals in every group that has a weight; costs add up to the funds."""
    weights = dict(zip(_EFFECTS, rng.choice(_EFFECT_WEIGHTS), strict=True))
    form.meant |= {f"分值_{name}": Decimal(weight) for name, weight in weights.items()}
    counted = rng.sample(COUNTED, rng.randint(1, 3))
    form.goals += [counting(row, each, rng) for row, each in enumerate(counted, start=1)]
    rate = rng.randint(900, 990)
    form.goals += [
        _rated("质量指标", 1, rng.choice(_QUALITY), Decimal(rate) / 10, at_least=True, rng=rng),
        _worded("质量指标", 2, rng),
        Goal(
            "时效指标",
            1,
            "完成时间",
            f"{year}年12月底前",
            f"{year}年{rng.randint(8, 12)}月完成",
            "完成",
            "time",
        ),
    ]
    if rng.random() < 0.5:
        form.goals.append(_worded("时效指标", 2, rng))
    form.goals += _costs(form, rng)
    for name, weight in weights.items():
        group = _GOALS_OF.get(name, f"{name}指标")
        if weight and group in _WORDS:
            form.goals.append(_worded(group, 1, rng))
        elif weight:
            satisfied = Decimal(rng.randint(85, 95))
            form.goals.append(
                _rated(
                    group, 1, rng.choice(("群众满意度", "服务对象满意度")), satisfied, at_least=True, rng=rng
                )
            )
            if rng.random() < 0.3:
                form.goals.append(
                    _rated(group, 2, "投诉率", Decimal(rng.randint(1, 5)), at_least=False, rng=rng)
                )


def counting(row: int, matter: Counted, rng: random.Random) -> Goal:
    """So many of something, mostly reached; told as departments tell it."""
    verb, what, unit, low, high = matter
    aim = Decimal(rng.randint(low, high))
    missed = rng.random() < 0.15 and aim > 8
    reached = (
        aim * Decimal(rng.randint(60, 95)) // 100
        if missed
        else aim + int(aim * Decimal(rng.choice([0, 0, 5, 12, 30])) / 100)
    )
    target = rng.choice(("不少于{}{}", "≥{}{}", "{}{}以上", "{}{}", "至少{}{}")).format(aim, unit)
    if missed:
        status: str = rng.choice(("未完成", "部分完成", percent(reached, aim, rng.choice([0, 1, 2]))))
        if reached * 1000 >= aim * 995:
            status = "未完成"
    else:
        status = rng.choice((*_DONE, percent(reached, aim, rng.choice([0, 1, 2]))))
    return Goal(
        "数量指标", row, f"{verb}{what}", target, rng.choice((f"{reached}{unit}", f"{reached}{unit}", f"{reached}")), status,
        "count", aim, reached, unit, done=not missed, missed=missed, counted=f"{verb}{what}",
    )  # fmt: skip


def _rated(group: str, row: int, name: str, aim: Decimal, *, at_least: bool, rng: random.Random) -> Goal:
    if at_least:
        reached = min(Decimal(100), aim + Decimal(rng.randint(0, 80)) / 10)
        target = rng.choice(("≥{}%", "不低于{}%", "{}%以上")).format(text(aim))
    else:
        reached = aim * Decimal(rng.randint(0, 10)) / 10
        target = rng.choice(("≤{}%", "不超过{}%", "{}%以下")).format(text(aim))
    return Goal(
        group, row, name, target, f"{text(reached)}%", rng.choice(_DONE[:2]), "percent", aim, reached, "%"
    )


def _worded(group: str, row: int, rng: random.Random) -> Goal:
    name, target, actual = rng.choice(_WORDS[group])
    return Goal(group, row, name, target, actual, rng.choice(_DONE), "words")


def _costs(form: FormDraft, rng: random.Random) -> list[Goal]:
    """Caps add up to the budget and costs to the spending, none of them above its cap."""
    city, other, spent = (form.meant[name] for name in ("预算市级资金", "预算其他资金", "支出市级资金"))
    assert isinstance(city, Decimal) and isinstance(other, Decimal) and isinstance(spent, Decimal)
    names = rng.sample(_COSTS, rng.randint(1, 4))
    caps = parts(city + other, len(names), rng)
    actuals, left = [], spent
    for at, cap in enumerate(caps):
        after = sum(caps[at + 1 :], Decimal(0))
        share = max(left - after, min(cap, (cap * spent / (city + other)).quantize(Decimal("0.01"))))
        share = min(share, left)
        actuals.append(share)
        left -= share
    wan = rng.choice(("万元", "万元", "万"))
    found = []
    for row, (name, cap, actual) in enumerate(zip(names, caps, actuals, strict=True), start=1):
        target = rng.choice(("不超{}{}", "≤{}{}", "不超过{}{}", "控制在{}{}以内")).format(text(cap), wan)
        status = rng.choice(_DONE[:3]) if actual else "未开展"
        found.append(
            Goal("成本指标", row, name, target, f"{text(actual)}{wan}", status, "cost", cap, actual, wan,
                 done=bool(actual), missed=not actual)
        )  # fmt: skip
    return found


def score_goals(form: FormDraft, rng: random.Random) -> None:
    """Judged scores: those that answer goals go with what the goals say."""
    for indicator in form.judged:
        weight = form.weight(indicator)
        goals = [goal for goal in form.goals if goal.group == indicator.goals]
        full = weight
        if indicator.advice is not None:
            score = max(Decimal(0), weight - sum(goal.over_cap for goal in goals))
        elif any(goal.missed for goal in goals):
            score = weight * rng.choice([70, 75, 80, 90]) / 100
        else:
            score = full if rng.random() < 0.75 else weight * rng.choice([75, 80, 90, 95]) / 100
        form.meant[f"得分_{indicator.name}"] = score.quantize(Decimal("0.01"))


def put_goals(form: FormDraft) -> None:
    """The goals into their cells."""
    for goal in form.goals:
        name = f"指标{goal.row}：{goal.name}"
        values = (name, goal.target, goal.actual, goal.status)
        form.meant |= dict(zip(goal.cells, values, strict=True))
