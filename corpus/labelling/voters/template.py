"""Votes for templates: lines that recur in the articles of an outlet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corpus.arrays import end_to_end
from corpus.contract.article import Vote
from corpus.contract.labels import is_boilerplate
from corpus.labelling.recurrence import EXACT, MARK, SHORT_WORDS, LineCounts
from corpus.labelling.voters.voter import Batch

SOURCE = "template:v1"
REPEATS = 3  # times in one article: lines that stand there more often order its text ("Pros")
# On the bench (17 domains with three pages or more) 540 of 544 recurring lines of four words or
# more were boilerplate and 3,061 of 3,065 shorter ones. Of what extractors leave only 21 of 24 and
# 19 of 20 were: few cases, so the weights are lower. Of lines repeated oftener 850 of 1,166 were.
LONG_WEIGHT = 0.94
SHORT_WEIGHT = 0.75


def vote(batch: Batch) -> list[list[Vote]]:
    """A vote for every template.

    Recurrence shows that a line is boilerplate, not which kind. The kind is the one of the surest
    vote so far on the line, else on the line before or after it, else `other`.
    """
    votes: list[list[Vote]] = [[] for _ in batch.votes]
    for number, lines in _templates(batch.counts):
        votes[number] = list(_votes(batch.counts[number], lines, batch.votes[number]))
    return votes


def _templates(counts: Sequence[LineCounts]) -> Iterator[tuple[int, list[int]]]:
    """The number of each article that has templates, and which of its lines they are."""
    if not counts:
        return
    marks = end_to_end(MARK, (its.marks for its in counts))
    recurs = np.concatenate([its.articles for its in counts])
    sizes = np.array([len(its.articles) for its in counts])
    article = np.repeat(np.arange(len(counts)), sizes)
    is_often = np.concatenate([its.is_often for its in counts])
    is_template = is_often & ~_is_story(marks, recurs, article)
    recurring = np.flatnonzero(recurs)
    is_template[recurring] &= _times(article[recurring], marks["key"][recurring]) <= REPEATS
    lines = np.flatnonzero(is_template)
    firsts = np.cumsum(sizes) - sizes
    edges = np.searchsorted(lines, [*firsts, len(marks)]).tolist()
    for number, (first, last) in enumerate(pairwise(edges)):
        if first < last:
            yield number, (lines[first:last] - firsts[number]).tolist()


def _votes(counts: LineCounts, lines: Sequence[int], votes: Sequence[Vote]) -> Iterator[Vote]:
    by_weight = sorted((v for v in votes if is_boilerplate(v.label)), key=lambda v: v.weight)
    kinds = {vote.start: vote.label for vote in by_weight}  # the surest vote is written last
    starts, ends = counts.marks["start"].tolist(), counts.marks["end"].tolist()
    is_short = (counts.marks["words"] < SHORT_WORDS).tolist()
    for index in lines:
        start = starts[index]
        near = (start, *starts[max(0, index - 1) : index], *starts[index + 1 : index + 2])
        kind = next((kinds[place] for place in near if place in kinds), "other")
        weight = SHORT_WEIGHT if is_short[index] else LONG_WEIGHT
        articles = int(counts.articles[index])
        why = f"in {articles}{' or more' * (articles >= EXACT)} articles of {counts.outlet}"
        yield Vote(start, ends[index], kind, SOURCE, weight, why)


def _times(article: NDArray[np.int64], keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    """How often each line, by its article and key, stands among the lines."""
    order = np.lexsort((keys, article))
    is_new = np.ones(len(order), np.bool_)
    is_new[1:] = (np.diff(keys[order]) != 0) | (np.diff(article[order]) != 0)
    run = np.cumsum(is_new) - 1
    times = np.empty(len(order), np.int64)
    times[order] = np.bincount(run)[run]
    return times


def _is_story(
    marks: NDArray[np.void], recurs: NDArray[np.int64], article: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Which lines are the story's own although they recur.

    Between sentences of this article alone, a sentence is a phrase of its writers ("No one was
    hurt."), and a line with digits is a row of its numbers ("High: 21 C").
    """
    own = np.flatnonzero(marks["is_sentence"] & (recurs == 0))
    index = np.arange(len(marks))
    before = np.searchsorted(own, index)  # how many of them stand before a line
    after = np.searchsorted(own, index, "right")
    around = np.concatenate([[-1], article[own], [-1]])
    is_inside = (around[before] == article) & (around[after + 1] == article)
    is_phrase = marks["is_sentence"] | marks["has_digits"]
    return np.asarray(is_inside & is_phrase, np.bool_)
