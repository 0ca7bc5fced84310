"""One output shard of a split: which articles it has, and what was decided about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import xxhash
from numpy.typing import NDArray

from corpus.arrays import load
from corpus.pipeline.cache import Cache
from corpus.pipeline.row_hashes import ROW_HASH
from corpus.pipeline.workdir import Workdir
from corpus.release.layout import Shard

# All that the row of an article depends on, but for the release that brought it.
_DECIDED = [("row", ROW_HASH), ("group", "S17"), ("near_duplicate_of", "S128")]
# What linking and splitting decided about an article: columns of its row, by number.
SELECTION = np.dtype(
    [
        ("number", "<i8"),
        *_DECIDED,
        ("added_in", "S32"),
        # The same of its index, for what is kept of its row.
        ("url", "<u8"),
        ("text", "<u8"),
    ]
)


@dataclass(frozen=True, kw_only=True)
class OutputShard:
    """One output shard of a split, to be taken or written."""

    parts: tuple[Path, ...]  # folders of relabelled rows that hold these articles
    selection: Path  # .npy of SELECTION, its articles, ascending by number
    articles: int  # how many
    out: Path  # folder of the release that is being made
    split: str
    shard: int  # from 0
    shards: int  # of this split
    of_pages: tuple[str, ...]  # which of the folders `layout.OF_PAGES` the release has
    columns: tuple[str, ...]  # optional ones that the rows have
    rows: str  # fingerprint of the rows, without `added_in`
    earlier: str | None  # entry of the cache with the files of this shard in the last build; a hint
    cache: Cache
    work: Workdir

    @property
    def name(self) -> str:
        """The name of the shard, the same in all formats."""
        return Shard.numbered(self.split, self.shard, self.shards).part

    @property
    def place(self) -> str:
        """What shard it is of what kind of release, for the hint of the next build."""
        return place(self.split, self.name, self.of_pages, self.columns)

    def selected(self) -> np.ndarray[Any, Any]:
        """SELECTION rows of its articles."""
        selected: np.ndarray[Any, Any] = load(self.selection)
        return selected


def place(split: str, name: str, of_pages: Iterable[str], columns: Iterable[str]) -> str:
    """What shard of a split it is; shards of other columns or folders are none to take from."""
    return " ".join([split, name, *of_pages, *columns])


def row_identities(selected: NDArray[np.void]) -> NDArray[np.bytes_]:
    """XXH3 of all that rows depend on, but for `added_in`: 16 bytes each.

    Args:
        selected: SELECTION rows.
    """
    decided = np.empty(len(selected), _DECIDED)
    for name in decided.dtype.names or ():
        decided[name] = selected[name]
    joined, size = decided.tobytes(), decided.dtype.itemsize
    rows = (joined[start : start + size] for start in range(0, len(joined), size))
    return np.array([*map(xxhash.xxh3_128_digest, rows)], "S16")
