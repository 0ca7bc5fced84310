"""Train every model that `cross_validate` needs, one after another.

    python -m benchmarks.train_all --out FOLDER [--shared ../shared] [NAME ...]

NAME is a fold, a group or `all`, for the model that has seen everything; by default every one. The
pages are read once for all of them.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.line_gold import load
from benchmarks.sources import ALL, FOLDS, GROUPS
from benchmarks.train_line_model import train
from corpus.labelling.learned import save

NAMES = (*map(str, range(FOLDS)), *GROUPS, ALL)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", default=NAMES, metavar="NAME")
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    gold = load(options.shared)
    for name in options.names:
        print(name, flush=True)
        trained = train(gold, options.shared, None if name == ALL else name)
        save(trained._asdict(), options.out / f"{name}.npz")


if __name__ == "__main__":
    main()
