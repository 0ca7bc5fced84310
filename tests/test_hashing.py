"""Hashes of stretches are the same in parts of an array as in the whole, however they are made."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import hashing


@given(
    st.lists(st.integers(0, 2**32 - 1), max_size=60),
    st.lists(st.tuples(st.integers(0, 59), st.integers(1, 40)), max_size=30),
    st.integers(1, 70),
)
def test_stretches_in_parts(values: list[int], places: list[tuple[int, int]], at_once: int) -> None:
    numbers = np.array(values, np.uint32)
    inside = sorted((start, min(start + size, len(values))) for start, size in places)
    inside = [(start, end) for start, end in inside if start < end]
    starts, ends = (np.array([place[n] for place in inside], np.int64) for n in (0, 1))
    expected = [
        hashing.stretches(numbers[start:end], np.array([0]), np.array([end - start]))[0]
        for start, end in inside
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashing, "_AT_ONCE", at_once)
        assert hashing.stretches(numbers, starts, ends).tolist() == expected


@given(
    st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=60),
    st.integers(1, 60),
    st.integers(1, 70),
)
def test_runs_and_heads_are_stretches(values: list[int], length: int, at_once: int) -> None:
    numbers = np.array(values, np.uint64)
    length = min(length, len(values))
    starts = np.arange(len(values) - length + 1)
    expected = hashing.stretches(numbers, starts, starts + length).tolist()
    assert hashing.heads(numbers, starts, length).tolist() == expected
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashing, "_AT_ONCE", at_once)
        assert hashing.runs(numbers, length).tolist() == expected


def test_stretches_that_do_not_ascend_are_refused() -> None:
    with pytest.raises(ValueError, match="do not ascend"):
        hashing.stretches(np.arange(3, dtype=np.uint32), np.array([1, 0]), np.array([2, 1]))


@given(st.lists(st.binary(min_size=4, max_size=4), max_size=9))
def test_digits_of_keys(keys: list[bytes]) -> None:
    digits = hashing.hexadecimal(np.array(keys, "S4"))
    assert digits.tolist() == [key.hex().encode() for key in keys]
