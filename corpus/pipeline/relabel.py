"""Stage `label`: the second pass, in which voters see what the whole corpus says of its lines.

Of each article this gives the final votes and spans, and from its content the sketches and keys by
which it is linked to others. What a chunk comes to is taken from the cache where the corpus says of
it what it said before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import load, locate
from corpus.engine.runner import ARTICLES, Amounts, Runner
from corpus.hashing import text_hash
from corpus.labelling.recurrence import Recurring, look_up
from corpus.pipeline.annotate import AnnotatedCorpus
from corpus.pipeline.cache import Cache
from corpus.pipeline.label_chunk import ReadChunk, Said, label_chunk, read_row_hashes
from corpus.pipeline.labels_entry import LastLabels, entry_name, take_known
from corpus.pipeline.last_build import LastBuild
from corpus.pipeline.row_hashes import ROW_HASH
from corpus.pipeline.workdir import Chunk, Workdir, first_places
from corpus.release.layout import OF_PAGES

OUTLET_COUNT = np.dtype([("outlet", "<u8"), ("articles", "<u4")])  # by hash of the outlet's id


@dataclass(frozen=True, kw_only=True)
class RelabelChunk:
    """One chunk to relabel."""

    work: Workdir
    cache: Cache
    chunk: Chunk
    first: int  # the place of its first article among all
    last: LastLabels | None  # where the last build labelled articles of it, if it did
    min_confidence: float  # of a span


class Relabelled(NamedTuple):
    """What became of a chunk, or of all."""

    entries: list[str]  # of the cache, that were taken or made
    not_kept: str | None  # why the cache could not keep one
    of_pages: tuple[str, ...]  # which of the folders `layout.OF_PAGES` have something to hold


def relabel(
    runner: Runner,
    work: Workdir,
    cache: Cache,
    annotated: AnnotatedCorpus,
    last: LastBuild,
    min_confidence: float,
) -> Relabelled:
    """Relabel all chunks.

    Args:
        runner: runs the tasks.
        work: the work folder.
        cache: of what earlier builds made.
        annotated: what annotating came to.
        last: what the last build made.
        min_confidence: of a span.
    """
    _write_outlet_counts(work, annotated.outlets)
    tasks = [
        RelabelChunk(
            work=work,
            cache=cache,
            chunk=chunk,
            first=first,
            last=last_labels,
            min_confidence=min_confidence,
        )
        for (chunk, last_labels), first in zip(
            _with_last(annotated, last), first_places(annotated.chunks).tolist(), strict=True
        )
    ]
    amounts = Amounts(ARTICLES, [chunk.articles for chunk in annotated.chunks])
    done = runner.run("label", relabel_chunk, tasks, amounts)
    return Relabelled(
        [entry for chunk in done for entry in chunk.entries],
        next((chunk.not_kept for chunk in done if chunk.not_kept), None),
        tuple(f for f in OF_PAGES if any(f in chunk.of_pages for chunk in done)),
    )


def _with_last(
    annotated: AnnotatedCorpus, last: LastBuild
) -> Iterator[tuple[Chunk, LastLabels | None]]:
    """Each chunk, with where the last build labelled articles of it."""
    first, shard = 0, ""  # of the chunk's articles in its shard
    for chunk in annotated.chunks:
        first = first if chunk.shard == shard else 0
        shard, end = chunk.shard, first + chunk.articles
        then, places = [chunk], np.arange(chunk.articles)
        earlier = annotated.earlier.get(shard)
        if earlier is not None:
            then = [Chunk(earlier.shard, number, 0) for number in range(earlier.chunks)]
            places = np.array(earlier.places[first:end], np.int64)
        entries = [(of_then, last.labels.get(of_then.name)) for of_then in then]
        known = tuple((of_then, entry) for of_then, entry in entries if entry is not None)
        yield chunk, LastLabels(known, places) if len(known) == len(then) else None
        first = end


def relabel_chunk(task: RelabelChunk) -> Relabelled:
    """Label one chunk finally, with the keys and sketches of its articles."""
    work, cache, chunk = task.work, task.cache, task.chunk
    numbers = load(work.all_numbers, mapped=True)[task.first : task.first + chunk.articles]
    read = _read(task, numbers >= 0)
    said = Said.to(read)
    name = entry_name(chunk, said, task.min_confidence)
    folder, not_kept = work.labelled(chunk), None
    came_to = cache.take(name, folder)
    if came_to is None:
        known = None
        if task.last is not None:
            known = take_known(cache, work.to_cache, task.last, said, task.min_confidence)
        of_pages = label_chunk(work.annotated(chunk, "articles.arrow"), read, folder, known)
        came_to = {"of_pages": sorted(of_pages)}
        not_kept = cache.keep(name, folder, came_to, work.to_cache)
    return Relabelled([name], not_kept, tuple(came_to["of_pages"]))


def _read(task: RelabelChunk, is_kept: NDArray[np.bool_]) -> ReadChunk:
    """What the whole corpus says of a chunk."""
    work, chunk = task.work, task.chunk
    index = load(work.annotated(chunk, "index.npy"))
    ends = load(work.annotated(chunk, "line_ends.npy"))
    of_outlets = _outlet_articles(load(work.outlets, mapped=True), index)
    return ReadChunk(
        of_articles=index,
        counted=look_up(
            load(work.annotated(chunk, "lines.npy")),
            _recurring(work),
            np.repeat(of_outlets, np.diff(ends, prepend=0)),
        ),
        ends=ends.tolist(),
        is_kept=is_kept,
        min_confidence=task.min_confidence,
    )


@lru_cache(maxsize=1)  # for all chunks of a build, whose work folder has a name of its own
def _recurring(work: Workdir) -> Recurring:
    """What was counted over the whole corpus."""
    return Recurring.of(load(work.recurring_lines), load(work.titles))


def collect_row_hashes(work: Workdir, articles: int) -> NDArray[np.void]:
    """The ROW_HASH of all articles by number."""
    hashes = np.empty(articles, ROW_HASH)
    chunks = work.chunks()
    of_chunks = np.split(load(work.all_numbers, mapped=True), first_places(chunks)[1:])
    for chunk, numbers in zip(chunks, of_chunks, strict=True):
        is_kept = numbers >= 0
        hashes[numbers[is_kept]] = read_row_hashes(work.labelled(chunk))[is_kept]
    return hashes


def _write_outlet_counts(work: Workdir, outlets: Counter[str]) -> None:
    counts = np.array([(text_hash(outlet), n) for outlet, n in outlets.items()], OUTLET_COUNT)
    np.save(work.outlets, counts[np.argsort(counts["outlet"])])


def _outlet_articles(counts: NDArray[Any], index: NDArray[np.void]) -> NDArray[np.int64]:
    """How many articles the outlet of each article has, from rows of OUTLET_COUNT and INDEX."""
    found = counts["articles"][locate(index["outlet"], counts["outlet"])[0]]
    return np.asarray(found, np.int64)
