"""What a build costs where nothing changed, where ten articles did, and where ten came.

    python -m benchmarks.incremental [--articles 20000] [--changed 10] [--folder PATH]

Generated articles are built from nothing, built again, once more with some articles, evenly spread,
edited in place, and then with as many more, each of an outlet that has others. The last release is
compared byte by byte with what a build without a cache makes of the same articles on the same
release. CPU seconds are those of whole processes of one worker, start-up included; a stage lasts
until the next begins.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks.build import digest
from benchmarks.generate import articles, write

_REST = "start"  # before the first stage


class Cost(NamedTuple):
    """CPU seconds of one build."""

    total: float
    stages: dict[str, float]  # in the order in which they began


class Clock:
    """CPU seconds of this process by stage, as the progress of a build tells them."""

    def __init__(self) -> None:
        """The process has begun."""
        self.stages: dict[str, float] = {}
        self._name, self._began = _REST, 0.0

    def stage(self, name: str, total: int, unit: str = "") -> None:
        """A stage begins, and the one before ends."""
        now = time.process_time()
        self.stages[self._name] = self.stages.get(self._name, 0.0) + now - self._began
        self._name, self._began = name, now

    def step(self, done: int = 1) -> None:
        """Some of it is done."""


def build_here(raw: Path, out: Path, previous: Path | None) -> None:
    """Build in this process, and print the CPU seconds of the stages."""
    import corpus

    clock = Clock()
    corpus.build(raw, out=out, previous=previous, workers=1, progress=clock)
    clock.stage("", 0)
    print(json.dumps(clock.stages))


def build(raw: Path, out: Path, previous: Path | None = None) -> Cost:
    """Build in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.incremental", "--build", raw, out]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [*map(str, command), *([str(previous)] if previous else [])],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    total = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(total, json.loads(done.stdout.splitlines()[-1]))


def change(raw: Path, count: int, of: int) -> None:
    """Add a sentence to the end of some articles, evenly spread over all."""
    wanted = {f"a{of * (2 * n + 1) // (2 * count):08d}" for n in range(count)}
    for file in sorted(raw.glob("*.jsonl")):
        lines = file.read_bytes().splitlines(keepends=True)
        for place, line in enumerate(lines):
            article = json.loads(line)
            if article["id"] in wanted:
                article["text"] += "\n\nThe council will meet again on the matter next month."
                lines[place] = json.dumps(article).encode() + b"\n"
        file.write_bytes(b"".join(lines))


def add(raw: Path, count: int) -> None:
    """Add some articles, in a file of their own, of outlets that have others."""
    with (raw / "added.jsonl").open("w") as out:
        for article in articles(count, seed=1):
            article |= {"id": f"added-{article['id']}", "url": f"{article['url']}-added"}
            out.write(json.dumps(article) + "\n")


def table(costs: dict[str, Cost]) -> str:
    """The CPU seconds by stage, and their share of the first build, as Markdown."""
    names = list(dict.fromkeys(name for cost in costs.values() for name in cost.stages))
    rows = [["stage", *costs], ["---", *["---:"] * len(costs)]]
    for name in names:
        rows.append([name, *(f"{cost.stages.get(name, 0.0):.1f}" for cost in costs.values())])
    first = next(iter(costs.values())).total
    rows.append(["total", *(f"{cost.total:.1f}" for cost in costs.values())])
    rows.append(["share", *(f"{cost.total / first:.1%}" for cost in costs.values())])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def measure(folder: Path, count: int, changed: int) -> None:
    """Generate, build, change, build, and print what it cost."""
    raw, out, clean = folder / "raw", folder / "out", folder / "clean"
    write(raw, count)
    costs = {"from nothing": build(raw, out)}
    costs["nothing changed"] = build(raw, out)
    change(raw, changed, count)
    costs[f"{changed} changed"] = build(raw, out)
    before = (out / "latest").resolve()
    add(raw, changed)
    costs[f"{changed} added"] = build(raw, out)
    costs[f"{changed} added, no cache"] = build(raw, clean, before)
    print(f"CPU seconds of {count:,} articles\n\n{table(costs)}\n")
    made, expected = (digest(path / "latest/") for path in (out, clean))
    print("same bytes" if made == expected else "DIFFERENT BYTES")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--changed", type=int, default=10)
    parser.add_argument("--folder", type=Path, help="to make, and to leave behind")
    parser.add_argument("--build", type=Path, nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.build:
        raw, out, *previous = options.build
        build_here(raw, out, previous[0] if previous else None)
        return
    folder = options.folder or Path(tempfile.mkdtemp())
    try:
        measure(folder, options.articles, options.changed)
    finally:
        if options.folder is None:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
