"""What is shown on a terminal while a run takes its time; nothing where the output goes elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def checking_bar() -> Iterator[Callable[[int, int], None]]:
    """A bar with the time left, to be told how many files are done, and how many there are."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("还要"), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("审核", total=None)

        def show(done: int, files: int) -> None:
            # When the last is done, they are compared with each other and with the roster.
            bar.update(
                task, completed=done, total=files, description="审核" if done < files else "核对各份之间"
            )

        yield show


@contextmanager
def writing_status() -> Iterator[Callable[[str], None]]:
    """A line that says which file is being written, to be told its name."""
    from rich.console import Console

    from jzxl.visible import visible

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda name: None
        return
    with console.status("正在汇总…") as status:
        yield lambda name: status.update(f"正在写 {visible(name)} …")


def issuing_bar(parcels: Sequence[T]) -> Iterator[T]:
    """The workbooks to be issued one by one, with a bar."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    yield from track(
        parcels, "下发", len(parcels), console=console, transient=True, disable=not console.is_terminal
    )
