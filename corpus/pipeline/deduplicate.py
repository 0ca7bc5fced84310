"""Between the maps: which articles are duplicates, and the number of each that stays.

An article's number is the rank of its id by hash. So it depends on the set of ids alone, and
everything that needs an order (ties, groups, the rows of a release) can use it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.contract.problems import Problem, problem
from corpus.pipeline.workdir import INDEX


@dataclass(frozen=True)
class Deduplicated:
    """The articles that stay, by number."""

    index: NDArray[np.void]  # INDEX
    rows: NDArray[np.uint32]  # place of each in the chunks laid end to end
    problems: list[Problem]  # one for each duplicate


def deduplicate(
    work: Path, chunks: Sequence[tuple[str, int]], files: Sequence[str]
) -> Deduplicated:
    """Number the articles and leave each chunk its numbers; duplicates get -1."""
    parts = [np.load(work / "index" / f"{name}.npy") for name, _ in chunks]
    index = np.concatenate(parts) if parts else np.empty(0, INDEX)
    order = np.lexsort((index["line"], index["file"], index["digest"], index["id"]))
    ids = index["id"][order]
    first = np.concatenate([[True], ids[1:] != ids[:-1]]) if len(ids) else np.empty(0, bool)
    kept = order[first]
    winner = kept[np.cumsum(first) - 1] if len(ids) else order
    found = [
        _duplicate(index[lost], index[kept_one], files)
        for lost, kept_one in zip(order[~first].tolist(), winner[~first].tolist(), strict=True)
    ]
    numbers = np.full(len(index), -1, np.int64)
    numbers[kept] = np.arange(len(kept))
    ends = np.cumsum([articles for _, articles in chunks])
    for (name, _), part in zip(chunks, np.split(numbers, ends[:-1]), strict=False):
        np.save(work / "numbers" / f"{name}.npy", part)
    return Deduplicated(index[kept], kept.astype(np.uint32), found)


def _duplicate(lost: np.void, kept: np.void, files: Sequence[str]) -> Problem:
    file, line = files[lost["file"]], int(lost["line"])
    other = f"{files[kept['file']]}:{kept['line']}"
    reason = "duplicate_record" if lost["digest"] == kept["digest"] else "duplicate_id"
    return problem(reason, file, line, other=other)
