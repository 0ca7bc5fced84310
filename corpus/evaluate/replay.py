"""The labels that programs alone would give the articles of a release, replayed from its votes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.compute as pc
import pyarrow.parquet as pq

from corpus.contract.article import Span, Vote
from corpus.contract.labels import LABELS
from corpus.labelling.label_model import choose_spans, is_human
from corpus.release.reader import Release
from corpus.release.streams import read_rows, rows_of, votes_of, with_votes

_COLUMNS = ["id", "sha256", "outlet", "language", "text", "human_labelled", "spans"]


class VotedArticle(NamedTuple):
    """An article of a release with every vote on it."""

    id: str
    sha256: str
    outlet: str
    language: str
    text: str
    human_labelled: bool  # a person judged the whole text
    votes: list[Vote]
    spans: list[Span]  # as they stand in the release


def articles(release: Release, split: str | None = None) -> Iterator[VotedArticle]:
    """The articles of a release, or of one of its splits.

    Raises:
        CannotRunError: a file of it cannot be read.
    """
    rows, votes = release.rows(split, _COLUMNS), release.votes(split)
    for row, (_, on_row) in zip(rows, votes, strict=True):
        yield _article(row, on_row)


def shard_articles(data: Path, votes: Path) -> Iterator[VotedArticle]:
    """The articles of one data file, with their votes from the file of votes beside it.

    Raises:
        CannotRunError: the votes are not in the order of the rows.
    """
    for row, on_row in with_votes(read_rows(data, LABELS, _COLUMNS), votes, LABELS):
        yield _article(row, on_row)


def judged_articles(data: Path, votes: Path) -> Iterator[VotedArticle]:
    """The articles of one data file that a person judged."""
    table = pq.read_table(data, columns=_COLUMNS, filters=pc.field("human_labelled"))
    by_article: dict[str, list[Vote]] = defaultdict(list)
    if len(table):
        vote_table = pq.read_table(votes, filters=pc.field("id").isin(table["id"]))
        for article_id, vote in votes_of(vote_table.to_batches(), LABELS):
            by_article[article_id].append(vote)
    for row in rows_of(table.to_batches(), LABELS):
        yield _article(row, by_article[row["id"]])


def program_spans(
    article: VotedArticle,
    min_confidence: float,
    counts: Callable[[Vote], bool] = lambda _: True,
) -> list[Span]:
    """The labels that programs give an article.

    Args:
        article: with its votes.
        min_confidence: spans of less confidence are left out, 0..1.
        counts: whether a program's vote takes part.
    """
    votes = [vote for vote in article.votes if not is_human(vote.source) and counts(vote)]
    return choose_spans(votes, min_confidence=min_confidence)


def _article(row: dict[str, Any], votes: list[Vote]) -> VotedArticle:
    spans = [Span(**span) for span in row.pop("spans")]
    return VotedArticle(**row, votes=votes, spans=spans)
