"""Stage `compare`: what differs from the release before, and the version that this asks for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import load, locate
from corpus.engine.runner import Runner
from corpus.history.previous import Previous
from corpus.pipeline.assign import Split
from corpus.pipeline.export import make_digests, take_digests, take_or_make
from corpus.pipeline.gather import Gatherer
from corpus.pipeline.workdir import Workdir
from corpus.release import version
from corpus.release.layout import is_data
from corpus.release.manifest import Changes, File


def compare(
    runner: Runner,
    work: Workdir,
    gatherer: Gatherer,
    splits: Sequence[Split],
    index: NDArray[np.void],
    previous: Previous | None,
) -> tuple[str, Changes | None]:
    """The least version; `added_in` of rows that stay as they were goes into the selections.

    Args:
        runner: runs the tasks.
        work: the work folder.
        gatherer: gathers the rows that the cache says nothing of.
        splits: the splits of the release being made.
        index: INDEX rows by number.
        previous: the release to build on.
    """
    if previous is None:
        return version.FIRST, None
    exports = [task for split in splits for task in split.exports]
    digests = np.concatenate(
        take_or_make(runner, gatherer, "compare", exports, take_digests, make_digests)
    )
    numbers = np.concatenate([split.numbers for split in splits])
    names = np.concatenate([np.full(len(s.numbers), s.name.encode(), "S10") for s in splits])
    places, is_old = locate(index["id"][numbers], previous.rows["id"])
    old = previous.rows[places]
    is_same = is_old & (old["digest"] == digests)
    is_moved = is_old & (old["split"] != names)
    added_in = np.where(is_same, old["added_in"], b"")
    edges = np.cumsum([len(split.numbers) for split in splits])[:-1]
    for split, of_split in zip(splits, np.split(added_in, edges), strict=True):
        selection = load(work.selection(split.name))
        selection["added_in"] = of_split
        np.save(work.selection(split.name), selection)
    difference = version.Difference(
        added=int((~is_old).sum()),
        removed=len(previous.rows) - int(is_old.sum()),
        changed=int((is_old & ~is_same).sum()),
        moved=int(is_moved.sum()),
    )
    least = version.next_version(previous.version, difference, previous.same_columns)
    return least, Changes(previous.version, *difference)


def stamp(work: Workdir, splits: Sequence[Split], chosen: str) -> None:
    """Write the version into `added_in` of all rows that are new or changed."""
    for split in splits:
        selection = load(work.selection(split.name))
        is_new = selection["added_in"] == b""
        selection["added_in"] = np.where(is_new, chosen.encode(), selection["added_in"])
        np.save(work.selection(split.name), selection)


def same_data(previous: Previous, files: Sequence[File]) -> bool:
    """Whether the data files among some files are those of the release before, to the byte."""
    return sorted(previous.described) == sorted(file for file in files if is_data(file.path))
