"""Votes for lines that repeat the article's own title: a headline at the top, a link below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.contract.article import Vote
from corpus.labelling.lines import Line, normal
from corpus.labelling.voters.voter import Batch

SOURCE = "rule:title.v1"
WEIGHT = 0.97  # one in thirty is our doubt: the bench scores none of 1,820 such lines
TOP = 6  # lines; kickers, dates and buttons stand before a headline, seldom more
STORY = 200  # characters; below a line as long as this the story has begun


def vote(batch: Batch) -> list[list[Vote]]:
    """A vote for every line that is its article's title; the first near the top is the headline."""
    return [
        list(_votes(lines, article.title))
        for lines, article in zip(batch.lines, batch.articles, strict=True)
    ]


def _votes(lines: Sequence[Line], title: str | None) -> Iterator[Vote]:
    key = normal(title or "")
    if not key:
        return
    indices = [index for index, line in enumerate(lines) if line.key == key]
    for index in indices:
        line = lines[index]
        is_near_top = index < TOP and all(len(above.raw) < STORY for above in lines[: index + 1])
        label = "headline" if index == indices[0] and is_near_top else "related_links"
        yield Vote(line.start, line.end, label, SOURCE, WEIGHT, "the article's own title")
