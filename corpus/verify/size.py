"""Whether a file can be read in bounded memory: a small one can hold values of any size."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

# Bytes of the values of a row group. The builder's own groups hold 64 MB of text, or one row.
MOST_BYTES = 512 << 20
_BATCH = 1000  # rows
_TEXT = "BYTE_ARRAY"  # name that Parquet has for values of any length
_WIDTH = 8  # bytes of the widest other value


def largest_group(file: Path) -> int:
    """The most bytes that a row group of a Parquet file takes in memory.

    Texts are read as dictionaries, so that a text that is repeated takes its place once. Reading
    ends with the first group that is above MOST_BYTES.

    Raises:
        OSError: the file cannot be read.
        pa.ArrowException: it is no Parquet file, or a damaged one.
    """
    metadata = pq.read_metadata(file)
    leaves = [metadata.schema.column(index) for index in range(metadata.num_columns)]
    texts = [leaf.path for leaf in leaves if leaf.physical_type == _TEXT]
    parquet = pq.ParquetFile(file, read_dictionary=texts, pre_buffer=False)
    largest = 0
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        chunks = [group.column(index) for index in range(group.num_columns)]
        stated = sum(chunk.total_uncompressed_size for chunk in chunks)
        values = _WIDTH * sum(chunk.num_values for chunk in chunks)
        largest = max(largest, stated, values)
        if largest <= MOST_BYTES and texts:
            batches = parquet.iter_batches(_BATCH, row_groups=[number], columns=texts)
            text = sum(_text_bytes(column) for batch in batches for column in batch.columns)
            largest = max(largest, values + text)
        if largest > MOST_BYTES:
            break
    return largest


def _text_bytes(array: pa.Array) -> int:
    if pa.types.is_dictionary(array.type):
        lengths = pc.binary_length(array.dictionary).take(array.indices)
        return int(pc.sum(lengths.cast(pa.int64())).as_py() or 0)
    if pa.types.is_list(array.type):
        return _text_bytes(array.flatten())
    if pa.types.is_struct(array.type):
        return sum(map(_text_bytes, array.flatten()))
    return int(array.nbytes)


def is_compressed(stream: Path) -> bool:
    """Whether a record batch of an Arrow stream is compressed; none of the builder's is.

    Only the heads of the batches are read.

    Raises:
        OSError: the file cannot be read.
        pa.ArrowException: it is no Arrow stream, or a damaged one.
    """
    with pa.memory_map(str(stream)) as source:
        reader = pa.ipc.MessageReader.open_stream(source)
        return any(_has_compression(message) for message in _messages(reader))


def _messages(reader: pa.ipc.MessageReader) -> Iterator[pa.ipc.Message]:
    try:
        while True:
            yield reader.read_next_message()
    except StopIteration:
        return


def _has_compression(message: pa.ipc.Message) -> bool:
    """Whether the FlatBuffers table of a message has `RecordBatch.compression`.

    pyarrow does not tell. Numbers of fields: format/Message.fbs of Apache Arrow.
    """
    if message.type != "record batch":
        return False
    metadata = message.metadata.to_pybytes()
    (root,) = struct.unpack_from("<I", metadata)
    header = root + _offset(metadata, root, 2)
    (start,) = struct.unpack_from("<I", metadata, header)
    return bool(_offset(metadata, header + start, 3))


def _offset(metadata: bytes, table: int, number: int) -> int:
    """Where a field of a FlatBuffers table stands, from the table on; 0 where it is not set."""
    (to_vtable,) = struct.unpack_from("<i", metadata, table)
    vtable = table - to_vtable
    (size,) = struct.unpack_from("<H", metadata, vtable)
    entry = 4 + 2 * number
    return int(struct.unpack_from("<H", metadata, vtable + entry)[0]) if entry < size else 0
