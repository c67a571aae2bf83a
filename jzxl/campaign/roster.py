"""A roster → the departments and projects of a round, with everything that is wrong in it.

Nothing here knows of workbooks to be issued: a roster of names alone serves to see who is missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jzxl.campaign.issue_list import ISSUE_HEADING
from jzxl.campaign.model import Roster
from jzxl.campaign.roster_doubts import alike_units, doubtful_amounts
from jzxl.campaign.roster_file import RosterFile, open_roster
from jzxl.campaign.roster_grid import Grid
from jzxl.campaign.roster_header import Head, find_head
from jzxl.campaign.roster_rows import Collector
from jzxl.errors import UsageError
from jzxl.form.model import AMOUNT, UNITS, Form
from jzxl.form.standard import CODE_ROLE, PROJECT_ROLE, UNIT_ROLE
from jzxl.package import DEFAULT_LIMITS, Limits
from jzxl.visible import visible

_SUM = re.compile(r".{0,40}(?:合计|总计|小计|共计)[数额]?(?:[(（].{0,40}[)）])?(?:[:：].{0,40})?")
_REMARK = re.compile(r"(?:注|备注|说明|填表人|制表人|填报人|审核人|制表单位|制表日期)[:：].*", re.DOTALL)
_SHOWN_ROWS = 20


@dataclass(frozen=True, slots=True, order=True)
class Remark:
    """Something to say about a roster; ``row`` is 0 where it is about no row in particular."""

    row: int
    text: str

    def __str__(self) -> str:
        return f"第 {self.row} 行：{self.text}" if self.row else self.text


@dataclass(frozen=True, slots=True)
class RosterReading:
    """A roster as it was read.

    Attributes:
        roster: what could be read, complete where there are no errors.
        sheet: the sheet that it stands in; empty for CSV.
        errors: what must be mended before anything is issued, in the order of rows.
        warnings: what was passed over, or understood in a way that somebody should look at.
    """

    roster: Roster
    sheet: str
    errors: tuple[Remark, ...]
    warnings: tuple[Remark, ...]

    def required(self) -> Roster:
        """The roster.

        Raises:
            UsageError: something is wrong with it; the message lists all of it.
        """
        if self.errors:
            raise roster_error(self.roster.file, self.errors)
        return self.roster


def roster_error(file: str, errors: tuple[Remark, ...]) -> UsageError:
    """The error that lists everything that is wrong with a roster."""
    lines = "".join(f"\n   {visible(str(each))}" for each in sorted(errors))
    return UsageError(f"花名册 {visible(file)} 有 {len(errors)} 处要改，改好后再运行：{lines}")


def read_roster(
    source: Path | bytes,
    forms: Mapping[str, Form],
    *,
    name: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> RosterReading:
    """Read a roster: .xlsx, .xls, .et, .ods, .xlsb or CSV.

    Args:
        forms: of the standard, by id, whose columns the roster has.
        name: what messages call the file; its own name unless given.

    Raises:
        UnreadableFileError: the file cannot be read.
        UsageError: it is a folder or something that jzxl wrote, there is no heading row in it, or the standard
            says nothing of rosters.
    """
    file = name or (source.name if isinstance(source, Path) else "花名册")
    standard = next(iter(forms.values())).standard
    if not standard.roster:
        raise UsageError(
            f"标准“{standard.id}”没有写明花名册有哪些列；请在它的 standard.toml 里加上 [[roster]]。"
        )
    opened = open_roster(source, file, limits)
    tables = [
        (sheet.name, grid, head)
        for sheet in opened.sheets
        if (head := find_head(grid := Grid(sheet), forms)) is not None
    ]
    if not tables:
        raise _no_head(opened, forms)
    sheet, grid, head = tables[0]
    if ISSUE_HEADING in grid.texts(head.row).values():
        raise UsageError(
            f"{visible(file)} 是下发时写出的清单，不是花名册：里面没有预算数，几个项目挤在一格里。"
            "请写下发时用的花名册，例如 花名册.xlsx。"
        )
    reader = _Reader(grid, head, Collector(head, forms))
    reader.read()
    roster = Roster(file, reader.collector.departments())
    errors = [*(Remark(head.row, text) for text in head.errors), *reader.errors()]
    if not roster.departments and not errors:
        errors.append(
            Remark(head.row, f"下面一个单位也没有；请在“单位名称”这一列写上单位{_and_projects(forms)}。")
        )
    others = "、".join(f"“{other}”" for other, _, there in tables[1:] if len(there.columns) > 1)
    warnings = reader.warnings()
    if others:
        text = f"只读了工作表“{sheet}”；{others}也像花名册，没有读，要用的话请合到一张表里。"
        warnings.insert(0, Remark(0, text))
    return RosterReading(roster, sheet, tuple(sorted(errors)), tuple(warnings))


def _and_projects(forms: Mapping[str, Form]) -> str:
    return "，每行写上项目名称" if all(form.name_field for form in forms.values()) else ""


def _no_head(opened: RosterFile, forms: Mapping[str, Form]) -> UsageError:
    columns = next(iter(forms.values())).standard.roster
    unit = next(each for each in columns if each.role == UNIT_ROLE)
    names = "、".join((unit.header, *unit.aliases))
    return UsageError(
        f"{visible(opened.file)} 里找不到表头：没有一行有“{unit.header}”这一列（也可以写 {names}）。"
        "可用 jzxl roster --example 花名册.xlsx 得到一份样子，照着改。"
    )


class _Reader:
    """Goes through the rows below the heading."""

    def __init__(self, grid: Grid, head: Head, collector: Collector) -> None:
        self._grid, self._head = grid, head
        self.collector = collector
        self._unit = head.of_role(UNIT_ROLE)
        self._empty: list[int] = []
        self._passed: list[tuple[int, str]] = []

    def read(self) -> None:
        """Hand every row that is about a department to the collector."""
        previous = self._head.row
        for row in self._grid.rows:
            if row <= self._head.row:
                continue
            self._empty += range(previous + 1, row)
            previous = row
            texts = {each.column.header: self._grid.text(row, each.number) for each in self._head.columns}
            first = next(iter(self._grid.texts(row).values()), "")
            if (named := self._sum_in(row, first)) is not None:
                self._passed.append((row, f"“{named[:20]}”像是合计行，不是单位，跳过了。"))
            elif not any(texts.values()):
                self._empty.append(row)
            elif _REMARK.fullmatch(first):
                self._passed.append((row, f"“{first[:20]}”像是说明，不是单位，跳过了。"))
            else:
                self.collector.take(self._grid, row)
        self.collector.finish()
        # Numbered rows that were prepared and not used.
        last = max((*(row for row, _ in self._passed), self.collector.last_row))
        self._empty = [row for row in self._empty if row < last]

    def _sum_in(self, row: int, first: str) -> str | None:
        """The text that makes a row one of sums; None where it is none."""
        roles = [self._head.of_role(role) for role in (UNIT_ROLE, CODE_ROLE, PROJECT_ROLE)]
        own = [self._grid.text(row, each.number, merged=False) for each in roles if each is not None]
        texts = (first, *own)
        if self._unit is not None and not self._grid.text(row, self._unit.number, merged=False):
            # Of nobody in particular: it may be called a sum in a column that is not read.
            texts += tuple(self._grid.texts(row).values())
        return next((text for text in texts if _SUM.fullmatch(re.sub(r"\s", "", text))), None)

    def errors(self) -> list[Remark]:
        """What must be mended in the rows."""
        return [Remark(row, text) for row, text in self.collector.errors]

    def warnings(self) -> list[Remark]:
        """What was passed over or taken in a certain way."""
        said = []
        if self._head.unknown:
            said.append(Remark(0, f"这些列不认识，没有用到：{'、'.join(self._head.unknown)}。"))
        if self._head.ignored:
            said.append(Remark(0, f"这些列下发时不用，没有读：{'、'.join(self._head.ignored)}。"))
        unsaid = [each for each in self._head.columns if each.kind == AMOUNT and not each.money]
        if unsaid:
            titles = "、".join(f"“{each.title}”" for each in unsaid)
            said.append(
                Remark(
                    0,
                    f"{titles}没有写明单位，按{UNITS[AMOUNT]}读；是元的话，请把列名改成“{unsaid[0].title}（元）”。",
                )
            )
        if self._empty:
            rows = "、".join(map(str, self._empty[:_SHOWN_ROWS]))
            more = "等" if len(self._empty) > _SHOWN_ROWS else ""
            said.append(Remark(0, f"跳过了 {len(self._empty)} 个空行：第 {rows}{more} 行。"))
        said += [Remark(row, text) for row, text in self._passed]
        collector = self.collector
        doubts = (*doubtful_amounts(collector.amounts), *alike_units(collector.departments()))
        said += [Remark(row, text) for row, text in (*collector.warnings, *doubts)]
        examples = self._unit.column.examples if self._unit is not None else ()
        said += [
            Remark(each.row, f"“{each.unit}”是样子里的例子；不是真的单位的话，请删去。")
            for each in self.collector.departments()
            if each.unit in examples
        ]
        return sorted(said)
