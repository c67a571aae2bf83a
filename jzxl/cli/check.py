"""``jzxl check``."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jzxl.cli.app import (
    DEFAULT_STANDARD,
    FAILED,
    FINE,
    FOUND,
    app,
    catalog,
    make_folder,
    own_templates,
    stoppable,
)
from jzxl.cli.chinese import ChineseCommand
from jzxl.cli.progress import checking_bar, writing_status

if TYPE_CHECKING:
    from collections.abc import Callable

    from jzxl.campaign.engine import Crew
    from jzxl.campaign.model import Roster, Round
    from jzxl.campaign.rounds import Run
    from jzxl.campaign.tasks import Terms
    from jzxl.form.load import Catalog

# A form takes a tenth of a second; this is a hang, on the slowest of machines.
_SECONDS = 60


@app.command(cls=ChineseCommand)
def check(
    call: typer.Context,
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="文件或文件夹…",
            help="回收的工作簿，或装着它们的文件夹、.zip 压缩包；可写多个。",
            readable=False,
        ),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", metavar="文件夹", help="审核稿、汇总和报告写到哪个文件夹。", readable=False
        ),
    ] = Path("审核"),
    roster: Annotated[
        Path | None,
        typer.Option(
            "--roster",
            metavar="花名册",
            help="对照花名册，看谁没有报、报重了、报错了，例如 --roster 花名册.xlsx。",
            readable=False,
        ),
    ] = None,
    year: Annotated[
        int | None,
        typer.Option(
            metavar="年度",
            help="审核哪个年度，例如 --year 2020；不写时，有花名册则以多数来件的年度为准，没有则不分年度。",
            min=2000,
            max=2100,
        ),
    ] = None,
    jobs: Annotated[
        int,
        typer.Option(
            "--jobs",
            metavar="份数",
            help="同时审核几份，例如 --jobs 2；0 表示电脑有几个处理器就几份。",
            min=0,
            max=256,
        ),
    ] = 0,
    again: Annotated[bool, typer.Option("--again", help="没有变动的文件也重新审核。")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="把 results.json 的内容打印出来。")] = False,
    most: Annotated[
        int,
        typer.Option(
            "--max-size",
            metavar="MB",
            help="单个文件最大多少 MB，贴了很多照片的表可以放宽，例如 --max-size 200。",
            min=1,
            max=1024,
        ),
    ] = 64,
    seconds: Annotated[
        int,
        typer.Option(
            "--timeout",
            metavar="秒数",
            help="一份最多审核多少秒，超过就放弃这一份，例如 --timeout 300。",
            min=1,
            max=3600,
        ),
    ] = _SECONDS,
    cluster: Annotated[
        str | None,
        typer.Option(metavar="地址", help="交给 dask 集群审核，写调度器的地址，例如 tcp://10.0.0.5:8786。"),
    ] = None,
    shared: Annotated[
        bool, typer.Option("--shared-files", help="集群的各台机器能用同样的路径读到来件，不必传送。")
    ] = False,
    standard: Annotated[
        str | None,
        typer.Option(
            metavar="标准",
            help=f"花名册和手工填的表按哪个标准读；不写时，花名册按 {DEFAULT_STANDARD}，手工填的表程序自己认。"
            "有哪些，用 jzxl forms 查看。",
        ),
    ] = None,
) -> None:
    """审核：重新计算回收的自评表，找出不符之处，写出带标记的审核稿、汇总和报告。"""
    from jzxl.campaign.answers import with_answers
    from jzxl.campaign.outputs import write_round
    from jzxl.campaign.report import results_json
    from jzxl.campaign.rounds import Asked, check_round
    from jzxl.campaign.shelf import Shelf
    from jzxl.campaign.tasks import Terms
    from jzxl.gather import gather_files
    from jzxl.package import DEFAULT_LIMITS
    from jzxl.paths import is_folder

    limits = DEFAULT_LIMITS.for_files_of(most)
    finished = _Finished()
    with stoppable(finished.text):
        gathered = gather_files(paths, output, limits, leave_out=roster)
        known = catalog()
        expected = _read_roster(roster, known, standard or DEFAULT_STANDARD) if roster is not None else None
        if standard is not None:
            known = known.asking_for(standard)
        make_folder(output)
        terms = Terms(own_templates(), limits, standard=standard or "")
        asked = Asked(known, terms, output, expected, year, again)
        # A process of its own costs a single file half a second, which is as long as all the rest takes; without
        # one nobody could stop it but the user, who is waiting for it.
        here = len(gathered.files) == 1 and _is_left_out(call, "seconds")
        crews = _crews(terms, jobs, seconds, cluster, shared, here)
        with checking_bar() as show:

            def progress(done: int, files: int) -> None:
                finished.files, finished.of = done, files
                show(done, files)

            run = check_round(gathered, asked, crews, progress=progress)
        finished.files = finished.of = len(run.round.returns)
        shelf = Shelf(output, [found.path for found in gathered.files], roster)
        whole = all(map(is_folder, paths))
        # Written before anything is printed: a terminal that cannot show a character must not lose it.
        with writing_status() as say:
            answered = with_answers(run.round, output, whole=whole)
            run.round = answered.round
            problems = write_round(run.round, known, shelf, run.excerpts, whole=whole, progress=say)
            problems = [*answered.problems, *problems]
    for problem in problems:
        typer.echo(f"出错了：{problem}", err=True)
    for remark in answered.remarks:
        typer.echo(remark, err=True)
    if as_json:
        typer.echo(results_json(run.round), nl=False)
    else:
        _print(run, gathered.passed_over, shelf.set_aside, output, failed=bool(problems))
        if answered.open and not problems:
            typer.echo("单位对疑问的说明，写进 疑问答复.xlsx 的“答复”一栏，再运行一次，就不再退回。")
    raise typer.Exit(FAILED if problems or run.unwritten else _exit_status(run.round))


@dataclass(slots=True)
class _Finished:
    """How far a run has come: files that are checked, of how many."""

    files: int = 0
    of: int = 0

    def text(self) -> str:
        """What is finished when the run is stopped now."""
        if not self.files:
            return "已停下，一份也还没有审核完；再运行同样的命令就好。"
        if self.files < self.of:
            return (
                f"已停下：{self.of} 份里审核完 {self.files} 份，它们的审核稿已写好，汇总和报告还没有写；"
                "再运行同样的命令，接着做剩下的。"
            )
        return f"已停下：{self.of} 份都审核完了，汇总和报告没有写完；再运行同样的命令就好，不用重新审核。"


def _read_roster(file: Path, known: Catalog, standard: str) -> Roster:
    from jzxl.campaign.roster import read_roster
    from jzxl.cli.roster import print_remarks

    reading = read_roster(file, known.standard_forms(standard))
    print_remarks(reading.warnings, err=True)
    return reading.required()


def _is_left_out(call: typer.Context, name: str) -> bool:
    """Whether an option was not written in the call."""
    source = call.get_parameter_source(name)
    return source is None or source.name == "DEFAULT"


def _crews(
    terms: Terms, jobs: int, seconds: int, cluster: str | None, shared: bool, here: bool
) -> Callable[[int], AbstractContextManager[Crew]]:
    from jzxl.campaign.engine import inline_crew, local_crew, processors

    def crew_for(files: int) -> AbstractContextManager[Crew]:
        if cluster is not None and files:
            from jzxl.campaign.cluster import cluster_crew

            return cluster_crew(cluster, terms, seconds, shared=shared)
        if here:
            return nullcontext(inline_crew(terms))
        return local_crew(jobs or processors(), files, terms, seconds)

    return crew_for


def _print(run: Run, passed_over: list[str], set_aside: list[str], output: Path, *, failed: bool) -> None:
    from rich.console import Console

    from jzxl.campaign.report import round_lines
    from jzxl.campaign.told import names_text, returns_lines

    console = Console(soft_wrap=True, highlight=False)
    for line in returns_lines(run.round, run.fresh, everything=failed):
        console.print(line)
    for line in round_lines(run.round, run.reused):
        console.print(line)
    if passed_over:
        typer.echo(f"另有 {len(passed_over)} 个文件不是工作簿，没有检查：{names_text(passed_over)}")
    changed = [*run.set_aside, *sorted(set_aside)]
    if changed:
        typer.echo(f"您改过的文件没有覆盖，改名保留为：{names_text(changed)}")
    if run.unwritten:
        typer.echo(f"有 {len(run.unwritten)} 份审核稿没有写出来，原因见上面。")
    if failed or run.unwritten:
        typer.echo(f"没有全部写完；请照上面说的办，再运行一次。已经写出来的在：{output}")
        return
    typer.echo(f"审核稿、汇总.xlsx、报告.html 和 results.json 在：{output}")


def _exit_status(round_: Round) -> int:
    from jzxl.campaign.model import Standing
    from jzxl.check.finding import Severity
    from jzxl.result import UNREADABLE

    # What a newer file replaces is settled, whatever was wrong with it.
    results = [each.result for each in round_.returns if each.standing is not Standing.REPLACED]
    if any(result.status == UNREADABLE for result in results):
        return FAILED
    worse = (Severity.ERROR, Severity.WARNING)
    found = any(result.count(severity) for result in results for severity in worse)
    return FOUND if found or round_.missing else FINE
