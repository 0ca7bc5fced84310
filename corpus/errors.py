"""What stops a command.

    CorpusError            exit code 2; its text is the whole message
    +-- UsageError         the command was called with something that is not possible
    +-- CannotRunError     the machine, a folder or a file does not allow it
    +-- LeakError          the leak check found a leak: nothing was published
    +-- RejectedError      inputs were rejected under `strict`: nothing was published

Problems of single articles are not exceptions: see `corpus.contract.problems`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class CorpusError(Exception):
    """Stops the command with exit code 2; `str()` is the whole message."""


class UsageError(CorpusError):
    """The command was called with something that is not possible."""


class CannotRunError(CorpusError):
    """A folder or file does not allow what was asked."""


class LeakError(CorpusError):
    """Articles leak between the splits of the finished files."""


class RejectedError(CorpusError):
    """Inputs were rejected under `strict`."""

    def __init__(self, message: str, problems: Sequence[Any]) -> None:
        """`problems` are those of `corpus.contract.problems`."""
        super().__init__(message, problems)
        self.problems = list(problems)

    def __str__(self) -> str:
        return str(self.args[0])
