from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
import zstandard

from corpus.contract.article import Record
from corpus.contract.problems import Problem
from corpus.read.records import records
from corpus.read.shards import Piece
from tests.conftest import Raw

TWO = b'{"a": 1}\n{"a": 2}\n'


def gz(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)


def read(raw: Raw, file: str, data: bytes) -> list[Record | Problem]:
    raw.write(file, data)
    return list(records(raw.folder, Piece(file)))


@pytest.mark.parametrize(
    ("file", "data", "expected"),
    [
        ("a.json", b'{"a":\n1}', [1]),
        ("a.json", b'\xef\xbb\xbf{"a": 1}', [1]),
        ("a.jsonl", b"\xef\xbb\xbf" + TWO, [1, 2]),
        ("a.jsonl", b'\n  \n{"a": 1}\r\n\r\n{"a": 2}', [1, 2]),
        ("a.jsonl.gz", gz(TWO), [1, 2]),
        ("a.jsonl.gz", gz(TWO) + gz(TWO), [1, 2, 1, 2]),
        ("a.jsonl.zst", zstd(TWO), [1, 2]),
        ("a.jsonl.zst", zstd(TWO) + zstd(TWO), [1, 2, 1, 2]),
        ("a.json.gz", gz(b'{"a": 1}'), [1]),
        ("a.jsonl", b"", []),
    ],
    ids=[
        "a file of two lines",
        "byte order mark",
        "byte order mark before lines",
        "empty lines and CRLF",
        "gzip",
        "gzip in two members",
        "zstd",
        "zstd in two frames",
        "gzip of one article",
        "nothing",
    ],
)
def test_good_files(raw: Raw, file: str, data: bytes, expected: list[int]) -> None:
    assert [record.data["a"] for record in read(raw, file, data)] == expected  # type: ignore[union-attr]


@pytest.mark.parametrize("pack", [gz, zstd])
def test_a_truncated_archive_keeps_the_lines_before(
    raw: Raw, pack: Callable[[bytes], bytes]
) -> None:
    lines = b"".join(b'{"a": %d, "b": "%x"}\n' % (n, n * 2**90 // 7) for n in range(100_000))
    suffix = ".gz" if pack is gz else ".zst"
    *good, last = read(raw, f"a.jsonl{suffix}", pack(lines)[:-1000])
    assert [record.data["a"] for record in good] == list(range(len(good)))  # type: ignore[union-attr]
    assert len(good) > 80_000
    assert isinstance(last, Problem)
    assert (last.reason, last.line) == ("truncated_file", len(good) + 1)


def test_a_bad_line_costs_one_article(raw: Raw) -> None:
    first, bad, broken, last = read(raw, "a.jsonl", b'{"a": 1}\n[1]\n{"a" 2}\n{"a": 3}')
    assert (first, last) == (Record("a.jsonl", 1, {"a": 1}), Record("a.jsonl", 4, {"a": 3}))
    assert isinstance(bad, Problem)
    assert isinstance(broken, Problem)
    assert [(p.line, p.reason) for p in (bad, broken)] == [(2, "not_an_object"), (3, "not_json")]


def test_a_record_longer_than_a_block(raw: Raw) -> None:
    text = "x" * 5_000_000
    (record,) = read(raw, "a.jsonl", b'{"a": "%s"}\n' % text.encode())
    assert isinstance(record, Record)
    assert record.data["a"] == text


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b'{"text": "a\xff"}', (1, "at byte 12")),
        (b'{"title": "a",\n"text": "\xff"}', (2, "at byte 10")),
        (b'{"title": "a",\n"text": }', (2, "at column 9")),
    ],
    ids=["first line", "not UTF-8 on a later line", "not JSON on a later line"],
)
def test_the_place_of_bad_bytes_in_a_file_of_several_lines(
    raw: Raw, data: bytes, place: tuple[int, str]
) -> None:
    (bad,) = read(raw, "a.json", data)
    assert isinstance(bad, Problem)
    assert bad.line == place[0]
    assert place[1] in str(bad)
