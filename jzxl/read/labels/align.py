"""Which spot of a sheet is which label of a form.

A form is a row of labels in printed order, a sheet a row of spots in reading order.  The longest
common row of both tells the same label apart where it stands twice, and passes over what was left
out, typed in between or repeated by a page break.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from jzxl.form.printed import Part, PrintedLabel
from jzxl.read.labels.grid import Column, Spot
from jzxl.read.labels.keys import LONGEST_LABEL, Keys, key_of

# A label that carries a value counts for more than one that only stands above others; one that is
# spelt exactly and fills its cell for more than one with a slip, or with its value behind it.  Whatever
# is taken off, something is left: a chain of labels never weighs less by one more.
_VALUED_WEIGHT, _OTHER_WEIGHT = 24, 12
_SLIP, _WITH_VALUE = 5, 6
_SEPARATOR = re.compile("[:：\n]")
_LEAST_IN_FRONT = re.compile(r"[\s;；,，。]")
# A longer cell is a text, and what looks like labels in it are its words.
_LONGEST_SEVERAL = LONGEST_LABEL * 5


class Likeness(NamedTuple):
    """A label that a text reads like, wherever the text stands.

    Attributes:
        start, end: where the label stands in the text; ``end`` is behind its colon.
        whole: whether the label is all that the text holds.
        exact: whether it is spelt as it should be.
    """

    key: str
    start: int
    end: int
    whole: bool
    exact: bool


class Candidate(NamedTuple):
    """A spot, or the front of one, that reads like a label.

    A tuple for the same reason as a spot; and like one, equal to itself only.

    Attributes:
        order: position of the spot in reading order, and of the label in its text.
        start, end, whole, exact: as of its likeness.
        repeated: whether it only repeats the label right above it, filled down beside a group's rows.
    """

    order: tuple[int, int]
    spot: Spot
    key: str
    start: int
    end: int
    whole: bool
    exact: bool
    repeated: bool = False

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)


class Lookout:
    """Looks for the labels of one form.

    Args:
        inner: finds labels with a colon, wherever they stand in a cell that holds several.
    """

    def __init__(self, keys: Keys, inner: re.Pattern[str] | None) -> None:
        self._keys = keys
        self._inner = inner

    def candidates(self, spots: Sequence[Spot]) -> list[Candidate]:
        """All spots that read like one of the labels, in reading order."""
        found: list[Candidate] = []
        above: dict[Column, Candidate] = {}
        for position, spot in enumerate(spots):
            text = spot.value
            if not isinstance(text, str):
                continue
            likenesses = _remembered(self, text) if len(text) <= _LONGEST_SEVERAL else self.look(text)
            for key, start, end, whole, exact in likenesses:
                again = False
                if whole:
                    former = above.get(spot.column)
                    again = former is not None and former.key == key and spot.row[0] - former.spot.row[0] <= 1
                candidate = Candidate((position, start), spot, key, start, end, whole, exact, again)
                if whole:
                    above[spot.column] = candidate
                found.append(candidate)
        return found

    def look(self, text: str) -> tuple[Likeness, ...]:
        """The labels that a text reads like: the one that it is, or those that stand in it with values."""
        key = key_of(text)
        keys = self._keys
        if key in keys:
            return (Likeness(keys.nearest(key), 0, len(text), True, True),)
        label = keys.nearest(key) if key else ""
        inside = tuple(self._with_values(text))
        if label:
            slips = keys.slips(label, key)
            if not any(keys.slips(each.key, key_of(text[each.start : each.end])) < slips for each in inside):
                return (Likeness(label, 0, len(text), True, False),)
            # 项目概况, then 无 on the next line: the label and its value, rather than a slip of it.
        return inside

    def _with_values(self, text: str) -> Iterator[Likeness]:
        """Labels with their values in one cell: ``负责人：某某``, or several of them."""
        if not _SEPARATOR.search(text):
            return
        inner = self._inner
        several = list(inner.finditer(text)) if inner is not None and len(text) <= _LONGEST_SEVERAL else []
        several = [
            each for each in several if not each.start() or _LEAST_IN_FRONT.match(text[each.start() - 1])
        ]
        if several and (not several[0].start() or text[several[0].start() - 1] == "\n"):
            for each in several:
                label = self._keys.nearest(key_of(each[1]))
                yield Likeness(label, each.start(), each.end(), False, True)
            return
        longest: Likeness | None = None
        for separator in _SEPARATOR.finditer(text, 0, LONGEST_LABEL):
            if not text[separator.end() :].strip():
                break  # A colon that ends the cell belongs to the label.
            key = key_of(text[: separator.start()])
            label = self._keys.nearest(key) if key else ""
            if label:
                # A label may itself be broken into lines: 年初预算金额, (万元), then the value.
                longest = Likeness(label, 0, separator.end(), False, key in self._keys)
        if longest is not None:
            yield longest


@lru_cache(maxsize=8_192)
def _remembered(lookout: Lookout, text: str) -> tuple[Likeness, ...]:
    """Labels are the same in every workbook, and each sheet is gone over several times."""
    return lookout.look(text)


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which label stands where.

    Attributes:
        placed: by position of the label among the form's labels.
        rivals: other places that fit a label just as well.
    """

    placed: dict[int, Candidate]
    rivals: dict[int, tuple[Candidate, ...]]


def align(labels: Sequence[PrintedLabel], keys: Sequence[str], found: Sequence[Candidate]) -> Alignment:
    """Match labels and candidates so that both keep their order and the most is matched."""
    found = [each for each in found if not each.repeated]
    by_key: dict[str, list[int]] = defaultdict(list)
    for position, key in enumerate(keys):
        by_key[key].append(position)
    pairs = [
        (label, place, _weight(labels[label].part, each))
        for place, each in enumerate(found)
        for label in by_key.get(each.key, ())
    ]
    ahead = _best_before(pairs)
    behind = _best_before([(-label, -place, weight) for label, place, weight in reversed(pairs)])[::-1]
    best = max(ahead, default=0)
    placed: dict[int, Candidate] = {}
    rivals: dict[int, list[Candidate]] = defaultdict(list)
    taken: set[int] = set()
    so_far, last_label, last_place = 0, -1, -1
    for (label, place, weight), before, after in zip(pairs, ahead, behind, strict=True):
        if before + after - weight != best:
            continue
        if label > last_label and place > last_place and before - weight == so_far:
            placed[label] = found[place]
            taken.add(place)
            so_far, last_label, last_place = before, label, place
        else:
            rivals[label].append(found[place])
    _place_the_unmistakable(keys, found, placed, taken)
    others = {
        label: tuple(each for each in rivals[label] if each is not placed.get(label)) for label in rivals
    }
    return Alignment(placed, {label: each for label, each in others.items() if each})


def _weight(part: Part, candidate: Candidate) -> int:
    weight = _OTHER_WEIGHT if part in (Part.HEADER, Part.SIDE) else _VALUED_WEIGHT
    return weight - _SLIP * (not candidate.exact) - _WITH_VALUE * (not candidate.whole)


def _best_before(pairs: Sequence[tuple[int, int, int]]) -> list[int]:
    """The weight of the heaviest row of pairs that ends in each pair; places come in order."""
    ends: list[int] = []
    # Labels in order with the weight of the heaviest row that ends at or before each: strictly rising.
    steps: list[tuple[int, int]] = []
    waiting: list[tuple[int, int]] = []
    at: int | None = None
    for label, place, weight in pairs:
        if place != at:
            for each in waiting:
                _add_step(steps, each)
            waiting, at = [], place
        index = bisect_left(steps, (label, 0))
        total = weight + (steps[index - 1][1] if index else 0)
        ends.append(total)
        waiting.append((label, total))
    return ends


def _add_step(steps: list[tuple[int, int]], step: tuple[int, int]) -> None:
    """Keep the steps rising in both label and weight."""
    label, total = step
    if not steps or label > steps[-1][0]:
        if not steps or total > steps[-1][1]:
            steps.append(step)
        return
    index = bisect_left(steps, (label + 1, 0))
    if index and steps[index - 1][1] >= total:
        return
    steps.insert(index, step)
    while index + 1 < len(steps) and steps[index + 1][1] <= total:
        del steps[index + 1]
    if index and steps[index - 1][0] == label:
        del steps[index - 1]


def _place_the_unmistakable(
    keys: Sequence[str], found: Sequence[Candidate], placed: dict[int, Candidate], taken: set[int]
) -> None:
    """Labels out of order that stand once in the form and once in the sheet cannot be another."""
    missing = [label for label in range(len(keys)) if label not in placed]
    if not missing:
        return
    counted = Counter(keys)
    places_of: dict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(found):
        places_of[each.key].append(place)
    for label in missing:
        key = keys[label]
        places = places_of[key] if counted[key] == 1 else []
        if len(places) == 1 and places[0] not in taken:
            placed[label] = found[places[0]]
            taken.add(places[0])
