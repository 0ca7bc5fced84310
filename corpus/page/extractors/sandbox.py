"""Runs extractors in a process of its own, within limits, and replaces it when it dies.

No page may stop a build: some extractors take time that grows with the square of the depth of a
page or of the attributes of a tag, and libraries written in C can crash.
`docs/decisions/0033-extractors-in-a-child.md` has the figures.
"""

from __future__ import annotations

import os
import subprocess
import sys
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import NamedTuple

from corpus.errors import CannotRunError
from corpus.page.extractors import child
from corpus.page.extractors.child import TIMED_OUT, Answer, Request

# In times of the CPU seconds, on the clock: what has not answered by then does not compute.
_PATIENCE = 20
_TIMEOUT = "timeout"
_CRASH = "crash"
_OF_THE_PAST = (MemoryError.__name__, _CRASH)  # other pages may have left the cause in memory


class Limits(NamedTuple):
    """What an extraction may take."""

    seconds: float  # of processor time
    memory: int  # bytes of address space


class Sandbox:
    """A process for extractions, started when it is first needed.

    It does not outlive this process, however that ends: the socket between them closes then.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None

    def run(self, function: str, html: str) -> Answer:
        """What an extractor makes of a page; `error` says why it made nothing.

        Args:
            function: Its module and name, such as `corpus.page.extractors.justext:main_text`.
            html: The page, decoded.

        Raises:
            CannotRunError: The process cannot run at all.
        """
        request = Request(function, html, self._limits.seconds)
        is_used = self._process is not None
        answer = self._ask(request)
        if is_used and answer.error in _OF_THE_PAST:
            self.close()
            answer = self._ask(request)
        return answer

    def close(self) -> None:
        """End the process; the next run starts another."""
        self._end()

    def _end(self) -> int:
        """The exit code of the process, its own if it has ended by itself."""
        code = 0
        if self._process is not None and self._connection is not None:
            self._connection.close()
            self._process.kill()  # has no effect on a process that is dying
            code = self._process.wait()
        self._process = self._connection = None
        return code

    def _ask(self, request: Request) -> Answer:
        connection = self._connection or self._start()
        try:
            connection.send(request)
            if connection.poll(_PATIENCE * request.seconds):
                answer: Answer = connection.recv()
                return answer
        except (EOFError, ConnectionError):
            return Answer(None, _cause_of_death(self._end()))
        self.close()
        return Answer(None, _TIMEOUT)

    def _start(self) -> Connection:
        ours, theirs = Pipe()
        call = f"main({theirs.fileno()}, {self._limits.memory})"
        program = f"from {child.__name__} import main; {call}"
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-W", "ignore", "-c", program],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                # The same modules as here; sets of strings in the same order everywhere.
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": "0"},
                start_new_session=True,  # Ctrl-C is for the parent, and the child ends with it
            )
        self._connection = ours
        return ours


def _cause_of_death(code: int) -> str:
    if code > 0:
        raise CannotRunError(
            f"the process of the extractors ended with exit code {code} (it has written why "
            "above); expected it to answer; install the package again with all it needs"
        )
    return _TIMEOUT if code == -TIMED_OUT else _CRASH
