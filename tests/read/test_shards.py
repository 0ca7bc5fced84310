from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.contract.article import Record
from corpus.contract.limits import Limits
from corpus.read import shards
from corpus.read.records import records
from corpus.read.shards import Piece, ScannedFile, cut_into_shards, scan_file


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
    data = b"\n".join(b'{"id": %d, "text": "%s"}' % (n, b"x" * n) for n in lines)
    data += b"\n" * last_newline
    (folder / "a.jsonl").write_bytes(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shards, "SHARD_BYTES", shard_bytes)
        patch.setattr(shards, "BLOCK", 64)
        scanned = scan_file(folder, "a.jsonl")
        cut = list(cut_into_shards([scanned]))
    assert (scanned.size, scanned.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert all(
        piece.sha256 == hashlib.sha256(data[piece.start : piece.end]).hexdigest()
        for shard in cut
        for piece in shard
    )
    read = [
        record for shard in cut for piece in shard for record in records(folder, piece, Limits())
    ]
    assert all(isinstance(record, Record) for record in read)
    assert [(r.line, r.data["id"]) for r in read] == list(enumerate(lines, 1))  # type: ignore[union-attr]


def test_small_files_share_a_shard_and_large_ones_do_not() -> None:
    def scanned(name: str, size: int) -> ScannedFile:
        return ScannedFile(name, size, "", (Piece(name),))

    large = shards.SHARD_BYTES
    files = [("a", 10), ("b", large), ("c", 10), ("d", large // 2 + 1)]
    cut = cut_into_shards(scanned(*file) for file in files)
    assert [[piece.file for piece in shard] for shard in cut] == [["b"], ["d"], ["a", "c"]]


@pytest.mark.parametrize(
    ("file", "data", "pieces"),
    [
        ("a.jsonl", b'{"id": 1}\n' * 10, 2),
        ("a.json", b'{"id": 1}\n' * 10, 2),
        ("a.txt", b'{"id": 1}\n' * 10, 2),
        ("a.jsonl", b"[" + b'{"id": 1},\n' * 9 + b'{"id": 1}]', 1),
        ("a.json", b"[" + b'{"id": 1},\n' * 9 + b'{"id": 1}]', 1),
        ("a.csv", b"id,title\n" + b"1,a\n" * 25, 1),
        ("a.labels.json", b'{"id": 1}\n' * 10, 1),
    ],
)
def test_only_articles_on_lines_are_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, data: bytes, pieces: int
) -> None:
    monkeypatch.setattr(shards, "SHARD_BYTES", 60)
    monkeypatch.setattr(shards, "BLOCK", 50)
    (tmp_path / file).write_bytes(data)
    assert len(scan_file(tmp_path, file).pieces) == pieces
