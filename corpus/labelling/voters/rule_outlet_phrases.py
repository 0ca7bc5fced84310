"""Votes of the outlet tables: what an outlet says about itself on every page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.contract.article import Vote
from corpus.labelling.lines import Line, normal
from corpus.labelling.voters.voter import Batch
from corpus.outlet.tables import Outlet

SOURCE = "rule:outlet_phrases.v1"
WEIGHT = 0.95  # a person wrote it for this very outlet; one in twenty is our doubt, unmeasured


def vote(batch: Batch) -> list[list[Vote]]:
    """A vote for every line that contains one of its outlet's phrases."""
    return [
        list(_votes(lines, outlet))
        for lines, outlet in zip(batch.lines, batch.outlets, strict=True)
    ]


def _votes(lines: Sequence[Line], outlet: Outlet) -> Iterator[Vote]:
    for label, phrases in outlet.phrases.items():
        for phrase in filter(None, map(normal, phrases)):  # a ruler has no words
            for line in lines:
                if phrase in line.key:
                    yield Vote(line.start, line.end, label, SOURCE, WEIGHT, phrase)
