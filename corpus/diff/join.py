"""Two releases side by side: their rows in one order, paired by id.

The rows of a split stand in the order of their ids' SHA-256 (`release.rows.keys`), so two releases
are joined like two sorted lists: a batch of each split is all that is held.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from corpus.contract.splits import SPLITS
from corpus.errors import CannotRunError
from corpus.release.rows import batches, keys

_BATCH = 500  # rows: of six splits at once


class Row(NamedTuple):
    """One row of a release, labels as names."""

    split: str
    its: dict[str, Any]


class Release(NamedTuple):
    """A release to be read."""

    folder: Path
    labels: Sequence[str]  # by code
    data: Sequence[Path]  # sorted


def join(
    a: Release, b: Release, read: Callable[[], None]
) -> Iterator[tuple[Row | None, Row | None]]:
    """The rows of both in the order of their ids' hashes, those of one id together.

    Args:
        a: the one release.
        b: the other.
        read: called after each file.

    Raises:
        CannotRunError: the rows of a release are not in their order.
    """
    sides = [_rows(release, side, read) for side, release in enumerate((a, b))]
    for _, same in groupby(heapq.merge(*sides, key=itemgetter(0)), key=itemgetter(0)):
        found: list[Row | None] = [None, None]
        for _, side, row in same:
            found[side] = row
        yield found[0], found[1]


def _rows(
    release: Release, side: int, read: Callable[[], None]
) -> Iterator[tuple[bytes, int, Row]]:
    splits = [_split(release, split, read) for split in SPLITS]
    for key, row in heapq.merge(*splits, key=itemgetter(0)):
        yield key, side, row


def _split(release: Release, split: str, read: Callable[[], None]) -> Iterator[tuple[bytes, Row]]:
    last = b""
    for file in release.data:
        if not file.name.startswith(f"{split}-"):
            continue
        for batch in batches(file, _BATCH):
            rows = batch.to_pylist()
            for key, row in zip(keys([row["id"] for row in rows]).tolist(), rows, strict=True):
                if key <= last:
                    raise CannotRunError(
                        f'{file}: row "{row["id"]}" is out of order; expected rows in the order '
                        f"of their ids' SHA-256; see `corpus verify {release.folder}`"
                    )
                last = key
                for span in row["spans"]:
                    span["label"] = release.labels[span["label"]]
                yield key, Row(split, row)
        read()
