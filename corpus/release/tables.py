"""The data files of a release: Parquet, the `save_to_disk` layout, and the sidecar of votes.

Both forms of the rows are written from one Arrow table with the declared schema; a table of
`datasets` would carry the order of its making into the bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from corpus.contract.columns import FEATURES
from corpus.release.layout import DATASET_DICT, DATASET_INFO, DATASET_STATE

ROW_GROUP = 1000  # rows: 4 MB of common articles; the Hub's viewer reads one group at a time
VOTE_GROUP = 50_000  # rows, of 30 bytes each: a third smaller than in groups of ROW_GROUP
# Bytes of a row group: the viewer reads none above 100 MB uncompressed; what a row adds to its
# texts (offsets, lengths, spans) is left room for.
ROW_GROUP_BYTES = 64 << 20


def write_parquet(table: pa.Table, path: Path, rows: int = ROW_GROUP) -> None:
    """One Parquet file, as the Hub likes it, in row groups of at most so many rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
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
    """The table in stretches of at most so many rows and ROW_GROUP_BYTES of text.

    One row that is larger stands alone.
    """
    sizes = np.zeros(len(table) + 1, np.int64)  # summed up to each row
    for column in table.columns:
        if pa.types.is_string(column.type):
            sizes[1:] += pc.fill_null(pc.binary_length(column), 0).to_numpy()
    sizes = np.cumsum(sizes)
    at = 0
    while at < len(table):
        fits = int(np.searchsorted(sizes, sizes[at] + ROW_GROUP_BYTES, "right")) - 1
        until = max(at + 1, min(fits, at + rows))
        yield table.slice(at, until - at)
        at = until


def write_arrow(table: pa.Table, path: Path) -> None:
    """One file of the `save_to_disk` layout: an Arrow stream."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with pa.ipc.new_stream(str(path), table.schema) as out:
        out.write_table(table, max_chunksize=ROW_GROUP)


def write_dataset_info(folder: Path, files: Mapping[str, Sequence[str]]) -> None:
    """The JSON files that make folders of Arrow files a `DatasetDict`; `files` by split."""
    (folder / DATASET_DICT).write_text(json.dumps({"splits": list(files)}), "utf-8")
    info = {"citation": "", "description": "", "features": FEATURES, "homepage": "", "license": ""}
    for split, names in files.items():
        fingerprint = hashlib.sha256()
        for name in names:
            fingerprint.update((folder / split / name).read_bytes())
        state: dict[str, object] = {
            "_data_files": [{"filename": name} for name in names],
            "_fingerprint": fingerprint.hexdigest()[:16],
            "_format_columns": None,
            "_format_kwargs": {},
            "_format_type": None,
            "_output_all_columns": False,
            "_split": split,
        }
        _write_json(folder / split / DATASET_STATE, state)
        _write_json(folder / split / DATASET_INFO, info)


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2, sort_keys=True), "utf-8")
