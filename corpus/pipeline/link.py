"""Stages `count lines` and `link`: one task for each bucket of the two shuffles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.engine import shuffle
from corpus.engine.runner import Runner
from corpus.labelling import recurrence
from corpus.linking.links import KEY, KINDS, LINK, CappedKeys, Sketches, link
from corpus.linking.near_duplicates import BANDS
from corpus.pipeline.workdir import Chunk, Workdir

# Guesses that choose how many buckets there are, so that a wrong one costs memory and nothing else.
_BYTES_OF_LINE = 100
_KEYS_OF_ARTICLE = (BANDS, 200, 66)  # by kind of link


@dataclass(frozen=True, kw_only=True)
class CountLines:
    """One bucket of lines."""

    work: Workdir
    bucket: int
    buckets: int


def count_bucket(task: CountLines) -> None:
    """Find the lines of a bucket that recur in their outlet."""
    runs = [task.work.annotated(chunk, "line_keys.npy") for chunk in task.work.chunks()]
    rows = shuffle.read_bucket(runs, task.bucket, task.buckets, recurrence.LINE_KEY)
    np.save(task.work.recurring(task.bucket), recurrence.count(rows))


def count_lines(runner: Runner, work: Workdir, text_bytes: int) -> None:
    """Count the lines of all articles, and write which of them recur, sorted by key."""
    buckets = shuffle.bucket_count(text_bytes // _BYTES_OF_LINE)
    tasks = [CountLines(work=work, bucket=bucket, buckets=buckets) for bucket in range(buckets)]
    runner.run("count lines", count_bucket, tasks)
    counted = [np.load(work.recurring(bucket)) for bucket in range(buckets)]
    np.save(work.recurring_lines, np.concatenate(counted))


def collect_titles(work: Workdir, chunks: Sequence[Chunk]) -> None:
    """Write the hashes of all titles, sorted, each once."""
    titles = [np.load(work.annotated(chunk, "titles.npy")) for chunk in chunks]
    np.save(work.titles, np.unique(np.concatenate(titles)))


@dataclass(frozen=True, kw_only=True)
class LinkBucket:
    """One bucket of the keys of one kind of link."""

    work: Workdir
    kind: int
    bucket: int
    buckets: int


def link_bucket(task: LinkBucket) -> CappedKeys:
    """Link the articles that share keys of a bucket, where their sketches agree."""
    work, kind = task.work, KINDS[task.kind]
    chunks = work.chunks()
    runs = [work.link_keys(kind, chunk) for chunk in chunks]
    rows = shuffle.read_bucket(runs, task.bucket, task.buckets, KEY)
    places = np.load(work.places, mmap_mode="r")
    sketches = Sketches(work.sketches, places, [(chunk.name, chunk.articles) for chunk in chunks])
    links, capped = link(task.kind, rows, sketches)
    np.save(work.links(kind, task.bucket), links)
    return capped


class Links(NamedTuple):
    """What links articles."""

    links: NDArray[np.void]  # LINK
    capped: CappedKeys


def link_articles(runner: Runner, work: Workdir, articles: int) -> Links:
    """All links between articles."""
    tasks = []
    for kind, keys in enumerate(_KEYS_OF_ARTICLE):
        buckets = shuffle.bucket_count(articles * keys)
        tasks += [
            LinkBucket(work=work, kind=kind, bucket=bucket, buckets=buckets)
            for bucket in range(buckets)
        ]
    capped = runner.run("link", link_bucket, tasks)
    links = [np.load(work.links(KINDS[task.kind], task.bucket)) for task in tasks]
    return Links(np.concatenate([np.empty(0, LINK), *links]), CappedKeys.total(capped))
