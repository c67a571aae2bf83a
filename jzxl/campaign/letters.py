"""Messages to departments: what to correct, and a reminder of what has not come.

Each is a text to send as it is, by mail or in a chat.  Only errors and doubts are told; hints are counted
in a line at the end, because nothing need be done about them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from jzxl.campaign.figures import Figures
from jzxl.campaign.model import Department, Return, Standing
from jzxl.check.finding import Finding, Severity, Stated
from jzxl.errors import UsageError
from jzxl.issue.order import file_name
from jzxl.package.address import split_ref
from jzxl.result import UNREADABLE
from jzxl.visible import visible

LETTERS, REMINDERS = "退回", "催报"
_TOLD = (Severity.ERROR, Severity.WARNING)
# Bytes; a name with its number and ending must fit into the 255 of most file systems.
_LONGEST_STEM = 150
_DEVICES = {
    "CON",
    "PRN",
    "AUX",
    "NUL",
    *(f"{name}{number}" for name in ("COM", "LPT") for number in range(10)),
}
# A message with one of these says itself what to do, or that it is done in the corrected copy.
_SAID = ("请", "审核稿")
_NO_NAME = "没有填单位"


def correction_letters(figures: Figures) -> dict[str, bytes]:
    """What each department has to correct, by the name of the text file.

    A file that cannot be read gets a letter too where no roster knows whom to remind.  A return that
    another one of the department replaces gets none.
    """
    # What does not count because it is nobody's, or nobody knows whose, is answered too.
    asked = [
        each
        for each in figures.returns
        if each.counted or (each.department is None and each.standing is not Standing.REPLACED)
    ]
    letters = [
        (each.unit or _stem_of(each.result.file), _correction(each)) for each in asked if _needed(each)
    ]
    return _files(letters)


def reminders(figures: Figures) -> dict[str, bytes]:
    """A reminder for each department that has not returned, by the name of the text file."""
    unread: dict[int, list[Return]] = {}
    for each in figures.returns:
        if each.department is not None and not each.counted:
            unread.setdefault(each.department.row, []).append(each)
    year = _year(figures.years[0]) if len(figures.years) == 1 else ""
    return _files((each.unit, _reminder(each, year, unread.get(each.row, ()))) for each in figures.missing)


def _needed(each: Return) -> bool:
    return any(finding.severity in _TOLD for finding in each.result.findings)


def _correction(each: Return) -> list[str]:
    lines = [_greeting(each.unit, each.department), "", "您好！"]
    result = each.result
    if result.status == UNREADABLE:
        reasons = [visible(finding.message) for finding in result.findings]
        return [*lines, f"收到的文件“{visible(result.file)}”读不出来。", *reasons, "", "请重新发送，谢谢！"]
    counts = "、".join(
        f"{each.count(severity)} 处{severity.word}" for severity in _TOLD if each.count(severity)
    )
    year = _year(result.year)
    lines.append(f"贵单位报送的{year}绩效自评表（{visible(result.file)}）已经审核，有 {counts}，请核对更正：")
    sheet = None
    for number, finding in enumerate(_in_order(result.findings), start=1):
        if finding.sheet != sheet:
            sheet = finding.sheet
            lines += ["", f"【{visible(sheet)}】" if sheet else "【整个文件】"]
        lines += _point(number, finding)
    lines.append("")
    if each.count(Severity.HINT):
        lines.append(f"另有 {each.count(Severity.HINT)} 处提示，不一定要改，供参考。")
    copy = f"附上的审核稿“{visible(result.copy)}”" if result.copy is not None else "原表"
    lines += [
        f"请在{copy}上更正，由公式算出的格子不用填，改好以后把文件发回来，文件名可以不改。",
        "“错误”请一定更正；“疑问”核对后确实没有问题的，回复说明即可。谢谢！",
    ]
    return lines


def _in_order(findings: Sequence[Finding]) -> list[Finding]:
    """Errors and doubts by sheet, row and column; what concerns the whole file first."""
    told = [finding for finding in findings if finding.severity in _TOLD]
    sheets = ["", *dict.fromkeys(finding.sheet for finding in findings)]
    return sorted(told, key=lambda each: (sheets.index(each.sheet), split_ref(each.cell) or (0, 0)))


def _point(number: int, finding: Finding) -> list[str]:
    """One numbered point: where, what stands, what should stand, why and how to correct it."""
    place = " ".join(part for part in (visible(finding.cell), visible(finding.item)) if part)
    facts = []
    if finding.stated not in (None, ""):
        facts.append(f"填的是“{_written(finding.stated)}”")
    if finding.expected not in (None, ""):
        facts.append(f"应为“{_written(finding.expected)}”")
    told = f"：{'，'.join(facts)}。" if facts else ""
    message = visible(finding.message)
    if finding.expected not in (None, "") and not any(word in message for word in _SAID):
        message += f"请改为“{_written(finding.expected)}”。"
    return [f"{number}. [{finding.severity.word}] {place}{told}", f"   {message}"]


def _written(stated: Stated) -> str:
    return visible(stated if isinstance(stated, str) else format(stated, "f")) if stated is not None else ""


def _reminder(department: Department, year: str, unread: Iterable[Return]) -> list[str]:
    lines = [
        _greeting(department.unit, department),
        "",
        "您好！",
        f"截至目前，还没有收到贵单位的{year}绩效自评表。",
    ]
    for each in unread:
        file = f"收到过文件“{visible(each.result.file)}”"
        if each.standing is Standing.OTHER_YEAR:
            lines.append(f"{file}，但那是 {each.result.year} 年度的。")
        elif each.standing is Standing.UNREADABLE:
            reasons = "".join(visible(finding.message) for finding in each.result.findings)
            lines.append(f"{file}，但是读不出来：{reasons}")
        else:
            lines.append(f"{file}，但是里面没有认出自评表。")
    if department.projects:
        names = "、".join(visible(project.name) for project in department.projects)
        lines.append(f"要自评的项目有 {len(department.projects)} 个：{names}。")
    lines += [
        "请在下发的工作簿里填好，按工作簿的“校验”核对后尽快发回；已经报送的，请告诉我们发送的时间和方式。谢谢！"
    ]
    return lines


def _greeting(unit: str, department: Department | None) -> str:
    contact = visible(department.contact).strip() if department is not None else ""
    return f"{visible(unit) or '贵单位'}{f'（联系人：{contact}）' if contact else ''}："


def _year(year: int | None) -> str:
    return f" {year} 年度" if year is not None else ""


def _stem_of(file: str) -> str:
    return file.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]


def _files(letters: Iterable[tuple[str, Sequence[str]]]) -> dict[str, bytes]:
    """The letters by distinct file names; as Windows' Notepad reads them rightly."""
    files: dict[str, bytes] = {}
    taken: set[str] = set()
    for unit, lines in letters:
        stem = _safe_stem(unit)
        name, number = stem, 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem}-{number}"
        taken.add(name.casefold())
        files[f"{name}.txt"] = "\r\n".join((*lines, "")).encode("utf-8-sig")
    return files


def _safe_stem(unit: str) -> str:
    """A name that every file system takes, made of a unit's: another cannot be asked for here."""
    shown = unicodedata.normalize("NFC", visible(unit))
    cut = shown.encode(errors="replace")[:_LONGEST_STEM].decode(errors="ignore")
    try:
        stem = file_name(cut).removesuffix(".xlsx")
    except UsageError:
        return _NO_NAME
    return f"_{stem}" if stem.partition(".")[0].strip().upper() in _DEVICES else stem
