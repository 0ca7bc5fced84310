"""`corpus train`: what it refuses, and a model that votes in the next build."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.labelling import trained
from tests.conftest import ROOT, Ran, Raw, rows

Command = Callable[..., Ran]
# A program in which nothing that trains can be imported, whether it is installed or not.
WITHOUT = """
import sys
sys.modules["catboost"] = sys.modules["sklearn"] = None
from corpus.cli import main
main()
"""


def test_without_the_extra_it_says_what_to_install(sample: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", WITHOUT, "train", sample, "--out", tmp_path / "mine"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert ran.returncode == 2
    assert "catboost and sklearn not installed" in ran.stderr
    assert "annotated-corpus-builder[train]" in ran.stderr


# Each is refused before work, so what trains need not be installed.
REFUSED = {
    "a name of the package": ("line", "cannot be the name of a model"),
    "capitals": ("Mine", "cannot be the name of a model"),
    "a blank": ("my model", "cannot be the name of a model"),
    "a folder that is there": ("there", "is there already"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_it_refuses(corpus: Command, sample: Path, tmp_path: Path, kind: str) -> None:
    name, message = REFUSED[kind]
    (tmp_path / "there").mkdir()
    ran = corpus("train", sample, "--out", tmp_path / name)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err
    assert "; expected " in ran.err


def test_no_release(corpus: Command, tmp_path: Path) -> None:
    ran = corpus("train", tmp_path, "--out", tmp_path / "mine")
    assert ran.code == 2
    assert "no release here" in ran.err


@pytest.mark.slow
def test_a_model_of_the_sample(corpus: Command, sample: Path, tmp_path: Path) -> None:
    """Takes what `pip install -e '.[train]'` brings."""
    for name in ("one", "other"):
        ran = corpus("train", sample, "--out", tmp_path / name / "mine")
        assert ran.code == 0, ran.err
    assert "from 34 articles that people judged and 0 that programs labelled" in ran.out
    assert "nothing: 0 judged articles of validation that it can read" in ran.out  # 13 languages
    one, other = (tmp_path / name / "mine" for name in ("one", "other"))
    for file in (trained.DESCRIPTION, trained.WEIGHTS, trained.CARD):
        assert (one / file).read_bytes() == (other / file).read_bytes()
    said = json.loads((one / trained.DESCRIPTION).read_text())
    assert trained.read(one).weight == said["weight"] == 0.0
    manifest = json.loads((sample / "manifest.json").read_text())
    assert said["trained_on"]["logical_digest"] == manifest["logical_digest"]
    assert set(said["figures"]) == {"validation", "test", "unseen outlets"}
    assert "| test, 4 | people's labels | this model alone |" in (one / trained.CARD).read_text()
    for figures in said["figures"].values():
        assert figures["judged"]
        assert figures["model"]["words_ours"] > 0.95


@pytest.mark.slow
def test_corrections_make_the_next_build_better(corpus: Command, raw: Raw, tmp_path: Path) -> None:
    """A line that no program knows, judged by people on some outlets, is found on others.

    It stands in every article, but never twice on one outlet, so no template tells it.
    """
    words = ["Rho", "Tau", "Phi", "Chi", "Psi", "Eta", "Zeta", "Iota", "Kappa", "Theta"]

    def text(n: int) -> str:
        name = f"{words[n % 10]}{words[n // 10 % 10]}{n}"
        story = (
            f"The ferry {name} left the harbour at six, with {n} people and two goats of {name}."
        )
        odd = f"Quoth the zorbling of {words[n % 7]}, gribble {words[3 * n % 10]} flanx"
        return "\n".join([*[f"{story} It came back. {k}" for k in range(3)], odd, story])

    records = [{"id": f"a{n}", "outlet": f"o{n}", "text": text(n)} for n in range(160)]
    raw.write("ferry.jsonl", records)
    labels = []
    for record in (one for n, one in enumerate(records) if n % 8):
        its = record["text"]
        start = its.index("Quoth")
        end = its.index("\n", start)
        labels.append(
            {
                "id": record["id"],
                "sha256": hashlib.sha256(its.encode()).hexdigest(),
                "annotator": "ana",
                "date": "2026-11-20",
                "complete": True,
                "spans": [{"start": start, "end": end, "label": "other", "text": its[start:end]}],
            }
        )
    raw.write("ferry.labels.json", labels)
    out = tmp_path / "build"
    assert corpus("build", raw.folder, "--out", out, "--workers", 1).code == 0

    def found() -> int:
        return sum(
            span["start"] == row["text"].index("Quoth")
            for row in rows(out / "latest").values()
            if not row["human_labelled"]
            for span in row["spans"]
        )

    assert found() == 0
    ran = corpus("train", out / "latest", "--out", tmp_path / "zorb")
    assert ran.code == 0, ran.err
    (tmp_path / "c.toml").write_text('[label]\nmodels = ["zorb"]\n')
    ran = corpus("build", raw.folder, "--out", out, "--config", tmp_path / "c.toml")
    assert ran.code == 0, ran.err
    assert found() >= 10  # of 20: of these it has also learned that programs let them be
