"""The short run of the fuzzers: all that they ever found, and some mutations, the same on every machine.

The long run, guided by coverage and under watch for time and memory, is ``python tests/fuzz``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from random import Random

import pytest
from fuzz.make_corpus import CORPUS, FOLDER
from fuzz.markup_mutations import CHANGES, NUMBERS, REFS, TEXTS, Change
from fuzz.package_targets import run_package, run_patch
from fuzz.seeds import kept, seeds
from fuzz.targets import TARGETS
from fuzz.workbook_mutations import pack, unpacked
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from jzxl.errors import JzxlError
from jzxl.package import Cell, open_package

# Inputs for each target, so that all take some seconds; a process for each foreign one makes it slow.
RUNS = {"package": 500, "patch": 300, "review": 80, "labels": 40, "text": 100, "foreign": 15}
WORKBOOKS = CORPUS / "workbooks"
# Read in a few milliseconds.
SMALL = (
    "cells.xlsx",
    "rich.xlsx",
    "form.xlsx",
    "notes.xlsx",
    "corrected.xlsx",
    "strict.xlsx",
    "prefixed.xlsx",
)


@pytest.mark.parametrize(
    ("target", "file"),
    [
        pytest.param(target, file, id=f"{target}-{file.relative_to(FOLDER)}")
        for target in TARGETS
        for file in kept(target)
    ],
)
def test_kept(target: str, file: Path) -> None:
    TARGETS[target].run(file.read_bytes())


@pytest.mark.parametrize("name", list(TARGETS))
def test_mutations(name: str, tmp_path: Path) -> None:
    target = TARGETS[name]
    chance = Random(1)
    start = seeds(name, shared=False)
    place = tmp_path / "input"
    for _ in range(RUNS[name]):
        data = target.change(chance.choice(start), chance, chance.choice(start))
        # For `python -m fuzz.alone`, if it fails.
        place.write_bytes(data)
        target.run(data)


def test_mutations_of_the_same_seed_are_the_same() -> None:
    for name, target in TARGETS.items():
        start = seeds(name, shared=False)
        once, again = (
            [target.change(start[number % len(start)], Random(number), start[0]) for number in range(12)]
            for _ in range(2)
        )
        assert once == again
        assert len(set(once)) > 6


# Workbooks changed with their structure in view


@cache
def members(name: str) -> tuple[tuple[str, bytes], ...]:
    return tuple(unpacked((WORKBOOKS / name).read_bytes()))


def dropped(text: str, pattern: str, chance: Random) -> str:
    found = list(re.finditer(pattern, text))
    if not found:
        return text
    one = chance.choice(found)
    return text[: one.start()] + text[one.end() :]


def one_value(values: tuple[str, ...]) -> Change:
    """A change of what stands in one attribute or between two tags."""

    def change(text: str, chance: Random) -> str:
        found = list(re.finditer(r'(?<==")[^"<]*(?=")|(?<=>)[^<>]+(?=<)', text))
        if not found:
            return text
        one = chance.choice(found)
        value = chance.choice(values).replace("<", "&lt;").replace('"', "&quot;")
        return text[: one.start()] + value + text[one.end() :]

    return change


CHANGED: Mapping[str, Change] = {
    **{each.__name__: each for each in CHANGES},
    "a number": one_value(NUMBERS),
    "an address": one_value(REFS),
    "a text": one_value(TEXTS),
    "no attribute": lambda text, chance: dropped(text, r'\s[\w:]+="[^"]*"', chance),
    "no tag": lambda text, chance: dropped(text, r"</?\w[^<>]*>", chance),
}


@st.composite
def workbooks(draw: st.DrawFn) -> bytes:
    """A workbook with up to three changes: in parts, or of whole members."""
    parts = list(members(draw(st.sampled_from(SMALL))))
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(parts) - 1))
        name, content = parts[place]
        what = draw(st.sampled_from(("another content", "another name", "gone", "twice", *CHANGED)))
        if what == "gone":
            del parts[place]
        elif what == "twice":
            parts.append((name.upper(), content))
        elif what == "another name":
            parts[place] = (
                draw(st.sampled_from(("x", "xl/x.xml", "../x", "[Content_Types].xml", name * 9))),
                content,
            )
        elif what == "another content":
            parts[place] = name, draw(st.sampled_from(parts))[1]
        else:
            chance = Random(draw(st.integers(0, 2**16)))
            text = CHANGED[what](content.decode("utf-8", "surrogateescape"), chance)
            parts[place] = name, text.encode("utf-8", "surrogateescape")
        if not parts:
            break
    return pack(parts)


unhurried = settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


@unhurried
@given(workbooks())
@example(b"")
def test_any_change_is_read_or_refused(data: bytes) -> None:
    run_package(data)


@unhurried
@given(workbooks())
def test_any_change_is_patched_or_refused(data: bytes) -> None:
    run_patch(data)


# Changes that mean nothing


def in_utf_16(text: str) -> bytes:
    return re.sub(r'(?<=encoding=")UTF-8(?=")', "UTF-16", text, flags=re.IGNORECASE).encode("utf-16")


def with_other_quotes(text: str) -> bytes:
    return re.sub(r'=("[^"\'<>]*")', lambda found: f" = '{found[1][1:-1]}'", text).encode()


def with_attributes_reversed(text: str) -> bytes:
    def turned(tag: re.Match[str]) -> str:
        found = re.findall(r"\s[\w:]+\s*=\s*(?:\"[^\"]*\"|'[^']*')", tag[2])
        return tag[1] + "".join(reversed(found)) + tag[3]

    return re.sub(r"(<[\w:]+)((?:\s[\w:]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))+)(\s*/?>)", turned, text).encode()


def with_comments(text: str) -> bytes:
    return re.sub(r"(<(?!t[ >])[\w:]+[^<>]*[^/<>]>)(?=<)", r"\1<!-- <c r='A1'/> --><?x <v>?>", text).encode()


def with_an_unknown_element(text: str) -> bytes:
    return re.sub(r"(</[^<>]+>\s*)$", r'<y:x xmlns:y="urn:y" r="A1"><y:c>7</y:c></y:x>\1', text).encode()


def opened_and_closed(text: str) -> bytes:
    return re.sub(r"<([\w:]+)([^<>]*)/>", r"<\1\2></\1>", text).encode()


HARMLESS: tuple[Callable[[str], bytes], ...] = (
    in_utf_16,
    with_other_quotes,
    with_attributes_reversed,
    with_comments,
    with_an_unknown_element,
    opened_and_closed,
)


def everything(data: bytes) -> list[tuple[dict[str, Cell], dict[str, tuple[str, str]], tuple[str, ...]]]:
    package = open_package(data)
    return [
        (dict(package.cells(sheet.name)), dict(package.notes(sheet.name)), tuple(package.merges(sheet.name)))
        for sheet in package.sheets
    ]


@pytest.mark.parametrize("change", HARMLESS)
@pytest.mark.parametrize("name", SMALL)
def test_what_means_nothing_changes_nothing(name: str, change: Callable[[str], bytes]) -> None:
    before = everything((WORKBOOKS / name).read_bytes())
    assert any(cells for cells, _, _ in before)
    # Drawings are no sheets, and are not read.
    changed = [
        (part, change(content.decode()) if not part.endswith(".vml") else content)
        for part, content in members(name)
    ]
    assert changed != list(members(name))
    data = pack(changed)
    assert everything(data) == before
    run_patch(data)


def test_the_targets_see_defects() -> None:
    """Were exceptions swallowed somewhere, all of the above would hold."""
    bad = pack([(name, content) for name, content in members("cells.xlsx") if name != "xl/workbook.xml"])
    with pytest.raises(JzxlError):
        open_package(bad)
    run_package(bad)
    with pytest.MonkeyPatch.context() as patching:
        patching.setattr("jzxl.package.package.read_sheet", lambda *_, **__: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            run_package((WORKBOOKS / "cells.xlsx").read_bytes())
