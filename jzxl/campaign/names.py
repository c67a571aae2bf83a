"""Names of units and projects, as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from jzxl.spelling import plain_name

_ALIKE = 60
_MOST = 3
_PLACE = re.compile("(?:.{2,}?[省市县区州盟旗])+?")
# What many names end with, and so tells nothing; the longer before what it ends with.
_KINDS = (
    *("委员会办公室", "领导小组办公室", "管理委员会", "服务中心", "事务中心", "管理中心", "委员会", "办公室"),
    *("管理局", "管理处", "服务站", "研究院", "研究所", "中心", "学校", "学院", "分局", "支队", "大队"),
    *("工作经费", "专项经费", "专项资金", "补助资金", "补助经费", "项目经费", "项目资金"),
    *("项目", "经费", "资金", "工程", "局", "委", "办", "院", "所", "站", "处", "馆", "会", "队"),
)
# Shorter names are another's but for one character by chance: 晋中学院, 晋中医学院.
_LONG_ENOUGH = 6
# Of a name without its region: 教育局.
_LEAST = 3
# What tells one of several of a kind from the next.
_COUNTING = frozenset("一二三四五六七八九十东南西北中上下前后新老大小")
# Says that the unit itself is meant and not what belongs to it.
_ITSELF = ("(本级)", "(机关)", "(本部)", "本级")


def core_name(name: str) -> str:
    """A plain name without a remark that the unit itself is meant: 教育局（本级）."""
    plain = plain_name(name)
    return next(
        (plain.removesuffix(each) for each in _ITSELF if plain.endswith(each) and plain != each), plain
    )


def region_of(names: Sequence[str]) -> str:
    """What all of several plain names begin with: 晋中市; empty where that is nothing, or they are one name."""
    first, last = min(names, default=""), max(names, default="")
    # What the first and the last in order share, all between them share.
    same = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), 0)
    return first[:same] if same > 1 else ""


def nearest_names(name: str, known: Iterable[str]) -> list[str]:
    """Known names whose own part is like this one's, the likest first; none if nothing is.

    晋中市林业局 is not like 晋中市教育局: place and kind are everybody's.
    """
    names = list(known)
    place = _place_of(names)
    found = process.extract(
        _own_part(name, place),
        {each: _own_part(each, place) for each in names},
        scorer=_likeness,
        limit=_MOST,
        score_cutoff=_ALIKE,
    )
    return [each for _, _, each in found]


def _place_of(names: Sequence[str]) -> str:
    """The place that all names begin with: 晋中市; empty where they begin with none."""
    plain = [plain_name(each) for each in names]
    place = _PLACE.match(plain[0] if len(set(plain)) == 1 else region_of(plain))
    return place[0] if place is not None else ""


def _own_part(name: str, place: str) -> str:
    """What tells a name from others: without its place and its kind, unless nothing else is left."""
    own = plain_name(name).removeprefix(place)
    return next((own.removesuffix(kind) for kind in _KINDS if own.endswith(kind) and own != kind), own)


def _likeness(one: str, other: str, *, score_cutoff: float | None = None) -> float:
    """From 0 to 100; 100 where one is a part of the other: 文化 and 文化和旅游."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) > 1 and shorter in longer:
        return 100
    return fuzz.ratio(one, other, score_cutoff=score_cutoff)


def short_for(name: str, known: Iterable[str], region: str) -> str | None:
    """The one known name that has this one at its end: the region, or more, was left out; None where there is none."""
    said = plain_name(name)
    if len(said) < _LEAST:
        return None
    found = [each for each in known if plain_name(each) == region + said]
    if not found and len(said) > _LEAST:
        found = [each for each in known if plain_name(each).endswith(said)]
    return found[0] if len(found) == 1 else None


def left_out(name: str, known: Iterable[str]) -> str | None:
    """The one known name with a character more or less; None where there is none, or the character counts.

    Another character in the place of one is no slip that could be told: 教育局 is not 体育局.
    """
    return _one_step_off(name, known, ("insert", "delete"), _LONG_ENOUGH)


def slip_of(name: str, known: Iterable[str]) -> str | None:
    """The one known name of few that differs in one character, whichever way, if that does not count anything."""
    return _one_step_off(name, known, ("insert", "delete", "replace"), _LEAST)


def _one_step_off(name: str, known: Iterable[str], steps: Sequence[str], least: int) -> str | None:
    said = plain_name(name)
    if len(said) < least:
        return None
    found = [each for each in known if _is_one_step_off(said, plain_name(each), steps)]
    return found[0] if len(found) == 1 else None


def _is_one_step_off(one: str, other: str, steps: Sequence[str]) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    changes = Levenshtein.editops(one, other).as_list()
    if len(changes) != 1:
        return False
    step, at, there = str(changes[0][0]), int(changes[0][1]), int(changes[0][2])
    if step not in steps:
        return False
    odd = {"insert": other[there : there + 1], "delete": one[at : at + 1]}.get(
        step, one[at : at + 1] + other[there : there + 1]
    )
    return not any(each in _COUNTING or each.isdigit() for each in odd)
