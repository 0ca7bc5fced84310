"""Whether the files of a shard can be read at all: their columns, no nulls, known labels."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from corpus.contract.columns import ROW, VOTE
from corpus.contract.labels import LABELS
from corpus.release.rows import batches
from corpus.verify.faults import Fault, fault

_BATCH = 1000  # rows
# Columns without which a row says nothing; the others may be null.
_NEEDED = ["id", "outlet", "language", "text", "spans", "sha256", "group", "added_in"]


def rows(path: Path, name: str) -> Iterator[Fault]:
    """What keeps the rows from being told."""
    if difference := _difference(pq.read_schema(path), ROW):
        yield fault("wrong_schema", name, found=difference)
        return
    for batch in batches(path, _BATCH, _NEEDED):
        spans = batch["spans"].flatten()
        yield from _nulls(name, batch)
        yield from _nulls(name, pa.RecordBatch.from_struct_array(spans))
        yield from _unknown(name, spans.field("label"))


def votes(path: Path, name: str) -> Iterator[Fault]:
    """What keeps the votes from being told."""
    if difference := _difference(pq.read_schema(path), VOTE):
        yield fault("wrong_schema", name, found=difference)
        return
    for batch in batches(path, _BATCH):
        yield from _nulls(name, batch)
        yield from _unknown(name, batch["label"])


def stream(path: Path, name: str) -> Iterator[Fault]:
    """What keeps the rows from being compared."""
    table = opened(path)
    table.validate(full=True)
    if difference := _difference(table.schema, ROW):
        yield fault("wrong_schema", name, found=difference)


def _nulls(name: str, batch: pa.RecordBatch) -> Iterator[Fault]:
    for column in batch.schema.names:
        if count := batch[column].null_count:
            yield fault("missing_value", name, found=count, column=column)


def _unknown(name: str, labels: pa.Array) -> Iterator[Fault]:
    known = pc.and_(pc.greater_equal(labels, 0), pc.less(labels, len(LABELS)))
    for code in pc.unique(labels.filter(pc.invert(known))).to_pylist():
        yield fault("unknown_label", name, code=code, last=len(LABELS) - 1)


def opened(path: Path) -> pa.Table:
    """All rows of an Arrow stream, mapped, not read."""
    return pa.ipc.open_stream(pa.memory_map(str(path))).read_all()


def _difference(found: pa.Schema, expected: pa.Schema) -> str | None:
    for name, kind in zip(expected.names, expected.types, strict=True):
        if name not in found.names:
            return f"no column {name}"
        if found.field(name).type != kind:
            return f"column {name} is {found.field(name).type}"
    if found.names != expected.names:
        return f"columns {', '.join(found.names)}"
    key = b"huggingface"
    if (found.metadata or {}).get(key) != expected.metadata[key]:
        return "its `huggingface` metadata is of other columns"
    return None
