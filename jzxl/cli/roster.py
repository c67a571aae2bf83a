"""``jzxl roster``: the list of whom a round is for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jzxl.cli.app import DEFAULT_STANDARD, FAILED, app, catalog, make_folder
from jzxl.cli.chinese import ChineseCommand
from jzxl.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jzxl.campaign.roster import Remark


@app.command(cls=ChineseCommand)
def roster(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="花名册", help="要检查的花名册（.xlsx、.xls、.et、.ods 或 .csv）。", readable=False
        ),
    ] = None,
    example: Annotated[
        Path | None,
        typer.Option(
            "--example",
            metavar="文件",
            help="写出一份花名册的样子，照着改，例如 花名册.xlsx。",
            readable=False,
        ),
    ] = None,
    standard: Annotated[
        str, typer.Option(metavar="标准", help="用哪个标准；有哪些，用 jzxl forms 查看。")
    ] = DEFAULT_STANDARD,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="已有同名文件时也覆盖。")] = False,
) -> None:
    """花名册：写出一份样子，或检查写好的花名册，不下发。"""
    from jzxl.campaign.roster import read_roster
    from jzxl.package import save_whole
    from jzxl.paths import is_there
    from jzxl.visible import visible

    if (file is None) == (example is None):
        raise UsageError(
            "请写上要检查的花名册，例如 jzxl roster 花名册.xlsx；要一份样子，写 jzxl roster --example 花名册.xlsx。"
        )
    forms = catalog().standard_forms(standard)
    if example is not None:
        from jzxl.campaign.roster_example import example_roster

        if example.suffix.lower() != ".xlsx":
            raise UsageError(f"花名册的样子是 .xlsx 工作簿，文件名应像 {example.stem}.xlsx 这样。")
        if is_there(example) and not overwrite:
            raise UsageError(f"{example} 已经存在，没有改动它；请换一个文件名，确实要覆盖请加 --overwrite。")
        make_folder(example.parent)
        option = "" if standard == DEFAULT_STANDARD else f"--standard {standard}"
        save_whole(example_roster(forms, option=option), example)
        command = " ".join(filter(None, ("jzxl issue", example.name, option)))
        typer.echo(f"已写出 {example}：把里面的例子换成自己的单位和项目，再用 {command} 下发。")
        return
    assert file is not None
    reading = read_roster(file, forms)
    print_remarks(reading.warnings)
    for department in reading.roster.departments:
        code = f"{visible(department.code)} " if department.code else ""
        typer.echo(f"{code}{visible(department.unit)}：{len(department.projects)} 个项目")
    typer.echo(count_text(reading.roster.departments))
    if reading.errors:
        try:
            reading.required()
        except UsageError as error:
            typer.echo(str(error), err=True)
        raise typer.Exit(FAILED)


def print_remarks(remarks: Iterable[Remark], *, err: bool = False) -> None:
    """A line for each; ``err`` keeps them out of what another program reads."""
    from jzxl.visible import visible

    for remark in remarks:
        typer.echo(f"   [提示] {visible(str(remark))}", err=err)


def count_text(departments: Iterable[object]) -> str:
    """How many departments and projects there are."""
    listed = list(departments)
    projects = sum(len(getattr(each, "projects", ())) for each in listed)
    return f"共 {len(listed)} 个单位、{projects} 个项目"
