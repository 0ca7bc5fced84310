"""What each extractor is worth by itself, and what it costs.

    python -m benchmarks.extractors [--shared ../shared] [--pages 100]

Prints the table of docs/pages.md: F1 of the bags of words of what an extractor keeps of a page and
of the gold, as WCXB's own evaluation computes it, the mean over the pages of each source whose gold
is complete; and CPU milliseconds a page, without the import of the extractor.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from pkgutil import resolve_name
from statistics import fmean
from typing import NamedTuple

import pyarrow.parquet as pq

from corpus.page.extractors.table import EXTRACTORS
from corpus.page.extractors.words import words

SOURCES = {
    "WCXB": "bench/wcxb_article",
    "ScrapingHub": "bench/shub",
    "Fundus": "bench/fundus",
    "news of 2017": "measure/ir_news2017",
}


class Page(NamedTuple):
    """A page with gold."""

    source: str
    html: str
    gold: str


def pages(shared: Path, most: int) -> Iterator[Page]:
    for source, name in SOURCES.items():
        table = pq.read_table(shared / f"{name}.html.parquet", columns=["id", "html"])
        html = dict(zip(*(table[column].to_pylist() for column in ("id", "html")), strict=True))
        with gzip.open(shared / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            usable = [page for page in map(json.loads, lines) if page["ok"]]
        for page in usable[:most]:
            yield Page(source, html[page["id"]], page["gold_main"])


def words_f1(text: str, gold: str) -> float:
    ours, theirs = Counter(words(text.lower())), Counter(words(gold.lower()))
    if not ours or not theirs:
        return float(not ours and not theirs)
    return 2 * (ours & theirs).total() / (ours.total() + theirs.total())


def row(name: str, extract: Callable[[str], str | None], measured: list[Page]) -> str:
    extract(measured[0].html)  # what it does but once is not counted
    by_source = defaultdict(list)
    costs = []
    for page in measured:
        began = time.process_time()
        text = extract(page.html)
        costs.append(1000 * (time.process_time() - began))
        by_source[page.source].append(words_f1(text or "", page.gold))
    figures = [f"{fmean(by_source[source]):.3f}" for source in SOURCES]
    return f"| {' | '.join([name, *figures, f'{fmean(costs):.0f}', f'{max(costs):.0f}'])} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--pages", type=int, default=sys.maxsize, help="the most of each source")
    options = parser.parse_args()
    logging.disable()
    measured = list(pages(options.shared, options.pages))
    print(f"| extractor | {' | '.join(SOURCES)} | ms | longest |\n|{'---|' * (len(SOURCES) + 3)}")
    for extractor in EXTRACTORS:
        print(row(extractor.name, resolve_name(extractor.function), measured), flush=True)


if __name__ == "__main__":
    main()
