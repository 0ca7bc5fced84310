"""Articles as the line model reads them: their words and their features, lines end to end."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.contract.article import Vote
from corpus.label.line_model import features
from corpus.label.lines import Line

ARTICLES = 32  # in one go, so that what is made of their characters stays in the cache
_PAGE = 60  # lines: nine in ten whole pages of the bench have more
LENGTH, RULE, _PROSE = map(features.COLUMNS.index, ("length", "rule", "prose"))


class Read(NamedTuple):
    """Articles as the model reads them; lines end to end."""

    ends: NDArray[np.int64]
    words: NDArray[np.int64]  # places in the tables; of ARTICLES articles, then of as many more
    line: NDArray[np.int64]  # of each word
    table: NDArray[np.float32]


def read(articles: Sequence[Sequence[Line]], votes: Sequence[Sequence[Vote]]) -> Read:
    """The lines of articles as numbers, with what the rules said of them."""
    ends = np.cumsum([len(its) for its in articles])
    found = []
    for first in range(0, max(1, len(articles)), ARTICLES):
        here = slice(first, first + ARTICLES)
        text = features.read(list(chain.from_iterable(articles[here])))
        places, line = features.words(text)
        before = ends[first - 1] if first else 0
        found.append((places, line + before, features.table(articles[here], text, votes[here])))
    words, lines, tables = zip(*found, strict=True)
    return Read(ends, np.concatenate(words), np.concatenate(lines), np.concatenate(tables, axis=1))


def whole_pages(its: Read) -> NDArray[np.bool_]:
    """Which articles are pages with all their menus, not what an extractor left of them."""
    counts = np.diff(its.ends, prepend=0)
    prose = np.concatenate([[0], np.cumsum(its.table[_PROSE] > 0)])
    long = prose[its.ends] - prose[its.ends - counts]
    return np.asarray((counts >= _PAGE) & (long * 3 < counts), np.bool_)
