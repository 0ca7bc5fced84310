"""Measures whole commands: CPU seconds and memory, of a build also by stage.

CPU seconds are user and system, of the command and all its workers, start-up included. Stages are
those that `corpus build --log-json` tells as they begin and end, seen from outside: so the same
figures are had of any commit and any number of workers. What the process that plans the build does
between two stages is counted as `after` the first of them.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import selectors
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

START = "start"  # until the first stage
_LOOK = 0.1  # seconds between two looks at the memory
_TICKS = os.sysconf("SC_CLK_TCK")


class Stage(NamedTuple):
    """What one stage of a build took."""

    cpu: float  # seconds
    largest: int  # bytes resident in the process that held most


class Cost(NamedTuple):
    """What one command took."""

    cpu: float  # seconds
    wall: float  # seconds
    memory: int  # bytes: the largest sum of the processes' private and shared pages (PSS)
    largest: int  # bytes resident in the process that held most
    stages: dict[str, Stage]  # of a build with `--log-json`; otherwise all is `start`


def measured(*command: str, env: Mapping[str, str] | None = None) -> Cost:
    """Run a command and its children to their end.

    Raises:
        SystemExit: it failed; with the last lines of its stderr.
    """
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, **(env or {})},
    )
    watch = _Watch(process.pid)
    last = deque[bytes](maxlen=5)
    try:
        for line in _lines(process, watch.look):
            last.append(line)
            if (name := _stage(line)) is not None:
                watch.stage(name)
    except BaseException:  # Ctrl-C
        process.kill()
        raise
    if process.wait():
        told = b"".join(last).decode(errors="replace")
        sys.exit(f"{' '.join(command)}: exit code {process.returncode}\n{told}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    stages = watch.stages(cpu)
    largest = max(stage.largest for stage in stages.values())
    return Cost(cpu, time.perf_counter() - began, watch.memory, largest, stages)


def digest(folder: Path) -> str:
    """One hash over names and bytes of a release."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            total.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return total.hexdigest()


class _Watch:
    """The CPU seconds and the memory of a command's processes, by stage."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._name, self._began = START, 0.0
        self._cpu: dict[str, float] = {}
        self._largest: dict[str, int] = {}
        self.memory = 0

    def look(self) -> None:
        """Note how much memory is held now, and was since the last look."""
        pids = _tree(self._pid)
        self.memory = max(self.memory, sum(map(_pss, pids)))
        self._note(pids)

    def stage(self, name: str) -> None:
        """A stage begins, and the one before ends; a peak of memory is its own."""
        pids = _tree(self._pid)
        self._note(pids)
        for pid in pids:
            _forget_peak(pid)
        self._turn(name, sum(map(_seconds, pids)))

    def stages(self, cpu: float) -> dict[str, Stage]:
        """All stages of a command that has taken so many CPU seconds and is over."""
        self._turn("", cpu)
        return {name: Stage(cpu, self._largest.get(name, 0)) for name, cpu in self._cpu.items()}

    def _note(self, pids: list[int]) -> None:
        most = max(map(_peak, pids), default=0)
        self._largest[self._name] = max(self._largest.get(self._name, 0), most)

    def _turn(self, name: str, now: float) -> None:
        self._cpu[self._name] = self._cpu.get(self._name, 0.0) + now - self._began
        self._name, self._began = name, now


def _lines(process: subprocess.Popen[bytes], look: Callable[[], None]) -> Iterator[bytes]:
    """The lines of stderr as they come, with a look at the memory every now and then."""
    assert process.stderr is not None
    due, rest = time.monotonic() + _LOOK, b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stderr, selectors.EVENT_READ)
        while True:
            if selector.select(max(0.0, due - time.monotonic())):
                new = os.read(process.stderr.fileno(), 1 << 16)
                if not new:
                    break
                *lines, rest = (rest + new).splitlines(keepends=True)
                if rest.endswith(b"\n"):
                    lines, rest = [*lines, rest], b""
                yield from lines
            if time.monotonic() >= due:
                look()
                due = time.monotonic() + _LOOK
    if rest:
        yield rest


def _stage(line: bytes) -> str | None:
    """The stage that a line of `--log-json` begins, or what follows the one that it ends."""
    if not line.startswith(b'{"stage"'):
        return None
    told = json.loads(line)
    if told["done"] == 0:
        return str(told["stage"])
    return f"after {told['stage']}" if told["done"] >= told["total"] else None


def _tree(pid: int) -> list[int]:
    """A process and all that it started, as far as they live."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(p for child in children for p in _tree(int(child)))]


def _seconds(pid: int) -> float:
    """CPU seconds of a process and of those of its children that are over."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / _TICKS


def _pss(pid: int) -> int:
    return _bytes(pid, "smaps_rollup", "Pss:")


def _peak(pid: int) -> int:
    return _bytes(pid, "status", "VmHWM:")


def _bytes(pid: int, file: str, field: str) -> int:
    with suppress(OSError):  # it is over
        for line in Path(f"/proc/{pid}/{file}").read_text().splitlines():
            if line.startswith(field):
                return int(line.split()[1]) << 10
    return 0


def _forget_peak(pid: int) -> None:
    """Let the peak of memory be counted from here."""
    with suppress(OSError):  # it is over
        Path(f"/proc/{pid}/clear_refs").write_text("5")
