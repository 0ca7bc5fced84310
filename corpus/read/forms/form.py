"""What a form of files is: how their bytes are cut into records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pkgutil import resolve_name
from typing import NamedTuple

from corpus.contract.article import Record
from corpus.contract.limits import Limits
from corpus.contract.problems import Problem
from corpus.read.known_lines import KnownLines


class Source(NamedTuple):
    """What a reader is given: the bytes of one file, or of a piece of it."""

    file: str  # POSIX path relative to the raw folder, for messages
    path: str  # of the same, for forms that are not read from front to back
    blocks: Iterator[bytes]  # from front to back, unpacked unless the form unpacks them itself
    first_line: int  # 1, but of a piece from the middle
    limits: Limits
    lines: KnownLines | None = None  # of forms whose records are lines; None: all are read


def _never(_: bytes) -> bool:
    return False


Reader = Callable[[Source], Iterator[Record | Problem]]


class Form(NamedTuple):
    """A form of files.

    A reader gives every record as its file has it, or the problem that stands in its place. It
    holds one record at a time, or a few hundred rows. It is named, and imported when the first
    file of its form is read: the libraries of all forms take long to import.
    """

    name: str  # for messages
    suffixes: tuple[str, ...]  # of file names, in lower case
    reader: str  # `module:function` of this package
    magic: tuple[bytes, ...] = ()  # what all such files begin with; (): no bytes in particular
    kind: str | None = None  # of foreign/kinds.toml, of all such records; None: told by each
    may_be_own: bool = False  # our own records may stand there
    is_utf8: bool = False
    may_be_packed: bool = True  # `.gz` and the like may follow the suffix
    unpacks_itself: bool = False  # the blocks are given as they stand in the file
    is_lines: Callable[[bytes], bool] = _never  # by the first bytes: it may be cut between lines

    def read(self, source: Source) -> Iterator[Record | Problem]:
        """The records of a file of this form."""
        return _reader(self.reader)(source)


@cache
def _reader(name: str) -> Reader:
    reader: Reader = resolve_name(f"{__package__}.{name}")
    return reader
