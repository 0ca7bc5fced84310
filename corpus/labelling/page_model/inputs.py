"""Pages as the page model reads them: the words of their lines, and the places on the page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.contract.article import Vote
from corpus.contract.page import PageFeatures
from corpus.hashing import mixed
from corpus.labelling.line_model import inputs
from corpus.labelling.lines import Line
from corpus.page import features

BITS = 17  # of a name at a level: 131,072 places for the 600,000 names at their levels
# The level of a name, by row of `PageFeatures.around`: inside the block, the block, its parent, the
# two beyond, all beyond. Names of any block count once more without a level.
LEVEL = (*(0,) * features.INLINE, 1, 2, 3, 4, *(5,) * (features.BLOCKS - 4))
ANY = 6
NAME_LEVELS = 7
_ODD = np.uint64(0x9E3779B97F4A7C15)


class Names(NamedTuple):
    """The names around lines, end to end: a sparse matrix of the places where lines stand."""

    words: NDArray[np.int64]  # (elements' names, NAME_LEVELS): place in a table of 2^BITS
    starts: NDArray[np.int64]  # (elements + 1,): the first name of each
    around: NDArray[np.int64]  # (LEVELS, lines): elements


class Pages(NamedTuple):
    """The lines of several pages, end to end."""

    lines: inputs.Lines
    table: NDArray[np.float32]  # (features.COLUMNS, lines)
    ranges: NDArray[np.int64]  # (features.RANGES, 2, lines)
    groups: NDArray[np.int64]  # (features.GROUPS, lines)
    heading: NDArray[np.int64]  # (lines,)
    names: Names

    @property
    def low(self) -> NDArray[np.int64]:
        """The first line of each line's page."""
        return self.lines.low

    @property
    def high(self) -> NDArray[np.int64]:
        """The line after the last of each line's page."""
        return self.lines.high


def read(
    pages: Sequence[PageFeatures], lines: Sequence[Sequence[Line]], votes: Sequence[Sequence[Vote]]
) -> Pages:
    """The lines of pages as numbers.

    Args:
        pages: The pages, each with at least one line.
        lines: The lines of each page.
        votes: The votes of the rules on each page.
    """
    of_text = inputs.read(lines, votes)
    first = (of_text.ends - of_text.counts).tolist()
    elements = np.cumsum([0, *(len(page.sizes) for page in pages)]).tolist()
    groups = []
    following = np.zeros((features.GROUPS, 1), np.int64)
    for page in pages:
        groups.append(page.groups + following)
        following = groups[-1].max(axis=1, keepdims=True) + 1
    heading = [
        np.where(page.heading < 0, -1, page.heading + start)
        for page, start in zip(pages, first, strict=True)
    ]
    around = [page.around + start for page, start in zip(pages, elements, strict=False)]
    ranges = [page.ranges + start for page, start in zip(pages, first, strict=True)]
    return Pages(
        of_text,
        np.concatenate([page.table for page in pages], axis=1),
        np.concatenate(ranges, axis=2).astype(np.int64),
        np.concatenate(groups, axis=1),
        np.concatenate(heading).astype(np.int64),
        Names(
            _at_levels(np.concatenate([page.names for page in pages])),
            np.cumsum([0, *chain.from_iterable(page.sizes.tolist() for page in pages)]),
            np.concatenate(around, axis=1).astype(np.int64),
        ),
    )


def _at_levels(names: NDArray[np.uint32]) -> NDArray[np.int64]:
    """The place of each name at each level, in a table of 2^BITS."""
    levels = np.arange(1, NAME_LEVELS + 1, dtype=np.uint64)
    at_level = names.astype(np.uint64)[:, None] * np.uint64(NAME_LEVELS) + levels
    return (mixed(at_level * _ODD) >> np.uint64(64 - BITS)).astype(np.int64)


def name_scores(names: Names, weights: NDArray[np.int16], intercept: int) -> NDArray[np.float32]:
    """The score of every line by the names around it.

    Args:
        names: The names.
        weights: Thousandths of log odds, shape (2^BITS,).
        intercept: Thousandths of log odds.

    Returns:
        Log odds, shape (lines,). The weights of the names are added and divided by the root of
        their number, as those of words in `line_model.model.scores`.
    """
    before = np.zeros((len(names.words) + 1, NAME_LEVELS), np.int64)
    np.cumsum(weights.take(names.words), axis=0, out=before[1:])
    of_element = before[names.starts[1:]] - before[names.starts[:-1]]
    total = np.zeros(names.around.shape[1], np.int64)
    for row, (level, elements) in enumerate(zip(LEVEL, names.around, strict=True)):
        total += of_element[elements, level]
        if row >= features.INLINE:
            total += of_element[elements, ANY]
    roots = np.sqrt(np.maximum(name_counts(names), 1))
    return ((total / roots + intercept) / 1000).astype(np.float32)


def name_counts(names: Names) -> NDArray[np.int64]:
    """The number of names around each line, those of blocks counted twice, as they are read."""
    sizes = np.diff(names.starts)[names.around]
    return np.asarray(sizes.sum(axis=0) + sizes[features.INLINE :].sum(axis=0), np.int64)


def name_places(names: Names) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The place of every name around every line, and the line of each."""
    places, owners = [], []
    lines = np.arange(names.around.shape[1])
    for row, (level, elements) in enumerate(zip(LEVEL, names.around, strict=True)):
        sizes = np.diff(names.starts)[elements]
        at = stretches(names.starts[elements], sizes)
        for of_level in (level, ANY) if row >= features.INLINE else (level,):
            places.append(names.words[at, of_level])
            owners.append(np.repeat(lines, sizes))
    return np.concatenate(places), np.concatenate(owners)


def stretches(starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """All indices of stretches of an array, end to end."""
    before = np.cumsum(sizes) - sizes
    return np.asarray(np.arange(sizes.sum()) + np.repeat(starts - before, sizes), np.int64)
