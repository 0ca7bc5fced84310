"""What the process does that extractors run in.

It answers requests until the other end of the socket is gone. Where an extraction takes too much
processor time a signal ends it, also within a library written in C.
"""

from __future__ import annotations

import logging
import os
import resource
import select
import signal
import threading
from contextlib import suppress
from multiprocessing.connection import Connection
from pkgutil import resolve_name
from typing import NamedTuple

TIMED_OUT = signal.SIGPROF  # ends a process that does not handle it; its clock counts CPU time


class Request(NamedTuple):
    """An extraction to do."""

    function: str  # such as `corpus.page.extractors.justext:main_text`
    html: str
    seconds: float  # of processor time, without the import of the extractor


class Answer(NamedTuple):
    """What came of an extraction."""

    text: str | None
    error: str | None = None  # why there is no text; None: the extractor found none


def main(socket: int, memory: int) -> None:
    """Answer requests until the other end of the socket is gone.

    Args:
        socket: Its file descriptor.
        memory: The most that the process may have, in bytes of address space.
    """
    logging.disable()
    with suppress(ValueError):  # the system allows less, or like macOS cannot limit it
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    # The thread has a descriptor of its own: an error closes the other one before it is printed.
    threading.Thread(target=_exit_with_parent, args=(os.dup(socket),), daemon=True).start()
    connection = Connection(socket)
    try:
        while True:
            connection.send(_answer(connection.recv()))
    except (EOFError, ConnectionError):
        return
    except MemoryError:  # no room for the page itself: a new process may have it
        os.kill(os.getpid(), signal.SIGKILL)


def _exit_with_parent(socket: int) -> None:
    hang_up = select.poll()
    hang_up.register(socket, 0)  # no event but that the other end is gone
    hang_up.poll()
    os._exit(0)


def _answer(request: Request) -> Answer:
    extract = resolve_name(request.function)
    signal.setitimer(signal.ITIMER_PROF, request.seconds)
    try:
        return Answer(extract(request.html))
    except (Exception, SystemExit) as error:  # a library may raise anything
        return Answer(None, type(error).__name__)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
