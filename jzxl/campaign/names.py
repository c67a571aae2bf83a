"""Names of units and projects, as people write them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

_ALIKE = 60
_MOST = 3
# Shorter names are another's but for one character by chance: 晋中学院, 晋中医学院.
_LONG_ENOUGH = 6
# Of a name without its region: 教育局.
_LEAST = 3
# What tells one of several of a kind from the next.
_COUNTING = frozenset("一二三四五六七八九十东南西北中上下前后新老大小")
# Says that the unit itself is meant and not what belongs to it.
_ITSELF = ("(本级)", "(机关)", "(本部)", "本级")


def plain_name(name: str) -> str:
    """A name without what is no difference: spaces, full width or half, capitals."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


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
    """Known names that are like this one, the likest first; none if nothing is."""
    found = process.extract(
        name, list(known), scorer=fuzz.ratio, processor=plain_name, limit=_MOST, score_cutoff=_ALIKE
    )
    return [each for each, _, _ in found]


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
