from __future__ import annotations

from collections import Counter

import pytest

from corpus.annotate.queue import Candidate, disagreement, in_order, spread
from corpus.contract.article import Vote


def vote(label: str, weight: float, source: str = "rule:a.v1", start: int = 0) -> Vote:
    return Vote(start, start + 10, label, source, weight, "")


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ([], 0),
        ([vote("comments", 1.0)], 0),
        ([vote("comments", 0.9)], 0.01),
        ([vote("comments", 0.9), vote("comments", 0.9, "model:line.v1")], 0.01),
        ([vote("comments", 0.9), vote("contact", 0.9, "model:line.v1")], 0.055),
        ([vote("comments", 0.9), vote("comments", 0.1, "dom:line.v1")], 0.05),
        ([vote("comments", 0.8), vote("other", 0.8, start=50)], 0.04),
        ([vote("comments", 1.0), vote("contact", 1.0, "human:ana")], 0),
    ],
)
def test_disagreement_is_the_share_that_the_voters_would_get_wrong(
    votes: list[Vote], expected: float
) -> None:
    assert disagreement(votes, 100) == pytest.approx(expected)


def candidate(name: str, disagreement: float = 0.1, doubt: float = 0.0, **place: str) -> Candidate:
    outlet, language = place.get("outlet", "echo"), place.get("language", "en")
    return Candidate(name, outlet, language, disagreement, doubt)


@pytest.mark.parametrize(
    "first",
    [
        candidate("x", disagreement=0.2),
        candidate("x", doubt=0.3),
        candidate("x", outlet="new"),
    ],
)
def test_what_is_most_instructive_comes_first(first: Candidate) -> None:
    others = [candidate(name) for name in "abcde"]
    assert in_order([*others, first], Counter(echo=3))[0] == first


def test_no_outlet_and_no_language_has_more_than_its_share() -> None:
    many = [candidate(f"a{n}", outlet="big") for n in range(50)]
    many += [candidate(f"b{n}", outlet=f"o{n}") for n in range(50)]
    many += [candidate(f"c{n}", outlet=f"p{n}", language="fr") for n in range(20)]
    chosen = list(spread(many, 40))
    assert Counter(each.outlet for each in chosen[:20])["big"] == 2  # 5% of 40
    assert Counter(each.language for each in chosen[:20]) == {"en": 10, "fr": 10}  # 25% of 40
    assert len(chosen) == 40
    assert list(spread(many, 200)) != many
    assert set(spread(many, 200)) == set(many)
