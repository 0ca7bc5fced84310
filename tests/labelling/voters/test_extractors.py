from __future__ import annotations

import pytest

from corpus.labelling.page_model import extracted, inputs
from corpus.labelling.voters import dom_line, extractors
from corpus.labelling.voters.voter import Batch
from tests.labelling import batches
from tests.labelling.voters.test_dom_line import PAGE


def asked(*htmls: str) -> Batch:
    """Pages with the votes of the page model."""
    batch = batches.page_batch(*map(batches.page, htmls))
    for votes, of_dom in zip(batch.votes, dom_line.vote(batch), strict=True):
        votes += of_dom
    return batch


def test_every_line_has_a_vote_and_a_kind_where_it_may_be_boilerplate() -> None:
    batch = asked(PAGE)
    (votes,) = extractors.vote(batch)
    of_dom = [vote for vote in batch.votes[0] if vote.source == dom_line.SOURCE]
    assert [vote[:2] for vote in votes] == [vote[:2] for vote in of_dom]
    assert {vote.source for vote in votes} == {extractors.SOURCE}


@pytest.mark.parametrize("doubt", [0.0, 1.1])
def test_slow_extractors_are_asked_in_doubt_alone(
    doubt: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the trees of the slow ones taken away, only pages in no doubt can have votes."""
    monkeypatch.setattr(extracted, "DOUBT", doubt)
    quick = extracted.weights()
    monkeypatch.setattr(extracted, "weights", lambda: quick._replace(all=None))
    batch = asked(PAGE)
    if doubt:
        with pytest.raises(AttributeError):
            extractors.vote(batch)
    else:
        assert extractors.vote(batch)[0]


def test_the_pages_are_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only those in doubt are, and there are none."""
    monkeypatch.setattr(extracted, "DOUBT", 0.0)
    expected = extractors.vote(asked(PAGE))
    batch = asked(PAGE)
    monkeypatch.delattr(inputs, "read")
    assert extractors.vote(batch) == expected


def test_pages_are_read_in_any_order() -> None:
    one, other = PAGE, PAGE.replace("goats", "hens")
    first, second = extractors.vote(asked(one, other))
    assert extractors.vote(asked(other, one)) == [second, first]
