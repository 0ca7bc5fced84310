"""Votes of the line model, which has read the votes of the rules."""

from __future__ import annotations

from itertools import chain

import numpy as np

from corpus.contract.article import Vote
from corpus.labelling.languages import Standing, standing
from corpus.labelling.line_model import kinds, model
from corpus.labelling.line_model.doubt import may_be_story
from corpus.labelling.line_model.inputs import RULE, Lines, read, whole_pages
from corpus.labelling.voters.voter import Batch, Cast

SOURCE = "model:line.v1"
LEAST = 0.2  # probability: less likely lines get no vote, unless a rule voted on them
# The same where the model reads no words. Of the lines it is so sure of on whole pages, read
# without words, 0.995 are boilerplate on news of a source that it had not learned from.
LEAST_BY_LOOKS = 0.7


def vote(batch: Batch) -> list[list[Vote]]:
    """The model's votes on what extractors leave; on whole pages `model_page_text` votes."""
    return batch.once(cast).votes_on(pages=False)


def read_lines(batch: Batch) -> Lines:
    """The lines of a batch as line models read them, with the votes of the rules."""
    return read(batch.lines, batch.votes)


def cast(batch: Batch) -> Cast:
    """The model's votes, each with the probability that the line is not the article's text.

    On the text of extractors the model votes only in languages that it has learned. On whole pages
    it votes in every language, because their shape says enough. Of what it was sure of (0.85) in
    other languages in the text of extractors, 0.81 of the characters were boilerplate, on pages of
    sources that it had not learned from then; and of 39 lines on which it doubted a rule, the rule
    was right on 38.

    In a language that is unknown it reads no words: one that it has never seen has the weight of
    whatever shares its place in the table. There it votes only where shape alone makes it sure.

    Else it always votes on a line with another vote, even below one half, so that its doubt counts.
    Lines of which nothing tells (`line_model.doubt`) it leaves alone.
    """
    learned = model.weights()
    standings = [standing(tag) for tag in batch.languages]
    is_measured = np.array([each is Standing.MEASURED for each in standings], np.bool_)
    is_unknown = np.array([each is Standing.UNKNOWN for each in standings], np.bool_)
    lines = batch.once(read_lines).without_words(is_unknown)
    is_whole = whole_pages(lines)
    is_asked = np.repeat(is_measured | is_whole, lines.counts)
    by_looks = np.repeat(is_unknown, lines.counts)
    sure = model.probabilities(lines, learned)
    has_vote = lines.table[RULE] > 0
    is_wanted = is_asked & np.where(by_looks, sure >= LEAST_BY_LOOKS, (sure >= LEAST) | has_vote)
    flat = list(chain.from_iterable(batch.lines))
    is_wanted &= ~may_be_story(lines, [line.raw for line in flat])
    wanted = np.flatnonzero(is_wanted)
    labels = kinds.labels(lines, wanted, learned.kinds, learned.names) if len(wanted) else []
    votes: list[list[Vote]] = [[] for _ in batch.lines]
    articles = np.searchsorted(lines.ends, wanted, side="right").tolist()
    weights = sure[wanted].tolist()
    for index, article, label, weight in zip(
        wanted.tolist(), articles, labels, weights, strict=True
    ):
        line = flat[index]
        votes[article].append(Vote(line.start, line.end, label, SOURCE, round(weight, 3), ""))
    return Cast(is_whole.tolist(), votes)
