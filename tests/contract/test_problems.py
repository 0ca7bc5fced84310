"""The closed list of reasons."""

from __future__ import annotations

from string import Formatter

import pytest

from corpus.contract import problems
from corpus.contract.problems import REASONS, Problem


@pytest.mark.parametrize("reason", REASONS)
def test_what_says_that_nothing_is_to_fix_is_left_out(reason: str) -> None:
    """`--strict` asks the property, people read the sentence."""
    problem = Problem("a.json", 1, reason, REASONS[reason], REASONS[reason])
    assert (problem.severity == "left_out") == ("nothing to fix" in REASONS[reason])


def test_holes_that_make_a_kind_stand_in_a_sentence() -> None:
    holes = {name for text in REASONS.values() for _, name, *_ in Formatter().parse(text) if name}
    assert set(problems._OF_THE_KIND) <= holes
