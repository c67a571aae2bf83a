"""What the gate turns away, and what each refusal says."""

from __future__ import annotations

import io
import random
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from package_samples import CELLS, form, pack, parts, patch_record

from jzxl.errors import UnreadableFileError
from jzxl.package import DEFAULT_LIMITS, Limits, kind_of, open_package

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def stream(name: str) -> bytes:
    return OLE2 + name.encode("utf-16-le") + b"\0\0" + bytes(60)


def refusal(data: bytes, limits: Limits = DEFAULT_LIMITS) -> str:
    """The message with which a file is refused, on opening or on reading its sheets."""
    with pytest.raises(UnreadableFileError) as caught:
        package = open_package(data, name="甲单位.xlsx", limits=limits)
        for sheet in package.sheets:
            package.cells(sheet.name)
            package.notes(sheet.name)
        assert package.properties is not None
    message = str(caught.value)
    assert message.startswith("甲单位.xlsx")
    assert "请" in message
    return message


@pytest.mark.parametrize(
    ("data", "kind", "says"),
    [
        (b"", "empty", "空文件"),
        (stream("Workbook"), "xls", "旧版 .xls"),
        (stream("Book"), "xls", "旧版 .xls"),
        (stream("EncryptedPackage"), "encrypted", "设了密码"),
        (stream("WordDocument"), "doc", "Word 文档"),
        (OLE2, "ole2", "旧版 Office"),
        (b"%PDF-1.7\n", "pdf", "PDF"),
        (b"\xef\xbb\xbf <!DOCTYPE html><html></html>", "html", "网页"),
        (b"<table><tr><td>1</td></tr></table>", "html", "网页"),
        (b'<?xml version="1.0"?><a/>', "xml", "XML"),
        ("部门,得分\n财政局,90\n".encode("gb18030"), "text", "纯文本"),
        ("部门,得分\n".encode("utf-16"), "text", "纯文本"),
        (b"Rar!\x1a\x07\0", "archive", "压缩包"),
        (b"\x89PNG\r\n\x1a\n", "picture", "图片"),
        (b"\0\1\2\3" * 50, "unknown", "认不出"),
    ],
)
def test_other_formats_are_named(data: bytes, kind: str, says: str) -> None:
    assert kind_of(data) == kind
    assert says in refusal(data)


def test_zip_of_something_else() -> None:
    assert "普通压缩包" in refusal(pack({"a.txt": "a"}))
    assert "装着工作簿" in refusal(pack({"表.xlsx": form()}))
    assert ".ods" in refusal(pack({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}))
    word = parts()
    word["_rels/.rels"] = str(word["_rels/.rels"]).replace("xl/workbook", "word/document")
    word["word/document.xml"] = "<a/>"
    assert "Word" in refusal(pack(word))
    binary = parts()
    binary["_rels/.rels"] = str(binary["_rels/.rels"]).replace("workbook.xml", "workbook.bin")
    binary["xl/workbook.bin"] = b"\0"
    assert ".xlsb" in refusal(pack(binary))


@pytest.mark.parametrize(
    "missing", ["[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/worksheets/sheet1.xml"]
)
def test_missing_part(missing: str) -> None:
    members = parts()
    del members[missing]
    refusal(pack(members))


def test_missing_workbook_says_so() -> None:
    members = parts()
    del members["xl/workbook.xml"]
    assert "workbook.xml" in refusal(pack(members))


@pytest.mark.parametrize("keep", [4, 30, 500, -1, -22, -60])
def test_truncated(keep: int) -> None:
    assert "已损坏" in refusal(form()[:keep])


def test_flipped_bytes_never_raise_anything_else() -> None:
    original = form(notes=True)
    generator = random.Random(7)
    for _ in range(300):
        data = bytearray(original)
        for _ in range(generator.randint(1, 4)):
            data[generator.randrange(len(data))] = generator.randrange(256)
        try:
            package = open_package(bytes(data))
            for sheet in package.sheets:
                assert len(package.cells(sheet.name)) < 100
                assert len(package.notes(sheet.name)) < 100
            assert len(package.properties) < 10
        except UnreadableFileError as error:
            assert str(error)


def test_encrypted_member() -> None:
    data = patch_record(pack(parts()), 8, "<H", 1)
    assert "密码" in refusal(data)


def test_large_member_is_unpacked_whole() -> None:
    content = random.Random(3).randbytes(1_000) * 20_001
    package = open_package(pack({**parts(), "xl/media/image1.png": content}))
    assert package.read("xl/media/image1.png") == content


def test_large_member_that_breaks_off() -> None:
    data = bytearray(pack({**parts(), "xl/media/image1.png": random.Random(3).randbytes(9_000_000)}))
    # In the middle of what is packed, a block of a kind that there is not.
    place = data.index(b"xl/media/image1.png") + 4_000_000
    data[place : place + 100_000] = b"\xff" * 100_000
    with pytest.raises(UnreadableFileError, match=r"校验不符|无法解压|解压后不是"):
        open_package(bytes(data)).read("xl/media/image1.png")


def test_unknown_compression() -> None:
    data = patch_record(pack(parts()), 10, "<H", 9)
    assert "编号 9" in refusal(data)


def test_wrong_checksum() -> None:
    data = patch_record(pack(parts()), 16, "<L", 1)
    assert "校验不符" in refusal(data)


def test_duplicate_member() -> None:
    buffer = io.BytesIO(pack(parts()))
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
    assert "出现两次" in refusal(buffer.getvalue())


def test_duplicate_member_in_other_case() -> None:
    assert "出现两次" in refusal(pack({**parts(), "XL/workbook.xml": "<a/>"}))


def test_overlapping_members() -> None:
    data = pack({**parts(), "a.bin": b"0" * 50, "b.bin": b"0" * 50}, method=zipfile.ZIP_STORED)
    # Let a.bin claim the bytes of b.bin too.
    place = data.rindex(b"PK\1\2", 0, data.rindex(b"PK\1\2"))
    changed = bytearray(data)
    changed[place + 20 : place + 28] = (120).to_bytes(4, "little") * 2
    assert "重叠" in refusal(bytes(changed))


@pytest.mark.parametrize("name", ["/etc/passwd", "../a.xml", "xl/../../a.xml", "C:/a.xml", "..\\a.xml"])
def test_unsafe_path(name: str) -> None:
    assert "不安全" in refusal(pack({**parts(), name: "x"}))


@pytest.mark.parametrize(
    ("size", "declared"),
    [
        *((5_000_000, declared) for declared in (1_000, 5_000_001)),
        # Those that are measured before they are unpacked.
        *((20_000_000, declared) for declared in (1_000, 9_000_000, 19_999_999, 20_000_001, 30_000_000)),
    ],
)
def test_member_of_another_size_than_declared(size: int, declared: int) -> None:
    members = parts()
    members["xl/worksheets/sheet1.xml"] = b" " * size
    data = patch_record(pack(members), 24, "<L", declared)
    said = refusal(data)
    assert f"部件“xl/worksheets/sheet1.xml”解压后不是目录所记的 {declared} 字节" in said
    # It may be a bomb or a bad copy, and nobody is blamed for the one or the other.
    assert "炸弹" not in said


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        (replace(DEFAULT_LIMITS, file_bytes=100), "超过上限 100 字节"),
        (replace(DEFAULT_LIMITS, members=3), "5 个部件，超过上限 3 个"),
        (replace(DEFAULT_LIMITS, member_bytes=100), "超过上限 0.0 MB"),
        (replace(DEFAULT_LIMITS, total_bytes=1000), "解压后共"),
        (replace(DEFAULT_LIMITS, cells=1), "超过上限 1 格"),
        (replace(DEFAULT_LIMITS, nodes=2), "元素超过 2 个"),
    ],
)
def test_limits(limits: Limits, says: str) -> None:
    assert says in refusal(pack(parts()), limits)


def test_limit_of_shared_strings() -> None:
    assert "共享文字超过上限 1 条" in refusal(form(), replace(DEFAULT_LIMITS, strings=1))


def test_limits_of_formulas() -> None:
    rows = '<row r="1"><c r="A1"><f t="shared" ref="A1:A9" si="0">B1+C1+D1</f></c></row>' + "".join(
        f'<row r="{n}"><c r="A{n}"><f t="shared" si="0"/></c></row>' for n in range(2, 10)
    )
    data = pack(parts(rows))
    assert "8 字，超过上限 4 字" in refusal(data, replace(DEFAULT_LIMITS, formula_characters=4))
    assert "展开后超过上限 20 字" in refusal(data, replace(DEFAULT_LIMITS, expanded_characters=20))


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "_rels/.rels"])
def test_broken_xml(part: str) -> None:
    members = parts()
    members[part] = str(members[part])[:-5]
    message = refusal(pack(members))
    assert part in message
    assert "XML 有误，第" in message


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_document_type_is_refused(part: str) -> None:
    members = parts()
    head, _, body = str(members[part]).partition("\n")
    members[part] = f'{head}<!DOCTYPE a [<!ENTITY b "c">]>\n{body}'
    assert "DTD" in refusal(pack(members))


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (CELLS.replace('r="B1"', 'r="A1"'), "A1 出现两次"),
        (CELLS.replace('r="B1"', 'r="XFE1"'), "XFE1"),
        (CELLS.replace('r="B1"', 'r="B1048577"'), "B1048577"),
        (CELLS.replace('row r="1"', 'row r="0"'), "行号“0”"),
        ('<row r="1"><c r="A1" t="s"><v>3</v></c></row>', "A1 引用了不存在的第 3 条共享文字"),
        ('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>', "A1 引用了不存在的第 -1 条共享文字"),
    ],
)
def test_impossible_cells(rows: str, says: str) -> None:
    assert says in refusal(pack(parts(rows)))


def test_two_sheets_of_one_name_or_part() -> None:
    members = parts()
    one = '<sheet name="表 1" sheetId="1" r:id="rId1"/>'
    text = str(members["xl/workbook.xml"])
    members["xl/workbook.xml"] = text.replace(one, one * 2)
    assert "两张名为" in refusal(pack(members))
    members["xl/workbook.xml"] = text.replace(one, one + one.replace("表 1", "表 2"))
    assert "共用部件" in refusal(pack(members))


def test_unknown_encoding() -> None:
    members = parts()
    members["xl/workbook.xml"] = str(members["xl/workbook.xml"]).replace("UTF-8", "EBCDIC-X")
    assert "编码“ebcdic-x”不受支持" in refusal(pack(members))


def test_unknown_sheet_lists_the_sheets() -> None:
    package = open_package(form(), name="甲.xlsx")
    with pytest.raises(UnreadableFileError, match="没有工作表“表 9”，只有：表 1、表 2"):
        package.cells("表 9")


def test_path(tmp_path: Path) -> None:
    path = tmp_path / "乙.xlsx"
    with pytest.raises(UnreadableFileError, match=r"^乙\.xlsx 打不开"):
        open_package(path)
    path.write_bytes(form())
    package = open_package(path)
    assert package.file == "乙.xlsx"
    assert len(package.sha256) == 64
    with pytest.raises(UnreadableFileError, match="打不开"):
        open_package(tmp_path)


_FAKE_END = b"PK\5\6" + bytes(range(1, 17)) + b"\0\0"


@pytest.mark.parametrize("added", [b"", b"\r\n"])
@pytest.mark.parametrize(
    "comment", [b"PK\5\6", b"x" * 30 + b"PK\5\6" + b"y" * 30, _FAKE_END, b"PK\5\6" + bytes(18)]
)
def test_a_comment_may_hold_the_mark_of_an_end(comment: bytes, added: bytes) -> None:
    data = form()
    assert data[-2:] == b"\0\0"  # of a comment
    commented = data[:-2] + len(comment).to_bytes(2, "little") + comment + added
    assert open_package(commented).members == open_package(data).members
