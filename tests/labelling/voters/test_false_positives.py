"""How many lines of real stories the rules take for something else, held under what was pinned."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from benchmarks.false_positives import SOURCES, count, per_rule

MOST = tomllib.loads(Path(__file__).with_name("false_positives.toml").read_text("utf-8"))
NEWS = ("bench/fundus", "measure/ir_news2017", "measure/htmltotext")


@pytest.mark.parametrize(
    ("name", "sources"),
    [("news", NEWS), pytest.param("all", tuple(SOURCES), marks=pytest.mark.slow)],
)
def test_no_rule_takes_more_story_lines_than_pinned(
    shared: Path, name: str, sources: tuple[str, ...]
) -> None:
    counts = count(shared, sources)
    assert counts.sentences > 10_000
    votes, matches = per_rule(counts.votes), per_rule(counts.matches)
    found = {rule: [votes.get(rule, 0), matches.get(rule, 0)] for rule in MOST[name]}
    assert votes.keys() | matches.keys() <= MOST[name].keys()
    too_many = {
        rule: pair
        for rule, pair in found.items()
        if any(many > most for many, most in zip(pair, MOST[name][rule], strict=True))
    }
    assert too_many == {}
