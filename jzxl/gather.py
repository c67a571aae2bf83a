"""Which files a call of ``jzxl check`` means, and what their copies are called."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jzxl.errors import UsageError

# What a spreadsheet program saves. Others in a folder are somebody's letters and pictures.
_SPREADSHEETS = frozenset((".xlsx", ".xlsm", ".xls", ".xlsb", ".et", ".ett", ".ods", ".xlt", ".xltx", ".csv"))
_LOCK_FILE_PREFIXES = ("~$", ".~", ".")
COPY_SUFFIX = "-审核"


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to check; ``shown`` is what it is called: its path below the folder that was named."""

    path: Path
    shown: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a call means.

    Attributes:
        passed_over: files in a folder that are no workbooks.
        unreadable: folders that could not be opened.
    """

    files: list[FoundFile]
    passed_over: list[Path]
    unreadable: list[Path]


def gather_files(paths: Sequence[Path], output: Path) -> Gathered:
    """The files to check, each once, in a stable order.

    Folders are walked; files that a running program keeps beside a workbook, and the output folder,
    are passed over.

    Raises:
        UsageError: a path is not there, or there is nothing to check.
    """
    files: dict[Path, FoundFile] = {}
    gathered = Gathered([], [], [])
    for path in paths:
        if path.is_dir():
            if path.resolve() == output.resolve():
                raise UsageError(f"回收文件夹和输出文件夹都是 {path}；请用 -o 指定另一个文件夹。")
            for found in _workbooks_below(path, output, gathered):
                files.setdefault(found.path.resolve(), found)
        elif path.exists():
            files.setdefault(path.resolve(), FoundFile(path, path.name))
        else:
            raise UsageError(f"找不到文件或文件夹：{path}；请核对路径。")
    gathered.files.extend(files.values())
    if not files and not gathered.unreadable:
        raise UsageError(f"没有可检查的工作簿：{'、'.join(map(str, paths))}；请把回收的 .xlsx 文件放进去。")
    return gathered


def _workbooks_below(folder: Path, output: Path, gathered: Gathered) -> Iterator[FoundFile]:
    skipped = output.resolve()

    def note_unreadable(error: OSError) -> None:
        gathered.unreadable.append(Path(error.filename))

    for place, folders, names in os.walk(folder, onerror=note_unreadable):
        folders[:] = sorted(each for each in folders if (Path(place) / each).resolve() != skipped)
        for name in sorted(names):
            file = Path(place) / name
            if name.startswith(_LOCK_FILE_PREFIXES):
                continue
            if file.suffix.lower() in _SPREADSHEETS:
                yield FoundFile(file, file.relative_to(folder).as_posix())
            else:
                gathered.passed_over.append(file)


def copy_names(files: Sequence[FoundFile], output: Path) -> list[str]:
    """A distinct name for the corrected copy of each file; a second one of a name is numbered.

    No copy is named like a file that is itself to be checked: originals are never written to.
    """
    originals = {found.path.resolve() for found in files}
    taken = {path.name.casefold() for path in originals if path.parent == output.resolve()}
    names = []
    for found in files:
        stem, extension = found.path.stem.removesuffix(COPY_SUFFIX), _copy_extension(found.path)
        number, name = 1, f"{stem}{COPY_SUFFIX}{extension}"
        while name.casefold() in taken:
            number += 1
            name = f"{stem}{COPY_SUFFIX}{number}{extension}"
        taken.add(name.casefold())
        names.append(name)
    return names


def _copy_extension(file: Path) -> str:
    """A workbook with macros must keep its own extension, or Excel refuses it."""
    return file.suffix.lower() if file.suffix.lower() in (".xlsx", ".xlsm") else ".xlsx"
