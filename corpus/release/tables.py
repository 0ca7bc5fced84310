"""The data files of a release: Parquet, the `save_to_disk` layout, and the sidecar of votes.

Both forms of the rows are written from one Arrow table with the declared schema; a table of
`datasets` would carry the order of its making into the bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from corpus.contract.columns import FEATURES

ROW_GROUP = 1000  # rows: 4 MB of common articles; the Hub's viewer reads one group at a time


def write_parquet(table: pa.Table, path: Path) -> None:
    """One Parquet file, as the Hub likes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(
        table,
        path,
        row_group_size=ROW_GROUP,
        compression="zstd",
        use_content_defined_chunking=True,
        write_page_index=True,
    )


def write_arrow(table: pa.Table, path: Path) -> None:
    """One file of the `save_to_disk` layout: an Arrow stream."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with pa.ipc.new_stream(str(path), table.schema) as out:
        out.write_table(table, max_chunksize=ROW_GROUP)


def write_dataset_info(folder: Path, files: Mapping[str, Sequence[str]]) -> None:
    """The JSON files that make folders of Arrow files a `DatasetDict`; `files` by split."""
    (folder / "dataset_dict.json").write_text(json.dumps({"splits": list(files)}), "utf-8")
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
        _write_json(folder / split / "state.json", state)
        _write_json(folder / split / "dataset_info.json", info)


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2, sort_keys=True), "utf-8")
