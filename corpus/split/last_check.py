"""Which keys are to be compared where most files were compared before.

A key stands in two splits only if it did in the last check, or if a file that came has it in a
split where no file that went had it: in the files that stand as they did it stands where it stood.
So of all rows those of these few keys are compared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import load, locate, unique
from corpus.contract.splits import SPLITS
from corpus.engine.runner import Runner
from corpus.split.leak_keys import KINDS, FinishedFile

_MOST = 1 << 20  # keys that are looked up; with more it would not pay


class WrittenKeys(NamedTuple):
    """The keys of a finished file."""

    split: int  # of the file: index into SPLITS
    folder: Path  # of runs of LEAK_KEY rows


class LastCheck(NamedTuple):
    """What the last leak check, which found no leak, says of today's files."""

    stood: Collection[Path]  # today's files that it read, each in its split of today
    went: Sequence[WrittenKeys]  # of all other files that it read
    crossing: NDArray[np.uint64]  # keys that stood in two splits, sorted, each once


@dataclass(frozen=True, kw_only=True)
class FindFreshKeys:
    """Find the keys that came to a split."""

    came: tuple[Path, ...]  # folders of the keys of its files that came
    went: tuple[Path, ...]  # and of those that went
    fresh: Path  # .npy to write


def find_fresh_keys(task: FindFreshKeys) -> None:
    """Write the keys that files which came have, and none that went had of the same kind."""
    fresh = []
    came, went = _keys(task.came), _keys(task.went)
    for kind in KINDS:
        fresh.append(came[kind][~locate(came[kind], went[kind])[1]])
    np.save(task.fresh, np.concatenate(fresh))


def keys_to_compare(
    runner: Runner,
    stage: str,
    last: LastCheck,
    folder: Path,
    keys: Path,
    files: Sequence[FinishedFile],
) -> NDArray[np.uint64] | None:
    """Every key that may stand in two splits, sorted, each once; None: too many to look up.

    Args:
        runner: runs the tasks.
        stage: that they belong to.
        last: what the last check says.
        folder: an empty folder for what the tasks write.
        keys: folder of the keys of all files, as `write_leak_keys` writes them.
        files: all of today.
    """
    came = [
        WrittenKeys(file.split, keys / file.name) for file in files if file.path not in last.stood
    ]
    tasks = [
        FindFreshKeys(
            came=_of_split(came, split),
            went=_of_split(last.went, split),
            fresh=folder / f"{name}.npy",
        )
        for split, name in enumerate(SPLITS)
    ]
    runner.run(stage, find_fresh_keys, tasks)
    wanted = unique(np.concatenate([last.crossing, *(load(task.fresh) for task in tasks)]))
    return wanted if len(wanted) <= _MOST else None


def _of_split(written: Iterable[WrittenKeys], split: int) -> tuple[Path, ...]:
    return tuple(keys.folder for keys in written if keys.split == split)


def _keys(folders: Iterable[Path]) -> list[NDArray[np.uint64]]:
    """By kind the keys in some folders, sorted, each once."""
    keys: list[list[NDArray[np.uint64]]] = [[np.empty(0, np.uint64)] for _ in KINDS]
    for folder in folders:
        for run in folder.iterdir():
            rows = load(run, mapped=True)
            kinds, of_all = rows["kind"].copy(), rows["key"].copy()
            for kind in KINDS:
                keys[kind].append(of_all.take(np.flatnonzero(kinds == kind)))
    return [unique(np.concatenate(of_kind)) for of_kind in keys]
