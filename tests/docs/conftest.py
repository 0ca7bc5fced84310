from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.contributions.git import environment as git_environment


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a user's shell, in which `corpus` is the command of this package."""
    scripts = tmp_path_factory.mktemp("bin")
    for name, arguments in (("corpus", "-m corpus"), ("python", "")):
        script = scripts / name
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments} "$@"\n')
        script.chmod(0o755)
    return git_environment(PATH=f"{scripts}:{os.environ['PATH']}", PYTHONPATH=str(ROOT))


@pytest.fixture
def sample_folder(tmp_path: Path) -> Path:
    """A folder with the sample's raw articles and configuration, and the examples."""
    for folder in ("raw", "examples"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "corpus.toml", tmp_path)
    return tmp_path


@pytest.fixture
def built_folder(built: tuple[Path, str], tmp_path: Path) -> Path:
    """A folder with the sample's raw articles, in which `corpus build` was run."""
    return shutil.copytree(built[0], tmp_path / "built", symlinks=True)
