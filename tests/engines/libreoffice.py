"""LibreOffice as a judge of formulas, as a second office program, and as a camera.

Every call starts one soffice process with a profile of its own in a temporary folder, however many files it
is given, so calls neither disturb each other nor the user's own LibreOffice. Its language is English (US).

By default LibreOffice trusts the values cached in a workbook (all but HYPERLINK, TODAY and the like);
``recalculate`` switches that off. Numbers come back with the 15 significant digits that it writes.

Known to differ from Excel: a truth value in a cell counts as a number (COUNT, SUM, MAX), and made text it is
``1`` or ``0``, not ``TRUE`` or ``FALSE``.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest

from engines import Book, Cells, Value, number, numbered

Format = Literal["xlsx", "xls", "ods", "pdf"]

_FILTERS: dict[Format, str] = {
    "xlsx": "Calc MS Excel 2007 XML",
    "xls": "MS Excel 97",
    "ods": "calc8",
    "pdf": "calc_pdf_Export",
}
_START_SECONDS, _FILE_SECONDS = 120, 10
"""Time allowed for a soffice or pdftoppm process: to start, and for each file."""

# OOXMLRecalcMode and ODFRecalcMode: 0 always, 1 never (the default), 2 ask.
_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
 <item oor:path="/org.openoffice.Office.Calc/Formula/Load">
  <prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
  <prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop>
 </item>
</oor:items>
"""

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class EngineError(AssertionError):
    """LibreOffice or pdftoppm is missing, failed, took too long or left no result."""


def available() -> str | None:
    """The path of the soffice program, or ``None`` where there is none."""
    return shutil.which("soffice") or shutil.which("libreoffice")


requires_libreoffice = pytest.mark.skipif(
    available() is None and not os.environ.get("CI"), reason="LibreOffice (soffice) is not installed"
)
"""Skips a test where LibreOffice is missing; in CI (environment variable CI) such a test fails instead."""


def recalculate(paths: Sequence[Path]) -> dict[Path, Book]:
    """Compute every formula of the workbooks anew, whatever values are cached in them, and read all cells.

    The keys are ``paths`` as given. Raises ``EngineError`` that names each file without a result.
    """
    with tempfile.TemporaryDirectory(prefix="jzxl-lo-") as folder:
        results = convert_all(paths, "xlsx", Path(folder), fresh=True)
        return {path: read_xlsx(result) for path, result in results.items()}


def convert(path: Path, fmt: Format, out_dir: Path, *, fresh: bool = False) -> Path:
    """``path`` as opened and saved by LibreOffice with its default settings; see ``convert_all``."""
    return convert_all([path], fmt, out_dir, fresh=fresh)[path]


def convert_all(
    paths: Sequence[Path], fmt: Format, out_dir: Path, *, fresh: bool = False
) -> dict[Path, Path]:
    """Save each of ``paths`` as ``fmt`` in ``out_dir``, with one process, and say where.

    A result keeps the name of its source; where that is taken, by another source or by a file already in
    ``out_dir``, it gets ``-2``, ``-3`` and so on. ``fresh`` recalculates on load. Raises ``EngineError``.
    """
    unique = list(dict.fromkeys(paths))
    if not unique:
        return {}
    out_dir.mkdir(parents=True, exist_ok=True)
    stems = numbered([path.stem for path in unique], lambda stem: (out_dir / f"{stem}.{fmt}").exists())
    targets = {path: out_dir / f"{stem}.{fmt}" for path, stem in zip(unique, stems, strict=True)}
    with tempfile.TemporaryDirectory(prefix="jzxl-lo-", ignore_cleanup_errors=True) as folder:
        work = Path(folder)
        (work / "in").mkdir()
        copies = [f"{index:05}{path.suffix}" for index, path in enumerate(unique)]
        for path, copy in zip(unique, copies, strict=True):
            shutil.copyfile(path, work / "in" / copy)
        said = _soffice(work, copies, fmt, fresh=fresh)
        lost = []
        for copy, (path, target) in zip(copies, targets.items(), strict=True):
            result = work / "out" / f"{Path(copy).stem}.{fmt}"
            if result.exists():
                shutil.move(result, target)
            else:
                lost.append(str(path))
        if lost:
            raise EngineError(f"LibreOffice made no {fmt} of {', '.join(lost)}; it said:\n{said}")
    return targets


def to_pdf(path: Path, out_dir: Path) -> Path:
    """Print the recalculated workbook to a PDF in ``out_dir``."""
    return convert(path, "pdf", out_dir, fresh=True)


def to_png(path: Path, out_dir: Path, dpi: int = 70) -> list[Path]:
    """Print the recalculated workbook to pictures in ``out_dir``, one a page, in page order."""
    pdftoppm = shutil.which("pdftoppm")
    if pdftoppm is None:
        raise EngineError("pdftoppm (poppler-utils) is not installed")
    pdf = to_pdf(path, out_dir)
    with tempfile.TemporaryDirectory(prefix="jzxl-png-") as folder:
        _run([pdftoppm, "-r", str(dpi), "-png", str(pdf), str(Path(folder) / "page")], _START_SECONDS)
        # pdftoppm pads page numbers with zeros to one width, so names sort in page order.
        pages = sorted(Path(folder).iterdir())
        if not pages:
            raise EngineError(f"pdftoppm made no picture of {pdf}")
        pictures = []
        for page in pages:
            picture = out_dir / f"{pdf.stem}-{page.stem.removeprefix('page-')}.png"
            pictures.append(Path(shutil.move(page, picture)))
        return pictures


def read_xlsx(path: Path) -> Book:
    """The cached values of a workbook that LibreOffice wrote.

    Not openpyxl, whose ``data_only`` makes a blank of ``""`` and a date of a number with a date format.
    """
    with zipfile.ZipFile(path) as package:
        names = set(package.namelist())
        shared: list[str] = []
        if "xl/sharedStrings.xml" in names:
            shared = [_text(item) for item in ET.fromstring(package.read("xl/sharedStrings.xml"))]
        rels = ET.fromstring(package.read("xl/_rels/workbook.xml.rels"))
        parts = {rel.attrib["Id"]: "xl/" + rel.attrib["Target"] for rel in rels}
        book: Book = {}
        for sheet in ET.fromstring(package.read("xl/workbook.xml")).iter(f"{_MAIN}sheet"):
            root = ET.fromstring(package.read(parts[sheet.attrib[_REL_ID]]))
            book[sheet.attrib["name"]] = Cells(_cells(root, shared))
    return book


def _cells(sheet: ET.Element, shared: list[str]) -> Iterator[tuple[str, Value]]:
    """Reference and value of each cell of a worksheet part that is not blank."""
    for cell in sheet.iter(f"{_MAIN}c"):
        stored = cell.find(f"{_MAIN}v")
        if stored is None:
            continue
        text = stored.text or ""
        value: Value
        match cell.get("t", "n"):
            case "s":
                value = shared[int(text)]
            case "b":
                value = text == "1"
            case "n":
                value = number(text)
            case _:
                value = text
        yield cell.attrib["r"], value


def _text(item: ET.Element) -> str:
    """The text of a shared string, formatted runs joined, without phonetic guides."""
    runs = [item.find(f"{_MAIN}t"), *item.iterfind(f"{_MAIN}r/{_MAIN}t")]
    return "".join(run.text or "" for run in runs if run is not None)


def _soffice(work: Path, copies: Sequence[str], fmt: Format, *, fresh: bool) -> str:
    """Convert ``work/in/<copies>`` into ``work/out`` and return what soffice said."""
    program = available()
    if program is None:
        raise EngineError("LibreOffice (soffice) is not installed")
    profile = work / "profile"
    (profile / "user").mkdir(parents=True)
    if fresh:
        (profile / "user" / "registrymodifications.xcu").write_text(_RECALCULATE, encoding="utf-8")
    command = [program, f"-env:UserInstallation={profile.as_uri()}"]
    command += ["--headless", "--norestore", "--nolockcheck"]
    command += ["--convert-to", f"{fmt}:{_FILTERS[fmt]}", "--outdir", str(work / "out"), *copies]
    return _run(command, _START_SECONDS + _FILE_SECONDS * len(copies), cwd=work / "in")


def _run(command: Sequence[str], seconds: float, cwd: Path | None = None) -> str:
    """Run a program with its children, end them all after ``seconds``, and return what it printed."""
    with _started(command, cwd) as process:
        try:
            said, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise EngineError(f"{command[0]} was ended after {seconds} s: {_short(command)}") from None
    if process.returncode:
        raise EngineError(f"{command[0]} failed with {process.returncode}: {_short(command)}\n{said}")
    return said


@contextmanager
def _started(command: Sequence[str], cwd: Path | None) -> Iterator[subprocess.Popen[str]]:
    """A program in a process group of its own; whatever is left of the group at the end is killed.

    soffice is a script that starts a program that starts another: killing the first would leave the last.
    """
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env={**os.environ, "LC_ALL": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def _short(command: Sequence[str]) -> str:
    """A command line for a message: its first 500 characters."""
    line = " ".join(command)
    return line if len(line) <= 500 else f"{line[:500]} ..."
