"""The release that is built on: its rows, and its ledger.

The folder of a release alone is enough to build on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from corpus.contract.columns import ROW
from corpus.contract.splits import SPLITS
from corpus.errors import CannotRunError
from corpus.hashing import text_hash
from corpus.history import ledger
from corpus.history.ledger import Ledger
from corpus.release import rows
from corpus.release.reader import Release

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
_NEEDED = ("id", "url", "text", "spans", "added_in")


@dataclass(frozen=True)
class Previous:
    """What a release says of its rows, and of all rows before it."""

    version: str
    rows: NDArray[np.void]  # PUBLISHED, sorted by id
    ledger: Ledger  # with its own rows entered
    same_columns: bool  # the schema and label set are today's
    files: list[Path]  # its data


def published(file: Path) -> NDArray[np.void]:
    """What one data file of a release says: PUBLISHED rows; `file` is left to `previous`.

    Raises:
        CannotRunError: it is of another split, or lacks a column that nothing can do without.
    """
    split = file.name.split("-")[0]
    lacking = [name for name in _NEEDED if name not in pq.read_schema(file).names]
    if split not in SPLITS or lacking:
        wrong = f'no column "{lacking[0]}"' if lacking else f'split "{split}"'
        raise CannotRunError(
            f"{file}: {wrong}; expected the columns {', '.join(_NEEDED)} and a split of "
            f"{', '.join(SPLITS)}; this builder cannot build on it: begin another series with "
            "another --out"
        )
    found, at = [np.empty(0, PUBLISHED)], 0
    for batch in pq.ParquetFile(file).iter_batches(1000):
        made = np.empty(len(batch), PUBLISHED)
        made["id"] = [hashlib.sha256(i.encode()).digest()[:16] for i in batch["id"].to_pylist()]
        same = batch.schema.names == ROW.names
        made["digest"] = rows.digests(pa.Table.from_batches([batch])) if same else b""
        made["added_in"] = [version.encode() for version in batch["added_in"].to_pylist()]
        made["split"] = split.encode()
        made["url"] = [text_hash(one) if one else 0 for one in batch["url"].to_pylist()]
        made["text"] = [text_hash(one) for one in batch["text"].to_pylist()]
        made["row"] = np.arange(at, at + len(batch))
        at += len(batch)
        found.append(made)
    return np.concatenate(found)


def previous(release: Release, read: Sequence[NDArray[np.void]]) -> Previous:
    """A checked release, from what `published` says of each data file.

    Raises:
        CannotRunError: its ledger is none that this builder knows.
    """
    for place, one in enumerate(read):
        one["file"] = place
    every = np.concatenate(read)
    every = every[np.argsort(every["id"])]
    files = release.files()
    schema: pa.Schema = pq.read_schema(files[0])
    features = (schema.metadata or {}).get(b"huggingface")
    same = schema.equals(ROW) and features == ROW.metadata[b"huggingface"]
    known = ledger.read(release.path)
    known = known._replace(stood=ledger.entered(known.stood, every))
    return Previous(release.version, every, known, same, files)
