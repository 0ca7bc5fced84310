"""Rows in their canonical form, in which releases are compared and digested."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

_BATCH = 1000  # rows that are Python objects at once
_NOT_DIGESTED = "added_in"


def batches(
    file: Path, rows: int, columns: Sequence[str] | None = None
) -> Iterator[pa.RecordBatch]:
    """Batches of a Parquet file; no more than one is held in memory.

    Args:
        file: to read.
        rows: the most rows of a batch.
        columns: only these columns; by default all.
    """
    parquet = pq.ParquetFile(file, pre_buffer=False)  # with it the whole file is read
    yield from parquet.iter_batches(rows, columns=columns)


def digests(table: pa.Table) -> NDArray[np.bytes_]:
    """SHA-256 of every row without `added_in`, shape `(rows,)` of 32 bytes.

    The canonical form is JSON with sorted keys. Times are milliseconds, labels are their codes.
    """
    columns = table.drop_columns(_NOT_DIGESTED)
    for index, field in enumerate(columns.schema):
        if pa.types.is_timestamp(field.type):
            times = columns.column(index).cast(pa.int64())
            columns = columns.set_column(index, field.name, times)
    row_batches = columns.to_batches(max_chunksize=_BATCH)
    return np.array([_digest(row) for batch in row_batches for row in batch.to_pylist()], "S32")


def logical_digest(splits: Mapping[str, bytes | bytearray]) -> str:
    """The digest of a release's rows, whatever files they are in.

    Args:
        splits: by split (train, validation, test) the digests of its rows in their order, 32 bytes
            each.
    """
    digest = hashlib.sha256()
    for name, row_digests in splits.items():
        digest.update(name.encode())
        digest.update(row_digests)
    return digest.hexdigest()


def _digest(row: dict[str, Any]) -> bytes:
    return hashlib.sha256(orjson.dumps(row, option=orjson.OPT_SORT_KEYS)).digest()
