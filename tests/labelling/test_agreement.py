from __future__ import annotations

from collections import Counter

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.labelling.agreement import STORY, Agreement, Disagreement, agreement, alpha
from corpus.labelling.span_places import AnnotatedSpan

TEXT = "By Ana\nThe ferry left.\nShare"


def span(words: str, label: str, who: str) -> AnnotatedSpan:
    start = TEXT.index(words)
    return AnnotatedSpan(start, start + len(words), label, who, "2026-11-20")


@settings(max_examples=60)
@given(
    st.dictionaries(
        st.lists(st.sampled_from("abc"), min_size=2, max_size=4).map(tuple),
        st.integers(1, 30),
        min_size=1,
        max_size=8,
    )
)
def test_alpha_is_that_of_a_library_which_takes_each_unit_by_itself(
    units: dict[tuple[str, ...], int],
) -> None:
    counts = [[values.count(v) for v in "abc"] for values, n in units.items() for _ in range(n)]
    used = np.array(counts)
    if (used.sum(axis=0) > 0).sum() == 1:
        assert alpha(units) is None
    else:
        expected = krippendorff.alpha(value_counts=used, level_of_measurement="nominal")
        assert alpha(units) == pytest.approx(expected)


BOTH = {"ana": True, "ben": True}


@pytest.mark.parametrize(
    ("spans", "annotators", "units"),
    [
        ([], {"ana": True}, {}),
        ([], BOTH, {(STORY, STORY): 23}),
        (
            [span("By Ana", "byline", "ana"), span("By Ana", "byline", "ben")],
            BOTH,
            {("byline", "byline"): 5, (STORY, STORY): 18},
        ),
        (
            [span("By Ana", "byline", "ana"), span("Share", "share_follow", "ben")],
            BOTH,
            {("byline", STORY): 5, (STORY, STORY): 13, ("share_follow", STORY): 5},
        ),
        (  # what Ben did not judge is missing
            [span("By Ana", "byline", "ana"), span("Share", "share_follow", "ben")],
            {"ana": True, "ben": False},
            {("share_follow", STORY): 5},
        ),
        ([span("By Ana", "byline", "ana")], {"ana": False, "ben": False}, {}),
    ],
)
def test_characters_are_counted_by_what_annotators_said(
    spans: list[AnnotatedSpan], annotators: dict[str, bool], units: dict[tuple[str, ...], int]
) -> None:
    assert agreement("a", TEXT, spans, annotators).units == Counter(units)


def test_disagreements_are_listed_and_labels_have_their_own_alpha() -> None:
    spans = [
        *(span("By Ana", "byline", who) for who in BOTH),
        *(span("Share", "share_follow", "ana"), span("Share", "media_widget", "ben")),
    ]
    found = Agreement()
    for name in "ab":
        found.add(agreement(name, TEXT, spans, BOTH))
    assert found.texts == 2
    who = (("ana", "share_follow"), ("ben", "media_widget"))
    assert found.longest == [Disagreement(name, 5, "Share", who) for name in "ab"]
    by_label = {label: (count, value) for label, count, value in found.labels()}
    assert by_label["byline"] == (10, 1.0)
    assert by_label["share_follow"][1] < 0.1
    assert 0.5 < (found.alpha() or 0) < 0.9
