from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.contract.line_ends import LINE_ENDS, count_lines
from corpus.identify.canonical import canonicalise, derive_id, former_form, sha256

TEXTS = st.text(
    st.sampled_from("a.\n\r\v\f\x85\u2028\u2029\ufeff é\u0301\u00a0”")
    | st.characters(codec="utf-8"),
    max_size=80,
)


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        ("\ufeffa\r\nb\rc\n", "a\nb\nc\n"),
        ("a\ufeffb", "a\ufeffb"),
        ("e\u0301", "é"),
        ("  a\tb\u00a0 \n\n", "  a\tb\u00a0 \n\n"),
        ("👩\u200d👩\u200d👧 שלום 你好", "👩\u200d👩\u200d👧 שלום 你好"),
        ("a\u2028b\u2029c\x85d\x0be\x0cf", "a\nb\nc\nd\ne\nf"),
        ("a\r\u2028b\n\x0bc", "a\n\nb\n\nc"),
        ("a\x1cb\x1dc\x1ed", "a\x1cb\x1dc\x1ed"),  # Unicode ends no line there
    ],
)
def test_nothing_but_marks_newlines_and_composition(raw: str, canonical: str) -> None:
    assert canonicalise(raw) == canonical
    assert count_lines(raw) == canonical.count("\n")


@given(TEXTS)
def test_canonical_form(raw: str) -> None:
    text = canonicalise(raw)
    assert not set(text) & set(LINE_ENDS)
    assert len(former_form(raw)) == len(text)
    assert count_lines(raw) == text.count("\n")
    assert unicodedata.is_normalized("NFC", text)
    if not text.startswith("\ufeff"):  # one byte order mark is taken off, not several
        assert canonicalise(text) == text


@given(st.tuples(st.text(), st.text()), st.tuples(st.text(), st.text()))
def test_ids_tell_pairs_apart(a: tuple[str, str], b: tuple[str, str]) -> None:
    ids = [derive_id(url, sha256(text)) for url, text in (a, b)]
    assert (ids[0] == ids[1]) == (a == b)


def test_the_derived_id_never_changes() -> None:
    assert derive_id("https://a.example/1", sha256("Some words.")) == "7098bfc3c465bc64fe9b"
    assert derive_id(None, sha256("Some words.")) != derive_id("https://a.example/1", "")
