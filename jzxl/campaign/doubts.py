"""Which doubt is the same as one of an earlier run: told by where it stands and what it is about.

A unit answers a doubt in words, and the answer holds as long as the doubt is the same: of the same unit, about the
same place of the same form, with the same figures and texts.  Names of files, addresses of cells and positions in a
list are no part of it, because a file is renamed and a row inserted without anything being another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from jzxl.campaign.model import Return
from jzxl.check.finding import Finding, Severity, Stated
from jzxl.result import FileResult
from jzxl.spelling import plain_name, without_spaces

_PLACE_DIGITS, _CONTENT_DIGITS = 12, 8
NUMBER = re.compile(rf"([0-9a-f]{{{_PLACE_DIGITS}}})-[0-9a-f]{{{_CONTENT_DIGITS}}}")
"""How the number of a doubt is written; the group is that of its place."""
# What a message tells: what it quotes and its figures. Addresses and positions are matched to be passed over.
_TELLING = re.compile(r"(“[^”]*”)|第[0-9]+[项行条处列]|\$?[A-Z]{1,3}\$?[0-9]{1,7}|([0-9]+(?:\.[0-9]+)?%?)")


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding of a unit, and what tells it from others.

    Attributes:
        unit: as the roster has it, or the file where the roster does not.
        place: the same for findings of one kind in one place of one unit's form.
        content: the same for findings that say the same of it.
    """

    unit: str
    finding: Finding
    place: str
    content: str

    @property
    def number(self) -> str:
        """Place and content; no two doubts have the same."""
        return f"{self.place}-{self.content}"


def placed_findings(returns: Iterable[Return], *severities: Severity) -> Iterator[Placed]:
    """The findings of these severities of the returns that count, in the order of the roster.

    Nobody can answer for a file without a unit: its findings are left out.
    """
    for each in sorted(returns, key=_row):
        if each.counted and plain_name(each.unit):
            yield from (
                placed(each, finding) for finding in each.result.findings if finding.severity in severities
            )


def placed(each: Return, finding: Finding) -> Placed:
    """A finding of a return with what tells it from others."""
    where = (plain_name(each.unit), *_form(each.result, finding.sheet), finding.code)
    # What concerns the whole file has no place of its own: two projects that are missing are two.
    what = finding.name or without_spaces(finding.item)
    place = _digest(*where, what, "" if finding.sheet else _plain(finding.expected))
    content = _digest(_plain(finding.stated), _plain(finding.expected), *telling(finding.message))
    return Placed(each.unit, finding, place[:_PLACE_DIGITS], content[:_CONTENT_DIGITS])


def telling(message: str) -> tuple[str, ...]:
    """The figures and quotations of a message: another version may word the rest in another way."""
    return tuple(
        found[1] or found[2] for found in _TELLING.finditer(without_spaces(message)) if found.lastindex
    )


def _form(result: FileResult, sheet: str) -> tuple[str, str]:
    """The form on a sheet, whatever the sheet is called; the sheet where that is not one form's."""
    forms = [form for form in result.forms if form.sheet == sheet]
    return (forms[0].form, plain_name(forms[0].name)) if len(forms) == 1 else ("", plain_name(sheet))


def _plain(stated: Stated) -> str:
    """What is stated without what is no difference: 3 is 3.00."""
    if isinstance(stated, Decimal):
        return str(stated.normalize())
    return without_spaces(stated or "")


def _digest(*texts: str) -> str:
    return sha256("\0".join(texts).encode(errors="surrogatepass")).hexdigest()


def _row(each: Return) -> tuple[bool, int]:
    return each.department is None, each.department.row if each.department is not None else 0
