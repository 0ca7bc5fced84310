from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from corpus.label.rulebook import rulebook
from corpus.label.weights import UNMEASURED, weight
from tests.conftest import ROOT


def test_fitting_again_gives_the_same_bytes(shared: Path, tmp_path: Path) -> None:
    made = tmp_path / "weights.json"
    command = [sys.executable, "-m", "benchmarks.fit_weights"]
    options = ["--bench", shared / "bench", "--out", made]
    subprocess.run([*command, *options], check=True, capture_output=True, cwd=ROOT)
    assert made.read_bytes() == (ROOT / "corpus" / "label" / "weights.json").read_bytes()


@pytest.mark.parametrize("rule", rulebook(), ids=lambda rule: rule.name)
def test_no_pattern_is_kept_that_gold_speaks_against(rule) -> None:  # type: ignore[no-untyped-def]
    doubted = [p.id for p in rule.patterns if weight(rule.name, p.id) < 0.5]
    assert doubted == []


def test_a_wording_that_gold_never_showed_gets_the_mean() -> None:
    assert weight("related_links.v1", "no such pattern") == UNMEASURED


@pytest.mark.slow
def test_training_again_gives_the_same_bytes(shared: Path, tmp_path: Path) -> None:
    """Takes minutes, and what `pip install -e '.[train]'` brings."""
    made = tmp_path / "line_model.npz"
    command = [sys.executable, "-m", "benchmarks.train_line_model"]
    options = ["--bench", shared / "bench", "--out", made]
    subprocess.run([*command, *options], check=True, capture_output=True, cwd=ROOT)
    assert (
        made.read_bytes() == (ROOT / "corpus" / "label" / "line_model" / "weights.npz").read_bytes()
    )
