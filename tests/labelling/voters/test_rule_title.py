from __future__ import annotations

import pytest

from corpus.labelling.voters.rule_title import vote
from tests.labelling.batches import batch

STORY = "The ferry left on time, and nobody on the quay was surprised by it. " * 4


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        ("Ferry leaves\n" + STORY, "Ferry leaves", ["headline"]),
        (
            "Menu\nFERRY LEAVES\n" + STORY + "\n- Ferry leaves",
            "Ferry leaves",
            ["headline", "related_links"],
        ),
        (STORY + "\nFerry leaves", "Ferry leaves", ["related_links"]),
        ("Ferry leaves early\n" + STORY, "Ferry leaves", []),
        ("Ferry leaves\n", None, []),
        ("", "Ferry leaves", []),
    ],
)
def test_the_title_at_the_top_and_further_down(
    text: str, title: str | None, expected: list[str]
) -> None:
    assert [v.label for v in vote(batch(text, title=title))[0]] == expected
