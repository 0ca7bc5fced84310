"""A long text is labelled in parts, with the offsets of the whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.contract.article import Record
from corpus.identify.article import identify
from corpus.labelling import first_pass
from corpus.labelling.first_pass import Asked, ask_first_pass
from corpus.labelling.lines import lines, lines_in_parts
from corpus.labelling.span_places import AnnotatedSpan
from corpus.outlet.tables import Outlet
from tests.labelling import batches
from tests.labelling.voters.test_dom_line import PAGE

OUTLET = Outlet("a", None, None)


@given(st.text(st.sampled_from("ab \n…\u200bß🚢"), max_size=80), st.integers(1, 10))
def test_the_parts_hold_the_lines_of_the_whole(text: str, most: int) -> None:
    parts = list(lines_in_parts(text, most))
    assert [line[:5] for part in parts for line in part] == [line[:5] for line in lines(text)]
    assert all(len(part) <= most for part in parts)
    assert all(line.raw == text[line.start : line.end] for part in parts for line in part)


def test_a_long_text_is_read_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_pass, "LINES", 4)
    story = "The ferry from Lunn left on time on Monday, and nobody saw the whale again.\n"
    signup = "Sign up to our newsletter\n"
    texts = [story * 3, (story * 4 + signup) * 3, signup + story]
    asked = [
        Asked(identify(Record("a.jsonl", line, {"text": text})), "en", OUTLET, ())
        for line, text in enumerate(texts)
    ]
    human = AnnotatedSpan(0, 3, "other", "ana", "2026-11-20")
    asked[1] = asked[1]._replace(annotations=[human])
    counts = [(number, len(of_part)) for number, of_part in ask_first_pass(asked)]
    assert counts == [(0, 3), (1, 4), (1, 4), (1, 4), (1, 3), (2, 2)]
    for (article, *_), text in zip(asked, texts, strict=True):
        found = {vote.start for vote in article.votes if vote.source.startswith("rule:newsletter")}
        starts = {line.start for line in lines(text) if line.raw in signup}
        assert found == starts
    assert [vote.source for vote in asked[1].article.votes].count("human:ana") == 1


def test_a_page_is_told_how_good_its_labels_are_expected_to_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(first_pass, "LINES", 20)
    short, long = batches.page(PAGE), batches.page(PAGE * 3)
    list(ask_first_pass([Asked(article, "en", OUTLET, ()) for article in (short, long)]))
    assert short.page
    assert short.page.confidence
    assert 0.5 < short.page.confidence <= 1
    assert long.page
    assert long.page.confidence is None  # it is read in parts, whose places no model knows
