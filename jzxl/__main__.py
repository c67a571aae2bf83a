"""``python -m jzxl``."""

from jzxl.cli import main

main()
