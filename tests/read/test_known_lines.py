"""Lines that stand as they did are passed over, and all else is read as ever."""

from __future__ import annotations

import gzip
from hashlib import sha256

import pytest

from corpus.contract.limits import Limits
from corpus.read.known_lines import KnownLines
from corpus.read.records import records
from corpus.read.shards import Piece
from tests.conftest import Raw

ONE, TWO = b'{"id": 1}', b'{"id": 2}'
BOTH = ONE + b"\n" + TWO
KNOWN = {("a.jsonl", 2): sha256(TWO).digest()}
# The file, its first line and its bytes; the lines that are passed, and those that are read.
CASES: dict[str, tuple[str, int, bytes, set[int], list[int]]] = {
    "as it stood": ("a.jsonl", 1, BOTH, {2}, [1]),
    "a byte more": ("a.jsonl", 1, BOTH + b" ", set(), [1, 2]),
    "a line behind": ("a.jsonl", 1, b"\n" + BOTH, set(), [2, 3]),
    "a piece from the middle": ("a.jsonl", 2, TWO, {2}, []),
    "in another file": ("b.jsonl", 1, BOTH, set(), [1, 2]),
    "part of a value over several lines": ("a.jsonl", 1, b"{\n" + TWO + b"\n}", set(), [1]),
}


@pytest.mark.parametrize("case", CASES)
def test_a_line_is_passed_where_it_stands_as_it_did(raw: Raw, case: str) -> None:
    file, first, content, passed, read = CASES[case]
    raw.write(file, content)
    lines = KnownLines(KNOWN)
    piece = Piece(file, line=first, sha256=sha256(content).hexdigest())
    found = list(records(raw.folder, piece, Limits(), lines=lines))
    assert lines.passed == {(file, number) for number in passed}
    assert [one.line for one in found] == read


def test_the_hash_of_a_line_that_is_read_makes_it_known(raw: Raw) -> None:
    raw.write("a.jsonl", b"\xef\xbb\xbf" + BOTH)
    first = KnownLines()
    assert len(list(records(raw.folder, Piece("a.jsonl"), Limits(), lines=first))) == 2
    assert first.size == len(ONE + TWO)
    second = KnownLines(first.read)
    assert not list(records(raw.folder, Piece("a.jsonl"), Limits(), lines=second))
    assert not second.read


def test_of_a_compressed_file_no_line_is_passed(raw: Raw) -> None:
    """Where it breaks off is told by the last record that was read."""
    raw.write("a.jsonl.gz", gzip.compress(BOTH + b"\n" + TWO * 99)[:-9])
    lines = KnownLines({("a.jsonl.gz", 1): sha256(ONE).digest()})
    whole, again = (
        list(records(raw.folder, Piece("a.jsonl.gz"), Limits(), lines=given))
        for given in (None, lines)
    )
    assert whole == again
    assert not lines.passed
