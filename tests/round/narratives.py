"""What people write into the forms: short texts of many makes, with figures that agree."""

from __future__ import annotations

import random
from decimal import Decimal

from round.draft import BookDraft, Fact, FormDraft, Typed
from round.figures import part_of, percent, text
from round.names import COUNTED, Counted

ANALYSIS, EXECUTION, DONE_NOTE, KEY_NOTE = (
    "部门整体支出绩效评价分析",
    "预算执行情况",
    "说明_完成实绩情况",
    "说明_重点工作完成情况",
)


_NOTES = {
    "工作规划合理性": ("规划依据上级部署编制，与本单位职责相符。", "年初制定了工作要点，符合全市发展安排。"),
    "工作目标明确性": ("目标已分解到各科室，责任到人。", "各项目标都有数量和时限要求，便于考核。"),
    "财务管理制度健全性": (
        "修订了内部控制手册和报销规定，执行良好。",
        "预算、收支、采购都有制度，并按制度办理。",
    ),
    "资金使用合规性": ("支出经过集体研究，凭证完整。", "资金按预算用途支付，审批手续完备。"),
    "预决算信息公开性": ("按规定时间在门户网站公开了预决算。", "预算和决算均在批复后及时公开。"),
    "基础信息完善性": ("财务和业务数据来源可靠，核对一致。", "会计资料齐全，数据准确。"),
    "资产管理制度健全性": ("制定了资产配置和处置的规定。", "资产有专人管理，制度完整。"),
    "资产管理安全性": ("年末盘点，账卡物相符。", "资产保管良好，处置按程序报批。"),
    "质量达标情况": ("各项工作达到年初要求。", "年度考核合格，服务质量稳定。"),
    "经济效益": ("合理安排支出，节约了公用经费。", "减少重复建设，资金使用效率提高。"),
    "社会效益": ("方便了群众办事，社会反响较好。", "提高了公共服务水平。"),
    "生态效益": ("推行无纸化办公，降低能耗。", "本单位工作对生态环境没有直接影响。"),
    "社会公众或服务对象满意度": ("通过问卷了解，群众比较满意。", "全年未收到有效投诉。"),
}
_DUTIES = (
    "承担全市相关事业的规划和组织实施；负责行业管理和指导；完成上级交办的任务。",
    "负责本领域公共服务、监督检查和统计分析。",
    "组织落实有关政策，管理专项资金，指导各县区工作。",
)
_PROBLEMS = (
    "主要不足是部分项目启动较晚，支付偏慢，今后将提前谋划。",
    "存在的问题：个别指标设置不够细化，下一步加以改进。",
    "受疫情影响，个别活动推迟，现已补办。",
)
_OUTLINES = (
    "依据市级年度工作安排设立，用于相关设施维护和服务保障。",
    "为改善基础条件申请设立，主要内容为采购、施工和验收。",
    "根据行业规划实施，资金用于购买服务和日常运行。",
)
_RUNNING = (
    "由业务科室牵头，按招标、签约、实施、验收的步骤推进。",
    "成立了领导小组，制定实施方案，定期检查进度。",
    "委托第三方实施，资料归档完整，验收合格后付款。",
)
_EFFECTS = (
    "项目按计划实施，达到预期效果。",
    "项目建成后运行正常，群众反映良好。",
    "各项任务推进顺利，效益逐步显现。",
)


def write_texts(
    book: BookDraft, rng: random.Random, people: list[tuple[str, str, str, str]], code: str
) -> list[Fact]:
    """Fill every text of a workbook; gives the facts that the department tells twice.

    Args:
        people: name, post, office and telephone number of the two who evaluated.
        code: of the department.
    """
    free = rng.sample(COUNTED, len(COUNTED))
    used = {goal.counted for form in book.projects for goal in form.goals}
    free = [each for each in free if f"{each[0]}{each[1]}" not in used]
    for form in book.forms:
        _people(form, people)
    told: set[str] = set()
    for form in book.projects:
        _project(book, form, rng, people, code, told)
    return _department(book, rng, free, people)


def _people(form: FormDraft, people: list[tuple[str, str, str, str]]) -> None:
    for row, each in enumerate(people, start=1):
        names = (f"评价人员{row}_{column}" for column in ("姓名", "职称职务", "科室", "联系电话"))
        form.meant |= dict(zip(names, each, strict=True))


def _department(
    book: BookDraft, rng: random.Random, free: list[Counted], people: list[tuple[str, str, str, str]]
) -> list[Fact]:
    form, known = book.department, book.department.true
    facts = _facts(free, rng)
    total = (
        f"{text(_number(known, '预算执行金额'))} 万元，其中基本支出 {text(_number(known, '基本支出'))} 万元"
    )
    spent = f"全年预算执行 {total}，项目支出 {text(_number(known, '项目支出'))} 万元。"
    form.meant |= {
        "填报单位": book.unit,
        "单位负责人": f"{people[0][0][0]}某某",
        "单位联系电话": people[0][3],
        "单位职能概况": rng.choice(_DUTIES),
        "单位人员情况": f"核定编制 {known['编制数']} 人，年末在职 {known['在职人数']} 人。",
        EXECUTION: spent + _mentions(book, rng),
        ANALYSIS: _analysis(form, facts, rng),
        "其他": rng.choice(("无", None, "本年度机构职能没有调整。")),
    }
    for name, sentences in _NOTES.items():
        form.meant[f"说明_{name}"] = rng.choice(sentences)
    for field in (DONE_NOTE, KEY_NOTE):
        told = "，".join(fact.told() for fact in facts if field in fact.fields)
        form.meant[field] = f"全年{told}。" if told else "重点工作按计划完成。"
    if rng.random() < 0.4:
        form.meant["说明_质量达标情况"] = _share(free.pop(), rng)
    return facts


def _facts(free: list[Counted], rng: random.Random) -> list[Fact]:
    found = []
    for at, (verb, what, unit, low, high) in enumerate(free[:3]):
        fields = {0: (ANALYSIS, DONE_NOTE), 1: (ANALYSIS, KEY_NOTE)}.get(at, (ANALYSIS,))
        found.append(Fact(f"{verb}{what}", Decimal(rng.randint(max(20, low), high)), unit, fields))
    del free[:3]
    return found


def _analysis(form: FormDraft, facts: list[Fact], rng: random.Random) -> str:
    """Scores first, as the form asks; or none of them."""
    told = "，".join(fact.told() for fact in facts)
    sentences = [f"一年来，{told}。" if rng.random() < 0.5 else f"全年{told}。"]
    if rng.random() < 0.45:
        sentences.insert(0, scores_told(form))
    if rng.random() < 0.4:
        spent, planned = form.true["实际支出公用经费"], form.true["预算安排公用经费"]
        sentences.append(f"公用经费预算 {planned} 万元，支出 {spent} 万元。")
    if rng.random() < 0.3:
        sentences.append(
            f"工作量比上年增加 {rng.randint(10, 300) / 10}%，群众满意度 {rng.randint(880, 999) / 10}%。"
        )
    if rng.random() < 0.6:
        sentences.append(rng.choice(_PROBLEMS))
    return rng.choice(("", "\n")).join(sentences)


def scores_told(form: FormDraft, other: dict[str, Decimal] | None = None) -> str:
    """The sentence that names the scores, as the table has them; or with some others."""
    blocks = form.instance.form.blocks
    names = {f"得分_{block.name}": f"{block.name}得分" for block in blocks} | {"综合得分": "总得分"}
    # Whoever wrote it knew the figure that is blank now.
    numbers = {name: value for name, value in form.true.items() if name in form.instance.cells.numbers}
    now, then = form.results(), form.results(numbers)
    values = {name: Decimal(str(float(now[name] if now[name] != "" else then[name]))) for name in names}  # type: ignore[arg-type]
    values |= other or {}
    told = "，".join(f"{words} {text(values[name])} 分" for name, words in names.items())
    return f"自评{told}。"


def _mentions(book: BookDraft, rng: random.Random) -> str:
    """A few projects with what they spent."""
    chosen = rng.sample(book.projects, min(len(book.projects), 2)) if rng.random() < 0.7 else []
    told = "，".join(
        f"{form.instance.name} {text(_number(form.true, '支出市级资金'))} 万元" for form in chosen
    )
    return f"主要项目有：{told}。" if told else ""


def _share(matter: Counted, rng: random.Random) -> str:
    """A part of a whole, with its rate."""
    whole = Decimal(rng.randint(50, 400))
    part = whole * rng.randint(80, 99) // 100
    return (
        f"{matter[0]}{matter[1]} {whole} 处，其中验收合格 {part} 处，验收合格率 {percent(part, whole, 1)}。"
    )


def _project(
    book: BookDraft,
    form: FormDraft,
    rng: random.Random,
    people: list[tuple[str, str, str, str]],
    code: str,
    taken: set[str],
) -> None:
    known, year = form.true, book.year
    city, other = _number(known, "预算市级资金"), _number(known, "预算其他资金")
    came, spent = _number(known, "预算下达资金"), _number(known, "支出市级资金")
    split = f"，其中市级资金 {text(city)} 万元、其他资金 {text(other)} 万元" if other else ""
    funds = (
        f"批复预算 {text(city + other)} 万元{split}。下达 {text(came)} 万元，实际支出 {text(spent)} 万元。"
    )
    if rng.random() < 0.3 and came:
        funds += f"预算执行率为 {text(spent)}/{text(came)}={percent(spent, came, rng.choice([1, 2]))}。"
    # The same told by two projects would be one fact with two figures.
    own = [
        goal
        for goal in form.goals
        if goal.counted and goal.done and not goal.missed and goal.counted not in taken
    ]
    taken.update(goal.counted for goal in own)
    told = "，".join(f"{goal.name} {goal.reached} {goal.unit}" for goal in own)
    form.meant |= {
        "填报单位": book.unit,
        "项目名称": form.instance.name,
        "主管部门及代码": f"{book.unit} {code}",
        "实施单位": book.unit,
        "项目属性": rng.choice(("经常性项目", "一次性项目")),
        "项目期": rng.choice(
            (
                f"{year}0101至{year}1231",
                f"{year}年1月-{year}年12月",
                f"{year - 1}年3月至{year + 1}年12月",
                f"{year}年度",
            )
        ),
        "项目概况": rng.choice(_OUTLINES),
        "项目资金使用情况": funds,
        "项目组织实施情况": rng.choice(_RUNNING) + _contract(known, rng),
        "项目绩效情况": rng.choice(_EFFECTS)
        + (f"全年{told}。" if told else "")
        + _satisfied(form, rng)
        + _quarters(rng),
        "其他需说明的问题": rng.choice(("无", None)),
        "负责人": people[0][0],
        "经办人": people[1][0],
        "联系电话": people[1][3],
        "填报日期": f"{year + 1}-0{rng.randint(1, 6)}-{rng.randint(10, 28)}",
    }


def _satisfied(form: FormDraft, rng: random.Random) -> str:
    """The percentages among the results told again: every project has its own."""
    rates = [goal for goal in form.goals if goal.kind == "percent" and str(goal.actual).endswith("%")]
    told = [
        f"{goal.name}{rng.choice(('为', '达到', '达到了'))} {goal.actual}"
        for goal in rates
        if rng.random() < 0.5
    ]
    lead = rng.choice(("", "项目实施后，", "项目建成后，"))
    return f"{lead}{'，'.join(told)}。" if told else ""


def _contract(known: dict[str, Typed], rng: random.Random) -> str:
    """What is paid for: amounts that every project has, and that are its own."""
    spent, came = _number(known, "支出市级资金"), _number(known, "预算下达资金")
    contract = text(part_of(spent, 0.5, 0.9, rng))
    ways = (
        f"签订合同 {rng.randint(1, 6)} 份，合同金额 {contract} 万元。",
        f"中标价 {contract} 万元，比控制价节约 {rng.randint(2, 9)}%。",
        f"截至年底累计支付 {text(spent)} 万元，结余 {text(came - spent)} 万元。",
        f"财政资金到位 {text(came)} 万元，已全部到账。",
        f"共召开协调会 {rng.randint(2, 12)} 次，开展现场检查 {rng.randint(3, 40)} 次。",
        f"服务量比上年增长 {rng.randint(20, 200) / 10}%。",
    )
    return "".join(rng.sample(ways, rng.choice((0, 0, 1, 2))))


def _quarters(rng: random.Random) -> str:
    if rng.random() < 0.8:
        return ""
    steps = sorted(rng.sample(range(100, 1000), 4))
    told = zip(("一", "二", "三", "四"), steps, strict=True)
    return "施工进度" + "，".join(f"{name}季度完成 {Decimal(step) / 10}%" for name, step in told) + "。"


def _number(values: dict[str, Decimal | str | None], name: str) -> Decimal:
    value = values[name]
    assert isinstance(value, Decimal), name
    return value
