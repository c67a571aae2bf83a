"""Entry point for ``python tests/bench`` and for ``python -m bench`` with ``tests`` on the path."""

import sys
from pathlib import Path

_TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(_TESTS), str(_TESTS / "package")]

from bench.run import main  # noqa: E402

if __name__ == "__main__":
    main()
