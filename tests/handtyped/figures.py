"""Other figures in the same forms, so that no reader can learn the published ones."""

from __future__ import annotations

import random
from decimal import ROUND_HALF_UP, Decimal

from handtyped.content import QUARTERS, WORKED, Content, Value, figure_or_text
from jzxl.form import naming
from jzxl.form.blocks import Block
from jzxl.form.model import Form
from jzxl.form.sections import PeopleSection

_CENT = Decimal("0.01")
_UNITS = ("某某市文化馆", "某某市水利局", "某某区财政局", "晋中市博物馆", "某某县第二中学")
_PROJECTS = ("馆藏保护经费", "河道清淤项目", "设备购置", "培训经费（2020）", "校舍维修改造工程")
_NAMES = ("张某", "李某某", "欧阳某", "王 某", "赵某")
_POSTS = ("科长", "一级科员", "办公室主任", "会计/出纳")
_OFFICES = ("办公室", "财务科", "综合科", "业务一科")
_GOALS = ("培训人数", "采购设备数量", "资料印刷", "维修面积", "会议次数", "按时验收", "公用经费控制")
_TARGETS = ("不少于{}场", "{}次以上", "不超{}万元", "{}%以上", "全年", "完成年度任务", "种类不少于{}种")
_ACTUALS = ("{}", "{}场", "{}万元", "约{}个", "{}%", "按时完成")
_STATES = ("完成", "已完成", "{}%", "未完成", "基本完成")
_JUDGED = ("已按{}年规定执行，材料齐全。", "完成{}项，达到年初目标。", "共{}人次参加，没有收到投诉。")
_LONG = (
    "本年共{0}项任务，已完成{1}项；受疫情影响，推迟{2}项。",
    "批复{0}万元，支出{1}万元，余{2}万元。",
    "无",
)
# Fields whose texts may be left blank, with the chance in percent.
_BLANK = 12


def other(content: Content, rng: random.Random) -> Content:
    """The form with other figures, texts, weights, goals and blanks."""
    form = content.form
    values: dict[str, Value] = {naming.YEAR: form.year_line.format(year=rng.choice([2019, 2020, 2021, 2022]))}
    values |= _fields(content, rng)
    amounts = {name: _amount(rng) for name in form.inputs}
    for name, each in form.inputs.items():
        if each.kind == "count":
            amounts[name] = Decimal(rng.randrange(3, 400))
        elif each.kind == "percent":
            amounts[name] = Decimal(rng.randrange(0, 11000)).scaleb(-4)
        elif each.signed and rng.random() < 0.5:
            amounts[name] = -amounts[name]
    shown = [name for name in form.inputs if name in content.values]
    values |= {name: amounts[name] for name in shown}
    if rng.random() < 0.15:
        values[rng.choice(shown)] = None
    if form.has_notes:
        values |= _notes(form, amounts, rng)
    values |= _points(form, rng)
    values |= _people(form, rng)
    values |= _goals(form, rng)
    within = {name: value for name, value in amounts.items() if name not in content.values}
    return Content(form, values, within)


def _amount(rng: random.Random) -> Decimal:
    """Zero, small, large, with no, one or two decimals."""
    most = rng.choice([1, 100, 10_000, 10_000_000])
    value = Decimal(rng.randrange(0, most * 100)).scaleb(-2)
    # A whole amount is written without decimals by some.
    return rng.choice([value, value, value.quantize(Decimal(1)), value.quantize(Decimal("0.1"))])


def _fields(content: Content, rng: random.Random) -> dict[str, Value]:
    form = content.form
    values: dict[str, Value] = {}
    for each in form.fields:
        value: str | None
        if each.lines > 1:
            value = rng.choice(_LONG).format(rng.randrange(90), rng.randrange(900), rng.randrange(9))
        elif each.choices:
            value = rng.choice(each.choices)
        elif each.name in ("填报单位", "实施单位"):
            value = rng.choice(_UNITS)
        elif each.name == "项目名称":
            value = rng.choice(_PROJECTS)
        elif "电话" in each.name:
            value = rng.choice(["0354-{}", "{}", "138{}1"]).format(rng.randrange(2_000_000, 9_999_999))
        elif each.name == "填报日期":
            value = f"{rng.randrange(2020, 2024)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
        elif each.name == "项目期":
            value = rng.choice(["20210101至20211231", "2021.1-2021.12", "2021年1月至12月"])
        elif "代码" in each.name:
            value = rng.choice(["305", "某某局 305", "某某局（112001）"])
        else:
            value = rng.choice(_NAMES)
        values[each.name] = None if rng.randrange(100) < _BLANK else value
    return values


def _notes(form: Form, amounts: dict[str, Decimal], rng: random.Random) -> dict[str, Value]:
    notes: dict[str, Value] = {}
    for each in form.indicators:
        if each.name in WORKED:
            worked = WORKED[each.name].format(**{name: abs(value) for name, value in amounts.items()})
            notes[naming.note(each)] = f"{worked}={rng.randrange(0, 2000) / 10:g}%"
        elif each.judged:
            notes[naming.note(each)] = rng.choice(_JUDGED).format(rng.randrange(2, 2030))
        else:
            notes[naming.note(each)] = "，".join(f"{name}{amounts[name] * 100:f}%" for name in QUARTERS)
    blank = rng.sample(list(notes), rng.choice([0, 0, 1, 3]))
    return notes | dict.fromkeys(blank)


def _points(form: Form, rng: random.Random) -> dict[str, Value]:
    values: dict[str, Value] = {}
    total = Decimal(0)
    for block in form.blocks:
        reached = Decimal(0)
        for each, weight in zip(block.indicators, _weights(block, rng), strict=True):
            part = rng.choice([Decimal(1), Decimal(1), Decimal(0), Decimal(rng.randrange(1000)).scaleb(-3)])
            score = (weight * part).quantize(_CENT, ROUND_HALF_UP)
            values[naming.weight(each)], values[naming.score(each)] = weight, score
            reached += score
        values[naming.weight(block)] = Decimal(block.weight.numerator)
        values[naming.score(block)] = reached
        total += reached
    if rng.random() < 0.3:
        total += Decimal(rng.randrange(-300, 300)).scaleb(-2)  # A total that does not add up.
    values[naming.WEIGHT_TOTAL] = Decimal(form.total_weight.numerator)
    values[naming.total(form)] = total
    values[naming.grade(form)] = rng.choice(["优", "良", "中", "差"])
    return values


def _weights(block: Block, rng: random.Random) -> list[Decimal]:
    """Other weights where the unit may set them; their sum stays."""
    weights = [Decimal(each.weight.numerator) for each in block.indicators]
    for _ in range(rng.choice([0, 1, 4]) if block.open else 0):
        first, second = rng.sample(range(len(weights)), 2)
        moved = min(weights[first], Decimal(rng.choice(["0.5", "1", "2"])))
        weights[first] -= moved
        weights[second] += moved
    return weights


def _people(form: Form, rng: random.Random) -> dict[str, Value]:
    section = next(each for each in form.sections if isinstance(each, PeopleSection))
    values: dict[str, Value] = {}
    people = rng.choice([0, 1, 2, 2, 2])
    for row in range(1, section.rows + 1):
        phone = rng.choice(["0354-{}", "{}"]).format(rng.randrange(2_000_000, 9_999_999))
        person = (rng.choice(_NAMES), rng.choice(_POSTS), rng.choice(_OFFICES), phone)
        for column, text in zip(section.columns, person, strict=True):
            missing = row > people or (column != section.columns[0] and rng.random() < 0.05)
            values[naming.person(row, column)] = None if missing else text
    return values


def _goals(form: Form, rng: random.Random) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for group in form.goal_groups:
        for number in range(1, rng.choice([0, 1, 1, 2, 3, 6]) + 1):
            name = rng.choice(_GOALS)
            parts: list[Value] = [rng.choice(texts).format(rng.randrange(1, 2000)) for texts in
                                  (_TARGETS, _ACTUALS, _STATES)]  # fmt: skip
            if rng.random() < 0.1:
                parts[rng.randrange(1, 3)] = None
            typed = [figure_or_text(each) if isinstance(each, str) else each for each in parts]
            names = [naming.goal(group, number, part) for part in naming.GOAL_PARTS]
            values |= dict(zip(names, [name, *typed], strict=True))
    return values
