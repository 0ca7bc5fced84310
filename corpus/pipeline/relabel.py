"""Stage `label`: the second pass, in which voters see what the whole corpus says of its lines.

Of each article this gives the final votes and spans, and from its content the sketches and keys by
which it is linked to others.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from corpus.arrays import locate
from corpus.contract.article import Span
from corpus.contract.place import numbered
from corpus.engine.runner import ARTICLES, Amounts, Runner
from corpus.hashing import text_hash
from corpus.labelling.label_model import choose_spans
from corpus.labelling.recurrence import LineCounts, Recurring, look_up
from corpus.labelling.voters import second_pass
from corpus.labelling.voters.voter import Batch, ask
from corpus.pipeline.annotate import AnnotatedCorpus
from corpus.pipeline.articles import votes_of
from corpus.pipeline.place_of_error import about
from corpus.pipeline.rows import RowWriter
from corpus.pipeline.sketch import ChunkSketches, Sketched, sketch
from corpus.pipeline.workdir import Chunk, Workdir

OUTLET_COUNT = np.dtype([("outlet", "<u8"), ("articles", "<u4")])  # by hash of the outlet's id


@dataclass(frozen=True, kw_only=True)
class RelabelChunk:
    """One chunk to relabel."""

    work: Workdir
    chunk: Chunk
    articles: int  # of the whole corpus, without duplicates
    parts: int  # ranges of numbers that rows are kept in
    min_confidence: float  # of a span


def relabel(
    runner: Runner,
    work: Workdir,
    annotated: AnnotatedCorpus,
    articles: int,
    parts: int,
    min_confidence: float,
) -> None:
    """Relabel all chunks.

    Args:
        runner: runs the tasks.
        work: the work folder.
        annotated: what annotating came to.
        articles: how many there are, without duplicates.
        parts: in how many ranges of numbers rows are kept.
        min_confidence: of a span.
    """
    _write_outlet_counts(work, annotated.outlets)
    tasks = [
        RelabelChunk(
            work=work, chunk=chunk, articles=articles, parts=parts, min_confidence=min_confidence
        )
        for chunk in annotated.chunks
    ]
    amounts = Amounts(ARTICLES, [chunk.articles for chunk in annotated.chunks])
    runner.run("label", relabel_chunk, tasks, amounts)


def relabel_chunk(task: RelabelChunk) -> None:
    """Label one chunk finally and write its rows, votes, keys and sketches."""
    work, chunk = task.work, task.chunk
    recurring = np.load(work.recurring_lines, mmap_mode="r")
    titles = np.load(work.titles, mmap_mode="r")
    outlet_counts = np.load(work.outlets, mmap_mode="r")
    numbers = np.load(work.numbers(chunk))
    index = np.load(work.annotated(chunk, "index.npy"), mmap_mode="r")
    ends = np.load(work.annotated(chunk, "line_ends.npy")).tolist()
    counted = look_up(
        np.load(work.annotated(chunk, "lines.npy")),
        Recurring(recurring["key"], recurring["articles"], titles),
    )
    stream = pa.ipc.open_stream(pa.memory_map(str(work.annotated(chunk, "articles.arrow"))))
    rows = RowWriter(work, chunk, task.articles, task.parts)
    sketches = ChunkSketches()
    first = 0  # place of the batch's first article in the chunk
    for stored in stream:
        last = first + len(stored)
        outlets = stored["outlet"].to_pylist()
        outlet_articles = _outlet_articles(outlet_counts, outlets)
        starts = [0, *ends][first:last]
        counts = [
            counted.of(slice(start, end), outlet, articles)
            for start, end, outlet, articles in zip(
                starts, ends[first:last], outlets, outlet_articles, strict=True
            )
        ]
        of_batch = numbers[first:last]
        spans = _write_rows(rows, stored, of_batch, counts, task.min_confidence)
        sketches.add(_sketches(stored, index[first:last], of_batch, spans))
        first = last
    rows.close()
    sketches.save(work, chunk)


def _write_rows(
    rows: RowWriter,
    stored: pa.RecordBatch,
    numbers: NDArray[np.int64],
    counts: list[LineCounts],
    min_confidence: float,
) -> list[list[Span]]:
    """Write the rows of some articles with their final votes; their spans."""
    batch = Batch(votes=list(votes_of(stored)), counts=counts)
    ask(second_pass(), batch)
    votes = [sorted(of_article) for of_article in batch.votes]
    human_labelled = stored["human_labelled"].to_pylist()
    spans = [
        choose_spans(of_article, is_labelled, min_confidence)
        for of_article, is_labelled in zip(votes, human_labelled, strict=True)
    ]
    rows.write(stored, numbers, spans, votes)
    return spans


def _sketches(
    stored: pa.RecordBatch,
    index: NDArray[np.void],
    numbers: NDArray[np.int64],
    spans: list[list[Span]],
) -> list[Sketched]:
    columns = [stored[name].to_pylist() for name in ("text", "language", "url")]
    columns += [index[name].tolist() for name in ("published", "url", "text")]  # two are hashes
    places = zip(*(stored[name].to_pylist() for name in ("file", "line", "unit")), strict=True)
    sketches = []
    for article in zip(numbers.tolist(), spans, *columns, strict=True):
        file, line, unit = next(places)
        with about(file, numbered(line, unit)):
            sketches.append(sketch(*article))
    return sketches


def _write_outlet_counts(work: Workdir, outlets: Counter[str]) -> None:
    counts = np.array([(text_hash(outlet), n) for outlet, n in outlets.items()], OUTLET_COUNT)
    np.save(work.outlets, counts[np.argsort(counts["outlet"])])


def _outlet_articles(counts: NDArray[Any], outlets: list[str]) -> list[int]:
    """How many articles each of these outlets has, from rows of OUTLET_COUNT."""
    hashes = np.array([text_hash(outlet) for outlet in outlets], np.uint64)
    articles: list[int] = counts["articles"][locate(hashes, counts["outlet"])[0]].tolist()
    return articles
