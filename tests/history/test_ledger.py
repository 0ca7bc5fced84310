"""The ledger comes back as it was written, and its bytes are those that releases have."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from corpus.contract.splits import SPLITS, TEST, TRAIN
from corpus.hashing import id_keys
from corpus.history import ledger as ledger_file
from corpus.history.ledger import EMPTY, ENTRY, Ledger, merge_entries, read_ledger, write_ledger
from corpus.history.traces import TRACE, merge_traces

KINDS = (pa.string(), pa.string(), pa.uint64())  # of its columns


def entries(*rows: tuple[bytes, str]) -> NDArray[np.void]:
    return np.array([(key, split.encode()) for key, split in rows], ENTRY)


def traces(*rows: tuple[int, int]) -> NDArray[np.void]:
    return np.array(list(rows), TRACE)


ROWS = st.dictionaries(st.binary(min_size=16, max_size=16), st.sampled_from(SPLITS), max_size=8)
TRACES = st.lists(st.tuples(st.integers(0, 2**64 - 1), st.integers(0, len(SPLITS) - 1)))


@given(ROWS, TRACES)
def test_what_is_written_is_read(
    tmp_path_factory: object, rows: dict[bytes, str], keys: list[tuple[int, int]]
) -> None:
    folder: Path = tmp_path_factory.mktemp("ledger")  # type: ignore[attr-defined]
    made = entries(*sorted(rows.items()))
    ledger = Ledger(np.sort(made, order="id"), np.unique(traces(*keys)))
    write_ledger(folder, ledger)
    found = read_ledger(folder)
    assert found.entries.tolist() == ledger.entries.tolist()
    assert found.traces.tolist() == ledger.traces.tolist()
    assert (found.entries.dtype, found.traces.dtype) == (ENTRY, TRACE)


def test_a_release_without_a_ledger_remembers_nothing(tmp_path: Path) -> None:
    found = read_ledger(tmp_path)
    assert (len(found.entries), len(found.traces)) == (0, 0)
    assert found is EMPTY


def test_its_columns_and_how_they_are_stored(tmp_path: Path) -> None:
    ledger = Ledger(entries((id_keys(["a"])[0], "test")), traces((7, TRAIN), (9, TEST)))
    write_ledger(tmp_path, ledger)
    table = pq.read_table(tmp_path / "ledger.parquet")
    assert table.to_pylist() == [
        {"id_sha256": "ca978112ca1bbdcafac231b39a23dc4d", "split": "test", "trace": None},
        {"id_sha256": None, "split": "train", "trace": 7},
        {"id_sha256": None, "split": "test", "trace": 9},
    ]
    group = pq.read_metadata(tmp_path / "ledger.parquet").row_group(0)
    stored = {group.column(n).path_in_schema: group.column(n) for n in range(group.num_columns)}
    assert {column.compression for column in stored.values()} == {"ZSTD"}
    assert "DELTA_BINARY_PACKED" in stored["trace"].encodings
    assert stored["split"].has_dictionary_page
    assert not stored["id_sha256"].has_dictionary_page


@pytest.mark.parametrize(("articles", "removed"), [(0, 0), (3, 0), (8, 1), (6, 9), (0, 5)])
def test_written_in_parts_it_has_the_bytes_of_one_table(
    articles: int, removed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_file, "_ROW_GROUP", 4)
    keys = [bytes([n]) * 16 for n in range(articles)]  # the first ends in zeros
    write_ledger(
        tmp_path,
        Ledger(
            entries(*((key, SPLITS[n % 3]) for n, key in enumerate(keys))),
            traces(*((n, n % 3) for n in range(removed))),
        ),
    )
    rows = [(key.hex(), SPLITS[n % 3], None) for n, key in enumerate(keys)]
    rows += [(None, SPLITS[n % 3], n) for n in range(removed)]
    columns = [pa.array([row[at] for row in rows], kind) for at, kind in enumerate(KINDS)]
    pq.write_table(
        pa.table(columns, names=["id_sha256", "split", "trace"]),
        tmp_path / "one.parquet",
        row_group_size=4,
        compression="zstd",
        use_dictionary=["split"],
        column_encoding={"trace": "DELTA_BINARY_PACKED"},
    )
    written = (tmp_path / "ledger.parquet").read_bytes()
    assert written == (tmp_path / "one.parquet").read_bytes()


def test_an_article_keeps_the_split_it_had_first() -> None:
    earlier = entries((b"a" * 16, "test"), (b"c" * 16, "train"))
    later = entries((b"b" * 16, "validation"), (b"a" * 16, "train"))
    assert merge_entries(earlier, later).tolist() == [
        (b"a" * 16, b"test"),
        (b"b" * 16, b"validation"),
        (b"c" * 16, b"train"),
    ]


def test_ids_that_end_in_zeros_are_whole(tmp_path: Path) -> None:
    """numpy drops zeros at the end of bytes."""
    key = b"a" * 15 + b"\0"
    write_ledger(tmp_path, Ledger(entries((key, "train")), traces()))
    (row,) = pq.read_table(tmp_path / "ledger.parquet").to_pylist()
    assert row["id_sha256"] == key.hex()
    assert read_ledger(tmp_path).entries["id"].tolist() == [key.rstrip(b"\0")]


def test_traces_of_many_tasks_are_sorted_and_each_once() -> None:
    found: Sequence[tuple[int, int]] = merge_traces(
        [traces((5, TEST), (9, TRAIN)), traces(), traces((9, TRAIN), (5, TRAIN))]
    ).tolist()
    assert found == [(5, TRAIN), (5, TEST), (9, TRAIN)]
