"""Hashes of rows: two rows have the same one if they hold the same, whatever stands around them.

The bytes that Arrow itself writes of a row depend on its neighbours.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import xxhash
from numpy.typing import NDArray

ROW_HASH = np.dtype("V16")  # XXH3, 128 bits


def row_hashes(batch: pa.RecordBatch) -> NDArray[np.void]:
    """The ROW_HASH of each row.

    Args:
        batch: of columns of texts, numbers, truth values, and lists and structs of these.
    """
    columns = zip(*map(_cells, batch.columns), strict=True)
    return np.frombuffer(b"".join(xxhash.xxh3_128_digest(b"\0".join(c)) for c in columns), ROW_HASH)


def _cells(array: pa.Array) -> list[bytes]:
    """The bytes of each value. They say where they end; those of null are empty."""
    if array.null_count == len(array):
        return [b""] * len(array)
    if pa.types.is_struct(array.type):
        return list(map(b"\0".join, zip(*map(_cells, array.flatten()), strict=True)))
    if pa.types.is_list(array.type):
        return _lists(array)
    values = array.cast(pa.string()).cast(pa.binary()).to_pylist()
    return [b"" if value is None else b"%d:%b" % (len(value), value) for value in values]


def _lists(array: pa.Array) -> list[bytes]:
    items = _cells(array.flatten())
    lists, start = [], 0
    for length in array.value_lengths().to_pylist():
        end = start + (length or 0)
        within = (b"%d:%b" % (len(item), item) for item in items[start:end])
        lists.append(b"" if length is None else b"%d;%b" % (length, b"".join(within)))
        start = end
    return lists
