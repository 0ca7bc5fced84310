from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable

import pytest
import zstandard

from corpus.contract.article import Record
from corpus.contract.limits import Limits
from corpus.contract.problems import Problem
from corpus.errors import CannotRunError
from corpus.read.records import records
from corpus.read.shards import Piece, scan_file
from tests.conftest import Raw
from tests.read.archives import record

TWO = b'{"id": 1}\n{"id": 2}\n'


def gz(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)


def read(raw: Raw, file: str, data: bytes) -> list[Record | Problem]:
    raw.write(file, data)
    return list(records(raw.folder, Piece(file), Limits()))


@pytest.mark.parametrize(
    ("file", "data", "expected"),
    [
        ("a.json", b'{"id":\n1}', [1]),
        ("a.json", b'\xef\xbb\xbf{"id": 1}', [1]),
        ("a.jsonl", b"\xef\xbb\xbf" + TWO, [1, 2]),
        ("a.jsonl", b'\n  \n{"id": 1}\r\n\r\n{"id": 2}', [1, 2]),
        ("a.jsonl.gz", gz(TWO), [1, 2]),
        ("a.jsonl.gz", gz(TWO) + gz(TWO), [1, 2, 1, 2]),
        ("a.jsonl.zst", zstd(TWO), [1, 2]),
        ("a.jsonl.zst", zstd(TWO) + zstd(TWO), [1, 2, 1, 2]),
        ("a.json.gz", gz(b'{"id": 1}'), [1]),
        ("a.jsonl.bz2", bz2.compress(TWO) + bz2.compress(TWO), [1, 2, 1, 2]),
        ("a.jl.XZ", lzma.compress(TWO) + lzma.compress(TWO), [1, 2, 1, 2]),
        ("a.json.gz", gz(b'{"id": 1}') + bytes(5000), [1]),
        ("a.jsonl.zst", b"\x50\x2a\x4d\x18\x04\0\0\0abcd" + zstd(TWO), [1, 2]),
        ("a.jsonl.gz", gz(TWO) + bytes(7) + gz(TWO), [1, 2, 1, 2]),
        ("a.jsonl.gz", gz(b"\xef\xbb\xbf" + TWO), [1, 2]),
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
        "bzip2 in two streams",
        "xz in two streams",
        "zeros behind gzip",
        "a frame to skip before zstd",
        "zeros between members",
        "gzip of a byte order mark",
        "nothing",
    ],
)
def test_good_files(raw: Raw, file: str, data: bytes, expected: list[int]) -> None:
    assert [record.data["id"] for record in read(raw, file, data)] == expected  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("file", "data", "expected"),
    [
        ("a.jsonl.gz", TWO, "a.jsonl.gz: C010 misnamed_file: is no gzip data by its first bytes; "
         "expected what its name says; rename it a.jsonl"),
        ("a.jsonl", gz(TWO), "a.jsonl: C010 misnamed_file: is gzip data by its first bytes; "
         "expected what its name says; rename it a.jsonl.gz"),
        ("a.json.zst", gz(TWO), "a.json.zst: C010 misnamed_file: is no Zstandard data by its first "
         "bytes; expected what its name says; rename it a.json"),
        ("a.json.gz", gz(zstd(TWO)), "a.json.gz: C010 misnamed_file: is Zstandard data by its "
         "first bytes; expected what its name says; rename it a.json.gz.zst"),
        ("a.jsonl", TWO.decode().encode("utf-16"), "a.jsonl:1: C011 not_utf8: UTF-16; expected "
         "UTF-8; convert the file's encoding"),
        ("a.jsonl", TWO.decode().encode("utf-16-le"), "a.jsonl:1: C011 not_utf8: UTF-16; expected "
         "UTF-8; convert the file's encoding"),
        ("a.json", b'{"id": 1}'.decode().encode("utf-16-be"), "a.json:1: C011 not_utf8: UTF-16; "
         "expected UTF-8; convert the file's encoding"),
        ("a.jsonl.gz", gz(TWO.decode().encode("utf-32")), "a.jsonl.gz:1: C011 not_utf8: UTF-16; "
         "expected UTF-8; convert the file's encoding"),
    ],
)  # fmt: skip
def test_a_file_of_another_format_is_told_once(
    raw: Raw, file: str, data: bytes, expected: str
) -> None:
    assert list(map(str, read(raw, file, data))) == [expected]


@pytest.mark.parametrize(
    "cut",
    [*range(0, 12), *range(60, 80)],
)
def test_blocks_may_end_anywhere(raw: Raw, cut: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.read.records._BLOCK", cut + 1)
    lines = [b'{"id": 1}', b"", b"  \t", b'{"id": 5}\r', b"", b"\r", b'{"id": 8}', b" "]
    for ending in (b"", b"\n", b"\n\n "):
        found = read(raw, "a.jsonl", b"\xef\xbb\xbf" + b"\n".join(lines) + ending)
        assert found == [Record("a.jsonl", n, {"id": a}) for n, a in ((1, 1), (4, 5), (7, 8))]


def test_what_is_too_large_costs_one_record(raw: Raw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.read.records._BLOCK", 7)
    raw.write("a.jsonl", b'{"id": 1}\n' + b"x" * 100 + b'\n{"id": 3}\n' + b"y" * 100)
    found = list(records(raw.folder, Piece("a.jsonl"), Limits(record_bytes=20)))
    assert [item for item in found if isinstance(item, Record)] == [
        Record("a.jsonl", 1, {"id": 1}),
        Record("a.jsonl", 3, {"id": 3}),
    ]
    told = [(item.line, item.reason) for item in found if isinstance(item, Problem)]
    assert told == [(2, "too_large"), (4, "too_large")]


@pytest.mark.parametrize("size", [1000, 5_000_000], ids=["a small file", "one beyond the limit"])
def test_a_file_that_changes_after_it_was_scanned_stops_the_build(raw: Raw, size: int) -> None:
    raw.write("a.json", b'{"id": "%s"}' % (b"x" * size))
    (piece,) = scan_file(raw.folder, "a.json").pieces
    assert len(list(records(raw.folder, piece, Limits()))) == 1
    with (raw.folder / "a.json").open("ab") as file:
        file.write(b" ")
    with pytest.raises(CannotRunError, match=r"a\.json: was changed while it was read"):
        list(records(raw.folder, piece, Limits()))


@pytest.mark.parametrize("pack", [gz, zstd])
def test_a_truncated_archive_keeps_the_lines_before(
    raw: Raw, pack: Callable[[bytes], bytes]
) -> None:
    lines = b"".join(b'{"id": %d, "text": "%x"}\n' % (n, n * 2**90 // 7) for n in range(100_000))
    suffix = ".gz" if pack is gz else ".zst"
    *good, last = read(raw, f"a.jsonl{suffix}", pack(lines)[:-1000])
    assert [record.data["id"] for record in good] == list(range(len(good)))  # type: ignore[union-attr]
    assert len(good) > 80_000
    assert isinstance(last, Problem)
    assert (last.reason, last.line) == ("truncated_file", len(good) + 1)


def test_a_bad_line_costs_one_article(raw: Raw) -> None:
    first, bad, broken, last = read(raw, "a.jsonl", b'{"id": 1}\n[1]\n{"id" 2}\n{"id": 3}')
    assert (first, last) == (Record("a.jsonl", 1, {"id": 1}), Record("a.jsonl", 4, {"id": 3}))
    assert isinstance(bad, Problem)
    assert isinstance(broken, Problem)
    assert [(p.line, p.reason) for p in (bad, broken)] == [(2, "not_an_object"), (3, "not_json")]


def test_a_record_longer_than_a_block(raw: Raw) -> None:
    text = "x" * 3_000_000
    (record,) = read(raw, "a.jsonl", b'{"id": "%s"}\n' % text.encode())
    assert isinstance(record, Record)
    assert record.data["id"] == text


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


IRI = "https://fähre.example/straße?q=ä"
URI = "https://xn--fhre-loa.example/stra%C3%9Fe?q=%C3%A4"


@pytest.mark.parametrize(
    ("file", "data"),
    [
        ("own.jsonl", f'{{"text": "x", "url": "{IRI}"}}'.encode()),
        ("own.json", f'{{"html": "x", "url": "{IRI}"}}'.encode()),
        ("scrapy.jl", f'{{"body": "x", "link": "{IRI}"}}'.encode()),
        ("table.csv", f"text,url\nx,{IRI}\n".encode()),
        ("crawl.warc", record().replace(b"https://echo.example/0", IRI.encode())),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_iri_is_read_as_a_uri(file: str, data: bytes, raw: Raw) -> None:
    (found,) = read(raw, file, data)
    assert isinstance(found, Record)
    assert found.data["url"] == URI


@pytest.mark.parametrize("address", ["https://ferry.example:8o/ä", "https://ä[.example/"])
def test_an_address_that_is_none_costs_nothing_but_itself(address: str, raw: Raw) -> None:
    data = f'{{"body": "x", "link": "{address}", "domain": "ferry.example"}}'.encode()
    warning, found = read(raw, "a.jl", data)
    assert isinstance(warning, Problem)
    assert warning.reason == "kept_in_extra"
    assert isinstance(found, Record)
    assert found.data["extra"] == {"link": address}
