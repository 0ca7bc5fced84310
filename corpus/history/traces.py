"""Traces: hashes of text that was published and is gone, so that it keeps its split if it returns.

An article that is removed or changed leaves traces of its URL, its text and its passages: the same
keys by which `linking` finds articles that belong together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import equal_pairs, load, unique
from corpus.hashing import mixed, text_hash
from corpus.identify.address import page_address
from corpus.linking import near_duplicates
from corpus.linking.tokens import content_words
from corpus.release.rows import batches

TRACE = np.dtype([("key", "<u8"), ("split", "u1")])  # split: its place in SPLITS
CLAIM = np.dtype([("article", "<u4"), ("split", "u1")])  # article: its number in this build
_BATCH = 1000  # rows
_COLUMNS = ["url", "text", "spans"]


@dataclass(frozen=True, kw_only=True)
class CollectTraces:
    """Rows of a published data file that are gone, and leave traces."""

    file: Path
    split: int  # place in SPLITS
    rows: Path  # .npy: the indices of these rows in the file, sorted


def collect_traces(task: CollectTraces) -> NDArray[np.void]:
    """The traces of these rows: TRACE, sorted, each once."""
    wanted = load(task.rows)
    keys, start = [np.empty(0, np.uint64)], 0
    for batch in batches(task.file, _BATCH, _COLUMNS):
        end = start + len(batch)
        in_batch = wanted[(wanted >= start) & (wanted < end)] - start
        keys += [_keys(row) for row in batch.take(in_batch).to_pylist()]
        start = end
    distinct_keys = unique(np.concatenate(keys))
    traces = np.empty(len(distinct_keys), TRACE)
    traces["key"], traces["split"] = distinct_keys, task.split
    return traces


def _keys(row: dict[str, Any]) -> NDArray[np.uint64]:
    """The keys of a published row: of its passages, its URL and its text."""
    address = page_address(row["url"]) if row["url"] else None
    exact = [text_hash(value) for value in (address, row["text"]) if value]
    (passages,) = near_duplicates.fingerprints([content_words(row).hashes])
    return np.concatenate([passages, np.array(exact, np.uint64)])


def spread(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The keys as today's articles are shuffled by them: spread evenly, each still its own.

    Winnowing takes the lowest hashes of all, and ledgers hold them as they are.
    """
    return mixed(keys)


def merge_traces(traces: Iterable[NDArray[np.void]]) -> NDArray[np.void]:
    """All traces, sorted, each once."""
    return np.unique(np.concatenate(list(traces)))


def spread_traces(traces: NDArray[np.void]) -> NDArray[np.void]:
    """The traces with keys as today's articles have them, sorted by these."""
    spread_out = traces.copy()
    spread_out["key"] = spread(traces["key"])
    return spread_out.take(np.argsort(spread_out["key"], kind="stable"))


class ChunkKeys(NamedTuple):
    """By which keys some of today's articles share passages."""

    keys: Path  # .npy: KEY rows, `spread` and sorted; an article is named by its place among these
    numbers: Path  # .npy: the number of the article at each place, of all chunks end to end
    first: int  # the place of the first of these among all


@dataclass(frozen=True, kw_only=True)
class MatchTraces:
    """The keys of some of today's articles, to be looked up among all traces."""

    chunk: ChunkKeys
    traces: Path  # .npy: TRACE, `spread` and sorted


def match_traces(task: MatchTraces) -> NDArray[np.void]:
    """Which of today's articles have a key among the traces of which split: CLAIM, each once."""
    traces = load(task.traces, mapped=True)
    keys = load(task.chunk.keys, mapped=True)
    rows, traced = equal_pairs(keys["key"], traces["key"])
    claims = np.empty(len(rows), CLAIM)
    places = task.chunk.first + keys["article"][rows].astype(np.int64)
    claims["article"] = load(task.chunk.numbers, mapped=True)[places]
    claims["split"] = traces["split"][traced]
    return np.unique(claims)
