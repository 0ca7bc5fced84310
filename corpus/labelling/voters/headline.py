"""Votes for lines that are the title of another article: links to it."""

from __future__ import annotations

import numpy as np

from corpus.contract.article import Vote
from corpus.labelling.recurrence import LineCounts
from corpus.labelling.voters.voter import Batch

SOURCE = "headline:v1"
WEIGHT = 0.95  # one in twenty is our doubt, unmeasured


def vote(batch: Batch) -> list[list[Vote]]:
    """A vote for every line that is another article's title."""
    return [_votes(counts) for counts in batch.counts]


def _votes(counts: LineCounts) -> list[Vote]:
    why = "another article's title"
    places = counts.marks[["start", "end"]][np.flatnonzero(counts.is_title)].tolist()
    return [Vote(start, end, "related_links", SOURCE, WEIGHT, why) for start, end in places]
