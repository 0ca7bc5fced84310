"""Whether the files of a shard can be read at all: their columns, no nulls, known labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from corpus.contract.columns import LINE, ORIGIN, PAGE, VOTE, row_schema
from corpus.contract.labels import LABELS
from corpus.release.rows import batches
from corpus.verify.excerpts import shortened
from corpus.verify.faults import Fault, fault
from corpus.verify.size import MOST_BYTES, is_compressed, largest_group

_BATCH = 1000  # rows
_GROUP = r"^g[0-9a-f]{16}\z"
_REQUIRED = ["id", "outlet", "language", "text", "spans", "sha256", "group", "added_in"]


def check_rows(path: Path, name: str, columns: Sequence[str] = ()) -> Iterator[Fault]:
    """What keeps the rows of a Parquet file from being read.

    Args:
        path: the file.
        name: its path inside the release.
        columns: the optional columns that the rows have.
    """
    if unfit := _unfit(path, name, row_schema(columns)):
        yield unfit
        return
    for batch in batches(path, _BATCH, [*_REQUIRED, *columns]):
        spans = batch["spans"].flatten()
        is_group = pc.match_substring_regex(batch["group"], _GROUP)
        if count := pc.sum(pc.invert(is_group)).as_py():
            yield fault("wrong_group", name, found=count)
        yield from _nulls(name, batch)
        yield from _nulls(name, pa.RecordBatch.from_struct_array(spans))
        yield from _unknown_labels(name, spans.field("label"))


def check_votes(path: Path, name: str) -> Iterator[Fault]:
    """What keeps the votes of a Parquet file from being read; arguments as for `check_rows`."""
    if unfit := _unfit(path, name, VOTE):
        yield unfit
        return
    for batch in batches(path, _BATCH):
        yield from _nulls(name, batch)
        yield from _unknown_labels(name, batch["label"])


def check_origins(path: Path, name: str) -> Iterator[Fault]:
    """What keeps the origins of a Parquet file from being read; arguments as for `check_rows`."""
    yield from _gaps(path, name, ORIGIN)


def check_lines(path: Path, name: str) -> Iterator[Fault]:
    """What keeps the lines of a Parquet file from being read; arguments as for `check_rows`."""
    yield from _gaps(path, name, LINE)


def check_html(path: Path, name: str) -> Iterator[Fault]:
    """What keeps the pages of a Parquet file from being read; arguments as for `check_rows`."""
    yield from _gaps(path, name, PAGE)


def check_stream(path: Path, name: str, columns: Sequence[str] = ()) -> Iterator[Fault]:
    """What keeps the rows of an Arrow file from being read; arguments as for `check_rows`."""
    with pa.memory_map(str(path)) as source:
        difference = _difference(pa.ipc.open_stream(source).schema, row_schema(columns))
    if difference:
        yield fault("wrong_schema", name, found=shortened(difference))
    elif is_compressed(path):
        yield fault("compressed_file", name)
    else:
        read_stream(path).validate(full=True)


def read_stream(path: Path) -> pa.Table:
    """All rows of an Arrow stream, mapped into memory."""
    return pa.ipc.open_stream(pa.memory_map(str(path))).read_all()


def _unfit(path: Path, name: str, schema: pa.Schema) -> Fault | None:
    """What is wrong with a Parquet file before a value of it is used."""
    if difference := _difference(pq.read_schema(path), schema):
        return fault("wrong_schema", name, found=shortened(difference))
    if (size := largest_group(path)) > MOST_BYTES:
        return fault("too_large", name, found=size, most=MOST_BYTES)
    return None


def _gaps(path: Path, name: str, schema: pa.Schema) -> Iterator[Fault]:
    """What is wrong with the rows of a Parquet file that may lack no value."""
    if unfit := _unfit(path, name, schema):
        yield unfit
        return
    for batch in batches(path, _BATCH):
        yield from _nulls(name, batch)


def _nulls(name: str, batch: pa.RecordBatch) -> Iterator[Fault]:
    for column in batch.schema.names:
        if count := batch[column].null_count:
            yield fault("missing_value", name, found=count, column=column)


def _unknown_labels(name: str, labels: pa.Array) -> Iterator[Fault]:
    is_known = pc.and_(pc.greater_equal(labels, 0), pc.less(labels, len(LABELS)))
    for code in pc.unique(labels.filter(pc.invert(is_known))).to_pylist():
        yield fault("unknown_label", name, code=code, last=len(LABELS) - 1)


def _difference(actual: pa.Schema, expected: pa.Schema) -> str | None:
    """How a schema differs from the expected one, in words; None where it does not."""
    for name, kind in zip(expected.names, expected.types, strict=True):
        if (count := actual.names.count(name)) != 1:
            return f"{count or 'no'} columns {name}"
        if actual.field(name).type != kind:
            return f"column {name} is {actual.field(name).type}"
    if actual.names != expected.names:
        return f"columns {', '.join(actual.names)}"
    key = b"huggingface"
    if (actual.metadata or {}).get(key) != expected.metadata[key]:
        return "its `huggingface` metadata is of other columns"
    return None
