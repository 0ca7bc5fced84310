"""Evidence from the outlet tables: what an outlet says of itself on every page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.contract.article import Vote
from corpus.label.lines import Line, normal
from corpus.outlet.tables import Outlet

SOURCE = "rule:outlet_phrases.v1"
WEIGHT = 0.95  # written by a person for this very outlet; one in twenty is our doubt, unmeasured


def votes(lines: Sequence[Line], outlet: Outlet) -> Iterator[Vote]:
    """A vote for every line that says one of the outlet's phrases."""
    for label, phrases in outlet.phrases.items():
        for phrase in map(normal, phrases):
            for line in lines:
                if phrase in line.key:
                    yield Vote(line.start, line.end, label, SOURCE, WEIGHT, phrase)
