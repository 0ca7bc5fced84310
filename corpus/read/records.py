"""Parse the records of a piece: each by itself, so that one bad line costs one article."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import IO, Any, NamedTuple

import orjson

from corpus.contract.article import Record
from corpus.contract.limits import Limits
from corpus.contract.problems import Problem, problem
from corpus.read.duplicate_keys import duplicate_keys
from corpus.read.files import holds_one_article, packing_suffix
from corpus.read.not_json import is_utf16, not_json
from corpus.read.shards import Piece
from corpus.read.unchanged import refuse_change
from corpus.read.unpack import PACKINGS, DamagedError, unpack
from corpus.read.usable import file_problem

_BOM = b"\xef\xbb\xbf"
_BLOCK = 1 << 20
_OPEN = (b"{", b"[")  # the first line of a value that is written over several lines
_CLOSED = (b"}", b"]")
_BLANK = re.compile(rb"[ \t\r\n]*\n")


class _Stretch(NamedTuple):
    """The bytes of one value."""

    line: int  # 1-based
    data: bytes
    is_whole: bool  # else they are cut at the limit


def records(raw: Path, piece: Piece, limits: Limits) -> Iterator[Record | Problem]:
    """Every record of the piece, or the problem that stands in its place.

    Args:
        raw: The raw folder.
        piece: Of a file in it.
        limits: A longer record is told, and not read.

    Raises:
        CannotRunError: the piece is not what it was when it was scanned.
    """
    file = piece.file
    if unusable := file_problem(raw, file):
        yield unusable
        return
    hashed = hashlib.sha256()
    try:
        with (raw / file).open("rb") as source:
            blocks = _hashed(_blocks(source, piece), hashed)
            yield from _read(blocks, piece, limits)
            for _ in blocks:  # what was left out is hashed all the same
                pass
    except OSError as error:
        yield problem("unreadable_file", file, None, error=error.strerror or error)
        return
    refuse_change(raw, file, piece.sha256, hashed.hexdigest())


def _blocks(source: IO[bytes], piece: Piece) -> Iterator[bytes]:
    source.seek(piece.start)
    left = piece.end - piece.start if piece.end is not None else None
    while block := source.read(_BLOCK if left is None else min(_BLOCK, left)):
        if left is not None:
            left -= len(block)
        yield block


def _hashed(blocks: Iterable[bytes], digest: Any) -> Iterator[bytes]:
    for block in blocks:
        digest.update(block)
        yield block


def _read(blocks: Iterator[bytes], piece: Piece, limits: Limits) -> Iterator[Record | Problem]:
    """The records of the bytes of a piece."""
    file = piece.file
    suffix = packing_suffix(file)
    last = piece.line - 1
    is_one = holds_one_article(file)
    indented = _Indented(file)
    try:
        if suffix:
            start, blocks = _peek(blocks)
            if start and not start.startswith(PACKINGS[suffix].magic):
                found = f"no {PACKINGS[suffix].name} data"
                yield problem("misnamed_file", file, None, found=found, fix=file[: -len(suffix)])
                return
            blocks = unpack(blocks, PACKINGS[suffix])
        start, blocks = _peek(blocks)
        if piece.line == 1 and (wrong := _wrong_start(file, start)):
            yield wrong
            return
        stretches = _whole(blocks, limits) if is_one else _lines(blocks, piece.line, limits)
        for last, data, is_whole in stretches:
            if is_one or not indented.has(last, data):
                yield _parse(file, last, data, is_whole, limits)
    except DamagedError:
        kind = PACKINGS[suffix].name
        yield problem("truncated_file", file, last + 1, kind=kind, last=last)
    yield from indented.problems()


def _peek(blocks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first block, and all of them."""
    first = next(blocks, b"")
    return first, chain([first], blocks)


def _wrong_start(file: str, start: bytes) -> Problem | None:
    """What a file is by its first bytes, where it cannot be JSON."""
    for suffix, packing in PACKINGS.items():
        if start.startswith(packing.magic):
            found = f"{packing.name} data"
            return problem("misnamed_file", file, None, found=found, fix=file + suffix)
    if is_utf16(start):
        return problem("not_utf8", file, 1, found="UTF-16", place="")
    return None


def _whole(blocks: Iterator[bytes], limits: Limits) -> Iterator[_Stretch]:
    parts: list[bytes] = []
    size = 0
    for block in blocks:
        parts.append(block)
        size += len(block)
        if size > limits.record_bytes:
            yield _Stretch(1, b"".join(parts), False)
            return
    yield _Stretch(1, b"".join(parts).removeprefix(_BOM), True)


def _lines(blocks: Iterator[bytes], number: int, limits: Limits) -> Iterator[_Stretch]:
    parts: list[bytes] = []  # of the line that is still open, up to the limit
    size = 0
    for block in blocks:
        start = 0
        while True:
            if not size and (blank := _BLANK.match(block, start)):
                number += blank[0].count(b"\n")
                start = blank.end()
            end = block.find(b"\n", start)
            if end < 0:
                break
            size += end - start
            parts.append(block[start:end])
            if line := _unless_blank(parts, number):
                yield _Stretch(number, line, size <= limits.record_bytes)
            number, parts, size, start = number + 1, [], 0, end + 1
        size += len(block) - start
        if size <= limits.record_bytes:
            parts.append(block[start:])
    if line := _unless_blank(parts, number):
        yield _Stretch(number, line, size <= limits.record_bytes)


def _unless_blank(parts: list[bytes], number: int) -> bytes:
    line = b"".join(parts)
    if number == 1:
        line = line.removeprefix(_BOM)
    return b"" if line.isspace() else line


class _Indented:
    """The values of a file of lines that are written over several lines: told once."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._first = 0  # line of the first
        self._count = 0
        self._is_open = False

    def has(self, line: int, data: bytes) -> bool:
        """Whether a line is part of such a value."""
        if self._is_open:
            self._is_open = not data.startswith(_CLOSED)
            return True
        if data.strip() not in _OPEN:
            return False
        self._is_open = True
        self._first = self._first or line
        self._count += 1
        return True

    def problems(self) -> Iterator[Problem]:
        """The problem that there are some, if there are."""
        if self._count:
            counted = "one is" if self._count == 1 else f"{self._count} are"
            yield problem("indented_json", self._file, self._first, counted=counted)


def _parse(file: str, line: int, data: bytes, is_whole: bool, limits: Limits) -> Record | Problem:
    where = "in the file" if holds_one_article(file) else "on the line"
    if not is_whole:
        limit, unit = f"{limits.record_bytes:,}", f"bytes {where}"
        return problem("too_large", file, line, limit=limit, unit=unit, name="record_bytes")
    try:
        value: Any = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        return not_json(file, line, data, error, where)
    if isinstance(value, dict):
        if twice := duplicate_keys(data, value):
            key, times = min(twice.items())
            return problem("duplicate_key", file, line, field=f'"{key}"', times=times)
        return Record(file, line, value)
    if isinstance(value, list):
        found, fix = "a list", "put each article on a line of a .jsonl file"
    else:
        found, fix = data[:40].decode(errors="replace").strip(), "write it as {...}"
    return problem("not_an_object", file, line, found=found, where=where, fix=fix)
