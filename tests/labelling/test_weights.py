from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from corpus.labelling.rulebook import rulebook
from corpus.labelling.weights import UNMEASURED, weight
from tests.conftest import ROOT


@pytest.mark.slow
def test_fitting_again_gives_the_same_bytes(shared: Path, tmp_path: Path) -> None:
    written = tmp_path / "weights.json"
    command = [sys.executable, "-m", "benchmarks.fit_weights"]
    options = ["--shared", shared, "--out", written]
    subprocess.run([*command, *options], check=True, capture_output=True, cwd=ROOT)
    assert written.read_bytes() == (ROOT / "corpus" / "labelling" / "weights.json").read_bytes()


@pytest.mark.parametrize("rule", rulebook(), ids=lambda rule: rule.name)
def test_no_pattern_is_wrong_more_often_than_right(rule) -> None:  # type: ignore[no-untyped-def]
    doubtful = [p.id for p in rule.patterns if weight(rule.name, p.id) < 0.5]
    assert doubtful == []


def test_a_pattern_that_matches_no_gold_line_gets_the_mean() -> None:
    assert weight("related_links.v1", "no such pattern") == UNMEASURED


@pytest.mark.slow
def test_training_again_gives_the_same_bytes(shared: Path, tmp_path: Path) -> None:
    """Takes minutes, and what `pip install -e '.[own-models]'` brings."""
    written = tmp_path / "line_model.npz"
    command = [sys.executable, "-m", "benchmarks.train_line_model"]
    options = ["--shared", shared, "--out", written]
    subprocess.run([*command, *options], check=True, capture_output=True, cwd=ROOT)
    package = ROOT / "corpus" / "labelling" / "line_model" / "weights.npz"
    assert written.read_bytes() == package.read_bytes()
