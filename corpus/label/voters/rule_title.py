"""Evidence from the article's own title: furniture at the top, a link further down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.contract.article import Vote
from corpus.label.lines import Line, normal

SOURCE = "rule:title.v1"
WEIGHT = 0.97  # one in thirty is our doubt: the bench scores none of 1,820 such lines
TOP = 6  # lines; kickers, dates and buttons stand before a headline, seldom more
STORY = 200  # characters; a line this long in front of it and the story has begun


def votes(lines: Sequence[Line], title: str | None) -> Iterator[Vote]:
    """A vote for every line that says the title: the first one near the top is the headline."""
    wanted = normal(title.strip()) if title else ""
    if not wanted:
        return
    found = [at for at, line in enumerate(lines) if line.key == wanted]
    for at in found:
        begins = at < TOP and all(line.end - line.start < STORY for line in lines[: at + 1])
        label = "headline" if at == found[0] and begins else "related_links"
        yield Vote(lines[at].start, lines[at].end, label, SOURCE, WEIGHT, "the article's own title")
