"""Checking everything that came back: each file once, on all cores, going on where the last run stopped."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryFile

from filelock import FileLock, Timeout

from jzxl.campaign.differences import differences
from jzxl.campaign.engine import Crew, run_tasks
from jzxl.campaign.model import ExcerptsOf, Roster, Round
from jzxl.campaign.outputs import in_the_way
from jzxl.campaign.records import Records, terms_digest
from jzxl.campaign.returned import join_round
from jzxl.campaign.shared import sharing
from jzxl.campaign.shelf import digest, put_down
from jzxl.campaign.tasks import Checked, Task, Terms
from jzxl.check.finding import Finding, Severity
from jzxl.errors import JzxlError, UsageError, reason_of
from jzxl.form.load import Catalog
from jzxl.gather import OWN_FOLDER, FoundFile, Gathered, copy_names
from jzxl.paths import file_sha256
from jzxl.result import Excerpt, FileResult
from jzxl.review import unopened, without_copy

_LOCK = "锁"
# Bytes that must be left for the outputs: less than a round takes, more than any disk that is not full lacks.
_LEAST_ROOM = 1 << 20
Crews = Callable[[int], AbstractContextManager[Crew]]
"""Gives the crew for a number of files."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run is to do.

    Attributes:
        output: folder of the corrected copies; it is there.
        year: that is evaluated; the one most returns are of where it is None.
        again: whether files that were checked before are checked again.
    """

    catalog: Catalog
    terms: Terms
    output: Path
    roster: Roster | None = None
    year: int | None = None
    again: bool = False


@dataclass(slots=True)
class Run:
    """What a run came to.

    Attributes:
        excerpts: the cells around the findings of a result, which are kept on disk.
        reused: how many files had been checked before; fresh: those that were not, as their results call them.
        set_aside: copies that somebody had changed, by the names that they have now.
        unwritten: names of the copies that could not be put down.
    """

    round: Round
    excerpts: ExcerptsOf
    reused: int
    fresh: frozenset[str]
    set_aside: list[str] = field(default_factory=list)
    unwritten: list[str] = field(default_factory=list)


def check_round(
    gathered: Gathered, asked: Asked, crews: Crews, *, progress: Callable[[int, int], None] | None = None
) -> Run:
    """Check the files and join them to a round; copies and records are written as they come.

    Args:
        progress: told how many files are done, and how many there are.

    Raises:
        UsageError: nothing can be written to the output folder, or another run writes to it.
    """
    lock = _locked(asked.output)
    try:
        return _checked(gathered, asked, crews, progress)
    finally:
        lock.release()


def _locked(output: Path) -> FileLock:
    """One run at a time writes to a folder: another would take its copies for somebody's own.

    Raises:
        UsageError: another run is at it, or the outputs cannot be written: better told now than after all
            files have been checked.
    """
    lock = FileLock(output / OWN_FOLDER / _LOCK)
    blocked = in_the_way(output)
    if blocked is not None:
        raise UsageError(f"{blocked} 占了要写出的名称；请先移走它，或用 -o 指定另一个文件夹。")
    try:
        (output / OWN_FOLDER).mkdir(exist_ok=True)
        lock.acquire(timeout=0)
        with TemporaryFile(dir=output / OWN_FOLDER) as probe:
            probe.write(bytes(_LEAST_ROOM))
    except Timeout:
        raise UsageError(f"另一个审核正在往 {output} 写；请等它做完，或用 -o 指定另一个文件夹。") from None
    except OSError as error:
        lock.release()
        raise UsageError(f"{output} 不能写入（{reason_of(error)}）；请用 -o 指定另一个文件夹。") from None
    return lock


def _checked(
    gathered: Gathered, asked: Asked, crews: Crews, progress: Callable[[int, int], None] | None
) -> Run:
    files = gathered.files
    records = Records(asked.output)
    names = copy_names(files, asked.output, records.copy_of, gathered.left_out)
    desk = _Desk(asked, records)
    results: dict[int, FileResult] = {}
    for number, (found, name) in enumerate(zip(files, names, strict=True)):
        known = None if asked.again else desk.known(found, name)
        if known is not None:
            results[number] = _light(known)
    reused = len(results)
    fresh = [number for number in range(len(files)) if number not in results]
    with crews(len(fresh)) as crew:
        for place, checked in run_tasks((Task(files[number]) for number in fresh), crew):
            number = fresh[place]
            results[number] = _light(desk.take(checked, names[number]))
            if progress is not None:
                progress(len(results), len(files))
    ordered = [results[number] for number in range(len(files))]
    ordered += [unopened(each.shown, each.reason) for each in gathered.unopened]
    written = [*(found.modified for found in files), *("" for _ in gathered.unopened)]

    def difference(older: int, newer: int) -> Sequence[str]:
        return differences(files[older], files[newer], asked.catalog, asked.terms.limits)

    round_ = join_round(ordered, written, asked.roster, asked.year, difference)
    new = frozenset((*(files[number].shown for number in fresh), *(each.shown for each in gathered.unopened)))
    _tell_in_copies(files, names, results, round_, desk, crews)
    round_ = _with_untold(round_, names, desk.untold)
    with suppress(OSError, JzxlError):
        records.close()
    return Run(round_, desk.excerpts, reused, new, sorted(desk.set_aside), sorted(desk.unwritten))


def _tell_in_copies(
    files: Sequence[FoundFile],
    names: Sequence[str],
    results: Mapping[int, FileResult],
    round_: Round,
    desk: _Desk,
    crews: Crews,
) -> None:
    """Make the copies of those files anew of which only the round tells that something is wrong.

    A copy is made as soon as its file is checked, and who else returned what is known at the end; few files
    have such findings.
    """
    tasks: dict[int, Task] = {}
    for number, found in enumerate(files):
        more = _worth_telling(round_.returns[number].result, results[number])
        if not desk.tells(found, more):
            tasks[number] = Task(found, more=more)
    if not tasks:
        return
    numbers = list(tasks)
    with crews(len(tasks)) as crew:
        for place, checked in run_tasks(tasks.values(), crew):
            number = numbers[place]
            if checked.result.sha256 == results[number].sha256:
                desk.retell(checked, names[number], tasks[number].more)


def _with_untold(round_: Round, names: Sequence[str], untold: Mapping[str, Exception]) -> Round:
    """The round, where it says which copies do not show what only the round knows."""
    if not untold:
        return round_
    returns = list(round_.returns)
    for number, name in enumerate(names):
        if name in untold:
            result = without_copy(returns[number].result, untold[name])
            returns[number] = replace(returns[number], result=result)
    return replace(round_, returns=tuple(returns))


def _worth_telling(joined: FileResult, result: FileResult) -> tuple[Finding, ...]:
    """What the round adds to the findings of a file, if any of it is more than a hint."""
    own = set(map(id, result.findings))
    more = tuple(each for each in joined.findings if id(each) not in own)
    return more if any(each.severity is not Severity.HINT for each in more) else ()


def _told(more: Sequence[Finding]) -> str:
    return digest(repr(more).encode()) if more else ""


def _light(result: FileResult) -> FileResult:
    """A result to be kept until the end: it shares what it can, and leaves what is large on disk."""
    return sharing(replace(result, excerpts=()))


class _Desk:
    """Where results are recorded and copies put down."""

    def __init__(self, asked: Asked, records: Records) -> None:
        self._asked, self._records = asked, records
        self._digest = terms_digest(asked.catalog, asked.terms)
        self.set_aside: list[str] = []
        self.unwritten: list[str] = []
        self.untold: dict[str, Exception] = {}

    def known(self, found: FoundFile, name: str) -> FileResult | None:
        """The result of an earlier run, if the file, the terms and the copy are still the same."""
        # What could not be read has no copy, and is tried again: the reason may have been one of this machine.
        entry = self._records.get(found.shown)
        if entry is None or entry.terms != self._digest or entry.copy != name:
            return None
        try:
            copy = file_sha256(self._asked.output / name)
            content = found.read(self._asked.terms.limits)
        except (OSError, JzxlError):
            return None
        if digest(content) != entry.sha256:
            return None
        # A copy that somebody went on with is still this file's, but not one that was written for another.
        if copy != entry.copy_sha256 and copy in self._records.written(name):
            return None
        return self._records.result(found.shown)

    def take(self, checked: Checked, name: str) -> FileResult:
        """Write the copy and remember the result."""
        result, copy_sha256 = checked.result, ""
        if checked.copy is not None:
            try:
                kept = put_down(self._asked.output / name, checked.copy, self._records.written(name))
                if kept is not None:
                    self.set_aside.append(kept)
                result, copy_sha256 = replace(result, copy=name), digest(checked.copy)
            except JzxlError as error:
                self.unwritten.append(name)
                result = without_copy(result, error)
        # A file that is not remembered is checked again, and that is all.
        with suppress(OSError, UnicodeError):
            self._records.add(self._digest, result, copy_sha256)
        return result

    def tells(self, found: FoundFile, more: Sequence[Finding]) -> bool:
        """Whether the copy of a file shows just these findings of the round; so does one that is not there."""
        entry = self._records.get(found.shown)
        return entry is None or not entry.copy or entry.told == _told(more)

    def retell(self, checked: Checked, name: str, more: Sequence[Finding]) -> None:
        """Write a copy that shows other findings of the round; where that fails it is told, and done next time."""
        entry = self._records.get(checked.result.file)
        if checked.copy is None or entry is None:
            return
        try:
            kept = put_down(self._asked.output / name, checked.copy, {entry.copy_sha256})
        except (JzxlError, OSError) as error:
            self.unwritten.append(name)
            self.untold[name] = error
            return
        if kept is not None:
            self.set_aside.append(kept)
        result = replace(checked.result, copy=name)
        with suppress(OSError, UnicodeError):
            self._records.add(self._digest, result, digest(checked.copy), _told(more))

    def excerpts(self, result: FileResult) -> Sequence[Excerpt]:
        """The cells around the findings of a result; none where it could not be remembered."""
        known = self._records.result(result.file)
        return known.excerpts if known is not None else ()
