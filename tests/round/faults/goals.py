"""Goals whose status does not follow from target and result."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from decimal import Decimal

from round.draft import BookDraft, Expected, FormDraft, Goal
from round.faults.model import ERROR, HINT, WARNING, Phase, at, fault
from round.figures import part_of, text

_FUNDS = ("预算市级资金", "预算其他资金", "支出市级资金")


def _goals(
    book: BookDraft, rng: random.Random, fits: Callable[[Goal], bool]
) -> Iterator[tuple[FormDraft, Goal]]:
    """Goals that no fault has touched, of which the caller takes the first that serves."""
    found = [(form, goal) for form in book.projects for goal in form.goals if fits(goal)]
    for form, goal in rng.sample(found, len(found)):
        if not any(name in form.alone or name in form.only_read for name in goal.cells):
            yield form, goal


def _counted(goal: Goal) -> bool:
    return goal.kind == "count" and not goal.missed


def _take(form: FormDraft, goal: Goal) -> None:
    form.claim(*goal.cells)


@fault("completion-rate", Phase.GOALS)
def _wrong_rate(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form, goal in _goals(book, rng, lambda goal: goal.kind == "count"):
        assert goal.aim and goal.reached is not None
        right = goal.reached / goal.aim * 100
        wrong = (
            right + rng.choice([3, 7, 12, 18, 40]) if not goal.missed else right - rng.choice([3, 5, 8, 20])
        )
        if wrong < 1:
            continue
        _take(form, goal)
        goal.status = f"{wrong.quantize(Decimal(1).scaleb(-rng.choice([0, 1])))}%"
        return [at("completion-rate", ERROR, form.number, goal.cell("完成进度"))]
    return None


@fault("completion-rate/cut off", Phase.GOALS)
def _rate_cut_off(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form, goal in _goals(book, rng, _counted):
        assert goal.aim is not None
        reached = [goal.aim + more for more in range(1, int(goal.aim) // 2)]
        fits = [
            each
            for each in reached
            if each * 100 / goal.aim % 1 > Decimal("0.5") and each * 100 // goal.aim > 100
        ]
        if not fits:
            continue
        _take(form, goal)
        goal.reached = rng.choice(fits)
        goal.actual = f"{goal.reached}{goal.unit}"
        goal.status = f"{goal.reached * 100 // goal.aim}%"
        return [at("completion-rate", HINT, form.number, goal.cell("完成进度"))]
    return None


def _missed(goal: Goal, rng: random.Random) -> bool:
    """Lower the result below the target, and call it done."""
    assert goal.aim is not None
    reached = goal.aim * rng.randint(55, 93) // 100
    if reached < 1 or reached >= goal.aim:
        return False
    goal.reached, goal.missed, goal.status = reached, True, rng.choice(("完成", "已完成"))
    return True


@fault("target-missed", Phase.GOALS)
def _target_missed(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form, goal in _goals(book, rng, _counted):
        if _missed(goal, rng):
            _take(form, goal)
            goal.target = rng.choice(("不少于{}{}", "≥{}{}", "{}{}以上")).format(goal.aim, goal.unit)
            goal.actual = f"{goal.reached}{goal.unit}"
            return [at("target-missed", ERROR, form.number, goal.cell("完成进度"))]
    return None


@fault("target-missed/not stated exactly", Phase.GOALS)
def _target_missed_perhaps(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form, goal in _goals(book, rng, _counted):
        if _missed(goal, rng):
            _take(form, goal)
            exact = rng.random() < 0.5
            goal.target = f"不少于{goal.aim}{goal.unit}" if exact else f"{goal.aim}{goal.unit}"
            goal.actual = f"{goal.reached}" if exact else f"{goal.reached}{goal.unit}"
            return [at("target-missed", WARNING, form.number, goal.cell("完成进度"))]
    return None


def _costs(book: BookDraft, rng: random.Random) -> Iterator[tuple[FormDraft, list[Goal]]]:
    """The costs of each project that has several, none touched; taken as a whole."""
    for form in rng.sample(book.projects, len(book.projects)):
        costs = [goal for goal in form.goals if goal.kind == "cost"]
        names = tuple(name for goal in costs for name in goal.cells)
        if len(costs) > 1 and not any(name in form.alone or name in form.only_read for name in names):
            yield form, rng.sample(costs, len(costs))


def _take_costs(form: FormDraft, costs: list[Goal]) -> bool:
    return form.claim(*(name for goal in costs for name in goal.cells), rests_on=_FUNDS)


def _write(goal: Goal, cap: Decimal, actual: Decimal) -> None:
    goal.aim, goal.reached = cap, actual
    goal.target, goal.actual = f"不超{text(cap)}{goal.unit}", f"{text(actual)}{goal.unit}"


def _exceeded(book: BookDraft, rng: random.Random) -> tuple[FormDraft, Goal] | None:
    """A cost above its cap while the sums stay what they are."""
    for form, costs in _costs(book, rng):
        over, other = costs[:2]
        assert over.reached is not None and over.aim is not None
        assert other.reached is not None and other.aim is not None
        if over.reached < 1 or not _take_costs(form, costs):
            continue
        cap = part_of(over.reached, 0.6, 0.95, rng)
        _write(other, other.aim + over.aim - cap, other.reached)
        _write(over, cap, over.reached)
        over.missed, over.over_cap, over.status = True, True, "完成"
        return form, over
    return None


@fault("cap-exceeded", Phase.GOALS)
def _cap_exceeded(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    found = _exceeded(book, rng)
    return found and [at("cap-exceeded", ERROR, found[0].number, found[1].cell("完成进度"))]


@fault("cap-exceeded/without unit", Phase.GOALS)
def _cap_exceeded_bare(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    found = _exceeded(book, rng)
    if found is None:
        return None
    form, goal = found
    assert goal.reached is not None
    goal.actual = text(goal.reached)
    return [
        at("cap-exceeded", WARNING, form.number, goal.cell("完成进度")),
        at("unit-missing", HINT, form.number, goal.cell("实际完成值")),
    ]


@fault("score-against-completion/cap exceeded and no point taken off", Phase.GOALS)
def _cap_exceeded_full(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    found = _exceeded(book, rng)
    if found is None:
        return None
    form, goal = found
    form.claim("得分_成本节约率", rests_on=("分值_成本节约率",))
    goal.status, goal.done, goal.over_cap = "未完成", False, False  # so that it costs no point
    return [at("score-against-completion", WARNING, form.number, "得分_成本节约率")]


@fault("zero-done", Phase.GOALS)
def _zero_done(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form, costs in _costs(book, rng):
        none, other = costs[:2]
        assert none.reached is not None and none.aim is not None
        assert other.reached is not None and other.aim is not None
        cap = part_of(none.aim, 0.1, 0.3, rng)
        if (
            not cap
            or none.reached + other.reached > other.aim + none.aim - cap
            or not _take_costs(form, costs)
        ):
            continue
        _write(other, other.aim + none.aim - cap, other.reached + none.reached)
        _write(none, cap, Decimal(0))
        none.status, none.done, none.missed = rng.choice(("完成", "已完成", "100%")), True, False
        none.actual = rng.choice((f"0{none.unit}", "0"))
        if other.reached:
            other.status, other.done, other.missed = "完成", True, False
        return [at("zero-done", WARNING, form.number, none.cell("完成进度"))]
    return None


@fault("cost-sum/actual", Phase.GOALS)
def _costs_do_not_add_up(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form, costs in _costs(book, rng):
        less = next((goal for goal in costs if goal.reached is not None and goal.reached > 3), None)
        if (
            less is not None
            and less.aim is not None
            and less.reached is not None
            and _take_costs(form, costs)
        ):
            _write(less, less.aim, part_of(less.reached, 0.4, 0.9, rng))
            return [at("cost-sum", WARNING, form.number, "成本指标1_实际完成值")]
    return None


@fault("cost-sum/target", Phase.GOALS)
def _caps_do_not_add_up(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form, costs in _costs(book, rng):
        more = costs[0]
        if more.aim is not None and more.reached is not None and _take_costs(form, costs):
            status = more.status
            _write(more, more.aim + Decimal(rng.randint(50, 3000)) / 100, more.reached)
            more.status = status
            return [at("cost-sum", WARNING, form.number, "成本指标1_目标值")]
    return None


@fault("status-missing", Phase.GOALS)
def _no_status(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form, goal in _goals(book, rng, lambda goal: not goal.missed):
        _take(form, goal)
        goal.status, goal.done = None, False
        return [at("status-missing", WARNING, form.number, goal.cell("完成进度"))]
    return None


@fault("status-missing/a figure for a status", Phase.GOALS)
def _figure_for_status(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form, goal in _goals(book, rng, _counted):
        _take(form, goal)
        goal.status, goal.done = (
            rng.choice((f"{goal.reached}", f"{goal.reached}{goal.unit}", goal.reached)),
            False,
        )
        return [at("status-missing", WARNING, form.number, goal.cell("完成进度"))]
    return None


@fault("value-misplaced", Phase.GOALS)
def _misplaced(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form, goal in _goals(book, rng, _counted):
        _take(form, goal)
        kinds, copies = rng.randint(2, 9), 100 * rng.randint(3, 60)
        goal.name, goal.target = "印制宣传品", f"种类不少于{kinds}种，份数不少于{copies}份"
        goal.actual, goal.status = f"{kinds}", f"{copies + 100 * rng.randint(0, 9)}"
        goal.done, goal.counted = False, ""
        return [at("value-misplaced", WARNING, form.number, goal.cell("完成进度"))]
    return None


def _incomplete(
    lost: tuple[str, ...], marked: str
) -> Callable[[BookDraft, random.Random], list[Expected] | None]:
    def plant(book: BookDraft, rng: random.Random) -> list[Expected] | None:
        for form, goal in _goals(
            book, rng, lambda goal: goal.kind in ("count", "words", "percent") and not goal.missed
        ):
            _take(form, goal)
            goal.counted = ""
            goal.target = None if "目标值" in lost else goal.target
            goal.actual = None if "实际完成值" in lost else goal.actual
            return [at("indicator-incomplete", WARNING, form.number, goal.cell(marked))]
        return None

    return plant


fault("indicator-incomplete/target without result", Phase.GOALS)(_incomplete(("实际完成值",), "实际完成值"))
fault("indicator-incomplete/result without target", Phase.GOALS)(_incomplete(("目标值",), "目标值"))
fault("indicator-incomplete/progress alone", Phase.GOALS)(_incomplete(("目标值", "实际完成值"), "目标值"))


@fault("unit-missing", Phase.GOALS)
def _unit_missing(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form, goal in _goals(book, rng, lambda goal: goal.kind in ("percent", "cost") and bool(goal.reached)):
        _take(form, goal)
        assert goal.reached is not None
        goal.actual = text(goal.reached)
        return [at("unit-missing", HINT, form.number, goal.cell("实际完成值"))]
    return None


@fault("approximate-result", Phase.GOALS)
def _approximate(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form, goal in _goals(book, rng, _counted):
        _take(form, goal)
        goal.actual = rng.choice(("约{}{}", "{}{}左右", "大约{}{}")).format(goal.reached, goal.unit)
        goal.status, goal.counted = "完成", ""
        return [at("approximate-result", HINT, form.number, goal.cell("实际完成值"))]
    return None
