from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpus.arrays import distinct
from corpus.engine import shuffle

ROW = np.dtype([("key", "<u8"), ("value", "<u4")])
ROWS = st.lists(st.tuples(st.integers(0, 2**64 - 1) | st.integers(0, 5), st.integers(0, 9)))


@given(st.lists(ROWS, max_size=4), st.integers(1, 5))
def test_rows_that_share_a_key_come_once_in_order(tmp_path_factory, writers, count) -> None:  # type: ignore[no-untyped-def]
    folder: Path = tmp_path_factory.mktemp("rows")
    runs = [folder / f"{name}.npy" for name, _ in enumerate(writers)]
    for run, rows in zip(runs, writers, strict=True):
        shuffle.write_run(run, np.array(rows, ROW))
    read = [shuffle.read_bucket(runs, bucket, count, ROW) for bucket in range(count)]
    for bucket, rows in enumerate(read):
        assert all(int(key) * count >> 64 == bucket for key in rows["key"])
        assert list(rows["key"]) == sorted(rows["key"])
    everything = [tuple(row) for rows in read for row in rows.tolist()]
    keys = Counter(key for rows in writers for key, _ in rows)
    met = [row for rows in writers for row in rows if keys[row[0]] > 1]
    assert everything == sorted(met, key=lambda row: row[0])  # of one key as they were written


@given(st.lists(st.lists(st.integers(0, 30), max_size=12), max_size=5))
def test_the_same_rows_meet_where_all_are_sorted_at_once(parts: list[list[int]]) -> None:
    rows = [np.array([(key << 40, n) for n, key in enumerate(part)], ROW) for part in parts]

    met, at_once = shuffle.meet(rows, ROW), shuffle.meet(rows, ROW, most_meet=True)

    assert at_once.rows.tolist() == met.rows.tolist()
    assert at_once.run.tolist() == met.run.tolist()


@given(st.lists(ROWS, max_size=5), st.integers(1, 3), st.data())
def test_rows_that_may_meet_another_side_come_with_their_run(
    tmp_path_factory, writers, count, data
) -> None:  # type: ignore[no-untyped-def]
    folder: Path = tmp_path_factory.mktemp("rows")
    runs = [folder / f"{name}.npy" for name, _ in enumerate(writers)]
    for run, rows in zip(runs, writers, strict=True):
        shuffle.write_run(run, np.array(rows, ROW))
    sides = [data.draw(st.integers(0, 2)) for _ in runs]
    met = [shuffle.read_met(runs, bucket, count, ROW, sides) for bucket in range(count)]
    found = [(*row, run) for of in met for row, run in zip(of.rows.tolist(), of.run, strict=True)]
    everything = [(*row, run) for run, rows in enumerate(writers) for row in rows]
    keys = {key for key, _, _ in everything}
    sides_of = {key: {sides[run] for k, _, run in everything if k == key} for key in keys}
    must = Counter(row for row in everything if len(sides_of[row[0]]) > 1)
    assert not must - Counter(found)
    assert not Counter(found) - Counter(everything)
    for of in met:
        assert list(of.rows["key"]) == sorted(of.rows["key"])


def test_rows_that_meet_their_own_side_alone_are_left_out(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    runs = [tmp_path / f"{name}.npy" for name in range(3)]
    keys = rng.integers(0, 2**64, 20_000, dtype=np.uint64)
    for run in runs:
        rows = np.zeros(len(keys), ROW)
        rows["key"] = keys if run != runs[2] else rng.integers(0, 2**64, len(keys), dtype=np.uint64)
        rows["key"][:5] = 7
        shuffle.write_run(run, rows)
    met = shuffle.read_met(runs, 0, 1, ROW, [0, 0, 1])
    assert (met.rows["key"] == 7).sum() == 15
    assert len(met.rows) < len(keys) / 2


def test_crowded_keys_are_found_whole(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    rows = np.zeros(30_000, ROW)
    rows["key"] = rng.integers(0, 2**64, len(rows), dtype=np.uint64)
    rows["key"][:20_000] = rng.choice(rows["key"][20_000:20_003], 20_000)  # three keys hold most
    rows["value"] = np.arange(len(rows))
    shuffle.write_run(tmp_path / "run.npy", rows)
    read = [shuffle.read_bucket([tmp_path / "run.npy"], bucket, 50, ROW) for bucket in range(50)]
    values = np.sort(np.concatenate([bucket["value"] for bucket in read]))
    crowded = np.flatnonzero(np.isin(rows["key"], rows["key"][:20_000]))
    assert values.tolist() == crowded.tolist()


@given(ROWS)
def test_distinct_rows_sorted(rows: list[tuple[int, int]]) -> None:
    found = distinct(np.array(rows, ROW), "key", "value")
    assert found.tolist() == sorted(set(rows))
