"""The files of the chunks of a shard (see `articles`), written and read as rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from corpus.arrays import end_to_end, load, ranges, unique
from corpus.engine import shuffle
from corpus.labelling import recurrence
from corpus.labelling.recurrence import MARK
from corpus.pipeline.articles import ARTICLE, INDEX
from corpus.pipeline.workdir import artefact_file

BATCH = 512  # articles: enough for the lines they share, little enough for memory
CHUNK = 8  # batches: what later tasks take at once, also of a file that cannot be cut


@dataclass(frozen=True)
class ChunkRows:
    """Annotated articles, with all that a chunk holds of them, in one order."""

    articles: pa.RecordBatch  # ARTICLE
    index: NDArray[np.void]  # INDEX
    marks: NDArray[np.void]  # MARK rows of the lines of all, end to end
    line_counts: NDArray[np.int64]  # how many lines each article has


def write_chunk(artefact: Path, number: int, batches: Iterable[ChunkRows]) -> int:
    """Write the files of one chunk; how many articles it has.

    Args:
        artefact: folder of the shard's files.
        number: of the chunk in its shard, from 0.
        batches: at least one; each becomes a batch of `articles.arrow`.
    """

    def file(name: str) -> Path:
        return artefact_file(artefact, number, name)

    titles: list[int | None] = []
    index, marks, line_counts = [], [], []
    with pa.ipc.new_stream(str(file("articles.arrow")), ARTICLE) as stream:
        for batch in batches:
            titles += map(recurrence.title_key, batch.articles["title"].to_pylist())
            stream.write_batch(batch.articles)
            index.append(batch.index)
            marks.append(batch.marks)
            line_counts.append(batch.line_counts)
    mark_rows, ends = end_to_end(MARK, marks), np.cumsum(np.concatenate(line_counts))
    title_hashes = [title for title in titles if title is not None]
    np.save(file("index.npy"), end_to_end(INDEX, index))
    np.save(file("titles.npy"), unique(np.array(title_hashes, np.uint64)))
    np.save(file("lines.npy"), mark_rows)
    np.save(file("line_ends.npy"), ends)
    shuffle.write_run(file("line_keys.npy"), recurrence.line_keys(mark_rows, ends))
    return len(ends)


def read_chunks(artefact: Path, chunks: int) -> ChunkRows:
    """The rows of all chunks of a shard.

    Args:
        artefact: folder of the shard's files.
        chunks: how many there are.
    """
    return laid_end_to_end([_read_chunk(artefact, number) for number in range(chunks)])


def _read_chunk(artefact: Path, number: int) -> ChunkRows:
    def file(name: str) -> Path:
        return artefact_file(artefact, number, name)

    table = pa.ipc.open_stream(file("articles.arrow").read_bytes()).read_all()
    return ChunkRows(
        articles=pa.concat_batches(table.to_batches()),
        index=load(file("index.npy")),
        marks=load(file("lines.npy")),
        line_counts=np.diff(load(file("line_ends.npy")), prepend=0),
    )


def laid_end_to_end(parts: Sequence[ChunkRows]) -> ChunkRows:
    """All rows of the parts."""
    nothing = pa.RecordBatch.from_pylist([], ARTICLE)
    return ChunkRows(
        articles=pa.concat_batches([nothing, *(part.articles for part in parts)]),
        index=end_to_end(INDEX, [part.index for part in parts]),
        marks=end_to_end(MARK, [part.marks for part in parts]),
        line_counts=np.concatenate([np.empty(0, np.int64), *(p.line_counts for p in parts)]),
    )


def taken(rows: ChunkRows, places: NDArray[np.int64]) -> ChunkRows:
    """The rows at some places, in the order of these."""
    counts = rows.line_counts[places]
    lines = ranges((np.cumsum(rows.line_counts) - rows.line_counts)[places], counts)
    return ChunkRows(
        articles=rows.articles.take(pa.array(places)),
        index=rows.index.take(places),
        marks=rows.marks.take(lines),
        line_counts=counts,
    )


def in_batches(rows: ChunkRows) -> Iterator[Iterator[ChunkRows]]:
    """The batches of each chunk of a shard that has these rows, and few bytes of HTML."""
    places = np.arange(len(rows.index))
    for chunk in range(0, len(places), CHUNK * BATCH):
        of_chunk = places[chunk : chunk + CHUNK * BATCH]
        yield (taken(rows, of_chunk[n : n + BATCH]) for n in range(0, len(of_chunk), BATCH))
