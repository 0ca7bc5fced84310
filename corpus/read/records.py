"""Parse the records of a piece: each by itself, so that one bad line costs one article."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from itertools import chain, pairwise
from pathlib import Path
from typing import IO, Any

import orjson

from corpus.contract.article import Record
from corpus.contract.problems import Problem, problem
from corpus.read.files import content_suffix
from corpus.read.shards import Piece
from corpus.read.usable import file_problem

_BOM = b"\xef\xbb\xbf"
_PACKED = {".gz": "gzip", ".zst": "Zstandard"}
_BLOCK = 1 << 20
_PACKED_BLOCK = 1 << 16  # gzip grows up to 1000 times: 64 MB at the worst


class _DamagedError(Exception):
    """A compressed file breaks off or is not what its name says."""


def records(raw: Path, piece: Piece) -> Iterator[Record | Problem]:
    """Every record of the piece, or the problem that stands in its place."""
    file = piece.file
    if unusable := file_problem(raw, file):
        yield unusable
        return
    whole = content_suffix(file) == ".json"
    last = piece.line - 1
    try:
        with (raw / file).open("rb") as source:
            blocks = _blocks(source, piece, Path(file).suffix)
            for last, line in _whole(blocks) if whole else _lines(blocks, piece.line):
                if whole or line.strip():
                    yield _parse(file, last, line, "in the file" if whole else "on the line")
    except OSError as error:
        yield problem("unreadable_file", file, None, error=error.strerror or error)
    except _DamagedError:
        kind = _PACKED[Path(file).suffix]
        yield problem("truncated_file", file, last + 1, kind=kind, last=last)


def _blocks(source: IO[bytes], piece: Piece, suffix: str) -> Iterator[bytes]:
    if suffix in _PACKED:
        yield from _unpacked(source, suffix)
        return
    source.seek(piece.start)
    left = piece.end - piece.start if piece.end is not None else None
    while block := source.read(_BLOCK if left is None else min(_BLOCK, left)):
        if left is not None:
            left -= len(block)
        yield block


def _unpacked(source: IO[bytes], suffix: str) -> Iterator[bytes]:
    """Everything that can still be read of a damaged file, then `_DamagedError`."""
    start, errors = _codec(suffix)
    stream, fresh = start(), False
    while data := source.read(_PACKED_BLOCK):
        while data:
            try:
                yield stream.decompress(data)
            except errors as error:
                raise _DamagedError from error
            fresh = stream.eof
            data = stream.unused_data if fresh else b""
            if fresh:
                stream = start()
    if not fresh:
        raise _DamagedError


def _codec(suffix: str) -> tuple[Callable[[], Any], type[Exception]]:
    if suffix == ".gz":
        return lambda: zlib.decompressobj(wbits=31), zlib.error
    import zstandard

    return lambda: zstandard.ZstdDecompressor().decompressobj(), zstandard.ZstdError


def _whole(blocks: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    yield 1, b"".join(blocks).removeprefix(_BOM)


def _lines(blocks: Iterator[bytes], number: int) -> Iterator[tuple[int, bytes]]:
    parts: list[bytes] = []  # of the line that is still open
    if number == 1:
        first = next(blocks, b"")
        blocks = chain([first.removeprefix(_BOM)], blocks)
    for block in blocks:
        head, *tail = block.split(b"\n")
        parts.append(head)
        for line, following in pairwise([b"".join(parts), *tail] if tail else []):
            yield number, line
            number += 1
            parts = [following]
    if any(parts):
        yield number, b"".join(parts)


def _parse(file: str, line: int, data: bytes, where: str) -> Record | Problem:
    try:
        value: Any = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        return not_json(file, line, data, error, where)
    if isinstance(value, dict):
        return Record(file, line, value)
    if isinstance(value, list):
        found, fix = "a list", "put each article on a line of a .jsonl file"
    else:
        found, fix = data[:40].decode(errors="replace").strip(), "write it as {...}"
    return problem("not_an_object", file, line, found=found, where=where, fix=fix)


def not_json(
    file: str, first: int, data: bytes, error: orjson.JSONDecodeError, where: str
) -> Problem:
    """Where some bytes are no UTF-8, or no JSON.

    Args:
        file: The file they stand in.
        first: The line of it on which they begin.
        data: The bytes.
        error: What the parser said of them.
        where: What one JSON value was expected in, for the message.
    """
    try:
        data.decode()
    except UnicodeDecodeError as bad:
        line = first + data.count(b"\n", 0, bad.start)
        column = bad.start - data.rfind(b"\n", 0, bad.start)
        return problem("not_utf8", file, line, column=column)
    line = first + error.lineno - 1
    told = error.msg.split(": line ")[0]
    return problem("not_json", file, line, error=told, column=error.colno, where=where)
