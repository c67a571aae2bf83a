"""What is wrong with the file itself: places lost or doubled, things carried along, another version."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from returns import (
    linked,
    parts_added,
    rewritten,
    sheet_copied,
    sheet_deleted,
    sheet_hidden,
    with_property,
    without_name,
)

from jzxl.form.instance import GUIDE_SHEET, STANDARD_SHEET
from jzxl.package import Edit, open_package
from round.draft import BookDraft, Expected, FormDraft, Mutation
from round.faults.model import ERROR, HINT, WARNING, Phase, at, fault

_FORMULA_WITH_VALUE = re.compile(r"(</f>)<v>[^<]*</v>")
_COPY = "自评表 (2)"
_COMPUTED = ("over", "edited", "stale")


def _carried(key: str, mutate: Callable[[bytes], bytes]) -> None:
    code = key.partition("/")[0]

    def plant(book: BookDraft, rng: random.Random) -> list[Expected] | None:
        if "whole" in book.tags or not book.tag(f"carried {code}"):
            return None
        book.mutations.append(mutate)
        return [at(code, HINT)]

    fault(key, Phase.FILE)(plant)


_carried("macro", lambda data: parts_added(data, {"xl/vbaProject.bin": b"\0"}))
_carried("external-link", lambda data: linked(data, "file:///C:/2019/底稿.xlsx"))
_carried("external-link/another program", lambda data: linked(data, None))
_carried("signature", lambda data: parts_added(data, {"_xmlsignatures/sig1.xml": "<Signature/>"}))
_carried("embedded-file", lambda data: parts_added(data, {"xl/embeddings/oleObject1.bin": b"\0"}))
_carried("hidden-sheet", lambda data: sheet_hidden(data, STANDARD_SHEET, "hidden"))
_carried("hidden-sheet/from the menu too", lambda data: sheet_hidden(data, GUIDE_SHEET, "veryHidden"))


def _no_results(data: bytes) -> bytes:
    package = open_package(data)
    members = {package.sheet(sheet.name).member for sheet in package.sheets}
    return rewritten(data, {name: lambda xml: _FORMULA_WITH_VALUE.sub(r"\1", xml) for name in members})


def _computed_as_issued(form: FormDraft) -> bool:
    return not any(getattr(form, each) for each in _COMPUTED)


@fault("missing-value", Phase.FILE)
def _saved_without_results(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    firsts = ["表头_上年结转金额" if form.number == 0 else "率_资金到位率" for form in book.forms]
    for form, first in zip(book.forms, firsts, strict=True):
        known = isinstance(form.meant.get(first.removeprefix("表头_")), object) and form.result(
            first
        ) not in (None, "")
        touched = {first, *form.dependents(first)} & form.alone
        if not _computed_as_issued(form) or not known or touched:
            return None
    if book.tags & {"whole", "sheets"} or not book.tag("results"):
        return None
    book.mutations.append(_no_results)
    # Told once, at the first form.
    return [at("missing-value", HINT, book.forms[0].number, firsts[0])]


def _put(book: BookDraft, mutation: Mutation, found: Expected) -> list[Expected]:
    book.mutations.append(mutation)
    return [found]


@fault("field-not-found/row of an indicator", Phase.FILE)
def _row_deleted(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    if "whole" in book.tags:
        return None
    form = book.department
    for indicator in rng.sample(form.judged, len(form.judged)):
        names = tuple(f"{kind}_{indicator.name}" for kind in ("分值", "说明", "得分", "标签"))
        block = next(each.name for each in form.instance.form.blocks if indicator in each.indicators)
        if form.claim(*names, f"分值_{block}", *form.dependents(*names)):
            return _put(
                book, lambda data, names=names: without_name(data, *names), at("field-not-found", ERROR)
            )
    return None


@fault("field-not-found/an input", Phase.FILE)
def _input_deleted(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    if "whole" in book.tags:
        return None
    form = book.department
    for name in rng.sample(list(form.instance.form.inputs), 6):
        if form.claim(name, *form.dependents(name)):
            return _put(book, lambda data, name=name: without_name(data, name), at("field-not-found", ERROR))
    return None


@fault("field-not-found/a project's sheet", Phase.FILE)
def _sheet_deleted(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    if book.tags & {"whole", "results"} or len(book.projects) < 2:
        return None
    for form in rng.sample(book.projects, len(book.projects)):
        if form.alone or form.only_read or not book.tag("sheets"):
            continue
        sheet = form.instance.sheet
        form.claim(*form.instance.form.inputs, "项目名称")
        book.lost.append(form.instance.name)
        return _put(book, lambda data, sheet=sheet: sheet_deleted(data, sheet), at("field-not-found", ERROR))
    return None


def _copied(data: bytes, sheet: str, change: str) -> bytes:
    """A sheet copied; another point in one of its cells, where one is named."""
    cell = (
        next(each.target[1] for each in open_package(data).names if each.name == change and each.target)
        if change
        else ""
    )
    copied = sheet_copied(data, sheet, _COPY)
    if not change:
        return copied
    edit = Edit(open_package(copied))
    edit.write(_COPY, cell, "—")
    return edit.to_bytes()


@fault("field-ambiguous", Phase.FILE)
def _sheet_copied(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    form = rng.choice(book.forms)
    if "whole" in book.tags or not book.tag("sheets"):
        return None
    first = "预算市级资金" if form.number else "分值_工作规划合理性"
    return _put(
        book,
        lambda data: _copied(data, form.instance.sheet, ""),
        at("field-ambiguous", WARNING, form.number, first),
    )


@fault("field-ambiguous/and changed", Phase.FILE)
def _sheet_copied_and_changed(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    form = rng.choice(book.forms)
    name = f"得分_{rng.choice(form.judged).name}"
    if book.tags & {"whole", "sheets"} or not form.claim(name, *form.dependents(name)):
        return None
    book.tag("sheets")
    full = form.instance.prefix + name
    return _put(
        book,
        lambda data: _copied(data, form.instance.sheet, full),
        at("field-ambiguous", ERROR, form.number, name),
    )


@fault("wrong-standard", Phase.FILE)
def _other_standard(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    if book.expected or not book.tag("whole"):
        return None
    return _put(
        book, lambda data: with_property(data, "jzxl.standard", "elsewhere-2019"), at("wrong-standard", ERROR)
    )


def outdated(book: BookDraft) -> None:
    """The workbook answers an older version of the forms."""
    book.tag("outdated")
    book.mutations.append(
        lambda data: with_property(
            with_property(data, "jzxl.version", "0.9"), "jzxl.fingerprint", "0123456789abcdef"
        )
    )


@fault("template-outdated", Phase.FILE)
def _outdated(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    # Formulas of another version are not compared with ours, so those faults are told otherwise.
    if not all(map(_computed_as_issued, book.forms)) or "whole" in book.tags:
        return None
    outdated(book)
    return [at("template-outdated", WARNING)]
