"""Votes of the line model, which has read the votes of the rules."""

from __future__ import annotations

from itertools import chain

import numpy as np

from corpus.contract.article import Vote
from corpus.labelling.line_model import kinds, model
from corpus.labelling.line_model.inputs import RULE, read, whole_pages
from corpus.labelling.voters.voter import Batch

SOURCE = "model:line.v1"
LEAST = 0.2  # probability: less likely lines get no vote, unless a rule voted on them
# The same in a language that the model has not learned: 0.94 of the surer votes were right there.
LEAST_UNLEARNED = 0.85


def vote(batch: Batch) -> list[list[Vote]]:
    """The model's votes, each with the probability that the line is not the article's text.

    In a language that it has not learned the model votes on whole pages, because their shape says
    enough (precision 0.92, recall 0.85 on 35 such pages of the bench). On other texts in such a
    language it votes only where it is sure; with less confidence it took paragraphs of the story.
    On a line with another vote the model always votes, even below one half, so that its doubt
    counts.
    """
    learned = model.weights()
    lines = read(batch.lines, batch.votes)
    is_learned = np.array([name in model.languages() for name in batch.languages], np.bool_)
    sizes = [len(of_article) for of_article in batch.lines]
    is_asked = np.repeat(is_learned | whole_pages(lines), sizes)
    sure = model.probabilities(lines, learned)
    has_vote = lines.table[RULE] > 0
    is_wanted = np.where(is_asked, (sure >= LEAST) | has_vote, sure >= LEAST_UNLEARNED)
    wanted = np.flatnonzero(is_wanted)
    labels = kinds.labels(lines, wanted, learned.kinds, learned.names) if len(wanted) else []
    votes: list[list[Vote]] = [[] for _ in batch.lines]
    flat = list(chain.from_iterable(batch.lines))
    articles = np.searchsorted(lines.ends, wanted, side="right").tolist()
    weights = sure[wanted].tolist()
    for index, article, label, weight in zip(
        wanted.tolist(), articles, labels, weights, strict=True
    ):
        line = flat[index]
        votes[article].append(Vote(line.start, line.end, label, SOURCE, round(weight, 3), ""))
    return votes
