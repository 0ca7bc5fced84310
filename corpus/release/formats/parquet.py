"""The rows as Parquet, in row groups that the viewer of the Hugging Face Hub can read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from corpus.release.formats.base import Format
from corpus.release.layout import Shard

ROW_GROUP = 1000  # rows: 4 MB of common articles; the Hub's viewer reads one group at a time
SMALL_ROW_GROUP = 50_000  # rows, of 30 bytes each: a third smaller than in groups of ROW_GROUP
# Bytes of a row group. The viewer reads none above 100 MB uncompressed; the rest is for what a row
# holds besides its texts (offsets, lengths, spans).
ROW_GROUP_BYTES = 64 << 20


def write_parquet(table: pa.Table, path: Path, rows: int = ROW_GROUP) -> None:
    """Write a table as one Parquet file, in the settings that the Hub recommends.

    Args:
        table: What to write.
        path: The file.
        rows: How many rows a row group has at most.
    """
    with pq.ParquetWriter(
        path,
        table.schema,
        compression="zstd",
        use_content_defined_chunking=True,
        write_page_index=True,
    ) as out:
        for group in row_groups(table, rows):
            out.write_table(group, row_group_size=len(group))


def row_groups(table: pa.Table, rows: int = ROW_GROUP) -> Iterator[pa.Table]:
    """Cut a table into groups of at most `rows` rows and ROW_GROUP_BYTES of text.

    A row that is larger than that is a group of its own.
    """
    sizes = np.zeros(len(table) + 1, np.int64)
    for column in table.columns:
        if pa.types.is_string(column.type):
            sizes[1:] += pc.fill_null(pc.binary_length(column), 0).to_numpy()
    ends = np.cumsum(sizes)  # bytes of text before each row
    start = 0
    while start < len(table):
        fitting = int(np.searchsorted(ends, ends[start] + ROW_GROUP_BYTES, "right")) - 1
        stop = max(start + 1, min(fitting, start + rows))
        yield table.slice(start, stop - start)
        start = stop


PARQUET = Format(
    pattern=Shard("{split}", "{shard}").data,
    media_type="application/x-parquet",
    description="The rows in Parquet, for `load_dataset` and everything else that reads Parquet.",
    write=write_parquet,
)
