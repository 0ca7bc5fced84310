"""Stages `count lines` and `link`: one task for each bucket of the shuffles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import end_to_end, load, unique
from corpus.engine import shuffle
from corpus.engine.runner import Runner
from corpus.history.traces import ChunkKeys
from corpus.labelling import recurrence
from corpus.linking import rarity, stories
from corpus.linking.links import (
    KINDS,
    LINK,
    PASSAGE,
    STORY,
    CappedKeys,
    Dates,
    Sketches,
    candidates,
    compare,
    each_once,
    link,
)
from corpus.linking.near_duplicates import BANDS
from corpus.pipeline import shared_keys
from corpus.pipeline.cache import Cache
from corpus.pipeline.sketch import link_keys, sketch_file, term_keys
from corpus.pipeline.workdir import Chunk, Workdir, first_places, grouped

# Guesses that choose how many buckets there are, so that a wrong one costs memory and nothing else.
_BYTES_OF_LINE = 100
_KEYS_OF_ARTICLE = (BANDS, 200, 66)  # by kind of link
# Articles whose sketches are in one file: at least 1 KB each. Linking looks at pairs from anywhere,
# so few files are to be open, but a task that lays them holds the sketches of all.
_TOGETHER = 1 << 16
_PAIRS = 1 << 16  # that one task compares


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
    counted = [load(work.recurring(bucket)) for bucket in range(buckets)]
    np.save(work.recurring_lines, np.concatenate(counted))


def collect_titles(work: Workdir, chunks: Sequence[Chunk]) -> None:
    """Write the hashes of all titles, sorted, each once."""
    titles = [load(work.annotated(chunk, "titles.npy")) for chunk in chunks]
    np.save(work.titles, unique(np.concatenate(titles)))


@dataclass(frozen=True, kw_only=True)
class CountTerms:
    """One bucket of terms."""

    work: Workdir
    articles: int  # of the whole corpus, without duplicates
    bucket: int
    buckets: int


def count_terms(task: CountTerms) -> NDArray[np.void]:
    """The terms of a bucket that are common: COMMON_TERM rows."""
    runs = [term_keys(task.work.labelled(chunk)) for chunk in task.work.chunks()]
    parts = [shuffle.read_range(run, task.bucket, task.buckets, rarity.TERM) for run in runs]
    rows = end_to_end(rarity.TERM, parts)
    rows["key"].sort()  # at once, as nearly all terms are shared
    return rarity.common_terms(rows, task.articles)


@dataclass(frozen=True, kw_only=True)
class LaySketches:
    """Some chunks whose sketches are laid end to end."""

    work: Workdir
    chunks: tuple[Chunk, ...]
    group: str  # what they are called together


def lay_sketches(task: LaySketches) -> None:
    """Write each sketch of all articles of the chunks."""

    def save(name: str, of_chunks: Iterable[NDArray[Any]]) -> None:
        np.save(task.work.sketches / f"{task.group}.{name}.npy", np.concatenate([*of_chunks]))

    stored = [load(sketch_file(task.work.labelled(chunk))) for chunk in task.chunks]
    for name in ("minhash", "terms", "unweighed", "published", "words", "is_secondary"):
        save(name, (of_chunk[name] for of_chunk in stored))
    save("short_terms", (stories.shortened(of_chunk["terms"]) for of_chunk in stored))


def _common_terms(runner: Runner, work: Workdir, articles: int) -> NDArray[np.void]:
    """The terms that are common in this corpus: COMMON_TERM rows, sorted by key."""
    buckets = shuffle.bucket_count(articles * stories.TERMS)
    counts = [
        CountTerms(work=work, articles=articles, bucket=bucket, buckets=buckets)
        for bucket in range(buckets)
    ]
    return np.concatenate(runner.run("link", count_terms, counts))


def _lay_all_sketches(runner: Runner, work: Workdir) -> None:
    """Lay the sketches of all chunks end to end."""
    tasks = [
        LaySketches(work=work, chunks=chunks, group=group)
        for group, chunks in _groups(work.chunks())
    ]
    runner.run("link", lay_sketches, tasks)


def _groups(chunks: Sequence[Chunk]) -> Iterator[tuple[str, tuple[Chunk, ...]]]:
    for number, group in enumerate(grouped(chunks, _TOGETHER)):
        yield f"{number:05d}", group


@dataclass(frozen=True, kw_only=True)
class LinkBucket:
    """One bucket of the keys of one kind of link."""

    work: Workdir
    kind: int
    bucket: int
    buckets: int
    after_last: bool  # whether rows are read of what met in the last build


def link_bucket(task: LinkBucket) -> CappedKeys:
    """Link the articles that share keys of a bucket, or find which may tell one story."""
    work, kind = task.work, KINDS[task.kind]
    rows = shared_keys.meet(work, task.kind, task.bucket, task.buckets, task.after_last)
    np.save(work.met(kind, task.bucket), rows)
    rows["article"] = load(work.all_numbers, mapped=True)[rows["article"]]
    if task.kind == STORY:
        known = shared_keys.known_pairs(work, task.bucket, task.after_last)
        dates = Dates(*load(work.dates, mapped=True))
        found = candidates(rows, dates, _sketches(work), known)
        np.save(work.candidates(task.bucket), found.pairs)
        places = load(work.places, mapped=True)
        np.save(work.alike(task.bucket), places[found.pairs])
        np.save(work.unlike(task.bucket), places[found.unlike])
        return found.capped
    links, capped = link(task.kind, rows, _sketches(work))
    np.save(work.links(kind, task.bucket), links)
    return capped


@dataclass(frozen=True, kw_only=True)
class CompareStories:
    """Some pairs of articles that may tell one story."""

    work: Workdir
    pairs: NDArray[np.uint32]  # shape (pairs, 2)
    common: NDArray[np.void]  # COMMON_TERM


def compare_stories(task: CompareStories) -> NDArray[np.void]:
    """The LINK rows of the pairs that tell one."""
    return compare(STORY, task.pairs, _sketches(task.work), task.common)


def _link_stories(
    runner: Runner, work: Workdir, buckets: int, common: NDArray[np.void]
) -> list[NDArray[np.void]]:
    """The LINK rows of the stories of all buckets; a pair stands in several, and counts once."""
    of_buckets = [load(work.candidates(bucket)) for bucket in range(buckets)]
    pairs = each_once(np.concatenate(of_buckets))
    tasks = [
        CompareStories(work=work, pairs=pairs[start : start + _PAIRS], common=common)
        for start in range(0, len(pairs), _PAIRS)
    ]
    return runner.run("link", compare_stories, tasks)


def passage_keys(work: Workdir) -> list[ChunkKeys]:
    """The keys by which today's articles share passages."""
    chunks = work.chunks()
    return [
        ChunkKeys(link_keys(work.labelled(chunk), PASSAGE), work.all_numbers, first)
        for chunk, first in zip(chunks, first_places(chunks).tolist(), strict=True)
    ]


class Links(NamedTuple):
    """What links articles, and what tells copies apart, by number."""

    links: NDArray[np.void]  # LINK
    capped: CappedKeys
    words: NDArray[np.uint32]  # of the content
    is_secondary: NDArray[np.bool_]  # in capitals, or from an AMP page, an archive, a cache


def link_articles(
    runner: Runner, work: Workdir, cache: Cache, entries: Sequence[str], articles: int
) -> Links:
    """All links between articles.

    Args:
        runner: runs the tasks.
        work: the work folder.
        cache: of what earlier builds made.
        entries: names of the entries of all chunks.
        articles: how many there are, without duplicates.
    """
    common = _common_terms(runner, work, articles)
    _lay_all_sketches(runner, work)
    sketches, numbers = _sketches(work), np.arange(articles, dtype=np.uint32)
    np.save(work.dates, np.stack(Dates.of(sketches.take("published", numbers))))
    after_last = shared_keys.prepare(runner, work, cache, entries)
    buckets = [shuffle.bucket_count(articles * keys) for keys in _KEYS_OF_ARTICLE]
    tasks = [
        LinkBucket(work=work, kind=kind, bucket=bucket, buckets=count, after_last=after_last)
        for kind, count in enumerate(buckets)
        for bucket in range(count)
    ]
    capped = runner.run("link", link_bucket, tasks)
    shared_keys.keep(work, cache, entries, buckets)
    links = [
        load(work.links(KINDS[task.kind], task.bucket)) for task in tasks if task.kind != STORY
    ]
    links += _link_stories(runner, work, buckets[STORY], common)
    return Links(
        links=np.concatenate([np.empty(0, LINK), *links]),
        capped=CappedKeys.total(capped),
        words=sketches.take("words", numbers),
        is_secondary=sketches.take("is_secondary", numbers),
    )


def _sketches(work: Workdir) -> Sketches:
    groups = [
        (name, sum(chunk.articles for chunk in chunks)) for name, chunks in _groups(work.chunks())
    ]
    return Sketches(work.sketches, load(work.places, mapped=True), groups)
