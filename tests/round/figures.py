"""Figures that go with each other: a department's budget and a project's funds."""

from __future__ import annotations

import random
from decimal import ROUND_HALF_UP, Decimal

from round.draft import FormDraft

CENT = Decimal("0.01")


def money(low: float, high: float, rng: random.Random) -> Decimal:
    """An amount in 万元, with none, one or two decimals."""
    places = rng.choice([0, 1, 2, 2, 2])
    return Decimal(str(round(rng.uniform(low, high), places))).quantize(Decimal(1).scaleb(-places))


def part_of(whole: Decimal, low: float, high: float, rng: random.Random) -> Decimal:
    """Some share of an amount, to a hundredth."""
    return (whole * Decimal(str(round(rng.uniform(low, high), 4)))).quantize(CENT, ROUND_HALF_UP)


def parts(whole: Decimal, count: int, rng: random.Random) -> list[Decimal]:
    """So many amounts that add up to the whole, none of them 0 where it is large enough."""
    cents = int(whole / CENT)
    if cents < 4 * count:
        return [whole, *[Decimal(0)] * (count - 1)]
    shares = [rng.randint(2, 10) for _ in range(count)]
    found = [cents * share // sum(shares) for share in shares]
    found[-1] += cents - sum(found)
    return [(CENT * each).quantize(CENT) for each in found]


def text(amount: Decimal) -> str:
    """An amount as it is written: without zeros at its end."""
    return f"{amount.normalize():f}"


def percent(part: Decimal, whole: Decimal, places: int) -> str:
    """A percentage, rounded half away from zero."""
    rate = (part / whole * 100).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{rate}%"


def project_figures(form: FormDraft, rng: random.Random) -> None:
    """The funds of a project: never more spent than came, never more came than was budgeted."""
    city = money(*rng.choice([(5, 60), (50, 400), (300, 2500)]), rng)
    other = money(1, 80, rng) if rng.random() < 0.2 else Decimal(0)
    total = city + other
    came = total if rng.random() < 0.5 else part_of(total, 0.55, 0.99, rng)
    spent = came if rng.random() < 0.35 else part_of(came, 0.5, 0.995, rng)
    form.meant |= {
        "预算市级资金": city,
        "预算其他资金": other,
        "预算下达资金": came,
        "支出市级资金": spent,
        "支出上年结转": Decimal(0),
        "支出上级资金": money(1, 50, rng) if rng.random() < 0.1 else Decimal(0),
        "支出其他资金": Decimal(0),
    }


def department_figures(form: FormDraft, projects: list[FormDraft], rng: random.Random) -> None:
    """The budget of a department that has these projects."""

    def added(*names: str) -> Decimal:
        return sum((_amount(each, name) for each in projects for name in names), Decimal(0))

    key = added("预算市级资金", "预算其他资金")
    spent_on_projects = added("支出市级资金") + (money(1, 60, rng) if rng.random() < 0.7 else Decimal(0))
    basic = money(80, 1800, rng)
    executed = basic + spent_on_projects
    left = Decimal(0) if rng.random() < 0.3 else part_of(executed, 0.005, 0.2, rng)
    carried = Decimal(0) if rng.random() < 0.3 else part_of(executed, 0.01, 0.1, rng)
    other = money(-9, 9, rng) if rng.random() < 0.5 else Decimal(0)
    adjusted = Decimal(0) if rng.random() < 0.35 else part_of(executed, -0.28, 0.25, rng)
    posts = rng.randint(8, 120)
    staff = posts + rng.choice([-5, -3, -2, -1, 0, 0, 0, 1, 2, 4])
    planned = money(2, 30, rng)
    arranged = part_of(planned, 0.8, 1, rng)
    office = money(15, 160, rng)
    bought = Decimal(0) if rng.random() < 0.2 else money(5, 300, rng)
    assets = money(50, 5000, rng)
    quarters = sorted(rng.randint(500, 3400) + 2200 * at for at in range(4))
    form.meant |= {
        "上年结转金额": carried,
        "年初预算金额": executed + left - carried - adjusted - other,
        "预算调整金额": adjusted,
        "其他调整资金": other,
        "预算执行金额": executed,
        "年末结余金额": left,
        "在职人数": Decimal(staff),
        "编制数": Decimal(posts),
        "三公经费本年预算": planned,
        "三公经费上年预算": planned
        + rng.choice([0, 0, part_of(planned, 0.02, 0.4, rng), -part_of(planned, 0.01, 0.1, rng)]),
        "三公经费实际支出": part_of(arranged, 0.6, 1.04, rng),
        "三公经费预算安排": arranged,
        "实际支出公用经费": part_of(office, 0.8, 1.06, rng),
        "预算安排公用经费": office,
        "重点项目支出": key if projects else money(20, 300, rng),
        "实际政府采购金额": part_of(bought, 0.85, 1, rng) if rng.random() < 0.6 else bought,
        "政府采购预算": bought,
        "在用固定资产": assets if rng.random() < 0.6 else part_of(assets, 0.9, 1, rng),
        "全部固定资产": assets,
    }
    form.meant["项目总支出"] = _amount(form, "重点项目支出") + (
        money(1, 90, rng) if rng.random() < 0.7 else Decimal(0)
    )
    for name, hundredths in zip(("一", "二", "三", "四"), quarters, strict=True):
        form.meant[f"{name}季度进度"] = Decimal(min(hundredths, 10000)) / 10000
    form.true |= {"基本支出": basic, "项目支出": spent_on_projects}


def _amount(form: FormDraft, name: str) -> Decimal:
    value = form.meant[name]
    assert isinstance(value, Decimal)
    return value
