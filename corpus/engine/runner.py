"""Who is told how far a build is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from corpus.engine.base import Argument, Engine, Result


class Progress(Protocol):
    """Hears of stages and their tasks."""

    def stage(self, name: str, total: int) -> None:
        """A stage of `total` tasks begins."""
        ...

    def step(self) -> None:
        """One of its tasks is done."""
        ...


class Runner:
    """An engine whose progress is told."""

    def __init__(self, engine: Engine, progress: Progress) -> None:
        self._engine = engine
        self._progress = progress

    def run(
        self, name: str, task: Callable[[Argument], Result], arguments: Sequence[Argument]
    ) -> list[Result]:
        """All results of a stage, in the order of its arguments."""
        self._progress.stage(name, len(arguments))
        results = []
        for result in self._engine.map(task, arguments):
            results.append(result)
            self._progress.step()
        return results
