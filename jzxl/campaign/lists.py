"""问题清单, 未报送 and 未计入: what there is to follow up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from jzxl.campaign.book import CENTRE, NUMBER, Book, Column, Look, Styled, Value, is_kept
from jzxl.campaign.figures import Figures
from jzxl.campaign.list_sheet import list_sheet
from jzxl.campaign.standings import reason_and_way_out, why_not_counted
from jzxl.check.finding import ANSWERED, Severity, Stated
from jzxl.check.titles import title
from jzxl.correct.marks import FILLS

_SEVERITY_LOOKS: Mapping[Severity, Look] = {
    severity: Look(align="center", bold=severity is Severity.ERROR, fill=fill)
    for severity, fill in FILLS.items()
}


_FIGURE_WIDTH = 14


def findings_list_sheet(book: Book, figures: Figures) -> None:
    """问题清单: every finding of every file, as many as a sheet takes."""
    columns = [
        Column("序号", 7, NUMBER),
        Column("单位", 20),
        Column("级别", 6, CENTRE),
        Column("类别", 15),
        Column("工作表", 16),
        Column("单元格", 8, CENTRE),
        Column("栏目", 18),
        Column("填报", _FIGURE_WIDTH, CENTRE),
        Column("应为", _FIGURE_WIDTH, CENTRE),
        Column("说明", 54),
        Column("来件", 18),
        Column("计入\n汇总", 6, CENTRE),
    ]
    remark = (
        "每个问题一行，点标题行的箭头可以按单位、级别、类别筛选；依据见审核稿和 findings.csv。"
        "红色是错误，黄色是疑问，蓝色是提示。"
    )
    answered = bool(figures.turnout.answered)
    if answered:
        columns.append(Column("答复", 18))
    rows = _finding_rows(figures, answered=answered)
    list_sheet(book, "问题清单", remark, columns, rows, frozen=2, nothing="没有发现问题。")


def _finding_rows(figures: Figures, *, answered: bool) -> Iterator[list[Value]]:
    number = 0
    for each in figures.returns:
        for finding in each.result.findings:
            number += 1
            yield [
                number,
                each.unit,
                ANSWERED
                if finding.answer
                else Styled(finding.severity.word, _SEVERITY_LOOKS[finding.severity]),
                title(finding.code),
                finding.sheet,
                finding.cell,
                finding.item,
                _as_written(finding.shown_stated),
                _as_written(finding.shown_expected),
                finding.message,
                each.result.file,
                "是" if each.counted else "否",
                *((finding.answer,) if answered else ()),
            ]


def _as_written(stated: Stated) -> Value:
    """A number keeps the places that it was written with."""
    if not isinstance(stated, Decimal):
        return stated
    digits = format(stated, "f")
    if not is_kept(stated) or len(digits) >= _FIGURE_WIDTH:
        return digits
    _, _, places = digits.partition(".")
    return Styled(stated, Look(align="center", number_format=f"0.{'0' * len(places)}".rstrip(".")))


def missing_sheet(book: Book, figures: Figures) -> None:
    """未报送: departments of the roster of which nothing readable came."""
    columns = [
        Column("序号", 6, NUMBER),
        Column("单位", 34),
        Column("代码", 10, CENTRE),
        Column("联系人", 14, CENTRE),
        Column("电话", 20, CENTRE),
        Column("项目", 44),
        Column("说明", 36),
    ]
    came: dict[int, list[str]] = {}
    for each in figures.returns:
        if each.department is not None and not each.counted:
            came.setdefault(each.department.row, []).append(
                f"来件 {each.result.file}：{why_not_counted(each)}"
            )
    rows: list[list[Value]] = [
        [
            number,
            department.unit,
            department.code,
            department.contact,
            department.phone,
            "、".join(project.name for project in department.projects),
            "；".join(came.get(department.row, ())),
        ]
        for number, department in enumerate(figures.missing, start=1)
    ]
    nothing = "没有花名册，不知道还有谁没有报送。" if figures.turnout.departments is None else "都已报送。"
    remark = "花名册上还没有报送、或者来件不能算数的单位。"
    list_sheet(book, "未报送", remark, columns, rows, frozen=2, nothing=nothing)


def set_aside_sheet(book: Book, figures: Figures) -> None:
    """未计入: files that stand for no department in the summary, and why."""
    columns = [Column("序号", 6, NUMBER), Column("来件", 44), Column("单位", 34), Column("原因", 80)]
    newest = {
        each.department.row: each.result.file
        for each in figures.returns
        if each.counted and each.department is not None
    }
    aside = [each for each in figures.returns if not each.counted]
    rows: list[list[Value]] = [
        [number, each.result.file, each.unit, reason_and_way_out(each, newest)]
        for number, each in enumerate(aside, start=1)
    ]
    remark = "收到了、但没有计入汇总的文件。"
    list_sheet(book, "未计入", remark, columns, rows, frozen=2, nothing="全部计入。")
