"""Hashes of rows: two rows have the same one if they hold the same, whatever stands around them.

The bytes that Arrow itself writes of a row depend on its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import xxhash
from numpy.typing import NDArray

ROW_HASH = np.dtype("V16")  # XXH3, 128 bits
_NULL = -1  # in the place of a length


def row_hashes(batch: pa.RecordBatch) -> NDArray[np.void]:
    """The ROW_HASH of each row.

    Args:
        batch: of columns of texts, numbers, truth values, and lists and structs of these.
    """
    parts = _parts(batch.columns, np.arange(len(batch) + 1))
    rows = map(b"".join, zip(*parts, strict=True))
    return np.frombuffer(b"".join(map(xxhash.xxh3_128_digest, rows)), ROW_HASH)


def _parts(columns: Sequence[pa.Array], edges: NDArray[np.int64]) -> Iterator[list[bytes]]:
    """The bytes of the values between each two edges, in several parts.

    First comes what is of one size: numbers, and lengths that say where the others end.

    Args:
        columns: of one length.
        edges: the places in them at which they are cut, ascending.
    """
    sized: list[NDArray[np.generic]] = []
    texts: list[pa.Array] = []
    lists: list[tuple[pa.Array, NDArray[np.int64]]] = []
    for column in chain.from_iterable(map(_flat, columns)):
        if pa.types.is_list(column.type):
            lengths = pc.list_value_length(column)
            lists.append((column.flatten(), _ends(lengths.fill_null(0).to_numpy())))
            sized.append(lengths.fill_null(_NULL).to_numpy())
        elif pa.types.is_string(column.type):
            texts.append(column.fill_null(""))
            sized.append(pc.binary_length(column).fill_null(_NULL).to_numpy())
        else:
            values = column.fill_null(False if pa.types.is_boolean(column.type) else 0)
            sized += [each.to_numpy(zero_copy_only=False) for each in (column.is_valid(), values)]
    rows = np.rec.fromarrays(sized)
    yield _cut(rows.tobytes(), edges * rows.itemsize)
    if texts:
        joined = pc.binary_join_element_wise(*texts, "")
        ends = _ends(pc.binary_length(joined).to_numpy())
        yield _cut(b"".join(joined.cast(pa.binary()).to_pylist()), ends.take(edges))
    for items, ends in lists:
        yield from _parts([items], ends.take(edges))


def _flat(column: pa.Array) -> list[pa.Array]:
    """The columns of a struct; null where it is."""
    if not pa.types.is_struct(column.type):
        return [column]
    return [*chain.from_iterable(map(_flat, column.flatten()))]


def _ends(lengths: NDArray[np.integer]) -> NDArray[np.int64]:
    return np.cumsum(np.append(0, lengths))


def _cut(values: bytes, edges: NDArray[np.int64]) -> list[bytes]:
    return [values[start:end] for start, end in pairwise(edges.tolist())]
