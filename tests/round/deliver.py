"""Files as they come back: in folders, in mail's zip archives, and what is no workbook at all."""

from __future__ import annotations

import io
import os
import random
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import xlsxwriter
from package_samples import pack

START = datetime(2021, 3, 1, 9, tzinfo=UTC)
_FOLDERS = ("", "第一批", "第二批", "第二批/教科文口", "补报", "邮箱下载/3月")
_MODIFIED = re.compile(r"(<dcterms:modified[^>]*>)[^<]*(<)")
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass
class Delivery:
    """One file.

    Attributes:
        file: below 回收; a zip is a folder of its own.
        when: it was last changed.
    """

    file: str
    data: bytes
    when: datetime

    @property
    def archive(self) -> str:
        """The zip that it is in, or nothing."""
        before, mark, _ = self.file.partition(".zip/")
        return f"{before}.zip" if mark else ""


class GbkInfo(zipfile.ZipInfo):
    """A member whose name is written as Chinese Windows writes it, without saying so."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def moment(rng: random.Random) -> datetime:
    """Some time in the weeks in which files come back; even seconds, as a zip keeps them."""
    return START + timedelta(seconds=2 * rng.randrange(20 * 24 * 1800))


def saved_at(data: bytes, when: datetime) -> bytes:
    """The workbook as Excel saved it then: it says so in its own properties."""
    stamp = when.strftime("%Y-%m-%dT%H:%M:%SZ")
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as saved,
    ):
        for info in source.infolist():
            content = source.read(info)
            if info.filename == "docProps/core.xml":
                content = _MODIFIED.sub(rf"\g<1>{stamp}\g<2>", content.decode()).encode()
            # The same date for every member makes the file the same whenever it is made.
            saved.writestr(
                zipfile.ZipInfo(info.filename, when.timetuple()[:6]), content, zipfile.ZIP_DEFLATED, 1
            )
    return target.getvalue()


def placed(names: Iterable[str], rng: random.Random) -> dict[str, str]:
    """Where files of these names end up: most in folders, a fifth in zips of a few."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    waiting = list(names)
    rng.shuffle(waiting)
    number = 0
    while waiting:
        if rng.random() < 0.1 or (number < 2 and len(waiting) < 8):
            number += 1
            inside, waiting = waiting[:3], waiting[3:]
            # Even ones have the names that Windows writes, odd ones say that theirs are UTF-8.
            archive = "/".join(filter(None, (rng.choice(_FOLDERS[:3]), f"邮件附件{number}.zip")))
            for at, name in enumerate(inside):
                found[name] = f"{archive}/{'报送材料/' if at % 2 else ''}{name}"
            continue
        name = waiting.pop()
        path = "/".join(filter(None, (rng.choice(_FOLDERS), name)))
        assert path not in taken
        taken.add(path)
        found[name] = path
    return found


def write_files(folder: Path, files: Iterable[Delivery]) -> None:
    """All files below a folder, zips written as different programs write them."""
    archives: dict[str, list[Delivery]] = {}
    for each in files:
        if each.archive:
            archives.setdefault(each.archive, []).append(each)
            continue
        path = folder / each.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(each.data)
        os.utime(path, (each.when.timestamp(),) * 2)
    for name, inside in archives.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        kind = GbkInfo if int(re.findall(r"\d+", name)[-1]) % 2 == 0 else zipfile.ZipInfo
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
            for each in sorted(inside, key=lambda each: each.file):
                date = each.when.timetuple()[:6]
                archive.writestr(kind(each.file[len(name) + 1 :], date), each.data)  # type: ignore[arg-type]
        latest = max(each.when for each in inside).timestamp()
        os.utime(path, (latest, latest))


def read_back(folder: Path, files: Iterable[str]) -> Iterable[tuple[str, bytes]]:
    """The files of a round by their names in truth.json, out of their zips."""
    for name in files:
        before, mark, inside = name.partition(".zip/")
        if not mark:
            yield name, (folder / name).read_bytes()
            continue
        with zipfile.ZipFile(folder / f"{before}.zip") as archive:
            for info in archive.infolist():
                said = info.filename
                if not info.flag_bits & 0x800:
                    said = said.encode("cp437").decode("gbk")
                if said == inside:
                    yield name, archive.read(info)


def unreadable(workbook: bytes) -> dict[str, tuple[str, bytes]]:
    """Files that cannot be read: extension and content, by what is wrong with them."""
    header = _OLE2 + bytes(504)
    return {
        "cut off": (".xlsx", workbook[: len(workbook) // 2]),
        "password": (".xlsx", header + "EncryptedPackage".encode("utf-16-le") + b"\0\0" + bytes(900)),
        "empty": (".xlsx", b""),
        "web page": (".xls", "<html><body><table><tr><td>自评表</td></tr></table></body></html>".encode()),
        "text": (".xlsx", "附件稍后补报".encode()),
    }


def no_form() -> bytes:
    """Somebody's list of people."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"created": START.replace(tzinfo=None)})
    book.add_worksheet("联络员").write_row(0, 0, ("姓名", "科室", "电话"))
    book.close()
    return target.getvalue()


def no_workbooks() -> dict[str, bytes]:
    """Files beside the workbooks that are none: by name."""
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    types = f'<Types xmlns="{space}"><Default Extension="xml" ContentType="{word}"/></Types>'
    return {
        "~$青坪市教育局.xlsx": b"\x04user" + bytes(160),
        "关于报送自评表的说明.docx": pack({"[Content_Types].xml": types, "word/document.xml": "<document/>"}),
        "第一批/Thumbs.db": _OLE2 + bytes(504),
    }
