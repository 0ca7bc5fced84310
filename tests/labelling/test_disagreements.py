from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.contract.article import Record
from corpus.identify.article import identify
from corpus.labelling.human_labels import Annotation, Applied, apply
from corpus.labelling.label_model import choose_spans
from corpus.labelling.voters import human
from corpus.labelling.voters.voter import Batch

TEXT = "Advertisement\nThe ferry left.\nShare\nIt came back."
Labelled = tuple[int, int, str]
AD, SHARE = (0, 13, "advertisement"), (30, 35, "share_follow")


def applied(*annotations: tuple[str, bool, list[Labelled]]) -> Applied:
    article = identify(Record("a.json", 1, {"text": TEXT, "outlet": "a"}))
    entries = [
        Annotation(number, number + 1, _data(article.sha256, *annotation))
        for number, annotation in enumerate(annotations)
    ]
    return apply(article, entries, "a.labels.json", False)


def _data(sha256: str, annotator: str, complete: bool, spans: list[Labelled]) -> dict[str, Any]:
    return {
        "sha256": sha256,
        "annotator": annotator,
        "date": "2026-11-20",
        "complete": complete,
        "spans": [
            {"start": start, "end": end, "label": label, "text": TEXT[start:end]}
            for start, end, label in spans
        ],
    }


def standing(result: Applied) -> list[Labelled]:
    (votes,) = human.vote(Batch(annotations=[result.spans]))
    return [span[:3] for span in choose_spans(votes, result.complete)]


@pytest.mark.parametrize(
    ("annotations", "stands"),
    [
        ([("ana", True, [AD, SHARE])], [AD, SHARE]),
        ([("ana", True, [AD, SHARE]), ("ben", True, [AD, SHARE])], [AD, SHARE]),
        ([("ana", True, [AD, SHARE]), ("ben", False, [AD])], [AD, SHARE]),
        (
            [("ana", True, [(30, 35, "other"), (35, 36, "other")])],
            [(30, 35, "other"), (35, 36, "other")],
        ),
        # inside a longer one of the same label and annotator, in any order
        ([("ana", True, [(0, 29, "other"), (0, 13, "other")])], [(0, 29, "other")]),
        ([("ana", True, [(0, 13, "other"), (0, 29, "other")])], [(0, 29, "other")]),
        ([("ana", True, [(14, 29, "other"), (0, 29, "other")])], [(0, 29, "other")]),
    ],
)
def test_annotations_that_agree(
    annotations: list[tuple[str, bool, list[Labelled]]], stands: list[Labelled]
) -> None:
    result = applied(*annotations)
    assert (result.problems, result.complete) == ([], True)
    assert standing(result) == stands


@pytest.mark.parametrize(
    ("annotations", "line", "contradiction", "stands"),
    [
        (
            [("ana", True, [SHARE, (30, 35, "other")])],
            1,
            '"Share" (30-35, share_follow, by ana) contradicts "Share" (30-35, other, by ana); '
            "{} (the second stands",
            [(30, 35, "other")],
        ),
        (
            [("ana", True, [SHARE]), ("ben", False, [(30, 35, "comments")])],
            1,
            '"Share" (30-35, share_follow, by ana) contradicts "Share" (30-35, comments, by ben); '
            "{} (the second stands",
            [(30, 35, "comments")],
        ),
        (
            [("ana", True, [(0, 13, "other")]), ("ben", True, [(12, 17, "other")])],
            2,
            '"t\\nThe" (12-17, other, by ben) contradicts "Advertisement" (0-13, other, by ana); '
            "{} (the second stands",
            [(0, 13, "other")],
        ),
        (
            [("ana", True, [(0, 29, "other")]), ("ben", False, [(14, 29, "other")])],
            2,
            '"The ferry left." (14-29, other, by ben) contradicts '
            '"Advertisement\\nThe ferry left." (0-29, other, by ana); '
            "{} (the second stands",
            [(0, 29, "other")],
        ),
        (
            [("ana", True, [AD]), ("ben", False, [SHARE])],
            2,
            '"Share" (30-35, share_follow, by ben) contradicts the complete annotation by ana, '
            "which has no span there; {} (the span stands",
            [AD, SHARE],
        ),
    ],
)
def test_annotations_that_contradict_each_other(
    annotations: list[tuple[str, bool, list[Labelled]]],
    line: int,
    contradiction: str,
    stands: list[Labelled],
) -> None:
    result = applied(*annotations)
    (contradicting,) = result.problems
    assert (contradicting.reason, contradicting.line) == ("overlapping_labels", line)
    expected = "expected annotations that agree; correct one of the two"
    assert contradicting.message.startswith(contradiction.format(expected))
    assert result.complete is False
    assert standing(result) == stands


SPANS = st.lists(
    st.tuples(st.integers(0, 10), st.integers(1, 6), st.sampled_from(["other", "contact"])).map(
        lambda span: (span[0], span[0] + span[1], span[2])
    ),
    max_size=5,
)
ANNOTATIONS = st.lists(st.tuples(st.sampled_from(["ana", "ben"]), st.booleans(), SPANS), max_size=4)


@given(ANNOTATIONS)
def test_every_span_stands_or_is_reported(
    annotations: list[tuple[str, bool, list[Labelled]]],
) -> None:
    result = applied(*annotations)
    stands = standing(result)
    lost = [span for span in result.spans if span[:3] not in stands]
    messages = [problem.message.split(" contradicts ")[0] for problem in result.problems]
    for span in lost:
        place = f"({span.start}-{span.end}, {span.label}, by {span.annotator})"
        assert any(message.endswith(place) for message in messages)
    assert not (result.complete and lost)
    assert result.complete is (not result.problems and any(a[1] for a in annotations))
    # every span that is left out lies in a longer one of the same label and annotator
    for annotator, _, spans in annotations:
        for start, end, label in spans:
            assert any(
                kept.start <= start and end <= kept.end
                for kept in result.spans
                if (kept.annotator, kept.label) == (annotator, label)
            )
