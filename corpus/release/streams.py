"""The rows and votes of single files, a batch at a time, with labels as names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from corpus.contract.article import DECIMALS, Vote
from corpus.contract.place import numbered, shown_place
from corpus.errors import CannotRunError
from corpus.release.rows import batches

_BATCH = 1000  # rows in memory at once
Row = dict[str, Any]  # by column


def read_rows(
    file: Path, labels: Sequence[str], columns: Sequence[str] | None = None
) -> Iterator[Row]:
    """The rows of one data file, labels of spans as names.

    Args:
        file: a Parquet file of a release.
        labels: the label names in the order of their codes.
        columns: only these columns; by default all.
    """
    return rows_of(batches(file, _BATCH, columns), labels)


def rows_of(row_batches: Iterable[pa.RecordBatch], labels: Sequence[str]) -> Iterator[Row]:
    """The rows of batches, labels of spans as names."""
    for batch in row_batches:
        for row in batch.to_pylist():
            for span in row.get("spans", ()):
                span["label"] = labels[span["label"]]
            yield row


def votes_of(
    vote_batches: Iterable[pa.RecordBatch], labels: Sequence[str]
) -> Iterator[tuple[str, Vote]]:
    """The id of an article and a vote on it, for each row of a file of votes."""
    for batch in vote_batches:
        for row in batch.to_pylist():
            article_id, label, weight = row.pop("id"), row.pop("label"), row.pop("weight")
            yield article_id, Vote(**row, label=labels[label], weight=round(weight, DECIMALS))


class Origin(NamedTuple):
    """Where the record of a row stands."""

    id: str  # of the row
    file: str  # POSIX path relative to the raw folder
    line: int  # 1-based
    unit: str  # what `line` counts, of contract.place.UNITS

    def __str__(self) -> str:
        return shown_place(self.file, numbered(self.line, self.unit))


def read_origins(file: Path) -> Iterator[Origin]:
    """The origins of the rows of one data file, in their order, from the file beside it."""
    for batch in batches(file, _BATCH):
        yield from (Origin(**row) for row in batch.to_pylist())


def with_votes(
    rows: Iterable[Row], file: Path, labels: Sequence[str]
) -> Iterator[tuple[Row, list[Vote]]]:
    """Each row with its votes.

    Args:
        rows: the rows of a data file, with their `id`.
        file: the file of their votes, which stand in the order of the rows.
        labels: the label names in the order of their codes.

    Raises:
        CannotRunError: there are votes on an article that is no row, or not the next one.
    """
    by_article = groupby(votes_of(batches(file, _BATCH), labels), key=itemgetter(0))
    nobody: tuple[str | None, Iterator[tuple[str, Vote]]] = (None, iter(()))
    article_id, group = next(by_article, nobody)
    for row in rows:
        votes = []
        if row["id"] == article_id:
            votes = [vote for _, vote in group]
            article_id, group = next(by_article, nobody)
        yield row, votes
    if article_id is not None:
        raise CannotRunError(
            f'{file}: votes on "{article_id}", which is no row of {file.name}, or not the next '
            "one; expected the votes of each row in the order of the rows; restore the release"
        )
