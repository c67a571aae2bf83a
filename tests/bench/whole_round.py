"""A whole round: what jzxl takes for it, beside other programs that only open the files; and on a cluster."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from itertools import count
from pathlib import Path

import openpyxl
from round.make import RoundMaker

from bench.measure import AtMostTimes, Group, Row
from jzxl.archive import read_member
from jzxl.campaign.engine import Crew, inline_crew, run_tasks
from jzxl.campaign.tasks import Task, Terms
from jzxl.gather import FoundFile, gather_files
from jzxl.package import DEFAULT_LIMITS

# A fifth of a city: openpyxl takes minutes for the whole.
DEPARTMENTS, PROJECTS = 24, 180
_WORKERS = (1, 2, 4)
_SECONDS = 60


def groups(folder: Path, departments: int = DEPARTMENTS, projects: int = PROJECTS) -> Iterator[Group]:
    """The round, and the same files on a cluster.

    Args:
        folder: for the round, which is made here and not timed.
    """
    maker = RoundMaker(departments, projects, 1)
    maker.make()
    maker.write(folder)
    returned = folder / "回收"
    files = _unpacked(gather_files([returned], folder / "审核").files, folder / "平铺")
    yield _round(
        folder, returned, files, f"round: {departments} departments, {projects} projects, {len(files)} files"
    )
    yield from _cluster(files)


def _unpacked(found: list[FoundFile], folder: Path) -> list[Path]:
    """The workbooks that other programs can open, out of their archives."""
    folder.mkdir()
    files = []
    for number, each in enumerate(found):
        content = (
            read_member(each.path, each.member, DEFAULT_LIMITS) if each.member else each.path.read_bytes()
        )
        file = folder / f"{number}.xlsx"
        file.write_bytes(content)
        if each.name.endswith(".xlsx") and _opened(file):
            files.append(file)
    return files


def _round(folder: Path, returned: Path, files: list[Path], title: str) -> Group:
    outputs = (folder / f"审核-{number}" for number in count())
    opened = "openpyxl opens the files"

    def check(jobs: int) -> float:
        """The whole command; gives the most that one of its processes held, in MB."""
        command = [
            sys.executable,
            "-m",
            "jzxl",
            "check",
            str(returned),
            "--roster",
            str(folder / "roster.xlsx"),
        ]
        command += ["--jobs", str(jobs), "-o", str(next(outputs))]
        run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, _, usage = os.wait4(run.pid, 0)
        return usage.ru_maxrss / 1024

    def row(label: str, jobs: int) -> Row:
        return Row(label, partial(check, jobs), opened, AtMostTimes(), peak=partial(check, jobs))

    rows = [
        Row(opened, lambda: [_opened(file) for file in files]),
        row("jzxl check --roster --jobs 1, with copies and summary", 1),
        row("the same on all processors (memory of the largest process)", 0),
    ]
    if shutil.which("soffice") or shutil.which("libreoffice"):
        from engines.libreoffice import convert_all

        targets = (folder / f"lo-{number}" for number in count())
        opening = partial(convert_all, files, "xlsx")
        rows.append(
            Row(
                "LibreOffice opens and saves them, all in one process",
                lambda: opening(next(targets)),
                opened,
                AtMostTimes(),
            )
        )
    return Group(title, rows, weight=0.01, detailed=True)


def _opened(file: Path) -> bool:
    """Whether it opens; some of a round are damaged."""
    try:
        openpyxl.load_workbook(file)
    except Exception:
        return False
    return True


def _cluster(files: list[Path]) -> Iterator[Group]:
    try:
        from test_cluster import running

        from jzxl.campaign.cluster import cluster_crew
    except BaseException as skipped:  # what pytest raises where distributed is not installed
        if type(skipped).__name__ != "Skipped":
            raise
        return
    terms = Terms()
    tasks = [Task(FoundFile(file, file.name)) for file in files]

    def work(crew: Crew) -> None:
        for _ in run_tasks(tasks, crew):
            pass

    with ExitStack() as stack:
        alone = inline_crew(terms)
        rows = [Row("one process, no cluster", partial(work, alone), share=len(files))]
        for workers in _WORKERS:
            address, _ = stack.enter_context(running(workers, files[0].parent / f"dask-{workers}"))
            crew = stack.enter_context(cluster_crew(address, terms, _SECONDS, shared=False))
            label = f"{workers} workers, files carried" if workers > 1 else "1 worker, files carried"
            rows.append(Row(label, partial(work, crew), rows[0].label, AtMostTimes(), share=len(files)))
        yield Group("cluster: each file, its copy too", rows, weight=0.1, detailed=True)
