"""Cuts raw files into shards: pieces of input that one task reads.

A shard is a range of about `SHARD_BYTES` of a large `.jsonl`, a whole compressed file, or some
small files. The cut depends on the files alone, never on who works on it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import xxhash

from corpus.read.files import may_be_cut

SHARD_BYTES = 16 << 20  # best of 4 to 64 MB between start-up and memory of a task
BASKET_BYTES = 2 << 20  # of small files, on average: what one changed article has annotated again
BLOCK = 1 << 20  # bytes read at once

_OPENING = 1 << 12  # bytes: opening a file costs as much as so much more of it
_MOST = 4  # baskets in one: one in a thousand weighs so much before a name ends it


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
    whole, part = hashlib.sha256(), hashlib.sha256()
    pieces: list[Piece] = []
    size, line = 0, 1
    start, first_line = 0, 1
    with (raw / file).open("rb") as source:
        while block := source.read(BLOCK):
            whole.update(block)
            if not size:
                is_lines = may_be_cut(file, block)
            cut = 0
            if is_lines and size + len(block) - start > SHARD_BYTES:
                cut = block.find(b"\n") + 1  # 0: no line ends in this block
            if cut:
                part.update(block[:cut])
                end = size + cut
                pieces.append(Piece(file, start, end, first_line, part.hexdigest()))
                start, first_line, part = end, line + 1, hashlib.sha256()
            part.update(block[cut:])
            line += block.count(b"\n")
            size += len(block)
    if start < size or not pieces:
        pieces.append(Piece(file, start, None, first_line, part.hexdigest()))
    return ScannedFile(file, size, whole.hexdigest(), tuple(pieces))


def cut_into_shards(scanned: Iterable[ScannedFile]) -> Iterator[Shard]:
    """Each piece of a large file is a shard; small files share one, in the order given.

    Where a basket of small files ends is decided by the names of the files in it, so that a file
    that comes, goes or grows changes the shards around it and no other. Once a basket weighs half
    of `BASKET_BYTES`, a file ends it the more likely, the larger it is.
    """
    basket: list[Piece] = []
    weight = 0
    for file in scanned:
        if len(file.pieces) > 1 or file.size > BASKET_BYTES:
            yield from ((piece,) for piece in file.pieces)
            continue
        basket += file.pieces
        weight += file.size + _OPENING
        if weight > _MOST * BASKET_BYTES or (2 * weight > BASKET_BYTES and _ends_basket(file)):
            yield tuple(basket)
            basket, weight = [], 0
    if basket:
        yield tuple(basket)


def _ends_basket(file: ScannedFile) -> bool:
    """Whether chance, as its name decides it, falls into its share of half of `BASKET_BYTES`."""
    chance = xxhash.xxh3_64_intdigest(file.file.encode())
    return chance * BASKET_BYTES < 2 * (file.size + _OPENING) << 64
