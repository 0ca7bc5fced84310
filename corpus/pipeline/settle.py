"""The second map: with what the whole corpus says of its lines, the final labels of an article,
and from its content the keys and sketches by which it is linked to others.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from corpus.contract.article import Vote
from corpus.contract.columns import ROW, VOTE
from corpus.contract.labels import CODE
from corpus.engine import buckets
from corpus.gather import copies, stories
from corpus.gather.links import COPY, KEY, KINDS, PASSAGE, STORY, UNDATED
from corpus.gather.words import content, words
from corpus.label import recurring
from corpus.label.decide import decide
from corpus.pipeline.work import votes_of

NUMBERED = pa.schema([*ROW, pa.field("number", pa.int64())])
NUMBERED_VOTE = pa.schema([*VOTE, pa.field("number", pa.int64())])


class Settle(NamedTuple):
    """One chunk to settle."""

    work: Path
    chunk: str
    articles: int  # of the whole corpus, duplicates aside
    parts: int  # ranges of numbers that rows are kept in
    key_buckets: tuple[int, int, int]  # by kind of link
    outlets: dict[str, int]  # outlet -> its articles


def settle(task: Settle) -> None:
    """Label one chunk finally and write its rows, votes, keys and sketches."""
    rows = np.load(task.work / "recurring.npy", mmap_mode="r")
    titles = np.load(task.work / "titles.npy", mmap_mode="r")
    known = recurring.Recurring(rows["key"], rows["articles"], titles, task.outlets)
    numbers = np.load(task.work / "numbers" / f"{task.chunk}.npy")
    marks = np.load(task.work / "marks" / f"{task.chunk}.npy")
    ends = np.load(task.work / "marks" / f"{task.chunk}.ends.npy")
    marked = np.split(marks, ends[:-1])
    stored = pa.memory_map(str(task.work / "articles" / f"{task.chunk}.arrow"))
    out = _Parts(task)
    sketches = _Sketches()
    at = 0
    for batch in pa.ipc.open_stream(stored):
        kept: list[dict[str, Any]] = []
        for row in batch.to_pylist():
            number = int(numbers[at])
            at += 1
            if number < 0:
                sketches.skip()
                continue
            kept.append(_settled(row, number, marked[at - 1], known))
            sketches.add(kept[-1], number)
        out.write(kept)
    out.close()
    sketches.save(task)


def _settled(
    row: dict[str, Any], number: int, marked: NDArray[np.void], known: recurring.Recurring
) -> dict[str, Any]:
    votes = votes_of(row)
    votes += recurring.votes(marked, row["outlet"], known, votes)
    votes.sort()
    row["spans"] = [
        {**span._asdict(), "label": CODE[span.label]} for span in decide(votes, row["judged"])
    ]
    row["number"], row["votes"], row["human_labelled"] = number, votes, row["judged"]
    return row


class _Parts:
    """Rows and votes, by range of numbers, as Arrow streams."""

    def __init__(self, task: Settle) -> None:
        self._task = task
        self._open: dict[tuple[int, str], Any] = {}

    def write(self, rows: list[dict[str, Any]]) -> None:
        by_part: dict[int, list[dict[str, Any]]] = {}
        for row in rows:
            part = row["number"] * self._task.parts // self._task.articles
            by_part.setdefault(part, []).append(row)
        for part, some in sorted(by_part.items()):
            self._append(part, "rows", NUMBERED, some)
            votes = [_vote(row, vote) for row in some for vote in row["votes"]]
            self._append(part, "votes", NUMBERED_VOTE, votes)

    def _append(self, part: int, what: str, schema: pa.Schema, rows: list[dict[str, Any]]) -> None:
        if (part, what) not in self._open:
            folder = self._task.work / "rows" / f"{part:05d}"
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{self._task.chunk}.{what}.arrow"
            self._open[part, what] = pa.ipc.new_stream(str(path), schema)
        self._open[part, what].write_batch(pa.RecordBatch.from_pylist(rows, schema))

    def close(self) -> None:
        for stream in self._open.values():
            stream.close()


def _vote(row: dict[str, Any], vote: Vote) -> dict[str, Any]:
    return {**vote._asdict(), "label": CODE[vote.label], "id": row["id"], "number": row["number"]}


class _Sketches:
    """Keys and sketches of a shard's articles; a duplicate keeps an empty place."""

    def __init__(self) -> None:
        self._numbers: list[int] = []
        self._hashes: list[NDArray[np.uint64]] = []
        self._terms: list[tuple[NDArray[np.uint64], NDArray[np.float32]]] = []
        self._published: list[int] = []

    def skip(self) -> None:
        nothing = words("")
        self._append(-1, nothing.hashes, stories.terms(nothing, ""), UNDATED)

    def add(self, row: dict[str, Any], number: int) -> None:
        spans = [(s["start"], s["end"], _NAMES[s["label"]]) for s in row["spans"]]
        found = words(content(row["text"], spans))
        published = UNDATED if row["published"] is None else row["published"]
        self._append(number, found.hashes, stories.terms(found, row["language"]), published)

    def _append(
        self,
        number: int,
        hashes: NDArray[np.uint64],
        terms: tuple[NDArray[np.uint64], NDArray[np.float32]],
        published: int,
    ) -> None:
        self._numbers.append(number)
        self._hashes.append(hashes)
        self._terms.append(terms)
        self._published.append(published)

    def save(self, task: Settle) -> None:
        name = task.chunk
        signatures = copies.minhash(self._hashes)
        folder = task.work / "sketches"
        np.save(folder / f"{name}.minhash.npy", signatures)
        np.save(folder / f"{name}.terms.npy", np.array([t for t, _ in self._terms], np.uint64))
        np.save(folder / f"{name}.weights.npy", np.array([w for _, w in self._terms], np.float32))
        np.save(folder / f"{name}.published.npy", np.array(self._published, np.int64))
        by_kind = {
            COPY: list(copies.bands(signatures)),
            PASSAGE: [copies.fingerprints(hashes) for hashes in self._hashes],
            STORY: [stories.keys(terms) for terms, _ in self._terms],
        }
        for kind, keys in by_kind.items():
            rows = self._rows(
                [k if len(h) else k[:0] for k, h in zip(keys, self._hashes, strict=True)]
            )
            if len(rows):
                place = task.work / "keys" / KINDS[kind]
                buckets.scatter(place, name, rows, task.key_buckets[kind])

    def _rows(self, keys: list[NDArray[np.uint64]]) -> NDArray[np.void]:
        rows = np.empty(sum(map(len, keys)), KEY)
        rows["key"] = np.concatenate(keys) if keys else []
        rows["article"] = np.repeat(
            np.array(self._numbers, np.int64).clip(0), [len(k) for k in keys]
        )
        return rows


_NAMES = {code: name for name, code in CODE.items()}
