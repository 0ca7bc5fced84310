"""The shuffle: rows that share a key meet, whichever task wrote them.

A task writes its rows as one run, sorted by key. A later task reads one bucket: the same range of
keys out of every run. So how many buckets there are is decided when they are read, and what a task
writes does not depend on how large the corpus is. Keys are hashes, so equal ranges hold about
equally many rows.

Rows are numpy records with a field `key` (uint64).
"""

from __future__ import annotations

import math
import os
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import end_to_end, stable_order

_KEYS = 1 << 64
_SLOTS = 1 << 23  # at most: four times the rows of a bucket


def bucket_count(rows: int, per_bucket: int = 1 << 21) -> int:
    """How many buckets keep one bucket at about `per_bucket` rows (150 MB while it is read)."""
    return max(1, -(-rows // per_bucket))


def write_run(run: Path, rows: NDArray[np.void]) -> None:
    """Write the rows of one task, sorted by key; rows of one key keep their order."""
    run.parent.mkdir(parents=True, exist_ok=True)
    np.save(run, _by_key(rows))


class Met(NamedTuple):
    """Rows that share their key with others."""

    rows: NDArray[np.void]  # sorted by key
    run: NDArray[np.int64]  # of each row, its place among the runs


def read_bucket(
    runs: Iterable[Path], bucket: int, buckets: int, dtype: np.dtype[np.void]
) -> NDArray[np.void]:
    """The rows of one bucket of `buckets`, sorted by key; those alone with their key are left out.

    Rows of one key stand in the order of the runs, then as they were written. A row that is alone
    with its key meets no other; most rows are.
    """
    return read_met(runs, bucket, buckets, dtype).rows


def read_met(
    runs: Iterable[Path],
    bucket: int,
    buckets: int,
    dtype: np.dtype[np.void],
    sides: Sequence[int] | None = None,
) -> Met:
    """The same, with the run of each row.

    Args:
        runs: files that `write_run` wrote.
        bucket: which one.
        buckets: how many there are.
        dtype: of the rows.
        sides: of each run a number from 0 to 7. Where it is given, rows that meet none of another
            side need not come either; nearly all of them are left out.
    """
    parts = [read_range(run, bucket, buckets, dtype) for run in runs]
    return meet(parts if sides is None else _across(parts, sides), dtype)


def _across(parts: Sequence[NDArray[np.void]], sides: Sequence[int]) -> list[NDArray[np.void]]:
    """The rows of each part whose keys another side may have, in their order.

    The largest side is looked up among the others: most of its rows are read once.
    """
    rows_of: Counter[int] = Counter()
    for part, side in zip(parts, sides, strict=True):
        rows_of[side] += len(part)
    largest = max(rows_of, key=rows_of.__getitem__, default=0)
    sides_in = np.zeros(_slot_count(rows_of.total()), np.uint8)  # one bit each
    for part, side in zip(parts, sides, strict=True):
        if side != largest:
            sides_in[_slots(part, len(sides_in))] |= np.uint8(1 << side)
    across = list(parts)
    for of_largest in (True, False):
        for place, (part, side) in enumerate(zip(parts, sides, strict=True)):
            if (side == largest) == of_largest:
                slots = _slots(part, len(sides_in))
                met = np.flatnonzero(sides_in.take(slots) & np.uint8(0xFF ^ (1 << side)))
                across[place] = part.take(met)
                sides_in[slots.take(met)] |= np.uint8(1 << side)
    return across


def meet(
    parts: Sequence[NDArray[np.void]], dtype: np.dtype[np.void], most_meet: bool = False
) -> Met:
    """The rows that share their keys, sorted by key, and of each the place of its part.

    Args:
        parts: rows, those of each run.
        dtype: of the rows.
        most_meet: whether all are sorted at once, which takes less time where most meet others.
    """
    rows = end_to_end(dtype, parts)
    ends = np.cumsum([0, *map(len, parts)])
    met = np.arange(len(rows)) if most_meet else _sharing_slots(rows)
    keys = rows["key"].take(met)
    order = stable_order(keys)
    in_order = keys.take(order)
    is_shared = np.zeros(len(keys) + 1, np.bool_)
    is_shared[1:-1] = in_order[1:] == in_order[:-1]
    met = met.take(order[is_shared[1:] | is_shared[:-1]])
    return Met(rows.take(met), np.searchsorted(ends, met, "right") - 1)


def _sharing_slots(rows: NDArray[np.void]) -> NDArray[np.int64]:
    """The places of rows that may share their keys; the others need no sorting."""
    count = _slot_count(len(rows))
    slots = _slots(rows, count)
    is_shared = np.bincount(slots, minlength=count) > 1
    return np.flatnonzero(is_shared.take(slots))


def _slot_count(rows: int) -> int:
    """A power of two: of so many rows four in five have a slot of their own."""
    return min(_SLOTS, 1 << (4 * rows).bit_length())


def _slots(rows: NDArray[np.void], count: int) -> NDArray[np.int64]:
    """The slot of each row's key; what follows all keys, so that rows of one key share it."""
    return (rows["key"] & np.uint64(count - 1)).view(np.int64)


def _by_key(rows: NDArray[np.void]) -> NDArray[np.void]:
    """The rows sorted by key; `take` moves whole records, an index field by field."""
    return rows.take(stable_order(rows["key"]))


def read_range(run: Path, bucket: int, buckets: int, dtype: np.dtype[np.void]) -> NDArray[np.void]:
    """The rows of a sorted run whose keys fall into the bucket.

    Keys are hashes, so that their place can be guessed: one read takes the rows around it. Only
    where that was too few, as under a key of very many rows, more is read.
    """
    with run.open("rb", buffering=0) as file:
        begin = 10 + int.from_bytes(file.read(10)[8:], "little")  # the header of a .npy file
        count = (os.fstat(file.fileno()).st_size - begin) // dtype.itemsize
        low, high = (-(-_KEYS * edge // buckets) for edge in (bucket, bucket + 1))
        margin = 2 * math.isqrt(count) + 16  # four standard deviations or more
        while True:
            first = max(0, count * bucket // buckets - margin)
            last = min(count, -(-count * (bucket + 1) // buckets) + margin)
            read = os.pread(
                file.fileno(), (last - first) * dtype.itemsize, begin + first * dtype.itemsize
            )
            rows = np.frombuffer(read, dtype)
            keys = rows["key"]
            begins = first == 0 or keys[0] < low
            if begins and (last == count or keys[-1] >= high):
                break
            margin *= 4
    # Not by numpy, which would copy all keys to search them.
    first, last = bisect_left(keys, np.uint64(low)), len(keys)
    if high < _KEYS:
        last = bisect_left(keys, np.uint64(high))
    return rows[first:last]
