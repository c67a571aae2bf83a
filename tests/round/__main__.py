"""Entry point for ``python tests/round FOLDER`` and for ``python -m round`` with ``tests`` on the path."""

import sys
from pathlib import Path

_TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(_TESTS), str(_TESTS / "package"), str(_TESTS.parent)]

from round.run import main  # noqa: E402

if __name__ == "__main__":
    main()
