"""Votes of the page model, which sees where a line stands on its page."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from corpus.contract.article import Vote
from corpus.labelling.page_model import confidence, inputs, kinds, model
from corpus.labelling.voters import rule, rule_authors, rule_outlet_phrases, rule_title
from corpus.labelling.voters.voter import Batch, without_version

SOURCE = "dom:line.v1"
LEAST = 0.2  # probability: less likely lines are given no kind
# The label of a line that is given none: that it is one of all is what the vote speaks against.
NO_KIND = "other"
# Rules that read more than the text; the model has learned without them.
_OTHERS = frozenset(
    without_version(voter.SOURCE) for voter in (rule_authors, rule_outlet_phrases, rule_title)
)


def vote(batch: Batch) -> list[list[Vote]]:
    """A vote on every line of a page, with the probability that it is not the article's text.

    Below one half it speaks against: the label model counts it in place of all votes that the model
    has read. Articles that came as text get no votes.
    """
    votes: list[list[Vote]] = [[] for _ in batch.lines]
    asked = list(batch.pages())
    learned = model.weights()
    pages = batch.once(read)
    sure = model.probabilities(pages, learned)
    wanted = np.flatnonzero(sure >= LEAST)
    labels = np.full(len(sure), NO_KIND, object)
    if len(wanted):
        labels[wanted] = kinds.labels(
            pages, wanted, sure < confidence.LEAST, learned.kinds, learned.kind_names
        )
    answers = zip(labels.tolist(), sure.tolist(), strict=True)
    for place in asked:
        votes[place] = [
            Vote(line.start, line.end, label, SOURCE, round(weight, 3), "")
            for line, (label, weight) in zip(batch.lines[place], answers, strict=False)
        ]
    return votes


def read(batch: Batch) -> inputs.Pages:
    """All pages of a batch as the page models read them."""
    return read_some(batch, list(batch.pages()))


def read_some(batch: Batch, asked: Sequence[int]) -> inputs.Pages:
    """The pages at these places of a batch as the page models read them."""
    pages = batch.pages()
    return inputs.read(
        [pages[place].features for place in asked],
        [batch.lines[place] for place in asked],
        [[vote for vote in batch.votes[place] if _is_read(vote)] for place in asked],
    )


def _is_read(vote: Vote) -> bool:
    return vote.source.startswith(rule.SOURCE) and without_version(vote.source) not in _OTHERS
