"""The process that fuzzes one target, guided by coverage where atheris is installed.

It goes on after a defect: each new one is kept as a file, with the facts in ``stats.json``, for `fuzz.run`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fuzz.targets import Target
    from fuzz.watch import Outcome

_FLUSH = 2.0
# libFuzzer gives up on an input (seconds on the clock), and on the process (MB), long after our own limits.
_HANGS, _MOST_MB = 60, 4_000
_KEPT_SLOW = 3
_OTHERS = 400


def main() -> None:
    """Fuzz until the time or the number of runs is over."""
    parser = argparse.ArgumentParser()
    parser.add_argument("target")
    parser.add_argument("--work", type=Path, required=True, help="folder for the corpus, finds and stats")
    parser.add_argument("--seconds", type=int, default=0)
    parser.add_argument("--runs", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plain", action="store_true", help="without atheris")
    parser.add_argument("--same", action="store_true", help="only seeds that are the same on every machine")
    wanted = parser.parse_args()
    if wanted.plain:
        _plain(wanted)
    else:
        _guided(wanted)


class _Log:
    """Counts, and keeps what is worth keeping."""

    def __init__(self, target: Target, watched: Callable[[Target, bytes], Outcome], work: Path) -> None:
        self._target, self._watched, self._work = target, watched, work
        self._began = self._flushed = time.monotonic()
        self._known: set[str] = set()
        self._slowest: list[tuple[float, str, int]] = []
        self._memory = 0
        self.runs = 0

    def run(self, data: bytes) -> None:
        """One input."""
        outcome = self._watched(self._target, data)
        self.runs += 1
        self._memory = max(self._memory, outcome.memory)
        digest = hashlib.sha256(data).hexdigest()[:12]
        if len(self._slowest) < _KEPT_SLOW or outcome.seconds > self._slowest[-1][0]:
            self._slowest = sorted([*self._slowest, (outcome.seconds, digest, len(data))], reverse=True)
            del self._slowest[_KEPT_SLOW:]
            self._keep("slow", digest, data)
        if outcome.defect and outcome.defect not in self._known:
            self._known.add(outcome.defect)
            self._keep("found", digest, data)
        if time.monotonic() - self._flushed > _FLUSH:
            self.flush()

    def _keep(self, folder: str, digest: str, data: bytes) -> None:
        place = self._work / folder
        place.mkdir(parents=True, exist_ok=True)
        (place / digest).write_bytes(data)

    def flush(self) -> None:
        """Say how far it is; the process may end at any moment."""
        self._flushed = time.monotonic()
        said = {
            "runs": self.runs,
            "seconds": self._flushed - self._began,
            "slowest": self._slowest,
            "memory": self._memory,
        }
        with suppress(OSError):
            (self._work / "stats.json").write_text(json.dumps(said), "utf-8")


def _plain(wanted: argparse.Namespace) -> None:
    """Mutations of the seeds by chance alone."""
    from fuzz.seeds import seeds
    from fuzz.targets import TARGETS
    from fuzz.watch import watched

    target = TARGETS[wanted.target]
    log = _Log(target, watched, wanted.work)
    chance = Random(wanted.seed)
    start = seeds(target.name, shared=not wanted.same)
    until = time.monotonic() + wanted.seconds if wanted.seconds else float("inf")
    while time.monotonic() < until and not (wanted.runs and log.runs >= wanted.runs):
        log.run(target.change(chance.choice(start), chance, chance.choice(start)))
    log.flush()


def _guided(wanted: argparse.Namespace) -> None:
    """Mutations that reach new code are mutated further."""
    import atheris

    with atheris.instrument_imports(include=["jzxl"]):
        from fuzz.seeds import seeds
        from fuzz.targets import TARGETS
        from fuzz.watch import watched

    target = TARGETS[wanted.target]
    log = _Log(target, watched, wanted.work)
    corpus = wanted.work / "corpus"
    if not corpus.is_dir():
        corpus.mkdir(parents=True)
        for data in seeds(target.name, shared=not wanted.same):
            (corpus / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
    others = [file.read_bytes() for file in sorted(corpus.iterdir())[:_OTHERS]]

    def run(data: bytes) -> None:
        log.run(data)
        if log.runs == wanted.runs:
            log.flush()

    def change(data: bytes, most: int, seed: int) -> bytes:
        chance = Random(seed)
        if chance.random() < 0.02:
            return bytes(atheris.Mutate(data, most))
        changed = target.change(data, chance, chance.choice(others))
        return changed if len(changed) <= most else data[:most]

    options = [
        f"-seed={wanted.seed}", f"-timeout={_HANGS}", f"-rss_limit_mb={_MOST_MB}", "-max_len=400000",
        # One call of our mutation is several changes already.
        "-mutate_depth=1", "-len_control=0", "-print_final_stats=1", f"-artifact_prefix={wanted.work}/artifact-",
        str(corpus),
    ]  # fmt: skip
    if wanted.seconds:
        options.append(f"-max_total_time={wanted.seconds}")
    if wanted.runs:
        options.append(f"-runs={wanted.runs}")
    atheris.Setup([sys.argv[0], *options], run, custom_mutator=change)
    log.flush()
    atheris.Fuzz()


if __name__ == "__main__":
    main()
