"""Makes the corpus: small inputs, of our own workbooks and by hand."""

from __future__ import annotations

import re
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import foreign_samples
import package_samples
import returns

from fuzz.text_mutations import CELL, PASSAGE, ROW, SHEET
from fuzz.workbook_mutations import pack, unpacked
from jzxl.package import Edit, NewCell, NewSheet, Package, open_package, shown

FOLDER = Path(__file__).parent
CORPUS = FOLDER / "corpus"
_STRICT = "http://purl.oclc.org/ooxml"
_NARRATIVES, _SHORTEST_NARRATIVE, _PASSAGES = 12, 60, 100

Parts = dict[str, str | bytes]


def make_corpus() -> None:
    """Write all of it."""
    for folder, made in (
        ("workbooks", _workbooks()),
        ("labels", _grids()),
        ("text", _texts()),
        ("foreign", _foreign()),
    ):
        (CORPUS / folder).mkdir(parents=True, exist_ok=True)
        for name, data in made.items():
            (CORPUS / folder / name).write_bytes(data)


def _foreign() -> dict[str, bytes]:
    cell = foreign_samples.ods_cell
    rows = (
        foreign_samples.ods_row(cell("预算数", columns=2), cell("")),
        foreign_samples.ods_row(cell("", columns=9)),
    )
    return {"cells.ods": foreign_samples.ods(*rows), "cells.xlsb": foreign_samples.xlsb()}


# Workbooks


def _workbooks() -> dict[str, bytes]:
    cells, minimal = package_samples.CELLS, package_samples.parts
    strict = minimal(uri=f"{_STRICT}/spreadsheetml/main", rel=f"{_STRICT}/officeDocument/relationships")
    made = {
        "minimal.xlsx": package_samples.pack(minimal()),
        "strict.xlsx": package_samples.pack(strict),
        "empty-data.xlsx": package_samples.pack(minimal(data="<sheetData/>")),
        "cells.xlsx": package_samples.pack(minimal(cells)),
        "form.xlsx": package_samples.form(),
        "notes.xlsx": package_samples.form(notes=True),
        "corrected.xlsx": _marked(package_samples.form(notes=True)),
        "utf-16.xlsx": package_samples.pack(_in_utf16(minimal(cells))),
        "prefixed.xlsx": package_samples.pack(_prefixed(minimal(cells))),
        "rich.xlsx": package_samples.pack(_rich()),
        "department-few-cells.xlsx": _few_cells(returns.filled()),
        "typed-by-hand.xlsx": returns.retyped(returns.filled()),
    }
    return {name: _smaller(data) for name, data in made.items()}


def _smaller(workbook: bytes) -> bytes:
    return min((pack(unpacked(workbook), zipfile.ZIP_DEFLATED), workbook), key=len)


def _marked(workbook: bytes) -> bytes:
    """With marks as a corrected copy has them, so that taking them back is reached."""
    edit = Edit(open_package(workbook))
    edit.set_fill("表 1", "B2", "FFC7CE")
    edit.note("表 1", "B2", "应为 3", author="jzxl审核")
    edit.note("表 1", "C3", "应为 4", author="jzxl审核")
    edit.define_name("_jzxl审核标记_1", "表 1", "B2")
    edit.set_property("jzxl.fill.1", '<fill><patternFill patternType="solid"/></fill>')
    edit.add_sheet(NewSheet("审核结果", [[NewCell("问题")]]))
    edit.define_name("_jzxl审核结果", "审核结果", "A1")
    return edit.to_bytes()


def _in_utf16(parts: Mapping[str, str | bytes]) -> Parts:
    return {
        name: str(text).replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
        for name, text in parts.items()
    }


def _prefixed(parts: Mapping[str, str | bytes]) -> Parts:
    return {
        name: re.sub(r"<(/?)(?=[A-Za-z])", r"<\1x:", str(text)).replace("xmlns=", "xmlns:x=", 1)
        for name, text in parts.items()
    }


def _rich() -> Parts:
    """Shared strings of all kinds, shared and array formulas, gaps in rows and cells, styles by hand."""
    rows = (
        '<row r="2" spans="1:4" s="1" customFormat="1"><c t="s"><v>0</v></c><c r="C2" t="s" s="1"><v>1</v></c></row>'
        '<row><c r="A3" t="inlineStr"><is><r><t>甲</t></r><rPh sb="0" eb="1"><t>x</t></rPh></is></c>'
        '<c r="B3"><f t="shared" ref="B3:B5" si="0">A3+$A$1</f><v>1</v></c></row>'
        '<row r="4"><c r="B4"><f t="shared" si="0"/><v>2</v></c><c r="C4" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
        '<row r="5"><c r="B5"><f t="shared" si="0"/></c><c r="D5"><f t="array" ref="D5:E6">A1:B2</f><v>.1</v></c></row>'
        '<row r="9" ht="20" customHeight="1"><c r="A9" t="b"><v>1</v></c><c r="B9" t="d"><v>2020-01-01</v></c>'
        '<c r="C9" t="str"><f>"a"</f><v></v></c><c r="D9" s="2"><v>4.4197530864197532E-3</v></c></row>'
    )
    parts = package_samples.parts(rows, after='<mergeCells count="1"><mergeCell ref="A9:B9"/></mergeCells>')
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    parts["xl/sharedStrings.xml"] = (
        f"<sst {space}><si><t>年度</t></si><si><r><t>a</t></r><r><t>_x000D_b</t></r>"
        '<phoneticPr fontId="0"/></si><si/></sst>'
    )
    parts["xl/styles.xml"] = (
        f'<styleSheet {space}><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m"/></numFmts>'
        '<fonts><font/></fonts><fills count="2"><fill/><fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders><border/></borders><cellXfs><xf/><xf fillId="1" applyFill="1"/>'
        '<xf numFmtId="10"><protection locked="0"/></xf><xf numFmtId="164"/></cellXfs></styleSheet>'
    )
    kind = package_samples.REL
    parts["xl/_rels/workbook.xml.rels"] = str(parts["xl/_rels/workbook.xml.rels"]).replace(
        "</Relationships>",
        f'<Relationship Id="rId2" Type="{kind}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="rId3" Type="{kind}/styles" Target="/xl/styles.xml"/></Relationships>',
    )
    return parts


def _few_cells(workbook: bytes) -> bytes:
    """A filled form with its names, without what makes it large: other sheets, rules of the sheets, their texts."""
    package = open_package(workbook)
    needed = {each.target[0] for each in package.names if each.target is not None} - {"校验"}
    kept = {sheet.member: sheet.name in needed for sheet in package.sheets}
    used: set[int] = set()
    made: list[tuple[str, bytes]] = []
    for name, content in unpacked(workbook):
        if name.startswith(("xl/theme", "docProps/app", "docProps/core")):
            continue
        text = content.decode()
        if name in kept:
            rules = "conditionalFormatting|dataValidations|headerFooter|hyperlinks"
            text = re.sub(rf"<({rules})\b.*</\1>", "", text, flags=re.DOTALL)
            text = re.sub(r'<c r="[A-Z]+[0-9]+"( s="[0-9]+")?/>', "", text)
            if not kept[name]:
                text = re.sub(r"<sheetData>.*</sheetData>", "<sheetData/>", text, flags=re.DOTALL)
            used |= {int(number) for number in re.findall(r't="s"><v>([0-9]+)', text)}
        elif name == "xl/styles.xml":
            text = re.sub(r"<dxfs\b.*</dxfs>", "", text, flags=re.DOTALL)
        elif name == "xl/workbook.xml":
            text = re.sub(r"<definedName [^>]*>'?校验'?!.*?</definedName>", "", text)
        made.append((name, text.encode()))
    return pack([(name, _fewer_strings(text, used) if "sharedS" in name else text) for name, text in made])


def _fewer_strings(data: bytes, used: set[int]) -> bytes:
    """The shared strings in their places, those that are not used empty."""
    number = iter(range(data.count(b"<si")))
    return re.sub(
        rb"<si>.*?</si>", lambda found: found[0] if next(number) in used else b"<si/>", data, flags=re.DOTALL
    )


# Sheets and texts


def _grids() -> dict[str, bytes]:
    three = open_package(returns.retyped(returns.three_published()))
    made = {f"form-{number}.txt": grid_of(three, sheet.name) for number, sheet in enumerate(three.sheets)}
    made["three.txt"] = SHEET.join(made.values())
    made["small.txt"] = "部门整体支出绩效自评表||@A1:D1\n填报单位：|甲局\n投入|20|18.5\n总分|100|九十"
    return {name: text.encode() for name, text in made.items()}


def grid_of(package: Package, sheet: str) -> str:
    """A sheet as the text that `fuzz.review_targets.sheets_of` reads."""
    rows: dict[int, dict[int, str]] = {}
    for cell in package.cells(sheet).values():
        text = shown(cell.value, package.number_format(cell.style))
        if text is None:
            text = format(cell.value, "f") if isinstance(cell.value, Decimal) else str(cell.value or "")
        text = text.replace("\n", "\\n").replace("\t", "\\t").replace(CELL, "")
        rows.setdefault(cell.row, {})[cell.column] = text
    lines = [
        CELL.join(row.get(column, "") for column in range(1, max(row) + 1))
        for row in (rows.get(number, {1: ""}) for number in range(1, max(rows) + 1))
    ]
    lines.append(CELL.join(f"@{area}" for area in package.merges(sheet)))
    return ROW.join(lines)


def _texts() -> dict[str, bytes]:
    tests = returns.ROOT / "tests"
    told = list(_strings(tomllib.loads((tests / "narratives.toml").read_text("utf-8"))))
    long = dict.fromkeys(text for text in told if len(text) >= _SHORTEST_NARRATIVE)
    made = {f"narrative-{number}.txt": text for number, text in enumerate(list(long)[:_NARRATIVES])}
    short = list(dict.fromkeys(_strings(tomllib.loads((tests / "quantities.toml").read_text("utf-8")))))
    for number, start in enumerate(range(0, len(short), _PASSAGES)):
        made[f"quantities-{number}.txt"] = PASSAGE.join(short[start : start + _PASSAGES : 4])
    made["arithmetic.txt"] = "18/16=112%，(239-204)/239×100%=14.6%；1.18/16=112%。3+4=8≈8.0，12/31=5"
    return {name: text.encode() for name, text in made.items()}


def _strings(data: object) -> Iterator[str]:
    match data:
        case str():
            yield data
        case dict():
            for each in data.values():
                yield from _strings(each)
        case list():
            for each in data:
                yield from _strings(each)
