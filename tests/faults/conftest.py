from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.harness import Place


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Two articles are released, a third has come."""
    place = Place(tmp_path_factory.mktemp("faults") / "place")
    place.write(2)
    place.build()
    place.write(3)
    return place


@pytest.fixture
def place(first: Place, tmp_path: Path) -> Place:
    return first.copy(tmp_path / "place")
