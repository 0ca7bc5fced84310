from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.labelling.learned import arrays


def test_arrays_come_back_by_name(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", borders=np.array([1, 2]), about=np.array("{}"))
    found = arrays(tmp_path / "a.npz")
    assert {name: array.tolist() for name, array in found.items()} == {
        "borders": [1, 2],
        "about": "{}",
    }


def test_pickled_objects_are_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", borders=np.array([object()]))
    with pytest.raises(ValueError, match="allow_pickle"):
        arrays(tmp_path / "a.npz")
