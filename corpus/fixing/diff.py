"""A unified diff of changes, as `patch` takes it, with no more in memory than is shown."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from tempfile import SpooledTemporaryFile
from typing import IO

from corpus.fixing.rewrite import Change

_CONTEXT = 3  # lines around a change
_IN_MEMORY = 1 << 20  # bytes of a hunk
_NO_NEWLINE = b"\n\\ No newline at end of file\n"
Lines = list[bytes]


def unified_diff(file: str, changes: Iterable[Change]) -> Iterator[bytes]:
    """The diff, in pieces; nothing where the changes leave all as it is.

    Args:
        file: The path of the file, for the head.
        changes: Together the whole file, in order. A piece of a line stands where nothing changes.
    """
    with SpooledTemporaryFile(_IN_MEMORY) as body:
        yield from _hunks(file, changes, body)


def _hunks(file: str, changes: Iterable[Change], body: IO[bytes]) -> Iterator[bytes]:
    head = _head(file)
    before: deque[bytes] = deque(maxlen=_CONTEXT)
    hunk: _Hunk | None = None
    old_line = new_line = 1
    for old, new in _by_line(changes):
        if old != new:
            hunk = hunk or _Hunk(old_line, new_line, [*before], body)
            hunk.change(old, new)
            before.clear()
        elif hunk is None:
            before += old
        elif hunk.keep(old):
            before += hunk.rest()
            yield head
            yield from hunk.shown()
            head, hunk = b"", None
        old_line += len(old)
        new_line += len(new)
    if hunk is not None:
        yield head
        yield from hunk.shown()


def _head(file: str) -> bytes:
    name = f"{file}\t" if " " in file else file  # how `patch` knows where the name ends
    return f"--- {name}\n+++ {name}\n".encode()


def _by_line(changes: Iterable[Change]) -> Iterator[tuple[Lines, Lines]]:
    """Changes that are as small as can be; what stays the same, line by line."""
    part = b""  # of a line that stays the same
    for old, new in changes:
        if old == new:
            *whole, part = (part + old).split(b"\n")
            yield from (([line + b"\n"],) * 2 for line in whole)
            continue
        olds, news = _lines(old), _lines(new)
        for tag, start, end, new_start, new_end in SequenceMatcher(
            None, olds, news, autojunk=False
        ).get_opcodes():
            if tag == "equal":
                yield from (([line],) * 2 for line in olds[start:end])
            else:
                yield olds[start:end], news[new_start:new_end]
    if part:
        yield [part], [part]


def _lines(text: bytes) -> Lines:
    """Lines with their ends; a carriage return ends none."""
    *whole, rest = text.split(b"\n")
    return [line + b"\n" for line in whole] + ([rest] if rest else [])


class _Hunk:
    """Changed lines, and those around them."""

    def __init__(
        self, old_line: int, new_line: int, before: Sequence[bytes], body: IO[bytes]
    ) -> None:
        """Begin in front of a change.

        Args:
            old_line: The number of its first line.
            new_line: The same in the new file.
            before: The lines before it.
            body: Where it is kept until it ends: all lines of a file may change.
        """
        body.seek(0)
        body.truncate()
        self._body = body
        self._old = self._new = 0  # lines
        self._starts = old_line - len(before), new_line - len(before)
        self._after: Lines = []  # lines since the last change
        self._write(b" ", before)

    def change(self, old: Lines, new: Lines) -> None:
        """Take a change."""
        self._write(b" ", self._after)
        self._write(b"-", old)
        self._write(b"+", new)
        self._after = []

    def keep(self, lines: Lines) -> bool:
        """Take lines that stay; whether a change that follows is too far away for this hunk."""
        self._after += lines
        return len(self._after) > 2 * _CONTEXT

    def rest(self) -> Lines:
        """The last lines, which stand before the next change."""
        return self._after[-_CONTEXT:]

    def shown(self) -> Iterator[bytes]:
        """The hunk as `patch` takes it."""
        self._write(b" ", self._after[:_CONTEXT])
        old, new = self._starts
        yield f"@@ -{old},{self._old} +{new},{self._new} @@\n".encode()
        self._body.seek(0)
        yield from iter(lambda: self._body.read(_IN_MEMORY), b"")

    def _write(self, sign: bytes, lines: Sequence[bytes]) -> None:
        self._old += len(lines) if sign != b"+" else 0
        self._new += len(lines) if sign != b"-" else 0
        for line in lines:
            self._body.write(sign + line + (b"" if line.endswith(b"\n") else _NO_NEWLINE))
