"""Which forms a sheet holds, and where one ends and the next begins."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from operator import attrgetter

from jzxl.form.model import Form
from jzxl.form.printed import VALUED, Part, PrintedLabel, block_label, printed_labels
from jzxl.read.labels.align import Alignment, Candidate, Lookout, align
from jzxl.read.labels.grid import Row, Spot
from jzxl.read.labels.keys import Keys, key_of

_ROW = attrgetter("row")
# Of a title, so much must be there from its end: the place in front of it differs from city to city.
_ENOUGH_OF_TITLE = (3, 5)
_SPEAKS_OF_A_FORM = re.compile("[《见附]")
_BEHIND_A_TITLE = re.compile(r"(?:\(?[0-9]{4}年?度?\)?|\([^()]*\)|续表?|\(续\))+$")
# More titles than these in one sheet are somebody's list of forms.
_MOST_TITLES = 200
# Less than this is not looked for at all.
_LEAST_OF_TITLE = 3
# A sheet is taken for a form when it carries this share of the labels that have values.
_ENOUGH_LABELS = (1, 2)
# The lines between the title and the first label: year, unit, a remark.
_MOST_HEADING_ROWS = 3


@dataclass(frozen=True, eq=False)
class LabelSet:
    """The labels of a form, ready to be looked for."""

    form: Form

    @cached_property
    def labels(self) -> tuple[PrintedLabel, ...]:
        """In printed order."""
        return printed_labels(self.form)

    @cached_property
    def by_label(self) -> tuple[str, ...]:
        """The key of each label."""
        return tuple(key_of(each.text) for each in self.labels)

    @cached_property
    def keys(self) -> Keys:
        """All keys, with the slips that confuse no two of them."""
        aliases = {
            key_of(alias): key_of(field.label) for field in self.form.fields for alias in field.aliases
        }
        section = self.form.scored_goals
        if section is not None:
            # Beside its goals a block is printed with its weight, which people leave out.
            blocks = [block for block in self.form.blocks if block.scores_goals]
            aliases |= {key_of(each.name): key_of(block_label(section, each)) for each in blocks}
            aliases |= {
                key_of(alias): key_of(column.header) for column in section.columns for alias in column.aliases
            }
            aliases |= {key_of(alias): key_of(section.total_label) for alias in section.total_aliases}
        return Keys([*self.by_label, key_of(self.form.title)], aliases, self._extended(aliases))

    def _extended(self, aliases: Mapping[str, str]) -> list[str]:
        """Labels of tables of goals with scores, behind which weights, formulas and units are written."""
        if self.form.scored_goals is None:
            return []
        parts = (Part.HEADER, Part.GOAL_GROUP, Part.FUND_ROW, Part.TOTAL)
        keys = {key for key, each in zip(self.by_label, self.labels, strict=True) if each.part in parts} | {
            key_of(block.name) for block in self.form.blocks if block.scores_goals
        }
        return [*keys, *(alias for alias, key in aliases.items() if key in keys)]

    @cached_property
    def lookout(self) -> Lookout:
        """Finds them in a sheet."""
        return Lookout(self.keys, self.inner)

    @cached_property
    def title(self) -> str:
        """The key of the title."""
        return key_of(self.form.title)

    @cached_property
    def valued(self) -> frozenset[str]:
        """The keys of the labels that have values."""
        return frozenset(
            key for key, each in zip(self.by_label, self.labels, strict=True) if each.part in VALUED
        )

    @cached_property
    def valued_numbers(self) -> frozenset[int]:
        """The positions of the labels that have values."""
        return frozenset(number for number, each in enumerate(self.labels) if each.part in VALUED)

    @cached_property
    def opening(self) -> frozenset[str]:
        """The keys of the first section, with which the form itself begins."""
        return frozenset(
            key for key, each in zip(self.by_label, self.labels, strict=True) if each.section == 0
        )

    @cached_property
    def inner(self) -> re.Pattern[str] | None:
        """Finds labels of short texts with their colon within a cell that holds several."""
        texts = [each.text for each in self.labels if each.part in (Part.FIELD, Part.SIDE)]
        texts += [f"{alias}：" for field in self.form.fields for alias in field.aliases]
        words = sorted(
            (text.rstrip("：:") for text in texts if text.endswith(("：", ":"))), key=len, reverse=True
        )
        spaced = [r"\s*".join(re.escape(each) for each in word) for word in words]
        return re.compile(rf"({'|'.join(spaced)})\s*[:：]") if spaced else None


@cache
def label_set(form: Form) -> LabelSet:
    """The labels of a form; made once a form."""
    return LabelSet(form)


@dataclass(frozen=True, eq=False)
class Segment:
    """The part of a sheet that holds one form.

    Attributes:
        title: the spot with the title; None where there is none.
        titles: that and what repeats it on later pages.
        found: all spots that read like one of the form's labels.
    """

    form: Form
    spots: Sequence[Spot]
    title: Spot | None
    titles: Sequence[Spot]
    found: Sequence[Candidate]
    alignment: Alignment

    @property
    def share(self) -> tuple[int, int]:
        """How many of the labels that have values were found, and how many there are."""
        valued = label_set(self.form).valued_numbers
        return len(valued & self.alignment.placed.keys()), len(valued)

    @property
    def enough(self) -> bool:
        """Whether it is the form, rather than a sheet that shares some words with it."""
        found, all_labels = self.share
        return found * _ENOUGH_LABELS[1] >= all_labels * _ENOUGH_LABELS[0]


class _Sightings:
    """The labels of forms that stand in parts of one sheet; each part is gone over once a form."""

    def __init__(self) -> None:
        self._found: dict[tuple[Form, int, int, int], list[Candidate]] = {}

    def of(self, form: Form, spots: Sequence[Spot]) -> list[Candidate]:
        """The spots of a part that read like labels of a form, in reading order."""
        if not spots:
            return []
        # Parts of one sheet: those as long, from and to the same spots, hold the same.
        part = form, id(spots[0]), id(spots[-1]), len(spots)
        found = self._found.get(part)
        if found is None:
            found = self._found[part] = label_set(form).lookout.candidates(spots)
        return found


def segments_of(spots: Sequence[Spot], forms: Sequence[Form]) -> Iterator[Segment]:
    """The forms of one sheet from the top; also what has a form's title but too few of its labels."""
    seen = _Sightings()
    titles = _titles(spots, forms)
    if len(titles) > _MOST_TITLES:
        titles = []
    ends = [place for place, _ in titles[1:]] + [len(spots)]
    titles = titles[:1] + [
        (place, form)
        for (place, form), end in zip(titles[1:], ends[1:], strict=True)
        if _opens_or_repeats(seen, spots, place, end, titles, form)
    ]
    for title, form, part in _parts(seen, spots, titles, forms):
        if form is None:
            continue
        for kind, region in _regions(seen, part, form, forms):
            if kind is form:
                yield _segment(seen, form, region, title)
                continue
            for again in _split_at_openings(seen, region, kind):
                yield _segment(seen, kind, again, None)


def _titles(spots: Sequence[Spot], forms: Sequence[Form]) -> list[tuple[int, Form]]:
    """The places of all titles, each with its form."""
    ends = {label_set(form).title[-_LEAST_OF_TITLE:] for form in forms}
    perhaps = (place for place, spot in enumerate(spots) if any(end in spot.key for end in ends))
    return [(place, form) for place in perhaps if (form := _titled(spots[place], forms)) is not None]


def _titled(spot: Spot, forms: Sequence[Form]) -> Form | None:
    """The form whose title stands in a spot, wholly or from some word on to its end.

    A text that only speaks of a form is none: 另附《…自评表》2份.
    """
    if not spot.key:
        return None
    titles = [
        (form, title) for form in forms if (title := label_set(form).title)[-_LEAST_OF_TITLE:] in spot.key
    ]
    if not titles or _SPEAKS_OF_A_FORM.search(str(spot.value)):
        return None
    best, most = None, 0
    for form, title in titles:
        shared = _end_within(title, spot.key)
        if shared > most and shared * _ENOUGH_OF_TITLE[1] >= len(title) * _ENOUGH_OF_TITLE[0]:
            best, most = form, shared
    return best


def _end_within(title: str, text: str) -> int:
    """How many of the last characters of a title stand in a text."""
    ends = _BEHIND_A_TITLE.sub("", text)
    return next((len(title) - start for start in range(len(title)) if ends.endswith(title[start:])), 0)


_Part = tuple[Spot | None, Form | None, Sequence[Spot]]


def _parts(
    seen: _Sightings, spots: Sequence[Spot], titles: Sequence[tuple[int, Form]], forms: Sequence[Form]
) -> Iterator[_Part]:
    if not titles:
        form = _likeliest(seen, spots, forms)
        for part in _split_at_openings(seen, spots, form) if form is not None else ():
            yield None, form, part
        return
    starts: list[tuple[int, Form]] = []
    for place, form in titles:
        row = spots[place].row
        start = _start_of(row, spots)
        if starts and starts[-1][1] is form:
            end = next((other for other, _ in titles if other > place), len(spots))
            if not _opens(seen, spots[place:end], form):
                continue  # The title is repeated on the next page of the same form.
        starts.append((start, form))
    bounds = [0, *(start for start, _ in starts[1:]), len(spots)]
    for number, (start, form) in enumerate(starts):
        title = next(spots[place] for place, _ in titles if place >= start)
        own = spots[bounds[number] : bounds[number + 1]]
        for again, part in enumerate(_split_at_openings(seen, own, form)):
            yield title if not again else None, form, part


def _regions(
    seen: _Sightings, spots: Sequence[Spot], form: Form, forms: Sequence[Form]
) -> Iterator[tuple[Form, Sequence[Spot]]]:
    """A part of a sheet cut where a form of another kind begins without a title of its own."""
    begins: list[tuple[int, Form]] = []
    for each in forms:
        labels = label_set(each)
        found = seen.of(each, spots)
        its_own = _opening_of_its_own(each, tuple(forms))
        own = [every for every in found if every.key in its_own and every.exact]
        if each is form or len({every.key for every in own}) * 2 > len(labels.opening):
            units = [every.order[0] for every in found if every.key == labels.by_label[0]]
            place = _heading_above(spots, own[0].order[0], units) if own else 0
            begins.append((place, each))
    begins.sort(key=lambda begin: begin[0])
    ends = [place for place, _ in begins[1:]] + [len(spots)]
    for number, ((place, kind), end) in enumerate(zip(begins, ends, strict=True)):
        yield kind, spots[place if number else 0 : end]


@cache
def _opening_of_its_own(form: Form, forms: tuple[Form, ...]) -> frozenset[str]:
    """The labels with which only one of some forms begins."""
    return label_set(form).opening.difference(
        *(label_set(each).by_label for each in forms if each is not form)
    )


def _opens_or_repeats(
    seen: _Sightings,
    spots: Sequence[Spot],
    place: int,
    end: int,
    titles: Sequence[tuple[int, Form]],
    form: Form,
) -> bool:
    """Whether a title stands above a form, or repeats that of the form above it on a later page."""
    before = [other for at, other in titles if at < place]
    return (bool(before) and before[-1] is form) or _opens(seen, spots[place:end], form)


def _opens(seen: _Sightings, spots: Sequence[Spot], form: Form) -> bool:
    """Whether the labels with which a form begins are there."""
    return any(each.key in label_set(form).opening for each in seen.of(form, spots))


def _likeliest(seen: _Sightings, spots: Sequence[Spot], forms: Sequence[Form]) -> Form | None:
    """The form that shares most labels with a sheet without a title; None where none shares enough."""
    best, most = None, 0
    for form in forms:
        labels = label_set(form)
        there = {each.key for each in seen.of(form, spots)}
        shared = len(labels.valued & there)
        enough = shared * _ENOUGH_LABELS[1] >= len(labels.valued) * _ENOUGH_LABELS[0]
        if enough and shared > most:
            best, most = form, shared
    return best


def _split_at_openings(seen: _Sightings, spots: Sequence[Spot], form: Form) -> Iterator[Sequence[Spot]]:
    """Several forms below each other without titles: each begins again with the first labels."""
    labels = label_set(form)
    found = seen.of(form, spots)
    border = _border(found, labels)
    if border is not None:
        yield from _split_at_openings(seen, [spot for spot in spots if spot.column[0] < border], form)
        yield from _split_at_openings(seen, [spot for spot in spots if spot.column[0] >= border], form)
        return
    counted = Counter(each.key for each in found if each.key in labels.opening)
    again = [key for key, count in counted.items() if count > 1]
    if len(again) * 2 <= len(labels.opening):
        yield spots
        return
    first = next(each.key for each in found if each.key in again)
    places = [each.order[0] for each in found if each.key == first]
    units = [each.order[0] for each in found if each.key == labels.by_label[0]]
    bounds = [0, *(_heading_above(spots, place, units) for place in places[1:]), len(spots)]
    for start, end in pairwise(bounds):
        yield spots[start:end]


def _border(found: Sequence[Candidate], labels: LabelSet) -> int | None:
    """The column in which a second form begins beside the first; None where there is but one.

    Beside each other, most of the first labels stand twice in one row.
    """
    seconds: dict[str, int] = {}
    firsts: dict[tuple[str, int], int] = {}
    for each in found:
        if each.key not in labels.opening:
            continue
        row = (each.key, each.spot.row[0])
        if row in firsts and each.spot.column[0] > firsts[row]:
            seconds.setdefault(each.key, each.spot.column[0])
        firsts.setdefault(row, each.spot.column[0])
    if len(seconds) * 2 <= len(labels.opening):
        return None
    return min(seconds.values())


def _heading_above(spots: Sequence[Spot], place: int, units: Sequence[int]) -> int:
    """Where the lines begin that stand above the first label: the unit, the year."""
    top = spots[place].row[0] - _MOST_HEADING_ROWS
    above = [unit for unit in units if unit < place and spots[unit].row[0] >= top]
    row = spots[above[-1] if above else place].row
    return _start_of(row, spots)


def _start_of(row: Row, spots: Sequence[Spot]) -> int:
    """Where a row begins among spots in reading order."""
    return bisect_left(spots, row, key=_ROW)


def _segment(seen: _Sightings, form: Form, spots: Sequence[Spot], title: Spot | None) -> Segment:
    labels = label_set(form)
    found = seen.of(form, spots)
    titles = [spots[place] for place, _ in _titles(spots, [form])]
    return Segment(form, spots, title, titles, found, align(labels.labels, labels.by_label, found))
