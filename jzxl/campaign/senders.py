"""Whom of the roster a file is from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from jzxl.campaign.model import Department, Roster
from jzxl.campaign.names import nearest_names, one_character_off, plain_name, short_for
from jzxl.check.finding import Finding, Severity
from jzxl.result import UNREADABLE, FileResult

_BASIS = "花名册"


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom a file is from.

    Attributes:
        department: None where that cannot be told.
        findings: what is odd about it.
    """

    department: Department | None
    findings: tuple[Finding, ...] = ()


class Senders:
    """The departments of a roster, by everything that a file may tell them by."""

    def __init__(self, roster: Roster) -> None:
        self._departments = roster.departments
        self._by_name = {plain_name(each.unit): each for each in roster.departments}
        # The longest first: a centre's name may hold its bureau's.
        self._names = sorted(self._by_name, key=len, reverse=True)

    def of(self, result: FileResult) -> Sender:
        """Whom a file is from: by the unit that it states, by whom it was issued to, by its name."""
        stated = self._by_name.get(plain_name(result.unit)) if result.unit else None
        named = self._in_name(result.file)
        if result.status == UNREADABLE:
            return Sender(named)
        issued_to = self._issued_to(result, stated)
        if stated is not None:
            return Sender(stated, tuple(self._oddities(result, stated, issued_to, named)))
        if result.unit:
            return self._unknown(result, issued_to, named)
        return Sender(issued_to or named)

    def _in_name(self, file: str) -> Department | None:
        """The department that a file is named after, or else a folder that it is in."""
        path = PurePosixPath(file)
        for text in (path.stem, *(folder.name for folder in path.parents)):
            name = next((name for name in self._names if name in plain_name(text)), None)
            if name is not None:
                return self._by_name[name]
        return None

    def _issued_to(self, result: FileResult, stated: Department | None) -> Department | None:
        stamp = result.stamp
        if stamp is None or not stamp.issue:
            return None
        likely = (stated,) if stated is not None else ()
        return next((each for each in (*likely, *self._departments) if stamp.issued_to(each.unit)), None)

    def _oddities(
        self, result: FileResult, stated: Department, issued_to: Department | None, named: Department | None
    ) -> Iterator[Finding]:
        if issued_to is not None and issued_to is not stated:
            yield file_finding(
                "workbook-of-another",
                Severity.WARNING,
                "填报单位",
                f"这份工作簿是下发给“{issued_to.unit}”的，填的却是“{stated.unit}”；请核对是不是拿错了表。",
                stated=stated.unit,
                expected=issued_to.unit,
            )
        elif plain_name(stated.unit) in plain_name(result.file):
            return
        elif named is not None:
            yield file_finding(
                "file-name-mismatch",
                Severity.WARNING,
                "文件名",
                f"文件名写的是“{named.unit}”，表里填的是“{stated.unit}”；请核对是哪个单位的。",
                stated=stated.unit,
                expected=named.unit,
            )
        else:
            yield file_finding(
                "file-renamed",
                Severity.HINT,
                "文件名",
                f"文件名里看不出单位；按表里填的，是“{stated.unit}”的。",
                stated=PurePosixPath(result.file).name,
            )

    def _unknown(self, result: FileResult, issued_to: Department | None, named: Department | None) -> Sender:
        """A unit that is not on the roster: whom it may be all the same, and by what."""
        units = {each.unit: each for each in self._departments}
        short = short_for(result.unit, units)
        slip = one_character_off(result.unit, units)
        severity = Severity.WARNING
        if issued_to is not None:
            taken, why = issued_to, "工作簿是下发给它的"
        elif short is not None:
            taken, why, severity = units[short], "名称没有写全", Severity.HINT
        elif slip is not None:
            taken, why = units[slip], "名称只差一个字"
        elif named is not None:
            taken, why = named, "文件名写的是它"
        else:
            near = nearest_names(result.unit, units)
            names = f"，相近的有：{'、'.join(near)}" if near else ""
            message = f"花名册上没有“{result.unit}”{names}；不知道是哪个单位的，没有计入汇总，请核对。"
            return Sender(None, (_unknown_unit(result, Severity.WARNING, message, None),))
        message = f"花名册上没有“{result.unit}”；{why}，当作“{taken.unit}”的，请核对单位名称。"
        return Sender(taken, (_unknown_unit(result, severity, message, taken.unit),))


def _unknown_unit(result: FileResult, severity: Severity, message: str, expected: str | None) -> Finding:
    return file_finding("unit-unknown", severity, "填报单位", message, stated=result.unit, expected=expected)


def file_finding(
    code: str,
    severity: Severity,
    item: str,
    message: str,
    *,
    stated: str | None = None,
    expected: str | None = None,
) -> Finding:
    """A finding about a file as a whole."""
    return Finding(code, severity, "", "", "", item, stated, expected, message, _BASIS)
