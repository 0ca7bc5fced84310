"""A row's canonical form, in which releases are compared and digested."""

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

from corpus.contract.columns import ROW

_AT_ONCE = 1000  # rows as Python objects
_COMPARED = [name for name in ROW.names if name != "added_in"]


def batches(
    file: Path, rows: int, columns: Sequence[str] | None = None
) -> Iterator[pa.RecordBatch]:
    """The rows of a Parquet file, so many at a time, and no more of it in memory."""
    parquet = pq.ParquetFile(file, pre_buffer=False)  # else it is read whole
    yield from parquet.iter_batches(rows, columns=columns)


def digests(table: pa.Table) -> NDArray[np.bytes_]:
    """SHA-256 of every row, shape `(rows,)` of 32 bytes; `added_in` has no say.

    The canonical form is JSON with sorted keys; times are milliseconds, labels their codes.
    """
    columns = table.select(_COMPARED)
    at = columns.schema.get_field_index("published")
    columns = columns.set_column(at, "published", columns.column(at).cast(pa.int64()))
    batches = columns.to_batches(max_chunksize=_AT_ONCE)
    return np.array([_digest(row) for batch in batches for row in batch.to_pylist()], "S32")


def id_keys(ids: Sequence[str]) -> NDArray[np.bytes_]:
    """The 16 bytes of each id's SHA-256 that rows are ordered by, shape `(ids,)`."""
    return np.array([hashlib.sha256(id.encode()).digest()[:16] for id in ids], "S16")


def logical_digest(splits: Mapping[str, Sequence[bytes]]) -> str:
    """The logical digest of a release: of its rows' digests by split, whatever file they are in.

    `splits` holds them in the order train, validation, test and in the order of their rows.
    """
    total = hashlib.sha256()
    for name, its in splits.items():
        total.update(name.encode())
        total.update(b"".join(digest.ljust(32, b"\0") for digest in its))  # numpy drops zeros
    return total.hexdigest()


def _digest(row: dict[str, Any]) -> bytes:
    return hashlib.sha256(orjson.dumps(row, option=orjson.OPT_SORT_KEYS)).digest()
