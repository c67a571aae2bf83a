"""Make a round into a folder, or check the files of one that was made."""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from returns import catalog

from jzxl.result import FileResult
from jzxl.review import review_file
from round.deliver import read_back
from round.judge import judge
from round.make import RoundMaker


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="tests/round", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--departments", type=int, default=120)
    parser.add_argument("--projects", type=int, default=900)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--check", action="store_true", help="check the round that is in the folder")
    call = parser.parse_args()
    started = time.perf_counter()
    if call.check:
        truth = json.loads((call.folder / "truth.json").read_text(encoding="utf-8"))
        verdict = judge(truth, reviewed(call.folder / "回收", truth))
        for line in verdict.lines():
            print(line)
        _report("审核一轮 reviewing", verdict.files, verdict.forms, started)
        raise SystemExit(0 if verdict.right else 1)
    maker = RoundMaker(call.departments, call.projects, call.seed)
    truth = maker.make()
    maker.write(call.folder)
    forms = sum(1 + len(each["projects"]) for each in truth["files"] if each["readable"])
    _report("造一轮 making", len(truth["files"]), forms, started)


def reviewed(folder: Path, truth: dict[str, Any]) -> Iterator[FileResult]:
    """The results of all files of the truth, those in zips too, one file at a time."""
    with tempfile.TemporaryDirectory() as place:
        for name, data in read_back(folder, [each["file"] for each in truth["files"]]):
            path = Path(place) / Path(name).name
            path.write_bytes(data)
            yield review_file(path, catalog(), with_copy=False, shown=name)[0]
            path.unlink()


def _report(what: str, files: int, forms: int, started: float) -> None:
    """A row for the benchmark."""
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what}: {files} files, {forms} forms, {seconds:.1f} s, {1000 * seconds / files:.0f} ms a file,"
          f" {1000 * seconds / forms:.0f} ms a form, peak {peak:.0f} MB")  # fmt: skip
