"""The command in processes of their own that are started at once.

To import what a build needs, and to compile the rules, takes fifteen times as long as a build of
three articles. Here a server has done so once, and each process is a fork of it: it can be killed,
starved and shut out like any other.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import chdir
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

_ROOT = Path(__file__).parent.parent
_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["tests.warm"])


class Ended(NamedTuple):
    """What came of a process."""

    code: int  # below 0 the signal that killed it
    out: str
    err: str


class Command:
    """A process that runs the command `corpus`."""

    def __init__(self, *arguments: object, prepare: Callable[[], object] | None = None) -> None:
        """Start it.

        Args:
            arguments: Of the command.
            prepare: Is called in the process first; must be importable by its name, or `partial`.
        """
        with chdir(_ROOT):  # from where a server that starts imports `tests.warm`
            forkserver.ensure_running()
        pipes = [_SERVER.Pipe(duplex=False) for _ in range(2)]  # files could be told not to grow
        self._readers = [reader for reader, _ in pipes]
        writers = [writer for _, writer in pipes]
        told = (writers, str(Path.cwd()), dict(os.environ), [*map(str, arguments)], prepare)
        self._process = _SERVER.Process(target=_run, args=told)
        self._process.start()
        for writer in writers:
            writer.close()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def is_alive(self) -> bool:
        return self._process.is_alive()

    def wait(self) -> Ended:
        """Read what it prints until it has ended."""
        with ThreadPoolExecutor(len(self._readers)) as threads:
            out, err = threads.map(_all_of, self._readers)
        self._process.join()
        assert self._process.exitcode is not None
        return Ended(self._process.exitcode, out, err)


def hear_ctrl_c(file: str) -> None:
    """Let this process hear Ctrl-C while it opens a file whose name ends like this."""

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and str(arguments[0]).endswith(file):
            os.kill(os.getpid(), signal.SIGINT)

    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.addaudithook(hook)


def _all_of(reader: Connection) -> str:
    with reader, open(reader.fileno(), encoding="utf-8", closefd=False) as printed:
        return printed.read()


def _run(
    writers: list[Connection],
    folder: str,
    environment: Mapping[str, str],
    arguments: list[str],
    prepare: Callable[[], object] | None,
) -> None:
    for number, (name, writer) in enumerate(zip(("stdout", "stderr"), writers, strict=True), 1):
        os.dup2(writer.fileno(), number)
        writer.close()
        # That of the server may stand for a file, in which one seeks.
        setattr(sys, name, os.fdopen(number, "w", encoding="utf-8", closefd=False))
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    if prepare is not None:
        prepare()
    from corpus.cli import main

    sys.argv = ["corpus", *arguments]
    main()
