"""What labelling costs: all evidence on an article, beside one call of `langdetect`.

    python -m benchmarks.label [--bench ../shared/bench]

CPU microseconds an article, the median of RUNS: of what trafilatura left of the bench's pages, the
texts of 3,000 to 5,500 characters. Each run reads all the others first and these for the first
time, as a build does: RE2 builds its automata as it reads, so lines it knows cost half as much.
`recurring` is what an article gives to the count of lines; outlets and people are left out.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from langdetect import detect

from benchmarks.bench import pages
from corpus.label.label_model import decide
from corpus.label.lines import lines
from corpus.label.voters import model_line, rule, rule_title, template

RUNS = 7
FEW = 50  # articles for langdetect, which is slow
T = TypeVar("T")


class Clock:
    """What each step took, in CPU microseconds an article, by run."""

    def __init__(self) -> None:
        self.spent: dict[str, list[float]] = defaultdict(list)

    def time(self, step: str, articles: int, work: Callable[[], T]) -> T:
        """What `work` gives."""
        start = time.process_time()
        made = work()
        self.spent[step].append((time.process_time() - start) / articles * 1e6)
        return made


def label(texts: list[str], clock: Clock) -> None:
    """Votes and spans of articles, each titled by its first line."""
    count = len(texts)
    split = clock.time("lines", count, lambda: [lines(text) for text in texts])
    title = [its[0].raw if its else None for its in split]
    ruled = clock.time("rules", count, lambda: rule.votes(split))
    voted = clock.time("line model", count, lambda: model_line.votes(split, ruled, ["en"] * count))
    named = clock.time(
        "titles",
        count,
        lambda: [list(rule_title.votes(*one)) for one in zip(split, title, strict=True)],
    )
    clock.time(
        "recurring",
        count,
        lambda: [template.marks(its, "outlet", t) for its, t in zip(split, title, strict=True)],
    )
    given = list(zip(ruled, voted, named, strict=True))
    clock.time("decide", count, lambda: [decide([*a, *b, *c]) for a, b, c in given])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bench", type=Path, default=Path("../shared/bench"))
    options = parser.parse_args()
    every = [page["variants"]["traf"]["text"] for page in pages(options.bench)]
    texts = [text for text in every if 3000 <= len(text) <= 5500]
    others = [text for text in every if not 3000 <= len(text) <= 5500]
    clock, rival = Clock(), Clock()
    for _ in range(RUNS):
        rule.compiled.cache_clear()
        label(others, Clock())
        label(texts, clock)
        rival.time("langdetect", FEW, lambda: [detect(text) for text in texts[:FEW]])
    medians = {step: statistics.median(spent) for step, spent in clock.spent.items()}
    total, scale = sum(medians.values()), statistics.median(rival.spent["langdetect"])
    for step, spent in medians.items():
        print(f"{step:12}{spent:8.0f} us an article")
    size = f"{len(texts)} articles of {statistics.mean(map(len, texts)):,.0f} characters"
    print(f"{'together':12}{total:8.0f} us, {size} on average")
    print(f"{'langdetect':12}{scale:8.0f} us: {scale / total:.1f} times as much")


if __name__ == "__main__":
    main()
