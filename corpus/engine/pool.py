"""Worker processes of this machine, which can be ended whatever they are doing."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing import Pipe, connection, get_context, resource_tracker
from multiprocessing.connection import Connection

from corpus.engine import worker
from corpus.engine.base import Argument, Result
from corpus.errors import CannotRunError

_AHEAD = 4  # tasks per worker submitted early: no worker waits, and memory stays flat


class Pool:
    """So many processes, started when the first task is there."""

    def __init__(self, workers: int) -> None:
        self.is_ended = False
        self._workers = workers
        stop, self._stop = Pipe(duplex=False)
        self._executor = ProcessPoolExecutor(
            workers,
            mp_context=get_context("spawn"),  # a fork would copy pyarrow's threads half-way
            initializer=_begin,
            initargs=(stop,),
        )

    def map(
        self, task: Callable[[Argument], Result], arguments: Iterator[Argument]
    ) -> Iterator[Result]:
        """The results in the order of the arguments; if they are not wanted, the workers end."""
        submitted: deque[Future[Result]] = deque()
        try:
            while True:
                room = _AHEAD * self._workers - len(submitted)
                submitted.extend(self._submit(task, islice(arguments, room)))
                if not submitted:
                    return
                yield submitted[0].result()
                submitted.popleft()  # and with it the memory of its result
        except BrokenProcessPool:
            raise CannotRunError(
                "a worker process died; expected all to live; most likely memory ran out, or "
                "somebody ended it: build again, with fewer --workers if memory is short"
            ) from None
        finally:
            if submitted:
                self.end()

    def end(self) -> None:
        """End the workers at once: a task can take longer than people wait after Ctrl-C."""
        self.is_ended = True
        self._stop.close()
        self._executor.shutdown(cancel_futures=True)

    def _submit(
        self, task: Callable[[Argument], Result], arguments: Iterable[Argument]
    ) -> list[Future[Result]]:
        """Submit tasks, and start workers for them where some are missing."""
        with _deaf_children():
            return [self._executor.submit(task, argument) for argument in arguments]


def _begin(stop: Connection) -> None:
    """Prepare a worker that its parent ends.

    Args:
        stop: its other end is closed when the worker must end, whatever it is doing; it is closed
            with the parent, too.
    """
    worker.begin()
    threading.Thread(target=_exit_with, args=(stop,), daemon=True).start()


def _exit_with(stop: Connection) -> None:
    connection.wait([stop])
    os._exit(1)


@contextmanager
def _deaf_children() -> Iterator[None]:
    """Processes started here never hear Ctrl-C: their parent ends them. It hears it afterwards."""
    resource_tracker.ensure_running()  # what starts it lets signals in
    signals = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, signals)
