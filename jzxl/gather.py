"""Which files a call of ``jzxl check`` means, and what their copies are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path, PurePosixPath

from jzxl.archive import archive_members, is_workbook, read_member
from jzxl.errors import UnreadableFileError, UsageError
from jzxl.filenames import cut, fit
from jzxl.folder import walk
from jzxl.moment import MOMENT
from jzxl.package import DEFAULT_LIMITS, Limits, read_incoming
from jzxl.paths import are_same, is_folder, is_there, refusal_of, resolved
from jzxl.visible import decoded

# What a spreadsheet program saves. Others in a folder are somebody's letters and pictures.
_SPREADSHEETS = frozenset((".xlsx", ".xlsm", ".xls", ".xlsb", ".et", ".ett", ".ods", ".xlt", ".xltx", ".csv"))
_LOCK_FILE_PREFIXES = ("~$", ".~", ".")
COPY_SUFFIX = "-审核"
LIST_NAME = "下发清单.xlsx"
"""What a folder of issued workbooks holds beside them."""
OWN_FOLDER = ".jzxl"
"""In an output folder, what jzxl keeps for itself."""
# Bytes; most file systems take 255 in a name.
_LONGEST_STEM = 200


# Read as folders are; other archives must be unpacked first.
_ARCHIVES, _OTHER_ARCHIVES = (".zip",), frozenset((".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz"))


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to check.

    Attributes:
        path: of the file, or of the archive that it is in.
        shown: what it is called: its path below the folder that was named, and below its archive.
        member: its name in the archive; empty for a file of its own.
        modified: when it was written, UTC, as 2021-03-01T08:30:00Z; empty where that is not known.
    """

    path: Path
    shown: str
    member: str = ""
    modified: str = ""

    @property
    def name(self) -> str:
        """Its own name, without folders."""
        return PurePosixPath(self.shown).name

    def read(self, limits: Limits) -> bytes:
        """Its bytes.

        Raises:
            UnreadableFileError: it cannot be read, or is too large.
        """
        if self.member:
            return read_member(self.path, self.member, limits)
        return read_incoming(self.path, self.name, limits)


@dataclass(frozen=True, slots=True)
class Unopened:
    """An archive or folder whose files could not be looked at, and why."""

    shown: str
    reason: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a call means.

    Attributes:
        passed_over: files in a folder or archive that are no workbooks.
        unopened: folders and archives that could not be opened.
        left_out: the roster, which is no return though it may lie among them.
    """

    files: list[FoundFile]
    passed_over: list[str]
    unopened: list[Unopened]
    left_out: Path | None = None


def gather_files(
    paths: Sequence[Path], output: Path, limits: Limits = DEFAULT_LIMITS, *, leave_out: Path | None = None
) -> Gathered:
    """The files to check, each once, in a stable order.

    Folders and zip archives are walked; files that a running program keeps beside a workbook, and the
    output folder, are passed over.

    Args:
        leave_out: a file that is no return though it may lie among them: the roster.

    Raises:
        UsageError: a path is not there, or there is nothing to check.
    """
    files: dict[tuple[Path, str], FoundFile] = {}
    gathered = Gathered([], [], [], leave_out)
    for path in paths:
        if is_folder(path):
            if resolved(path) == resolved(output):
                raise UsageError(f"回收文件夹和输出文件夹都是 {path}；请用 -o 指定另一个文件夹。")
            found = _workbooks_below(path, output, gathered, limits)
        elif is_there(path):
            found = _looked_into(path, decoded(path.name), gathered, limits, named=True)
        else:
            refusal = refusal_of(path)
            raise UsageError(
                f"{path} 打不开（{refusal}）；请检查权限和路径。"
                if refusal
                else f"找不到文件或文件夹：{path}；请核对路径。"
            )
        for each in found:
            if leave_out is not None and resolved(each.path) == resolved(leave_out):
                continue
            files.setdefault((resolved(each.path), each.member), each)
    gathered.files.extend(_told_apart(files.values()))
    if not files and not gathered.unopened:
        raise UsageError(f"没有可检查的工作簿：{'、'.join(map(str, paths))}；请把回收的 .xlsx 文件放进去。")
    return gathered


def _workbooks_below(folder: Path, output: Path, gathered: Gathered, limits: Limits) -> Iterator[FoundFile]:
    def is_wanted(inner: Path) -> bool:
        if are_same(inner, output):
            return False
        # What an earlier run wrote is no return.
        if is_folder(inner / OWN_FOLDER):
            gathered.passed_over.append(f"{shown(inner)}/")
            return False
        return True

    def shown(path: Path) -> str:
        return decoded(path.relative_to(folder).as_posix())

    for place in walk(folder, is_wanted):
        if place.refused:
            name = decoded(place.path.as_posix())
            gathered.unopened.append(Unopened(name, f"文件夹 {name} {place.refused}"))
        else:
            yield from _looked_into(place.path, shown(place.path), gathered, limits)


def _looked_into(
    file: Path, shown: str, gathered: Gathered, limits: Limits, *, named: bool = False
) -> Iterator[FoundFile]:
    """A file, if it is a workbook, or the workbooks in it, if it is an archive.

    Args:
        named: whether it was asked for by its name, and so is to be checked whatever it is.
    """
    kind = file.suffix.lower()
    if kind in _ARCHIVES:
        yield from _workbooks_inside(file, shown, gathered, limits)
    elif kind in _OTHER_ARCHIVES:
        reason = (
            f"{decoded(file.name)} 是压缩包，里面的文件没有检查；请解压后再审核（只有 .zip 可以直接审核）。"
        )
        gathered.unopened.append(Unopened(shown, reason))
    elif file.name == LIST_NAME and not named:
        gathered.passed_over.append(shown)
    elif named or (kind in _SPREADSHEETS and not file.name.startswith(_LOCK_FILE_PREFIXES)):
        yield FoundFile(file, shown, modified=_modified(file))
    elif not file.name.startswith(_LOCK_FILE_PREFIXES):
        gathered.passed_over.append(shown)


def _workbooks_inside(file: Path, shown: str, gathered: Gathered, limits: Limits) -> Iterator[FoundFile]:
    try:
        members = archive_members(file, limits)
    except UnreadableFileError as error:
        gathered.unopened.append(Unopened(shown, str(error)))
        return
    if is_workbook(members):  # somebody, or a mail program, gave it the wrong name
        yield FoundFile(file, shown, modified=_modified(file))
        return
    for member in members:
        if member.path.name.startswith(_LOCK_FILE_PREFIXES):
            continue
        inside = f"{shown}/{member.path}"
        kind = member.path.suffix.lower()
        if kind in _SPREADSHEETS and member.twice:
            reason = (
                f"{decoded(file.name)} 里有两个 {member.path}，分不清是哪一个，没有检查；请解压后再审核。"
            )
            gathered.unopened.append(Unopened(inside, reason))
        elif kind in _SPREADSHEETS:
            yield FoundFile(file, inside, member.name, member.modified)
        elif kind in _ARCHIVES or kind in _OTHER_ARCHIVES:
            reason = f"{decoded(file.name)} 里还有压缩包 {member.path.name}，没有检查；请解压后再审核。"
            gathered.unopened.append(Unopened(inside, reason))
        else:
            gathered.passed_over.append(inside)


def is_archive(name: str) -> bool:
    """Whether a file of this name is an archive, whether it can be opened or not."""
    kind = PurePosixPath(name).suffix.lower()
    return kind in _ARCHIVES or kind in _OTHER_ARCHIVES


def _told_apart(files: Iterable[FoundFile]) -> list[FoundFile]:
    """The files, each called something else: where two are called the same, the whole path is."""
    listed = list(files)
    times = Counter(each.shown.casefold() for each in listed)
    return [
        replace(each, shown=decoded(each.path.as_posix()) + (f"/{each.shown}" if each.member else ""))
        if times[each.shown.casefold()] > 1
        else each
        for each in listed
    ]


def _modified(file: Path) -> str:
    try:
        return datetime.fromtimestamp(file.stat().st_mtime, UTC).strftime(MOMENT)
    except (OSError, ValueError, OverflowError):
        return ""


def copy_names(
    files: Sequence[FoundFile],
    output: Path,
    former: Callable[[str], str | None] = lambda shown: None,
    roster: Path | None = None,
) -> list[str]:
    """A distinct name for the corrected copy of each file; a second one of a name is numbered.

    No copy is named like a file that is itself to be checked, or like the roster: originals are never written to.

    Args:
        former: the name of a file's copy in the last run, by what the file is called; None where it had none.
            It is kept: another file may have come that would get it, and the copy may be on somebody's desk.
    """
    originals = {resolved(found.path) for found in files} | (
        {resolved(roster)} if roster is not None else set()
    )
    taken = {path.name.casefold() for path in originals if path.parent == resolved(output)}
    names: dict[int, str] = {}
    for number, found in enumerate(files):
        known = former(found.shown)
        if known is not None and known.casefold() not in taken and _is_copy_name(known, found):
            names[number] = known
            taken.add(known.casefold())
    for number, found in enumerate(files):
        if number not in names:
            names[number] = next(each for each in _copy_names(found) if each.casefold() not in taken)
            taken.add(names[number].casefold())
    return [names[number] for number in range(len(files))]


def _copy_names(found: FoundFile) -> Iterator[str]:
    """What the copy of a file may be called."""
    stem, extension = _copy_parts(found)
    for number in count(1):
        yield f"{stem}{COPY_SUFFIX}{number if number > 1 else ''}{extension}"


def _is_copy_name(name: str, found: FoundFile) -> bool:
    stem, extension = _copy_parts(found)
    number = name.removeprefix(f"{stem}{COPY_SUFFIX}").removesuffix(extension)
    return name == f"{stem}{COPY_SUFFIX}{number}{extension}" and (not number or number.isdecimal())


def _copy_parts(found: FoundFile) -> tuple[str, str]:
    own = Path(fit(found.name))
    return cut(own.stem.removesuffix(COPY_SUFFIX), _LONGEST_STEM), _copy_extension(own)


def _copy_extension(file: Path) -> str:
    """A workbook with macros must keep its own extension, or Excel refuses it."""
    return file.suffix.lower() if file.suffix.lower() in (".xlsx", ".xlsm") else ".xlsx"
