"""Why a workbook in the folder is not what would be issued now, in a few words for whoever has to decide."""

from __future__ import annotations

from pathlib import Path

from jzxl.check.case import content, quoted
from jzxl.errors import JzxlError
from jzxl.form.load import Catalog
from jzxl.package import open_package
from jzxl.read.filing import Filing, FilledForm
from jzxl.read.reader import read_filing

_SHOWN = 3
_LONGEST = 30


def why_it_differs(file: Path, wanted: bytes, catalog: Catalog) -> str:
    """What is in the file, against the workbook that would be issued; one phrase."""
    try:
        there = read_filing(open_package(file), catalog)
    except (JzxlError, OSError):
        return "打不开，可能不是下发的工作簿"
    now = read_filing(open_package(wanted), catalog)
    if there.stamp is None:
        return "不是下发的工作簿"
    if there.year != now.year:
        return f"是 {there.year} 年度的表，这次是 {now.year} 年度"
    reasons = _forms(there, now)
    figures, filled = _entries(there, now)
    more = f"等 {len(figures)} 处" if len(figures) > _SHOWN else ""
    reasons += ["、".join(figures[:_SHOWN]) + more] if figures else []
    reasons += [f"里面已经填了 {filled} 处"] if filled else []
    if not reasons and there.outdated:
        return "是用另一版表式下发的"
    if not reasons and there.formulas_unlike:
        return "是用另一版 jzxl 下发的，公式的写法不一样"
    return "；".join(reasons) or "数都一样，行数、颜色或锁定的格子不一样"


def _forms(there: Filing, now: Filing) -> list[str]:
    """The forms that only one of them has."""
    had, has = ([_called(form) for form in filing.forms] for filing in (there, now))
    added, gone = [each for each in has if each not in had], [each for each in had if each not in has]
    told = [("这次多了", added), ("这次没有", gone)]
    return [f"{word}{'、'.join(f'“{each[:_LONGEST]}”' for each in names)}" for word, names in told if names]


def _entries(there: Filing, now: Filing) -> tuple[list[str], int]:
    """The figures that would be filled in otherwise, and how many places hold something that would be blank."""
    figures, filled = [], 0
    for form in now.forms:
        twin = next((each for each in there.forms if _called(each) == _called(form)), None)
        for name, entry in form.entries.items() if twin is not None else ():
            old = twin.entries.get(name) if twin is not None else None
            if name in form.instance.formulas or old is None or old.value == entry.value:
                continue
            if entry.value in (None, ""):
                filled += 1
                continue
            place = f"“{_called(form)[:_LONGEST]}”的" if form.form.name_field else ""
            item = form.instance.cells.items.get(name, name)
            texts = [_cut(quoted(content(each))) for each in (old.value, entry.value)]
            figures.append(f"{place}{item}原来是{texts[0]}，这次是{texts[1]}")
    return figures, filled


def _called(filled: FilledForm) -> str:
    entry = filled.entries.get(filled.form.name_field) if filled.form.name_field else None
    return filled.form.title if entry is None else str(entry.value or "").strip()


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…”"
