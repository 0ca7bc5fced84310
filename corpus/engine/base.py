"""What an engine is: it runs one function over many arguments, somewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

Argument = TypeVar("Argument")
Result = TypeVar("Result")


class Engine(Protocol):
    """Runs tasks somewhere.

    A task is a top-level function of one picklable argument. It reads and writes files, is
    deterministic, and may be run twice.
    """

    def map(
        self, task: Callable[[Argument], Result], arguments: Iterable[Argument]
    ) -> Iterator[Result]:
        """The results in the order of the arguments, as they become ready."""
        ...

    def close(self) -> None:
        """Give the workers back."""
        ...
