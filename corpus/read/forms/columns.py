"""Tables in Arrow's forms: Parquet, and IPC as a file (Feather) or a stream (`save_to_disk`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from corpus.contract.article import Record
from corpus.contract.place import Row
from corpus.contract.problems import Problem, problem
from corpus.read.forms.form import Source

_ROWS = 256  # as Python objects at once; some MB of articles


def read_parquet(source: Source) -> Iterator[Record | Problem]:
    """The record of each row."""
    return _rows(source, "Parquet", _parquet_batches)


def read_arrow_file(source: Source) -> Iterator[Record | Problem]:
    """The record of each row."""
    return _rows(source, "Arrow", _file_batches)


def read_arrow_stream(source: Source) -> Iterator[Record | Problem]:
    """The record of each row."""
    return _rows(source, "Arrow", _stream_batches)


def _rows(
    source: Source, kind: str, batches: Callable[[str], Iterable[Any]]
) -> Iterator[Record | Problem]:
    import pyarrow as pa

    pa.nulls(0).to_pandas()  # lets pyarrow use pandas, which it needs to say nanoseconds
    number = 0
    try:
        for batch in batches(source.path):
            batch.validate(full=True)  # offsets that lead out of a damaged file end the process
            if twice := [name for name, n in Counter(batch.schema.names).items() if n > 1]:
                field, times = f'"{twice[0]}"', batch.schema.names.count(twice[0])
                yield problem("duplicate_key", source.file, None, field=field, times=times)
                return
            for start in range(0, len(batch), _ROWS):
                for row in batch.slice(start, _ROWS).to_pylist():
                    number += 1
                    yield Record(source.file, Row(number), row)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        told = str(error).split("\n")[0]
        yield problem("damaged_file", source.file, Row(number + 1), kind=kind, error=told)


def _parquet_batches(path: str) -> Iterator[Any]:
    import pyarrow.parquet as pq

    # A page at a time: a row group may be larger than the memory.
    with pq.ParquetFile(path, pre_buffer=False, buffer_size=1 << 20) as file:
        yield from file.iter_batches(_ROWS, use_threads=False)


def _file_batches(path: str) -> Iterator[Any]:
    import pyarrow as pa

    with pa.OSFile(path) as opened:
        file = pa.ipc.open_file(opened)
        yield from map(file.get_batch, range(file.num_record_batches))


def _stream_batches(path: str) -> Iterator[Any]:
    import pyarrow as pa

    with pa.OSFile(path) as opened:
        yield from pa.ipc.open_stream(opened)
