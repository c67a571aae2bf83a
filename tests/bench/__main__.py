"""Entry point for ``python tests/bench`` and for ``python -m bench`` with ``tests`` on the path."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.run import main

if __name__ == "__main__":
    main()
