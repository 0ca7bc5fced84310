"""What stops a command.

    CorpusError            exit code 2, its text is for people
    +-- UsageError         asked for something that cannot be
    +-- CannotRunError          the machine, a folder or a file does not allow it
    +-- LeakError          the proof of the splits failed: nothing was published

Problems of single articles are not exceptions: see `corpus.contract.problems`.
"""

from __future__ import annotations


class CorpusError(Exception):
    """Stops the command with exit code 2; `str()` is the whole message."""


class UsageError(CorpusError):
    """The command was called with something that cannot be."""


class CannotRunError(CorpusError):
    """A folder or file does not allow what was asked."""


class LeakError(CorpusError):
    """The finished files do not keep the promise of the splits."""
