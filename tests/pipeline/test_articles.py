from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.contract.article import DECIMALS, Article, Vote
from corpus.pipeline.articles import to_batch, votes_of

WEIGHTS = st.integers(0, 10**DECIMALS).map(lambda count: count / 10**DECIMALS)
VOTES = st.builds(
    Vote, st.integers(0, 99), st.integers(0, 99), st.just("byline"), st.text(), WEIGHTS, st.text()
)


def article(votes: list[Vote]) -> Article:
    return Article(
        file="a.jsonl",
        line=1,
        text="Words.",
        sha256="0",
        former_sha256="0",
        id="a",
        url=None,
        title=None,
        authors=[],
        published=None,
        retrieved=None,
        license=None,
        extra=None,
        claimed_language=None,
        claimed_outlet=None,
        votes=votes,
    )


@given(st.lists(st.lists(VOTES, max_size=3), min_size=1, max_size=4))
def test_votes_come_back_as_they_were(votes: list[list[Vote]]) -> None:
    batch = to_batch([article(of_one) for of_one in votes], [None] * len(votes))
    assert list(votes_of(batch)) == votes
