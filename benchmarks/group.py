"""What it costs to group a corpus: from labelled articles to leak groups and splits, on one core.

    python -m benchmarks.group [--articles 10000 100000]

CPU seconds of the stages of a real build by one worker, which stops when the splits are known:
`label` (final labels, words, sketches, keys) and `link` (candidates, comparison, groups, splits).
Memory is the most that the process held during these two.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.generate import write
from corpus.engine.local import Local
from corpus.engine.runner import TASKS, Runner
from corpus.pipeline.config import Config
from corpus.pipeline.plan import build

STAGES = ("label", "link")


class SplitsKnownError(Exception):
    """Stops the build."""


class Clock:
    """CPU seconds by stage; a stage lasts until the next begins."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self._name, self._since = "", 0.0

    def stage(self, name: str, total: int, unit: str = TASKS) -> None:
        """End the stage before, begin this one."""
        now = time.process_time()
        self.spent[self._name] = self.spent.get(self._name, 0) + now - self._since
        self._name, self._since = name, now
        if name == STAGES[0]:
            Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here
        if name == "export":
            raise SplitsKnownError

    def step(self, done: int = 1) -> None:
        """Count nothing: a stage is timed as a whole."""


def _peak() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("VmHWM"))


def group(articles: int) -> None:
    """Group so many articles in this process, and print what it cost."""
    with tempfile.TemporaryDirectory() as name:
        write(Path(name) / "raw", articles)
        clock = Clock()
        try:
            build(Config(Path(name) / "raw", Path(name) / "out"), Runner(Local(1), clock))
        except SplitsKnownError:
            label, link = (clock.spent[stage] for stage in STAGES)
            print(
                f"{articles:7} articles: {label:6.1f} + {link:5.1f} s CPU, "
                f"{(label + link) / articles * 1e6:5.0f} us an article, {_peak() / 2**20:5.0f} MB"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--articles", type=int, nargs="+", default=[10_000, 100_000])
    options = parser.parse_args()
    if len(options.articles) == 1:
        group(options.articles[0])
    for articles in options.articles if len(options.articles) > 1 else ():
        command = [sys.executable, "-m", "benchmarks.group", "--articles", str(articles)]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
