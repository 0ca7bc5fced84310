"""What a row group takes in memory is told from what is read in bounded memory."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpus.verify import size
from corpus.verify.size import is_compressed, largest_group

TEXT = "word " * 2000  # 10,000 bytes
ROWS: dict[str, tuple[pa.Array, int]] = {
    "one text many times": (pa.array([TEXT] * 500), 5_000_000),
    "many texts": (pa.array([f"{number} {TEXT}" for number in range(500)]), 5_000_000),
    "texts in lists": (pa.array([[TEXT, TEXT]] * 250), 5_000_000),
    "texts in structs in lists": (pa.array([[{"source": TEXT}] * 2] * 250), 5_000_000),
    "numbers": (pa.array([7] * 500_000), 4_000_000),
    "numbers in lists": (pa.array([[7] * 1000] * 500), 4_000_000),
    "no values": (pa.array([None, None], pa.string()), 16),
    "no rows": (pa.array([], pa.string()), 0),
}


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("use_dictionary", [True, False])
def test_bytes_of_a_row_group(tmp_path: Path, name: str, use_dictionary: bool) -> None:
    column, expected = ROWS[name]
    file = tmp_path / "rows.parquet"
    pq.write_table(pa.table({"a": column}), file, use_dictionary=use_dictionary)
    assert expected <= largest_group(file) <= 1.1 * expected + 50


def test_the_largest_group_counts(tmp_path: Path) -> None:
    file = tmp_path / "rows.parquet"
    pq.write_table(pa.table({"a": ["x", TEXT, "y"]}), file, row_group_size=1)
    assert 10_000 <= largest_group(file) < 10_200


def test_reading_ends_above_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(size, "MOST_BYTES", 5000)
    file = tmp_path / "rows.parquet"
    pq.write_table(pa.table({"a": [TEXT, 2 * TEXT]}), file, row_group_size=1)
    assert 10_000 <= largest_group(file) < 10_200


@pytest.mark.parametrize(
    ("compression", "expected"), [(None, False), ("zstd", True), ("lz4", True)]
)
def test_compressed_record_batches(tmp_path: Path, compression: str, expected: bool) -> None:
    file = tmp_path / "rows.arrow"
    rows = pa.table({"a": ["x"] * 100, "b": [[1, 2]] * 100})
    options = pa.ipc.IpcWriteOptions(compression=compression)
    with pa.ipc.new_stream(str(file), rows.schema, options=options) as out:
        out.write_table(rows, max_chunksize=10)
    assert is_compressed(file) == expected


def test_a_compressed_batch_behind_others(tmp_path: Path) -> None:
    rows = pa.table({"a": ["x"] * 100})
    parts = []
    for compression in (None, "zstd"):
        sink = pa.BufferOutputStream()
        options = pa.ipc.IpcWriteOptions(compression=compression)
        with pa.ipc.new_stream(sink, rows.schema, options=options) as out:
            out.write_table(rows)
        parts.append(sink.getvalue().to_pybytes())
    schema = pa.ipc.read_message(parts[0]).serialize().to_pybytes()
    plain, packed = parts[0][:-8], parts[1][len(schema) :]
    (tmp_path / "rows.arrow").write_bytes(plain + packed)
    assert is_compressed(tmp_path / "rows.arrow")
