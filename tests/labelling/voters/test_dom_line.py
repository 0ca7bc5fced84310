from __future__ import annotations

import numpy as np
import pytest

from corpus.contract.article import Article, Vote
from corpus.labelling.label_model import choose_spans
from corpus.labelling.lines import lines
from corpus.labelling.voters import dom_line
from tests.labelling import batches

STORY = (
    "The ferry left the harbour at six, an hour late, with forty people and two goats aboard.",
    "It came back at noon. The goats had stayed on the island, where nobody had asked for them.",
    "Home and away are one to a goat, said the captain, who has carried sheep for nine years.",
)
# The same words as menu and as story: only their place tells them apart.
PAGE = f"""<html><head><title>Goats sail - The Courier</title></head><body>
<header class="site-header"><nav class="menu"><ul><li><a href="/">Home</a></li>
<li><a href="/away">Away</a></li><li><a href="/sheep">Sheep</a></li></ul></nav></header>
<main><article class="post"><h1 class="headline">Goats sail</h1>
<p>{STORY[0]}</p><p>{STORY[1]}</p><p>{STORY[2]}</p></article>
<aside class="related"><h3>More goats</h3><ul><li><a href="/1">Goat elected mayor of the island</a>
</li><li><a href="/2">Sheep want a ferry of their own</a></li></ul></aside></main>
<footer class="site-footer"><a href="/imprint">Imprint</a><a href="/terms">Terms</a></footer>
</body></html>"""


def votes_on(*articles: Article) -> list[list[Vote]]:
    return dom_line.vote(batches.page_batch(*articles))


def test_every_line_of_a_page_has_a_vote() -> None:
    article = batches.page(PAGE)
    (votes,) = votes_on(article)
    places = [(line.start, line.end) for line in lines(article.text)]
    assert [(vote.start, vote.end) for vote in votes] == places


def test_the_menu_goes_and_the_story_stays() -> None:
    article = batches.page(PAGE)
    (votes,) = votes_on(article)
    spans = [article.text[span.start : span.end] for span in choose_spans(votes)]
    assert {"Away", "Sheep", "Imprint", "Terms"} <= set(spans)
    assert not set(STORY) & set(spans)


def test_texts_have_no_votes_and_change_none() -> None:
    text = batches.batch("Home\nAway\nThe ferry left.").articles[0]
    empty = batches.batch("").articles[0]
    page = batches.page(PAGE)
    alone = votes_on(page)
    assert votes_on(text, page, empty, page) == [[], *alone, [], *alone]


@pytest.mark.parametrize("source", ["rule:title.v1", "rule:authors.v1", "model:line.v1"])
def test_it_reads_the_votes_that_it_has_learned_from_and_no_others(source: str) -> None:
    expected = votes_on(batches.page(PAGE))
    batch = batches.page_batch(batches.page(PAGE))
    line = batch.lines[0][5]
    batch.votes[0].append(Vote(line.start, line.end, "navigation", source, 1.0, ""))
    assert dom_line.vote(batch) == expected


def test_pages_are_read_in_any_order() -> None:
    pages = [batches.page(PAGE.replace("goats", word)) for word in ("goats", "hens", "men")]
    votes = votes_on(*pages)
    order = np.random.default_rng(1).permutation(3)
    assert votes_on(*(pages[n] for n in order)) == [votes[n] for n in order]
