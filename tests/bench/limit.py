"""How close to the limit: jzxl beside the least that must be done with a file, and beside other programs.

Each kind of workbook is one group: inflating it, one pass of expat over it, python-calamine, openpyxl, LibreOffice,
and what jzxl does with it.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from xml.parsers import expat

import openpyxl
from returns import STANDARD, UNIT, YEAR, catalog, filled, retyped, three_published

from bench.measure import AtLeastFaster, AtMostTimes, Group, Row, Target
from bench.texts import forget_texts
from jzxl.fill import fill_workbook, load_data
from jzxl.issue.recipient import Order, issue_workbook
from jzxl.package import Edit, open_package, save_whole
from jzxl.review import review_file

SMALLEST = "issued.xlsx"
"""The file that warms a process up whose memory is told."""
_PROJECTS = 20
_IN_A_BATCH = 5
_EXPAT, _SAVED, _COPIED = "zip and expat, no handlers' work", "openpyxl, loaded twice and saved", "copied raw"
_COMPARED = AtMostTimes()
_FILL, _AUTHOR = "FFC7CE", "jzxl"


def groups(folder: Path) -> Iterator[Group]:
    """The kinds of workbooks.

    Args:
        folder: for the files, which are made here and not timed.
    """
    issued, typed, large = (folder / name for name in (SMALLEST, "typed.xlsx", "large.xlsx"))
    issued.write_bytes(filled())
    typed.write_bytes(retyped(three_published()))
    large.write_bytes(_with_projects())
    yield _limit("issued: the department's form", issued, folder)
    yield _limit("typed by hand: three forms", typed, folder, weight=0.5)
    yield _limit(f"large: the department's form and {_PROJECTS} projects", large, folder, weight=0.2)
    yield _recipient(folder)


def _with_projects() -> bytes:
    """A workbook with many project forms, the first ones filled."""
    names = tuple(f"项目{number}" for number in range(1, _PROJECTS + 1))
    forms = tuple(catalog().forms[STANDARD].values())
    workbook = issue_workbook(Order(UNIT, YEAR, forms, names))
    data = load_data(Path(__file__).resolve().parents[2] / "samples" / "招商引资服务中心-2020-三表.toml")
    return fill_workbook(open_package(workbook, name="large.xlsx"), catalog(), data)


def _checked(path: Path) -> object:
    return review_file(path, catalog(), with_copy=False)


def _corrected(path: Path) -> object:
    return review_file(path, catalog(), with_copy=True)


def _limit(title: str, path: Path, folder: Path, weight: float = 1.0) -> Group:
    smallest = folder / SMALLEST

    def row(way: str, label: str, base: str = _EXPAT, target: Target = _COMPARED) -> Row:
        return Row(
            label,
            partial(WAYS[way], path),
            base,
            target,
            prepare=forget_texts,
            peak=partial(_peak, way, path, smallest),
        )

    rows = [
        row("inflate", "inflate only"),
        Row(_EXPAT, partial(parsed, path), peak=partial(_peak, "parse", path, smallest)),
        row("openpyxl", "openpyxl, loaded for formulas and for values"),
        row("saved", _SAVED),
        row("mark", "jzxl: read all, mark a cell, save", _SAVED, AtLeastFaster(20)),
        row("check", "jzxl: check", target=AtMostTimes(2.5)),
        row("copy", "jzxl: check + copy", target=AtMostTimes(4)),
    ]
    if find_spec("python_calamine"):
        rows.insert(2, row("calamine", "python-calamine (values only)"))
    if shutil.which("soffice") or shutil.which("libreoffice"):
        rows.insert(3, _libreoffice(path, folder))
    return Group(title, rows, weight, detailed=True)


def _peak(way: str, file: Path, smallest: Path) -> float | None:
    command = [sys.executable, str(Path(__file__).with_name("peak.py")), way, str(file), str(smallest)]
    said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    return float(said) if said else None


def _recipient(folder: Path) -> Group:
    """Both end with a file on disk under its final name, whole."""
    forms = tuple(form for form in catalog().forms[STANDARD].values() if not form.name_field)
    units = (f"{UNIT}{number}" for number in count())
    blank = issue_workbook(Order(UNIT, YEAR, forms))
    target = folder / "下发.xlsx"
    return Group(
        "further recipient: the department's form",
        [
            Row(_COPIED, lambda: save_whole(blank, target)),
            Row(
                "jzxl: issue",
                lambda: save_whole(issue_workbook(Order(next(units), YEAR, forms)), target),
                _COPIED,
                AtMostTimes(3),
            ),
        ],
        detailed=True,
    )


def _libreoffice(path: Path, folder: Path) -> Row:
    from engines.libreoffice import convert_all

    copies = [folder / f"{path.stem}-{number}.xlsx" for number in range(_IN_A_BATCH)]
    for copy in copies:
        copy.write_bytes(path.read_bytes())
    targets = (folder / f"{path.stem}-out-{number}" for number in count())
    return Row(
        f"LibreOffice, opened and saved, each of {_IN_A_BATCH}",
        lambda: convert_all(copies, "xlsx", next(targets)),
        _EXPAT,
        AtMostTimes(),
        share=_IN_A_BATCH,
        most_rounds=2,
    )


def _marked(path: Path) -> bytes:
    """What the loading and saving of openpyxl comes to: every cell, its formula and value; one fill and one note."""
    package = open_package(path)
    for sheet in package.sheets:
        package.cells(sheet.name)
    edit = Edit(package)
    first = package.sheets[0].name
    edit.set_fill(first, "A1", _FILL)
    edit.note(first, "A1", _AUTHOR, author=_AUTHOR)
    return edit.to_bytes()


def inflated(path: Path) -> list[bytes]:
    """Every member unpacked."""
    with zipfile.ZipFile(path) as archive:
        return [archive.read(info) for info in archive.infolist()]


def parsed(path: Path) -> None:
    """Every part through expat with three handlers that do nothing."""
    for part in inflated(path):
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = lambda name, attributes: None
        parser.EndElementHandler = lambda name: None
        parser.CharacterDataHandler = lambda text: None
        parser.Parse(part, True)


def calamine(path: Path) -> list[object]:
    """The values of every sheet."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(path)
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def openpyxl_twice(path: Path) -> None:
    """Formulas, and their stored results."""
    openpyxl.load_workbook(path)
    openpyxl.load_workbook(path, data_only=True)


def openpyxl_saved(path: Path) -> bytes:
    """The same, and saved."""
    book = openpyxl.load_workbook(path)
    openpyxl.load_workbook(path, data_only=True)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


WAYS: Mapping[str, Callable[[Path], object]] = {
    "inflate": inflated,
    "parse": parsed,
    "calamine": calamine,
    "openpyxl": openpyxl_twice,
    "saved": openpyxl_saved,
    "mark": _marked,
    "check": _checked,
    "copy": _corrected,
}
"""The ways of handling a workbook, by what `bench.peak` calls them."""
