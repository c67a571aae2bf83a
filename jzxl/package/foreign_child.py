"""The child process that reads a workbook that is no .xlsx, with python-calamine, under limits.

Run as a script of its own, so that it starts with the standard library and calamine alone (the package
layer would take four times as long to load as the file takes to read); nothing here may import jzxl.
The workbook comes in on standard input, one JSON object goes out on standard output::

    {"sheets": [{"name": "表1", "hidden": false, "merges": ["A1:B2"], "cells": {"A1": 1.5, "B7": "甲"}}]}
    {"failed": "content"}

Arguments: bytes of memory, seconds of processor time, sheets, cells in all sheets together.  Every Python
exception becomes a kind of failure; an abort inside calamine is for the parent to notice.
"""

from __future__ import annotations

import datetime
import json
import re
import sys
from contextlib import suppress
from functools import cache
from io import BytesIO
from typing import Any

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
# How calamine hands on a duration of an .ods that is a day or longer.
_ISO_DURATION = re.compile(r"(-?)PT(\d{1,9})H(\d\d)M(\d\d)(?:[.,]\d*)?S", re.ASCII)
_HALF_SECOND = datetime.timedelta(microseconds=500_000)


class TooMuchError(Exception):
    """More than a limit allows; the argument is the kind of failure."""


def limit_self(memory: int, seconds: int) -> None:
    """Bound this process where the system can (not on Windows, and macOS ignores the memory)."""
    try:
        import resource
    except ImportError:
        return
    for kind, bound in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        # An abort is expected here; it must not leave a dump of the workbook behind.
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (bound, bound))


@cache
def letters(column: int) -> str:
    """1 -> ``A``."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def clock(seconds: int) -> str:
    """``08:30``, with seconds only where there are any (``08:30:05``); hours may pass 24."""
    minutes, second = divmod(abs(seconds), 60)
    text = f"{minutes // 60:02}:{minutes % 60:02}" + (f":{second:02}" if second else "")
    return f"-{text}" if seconds < 0 else text


def plain(value: object) -> object:
    """A value as calamine gives it as number, text or truth value; dates and times become texts."""
    if isinstance(value, str):
        match = _ISO_DURATION.fullmatch(value)
        if match is None:
            return value
        seconds = int(match[2]) * 3600 + int(match[3]) * 60 + int(match[4])
        return clock(-seconds if match[1] else seconds)
    if isinstance(value, datetime.datetime):
        with suppress(OverflowError):
            # A time is a binary fraction of a day: 8:30 may come as 8:29:59.999999.
            value += _HALF_SECOND
        time = clock(value.hour * 3600 + value.minute * 60 + value.second)
        day = value.date().isoformat()
        return day if time == "00:00" else f"{day} {time}"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.time):
        return clock(value.hour * 3600 + value.minute * 60 + value.second)
    if isinstance(value, datetime.timedelta):
        return clock(round(value.total_seconds()))
    return value


def cells_of(sheet: Any, most: int) -> dict[str, object]:
    """The cells that hold something, by address.

    :raises TooMuchError: more than ``most``
    :raises ValueError: a cell that no sheet has, in a damaged file
    """
    found: dict[str, object] = {}
    if sheet.start is None:
        return found
    if sheet.end[0] >= LAST_ROW or sheet.end[1] >= LAST_COLUMN:
        raise ValueError("a cell that lies on no sheet")
    # The rectangle that calamine hands out begins at the first cell in use, not at A1.
    first_row, first_column = sheet.start
    for row, values in enumerate(sheet.to_python(skip_empty_area=True), first_row + 1):
        if values.count("") == len(values):
            continue
        for column, value in enumerate(values, first_column + 1):
            if value != "":
                found[f"{letters(column)}{row}"] = plain(value)
        if len(found) > most:
            raise TooMuchError("cells")
    return found


def merges_of(sheet: Any, most: int) -> list[str]:
    """Merged ranges; calamine knows them in .xls only.

    :raises TooMuchError: more than ``most``
    """
    areas = sheet.merged_cell_ranges or []
    if len(areas) > most:
        raise TooMuchError("cells")
    return [f"{letters(c1 + 1)}{r1 + 1}:{letters(c2 + 1)}{r2 + 1}" for (r1, c1), (r2, c2) in areas]


def read(data: bytes, most_sheets: int, most_cells: int) -> list[dict[str, object]]:
    """All worksheets in the order of the workbook; chart sheets, macro sheets and modules are left out."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum, load_workbook

    book = load_workbook(BytesIO(data))
    if len(book.sheets_metadata) > most_sheets:
        raise TooMuchError("sheets")
    found: list[dict[str, object]] = []
    left = most_cells
    for index, about in enumerate(book.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(index)
        cells, merges = cells_of(sheet, left), merges_of(sheet, left)
        # An answer comes whole, so the limit is for all sheets, where the layer otherwise reads one by one.
        left -= len(cells)
        hidden = about.visible != SheetVisibleEnum.Visible
        found.append({"name": about.name, "hidden": hidden, "merges": merges, "cells": cells})
    return found


def answer(most_sheets: int, most_cells: int) -> bytes:
    """The answer to standard input as JSON in UTF-8, whatever happens."""
    said: dict[str, object]
    try:
        said = {"sheets": read(sys.stdin.buffer.read(), most_sheets, most_cells)}
        return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    except TooMuchError as error:
        said = {"failed": str(error)}
    except MemoryError:
        said = {"failed": "memory"}
    except ImportError:
        said = {"failed": "import"}
    # A panic inside calamine comes as a PanicException, which is a BaseException.
    except BaseException:
        said = {"failed": "content"}
    return json.dumps(said).encode()


def main() -> None:
    """Read standard input, answer on standard output."""
    memory, seconds, most_sheets, most_cells = (int(argument) for argument in sys.argv[1:5])
    # Loaded before there are limits: too little memory must not look like a package that is missing.
    with suppress(ImportError):
        import python_calamine  # noqa: F401
    limit_self(memory, seconds)
    sys.stdout.buffer.write(answer(most_sheets, most_cells))


if __name__ == "__main__":
    main()
