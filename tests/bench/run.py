"""Runs the benchmark and prints it as one table; the exit status says nothing about the times."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path
from subprocess import PIPE, run

from rich.console import Console
from rich.table import Table

from bench import memory
from bench.measure import Group, Timed, time_group
from bench.rows import groups

_ROUNDS, _BOOKS = 25, 500
_WARM_UP = 100
_FLAT_MB = 2.0
_BUSY = 0.2
# What a pipe or a log file has to hold; a terminal says itself how wide it is.
_WIDE = 160


def main() -> None:
    """Time everything and print the table."""
    parser = argparse.ArgumentParser(prog="python tests/bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=_ROUNDS, help="rounds of each group (%(default)s)")
    parser.add_argument("--books", type=int, default=_BOOKS, help="workbooks of the memory row (%(default)s)")
    parser.add_argument("--only", default="", help="groups whose title holds this text")
    wanted = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else _WIDE)
    table = Table(
        title=f"Python {platform.python_version()}, {os.cpu_count()} processors, {platform.system()}",
        caption="Medians of interleaved runs; ± is the distance of the quartiles, ! a busy machine (run again).",
    )
    table.add_column("row")
    for heading in ("ms", "±", "s per 1,000", "peak MB", "compared", "target"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("")
    try:
        _fill(table, wanted, console)
    finally:
        # What was measured until something failed is worth seeing.
        console.print(table)


def _fill(table: Table, wanted: argparse.Namespace, console: Console) -> None:
    with tempfile.TemporaryDirectory(prefix="jzxl-bench-") as folder, console.status("") as status:
        for group in groups(Path(folder)):
            if wanted.only in group.title:
                status.update(group.title)
                _add_group(table, group, time_group(group, wanted.rounds))
        if wanted.only in "memory":
            status.update("memory")
            _add_memory(table, wanted.books)


def _add_group(table: Table, group: Group, timed: list[Timed]) -> None:
    table.add_row(f"[bold]{group.title}[/bold]")
    typical = {each.row.label: each.typical for each in timed}
    for each in timed:
        row = each.row
        compared = target = mark = ""
        if row.target is not None:
            base = typical[row.base]
            compared, target = row.target.shown(each.typical, base), str(row.target)
            mark = _mark(row.target.met(each.typical, base)) if target else ""
        busy = "!" if each.spread > _BUSY else ""
        thousand = peak = ""
        if group.detailed:
            thousand = f"{each.typical * 1000:.1f}"
            grown = row.peak() if row.peak is not None else None
            peak = "" if grown is None else f"{grown:.1f}"
        table.add_row(
            f"  {row.label}",
            f"{each.typical * 1000:.2f}",
            f"{each.spread:.0%}{busy}",
            thousand,
            peak,
            compared,
            target,
            mark,
        )
    table.add_section()


def _add_memory(table: Table, books: int) -> None:
    """Growth between the first 100 workbooks, which fill Python's own pools, and the last."""
    command = [sys.executable, memory.__file__, str(books)]
    lines = run(command, stdout=PIPE, text=True, check=True).stdout.split("\n")
    samples = {
        int(number): float(size) for number, _, size in (line.partition(" ") for line in lines if line)
    }
    grown = samples[max(samples)] - samples[_WARM_UP]
    table.add_row("[bold]内存 memory[/bold]")
    table.add_row(
        f"  {books} workbooks checked, with copies: MB after {', '.join(map(str, samples))}:"
        f"\n  {' '.join(f'{size:.1f}' for size in samples.values())}",
        "",
        "",
        "",
        "",
        f"{grown:+.1f} MB since {_WARM_UP}",
        f"≤ {_FLAT_MB:g} MB",
        _mark(grown <= _FLAT_MB),
    )


def _mark(met: bool) -> str:
    return "[green]ok[/green]" if met else "[red]✗[/red]"
