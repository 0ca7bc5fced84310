"""A line of the record's own authors is a byline."""

from __future__ import annotations

import pytest

from corpus.contract.article import Record
from corpus.identify.article import identify
from corpus.labelling.lines import lines
from corpus.labelling.voters.rule_authors import vote
from corpus.labelling.voters.voter import Batch

AUTHORS = ["Ana Ruiz", "Émile d’Aubert", "Jo", "中村花子さん"]


@pytest.mark.parametrize(
    ("line", "is_byline"),
    [
        ("Ana Ruiz", True),
        ("By Ana Ruiz", True),
        ("BY ANA RUIZ AND ÉMILE D'AUBERT", True),
        ("Von Ana Ruiz, Émile d’Aubert", True),
        ("Text: Ana Ruiz / Émile d’Aubert", True),
        ("中村花子さん", True),
        ("By Ana", False),
        ("Jo", False),
        ("By Monday", False),
        ("Ana Ruiz won", False),
        ("Ana Ruizova", False),
        ("Ana Ruiz, who has raced since 2004, won.", False),
        ("By Ben Ruiz", False),
        ("and", False),
    ],
)
def test_a_line_of_authors(line: str, is_byline: bool) -> None:
    text = f"Ferry to sail again\n{line}\nThe ferry from Lunn left on time on Monday."
    article = identify(Record("a.json", 1, {"text": text, "authors": AUTHORS}))
    (votes,) = vote(Batch(lines=[lines(article.text)], articles=[article]))
    assert [article.text[v.start : v.end] for v in votes] == [line] * is_byline
    assert {v.label for v in votes} <= {"byline"}


def test_an_article_without_authors_gets_no_vote() -> None:
    article = identify(Record("a.json", 1, {"text": "By\nand"}))
    assert vote(Batch(lines=[lines(article.text)], articles=[article])) == [[]]
