"""Workbooks as they come back: what people and programs do to an issued workbook.

Each function takes the bytes of a workbook and gives the bytes of another, so that a bad return is
a good one with one thing done to it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl

from jzxl.evaluate import value_of
from jzxl.fill import fill_workbook, load_data
from jzxl.form.load import Catalog, load_catalog
from jzxl.form.model import Form
from jzxl.issue.recipient import Order, issue_workbook
from jzxl.issue.values import write_results
from jzxl.package import CellError, Edit, NewCell, NewSheet, Package, open_package
from jzxl.read.filing import FilledForm
from jzxl.read.reader import read_filing, read_with_live_checks

ROOT = Path(__file__).resolve().parent.parent
UNIT = "晋中市招商引资服务中心"
SAMPLE_DATA = ROOT / "samples" / "招商引资服务中心-2020.toml"
THREE_FORMS_DATA = ROOT / "samples" / "招商引资服务中心-2020-三表.toml"
PROJECTS = ("招商引资工作经费", "招商引资专项经费")
STANDARD, FORM, YEAR = "jinzhong-2020", "department", 2020

Typed = Decimal | str | bool | None


@cache
def catalog() -> Catalog:
    """The standards that come with jzxl."""
    return load_catalog()


def department_form() -> Form:
    """The department form."""
    return catalog().forms[STANDARD][FORM]


@cache
def issued() -> bytes:
    """The department form as it was issued to the seed's department."""
    return issue_workbook(Order(UNIT, YEAR, (department_form(),)))


@cache
def filled() -> bytes:
    """The same, filled with the published figures; nothing is wrong with it."""
    return fill_workbook(open_package(issued()), catalog(), load_data(SAMPLE_DATA))


@cache
def filled_without_scores_in_text() -> bytes:
    """The same with a narrative that names no scores: other figures do not contradict it."""
    return typed(filled(), {"部门整体支出绩效评价分析": "各项任务都已完成，支付进度没有达到要求。"})


@cache
def three_issued() -> bytes:
    """The department form and two project forms in one workbook, as issued."""
    forms = tuple(catalog().forms[STANDARD].values())
    return issue_workbook(Order(UNIT, YEAR, forms, PROJECTS))


@cache
def three_published() -> bytes:
    """The three forms with the published figures and statements, slips and all."""
    workbook = fill_workbook(open_package(three_issued()), catalog(), load_data(THREE_FORMS_DATA))
    for form, values in TYPED_OVER.items():
        workbook = typed(workbook, values, form=form)
    return workbook


# What stands in the published forms where ours have formulas, or have the unit put in: by form.
TYPED_OVER: Mapping[int, Mapping[str, Typed]] = {
    0: {
        "说明_在职人员控制": "18/16=112%",
        "说明_支付进度": "一季度进度6.8%，二季度进度17.41%，三季度进度28.33%，四季度进度42.42",
    },
    1: {"填报单位": None},
    2: {"填报单位": None},
}


# What has to be mended in the published statements, so that nothing is wrong: by form and field.
MENDED: Mapping[int, Mapping[str, Typed]] = {
    0: {
        "部门整体支出绩效评价分析": "全市签约招商引资项目 239 个，总投资 1695.7 亿元。",
        "预算执行情况": "实际执行 404.89 万元，其中基本支出 257.96 万元，项目支出 146.93 万元。",
        "说明_资金使用合规性": "资金使用按制度审批，没有虚列支出。",
        "说明_经济效益": "签约项目 239 个，总投资 1695.7 亿元。",
    },
    1: {
        "填报单位": UNIT,
        "经济效益指标2_实际完成值": "239个项目，总投资1695.7亿，开工率85.4%",
        "数量指标1_实际完成值": "27个",
        "质量指标1_完成进度": "180%",
        "成本指标1_实际完成值": "7.6万元",
        "成本指标2_完成进度": "未开展",
        "得分_经济效益": Decimal("5"),
        "得分_社会效益": Decimal("5"),
        "得分_可持续影响": Decimal("5"),
        "联系电话": "0354-0000002",
    },
    2: {
        "填报单位": UNIT,
        "支出上年结转": Decimal("0"),
        "数量指标2_实际完成值": "5种，2500份",
        "数量指标2_完成进度": "已完成",
        "数量指标3_实际完成值": "60个",
        "时效指标3_实际完成值": "60",
        "成本指标3_完成进度": "未开展",
        "成本指标4_目标值": "不超32万",
        "成本指标5_目标值": "不超103.83万",
        "经济效益指标1_实际完成值": "1695.7亿元",
        "得分_经济效益": Decimal("8"),
        "得分_社会效益": Decimal("8"),
    },
}


@cache
def three_clean() -> bytes:
    """The three forms with nothing wrong in them."""
    workbook = fill_workbook(open_package(three_issued()), catalog(), load_data(THREE_FORMS_DATA))
    for form, values in MENDED.items():
        workbook = typed(workbook, values, form=form)
    return workbook


def read(workbook: bytes, form: int = 0) -> FilledForm:
    """A form of a workbook, by its position."""
    return read_filing(open_package(workbook), catalog()).forms[form]


def place(workbook: bytes, name: str) -> tuple[str, str]:
    """(sheet, cell) of a field; of its first place where it has several."""
    targets = [each.target for each in open_package(workbook).names if each.name == name]
    assert targets and targets[0] is not None, name
    return targets[0]


def typed(workbook: bytes, values: Mapping[str, Typed], form: int = 0) -> bytes:
    """Values typed into cells, over formulas too, as Excel leaves the workbook: all recalculated."""
    package = open_package(workbook)
    filled_form = read(workbook, form)
    entries = read_with_live_checks(package, filled_form)
    edit = Edit(package)
    for name, value in values.items():
        entry = entries[name]
        edit.write(entry.sheet, entry.cell, value)
    now = {name: value_of(entry.value) for name, entry in entries.items()}
    now |= {name: value_of(value) for name, value in values.items()}
    formulas = {
        name: entry.formula
        for name, entry in entries.items()
        if entry.formula is not None and name not in values
    }
    write_results(
        edit,
        filled_form.instance,
        {filled_form.instance.prefix + name: (entry.sheet, entry.cell) for name, entry in entries.items()},
        formulas,
        {name: now[name] for name in formulas if entries[name].has_cached},
        now,
        constants=[
            name for name in filled_form.instance.formulas if name in entries and name not in formulas
        ],
    )
    return edit.to_bytes()


def typed_without_recalculation(workbook: bytes, values: Mapping[str, Typed]) -> bytes:
    """Values put into cells by a program that leaves the results of formulas as they were."""
    form = read(workbook)
    edit = Edit(open_package(workbook))
    for name, value in values.items():
        entry = form.entries[name]
        edit.write(entry.sheet, entry.cell, value)
    return edit.to_bytes()


def formula_changed(workbook: bytes, name: str, formula: str, result: Typed) -> bytes:
    """Another formula in a computed cell, with the result that it gives."""
    entry = read(workbook).entries[name]
    edit = Edit(open_package(workbook))
    edit.write(entry.sheet, entry.cell, result, formula=formula)
    return edit.to_bytes()


def saved_by_openpyxl(workbook: bytes) -> bytes:
    """Opened and saved by a program that stores no results of formulas."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def with_property(workbook: bytes, name: str, value: str) -> bytes:
    """Another custom property."""
    edit = Edit(open_package(workbook))
    edit.set_property(name, value)
    return edit.to_bytes()


def without_name(workbook: bytes, *names: str) -> bytes:
    """Fields whose cells were deleted with their row: the names lead nowhere."""

    def lose(xml: str) -> str:
        for name in names:
            xml, count = re.subn(rf'(<definedName name="{name}"[^>]*>)[^<]*<', r"\1#REF!<", xml)
            assert count == 1, name
        return xml

    return rewritten(workbook, {"xl/workbook.xml": lose})


def sheet_renamed(workbook: bytes, old: str, new: str) -> bytes:
    """A sheet under another name, in everything that refers to it."""

    def rename(xml: str) -> str:
        assert f'name="{old}"' in xml
        xml = xml.replace(f'<sheet name="{old}"', f'<sheet name="{new}"')
        in_names = new.replace("'", "''")
        return re.sub(rf"'?{re.escape(old)}'?!", lambda _: f"'{in_names}'!", xml)

    return rewritten(workbook, {"xl/workbook.xml": rename})


def sheet_copied(workbook: bytes, sheet: str, copy: str) -> bytes:
    """A sheet copied within the workbook: Excel gives the copy sheet-local twins of its names."""
    package = open_package(workbook)
    member = package.sheet(sheet).member
    number = len(package.sheets) + 1
    new_member = f"xl/worksheets/sheet{number}.xml"
    names = [each for each in package.names if each.target is not None and each.target[0] == sheet]

    def add_sheet(xml: str) -> str:
        xml = xml.replace("</sheets>", f'<sheet name="{copy}" sheetId="{number}" r:id="rIdCopy"/></sheets>')
        twins = "".join(
            f'<definedName name="{each.name}" localSheetId="{number - 1}">\'{copy}\'!'
            f"{each.text.rpartition('!')[2]}</definedName>"
            for each in names
        )
        return xml.replace("</definedNames>", f"{twins}</definedNames>")

    def add_relation(xml: str) -> str:
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
        relation = f'<Relationship Id="rIdCopy" Type="{kind}" Target="worksheets/sheet{number}.xml"/>'
        return xml.replace("</Relationships>", f"{relation}</Relationships>")

    def add_type(xml: str) -> str:
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
        return xml.replace("</Types>", f'<Override PartName="/{new_member}" ContentType="{kind}"/></Types>')

    body = package.read(member).decode()
    body = re.sub(r"<(hyperlinks)>.*?</\1>", "", body, flags=re.DOTALL)
    changed = rewritten(
        workbook,
        {
            "xl/workbook.xml": add_sheet,
            "xl/_rels/workbook.xml.rels": add_relation,
            "[Content_Types].xml": add_type,
        },
    )
    target = io.BytesIO(changed)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr(new_member, body)
    return target.getvalue()


def sheet_pasted(
    workbook: bytes, source: bytes, sheet: str, name: str, changes: Mapping[str, Typed] | None = None
) -> bytes:
    """A new sheet with the values of a workbook's, as somebody pastes them: no names, no formulas.

    Args:
        changes: other contents of cells, by address.
    """
    package = open_package(source)
    cells = {cell.ref: (cell.row, cell.column, cell.value) for cell in package.cells(sheet).values()}
    rows: list[list[NewCell | None]] = [[] for _ in range(max(row for row, _, _ in cells.values()))]
    for ref, (row, column, value) in cells.items():
        content = (changes or {}).get(ref, value)
        assert content is None or isinstance(content, Decimal | str)
        rows[row - 1] += [None] * (column - len(rows[row - 1]))
        rows[row - 1][column - 1] = NewCell(content)
    edit = Edit(open_package(workbook))
    edit.add_sheet(NewSheet(name, rows, merges=package.merges(sheet)), first=False)
    return edit.to_bytes()


def rows_inserted(workbook: bytes, sheet: str, before: int, count: int) -> bytes:
    """Blank rows inserted into a sheet; all that refers to cells below moves with them."""
    package = open_package(workbook)
    member = package.sheet(sheet).member

    def moved(address: str) -> str:
        return re.sub(
            r"(?<![A-Za-z])(\$?[A-Z]{1,3}\$?)(\d+)(?![\d(])",
            lambda match: match[1] + str(int(match[2]) + (count if int(match[2]) >= before else 0)),
            address,
        )

    def move_sheet(xml: str) -> str:
        xml = re.sub(
            r'(<row r=")(\d+)', lambda m: m[1] + str(int(m[2]) + (count if int(m[2]) >= before else 0)), xml
        )
        return re.sub(
            r'((?<=\s)(?:r|ref|sqref|topLeftCell|activeCell)=")([A-Z][^"]*)',
            lambda match: match[1] + moved(match[2]),
            xml,
        )

    def move_names(xml: str) -> str:
        return re.sub(
            rf"('?{re.escape(sheet)}'?!)(\$[A-Z]+\$\d+(?::\$[A-Z]+\$\d+)?)",
            lambda match: match[1] + moved(match[2]),
            xml,
        )

    return rewritten(workbook, {member: move_sheet, "xl/workbook.xml": move_names})


def sheet_deleted(workbook: bytes, sheet: str) -> bytes:
    """A sheet deleted: its names lead nowhere, its cells are gone."""
    package = open_package(workbook)
    names = [
        each.name
        for each in package.names
        if each.target is not None and each.target[0] == sheet and each.scope is None
    ]
    edit = Edit(open_package(without_name(workbook, *names)))
    edit.remove_sheet(sheet)
    return edit.to_bytes()


def rewritten(workbook: bytes, changes: Mapping[str, Callable[[str], str]]) -> bytes:
    """The package with some parts rewritten as text."""
    source = zipfile.ZipFile(io.BytesIO(workbook))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for info in source.infolist():
            data = source.read(info)
            if info.filename in changes:
                data = changes[info.filename](data.decode()).encode()
            archive.writestr(info.filename, data)
    return target.getvalue()


def package_of(workbook: bytes, name: str = "回收.xlsx") -> Package:
    """The opened workbook."""
    return open_package(workbook, name=name)


def retyped(
    workbook: bytes,
    values: Mapping[str, Typed] | None = None,
    *,
    form: int | None = None,
    more_sheets: Mapping[str, list[list[Typed]]] | None = None,
) -> bytes:
    """The official sheets typed into a new workbook: values only, no names, no formulas, no other sheets.

    Args:
        values: other contents of fields, by name without prefix; ``标签_…`` for the label of a row.
        form: only this form, by its position.
        more_sheets: rows of further sheets by name.
    """
    package = open_package(workbook)
    forms = read_filing(package, catalog()).forms
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, filled_form in enumerate(forms):
        if form is not None and number != form:
            continue
        sheet = book.create_sheet(filled_form.sheet)
        for cell in package.cells(filled_form.sheet).values():
            if not isinstance(cell.value, CellError):
                sheet.cell(cell.row, cell.column, cell.value)
        for name, value in (values or {}).items():
            entry = filled_form.entries.get(name)
            if entry is not None and entry.sheet == filled_form.sheet:
                sheet[entry.cell] = value
        for area in package.merges(filled_form.sheet):
            sheet.merge_cells(area)
    for name, rows in (more_sheets or {}).items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def parts_added(workbook: bytes, parts: Mapping[str, str | bytes]) -> bytes:
    """Members that nothing in the package refers to."""
    target = io.BytesIO(workbook)
    with zipfile.ZipFile(target, "a") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def sheet_hidden(workbook: bytes, sheet: str, state: str) -> bytes:
    """A sheet put out of sight."""
    return rewritten(
        workbook,
        {
            "xl/workbook.xml": lambda xml: xml.replace(
                f'<sheet name="{sheet}"', f'<sheet state="{state}" name="{sheet}"'
            )
        },
    )


def linked(workbook: bytes, target: str | None) -> bytes:
    """A formula somewhere looks into another workbook, or (no target) asks a program by DDE."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = (
        f'<Relationship Id="rIdLink" Type="{kind}/externalLink" Target="externalLinks/externalLink1.xml"/>'
    )
    changed = rewritten(
        workbook,
        {
            "xl/_rels/workbook.xml.rels": lambda xml: xml.replace(
                "</Relationships>", f"{relation}</Relationships>"
            )
        },
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts = {"xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{main}"/>'}
    if target is not None:
        parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{kind}/externalLinkPath" Target="{target}" TargetMode="External"/>'
            "</Relationships>"
        )
    return parts_added(changed, parts)
