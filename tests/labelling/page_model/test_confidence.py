from __future__ import annotations

import numpy as np
import pytest

from corpus.contract.article import Vote
from corpus.labelling.page_model.confidence import confidence

CURVE = np.linspace(0, 1, 101, dtype=np.float32)  # what is expected is what is measured


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([(90, 0.0), (10, 1.0)], 1.0),
        ([(90, 0.0), (10, 0.5)], 0.97),  # 2 x 95 of 100 + 95
        ([(90, 0.0), (10, 0.7)], 0.98),  # removed, though 3 may be main text
        ([(90, 0.2), (10, 0.9)], 0.88),
        ([(50, 1.0), (50, 1.0)], 0.0),  # nothing is left
        ([(50, 0.5), (50, 0.5)], 0.66),
    ],
)
def test_what_the_votes_on_lines_add_up_to(lines: list[tuple[int, float]], expected: float) -> None:
    votes, start = [], 0
    for length, weight in lines:
        votes.append(Vote(start, start + length, "other", "dom:line.v1", weight, ""))
        start += length
    assert confidence(votes, CURVE) == expected


def test_the_curve_says_what_was_measured() -> None:
    vote = Vote(0, 9, "other", "dom:line.v1", 0.0, "")
    assert confidence([vote], CURVE / 2) == 0.5
