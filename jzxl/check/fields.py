"""Fields that cannot be found, or stand in two places, and labels that were changed."""

from __future__ import annotations

from collections.abc import Iterator

from jzxl.check.case import Case, content, quoted
from jzxl.check.finding import Finding, Severity
from jzxl.check.values import nothing_filled
from jzxl.form import naming
from jzxl.form.printed import printed_labels
from jzxl.form.sections import MatrixSection
from jzxl.spelling import in_quotes, without_spaces


def field_not_found(case: Case) -> Iterator[Finding]:
    """Every essential field has a place in the workbook; a deleted row is one finding."""
    missing = set(case.filled.missing)
    for names, item in _belonging_together(case):
        gone = [name for name in names if name in missing]
        if not gone:
            continue
        listed = "、".join(case.cells.items[name] for name in gone[:4]) + ("等" if len(gone) > 4 else "")
        if case.filled.by_labels:
            yield case.finding(
                "field-not-found",
                Severity.WARNING,
                gone[0],
                f"在工作表“{case.filled.sheet}”里按栏目名称找不到{in_quotes(item)}{_within(case, gone[0])}；"
                "请核对是漏了这一行，还是改了名称；其余各项照常审核。",
            )
            continue
        yield case.finding(
            "field-not-found",
            Severity.ERROR,
            gone[0],
            f"找不到{in_quotes(item)}的单元格（{listed}），可能是删除了行或工作表；请从下发的表重新填报这一部分。",
        )


def _within(case: Case, name: str) -> str:
    """Under which headings the label of a field was looked for."""
    kind, _, plain = name.partition("_")
    names = (name, plain if f"{kind}_" in (naming.WEIGHT_PREFIX, naming.SCORE_PREFIX) else name)
    above = next(
        (each.within for each in printed_labels(case.form) if each.name in names and each.within), ""
    )
    return f"（应在“{above}”下面）" if above else ""


def _belonging_together(case: Case) -> Iterator[tuple[tuple[str, ...], str]]:
    """Names that go missing together when one row, or the sheet of inputs, is deleted."""
    form = case.form
    for field in form.fields:
        yield (field.name,), case.cells.items[field.name]
    inputs = tuple(form.inputs)
    rows: dict[str, list[str]] = {}
    matrices = {section.title for section in form.sections if isinstance(section, MatrixSection)}
    for input_group in form.input_groups:
        for part in input_group.inputs if input_group.title in matrices else ():
            rows.setdefault(part.parent, []).append(part.name)
    in_rows = {name for names in rows.values() for name in names}
    if all(name in case.filled.missing for name in inputs):
        yield inputs, "基础数据"
    else:
        for parent, names in rows.items():
            yield tuple(names), parent
        for name in inputs:
            if name not in in_rows:
                yield (name,), case.cells.items[name]
    for block in form.blocks:
        yield (naming.weight(block), naming.score(block)), block.name
        for each in block.indicators:
            yield (naming.weight(each), naming.note(each), naming.score(each)), each.label
    yield (naming.total(form),), form.total_label
    yield (naming.grade(form),), case.cells.items[naming.grade(form)]


def field_ambiguous(case: Case) -> Iterator[Finding]:
    """No field stands in two places; a copied sheet is one finding."""
    by_sheet: dict[str, list[str]] = {}
    for ambiguity in case.filled.ambiguous:
        for sheet, _ in ambiguity.places[1:]:
            by_sheet.setdefault(sheet, []).append(ambiguity.name)
    places = {each.name: each for each in case.filled.ambiguous}
    for sheet, names in by_sheet.items():
        differing = [name for name in names if places[name].differ]
        first = (differing or names)[0]
        home, cell = places[first].places[0]
        other = next(address for name, address in places[first].places if name == sheet)
        item = case.cells.items.get(first, first)
        if differing:
            message = (
                f"{in_quotes(item)}在“{home}”{cell} 和“{sheet}”{other} 各有一处，内容不同（这样的共 {len(differing)} 项），"
                "无法判断以哪一处为准；请删去多余的一份再报。"
            )
        else:
            message = f"“{sheet}”是“{home}”的副本，内容相同；请删去多余的一份，以免改了一份、漏了一份。"
        severity = Severity.ERROR if differing else Severity.WARNING
        yield Finding("field-ambiguous", severity, home, cell, first, item, None, None, message, "")


def row_unclear(case: Case) -> Iterator[Finding]:
    """Of every row of a typed sheet it can be told what stands for what."""
    if nothing_filled(case):
        return
    for each in case.filled.unclear:
        named = "、".join(case.cells.items.get(name, name) for name in each.names)
        yield Finding(
            code="row-unclear",
            severity=Severity.WARNING,
            sheet=each.sheet,
            cell=each.cell,
            name=each.names[0] if each.names else "",
            item=each.label,
            stated=None,
            expected=None,
            message=f"找不到{in_quotes(each.label)}这一栏，这一栏没有读取；请核对表头是不是漏了，或者改了名称。"
            if each.column
            else f"{in_quotes(each.label)}在表上不止一处，或者可以是两项中的任一项，分不清是哪一项，没有读取；"
            "请核对前后的栏目名称是否齐全。"
            if each.twins
            else f"{in_quotes(each.label)}这一行分不清哪个数（文字）是哪一栏{f'（{named}）' if named else ''}，没有读取；"
            "请把每个数填在自己那一栏的下面。",
            basis="",
        )


def label_changed(case: Case) -> Iterator[Finding]:
    """Labels say what the form says; width and spaces do not matter."""
    for name, label in case.cells.labels.items():
        entry = case.entry(name)
        if entry is None or _same_text(str(content(entry.value) or ""), label):
            continue
        yield case.finding(
            "label-changed",
            Severity.WARNING,
            name,
            f"表头被改动：应为{in_quotes(label)}，现为{quoted(content(entry.value))}；请恢复原来的文字。",
            stated=content(entry.value),
            expected=label,
            basis="下发的表式",
        )


def _same_text(first: str, second: str) -> bool:
    return without_spaces(first) == without_spaces(second)
