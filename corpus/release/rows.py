"""A row's canonical form, in which releases are compared and digested."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from corpus.contract.columns import ROW

_AT_ONCE = 1000  # rows as Python objects
_COMPARED = [name for name in ROW.names if name != "added_in"]


def digests(table: pa.Table) -> NDArray[np.bytes_]:
    """SHA-256 of every row, shape `(rows,)` of 32 bytes; `added_in` has no say.

    The canonical form is JSON with sorted keys; times are milliseconds, labels their codes.
    """
    columns = table.select(_COMPARED)
    at = columns.schema.get_field_index("published")
    columns = columns.set_column(at, "published", columns.column(at).cast(pa.int64()))
    batches = columns.to_batches(max_chunksize=_AT_ONCE)
    return np.array([_digest(row) for batch in batches for row in batch.to_pylist()], "S32")


def _digest(row: dict[str, Any]) -> bytes:
    return hashlib.sha256(orjson.dumps(row, option=orjson.OPT_SORT_KEYS)).digest()
