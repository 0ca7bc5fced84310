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


@pytest.fixture(scope="session")
def whole_of_few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of eight articles, one of them for validation and one for tests."""
    folder = tmp_path_factory.mktemp("few")
    return made(sample(folder / "raw", ["harbour-courier", "thrushdale-echo"]), folder / "build")


@pytest.fixture
def release(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy to spoil, `1.0.0` in the working folder."""
    return copied(whole, tmp_path, monkeypatch)


@pytest.fixture
def few(whole_of_few: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """As `release`, with every kind of file, but of so few articles that it is soon verified."""
    return copied(whole_of_few, tmp_path, monkeypatch)


def copied(release: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(folder)
    return Path(shutil.copytree(release, "1.0.0"))
