"""The engine of one machine: a pool of processes, or this process alone."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection, get_context, parent_process

from corpus.engine.base import Argument, Result
from corpus.errors import CannotRunError

_WORTH_A_WORKER = 4 << 20  # bytes: a process starts in the time that 1 MB takes; four times that


class Local:
    """Runs tasks in `workers` processes; a single task, or one worker, needs no process."""

    def __init__(self, workers: int) -> None:
        """An engine of so many processes, started when the first of them is needed."""
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def map(
        self, task: Callable[[Argument], Result], arguments: Iterable[Argument]
    ) -> Iterator[Result]:
        """The results in the order of the arguments, as they become ready."""
        todo: Sequence[Argument] = list(arguments)
        if self._workers == 1 or len(todo) < 2:
            _collect_seldom()
            return map(task, todo)
        return self._results([self._workers_pool().submit(task, one) for one in todo])

    def _results(self, tasks: list[Future[Result]]) -> Iterator[Result]:
        """Where one fails, no other is at work any more when that is told."""
        tasks.reverse()
        try:
            while tasks:
                yield tasks[-1].result()
                tasks.pop()  # and with it what it holds
        except BrokenProcessPool:
            raise CannotRunError(
                "a worker process died; expected all to live; most likely memory ran out, or "
                "somebody ended it: build again, with fewer --workers if memory is short"
            ) from None
        finally:
            for one in tasks:
                one.cancel()
            wait(tasks)

    def close(self) -> None:
        """End the workers; what they have not begun is not begun any more."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _workers_pool(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._workers,
                mp_context=get_context("spawn"),  # a fork would copy pyarrow's threads half
                initializer=_begin,
            )
        return self._pool


def suited(size: int) -> int:
    """How many workers pay for so many bytes of input: at most the processors there are."""
    return max(1, min(_processors(), size // _WORTH_A_WORKER))


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _begin() -> None:
    """Prepare a worker: one processor each, and no life after its parent's."""
    import pyarrow as pa

    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    _collect_seldom()
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _collect_seldom() -> None:
    """Tasks make many objects and few cycles: to look for these seldom saves a twentieth."""
    gc.set_threshold(50_000, 20, 100)


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
