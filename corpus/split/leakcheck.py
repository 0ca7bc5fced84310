"""The proof: on the finished files, nothing stands in two splits that should stand in one.

No id, URL or canonical text, no near-copy, no passage of `PASSAGE` or more words of content. The
files are read as a user would read them; nothing of the build's own state is believed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow.parquet as pq
import xxhash
from numpy.typing import NDArray

from corpus.arrays import distinct
from corpus.contract.labels import LABELS
from corpus.contract.splits import SPLITS
from corpus.engine import shuffle
from corpus.engine.runner import Runner
from corpus.linking import near_duplicates
from corpus.linking.tokens import Words, content, runs, words

EXHIBIT = np.dtype(
    [("key", "<u8"), ("split", "u1"), ("kind", "u1"), ("file", "<u4"), ("row", "<u4")]
)
_COLUMNS = ["id", "url", "sha256", "text", "spans"]
_EXACT, _COPY, _PASSAGE = range(3)
_FIELDS = ("id", "url", "sha256")
_PAIRS = 1000  # candidate pairs of one key that are compared: a key of copies needs few
_BATCH = 1000  # rows


class Finished(NamedTuple):
    """One Parquet file of a release."""

    path: Path
    split: int  # the same number for files of one split


class Exhibit(NamedTuple):
    """One finished file to take keys from."""

    file: Finished
    number: int
    folder: Path


class Leak(NamedTuple):
    """Something that stands in two splits."""

    what: str
    a: str  # `<split file>: <id>`
    b: str
    evidence: str

    def __str__(self) -> str:
        return f"{self.what} stands in two splits: {self.a} and {self.b}: {self.evidence}"


def exhibit(task: Exhibit) -> None:
    """Scatter the keys of one file."""
    at = 0
    file = pq.ParquetFile(task.file.path, pre_buffer=False)  # else it is read whole
    for batch in file.iter_batches(_BATCH, columns=_COLUMNS):
        writer = f"{task.number:05d}-{at:010d}"
        shuffle.write_run(task.folder / f"{writer}.npy", _keys(task, batch.to_pylist(), at))
        at += len(batch)


def _keys(task: Exhibit, rows: list[dict[str, Any]], first: int) -> NDArray[np.void]:
    tokens = [content_of(row).hashes for row in rows]
    bands = list(near_duplicates.bands(near_duplicates.minhash(tokens)))
    bands = [keys if len(t) else keys[:0] for keys, t in zip(bands, tokens, strict=True)]
    prints = [near_duplicates.fingerprints(t) for t in tokens]
    found = []
    for kind, keys in ((_EXACT, list(map(_exact, rows))), (_COPY, bands), (_PASSAGE, prints)):
        lengths = [len(k) for k in keys]
        made = np.empty(sum(lengths), EXHIBIT)
        made["key"] = np.concatenate(keys)
        made["row"] = np.repeat(np.arange(first, first + len(rows)), lengths)
        made["kind"], made["split"], made["file"] = kind, task.file.split, task.number
        found.append(made)
    return np.concatenate(found)


def content_of(row: dict[str, Any]) -> Words:
    """The words of a published row's content, by its own spans."""
    spans = [(span["start"], span["end"], LABELS[span["label"]]) for span in row["spans"]]
    return words(content(row["text"], spans))


def _exact(row: dict[str, Any]) -> NDArray[np.uint64]:
    keys = [f"{name}\x1f{row[name]}" for name in _FIELDS if row[name] is not None]
    return np.array([xxhash.xxh3_64_intdigest(key.encode()) for key in keys], np.uint64)


class Confront(NamedTuple):
    """One bucket of keys to look through."""

    folder: Path
    bucket: int
    buckets: int
    files: tuple[Finished, ...]


def confront(task: Confront) -> list[Leak]:
    """Every leak that the keys of a bucket lead to."""
    runs = sorted(task.folder.glob("*.npy"))
    rows = shuffle.read_bucket(runs, task.bucket, task.buckets, EXHIBIT)
    leaks = []
    for pair in _suspects(rows):
        if leak := _leak(task.files, *pair):
            leaks.append(leak)
    return list(dict.fromkeys(leaks))


def by_pair(leaks: Iterable[Leak]) -> list[Leak]:
    """Each pair of articles once, with the plainest of what it shares, the plainest first."""
    plain = [*(f"one {name}" for name in _FIELDS), "a near-copy", "a passage"]
    told: dict[frozenset[str], Leak] = {}
    for leak in sorted(leaks, key=lambda leak: (plain.index(leak.what), leak)):
        told.setdefault(frozenset((leak.a, leak.b)), leak)
    return list(told.values())


def _suspects(rows: NDArray[np.void]) -> Iterator[tuple[np.void, np.void]]:
    """Pairs of rows of different splits under one key."""
    if not len(rows):
        return
    edges = np.flatnonzero(np.concatenate([[True], rows["key"][1:] != rows["key"][:-1], [True]]))
    lowest = np.minimum.reduceat(rows["split"], edges[:-1])
    highest = np.maximum.reduceat(rows["split"], edges[:-1])
    for at in np.flatnonzero(lowest != highest):
        run = distinct(rows[edges[at] : edges[at + 1]], "kind", "file", "row")
        pairs = (
            (a, b) for n, a in enumerate(run) for b in run[n + 1 :] if a["split"] != b["split"]
        )
        yield from (pair for pair, _ in zip(pairs, range(_PAIRS), strict=False))


def _leak(files: Sequence[Finished], a: np.void, b: np.void) -> Leak | None:
    one, other = (_row(files[row["file"]].path, int(row["row"])) for row in (a, b))
    name_a = f"{files[a['file']].path.name}: {one['id']}"
    name_b = f"{files[b['file']].path.name}: {other['id']}"
    if a["kind"] == _EXACT:
        for name in _FIELDS:
            if one[name] is not None and one[name] == other[name]:
                return Leak(f"one {name}", name_a, name_b, str(one[name]))
        return None
    said = content_of(one)
    tokens = [said.hashes, content_of(other).hashes]
    if a["kind"] == _COPY:
        signatures = near_duplicates.minhash(tokens)
        score = float(near_duplicates.similarity(signatures[:1], signatures[1:])[0])
        return (
            Leak("a near-copy", name_a, name_b, f"similarity {score:.2f}")
            if score >= near_duplicates.NEAR
            else None
        )
    if min(map(len, tokens)) < near_duplicates.PASSAGE:
        return None
    shared = np.flatnonzero(
        np.isin(runs(tokens[0], near_duplicates.PASSAGE), runs(tokens[1], near_duplicates.PASSAGE))
    )
    if not len(shared):
        return None
    passage = said.said(slice(shared[0], shared[0] + near_duplicates.PASSAGE))
    return Leak("a passage", name_a, name_b, " ".join(passage))


def _row(path: Path, at: int) -> dict[str, Any]:
    """Row `at` of a file, reading one row group."""
    file = pq.ParquetFile(path)
    group = 0
    while at >= file.metadata.row_group(group).num_rows:
        at -= file.metadata.row_group(group).num_rows
        group += 1
    row: dict[str, Any] = file.read_row_group(group, columns=_COLUMNS).slice(at, 1).to_pylist()[0]
    return row


_LEAK_KEYS = 240  # of an article, for the number of buckets


def check_leaks(runner: Runner, folder: Path, files: Mapping[Path, str], rows: int) -> list[Leak]:
    """Every leak between the splits of finished files.

    Args:
        runner: runs the tasks.
        folder: where keys are shuffled; made if it is not there.
        files: the Parquet files of a release with their splits, sorted.
        rows: of all files together, which says into how many buckets keys go.
    """
    finished = tuple(Finished(file, SPLITS.index(name)) for file, name in files.items())
    count = shuffle.bucket_count(rows * _LEAK_KEYS)
    exhibits = [Exhibit(file, at, folder) for at, file in enumerate(finished)]
    runner.run("leak check", exhibit, exhibits)
    confronted = [Confront(folder, bucket, count, finished) for bucket in range(count)]
    found = runner.run("leak check", confront, confronted)
    return by_pair(leak for some in found for leak in some)
