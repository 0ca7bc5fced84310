from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.releases import made, sample


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the sample; to be copied, not changed."""
    folder = tmp_path_factory.mktemp("whole")
    return made(sample(folder / "raw"), folder / "build")


@pytest.fixture
def release(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy to spoil, `1.0.0` in the working folder."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(whole, "1.0.0")
    return Path("1.0.0")
