"""Tell what a file is from its first bytes, so that a wrong file is named for what it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from jzxl.errors import UnreadableFileError
from jzxl.package.container import Entry, inflate, read_directory
from jzxl.package.limits import DEFAULT_LIMITS

FileKind = Literal[
    "zip", "empty", "xls", "doc", "ppt", "encrypted", "ole2", "pdf", "html", "xml", "rtf", "picture",
    "archive", "text", "unknown",
]  # fmt: skip
ForeignKind = Literal["xls", "ods", "xlsb"]

# What to tell the user; every phrase follows "<file> " and ends with the way out.
_MESSAGES: dict[FileKind, str] = {
    "empty": "是空文件(0 字节)；请重新取得该文件。",
    "xls": "是旧版 .xls 工作簿(或 WPS 的 .et)；请用 Excel 或 WPS 打开并另存为 .xlsx 后再试。",
    "doc": "看起来是 Word 文档(.doc)，不是工作簿；请提交 .xlsx 填报表。",
    "ppt": "看起来是演示文稿(.ppt)，不是工作簿；请提交 .xlsx 填报表。",
    "encrypted": "设了密码，无法读取；请在 Excel 或 WPS 中取消打开密码，另存为 .xlsx 后再试。",
    "ole2": "是旧版 Office 格式的文件，但不是工作簿；请提交 .xlsx 填报表。",
    "pdf": "看起来是 PDF 文件，不是工作簿；请提交 .xlsx 填报表。",
    "html": "看起来是网页(HTML)，不是工作簿；请用 Excel 打开并另存为 .xlsx 后再试。",
    "xml": "看起来是单个 XML 文件，不是工作簿；请用 Excel 打开并另存为 .xlsx 后再试。",
    "rtf": "看起来是 RTF 文档，不是工作簿；请提交 .xlsx 填报表。",
    "picture": "看起来是图片，不是工作簿；请提交 .xlsx 填报表。",
    "archive": "看起来是 RAR、7z 或 gzip 压缩包，不是工作簿；请先解压，再提交其中的 .xlsx 文件。",
    "text": "看起来是纯文本，不是工作簿；请提交 .xlsx 填报表。",
    "unknown": "不是 .xlsx 工作簿，也认不出是什么格式；请用 Excel 或 WPS 打开并另存为 .xlsx 后再试。",
}
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Templates (.ots) go by "spreadsheet-template" and hold the same.
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_LONGEST_MIMETYPE = 100


def _stream(name: str) -> bytes:
    return name.encode("utf-16-le") + b"\0\0"


def kind_of(data: bytes) -> FileKind:
    """Return what kind of file ``data`` is, judged by signature, not by name."""
    if not data:
        return "empty"
    if data.startswith((b"PK\3\4", b"PK\5\6")):
        return "zip"
    if data.startswith(_OLE2):
        return _ole2_kind(data)
    if data.startswith((b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b")):
        return "archive"
    if data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM")):
        return "picture"
    head = data[:2048].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"{\\rtf"):
        return "rtf"
    lowered = head.lower()
    if lowered.startswith((b"<!doctype html", b"<html")) or b"<html" in lowered or b"<table" in lowered:
        return "html"
    if head.startswith(b"<?xml"):
        return "xml"
    if data.startswith((b"\t\x08", b"\t\x04", b"\t\x02", b"\t\0")):
        return "xls"
    return "text" if _is_text(data[:2048]) else "unknown"


def _ole2_kind(data: bytes) -> FileKind:
    streams: tuple[tuple[str, FileKind], ...] = (
        ("EncryptedPackage", "encrypted"),
        ("Workbook", "xls"),
        ("Book", "xls"),
        ("WordDocument", "doc"),
        ("PowerPoint Document", "ppt"),
    )
    for name, kind in streams:
        if _stream(name) in data:
            return kind
    return "ole2"


def foreign_kind(data: bytes) -> ForeignKind | None:
    """What ``open_foreign`` would read this as; None for all else, .xlsx and damaged zips included.

    WPS saves .et as an OLE2 workbook, so that is "xls".  An .xls of Excel 4 or older, a bare stream without
    OLE2 around it, is None: nothing here reads it.
    """
    kind = kind_of(data)
    if kind == "xls":
        return "xls" if data.startswith(_OLE2) else None
    if kind != "zip":
        return None
    try:
        return foreign_zip_kind(data, read_directory(data, "", DEFAULT_LIMITS))
    except UnreadableFileError:
        return None


def foreign_zip_kind(data: bytes, entries: Sequence[Entry]) -> ForeignKind | None:
    """The same for a zip whose directory has been read.

    :raises UnreadableFileError: the member that says so is damaged
    """
    by_name = {entry.name.lower(): entry for entry in entries}
    if "xl/workbook.bin" in by_name:
        return None if "xl/workbook.xml" in by_name else "xlsb"
    mimetype = by_name.get("mimetype")
    if mimetype is None or mimetype.size > _LONGEST_MIMETYPE:
        return None
    return "ods" if inflate(data, mimetype, "").startswith(_ODS) else None


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if any(byte < 32 and byte not in (9, 10, 12, 13) for byte in head):
        return False
    for encoding in ("utf-8", "gb18030"):
        # The cut may have split the last character.
        for tail in range(4):
            try:
                head[: len(head) - tail].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False


def refusal(kind: FileKind) -> str:
    """The rest of the Chinese sentence that begins with the file's name."""
    return _MESSAGES[kind]
