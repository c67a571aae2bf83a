"""Whom of the roster a file is from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from jzxl.campaign.findings import file_finding
from jzxl.campaign.model import Department, Roster
from jzxl.campaign.names import core_name, left_out, nearest_names, region_of, short_for
from jzxl.check.finding import Finding, Severity
from jzxl.gather import is_archive
from jzxl.result import UNREADABLE, FileResult
from jzxl.review import WORKBOOK_OF_ANOTHER
from jzxl.spelling import plain_name

NAMED_AFTER_ANOTHER = "file-name-mismatch"
"""Code of the finding that a file is named after another department than the one that it states."""
# A file that tells of whom it goes to, or what it is an answer to, is not named after a unit in it.
_NOT_THE_SENDER = re.compile("关于|通知|印发|转发")


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom a file is from.

    Attributes:
        department: None where that cannot be told.
        findings: what is odd about it.
        sure: whether the file says so itself; else it is the likeliest one, and must not stand in the way of
            one that does.
        named: another department that the file is named after; None where it is not.
        misnamed: whether it is taken for that one's, because the department that it states sent a file of
            its own; then it stands for nobody.
    """

    department: Department | None
    findings: tuple[Finding, ...] = ()
    sure: bool = True
    named: Department | None = None
    misnamed: bool = False


class Senders:
    """The departments of a roster, by everything that a file may tell them by."""

    def __init__(self, roster: Roster) -> None:
        self._departments = roster.departments
        self._by_name = {plain_name(each.unit): each for each in roster.departments}
        by_core: dict[str, list[Department]] = {}
        for each in roster.departments:
            by_core.setdefault(core_name(each.unit), []).append(each)
        self._by_core = {core: found[0] for core, found in by_core.items() if len(found) == 1}
        self._region = region_of(list(self._by_name))
        # As file names have them; the longest first: a centre's name may hold its bureau's.
        written = {name.removeprefix(self._region): each for name, each in self._by_name.items()}
        self._written = dict(sorted(written.items(), key=lambda item: len(item[0]), reverse=True))

    def of(self, result: FileResult) -> Sender:
        """Whom a file is from: by the unit that it states, by whom it was issued to, by its name."""
        stated = self._stated(result.unit) if result.unit else None
        if result.status == UNREADABLE:
            return Sender(self._named(result) or self._sent_in(result), sure=False)
        issued_to = self._issued_to(result, stated)
        if stated is not None:
            named = None if self._is_in_path(stated, result) else self._named(result)
            oddities = tuple(self._oddities(result, stated, issued_to, named))
            return Sender(stated, oddities, named=named if named is not stated else None)
        if result.unit:
            return self._unknown(result, issued_to)
        if issued_to is not None:
            return Sender(issued_to)
        return Sender(self._named(result), sure=False)

    def _stated(self, unit: str) -> Department | None:
        return self._by_name.get(plain_name(unit)) or self._by_core.get(core_name(unit))

    def _named(self, result: FileResult) -> Department | None:
        """The department that the file itself is named after; a folder may be another's."""
        return self._named_after(PurePosixPath(result.file).stem)

    def _named_after(self, stem: str) -> Department | None:
        stem = plain_name(stem)
        name = self._longest_in(stem)
        return self._written[name] if name is not None and not _NOT_THE_SENDER.search(stem) else None

    def _sent_in(self, result: FileResult) -> Department | None:
        """The department that an archive is named after which the file came in."""
        archives = (each for each in PurePosixPath(result.file).parents if is_archive(each.name))
        return next(filter(None, (self._named_after(each.stem) for each in archives)), None)

    def _longest_in(self, text: str) -> str | None:
        return next((name for name in self._written if len(name) > 1 and name in text), None)

    def _issued_to(self, result: FileResult, stated: Department | None) -> Department | None:
        stamp = result.stamp
        if stamp is None or not stamp.issue:
            return None
        likely = (stated,) if stated is not None else ()
        return next((each for each in (*likely, *self._departments) if stamp.issued_to(each.unit)), None)

    def _oddities(
        self,
        result: FileResult,
        stated: Department,
        issued_to: Department | None,
        named: Department | None,
    ) -> Iterator[Finding]:
        if issued_to is not None and issued_to is not stated:
            yield file_finding(
                WORKBOOK_OF_ANOTHER,
                Severity.WARNING,
                "填报单位",
                f"这是下发给“{issued_to.unit}”的工作簿，填的却是“{stated.unit}”；请“{stated.unit}”改用下发给自己的"
                f"工作簿填报；如果填的就是“{issued_to.unit}”的情况，请更正填报单位。",
                stated=stated.unit,
            )
        elif self._is_in_path(stated, result):
            return
        elif named is not None:
            yield file_finding(
                NAMED_AFTER_ANOTHER,
                Severity.WARNING,
                "文件名",
                f"文件名写的是“{named.unit}”，表里填的是“{stated.unit}”；请核对是哪个单位的。",
                stated=named.unit,
            )
        else:
            yield file_finding(
                "file-renamed",
                Severity.HINT,
                "文件名",
                f"文件名里看不出单位；按表里填的，是“{stated.unit}”的。",
                stated=PurePosixPath(result.file).name,
            )

    def _is_in_path(self, department: Department, result: FileResult) -> bool:
        """Whether the file is named after a department, or else a folder that it is in."""
        path = PurePosixPath(result.file)
        own = core_name(department.unit).removeprefix(self._region)
        stem = plain_name(path.stem)
        longest = self._longest_in(stem)
        if longest is not None and own in longest and own != longest:
            # It is there only as a part of another's name.
            return own in stem.replace(longest, "")
        if own in stem:
            return True
        return longest is None and any(own in plain_name(folder.name) for folder in path.parents)

    def _unknown(self, result: FileResult, issued_to: Department | None) -> Sender:
        """A unit that is not on the roster: whom it may be all the same, and by what."""
        units = {each.unit: each for each in self._departments}
        named = self._named(result)
        # 教育局招考中心 is not 教育局, whatever its file is called.
        if named is not None and plain_name(named.unit).removeprefix(self._region) in plain_name(result.unit):
            named = None
        short = short_for(result.unit, units, self._region)
        slip = left_out(result.unit, units)
        severity = Severity.WARNING
        if issued_to is not None:
            taken, why = issued_to, f"工作簿是下发给“{issued_to.unit}”的"
        elif short is not None:
            taken, why, severity = units[short], "名称没有写全", Severity.HINT
        elif slip is not None:
            taken, why = units[slip], "名称只差一个字"
        elif named is not None:
            taken, why = named, "文件名写的是它"
        else:
            return Sender(None, (self.stranger(result),))
        message = f"花名册上没有“{result.unit}”；{why}，当作“{taken.unit}”的，请核对单位名称。"
        sure = issued_to is not None or short is not None
        return Sender(taken, (_unknown_unit(result, severity, message, taken.unit),), sure)

    def stranger(self, result: FileResult) -> Finding:
        """What is said of a file of nobody on the roster."""
        near = nearest_names(result.unit, [each.unit for each in self._departments])
        names = f"，相近的有：{'、'.join(near)}" if near else ""
        message = (
            f"花名册上没有“{result.unit}”{names}；不知道是哪个单位的，没有计入汇总。"
            "请核对，知道了就把单位名称写进文件名，再审核一次。"
        )
        return _unknown_unit(result, Severity.WARNING, message, None)


def _unknown_unit(result: FileResult, severity: Severity, message: str, expected: str | None) -> Finding:
    return file_finding("unit-unknown", severity, "填报单位", message, stated=result.unit, expected=expected)
