"""Files that hold one page each, through the readers of all files."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from corpus.contract.article import Record
from corpus.contract.limits import Limits
from corpus.contract.problems import Problem
from corpus.read.listing import list_raw
from corpus.read.records import records
from corpus.read.shards import Piece
from tests.read.archives import DICTIONARY, PACK, PAGE, dictionary_frame, packed_with_it, record


def read(folder: Path, name: str, data: bytes) -> list[Record | Problem]:
    (folder / name).write_bytes(data)
    return list(records(folder, Piece(name), Limits()))


@pytest.mark.parametrize("suffix", ["", *PACK])
@pytest.mark.parametrize("name", ["a.html", "a.HTM", "a.xhtml"])
def test_a_page_is_one_record(name: str, suffix: str, tmp_path: Path) -> None:
    data = PACK[suffix](PAGE) if suffix else PAGE
    [found] = read(tmp_path, name + suffix, data)
    assert isinstance(found, Record)
    assert found.data == {"html": PAGE.decode()}
    assert found.encoding == ("utf-8", "detected")
    assert list_raw(tmp_path).articles == [name + suffix]


@pytest.mark.parametrize("suffix", ["", *PACK])
@pytest.mark.parametrize("name", ["a.warc", "a.wet", "a.warc.wet"])
def test_an_archive_has_many(name: str, suffix: str, tmp_path: Path) -> None:
    pack = PACK.get(suffix, bytes)
    found = read(tmp_path, name + suffix, pack(record()) + pack(record(number=1)))
    assert [type(item) for item in found] == [Record, Record]
    assert list_raw(tmp_path).articles == [name + suffix]


def test_an_archive_may_bring_its_dictionary(tmp_path: Path) -> None:
    packed = [packed_with_it(record(number=number)) for number in range(2)]
    start = dictionary_frame(DICTIONARY.as_bytes())
    found = read(tmp_path, "a.warc.zst", start + b"".join(packed))
    places = [item.line for item in found if isinstance(item, Record)]
    assert places == [len(start), len(start + packed[0])]


def test_an_archive_is_read_by_what_it_is(tmp_path: Path) -> None:
    [found] = read(tmp_path, "a.warc", PACK[".gz"](record()))
    assert isinstance(found, Record)


def test_a_compressed_page_is_not_unpacked_beyond_the_limit(tmp_path: Path) -> None:
    (tmp_path / "a.html.gz").write_bytes(PACK[".gz"](b"<p>" + b"a" * 100_000_000))
    tracemalloc.start()
    [found] = records(tmp_path, Piece("a.html.gz"), Limits())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert str(found).startswith("a.html.gz:1: C108 too_large: more than 10,000,000 bytes of a ")
    assert peak < 60_000_000
