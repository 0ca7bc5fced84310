"""Speed and memory of a whole build, against the program a user would write.

    python -m benchmarks.build [--articles 20000] [--rival 1000]

Whole processes, start-up included. CPU seconds are those of the command and all its workers;
memory is the largest sum of their private and shared pages (PSS) seen ten times a second. The
builds by one worker and by two must give the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks.generate import write


class Cost(NamedTuple):
    """What one command took."""

    cpu: float  # seconds
    wall: float  # seconds
    memory: int  # bytes


def measured(*command: str) -> Cost:
    """Run a command and its children to their end."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    most = 0
    while process.poll() is None:
        most = max(most, sum(_pss(pid) for pid in _tree(process.pid)))
        time.sleep(0.1)
    if process.returncode:
        sys.exit(f"{' '.join(command)}: exit code {process.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu, time.perf_counter() - began, most)


def _tree(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(p for child in children for p in _tree(int(child)))]


def _pss(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) << 10
    except OSError:
        pass
    return 0


def digest(folder: Path) -> str:
    """One hash over names and bytes of a release."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            total.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return total.hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--rival", type=int, default=1000, help="articles for the rival; 0: none")
    options = parser.parse_args()
    corpus = [sys.executable, "-m", "corpus", "build"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = write(folder / "raw", options.articles)
        print(f"{options.articles} articles of {size / options.articles:.0f} bytes")
        seen = set()
        for workers in (1, 2):
            out = folder / f"by{workers}"
            cost = measured(
                *corpus, str(folder / "raw"), "--out", str(out), "--workers", str(workers)
            )
            rate = options.articles / cost.cpu
            print(
                f"corpus, {workers} workers: {rate:6.0f} articles per CPU second, "
                f"{cost.cpu:6.1f} s CPU, {cost.wall:6.1f} s, {cost.memory / 2**20:5.0f} MB"
            )
            seen.add(digest(out / "1.0.0"))
        print("same bytes" if len(seen) == 1 else "DIFFERENT BYTES")
        if options.rival:
            write(folder / "few", options.rival)
            os.environ["HF_HOME"] = str(folder / "cache")
            rival = str(Path(__file__).parent / "rival.py")
            cost = measured(sys.executable, rival, str(folder / "few"), str(folder / "rival"))
            ours = rate / (options.rival / cost.cpu)
            print(
                f"the rival: {options.rival / cost.cpu:6.0f} articles per CPU second, "
                f"{cost.cpu:6.1f} s CPU for {options.rival}; corpus does {ours:.1f} times as many"
            )


if __name__ == "__main__":
    main()
