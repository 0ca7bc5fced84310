from __future__ import annotations

from itertools import groupby
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.arrays import (
    KeyTable,
    cut,
    end_to_end,
    equal_pairs,
    load,
    ranges,
    run_starts,
    save_end_to_end,
    stable_order,
)
from corpus.linking.links import LINK
from corpus.pipeline.articles import INDEX

KEYS = st.lists(st.integers(0, 30), max_size=40).map(sorted)


@given(a=KEYS, b=KEYS)
def test_all_pairs_of_equal_keys_are_found_whichever_are_the_fewer(
    a: list[int], b: list[int]
) -> None:
    in_a, in_b = equal_pairs(np.array(a, np.uint64), np.array(b, np.uint64))
    expected = [(i, j) for i, key in enumerate(a) for j, other in enumerate(b) if key == other]
    assert sorted(zip(in_a.tolist(), in_b.tolist(), strict=True)) == expected


@given(st.lists(st.lists(st.integers(0, 9), max_size=3), max_size=5))
def test_an_array_is_cut_into_its_parts(parts: list[list[int]]) -> None:
    values = np.array([value for part in parts for value in part], np.int64)
    ends = np.cumsum([len(part) for part in parts], dtype=np.int64)
    assert [part.tolist() for part in cut(values, ends)] == parts


@pytest.mark.parametrize("mapped", [False, True])
@pytest.mark.parametrize(
    "saved",
    [
        np.arange(5, dtype=np.uint64),
        np.empty(0, LINK),
        np.zeros(3, INDEX),
        np.arange(6, dtype=np.float32).reshape(2, 3),
        np.asfortranarray(np.arange(6).reshape(2, 3)),
        np.array([b"a", b"bcd"]),
        np.array(7, np.int8),
        np.zeros((4, 0), np.bool_),
    ],
    ids=lambda saved: f"{saved.dtype.char}{saved.shape}",
)
def test_what_was_saved_is_loaded(tmp_path: Path, saved: np.ndarray, mapped: bool) -> None:  # type: ignore[type-arg]
    np.save(tmp_path / "a.npy", saved)
    loaded = load(tmp_path / "a.npy", mapped)
    assert (loaded.dtype, loaded.shape) == (saved.dtype, saved.shape)
    assert loaded.tolist() == saved.tolist()
    assert loaded.flags.writeable is not mapped


@given(lengths=st.lists(st.integers(0, 3), max_size=4))
def test_parts_are_saved_as_one_array(
    tmp_path_factory: pytest.TempPathFactory, lengths: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("saved")
    parts = [np.full(length, number, LINK) for number, length in enumerate(lengths)]
    files = [folder / f"{number}.npy" for number in range(len(parts))]
    for file, part in zip(files, parts, strict=True):
        np.save(file, part)
    save_end_to_end(folder / "parts.npy", LINK, files)
    np.save(folder / "whole.npy", end_to_end(LINK, parts))
    assert (folder / "parts.npy").read_bytes() == (folder / "whole.npy").read_bytes()


def test_another_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.npy").write_bytes(b"\x93NUMPY\x02\x00\x10\x00" + b" " * 40)
    with pytest.raises(ValueError, match="npy format"):
        load(tmp_path / "a.npy")


KEY = st.one_of(
    st.integers(0, 9), st.integers(0, (1 << 64) - 1), st.integers((1 << 63) - 5, 1 << 63)
)


@given(known=st.lists(KEY, max_size=40), wanted=st.lists(KEY, max_size=40))
def test_a_table_finds_the_keys_that_a_search_finds(known: list[int], wanted: list[int]) -> None:
    keys, others = np.unique(np.array(known, np.uint64)), np.array(wanted, np.uint64)
    index, is_known = KeyTable(keys).locate(others)
    assert is_known.tolist() == [key in known for key in wanted]
    assert keys[index[is_known]].tolist() == others[is_known].tolist()


@given(st.lists(st.integers(0, 2), max_size=9))
def test_a_run_starts_where_a_value_is_another_than_the_one_before(values: list[int]) -> None:
    ends = np.cumsum([len([*run]) for _, run in groupby(values)], dtype=int)
    assert run_starts(np.array(values, int)).tolist() == [0, *ends.tolist()][: len(ends)]


@given(st.lists(KEY, max_size=40))
def test_keys_are_ordered_as_a_stable_sort_orders_them(keys: list[int]) -> None:
    array = np.array(keys, np.uint64)
    assert stable_order(array).tolist() == np.argsort(array, kind="stable").tolist()


@pytest.mark.parametrize("bits", [8, 30, 64])
def test_many_keys_of_which_some_are_equal(bits: int) -> None:
    keys = np.random.default_rng(0).integers(0, 1 << bits, 10_000, np.uint64)
    keys[::3] = keys[0]
    assert stable_order(keys).tolist() == np.argsort(keys, kind="stable").tolist()


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 4))))
def test_ranges_are_those_of_python(of_each: list[tuple[int, int]]) -> None:
    firsts, counts = np.array(of_each, np.int64).reshape(-1, 2).T
    expected = [number for first, count in of_each for number in range(first, first + count)]
    assert ranges(firsts, counts).tolist() == expected
