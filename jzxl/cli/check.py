"""``jzxl check``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jzxl.cli.app import FAILED, FINE, FOUND, app, catalog, make_folder
from jzxl.errors import JzxlError

if TYPE_CHECKING:
    from jzxl.form.load import Catalog
    from jzxl.gather import FoundFile
    from jzxl.package import Limits
    from jzxl.result import FileResult


@app.command()
def check(
    paths: Annotated[
        list[Path], typer.Argument(help="回收的工作簿，或装着它们的文件夹；可写多个。", readable=False)
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="审核稿和 results.json 写到哪个文件夹。")
    ] = Path("审核"),
    as_json: Annotated[bool, typer.Option("--json", help="把 results.json 的内容打印出来。")] = False,
    most: Annotated[
        int,
        typer.Option("--max-size", help="单个文件最大多少 MB；贴了很多照片的表可以放宽。", min=1, max=1024),
    ] = 64,
) -> None:
    """审核：重新计算回收的自评表，找出不符之处，写出带标记的审核稿。"""
    from rich.console import Console

    from jzxl.gather import gather_files
    from jzxl.package import DEFAULT_LIMITS, save_whole
    from jzxl.report import result_lines, results_json, visible
    from jzxl.review import unopened

    gathered = gather_files(paths, output)
    known = catalog()
    make_folder(output)
    results = _review_all(gathered.files, known, output, DEFAULT_LIMITS.for_files_of(most))
    results += [unopened(each.shown, each.reason) for each in gathered.unopened]
    document = results_json(results)
    # Written before anything is printed: a terminal that cannot show a character must not lose it.
    save_whole(document.encode(), output / "results.json")
    if as_json:
        typer.echo(document, nl=False)
        raise typer.Exit(_exit_status(results))
    console = Console(soft_wrap=True, highlight=False)
    for result in results:
        for line in result_lines(result):
            console.print(line)
    if gathered.passed_over:
        names = "、".join(visible(file) for file in gathered.passed_over)
        typer.echo(f"另有 {len(gathered.passed_over)} 个文件不是工作簿，没有检查：{names}")
    typer.echo(f"审核稿和 results.json 在：{output}")
    raise typer.Exit(_exit_status(results))


def _review_all(files: list[FoundFile], known: Catalog, output: Path, limits: Limits) -> list[FileResult]:
    from dataclasses import replace

    from rich.console import Console
    from rich.progress import track

    from jzxl.gather import copy_names
    from jzxl.package import save_whole
    from jzxl.review import review_file, without_copy

    console = Console(stderr=True)
    results = []
    steps = zip(files, copy_names(files, output), strict=True)
    for found, name in track(
        steps, "审核", len(files), console=console, transient=True, disable=not console.is_terminal
    ):
        result, copy = review_file(found.path, known, with_copy=True, shown=found.shown, limits=limits)
        if copy is not None:
            try:
                save_whole(copy, output / name)
                result = replace(result, copy=name)
            except JzxlError as error:
                result = without_copy(result, error)
        results.append(result)
    return results


def _exit_status(results: list[FileResult]) -> int:
    from jzxl.check.finding import Severity
    from jzxl.result import UNREADABLE

    if any(result.status == UNREADABLE for result in results):
        return FAILED
    worse = (Severity.ERROR, Severity.WARNING)
    found = any(finding.severity in worse for result in results for finding in result.findings)
    return FOUND if found else FINE
