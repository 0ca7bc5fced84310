"""Web archives: what is a page in them, where it stands, and what damage costs."""

from __future__ import annotations

import errno
import gzip
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from corpus.contract.article import Record
from corpus.contract.limits import Limits
from corpus.contract.problems import Problem
from corpus.read.forms.form import Source
from corpus.read.forms.warc import read_warc
from corpus.read.http_body import read_body
from tests.read.archives import (
    DICTIONARY,
    HTML,
    PACK,
    PAGE,
    dictionary_frame,
    packed_with_it,
    record,
)

FILE = "crawl.warc.gz"
SENT = f"HTTP/1.1 200 OK\r\n{HTML}"


def source(blocks: Iterator[bytes]) -> Source:
    return Source(FILE, Path(FILE), blocks, 1, Limits())


def read(data: bytes, step: int = 7000) -> list[Record | Problem]:
    blocks = (data[start : start + step] for start in range(0, len(data), step))
    return list(read_warc(source(blocks)))


def problems(found: Iterable[Record | Problem]) -> list[str]:
    return [str(item) for item in found if isinstance(item, Problem)]


def deflated(data: bytes) -> bytes:
    raw = zlib.compressobj(wbits=-15)
    return raw.compress(data) + raw.flush()


def chunked(data: bytes) -> bytes:
    parts = (data[start : start + 30] for start in range(0, len(data), 30))
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


ENCODED = {
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "zlib": zlib.compress,
    "deflate": deflated,
    "br": brotli.compress,
    "zstd": zstandard.compress,
    "chunked": chunked,
}


def test_a_page_is_a_record_with_its_address_date_and_html() -> None:
    page = "<p>Die Fähre fährt.".encode("cp1252")
    http = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=ISO-8859-1\r\n"
    headers = "X-Robots-Tag: noai\r\nX-Robots-Tag: noindex\r\nTDM-Reservation: 1\r\n"
    [found] = read(record(page, http=http + headers, number=7))
    assert isinstance(found, Record)
    assert found.data == {
        "url": "https://echo.example/7",
        "retrieved": "2026-10-02T03:04:05Z",
        "extra": {"WARC-Record-ID": "<urn:uuid:7>"},
        "html": "<p>Die Fähre fährt.",
    }
    assert found.encoding == ("windows-1252", "http")
    assert found.headers == {"tdm-reservation": "1", "x-robots-tag": "noai, noindex"}


def test_a_text_of_a_wet_file_is_a_text() -> None:
    text = "Fähre fährt wieder\nDie Fähre nach Skarvholm fährt."
    languages = "WARC-Identified-Content-Language: deu\r\n"
    [found] = read(record(text.encode(), 3, "conversion", None, languages, "text/plain"))
    assert isinstance(found, Record)
    assert found.data["text"] == text
    assert found.data["extra"]["WARC-Identified-Content-Language"] == "deu"


@pytest.mark.parametrize(
    ("headers", "applied"),
    [
        ("", ""),
        ("Content-Encoding: gzip\r\n", "gzip"),
        ("Content-Encoding: x-gzip\r\n", "gzip"),
        ("Content-Encoding: GZIP\r\n", "gzip"),
        ("Content-Encoding: deflate\r\n", "zlib"),
        ("Content-Encoding: deflate\r\n", "deflate"),
        ("Content-Encoding: br\r\n", "br"),
        ("Content-Encoding: zstd\r\n", "zstd"),
        ("Content-Encoding: identity\r\n", ""),
        ("Content-Encoding: gzip, br\r\n", "gzip br"),
        ("Transfer-Encoding: chunked\r\n", "chunked"),
        ("Transfer-Encoding: chunked\r\nContent-Encoding: br\r\n", "br chunked"),
        ("Transfer-Encoding: gzip, chunked\r\n", "gzip chunked"),
        # Archives keep the headers of a body that they unpacked.
        ("Content-Encoding: gzip\r\n", ""),
        ("Content-Encoding: deflate\r\n", ""),
        ("Content-Encoding: br\r\n", ""),
        ("Content-Encoding: zstd\r\n", ""),
        ("Transfer-Encoding: chunked\r\n", ""),
        ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", ""),
        ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", "gzip"),
        ("Content-Encoding: lzma2000\r\n", ""),
    ],
)
def test_the_body_is_read_as_browsers_read_it(headers: str, applied: str) -> None:
    body = PAGE
    for coding in applied.split():
        body = ENCODED[coding](body)
    one, two = read(record(body, http=SENT + headers) + record(number=2))
    assert isinstance(one, Record)
    assert one.data["html"] == PAGE.decode()
    assert isinstance(two, Record)


@pytest.mark.parametrize("coding", ["", "gzip", "zlib", "br", "zstd", "chunked"])
def test_a_body_is_not_unpacked_beyond_the_limit(coding: str) -> None:
    body = b"<p>" + b"a" * 20_000_000
    name = {"zlib": "deflate"}.get(coding, coding)
    header = "Transfer-Encoding" if name == "chunked" else "Content-Encoding"
    http = f"{SENT}{header}: {name}\r\n"
    sent = ENCODED[coding](body) if coding else body
    told, page = read(record(sent, http=http) + record())
    assert "record at byte 0: C108 too_large: more than 10,000,000 bytes of a page" in str(told)
    assert isinstance(page, Record)
    if coding:
        assert len(read_body(sent, name, "", limit=99)) == 100


@pytest.mark.parametrize(
    ("headers", "body", "found"),
    [
        ("Content-Encoding: gzip\r\n", ENCODED["gzip"](PAGE)[:-20], "a gzip file"),
        ("", b"\x89PNG\r\n\x1a\n", "a PNG image"),
        ("", b"", "empty"),
        ("", b'{"a": 1}', "JSON"),
    ],
)
def test_what_is_no_page_is_told_at_its_offset(headers: str, body: bytes, found: str) -> None:
    first = record(number=1)
    one, two, three = read(first + record(body, http=SENT + headers) + record(number=3))
    assert isinstance(one, Record)
    assert str(two).startswith(f"{FILE}: record at byte {len(first)}: C201 not_a_page: is {found};")
    assert isinstance(three, Record)


def test_a_charset_that_the_bytes_contradict_is_a_warning() -> None:
    warning, page = read(record("<p>Die Fähre fährt.".encode("cp1252")))
    assert str(warning).startswith(f"{FILE}: record at byte 0: C203 wrong_charset: declares the ")
    assert isinstance(page, Record)
    assert page.encoding == ("windows-1252", "detected")


def test_what_is_left_out_is_counted() -> None:
    def answer(status: str, type_: str = "text/html", body: bytes = PAGE) -> bytes:
        return record(body, http=f"HTTP/1.1 {status}\r\nContent-Type: {type_}\r\n")

    found = read(
        record(type_="warcinfo", http=None)
        + record(type_="request", http="GET / HTTP/1.1\r\n") * 3
        + record(type_="metadata", http=None)
        + record(type_="revisit")
        + record(b"203.0.113.7", http=None, content_type="text/dns")
        + answer("404 Not Found") * 2
        + answer("301 Moved") * 3
        + answer("200 OK", "image/png") * 2
        + answer("200 OK", "application/json; charset=utf-8")
        + answer("200 OK", "text/plain", b"A text.")
        + answer("200 OK", "application/octet-stream")
        + record(http=None, type_="resource", content_type="text/html")
        + record(http=None, type_="resource", content_type="image/png")
        + record(http="garbage\r\n")
        + answer("200 OK", "", b"GIF89a")
        + answer("200 OK", "", PAGE)
    )
    assert len([item for item in found if isinstance(item, Record)]) == 3
    assert problems(found) == [
        f"{FILE}: C204 http_status: holds answers with other HTTP statuses (3 x 301, 2 x 404, "
        "1 x none); expected 200; nothing to fix: an answer without a page holds no article",
        f"{FILE}: C205 no_pages: holds records that are no pages (3 x image/png, 3 x request, "
        "1 x a GIF image, 1 x application/json, 1 x metadata, 1 x response, 1 x revisit, "
        "1 x text/plain, 1 x warcinfo); expected HTML; nothing to fix",
    ]


def test_what_is_counted_takes_bounded_memory() -> None:
    http = "HTTP/1.1 200 OK\r\nContent-Type: image/{}{}\r\n"
    records = (record(b"", http=http.format(number, "x" * 1000)) for number in range(3000))
    [problem] = read(b"".join(records))
    assert problems([problem])[0].endswith("more); expected HTML; nothing to fix")
    assert "2,000 x others, 1 x image/0xxx" in str(problem)
    assert len(str(problem)) < 1000


RECORDS = [record(PAGE * number, number) for number in range(1, 5)]


@pytest.mark.parametrize("suffix", PACK)
def test_a_place_is_the_byte_at_which_a_compressed_record_begins(suffix: str) -> None:
    members = [PACK[suffix](data) for data in RECORDS]
    found = read(b"".join(members))
    places = [item.line for item in found if isinstance(item, Record)]
    assert places == [sum(map(len, members[:number])) for number in range(4)]


@pytest.mark.parametrize("suffix", ["", *PACK])
def test_in_one_stream_a_place_is_the_unpacked_byte(suffix: str) -> None:
    data = b"".join(RECORDS)
    found = read(PACK[suffix](data) if suffix else data)
    places = [item.line for item in found if isinstance(item, Record)]
    assert places == [sum(map(len, RECORDS[:number])) for number in range(4)]


@pytest.mark.parametrize("suffix", ["", *PACK])
def test_a_broken_record_costs_the_rest_of_the_file(suffix: str) -> None:
    pack = PACK.get(suffix, bytes)
    members = [bytearray(pack(data)) for data in RECORDS]
    members[2][:12] = b"\xff" * 12
    found = read(b"".join(members))
    assert [type(item) for item in found] == [Record, Record, Problem]
    # Of what is not compressed, only the record before is known.
    place = sum(map(len, members[: 2 if suffix else 1]))
    assert str(found[2]).startswith(f"{FILE}: record at byte {place}: C007 damaged_file: WARC data")


@pytest.mark.parametrize("suffix", ["", *PACK])
@pytest.mark.parametrize("is_one_stream", [False, True])
def test_an_end_that_is_cut_off_is_told_wherever_it_is(suffix: str, is_one_stream: bool) -> None:
    pack = PACK.get(suffix, bytes)
    members = [pack(b"".join(RECORDS))] if is_one_stream else [pack(data) for data in RECORDS]
    ends = [0, *(sum(map(len, members[: number + 1])) for number in range(len(members)))]
    if not suffix:
        # The last line ends of a record can be missed by nobody.
        ends = [sum(map(len, RECORDS[:number])) for number in range(5)]
    data = b"".join(members)
    for cut in range(1, len(data), 1 if suffix else 3):
        found = read(data[:cut])
        whole = [item for item in found if isinstance(item, Record)]
        told = problems(found)
        if cut in ends:
            assert not told
        elif suffix or min(abs(cut - end) for end in ends) > 4:
            assert len(told) == 1, cut
            assert "damaged_file" in told[0]
        if not is_one_stream:
            assert len(whole) >= len([end for end in ends[1:] if end <= cut])


@pytest.mark.parametrize("step", [10, 7000])
@pytest.mark.parametrize("is_packed", [False, True])
def test_records_are_read_with_the_dictionary_of_their_file(is_packed: bool, step: int) -> None:
    content = DICTIONARY.as_bytes()
    frame = dictionary_frame(zstandard.compress(content) if is_packed else content)
    members = [packed_with_it(data) for data in RECORDS]
    members.insert(2, b"\x50\x2a\x4d\x18\3\0\0\0abc")  # which belongs to nobody
    found = read(frame + b"".join(members), step)
    assert [item.data["html"] for item in found if isinstance(item, Record)] == [
        (PAGE * number).decode() for number in range(1, 5)
    ]
    places = [item.line for item in found if isinstance(item, Record)]
    assert places[:2] == [len(frame), len(frame + members[0])]


@pytest.mark.parametrize(
    "frame",
    [
        b"\x5d\x2a\x4d\x18\3\0",
        dictionary_frame(DICTIONARY.as_bytes())[:-1],
        dictionary_frame(b"no dictionary"),
        dictionary_frame(zstandard.compress(DICTIONARY.as_bytes())[:-1]),
        dictionary_frame(DICTIONARY.as_bytes() + bytes(8 << 20)),
        dictionary_frame(zstandard.compress(DICTIONARY.as_bytes() + bytes(8 << 20))),
    ],
    ids=["cut header", "cut", "none", "broken", "too large", "too large when unpacked"],
)
def test_a_dictionary_that_cannot_be_used_is_told(frame: bytes) -> None:
    assert problems(read(frame)) == [
        f"{FILE}: record at byte 0: C007 damaged_file: WARC data that cannot be read from here on ("
        "its dictionary is cut off, is none, or has more than 8,388,608 bytes); expected a whole "
        "file; make or download it again (what stands before is kept)"
    ]


def test_records_whose_dictionary_is_elsewhere_are_told() -> None:
    told = problems(read(b"".join(map(packed_with_it, RECORDS))))
    assert told[0].startswith(f"{FILE}: record at byte 0: C007 damaged_file: WARC data")


def test_a_cut_is_told_at_the_record_that_is_lost() -> None:
    members = [PACK[".gz"](data) for data in RECORDS]
    place = sum(map(len, members[:3]))
    for cut in (1, 20, 100, len(members[3]) - 1):
        found = read(b"".join(members)[: place + cut])
        assert problems(found)[0].startswith(f"{FILE}: record at byte {place}: C007 damaged_file")


@pytest.mark.parametrize("whole", [0, 1, 2])
def test_a_disk_that_fails_is_no_damage(whole: int) -> None:
    def blocks() -> Iterator[bytes]:
        yield from RECORDS[:whole]
        yield RECORDS[whole][:100]
        raise OSError(errno.EIO, "Input/output error")

    with pytest.raises(OSError, match="Input/output error"):
        list(read_warc(source(blocks())))


@pytest.mark.parametrize(
    "old",
    [b"Content-Length: ", b"WARC/1.0", b"WARC-Type: response", b"HTTP/1.1", b"\r\n\r\n", b"\r\n"],
)
@pytest.mark.parametrize("new", [b"", b"\0", b"\n", b"-", b"9" * 30, b"\xff", b"a" * 100_000])
def test_no_archive_stops_the_reader(old: bytes, new: bytes) -> None:
    data = b"".join(RECORDS)
    read(data.replace(old, new))
    read(data.replace(old, new, 1))


@given(st.data())
def test_no_bytes_stop_the_reader(data: st.DataObject) -> None:
    suffix = data.draw(st.sampled_from(["", *PACK]))
    archive = bytearray(b"".join(PACK.get(suffix, bytes)(item) for item in RECORDS[:2]))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(archive) - 1))
        archive[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    read(bytes(archive), step=data.draw(st.sampled_from([1, 50, 7000])))


def test_memory_is_bounded_by_the_limit_of_a_page() -> None:
    """A record of 1 GB is passed over in pieces."""
    import tracemalloc

    size = 300_000_000
    head = record(b"x", http=None, type_="resource", content_type="text/html")
    head = head.split(b"Content-Length")[0] + b"Content-Length: %d\r\n\r\n" % size

    def blocks() -> Iterator[bytes]:
        yield head
        for _ in range(size // 1_000_000):
            yield bytes(1_000_000)
        yield b"\r\n\r\n" + record(number=2)

    tracemalloc.start()
    found = list(read_warc(source(blocks())))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [type(item) for item in found] == [Problem, Record]
    assert peak < 3 * Limits().page_bytes
