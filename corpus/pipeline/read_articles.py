"""What `build`, `validate` and `show` take for an article."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from corpus.contract.article import Article
from corpus.contract.problems import Problem
from corpus.identify.article import identify
from corpus.read.records import records
from corpus.read.shards import Piece
from corpus.validation.article import check


def read_articles(raw: Path, piece: Piece) -> Iterator[Article | list[Problem]]:
    """The article of each record, or all that keeps the record from being one.

    Args:
        raw: The raw folder.
        piece: Of a file in it.
    """
    for record in records(raw, piece):
        if isinstance(record, Problem):
            yield [record]
        else:
            yield check(record) or identify(record)
