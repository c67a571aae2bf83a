"""The same work on a cluster: a real scheduler and workers, on this machine."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
from a_round import numbered_files
from returns import ROOT, catalog

from jzxl.campaign.cluster import cluster_crew
from jzxl.campaign.engine import inline_crew
from jzxl.campaign.rounds import Asked, Crews, check_round
from jzxl.campaign.tasks import Terms
from jzxl.errors import UsageError
from jzxl.gather import gather_files

pytest.importorskip("distributed", reason="the extra jzxl[cluster] is not installed")

_PATIENCE = 60
_TERMS = Terms()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(module: str, *arguments: str, folder: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "10s"}
    command = [sys.executable, "-m", f"distributed.cli.{module}", *arguments]
    return subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


@contextmanager
def running(
    workers: int, folder: Path, schedulers: list[subprocess.Popen[bytes]] | None = None
) -> Iterator[tuple[str, Sequence[subprocess.Popen[bytes]]]]:
    """A scheduler and workers of one thread each; gives the address and the workers.

    ``schedulers`` takes the scheduler, for whoever wants to end it.
    """
    port = _free_port()
    address = f"tcp://127.0.0.1:{port}"
    folder.mkdir(parents=True, exist_ok=True)
    scheduler = _start(
        "dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard", folder=folder
    )
    if schedulers is not None:
        schedulers.append(scheduler)
    started = [
        _start("dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard", folder=folder)
        for _ in range(workers)
    ]
    try:
        _wait_for(address, workers)
        yield address, started
    finally:
        for process in (*started, scheduler):
            process.kill()
            process.wait()


def _wait_for(address: str, workers: int) -> None:
    from distributed import Client

    with Client(address, timeout=_PATIENCE, set_as_default=False) as client:
        if workers:
            client.wait_for_workers(workers, timeout=_PATIENCE)


def _facts(folder: Path, crews: Crews, terms: Terms = _TERMS) -> list[object]:
    output = folder.parent / f"审核{time.monotonic_ns()}"
    output.mkdir()
    run = check_round(gather_files([folder], output), Asked(catalog(), terms, output, again=True), crews)
    return [each.result for each in run.round.returns]


@pytest.mark.parametrize("shared", [False, True])
def test_a_cluster_gives_what_one_machine_gives(shared: bool, tmp_path: Path) -> None:
    folder = numbered_files(tmp_path, 7)
    (folder / "坏.xlsx").write_bytes(b"PK")
    expected = _facts(folder, lambda files: nullcontext(inline_crew(_TERMS)))
    with running(2, tmp_path / "dask") as (address, _):
        assert _facts(folder, lambda files: cluster_crew(address, _TERMS, 60, shared=shared)) == expected


def test_own_definitions_are_carried(tmp_path: Path) -> None:
    """The workers do not have the folder of them."""
    own = tmp_path / "表式" / "own-2020"
    own.mkdir(parents=True)
    for file in (ROOT / "templates" / "jinzhong-2020").glob("*.toml"):
        own.joinpath(file.name).write_bytes(file.read_bytes())
    carried = Terms(tmp_path / "表式").carried()
    assert carried.templates is None
    assert set(carried.definitions or ()) == {f"own-2020/{file.name}" for file in own.glob("*.toml")}
    folder = numbered_files(tmp_path, 2)
    terms = Terms(tmp_path / "表式")
    with running(1, tmp_path / "dask") as (address, _):
        there = _facts(folder, lambda files: cluster_crew(address, terms, 60, shared=False), terms)
    assert there == _facts(folder, lambda files: nullcontext(inline_crew(terms)), terms)


def test_a_worker_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    folder = numbered_files(tmp_path, 30)
    expected = _facts(folder, lambda files: nullcontext(inline_crew(_TERMS)))
    with running(2, tmp_path / "dask") as (address, workers):
        output = tmp_path / "审核"
        output.mkdir()
        asked = Asked(catalog(), _TERMS, output, again=True)
        killed = 0

        def kill_one(done: int, files: int) -> None:
            nonlocal killed
            if done >= 5 and not killed:
                workers[0].send_signal(signal.SIGKILL)
                killed = done

        run = check_round(
            gather_files([folder], output),
            asked,
            lambda files: cluster_crew(address, _TERMS, 60, shared=False),
            progress=kill_one,
        )
    assert 5 <= killed < 30
    assert workers[0].returncode == -signal.SIGKILL
    assert [each.result for each in run.round.returns] == expected


def test_nobody_answers(tmp_path: Path) -> None:
    folder = numbered_files(tmp_path, 1)
    address = f"tcp://127.0.0.1:{_free_port()}"
    with pytest.raises(UsageError, match="连不上集群"):
        _facts(folder, lambda files: cluster_crew(address, _TERMS, 60, shared=False))


def test_no_workers(tmp_path: Path) -> None:
    folder = numbered_files(tmp_path, 1)
    with running(0, tmp_path / "dask") as (address, _), pytest.raises(UsageError, match="没有工作进程"):
        _facts(folder, lambda files: cluster_crew(address, _TERMS, 60, shared=False))


def test_an_address_that_is_none(tmp_path: Path) -> None:
    folder = numbered_files(tmp_path, 1)
    with pytest.raises(UsageError, match="不是调度器的地址"):
        _facts(folder, lambda files: cluster_crew("foo://x", _TERMS, 60, shared=False))


def test_a_scheduler_that_goes_away_ends_the_run(tmp_path: Path) -> None:
    """What was checked until then is remembered."""
    folder = numbered_files(tmp_path, 40)
    output = tmp_path / "审核"
    output.mkdir()
    asked = Asked(catalog(), _TERMS, output)
    gathered = gather_files([folder], output)
    with running(1, tmp_path / "dask", scheduler := []) as (address, _):

        def stop(done: int, files: int) -> None:
            if done == 5:
                scheduler[0].kill()

        with pytest.raises(UsageError, match="连接断了"):
            check_round(
                gathered, asked, lambda files: cluster_crew(address, _TERMS, 60, shared=False), progress=stop
            )
    again = check_round(gathered, asked, lambda files: nullcontext(inline_crew(_TERMS)))
    assert 5 <= again.reused < 40
