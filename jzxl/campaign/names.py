"""Names of units and projects, as people write them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

_ALIKE, _SLIP = 60, 85
_MOST = 3
# Shorter names are alike by chance.
_LEAST = 4
# What tells one of several of a kind from the next.
_COUNTING = frozenset("一二三四五六七八九十东南西北中上下前后新老大小")


def plain_name(name: str) -> str:
    """A name without what is no difference: spaces, full width or half, capitals."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def nearest_names(name: str, known: Iterable[str]) -> list[str]:
    """Known names that are like this one, the likest first; none if nothing is."""
    return _like(name, known, _ALIKE)


def slip_of(name: str, known: Iterable[str]) -> str | None:
    """The known name that this one can only be a slip for; None where there is none, or two."""
    found = _like(name, known, _SLIP)
    return found[0] if len(found) == 1 else None


def short_for(name: str, known: Iterable[str]) -> str | None:
    """The one known name that differs in what stands before it only, as a city left out; None where there is none."""
    said = plain_name(name)
    if len(said) < _LEAST:
        return None
    found = [each for each in known if plain_name(each).endswith(said) or said.endswith(plain_name(each))]
    return found[0] if len(found) == 1 else None


def one_character_off(name: str, known: Iterable[str]) -> str | None:
    """The one known name that has a character more or less; None where there is none, or the character counts.

    Another character in the place of one is no slip that could be told: 教育局 is not 体育局.
    """
    said = plain_name(name)
    if len(said) < _LEAST:
        return None
    found = [each for each in known if _is_one_off(said, plain_name(each))]
    return found[0] if len(found) == 1 else None


def _is_one_off(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) != 1:
        return False
    (change,) = steps if len(steps := Levenshtein.editops(one, other)) == 1 else (None,)
    if change is None:
        return False
    odd = one[change.src_pos] if change.tag == "delete" else other[change.dest_pos]
    return odd not in _COUNTING and not odd.isdigit()


def _like(name: str, known: Iterable[str], at_least: int) -> list[str]:
    found = process.extract(
        name, list(known), scorer=fuzz.ratio, processor=plain_name, limit=_MOST, score_cutoff=at_least
    )
    return [each for each, _, _ in found]
