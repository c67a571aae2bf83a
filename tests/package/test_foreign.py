"""Workbooks that are no .xlsx: read alike, and never a danger to the process that asks."""

from __future__ import annotations

import io
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from engines.libreoffice import convert_all, requires_libreoffice
from foreign_samples import ods, ods_cell, ods_row, xlsb
from package_samples import form, pack, parts

from jzxl.errors import UnreadableFileError
from jzxl.package import (
    DEFAULT_LIMITS,
    CellError,
    CellValue,
    ForeignWorkbook,
    Limits,
    Package,
    foreign,
    foreign_kind,
    kind_of,
    open_foreign,
    open_package,
    shown,
)

ROOT = Path(__file__).parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture(autouse=True)
def nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No child is left running or unburied, no thread waits, no file lies about."""
    started: list[subprocess.Popen[bytes]] = []

    class Recorded(subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, *args: object, **options: object) -> None:
            super().__init__(*args, **options)
            started.append(self)

    folder = tmp_path / "temporary"
    folder.mkdir()
    threads = threading.active_count()
    with monkeypatch.context() as patch:
        patch.setattr(foreign.subprocess, "Popen", Recorded)
        patch.setattr("tempfile.tempdir", str(folder))
        patch.setenv("TMPDIR", str(folder))
        yield
    assert all(process.returncode is not None for process in started)
    assert threading.active_count() == threads
    assert not list(folder.iterdir())


def values(book: ForeignWorkbook, sheet: int = 0) -> dict[str, CellValue]:
    return {ref: cell.value for ref, cell in book.sheets[sheet].cells.items()}


def refusal(data: bytes, limits: Limits = DEFAULT_LIMITS) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        open_foreign(data, name="甲单位.xls", limits=limits)
    message = str(caught.value)
    assert message.startswith("甲单位.xls ")
    assert "请" in message
    assert message.count("。") == 1
    return message


def corpus(name: str) -> bytes:
    path = CORPUS / name
    if not path.exists():
        pytest.skip(f"{path} is not here")
    return path.read_bytes()


# What is read


def test_ods() -> None:
    number = 'office:value-type="float" office:value='
    data = ods(
        ods_row(ods_cell(""), rows=10),
        ods_row(ods_cell("", columns=3), ods_cell("部门"), ods_cell("0.3", f'{number}"0.30000000000000004"')),
        ods_row(ods_cell(""), rows=3),
        ods_row(
            ods_cell("二次", columns=2),
            ods_cell("90%", 'office:value-type="percentage" office:value="0.9"'),
            ods_cell("真", 'office:value-type="boolean" office:boolean-value="true"'),
            ods_cell("x", f'{number}"1e999"'),
            ods_cell("x", f'{number}"-0"'),
        ),
        ods_row(
            ods_cell("x", 'office:value-type="date" office:date-value="2021-06-29"'),
            ods_cell("x", 'office:value-type="date" office:date-value="2021-06-29T08:29:59.9999999"'),
            ods_cell("x", 'office:value-type="date" office:date-value="2021-06-29T23:59:59.9999999"'),
            ods_cell("x", 'office:value-type="time" office:time-value="PT08H30M05S"'),
            ods_cell("x", 'office:value-type="time" office:time-value="PT42H00M00S"'),
        ),
        ods_row(ods_cell("", columns=16384), rows=1_048_000),
    )
    book = open_foreign(data, name="甲.ods")
    assert (book.file, book.kind, len(book.sha256)) == ("甲.ods", "ods", 64)
    assert [(sheet.name, sheet.hidden, sheet.merges) for sheet in book.sheets] == [("表一", False, ())]
    assert values(book) == {
        "D11": "部门",
        "E11": Decimal("0.3"),
        "A15": "二次",
        "B15": "二次",
        "C15": Decimal("0.9"),
        "D15": True,
        "E15": CellError("#NUM!"),
        "F15": Decimal(0),
        "A16": "2021-06-29",
        "B16": "2021-06-29 08:30",
        "C16": "2021-06-30",
        "D16": "08:30:05",
        "E16": "42:00",
    }
    cell = book.sheets[0].cells["D11"]
    assert cell == ("D11", 11, 4, "部门", None, 0, False)


def test_xlsb() -> None:
    book = open_foreign(xlsb())
    assert book.kind == "xlsb"
    # C5 is #DIV/0!, which calamine does not tell from a blank.
    assert values(book) == {"B2": "部门", "C2": Decimal("0.3"), "B5": True, "D5": Decimal(90)}


def test_of_the_corpus() -> None:
    book = open_foreign(corpus("53404.xls"))
    assert values(book) == {
        "A1": Decimal("7.21"),
        "B1": Decimal("41207.6922902199"),
        "C1": Decimal("41207.6922903009"),
        "D1": "row:0/col:3",
        "E1": True,
    }
    assert values(open_foreign(corpus("noHeaderFooter47244.xls"))) == {}
    book = open_foreign(corpus("fn.et"))
    assert book.kind == "xls"
    assert values(book)["B2"] == '=EVALUATE("1+1")'
    assert values(book)["C2"] == Decimal(2)


def typed() -> bytes:
    """A workbook with every kind of value, two hidden sheets and an empty one."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("表一")
    for row, (value, code) in enumerate(
        [
            (0.1 + 0.2, "General"), (100, "0"), (0.995, "0.00%"), (-0.1, "0.0"), (1e-7, "General"),
            (12345678901234567890, "0"), (44376, "yyyy-mm-dd"), (44376, 'yyyy"年"m"月"d"日"'),
            (44376 + 8.5 / 24, "yyyy/m/d h:mm"), (0.5, "h:mm:ss"), (1.75, "[h]:mm"),
        ]
    ):  # fmt: skip
        sheet.write_number(row + 4, 2, value, book.add_format({"num_format": code}))
    sheet.write_column("F3", ["文字", "001", "a\nb", "  空 ", "#N/A", "<&>", "𠮷", "长" * 5000])
    sheet.write_boolean("G3", True)
    sheet.write_formula("G4", "=C5*2", None, 0.6)
    sheet.write_formula("G5", '="甲"&"乙"', None, "甲乙")
    sheet.write_formula("G6", "=1/0", None, "#DIV/0!")
    sheet.merge_range("A1:C1", "合计")
    for name, hide in (("隐", "hide"), ("深隐", "very_hidden")):
        hidden = book.add_worksheet(name)
        getattr(hidden, hide)()
        hidden.write("AB200", "深处")
    book.add_worksheet("空")
    book.close()
    return buffer.getvalue()


def expected(package: Package, sheet: str) -> dict[str, CellValue]:
    """The cells as the other formats give them: no blanks, no errors, dates as texts."""
    found: dict[str, CellValue] = {}
    for ref, cell in package.cells(sheet).items():
        text = shown(cell.value, package.number_format(cell.style))
        if cell.value not in (None, "") and not isinstance(cell.value, CellError):
            found[ref] = cell.value if text is None or text.endswith("%") else text
    return found


SOURCES: dict[str, Callable[[], bytes]] = {
    "form": form,
    "typed": typed,
    "filled": (ROOT / "samples" / "招商引资服务中心-2020.xlsx").read_bytes,
}
Saved = dict[tuple[str, str], Path]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Saved:
    """The sources as LibreOffice saves them, by name and format."""
    folder = tmp_path_factory.mktemp("saved")
    paths = {folder / f"{name}.xlsx": name for name in SOURCES}
    for path, name in paths.items():
        path.write_bytes(SOURCES[name]())
    found: Saved = {}
    for kind in ("xls", "ods"):
        # Without computing anew LibreOffice writes the texts of formulas into .xls as zeros.
        for path, result in convert_all(list(paths), kind, folder, fresh=True).items():
            found[paths[path], kind] = result
    return found


def alike(one: CellValue, other: CellValue) -> bool:
    """Equal, but for the last of 15 digits, which LibreOffice rounds in its own way for .ods."""
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return abs(one - other) <= abs(other) * Decimal("1e-14")
    return type(one) is type(other) and one == other


@pytest.mark.libreoffice
@requires_libreoffice
@pytest.mark.parametrize("kind", ["xls", "ods"])
@pytest.mark.parametrize(("name", "least"), [("form", 30), ("typed", 25), ("filled", 400)])
def test_read_like_the_same_xlsx(name: str, least: int, kind: str, saved: Saved) -> None:
    package = open_package(SOURCES[name]())
    path = saved[name, kind]
    book = open_foreign(path)
    assert (book.file, book.kind) == (path.name, kind)
    assert [(sheet.name, sheet.hidden) for sheet in book.sheets] == [
        (sheet.name, sheet.state != "visible") for sheet in package.sheets
    ]
    compared = 0
    for index, sheet in enumerate(book.sheets):
        there, here = values(book, index), expected(package, sheet.name)
        assert there.keys() == here.keys()
        assert {ref: value for ref, value in there.items() if not alike(value, here[ref])} == {}
        assert set(sheet.merges) == (set(package.merges(sheet.name)) if kind == "xls" else set())
        compared += len(there)
    assert compared >= least


# What is told apart


def test_kinds() -> None:
    assert foreign_kind(ods(ods_row(ods_cell("a")))) == "ods"
    assert foreign_kind(xlsb()) == "xlsb"
    ole2 = OLE2 + bytes(600)
    assert foreign_kind(ole2 + "Workbook".encode("utf-16-le") + bytes(2)) == "xls"
    assert foreign_kind(ole2 + "WordDocument".encode("utf-16-le") + bytes(2)) is None
    # Excel 4 and older: no OLE2, and nothing that reads it.
    assert kind_of(b"\t\x04\x06\0\0\0\x10\0") == "xls"
    assert foreign_kind(b"\t\x04\x06\0\0\0\x10\0") is None
    assert foreign_kind(form()) is None
    assert foreign_kind(pack({**parts(), "xl/workbook.bin": "x"})) is None
    assert foreign_kind(pack({"mimetype": "application/vnd.oasis.opendocument.text"})) is None
    assert foreign_kind(ods()[:-30]) is None
    assert foreign_kind(b"") is None


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "空文件"),
        (b"%PDF-1.7", "PDF"),
        (OLE2 + bytes(600), "不是工作簿"),
        (form(), "不是 .xls、.et、.ods 或 .xlsb 工作簿"),
        (ods()[:-30], "压缩包已损坏"),
        (OLE2 + "EncryptedPackage".encode("utf-16-le") + bytes(2), "设了密码"),
        (b"\t\x04\x06\0\0\0\x10\0", "旧版 .xls"),
    ],
)
def test_what_is_not_for_it(data: bytes, says: str) -> None:
    assert says in refusal(data)


def test_path(tmp_path: Path) -> None:
    path = tmp_path / "乙.ods"
    with pytest.raises(UnreadableFileError, match=r"^乙\.ods 打不开"):
        open_foreign(path)
    path.write_bytes(ods(ods_row(ods_cell("a"))))
    assert open_foreign(path).file == "乙.ods"
    assert open_foreign(path, name="丙.ods").file == "丙.ods"
    assert "超过上限 100 字节" in refusal(path.read_bytes(), replace(DEFAULT_LIMITS, file_bytes=100))


# Passwords


def test_ods_with_a_password() -> None:
    assert "设了密码" in refusal(ods(ods_row(ods_cell("a")), manifest="<manifest:encryption-data/>"))


@pytest.mark.libreoffice
@requires_libreoffice
def test_xls_with_a_password(saved: Saved) -> None:
    data = bytearray(saved["form", "xls"].read_bytes())
    assert open_foreign(bytes(data)).sheets
    # The record behind the first BOF becomes FILEPASS.
    place = data.index(b"\x09\x08\x10\0\0\x06\x05\0") + 20
    data[place : place + 2] = b"\x2f\0"
    assert "设了密码" in refusal(bytes(data))


# Damaged and hostile files


def test_cut_short() -> None:
    data = corpus("fn.et")
    whole = values(open_foreign(data))
    for keep in (512, 2000, 6000, 12000, 17000, len(data) - 600, len(data) - 1):
        # What is cut off may be padding; but no part of the cells is ever lost in silence.
        try:
            assert values(open_foreign(data[:keep])) == whole
        except UnreadableFileError as error:
            assert "请" in str(error)


def test_noise_never_raises_anything_else() -> None:
    generator = random.Random(7)
    head = OLE2 + bytes(16) + bytes.fromhex("3e000300feff090006000000")
    for size in (100, 512, 4096, 50_000):
        noise = head + generator.randbytes(size) + "Workbook".encode("utf-16-le") + bytes(2)
        assert "读不出来" in refusal(noise)
    original = corpus("53404.xls")
    for _ in range(30):
        data = bytearray(original)
        for _ in range(generator.randint(1, 8)):
            data[generator.randrange(8, len(data))] = generator.randrange(256)
        try:
            assert len(open_foreign(bytes(data)).sheets) < 10
        except UnreadableFileError as error:
            assert "请" in str(error)


@pytest.mark.parametrize(
    "rows",
    [
        (ods_row(ods_cell("a"), rows=10**6),),
        (ods_row(ods_cell("a", columns=16_384), rows=10**6),),
        (ods_row(ods_cell("a", columns=10**9)),),
        (ods_row(ods_cell("a")), ods_row(ods_cell("")), ods_row(ods_cell("z"), rows=10**9)),
        (ods_row(ods_cell("", columns=16_383), ods_cell("z")), ods_row(ods_cell("a"), rows=1_000)) * 1_000,
    ],
)
def test_repeated_cells_do_not_eat_memory_or_time(rows: tuple[str, ...]) -> None:
    resource = pytest.importorskip("resource")
    start = time.monotonic()
    try:
        book = open_foreign(ods(*rows), name="甲.ods")
    except UnreadableFileError as error:
        assert "甲.ods 读不出来(" in str(error)
    else:
        assert len(book.sheets[0].cells) <= 16_384
    assert time.monotonic() - start < 15
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    assert peak < DEFAULT_LIMITS.foreign_memory * 1.1


def test_of_the_corpus_that_repeats() -> None:
    assert "读不出来" in refusal(corpus("issue_594_dos.ods"))


def test_entities_are_not_expanded() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE a [<!ENTITY l0 "lol">{laughs}]>'
    assert "内容已损坏" in refusal(ods(ods_row(ods_cell("&l9;")), doctype=bomb))
    outside = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    assert "内容已损坏" in refusal(ods(ods_row(ods_cell("&x;")), doctype=outside))


def test_the_gate_stands_before_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign, "_ask_child", lambda *_: pytest.fail("the child was asked"))
    data = ods(ods_row(ods_cell("a")), more={"Pictures/a.bmp": bytes(5_000_000)})
    assert "解压后 4.7 MB，超过上限" in refusal(data, replace(DEFAULT_LIMITS, member_bytes=10**6))
    assert "解压后共 4.7 MB" in refusal(data, replace(DEFAULT_LIMITS, total_bytes=10**6))
    assert "4 个部件，超过上限 3 个" in refusal(data, replace(DEFAULT_LIMITS, members=3))
    # A member that claims to be small.
    liar = bytearray(data)
    record = liar.rindex(b"PK\1\2")
    liar[record + 24 : record + 28] = (1000).to_bytes(4, "little")
    assert "解压后不是目录所记的 1000 字节" in refusal(bytes(liar))


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        (replace(DEFAULT_LIMITS, cells=99), "单元格超过上限 99 个"),
        (replace(DEFAULT_LIMITS, sheets=0), "工作表超过上限 0 张"),
    ],
)
def test_limits(limits: Limits, says: str) -> None:
    assert says in refusal(ods(ods_row(ods_cell("a", columns=100))), limits)


# A child gone wrong


def child(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Let this code be the child."""
    monkeypatch.setattr(foreign, "_command", lambda _: [sys.executable, "-c", code])


@pytest.mark.parametrize(
    "code",
    [
        "import time; time.sleep(60)",
        "import sys, time; sys.stdin.buffer.read(); time.sleep(60)",
        "import os, time; os.close(1); time.sleep(60)",
        "while True: pass",
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)",
    ],
)
def test_hangs(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    child(monkeypatch, code)
    # More than the pipe holds, so that the writer waits as well.
    data = ods(more={"Pictures/a": random.Random(7).randbytes(1_000_000)})
    start = time.monotonic()
    assert "1 秒内没有读完" in refusal(data, replace(DEFAULT_LIMITS, foreign_seconds=1))
    assert time.monotonic() - start < 5


@pytest.mark.parametrize(
    "code", ["import os; os.abort()", "import sys; sys.exit(3)", "print('{}'); raise ValueError"]
)
def test_crashes(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    child(monkeypatch, code)
    assert "中途退出" in refusal(ods())


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"garbage",
        b"\xff\xfe\0",
        b"[" * 100_000,
        b"{}",
        b"[]",
        b'{"failed": "unheard-of"}',
        b'{"failed": 1}',
        b'{"sheets": 1}',
        b'{"sheets": [{}]}',
        b'{"sheets": [{"name": "a", "hidden": 0, "merges": [], "cells": {}}]}',
        b'{"sheets": [{"name": "a", "hidden": false, "merges": ["A"], "cells": {}}]}',
        b'{"sheets": [{"name": "a", "hidden": false, "merges": [], "cells": {"A0": 1}}]}',
        b'{"sheets": [{"name": "a", "hidden": false, "merges": [], "cells": {"XFE1": 1}}]}',
        b'{"sheets": [{"name": "a", "hidden": false, "merges": [], "cells": {"A1": null}}]}',
    ],
)
def test_answers_nonsense(said: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    child(monkeypatch, f"import sys; sys.stdout.buffer.write({said[:20]!r} * {1 + len(said) // 21})")
    if len(said) < 1_000:
        child(monkeypatch, f"import sys; sys.stdout.buffer.write({said!r})")
    assert "答非所问" in refusal(ods())


def test_has_no_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    child(monkeypatch, "print('{\"sheets\": []}')")
    assert "没有工作表" in refusal(ods())


def test_never_stops_talking(monkeypatch: pytest.MonkeyPatch) -> None:
    child(monkeypatch, "while True: print('x' * 100_000)")
    start = time.monotonic()
    assert "内容超过上限 1 MB" in refusal(ods(), replace(DEFAULT_LIMITS, member_bytes=1 << 20))
    assert time.monotonic() - start < 5


def test_takes_too_much_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("resource")
    if sys.platform == "darwin":
        pytest.skip("macOS does not hold a process to its limit")
    limited = f"import runpy; runpy.run_path({str(foreign._CHILD)!r})['limit_self'](1 << 28, 9); "
    child(monkeypatch, limited + "bytearray(1 << 30)")
    assert "中途退出" in refusal(ods())


def test_limit_of_memory() -> None:
    pytest.importorskip("resource")
    if sys.platform == "darwin":
        pytest.skip("macOS does not hold a process to its limit")
    rows = ods_row(ods_cell("a"), rows=10**6)
    limits = replace(DEFAULT_LIMITS, foreign_memory=100 << 20, cells=10**7)
    assert "中途退出" in refusal(ods(rows), limits)


def test_cannot_be_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(foreign, "_command", lambda _: [str(tmp_path / "nothing")])
    assert "无法启动" in refusal(ods())


def test_calamine_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = foreign._command(DEFAULT_LIMITS)
    # Without the site packages of Python.
    monkeypatch.setattr(foreign, "_command", lambda _: [whole[0], "-I", "-S", *whole[2:]])
    assert "没有装好 python-calamine" in refusal(ods())
