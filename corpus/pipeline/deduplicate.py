"""Stage `deduplicate`: which articles are duplicates, and the number of each that stays.

An article's number is the rank of its id by hash. So it depends on the set of ids alone, and
everything that needs an order (ties, groups, the rows of a release) can use it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import load
from corpus.contract.place import UNITS, numbered, shown_place
from corpus.contract.problems import Problem, problem
from corpus.errors import CannotRunError
from corpus.pipeline.articles import INDEX
from corpus.pipeline.workdir import Chunk, Workdir

_MOST = 1 << 32  # articles: keys, links and sketches hold numbers of 32 bits


@dataclass(frozen=True)
class Deduplicated:
    """The articles that stay, by number."""

    index: NDArray[np.void]  # INDEX; `file` is a place among all article files
    problems: list[Problem]  # one for each duplicate


def deduplicate(
    work: Workdir,
    chunks: Sequence[Chunk],
    files_of_shard: Mapping[str, Sequence[int]],
    files: Sequence[str],
) -> Deduplicated:
    """Number the articles; write the numbers of all, and each number's place.

    Args:
        work: the work folder.
        chunks: all chunks, in the order of the raw files.
        files_of_shard: by fingerprint, for each piece of a shard the place of its file in `files`.
        files: all article files, sorted.

    Raises:
        CannotRunError: there are too many to number.
    """
    articles = sum(chunk.articles for chunk in chunks)
    if articles > _MOST:
        raise CannotRunError(
            f"{articles:,} articles are too many; expected at most {_MOST:,} in a release; build "
            "several releases of parts of them"
        )
    index = np.empty(articles, INDEX)
    edges = np.cumsum([0, *(chunk.articles for chunk in chunks)])
    for chunk, (start, end) in zip(chunks, pairwise(edges.tolist()), strict=True):
        index[start:end] = _index_of(work, chunk, files_of_shard[chunk.shard])
    by_id = np.lexsort((index["line"], index["file"], index["digest"], index["id"]))
    ids = index["id"][by_id]
    is_first = np.ones(len(ids), np.bool_)
    is_first[1:] = ids[1:] != ids[:-1]
    kept = by_id[is_first]
    kept_instead = kept[np.cumsum(is_first)[~is_first] - 1]
    duplicates = zip(by_id[~is_first].tolist(), kept_instead.tolist(), strict=True)
    problems = [_duplicate(index[lost], index[stays], files) for lost, stays in duplicates]
    numbers = np.full(len(index), -1, np.int64)
    numbers[kept] = np.arange(len(kept))
    np.save(work.all_numbers, numbers)
    np.save(work.places, kept.astype(np.uint32))
    for name in INDEX.names or ():  # in its place: a second index is the most that a build holds
        index[name][: len(kept)] = index[name][kept]
    return Deduplicated(index[: len(kept)], problems)


def _index_of(work: Workdir, chunk: Chunk, file_places: Sequence[int]) -> NDArray[np.void]:
    """The index of a chunk, its pieces replaced by the places of their files."""
    index: NDArray[np.void] = load(work.annotated(chunk, "index.npy"))
    index["file"] = np.array(file_places, np.uint32)[index["file"]]
    return index


def _duplicate(lost: np.void, stays: np.void, files: Sequence[str]) -> Problem:
    reason = "duplicate_record" if lost["digest"] == stays["digest"] else "duplicate_id"
    return problem(reason, *source(lost, files), other=shown_place(*source(stays, files)))


def source(row: np.void, files: Sequence[str]) -> tuple[str, int]:
    """Raw file and line of an article, by its row of INDEX and all article files."""
    return files[row["file"]], numbered(int(row["line"]), UNITS[row["unit"]])
