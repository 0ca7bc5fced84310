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
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from corpus.contract.columns import ROW
from corpus.errors import CannotRunError
from corpus.release import rows
from corpus.release.manifest import describe, listed, read

LEDGER = "ledger.parquet"
PUBLISHED = np.dtype([("id", "S16"), ("digest", "S32"), ("split", "S10"), ("added_in", "S32")])
STOOD = np.dtype([("id", "S16"), ("split", "S10")])  # id: 16 bytes of its SHA-256
_COLUMNS = pa.schema([("id_sha256", pa.string()), ("split", pa.string())])


@dataclass(frozen=True)
class Previous:
    """What a release says of its rows, and of all rows before it."""

    version: str
    rows: NDArray[np.void]  # PUBLISHED, sorted by id
    ledger: NDArray[np.void]  # STOOD, sorted by id: everything that was ever published
    same_columns: bool  # the schema and label set are today's
    split_by: str
    files: list[Path]  # its data


def check(release: Path) -> dict[str, Any]:
    """The manifest of a release whose data and ledger are as it says.

    Raises:
        CannotRunError: this is no release, or one of a newer schema, or a file of it is missing,
            was changed or is foreign.
    """
    said = read(release)
    files = {one.path: one.sha256 for one in listed(said)}
    data = {path: sha for path, sha in files.items() if path.startswith("data/") or path == LEDGER}
    if foreign := [file.name for file in data_files(release) if f"data/{file.name}" not in data]:
        raise CannotRunError(
            f"{release}/data/{foreign[0]}: not in the manifest; expected the release as it was "
            "published; delete it, or name another release with --previous"
        )
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
    return said


def data_files(release: Path) -> list[Path]:
    """The Parquet files of a release, in the order of their names."""
    return sorted((release / "data").glob("*-*-of-*.parquet"))


def published(file: Path) -> NDArray[np.void]:
    """What one data file of a release says: PUBLISHED rows."""
    found = []
    split = file.name.split("-")[0].encode()
    for batch in pq.ParquetFile(file).iter_batches(1000):
        made = np.empty(len(batch), PUBLISHED)
        made["id"] = [hashlib.sha256(i.encode()).digest()[:16] for i in batch["id"].to_pylist()]
        same = batch.schema.names == ROW.names
        made["digest"] = rows.digests(pa.Table.from_batches([batch])) if same else b""
        made["added_in"] = [version.encode() for version in batch["added_in"].to_pylist()]
        made["split"] = split
        found.append(made)
    return np.concatenate(found) if found else np.empty(0, PUBLISHED)


def previous(release: Path, said: dict[str, Any], read: Sequence[NDArray[np.void]]) -> Previous:
    """A checked release, from its manifest and what `published` says of each data file."""
    every = np.concatenate(read)
    every = every[np.argsort(every["id"])]
    ledger = _ledger(release) if (release / LEDGER).is_file() else np.empty(0, STOOD)
    files = data_files(release)
    schema: pa.Schema = pq.read_schema(files[0])
    same = schema.equals(ROW) and schema.metadata[b"huggingface"] == ROW.metadata[b"huggingface"]
    by = str(said["config"]["split"]["by"])
    return Previous(str(said["version"]), every, stood(ledger, every), same, by, files)


def stood(ledger: NDArray[np.void], now: NDArray[np.void]) -> NDArray[np.void]:
    """The ledger with the rows of a release entered: an article stays where it stood first."""
    both = np.empty(len(ledger) + len(now), STOOD)
    for name in STOOD.names or ():
        both[name] = np.concatenate([ledger[name], now[name]])
    return both[np.unique(both["id"], return_index=True)[1]]


def write_ledger(release: Path, ledger: NDArray[np.void]) -> Path:
    """Write the ledger into the folder of a release."""
    ids = [one.ljust(16, b"\0").hex() for one in ledger["id"].tolist()]
    splits = [one.decode() for one in ledger["split"].tolist()]
    table = pa.table({"id_sha256": ids, "split": splits}, schema=_COLUMNS)
    pq.write_table(table, release / LEDGER, compression="zstd")
    return release / LEDGER


def _ledger(release: Path) -> NDArray[np.void]:
    table = pq.read_table(release / LEDGER)
    found = np.empty(len(table), STOOD)
    found["id"] = [bytes.fromhex(one) for one in table["id_sha256"].to_pylist()]
    found["split"] = [one.encode() for one in table["split"].to_pylist()]
    return found
