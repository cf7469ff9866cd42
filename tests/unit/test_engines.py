"""Sweeps by several processes and by a cluster of Dask: what comes out is what one process finds, whoever is killed."""

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from time import monotonic
from typing import BinaryIO

import pytest

from convcalc.check import workers
from convcalc.document.problems import SpecError
from convcalc.language import loading
from convcalc.sweep import cluster, forks, running
from convcalc.sweep.gauges import Gauge, Limit
from convcalc.sweep.members import Evaluator, Members
from convcalc.sweep.running import Chunk, Sweep, growing, here
from convcalc.sweep.space import Axis, Space

NET = """
input: 32x32x3
vars: {width: 8, kernel: 3, depth: 2}
layers:
  - conv: width kernel s2
  - conv: 2*width kernel
    repeat: depth
"""
SPACE = Space(
    (Axis("width", tuple(range(1, 101))), Axis("kernel", (1, 3, 5, 7, 20)), Axis("depth", (1, 2, 3, 4)))
)  # of kernel 20 there is none twice
MEMBERS = Members(loading.read_source(loading.parse("net.yaml", NET)), SPACE)
SWEEP = Sweep(MEMBERS, (Gauge("params"), Gauge("macs")), (Limit("params<=100k", Gauge("params"), most=100_000),))


def rows(chunks: Iterator[Chunk]) -> list[tuple[object, ...]]:
    """All that is said of all points."""
    return [
        (chunk.tried, list(chunk.indices), [list(column) for column in chunk.columns], chunk.beyond, chunk.refused)
        for chunk in chunks
    ]


@pytest.fixture(scope="module")
def alone() -> list[tuple[object, ...]]:
    return rows(here(SWEEP, growing(range(SPACE.size), 16, 16)))


@pytest.mark.parametrize("number", (1, 3))
def test_processes_find_what_one_finds(number: int, alone: list[tuple[object, ...]]) -> None:
    assert rows(forks.processes(number)(SWEEP, growing(range(SPACE.size), 16, 16))) == alone


def test_an_engine_has_what_is_left_after_a_while(
    monkeypatch: pytest.MonkeyPatch, alone: list[tuple[object, ...]]
) -> None:
    handed = []

    def engine(sweep: Sweep, work: Iterable[Sequence[int]]) -> Iterator[Chunk]:
        for piece in work:
            handed.extend(piece)
            yield from here(sweep, [piece])

    few = [index for chunk in running.run(SWEEP, range(90), engine) for index in chunk.indices]
    assert not handed
    monkeypatch.setattr(running, "A_WHILE", 0)
    found = [index for chunk in running.run(SWEEP, range(SPACE.size), engine) for index in chunk.indices]
    assert found == [index for _, indices, *_ in alone for index in indices]
    assert few == found[: len(few)] and handed[-1] == SPACE.size - 1 and handed == list(range(handed[0], SPACE.size))


def test_more_processes_than_pieces() -> None:
    assert rows(forks.processes(4)(SWEEP, growing(range(16), 16, 16))) == rows(here(SWEEP, growing(range(16), 16, 16)))
    assert rows(forks.processes(4)(SWEEP, growing(range(0), 16, 16))) == []


@pytest.fixture
def killed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[int, int], None]:
    """Has processes be killed over the points from an index on, so many times."""

    def kill(index: int, times: int) -> None:
        def chunk(sweep: Sweep, evaluate: Evaluator, piece: Sequence[int]) -> Chunk:
            deaths = len(list(tmp_path.iterdir()))
            if piece[0] == index and deaths < times:
                (tmp_path / str(deaths)).touch()
                os.kill(os.getpid(), signal.SIGKILL)
            return running.chunk(sweep, evaluate, piece)

        monkeypatch.setattr(forks, "chunk", chunk)

    return kill


def test_what_a_killed_process_had_to_do_is_done_by_another(
    killed: Callable[[int, int], None], alone: list[tuple[object, ...]]
) -> None:
    killed(160, 1)
    assert rows(forks.processes(3)(SWEEP, growing(range(SPACE.size), 16, 16))) == alone


def test_points_that_kill_every_process_are_an_error(killed: Callable[[int, int], None]) -> None:
    killed(160, 9)
    found = forks.processes(2)(SWEEP, growing(range(SPACE.size), 16, 16))
    with pytest.raises(SpecError, match="two processes were killed over the same points"):
        list(found)


def test_what_a_process_raises_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forks, "chunk", lambda *_: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        list(forks.processes(2)(SWEEP, growing(range(SPACE.size), 16, 16)))


def test_whoever_stops_asking_ends_the_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = []

    def noted(tell: Callable[[BinaryIO], None]) -> tuple[int, BinaryIO]:
        numbers.append(workers.forked(tell))
        return numbers[-1]

    monkeypatch.setattr(forks, "forked", noted)
    found = forks.processes(2)(SWEEP, growing(range(SPACE.size), 16, 16))
    next(found)
    found.close()
    for number, _ in numbers:
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)


# Dask


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker(alone: list[tuple[object, ...]]) -> None:
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=3, threads_per_worker=1, dashboard_address=None, silence_logs=50) as started,
        distributed.Client(started) as client,
    ):
        engine = cluster.cluster(started.scheduler_address)
        found = engine(SWEEP, growing(range(SPACE.size), 16, 16))
        first = [next(found)]
        processes = client.run(os.getpid)
        holding = {each: len(client.has_what()[each]) + len(client.processing()[each]) for each in processes}
        busiest = max(holding, key=lambda each: holding[each])
        assert holding[busiest] > 1
        os.kill(processes[busiest], signal.SIGKILL)
        assert rows(iter(first)) + rows(found) == alone


CLUSTER = """
import distributed, sys
if __name__ == "__main__":
    started = distributed.LocalCluster(n_workers=1, processes=False, protocol="tcp://", dashboard_address=None)
    print(started.scheduler_address, flush=True)
    sys.stdin.read()
"""


@pytest.mark.slow
def test_a_scheduler_that_is_killed() -> None:
    pytest.importorskip("distributed")
    with Popen([sys.executable, "-c", CLUSTER], stdin=PIPE, stdout=PIPE, text=True) as started:
        assert started.stdout
        engine = cluster.cluster(started.stdout.readline().strip())
        found = engine(SWEEP, growing(range(SPACE.size), 4, 4))
        next(found)
        started.kill()
        with pytest.raises(SpecError, match="scheduler of Dask is gone"):
            list(found)


@pytest.mark.slow
def test_a_scheduler_that_nobody_is() -> None:
    pytest.importorskip("distributed")
    for address in ("tcp://127.0.0.1:9", "nowhere", "tcp://127.0.0.1"):
        with pytest.raises(SpecError, match=f"no scheduler of Dask answers at '{address}'"):
            list(cluster.cluster(address)(SWEEP, growing(range(9), 16, 16)))


def test_forks_of_a_process_that_is_killed_end_too() -> None:
    """All of them hold the pipe that is read here to its end."""
    code = """
import time
from convcalc.check.workers import forked

def tell(stream):
    for _ in range(600):
        stream.write(bytes(2**16))
        time.sleep(0.1)

forks = [forked(tell) for _ in range(3)]
print("begun", flush=True)
time.sleep(60)
"""
    with Popen([sys.executable, "-c", code], stdout=PIPE, stderr=DEVNULL) as process:
        assert process.stdout and process.stdout.readline() == b"begun\n"
        process.kill()
        begun = monotonic()
        process.stdout.read()
    assert monotonic() - begun < 30
