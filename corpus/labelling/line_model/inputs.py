"""Articles as the line model reads them: words and features of their lines, end to end."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.contract.article import Vote
from corpus.labelling.line_model import features
from corpus.labelling.lines import Line

ARTICLES = 32  # read at once, so that arrays over their characters stay in the processor's cache
_PAGE = 60  # lines: nine in ten whole pages of the bench have more
LENGTH, RULE, _PROSE = map(features.COLUMNS.index, ("length", "rule", "prose"))


class Lines(NamedTuple):
    """The lines of several articles, end to end."""

    ends: NDArray[np.int64]  # (articles,): the number of lines up to the end of each article
    words: NDArray[np.int64]  # places in tables of 2^BITS; grouped by ARTICLES articles
    line: NDArray[np.int64]  # the line of each word
    table: NDArray[np.float32]  # (COLUMNS, lines): `features.table`

    @property
    def counts(self) -> NDArray[np.int64]:
        """The number of lines of each article."""
        return np.diff(self.ends, prepend=0)

    @property
    def article(self) -> NDArray[np.int64]:
        """The article of each line."""
        return np.repeat(np.arange(len(self.ends)), self.counts)

    @property
    def low(self) -> NDArray[np.int64]:
        """The first line of each line's article."""
        return np.repeat(self.ends - self.counts, self.counts)

    @property
    def high(self) -> NDArray[np.int64]:
        """The line after the last of each line's article."""
        return np.repeat(self.ends, self.counts)

    def without_words(self, articles: NDArray[np.bool_]) -> Lines:
        """The same lines, those of some articles without their words."""
        if not articles.any():
            return self
        has_words = ~np.repeat(articles, self.counts)[self.line]
        return self._replace(words=self.words[has_words], line=self.line[has_words])


def read(articles: Sequence[Sequence[Line]], votes: Sequence[Sequence[Vote]]) -> Lines:
    """The lines of articles as numbers, with the votes of the rules.

    Args:
        articles: The lines of each article.
        votes: The votes on each article.
    """
    ends = np.cumsum([len(lines) for lines in articles])
    words, owners, tables = [], [], []
    for first in range(0, max(1, len(articles)), ARTICLES):
        group = slice(first, first + ARTICLES)
        text = features.read(list(chain.from_iterable(articles[group])))
        places, line = features.words(text)
        words.append(places)
        owners.append(line + (ends[first - 1] if first else 0))
        tables.append(features.table(articles[group], text, votes[group]))
    return Lines(
        ends, np.concatenate(words), np.concatenate(owners), np.concatenate(tables, axis=1)
    )


def whole_pages(lines: Lines) -> NDArray[np.bool_]:
    """Which articles are pages with all their menus, not what an extractor left of them."""
    is_prose = np.concatenate([[0], np.cumsum(lines.table[_PROSE] > 0)])
    prose = is_prose[lines.ends] - is_prose[lines.ends - lines.counts]
    return np.asarray((lines.counts >= _PAGE) & (prose * 3 < lines.counts), np.bool_)
