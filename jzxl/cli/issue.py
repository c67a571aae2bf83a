"""``jzxl issue`` and ``jzxl fill``: workbooks that go out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jzxl.cli.app import DEFAULT_STANDARD, app, catalog, make_folder
from jzxl.errors import UsageError


@app.command()
def issue(
    unit: Annotated[list[str], typer.Option("--unit", help="填报单位全称；可写多次。")],
    year: Annotated[int, typer.Option(help="评价年度，例如 2020。", min=2000, max=2100)],
    output: Annotated[Path, typer.Option("-o", "--output", help="工作簿写到哪个文件夹。")],
    project: Annotated[
        list[str] | None, typer.Option("--project", help="项目名称，每个项目一张项目表；可写多次。")
    ] = None,
    only: Annotated[str | None, typer.Option(help="只要某一种表，例如 project。")] = None,
    rows: Annotated[
        list[str] | None, typer.Option("--rows", help="某组绩效指标要几行，例如 数量指标=5；可写多次。")
    ] = None,
    prefill: Annotated[
        Path | None, typer.Option("--prefill", help="把数据文件（TOML）里已知的数先填好；只能用于一个单位。")
    ] = None,
    lock: Annotated[bool, typer.Option("--lock-prefilled", help="先填好的格子不让单位改。")] = False,
    standard: Annotated[str, typer.Option(help="用哪个标准。")] = DEFAULT_STANDARD,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="已有同名文件时也覆盖。")] = False,
) -> None:
    """下发：给每个单位生成一份会自己计算得分的空白工作簿。"""
    from jzxl.fill import fill_workbook, load_data, project_names
    from jzxl.issue.order import choose_forms, file_names, goal_rows
    from jzxl.issue.recipient import Order, issue_workbook
    from jzxl.issue.values import Prefilling
    from jzxl.package import open_package, save_whole

    if lock and prefill is None:
        raise UsageError("--lock-prefilled 要和 --prefill 一起用。")
    if prefill is not None and len(unit) > 1:
        raise UsageError("--prefill 的数据是一个单位的，--unit 只能写一次。")
    data = load_data(prefill) if prefill is not None else None
    names = tuple(name.strip() for name in project or () if name.strip())
    if data is not None:
        names = names or project_names(data)
    forms = choose_forms(catalog().standard_forms(standard), only, names)
    more_rows = goal_rows(forms, rows or ())
    targets = file_names([name.strip() for name in unit], output)
    if not overwrite:
        for target in targets.values():
            if target.exists():
                raise UsageError(f"{target} 已经存在，没有改动它；确实要重新生成请加 --overwrite。")
    make_folder(output)
    for name, target in targets.items():
        workbook = issue_workbook(Order(name, year, forms, names, more_rows))
        if data is not None:
            known = open_package(workbook, name=target.name)
            prefilling = Prefilling.LOCKED if lock else Prefilling.SHOWN
            workbook = fill_workbook(known, catalog(), data, prefilling=prefilling)
        save_whole(workbook, target)
        typer.echo(f"已生成 {target}")


@app.command()
def fill(
    workbook: Annotated[Path, typer.Argument(help="下发的工作簿。")],
    data: Annotated[Path, typer.Argument(help="数据文件（TOML）。")],
    output: Annotated[Path, typer.Option("-o", "--output", help="填好的工作簿写到哪里。")],
) -> None:
    """填入：把数据文件里的数填进工作簿（做样例，或由其他系统预填）。"""
    from jzxl.fill import fill_workbook, load_data
    from jzxl.package import open_package, save_whole

    if output.exists() and output.resolve() == workbook.resolve():
        raise UsageError("填好的工作簿不能写在原来的文件上；请用 -o 指定另一个文件名。")
    filled = fill_workbook(open_package(workbook), catalog(), load_data(data))
    make_folder(output.parent)
    save_whole(filled, output)
    typer.echo(f"已填好 {output}")
