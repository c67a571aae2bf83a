"""Timing rows side by side, so that what else the machine does falls on all of them alike."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter


def _nothing() -> None:
    pass


@dataclass(frozen=True, slots=True)
class AtMostTimes:
    """The row may take ``limit`` times as long as its base; with None it is only compared."""

    limit: float | None = None

    def __str__(self) -> str:
        return f"≤ {self.limit:g} × the time" if self.limit is not None else ""

    def shown(self, seconds: float, base: float) -> str:
        """How the two times compare, in the words of this target."""
        return f"{seconds / base:.2f} × the time"

    def met(self, seconds: float, base: float) -> bool:
        """Whether the times keep the target."""
        return self.limit is None or seconds <= self.limit * base


@dataclass(frozen=True, slots=True)
class AtLeastFaster:
    """The row must be ``limit`` times faster than its base; with None it is only compared."""

    limit: float | None = None

    def __str__(self) -> str:
        return f"≥ {self.limit:g} × faster" if self.limit is not None else ""

    def shown(self, seconds: float, base: float) -> str:
        """How the two times compare, in the words of this target."""
        faster = base / seconds
        return f"{faster:.1f} × faster" if faster >= 1 else f"{seconds / base:.1f} × slower"

    def met(self, seconds: float, base: float) -> bool:
        """Whether the times keep the target."""
        return self.limit is None or base >= self.limit * seconds


@dataclass(frozen=True, slots=True)
class AtMostLonger:
    """The row may take ``seconds`` longer than its base."""

    seconds: float

    def __str__(self) -> str:
        return f"≤ {self.seconds * 1000:g} ms more"

    def shown(self, seconds: float, base: float) -> str:
        """How the two times compare, in the words of this target."""
        return f"{(seconds - base) * 1000:+.0f} ms"

    def met(self, seconds: float, base: float) -> bool:
        """Whether the times keep the target."""
        return seconds - base <= self.seconds


Target = AtMostTimes | AtLeastFaster | AtMostLonger


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to time.

    Attributes:
        label: what is done; unique in its group.
        run: does it once.
        base: label of the row of the same group that it is compared with; empty for none.
        target: what the comparison should give.
        prepare: what must be done before each run and is not timed.
        share: how many things one run does; times are of one.
        most_rounds: where it takes so long that fewer rounds must do; 0 for as many as the group.
        peak: tells the memory that it takes, in MB, where the system tells.
    """

    label: str
    run: Callable[[], object]
    base: str = ""
    target: Target | None = None
    prepare: Callable[[], object] = _nothing
    share: int = 1
    most_rounds: int = 0
    peak: Callable[[], float | None] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that are timed in turn, round after round.

    Attributes:
        weight: how many of the rounds asked for; slow rows need fewer.
        detailed: whether the memory of each row is told, and what a thousand take.
    """

    title: str
    rows: Sequence[Row]
    weight: float = 1.0
    detailed: bool = False


@dataclass(frozen=True, slots=True)
class Timed:
    """The times of a row, in seconds.

    Attributes:
        typical: the median.
        spread: distance of the quartiles as a share of the median; above 0.2 the machine was busy.
    """

    row: Row
    typical: float
    spread: float


def time_group(group: Group, rounds: int) -> list[Timed]:
    """Run every row once a round, after one round that is not counted.

    Garbage is collected before each run, so that no row pays for the rows before it; it stays
    enabled during the run, because it is in use too.
    """
    rounds = max(2, round(rounds * group.weight))
    times: dict[str, list[float]] = {row.label: [] for row in group.rows}
    for number in range(rounds + 1):
        for row in group.rows:
            if row.most_rounds and number > row.most_rounds:
                continue
            row.prepare()
            gc.collect()
            begin = perf_counter()
            row.run()
            taken = (perf_counter() - begin) / row.share
            if number:
                times[row.label].append(taken)
    return [_timed(row, times[row.label]) for row in group.rows]


def _timed(row: Row, times: list[float]) -> Timed:
    low, _, high = quantiles(times, n=4, method="inclusive")
    return Timed(row, median(times), (high - low) / median(times))
