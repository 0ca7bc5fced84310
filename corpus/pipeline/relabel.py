"""The second map: with what the whole corpus says of its lines, the final labels of an article,
and from its content the keys and sketches by which it is linked to others.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from corpus.contract.article import Span, Vote
from corpus.contract.columns import ROW, VOTE
from corpus.contract.labels import CODE
from corpus.engine import shuffle
from corpus.hashing import text_hash
from corpus.label.label_model import choose_spans
from corpus.label.recurrence import Recurring, look_up
from corpus.label.voters import second_pass
from corpus.label.voters.voter import Batch, ask
from corpus.linking import near_duplicates, stories
from corpus.linking.links import COPY, KEY, KINDS, PASSAGE, STORY
from corpus.linking.stories import UNDATED
from corpus.linking.tokens import content, words
from corpus.pipeline.workdir import nested, votes_of

NUMBERED = pa.schema([*ROW, pa.field("number", pa.int64())])
NUMBERED_VOTE = pa.schema([*VOTE, pa.field("number", pa.int64())])


class Relabel(NamedTuple):
    """One chunk to settle."""

    work: Path
    chunk: str
    articles: int  # of the whole corpus, duplicates aside
    parts: int  # ranges of numbers that rows are kept in
    key_buckets: tuple[int, int, int]  # by kind of link
    outlets: dict[str, int]  # outlet -> its articles
    least: float  # confidence of a span


def relabel(task: Relabel) -> None:
    """Label one chunk finally and write its rows, votes, keys and sketches."""
    rows = np.load(task.work / "recurring.npy", mmap_mode="r")
    titles = np.load(task.work / "titles.npy", mmap_mode="r")
    numbers = np.load(task.work / "numbers" / f"{task.chunk}.npy")
    marked = np.load(task.work / "marks" / f"{task.chunk}.npy")
    ends = np.load(task.work / "marks" / f"{task.chunk}.ends.npy").tolist()
    counted = look_up(marked, Recurring(rows["key"], rows["articles"], titles))
    stored = pa.memory_map(str(task.work / "articles" / f"{task.chunk}.arrow"))
    out = _Parts(task)
    sketches = _Sketches()
    first = 0  # position of the batch's first article in the chunk
    for stored_batch in pa.ipc.open_stream(stored):
        outlets = stored_batch["outlet"].to_pylist()
        batch = Batch(
            votes=list(votes_of(stored_batch)),
            counts=[
                counted.of(slice(start, end), outlet, task.outlets[outlet])
                for start, end, outlet in zip(
                    [0, *ends][first:], ends[first:], outlets, strict=False
                )
            ],
        )
        ask(second_pass(), batch)
        votes = [sorted(of_article) for of_article in batch.votes]
        human_labelled = stored_batch["judged"].to_pylist()
        spans = [
            choose_spans(*of_article, task.least)
            for of_article in zip(votes, human_labelled, strict=True)
        ]
        of_batch = numbers[first : first + len(stored_batch)]
        first += len(stored_batch)
        out.write(stored_batch, of_batch, spans, votes)
        columns = ("text", "language", "published", "url")
        metadata = zip(*(stored_batch[name].to_pylist() for name in columns), strict=True)
        sketches.add(
            [
                _read(number, of_article, *rest)
                for number, of_article, rest in zip(of_batch.tolist(), spans, metadata, strict=True)
            ]
        )
    out.close()
    sketches.save(task)


class _Parts:
    """Rows and votes, by range of numbers, as Arrow streams; duplicates (-1) are left out."""

    def __init__(self, task: Relabel) -> None:
        self._task = task
        self._open: dict[tuple[int, str], Any] = {}

    def write(
        self,
        batch: pa.RecordBatch,
        numbers: NDArray[np.int64],
        spans: list[list[Span]],
        votes: list[list[Vote]],
    ) -> None:
        counts = [len(some) for some in votes]
        parts = np.where(numbers < 0, -1, numbers * self._task.parts // self._task.articles)
        rows, said = _rows(batch, numbers, spans), _votes(batch, numbers, votes, counts)
        for part in np.unique(parts[parts >= 0]).tolist():
            self._append(part, "rows", rows.filter(pa.array(parts == part)))
            self._append(part, "votes", said.filter(pa.array(np.repeat(parts, counts) == part)))

    def _append(self, part: int, what: str, rows: pa.RecordBatch) -> None:
        if (part, what) not in self._open:
            folder = self._task.work / "rows" / f"{part:05d}"
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{self._task.chunk}.{what}.arrow"
            self._open[part, what] = pa.ipc.new_stream(str(path), rows.schema)
        self._open[part, what].write_batch(rows)

    def close(self) -> None:
        for stream in self._open.values():
            stream.close()


def _rows(
    batch: pa.RecordBatch, numbers: NDArray[np.int64], spans: list[list[Span]]
) -> pa.RecordBatch:
    """The rows as they will stand in the release, but for what the groups will tell."""
    coded = [[(*one[:2], CODE[one.label], *one[3:]) for one in some] for some in spans]
    made = {
        "spans": nested(coded, NUMBERED.field("spans").type),
        "number": pa.array(numbers),
        "human_labelled": batch["judged"],
    }
    columns = [
        made[field.name]
        if field.name in made
        else batch[field.name].cast(field.type)
        if field.name in batch.schema.names
        else pa.nulls(len(batch), field.type)
        for field in NUMBERED
    ]
    return pa.RecordBatch.from_arrays(columns, schema=NUMBERED)


def _votes(
    batch: pa.RecordBatch,
    numbers: NDArray[np.int64],
    votes: list[list[Vote]],
    counts: list[int],
) -> pa.RecordBatch:
    flat = list(zip(*(vote for some in votes for vote in some), strict=True))
    said = dict(zip(Vote._fields, flat or [()] * len(Vote._fields), strict=True))
    said["label"] = tuple(CODE[label] for label in said["label"])
    columns = {name: pa.array(said[name], NUMBERED_VOTE.field(name).type) for name in said}
    columns["number"] = pa.array(np.repeat(numbers, counts))
    columns["id"] = batch["id"].take(pa.array(np.repeat(np.arange(len(batch)), counts)))
    return pa.RecordBatch.from_arrays(
        [columns[name] for name in NUMBERED_VOTE.names], schema=NUMBERED_VOTE
    )


class _Article(NamedTuple):
    """What is sketched of an article; one that is a duplicate has nothing."""

    number: int
    whole: NDArray[np.uint64]  # hashes of its URL and of its text: who shares one is linked
    hashes: NDArray[np.uint64]
    terms: NDArray[np.uint64]
    weights: NDArray[np.float32]
    published: int


def _read(
    number: int, spans: list[Span], text: str, language: str, published: int | None, url: str | None
) -> _Article:
    kept = content(text, [span[:3] for span in spans]) if number >= 0 else ""
    found = words(kept)
    day = UNDATED if published is None else published
    whole = np.array([text_hash(one) for one in (url, text) if one and number >= 0], np.uint64)
    return _Article(max(number, 0), whole, found.hashes, *stories.terms(found, language), day)


class _Sketches:
    """Keys and sketches of a chunk's articles; a duplicate keeps an empty place."""

    def __init__(self) -> None:
        self._sketches: dict[str, list[NDArray[Any]]] = {}
        self._keys: dict[int, list[NDArray[np.void]]] = {}

    def add(self, articles: list[_Article]) -> None:
        hashes = [one.hashes for one in articles]
        signatures = near_duplicates.minhash(hashes)
        bands = near_duplicates.bands(signatures)
        for what, rows in (
            ("minhash", signatures),
            ("terms", np.array([one.terms for one in articles], np.uint64)),
            ("weights", np.array([one.weights for one in articles], np.float32)),
            ("published", np.array([one.published for one in articles], np.int64)),
        ):
            self._sketches.setdefault(what, []).append(rows)
        for kind, keys in (
            (COPY, [some if len(of) else some[:0] for some, of in zip(bands, hashes, strict=True)]),
            (
                PASSAGE,
                [
                    np.append(near_duplicates.fingerprints(one.hashes), one.whole)
                    for one in articles
                ],
            ),
            (STORY, [stories.keys(one.terms)[: len(one.hashes)] for one in articles]),
        ):
            self._keys.setdefault(kind, []).append(_key_rows(articles, keys))

    def save(self, task: Relabel) -> None:
        for what, rows in self._sketches.items():
            np.save(task.work / "sketches" / f"{task.chunk}.{what}.npy", np.concatenate(rows))
        for kind, keys in self._keys.items():
            place = task.work / "keys" / KINDS[kind]
            shuffle.scatter(place, task.chunk, np.concatenate(keys), task.key_buckets[kind])


def _key_rows(articles: list[_Article], keys: list[NDArray[np.uint64]]) -> NDArray[np.void]:
    rows = np.empty(sum(map(len, keys)), KEY)
    rows["key"] = np.concatenate(keys)
    rows["article"] = np.repeat([one.number for one in articles], [len(k) for k in keys])
    return rows
