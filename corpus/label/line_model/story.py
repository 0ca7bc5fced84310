"""Where an article's story seems to stand, and which lines speak of what it speaks of.

A first guess by the lines' words alone (`model.scores`): the stretch of lines that is most like
story on the whole, the maximum sum of a sequence (Bentley 1984). Comments, teasers and the next
article on the page read like stories too, but have few of its rare words.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.label.line_model.features import BITS
from corpus.label.line_model.inputs import ARTICLES, LENGTH, Lines
from corpus.label.line_model.surroundings import LONGEST, surroundings

_SUREST = 4000  # thousandths of log odds that a line counts at most
_SLOT_BITS = 14  # of slots for the words of an article: in a long one a tenth share a slot


class Story(NamedTuple):
    """The guess; arrays over lines."""

    start: NDArray[np.int64]  # of the stretch in the line's article
    stop: NDArray[np.int64]
    sure: NDArray[np.int64]  # how much it is like story; 0 where there is none
    inside: NDArray[np.bool_]


def guess(its: Lines, score: NDArray[np.float32]) -> Story:
    """The stretch of each article that is most like story, by each line's log odds that it is not.

    A line counts by the root of its length. Of equal stretches the first, then the shortest.
    """
    count = len(score)
    counts = np.diff(its.ends, prepend=0)
    article = np.repeat(np.arange(len(counts)), counts)
    thousandths = np.clip(np.rint(score * np.float32(1000)), -_SUREST, _SUREST)
    roots = np.rint(np.sqrt(np.minimum(its.table[LENGTH], LONGEST)))
    like = -(thousandths * roots).astype(np.int64)
    # A step down between articles, so that a minimum never reaches over from the one before.
    apart = np.cumsum(np.full(len(counts), np.abs(like).sum() + 1)) if count else counts
    behind = np.cumsum(like) - apart[article]
    before = behind - like
    lowest = np.minimum.accumulate(before)
    sums = behind - lowest
    at = np.arange(count)
    begins = np.maximum.accumulate(np.where(before == lowest, at, 0))
    filled = np.flatnonzero(counts)
    best = np.zeros(len(counts), np.int64)
    last = np.zeros(len(counts), np.int64)
    if count:
        best[filled] = np.maximum.reduceat(sums, (its.ends - counts)[filled])
        top = np.flatnonzero(sums == best[article])[::-1]
        last[article[top]] = top  # the first of them is written last
    none = best <= 0
    start = np.where(none, its.ends - counts, begins[last] if count else last)
    stop = np.where(none, start, last + 1)
    inside = (at >= start[article]) & (at < stop[article])
    return Story(start[article], stop[article], np.maximum(best, 0)[article], inside)


def familiar(
    its: Lines, core: NDArray[np.bool_], rarity: NDArray[np.uint8]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each line the weight of its words that another `core` line of its article has; of all.

    `rarity` weighs words by their places in a table of 2^BITS; those it gives nothing say nothing.
    """
    count = its.table.shape[1]
    weights = rarity.take(its.words)
    heard = np.flatnonzero(weights)
    words, line, weights = its.words[heard], its.line[heard], weights[heard].astype(np.float64)
    counts = np.diff(its.ends, prepend=0)
    article = np.repeat(np.arange(len(counts)), counts)[line]
    shared = np.zeros(len(words), np.bool_)
    edges = np.searchsorted(article // ARTICLES, np.arange(-(-len(counts) // ARTICLES) + 1))
    slots = (article % ARTICLES << _SLOT_BITS) + (words >> (BITS - _SLOT_BITS))
    line = line.astype(np.int32)
    first, last = np.empty((2, ARTICLES << _SLOT_BITS), np.int32)
    for begin, end in pairwise(edges.tolist()):
        of_core = np.flatnonzero(core[line[begin:end]]) + begin
        first.fill(-1)
        last.fill(-1)
        last[slots[of_core]] = line[of_core]  # the last one written stays
        first[slots[of_core[::-1]]] = line[of_core[::-1]]
        its_line, its_slots = line[begin:end], slots[begin:end]
        one, other = first[its_slots], last[its_slots]
        shared[begin:end] = (one >= 0) & ((one != its_line) | (other != its_line))
    return (
        np.bincount(line[shared], weights[shared], minlength=count).astype(np.int64),
        np.bincount(line, weights, minlength=count).astype(np.int64),
    )


def columns(
    its: Lines, scores: NDArray[np.float32], rarity: NDArray[np.uint8]
) -> list[NDArray[np.float32]]:
    """All that the trees see of lines, an array each: `surroundings`, and the story's place.

    `scores` are the rows that `model.scores` gives.
    """
    found = guess(its, scores[0])
    shared, every = familiar(its, found.inside & (scores[0] < 0), rarity)
    told = (shared / np.maximum(every, 1)).astype(np.float32)
    made = surroundings(np.concatenate([its.table, scores, told[None]]), its.ends)
    at = np.arange(len(told))
    text = np.concatenate([[0], np.cumsum(np.minimum(its.table[LENGTH], LONGEST), dtype=np.int64)])
    size = found.stop - found.start
    long = text[found.stop] - text[found.start]
    counts = np.diff(its.ends, prepend=0)
    whole = np.repeat(text[its.ends] - text[its.ends - counts], counts)
    here = (
        found.inside, at - found.start, found.stop - at, (at - found.start) / np.maximum(size, 1),
        found.sure / 1000, size, long, long / np.maximum(whole, 1), shared,
    )  # fmt: skip
    return made + [np.asarray(values, np.float32) for values in here]
