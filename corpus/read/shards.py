"""Cuts raw files into shards: pieces of input that one task reads.

A shard is a range of about `SHARD_BYTES` of a large `.jsonl`, a whole compressed file, or some
small files. The cut depends on the files alone, never on who works on it, and what stands near a
cut decides on it alone: an article that changes leaves the other shards as they were.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import xxhash

from corpus.read.files import may_be_cut

# Of a large file, on average: what one changed article has read and labelled again.
SHARD_BYTES = 2 << 20
BASKET_BYTES = 1 << 20  # of small files, on average
BLOCK = 1 << 20  # bytes read at once

_OPENING = 1 << 12  # bytes: opening a file costs as much as so much more of it
_MOST = 4  # times the average: one in a thousand weighs so much before chance ends it


class Piece(NamedTuple):
    """A range of one file: whole lines from byte `start` to byte `end`."""

    file: str  # POSIX path relative to the raw folder
    start: int = 0  # bytes
    end: int | None = None  # bytes; None: to the end of the file
    line: int = 1  # number of the first line, 1-based
    sha256: str = ""  # of these bytes


class ScannedFile(NamedTuple):
    """One raw file, read once from end to end."""

    file: str
    size: int  # bytes
    sha256: str
    pieces: tuple[Piece, ...]  # in order; together the whole file


Shard = tuple[Piece, ...]


def scan_file(raw: Path, file: str) -> ScannedFile:
    """Hash a file and find where it may be cut.

    Raises:
        OSError: it cannot be read.
    """
    is_lines = False
    cutter = _Cutter()
    whole, part = hashlib.sha256(), hashlib.sha256()
    pieces: list[Piece] = []
    size = start = 0
    first_line = 1
    with (raw / file).open("rb") as source:
        while block := source.read(BLOCK):
            whole.update(block)
            if not size:
                is_lines = may_be_cut(file, block)
            done = 0  # bytes of the block
            for cut, lines in cutter.cuts(block) if is_lines else ():
                part.update(block[done:cut])
                pieces.append(Piece(file, start, size + cut, first_line, part.hexdigest()))
                start, part = size + cut, hashlib.sha256()
                first_line += lines
                done = cut
            part.update(block[done:])
            size += len(block)
    if start < size or not pieces:
        pieces.append(Piece(file, start, None, first_line, part.hexdigest()))
    return ScannedFile(file, size, whole.hexdigest(), tuple(pieces))


class _Cutter:
    """Finds the lines that end a piece, of one file from its beginning to its end."""

    def __init__(self) -> None:
        self._piece = self._line = 0  # bytes of the piece and of its last line
        self._lines = 0  # of the piece
        self._hash = xxhash.xxh3_64()  # of the last line

    def cuts(self, block: bytes) -> Iterator[tuple[int, int]]:
        """Where pieces end in the next block of the file, and how many lines each has."""
        begin = 0
        while end := block.find(b"\n", begin) + 1:
            self._add(block[begin:end])
            self._lines += 1
            if _ends(self._piece, SHARD_BYTES, self._line, self._hash.intdigest()):
                yield end, self._lines
                self._piece = self._lines = 0
            self._hash.reset()
            self._line = 0
            begin = end
        self._add(block[begin:])

    def _add(self, part: bytes) -> None:
        self._hash.update(part)
        self._line += len(part)
        self._piece += len(part)


def cut_into_shards(scanned: Iterable[ScannedFile]) -> Iterator[Shard]:
    """Each piece of a large file is a shard; small files share one, in the order given.

    Where a basket of small files ends is decided by the names of the files in it, so that a file
    that comes, goes or grows changes the shards around it and no other.
    """
    basket: list[Piece] = []
    weight = 0
    for file in scanned:
        if len(file.pieces) > 1 or file.size > BASKET_BYTES:
            yield from ((piece,) for piece in file.pieces)
            continue
        basket += file.pieces
        size = file.size + _OPENING
        weight += size
        if _ends(weight, BASKET_BYTES, size, xxhash.xxh3_64_intdigest(file.file.encode())):
            yield tuple(basket)
            basket, weight = [], 0
    if basket:
        yield tuple(basket)


def _ends(weight: int, average: int, last: int, chance: int) -> bool:
    """Whether a shard ends with what came last.

    Once it weighs half of the average, what comes ends it the more likely, the larger it is.

    Args:
        weight: of the shard, with what came last.
        average: weight of a shard.
        last: weight of what came last.
        chance: its hash, of 64 bits.
    """
    return weight > _MOST * average or (2 * weight > average and chance * average < 2 * last << 64)
