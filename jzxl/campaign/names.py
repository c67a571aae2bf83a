"""Names of units and projects, as people write them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from rapidfuzz import fuzz, process

_ALIKE, _SLIP = 60, 85
_MOST = 3


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


def _like(name: str, known: Iterable[str], at_least: int) -> list[str]:
    found = process.extract(
        name, list(known), scorer=fuzz.ratio, processor=plain_name, limit=_MOST, score_cutoff=at_least
    )
    return [each for each, _, _ in found]
