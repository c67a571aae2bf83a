"""Workbooks that are small as files and want much time or memory, each in a process of its own.

``python tests/bench/bombs.py`` prints for each how large it is, how long it takes to be checked, how far it raises
the memory, and what is said of it.  Nothing here may take more than 2 s or 200 MB, refused or not.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from time import process_time

if __name__ == "__main__":
    _TESTS = Path(__file__).resolve().parents[1]
    sys.path[0:1] = [str(_TESTS), str(_TESTS / "package")]

from package_samples import HEAD, NS, REL, form, pack, parts, unpack
from returns import catalog, filled
from rich.console import Console
from rich.table import Table

from bench.memory import peak_above_start
from jzxl.package import DEFAULT_LIMITS
from jzxl.package.address import column_letters
from jzxl.review import review_file

_SECONDS, _MB = 2.0, 200.0
_SHEET = "xl/worksheets/sheet1.xml"


def _grid(rows: int, columns: int, cell: str) -> str:
    """Rows of the same cell; ``{0}`` is its address."""
    letters = [column_letters(number) for number in range(1, columns + 1)]
    return "".join(
        f'<row r="{row}">' + "".join(cell.replace("{0}", f"{letter}{row}") for letter in letters) + "</row>"
        for row in range(1, rows + 1)
    )


def _plain(rows: int, columns: int, cell: str) -> bytes:
    return pack(parts(_grid(rows, columns, cell)))


def _sheets(count: int, rows: str) -> bytes:
    members = parts(rows)
    sheet, relation = (
        '<sheet name="表 {0}" sheetId="{0}" r:id="rId{0}"/>',
        f'<Relationship Id="rId{{0}}" Type="{REL}/worksheet" Target="worksheets/sheet{{0}}.xml"/>',
    )
    for part, one in (("xl/workbook.xml", sheet), ("xl/_rels/workbook.xml.rels", relation)):
        more = "".join(one.format(number) for number in range(1, count + 1))
        members[part] = str(members[part]).replace(one.format(1), more)
    for number in range(2, count + 1):
        members[f"xl/worksheets/sheet{number}.xml"] = members[_SHEET]
    return pack(members)


def _with_strings(one: str, count: int = 500_000) -> bytes:
    members = unpack(form())
    texts = "".join(one.format(number) for number in range(count))
    members["xl/sharedStrings.xml"] = f'{HEAD}<sst xmlns="{NS}">{texts}</sst>'.encode()
    return pack(members)


def _in_utf_16(members: dict[str, str | bytes]) -> dict[str, str | bytes]:
    """With the sheet in that encoding."""
    return members | {_SHEET: str(members[_SHEET]).replace("UTF-8", "UTF-16").encode("utf-16")}


def _cells(share: float = 1.0) -> int:
    """So many rows of a hundred cells as hold a share of the cells that are let in; a row weighs a quarter of one."""
    return int(DEFAULT_LIMITS.cells / (100 / share + 1 / 4))


_NUMBER = '<c r="{0}"><v>1.5</v></c>'
_LONG_TEXT = '<c r="{0}" t="inlineStr"><is><t>' + "甲" * 32_000 + "</t></is></c>"
_ARRAY = '<c r="{0}"><f t="array" ref="{0}">A1+1</f><v>1</v></c>'
_ATTRIBUTES = 'spans="1:9" s="3" customFormat="1" ht="15" customHeight="1" thickBot="1"'
_UNSTYLED = _ATTRIBUTES.replace(' s="3"', "")

BOMBS: Mapping[str, Callable[[], bytes]] = {
    "as many numbers as are let in": lambda: _plain(_cells(1 / 2), 100, _NUMBER),
    "one row of numbers more": lambda: _plain(_cells(1 / 2) + 1, 100, _NUMBER),
    "500,000 numbers": lambda: _plain(5_000, 100, _NUMBER),
    "as many different texts": lambda: _plain(
        _cells(1 / 2), 100, '<c r="{0}" t="inlineStr"><is><t>甲{0}</t></is></c>'
    ),
    "as many numbers as are read tag by tag": lambda: _plain(_cells(0.36), 100, "<c r='{0}'><v>1.5</v></c>"),
    "as many cells without address": lambda: _plain(_cells(0.39), 100, "<c><v>1.5</v></c>"),
    "as many numbers with 17 digits": lambda: _plain(
        _cells(1 / 2), 100, '<c r="{0}"><v>0.10000000000000001</v></c>'
    ),
    "1,000 x 256 blank cells with a format": lambda: _plain(1_000, 256, '<c r="{0}" s="1"/>'),
    "as many blank cells with a format": lambda: _plain(_cells(), 100, '<c r="{0}" s="1"/>'),
    "2,000,000 blank cells with a format": lambda: _plain(20_000, 100, '<c r="{0}" s="1"/>'),
    "as many array formulas": lambda: _plain(_cells(1 / 4), 100, _ARRAY),
    "500,000 array formulas": lambda: _plain(5_000, 100, _ARRAY),
    "500,000 shared formulas": lambda: _plain(5_000, 100, '<c r="{0}"><f t="shared" si="0"/><v>1</v></c>'),
    "a million rows": lambda: pack(parts("".join(f'<row r="{n}"/>' for n in range(1, 1_048_577)))),
    "a million rows with attributes": lambda: pack(
        parts("".join(f'<row r="{n}" {_ATTRIBUTES}/>' for n in range(1, 1_048_577)))
    ),
    "a million rows with attributes of their own": lambda: pack(
        parts("".join(f'<row r="{n}" s="{n}" {_UNSTYLED}/>' for n in range(1, 1_048_577)))
    ),
    "a million rows with attributes, not written plainly": lambda: pack(
        parts("".join(f"<row r='{n}' {_ATTRIBUTES}/>" for n in range(1, 1_048_577)))
    ),
    "a million rows of two kinds": lambda: pack(
        parts("".join(f'<row r="{n}" ht="1{n % 2}" customHeight="1"/>' for n in range(1, 1_048_577)))
    ),
    "two sheets of a million rows": lambda: _sheets(
        2, "".join(f'<row r="{n}"/>' for n in range(1, 1_048_577))
    ),
    "40 sheets up to the limit": lambda: _sheets(40, _grid(_cells(1 / 2) // 40, 100, _NUMBER)),
    "40 sheets a little over the limit": lambda: _sheets(40, _grid(_cells(1 / 2) // 39 + 1, 100, _NUMBER)),
    "40 sheets, not written plainly": lambda: _sheets(40, _grid(30, 100, _NUMBER.replace('"', "'"))),
    "3,500 sheets": lambda: _sheets(3_500, _grid(7, 8, _NUMBER)),
    "as many characters as are let in": lambda: _plain(5, 99, _LONG_TEXT),
    "90 MB of text": lambda: _plain(9, 100, _LONG_TEXT),
    "90 MB of text in UTF-16": lambda: pack(_in_utf_16(parts(_grid(14, 100, _LONG_TEXT)))),
    "90 MB of shared text": lambda: _with_strings("<si><t>" + "甲" * 32_000 + "</t></si>", 900),
    "500,000 shared texts": lambda: _with_strings("<si><t>{0}</t></si>"),
    "500,000 shared texts in runs": lambda: _with_strings("<si><r><t>{0}</t></r></si>"),
    "130,000 shared texts in runs": lambda: _with_strings("<si><r><t>{0}</t></r></si>", 130_000),
    "5,000,000 tags of nothing": lambda: pack(parts("<a/>" * 4_900_000)),
    "60,000 merged ranges": lambda: pack(
        parts(
            after="<mergeCells>"
            + "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 60_001))
            + "</mergeCells>"
        )
    ),
}


def main() -> None:
    """Make each, check it in a process of its own and print what it took."""
    table = Table(title=f"at most {_SECONDS:g} s and {_MB:g} MB each")
    for heading in ("bomb", "file kB", "s", "MB", "", "said"):
        table.add_column(heading, justify="right" if heading in ("file kB", "s", "MB") else "left")
    console = Console()
    with tempfile.TemporaryDirectory(prefix="jzxl-bombs-") as folder, console.status("") as status:
        for name in _wanted(sys.argv[1:]):
            status.update(name)
            file = Path(folder) / "bomb.xlsx"
            file.write_bytes(BOMBS[name]())
            command = [sys.executable, __file__, "--alone", str(file)]
            run = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
            seconds, peak, said = (*run.stdout.split("\t"), "", "", "died")[:3]
            kept = run.returncode == 0 and float(seconds) <= _SECONDS and float(peak or 0) <= _MB
            mark = "[green]ok[/green]" if kept else "[red]✗[/red]"
            table.add_row(name, f"{file.stat().st_size / 1000:,.0f}", seconds, peak, mark, said.strip())
    console.print(table)


def _wanted(words: Iterable[str]) -> list[str]:
    return [name for name in BOMBS if all(word in name for word in words)]


def _alone(file: Path) -> None:
    """Check one file as a fresh worker of a batch does and print seconds, MB and what is said."""
    forms = catalog()
    # Once with a usual workbook, so that modules and definitions are not counted.
    review_file(filled(), forms, with_copy=True)
    said = "read"
    seconds = 0.0

    def run() -> None:
        nonlocal said, seconds
        start = process_time()
        result, _ = review_file(file, forms, with_copy=True)
        seconds = process_time() - start
        if result.status == "unreadable":
            said = result.findings[0].message

    peak = peak_above_start(run)
    print(f"{seconds:.2f}\t{'' if peak is None else f'{peak:.0f}'}\t{said}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--alone"]:
        _alone(Path(sys.argv[2]))
    else:
        main()
