"""The expected F1 of a page's labels, from the votes of its models."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.contract.article import Vote
from corpus.labelling.page_model import extracted, model
from corpus.labelling.page_model.confidence import confidence
from corpus.labelling.voters import dom_line, extractors


def page_confidence(votes: Sequence[Vote]) -> float | None:
    """How good the labels of a page are expected to be, as F1 over the words that they leave.

    Args:
        votes: All votes on an article.

    Returns:
        0..1; None where no page model has voted.
    """
    for source, curve in (
        (extractors.SOURCE, extracted.weights().confidence),
        (dom_line.SOURCE, model.weights().confidence),
    ):
        if of_model := [vote for vote in votes if vote.source == source]:
            return confidence(of_model, curve)
    return None
