from __future__ import annotations

from corpus.labelling.voters.rule_outlet_phrases import vote
from corpus.outlet.tables import Outlet
from tests.labelling.batches import batch


def test_a_line_that_says_a_phrase() -> None:
    outlet = Outlet("a", "A", "IE", (), {"newsletter_signup": ("The Tide Table lands at six.",)})
    text = "The ferry left.\n- The  Tide Table lands at six. Join!\nIt came back."
    votes = vote(batch(text, outlet=outlet))[0]
    assert [(text[v.start : v.end], v.label) for v in votes] == [
        ("- The  Tide Table lands at six. Join!", "newsletter_signup")
    ]


def test_a_phrase_without_words_is_in_no_line() -> None:
    outlet = Outlet("a", "A", "IE", (), {"navigation": ("→",)})
    assert vote(batch("The ferry left.\n→ Next", outlet=outlet)) == [[]]
