"""What earlier builds made of single files, kept under the hash of what it was made of.

Of a large raw file it is where it may be cut. Of a finished file it is the keys of the leak check,
and what the next build reads of it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from corpus.arrays import parsed
from corpus.hashing import hash_file
from corpus.history.previous import read_published
from corpus.pipeline.cache import Cache, emptied
from corpus.pipeline.fingerprint import file_fingerprint
from corpus.pipeline.label_chunk import read_batches
from corpus.pipeline.workdir import Workdir
from corpus.read.shards import BASKET_BYTES, Piece, ScannedFile, scan_file
from corpus.release.layout import Shard
from corpus.split.leak_keys import write_keys

_ROWS = "rows.npy"


@dataclass(frozen=True)
class ScanOfFile:
    """Scans a raw file, as `scan_file` does.

    A large file of the size that it had is hashed as a whole; where it stands as it did, its pieces
    are taken. Another one is cut at once.
    """

    cache: Cache
    work: Workdir
    sizes: Mapping[str, int]  # bytes of large files in the last build; a hint

    def __call__(self, raw: Path, file: str) -> ScannedFile:
        """Hash a file and find where it may be cut.

        Raises:
            OSError: it cannot be read.
        """
        with (raw / file).open("rb") as opened:  # not `stat`: an engine may have to bring the file
            size = os.fstat(opened.fileno()).st_size
        if size <= BASKET_BYTES:
            return scan_file(raw, file)
        if size != self.sizes.get(file):
            return self._scan(raw, file)
        sha256 = hash_file(raw / file, hashlib.sha256())
        name = _name_of_scan(file, sha256)
        found = self.cache.take(name, self.work.scanned(name))
        if found is None:
            return self._scan(raw, file)
        pieces = tuple(Piece(file, *piece) for piece in found["pieces"])
        return ScannedFile(file, found["size"], sha256, pieces)

    def _scan(self, raw: Path, file: str) -> ScannedFile:
        scanned = scan_file(raw, file)
        name = _name_of_scan(file, scanned.sha256)  # of the bytes that were cut: it is read anew
        found = {"size": scanned.size, "pieces": [piece[1:] for piece in scanned.pieces]}
        self.cache.keep(name, emptied(self.work.scanned(name)), found, self.work.to_cache)
        return scanned


def _name_of_scan(file: str, sha256: str) -> str:
    return file_fingerprint(f"pieces of {file}", sha256)


@dataclass(frozen=True)
class KeysOfFile:
    """Writes the keys that the leak check compares, as `write_keys` does.

    The file is read as a user would read it. Taken are keys that were made of this very file
    before, and those that labelling made of contents which are found in it.
    """

    cache: Cache
    work: Workdir
    sha256: str  # of the file

    def __call__(self, file: Path, folder: Path) -> None:
        """Write the keys of a finished file."""
        name = name_of_keys(self.sha256)
        if self.cache.take(name, folder) is None:
            write_keys(file, emptied(folder), self._known(file.name))
            self.cache.keep(name, folder, {}, self.work.to_cache)

    def _known(self, file: str) -> Iterator[pa.RecordBatch]:
        """CONTENT_KEYS rows of contents that the file should have; none where it was taken."""
        try:
            yield from read_batches(self.work.content_keys(*Shard.of_data_file(file)))
        except FileNotFoundError:
            return


def name_of_keys(sha256: str) -> str:
    """The name of the keys of a finished file, from its SHA-256."""
    return file_fingerprint("leak keys of a file", sha256)


@dataclass(frozen=True)
class PublishedOfFile:
    """Reads the rows of a data file of a release, as `read_published` does."""

    cache: Cache
    work: Workdir

    def __call__(self, file: Path, sha256: str) -> NDArray[np.void]:
        """The PUBLISHED rows of a data file, which has this SHA-256."""
        content = self.cache.read(_name_of_published(file.name, sha256), _ROWS)
        if content is not None:
            return parsed(content)
        rows = read_published(file)
        keep_published(self, file.name, sha256, rows)
        return rows


def keep_published(to: PublishedOfFile, file: str, sha256: str, rows: NDArray[np.void]) -> None:
    """Keep the PUBLISHED rows of a data file, for the build that continues its release.

    Args:
        to: reads them then.
        file: its name.
        sha256: of it.
        rows: what `read_published` finds in it.
    """
    name = _name_of_published(file, sha256)
    folder = to.work.published(name)
    np.save(emptied(folder) / _ROWS, rows)
    to.cache.keep(name, folder, {}, to.work.to_cache)


def _name_of_published(file: str, sha256: str) -> str:
    split = Shard.of_data_file(file).split
    return file_fingerprint(f"rows of {split}", sha256)
