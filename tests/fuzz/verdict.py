"""Telling a wrong answer from a right one, for all targets."""

from __future__ import annotations

from jzxl.errors import JzxlError
from jzxl.package import Package, open_package

FILE = "甲单位.xlsx"
# A message is one sentence on one screen.
_LONGEST_MESSAGE = 600


class Defect(AssertionError):
    """An answer that is wrong; what stands before a colon is the same for the same defect."""


def check(condition: object, what: str) -> None:
    """:raises Defect: the condition does not hold."""
    if not condition:
        raise Defect(what)


def refused(error: JzxlError) -> None:
    """An error for the user is right, if it can be read.

    :raises Defect: it cannot
    """
    check(str(error).strip(), "an error without a message")
    check(len(str(error)) <= _LONGEST_MESSAGE, "an endless error message")


def open_copy(copy: bytes, original: Package | None = None) -> Package:
    """A workbook that we wrote ourselves: it opens, and all reads that reads in the original.

    :raises Defect: it does not
    """
    try:
        package = open_package(copy, name="审核稿.xlsx")
    except JzxlError as error:
        raise Defect(f"the copy does not open: {error}") from None
    for sheet in package.sheets:
        try:
            package.cells(sheet.name)
            package.notes(sheet.name)
        except JzxlError as error:
            if original is None or _reads(original, sheet.name):
                raise Defect(f"a sheet of the copy does not open: {error}") from None
    return package


def _reads(package: Package, sheet: str) -> bool:
    """Whether a sheet can be read; one that is not there counts, for then it is a new one."""
    try:
        if sheet in {each.name for each in package.sheets}:
            package.cells(sheet)
            package.notes(sheet)
    except JzxlError:
        return False
    return True
