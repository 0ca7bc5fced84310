"""Votes for lines that hold the names of the article's own authors and nothing else: bylines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import re2

from corpus.contract.article import Vote
from corpus.labelling.lines import Line, normal
from corpus.labelling.voters.voter import Batch

SOURCE = "rule:authors.v1"
# None of 1,081 such lines, on pages of the bench and of training/fundus_old, was a sentence of a
# story. 16 stood in the main text as people cut it, all of them names. More than 0.95 would beat
# the line model on the bylines of other articles.
WEIGHT = 0.95
LONGEST = 120  # characters of a byline: five names fit
SHORTEST = 5  # characters of a name: shorter ones are words as well
# What may stand around the names: who wrote, in some languages, and what joins names.
_AROUND = re2.compile(
    r"(?:(?:(?:written|text|words|story|reporting) )?by|text|von|par|por|di|door|od|av|af|"
    r"autore?s?|redakteure?|:|,|;|/|\||&|\+|-|·|and|und|et|y|e|en|og|och|i|\s)*"
)


def vote(batch: Batch) -> list[list[Vote]]:
    """A vote for every line that names authors of its article and says no more."""
    return [
        list(_votes(lines, article.authors))
        for lines, article in zip(batch.lines, batch.articles, strict=True)
    ]


def _votes(lines: Sequence[Line], authors: Sequence[str]) -> Iterator[Vote]:
    names = [name for name in map(normal, authors) if len(name) >= SHORTEST]
    names.sort(key=len, reverse=True)  # a name may hold another
    for line in lines if names else ():
        if len(line.key) <= LONGEST and any(name in line.key for name in names):
            around = line.key
            for name in names:
                around = around.replace(name, " ")
            if _AROUND.fullmatch(around):
                yield Vote(line.start, line.end, "byline", SOURCE, WEIGHT, "the article's authors")
