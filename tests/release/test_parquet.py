"""The data files as the Hub and its viewer want them."""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.contract.columns import OPTIONAL, ROW, VOTE, row_schema, stated_features
from corpus.contract.labels import LABELS
from corpus.hashing import hash_file
from corpus.release.formats import parquet
from corpus.release.formats.dataset_dict import write_arrow, write_info
from corpus.release.formats.parquet import row_groups, write_parquet
from tests.documents.test_card import row

VIEWER = 100_000_000  # bytes of a row group, uncompressed, that the Hub's viewer still reads


def groups(path: Path) -> list[pq.RowGroupMetaData]:
    metadata = pq.ParquetFile(path).metadata
    return [metadata.row_group(index) for index in range(metadata.num_row_groups)]


@given(
    st.lists(st.none() | st.text(max_size=40), max_size=30),
    st.integers(1, 10),
    st.integers(1, 60),
)
def test_row_groups_are_the_table_in_small_pieces(
    texts: list[str | None], rows: int, limit: int
) -> None:
    table = pa.table({"text": pa.array(texts, pa.string()), "n": range(len(texts))})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parquet, "ROW_GROUP_BYTES", limit)
        parts = list(row_groups(table, rows))
    assert [row for part in parts for row in part.to_pylist()] == table.to_pylist()
    for part in parts:
        size = sum(len((text or "").encode()) for text in part["text"].to_pylist())
        assert 1 <= len(part) <= rows
        assert len(part) == 1 or size <= limit


def test_the_viewer_can_read_every_row_group(tmp_path: Path) -> None:
    long = "The ferry sails again on Monday. " * 30_000  # 1 MB
    many = [row(1, f"{n}\n{long}\nSign up") for n in range(160)]
    write_parquet(pa.Table.from_pylist(many, ROW), tmp_path / "rows.parquet")
    sizes = [group.total_byte_size for group in groups(tmp_path / "rows.parquet")]
    assert sum(sizes) > VIEWER
    assert max(sizes) < VIEWER
    assert [group.num_rows for group in groups(tmp_path / "rows.parquet")] == [67, 67, 26]


@pytest.mark.parametrize("schema", [ROW, VOTE])
def test_page_index_compression_and_class_names(schema: pa.Schema, tmp_path: Path) -> None:
    many = [row(n, f"{n}\nSign up") for n in range(1, 20)]
    votes = [{"id": str(n), "label": 3, "source": "rule:x.v1", "weight": 0.5} for n in range(9)]
    table = pa.Table.from_pylist(many if schema is ROW else votes, schema)
    write_parquet(table, tmp_path / "rows.parquet")
    for group in groups(tmp_path / "rows.parquet"):
        for column in map(group.column, range(group.num_columns)):
            assert column.has_offset_index
            assert column.compression == "ZSTD"
    metadata = json.loads(pq.read_schema(tmp_path / "rows.parquet").metadata[b"huggingface"])
    features = metadata["info"]["features"]
    label = features["spans"][0]["label"] if schema is ROW else features["label"]
    assert label == {"names": list(LABELS), "_type": "ClassLabel"}


def test_a_row_put_in_front_leaves_most_bytes_as_they_were(tmp_path: Path) -> None:
    """Content-defined chunking: what the Hub stores already is not sent again."""
    rnd = random.Random(0)
    many = [row(1, f"{n}\n{rnd.randbytes(5000).hex()}\nSign up") for n in range(800)]
    new = [row(2, "A new one\nThat comes first\nSign up"), *many]
    for name, rows in (("old", many), ("new", new)):
        write_parquet(pa.Table.from_pylist(rows, ROW), tmp_path / name)
    old, new_bytes = ((tmp_path / name).read_bytes() for name in ("old", "new"))
    starts = range(0, len(old) - 256, 8192)
    kept = sum(old[start : start + 256] in new_bytes for start in starts)
    assert kept > 0.8 * len(starts)


@pytest.mark.parametrize("schema", [ROW, row_schema(OPTIONAL)], ids=["usual", "optional"])
def test_what_datasets_is_told_of_its_files(tmp_path: Path, schema: pa.Schema) -> None:
    files = {"train": ["data-00000-of-00002.arrow", "data-00001-of-00002.arrow"], "test": ["a"]}
    folder = tmp_path / "dataset"
    for split, names in files.items():
        (folder / split).mkdir(parents=True)
        for name in names:
            write_arrow(pa.Table.from_pylist([{"id": name}], schema), folder / split / name)
    hashes = {
        split: {
            f"dataset/{split}/{name}": hash_file(folder / split / name, hashlib.sha256())
            for name in names
        }
        for split, names in files.items()
    }
    write_info(tmp_path, hashes)
    assert (folder / "dataset_dict.json").read_text("utf-8") == '{"splits": ["train", "test"]}'
    of_train = "".join(hashes["train"].values())
    about = {"citation": "", "description": "", "homepage": "", "license": ""}
    info = {**about, "features": stated_features(schema)}
    written = (folder / "train/dataset_info.json").read_text("utf-8")
    assert written == json.dumps(info, indent=2, sort_keys=True)
    assert (folder / "train/state.json").read_text("utf-8") == json.dumps(
        {
            "_data_files": [{"filename": name} for name in files["train"]],
            "_fingerprint": "FINGERPRINT",
            "_format_columns": None,
            "_format_kwargs": {},
            "_format_type": None,
            "_output_all_columns": False,
            "_split": "train",
        },
        indent=2,
        sort_keys=True,
    ).replace("FINGERPRINT", hashlib.sha256(of_train.encode()).hexdigest()[:16])
