"""Returned workbooks with everything that Excel and WPS can put into one.

Each is the form of the project, filled with the published figures, slips and all, and with one more thing in
it, so that a check finds something to mark beside that thing.  ``RICH`` lists the builders by name.
"""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from functools import cache

import rich_drawings
import rich_files
import rich_notes
from returns import three_published, typed_without_recalculation
from rich_parts import FORM, MARKED, RICH, Book

__all__ = ["FORM", "MARKED", "RICH", "ZIPPED", "returned", "rich_workbook", "zipped"]
# Importing them lists their builders.
assert rich_drawings and rich_files and rich_notes


@cache
def returned() -> bytes:
    """The base: slips of wording, a score as text, a weight changed, results out of date."""
    values = {"得分_工作规划合理性": "3.50", "得分_工作目标明确性": Decimal(1), "分值_支付进度": Decimal(5)}
    workbook: bytes = typed_without_recalculation(three_published(), values)
    return workbook


@cache
def rich_workbook(name: str) -> bytes:
    """One of the workbooks."""
    book = Book(returned())
    RICH[name](book)
    return book.data()


ZIPPED = ("stored", "streamed", "comment", "folders")


@cache
def zipped(way: str) -> bytes:
    """The base, packed in another way."""
    target = io.BytesIO()
    method = zipfile.ZIP_STORED if way == "stored" else zipfile.ZIP_DEFLATED
    stream = _Stream(target) if way == "streamed" else target
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in Book(returned()).members.items():
            if way == "folders":
                folder = zipfile.ZipInfo(name.rpartition("/")[0] + "/")
                if folder.filename not in ("/", *archive.namelist()):
                    archive.writestr(folder, b"")
            with archive.open(name, "w") as member:
                member.write(content)
        if way == "comment":
            archive.comment = "备注".encode()
    return target.getvalue()


class _Stream(io.RawIOBase):
    """A target without seeking, so that the lengths of members follow their data."""

    def __init__(self, target: io.BytesIO) -> None:
        self._target = target

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        return self._target.write(data)  # type: ignore[arg-type]
