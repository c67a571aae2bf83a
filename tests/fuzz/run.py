"""Runs the fuzzers: a process for each target, and what came of it as one table.

Whatever goes wrong is made smaller and kept below ``tests/fuzz/crashes``, where the tests replay it from then
on; the exit status is 1 if there is anything.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from fuzz.make_corpus import FOLDER, make_corpus
from fuzz.seeds import CRASHES
from fuzz.targets import TARGETS, Target, targets_named

# How long libFuzzer may take to begin and to end beside its time, and one input by itself, in seconds.
_GRACE, _PATIENCE = 120, 90
_SHORTEST = 5
_WIDTH = 110


@dataclass(slots=True)
class Run:
    """What came of one target.

    Attributes:
        edges: pieces of jzxl's code reached, as libFuzzer counts them; 0 without it.
        corpus: how many inputs each reach something that no other does.
        slowest: seconds, digest and bytes of inputs; instrumented code is two to three times as slow.
        found: a file for each defect, with what it says.
    """

    target: Target
    runs: int = 0
    seconds: float = 0.0
    edges: int = 0
    corpus: int = 0
    slowest: list[tuple[float, str, int]] = field(default_factory=list)
    memory: int = 0
    found: dict[Path, str] = field(default_factory=dict)


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz, print the table, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python tests/fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=600, help="for all targets together (%(default)s)")
    parser.add_argument("--only", action="append", choices=list(TARGETS), default=[], help="may be repeated")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=0, help="inputs for each target, instead of a time")
    parser.add_argument("--plain", action="store_true", help="by chance alone, as where atheris is missing")
    parser.add_argument("--same", action="store_true", help="only seeds that are the same on every machine")
    parser.add_argument("--work", type=Path, help="folder to go on in, with the inputs found so far")
    parser.add_argument("--make-corpus", action="store_true", help="write the corpus anew, and stop")
    wanted = parser.parse_args(arguments)
    if wanted.make_corpus:
        make_corpus()
        return 0
    console = Console(width=_WIDTH)
    plain = wanted.plain or importlib.util.find_spec("atheris") is None
    if plain and not wanted.plain:
        console.print("atheris is not installed (pip install -e '.[fuzz]'): mutations by chance alone.")
    targets = targets_named(wanted.only)
    shares = sum(target.share for target in targets)
    options = ["--runs", str(wanted.runs), *["--plain"] * plain, *["--same"] * wanted.same]
    with tempfile.TemporaryDirectory(prefix="jzxl-fuzz-") as folder:
        done = []
        for target in targets:
            seconds = 0 if wanted.runs else max(_SHORTEST, wanted.seconds * target.share // shares)
            work = (wanted.work or Path(folder)) / target.name
            done.append(_fuzz(target, work.resolve(), seconds, wanted.seed, options))
        console.print(_table(done, plain=plain))
    for run in done:
        for file, what in run.found.items():
            console.print(f"{run.target.name}: {what} → {file}", highlight=False, soft_wrap=True)
    return 1 if any(run.found for run in done) else 0


def _fuzz(target: Target, work: Path, seconds: int, seed: int, options: Sequence[str]) -> Run:
    run = Run(target)
    work.mkdir(parents=True, exist_ok=True)
    for old in ("found", "slow"):
        shutil.rmtree(work / old, ignore_errors=True)
    for file in work.glob("artifact-*"):
        file.unlink()
    left = seconds
    while True:
        command = [
            "fuzz.child",
            target.name,
            "--work",
            str(work),
            "--seconds",
            str(left),
            "--seed",
            str(seed),
        ]
        said, ended = _heard([*command, *options], (left + _GRACE) if left else None)
        left -= max(1, round(_add_stats(run, work, said)))
        seed += 1
        # libFuzzer ends a process that an input hangs or crashes; the others have a right to the time left.
        if ended or not seconds or left < _SHORTEST:
            break
    for data in _suspects(work):
        _settle(run, data)
    return run


def _heard(module: Sequence[str], patience: int | None) -> tuple[str, bool]:
    """What a child prints, and whether it came to its own end."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", *module],
            env=_environment(), capture_output=True, timeout=patience, check=False, cwd=FOLDER.parent,
        )  # fmt: skip
    except subprocess.TimeoutExpired as late:
        return (late.stderr or b"").decode("utf-8", "replace"), False
    return (done.stderr + done.stdout).decode("utf-8", "replace"), done.returncode == 0


def _environment() -> dict[str, str]:
    tests = FOLDER.parent
    places = (str(tests), str(tests / "package"), str(tests.parent), os.environ.get("PYTHONPATH", ""))
    # The hash seed decides in which order sets are gone through.
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, places)), "PYTHONHASHSEED": "0"}


def _add_stats(run: Run, work: Path, said: str) -> float:
    """Take up what the child counted; returns the seconds that it ran."""
    try:
        stats = json.loads((work / "stats.json").read_text("utf-8"))
    except (OSError, ValueError):
        # It never began.
        raise RuntimeError(said[-4_000:]) from None
    (work / "stats.json").unlink()
    run.runs += max([stats["runs"], *map(int, re.findall(r"number_of_executed_units: (\d+)", said))])
    run.seconds += stats["seconds"]
    run.edges = max([run.edges, *map(int, re.findall(r"\bcov: (\d+)", said))])
    run.corpus = len(list((work / "corpus").glob("*")))
    run.slowest = sorted([*run.slowest, *(tuple(each) for each in stats["slowest"])], reverse=True)[:3]
    run.memory = max(run.memory, stats["memory"])
    return float(stats["seconds"])


def _suspects(work: Path) -> Iterator[bytes]:
    """Inputs that showed a defect, ended the process, or were the slowest."""
    for file in sorted([*(work / "found").glob("*"), *work.glob("artifact-*"), *(work / "slow").glob("*")]):
        yield file.read_bytes()


def _settle(run: Run, data: bytes) -> None:
    """Try a suspect alone, without instruments; one with a defect is made smaller and kept."""
    what, smaller = _alone(run.target, data)
    if not what or what in run.found.values():
        return
    folder = CRASHES / run.target.name
    folder.mkdir(parents=True, exist_ok=True)
    words = re.sub(r"[^a-z0-9]+", "-", what.lower()).strip("-")[:50]
    file = folder / f"{words}-{hashlib.sha256(smaller).hexdigest()[:6]}"
    file.write_bytes(smaller)
    run.found[file] = what


def _alone(target: Target, data: bytes) -> tuple[str, bytes]:
    """What is wrong with an input, or nothing; and a smaller one with the same defect."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "input"
        file.write_bytes(data)
        try:
            done = subprocess.run(
                [sys.executable, "-m", "fuzz.alone", target.name, str(file), "--shrink"],
                env=_environment(), capture_output=True, timeout=_PATIENCE, check=False, cwd=FOLDER.parent,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return "hangs", data
        what = done.stdout.decode("utf-8", "replace").strip()
        if done.returncode not in (0, 1) or (done.returncode and not what):
            return f"ends the process {done.returncode}", data
        return what, file.read_bytes()


def _table(done: Sequence[Run], *, plain: bool) -> Table:
    table = Table(title="by chance alone" if plain else "guided by coverage (atheris)")
    headings = (
        "target",
        "runs",
        "seconds",
        "edges",
        "inputs",
        "slowest, s",
        "bytes",
        "memory, MB",
        "defects",
    )
    for heading in headings:
        table.add_column(heading, justify="left" if heading == "target" else "right", no_wrap=True)
    for run in done:
        seconds, _, size = run.slowest[0] if run.slowest else (0.0, "", 0)
        table.add_row(
            run.target.name,
            f"{run.runs:,}",
            f"{run.seconds:.0f}",
            f"{run.edges:,}" if run.edges else "—",
            f"{run.corpus:,}" if run.corpus else "—",
            f"{seconds:.2f}",
            f"{size:,}",
            f"{run.memory / 1024 / 1024:.0f}",
            str(len(run.found)),
        )
    return table
