"""Shows how far the work is: a bar on a terminal, plain lines in a log, JSON for programs.

The clock is read here alone: how fast the work is changes nothing that it makes.
"""

from __future__ import annotations

import json
import sys
import time
from contextlib import AbstractContextManager, nullcontext
from types import TracebackType

from corpus.cli.output import tell
from corpus.engine.runner import BYTES, TASKS, Progress, Silent

_SECONDS = 10  # between two lines of a stage
_SOON = 2  # seconds of a stage before its rate says something


class _Stage:
    """How much of a stage is done, and how fast."""

    def __init__(self, name: str, total: int, unit: str) -> None:
        self.name, self.total, self.unit = name, total, unit
        self.done = 0
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        """Since it began."""
        return time.monotonic() - self._began

    @property
    def rate(self) -> float:
        """Units a second; 0 while too little is done to say."""
        return self.done / self.seconds if self.done and self.seconds >= _SOON else 0.0

    @property
    def left(self) -> float | None:
        """Seconds that the rest will take; None where that cannot be said."""
        return (self.total - self.done) / self.rate if self.rate else None

    def __str__(self) -> str:
        share = f"{100 * self.done // self.total}%" if self.total else "100%"
        told = f"{share} of {amount(self.total, self.unit)}"
        if self.left is None:
            return told
        return f"{told}, {amount(round(self.rate), self.unit)}/s, {duration(self.left)} left"


class Lines:
    """A line on stderr when a stage begins, and every ten seconds while it goes on."""

    def __init__(self) -> None:
        """No stage yet."""
        self._stage = _Stage("", 0, TASKS)
        self._told = time.monotonic()

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def stage(self, name: str, total: int, unit: str = TASKS) -> None:
        """A stage of `total` units begins."""
        self._stage = _Stage(name, total, unit)
        self._tell()

    def step(self, done: int = 1) -> None:
        """Some of it is done."""
        self._stage.done += done
        if self._is_due():
            self._tell()

    def _is_due(self) -> bool:
        return time.monotonic() - self._told >= _SECONDS

    def _tell(self) -> None:
        self._told = time.monotonic()
        tell(self._line(self._stage), err=True)

    def _line(self, stage: _Stage) -> str:
        return f"{stage.name}: {stage if stage.done else amount(stage.total, stage.unit)}"


class JsonLines(Lines):
    """The same and the end of each stage, each line as a JSON object."""

    def _is_due(self) -> bool:
        return self._stage.done >= self._stage.total or super()._is_due()

    def _line(self, stage: _Stage) -> str:
        left = None if stage.left is None else round(stage.left, 1)
        facts = {"stage": stage.name, "done": stage.done, "total": stage.total, "unit": stage.unit}
        return json.dumps(facts | {"seconds": round(stage.seconds, 1), "left": left})


class Bar:
    """A bar for every stage, on stderr."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn
        from rich.progress import Progress as Bars

        columns = (
            TextColumn("{task.description:<22}"),
            BarColumn(),
            TextColumn("{task.fields[told]}"),
        )
        is_screen = sys.stdout.isatty()  # what is printed there goes above the bar
        console = Console(stderr=True)
        self._bars = Bars(*columns, console=console, transient=True, redirect_stdout=is_screen)
        self._task = self._bars.add_task("start", total=None, told="")
        self._stage = _Stage("", 0, TASKS)

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

    def stage(self, name: str, total: int, unit: str = TASKS) -> None:
        """A stage of `total` units begins."""
        self._stage = _Stage(name, total, unit)
        self._bars.reset(self._task, description=name, total=total, told=str(self._stage))

    def step(self, done: int = 1) -> None:
        """Some of it is done."""
        self._stage.done += done
        self._bars.update(self._task, advance=done, told=str(self._stage))


def show_progress(as_json: bool = False) -> Bar | Lines:
    """What suits where stderr goes, or what was asked for."""
    if as_json:
        return JsonLines()
    return Bar() if sys.stderr.isatty() else Lines()


def show_bar() -> AbstractContextManager[Progress]:
    """A bar on a terminal; elsewhere nothing, where a command says all that there is by itself."""
    return Bar() if sys.stderr.isatty() else nullcontext(Silent())


def amount(number: int, unit: str) -> str:
    """A number of units as people read it: `3 tasks`, `1.2 GB`."""
    if unit != BYTES:
        return f"{number:,} {unit.removesuffix('s') if number == 1 else unit}"
    size, names = float(number), iter(("bytes", "kB", "MB", "GB", "TB"))
    name = next(names)
    while size >= 999.5 and name != "TB":
        size, name = size / 1000, next(names)
    return f"{size:.0f} {name}" if name == "bytes" or size >= 9.95 else f"{size:.1f} {name}"


def duration(seconds: float) -> str:
    """A time as people read it: `40 s`, `3 min`, `2 h 05 min`."""
    minutes = round(seconds / 60)
    if seconds < 90:
        return f"{round(seconds)} s"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"
