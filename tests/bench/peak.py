"""The memory that one way of handling a workbook takes; in a process of its own, which holds nothing else.

``python tests/bench/peak.py WAY FILE`` prints it in MB; nothing where the system does not tell.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    tests = Path(__file__).resolve().parents[1]
    sys.path[0:1] = [str(tests), str(tests / "package")]
    from bench.limit import WAYS
    from bench.memory import peak_above_start

    way = WAYS[sys.argv[1]]
    file = Path(sys.argv[2])
    # Once with a small file, so that modules and definitions are not counted.
    way(Path(sys.argv[3]))
    peak = peak_above_start(lambda: way(file))
    print("" if peak is None else f"{peak:.1f}")
