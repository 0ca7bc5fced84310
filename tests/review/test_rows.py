from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.annotate.task import LabelledSpan, Task
from corpus.review.rows import Change, change, overlapping, rows
from tests.annotate.articles import tasks

TEXT = "By Ana\n\n  The ferry left. Read more \nShare"


def span(words: str, label: str = "other") -> LabelledSpan:
    start = TEXT.index(words)
    return LabelledSpan(start, start + len(words), label)


@pytest.mark.parametrize(
    ("spans", "cuts", "expected"),
    [
        ([], [], [("By Ana", None), ("The ferry left. Read more", None), ("Share", None)]),
        (
            [span("By Ana", "byline"), span("Read more", "related_links")],
            [],
            [
                ("By Ana", "byline"),
                ("The ferry left.", None),
                ("Read more", "related_links"),
                ("Share", None),
            ],
        ),
        (
            [],
            [3],
            [("By", None), ("Ana", None), ("The ferry left. Read more", None), ("Share", None)],
        ),
        (
            [span(TEXT[3:])],
            [],
            [
                ("By", None),
                ("Ana", "other"),
                ("The ferry left. Read more", "other"),
                ("Share", "other"),
            ],
        ),
    ],
)
def test_rows_are_lines_cut_where_labels_begin_and_end(
    spans: list[LabelledSpan], cuts: list[int], expected: list[tuple[str, str | None]]
) -> None:
    found = rows(TEXT, spans, cuts)
    assert [(TEXT[row.start : row.end], row.label) for row in found] == expected


@settings(max_examples=30)
@given(tasks())
def test_rows_have_all_words_and_the_labels_of_the_spans(task: Task) -> None:
    spans = [LabelledSpan(*span[:3]) for span in task.spans]
    found = rows(task.text, spans)
    at = {n: row.label for row in found for n in range(row.start, row.end)}
    labels = {n: span.label for span in spans for n in range(span.start, span.end)}
    assert all(at[n] == labels.get(n) for n in at)
    assert all(letter.isspace() for n, letter in enumerate(task.text) if n not in at)
    assert all(task.text[row.start : row.end].strip() for row in found)
    assert [row.start for row in found] == sorted({row.start for row in found})


_stretches = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 8)).map(lambda pair: (pair[0], sum(pair)))
)


@settings(max_examples=80)
@given(st.sets(st.integers(0, 30)), _stretches)
def test_overlapping_is_what_it_says(edges: set[int], others: list[tuple[int, int]]) -> None:
    ordered = sorted(edges)
    stretches = list(zip(ordered[::2], ordered[1::2], strict=False))
    assert overlapping(stretches, others) == [
        [n for n, other in enumerate(others) if other[0] < end and start < other[1]]
        for start, end in stretches
    ]


def test_what_a_person_changed() -> None:
    before = [span("By Ana", "byline"), span("Read more", "related_links"), span("Share")]
    after = [span("By Ana", "dateline"), span("The ferry left.", "caption"), span("Share")]
    assert change(before, after) == Change(relabelled=1, cleared=1, added=1)
    assert change(before, before) == Change()
