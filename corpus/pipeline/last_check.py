"""What the last leak check read and found, so that the next compares few keys.

It is an entry of the cache whose name says nothing of what it depends on. It says itself which
files were read, by the names of the entries of their keys. Only a check that found no leak is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import load, unique
from corpus.contract.splits import SPLITS
from corpus.pipeline.cache import Cache, emptied
from corpus.pipeline.cached_file import name_of_keys
from corpus.pipeline.hints import keep_hint, take_hint
from corpus.pipeline.workdir import Workdir
from corpus.release.layout import Shard
from corpus.release.manifest import File
from corpus.split.last_check import LastCheck, WrittenKeys

ENTRY = "last-check"  # name of the entry
_CROSSING = "crossing.npy"
# Files that may have come or gone: their keys are held together (4 MB a file). With a greater share
# of all files it would not pay.
_MOST, _SHARE = 32, 1 / 4

_Read = tuple[str, str]  # name of a file's keys, and its split


def take(work: Workdir, cache: Cache, release: Path, files: Sequence[File]) -> LastCheck | None:
    """What the last check says of finished files; None where it is not known, or of too few.

    Args:
        work: the work folder.
        cache: of what earlier builds made.
        release: folder of the files.
        files: the data files of all splits.
    """
    folder = work.checked(ENTRY)
    came_to = take_hint(cache, ENTRY, folder)
    if came_to is None:
        return None
    before = {(name, split) for name, split in came_to["files"]}
    today = [_read(file) for file in files]
    stood = {release / f.path for f, read in zip(files, today, strict=True) if read in before}
    went = sorted(before.difference(today))
    if max(len(files) - len(stood), len(went)) > min(_MOST, len(files) * _SHARE):
        return None
    written = [*_take_keys(work, cache, went)]
    return LastCheck(stood, written, load(folder / _CROSSING))


def keep(work: Workdir, cache: Cache, files: Sequence[File], crossing: NDArray[np.uint64]) -> None:
    """Keep what a check that found no leak read and found.

    Args:
        work: the work folder.
        cache: of what earlier builds made.
        files: the data files of all splits.
        crossing: keys that stand in two splits.
    """
    folder = emptied(work.checked(ENTRY))
    np.save(folder / _CROSSING, unique(crossing))
    keep_hint(cache, ENTRY, folder, {"files": [*map(_read, files)]}, work.to_cache)


def _read(file: File) -> _Read:
    return name_of_keys(file.sha256), Shard.of_data_file(file.path).split


def _take_keys(work: Workdir, cache: Cache, of_files: Sequence[_Read]) -> Iterator[WrittenKeys]:
    """The keys of files that went, as far as the cache still has them."""
    for name, split in of_files:
        folder = work.checked(name)
        if cache.take(name, folder) is not None:
            yield WrittenKeys(SPLITS.index(split), folder)
