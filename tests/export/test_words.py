"""The words of a text, cut where spans begin and end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.export.words import sentences

CASES = [
    ("The ferry's 2nd trip.", ["The", "ferry", "'", "s", "2nd", "trip", "."]),
    ("a\nb c", ["a", "|", "b", "c"]),
    ("船が再開。", ["船", "が", "再", "開", "。"]),
    ("เรือ", ["เ", "รื", "อ"]),
    ("हिन्दी में", ["हिन्दी", "में"]),
    ("قطار 😀👨‍👩‍👧 نهاية", ["قطار", "😀", "👨‍👩‍👧", "نهاية"]),
    ("e\u0301te\u0301", ["e\u0301te\u0301"]),
    (" \u00a0 \n\n", []),
]


@pytest.mark.parametrize(("text", "words"), CASES)
def test_words(text: str, words: list[str]) -> None:
    found: list[str] = []
    for sentence in sentences(text, []):
        found += ["|"] * bool(found) + [text[start:end] for start, end in sentence]
    assert found == words


def test_a_span_cuts_a_word() -> None:
    (sentence,) = sentences("advertisement", [{"start": 2, "end": 5, "label": "other"}])
    assert sentence == [(0, 2), (2, 5), (5, 13)]


@given(st.text(max_size=60), st.lists(st.integers(0, 60), max_size=6))
def test_every_letter_is_in_one_word_and_no_blank_is(text: str, edges: list[int]) -> None:
    spans = [{"start": edge, "end": edge + 1, "label": "other"} for edge in edges]
    words = [word for sentence in sentences(text, spans) for word in sentence]
    assert words == sorted(words)
    assert "".join(text[start:end] for start, end in words) == "".join(text.split())
    assert all(start < end for start, end in words)
    assert not any(start < edge < end for edge in edges for start, end in words)
