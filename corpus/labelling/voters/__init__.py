"""Everything that votes on lines: one module per voter, named like its source.

To add a voter, write its module and add its row to `TIERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from itertools import chain
from typing import NamedTuple

from corpus.contract.article import Vote
from corpus.labelling.voters import (
    headline,
    human,
    model_line,
    model_page_text,
    rule,
    rule_authors,
    rule_outlet_phrases,
    rule_title,
    template,
)
from corpus.labelling.voters.voter import Batch, Needs, Voter

# Text that a scraper left is mostly story, and a span there should be sure. Of a page most lines
# are not. On domains that the page models had not seen, the words that are left are best at 0.55,
# which is this share of the 0.65 for text (decision 0032). So they are of the text of whole pages:
# on one fold of the domains, words F1 of news is 0.01 higher than at 0.65 (decision 0035).
_OF_PAGES = 0.85
# Of 0.2, 0.35, 0.5, and of the surer of both, the best on one fold of the domains of bench and
# training, for what extractors leave: alone the line model finds too little on news, and rules are
# too often wrong on WCXB (decision 0035).
_OF_LINES = 0.8
# The line model reads the votes of the rules, and has learned from headlines as well.
LINE = "line"


TRAINED = "model:"  # a family: models that were trained on a release, whatever they are called


def _trained(module: str) -> Callable[[Batch], list[list[Vote]]]:
    """The function `vote` of a voter for models of the user, imported where there is one."""

    def vote(batch: Batch) -> list[list[Vote]]:
        if not batch.models:
            return [[] for _ in batch.lines]
        votes: list[list[Vote]] = import_module(f"{__package__}.{module}").vote(batch)
        return votes

    return vote


def _of_pages(module: str) -> Callable[[Batch], list[list[Vote]]]:
    """The function `vote` of a voter that votes on pages alone.

    Its module is imported at the first page: texts need none of the libraries that read pages.
    """

    def vote(batch: Batch) -> list[list[Vote]]:
        if not batch.pages():
            return [[] for _ in batch.lines]
        votes: list[list[Vote]] = import_module(f"{__package__}.{module}").vote(batch)
        return votes

    return vote


# The table of voters, in the order of evidence: the first tier that calls a stretch boilerplate
# names its kind. Within a tier the surest vote does. The outlet's own phrases are the most
# specific; the line model comes before the rules because it has read their votes, and the page
# model before both because it sees more. A model that the user has trained has read them all.
TIERS: tuple[tuple[Voter, ...], ...] = (
    (Voter(human.SOURCE, human.vote, Needs.ANNOTATIONS, "human"),),
    (Voter(rule_outlet_phrases.SOURCE, rule_outlet_phrases.vote, Needs.OUTLET, "outlet_phrases"),),
    (
        Voter(TRAINED, _trained("model"), Needs.MODELS, LINE, 1.0),
        Voter(f"{TRAINED}page.", _trained("model_page"), Needs.MODELS, LINE, 1.0, _OF_PAGES),
    ),
    (Voter("extractors:v1", _of_pages("extractors"), Needs.EXTRACTORS, LINE, 1.0, _OF_PAGES),),
    (Voter("dom:line.v1", _of_pages("dom_line"), Needs.PAGE, LINE, 1.0, _OF_PAGES),),
    (
        Voter(model_line.SOURCE, model_line.vote, Needs.VOTES, LINE, _OF_LINES),
        Voter(
            model_page_text.SOURCE, model_page_text.vote, Needs.VOTES, LINE, _OF_LINES, _OF_PAGES
        ),
    ),
    (
        Voter(rule.SOURCE, rule.vote, Needs.TEXT, LINE),
        Voter(rule_title.SOURCE, rule_title.vote, Needs.ARTICLE, LINE),
        Voter(rule_authors.SOURCE, rule_authors.vote, Needs.ARTICLE, LINE),
    ),
    (Voter(headline.SOURCE, headline.vote, Needs.CORPUS, "headline"),),
    (Voter(template.SOURCE, template.vote, Needs.CORPUS, "template"),),
)


class Standing(NamedTuple):
    """How the votes of a source count."""

    rank: int  # the tier of its voter; lower names the kind first
    evidence: str  # see `Voter.evidence`
    pool_weight: float = 0.0  # see `Voter.pool_weight`
    needed: float = 1.0  # see `Voter.needed`


def voters() -> list[Voter]:
    """All voters, in the order of evidence."""
    return list(chain.from_iterable(TIERS))


def first_pass() -> list[Voter]:
    """The voters that look at one article alone."""
    return [voter for voter in voters() if voter.needs < Needs.CORPUS]


def second_pass() -> list[Voter]:
    """The voters that need counts over the whole corpus."""
    return [voter for voter in voters() if voter.needs is Needs.CORPUS]


@cache
def is_trained(source: str) -> bool:
    """Whether votes of this source are those of a model that was trained on a release."""
    return standing(source).rank == standing(TRAINED).rank


@cache
def standing(source: str) -> Standing:
    """How the votes of a source count; an unknown source comes last and is independent."""
    ranked = [(rank, voter) for rank, tier in enumerate(TIERS) for voter in tier]
    # A voter of exactly this name comes before the family that the name belongs to, and a family in
    # a family before that.
    for rank, voter in sorted(ranked, key=lambda row: (row[1].is_family, -len(row[1].source))):
        if voter.is_source_of(source):
            return Standing(rank, voter.evidence, voter.pool_weight, voter.needed)
    return Standing(len(TIERS), source)
