"""The release that is built on: its rows, and the ledger of where everything published ever stood.

`ledger.parquet` is part of a release, so that its folder alone is enough to build on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from corpus.contract.columns import ROW
from corpus.errors import CannotRunError
from corpus.label import recurring
from corpus.release import rows
from corpus.release.manifest import MANIFEST, describe
from corpus.split.assign import SPLITS
from corpus.split.traces import TRACE

LEDGER = "ledger.parquet"
PUBLISHED = np.dtype(
    [
        ("id", "S16"),
        ("digest", "S32"),
        ("split", "S10"),
        ("added_in", "S32"),
        ("url", "<u8"),  # hash, 0 where it has none
        ("text", "<u8"),  # hash
        ("file", "<u4"),  # place among the release's data files
        ("row", "<u4"),  # place in the file
    ]
)
STOOD = np.dtype([("id", "S16"), ("split", "S10")])  # id: 16 bytes of its SHA-256
# Rows of articles have an id, rows of traces a trace; a ledger of before traces lacks the column.
_COLUMNS = pa.schema(
    [("id_sha256", pa.string()), ("split", pa.string()), ("trace", pa.uint64())],
)
_NEEDED = ("id", "url", "text", "spans", "added_in")


@dataclass(frozen=True)
class Previous:
    """What a release says of its rows, and of all rows before it."""

    version: str
    rows: NDArray[np.void]  # PUBLISHED, sorted by id
    ledger: NDArray[np.void]  # STOOD, sorted by id: everything that was ever published
    traces: NDArray[np.void]  # TRACE, sorted: of text that was published before and is not in it
    same_columns: bool  # the schema and label set are today's
    files: list[Path]  # its data


def check(release: Path) -> dict[str, Any]:
    """The manifest of a release whose data and ledger are as it says.

    Raises:
        CannotRunError: this is no release, or a file of it is missing or was changed.
    """
    try:
        said: dict[str, Any] = orjson.loads((release / MANIFEST).read_bytes())
        files = {one["path"]: one["sha256"] for one in said["outputs"]}
        _, _, _ = map(int, said["version"].split("."))
        said["config"]["split"]["by"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CannotRunError(
            f"{release}: no release to build on ({MANIFEST}: {error!r}); expected the folder of a "
            "release; name one with --previous, or delete what is left of it"
        ) from None
    data = {path: sha for path, sha in files.items() if path.startswith("data/") or path == LEDGER}
    missing = [path for path in data if not (release / path).is_file()]
    changed = missing or [
        one.path
        for one in describe(release, [release / path for path in data])
        if one.sha256 != data[one.path]
    ]
    if changed or not data:
        name = changed[0] if changed else "data/"
        raise CannotRunError(
            f"{release}/{name}: {'missing' if missing or not data else 'damaged'} (its SHA-256 is "
            f"not the manifest's); expected the release as it was published; restore it: without "
            "it nothing says which split an article is in"
        )
    for file in data_files(release):
        if file.relative_to(release).as_posix() not in data or _split(file) not in SPLITS:
            raise CannotRunError(
                f"{file}: not a data file that {MANIFEST} and this builder know; expected files of "
                f"{', '.join(SPLITS)} as they were published; restore the release, or move it away"
            )
    return said


def data_files(release: Path) -> list[Path]:
    """The Parquet files of a release, in the order of their names."""
    return sorted((release / "data").glob("*-*-of-*.parquet"))


def _split(file: Path) -> str:
    return file.name.split("-")[0]


def published(file: Path) -> NDArray[np.void]:
    """What one data file of a release says: PUBLISHED rows; `file` is left to `previous`.

    Raises:
        CannotRunError: it lacks a column that the splits are remembered by.
    """
    found, at = [], 0
    lacking = [name for name in _NEEDED if name not in pq.read_schema(file).names]
    if lacking:
        raise CannotRunError(
            f'{file}: no column "{lacking[0]}"; expected a release of this builder; to split anew, '
            "begin another series with another --out"
        )
    for batch in pq.ParquetFile(file).iter_batches(1000):
        made = np.empty(len(batch), PUBLISHED)
        made["id"] = [hashlib.sha256(i.encode()).digest()[:16] for i in batch["id"].to_pylist()]
        same = batch.schema.names == ROW.names
        made["digest"] = rows.digests(pa.Table.from_batches([batch])) if same else b""
        made["added_in"] = [version.encode() for version in batch["added_in"].to_pylist()]
        made["split"] = _split(file).encode()
        made["url"] = [recurring.key(one) if one else 0 for one in batch["url"].to_pylist()]
        made["text"] = [recurring.key(one) for one in batch["text"].to_pylist()]
        made["row"] = np.arange(at, at + len(batch))
        at += len(batch)
        found.append(made)
    return np.concatenate(found) if found else np.empty(0, PUBLISHED)


def previous(release: Path, said: dict[str, Any], read: Sequence[NDArray[np.void]]) -> Previous:
    """A checked release, from its manifest and what `published` says of each data file."""
    for place, one in enumerate(read):
        one["file"] = place
    every = np.concatenate(read)
    every = every[np.argsort(every["id"])]
    ledger, traces = np.empty(0, STOOD), np.empty(0, TRACE)
    if (release / LEDGER).is_file():
        ledger, traces = _ledger(release / LEDGER)
    files = data_files(release)
    schema: pa.Schema = pq.read_schema(files[0])
    same = schema.equals(ROW) and schema.metadata[b"huggingface"] == ROW.metadata[b"huggingface"]
    return Previous(str(said["version"]), every, stood(ledger, every), traces, same, files)


def stood(ledger: NDArray[np.void], now: NDArray[np.void]) -> NDArray[np.void]:
    """The ledger with the rows of a release entered: an article stays where it stood first."""
    both = np.empty(len(ledger) + len(now), STOOD)
    for name in STOOD.names or ():
        both[name] = np.concatenate([ledger[name], now[name]])
    return both[np.unique(both["id"], return_index=True)[1]]


def write_ledger(release: Path, ledger: NDArray[np.void], traces: NDArray[np.void]) -> Path:
    """Write the ledger into the folder of a release: STOOD and TRACE rows."""
    ids = pa.array([one.ljust(16, b"\0").hex() for one in ledger["id"].tolist()], pa.string())
    splits = [one.decode() for one in ledger["split"].tolist()]
    names = pa.array(SPLITS, pa.string()).take(pa.array(traces["split"]))
    columns = {
        "id_sha256": pa.concat_arrays([ids, pa.nulls(len(traces), pa.string())]),
        "split": pa.concat_arrays([pa.array(splits, pa.string()), names]),
        "trace": pa.concat_arrays([pa.nulls(len(ledger), pa.uint64()), pa.array(traces["key"])]),
    }
    table = pa.table(columns, schema=_COLUMNS)
    pq.write_table(table, release / LEDGER, compression="zstd")
    return release / LEDGER


def _ledger(file: Path) -> tuple[NDArray[np.void], NDArray[np.void]]:
    table = pq.read_table(file)
    if not {"id_sha256", "split"} <= set(table.column_names) <= set(_COLUMNS.names):
        raise CannotRunError(
            f"{file}: columns {', '.join(table.column_names)}; expected "
            f"{', '.join(_COLUMNS.names)}; build with the version of this builder that wrote it, "
            "or a newer one"
        )
    articles = table.filter(pc.is_valid(table["id_sha256"]))
    ledger = np.empty(len(articles), STOOD)
    ledger["id"] = [bytes.fromhex(one) for one in articles["id_sha256"].to_pylist()]
    ledger["split"] = [one.encode() for one in articles["split"].to_pylist()]
    left = table.slice(len(articles))
    traces = np.empty(len(left), TRACE)
    if len(left):
        traces["key"] = left["trace"].to_numpy()
        traces["split"] = pc.index_in(left["split"], pa.array(SPLITS, pa.string())).to_numpy()
    return ledger, traces
