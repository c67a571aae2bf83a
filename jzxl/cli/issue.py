"""``jzxl issue`` and ``jzxl fill``: workbooks that go out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jzxl.cli.app import DEFAULT_STANDARD, FOUND, app, catalog, make_folder, stoppable
from jzxl.cli.chinese import ChineseCommand
from jzxl.cli.progress import issuing_bar
from jzxl.errors import UsageError

if TYPE_CHECKING:
    from jzxl.campaign.issuing import Delivered, Parcel
    from jzxl.form.model import Form
    from jzxl.issue.values import Prefilling


@app.command(cls=ChineseCommand)
def issue(
    year: Annotated[
        int, typer.Option(metavar="年度", help="评价年度，例如 --year 2020。", min=2000, max=2100)
    ],
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", metavar="文件夹", help="工作簿写到哪个文件夹，例如 -o 下发。", readable=False
        ),
    ],
    roster: Annotated[
        Path | None,
        typer.Argument(
            metavar="花名册",
            help="花名册：一次下发给上面的全部单位（样子：jzxl roster --example）。",
            readable=False,
        ),
    ] = None,
    unit: Annotated[
        list[str] | None,
        typer.Option("--unit", metavar="单位", help="没有花名册时，填报单位全称；可写多次。"),
    ] = None,
    project: Annotated[
        list[str] | None,
        typer.Option("--project", metavar="项目", help="项目名称，每个项目一张项目表；可写多次。"),
    ] = None,
    only: Annotated[
        str | None, typer.Option(metavar="表", help="只要某一种表，例如 --only project 只要项目表。")
    ] = None,
    rows: Annotated[
        list[str] | None,
        typer.Option(
            "--rows", metavar="组=行数", help="某组绩效指标要几行，例如 --rows 数量指标=5；可写多次。"
        ),
    ] = None,
    prefill: Annotated[
        Path | None,
        typer.Option(
            "--prefill",
            metavar="数据文件",
            help="把数据文件（TOML）里已知的数先填好；只能用于一个单位。",
            readable=False,
        ),
    ] = None,
    lock: Annotated[bool, typer.Option("--lock-prefilled", help="先填好的格子不让单位改。")] = False,
    standard: Annotated[
        str, typer.Option(metavar="标准", help="用哪个标准；有哪些，用 jzxl forms 查看。")
    ] = DEFAULT_STANDARD,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="已有同名文件、内容不同时也覆盖。")] = False,
) -> None:
    """下发：给每个单位生成一份会自己计算得分的空白工作簿。"""
    from jzxl.issue.values import Prefilling

    prefilling = Prefilling.LOCKED if lock else Prefilling.SHOWN
    forms = catalog().standard_forms(standard)
    if roster is not None:
        if unit or project or prefill is not None:
            raise UsageError(
                "有花名册时，单位、项目和已知的数都写在花名册里；请去掉 --unit、--project、--prefill，或不写花名册。"
            )
        _issue_roster(roster, forms, year, output, only, rows or (), prefilling, overwrite)
        return
    if not unit:
        raise UsageError(
            "要下发给谁？请写上花名册，例如 jzxl issue 花名册.xlsx --year 2020 -o 下发，或用 --unit 写明单位。"
        )
    if lock and prefill is None:
        raise UsageError("--lock-prefilled 要和 --prefill 一起用；有花名册时不用写 --prefill。")
    if prefill is not None and len(unit) > 1:
        raise UsageError("--prefill 的数据是一个单位的，--unit 只能写一次。")
    _issue_units(unit, forms, year, output, project or (), only, rows or (), prefill, prefilling, overwrite)


def _issue_units(
    units: Sequence[str],
    forms: Mapping[str, Form],
    year: int,
    output: Path,
    projects: Sequence[str],
    only: str | None,
    rows: Sequence[str],
    prefill: Path | None,
    prefilling: Prefilling,
    overwrite: bool,
) -> None:
    from functools import partial

    from jzxl.campaign.issued_before import why_it_differs
    from jzxl.campaign.issuing import deliver, parcel_of
    from jzxl.fill import fill_workbook, load_data, project_names
    from jzxl.issue.order import choose_forms, file_names, goal_rows
    from jzxl.issue.recipient import Order, issue_workbook
    from jzxl.package import open_package

    data = load_data(prefill) if prefill is not None else None
    names = tuple(name.strip() for name in projects if name.strip())
    if data is not None:
        names = names or project_names(data)
    chosen = choose_forms(forms, only, names)
    more_rows = goal_rows(chosen, rows)
    known = catalog()

    def build(order: Order, file: str) -> bytes:
        workbook = issue_workbook(order)
        if data is None:
            return workbook
        return fill_workbook(open_package(workbook, name=file), known, data, prefilling=prefilling)

    parcels = []
    for name, target in file_names([name.strip() for name in units], output).items():
        order = Order(name, year, chosen, names, more_rows)
        parcels.append(parcel_of(order, target.name, build=partial(build, order, target.name)))
    make_folder(output)
    explain = partial(why_it_differs, catalog=known)
    done = deliver(parcels, output, overwrite=overwrite, with_list=False, explain=explain)
    for word, files in (("已生成", done.written), ("已重新生成", done.replaced)):
        for file in files:
            typer.echo(f"{word} {output / file}")
    for file in done.kept:
        typer.echo(f"已有 {output / file}，内容一样，没有改动")
    _end_with(done, output)


def _issue_roster(
    roster: Path,
    forms: Mapping[str, Form],
    year: int,
    output: Path,
    only: str | None,
    rows: Sequence[str],
    prefilling: Prefilling,
    overwrite: bool,
) -> None:
    from functools import partial

    from jzxl.campaign.issued_before import why_it_differs
    from jzxl.campaign.issuing import Asked, deliver, pack
    from jzxl.campaign.roster import read_roster
    from jzxl.cli.roster import count_text, print_remarks
    from jzxl.gather import LIST_NAME
    from jzxl.issue.order import goal_rows
    from jzxl.paths import resolved
    from jzxl.visible import visible

    reading = read_roster(roster, forms)
    print_remarks(reading.warnings)
    more_rows = goal_rows(tuple(forms.values()), rows)
    parcels, remarks = pack(reading.roster, Asked(forms, year, only, more_rows, prefilling), reading.errors)
    print_remarks(remarks)
    for file in (LIST_NAME, *(parcel.file for parcel in parcels)):
        if resolved(output / file) == resolved(roster):
            raise UsageError(f"{output / file} 就是花名册自己，不能写在它上面；请用 -o 指定另一个文件夹。")
    make_folder(output)
    explain = partial(why_it_differs, catalog=catalog())
    seen: list[Parcel] = []

    def progress(each: Sequence[Parcel]) -> Iterator[Parcel]:
        for parcel in issuing_bar(each):
            yield parcel
            seen.append(parcel)

    def finished() -> str:
        return (
            f"已停下：{len(parcels)} 个单位做完 {len(seen)} 个，做完的工作簿都是完整的，{LIST_NAME}还没有写；"
            "再运行同样的命令，接着做剩下的。"
        )

    with stoppable(finished):
        done = deliver(parcels, output, overwrite=overwrite, progress=progress, explain=explain)
    counts = [
        f"{text.format(len(files))}"
        for text, files in (
            ("重新生成 {} 份", done.replaced),
            ("原有 {} 份内容一样、没有改动", done.kept),
            ("原有 {} 份和这次的不一样、没有动", done.differing),
        )
        if files
    ]
    typer.echo(f"{'，'.join([f'{count_text(parcels)}：新写 {len(done.written)} 份工作簿', *counts])}。")
    if done.list_kept:
        typer.echo(f"   [提示] {LIST_NAME}上有人写过字，原来那份改名保留为：{visible(done.list_kept)}")
    strangers = [name for name in done.strangers if resolved(output / name) != resolved(roster)]
    if strangers:
        names = "、".join(visible(name) for name in strangers[:20])
        typer.echo(f"   [提示] 文件夹里还有 {len(strangers)} 份不在花名册上的工作簿：{names}")
    typer.echo(f"工作簿和{LIST_NAME}在：{output}")
    _end_with(done, output)


def _end_with(done: Delivered, output: Path) -> None:
    """Tell what was left because it differs, and how to go on; the exit status says that there is something."""
    from jzxl.campaign.issuing import EXPLAINED_AT_MOST
    from jzxl.visible import visible

    if not done.differing:
        return
    lines = [f"{output} 里有 {len(done.differing)} 份和这次要下发的不一样，没有动："]
    lines += [f"   {visible(each.file)}：{visible(each.why)}" for each in done.differing[:EXPLAINED_AT_MOST]]
    if len(done.differing) > EXPLAINED_AT_MOST:
        lines.append(f"   等 {len(done.differing)} 份")
    lines.append(
        "不用改的，不必管它们。要按这次的重新生成：全部重新生成，在同样的命令后面加上 --overwrite（里面已经填的会没有）；"
        "只重新生成其中几份，先把那几份移走或删去，再运行同样的命令。"
    )
    typer.echo("\n".join(lines), err=True)
    raise typer.Exit(FOUND)


@app.command(cls=ChineseCommand)
def fill(
    workbook: Annotated[Path, typer.Argument(metavar="工作簿", help="下发的工作簿。", readable=False)],
    data: Annotated[Path, typer.Argument(metavar="数据文件", help="数据文件（TOML）。", readable=False)],
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", metavar="文件", help="填好的工作簿写到哪里，例如 -o 填报.xlsx。", readable=False
        ),
    ],
) -> None:
    """填入：把数据文件里的数填进工作簿（做样例，或由其他系统预填）。"""
    from jzxl.fill import fill_workbook, load_data
    from jzxl.package import open_package, save_whole
    from jzxl.paths import are_same

    if are_same(output, workbook):
        raise UsageError("填好的工作簿不能写在原来的文件上；请用 -o 指定另一个文件名。")
    filled = fill_workbook(open_package(workbook), catalog(), load_data(data))
    make_folder(output.parent)
    save_whole(filled, output)
    typer.echo(f"已填好 {output}")
