"""The contributions that others made up: the mistakes are told at their places, the rest passes."""

from __future__ import annotations

import base64
import json
import re
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus import build
from tests.conftest import ROOT, Ran

BAD = tomllib.loads((Path(__file__).parent / "bad_contributions.toml").read_text("utf-8"))
POLICY = """
[validate]
licenses = ["CC0-1.0"]
warning = ["private_data"]
error = ["no_labels"]
"""
ON_POLICY = {21, 25, 27, 28}  # mistakes where a policy asks for something, that a default does not
PASSING = {23, 37, 42, 45, 49}  # notes, and what is an input by now
REFUSED = {"q_id", "u_lang_long", "v_outlet_upper"}  # rightly so
DEBATABLE = {"g_nozone", "h_space", "k_pct", "p_extra", "t_lang_"}
_TOLD = re.compile(r"^(\S+): (C\d+ \w+): ", re.M)


FOLDERS = ("harbour-courier", "thrushdale-echo", "outlets")  # of the sample, that they touch


@pytest.fixture(scope="module")
def corpus_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus with a release."""
    folder = tmp_path_factory.mktemp("corpus")
    for name in FOLDERS:
        shutil.copytree(ROOT / "raw" / name, folder / "raw" / name)
    build(folder / "raw", out=folder / "build", workers=1)
    return folder


@pytest.fixture
def folder(tmp_path: Path, corpus_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of its articles beside its release, to contribute to."""
    shutil.copytree(corpus_folder / "raw", tmp_path / "raw")
    (tmp_path / "build").symlink_to(corpus_folder / "build")
    (tmp_path / "corpus.toml").write_text(POLICY)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def contribute(folder: Path, contribution: dict[str, Any]) -> list[Path]:
    """The files that a contribution changed, as paths relative to the folder."""
    for file, content in contribution["files"].items():
        is_bytes = "base64" in content
        data = base64.b64decode(content["base64"]) if is_bytes else content["text"].encode()
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).write_bytes(data)
    for file in contribution["remove"]:
        (folder / file).unlink()
    for old, new in contribution.get("replace", {}).values():
        for path in (folder / "raw").rglob("*.json*"):
            text = path.read_text("utf-8")
            path.write_text(text.replace(f'"{old}"', f'"{new}"'), "utf-8")
    return [Path(file) for file in contribution["files"]]


@pytest.mark.parametrize("number", [*map(int, BAD)])
@pytest.mark.parametrize("hands_over", ["all of it", "what changed"])
def test_a_bad_contribution_is_told_at_its_place(
    hands_over: str,
    number: int,
    folder: Path,
    shared: Path,
    corpus: Callable[..., Ran],
) -> None:
    bad = json.loads((shared / "contributions" / "bad.json").read_text("utf-8"))
    contribution = next(one for one in bad if one["number"] == number)
    changed = contribute(folder, contribution)
    paths = ["raw"] if hands_over == "all of it" or not changed else changed
    policy = ["--config", "corpus.toml"] if number in ON_POLICY else []
    ran = corpus("validate", *paths, "--strict", *policy)
    told = [" ".join(found) for found in _TOLD.findall(ran.out)]
    assert told == BAD[str(number)]
    assert ran.code == (number not in PASSING)


def test_a_good_contribution_passes(folder: Path, shared: Path, corpus: Callable[..., Ran]) -> None:
    stopped = set()
    for file in sorted((shared / "contributions" / "good").iterdir()):
        copy = folder / "raw" / "harbour-courier" / file.name
        shutil.copy(file, copy)
        if corpus("validate", copy.relative_to(folder), "--strict").code:
            stopped.add(file.name.split(".")[0])
        copy.unlink()
    assert stopped == REFUSED | DEBATABLE
