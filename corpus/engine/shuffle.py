"""The shuffle: tasks write rows into buckets by key, later tasks read one bucket each.

Rows are numpy records; a bucket is a folder with one `.npy` file per writer, read in the order
of the writers' names, so that nothing depends on who finished first.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import locate

_SLOTS = 1 << 22  # four times the rows of a bucket, so that four of five fall alone


def count(rows: int, per_bucket: int = 1 << 20) -> int:
    """How many buckets keep one bucket at about `per_bucket` rows (about 20 MB to sort)."""
    return max(1, -(-rows // per_bucket))


def scatter(folder: Path, writer: str, rows: NDArray[np.void], buckets: int) -> None:
    """Write each row into the bucket that its field `key` (uint64) falls into."""
    which = (rows["key"] % np.uint64(buckets)).astype(np.uint16)  # numpy sorts these by radix
    order = np.argsort(which, kind="stable")
    edges = np.searchsorted(which[order], np.arange(buckets + 1))
    for bucket in range(buckets):
        part = rows[order[edges[bucket] : edges[bucket + 1]]]
        if len(part):
            place = folder / f"{bucket:05d}"
            place.mkdir(parents=True, exist_ok=True)
            np.save(place / f"{writer}.npy", part)


def gather(folder: Path, bucket: int, dtype: np.dtype[np.void]) -> NDArray[np.void]:
    """The rows of a bucket whose key stands in more than one, stably sorted by key.

    A row that is alone with its key has nobody to meet; most rows are.
    """
    files = sorted((folder / f"{bucket:05d}").glob("*.npy"))
    if not files:
        return np.empty(0, dtype)
    rows = np.concatenate([np.load(file) for file in files])
    slots = (rows["key"] >> np.uint64(16) & np.uint64(_SLOTS - 1)).astype(np.int64)
    rows = rows[np.bincount(slots, minlength=_SLOTS)[slots] > 1]  # the rest needs no sorting
    keys = np.ascontiguousarray(rows["key"])
    ranked = np.sort(keys)
    again = np.unique(ranked[1:][ranked[1:] == ranked[:-1]])
    rows = rows[locate(keys, again)[1]]
    return rows[np.argsort(rows["key"], kind="stable")]
