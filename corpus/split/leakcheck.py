"""The leak check: on the finished files, nothing stands in two splits that should stand in one.

The files are read as a user would read them. Of what the build knows nothing is used but keys of
contents, and of these only such as were made of a content that is read here (`content_keys`).

What is certain: no id, URL, canonical text or passage of `PASSAGE` or more words of content stands
in two splits. Every value is compared, however many articles share it. For passages, articles that
share a winnowed fingerprint are read again (Schleimer, Wilkerson, Aiken 2003: every shared passage
leaves at least one), and the hash of every run of `PASSAGE` words of theirs is compared by split.
Time and memory are linear in the words.

What is probable: no near-duplicate stands in two splits. Two articles are compared where they share
a band of their MinHash signatures (Broder 1997). With 32 bands of four values, 98.8% of the pairs
with a Jaccard similarity of 0.6 share one, and more of those that are more alike. Where very many
articles share a band key, not every pair is compared; the report counts the pairs left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import load, run_starts
from corpus.engine import shuffle
from corpus.engine.runner import Runner
from corpus.linking import near_duplicates
from corpus.linking.tokens import Words, content_words, runs
from corpus.split.last_check import LastCheck, keys_to_compare
from corpus.split.leak_keys import (
    EXACT_COLUMNS,
    NEAR_DUPLICATE,
    PASSAGE,
    FinishedFile,
    ReadSuspects,
    WriteKeys,
    WriteLeakKeys,
    finished_files,
    read_rows,
    read_suspects,
    write_keys,
    write_leak_keys,
)
from corpus.split.leak_pairs import (
    PAIR,
    Compared,
    CompareNearDuplicates,
    ComparePassages,
    Crossing,
    FindCrossingKeys,
    compare_near_duplicates,
    compare_passages,
    find_crossing_keys,
)

_STAGE = "leak check"
# Keys and runs of words of an article: guesses that choose how many buckets there are.
_LEAK_KEYS = 240
_RUNS = 600
_NAMED = 100  # leaks that are named; a build with a fault can have millions

_WHAT = {kind: f"one {name}" for kind, name in EXACT_COLUMNS.items()} | {
    NEAR_DUPLICATE: "a near-duplicate",
    PASSAGE: "a passage",
}


class Leak(NamedTuple):
    """Something that stands in two splits."""

    what: str
    a: str  # `<split file>: <id>`
    b: str
    evidence: str

    def __str__(self) -> str:
        return f"{self.what} stands in two splits: {self.a} and {self.b}: {self.evidence}"


@dataclass(frozen=True, kw_only=True)
class LeakReport:
    """What the leak check came to."""

    leaks: tuple[Leak, ...]  # the first `_NAMED`, the plainest first, a pair of articles once
    leaking_pairs: int  # of articles, all of them
    compared: Compared  # possible near-duplicates
    # Keys that stand in two splits, sorted by bucket, each once.
    crossing: NDArray[np.uint64] = field(compare=False, repr=False)


def check_leaks(
    runner: Runner,
    folder: Path,
    files: Mapping[Path, str],
    writers: Mapping[Path, WriteKeys] | None = None,
    last: LastCheck | None = None,
) -> LeakReport:
    """Look for leaks between the splits of finished files.

    Args:
        runner: runs the tasks.
        folder: an empty folder for keys.
        files: the Parquet files of a release with their splits, sorted.
        writers: by file what writes its keys; whoever has them from before may give these.
        last: what the last check says of these files, which spares comparing most keys.

    Returns:
        The leaks, and how many pairs of possible near-duplicates were not compared.
    """
    return _LeakCheck(runner, folder, finished_files(files), writers or {}, last).run()


class _LeakCheck:
    """One leak check: its folders, and its stages in their order."""

    def __init__(
        self,
        runner: Runner,
        folder: Path,
        files: Sequence[FinishedFile],
        writers: Mapping[Path, WriteKeys],
        last: LastCheck | None,
    ) -> None:
        self._runner, self._files, self._writers, self._last = runner, files, writers, last
        self._buckets = shuffle.bucket_count(sum(file.rows for file in files) * _LEAK_KEYS)
        self._keys, self._suspects = folder / "keys", folder / "suspects"
        self._fresh = folder / "fresh"
        self._signatures, self._runs = folder / "signatures", folder / "runs"
        for subfolder in (self._suspects, self._signatures, self._fresh):
            subfolder.mkdir(parents=True)

    def run(self) -> LeakReport:
        tasks = [
            WriteLeakKeys(
                file=file,
                folder=self._keys,
                write=self._writers.get(file.path, write_keys),
            )
            for file in self._files
        ]
        self._runner.run(_STAGE, write_leak_keys, tasks)
        crossings = self._crossings()
        pairs = [crossing.pairs for crossing in crossings]
        compared = Compared()
        similar, passages = self._suspects_of(NEAR_DUPLICATE), self._suspects_of(PASSAGE)
        if len(similar) or len(passages):
            run_buckets = shuffle.bucket_count(len(passages) * _RUNS)
            self._read_suspects(similar, passages)
            pairs += self._compare_passages(run_buckets if len(passages) else 0)
            near, compared = self._compare_near_duplicates(similar)
            pairs += near
        leaking = _by_articles(np.concatenate([np.empty(0, PAIR), *pairs]))
        leaks = tuple(_leak(self._files, pair) for pair in leaking[:_NAMED])
        return LeakReport(
            leaks=leaks,
            leaking_pairs=len(leaking),
            compared=compared,
            crossing=np.concatenate([crossing.keys for crossing in crossings]),
        )

    def _crossings(self) -> list[Crossing]:
        """What stands in two splits, by bucket; one bucket where the last check leaves few keys."""
        wanted = self._wanted()
        if wanted is not None:
            self._buckets = 1
        tasks = [
            FindCrossingKeys(
                folder=self._keys,
                files=self._files,
                bucket=bucket,
                buckets=self._buckets,
                wanted=wanted,
                suspects=self._suspects,
            )
            for bucket in range(self._buckets)
        ]
        return self._runner.run(_STAGE, find_crossing_keys, tasks)

    def _wanted(self) -> Path | None:
        """The file of the only keys that may stand in two splits; None: any may."""
        if self._last is None:
            return None
        of_last = (self._runner, _STAGE, self._last, self._fresh, self._keys, self._files)
        wanted = keys_to_compare(*of_last)
        if wanted is None:
            return None
        file = self._fresh / "wanted.npy"
        np.save(file, wanted)
        return file

    def _suspects_of(self, kind: int) -> NDArray[np.uint32]:
        """Every suspect of a kind, ascending."""
        articles = np.empty(0, np.uint32)
        for bucket in range(self._buckets):
            rows = load(self._suspects / f"{bucket:05d}.npy")
            articles = np.union1d(articles, rows["article"][rows["kind"] == kind])
        return articles

    def _read_suspects(self, similar: NDArray[np.uint32], passages: NDArray[np.uint32]) -> None:
        tasks = [
            ReadSuspects(
                file=file,
                near_duplicates=_rows_of(file, similar),
                passages=_rows_of(file, passages),
                signatures=self._signatures,
                runs=self._runs,
            )
            for file in self._files
        ]
        self._runner.run(_STAGE, read_suspects, tasks)

    def _compare_passages(self, run_buckets: int) -> list[NDArray[np.void]]:
        tasks = [
            ComparePassages(runs=self._runs, files=self._files, bucket=bucket, buckets=run_buckets)
            for bucket in range(run_buckets)
        ]
        return self._runner.run(_STAGE, compare_passages, tasks) if tasks else []

    def _compare_near_duplicates(
        self, similar: NDArray[np.uint32]
    ) -> tuple[list[NDArray[np.void]], Compared]:
        articles = self._signatures / "articles.npy"
        np.save(articles, similar)
        counts = [(file.name, len(_rows_of(file, similar))) for file in self._files]
        tasks = [
            CompareNearDuplicates(
                suspects=self._suspects,
                bucket=bucket,
                articles=articles,
                signatures=self._signatures,
                files=tuple(counts),
            )
            for bucket in range(self._buckets if len(similar) else 0)
        ]
        results = self._runner.run(_STAGE, compare_near_duplicates, tasks) if tasks else []
        compared = sum((compared for _, compared in results), Compared())
        return [pairs for pairs, _ in results], compared


def _rows_of(file: FinishedFile, articles: NDArray[np.uint32]) -> NDArray[np.int64]:
    """The rows of a file among some articles, ascending."""
    first, end = np.searchsorted(articles, np.array([file.first, file.first + file.rows]))
    return articles[first:end].astype(np.int64) - file.first


def _by_articles(pairs: NDArray[np.void]) -> NDArray[np.void]:
    """Each pair of articles once, with the plainest of what it shares, the plainest first."""
    pairs = pairs[np.lexsort((pairs["kind"], pairs["b"], pairs["a"]))]
    pairs = pairs[run_starts(pairs, "a", "b")]
    return pairs[np.argsort(pairs["kind"], kind="stable")]


def _leak(files: Sequence[FinishedFile], pair: np.void) -> Leak:
    """The leak of a pair, with what the two articles share."""
    file_a, a = _article(files, int(pair["a"]))
    file_b, b = _article(files, int(pair["b"]))
    kind = int(pair["kind"])
    if kind in EXACT_COLUMNS:
        evidence = str(a[EXACT_COLUMNS[kind]])
    elif kind == NEAR_DUPLICATE:
        evidence = f"similarity {_similarity(content_words(a), content_words(b)):.2f}"
    else:
        evidence = _first_passage(content_words(a), content_words(b))
    return Leak(_WHAT[kind], f"{file_a.name}: {a['id']}", f"{file_b.name}: {b['id']}", evidence)


def _article(files: Sequence[FinishedFile], article: int) -> tuple[Path, dict[str, Any]]:
    """The file of an article, and its row."""
    file = next(file for file in files if article < file.first + file.rows)
    (row,) = read_rows(file.path, np.array([article - file.first], np.int64))
    return file.path, row


def _similarity(a: Words, b: Words) -> float:
    signatures = near_duplicates.minhash([a.hashes, b.hashes])
    return float(near_duplicates.similarity(signatures[:1], signatures[1:])[0])


def _first_passage(a: Words, b: Words) -> str:
    """The first `PASSAGE` words of `a` that `b` has too."""
    length = near_duplicates.PASSAGE
    shared = np.isin(runs(a.hashes, length), runs(b.hashes, length))
    first = int(np.argmax(shared))
    return " ".join(a.folded_words(slice(first, first + length)))
