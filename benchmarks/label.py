"""What labelling costs: all evidence on an article, beside one call of `langdetect`.

    python -m benchmarks.label [--bench ../shared/bench]

CPU microseconds an article, the median of RUNS: of what trafilatura left of the bench's pages, the
texts of 3,000 to 5,500 characters. Each run reads all the others first and these for the first
time, as a build does: RE2 builds its automata as it reads, so lines it knows cost half as much.
`marks` are what an article gives to the count of lines. Outlet tables and people are left out.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from langdetect import detect

from benchmarks.bench import pages
from corpus.contract.article import Record
from corpus.identify.article import identify
from corpus.labelling import matching
from corpus.labelling.label_model import choose_spans
from corpus.labelling.lines import lines
from corpus.labelling.recurrence import marks
from corpus.labelling.voters import first_pass
from corpus.labelling.voters.voter import Batch, Needs, ask

RUNS = 7
TIMED = (Needs.TEXT, Needs.VOTES, Needs.ARTICLE)  # outlet tables and annotations are left out
FEW = 50  # articles for langdetect, which is slow
T = TypeVar("T")


class Clock:
    """What each step took, in CPU microseconds an article, by run."""

    def __init__(self) -> None:
        self.spent: dict[str, list[float]] = defaultdict(list)

    def time(self, step: str, articles: int, work: Callable[[], T]) -> T:
        """What `work` returns."""
        start = time.process_time()
        result = work()
        self.spent[step].append((time.process_time() - start) / articles * 1e6)
        return result


def label(texts: list[str], clock: Clock) -> None:
    """Votes and spans of articles, each titled by its first line."""
    count = len(texts)
    split = clock.time("lines", count, lambda: [lines(text) for text in texts])
    titles = [of_article[0].raw if of_article else None for of_article in split]
    batch = Batch(
        lines=split,
        languages=["en"] * count,
        votes=[[] for _ in texts],
        articles=[
            identify(Record("", 1, {"text": text, **({"title": title} if title else {})}))
            for text, title in zip(texts, titles, strict=True)
        ],
    )
    for voter in sorted(first_pass(), key=lambda voter: voter.needs):
        if voter.needs in TIMED:
            clock.time(voter.source, count, partial(ask, [voter], batch))
    pairs = list(zip(split, titles, strict=True))
    clock.time("marks", count, lambda: [marks(rows, "outlet", title) for rows, title in pairs])
    clock.time("spans", count, lambda: [choose_spans(votes) for votes in batch.votes])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bench", type=Path, default=Path("../shared/bench"))
    options = parser.parse_args()
    every = [page["variants"]["traf"]["text"] for page in pages(options.bench)]
    texts = [text for text in every if 3000 <= len(text) <= 5500]
    others = [text for text in every if not 3000 <= len(text) <= 5500]
    clock, rival = Clock(), Clock()
    for _ in range(RUNS):
        matching.compiled.cache_clear()
        label(others, Clock())
        label(texts, clock)
        rival.time("langdetect", FEW, lambda: [detect(text) for text in texts[:FEW]])
    medians = {step: statistics.median(spent) for step, spent in clock.spent.items()}
    total, scale = sum(medians.values()), statistics.median(rival.spent["langdetect"])
    for step, spent in medians.items():
        print(f"{step:16}{spent:8.0f} us an article")
    size = f"{len(texts)} articles of {statistics.mean(map(len, texts)):,.0f} characters"
    print(f"{'together':16}{total:8.0f} us, {size} on average")
    print(f"{'langdetect':16}{scale:8.0f} us: {scale / total:.1f} times as much")


if __name__ == "__main__":
    main()
