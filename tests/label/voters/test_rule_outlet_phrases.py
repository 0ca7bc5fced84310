from __future__ import annotations

from corpus.label.lines import lines
from corpus.label.voters.rule_outlet_phrases import votes
from corpus.outlet.tables import Outlet


def test_a_line_that_says_a_phrase() -> None:
    outlet = Outlet("a", "A", "IE", (), {"newsletter_signup": ("The Tide Table lands at six.",)})
    text = "The ferry left.\n- The  Tide Table lands at six. Join!\nIt came back."
    given = list(votes(lines(text), outlet))
    assert [(text[v.start : v.end], v.label) for v in given] == [
        ("- The  Tide Table lands at six. Join!", "newsletter_signup")
    ]
