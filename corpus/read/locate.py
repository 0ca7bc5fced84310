"""Finds the line and column of a problem.

Readers and checks know the record and the path in its data. Only what is told is looked for, in the
file, so that good files cost nothing.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from corpus.contract.place import LINE, Item, unit_of
from corpus.contract.problems import Problem
from corpus.contract.span import Span, Steps
from corpus.read.files import LABELS_SUFFIX, content_suffix, packing_suffix
from corpus.read.forms import named_form
from corpus.read.forms.json import is_lines, is_no_list
from corpus.read.forms.stream import BlockStream
from corpus.read.json_places import follow, inside
from corpus.read.toml_places import entries
from corpus.read.unpack import PACKINGS, DamagedError, unpack

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_MOST = 1 << 24  # bytes of a file, or a line, in which a place is looked for
_BLOCK = 1 << 20
_BOM = b"\xef\xbb\xbf"
_OF_KEYS = ("unknown_field", "duplicate_key")  # reasons that are about a name, not about its value
_TOML = ".toml"


class Text(NamedTuple):
    """Some lines of a file: all of them, or the one that holds a record."""

    data: bytes
    first_line: int

    def line(self, number: int) -> str:
        """A line of the file, which must be one of these, without its end."""
        lines = self.data.split(b"\n", number - self.first_line + 1)
        return lines[number - self.first_line].decode(errors="replace").rstrip("\r")


class Locator:
    """Finds places in the order in which files are read: it goes on from the one before."""

    def __init__(self) -> None:
        """Start with no file open."""
        self._file = ""
        self._has_lines = False
        self._lines: Iterator[tuple[int, bytes]] = iter(())
        self._text = Text(b"", 0)
        self._parsed: tuple[bytes, Node] | None = None

    def locate(self, problem: Problem) -> Problem:
        """The problem with its span, where its file has lines and it can be found.

        Args:
            problem: With its file as a path that can be opened.
        """
        if problem.span is not None:
            return problem
        text = self.text(problem)
        if text is None:
            return problem
        return problem._replace(span=self._span(text, problem))

    def text(self, problem: Problem) -> Text | None:
        """The lines that a problem is about; None where its file has none."""
        try:
            return self._read(problem)
        except (OSError, DamagedError):
            return None

    def _read(self, problem: Problem) -> Text | None:
        file, line = problem.file, problem.line
        if not Path(file).is_file():  # opening a pipe waits for a writer
            return None
        if file.endswith((LABELS_SUFFIX, _TOML)):
            return self._whole(file)
        if line is None or not _is_json(file):
            return None
        if isinstance(line, Item):
            return self._whole(file)
        if unit_of(line) != LINE:
            return None
        if file != self._file:
            self._open(file)
        return self._line(file, line) if self._has_lines else self._whole(file)

    def _whole(self, file: str) -> Text | None:
        if file != self._file or self._text.first_line != 1:
            self._open(file)
            blocks = islice(_blocks(file), _MOST // _BLOCK + 1)
            self._text = Text(b"".join(blocks), 1)
        return self._text if len(self._text.data) <= _MOST else None

    def _line(self, file: str, number: int) -> Text | None:
        if file != self._file or number < self._text.first_line:
            self._open(file)
        while self._text.first_line < number:
            first_line, data = next(self._lines, (0, b""))
            if not first_line:
                return None
            self._text = Text(data, first_line)
        return self._text

    def _open(self, file: str) -> None:
        self._file, self._lines, self._text = file, _lines(file), Text(b"", 0)
        self._has_lines = _is_json(file) and _has_lines(file)

    def _span(self, text: Text, problem: Problem) -> Span | None:
        if self._parsed is None or self._parsed[0] is not text.data:
            places = parser(_TOML if problem.file.endswith(_TOML) else ".json")
            self._parsed = text.data, places.parse(text.data).root_node
        root = self._parsed[1]
        is_key = problem.reason in _OF_KEYS
        if problem.file.endswith(_TOML):
            start, end = _in_toml(root, problem.path or (), is_key)
        else:
            item = (problem.line - 1,) if isinstance(problem.line, Item) else ()
            start, end = _in_json(root, (*item, *(problem.path or ())), is_key, problem.stretch)
        return _span(text, start, end)


def _in_json(
    root: Node, steps: Steps, is_key: bool, stretch: tuple[int, int] | None
) -> tuple[int, int]:
    """Start and end in bytes; the first byte of an object or list, and of what lacks a step."""
    key, value, possible = follow(root, steps)
    if key and is_key and possible == len(steps):
        return key.start_byte, key.end_byte
    if stretch and value.type == "string" and possible == len(steps):
        start, end = (value.start_byte + place for place in inside(value.text or b"", *stretch))
        return start, end
    is_whole = possible == len(steps) and value.type not in ("object", "array", "document")
    return value.start_byte, value.end_byte if is_whole else value.start_byte + 1


def _in_toml(root: Node, steps: Steps, is_key: bool) -> tuple[int, int]:
    if not steps:
        return 0, 1
    by_steps = {entry.steps: entry for entry in reversed([*entries(root)])}
    while steps and steps not in by_steps:
        steps, is_key = steps[:-1], True
    if not steps:
        return 0, 1
    _, key, value = by_steps[steps]
    is_table = value.type in ("table", "table_array_element")
    node = key if key and (is_key or is_table) else value
    return node.start_byte, node.end_byte


def _span(text: Text, start: int, end: int) -> Span:
    return Span(*_place(text, start), *_place(text, end))


def _place(text: Text, offset: int) -> tuple[int, int]:
    """Line and column of a byte."""
    begin = text.data.rfind(b"\n", 0, offset) + 1
    before = text.data[begin:offset].removeprefix(_BOM).decode(errors="replace")
    return text.first_line + text.data.count(b"\n", 0, offset), len(before) + 1


def _is_json(file: str) -> bool:
    suffix = content_suffix(file)
    try:
        return named_form(suffix).may_be_own
    except StopIteration:
        return False


def _has_lines(file: str) -> bool:
    """Whether each record of a JSON file stands on a line of its own."""
    start = next(_blocks(file), b"")
    return is_lines(start) if content_suffix(file) == ".json" else is_no_list(start)


def _blocks(file: str) -> Iterator[bytes]:
    suffix = packing_suffix(file)
    with Path(file).open("rb") as source:
        blocks = iter(lambda: source.read(_BLOCK), b"")
        yield from unpack(blocks, PACKINGS[suffix]) if suffix else blocks


def _lines(file: str) -> Iterator[tuple[int, bytes]]:
    """Each line with its number; of a longer one than `_MOST` the start."""
    stream = io.BufferedReader(BlockStream(_blocks(file)))
    number = 0
    while line := stream.readline(_MOST):
        number += 1
        yield number, line
        while not line.endswith(b"\n") and (line := stream.readline(_MOST)):
            pass


@cache
def parser(suffix: str) -> Parser:
    """A parser that keeps places; imported for the first problem."""
    import tree_sitter_json
    import tree_sitter_toml
    from tree_sitter import Language, Parser

    language = tree_sitter_toml if suffix == _TOML else tree_sitter_json
    return Parser(Language(language.language()))
