"""Running one input under watch: what it raises, how long it takes, how much memory it needs."""

from __future__ import annotations

import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

from fuzz.targets import Defect, Target

MOST_MEMORY = 200 * 1024 * 1024
_OURS = str(Path(__file__).resolve().parents[2] / "jzxl")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an input.

    Attributes:
        defect: what is wrong, in words that are the same for the same defect; empty for nothing.
        seconds: processor time.
        memory: bytes that the peak of the process rose above what it held before; 0 where it stayed below an
            earlier peak, or where the system does not tell.
    """

    defect: str
    seconds: float
    memory: int


def watched(target: Target, data: bytes, *, patience: float | None = None) -> Outcome:
    """Run one input; never raises for what it does.

    :param patience: processor seconds instead of the target's own
    """
    held, peak = _held(), _peak()
    began = time.process_time()
    defect = ""
    try:
        target.run(data)
    except Exception as error:
        defect = described(error)
    seconds = time.process_time() - began
    now = _peak()
    memory = max(0, now - held) if now > peak else 0
    if not defect and seconds > (target.seconds if patience is None else patience):
        defect = "slow"
    if not defect and memory > MOST_MEMORY:
        defect = "much memory"
    return Outcome(defect, seconds, memory)


def described(error: Exception) -> str:
    """The kind of an exception and where in jzxl it came from."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename.startswith(_OURS)]
    where = ""
    if own and not isinstance(error, Defect):
        where = f" in {own[-1].filename.removeprefix(_OURS).lstrip('/')}:{own[-1].name}"
    said = str(error).partition(":")[0] if isinstance(error, Defect) else type(error).__name__
    return said + where


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
    return pages * 4096
