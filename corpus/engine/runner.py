"""Runs the stages of a plan on an engine, and reports how far each is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Protocol

from corpus.engine.base import Argument, Engine, Result
from corpus.engine.garbage import give_back

TASKS, FILES, BYTES, ARTICLES = "tasks", "files", "bytes", "articles"
# Tasks at the end of a stage that run by size: two for each of 16 workers. Not tuned: with too few
# a worker may still be left with a large one, and of all the results wait in memory.
_LAST = 32


class Amounts(NamedTuple):
    """How much each task of a stage has to do."""

    unit: str  # TASKS, BYTES or ARTICLES
    of_tasks: Sequence[int]


class Progress(Protocol):
    """Shows people how far the work is."""

    def stage(self, name: str, total: int, unit: str = TASKS) -> None:
        """A stage of `total` units begins."""
        ...

    def step(self, done: int = 1) -> None:
        """Some of it is done."""
        ...


class Silent:
    """Shows nothing: for callers who want a result and no output."""

    def stage(self, name: str, total: int, unit: str = TASKS) -> None:
        """A stage begins."""

    def step(self, done: int = 1) -> None:
        """Some of it is done."""


class Runner:
    """An engine whose progress is shown."""

    def __init__(self, engine: Engine, progress: Progress) -> None:
        self._engine = engine
        self._progress = progress

    def run(
        self,
        name: str,
        task: Callable[[Argument], Result],
        arguments: Sequence[Argument],
        amounts: Amounts | None = None,
    ) -> list[Result]:
        """All results of a stage, in the order of its arguments; see `each` for what it takes."""
        return list(self.each(name, task, arguments, amounts))

    def each(
        self,
        name: str,
        task: Callable[[Argument], Result],
        arguments: Sequence[Argument],
        amounts: Amounts | None = None,
    ) -> Iterator[Result]:
        """The results of a stage as they come, in the order of its arguments.

        Of the last tasks the largest run first: none is left for one worker while others wait.

        Args:
            name: Of the stage, for people.
            task: What is done.
            arguments: Of the tasks.
            amounts: How much each has to do; None: all as much.
        """
        give_back()
        unit, of_tasks = amounts or Amounts(TASKS, [1] * len(arguments))
        self._progress.stage(name, sum(of_tasks), unit)
        numbers = range(len(arguments))
        last = numbers[-_LAST:]
        order = [*numbers[:-_LAST], *sorted(last, key=lambda number: -of_tasks[number])]
        results = self._engine.map(task, [arguments[number] for number in order])
        early: dict[int, Result] = {}
        for number, result in zip(order, results, strict=True):
            self._progress.step(of_tasks[number])
            if number in last:
                early[number] = result
            else:
                yield result
        yield from map(early.pop, last)
