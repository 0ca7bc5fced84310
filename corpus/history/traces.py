"""What is remembered of text that was published and is no more: traces, so that it never comes
into another split.

An article that is removed, or corrected, leaves the keys under which gathering would have linked
it: of its URL, of its text, and of its passages. What has one of them later is taken for what it
was. Hashes are kept, never words: who removed a text had a reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from corpus.arrays import locate
from corpus.contract.splits import SPLITS
from corpus.hashing import text_hash
from corpus.linking import near_duplicates
from corpus.split.leakcheck import content_of

TRACE = np.dtype([("key", "<u8"), ("split", "u1")])
CLAIM = np.dtype([("article", "<u4"), ("split", "u1")])
_BATCH = 1000  # rows


class Leave(NamedTuple):
    """A published Parquet file, some of whose rows are to leave traces."""

    file: Path
    split: int
    rows: Path  # .npy: the places of these rows in the file, sorted


def leave(task: Leave) -> NDArray[np.void]:
    """The traces of these rows: TRACE, each once."""
    wanted = np.load(task.rows)
    found, at = [np.empty(0, np.uint64)], 0
    columns = ["url", "text", "spans"]
    for batch in pq.ParquetFile(task.file).iter_batches(_BATCH, columns=columns):
        here = wanted[(wanted >= at) & (wanted < at + len(batch))] - at
        found += [_keys(row) for row in batch.take(here).to_pylist()]
        at += len(batch)
    keys = np.unique(np.concatenate(found))
    traces = np.empty(len(keys), TRACE)
    traces["key"], traces["split"] = keys, task.split
    return traces


def _keys(row: dict[str, Any]) -> NDArray[np.uint64]:
    whole = [text_hash(one) for one in (row["url"], row["text"]) if one]
    prints = near_duplicates.fingerprints(content_of(row).hashes)
    return np.concatenate([prints, np.array(whole, np.uint64)])


def together(traces: Iterable[NDArray[np.void]]) -> NDArray[np.void]:
    """All traces, sorted, each once."""
    return np.unique(np.concatenate(list(traces)))


class Recall(NamedTuple):
    """The keys of a chunk of today's articles."""

    keys: Path  # .npy: KEY rows of a chunk
    traces: Path  # .npy: TRACE, sorted


def recall(task: Recall) -> NDArray[np.void]:
    """Which of today's articles have traces of which split: CLAIM, each once."""
    known = np.load(task.traces, mmap_mode="r")
    keys = np.load(task.keys)
    found = []
    for split in range(len(SPLITS)):
        claims = keys["article"][locate(keys["key"], known["key"][known["split"] == split])[1]]
        made = np.empty(len(claims), CLAIM)
        made["article"], made["split"] = claims, split
        found.append(np.unique(made))
    return np.concatenate(found)
