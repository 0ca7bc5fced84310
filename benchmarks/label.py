"""What labelling costs: all evidence on an article, beside one call of `langdetect`.

    python -m benchmarks.label [--bench ../shared/bench]

CPU microseconds an article, the least of five runs over the same articles: those that trafilatura
left of the bench's pages, of 3,000 to 5,500 characters.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from langdetect import detect

from benchmarks.bench import pages
from corpus.label import model, wording
from corpus.label.decide import decide
from corpus.label.lines import lines

RUNS = 5
FEW = 50  # articles for langdetect, which is slow


def cost(work: Callable[[], Any], articles: int) -> float:
    spent = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return min(spent) / articles * 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bench", type=Path, default=Path("../shared/bench"))
    options = parser.parse_args()
    every = [page["variants"]["traf"]["text"] for page in pages(options.bench)]
    texts = [text for text in every if 3000 <= len(text) <= 5500]
    count = len(texts)
    split = [lines(text) for text in texts]
    ruled = wording.votes(split)
    spoken = ["en"] * count
    voted = model.votes(split, ruled, spoken)
    steps: dict[str, Callable[[], Any]] = {
        "lines": lambda: [lines(text) for text in texts],
        "rules": lambda: wording.votes(split),
        "line model": lambda: model.votes(split, ruled, spoken),
        "decide": lambda: [decide([*a, *b]) for a, b in zip(ruled, voted, strict=True)],
    }
    total = 0.0
    for name, work in steps.items():
        spent = cost(work, count)
        total += spent
        print(f"{name:12}{spent:8.0f} us an article")
    rival = cost(lambda: [detect(text) for text in texts[:FEW]], min(FEW, count))
    mean = sum(map(len, texts)) / count
    print(f"{'together':12}{total:8.0f} us, {count} articles of {mean:,.0f} characters on average")
    print(f"{'langdetect':12}{rival:8.0f} us: {rival / total:.0f} times as much")


if __name__ == "__main__":
    main()
