from __future__ import annotations

import hashlib
from collections.abc import Iterable
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
        found = list(cut_into_shards([scanned]))
    assert (scanned.size, scanned.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert all(
        piece.sha256 == hashlib.sha256(data[piece.start : piece.end]).hexdigest()
        for shard in found
        for piece in shard
    )
    read = [
        record for shard in found for piece in shard for record in records(folder, piece, Limits())
    ]
    assert all(isinstance(record, Record) for record in read)
    assert [(r.line, r.data["id"]) for r in read] == list(enumerate(lines, 1))  # type: ignore[union-attr]


def small(name: str, size: int) -> ScannedFile:
    return ScannedFile(name, size, "", (Piece(name),))


def cut(files: Iterable[tuple[str, int]]) -> list[list[str]]:
    """The names of the files of each shard."""
    return [[p.file for p in shard] for shard in cut_into_shards(small(*file) for file in files)]


def test_small_files_share_a_shard_and_large_ones_do_not() -> None:
    large = shards.BASKET_BYTES + 1
    assert cut([("a", 10), ("b", large), ("c", 10), ("d", large)]) == [["b"], ["d"], ["a", "c"]]


@pytest.mark.parametrize("size", [100, 5_000, 200_000, 800_000])
def test_baskets_weigh_about_as_much_however_large_the_files_are(size: int) -> None:
    files = [(f"outlet-{n % 7}/{n:05d}.json", size) for n in range(3000)]
    baskets = cut(files)
    assert sorted(file for basket in baskets for file in basket) == sorted(n for n, _ in files)
    assert max(map(len, baskets)) * size <= 5 * shards.BASKET_BYTES
    average = 3000 * (size + (1 << 12)) / len(baskets)
    assert 0.6 < average / shards.BASKET_BYTES < 1.4


@pytest.mark.parametrize("place", [0, 700, 1999])
@pytest.mark.parametrize("change", ["comes", "goes", "grows"])
def test_a_file_that_changes_leaves_the_cut_of_the_others(place: int, change: str) -> None:
    files = [(f"{n:05d}.jsonl", 100_000) for n in range(2000)]
    before = cut(files)
    changed = {
        "comes": [*files[:place], (f"{place:05d}-b.jsonl", 100_000), *files[place:]],
        "goes": [*files[:place], *files[place + 1 :]],
        "grows": [*files[:place], (files[place][0], 150_000), *files[place + 1 :]],
    }
    after = set(map(tuple, cut(changed[change])))
    assert sum(tuple(basket) not in after for basket in before) <= 3


@pytest.mark.parametrize("length", [80, 3000])
def test_pieces_of_a_large_file_weigh_as_baskets_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    monkeypatch.setattr(shards, "SHARD_BYTES", 30_000)
    lines = [
        b'{"id": %d, "text": "%s"}' % (n, b"x" * length) for n in range(300_000 // length * 10)
    ]
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(lines))
    scanned = scan_file(tmp_path, "a.jsonl")
    assert 0.6 < scanned.size / len(scanned.pieces) / shards.SHARD_BYTES < 1.4
    ends = [piece.end or scanned.size for piece in scanned.pieces]
    assert (
        max(end - piece.start for end, piece in zip(ends, scanned.pieces, strict=True)) <= 150_000
    )


@pytest.mark.parametrize("place", [0, 700, 1999])
def test_a_line_that_changes_leaves_the_other_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    monkeypatch.setattr(shards, "SHARD_BYTES", 5_000)
    lines = [b'{"id": %d, "text": "%s"}' % (n, b"x" * 300) for n in range(2000)]
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(lines))
    before = scan_file(tmp_path, "a.jsonl").pieces
    lines[place] += b" " * 50
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(lines))
    after = {(piece.line, piece.sha256) for piece in scan_file(tmp_path, "a.jsonl").pieces}
    assert sum((piece.line, piece.sha256) not in after for piece in before) <= 3


LINES = b"".join(b'{"id": %d}\n' % n for n in range(40))
ARRAY = b"[" + LINES.replace(b"\n", b",\n") + b'{"id": 40}]'


@pytest.mark.parametrize(
    ("file", "data", "is_cut"),
    [
        ("a.jsonl", LINES, True),
        ("a.json", LINES, True),
        ("a.txt", LINES, True),
        ("a.jsonl", ARRAY, False),
        ("a.json", ARRAY, False),
        ("a.csv", b"id,title\n" + b"1,a\n" * 99, False),
        ("a.labels.json", LINES, False),
    ],
)
def test_only_articles_on_lines_are_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, data: bytes, is_cut: bool
) -> None:
    monkeypatch.setattr(shards, "SHARD_BYTES", 60)
    monkeypatch.setattr(shards, "BLOCK", 50)
    (tmp_path / file).write_bytes(data)
    assert (len(scan_file(tmp_path, file).pieces) > 1) == is_cut
