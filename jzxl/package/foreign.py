"""Workbooks that are no .xlsx (.xls, WPS .et, .ods, .xlsb), read by python-calamine in a guarded child.

calamine aborts, hangs or takes all memory on some damaged files, so it never runs in this process.  What
it cannot tell: formulas, styles and number formats (90% is 0.9), error values (``#DIV/0!`` is a blank
cell), and, but for .xls, merged ranges.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from jzxl.errors import UnreadableFileError
from jzxl.package.address import split_area, split_ref
from jzxl.package.container import inflate, read_directory
from jzxl.package.incoming import read_incoming
from jzxl.package.limits import DEFAULT_LIMITS, Limits
from jzxl.package.markup import MarkupError
from jzxl.package.ods_weight import check_ods
from jzxl.package.sniff import ForeignKind, foreign_kind, foreign_zip_kind, kind_of, refusal
from jzxl.package.values import NOT_A_NUMBER, Cell, CellError, parse_number

_MIB = 1024 * 1024
_WAY_OUT = "请用 Excel 或 WPS 打开并另存为 .xlsx 后再试。"
# FILEPASS stands right behind the BOF of the workbook's globals (BIFF8 or BIFF5), or behind WRITEPROTECT.
_ENCRYPTED_XLS = re.compile(
    rb"\x09\x08(?:\x10\0\0\x06\x05\0.{12}|\x08\0\0\x05\x05\0.{4})(?:\x86\0\0\0)?\x2f\0", re.DOTALL
)
# Sectors of the small streams of OLE2; every stream begins at a multiple of it.
_SECTOR = 64
_MANIFEST = "META-INF/manifest.xml"
_CONTENT = "content.xml"
# Never imported here: it is a program of its own.
_CHILD = Path(__file__).resolve().with_name("foreign_child.py")


@dataclass(frozen=True, slots=True)
class ForeignSheet:
    """A worksheet: its cells that hold something, by address, in the order of rows.

    Cells have no formula and style 0; dates and times are texts (``2021-06-29``, ``2021-06-29 08:30``,
    ``08:30``).  ``merges`` are ranges such as ``A1:B2``, empty where the format keeps them from us.
    """

    name: str
    hidden: bool
    cells: Mapping[str, Cell]
    merges: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ForeignWorkbook:
    """A workbook as read whole; ``kind`` is ``xls`` (also for .et), ``ods`` or ``xlsb``."""

    file: str
    sha256: str
    kind: ForeignKind
    sheets: tuple[ForeignSheet, ...]


class _Failure(Exception):
    """Why there is no workbook; the argument is a Chinese phrase for the middle of the sentence."""


def open_foreign(
    source: Path | bytes, *, name: str | None = None, limits: Limits = DEFAULT_LIMITS
) -> ForeignWorkbook:
    """Read a workbook that is no .xlsx; what it is, is told by its content.

    :param name: what messages call the file; default is the path's last part
    :raises UnreadableFileError: whatever is wrong with the file
    """
    file = name or (source.name if isinstance(source, Path) else "工作簿")
    data = read_incoming(source, file, limits)
    kind = _checked_kind(data, file, limits)
    try:
        if kind == "ods":
            _weigh_ods(data, limits)
        sheets = _sheets(_ask_child(data, limits), limits)
    except _Failure as failure:
        if _has_password(data, kind, limits):
            raise UnreadableFileError(f"{file} {refusal('encrypted')}") from None
        raise UnreadableFileError(f"{file} 读不出来({failure})；{_WAY_OUT}") from None
    return ForeignWorkbook(file, hashlib.sha256(data).hexdigest(), kind, sheets)


# Before the child


def _checked_kind(data: bytes, file: str, limits: Limits) -> ForeignKind:
    """The kind of the file, a zip with all its members weighed and unpacked once under their caps."""
    kind = kind_of(data)
    if kind == "zip":
        entries = read_directory(data, file, limits)
        found = foreign_zip_kind(data, entries)
        if found is None:
            raise UnreadableFileError(
                f"{file} 不是 .xls、.et、.ods 或 .xlsb 工作簿；请提交 .xlsx 填报表，或上述格式的工作簿。"
            )
        for entry in entries:
            # calamine unpacks on after the size that a member claims.
            inflate(data, entry, file)
        return found
    found = foreign_kind(data)
    if found is None:
        raise UnreadableFileError(f"{file} {refusal(kind)}")
    return found


def _weigh_ods(data: bytes, limits: Limits) -> None:
    """:raises _Failure: an .ods whose repeated cells are more than the limits allow, or that is damaged."""
    content = next((entry for entry in read_directory(data, "", limits) if entry.name == _CONTENT), None)
    if content is not None:
        try:
            check_ods(inflate(data, content, ""), limits)
        except MarkupError as error:
            raise _Failure(str(error)) from None


def _has_password(data: bytes, kind: ForeignKind, limits: Limits) -> bool:
    """Whether a workbook is encrypted; asked only when it could not be read (calamine gives no reason)."""
    if kind == "xls":
        return any(match.start() % _SECTOR == 0 for match in _ENCRYPTED_XLS.finditer(data))
    return any(
        entry.name == _MANIFEST and b"encryption-data" in inflate(data, entry, "")
        for entry in read_directory(data, "", limits)
    )


# The child


def _command(limits: Limits) -> list[str]:
    """How the child is started.

    By the path of the script, with the environment of this process, so that it finds calamine wherever jzxl
    is installed (a virtual environment, the user's own packages); ``-P`` keeps the folder of the script,
    whose modules are not meant for it, off the search path.
    """
    bounds = (limits.foreign_memory, limits.foreign_seconds, limits.sheets, limits.cells)
    return [sys.executable, "-P", str(_CHILD), *map(str, bounds)]


def _ask_child(data: bytes, limits: Limits) -> bytes:
    """What the child says to the workbook; it is gone when this returns, whatever it did.

    :raises _Failure: it could not be started, did not answer in time or said too much, or crashed
    """
    deadline = time.monotonic() + limits.foreign_seconds
    # An answer is to this process what the part of a sheet is in .xlsx.
    most = limits.member_bytes
    try:
        process = subprocess.Popen(
            _command(limits),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            # On Windows a console would flash up where there is none; the flag exists only there.
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError:
        raise _Failure("读取它的子程序无法启动") from None
    heard = bytearray()
    # Both pipes at once: a child that answers before it has read all would else wait for us for ever.
    talk = [
        threading.Thread(target=_feed, args=(process, data), daemon=True),
        threading.Thread(target=_hear, args=(process, heard, most), daemon=True),
    ]
    try:
        for thread in talk:
            thread.start()
        talk[1].join(max(0.0, deadline - time.monotonic()))
        if len(heard) > most:
            raise _Failure(f"内容超过上限 {most // _MIB} MB")
        try:
            code = process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise _Failure(f"{limits.foreign_seconds} 秒内没有读完") from None
    finally:
        process.kill()
        process.wait()
        for thread in talk:
            thread.join(1)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
    if code:
        raise _Failure("读取它的子程序中途退出：文件已损坏，或占用的区域过大")
    return bytes(heard)


def _feed(process: subprocess.Popen[bytes], data: bytes) -> None:
    if process.stdin is not None:
        # The child may end before it has read all.
        with suppress(OSError, ValueError), process.stdin as pipe:
            view = memoryview(data)
            while view:
                view = view[pipe.write(view) :]


def _hear(process: subprocess.Popen[bytes], heard: bytearray, most: int) -> None:
    """Take in what the child says, up to a little more than ``most`` bytes."""
    if process.stdout is not None:
        with suppress(OSError, ValueError):
            while len(heard) <= most and (chunk := process.stdout.read(_MIB)):
                heard += chunk


# After the child

_SAID = {
    "content": "内容已损坏，或不是正常软件保存的",
    "memory": "所需内存超过上限 {memory} MB",
    "cells": "单元格超过上限 {cells} 个",
    "sheets": "工作表超过上限 {sheets} 张",
    "import": "本机没有装好 python-calamine",
}


def _sheets(answer: bytes, limits: Limits) -> tuple[ForeignSheet, ...]:
    """The sheets in the child's answer, which is trusted no more than the file.

    :raises _Failure: it is a failure, or no answer at all
    """
    try:
        # Numbers go from their text to decimals without passing through a float.
        said = json.loads(
            answer,
            parse_float=parse_number,
            parse_int=parse_number,
            parse_constant=lambda _: NOT_A_NUMBER,
        )
        match said:
            case {"failed": str(reason)}:
                most = {
                    "memory": limits.foreign_memory // _MIB,
                    "cells": limits.cells,
                    "sheets": limits.sheets,
                }
                raise _Failure(_SAID[reason].format(**most))
            case {"sheets": []}:
                raise _Failure("其中没有工作表")
            case {"sheets": list(sheets)}:
                return tuple(_sheet(sheet) for sheet in sheets)
    except (ValueError, KeyError, RecursionError):
        pass
    raise _Failure("读取它的子程序答非所问，文件多半已损坏")


def _sheet(said: object) -> ForeignSheet:
    """:raises ValueError: not in the form that the child uses."""
    match said:
        case {"name": str(name), "hidden": bool(hidden), "merges": list(merges), "cells": dict(cells)}:
            if not all(isinstance(area, str) and split_area(area) for area in merges):
                raise ValueError(name)
            found = MappingProxyType({ref: _cell(ref, value) for ref, value in cells.items()})
            return ForeignSheet(name, hidden, found, tuple(merges))
    raise ValueError


def _cell(ref: str, value: object) -> Cell:
    place = split_ref(ref)
    if place is None or not isinstance(value, Decimal | str | bool | CellError):
        raise ValueError(ref)
    return Cell(ref, *place, value, None, 0, False)
