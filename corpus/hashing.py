"""Hashes of many stretches of a sequence at once.

The hash of a stretch is a difference of prefix sums of a polynomial (Karp and Rabin 1987) modulo
2^64, mixed well. It costs a tenth of a hash call per stretch.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import xxhash
from numpy.typing import NDArray

_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2^64: 2^64 / golden ratio
_INVERSE = pow(_BASE, -1, 1 << 64)
_MIX = np.uint64(0xBF58476D1CE4E5B9)  # of splitmix64 (Steele, Lea, Flood 2014)


def text_hash(text: str) -> int:
    """64-bit hash of a text."""
    return xxhash.xxh3_64_intdigest(text.encode())


def stretches(
    values: NDArray[np.unsignedinteger[Any]],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
) -> NDArray[np.uint64]:
    """The 64-bit hash of each stretch `values[start:end]`."""
    powers, inverses = _powers(1 << len(values).bit_length())
    sums = np.zeros(len(values) + 1, np.uint64)
    np.multiply(values.astype(np.uint64), powers[: len(values)], out=sums[1:])
    np.cumsum(sums[1:], out=sums[1:])
    return mixed((sums.take(ends) - sums.take(starts)) * inverses.take(starts))


def mixed(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The hashes with every bit depending on every other."""
    hashes = hashes ^ (hashes >> np.uint64(31))
    hashes *= _MIX
    return hashes ^ (hashes >> np.uint64(29))


@cache
def _powers(count: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The powers of the base and of its inverse; `count` is a power of two, so few are kept."""
    up, down = (np.full(count, step, np.uint64) for step in (_BASE, _INVERSE))
    up[0] = down[0] = 1
    return np.cumprod(up, dtype=np.uint64), np.cumprod(down, dtype=np.uint64)
