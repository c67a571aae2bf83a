"""Messages to departments: what to correct, and a reminder of what has not come.

Each is a text to send as it is, by mail or in a chat.  Only errors and doubts are told; hints are counted
in a line at the end, because nothing need be done about them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from itertools import groupby
from pathlib import PurePosixPath

from jzxl.campaign.figures import Figures
from jzxl.campaign.findings import OTHER_YEAR
from jzxl.campaign.model import Department, Return, Standing
from jzxl.campaign.standings import why_not_counted
from jzxl.campaign.sums import sums_after_correction
from jzxl.check.finding import Finding, Severity, as_text
from jzxl.filenames import cut, fit, is_device
from jzxl.gather import is_archive
from jzxl.package.address import split_ref
from jzxl.result import FileResult
from jzxl.review import WORKBOOK_OF_ANOTHER
from jzxl.visible import visible

LETTERS, REMINDERS = "退回", "催报"
_TOLD = (Severity.ERROR, Severity.WARNING)
# Bytes; a name with its number and ending must fit into the 255 of most file systems.
_LONGEST_STEM = 150
# A message with one of these says itself what to do, or that it is done in the corrected copy.
_SAID = ("请", "审核稿")
_NO_NAME = "没有填单位"
# Of these it is not a value on the form that is wrong: something else is to be done than to write another.
_NOTHING_TO_WRITE = frozenset(("project-missing", "returned-twice", "weight-sum", OTHER_YEAR))


def correction_letters(figures: Figures) -> dict[str, bytes]:
    """What each department has to correct, by the name of the text file.

    What no department can be asked about gets none: it is for the bureau to settle (未计入 lists it).  So
    does a return that another one of the department replaces, and one that a reminder speaks of.
    """
    unread = _unread(figures)
    letters = []
    for each in figures.returns:
        names = (each.unit, _stem_of(each.result.file))
        if each.counted and any(map(each.count, _TOLD)):
            letters.append(
                (
                    names,
                    _correction(
                        each, unread.get(each.department.row, ()) if each.department is not None else ()
                    ),
                )
            )
        elif each.standing is Standing.OTHER_YEAR and each.department is None:
            letters.append((names, _wrong_year(each)))
        elif each.standing is Standing.BLANK and each.department is None:
            letters.append((names, _not_filled(each)))
    return _files(letters)


def reminders(figures: Figures) -> dict[str, bytes]:
    """A reminder for each department that has not returned, by the name of the text file."""
    unread = _unread(figures)
    year = _year(figures.years[0]) if len(figures.years) == 1 else ""
    return _files(((each.unit,), _reminder(each, year, unread.get(each.row, ()))) for each in figures.missing)


def _unread(figures: Figures) -> dict[int, list[Return]]:
    """What came of each department and does not count, by its row of the roster."""
    unread: dict[int, list[Return]] = {}
    for each in figures.returns:
        if each.department is not None and not each.counted:
            unread.setdefault(each.department.row, []).append(each)
    return unread


def _correction(each: Return, others: Iterable[Return] = ()) -> list[str]:
    """The lines about a return; ``others`` are of the same department and do not count."""
    result = each.result
    counts = "、".join(
        f"{each.count(severity)} 处{severity.word}" for severity in _TOLD if each.count(severity)
    )
    lines = [
        _greeting(each.unit, each.department),
        "",
        "您好！",
        f"贵单位报送的{_year(result.year)}绩效自评表（{_file_of(each)}）已经审核，有 {counts}，请核对更正：",
    ]
    number = 0
    for sheet, found in groupby(_in_order(result.findings), lambda finding: finding.sheet):
        points = list(found)
        lines += ["", f"【{visible(sheet)}】" if sheet else "【整个文件】"]
        for finding in points:
            number += 1
            lines += _point(number, finding)
        lines += _sums(result, sheet, points)
    lines.append("")
    if result.answered:
        lines.append(f"另有 {result.answered} 处疑问已经收到贵单位的说明，不用再改。")
    lines += [_also_came(other) for other in others if not _is_for_the_bureau(other)]
    if each.count(Severity.HINT):
        lines.append(f"另有 {each.count(Severity.HINT)} 处提示，不一定要改，供参考。")
    return [
        *lines,
        _where_to_correct(result),
        "“错误”请一定更正；“疑问”核对后确实没有问题的，回复说明即可。谢谢！",
    ]


def _sums(result: FileResult, sheet: str, told: Sequence[Finding]) -> list[str]:
    """A line for each form of a sheet whose sums change with what is told."""
    forms = [form for form in result.forms if form.sheet == sheet]
    said = [(form, sums_after_correction(form, told)) for form in forms]
    return [
        f"{visible(form.name)}：{line}" if len(forms) > 1 and form.name else line
        for form, line in said
        if line
    ]


def _where_to_correct(result: FileResult) -> str:
    copy = f"审核稿“{visible(result.copy)}”" if result.copy is not None else ""
    if any(finding.code == WORKBOOK_OF_ANOTHER for finding in result.findings):
        only = f"附上的{copy}只供对照；" if copy else ""
        return (
            f"{only}请把更正以后的内容填在下发给贵单位的工作簿里发回来，不要再用这一份；"
            "找不到自己那一份的，请告诉我们重新发送。"
        )
    where = f"附上的{copy}" if copy else "原表"
    return f"请在{where}上更正，由公式算出的格子不用填，改好以后把文件发回来，文件名可以不改。"


def _wrong_year(each: Return) -> list[str]:
    """It is not worth correcting: another workbook is wanted."""
    reasons = [visible(each.message) for each in each.result.findings if each.code == OTHER_YEAR]
    return [
        _greeting(each.unit, each.department),
        "",
        "您好！",
        f"收到了贵单位报送的{_year(each.result.year)}绩效自评表（{_file_of(each)}）。",
        *reasons,
        "请另用这次下发的工作簿填报，不要在这一份上改年度。谢谢！",
    ]


def _not_filled(each: Return) -> list[str]:
    return [
        _greeting(each.unit, each.department),
        "",
        "您好！",
        f"收到了贵单位报送的{_year(each.result.year)}绩效自评表（{_file_of(each)}），但它{why_not_counted(each)}。",
        "请填好，按工作簿的“校验”核对后发回来。谢谢！",
    ]


def _in_order(findings: Sequence[Finding]) -> list[Finding]:
    """Errors and open doubts by sheet, row and column; what concerns the whole file first."""
    told = [finding for finding in findings if finding.severity in _TOLD and not finding.answer]
    sheets = ["", *dict.fromkeys(finding.sheet for finding in findings)]
    return sorted(told, key=lambda each: (sheets.index(each.sheet), split_ref(each.cell) or (0, 0)))


def _point(number: int, finding: Finding) -> list[str]:
    """One numbered point: where, what stands, what should stand, why and how to correct it."""
    place = " ".join(part for part in (visible(finding.cell), visible(finding.item)) if part)
    written = finding.code not in _NOTHING_TO_WRITE
    stated, expected = (
        visible(as_text(each)) if written else "" for each in (finding.shown_stated, finding.shown_expected)
    )
    if stated and _looks_the_same(stated, expected):
        stated = expected = ""
    facts = [f"{word}“{fact}”" for word, fact in (("填的是", stated), ("应为", expected)) if fact]
    told = f"：{'，'.join(facts)}。" if facts else ""
    message = visible(finding.message)
    if expected and not any(word in message for word in _SAID):
        message += f"请改为“{expected}”。"
    return [f"{number}. [{finding.severity.word}] {place}{told}", f"   {message}"]


def _looks_the_same(stated: str, expected: str) -> bool:
    """Whether a reader sees no difference: what is to be done, the message says."""
    try:
        return Decimal(stated) == Decimal(expected)
    except InvalidOperation:
        return stated == expected


def _reminder(department: Department, year: str, unread: Iterable[Return]) -> list[str]:
    lines = [
        _greeting(department.unit, department),
        "",
        "您好！",
        f"截至目前，还没有收到贵单位的{year}绩效自评表。",
    ]
    lines += [_came_already(each) for each in unread]
    if department.projects:
        names = "、".join(visible(project.name) for project in department.projects)
        lines.append(f"要自评的项目有 {len(department.projects)} 个：{names}。")
    lines += [
        "请在下发的工作簿里填好，按工作簿的“校验”核对后尽快发回；已经报送的，请告诉我们发送的时间和方式。谢谢！"
    ]
    return lines


def _came_already(each: Return) -> str:
    """What is said of a file that does not do; how the bureau gets at it is none of the department's business."""
    file = _file_of(each)
    if is_archive(each.result.file):
        return f"收到过压缩包“{file}”，里面的文件没有看到；自评表如果在里面，请不要打包，直接发工作簿。"
    came = f"收到过文件“{file}”，但它{why_not_counted(each)}"
    match each.standing:
        case Standing.OTHER_YEAR:
            return f"{came}，请另外填报这个年度的。"
        case Standing.OTHER_UNIT:
            return f"{came}，没有计入；请用下发给贵单位的工作簿填报。"
        case Standing.BLANK:
            return f"{came}；请填好以后再发回来。"
        case Standing.UNREADABLE:
            reason = visible(each.result.findings[-1].message.partition("；")[0].rstrip("。"))
            return f"{came}：{reason}。请用 Excel 或 WPS 打开检查，另存以后重新发送。"
        case _:
            return f"{came}。"


def _is_for_the_bureau(each: Return) -> bool:
    """Whether a file beside the one that counts is none of the department's business: the bureau unpacks it."""
    return each.standing is Standing.REPLACED or is_archive(each.result.file)


def _also_came(each: Return) -> str:
    """What is said of a file beside the one that a letter is about."""
    way_out = {
        Standing.OTHER_YEAR: "；如果要以它为准，请改用这次下发的工作簿填报",
        Standing.OTHER_UNIT: "；如果要以它为准，请改用下发给贵单位的工作簿填报",
    }.get(each.standing, "")
    return f"另收到“{_file_of(each)}”，没有计入，因为它{why_not_counted(each)}{way_out}。"


def _file_of(each: Return) -> str:
    """A file as its sender knows it: the folders and the archive are the bureau's."""
    return visible(PurePosixPath(each.result.file).name)


def _greeting(unit: str, department: Department | None) -> str:
    contact = visible(department.contact).strip() if department is not None else ""
    return f"{visible(unit) or '贵单位'}{f'（联系人：{contact}）' if contact else ''}："


def _year(year: int | None) -> str:
    return f" {year} 年度" if year is not None else ""


def _stem_of(file: str) -> str:
    return PurePosixPath(file).stem


def _files(letters: Iterable[tuple[Sequence[str], Sequence[str]]]) -> dict[str, bytes]:
    """The letters by distinct file names; as Windows' Notepad reads them rightly.

    Args:
        letters: what each may be named after, the best first, and its lines.
    """
    files: dict[str, bytes] = {}
    taken: set[str] = set()
    for names, lines in letters:
        stem = next(filter(None, map(_safe_stem, names)), _NO_NAME)
        name, number = stem, 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem}-{number}"
        taken.add(name.casefold())
        files[f"{name}.txt"] = "\r\n".join((*lines, "")).encode("utf-8-sig")
    return files


def _safe_stem(wanted: str) -> str:
    """A name that every file system takes, made of another; empty where nothing is left of that."""
    shown = unicodedata.normalize("NFC", visible(wanted))
    if not any(each.isalnum() for each in shown):
        return ""
    stem = fit(cut(shown, _LONGEST_STEM)).strip(" .")
    return f"_{stem}" if is_device(stem) else stem
