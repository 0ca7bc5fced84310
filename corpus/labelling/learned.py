"""What models have learned: files of arrays."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from importlib.resources import as_file
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def arrays(file: Traversable) -> dict[str, NDArray[Any]]:
    """The arrays of an `.npz` file, by name.

    Raises:
        ValueError: the file holds pickled objects, which could run any program.
    """
    with as_file(file) as path, np.load(path, allow_pickle=False) as stored:
        return dict(stored)


def save(learned: Mapping[str, NDArray[Any] | None], path: Path) -> None:
    """Write an `.npz`: no time stamps and a fixed order, so equal arrays give equal bytes.

    Args:
        learned: The arrays by name; what is None is left out.
        path: The file.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as stored:
        for name, array in learned.items():
            if array is None:
                continue
            written = io.BytesIO()
            np.lib.format.write_array(written, np.asarray(array), allow_pickle=False)
            stored.writestr(
                zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)),
                written.getvalue(),
                zipfile.ZIP_DEFLATED,
                9,
            )
