from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.contract.article import Span, Vote
from corpus.contract.labels import LABELS
from corpus.labelling.label_model import MIN_CONFIDENCE, NO_VOTE, choose_spans, together
from corpus.labelling.lines import lines
from corpus.labelling.voters import standing

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
    votes: list[Vote], human_labelled: bool, random: object
) -> None:
    spans = choose_spans(votes, human_labelled)
    assert all(a.end <= b.start for a, b in zip(spans, spans[1:], strict=False))
    places = {(v.start, v.end, v.label, v.source) for v in votes}
    assert {span[:4] for span in spans} <= places
    assert all(s.source == "human:ana" for s in spans if human_labelled)
    assert all(MIN_CONFIDENCE <= s.confidence <= 1 for s in spans)
    random.shuffle(votes)  # type: ignore[attr-defined]
    assert choose_spans(votes, human_labelled) == spans


@given(VOTES)
def test_what_a_person_labelled_stands(votes: list[Vote]) -> None:
    spans = choose_spans(votes)
    for vote in votes:
        if vote.source == "human:ana":
            over = [s for s in spans if s.start < vote.end and vote.start < s.end]
            assert any(s.source == "human:ana" for s in over)


def test_the_most_believed_vote_wins_and_leaves_its_neighbours() -> None:
    votes = [
        Vote(0, 5, "comments", "rule:comments.v1", 0.7, ""),
        Vote(0, 5, "navigation", "rule:navigation.v1", 0.9, ""),
        Vote(6, 9, "contact", "rule:contact.v1", 0.8, ""),
        Vote(10, 12, "other", "rule:other.v1", 0.6, ""),
    ]
    sure = [
        Span(0, 5, "navigation", "rule:navigation.v1", 0.9),
        Span(6, 9, "contact", "rule:contact.v1", 0.8),
    ]
    assert choose_spans(votes) == sure
    assert choose_spans(votes, min_confidence=0.5) == [
        *sure,
        Span(10, 12, "other", "rule:other.v1", 0.6),
    ]


@pytest.mark.parametrize(
    ("votes", "confidence"),
    [
        # Rules have read the same thing: the surest of them counts.
        ([("rule:a.v1", 0.8), ("rule:b.v1", 0.9)], 0.9),
        # The model has read the rules: log odds are averaged, four parts its own.
        ([("rule:a.v1", 0.8), ("model:line.v1", 0.9)], 0.884),
        ([("rule:a.v1", 0.9), ("rule:b.v1", 0.6), ("model:line.v1", 0.3)], 0.441),
        # A template has read neither: odds multiply, 4 x 4 = 16 to 1.
        ([("rule:a.v1", 0.8), ("template:v1", 0.8)], 0.941),
        ([("rule:a.v1", 0.8), ("model:line.v1", 0.7), ("template:v1", 0.8)], 0.912),
        ([("rule:outlet_phrases.v1", 1.0), ("template:v1", 1.0)], 0.995),
    ],
)
def test_how_votes_on_one_line_add_up(votes: list[tuple[str, float]], confidence: float) -> None:
    counted = [Vote(0, 9, "other", source, weight, "") for source, weight in votes]
    spans = choose_spans(counted, min_confidence=0.0)
    assert [span.confidence for span in spans] == [confidence]


def test_no_confidence_hangs_on_the_last_bit_of_a_power() -> None:
    # Libraries of mathematics may differ in that bit: then a release would differ by machine.
    share = standing("model:line.v1").pool_weight
    of_model, of_rules = (np.arange(1, size) / size for size in (1000, 10_000))  # as they round
    pooled = np.outer(
        (of_model / (1 - of_model)) ** share, (of_rules / (1 - of_rules)) ** (1 - share)
    )
    thousandths = pooled / (1 + pooled) * 1000
    assert np.abs(thousandths % 1 - 0.5).min() > 1e-12  # the last bit is 1e-13 or less


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        # A page's model has read the rules and the line model: they do not count beside it,
        # whether it is less sure, more sure or against.
        ([("rule:a.v1", "other", 0.99), ("dom:line.v1", "other", 0.7)], [("other", 0.7)]),
        ([("model:line.v1", "other", 0.6), ("dom:line.v1", "contact", 0.9)], [("contact", 0.9)]),
        ([("rule:a.v1", "other", 0.99), ("dom:line.v1", "other", 0.1)], []),
        # So does not what they call furniture, nor they beside what it calls furniture.
        ([("rule:title.v1", "headline", 0.97), ("dom:line.v1", "other", 0.8)], [("other", 0.8)]),
        ([("rule:a.v1", "other", 0.99), ("dom:line.v1", "byline", 0.8)], [("byline", 0.8)]),
        # A template is independent of it: odds multiply, 1/4 x 9 = 9 to 4.
        ([("template:v1", "other", 0.9), ("dom:line.v1", "other", 0.2)], [("other", 0.692)]),
        # A person is no program.
        ([("human:ana", "byline", 1.0), ("dom:line.v1", "other", 0.9)], [("byline", 1.0)]),
    ],
)
def test_a_source_stands_for_those_whose_votes_it_has_read(
    votes: list[tuple[str, str, float]], expected: list[tuple[str, float]]
) -> None:
    counted = [Vote(0, 9, label, source, weight, "") for source, label, weight in votes]
    spans = choose_spans(counted)
    assert [(span.label, span.confidence) for span in spans] == expected
    # It has not read of other stretches.
    elsewhere = Vote(10, 19, "other", "rule:a.v1", 0.9, "")
    assert choose_spans([*counted, elsewhere]) == [*spans, Span(10, 19, "other", "rule:a.v1", 0.9)]


@pytest.mark.parametrize(
    ("source", "given"),
    [
        ("dom:line.v1", True),
        ("extractors:v1", True),
        ("model:page_text.v1", True),
        ("model:line.v1", False),
    ],
)
def test_a_line_of_a_page_need_be_less_sure(source: str, given: bool) -> None:
    assert bool(choose_spans([Vote(0, 9, "other", source, 0.56, "")])) is given
    assert not choose_spans([Vote(0, 9, "other", source, 0.55, "")])
    assert not choose_spans([Vote(0, 9, "other", source, 0.67, "")], min_confidence=0.8)


def test_a_kind_is_named_by_the_model_that_has_heard_the_rules() -> None:
    votes = [
        Vote(0, 9, "other", "template:v1", 0.94, ""),
        Vote(0, 9, "navigation", "model:line.v1", 0.7, ""),
        Vote(0, 9, "contact", "rule:contact.v1", 0.9, ""),
    ]
    assert [(span.label, span.source) for span in choose_spans(votes)] == [
        ("navigation", "model:line.v1")
    ]
    votes.append(Vote(0, 9, "navigation", "rule:navigation.v1", 0.6, "menu"))
    assert choose_spans(votes)[0].source == "rule:navigation.v1"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((0, 9, "other", "template:v1"), (1, 9, "comments", "rule:a.v1")),
        ((0, 9, "other", "template:v1"), (3, 5, "comments", "rule:a.v1")),
        ((0, 8, "other", "template:v1"), (0, 9, "comments", "rule:a.v1")),
        ((0, 9, "navigation", "template:v1"), (0, 9, "subheading", "rule:a.v1")),
        ((0, 9, "byline", "rule:title.v1"), (0, 9, "comments", "rule:a.v1")),
    ],
    ids=["earlier start", "earlier start, later end", "earlier end", "label", "label, not family"],
)
def test_ties_go_to_the_earlier_start_end_and_label(one: Any, other: Any) -> None:
    votes = [Vote(*place, 0.9, "") for place in (other, one)]
    assert [span[:4] for span in choose_spans(votes)] == [one]


def test_of_two_people_the_earlier_span_stands() -> None:
    votes = [
        Vote(3, 9, "other", "human:ana", 1.0, ""),
        Vote(0, 5, "comments", "human:ben", 1.0, ""),
    ]
    assert [span.source for span in choose_spans(votes)] == ["human:ben"]


@pytest.mark.parametrize(
    ("votes", "chosen"),
    [
        ([("comments", 0.8, "rule:b.v1"), ("navigation", 0.8, "rule:a.v1")], "rule:b.v1"),
        ([("comments", 0.8, "rule:b.v1"), ("comments", 0.8, "rule:a.v1")], "rule:a.v1"),
        ([("comments", 0.8, "rule:b.v1"), ("comments", 0.9, "rule:c.v1")], "rule:c.v1"),
        ([("byline", 0.8, "rule:b.v1"), ("byline", 0.8, "rule:c.v1")], "rule:c.v1"),
        ([("byline", 0.8, "rule:b.v1"), ("dateline", 0.8, "rule:a.v1")], "rule:a.v1"),
        ([("byline", 0.9, "rule:b.v1"), ("dateline", 0.8, "rule:a.v1")], "rule:b.v1"),
    ],
)
def test_which_of_two_votes_on_one_line_names_the_kind(
    votes: list[tuple[str, float, str]], chosen: str
) -> None:
    cast = [Vote(0, 9, label, source, weight, "") for label, weight, source in votes]
    assert [span.source for span in choose_spans(cast)] == [chosen]


def test_furniture_is_kept_apart_from_boilerplate() -> None:
    votes = [
        Vote(0, 9, "headline", "rule:title.v1", 0.97, ""),
        Vote(0, 9, "related_links", "model:line.v1", 0.9, ""),
    ]
    assert [span.label for span in choose_spans(votes)] == ["headline"]


def test_overlaps_stay_linear() -> None:
    votes = [Vote(n, n + 1, "other", "template:v1", 0.9, "") for n in range(200_000)]
    assert len(choose_spans(votes)) == 200_000


def test_spans_that_touch_do_not_overlap() -> None:
    votes = [
        Vote(0, 5, "comments", "rule:a.v1", 0.9, ""),
        Vote(3, 7, "navigation", "rule:b.v1", 0.8, ""),
        Vote(5, 9, "contact", "rule:c.v1", 0.95, ""),
        Vote(8, 12, "navigation", "rule:b.v1", 0.8, ""),
        Vote(9, 12, "comments", "rule:a.v1", 0.85, ""),
    ]
    assert [span[:2] for span in choose_spans(votes)] == [(0, 5), (5, 9), (9, 12)]


GOATS = lines("The goats")
TOGETHER = {
    "nobody": ([], NO_VOTE),
    "a rule": ([("rule:a.v1", "other", 0.9)], 900),
    "a model that has read the rule": (
        [("rule:a.v1", "other", 0.8), ("model:line.v1", "other", 0.9)],
        884,
    ),
    "a page model before both": (
        [("rule:a.v1", "other", 0.8), ("dom:line.v1", "other", 0.1)],
        100,
    ),
    "furniture is no boilerplate": ([("rule:title.v1", "headline", 0.97)], 30),
    "doubtful furniture is hardly boilerplate": ([("model:line.v1", "caption", 0.3)], 300),
    "surer of furniture": (
        [("rule:title.v1", "headline", 0.97), ("model:line.v1", "other", 0.9)],
        30,
    ),
    "surer of boilerplate": (
        [("rule:byline.v1", "byline", 0.6), ("model:line.v1", "other", 0.9)],
        900,
    ),
    "what is not of the line": (
        [("template:v1", "other", 0.9), ("human:ana", "other", 1.0)],
        NO_VOTE,
    ),
    "a model of the user": ([("model:mine.v1", "other", 0.9)], NO_VOTE),
}


@pytest.mark.parametrize("kind", TOGETHER)
def test_what_programs_say_of_a_line(kind: str) -> None:
    cast, said = TOGETHER[kind]
    votes = [Vote(0, 9, label, source, weight, "") for source, label, weight in cast]
    elsewhere = Vote(3, 9, "other", "rule:tail.v1", 0.9, "")
    assert together(GOATS, [*votes, elsewhere]) == [said]
