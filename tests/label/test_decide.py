from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.contract.article import Span, Vote
from corpus.contract.labels import LABELS
from corpus.label.decide import decide

VOTES = st.lists(
    st.builds(
        lambda start, length, label, source, weight: Vote(
            start, start + length, label, source, 1.0 if source[0] == "h" else weight, "why"
        ),
        st.integers(0, 60),
        st.integers(1, 12),
        st.sampled_from(LABELS),
        st.sampled_from(["rule:a.v1", "template:v1", "human:ana"]),
        st.sampled_from([0.3, 0.5, 0.7, 0.9]),
    ),
    max_size=12,
)


@given(VOTES, st.booleans(), st.randoms())
def test_spans_are_sorted_apart_explained_and_do_not_depend_on_the_order(
    votes: list[Vote], judged: bool, random: object
) -> None:
    spans = decide(votes, judged)
    assert all(a.end <= b.start for a, b in zip(spans, spans[1:], strict=False))
    said = {(v.start, v.end, v.label, v.source, v.weight) for v in votes}
    assert set(spans) <= said
    assert all(s.source == "human:ana" for s in spans if judged)
    assert all(s.confidence >= 0.5 for s in spans)
    random.shuffle(votes)  # type: ignore[attr-defined]
    assert decide(votes, judged) == spans


@given(VOTES)
def test_what_a_person_said_stands(votes: list[Vote]) -> None:
    spans = decide(votes)
    for vote in votes:
        if vote.source == "human:ana":
            over = [s for s in spans if s.start < vote.end and vote.start < s.end]
            assert any(s.source == "human:ana" for s in over)


def test_the_most_believed_vote_wins_and_leaves_its_neighbours() -> None:
    votes = [
        Vote(0, 5, "comments", "rule:comments.v1", 0.7, ""),
        Vote(0, 5, "navigation", "rule:navigation.v1", 0.9, ""),
        Vote(6, 9, "contact", "rule:contact.v1", 0.6, ""),
        Vote(10, 12, "other", "rule:other.v1", 0.4, ""),
    ]
    assert decide(votes) == [
        Span(0, 5, "navigation", "rule:navigation.v1", 0.9),
        Span(6, 9, "contact", "rule:contact.v1", 0.6),
    ]


def test_overlaps_stay_linear() -> None:
    votes = [Vote(n, n + 1, "other", "template:v1", 0.9, "") for n in range(200_000)]
    assert len(decide(votes)) == 200_000
