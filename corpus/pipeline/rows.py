"""Rows and votes as they will stand in the release, kept by range of article numbers."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from corpus.contract.columns import LINE, PAGE, ROW, VOTE
from corpus.linking.content_keys import CONTENT_KEYS
from corpus.pipeline.articles import ARTICLE
from corpus.pipeline.workdir import Workdir
from corpus.release.layout import HTML, LINES

# A row, the keys of its content, its number, and the raw file and line that it came from.
NUMBERED = pa.schema(
    [
        *ROW,
        *CONTENT_KEYS,
        pa.field("number", pa.int64()),
        pa.field("file", pa.string()),
        pa.field("line", pa.int64()),
        pa.field("unit", pa.string()),
    ]
)
NUMBERED_VOTE = pa.schema([*VOTE, pa.field("number", pa.int64())])
NUMBERED_PAGE = pa.schema([*PAGE, pa.field("number", pa.int64())])
NUMBERED_LINE = pa.schema([*LINE, pa.field("number", pa.int64())])

# What is read of ARTICLE rows: their own votes are not, which take most of the time to move.
READ_COLUMNS = [name for name in ARTICLE.names if name in NUMBERED.names] + ["lines", "html"]
_HELD = 64 << 20  # bytes of rows


class RowWriter:
    """Writes the rows and votes of articles as Arrow streams; those numbered -1 are left out.

    Up to _HELD bytes are held, and then cut into ranges at once: a large corpus has more ranges
    than a process may have open files, and than a batch has rows.
    """

    def __init__(self, work: Workdir, name: str, articles: int, parts: int) -> None:
        """Numbers below `articles` go into `parts` ranges of equal size, a file `name` in each."""
        self._work = work
        self._name = name
        self._articles = articles
        self._parts = parts
        self._batches: list[pa.RecordBatch] = []  # held, with what `write` was given of each
        self._numbers: list[NDArray[np.int64]] = []
        self._labelled: list[pa.RecordBatch] = []
        self._bytes = self._files = 0  # bytes held, and how often they were written

    def write(
        self,
        batch: pa.RecordBatch,
        numbers: NDArray[np.int64],
        labelled: pa.RecordBatch,
    ) -> None:
        """Write the articles of a batch of READ_COLUMNS, with their LABELLED rows."""
        self._batches.append(batch)
        self._numbers.append(numbers)
        self._labelled.append(labelled)
        self._bytes += batch.nbytes + labelled.nbytes
        if self._bytes > _HELD:
            self.close()

    def close(self) -> None:
        """Write all that is held."""
        if not self._batches:
            return
        batch, labelled = pa.concat_batches(self._batches), pa.concat_batches(self._labelled)
        numbers = np.concatenate(self._numbers)
        for held in (self._batches, self._numbers, self._labelled):
            held.clear()
        self._cut("rows", _rows(batch, numbers, labelled))
        self._cut("votes", _vote_rows(batch, numbers, labelled["votes"]))
        self._cut(LINES, _line_rows(batch, numbers))
        self._cut(HTML, _page_rows(batch, numbers))
        self._bytes = 0
        self._files += 1

    def _cut(self, kind: str, rows: pa.RecordBatch) -> None:
        """Write rows of a kind into the ranges of their numbers."""
        numbers = rows["number"].to_numpy()
        parts = np.where(numbers < 0, -1, numbers * self._parts // self._articles)
        order = np.argsort(parts, kind="stable")
        in_order = parts.take(order)
        starts = np.flatnonzero(np.diff(in_order, prepend=-1)).tolist()
        for start, end in pairwise([*starts, len(order)]):
            folder = self._work.part(int(in_order[start]))
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{self._name}-{self._files}.{kind}.arrow"
            with pa.ipc.new_stream(str(path), rows.schema) as stream:
                stream.write_batch(rows.take(pa.array(order[start:end])))


def _rows(
    batch: pa.RecordBatch, numbers: NDArray[np.int64], labelled: pa.RecordBatch
) -> pa.RecordBatch:
    """The rows as they will stand in the release, but for what linking will add."""
    known = {name: labelled[name] for name in ("spans", *CONTENT_KEYS.names)}
    known["number"] = pa.array(numbers)
    columns = [
        known[field.name]
        if field.name in known
        else batch[field.name].cast(field.type)
        if field.name in batch.schema.names
        else pa.nulls(len(batch), field.type)
        for field in NUMBERED
    ]
    return pa.RecordBatch.from_arrays(columns, schema=NUMBERED)


def _vote_rows(
    batch: pa.RecordBatch, numbers: NDArray[np.int64], votes: pa.ListArray
) -> pa.RecordBatch:
    return _flat(batch, numbers, votes, NUMBERED_VOTE)


def _line_rows(batch: pa.RecordBatch, numbers: NDArray[np.int64]) -> pa.RecordBatch:
    """The lines of those articles that came as pages."""
    return _flat(batch, numbers, batch["lines"], NUMBERED_LINE)


def _flat(
    batch: pa.RecordBatch, numbers: NDArray[np.int64], lists: pa.ListArray, schema: pa.Schema
) -> pa.RecordBatch:
    """A row for each item of the lists of articles, with id and number of the article."""
    counts = lists.value_lengths().to_numpy()
    items = lists.flatten()
    columns = {field.name: items.field(field.name) for field in items.type}
    columns["number"] = pa.array(np.repeat(numbers, counts))
    columns["id"] = batch["id"].take(pa.array(np.repeat(np.arange(len(batch)), counts)))
    return pa.RecordBatch.from_arrays([columns[name] for name in schema.names], schema=schema)


def _page_rows(batch: pa.RecordBatch, numbers: NDArray[np.int64]) -> pa.RecordBatch:
    """The HTML of those articles that it is kept of."""
    has_html = batch["html"].is_valid()
    kept = pa.array(numbers).filter(has_html)
    columns = [batch["id"].filter(has_html), batch["html"].filter(has_html), kept]
    return pa.RecordBatch.from_arrays(columns, schema=NUMBERED_PAGE)
