from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.contract.article import DECIMALS, Article, Vote
from corpus.pipeline.articles import ARTICLE, to_batch, votes_of
from corpus.pipeline.label_chunk import _folders_of_pages

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


@pytest.mark.parametrize(
    ("is_kept", "folders"),
    [
        ([True, True, True], {"lines", "html"}),
        ([True, True, False], {"lines"}),
        ([True, False, False], set()),
    ],
)
def test_a_duplicate_has_no_say_in_what_there_is_of_pages(
    is_kept: list[bool], folders: set[str]
) -> None:
    lines = pa.array([[], [{"start": 0, "end": 1}], []], ARTICLE.field("lines").type)
    html = pa.array([None, None, "<p>A"], pa.string())
    stored = pa.RecordBatch.from_arrays([lines, html], ["lines", "html"])
    assert _folders_of_pages(stored, pa.array(is_kept)) == folders
