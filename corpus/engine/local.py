"""The engine of one machine: a pool of processes, or this process alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING

from corpus.engine.base import Argument, Result
from corpus.engine.garbage import collect_seldom

if TYPE_CHECKING:
    from corpus.engine.pool import Pool

_BYTES_PER_WORKER = 4 << 20  # of input; a process starts in the time that 1 MB takes


class Local:
    """Runs tasks in `workers` processes; with one worker, or for a single task, in this process."""

    def __init__(self, workers: int) -> None:
        """An engine of `workers` processes, started when the first of them is needed."""
        self._workers = workers
        self._pool: Pool | None = None

    def map(
        self, task: Callable[[Argument], Result], arguments: Iterable[Argument]
    ) -> Iterator[Result]:
        """The results in the order of the arguments, as they become ready."""
        waiting = iter(arguments)
        first = list(islice(waiting, 2))
        both = chain(first, waiting)
        if self._workers == 1 or len(first) < 2:
            collect_seldom()
            return (task(argument) for argument in both)
        return self._processes().map(task, both)

    def _processes(self) -> Pool:
        from corpus.engine.pool import Pool  # what starts processes: small inputs need none

        if self._pool is None or self._pool.is_ended:
            self._pool = Pool(self._workers)
        return self._pool

    def close(self) -> None:
        """End the workers."""
        if self._pool is not None:
            self._pool.end()


def suitable_workers(size: int) -> int:
    """How many workers pay off for `size` bytes of input: at most one per processor."""
    return max(1, min(_processors(), size // _BYTES_PER_WORKER))


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
