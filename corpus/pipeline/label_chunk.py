"""Labels one chunk finally: everything of stage `label` that needs no number of an article.

It leaves a folder: the final votes and spans, and from the content what linking compares. So what a
chunk comes to depends on the chunk, and on what the whole corpus says of its lines and outlets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from corpus.arrays import NOWHERE, load
from corpus.contract.article import Span, Vote
from corpus.contract.columns import ROW, VOTE
from corpus.contract.labels import CODE
from corpus.contract.place import numbered
from corpus.labelling.label_model import choose_spans
from corpus.labelling.recurrence import Found, LineCounts
from corpus.labelling.voters import second_pass
from corpus.labelling.voters.voter import Batch, ask
from corpus.linking.content_keys import CONTENT_KEYS
from corpus.pipeline.articles import nested, votes_of
from corpus.pipeline.cache import emptied
from corpus.pipeline.place_of_error import about_one_of
from corpus.pipeline.row_hashes import ROW_HASH, row_hashes
from corpus.pipeline.sketch import (
    Kept,
    Sketched,
    SketchRows,
    laid_end_to_end,
    read_sketches,
    sketch,
    sketch_rows,
)
from corpus.release.layout import HTML, LINES

_LABELS = pa.schema(
    [
        ROW.field("spans"),
        ("votes", pa.list_(pa.struct([VOTE.field(name) for name in Vote._fields]))),
    ]
)
# Of each article, in the order of the chunk; labels as codes.
LABELLED = pa.schema([*_LABELS, *CONTENT_KEYS])
_LABELLED = "labelled.arrow"
_ROW_HASHES = "row_hashes.npy"
_SAID, _ARTICLES = "said.npy", "articles.npy"
# Of each article; `lines`: how many it has.
ARTICLE_READ = np.dtype([("lines", "<u4"), ("is_kept", "?")])


class ReadChunk(NamedTuple):
    """All that labelling a chunk reads, beside the articles in its artefact."""

    of_articles: NDArray[np.void]  # INDEX, of the artefact
    counted: Found  # of all its lines
    ends: list[int]  # the number of lines up to the end of each article
    is_kept: NDArray[np.bool_]  # False for a duplicate, which is not sketched
    min_confidence: float  # of a span


class Said(NamedTuple):
    """What the whole corpus said of a chunk."""

    of_lines: NDArray[np.uint64]  # of all its lines, a number that tells what was counted
    of_articles: NDArray[np.void]  # ARTICLE_READ

    @classmethod
    def to(cls, read: ReadChunk) -> Said:
        """What a chunk is told that reads this."""
        counted = read.counted
        of_lines = counted.articles.astype(np.uint64) << np.uint64(2)
        of_lines |= counted.is_often.astype(np.uint64) << np.uint64(1)
        of_lines |= counted.is_title.astype(np.uint64)
        of_articles = np.empty(len(read.ends), ARTICLE_READ)
        of_articles["lines"] = np.diff(read.ends, prepend=0)
        of_articles["is_kept"] = read.is_kept
        return cls(of_lines, of_articles)


@dataclass(frozen=True)
class LabelledRows:
    """Labelled articles, with all that a chunk holds of them, in one order."""

    labels: pa.RecordBatch  # LABELLED
    sketches: SketchRows
    hashes: NDArray[np.void]  # ROW_HASH

    def taken(self, places: NDArray[np.int64]) -> LabelledRows:
        """The rows at some places, in the order of these, each once."""
        return LabelledRows(
            self.labels.take(pa.array(places)),
            self.sketches.taken(places),
            self.hashes.take(places),
        )


class KnownRows(NamedTuple):
    """Rows of articles that were labelled before as they would be today."""

    rows: LabelledRows
    places: NDArray[np.int64]  # of each article of a chunk, its place among the rows, or NOWHERE


def label_chunk(
    articles: Path, read: ReadChunk, folder: Path, known: KnownRows | None = None
) -> set[str]:
    """Label the articles of a chunk, and sketch them.

    Args:
        articles: file of ARTICLE rows.
        read: what else is read.
        folder: to make.
        known: rows that are taken, not made.

    Returns:
        Which of the folders `layout.OF_PAGES` have something to hold of the articles.
    """
    emptied(folder)
    sketches, hashes = [], [np.empty(0, ROW_HASH)]
    of_pages: set[str] = set()
    first = 0  # place of the batch's first article in the chunk
    with pa.ipc.new_stream(str(folder / _LABELLED), LABELLED) as labelled:
        for stored in read_batches(articles):
            places = np.arange(first, first + len(stored))
            first += len(stored)
            if known is None:
                rows = _label_rows(stored, read, places)
            else:
                rows = _take_or_label(stored, read, places, known)
            labelled.write_batch(rows.labels)
            sketches.append(rows.sketches)
            hashes.append(rows.hashes)
            of_pages |= _folders_of_pages(stored, pa.array(read.is_kept[places]))
    laid_end_to_end(sketches).save(folder)
    np.save(folder / _ROW_HASHES, np.concatenate(hashes))
    said = Said.to(read)
    np.save(folder / _SAID, said.of_lines)
    np.save(folder / _ARTICLES, said.of_articles)
    return of_pages


def _label_rows(stored: pa.RecordBatch, read: ReadChunk, places: NDArray[np.int64]) -> LabelledRows:
    """Label the articles at some places of a chunk."""
    spans, votes = _label(stored, _counts(stored, read, places), read.min_confidence)
    labels = _to_batch(spans, votes)
    sketches, keys = sketch_rows(_sketches(stored, read, spans, places))
    return LabelledRows(
        pa.RecordBatch.from_arrays([*labels.columns, *keys.columns], schema=LABELLED),
        sketches,
        row_hashes(_exported(stored, labels)),
    )


def _take_or_label(
    stored: pa.RecordBatch, read: ReadChunk, places: NDArray[np.int64], known: KnownRows
) -> LabelledRows:
    """Take the rows that are known, and label the other articles."""
    known_places = known.places[places]
    is_known = known_places != NOWHERE
    taken, fresh = np.flatnonzero(is_known), np.flatnonzero(~is_known)
    parts = [known.rows.taken(known_places[taken])]
    if len(fresh):
        parts.append(_label_rows(stored.take(pa.array(fresh)), read, places[fresh]))
    rows = rows_end_to_end(parts)
    return rows.taken(np.argsort(np.concatenate([taken, fresh])))


def rows_end_to_end(parts: Sequence[LabelledRows]) -> LabelledRows:
    """All rows of the parts."""
    return LabelledRows(
        pa.concat_batches([part.labels for part in parts]),
        laid_end_to_end([part.sketches for part in parts]),
        np.concatenate([part.hashes for part in parts]),
    )


def read_rows(folder: Path) -> LabelledRows:
    """The rows of a chunk that was labelled."""
    labels = pa.concat_batches([*read_labelled(folder)])
    return LabelledRows(labels, read_sketches(folder), read_row_hashes(folder))


def read_said(folder: Path) -> Said:
    """What a chunk was told when it was labelled."""
    return Said(load(folder / _SAID), load(folder / _ARTICLES))


def _folders_of_pages(stored: pa.RecordBatch, is_kept: pa.Array) -> set[str]:
    holds = {
        LINES: pc.greater(pc.list_value_length(stored["lines"]), 0),
        HTML: stored["html"].is_valid(),
    }
    return {
        folder for folder, holding in holds.items() if pc.any(pc.and_(is_kept, holding)).as_py()
    }


def _exported(stored: pa.RecordBatch, labels: pa.RecordBatch) -> pa.RecordBatch:
    """All that is exported of some articles, but for what linking and splitting will add.

    The hash of the text stands for it, and of the votes the final ones are.
    """
    known = [name for name in stored.schema.names if name not in ("text", "votes")]
    columns = [*(stored[name] for name in known), *labels.columns]
    return pa.RecordBatch.from_arrays(columns, names=[*known, *labels.schema.names])


def read_row_hashes(folder: Path) -> NDArray[np.void]:
    """The ROW_HASH of each article of a chunk."""
    hashes: NDArray[np.void] = load(folder / _ROW_HASHES)
    return hashes


def read_labelled(folder: Path) -> pa.RecordBatchReader:
    """The LABELLED rows of a chunk, in the batches of its articles."""
    return read_batches(folder / _LABELLED)


def read_batches(file: Path) -> pa.RecordBatchReader:
    """The batches of a stream, which stay on disk until they are looked at."""
    with file.open("rb") as opened:  # by Python, so that an engine can bring the file here
        return pa.ipc.open_stream(mmap(opened.fileno(), 0, access=ACCESS_READ))


def _counts(stored: pa.RecordBatch, read: ReadChunk, places: NDArray[np.int64]) -> list[LineCounts]:
    outlets = stored["outlet"].to_pylist()
    starts = [0, *read.ends]
    return [
        read.counted.of(slice(starts[place], read.ends[place]), outlet)
        for place, outlet in zip(places.tolist(), outlets, strict=True)
    ]


def _label(
    stored: pa.RecordBatch, counts: list[LineCounts], min_confidence: float
) -> tuple[list[list[Span]], list[list[Vote]]]:
    """The spans of some articles, and their final votes."""
    batch = Batch(votes=list(votes_of(stored)), counts=counts)
    ask(second_pass(), batch)
    votes = [sorted(of_article) for of_article in batch.votes]
    human_labelled = stored["human_labelled"].to_pylist()
    spans = [
        choose_spans(of_article, is_labelled, min_confidence)
        for of_article, is_labelled in zip(votes, human_labelled, strict=True)
    ]
    return spans, votes


def _sketches(
    stored: pa.RecordBatch, read: ReadChunk, spans: list[list[Span]], places: NDArray[np.int64]
) -> list[Sketched]:
    index = read.of_articles.take(places)
    lines = zip(stored["line"].to_pylist(), stored["unit"].to_pylist(), strict=True)
    kept = map(
        Kept,
        stored["file"].to_pylist(),
        [numbered(line, unit) for line, unit in lines],
        read.is_kept.take(places).tolist(),
        spans,
        *(stored[name].to_pylist() for name in ("text", "language", "url")),
        *(index[name].tolist() for name in ("published", "url", "text")),  # two are hashes
    )
    return about_one_of(sketch, list(kept))


def _to_batch(spans: list[list[Span]], votes: list[list[Vote]]) -> pa.RecordBatch:
    columns: dict[str, Sequence[Sequence[Span | Vote]]] = {"spans": spans, "votes": votes}
    arrays = [nested(columns[field.name], field.type, {"label": CODE}) for field in _LABELS]
    return pa.RecordBatch.from_arrays(arrays, schema=_LABELS)
