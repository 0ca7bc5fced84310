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
from corpus.release import version
from corpus.release.layout import is_data
from corpus.release.manifest import Changes, File


def compare(
    runner: Runner,
    gatherer: Gatherer,
    splits: Sequence[Split],
    index: NDArray[np.void],
    previous: Previous | None,
) -> tuple[str, Changes | None]:
    """The least version; `added_in` of rows that stay as they were goes into the selections.

    Args:
        runner: runs the tasks.
        gatherer: gathers the rows that the cache says nothing of.
        splits: the splits of the release being made.
        index: INDEX rows by number.
        previous: the release to build on.
    """
    if previous is None:
        return version.FIRST, None
    exports = [task for split in splits for task in split.exports]
    digests = take_or_make(runner, gatherer, "compare", exports, take_digests, make_digests)
    published = np.ascontiguousarray(previous.rows["id"])
    added, present, changed, moved = 0, 0, 0, 0
    for task, of_shard in zip(exports, digests, strict=True):
        selection = load(task.selection)
        places, is_old = locate(index["id"][selection["number"]], published)
        old = previous.rows[places]
        is_same = is_old & (old["digest"] == of_shard)
        selection["added_in"] = np.where(is_same, old["added_in"], b"")
        np.save(task.selection, selection)
        added += int((~is_old).sum())
        present += int(is_old.sum())
        changed += int((is_old & ~is_same).sum())
        moved += int((is_old & (old["split"] != task.split.encode())).sum())
    removed = len(previous.rows) - present
    difference = version.Difference(added=added, removed=removed, changed=changed, moved=moved)
    least = version.next_version(previous.version, difference, previous.same_columns)
    return least, Changes(previous.version, *difference)


def stamp(splits: Sequence[Split], chosen: str) -> None:
    """Write the version into `added_in` of all rows that are new or changed."""
    for task in (task for split in splits for task in split.exports):
        selection = load(task.selection)
        is_new = selection["added_in"] == b""
        selection["added_in"] = np.where(is_new, chosen.encode(), selection["added_in"])
        np.save(task.selection, selection)


def same_data(previous: Previous, files: Sequence[File]) -> bool:
    """Whether the data files among some files are those of the release before, to the byte."""
    return sorted(previous.described) == sorted(file for file in files if is_data(file.path))
