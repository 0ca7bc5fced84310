"""Which articles shared keys in the last build, so that the next reads few of the others.

Most keys are of one article alone. An article that stands as it did meets another today only under
a key that it shared in the last build, or that an article has which came. So of chunks that stand
as they did those rows are read, and of the others all. Nor are the terms of two such
articles looked at again to tell whether they may be alike.

What the last build left is an entry of the cache whose name says nothing of what it depends on: it
says itself of which chunks it is, by the names of their entries. Of all other chunks nothing is
taken from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import NOWHERE, end_to_end, equal_pairs, load, locate, save_end_to_end, unique
from corpus.engine import shuffle
from corpus.engine.runner import Runner
from corpus.linking.links import KEY, KINDS, NOT_KNOWN, STORY, KnownPairs
from corpus.pipeline.cache import Cache, emptied
from corpus.pipeline.copying import copy_file
from corpus.pipeline.hints import keep_hint, take_hint
from corpus.pipeline.sketch import link_keys
from corpus.pipeline.workdir import Chunk, Workdir, first_places, grouped

ENTRY = "shared-keys"  # name of the entry
# Chunks that may have come: all keys of theirs are looked up in all others, and held for that (0.6
# MB a chunk). With a greater share of all chunks it would not pay.
_MOST, _SHARE = 64, 1 / 8
_TOGETHER = 1 << 14  # articles in whose keys one task looks others up
_ALL = "all"


def meet(work: Workdir, kind: int, bucket: int, buckets: int, after_last: bool) -> NDArray[np.void]:
    """The rows of a bucket that share their keys: KEY rows, articles by their places among all.

    Args:
        work: the work folder.
        kind: of link.
        bucket: which one.
        buckets: how many there are.
        after_last: what `prepare` gave.
    """
    chunks, name = work.chunks(), KINDS[kind]
    firsts = first_places(chunks)
    whole = load(work.came) if after_last else np.arange(len(chunks))
    runs = [link_keys(work.labelled(chunks[place]), kind) for place in whole.tolist()]
    parts = [shuffle.read_range(run, bucket, buckets, KEY) for run in runs]
    if after_last:
        shared, found = (
            shuffle.read_range(run, bucket, buckets, KEY)
            for run in (work.last_shared / f"{name}.npy", work.found_keys(name, _ALL))
        )
        parts.append(found.take(np.flatnonzero(~locate(found["key"], shared["key"])[1])))
        places = load(work.moved, mapped=True)[shared["article"]]
        shared = shared.take(np.flatnonzero(places != NOWHERE))
        shared["article"] = places[places != NOWHERE]
        parts.append(shared)
    met = shuffle.meet(parts, KEY, most_meet=after_last)
    # What was found and what was shared names articles by their places among all already.
    met.rows["article"] += np.append(firsts[whole], [0, 0]).astype(np.uint32).take(met.run)
    return met.rows


def known_pairs(work: Workdir, bucket: int, after_last: bool) -> KnownPairs:
    """Pairs of articles that the last build looked at; they have the same terms today.

    A pair that it had in another bucket, as of fewer, is not found: it is looked at again.

    Args:
        work: the work folder.
        bucket: of story keys.
        after_last: what `prepare` gave.

    Returns:
        Them, by number.
    """
    if not after_last:
        return NOT_KNOWN
    moved = load(work.moved, mapped=True)
    numbers = np.where(moved == NOWHERE, NOWHERE, load(work.all_numbers)[moved])
    of_kinds = (numbers[_last_pairs(work, file(bucket))] for file in (work.alike, work.unlike))
    return KnownPairs(*(of[(of != NOWHERE).all(axis=1)].astype(np.uint32) for of in of_kinds))


def _last_pairs(work: Workdir, file: Path) -> NDArray[np.uint32]:
    """The pairs that the last build had in a file, by place among all articles then."""
    try:
        pairs: NDArray[np.uint32] = load(work.last_shared / file.name)
    except FileNotFoundError:
        return np.empty((0, 2), np.uint32)
    return pairs


class _Last(NamedTuple):
    """What the last build says of today's chunks."""

    moved: NDArray[np.int64]  # by place of an article then, its place today; NOWHERE: it went
    came: list[int]  # places of the chunks that were not there, among all
    gone: list[str]  # names of the entries of the chunks that are there no more


@dataclass(frozen=True, kw_only=True)
class FindKeys:
    """Some chunks in whose rows keys are looked up."""

    work: Workdir
    chunks: tuple[Chunk, ...]
    first: int  # place of their first article among all
    name: str


def find_keys(task: FindKeys) -> None:
    """Write the rows of the chunks that have keys which came."""
    for kind, name in enumerate(KINDS):
        fresh = load(task.work.fresh_keys(name))
        firsts, found = task.first + first_places(task.chunks), []
        for first, chunk in zip(firsts.tolist(), task.chunks, strict=True):
            rows = load(link_keys(task.work.labelled(chunk), kind), mapped=True)
            taken = rows.take(equal_pairs(rows["key"], fresh)[0])
            taken["article"] += first
            found.append(taken)
        np.save(task.work.found_keys(name, task.name), end_to_end(KEY, found))


def prepare(runner: Runner, work: Workdir, cache: Cache, entries: Sequence[str]) -> bool:
    """Find out which rows can meet today, where the last build says so of most.

    Args:
        runner: runs the tasks.
        work: the work folder.
        cache: of what earlier builds made.
        entries: names of the entries of all chunks.

    Returns:
        Whether what met in the last build is to be read; else all rows are.
    """
    last = _take_last(work, cache, entries)
    if last is None:
        return False
    np.save(work.moved, last.moved)
    np.save(work.came, np.array(last.came, np.int64))
    chunks = work.chunks()
    came = [work.labelled(chunks[place]) for place in last.came]
    gone = list(_take_gone(work, cache, last.gone))
    for kind, name in enumerate(KINDS):
        now, before = (_keys(link_keys(folder, kind) for folder in of) for of in (came, gone))
        np.save(work.fresh_keys(name), now[~locate(now, before)[1]])
    tasks = [
        FindKeys(work=work, chunks=stayed, first=first, name=f"{number:05d}")
        for number, (first, stayed) in enumerate(_between(chunks, last.came))
    ]
    runner.run("link", find_keys, tasks)
    for name in KINDS:
        found = [load(work.found_keys(name, task.name)) for task in tasks]
        shuffle.write_run(work.found_keys(name, _ALL), end_to_end(KEY, found))
    return True


def keep(work: Workdir, cache: Cache, entries: Sequence[str], buckets: Sequence[int]) -> None:
    """Keep which rows met, for the next build; where the cache cannot be used, nothing is kept.

    Args:
        work: the work folder.
        cache: of what earlier builds made.
        entries: names of the entries of all chunks.
        buckets: by kind, how many buckets of rows were written.
    """
    chunks = work.chunks()
    if not _allowed(len(chunks)):
        return
    folder = emptied(work.shared_keys)
    for name, count in zip(KINDS, buckets, strict=True):
        parts = [work.met(name, bucket) for bucket in range(count)]
        save_end_to_end(folder / f"{name}.npy", KEY, parts)
    for bucket in range(buckets[STORY]):
        for pairs in (work.alike(bucket), work.unlike(bucket)):
            copy_file(pairs, folder / pairs.name)
    of_chunks = [[name, chunk.articles] for name, chunk in zip(entries, chunks, strict=True)]
    keep_hint(cache, ENTRY, folder, {"chunks": of_chunks}, work.to_cache)


def _take_last(work: Workdir, cache: Cache, entries: Sequence[str]) -> _Last | None:
    """What the last build left, where few enough chunks came."""
    if not _allowed(len(entries)):
        return None
    came_to = take_hint(cache, ENTRY, work.last_shared)
    if came_to is None:
        return None
    then = dict(came_to["chunks"])  # articles by name
    today = dict(zip(entries, first_places(work.chunks()).tolist(), strict=True))
    came = [place for place, name in enumerate(entries) if name not in then]
    if len(came) > _allowed(len(entries)):
        return None
    moved = [
        np.arange(articles) + today[name] if name in today else np.full(articles, NOWHERE)
        for name, articles in then.items()
    ]
    return _Last(np.concatenate(moved), came, [name for name in then if name not in today])


def _allowed(chunks: int) -> int:
    """How many chunks may have come."""
    return min(_MOST, int(chunks * _SHARE))


def _take_gone(work: Workdir, cache: Cache, entries: Sequence[str]) -> Iterator[Path]:
    """The folders of chunks that the last build had alone, as far as the cache still has them."""
    for entry in entries:
        folder = work.exported(entry)
        if cache.take(entry, folder) is not None:
            yield folder


def _keys(runs: Iterable[Path]) -> NDArray[np.uint64]:
    """The keys of some runs, sorted, each once."""
    return unique(np.concatenate([np.empty(0, np.uint64), *(load(run)["key"] for run in runs)]))


def _between(
    chunks: Sequence[Chunk], others: Sequence[int]
) -> Iterator[tuple[int, tuple[Chunk, ...]]]:
    """The chunks between others, in groups, each with the place of its first article among all."""
    firsts, start = first_places(chunks).tolist(), 0
    for end in [*others, len(chunks)]:
        for group in grouped(chunks[start:end], _TOGETHER):
            yield firsts[start], group
            start += len(group)
        start = end + 1
