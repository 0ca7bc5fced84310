"""Hashes of rows: two rows have the same one if they hold the same, whatever stands around them.

The bytes that Arrow itself writes of a row depend on its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import xxhash
from numpy.typing import NDArray

ROW_HASH = np.dtype("V16")  # XXH3, 128 bits
_END = b"\0"


def row_hashes(batch: pa.RecordBatch) -> NDArray[np.void]:
    """The ROW_HASH of each row.

    Args:
        batch: of columns of texts, numbers, truth values, and lists and structs of these.
    """
    rows = _joined(map(_cells, batch.columns), _END).to_pylist()
    return np.frombuffer(b"".join(map(xxhash.xxh3_128_digest, rows)), ROW_HASH)


def _cells(array: pa.Array) -> pa.Array:
    """The bytes of each value; those of null are empty.

    Where _END follows they say where they end: texts and lists say their length, and numbers do not
    hold it.
    """
    if array.null_count == len(array):
        return pa.array([b""] * len(array), pa.binary())
    if pa.types.is_struct(array.type):
        return _joined(map(_cells, array.flatten()), _END)
    if pa.types.is_list(array.type):
        counts = pc.list_value_length(array)
        ends = np.cumsum([0, *counts.fill_null(0).to_pylist()], dtype=np.int32)
        within = pa.ListArray.from_arrays(pa.array(ends), _cells(array.flatten()))
        return _joined([_text(counts), pc.binary_join(within, _END)], b";")
    values = _text(array)
    if pa.types.is_string(array.type):
        return _joined([_text(pc.binary_length(values)), values], b":")
    return values.fill_null(b"")


def _text(array: pa.Array) -> pa.Array:
    return array.cast(pa.string()).cast(pa.binary())


def _joined(parts: Iterable[pa.Array], mark: bytes) -> pa.Array:
    return pc.binary_join_element_wise(*parts, mark).fill_null(b"")
