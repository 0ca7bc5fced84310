"""Files of numpy arrays and records, and sets and look-ups over them."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Key = TypeVar("Key", bound=np.generic)

NOWHERE = -1  # in the place of an index: what it would be the index of is not there

_MAGIC = b"\x93NUMPY\x01\x00"
_HEADER = re.compile(
    r"\{'descr': (.+), 'fortran_order': (True|False), 'shape': \(([\d, ]*)\), \} *\n"
)


def load(file: Path, mapped: bool = False) -> NDArray[Any]:
    """What `np.save` wrote, read in a sixth of the time of `np.load` where it is small.

    `np.load` parses each header as Python; here each description of a dtype is parsed once.

    Args:
        file: the file.
        mapped: whether it stays on disk until it is looked at; then it cannot be written to.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is not of version 1.0 of the format.
    """
    with file.open("rb", buffering=0) as source:
        if mapped:
            content: mmap | bytearray = mmap(source.fileno(), 0, access=ACCESS_READ)
        else:
            content = bytearray(os.fstat(source.fileno()).st_size)
            to_fill = memoryview(content)
            while size := source.readinto(to_fill):  # one call reads 2 GB at most
                to_fill = to_fill[size:]
    try:
        return parsed(content)
    except ValueError as error:
        raise ValueError(f"{file}: {error}") from error


def parsed(content: mmap | bytearray) -> NDArray[Any]:
    """The array in the bytes that `np.save` wrote; it shares their memory.

    Raises:
        ValueError: they are not of version 1.0 of the format.
    """
    begin = 10 + int.from_bytes(content[8:10], "little")
    header = _HEADER.fullmatch(content[10:begin].decode("latin-1"))
    if content[:8] != _MAGIC or header is None:
        raise ValueError("not of version 1.0 of the npy format")
    descr, is_fortran, sizes = header.groups()
    shape = tuple(int(size) for size in sizes.split(",") if size.strip())
    values = np.frombuffer(content, _dtype(descr), offset=begin)
    return values.reshape(shape, order="F" if is_fortran == "True" else "C")


@cache
def _dtype(descr: str) -> np.dtype[Any]:
    dtype: np.dtype[Any] = np.lib.format.descr_to_dtype(ast.literal_eval(descr))
    return dtype


def save_end_to_end(file: Path, dtype: np.dtype[np.void], parts: Sequence[Path]) -> None:
    """Write what `np.save` writes of `end_to_end`, with no more than one part in memory.

    Args:
        file: to write.
        dtype: of the rows.
        parts: files of rows.
    """
    header = {
        "descr": np.lib.format.dtype_to_descr(dtype),
        "fortran_order": False,
        "shape": (sum(len(load(part, mapped=True)) for part in parts),),
    }
    with file.open("wb") as target:
        np.lib.format.write_array_header_1_0(target, header)
        for part in parts:
            target.write(load(part).tobytes())


def end_to_end(dtype: np.dtype[np.void], parts: Iterable[NDArray[np.void]]) -> NDArray[np.void]:
    """A copy of rows, those of each part in order; moved as bytes, not field by field."""
    plain = np.dtype((np.void, dtype.itemsize))
    return np.concatenate([np.empty(0, plain), *(part.view(plain) for part in parts)]).view(dtype)


def cut(values: NDArray[Key], ends: NDArray[np.int64]) -> list[NDArray[Key]]:
    """The parts of an array that end at `ends`: what `np.split` gives in five times the time."""
    edges = [0, *ends.tolist()]
    return [values[start:end] for start, end in pairwise(edges)]


def unique(values: NDArray[Key]) -> NDArray[Key]:
    """Numbers sorted, each once; `np.unique` hashes them first and takes thirty times as long."""
    in_order = np.sort(values, axis=None)
    return in_order.take(run_starts(in_order))


def run_starts(rows: NDArray[Any], *fields: str) -> NDArray[np.int64]:
    """The index at which each run of equal rows begins, or of rows with equal `fields`."""
    is_new = np.zeros(len(rows), np.bool_)
    is_new[:1] = True
    for values in [rows[field] for field in fields] or [rows]:
        is_new[1:] |= values[1:] != values[:-1]
    return np.flatnonzero(is_new)


def ranges(firsts: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers `first, first + 1 ...`, so many as each count says, end to end."""
    offsets: NDArray[np.int64] = np.repeat(firsts - (np.cumsum(counts) - counts), counts)
    return np.arange(len(offsets)) + offsets


def distinct(rows: NDArray[np.void], *fields: str) -> NDArray[np.void]:
    """The rows sorted by `fields`, the first field first, each combination once."""
    rows = rows.take(np.lexsort([rows[field] for field in reversed(fields)]))
    return rows.take(run_starts(rows, *fields))


def stable_order(keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The places of keys in ascending order, of equal ones the first first.

    It is `np.argsort(keys, kind="stable")`, in a third of the time or less, for keys whose upper
    bits tell them apart, such as hashes: numpy sorts numbers much faster than it orders places. So
    the place of each key takes the place of as many of its lowest bits. Where these would have
    decided, the keys are found out of order, and are ordered by `argsort`.
    """
    count = max(0, len(keys) - 1).bit_length()
    places = np.uint64((1 << count) - 1)
    packed = keys & ~places
    packed |= np.arange(len(keys), dtype=np.uint64)
    packed.sort()
    order = (packed & places).view(np.int64)
    in_order = keys.take(order)
    if (in_order[1:] < in_order[:-1]).any():
        return np.argsort(keys, kind="stable")
    return order


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


class KeyTable:
    """Sorted keys that are found by their lowest bits, where these tell them apart as in hashes.

    It is `locate` in a fifth of the time, for keys that are looked up often.
    """

    def __init__(self, keys: NDArray[np.uint64]) -> None:
        """A table of so many slots that few keys find theirs taken."""
        self._keys = np.ascontiguousarray(keys)
        self._empty = len(keys)  # what an empty slot holds, others the place of a key
        small = np.min_scalar_type(self._empty)  # so that few pages of memory are read
        self._slots = np.full(1 << (8 * len(keys)).bit_length(), self._empty, small)
        places, slots = np.arange(len(keys)).astype(small), self._slots_of(self._keys)
        self._slots[slots] = places
        self._others = np.flatnonzero(self._slots[slots] != places)

    def locate(self, wanted: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """For each wanted key an index into the keys, and whether the key stands there."""
        if not len(self._keys):
            return locate(wanted, self._keys)
        in_slot = self._slots.take(self._slots_of(wanted))
        index = np.minimum(in_slot, self._empty - 1).astype(np.int64)
        is_known = self._keys.take(index) == wanted
        missed = np.flatnonzero(~is_known & (in_slot != self._empty))  # another has the slot
        among, is_other = locate(wanted.take(missed), self._keys.take(self._others))
        found = missed[is_other]
        index[found], is_known[found] = self._others.take(among[is_other]), True
        return index, is_known

    def _slots_of(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        return (keys & np.uint64(len(self._slots) - 1)).astype(np.int64)


def equal_pairs(a: NDArray[Key], b: NDArray[Key]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every pair of equal keys of two arrays, both sorted: their indices into `a` and into `b`.

    The fewer keys are looked up among the others.
    """
    if len(a) > len(b):
        in_b, in_a = equal_pairs(b, a)
        return in_a, in_b
    among = np.ascontiguousarray(b)
    places, is_found = locate(a, among)  # most are not there
    found = np.flatnonzero(is_found)
    firsts = places.take(found)
    counts = np.searchsorted(among, a.take(found), "right") - firsts
    return np.repeat(found, counts), ranges(firsts, counts)
