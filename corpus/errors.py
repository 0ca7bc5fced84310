"""What stops a command.

    CorpusError            exit code 2; its arguments are the lines of its message
    +-- UsageError         the command was called with something that is not possible
    |   +-- SettingError   a setting of the configuration file, or of the command line, cannot be
    +-- CannotRunError     the machine, a folder or a file does not allow it
    +-- LeakError          the leak check found a leak: nothing was published
    +-- RejectedError      inputs were rejected under `strict`: nothing was published

Problems of single articles are not exceptions: see `corpus.contract.problems`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_SHOWN = 10  # problems in the text of an error


class CorpusError(Exception):
    """Stops the command with exit code 2; `str()` is the whole message.

    Attributes:
        lines: the message; nearly always one line.
        problems: those of the inputs, as in `corpus.contract.problems`, if they are why.
    """

    def __init__(self, *lines: str, problems: Sequence[Any] = ()) -> None:
        super().__init__(*lines)
        self.lines = lines
        self.problems = list(problems)

    def __str__(self) -> str:
        return "\n".join([*self.lines, *map(str, self.problems[:_SHOWN])])


class UsageError(CorpusError):
    """The command was called with something that is not possible."""


class SettingError(UsageError):
    """A setting cannot be.

    Attributes:
        setting: its names in the configuration file, from the table inwards.
        found: what is wrong with it.
        expected: what it may be.
        fix: what to do.
    """

    def __init__(
        self, where: object, setting: tuple[str | int, ...], *, found: str, expected: str, fix: str
    ) -> None:
        super().__init__(f"{where}: {found}; expected {expected}; {fix}")
        self.setting, self.found, self.expected, self.fix = setting, found, expected, fix


class CannotRunError(CorpusError):
    """A folder or file does not allow what was asked."""


class LeakError(CorpusError):
    """Articles leak between the splits of the finished files."""


class RejectedError(CorpusError):
    """Inputs were rejected under `strict`; `problems` has them."""
