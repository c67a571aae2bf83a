"""审核结果: the first sheet of a corrected copy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from jzxl.check.finding import Finding, Severity, Stated
from jzxl.correct.marks import FILLS
from jzxl.package import Look, NewCell, NewSheet, Package
from jzxl.package.address import column_letters, quote_sheet
from jzxl.result import FileResult, FormResult
from jzxl.width import printed_columns

NAME = "审核结果"
SHEET_MARK = "_jzxl审核结果"
LABELS = ("填报单位", "年度", "来件", "结果", "看法")
MORE_LABELS = ("上次审核", "数字签名")
HEADINGS = ("序号", "级别", "工作表", "单元格", "项目", "填报", "应为", "说明", "依据")
NONE_FOUND = "表里没有发现问题。"
_WIDTHS = (6, 8, 20, 9, 22, 13, 13, 60, 28)
COLUMNS = len(_WIDTHS)
_LAST_COLUMN = column_letters(COLUMNS)
_TITLE = Look(bold=True, size=16, font="黑体", horizontal="center")
_LABEL = Look(bold=True, wrap=True)
_TEXT = Look(wrap=True)
_HEADING = Look(bold=True, border=True, wrap=True, horizontal="center", fill="E7E6E6")
_CELL = Look(border=True, wrap=True)
_CENTRED = Look(border=True, wrap=True, horizontal="center")
_NUMBER = Look(border=True, horizontal="center")
_SCORE = Look(border=True, horizontal="center", number_format="0.00")
_LINK = Look(border=True, horizontal="center", color="0563C1", underline=True)
_LINE_HEIGHT = Decimal("16.5")
_ROW_HEIGHT = Decimal(20)
# Excel shows no row higher.
_HIGHEST_ROW = Decimal(409)

Row = list[NewCell | None]


def free_name(taken: Iterable[str]) -> str:
    """审核结果, or with the first number that no sheet of this name has; Excel does not tell a from A."""
    lowered = {name.lower() for name in taken}
    name, number = NAME, 1
    while name.lower() in lowered:
        number += 1
        name = f"{NAME}{number}"
    return name


def findings_sheet(
    package: Package,
    result: FileResult,
    name: str,
    *,
    remark: str,
    kept: str | None = None,
    unread: Sequence[tuple[str, str, str]] = (),
) -> NewSheet:
    """The sheet with stated and re-evaluated scores, and the findings with links to their cells.

    Args:
        name: what the sheet is called.
        remark: what the copy is, in a sentence.
        kept: the sheet of an earlier check that stays, because others wrote in it.
        unread: sheet, cell and content of what the copy does not hold, though the return does.
    """
    rows: list[Row] = [[NewCell(NAME, _TITLE)], []]
    merges = [f"A1:{_LAST_COLUMN}1"]
    heights = {1: Decimal(30)}
    for label, value in _heading_lines(package, result, remark, kept):
        rows.append([NewCell(label, _LABEL), None, NewCell(value, _TEXT)])
        merges += [f"A{len(rows)}:B{len(rows)}", f"C{len(rows)}:H{len(rows)}"]
    for form in result.forms:
        rows += [[], [NewCell(f"{form.title}（{form.place}）", _LABEL)]]
        merges.append(f"A{len(rows)}:{_LAST_COLUMN}{len(rows)}")
        for row in _score_rows(form):
            rows.append(row)
            merges.append(f"A{len(rows)}:D{len(rows)}")
    rows.append([])
    if result.findings:
        rows.append([NewCell(text, _HEADING) for text in HEADINGS])
        for position, finding in enumerate(result.findings, start=1):
            rows.append(_finding_row(position, finding))
            heights[len(rows)] = min(_HIGHEST_ROW, _LINE_HEIGHT * _lines(finding))
    else:
        rows.append([NewCell(NONE_FOUND, _LABEL)])
    if unread:
        rows += [[], [NewCell("来件里没有读取的内容（单元格是来件的）", _LABEL)]]
        merges.append(f"A{len(rows)}:{_LAST_COLUMN}{len(rows)}")
        for sheet, cell, text in unread:
            rows.append([None, None, NewCell(sheet, _CELL), NewCell(cell, _CENTRED), NewCell(text, _CELL)])
            merges.append(f"E{len(rows)}:{_LAST_COLUMN}{len(rows)}")
            room = sum(_WIDTHS[4:]) - 2
            heights[len(rows)] = min(_HIGHEST_ROW, _LINE_HEIGHT * max(2, -(-printed_columns(text) // room)))
    return NewSheet(
        name=name,
        rows=rows,
        widths=_WIDTHS,
        heights=dict.fromkeys(range(1, len(rows) + 1), _ROW_HEIGHT) | heights,
        merges=merges,
        tab_color="C00000" if result.count(Severity.ERROR) else "00703C",
    )


def _heading_lines(
    package: Package, result: FileResult, remark: str, kept: str | None
) -> list[tuple[str, str]]:
    counts = "，".join(f"{severity.word} {result.count(severity)} 处" for severity in Severity)
    values = (
        result.unit or "（没有填）",
        str(result.year) if result.year is not None else "（不明）",
        result.file,
        counts,
        f"红色是错误，黄色是疑问，蓝色是提示；单元格右上角的批注写明原因，点“单元格”一列可以转到。{remark}",
    )
    lines = list(zip(LABELS, values, strict=True))
    if kept is not None:
        lines.append(
            ("上次审核", f"“{kept}”是上次审核的结果，有人在里面写了内容或改了内容，已原样保留；请看一下。")
        )
    if package.has_signature:
        lines.append((MORE_LABELS[1], "来件带有数字签名；本稿作了标记，签名因此失效，请以原件的签名为准。"))
    return lines


def _score_rows(form: FormResult) -> list[Row]:
    """Name over four merged columns, stated score, re-evaluated score."""
    rows: list[Row] = [_score_row("", NewCell("填报得分", _HEADING), NewCell("复核得分", _HEADING))]
    scores = [
        *((block, form.stated.blocks[block], form.evaluated.blocks[block]) for block in form.stated.blocks),
        (form.total_label, form.stated.total, form.evaluated.total),
        (form.grade_label, form.stated.grade, form.evaluated.grade),
    ]
    for name, stated, evaluated in scores:
        differs = FILLS[Severity.ERROR] if stated != evaluated else None
        looks = (_SCORE, replace(_SCORE, bold=differs is not None, fill=differs))
        cells = [
            NewCell("—" if score is None else score, look)
            for score, look in zip((stated, evaluated), looks, strict=True)
        ]
        rows.append(_score_row(name, *cells))
    return rows


def _score_row(name: str, stated: NewCell, evaluated: NewCell) -> Row:
    return [NewCell(name, _CENTRED), *(NewCell(None, _CENTRED) for _ in range(3)), stated, evaluated]


def _finding_row(position: int, finding: Finding) -> Row:
    severity = Look(border=True, horizontal="center", bold=True, fill=FILLS[finding.severity])
    place = NewCell("—", _CENTRED)
    if finding.cell:
        place = NewCell(finding.cell, _LINK, f"{quote_sheet(finding.sheet)}!{finding.cell}")
    return [
        NewCell(position, _NUMBER),
        NewCell(finding.severity.word, severity),
        NewCell(finding.sheet or "—", _CELL),
        place,
        NewCell(finding.item, _CELL),
        NewCell(_as_written(finding.shown_stated), _CENTRED),
        NewCell(_as_written(finding.shown_expected), _CENTRED),
        NewCell(finding.message, _CELL),
        NewCell(finding.basis, _CELL),
    ]


def _as_written(stated: Stated) -> str | None:
    """With the digits it was written with: a number cell would lose the zeros of 0.60."""
    return None if stated is None else str(stated)


def _lines(finding: Finding) -> int:
    """Printed lines that the row needs; a Chinese character is two columns wide."""
    texts: Mapping[int, str] = {
        2: finding.sheet,
        4: finding.item,
        5: str(finding.shown_stated or ""),
        6: str(finding.shown_expected or ""),
        7: finding.message,
        8: finding.basis,
    }
    return max(2, *(-(-printed_columns(text) // (_WIDTHS[column] - 2)) for column, text in texts.items()))
