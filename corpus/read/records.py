"""The records of a file or a piece of it, whatever form and kind it is of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import IO, Any

from corpus.contract.article import Record
from corpus.contract.limits import Limits
from corpus.contract.place import numbered, unit_of
from corpus.contract.problems import Problem, problem
from corpus.read.files import content_suffix, packing_suffix
from corpus.read.foreign.convert import Converter
from corpus.read.foreign.settings import Importing
from corpus.read.foreign.tally import Tally
from corpus.read.forms import form_of, named_form
from corpus.read.forms.form import Form, Source
from corpus.read.known_lines import KnownLines
from corpus.read.not_json import is_utf16
from corpus.read.shards import Piece
from corpus.read.unchanged import refuse_change
from corpus.read.unpack import PACKINGS, DamagedError, unpack
from corpus.read.usable import file_problem

_BLOCK = 1 << 20


def records(
    raw: Path,
    piece: Piece,
    limits: Limits,
    importing: Importing | None = None,
    tally: Tally | None = None,
    lines: KnownLines | None = None,
) -> Iterator[Record | Problem]:
    """Every record of the piece in our own fields, or the problem that stands in its place.

    A record of another tool may have warnings, which come before it.

    Args:
        raw: The raw folder.
        piece: Of a file in it.
        limits: A longer record is told, and not read.
        importing: How the records of other tools are read; by default as the settings' defaults.
        tally: Grows by what the records of other tools came to.
        lines: Of files that are not compressed; what it passes is left out.

    Raises:
        CannotRunError: the piece is not what it was when it was scanned.
    """
    file = piece.file
    if unusable := file_problem(raw, file):
        yield unusable
        return
    hashed = hashlib.sha256()
    converter = Converter(importing or Importing(), Tally() if tally is None else tally)
    try:
        with open(f"{raw}/{file}", "rb") as source:  # noqa: PTH123 - a Path takes longer
            blocks = _blocks(source, piece)
            if piece.sha256:
                blocks = _hashed(blocks, hashed)
            yield from _read(raw, blocks, piece, limits, converter, lines)
            for _ in blocks if piece.sha256 else ():  # what was left out is hashed all the same
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


def _read(
    raw: Path,
    blocks: Iterator[bytes],
    piece: Piece,
    limits: Limits,
    converter: Converter,
    lines: KnownLines | None,
) -> Iterator[Record | Problem]:
    """The records of the bytes of a piece."""
    file = piece.file
    suffix = packing_suffix(file)
    last = piece.line - 1
    try:
        if suffix and not named_form(content_suffix(file)).unpacks_itself:
            start, blocks = _peek(blocks)
            if start and not start.startswith(PACKINGS[suffix].magic):
                found = f"no {PACKINGS[suffix].name} data"
                yield problem("misnamed_file", file, None, found=found, fix=file[: -len(suffix)])
                return
            blocks = unpack(blocks, PACKINGS[suffix])
        start, blocks = _peek(blocks)
        form = form_of(content_suffix(file), start)
        if piece.line == 1 and (wrong := _wrong_start(file, form, start)):
            yield wrong
            return
        # Where a compressed file breaks off is told by the last record before.
        known = None if suffix else lines
        for item in form.read(Source(file, f"{raw}/{file}", blocks, piece.line, limits, known)):
            last = item.line or last
            if isinstance(item, Problem):
                yield item
            else:
                yield from converter.convert(item, form.may_be_own, form.kind)
    except DamagedError:
        following = numbered(last + 1, unit_of(last))
        kind, unit = PACKINGS[suffix].name, unit_of(last)
        yield problem("truncated_file", file, following, kind=kind, unit=unit, last=last)


def _wrong_start(file: str, form: Form, start: bytes) -> Problem | None:
    """What a file is by its first bytes, where no record can be read from them."""
    if not form.unpacks_itself:
        for suffix, packing in PACKINGS.items():
            if start.startswith(packing.magic):
                found = f"{packing.name} data"
                return problem("misnamed_file", file, None, found=found, fix=file + suffix)
    if form.magic and not form.unpacks_itself and not start.startswith(form.magic):
        error = "its first bytes are those of another format"
        return problem("damaged_file", file, None, kind=form.name, error=error)
    if form.is_utf8 and is_utf16(start):
        return problem("not_utf8", file, 1, found="UTF-16", place="")
    return None


def _peek(blocks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first bytes, a block of them if there are as many, and all of them."""
    parts: list[bytes] = []
    size = 0
    damaged: DamagedError | None = None
    try:
        while size < _BLOCK and (block := next(blocks, None)) is not None:
            parts.append(block)
            size += len(block)
    except DamagedError as error:
        damaged = error
    start = b"".join(parts)
    return start, chain([start], blocks if damaged is None else _raising(damaged))


def _raising(error: DamagedError) -> Iterator[bytes]:
    raise error
    yield
