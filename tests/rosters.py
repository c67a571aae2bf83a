"""Rosters for tests: rows of texts as CSV, rows of anything as .xlsx."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter
from returns import STANDARD, catalog

from jzxl.campaign.roster import RosterReading, read_roster
from jzxl.form.model import Form

FORMS: Mapping[str, Form] = catalog().standard_forms(STANDARD)
Rows = Sequence[Sequence[Any]]


def csv_roster(rows: Rows, *, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=delimiter).writerows(rows)
    return target.getvalue().encode(encoding)


def xlsx_roster(rows: Rows, *, merged: Sequence[str] = (), sheet: str = "花名册", **more: Rows) -> bytes:
    """A workbook; texts stay texts, ``=…`` is a formula without result, ``more`` are further sheets."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    for name, content in {sheet: rows, **more}.items():
        page = book.add_worksheet(name)
        for row, values in enumerate(content):
            for column, value in enumerate(values):
                if isinstance(value, str):
                    page.write_string(row, column, value)
                elif value is not None:
                    page.write(row, column, value)
        if name == sheet:
            for area in merged:
                first = area.split(":")[0]
                column, row = ord(first[0]) - 65, int(first[1:]) - 1
                page.merge_range(area, rows[row][column])
    book.close()
    return target.getvalue()


def read(source: bytes, name: str = "花名册.csv") -> RosterReading:
    return read_roster(source, FORMS, name=name)


def said(reading: RosterReading) -> list[tuple[int, str]]:
    """The errors of a reading, by row."""
    return [(each.row, each.text) for each in reading.errors]
