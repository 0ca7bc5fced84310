"""The closed list of reasons."""

from __future__ import annotations

import pytest

from corpus.contract.problems import REASONS, Problem


@pytest.mark.parametrize("reason", REASONS)
def test_what_says_that_nothing_is_to_fix_is_left_out(reason: str) -> None:
    """`--strict` asks the property, people read the sentence."""
    problem = Problem("a.json", 1, reason, REASONS[reason])
    assert (problem.severity == "left_out") == ("nothing to fix" in REASONS[reason])
