"""What reading the files of other tools costs, against a build of our own records.

    python -m benchmarks.imports [--articles 2000] [--rounds 3]

The same generated articles stand in each form. Each round builds all of them by one worker, in
turn, so that other work on the machine meets them alike; the figures are medians of CPU seconds.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import median

from benchmarks.build import measured
from benchmarks.exports import EXPORTS
from benchmarks.generate import articles


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    seconds: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as name:
        for kind, (file, write) in EXPORTS.items():
            folder = Path(name, kind)
            folder.mkdir()
            write(articles(options.articles), folder / file)
        for number in range(options.rounds):
            for kind in EXPORTS:
                out = Path(name, f"{kind}-{number}")
                command = ("-m", "corpus", "build", str(Path(name, kind)), "--out", str(out))
                taken = measured(sys.executable, *command, "--workers", "1").cpu
                seconds[kind].append(taken)
    own = median(seconds["own"])
    for kind, measures in seconds.items():
        middle = median(measures)
        print(f"{kind:14}{middle:6.1f} s CPU, ratio {middle / own:.2f}")


if __name__ == "__main__":
    main()
