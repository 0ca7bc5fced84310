"""The order of tasks and of results in a stage."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import pytest

from corpus.engine.local import Local
from corpus.engine.runner import BYTES, Amounts, Runner, Silent

Argument = TypeVar("Argument")
Result = TypeVar("Result")


class Noting(Local):
    """Notes what runs, in its order."""

    def __init__(self) -> None:
        super().__init__(1)
        self.ran: list[object] = []

    def map(
        self, task: Callable[[Argument], Result], arguments: Iterable[Argument]
    ) -> Iterator[Result]:
        for argument in arguments:
            self.ran.append(argument)
            yield task(argument)


class Steps(Silent):
    """Adds up the steps of a stage."""

    def __init__(self) -> None:
        self.done: list[int] = []

    def step(self, done: int = 1) -> None:
        self.done.append(done)


@pytest.mark.parametrize("count", [0, 1, 31, 32, 33, 100])
def test_results_keep_the_order_of_the_arguments(count: int) -> None:
    sizes = [number * 7 % 50 for number in range(count)]
    engine, steps = Noting(), Steps()
    results = Runner(engine, steps).run("a", str, range(count), Amounts(BYTES, sizes))
    assert results == [str(number) for number in range(count)]
    assert sorted(steps.done) == sorted(sizes)
    assert engine.ran[:-32] == [*range(count)][:-32]
    last = [sizes[number] for number in engine.ran[-32:] if isinstance(number, int)]
    assert last == sorted(last, reverse=True)
    assert set(engine.ran) == set(range(count))


def test_tasks_as_large_run_in_their_order() -> None:
    engine = Noting()
    Runner(engine, Silent()).run("a", str, range(40))
    assert engine.ran == [*range(40)]


def test_results_of_a_long_stage_come_as_they_are_made() -> None:
    engine = Noting()
    results = Runner(engine, Silent()).each("a", str, range(100))
    assert next(results) == "0"
    assert engine.ran == [0]
