"""Sets and look-ups over numpy arrays and records."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Key = TypeVar("Key", bound=np.generic)


def end_to_end(dtype: np.dtype[np.void], parts: Iterable[NDArray[np.void]]) -> NDArray[np.void]:
    """A copy of rows, those of each part in order; moved as bytes, not field by field."""
    plain = np.dtype((np.void, dtype.itemsize))
    return np.concatenate([np.empty(0, plain), *(part.view(plain) for part in parts)]).view(dtype)


def run_starts(rows: NDArray[np.void], *fields: str) -> NDArray[np.int64]:
    """The index at which each run of rows with equal `fields` begins."""
    is_new = np.zeros(len(rows), np.bool_)
    is_new[:1] = True
    for field in fields:
        is_new[1:] |= rows[field][1:] != rows[field][:-1]
    return np.flatnonzero(is_new)


def distinct(rows: NDArray[np.void], *fields: str) -> NDArray[np.void]:
    """The rows sorted by `fields`, the first field first, each combination once."""
    rows = rows.take(np.lexsort([rows[field] for field in reversed(fields)]))
    return rows.take(run_starts(rows, *fields))


def locate(
    wanted: NDArray[Key], known: NDArray[Key]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Look keys up in sorted keys.

    Args:
        wanted: the keys to look up.
        known: sorted keys.

    Returns:
        For each wanted key an index into `known`, and whether the key stands there.
    """
    if not len(known):
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), np.bool_)
    index = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return index, np.asarray(known[index] == wanted)


def equal_pairs(a: NDArray[Key], b: NDArray[Key]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every pair of equal keys of two arrays, both sorted: their indices into `a` and into `b`.

    The fewer keys are looked up among the others.
    """
    if len(a) > len(b):
        in_b, in_a = equal_pairs(b, a)
        return in_a, in_b
    among = np.ascontiguousarray(b)
    firsts = np.searchsorted(among, a, "left")
    counts = np.searchsorted(among, a, "right") - firsts
    in_a = np.repeat(np.arange(len(a)), counts)
    in_run = np.arange(len(in_a)) - np.repeat(np.cumsum(counts) - counts, counts)
    return in_a, np.repeat(firsts, counts) + in_run
