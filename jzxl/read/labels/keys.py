"""What two spellings of one label have in common, and which slips of typing may be overlooked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from jzxl.spelling import without_spaces

LONGEST_LABEL = 40
"""Characters of a label as typed; what is longer is a text."""
_QUOTES = dict.fromkeys(map(ord, "\"'“”‘’「」『』〝〞＂＇《》〈〉"))
_BRACKETS = str.maketrans("【】[]{}〔〕〖〗", "()()()()()")
_DASHES = dict.fromkeys(map(ord, "—–―−‐-"), "-")
_MARKS = {**_QUOTES, **_BRACKETS, **_DASHES}
_HAS_MARKS = re.compile(f"[{re.escape(''.join(map(chr, _MARKS)))}]")
_ENDS = ":;,.、。·*"
_NUMBERING = re.compile(r"^(?:\(?[一二三四五六七八九十]{1,3}[)、.]|\([0-9]{1,2}\)|[0-9]{1,2}[)、.](?![0-9]))")
_UNIT = re.compile(r"\(?(?:单位:?)?(?P<unit>亿元|百万元|千元|万元|元)\)?$")
_REMARK = re.compile(r"\(?(?:金额)?单位:?(?P<unit>亿元|百万元|千元|万元|元)\)?$")
_IN_WAN: Mapping[str, Decimal] = {
    "元": Decimal("0.0001"),
    "千元": Decimal("0.1"),
    "万元": Decimal(1),
    "百万元": Decimal(100),
    "亿元": Decimal(10_000),
}
# From this length on a label may be mistyped in one character, or two (the most).
_ONE_SLIP, _TWO_SLIPS = 4, 8
_MOST = 2


@lru_cache(maxsize=4096)
def key_of(text: str) -> str:
    """A label without what typing changes: width, spaces, line breaks, quotes, colons, numbering, unit.

    Empty for a text that is too long to be a label.
    """
    if len(text) > LONGEST_LABEL * 2:
        return ""
    plain = unicodedata.normalize("NFKC", text)
    if not plain.isprintable():
        plain = "".join(filter(str.isprintable, plain))
    plain = "".join(plain.split())
    if _HAS_MARKS.search(plain):
        plain = plain.translate(_MARKS)
    plain = _NUMBERING.sub("", plain.strip(_ENDS), count=1)
    if "元" in plain:
        unit = _UNIT.search(plain)
        if unit is not None and unit.start() > 0:
            plain = plain[: unit.start()].strip(_ENDS)
    return plain if len(plain) <= LONGEST_LABEL else ""


def unit_in(text: str) -> Decimal | None:
    """How many 万元 one unit is that stands in brackets behind a label; None where none stands there."""
    if "元" not in text:
        return None
    plain = without_spaces(text).translate(_BRACKETS).strip(_ENDS)
    unit = _UNIT.search(plain)
    if unit is None or unit.start() == 0 or not unit[0].endswith(")"):
        return None
    return _IN_WAN[unit["unit"]]


def unit_remark(text: str) -> Decimal | None:
    """The same for a remark, 单位：元, that stands alone or ends a line."""
    if "元" not in text:
        return None
    plain = without_spaces(text).translate(_BRACKETS).strip(_ENDS)
    remark = _REMARK.search(plain)
    return _IN_WAN[remark["unit"]] if remark is not None else None


class Keys:
    """The keys of a set of labels, and the slips that confuse no two of them.

    Args:
        aliases: keys of other labels for the same, with the key that each stands for.
        extended: keys behind which people write something in brackets: a formula, a unit, points.
    """

    def __init__(
        self,
        keys: Iterable[str],
        aliases: Mapping[str, str] | None = None,
        extended: Collection[str] = (),
    ) -> None:
        self._aliases = dict(aliases or {})
        self._keys = frozenset(keys) | self._aliases.keys()
        self._extended = frozenset(extended)
        self._choices = sorted(self._keys)
        self._characters = frozenset("".join(self._choices))
        self._lengths = {len(key) + change for key in self._keys for change in range(-_MOST, _MOST + 1)}

    def __contains__(self, key: str) -> bool:
        return key in self._keys or self._without_remark(key) != ""

    def _without_remark(self, key: str) -> str:
        """The key that stands before a remark in brackets; empty where it is none that may have one."""
        if not self._extended or not key.endswith(")"):
            return ""
        plain = key[: key.rfind("(")] if "(" in key else ""
        return plain if plain in self._extended else ""

    def slips(self, label: str, key: str) -> int:
        """How many slips of typing lie between a label and a text."""
        return int(OSA.distance(label, key))

    def nearest(self, key: str) -> str:
        """The label that a text is, but for a slip of typing; empty where it is none of them.

        A text that might be one label with a slip or another with a slip is neither.
        """
        if key in self._keys:
            return self._aliases.get(key, key)
        plain = self._without_remark(key)
        if plain:
            return self._aliases.get(plain, plain)
        if len(key) < _ONE_SLIP or len(key) not in self._lengths:
            return ""
        if len(set(key) - self._characters) > _MOST:
            return ""  # Each character that is in no label is a slip.
        # Twice the slips: far enough that the text cannot come from the other label with as many.
        found = process.extract(
            key, self._choices, scorer=OSA.distance, processor=None, score_cutoff=2 * _MOST - 1, limit=None
        )
        if not found:
            return ""
        close = [(slips, label) for label, slips, _ in found]
        slips, label = min(close)
        allowed = (len(label) >= _ONE_SLIP) + (len(label) >= _TWO_SLIPS)
        if slips > allowed or any(other < 2 * slips and each != label for other, each in close):
            return ""
        return self._aliases.get(label, label)
