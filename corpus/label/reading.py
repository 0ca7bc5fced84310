"""Articles as the line model reads them: their words and their features, lines end to end."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.contract.article import Vote
from corpus.label import features
from corpus.label.lines import Line

_PAGE = 60  # lines: nine in ten whole pages of the bench have more
RULE, _PROSE = map(features.COLUMNS.index, ("rule", "prose"))


class Read(NamedTuple):
    """Articles as the model reads them; lines end to end."""

    ends: NDArray[np.int64]
    words: NDArray[np.int64]  # places in the tables
    line: NDArray[np.int64]  # of each word
    table: NDArray[np.float32]


def read(articles: Sequence[Sequence[Line]], votes: Sequence[Sequence[Vote]]) -> Read:
    """The lines of articles as numbers, with what the rules said of them."""
    text = features.read(list(chain.from_iterable(articles)))
    places, line = features.words(text)
    ends = np.cumsum([len(its) for its in articles])
    return Read(ends, places, line, features.table(articles, text, votes))


def whole_pages(its: Read) -> NDArray[np.bool_]:
    """Which articles are pages with all their menus, not what an extractor left of them."""
    counts = np.diff(its.ends, prepend=0)
    prose = np.concatenate([[0], np.cumsum(its.table[_PROSE] > 0)])
    long = prose[its.ends] - prose[its.ends - counts]
    return np.asarray((counts >= _PAGE) & (long * 3 < counts), np.bool_)
