"""Where an article's story seems to stand, and which lines share its rare words.

The first guess uses the scores of the lines' words alone (`model.scores`): the stretch of lines
that is most like story in total, a maximum sum (Bentley 1984). Comments, teasers and the next
article on the page read like stories too, but contain few of its rare words.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.labelling.line_model.features import BITS
from corpus.labelling.line_model.inputs import ARTICLES, LENGTH, Lines
from corpus.labelling.line_model.surroundings import LONGEST, surroundings

PLACE = 9  # the last of `columns`: the place of a line in the story
_SUREST = 4000  # thousandths of log odds that a line counts at most
_SLOT_BITS = 14  # of slots for the words of an article: in a long one a tenth share a slot


class Story(NamedTuple):
    """The guess; arrays over lines."""

    start: NDArray[np.int64]  # first line of the story of the line's article
    stop: NDArray[np.int64]  # the line after its last
    sure: NDArray[np.int64]  # how much the stretch is like story; 0 if the article has none
    inside: NDArray[np.bool_]  # whether the line is in the story


def guess(lines: Lines, score: NDArray[np.float32]) -> Story:
    """The stretch of each article that is most like story.

    A line counts by the root of its length. Of equal stretches the first is taken, then the
    shortest.

    Args:
        lines: The lines.
        score: Log odds that a line is not story, one per line.
    """
    count = len(score)
    counts = lines.counts
    article = lines.article
    thousandths = np.clip(np.rint(score * np.float32(1000)), -_SUREST, _SUREST)
    roots = np.rint(np.sqrt(np.minimum(lines.table[LENGTH], LONGEST)))
    like = -(thousandths * roots).astype(np.int64)
    # Sums step down between articles, so that the lowest one is never that of an earlier article.
    step = np.cumsum(np.full(len(counts), np.abs(like).sum() + 1)) if count else counts
    after = np.cumsum(like) - step[article]
    before = after - like
    lowest = np.minimum.accumulate(before)
    sums = after - lowest
    index = np.arange(count)
    begins = np.maximum.accumulate(np.where(before == lowest, index, 0))
    filled = np.flatnonzero(counts)
    best = np.zeros(len(counts), np.int64)
    last = np.zeros(len(counts), np.int64)
    if count:
        best[filled] = np.maximum.reduceat(sums, (lines.ends - counts)[filled])
        top = np.flatnonzero(sums == best[article])[::-1]
        last[article[top]] = top  # the first of them is written last
    has_none = best <= 0
    start = np.where(has_none, lines.ends - counts, begins[last] if count else last)
    stop = np.where(has_none, start, last + 1)
    inside = (index >= start[article]) & (index < stop[article])
    return Story(start[article], stop[article], np.maximum(best, 0)[article], inside)


def familiar(
    lines: Lines, core: NDArray[np.bool_], rarity: NDArray[np.uint8]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How many of a line's words, by rarity, another core line of its article has.

    Args:
        lines: The lines.
        core: Which lines belong to the core of the story.
        rarity: The weight of each word, shape (2^BITS,); words of weight 0 do not count.

    Returns:
        Per line, the weight of the words that it shares with a core line, and of all its words.
    """
    count = lines.table.shape[1]
    weights = rarity.take(lines.words)
    weighty = np.flatnonzero(weights > 0)
    line = lines.line.take(weighty)
    weights = weights.take(weighty).astype(np.float64)
    edges = np.searchsorted(line, lines.ends[ARTICLES - 1 : -1 : ARTICLES])
    slots = lines.words.take(weighty) >> (BITS - _SLOT_BITS)
    slots += (lines.article % ARTICLES << _SLOT_BITS).take(line)
    is_core = core.take(line)
    line = line.astype(np.int32)
    shared = np.zeros(len(line), np.bool_)
    # Core lines with a word, by slot. What `last` has counts only where `first` has a line.
    first, last = np.full((2, ARTICLES << _SLOT_BITS), -1, np.int32)
    for begin, end in pairwise([0, *edges.tolist(), len(line)]):
        own, of_group = line[begin:end], slots[begin:end]
        of_core = np.flatnonzero(is_core[begin:end])
        core_slots, core_lines = of_group.take(of_core), own.take(of_core)
        last[core_slots] = core_lines  # the last one written stays
        first[core_slots[::-1]] = core_lines[::-1]
        earliest, latest = first.take(of_group), last.take(of_group)
        shared[begin:end] = (earliest >= 0) & ((earliest != own) | (latest != own))
        first[core_slots] = -1  # takes less than to fill it again
    return (
        np.bincount(line[shared], weights[shared], minlength=count).astype(np.int64),
        np.bincount(line, weights, minlength=count).astype(np.int64),
    )


def columns(
    lines: Lines, scores: NDArray[np.float32], rarity: NDArray[np.uint8]
) -> list[NDArray[np.float32]]:
    """All features that the trees read: `surroundings`, and the place in the story.

    Args:
        lines: The lines.
        scores: `model.scores`, shape (2, lines).
        rarity: As in `familiar`.

    Returns:
        One array over the lines per feature.
    """
    story = guess(lines, scores[0])
    shared, total = familiar(lines, story.inside & (scores[0] < 0), rarity)
    share = (shared / np.maximum(total, 1)).astype(np.float32)
    around = surroundings(np.concatenate([lines.table, scores, share[None]]), lines.ends)
    index = np.arange(len(share))
    lengths = np.minimum(lines.table[LENGTH], LONGEST)
    text = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
    size = story.stop - story.start
    length = text[story.stop] - text[story.start]
    counts = lines.counts
    whole = np.repeat(text[lines.ends] - text[lines.ends - counts], counts)
    place = (
        story.inside, index - story.start, story.stop - index,
        (index - story.start) / np.maximum(size, 1), story.sure / 1000, size, length,
        length / np.maximum(whole, 1), shared,
    )  # fmt: skip
    return around + [np.asarray(values, np.float32) for values in place]
