"""The release that a build continues: its rows and its ledger.

The folder of that one release is enough; no earlier release is read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from corpus.contract.columns import optional_among, row_features, row_schema
from corpus.contract.splits import SPLITS
from corpus.engine.runner import Runner
from corpus.errors import CannotRunError, UsageError
from corpus.hashing import id_keys, text_hash
from corpus.history.ledger import Ledger, merge_entries, read_ledger
from corpus.identify.address import page_address
from corpus.release.layout import Shard
from corpus.release.manifest import File
from corpus.release.reader import Release
from corpus.release.rows import batches, digests

PUBLISHED = np.dtype(
    [
        ("id", "S16"),  # as `release.rows.id_keys` gives it
        ("digest", "S32"),  # as `release.rows.digests` gives it; empty where columns differ
        ("split", "S10"),
        ("added_in", "S32"),
        ("url", "<u8"),  # hash of its page's address, 0 where it has none
        ("text", "<u8"),  # hash
        ("file", "<u4"),  # index among the release's data files
        ("row", "<u4"),  # index in the file
    ]
)
_REQUIRED = ("id", "url", "text", "spans", "added_in")
_BATCH = 1000  # rows


@dataclass(frozen=True)
class Previous:
    """The release before, and what it knows of all releases before it."""

    version: str
    rows: NDArray[np.void]  # PUBLISHED, sorted by id
    ledger: Ledger  # with an entry for each of its own rows
    same_columns: bool  # whether columns and label set are today's
    files: list[Path]  # its data files
    dataset: dict[str, Any] | None = None  # as its manifest records it
    described: Sequence[File] = ()  # its data files, as its manifest lists them


# Args: a data file, and its SHA-256. Returns what `read_published` does.
ReadFile = Callable[[Path, str], NDArray[np.void]]


def open_previous(folder: Path | None, split_by: str) -> Release | None:
    """Open and check the release to build on.

    Args:
        folder: of the release; None where nothing was released yet.
        split_by: how this build splits: `story`, `outlet` or `time`.

    Returns:
        The release; None where there is none.

    Raises:
        CannotRunError: it is no release, or not as it was published.
        UsageError: it was split in another way.
    """
    if folder is None:
        return None
    release = Release.open(folder)
    release.check_files()
    previous_split_by = release.manifest.split_by
    if previous_split_by != split_by:
        raise UsageError(
            f"--split-by {split_by}: {release.version}, the release before, is split by "
            f"{previous_split_by}, and nothing published moves; expected --split-by "
            f"{previous_split_by}; to split anew, begin another series with another --out"
        )
    return release


def read_previous(
    runner: Runner,
    release: Release,
    columns: Sequence[str] = (),
    read: ReadFile | None = None,
) -> Previous:
    """Read the release to build on.

    Args:
        runner: runs the tasks.
        release: to read; its files were checked.
        columns: optional columns of the release to be made.
        read: reads a data file; by default `read_published`. Whoever has its rows from before may
            give these.

    Raises:
        CannotRunError: this builder cannot build on it.
    """
    sha256 = {release.path / file.path: file.sha256 for file in release.manifest.data_files()}
    tasks = [_ReadFile(file, sha256[file], read or _read_anew) for file in release.files()]
    return _assemble(release, columns, runner.run("read the last release", _read_file, tasks))


class _ReadFile(NamedTuple):
    file: Path
    sha256: str
    read: ReadFile


def _read_file(task: _ReadFile) -> NDArray[np.void]:
    return task.read(task.file, task.sha256)


def _read_anew(file: Path, _: str) -> NDArray[np.void]:
    return read_published(file)


def read_published(file: Path) -> NDArray[np.void]:
    """PUBLISHED rows of one data file; the field `file` is filled in later.

    Raises:
        CannotRunError: its split is unknown, or it lacks a required column.
    """
    split = Shard.of_data_file(file.name).split
    missing = [name for name in _REQUIRED if name not in pq.read_schema(file).names]
    if split not in SPLITS or missing:
        problem = f'no column "{missing[0]}"' if missing else f'split "{split}"'
        raise CannotRunError(
            f"{file}: {problem}; expected the columns {', '.join(_REQUIRED)} and a split of "
            f"{', '.join(SPLITS)}; this builder cannot build on it: begin another series with "
            "another --out"
        )
    parts, start = [np.empty(0, PUBLISHED)], 0
    for batch in batches(file, _BATCH):
        names = batch.schema.names
        is_ours = names == row_schema(optional_among(names)).names
        part = _published_rows(batch, digests(pa.Table.from_batches([batch])) if is_ours else None)
        urls, texts = (batch[name].to_pylist() for name in ("url", "text"))
        part["url"] = [text_hash(page_address(url)) if url else 0 for url in urls]
        part["text"] = [*map(text_hash, texts)]
        part["split"] = split.encode()
        part["row"] = np.arange(start, start + len(batch))
        start += len(batch)
        parts.append(part)
    return np.concatenate(parts)


def published(
    table: pa.Table, row_digests: NDArray[np.bytes_], split: str, hashes: NDArray[np.void]
) -> NDArray[np.void]:
    """What `read_published` finds in the data file of a table.

    Args:
        table: with the columns of a release.
        row_digests: of its rows.
        split: that it is in.
        hashes: of its rows, in the fields `url` and `text`.
    """
    rows = _published_rows(table, row_digests)
    for name in ("url", "text"):
        rows[name] = hashes[name]
    rows["split"] = split.encode()
    rows["row"] = np.arange(len(table))
    return rows


def _published_rows(
    table: pa.Table | pa.RecordBatch, row_digests: NDArray[np.bytes_] | None
) -> NDArray[np.void]:
    rows = np.zeros(len(table), PUBLISHED)
    rows["id"] = id_keys(table["id"].to_pylist())
    if row_digests is not None:
        rows["digest"] = row_digests
    rows["added_in"] = [version.encode() for version in table["added_in"].to_pylist()]
    return rows


def _assemble(
    release: Release, columns: Sequence[str], rows_by_file: Sequence[NDArray[np.void]]
) -> Previous:
    """The previous release from the PUBLISHED rows of its data files.

    Raises:
        CannotRunError: this builder does not know its ledger.
    """
    for index, rows in enumerate(rows_by_file):
        rows["file"] = index
    published = np.concatenate(rows_by_file)
    published = published[np.argsort(published["id"])]
    files = release.files()
    ledger = read_ledger(release.path)
    ledger = ledger._replace(entries=merge_entries(ledger.entries, published))
    is_schema_same = pq.read_schema(files[0]).equals(row_schema(columns))
    same_columns = is_schema_same and release.manifest.schema == row_features(columns)
    dataset = release.manifest.config.get("dataset")
    described = release.manifest.data_files()
    return Previous(release.version, published, ledger, same_columns, files, dataset, described)
