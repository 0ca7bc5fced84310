"""Votes for templates: lines that recur in the articles of an outlet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.contract.article import Vote
from corpus.contract.labels import is_boilerplate
from corpus.labelling.recurrence import ARTICLES, LineCounts
from corpus.labelling.voters.voter import Batch

SOURCE = "template:v1"
REPEATS = 3  # times in one article: lines that stand there more often order its text ("Pros")
SHARE = 0.005  # of the outlet's articles: rarer lines are phrases of its writers
SHORT_WORDS = 4  # fewer words: also subheadings ("Background") recur,
SHORT_SHARE = 0.5  # so that half of the outlet's articles must carry the line
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
    return [
        list(_votes(counts, votes)) for counts, votes in zip(batch.counts, batch.votes, strict=True)
    ]


def _votes(counts: LineCounts, votes: Sequence[Vote]) -> Iterator[Vote]:
    recurring = np.flatnonzero(counts.articles).tolist()
    if not recurring:
        return
    keys = counts.marks["key"].tolist()
    times = Counter(keys)
    is_story = _is_story(counts).tolist()
    by_weight = sorted((v for v in votes if is_boilerplate(v.label)), key=lambda v: v.weight)
    kinds = {vote.start: vote.label for vote in by_weight}  # the surest vote is written last
    starts = counts.marks["start"].tolist()
    for index in recurring:
        articles = int(counts.articles[index])
        weight = _weight(int(counts.marks["words"][index]), articles, counts.outlet_articles)
        if not weight or is_story[index] or times[keys[index]] > REPEATS:
            continue
        start, end = starts[index], int(counts.marks["end"][index])
        near = (start, *starts[max(0, index - 1) : index], *starts[index + 1 : index + 2])
        kind = next((kinds[place] for place in near if place in kinds), "other")
        why = f"in {articles} articles of {counts.outlet}"
        yield Vote(start, end, kind, SOURCE, weight, why)


def _is_story(counts: LineCounts) -> NDArray[np.bool_]:
    """Which lines are the story's own although they recur.

    Between sentences of this article alone, a sentence is a phrase of its writers ("No one was
    hurt."), and a line with digits is a row of its numbers ("High: 21 C").
    """
    own = np.flatnonzero(counts.marks["is_sentence"] & (counts.articles == 0))
    index = np.arange(len(counts.marks))
    is_inside = (index > own[0]) & (index < own[-1]) if len(own) else np.zeros(len(index), np.bool_)
    is_phrase = counts.marks["is_sentence"] | counts.marks["has_digits"]
    return np.asarray(is_inside & is_phrase, np.bool_)


def _weight(words: int, articles: int, outlet_articles: int) -> float:
    """The probability that such a line is boilerplate; 0 where it is too rare to tell."""
    is_short = words < SHORT_WORDS
    share = SHORT_SHARE if is_short else SHARE
    if articles < max(ARTICLES, outlet_articles * share):
        return 0.0
    return SHORT_WEIGHT if is_short else LONG_WEIGHT
