"""The release before, and the version that the difference to it asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from corpus.contract.columns import ROW
from corpus.errors import CannotRunError, UsageError
from corpus.release import rows

FIRST = "1.0.0"
_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
PUBLISHED = np.dtype(
    [("id", "S16"), ("digest", "S32"), ("split", "S10"), ("group", "S17"), ("added_in", "S32")]
)


class Difference(NamedTuple):
    """Rows of a release against the release before."""

    added: int
    removed: int
    changed: int
    moved: int  # to another split


@dataclass(frozen=True)
class Previous:
    """What a release says of its rows."""

    version: str
    rows: NDArray[np.void]  # PUBLISHED, sorted by id
    same_columns: bool  # the schema and label set are today's


def parse(version: str) -> tuple[int, int, int]:
    """The three numbers of a version.

    Raises:
        UsageError: it is not of the form MAJOR.MINOR.PATCH.
    """
    match = _VERSION.fullmatch(version)
    if not match:
        raise UsageError(
            f'--version "{version}": not a version; expected MAJOR.MINOR.PATCH such as 1.2.0; '
            "leave it out to have it computed"
        )
    major, minor, patch = map(int, match.groups())
    return major, minor, patch


def published(file: Path) -> NDArray[np.void]:
    """What one data file of a release says: PUBLISHED rows."""
    import hashlib

    found = []
    split = file.name.split("-")[0].encode()
    for batch in pq.ParquetFile(file).iter_batches(1000):
        made = np.empty(len(batch), PUBLISHED)
        made["id"] = [hashlib.sha256(i.encode()).digest()[:16] for i in batch["id"].to_pylist()]
        made["digest"] = (
            rows.digests(pa.Table.from_batches([batch])) if batch.schema.names == ROW.names else b""
        )
        made["group"] = [group.encode() for group in batch["group"].to_pylist()]
        made["added_in"] = [version.encode() for version in batch["added_in"].to_pylist()]
        made["split"] = split
        found.append(made)
    return np.concatenate(found) if found else np.empty(0, PUBLISHED)


def data_files(release: Path) -> list[Path]:
    """The Parquet files of a release.

    Raises:
        CannotRunError: the folder holds none.
    """
    files = sorted((release / "data").glob("*-*-of-*.parquet"))
    if not files:
        raise CannotRunError(
            f"{release}: no release in it; expected data/*.parquet; "
            "name the folder of a release, or delete what is left of it"
        )
    return files


def same_columns(file: Path) -> bool:
    """Whether a data file has today's columns and label set."""
    schema: pa.Schema = pq.read_schema(file)
    return bool(
        schema.equals(ROW) and schema.metadata[b"huggingface"] == ROW.metadata[b"huggingface"]
    )


def next_version(previous: Previous, difference: Difference) -> str:
    """The least version that says truly what changed: SemVer for data."""
    major, minor, patch = parse(previous.version)
    if difference.removed or difference.changed or difference.moved or not previous.same_columns:
        return f"{major + 1}.0.0"
    if difference.added:
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}"


def agreed(asked: str | None, least: str) -> str:
    """The version asked for, where it promises no more stability than the difference allows.

    Raises:
        UsageError: it is lower than the least version.
    """
    if asked is None:
        return least
    if parse(asked) < parse(least):
        raise UsageError(
            f"--version {asked}: less than the difference to the release before asks for; "
            f"expected {least} or higher; leave it out to have it computed"
        )
    return asked
