"""Running one input under watch: what it raises, how long it takes, how much memory it needs."""

from __future__ import annotations

import os
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path

import jzxl
from fuzz.targets import Target
from fuzz.verdict import Defect

MOST_MEMORY = 200 * 1024 * 1024
_OURS = str(Path(jzxl.__file__).resolve().parent)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an input.

    Attributes:
        defect: what is wrong, in words that are the same for the same defect; empty for nothing.
        seconds: processor time, of a child process too.
        memory: bytes that the peak of the process rose above what it held before; 0 where it stayed below an
            earlier peak, or where the system does not tell.
    """

    defect: str
    seconds: float
    memory: int


def watched(target: Target, data: bytes) -> Outcome:
    """Run one input; never raises for what it does."""
    held, peak = _held(), _peak()
    began = _spent()
    defect = ""
    try:
        target.run(data)
    except Exception as error:
        defect = described(error)
    seconds = _spent() - began
    now = _peak()
    memory = max(0, now - held) if now > peak else 0
    if not defect and seconds > target.seconds:
        defect = "slow"
    if not defect and memory > MOST_MEMORY:
        defect = "much memory"
    return Outcome(defect, seconds, memory)


def described(error: Exception) -> str:
    """The kind of an exception and where in jzxl it came from."""
    if isinstance(error, Defect):
        return str(error).partition(":")[0]
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(_OURS)
    ]
    where = f" in {frames[-1].filename.removeprefix(_OURS).lstrip('/')}:{frames[-1].name}" if frames else ""
    return type(error).__name__ + where


def _spent() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def _peak() -> int:
    """The most memory that the process has held so far, in bytes; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _held() -> int:
    """What it holds now; its peak where the system does not tell, so that little is held against an input."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return _peak()
    return pages * os.sysconf("SC_PAGE_SIZE")
