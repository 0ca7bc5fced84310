"""Shows how far the work is: a bar on a terminal, plain lines in a log."""

from __future__ import annotations

import sys
from types import TracebackType

from corpus.cli.output import tell


class Lines:
    """One line on stderr for every stage."""

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def stage(self, name: str, total: int) -> None:
        """A stage of `total` tasks begins."""
        tell(f"{name}: {total} {'task' if total == 1 else 'tasks'}", err=True)

    def step(self) -> None:
        """One of its tasks is done: not worth a line."""


class Bar:
    """A bar for every stage, on stderr."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (TextColumn("{task.description:<22}"), BarColumn(), MofNCompleteColumn())
        self._bars = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bars.add_task("start", total=None)

    def __enter__(self) -> Bar:
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bars.stop()

    def stage(self, name: str, total: int) -> None:
        """A stage of `total` tasks begins."""
        self._bars.reset(self._task, description=name, total=total)

    def step(self) -> None:
        """One of its tasks is done."""
        self._bars.advance(self._task)


def show_progress() -> Bar | Lines:
    """What suits where stderr goes."""
    return Bar() if sys.stderr.isatty() else Lines()
