"""Batches of made-up articles for voters."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.contract.article import Article, Record, Vote
from corpus.contract.limits import Limits
from corpus.identify.article import identify
from corpus.labelling.lines import lines
from corpus.labelling.voters import model_line, model_page_text, rule, voters
from corpus.labelling.voters.voter import Batch, ask
from corpus.outlet.tables import Outlet
from corpus.page.page import Opened, open_page

NOWHERE = Outlet("courier", None, None)


def batch(
    *texts: str,
    language: str = "en",
    title: str | None = None,
    authors: Sequence[str] = (),
    outlet: Outlet = NOWHERE,
) -> Batch:
    """The texts as articles of one language, title, outlet, and of the same authors."""
    record = {"authors": list(authors)} | ({} if title is None else {"title": title})
    return Batch(
        lines=[lines(text) for text in texts],
        languages=[language] * len(texts),
        votes=[[] for _ in texts],
        outlets=[outlet] * len(texts),
        articles=[identify(Record("a.json", 1, {"text": text, **record})) for text in texts],
        annotations=[[] for _ in texts],
    )


def page(html: str, **fields: str) -> Article:
    """The article of a page."""
    opened = open_page(Record("a.json", 1, {"html": html, "outlet": "courier", **fields}), Limits())
    assert isinstance(opened, Opened)
    return identify(*opened)


def page_batch(*articles: Article) -> Batch:
    """Articles in English, most of them made of pages, with the votes of the rules."""
    texts = [lines(article.text) for article in articles]
    return Batch(
        lines=texts,
        languages=["en"] * len(texts),
        votes=rule.vote(Batch(lines=texts)),
        articles=articles,
    )


def line_votes(*texts: str, language: str = "en") -> tuple[list[list[Vote]], list[list[Vote]]]:
    """The votes of the rules, and of the line model that has read them."""
    asked = batch(*texts, language=language)
    ask([voter for voter in voters() if voter.source == rule.SOURCE], asked)
    return [list(votes) for votes in asked.votes], model_votes(asked)


def model_votes(asked: Batch) -> list[list[Vote]]:
    """The votes of the line model, on whole pages and others."""
    both = zip(model_line.vote(asked), model_page_text.vote(asked), strict=True)
    return [[*of_text, *of_page] for of_text, of_page in both]
