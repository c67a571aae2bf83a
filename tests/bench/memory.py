"""Memory of a process that checks many workbooks; run as a program, in a process of its own.

``python memory.py 500`` checks 500 workbooks through the library, one file each, writes every corrected
copy, and prints one line for each 50: how many, and the resident memory in MB.
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

STEP = 50
_MB = 2**20


def resident() -> float:
    """Resident memory of this process in MB; where the system does not tell, its highest so far."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / _MB
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / _MB


def peak_above_start(run: Callable[[], object]) -> float | None:
    """How far one run raises the memory of this process above what it holds, in MB.

    None where the system does not tell.
    """
    gc.collect()
    before = resident()
    run()
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    # Not ru_maxrss, which a process inherits from the one that started it.
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    return max(0.0, int(line.split()[1]) * 1024 / _MB - before)


def check_many(count: int) -> None:
    """Check ``count`` files, made of the sample returns in turn."""
    from jzxl.form.load import load_catalog
    from jzxl.package import save_whole
    from jzxl.review import review_file

    catalog = load_catalog()
    root = Path(__file__).resolve().parents[2]
    samples = [path.read_bytes() for path in sorted((root / "samples" / "returned").glob("*.xlsx"))]
    with tempfile.TemporaryDirectory(prefix="jzxl-bench-") as folder:
        for number in range(1, count + 1):
            path = Path(folder) / f"{number}.xlsx"
            path.write_bytes(samples[number % len(samples)])
            _, copy = review_file(path, catalog, with_copy=True)
            if copy is None:
                raise RuntimeError(f"no corrected copy of sample {number % len(samples)}")
            save_whole(copy, Path(folder) / f"{number}-copy.xlsx")
            del copy
            if number % STEP == 0:
                gc.collect()
                print(number, f"{resident():.2f}", flush=True)


if __name__ == "__main__":
    check_many(int(sys.argv[1]))
