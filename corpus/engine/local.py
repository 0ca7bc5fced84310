"""The engine of one machine: a pool of processes, or this process alone."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing import Pipe, get_context, resource_tracker

from corpus.engine import worker
from corpus.engine.base import Argument, Result
from corpus.engine.garbage import collect_seldom
from corpus.errors import CannotRunError

_BYTES_PER_WORKER = 4 << 20  # of input; a process starts in the time that 1 MB takes
_AHEAD = 4  # tasks per worker submitted early: no worker waits, and memory stays flat


class Local:
    """Runs tasks in `workers` processes; with one worker, or for a single task, in this process."""

    def __init__(self, workers: int) -> None:
        """An engine of `workers` processes, started when the first of them is needed."""
        self._workers = workers
        self._pool: _Pool | None = None

    def map(
        self, task: Callable[[Argument], Result], arguments: Iterable[Argument]
    ) -> Iterator[Result]:
        """The results in the order of the arguments, as they become ready."""
        waiting = iter(arguments)
        first = list(islice(waiting, 2))
        if self._workers == 1 or len(first) < 2:
            collect_seldom()
            return (task(argument) for arguments in (first, waiting) for argument in arguments)
        return self._map_in_pool(task, first, waiting)

    def _map_in_pool(
        self,
        task: Callable[[Argument], Result],
        first: list[Argument],
        waiting: Iterator[Argument],
    ) -> Iterator[Result]:
        """Keep `_AHEAD` tasks per worker submitted; end the workers if their work is not wanted."""
        if self._pool is None:
            self._pool = _Pool(self._workers)
        pool = self._pool
        submitted: deque[Future[Result]] = deque()
        try:
            submitted.extend(pool.submit(task, first))
            while submitted:
                room = _AHEAD * self._workers - len(submitted)
                submitted.extend(pool.submit(task, islice(waiting, room)))
                yield submitted[0].result()
                submitted.popleft()  # and with it the memory of its result
        except BrokenProcessPool:
            raise CannotRunError(
                "a worker process died; expected all to live; most likely memory ran out, or "
                "somebody ended it: build again, with fewer --workers if memory is short"
            ) from None
        finally:
            if submitted:
                self._pool = None
                pool.kill()

    def close(self) -> None:
        """End the workers."""
        if self._pool is not None:
            self._pool.kill()


class _Pool:
    """Worker processes, which can be ended whatever they are doing."""

    def __init__(self, workers: int) -> None:
        stop, self._stop = Pipe(duplex=False)
        self._executor = ProcessPoolExecutor(
            workers,
            mp_context=get_context("spawn"),  # a fork would copy pyarrow's threads half-way
            initializer=worker.begin_child,
            initargs=(stop,),
        )

    def submit(
        self, task: Callable[[Argument], Result], arguments: Iterable[Argument]
    ) -> list[Future[Result]]:
        """Submit tasks, and start workers for them where some are missing."""
        with _deaf_children():
            return [self._executor.submit(task, argument) for argument in arguments]

    def kill(self) -> None:
        """End the workers at once: a task can take longer than people wait after Ctrl-C."""
        self._stop.close()
        self._executor.shutdown(cancel_futures=True)


@contextmanager
def _deaf_children() -> Iterator[None]:
    """Processes started here never hear Ctrl-C: their parent ends them. It hears it afterwards."""
    resource_tracker.ensure_running()  # what starts it lets signals in
    signals = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, signals)


def suitable_workers(size: int) -> int:
    """How many workers pay off for `size` bytes of input: at most one per processor."""
    return max(1, min(_processors(), size // _BYTES_PER_WORKER))


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
