"""Votes of people, from the `.labels.json` file beside an article: certain, and above all others.

`corpus.labelling.human_labels` reads the files and finds the place of each span.
"""

from __future__ import annotations

from corpus.contract.article import Vote
from corpus.labelling.span_places import AnnotatedSpan
from corpus.labelling.voters.voter import Batch

SOURCE = "human:"  # then the annotator


def vote(batch: Batch) -> list[list[Vote]]:
    """One vote for every span that a person labelled."""
    return [[_vote(span) for span in spans] for spans in batch.annotations]


def _vote(span: AnnotatedSpan) -> Vote:
    source, why = f"{SOURCE}{span.annotator}", f"judged on {span.date}"
    return Vote(span.start, span.end, span.label, source, 1.0, why)
