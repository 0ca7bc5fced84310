"""Stages `count lines` and `link`: one task for each bucket of the shuffles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.engine import shuffle
from corpus.engine.runner import Runner
from corpus.labelling import recurrence
from corpus.linking import rarity
from corpus.linking.links import KEY, KINDS, LINK, CappedKeys, Sketches, link
from corpus.linking.near_duplicates import BANDS
from corpus.linking.stories import TERMS
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
class CountTerms:
    """One bucket of terms."""

    work: Workdir
    articles: int  # of the whole corpus, without duplicates
    bucket: int
    buckets: int


def count_terms(task: CountTerms) -> NDArray[np.void]:
    """The terms of a bucket that are common: COMMON_TERM rows."""
    runs = [task.work.term_keys(chunk) for chunk in task.work.chunks()]
    rows = shuffle.read_bucket(runs, task.bucket, task.buckets, rarity.TERM)
    return rarity.common_terms(rows, task.articles)


@dataclass(frozen=True, kw_only=True)
class WeighTerms:
    """The terms of one chunk to weigh again."""

    work: Workdir
    chunk: Chunk
    common: NDArray[np.void]  # COMMON_TERM


def weigh_chunk(task: WeighTerms) -> None:
    """Write the weights that the terms of a chunk have in this corpus."""
    terms, weights = (np.load(task.work.sketch(task.chunk, n)) for n in ("terms", "unweighed"))
    # A new file: engines keep copies of what a task has read.
    np.save(task.work.sketch(task.chunk, "weights"), rarity.weigh(terms, weights, task.common))


def weigh_terms(runner: Runner, work: Workdir, articles: int) -> None:
    """Take weight from the terms that are common in this corpus."""
    buckets = shuffle.bucket_count(articles * TERMS)
    tasks = [
        CountTerms(work=work, articles=articles, bucket=bucket, buckets=buckets)
        for bucket in range(buckets)
    ]
    common = np.concatenate(runner.run("link", count_terms, tasks))
    weighings = [WeighTerms(work=work, chunk=chunk, common=common) for chunk in work.chunks()]
    runner.run("link", weigh_chunk, weighings)


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
    runs = work.all_link_keys(kind)
    rows = shuffle.read_bucket(runs, task.bucket, task.buckets, KEY)
    links, capped = link(task.kind, rows, _sketches(work))
    np.save(work.links(kind, task.bucket), links)
    return capped


class Links(NamedTuple):
    """What links articles, and what tells copies apart, by number."""

    links: NDArray[np.void]  # LINK
    capped: CappedKeys
    words: NDArray[np.uint32]  # of the content
    is_secondary: NDArray[np.bool_]  # in capitals, or from an AMP page, an archive, a cache


def link_articles(runner: Runner, work: Workdir, articles: int) -> Links:
    """All links between articles."""
    weigh_terms(runner, work, articles)
    tasks = []
    for kind, keys in enumerate(_KEYS_OF_ARTICLE):
        buckets = shuffle.bucket_count(articles * keys)
        tasks += [
            LinkBucket(work=work, kind=kind, bucket=bucket, buckets=buckets)
            for bucket in range(buckets)
        ]
    capped = runner.run("link", link_bucket, tasks)
    links = [np.load(work.links(KINDS[task.kind], task.bucket)) for task in tasks]
    sketches = _sketches(work)
    numbers = np.arange(articles, dtype=np.uint32)
    return Links(
        links=np.concatenate([np.empty(0, LINK), *links]),
        capped=CappedKeys.total(capped),
        words=sketches.take("words", numbers),
        is_secondary=sketches.take("is_secondary", numbers),
    )


def _sketches(work: Workdir) -> Sketches:
    chunks = [(chunk.name, chunk.articles) for chunk in work.chunks()]
    return Sketches(work.sketches, np.load(work.places, mmap_mode="r"), chunks)
