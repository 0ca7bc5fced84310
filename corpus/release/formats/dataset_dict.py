"""The rows as a Hugging Face `DatasetDict`: the layout that `save_to_disk` writes.

It is written from the same Arrow table as the Parquet files. `datasets` itself is not used: a table
of its own would carry the order in which it was made into the bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from corpus.contract.columns import stated_features
from corpus.release import layout
from corpus.release.formats.base import Format

_BATCH = 1000  # rows of a record batch


def write_arrow(table: pa.Table, path: Path) -> None:
    """Write a table as an Arrow stream."""
    with pa.ipc.new_stream(str(path), table.schema) as out:
        out.write_table(table, max_chunksize=_BATCH)


def write_info(release: Path, shards: Mapping[str, Mapping[str, str]]) -> None:
    """Write the JSON files that make folders of Arrow files a `DatasetDict`.

    Args:
        release: Folder of the release.
        shards: By split, the SHA-256 of the Arrow files, in order, by their paths below it.
    """
    folder = release / layout.DATASET
    (folder / layout.DATASET_DICT).write_text(json.dumps({"splits": list(shards)}), "utf-8")
    about = dict.fromkeys(("citation", "description", "homepage", "license"), "")
    first = next(path for paths in shards.values() for path in paths)
    # Opened by Python, which announces it: a cluster may have to fetch the file.
    with (release / first).open("rb") as source:
        info = {**about, "features": stated_features(pa.ipc.open_stream(source).schema)}
    for split, paths in shards.items():
        fingerprint = hashlib.sha256("".join(paths.values()).encode())
        state: dict[str, object] = {
            "_data_files": [{"filename": Path(path).name} for path in paths],
            "_fingerprint": fingerprint.hexdigest()[:16],
            "_format_columns": None,
            "_format_kwargs": {},
            "_format_type": None,
            "_output_all_columns": False,
            "_split": split,
        }
        _write_json(folder / split / layout.DATASET_STATE, state)
        _write_json(folder / split / layout.DATASET_INFO, info)


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2, sort_keys=True), "utf-8")


DATASET_DICT = Format(
    pattern=layout.Shard("{split}", "{shard}").arrow,
    media_type="application/vnd.apache.arrow.stream",
    description="The same rows as a `DatasetDict`, for `load_from_disk`.",
    write=write_arrow,
    finish=write_info,
)
