"""Running many tasks on any executor, a window of them at a time."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

from jzxl.campaign.tasks import Checked, Task, Terms, check_task
from jzxl.errors import JzxlError
from jzxl.review import unopened

Submit = Callable[[Task], "Future[Checked]"]
# Waiting tasks for each worker: enough that none idles, few enough that memory stays flat.
WAITING = 3
# How often it is seen after whether a crew is still there, in seconds.
_LOOK = 5.0


@dataclass(frozen=True, slots=True)
class Crew:
    """Who does the work.

    Attributes:
        submit: hands a task over.
        window: how many tasks may be on their way at a time.
        patience: seconds after which a task that was handed over is given up; None where the crew itself
            stops one that takes too long.
        look: raises UsageError when nobody is there any more to do the work.
    """

    submit: Submit
    window: int
    patience: float | None = None
    look: Callable[[], None] | None = None


def processors() -> int:
    """How many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def run_tasks(tasks: Iterable[Task], crew: Crew) -> Iterator[tuple[int, Checked]]:
    """Check every task; gives its number and what became of it, in the order that they are done.

    A task whose worker dies, or does not come to an end, is a result like any other.

    Raises:
        UsageError: the crew is gone.
    """
    waiting: dict[Future[Checked], tuple[int, Task, float]] = {}
    numbered = enumerate(tasks)
    left = True
    while left or waiting:
        while left and len(waiting) < crew.window:
            each = next(numbered, None)
            if each is None:
                left = False
                break
            number, task = each
            waiting[crew.submit(task)] = number, task, time.monotonic()
        if not waiting:
            break
        done, _ = wait(waiting, timeout=_until_overdue(waiting.values(), crew), return_when=FIRST_COMPLETED)
        if crew.look is not None:
            crew.look()
        for future in done:
            number, task, _ = waiting.pop(future)
            yield number, _outcome(future, task)
        if crew.patience is not None:
            overdue = time.monotonic() - crew.patience
            for future in [future for future, (_, _, since) in waiting.items() if since <= overdue]:
                number, task, _ = waiting.pop(future)
                future.cancel()
                yield number, Checked(unopened(task.found.shown, _NOT_HEARD.format(task.found.name)))


_NOT_HEARD = "没有等到 {} 的结果，它或者排在前面的文件用时太久，已经放弃；可用 --timeout 放宽，再运行一次。"


def _until_overdue(waiting: Iterable[tuple[int, Task, float]], crew: Crew) -> float | None:
    if crew.patience is None:
        return None
    left = min(since for _, _, since in waiting) + crew.patience - time.monotonic()
    return max(0.0, min(left, _LOOK) if crew.look is not None else left)


def _outcome(future: Future[Checked], task: Task) -> Checked:
    try:
        return future.result()
    except TimeoutError:
        return _given_up(task)
    except JzxlError as error:
        return Checked(unopened(task.found.shown, str(error)))
    except Exception as error:  # whatever an executor raises for a worker that is gone
        name = task.found.name
        reason = f"审核 {name} 的进程中途退出（{type(error).__name__}），其他文件不受影响；请把这个文件发给维护人员。"
        return Checked(unopened(task.found.shown, reason))


def _given_up(task: Task) -> Checked:
    reason = f"审核 {task.found.name} 用时太久，已经放弃，其他文件不受影响；可用 --timeout 放宽，或请单位另存后再报。"
    return Checked(unopened(task.found.shown, reason))


@contextmanager
def local_crew(jobs: int, files: int, terms: Terms, seconds: float) -> Iterator[Crew]:
    """Workers on this machine, each a process of its own, so that none can take the others along.

    Args:
        jobs: how many processes.
        files: how many files there are; for none no process is started.
        seconds: after which a worker that is still at the same file is stopped.
    """
    if not files:
        yield inline_crew(terms)
        return
    from pebble import ProcessPool

    # Not forked: this process may have threads, and forking is not to be had everywhere.
    pool = ProcessPool(max_workers=min(jobs, files), context=get_context("spawn"))

    def submit(task: Task) -> Future[Checked]:
        future: Future[Checked] = pool.schedule(check_task, args=[task, terms], timeout=seconds)
        return future

    try:
        yield Crew(submit, min(jobs, files) * WAITING)
        pool.close()
    finally:
        pool.stop()
        pool.join()


def executor_crew(executor: Executor, terms: Terms, window: int) -> Crew:
    """Whoever is behind an executor of ``concurrent.futures``, or one like it.

    Args:
        window: how many tasks may be on their way at a time.
    """
    return Crew(lambda task: executor.submit(check_task, task, terms), window)


def inline_crew(terms: Terms) -> Crew:
    """This process does the work, one file after the other."""
    return Crew(partial(_here, terms), 1)


def _here(terms: Terms, task: Task) -> Future[Checked]:
    done: Future[Checked] = Future()
    done.set_result(check_task(task, terms))
    return done
