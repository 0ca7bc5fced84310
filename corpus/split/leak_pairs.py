"""Pairs of articles in two splits that share keys, and which of them leak."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import distinct, equal_pairs, load, run_starts, unique
from corpus.contract.splits import SPLITS
from corpus.engine import shuffle
from corpus.linking import near_duplicates
from corpus.linking.links import CROWD, Sketches
from corpus.split.leak_keys import (
    LEAK_KEY,
    NEAR_DUPLICATE,
    PASSAGE,
    SIGNATURES,
    FinishedFile,
)

# article: its row where all files are laid end to end.
MET = np.dtype([("key", "<u8"), ("kind", "u1"), ("split", "u1"), ("article", "<u4")])
_MET_FIELDS = ("key", "kind", "split", "article")
PAIR = np.dtype([("kind", "u1"), ("a", "<u4"), ("b", "<u4")])  # two articles
_PAIR_FIELDS = ("kind", "a", "b")
# Pairs of articles that are compared under one band key and two splits: all where CROWD articles
# share it, however they are divided. A build joins the articles of a larger key, so that only one
# with a fault, or a foreign release, reaches this.
KEY_PAIRS = (CROWD // 2) ** 2
_CHUNK_PAIRS = 1 << 14  # pairs compared at once: 16 MB of signatures


class Compared(NamedTuple):
    """How many pairs of possible near-duplicates in two splits were compared.

    A pair counts once for every band key that it shares.
    """

    pairs: int = 0
    unchecked: int = 0  # pairs that were not compared
    keys_capped: int = 0  # keys where some pairs were not compared

    def __add__(self, other: tuple[int, ...]) -> Compared:  # type: ignore[override]
        return Compared(*(a + b for a, b in zip(self, other, strict=True)))


class Crossing(NamedTuple):
    """What stands in two splits."""

    pairs: NDArray[np.void]  # PAIR: of articles that share an id, URL or text
    keys: NDArray[np.uint64]  # sorted, each once


@dataclass(frozen=True, kw_only=True)
class FindCrossingKeys:
    """Find the keys of a bucket that stand in two splits."""

    folder: Path
    files: Sequence[FinishedFile]
    bucket: int
    buckets: int
    wanted: Path | None  # .npy: the only keys that may, sorted; None: any may
    suspects: Path  # folder of the suspects' keys


def find_crossing_keys(task: FindCrossingKeys) -> Crossing:
    """What stands in two splits; the rows of suspects are saved."""
    if task.wanted is None:
        met = read_keys(task.folder, task.files, task.bucket, task.buckets)
    else:
        met = look_up_keys(task.folder, task.files, load(task.wanted))
    rows = crossing(met)
    is_suspect = np.isin(rows["kind"], (NEAR_DUPLICATE, PASSAGE))
    np.save(task.suspects / f"{task.bucket:05d}.npy", rows[is_suspect])
    return Crossing(first_pairs(rows[~is_suspect]), unique(rows["key"]))


@dataclass(frozen=True, kw_only=True)
class ComparePassages:
    """Compare the runs of words of one bucket of the second shuffle."""

    runs: Path
    files: Sequence[FinishedFile]
    bucket: int
    buckets: int


def compare_passages(task: ComparePassages) -> NDArray[np.void]:
    """Pairs (PAIR) that share a run of `PASSAGE` words: for every run one of any two splits."""
    return first_pairs(crossing(read_keys(task.runs, task.files, task.bucket, task.buckets)))


@dataclass(frozen=True, kw_only=True)
class CompareNearDuplicates:
    """Compare the signatures of suspects that share a band key of one bucket."""

    suspects: Path  # folder of the suspects' keys
    bucket: int
    articles: Path  # .npy: every suspect, ascending
    signatures: Path  # folder of signatures
    files: tuple[tuple[str, int], ...]  # name and number of suspects, in the order of `articles`


def compare_near_duplicates(task: CompareNearDuplicates) -> tuple[NDArray[np.void], Compared]:
    """The pairs (PAIR) of near-duplicates in two splits, and how many pairs were compared."""
    rows = load(task.suspects / f"{task.bucket:05d}.npy")
    rows = rows[rows["kind"] == NEAR_DUPLICATE]
    articles = load(task.articles, mapped=True)
    numbers = np.arange(len(articles), dtype=np.uint32)
    sketches = Sketches(task.signatures, numbers, task.files)

    def signatures(members: NDArray[np.void]) -> NDArray[np.uint32]:
        suspects = np.searchsorted(articles, members["article"]).astype(np.uint32)
        return sketches.take(SIGNATURES, suspects)

    compared, pairs = Compared(), [np.empty(0, PAIR)]
    for members_a, members_b in _meetings(rows):
        total = len(members_a) * len(members_b)
        count = min(total, KEY_PAIRS)
        compared += (count, total - count, int(total > count))
        for start in range(0, count, _CHUNK_PAIRS):
            # Where not all are compared, those that are lie evenly spread over all.
            compared_pairs = np.arange(start, min(start + _CHUNK_PAIRS, count))
            picked = compared_pairs * (total - 1) // max(count - 1, 1)
            a, b = members_a[picked // len(members_b)], members_b[picked % len(members_b)]
            similarity = near_duplicates.similarity(signatures(a), signatures(b))
            is_near = similarity >= near_duplicates.NEAR
            pairs.append(_pairs(a[is_near], b[is_near]))
    return distinct(np.concatenate(pairs), *_PAIR_FIELDS), compared


def read_keys(
    folder: Path, files: Sequence[FinishedFile], bucket: int, buckets: int
) -> NDArray[np.void]:
    """The keys of a bucket that may stand in two splits: MET rows, sorted by key.

    Args:
        folder: folder of a folder of runs for each file.
        files: all of them.
        bucket: which one.
        buckets: how many there are.
    """
    runs = _runs(folder)
    splits = [files[int(run.parent.name)].split for run in runs]
    return _met(runs, files, shuffle.read_met(runs, bucket, buckets, LEAK_KEY, splits))


def look_up_keys(
    folder: Path, files: Sequence[FinishedFile], wanted: NDArray[np.uint64]
) -> NDArray[np.void]:
    """The keys among some that may stand in two splits: MET rows, sorted by key.

    Args:
        folder: folder of a folder of runs for each file.
        files: all of them.
        wanted: keys, sorted, each once.
    """
    runs = _runs(folder)
    return _met(runs, files, shuffle.meet([_rows_of_keys(run, wanted) for run in runs], LEAK_KEY))


def _rows_of_keys(run: Path, wanted: NDArray[np.uint64]) -> NDArray[np.void]:
    rows = load(run, mapped=True)
    return rows.take(equal_pairs(rows["key"], wanted)[0])


def _runs(folder: Path) -> list[Path]:
    return [
        run
        for of_file in sorted(folder.iterdir(), key=str)  # paths are slow to compare
        for run in sorted(of_file.iterdir(), key=str)
    ]


def _met(
    runs: Sequence[Path], files: Sequence[FinishedFile], found: shuffle.Met
) -> NDArray[np.void]:
    """MET rows of the LEAK_KEY rows of some runs."""
    of_runs = [files[int(run.parent.name)] for run in runs]
    splits, firsts = (
        np.array([getattr(file, of) for file in of_runs], np.int64) for of in ("split", "first")
    )
    met = np.empty(len(found.rows), MET)
    met["key"], met["kind"] = found.rows["key"], found.rows["kind"]
    met["split"] = splits.take(found.run)
    met["article"] = firsts.take(found.run) + found.rows["article"]
    return met


def crossing(rows: NDArray[np.void]) -> NDArray[np.void]:
    """The rows of keys that stand in more than one split.

    Args:
        rows: MET rows, sorted by key.

    Returns:
        Rows sorted by key, kind, split and article, each once.
    """
    rows = distinct(_in_two_splits(rows, "key"), *_MET_FIELDS)
    return _in_two_splits(rows, "key", "kind")


def _in_two_splits(rows: NDArray[np.void], *fields: str) -> NDArray[np.void]:
    """The rows, sorted by `fields`, of the values of `fields` that stand in two splits."""
    if not len(rows):
        return rows
    starts = run_starts(rows, *fields)
    lowest = np.minimum.reduceat(rows["split"], starts)
    highest = np.maximum.reduceat(rows["split"], starts)
    crosses = np.repeat(lowest != highest, np.diff(starts, append=len(rows)))
    return np.asarray(rows[crosses])


def first_pairs(rows: NDArray[np.void]) -> NDArray[np.void]:
    """For every key and any two of its splits the pair (PAIR) of their first articles.

    Args:
        rows: MET rows, sorted by key, kind, split and article.

    Returns:
        Each pair of a kind once.
    """
    firsts = rows[run_starts(rows, "key", "kind", "split")]
    pairs = [np.empty(0, PAIR)]
    for step in range(1, len(SPLITS)):
        a, b = firsts[:-step], firsts[step:]
        is_same = (a["key"] == b["key"]) & (a["kind"] == b["kind"])
        pairs.append(_pairs(a[is_same], b[is_same]))
    return distinct(np.concatenate(pairs), *_PAIR_FIELDS)


def _pairs(a: NDArray[np.void], b: NDArray[np.void]) -> NDArray[np.void]:
    pairs = np.empty(len(a), PAIR)
    pairs["kind"], pairs["a"], pairs["b"] = a["kind"], a["article"], b["article"]
    return pairs


def _meetings(rows: NDArray[np.void]) -> Iterator[tuple[NDArray[np.void], NDArray[np.void]]]:
    """The articles of every two splits that meet under one key."""
    edges = np.append(run_starts(rows, "key", "split"), len(rows)).tolist()
    members = [rows[start:end] for start, end in zip(edges, edges[1:], strict=False)]
    for index, a in enumerate(members):
        for b in members[index + 1 : index + len(SPLITS)]:
            if a["key"][0] != b["key"][0]:
                break
            yield a, b
