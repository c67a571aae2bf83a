"""Entry point for ``python tests/fuzz``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "package"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fuzz.run import main

if __name__ == "__main__":
    sys.exit(main())
