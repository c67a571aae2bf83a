"""Goals: what the status says against what target and result say."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jzxl.check.case import Case
from jzxl.check.finding import Finding, Severity, Stated
from jzxl.check.goal_direction import LIMITS_FROM_ABOVE
from jzxl.check.read_goal import ReadGoal, percentage_meant, written
from jzxl.form import naming
from jzxl.form.blocks import AT_MOST
from jzxl.read.deadline import is_late
from jzxl.read.entry import Entry
from jzxl.read.result_text import PERCENT
from jzxl.read.typed import Kind as TypedKind
from jzxl.read.typed import Manner, understand
from jzxl.rule.decimals import fixed_text, number_text, round_half_away
from jzxl.text.comparison import Outcome, comparable, compare, completion_rate
from jzxl.text.model import Claim
from jzxl.text.progress import StatusKind


def goals(case: Case) -> Iterator[Finding]:
    """Every goal: complete, in the right columns, and its status follows from its figures."""
    for read in case.goals:
        found = _incomplete(read) or _misplaced(read) or _against_figures(read)
        if found is not None:
            code, severity, entry, message, expected = found
            yield _finding(case, read, code, severity, entry, message, expected)
        yield from _remarks(case, read)


_Found = tuple[str, Severity, Entry, str, Stated]


def _finding(
    case: Case, read: ReadGoal, code: str, severity: Severity, entry: Entry, message: str, expected: Stated
) -> Finding:
    # By identity: where a row was pasted into one cell, all of them have one address.
    column = {id(read.goal.target): naming.GOAL_TARGET, id(read.goal.actual): naming.GOAL_ACTUAL}
    part = column.get(id(entry), naming.GOAL_STATUS)
    return Finding(
        code=code,
        severity=severity,
        sheet=entry.sheet,
        cell=entry.cell,
        name="",
        item=f"{read.goal.group.name} {read.goal.name or read.goal.number} {part}",
        stated=written(entry.value) or None,
        expected=expected,
        message=message,
        basis="表上填写的目标值和完成值",
    )


def _incomplete(read: ReadGoal) -> _Found | None:
    goal = read.goal
    if read.target and not read.actual:
        message = f"{read.label}有目标值“{read.target}”，没有填实际完成值；请补填。"
        return "indicator-incomplete", Severity.WARNING, goal.actual, message, None
    if read.actual and not read.target:
        message = f"{read.label}填了实际完成值“{read.actual}”，没有目标值；请补填。"
        return "indicator-incomplete", Severity.WARNING, goal.target, message, None
    said = written(goal.status.value)
    alone = bool(said) and not read.target and not read.actual
    if alone and understand(said, TypedKind.SCORE).manner is not Manner.NONE:
        message = f"{read.label}只填了完成进度“{said}”，没有目标值和实际完成值；请补填，不用的行请空着。"
        return "indicator-incomplete", Severity.WARNING, goal.target, message, None
    if not said:
        message = f"{read.label}没有填完成进度；请填“完成”“未完成”或完成的百分比。"
        return "status-missing", Severity.WARNING, goal.status, message, None
    return None


def _misplaced(read: ReadGoal) -> _Found | None:
    """A figure where a status belongs."""
    if read.status.kind is not StatusKind.FIGURE or read.status.figure is None:
        return None
    goal, figure = read.goal, written(read.goal.status.value)
    fits = [each for each in read.targets if compare(each, read.status.figure) is not Outcome.UNCLEAR]
    if len(read.targets) > len(read.actuals) and fits:
        message = (
            f"{read.label}的目标值“{read.target}”有 {len(read.targets)} 个数，完成值“{read.actual}”只填了"
            f" {len(read.actuals)} 个，另一个数 {figure} 填到了完成进度里；请移到完成值，完成进度填“完成”或百分比。"
        )
        return "value-misplaced", Severity.WARNING, goal.status, message, None
    message = f"{read.label}的完成进度填的是数“{figure}”；请填“完成”“未完成”或完成的百分比。"
    return "status-missing", Severity.WARNING, goal.status, message, None


def _against_figures(read: ReadGoal) -> _Found | None:
    """The status against target and result; at most one finding, the gravest."""
    if read.status.kind is StatusKind.RATE and len(read.targets) == 1 and len(read.actuals) == 1:
        wrong = _wrong_rate(read)
        if wrong is not None:
            return wrong
    if read.admitted_open:
        return None
    group = read.goal.group
    # Of a group of times; elsewhere a date may be when something began.
    on_time = group.durations == AT_MOST != group.direction
    if read.claimed_done and on_time and is_late(read.target, read.actual):
        said = written(read.goal.status.value)
        message = f"{read.label}的时间“{read.actual}”晚于目标“{read.target}”，完成进度却填“{said}”；请核对。"
        return "target-missed", Severity.WARNING, read.goal.status, message, None
    for (target, actual), outcome in zip(read.pairs, read.outcomes, strict=True):
        if outcome is not Outcome.MISSED:
            continue
        goal, said = read.goal, written(read.goal.status.value)
        if target.direction in LIMITS_FROM_ABOVE:
            code, what = "cap-exceeded", f"实际 {actual.text} 超过了目标“{target.text}”"
        else:
            code, what = "target-missed", f"实际 {actual.text} 没有达到目标“{target.text}”"
        severity = Severity.ERROR if read.stated_exactly and read.claimed_done else Severity.WARNING
        return code, severity, goal.status, f"{read.label}{what}，完成进度却填“{said}”；请核对。", None
    return _nothing_done(read)


def _nothing_done(read: ReadGoal) -> _Found | None:
    """Nothing was spent or done under a cap, and yet it is called done."""
    for target, actual in read.pairs:
        spent_nothing = not actual.quantity.value and target.quantity.unit in ("元", "")
        if read.claimed_done and _caps(read) and spent_nothing:
            return _zero_done(read)
    per_unit = [each for each in read.targets if each.per_unit]
    zero = len(read.actuals) == 1 and not read.actuals[0].quantity.value
    if read.claimed_done and per_unit and zero and _caps(read):
        return _zero_done(read)
    return None


def _caps(read: ReadGoal) -> bool:
    """Whether it is one of what may be spent, and surely not of what is to be saved."""
    return read.goal.group.direction == AT_MOST and not read.may_be_saving


def _zero_done(read: ReadGoal) -> _Found:
    said = written(read.goal.status.value)
    message = f"{read.label}实际为 0，完成进度却填“{said}”；没有发生的请写“未开展”并说明原因。"
    return "zero-done", Severity.WARNING, read.goal.status, message, None


def _wrong_rate(read: ReadGoal) -> _Found | None:
    """A completion rate that is not result ÷ target at the precision it is printed with."""
    target, actual = read.targets[0], read.actuals[0]
    if target.direction is None or read.is_saving:
        return None  # Whether more is better is not stated; a saving that is too small is asked about.
    rate, printed, places = completion_rate(target, actual), read.status.rate, read.status.decimals
    if rate is None or printed is None or places is None:
        return None
    if round_half_away(rate, places + 2) == printed or (rate >= 1 and printed == 1):
        return None
    if actual.quantity.unit == "%" and actual.quantity.value == printed * 100:
        # 满意度 92% of a target of 90%, with 92% as the progress: the result is told again.
        return None
    due = f"{fixed_text(rate * 100, places)}%"
    cut_off = Fraction(int(rate * 10 ** (places + 2)), 10 ** (places + 2)) == printed
    message = (
        f"{read.label}目标“{read.target}”，实际“{read.actual}”，完成 "
        f"{actual.quantity.text}÷{target.quantity.text}={due}，"
        f"填的是 {written(read.goal.status.value)}{'（小数是截去的）' if cut_off else ''}。"
    )
    severity = Severity.HINT if cut_off else Severity.ERROR
    return "completion-rate", severity, read.goal.status, message, due


def _remarks(case: Case, read: ReadGoal) -> Iterator[Finding]:
    """What is worth a look beside the status."""
    entry = read.goal.actual
    if len(read.actuals) == 1 and read.actuals[0].approximate:
        message = f"{read.label}的完成值“{read.actual}”是约数；请填准确的数。"
        yield _finding(case, read, "approximate-result", Severity.HINT, entry, message, None)
    if len(read.actuals) == 1 and len(read.targets) == 1:
        target, actual = read.targets[0], read.actuals[0]
        bare = not actual.quantity.unit and actual.quantity.multiple == 1 and actual.quantity.value
        scaled = target.quantity.multiple != 1 or target.quantity.unit in ("%", "元")
        if bare and scaled and (comparable(target, actual) or target.per_unit):
            message, expected = _without_unit(read, target, actual)
            yield _finding(case, read, "unit-missing", Severity.HINT, entry, message, expected)


def _without_unit(read: ReadGoal, target: Claim, actual: Claim) -> tuple[str, str | None]:
    """What is said of a result without a unit, and how it is most likely to be written."""
    unit = target.quantity.text.lstrip("0123456789.,，．０１２３４５６７８９ ")
    said = f"{read.label}的完成值“{read.actual}”没有单位，"
    if target.quantity.unit != PERCENT or target.quantity.scale != 1:
        return f"{said}目标值的单位是“{unit}”；请写上单位。", f"{read.actual}{unit}"
    meant = percentage_meant(target, actual)
    if meant is not None and meant.quantity.value == actual.quantity.value:
        return f"{said}目标值的单位是“{unit}”；请写上单位。", f"{read.actual}{unit}"
    if meant is None:
        return f"{said}不知道是几 {PERCENT}；请写上单位。", None
    written_so = f"{number_text(meant.quantity.value)}{PERCENT}"
    return f"{said}对照目标值“{read.target}”多半是 {written_so}，是的话请写成 {written_so}。", written_so
