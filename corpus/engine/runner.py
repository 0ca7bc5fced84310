"""Runs the stages of a plan on an engine, and reports how far each is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from corpus.engine.base import Argument, Engine, Result


class Progress(Protocol):
    """Shows people how far the work is."""

    def stage(self, name: str, total: int) -> None:
        """A stage of `total` tasks begins."""
        ...

    def step(self) -> None:
        """One of its tasks is done."""
        ...


class Silent:
    """Shows nothing: for callers who want a result and no output."""

    def stage(self, name: str, total: int) -> None:
        """A stage begins."""

    def step(self) -> None:
        """One of its tasks is done."""


class Runner:
    """An engine whose progress is shown."""

    def __init__(self, engine: Engine, progress: Progress) -> None:
        self._engine = engine
        self._progress = progress

    def run(
        self, name: str, task: Callable[[Argument], Result], arguments: Sequence[Argument]
    ) -> list[Result]:
        """All results of a stage, in the order of its arguments."""
        return list(self.stream(name, task, arguments))

    def stream(
        self, name: str, task: Callable[[Argument], Result], arguments: Sequence[Argument]
    ) -> Iterator[Result]:
        """The results of a stage one by one, in the order of its arguments."""
        self._progress.stage(name, len(arguments))
        for result in self._engine.map(task, arguments):
            yield result
            self._progress.step()
