"""The same work on many machines, through dask's distributed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace

from jzxl import __version__
from jzxl.campaign.engine import WAITING, Crew
from jzxl.campaign.tasks import Checked, Task, Terms, check_task
from jzxl.errors import UnreadableFileError, UsageError
from jzxl.review import unopened

_ADDRESS = re.compile(r"(?:tcp|tls|ws|wss|ucx)://\S+:\d+|(?:tcp|tls)://\[\S+\]:\d+")
_CONNECT_SECONDS = 10
# A task may wait behind others, and its worker may die once or twice, before it is given up.
_PATIENCE = 6


@contextmanager
def cluster_crew(address: str, terms: Terms, seconds: float, *, shared: bool) -> Iterator[Crew]:
    """The workers of a dask cluster.

    Args:
        address: of its scheduler, such as ``tcp://10.0.0.5:8786``.
        seconds: what a file may take.
        shared: whether the workers see the files, and the folder of definitions, under the same paths; else
            both are carried to them.

    Raises:
        UsageError: distributed is not installed, nobody answers, there are no workers, or they have another
            version of jzxl.
    """
    try:
        from distributed import Client
    except ImportError:
        raise UsageError("用集群要先装上：pip install 'jzxl[cluster]'。") from None
    if not _ADDRESS.fullmatch(address):
        raise UsageError(f"“{address}”不是调度器的地址；应像 tcp://10.0.0.5:8786 这样。")
    try:
        client = Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise UsageError(
            f"连不上集群 {address}（{type(error).__name__}）；请核对地址，并确认调度器在运行。"
        ) from None

    def look() -> None:
        if client.status != "running":
            raise UsageError("和集群的连接断了；已经审核的都记下了，集群恢复以后再运行一次，接着做。")

    with client:
        try:
            versions = client.run(_version)
        except Exception as error:  # whatever a worker raises that lacks the module
            raise UsageError(
                f"集群上的 jzxl 和这里的不是同一个版本（{type(error).__name__}）；请装成同一个版本。"
            ) from None
        _check_versions(versions)
        threads = sum(client.nthreads().values())
        sent = terms if shared else terms.carried()
        executor = client.get_executor(pure=False)

        def submit(task: Task) -> Future[Checked]:
            if not shared and task.content is None:
                try:
                    task = replace(task, content=task.found.read(terms.limits))
                except UnreadableFileError as error:
                    refused: Future[Checked] = Future()
                    refused.set_result(Checked(unopened(task.found.shown, str(error))))
                    return refused
            try:
                future: Future[Checked] = executor.submit(check_task, task, sent)
            except Exception:
                look()
                raise
            return future

        yield Crew(submit, threads * WAITING, patience=seconds * _PATIENCE, look=look)


def _version() -> str:
    from jzxl import __version__ as version

    return version


def _check_versions(versions: dict[str, str]) -> None:
    if not versions:
        raise UsageError("集群上没有工作进程；请先启动 dask worker。")
    others = sorted({version for version in versions.values() if version != __version__})
    if others:
        raise UsageError(f"集群上的 jzxl 是 {'、'.join(others)}，这里是 {__version__}；请装成同一个版本。")
