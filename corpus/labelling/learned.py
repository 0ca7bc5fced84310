"""What models have learned: arrays in a file of the package."""

from __future__ import annotations

from importlib.resources import as_file
from importlib.resources.abc import Traversable
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
