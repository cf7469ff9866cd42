"""An engine of many machines, or of this one, by Dask distributed: pieces go to its workers, and come back in order.

Only so many pieces are under way at once. What a worker had done or was to do when it was lost, the scheduler gives to
another; each piece is handed on once. A worker makes the evaluator of a sweep once for each of its threads.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager, suppress
from importlib import import_module
from socket import create_connection
from threading import local
from typing import Any
from urllib.parse import urlsplit

from convcalc.document.interrupts import held_back
from convcalc.document.problems import fail
from convcalc.sweep.evaluating import evaluator
from convcalc.sweep.running import Chunk, Engine, Sweep, chunk
from convcalc.version import __version__

HERE = "local"
"""The address of a cluster that is started on this machine, and ends with the sweep."""

PATIENCE = 10
"""Seconds until a scheduler or workers are taken not to be there."""

AHEAD = 4
"""Pieces under way for each thread of the workers."""

FEWEST = 32
"""Pieces under way for few threads: more workers may come."""


def cluster(address: str, workers: int | None = None) -> Engine:
    """An engine that has a cluster work; of `local`, so many processes of this machine, or one for each core.

    Raises SpecError where Dask is missing, nobody answers, or the scheduler or all workers are lost.
    """
    return lambda sweep, work: _done(sweep, work, address, workers)


def _done(sweep: Sweep, work: Iterable[Sequence[int]], address: str, workers: int | None) -> Iterator[Chunk]:
    """What came of each piece, in order."""
    with _client(_distributed(), address, workers) as client:
        bench = client.submit(Bench, sweep, __version__, pure=False)
        most = max(FEWEST, AHEAD * sum(client.nthreads().values()))
        under_way = deque[Any]()
        for piece in work:
            under_way.append(client.submit(Bench.chunk, bench, piece, pure=False))
            if len(under_way) >= most:
                yield _came(client, under_way.popleft())
        while under_way:
            yield _came(client, under_way.popleft())


def _distributed() -> Any:
    """The library, which says nothing of its own where it is loaded here. Raises SpecError where it is missing."""
    try:
        import dask

        dask.config.set({"logging": {"distributed": "critical", "distributed.client": "critical"}})
        dask.config.set({"distributed.comm.timeouts.connect": f"{PATIENCE}s"})
        with held_back():
            return import_module("distributed")
    except ImportError:
        raise fail("a cluster needs Dask distributed", help="pip install 'convcalc[dask]'") from None


@contextmanager
def _client(distributed: Any, address: str, workers: int | None) -> Iterator[Any]:
    """A client of the cluster, with workers. Raises SpecError."""
    with ExitStack() as stack:
        if address == HERE:
            cluster = distributed.LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None)
            address = stack.enter_context(cluster).scheduler_address
        else:
            _reach(address)
        client = distributed.Client(address, timeout=PATIENCE)
        stack.callback(_close, client)
        _wait(client)
        yield client


def _close(client: Any) -> None:
    """Part from a cluster, whether it is still there or not."""
    with suppress(TimeoutError):
        client.close(timeout=1)


def _reach(address: str) -> None:
    """Find out whether anybody is there, before Dask does, which takes longer. Raises SpecError."""
    try:
        parts = urlsplit(address)
        create_connection((parts.hostname or "", parts.port or 0), PATIENCE).close()
    except (OSError, ValueError) as error:
        message = f"no scheduler of Dask answers at {address!r}: {error}"
        raise fail(message, help="an address is as tcp://10.0.0.1:8786") from None


def _wait(client: Any) -> None:
    """Wait for a worker. Raises SpecError where none comes."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        raise fail(f"the cluster at {client.scheduler.address} has no workers") from None


def _came(client: Any, future: Any) -> Chunk:
    """What came of a piece. Raises SpecError where the cluster is lost, or the piece costs it several workers."""
    from distributed import KilledWorker

    while True:
        try:
            found: Chunk = future.result(timeout=PATIENCE)
            return found
        except TimeoutError:
            _wait(client)
        except KilledWorker as error:
            raise fail(f"workers were lost over the same points: {error}", help="have they enough memory?") from None
        except (OSError, CancelledError):
            raise fail("the scheduler of Dask is gone") from None


class Bench:
    """A sweep at a worker, with an evaluator for each of its threads."""

    def __init__(self, sweep: Sweep, version: str) -> None:
        if version != __version__:
            raise fail(f"a worker has convcalc {__version__}, and this is convcalc {version}")
        self.sweep = sweep
        self._own = local()

    def __reduce__(self) -> tuple[Any, ...]:
        return Bench, (self.sweep, __version__)

    def chunk(self, piece: Sequence[int]) -> Chunk:
        """What came of a piece."""
        if not hasattr(self._own, "evaluate"):
            self._own.evaluate = evaluator(self.sweep.members, self.sweep.gauges)
        return chunk(self.sweep, self._own.evaluate, piece)
