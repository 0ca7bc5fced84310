"""Sets and look-ups over numpy arrays and records."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Key = TypeVar("Key", bound=np.generic)


def distinct(rows: NDArray[np.void], *fields: str) -> NDArray[np.void]:
    """The rows sorted by `fields`, the first the foremost, each combination once."""
    rows = rows[np.lexsort([rows[field] for field in reversed(fields)])]
    new = np.zeros(len(rows), np.bool_)
    new[:1] = True
    for field in fields:
        new[1:] |= rows[field][1:] != rows[field][:-1]
    return rows[new]


def locate(
    wanted: NDArray[Key], known: NDArray[Key]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Where each wanted key stands in the sorted `known`, and whether it stands there."""
    if not len(known):
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), np.bool_)
    at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return at, np.asarray(known[at] == wanted)
