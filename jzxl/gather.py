"""Which files a call of ``jzxl check`` means, and what their copies are called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from jzxl.errors import UsageError

# What a spreadsheet program saves. Others in a folder are somebody's letters and pictures.
_SPREADSHEETS = frozenset((".xlsx", ".xlsm", ".xls", ".xlsb", ".et", ".ett", ".ods", ".xlt", ".xltx", ".csv"))
_LOCK_FILE_PREFIXES = ("~$", ".~", ".")
COPY_SUFFIX = "-审核"


def gather_files(paths: Sequence[Path], output: Path) -> list[Path]:
    """The files to check, each once, in a stable order.

    Folders are walked; files that a running program keeps beside a workbook, and the output folder,
    are passed over.

    Raises:
        UsageError: a path is not there, or there is nothing to check.
    """
    files: dict[Path, Path] = {}
    for path in paths:
        if path.is_dir():
            for file in _workbooks_below(path, output):
                files.setdefault(file.resolve(), file)
        elif path.is_file():
            files.setdefault(path.resolve(), path)
        else:
            raise UsageError(f"找不到文件或文件夹：{path}；请核对路径。")
    if not files:
        raise UsageError(f"没有可检查的工作簿：{'、'.join(map(str, paths))}；请把回收的 .xlsx 文件放进去。")
    return list(files.values())


def _workbooks_below(folder: Path, output: Path) -> Iterable[Path]:
    skipped = output.resolve()
    for file in sorted(folder.rglob("*")):
        if file.suffix.lower() not in _SPREADSHEETS or file.name.startswith(_LOCK_FILE_PREFIXES):
            continue
        if file.is_file() and skipped not in file.resolve().parents:
            yield file


def copy_names(files: Sequence[Path]) -> list[str]:
    """A distinct name for the corrected copy of each file; a second one of a name is numbered."""
    taken: set[str] = set()
    names = []
    for file in files:
        number, name = 1, f"{file.stem}{COPY_SUFFIX}{_copy_extension(file)}"
        while name.casefold() in taken:
            number += 1
            name = f"{file.stem}{COPY_SUFFIX}{number}{_copy_extension(file)}"
        taken.add(name.casefold())
        names.append(name)
    return names


def _copy_extension(file: Path) -> str:
    """A workbook with macros must keep its own extension, or Excel refuses it."""
    return file.suffix.lower() if file.suffix.lower() in (".xlsx", ".xlsm") else ".xlsx"
