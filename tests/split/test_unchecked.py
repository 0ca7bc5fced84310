"""Pairs that the leak check did not compare are named by the build, the manifest and `verify`."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.split import leak_pairs
from tests.conftest import Ran, Raw

# So common that they say nothing about a story.
COMMON = "the of and to in is that it for on was with as by at be this are from or an have".split()


def lookalike(number: int) -> str:
    """One text of 60 words, every 15th another: alike enough to be compared, not to be linked."""
    template, own = random.Random(0), random.Random(number)
    tokens = template.choices(COMMON, k=60)
    for place in (12, 27, 42, 57):
        tokens[place] = f"{own.choice(COMMON)}{own.choice(COMMON)}"
    return " ".join(tokens)


def test_pairs_that_were_not_compared_are_reported(
    raw: Raw, corpus: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(raw.folder.parent)
    raw.write("a.jsonl", [{"outlet": f"o{n}", "text": lookalike(n)} for n in range(30)])
    ran = corpus("build", "--out", "whole")
    assert "; no leak found\n" in ran.out
    whole = json.loads(Path("whole/latest/manifest.json").read_bytes())["leak_check"]
    assert whole["pairs_compared"] > 0
    assert (whole["pairs_unchecked"], whole["keys_capped"]) == (0, 0)
    assert "not compared" not in Path("whole/latest/README.md").read_text("utf-8")

    monkeypatch.setattr(leak_pairs, "KEY_PAIRS", 1)
    ran = corpus("build", "--out", "capped")
    counts = json.loads(Path("capped/latest/manifest.json").read_bytes())["leak_check"]
    unchecked, keys = counts["pairs_unchecked"], counts["keys_capped"]
    assert min(unchecked, keys) > 0
    assert counts["pairs_compared"] + unchecked == whole["pairs_compared"]
    assert f"; no leak found; {unchecked} pairs not compared\n" in ran.out
    card = Path("capped/latest/README.md").read_text("utf-8")
    assert f"{unchecked} pairs of possible near-duplicates were not compared" in card

    ran = corpus("verify", "capped/latest")
    sentence = (
        f"leak check: {unchecked} pairs of possible near-duplicates were not compared: {keys} "
    )
    assert (ran.code, sentence in ran.err) == (0, True), ran
