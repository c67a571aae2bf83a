"""What differs between two returns of one department."""

from __future__ import annotations

from pathlib import PurePosixPath

from jzxl.check.case import content, quoted
from jzxl.form.load import Catalog
from jzxl.gather import FoundFile
from jzxl.package import Limits
from jzxl.read.filing import Filing, FilledForm
from jzxl.read.opening import open_return
from jzxl.spelling import plain_name

_LONGEST = 30


def differences(older: FoundFile, newer: FoundFile, catalog: Catalog, limits: Limits) -> list[str]:
    """A phrase for each field of a form in both that holds another value: ``年初预算：12.5 → 13``.

    Empty where one of them cannot be read.
    """
    try:
        before, after = (_filing(each, catalog, limits) for each in (older, newer))
    except Exception:
        # It was checked, and what differs is an extra.
        return []
    same_kind = PurePosixPath(older.name).suffix.lower() == PurePosixPath(newer.name).suffix.lower()
    found: list[str] = []
    for filled in before.forms:
        twin = next((each for each in after.forms if _key(each) == _key(filled)), None)
        if twin is None:
            continue
        place = f"{filled.sheet} " if len(before.forms) > 1 else ""
        items = filled.instance.cells.items
        own, others = _typed(filled), _typed(twin)
        # Files of two kinds are read in two ways: what only one way finds tells nothing of what was filled in.
        for name in own | others if same_kind else own & others:
            if _means_the_same(filled, twin, name):
                continue
            old, new = (_shown(each, name) for each in (filled, twin))
            if old != new:
                found.append(f"{place}{items.get(name, name)}：{old} → {new}")
    return sorted(found)


def _filing(found: FoundFile, catalog: Catalog, limits: Limits) -> Filing:
    return open_return(found.read(limits), catalog, name=found.name, limits=limits)[1]


def _key(filled: FilledForm) -> tuple[str, str]:
    return filled.form.id, plain_name(filled.name)


def _typed(filled: FilledForm) -> set[str]:
    """Names of what a unit fills in, and was found: no labels, and nothing that follows from the others."""
    cells = filled.instance.cells
    own = cells.numbers.keys() | cells.texts.keys() | cells.goals
    return (own & filled.entries.keys()) - filled.instance.formulas.keys()


def _means_the_same(filled: FilledForm, twin: FilledForm, name: str) -> bool:
    """Whether a number was only written in another way: 2100万元 and 2100; our corrected copy does that itself."""
    old, new = (each.numbers.get(name) for each in (filled, twin))
    return old is not None and new is not None and old.value is not None and old.value == new.value


def _shown(filled: FilledForm, name: str) -> str:
    entry = filled.entries.get(name)
    text = quoted(content(entry.value) if entry is not None else None)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…”"
