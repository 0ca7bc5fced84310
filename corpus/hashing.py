"""Hashes of many stretches of a sequence at once.

The hash of a stretch is a rolling hash (Karp and Rabin 1987): the difference of two prefix sums of
a polynomial modulo 2^64, mixed. This costs a tenth of a hash call per stretch.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import xxhash
from numpy.typing import NDArray

_BLOCK = 1 << 18  # bytes read at once: they stay in the cache of the processor
_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2^64: 2^64 / golden ratio
_INVERSE = pow(_BASE, -1, 1 << 64)
_AT_ONCE = 1 << 16  # values: some 60 bytes each; the hash of a stretch is the same in any array
_DIGITS = np.array([b"%02x" % value for value in range(256)], "S2")  # by value of a byte
_MIX = np.uint64(0xBF58476D1CE4E5B9)  # of splitmix64 (Steele, Lea, Flood 2014)


def text_hash(text: str) -> int:
    """64-bit hash of a text."""
    return xxhash.xxh3_64_intdigest(text.encode())


class _Digest(Protocol):
    def update(self, data: bytes, /) -> object: ...

    def hexdigest(self) -> str: ...


def hash_file(file: Path | str, digest: _Digest) -> str:
    """The hash of a file in hexadecimal digits; with much larger blocks it takes twice the time.

    Raises:
        OSError: it cannot be read.
    """
    # Not by a file object, which takes as long to make as to hash 30 KB.
    source = os.open(file, os.O_RDONLY)
    try:
        while block := os.read(source, _BLOCK):
            digest.update(block)
    finally:
        os.close(source)
    return digest.hexdigest()


def id_keys(ids: Sequence[str]) -> NDArray[np.bytes_]:
    """The first 16 bytes of each id's SHA-256, by which rows are ordered; shape `(ids,)`."""
    return np.array([*map(id_key, ids)], "S16")


def id_key(article_id: str) -> bytes:
    """The first 16 bytes of an id's SHA-256."""
    return hashlib.sha256(article_id.encode()).digest()[:16]


def hexadecimal(keys: NDArray[np.bytes_]) -> NDArray[np.bytes_]:
    """The hexadecimal digits of keys, zeros at their ends included: two characters a byte.

    Args:
        keys: shape `(keys,)`, all of one length.
    """
    length = keys.dtype.itemsize
    values = np.ascontiguousarray(keys).view(np.uint8).reshape(len(keys), length)
    return _DIGITS[values].reshape(-1).view(f"S{2 * length}")


def stretches(
    values: NDArray[np.unsignedinteger[Any]],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
) -> NDArray[np.uint64]:
    """The 64-bit hash of each stretch `values[start:end]`.

    Args:
        values: code points, or hashes of words.
        starts: the first index of each stretch, ascending.
        ends: the index after the last of each stretch.

    Raises:
        ValueError: the stretches do not ascend.
    """
    if (starts[1:] < starts[:-1]).any():
        raise ValueError("stretches that do not ascend")
    if len(values) <= _AT_ONCE:
        return _stretches(values, starts, ends)
    edges = np.searchsorted(starts, np.arange(0, len(values) + _AT_ONCE, _AT_ONCE)).tolist()
    parts = [np.empty(0, np.uint64)]
    for first, last in pairwise(edges):
        if first < last:
            low, high = int(starts[first]), int(ends[first:last].max())
            of_part = starts[first:last] - low, ends[first:last] - low
            parts.append(_stretches(values[low:high], *of_part))
    return np.concatenate(parts)


def _stretches(
    values: NDArray[np.unsignedinteger[Any]],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
) -> NDArray[np.uint64]:
    sums, inverses = _sums(values)
    return mixed((sums.take(ends) - sums.take(starts)) * inverses.take(starts))


def runs(values: NDArray[np.unsignedinteger[Any]], length: int) -> NDArray[np.uint64]:
    """The hash of every stretch of `length` values, of which there is one at least.

    It is the hash that `stretches` gives; neighbours in the sums need no look-up.
    """
    count = len(values) - length + 1
    if len(values) > _AT_ONCE:
        starts = np.arange(count)
        return stretches(values, starts, starts + length)
    sums, inverses = _sums(values)
    return mixed((sums[length:] - sums[:count]) * inverses[:count])


def heads(
    values: NDArray[np.unsignedinteger[Any]], starts: NDArray[np.int64], length: int
) -> NDArray[np.uint64]:
    """The hash of the `length` values from each start, as `stretches` gives it.

    Reads no value between the stretches: for few and short ones.
    """
    taken = values.take(starts[:, None] + np.arange(length)).astype(np.uint64)
    return mixed(taken @ _powers(1 << length.bit_length())[0][:length])


def _sums(
    values: NDArray[np.unsignedinteger[Any]],
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The polynomial up to each value, and the inverse of the power that each begins with."""
    powers, inverses = _powers(1 << len(values).bit_length())
    sums = np.empty(len(values) + 1, np.uint64)
    sums[0] = 0
    np.multiply(values, powers[: len(values)], out=sums[1:], dtype=np.uint64)
    np.cumsum(sums[1:], out=sums[1:])
    return sums, inverses


def mixed(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The hashes mixed, so that every bit depends on every bit."""
    result = hashes >> np.uint64(31)
    result ^= hashes
    result *= _MIX
    result ^= result >> np.uint64(29)
    return result


@cache
def _powers(count: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Powers of the base and of its inverse; `count` is a power of two, so that few are cached."""
    powers, inverses = (np.full(count, factor, np.uint64) for factor in (_BASE, _INVERSE))
    powers[0] = inverses[0] = 1
    return np.cumprod(powers, dtype=np.uint64), np.cumprod(inverses, dtype=np.uint64)
