from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.contract.article import Record
from corpus.errors import CannotRunError
from corpus.read import files
from corpus.read.records import records
from tests.conftest import Raw


def test_what_stands_below_a_raw_folder(raw: Raw) -> None:
    for file in (
        "b/two.jsonl",
        "a.json",
        "c.jsonl.gz",
        "d.json.zst",
        "a.labels.json",
        "outlets/ie.toml",
        "outlets/notes.md",
        "README.md",
        ".hidden/x.json",
    ):
        raw.write(file, b"{}")
    assert files.find(raw.folder) == files.Found(
        articles=["a.json", "b/two.jsonl", "c.jsonl.gz", "d.json.zst"],
        labels=["a.labels.json"],
        outlets=["outlets/ie.toml"],
        ignored=["README.md", "outlets/notes.md"],
    )


def test_nothing_to_read(tmp_path: Path) -> None:
    with pytest.raises(CannotRunError, match="no such folder"):
        files.find(tmp_path / "gone")
    with pytest.raises(CannotRunError, match="no articles in it"):
        files.find(tmp_path)


@pytest.mark.parametrize(
    ("file", "labels"),
    [
        ("a.json", "a.labels.json"),
        ("x/a.b.jsonl", "x/a.b.labels.json"),
        ("a.jsonl.gz", "a.labels.json"),
        ("a.json.zst", "a.labels.json"),
    ],
)
def test_where_the_labels_of_a_file_stand(file: str, labels: str) -> None:
    assert files.labels_file(file) == labels


@given(
    lines=st.lists(st.integers(0, 400), min_size=1, max_size=80),
    shard_bytes=st.integers(10, 3000),
    last_newline=st.booleans(),
)
def test_shards_hold_every_line_once_with_its_number(
    tmp_path_factory: pytest.TempPathFactory,
    lines: list[int],
    shard_bytes: int,
    last_newline: bool,
) -> None:
    folder = tmp_path_factory.mktemp("raw")
    data = b"\n".join(b'{"n": %d, "t": "%s"}' % (n, b"x" * n) for n in lines)
    data += b"\n" * last_newline
    (folder / "a.jsonl").write_bytes(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "SHARD_BYTES", shard_bytes)
        patch.setattr(files, "BLOCK", 64)
        (scanned,) = files.scan(folder, ["a.jsonl"])
        assert isinstance(scanned, files.ScannedFile)
        shards = files.shards([scanned])
    assert (scanned.size, scanned.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    read = [record for shard in shards for piece in shard for record in records(folder, piece)]
    assert all(isinstance(record, Record) for record in read)
    assert [(r.line, r.data["n"]) for r in read] == list(enumerate(lines, 1))  # type: ignore[union-attr]


def test_small_files_share_a_shard_and_large_ones_do_not() -> None:
    def one(name: str, size: int) -> files.ScannedFile:
        return files.ScannedFile(name, size, "", [(0, 1)])

    large = files.SHARD_BYTES
    shards = files.shards([one("a", 10), one("b", large), one("c", 10), one("d", large // 2 + 1)])
    assert [[piece.file for piece in shard] for shard in shards] == [["b"], ["d"], ["a", "c"]]
