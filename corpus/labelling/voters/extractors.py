"""Votes of the page model that has also read what extractors keep of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from corpus.contract.article import Article, Vote
from corpus.contract.page import Page
from corpus.labelling.page_model import extracted, kinds, model
from corpus.labelling.page_model.confidence import LEAST as LEAST_REMOVED
from corpus.labelling.page_model.confidence import confidence
from corpus.labelling.page_model.inputs import Pages
from corpus.labelling.voters import dom_line
from corpus.labelling.voters.dom_line import LEAST
from corpus.labelling.voters.voter import Batch
from corpus.page.extractors.kept import kept_shares
from corpus.page.extractors.table import CHEAP, SLOW, Extractor
from corpus.page.text_model import PageText

SOURCE = "extractors:v1"


def vote(batch: Batch) -> list[list[Vote]]:
    """A vote on every line of a page, as `dom_line` votes, whose votes it has read."""
    votes: list[list[Vote]] = [[] for _ in batch.lines]
    pages = batch.pages()
    asked = list(pages)
    learned = extracted.weights()
    shares = {place: _shares(batch.articles[place], pages[place], CHEAP) for place in asked}
    answers = _votes(batch, asked, batch.once(dom_line.read), shares, learned.quick)
    for place, answer in zip(asked, answers, strict=True):
        votes[place] = answer
    doubtful = [
        place for place in asked if confidence(votes[place], learned.doubt) < extracted.DOUBT
    ]
    if doubtful:
        shares = {
            place: np.concatenate(
                [shares[place], _shares(batch.articles[place], pages[place], SLOW)], axis=1
            )
            for place in doubtful
        }
        read = dom_line.read_some(batch, doubtful)
        answers = _votes(batch, doubtful, read, shares, learned.all)
        for place, answer in zip(doubtful, answers, strict=True):
            votes[place] = answer
    return votes


def _shares(article: Article, page: Page, extractors: Sequence[Extractor]) -> NDArray[np.float16]:
    """What extractors keep of the page of an article."""
    found = kept_shares(page.html, PageText(article.text, page.lines), extractors)
    page.failures |= dict(found.failures)
    return found.shares


def _votes(
    batch: Batch,
    asked: Sequence[int],
    pages: Pages,
    shares: Mapping[int, NDArray[np.float16]],
    learned: extracted.Learned,
) -> list[list[Vote]]:
    before = [
        vote for place in asked for vote in batch.votes[place] if vote.source == dom_line.SOURCE
    ]
    of_dom = np.array([vote.weight for vote in before], np.float32)
    of_pages = np.concatenate([shares[place] for place in asked])
    sure = extracted.probabilities(pages, of_dom, of_pages, learned)
    labels = np.array([vote.label for vote in before], object)
    # These the page model took for the story, and gave no kind.
    new = np.flatnonzero((sure >= LEAST) & (of_dom < LEAST))
    if len(new):
        weights = model.weights()
        labels[new] = kinds.labels(
            pages, new, sure < LEAST_REMOVED, weights.kinds, weights.kind_names
        )
    voted = (
        Vote(vote.start, vote.end, label, SOURCE, round(weight, 3), "")
        for vote, label, weight in zip(before, labels.tolist(), sure.tolist(), strict=True)
    )
    return [list(islice(voted, len(batch.lines[place]))) for place in asked]
