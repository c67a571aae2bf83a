"""What is asked before a costly pattern never hides what the pattern finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jzxl.text import facts_reading, figures, quantity, slips, surface, wording

PAIRS = {
    "dates": (surface._DATE, surface._PERHAPS_DATE),
    "list numbers": (surface._LIST_NUMBER, surface._DIGIT),
    "labels": (surface._LABEL, surface._DIGIT),
    "figures": (figures._DIGITS, quantity._PERHAPS_FIGURE),
    "instructions": (slips._INSTRUCTION, slips._PERHAPS_INSTRUCTION),
    "periods": (facts_reading._PERIOD, facts_reading._PERHAPS_PERIOD),
}


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
@given(data=st.data())
@settings(max_examples=500)
def test_what_the_pattern_finds_is_let_through(
    pair: tuple[re.Pattern[str], re.Pattern[str]], data: st.DataObject
) -> None:
    pattern, cheap = pair
    text = data.draw(st.from_regex(pattern))
    assert pattern.search(text) is None or cheap.search(text)


@given(st.from_regex(wording._BEFORE))
@settings(max_examples=1000)
def test_every_word_of_direction_ends_as_listed(words: str) -> None:
    found = wording._BEFORE.search(words)
    # A worded text has no line breaks: they are left out before.
    assert found is None or "\n" in words or words[-1] in wording._BEFORE_ENDS


@given(st.text("12，,.0 \u3000\n\u200b\ufeff项目年月日（）“”《》指标:、零〇３％\u3164\x1c\x00-", max_size=14))
def test_a_prepared_text_knows_its_places(text: str) -> None:
    """Each character of the source is kept, changed one for one, or left out as blank or invisible."""
    prepared = surface.prepare(text)
    assert len(prepared.plain) == len(prepared.masked) == len(prepared.origin)
    assert list(prepared.origin) == sorted(set(prepared.origin))
    for mark, at in zip(prepared.plain, prepared.origin, strict=True):
        between_digits = mark == " " and surface._LEFT_OUT.fullmatch(text[at])
        assert mark == surface._SAME.get(ord(text[at]), text[at]) or between_digits
    left_out = set(range(len(text))) - set(prepared.origin)
    assert all(surface._LEFT_OUT.fullmatch(text[at]) for at in left_out)
