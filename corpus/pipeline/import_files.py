"""What `corpus import` does: files of other tools become files of raw articles of our own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import orjson

from corpus.contract.article import Record
from corpus.contract.place import shown_place
from corpus.contract.problems import IGNORED, Problem
from corpus.errors import CannotRunError
from corpus.pipeline.read_articles import Checks, read_articles
from corpus.pipeline.rooted import files_at, rooted, rooted_tally
from corpus.read.files import stem
from corpus.read.foreign.tally import Tally
from corpus.read.listing import left_alone
from corpus.read.shards import Piece

_SUFFIX = ".jsonl"
_PLACE = "imported_from"  # the field of `extra` that says where a record stood


class Imports:
    """Imports one path after the other."""

    def __init__(self, checks: Checks, to: Path) -> None:
        """Start.

        Args:
            checks: What decides on a record.
            to: The folder to write to; it is made where there is none.
        """
        self.written: dict[Path, int] = {}  # articles by file
        self.notes: list[str] = []  # on files that are no input
        self.tally = Tally()  # files as their paths lead to them
        self.importing = checks.importing
        self._checks = checks
        self._to = to

    def target(self, path: Path) -> Path:
        """The file that a path is written to."""
        name = path.resolve().name
        return self._to / f"{name if path.is_dir() else stem(name)}{_SUFFIX}"

    def problems(self, path: Path) -> Iterator[Problem]:
        """Write the articles at a path to one file; every problem that there was.

        Raises:
            CannotRunError: there is nothing to import, or the file is there already.
        """
        root, files = files_at(path)
        ignored = [found for found in files.problems if found.reason in IGNORED]
        yield from rooted(root, (p for p in files.problems if p.reason not in IGNORED))
        tally = Tally()
        written = 0
        with _new_file(self.target(path)) as target:
            for file in files.articles:
                for article, wrong, record in read_articles(root, Piece(file), self._checks, tally):
                    ignored += [found for found in wrong if found.reason in IGNORED]
                    yield from rooted(root, (p for p in wrong if p.reason not in IGNORED))
                    if article is not None and record is not None:
                        target.write(_line(record))
                        written += 1
        self.notes += left_alone(path, ignored)
        if files.labels:
            self.notes.append(f"{path}: labels are not imported: {', '.join(files.labels)}")
        self.tally.update(rooted_tally(root, tally))
        self.written[self.target(path)] = written


def _line(record: Record) -> bytes:
    data: dict[str, Any] = record.data
    extra = {**(data.get("extra") or {}), _PLACE: shown_place(record.file, record.line)}
    return orjson.dumps({**data, "extra": extra}, option=orjson.OPT_APPEND_NEWLINE)


@contextmanager
def _new_file(path: Path) -> Iterator[IO[bytes]]:
    """A file that appears whole or, where it is empty, not at all; never in another's place.

    Raises:
        CannotRunError: something is there already, or it cannot be written.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            yield file
        if part.stat().st_size:
            _publish(part, path)
    except OSError as error:
        raise CannotRunError(
            f"{path}: cannot be written ({error.strerror or error}); expected room and the right "
            "to write; see to that, or name another folder with --to"
        ) from error
    finally:
        with suppress(OSError):
            part.unlink()


def _publish(part: Path, path: Path) -> None:
    try:
        os.link(part, path)  # a rename would overwrite
    except FileExistsError:
        raise already_there(path) from None


def already_there(path: Path) -> CannotRunError:
    """The error that a file would be overwritten."""
    return CannotRunError(
        f"{path}: is there already; expected no such file, as nothing is overwritten; move it "
        "away, or name another folder with --to"
    )
