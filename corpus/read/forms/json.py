"""JSON of any shape: a list of objects, one object a line, or one in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

import orjson

from corpus.contract.article import Record
from corpus.contract.problems import Problem
from corpus.read.forms.form import Source
from corpus.read.forms.json_array import read_json_array
from corpus.read.forms.json_lines import read_json_lines
from corpus.read.forms.json_values import IN_THE_FILE, parse, too_large

_BOM = b"\xef\xbb\xbf"
_LIST_OF_OBJECTS = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*\{")
_FIRST_OF_LINES = re.compile(rb"(?:\xef\xbb\xbf)?\s*(\{[^\n]*\})[ \t\r]*\n\s*\S")


def is_no_list(start: bytes) -> bool:
    """Whether a file is no list of objects, by its first bytes."""
    return _LIST_OF_OBJECTS.match(start) is None


def is_lines(start: bytes) -> bool:
    """Whether a whole object stands on the first line, and something on a later one."""
    first = _FIRST_OF_LINES.match(start)
    if first is None:
        return False
    try:
        orjson.loads(first[1])
    except orjson.JSONDecodeError:
        return False
    return True


def read_named_lines(source: Source) -> Iterator[Record | Problem]:
    """The records of a file whose name says lines."""
    start, source = _peek(source)
    if source.first_line > 1 or is_no_list(start):
        return read_json_lines(source)
    return read_json_array(source)


def read_named_json(source: Source) -> Iterator[Record | Problem]:
    """The records of a file whose name says nothing but JSON."""
    start, source = _peek(source)
    if source.first_line > 1 or is_lines(start):
        return read_json_lines(source)
    return _read_one(source) if is_no_list(start) else read_json_array(source)


def _peek(source: Source) -> tuple[bytes, Source]:
    """The first block, and the source with all of them."""
    start = next(source.blocks, b"")
    return start, source._replace(blocks=chain([start], source.blocks))


def _read_one(source: Source) -> Iterator[Record | Problem]:
    parts: list[bytes] = []
    size, limit = 0, source.limits.record_bytes
    for block in source.blocks:
        parts.append(block)
        size += len(block)
        if size > limit:
            yield too_large(source.file, 1, limit, IN_THE_FILE)
            return
    yield parse(source.file, 1, b"".join(parts).removeprefix(_BOM), IN_THE_FILE)
