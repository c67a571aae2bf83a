"""One figure or range with the words around it → Claim."""

from __future__ import annotations

from dataclasses import replace

from jzxl.text import wording
from jzxl.text.figures import Figure
from jzxl.text.model import Claim, Direction, Quantity
from jzxl.text.surface import ASIDE, Surface


def claim_at(
    surface: Surface, start: int, end: int, group: tuple[Figure, ...], asides: list[tuple[int, int]]
) -> Claim | None:
    """The claim that ``masked[start:end]`` makes with this figure or range, None where it is not clear."""
    figure, last = group[0], group[-1]
    words, spoken = _outside_brackets(surface, start, figure.start)
    negative = words.endswith(("-", "负"))
    words = words[:-1] if negative else words
    lead = wording.lead(words)
    if lead.contradictory or (negative and words and not lead.directed_sign and words[-1] not in "长降率"):
        return None
    left = words[: lead.length]
    after = last.end
    while after < end and surface.masked[after] == ASIDE:
        after += 1
    limit, about, length = wording.limit(surface.masked[after:end])
    after += length
    meant = _meaning(lead, limit, about, figure)
    if meant is None:
        return None
    direction, approximate = meant
    tail = surface.masked[after:end].replace(ASIDE, "")
    per = wording.per_unit_after(tail)
    tail = tail[per:]
    if not (wording.subject_is_plain(left) and wording.tail_is_plain(tail)):
        return None
    if figure.wide and left:
        return None
    assert figure.unit is not None and last.unit is not None
    if not last.unit.written and not figure.zero:
        limited = direction is not None or approximate
        measured = any(map(wording.measures, (words, left))) or not figure.value
        if not (limited or measured) or len(group) == 2 or (last.bare_year and direction is None):
            return None
    level = wording.level(words)
    sign = -1 if negative else 1
    lower, upper = _quantities(surface, group, sign)
    if lower is None:
        return None
    if upper is not None and (negative or lead.strong or limit or left.endswith(("由", "从", "自"))):
        return None
    remark = ""
    if asides:
        remarks = [surface.plain[first:final] for first, final in asides if start <= first < end]
        remark = "".join(each for each in remarks if not any(map(str.isdigit, each)))
    shared = (left.endswith("均") and lower.unit != "%") or (
        wording.is_rate_of_pay(left) and lower.unit in ("元", "")
    )
    return Claim(
        quantity=lower,
        direction=direction or level,
        upper=upper,
        approximate=approximate,
        per_unit=bool(per) or shared or wording.per_unit(left, tail + remark),
        change=None if level else wording.change(left, lower.unit == "%", lead.weak is Direction.REACHES),
        subject=spoken[: lead.length].strip("、:—-·"),
        noun=_plain_tail(surface, after + per, end),
        text=surface.written(start, end).strip(),
    )


def _outside_brackets(surface: Surface, start: int, end: int) -> tuple[str, str]:
    """A stretch of the text without what stands in brackets: with names covered, and as it is."""
    masked, plain = surface.masked[start:end], surface.plain[start:end]
    if ASIDE not in masked:
        return masked, plain
    kept = [at for at, mark in enumerate(masked) if mark != ASIDE]
    return "".join(masked[at] for at in kept), "".join(plain[at] for at in kept)


def _quantities(
    surface: Surface, group: tuple[Figure, ...], sign: int
) -> tuple[Quantity | None, Quantity | None]:
    lower = _quantity(surface, group[0], sign)
    if len(group) == 1:
        return lower, None
    low, high = group
    assert low.unit is not None and high.unit is not None
    upper = _quantity(surface, high, 1)
    if low.unit.more or high.unit.more or low.zero or high.zero:
        return None, None
    if not low.unit.written:
        value, scale, multiple = low.value * high.unit.scale, high.unit.scale, high.unit.multiple
        lower = replace(lower, value=value, unit=high.unit.base, scale=scale, multiple=multiple)
    elif not low.unit.base and high.unit.base == "元":
        lower = replace(lower, unit="元")
    if lower.unit != upper.unit or lower.value >= upper.value:
        return None, None
    return lower, upper


def _quantity(surface: Surface, figure: Figure, sign: int) -> Quantity:
    assert figure.unit is not None
    origin = surface.origin
    return Quantity(
        value=figure.value if sign > 0 else -figure.value,
        unit=figure.unit.base,
        text=surface.written(figure.start, figure.end),
        start=origin[figure.start],
        end=origin[figure.end - 1] + 1,
        scale=figure.unit.scale,
        multiple=figure.unit.multiple,
    )


def _meaning(
    lead: wording.Lead, limit: Direction | None, about: bool, figure: Figure
) -> tuple[Direction | None, bool] | None:
    """Direction and whether approximate; None where the words contradict each other."""
    if lead.strong and limit and lead.strong is not limit:
        return None
    direction = lead.strong or limit or lead.weak
    approximate = lead.about or about
    if approximate and direction in (Direction.MORE_THAN, Direction.LESS_THAN, Direction.EXACTLY):
        return None
    assert figure.unit is not None
    if figure.unit.more or lead.near:
        if approximate or direction not in (None, Direction.REACHES) or (figure.unit.more and lead.near):
            return None
        return (Direction.LESS_THAN if lead.near else Direction.MORE_THAN), True
    if figure.zero:
        return None if approximate or lead.strong or limit else (Direction.EXACTLY, False)
    return direction, approximate


def _plain_tail(surface: Surface, start: int, end: int) -> str:
    """The words after a figure, up to a bracket or 、."""
    for mark in (ASIDE, "、"):
        at = surface.masked.find(mark, start, end)
        end = at if at >= 0 else end
    return surface.plain[start:end].strip(":—-·“”.")
