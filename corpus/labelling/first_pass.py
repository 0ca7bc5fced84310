"""Ask the voters that look at one article alone, about as many lines at a time as memory allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus.contract.article import Article, Vote
from corpus.labelling.lines import Line, lines_in_parts
from corpus.labelling.span_places import AnnotatedSpan
from corpus.labelling.trained import Trained
from corpus.labelling.voters import first_pass
from corpus.labelling.voters.voter import Batch, ask
from corpus.outlet.tables import Outlet

LINES = 30_000  # asked about at once: 2 KB each; 1,000 pages of 30 lines take no longer in parts


class Asked(NamedTuple):
    """An article, and what voters read of it beside its text."""

    article: Article  # its votes grow
    language: str
    outlet: Outlet
    annotations: Sequence[AnnotatedSpan]


class _Part(NamedTuple):
    """Some lines of an article, in most cases all."""

    number: int  # of the article
    lines: list[Line]
    asked: Asked
    votes: list[Vote]


def ask_first_pass(
    articles: Sequence[Asked], models: Sequence[Trained] = ()
) -> Iterator[tuple[int, list[Line]]]:
    """Add the votes of the first pass to articles.

    A text of more than `LINES` lines is read in parts, as if each were a text.

    Args:
        articles: The articles, and what voters read of them.
        models: That the user has trained, and that vote too.

    Yields:
        The number of each article with its lines, or with those of each part in order.
    """
    waiting: list[_Part] = []
    count = 0
    for number, asked in enumerate(articles):
        for place, of_part in enumerate(lines_in_parts(asked.article.text, LINES)):
            if waiting and count + len(of_part) > LINES:
                yield from _ask(waiting, models)
                waiting, count = [], 0
            # Annotations have offsets of the whole text, so the first part brings them all.
            told = asked._replace(annotations=()) if place else asked
            waiting.append(_Part(number, of_part, told, []))
            count += len(of_part)
    yield from _ask(waiting, models)


def _ask(parts: Sequence[_Part], models: Sequence[Trained]) -> Iterator[tuple[int, list[Line]]]:
    batch = Batch(
        lines=[part.lines for part in parts],
        languages=[part.asked.language for part in parts],
        votes=[part.votes for part in parts],
        outlets=[part.asked.outlet for part in parts],
        articles=[part.asked.article for part in parts],
        annotations=[part.asked.annotations for part in parts],
        models=models,
    )
    ask(first_pass(), batch)
    for part in parts:
        article = part.asked.article
        article.votes.extend(part.votes)
        if article.page:
            from corpus.labelling.page_confidence import page_confidence  # and its models

            article.page.confidence = page_confidence(part.votes)
        yield part.number, part.lines
