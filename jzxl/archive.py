"""Zip archives as they come from mail: which workbooks are in them, and their bytes."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from jzxl.errors import UnreadableFileError, reason_of
from jzxl.moment import MOMENT
from jzxl.package import Limits
from jzxl.paths import NotRegularError, open_regular
from jzxl.visible import decoded

# Windows packs names in the code page of the system and says nothing of it.
_ENCODINGS = ("gb18030", "cp437")
_MAIN_PARTS = ("xl/workbook.xml", "xl/workbook.bin")
_MIB = 1024 * 1024
# What bzip2 and LZMA make of so many packed bytes is only known when it is there: up to 80 MB.  Deflate stops where
# it is told to.
_PIECE, _LIMITED_PIECE = 4096, _MIB
_LIMITED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True, slots=True)
class ArchiveMember:
    """A file in an archive.

    Attributes:
        name: as the archive has it.
        path: the same to be shown: forward slashes, nothing that leads out of the archive.
        modified: UTC, as 2021-03-01T08:30:00Z, if this machine is in the zone of the one that packed it; empty
            where the archive has no such time.
        twice: whether the archive has another of this name, which cannot be told from it.
    """

    name: str
    path: PurePosixPath
    modified: str
    twice: bool = False


def archive_members(file: Path, limits: Limits) -> list[ArchiveMember]:
    """The files in an archive, in the order of their names.

    Raises:
        UnreadableFileError: it is no zip archive, is damaged, or holds too many files.
    """
    try:
        with _opened(file) as archive:
            found = [info for info in archive.infolist() if not info.is_dir()]
    except Exception as error:  # zipfile lets through whatever its unpackers raise, and more
        raise _unreadable(file, error) from None
    if len(found) > limits.archive_members:
        raise UnreadableFileError(
            f"{decoded(file.name)} 里有 {len(found)} 个文件，超过上限 {limits.archive_members} 个；请解压后分几次审核。"
        )
    times = Counter(_shown(info.filename).as_posix().casefold() for info in found)
    members = [
        ArchiveMember(info.filename, path, _utc(info.date_time), times[path.as_posix().casefold()] > 1)
        for info in found
        for path in (_shown(info.filename),)
    ]
    return sorted(members, key=lambda each: (each.path.as_posix(), each.name))


def is_workbook(members: Iterable[ArchiveMember]) -> bool:
    """Whether it is no archive but an Excel workbook, which is a zip too, whatever it is called."""
    names = {member.path.as_posix().lower() for member in members}
    return "[content_types].xml" in names and not names.isdisjoint(_MAIN_PARTS)


def _utc(local: tuple[int, int, int, int, int, int]) -> str:
    try:
        return datetime(*local).astimezone(UTC).strftime(MOMENT)
    except (ValueError, OverflowError, OSError):
        return ""


def read_member(file: Path, name: str, limits: Limits) -> bytes:
    """A file of an archive.

    Raises:
        UnreadableFileError: it is damaged, needs a password, or has more bytes than a file may have.
    """
    shown = f"{decoded(file.name)} 里的 {_shown(name)}"
    try:
        with _opened(file) as archive:
            content = _content(archive, archive.getinfo(name), limits.file_bytes + 1)
    except Exception as error:  # as above
        raise _unreadable(file, error, shown) from None
    if len(content) > limits.file_bytes:
        raise UnreadableFileError(
            f"{shown} 超过上限 {limits.file_bytes // _MIB} MB；请删去多余的图片和工作表后另存再试，"
            "确实要这么大时用 --max-size 放宽。"
        )
    return content


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """The beginning of a member, at least ``most`` bytes if it has them."""
    piece = _LIMITED_PIECE if info.compress_type in _LIMITED else _PIECE
    content = bytearray()
    with archive.open(info) as member:
        while len(content) < most and (more := member.read(piece)):
            content += more
    return bytes(content)


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    with open_regular(file) as stream:
        try:
            archive = zipfile.ZipFile(stream, metadata_encoding=_ENCODINGS[0])
        except UnicodeDecodeError:
            archive = zipfile.ZipFile(stream, metadata_encoding=_ENCODINGS[1])
        with archive:
            yield archive


def _shown(name: str) -> PurePosixPath:
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return PurePosixPath(*parts)


def _unreadable(file: Path, error: Exception, shown: str = "") -> UnreadableFileError:
    what = shown or decoded(file.name)
    if isinstance(error, RuntimeError) and "encrypted" in str(error):
        return UnreadableFileError(f"{what} 设了密码；请解压后再审核，或请单位发来不加密的文件。")
    if isinstance(error, NotRegularError):
        return UnreadableFileError(f"{what} 不是普通文件（是管道、设备一类），没有打开；请核对路径。")
    if isinstance(error, NotImplementedError):
        return UnreadableFileError(f"{what} 的压缩方式不常见，解压不了；请用解压软件解压后再审核。")
    if isinstance(error, PermissionError):
        return UnreadableFileError(f"{what} 打不开({reason_of(error)})；请检查权限。")
    return UnreadableFileError(f"{what} 解压不了，多半是文件不完整；请重新下载，或用解压软件打开后再审核。")
