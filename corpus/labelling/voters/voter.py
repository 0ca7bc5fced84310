"""The shape of everything that votes, and how voters are asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, auto
from itertools import chain, groupby
from typing import Any, NamedTuple, TypeVar

from corpus.contract.article import Article, Vote
from corpus.contract.page import Page
from corpus.labelling.lines import Line
from corpus.labelling.recurrence import LineCounts
from corpus.labelling.span_places import AnnotatedSpan
from corpus.labelling.trained import Trained
from corpus.outlet.tables import Outlet

T = TypeVar("T")

_VERSION = re.compile(r"[.:]v\d+$")


class Needs(IntEnum):
    """What a voter reads, in the order in which voters run.

    A voter of the first pass may read what the members before its own stand for too. A voter of
    the second pass (`CORPUS`) reads votes and counts only.
    """

    TEXT = auto()  # `Batch.lines` and `Batch.languages`
    VOTES = auto()  # the votes of the voters that need less
    OUTLET = auto()  # the article's entry of an outlet table
    ARTICLE = auto()  # the article's metadata, such as its title
    PAGE = auto()  # the page that the text was made from, and the votes of all above
    EXTRACTORS = auto()  # what extractors keep of the page: they run in a process of their own
    MODELS = auto()  # models that the user has trained, and the votes of all above
    ANNOTATIONS = auto()  # what people labelled in this text
    CORPUS = auto()  # counts over the whole corpus: the second pass


@dataclass(kw_only=True)
class Batch:
    """What voters read of several articles: in each field but `models` one entry per article.

    A field that none of the voters asked needs may be left empty.
    """

    lines: Sequence[Sequence[Line]] = ()
    languages: Sequence[str] = ()
    votes: list[list[Vote]] = field(default_factory=list)  # so far; `ask` adds to them
    outlets: Sequence[Outlet] = ()
    articles: Sequence[Article] = ()
    annotations: Sequence[Sequence[AnnotatedSpan]] = ()
    counts: Sequence[LineCounts] = ()
    models: Sequence[Trained] = ()  # of the whole batch
    _made: dict[Callable[[Batch], Any], Any] = field(default_factory=dict, repr=False)

    def once(self, make: Callable[[Batch], T]) -> T:
        """What `make` makes of the batch, kept for the next who asks.

        Args:
            make: A function of a module. What it reads must be complete when it is first asked.
        """
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

    def pages(self) -> dict[int, Page]:
        """The pages of articles, by place in the batch.

        Without those of which only a part is read (`first_pass.LINES`): where its lines stand on
        the page is not known.
        """
        return {
            place: article.page
            for place, (article, lines) in enumerate(zip(self.articles, self.lines, strict=True))
            if lines and article.page and len(article.page.lines) == len(lines)
        }


class Cast(NamedTuple):
    """What line models say of the articles of a batch: an entry per article.

    Those on pages vote as a source of their own.
    """

    is_page: list[bool]  # whether it is a page with all its menus
    votes: list[list[Vote]]

    def votes_on(self, *, pages: bool) -> list[list[Vote]]:
        """The votes on pages, or on all others; none on the rest."""
        return [
            votes if is_page == pages else []
            for is_page, votes in zip(self.is_page, self.votes, strict=True)
        ]


@dataclass(frozen=True)
class Voter:
    """One source of votes, or one family of sources."""

    source: str  # as in `Vote.source`, with version; a family has no end: `rule:`
    vote: Callable[[Batch], list[list[Vote]]]  # the votes on each article of a batch
    needs: Needs
    evidence: str  # sources that share it are not independent: only the surest of them counts
    # The weight of its vote, also of one against, in the pool with the surest vote of those that
    # share its evidence and come later in the table, whose votes it has read. At 1 they do not
    # count; at 0 it has read none.
    pool_weight: float = 0.0
    needed: float = 1.0  # share of the confidence asked of spans that spans it names need

    @property
    def is_family(self) -> bool:
        """Whether the voter votes under several names."""
        return self.source.endswith((":", "."))

    def is_source_of(self, source: str) -> bool:
        """Whether a vote of `source`, in any version, is this voter's own."""
        if self.is_family:
            return source.startswith(self.source)
        return without_version(source) == without_version(self.source)


def without_version(source: str) -> str:
    """The name of a source: `model:line` for `model:line.v1`, `template` for `template:v1`."""
    return _VERSION.sub("", source)


def ask(voters: Iterable[Voter], batch: Batch) -> None:
    """Add the votes of the voters to `batch.votes`.

    Voters with equal needs do not read each other's votes, so their order changes nothing.

    Args:
        voters: Who is asked, in any order.
        batch: The articles; `votes` holds one list per article, to be extended.
    """
    in_order = sorted(voters, key=lambda voter: voter.needs)
    for _, stage in groupby(in_order, key=lambda voter: voter.needs):
        answers = [voter.vote(batch) for voter in stage]
        for votes, *new in zip(batch.votes, *answers, strict=True):
            votes.extend(chain.from_iterable(new))
