"""The floor of the page model on real pages, which others own."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from corpus.labelling.page_model.confidence import LEAST
from corpus.labelling.voters import dom_line
from tests.labelling import batches

SAMPLE = 20  # pages of a file
# The word-F1 that is reached, less what a page more or less changes it. The model has learned from
# the bench's pages: they hold what is reached. It has learned from no page of `measure`.
FLOORS = {
    "bench/wcxb_article": 0.95,
    "bench/shub": 0.95,
    "bench/fundus": 0.95,
    "measure/ir_news2017": 0.95,
}
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f"
WORD = re.compile(f"[{_UNSPACED}]|[^\\W{_UNSPACED}]+")


def pages(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The HTML and the gold of pages whose gold is complete."""
    table = pq.read_table(f"{path}.html.parquet", columns=["id", "html"])
    html = dict(zip(*(column.to_pylist() for column in table.columns), strict=True))
    with gzip.open(f"{path}.jsonl.gz", "rt", encoding="utf-8") as source:
        yield from ((html[gold["id"]], gold) for gold in map(json.loads, source) if gold["ok"])


def f1(text: str, gold: str) -> float:
    """Of words as bags."""
    left, wanted = Counter(WORD.findall(text.lower())), Counter(WORD.findall(gold.lower()))
    return 2 * (left & wanted).total() / (left.total() + wanted.total())


def mean_f1(path: Path, count: int | None) -> float:
    """Of what is left of pages where lines that are no main text are taken out."""
    values = []
    for html, gold in islice(pages(path), count):
        article = batches.page(html, url=gold["url"])
        (votes,) = dom_line.vote(batches.page_batch(article))
        left = "\n".join(article.text[v.start : v.end] for v in votes if v.weight < LEAST)
        values.append(f1(left, gold["gold_main"]))
    return sum(values) / len(values)


@pytest.mark.parametrize("file", FLOORS)
def test_pages_reach_the_floor(file: str, shared: Path) -> None:
    assert mean_f1(shared / file, SAMPLE) >= FLOORS[file]


@pytest.mark.slow
@pytest.mark.parametrize("file", FLOORS)
def test_all_pages_reach_the_floor(file: str, shared: Path) -> None:
    assert mean_f1(shared / file, None) >= FLOORS[file]
