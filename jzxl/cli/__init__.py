"""The command line: parses arguments, calls the library, prints.

A command is a module.  Everything but typer is imported where it is used, so that ``jzxl --help`` answers at
once.
"""

from jzxl.cli import check, forms, issue, printing, roster
from jzxl.cli.app import main

__all__ = ["check", "forms", "issue", "main", "printing", "roster"]
