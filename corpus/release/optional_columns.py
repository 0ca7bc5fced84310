"""What the optional columns hold, said here alone; `contract.columns` has their types."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pyarrow as pa

from corpus.contract.columns import row_schema
from corpus.contract.labels import LABELS
from corpus.release.article_text import article
from corpus.release.streams import Row, rows_of

_BATCH = 1000  # rows that are Python objects at once
MADE_OF = ("text", "spans")
_VALUE: dict[str, Callable[[Row], str]] = {
    "text_clean": lambda row: article(row["text"], row["spans"]),
}


def with_optional(table: pa.Table, names: Sequence[str]) -> pa.Table:
    """Rows with some optional columns behind the others.

    Args:
        table: With the columns of `ROW`.
        names: Of the columns, in the order of `OPTIONAL`.
    """
    for name in names:
        batches = table.select(MADE_OF).to_batches(max_chunksize=_BATCH)
        values = [value for batch in batches for value in optional_values(batch, name)]
        table = table.append_column(name, pa.array(values, pa.string()))
    return table.cast(row_schema(names))


def optional_values(batch: pa.RecordBatch, name: str) -> list[str]:
    """An optional column of rows with the columns MADE_OF."""
    return list(map(_VALUE[name], rows_of([batch], LABELS)))
