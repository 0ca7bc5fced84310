"""Readers need not have the `datasets` that the builder has: 2.14 to the newest open a release."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

import pytest
from datasets import Features

from corpus.contract.columns import FEATURES, ROW, stated_features

VERSIONS = {
    # With pyarrow, numpy and pandas of its time: it cannot use later ones.
    "2.14": ["datasets==2.14.*", "pyarrow<15", "numpy<2", "pandas<2.2"],
    "3": ["datasets==3.*"],
    "4": ["datasets==4.*"],
    "newest": ["datasets"],
}


def test_the_features_in_files_are_those_of_the_manifest() -> None:
    assert Features.from_dict(stated_features(ROW)) == Features.from_dict(FEATURES)


def test_the_files_of_a_release_name_no_type_that_older_datasets_lack(sample: Path) -> None:
    written = {
        path.relative_to(sample).as_posix(): path.read_bytes()
        for path in [*sample.glob("dataset/*/*"), *sample.glob("data/*"), *sample.glob("votes/*")]
    }
    assert sum(b"ClassLabel" in content for content in written.values()) == 12
    bad = [name for name, content in written.items() if re.search(rb'"(List|Sequence)"', content)]
    assert bad == []


@pytest.fixture(scope="module")
def newest(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the `datasets` of the builder itself gives."""
    return opened(Path(sys.executable), sample, tmp_path_factory.mktemp("cache"))


def opened(python: Path, release: Path, cache: Path) -> dict[str, Any]:
    program = Path(__file__).parent / "open_release.py"
    command = [str(python), str(program), str(release), str(cache)]
    alone = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(cache)}
    ran = subprocess.run(command, capture_output=True, text=True, env=alone, cwd=cache, check=False)
    assert ran.returncode == 0, ran.stderr
    result: dict[str, Any] = json.loads(ran.stdout)
    return result


@pytest.mark.slow
@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_of_datasets_gives_the_same_rows(
    sample: Path, newest: dict[str, Any], tmp_path: Path, version: str
) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv/bin/python"
    subprocess.run([python, "-m", "pip", "install", "-q", *VERSIONS[version]], check=True)
    (tmp_path / "cache").mkdir()
    found = opened(python, sample, tmp_path / "cache")
    assert found == newest
    first, *others = found.values()
    assert others == [first, first]
    assert first["fields of a span"] == ["confidence", "end", "label", "source", "start"]
