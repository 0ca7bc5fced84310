"""JSON, one object a line: each by itself, so that one bad line costs one article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from corpus.contract.article import Record
from corpus.contract.problems import Problem, problem
from corpus.read.forms.form import Source
from corpus.read.forms.json_values import ON_THE_LINE, parse, too_large
from corpus.read.unpack import DamagedError

_BOM = b"\xef\xbb\xbf"
_OPEN = (b"{", b"[")  # the first line of a value that is written over several lines
_CLOSED = (b"}", b"]")
_BLANK = re.compile(rb"[ \t\r\n]*\n")


def read_json_lines(source: Source) -> Iterator[Record | Problem]:
    """The record of each line that is not blank, and not known."""
    file, limit, lines = source.file, source.limits.record_bytes, source.lines
    indented = _Indented(file)
    try:
        for number, line, is_whole in _lines(source.blocks, source.first_line, limit):
            if indented.has(number, line):
                continue
            if is_whole and lines and lines.passes(file, number, line):
                continue
            if is_whole:
                yield parse(file, number, line, ON_THE_LINE)
            else:
                yield too_large(file, number, limit, ON_THE_LINE)
    except DamagedError:
        yield from indented.problems()
        raise
    yield from indented.problems()


def _lines(blocks: Iterable[bytes], number: int, limit: int) -> Iterator[tuple[int, bytes, bool]]:
    """Each line with its number; of one beyond the limit the start, and False."""
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
                yield number, line, size <= limit
            number, parts, size, start = number + 1, [], 0, end + 1
        size += len(block) - start
        if size <= limit:
            parts.append(block[start:])
    if line := _unless_blank(parts, number):
        yield number, line, size <= limit


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
