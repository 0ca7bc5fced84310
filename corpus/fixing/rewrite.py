"""Writes a file anew: whole or not at all, and only if nobody else wrote it meanwhile."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from corpus.errors import CannotRunError

Change = tuple[bytes, bytes]  # some bytes of a file, and those that shall stand in their place
_BLOCK = 1 << 20


def rewrite(path: Path, changes: Iterable[Change], before: os.stat_result) -> None:
    """Write a file with its changes, if there are any; its rights stay, and links to it.

    Args:
        path: The file, or a link to it.
        changes: Together the whole file, in order.
        before: What the system said of the file when its reading began.

    Raises:
        CannotRunError: it was changed meanwhile, or cannot be written; it is as it was.
    """
    same = 0  # bytes before the first change
    rest = iter(changes)
    for old, new in rest:
        if old == new:
            same += len(old)
            continue
        target = path.resolve()
        try:
            with _replacing(target, before) as out:
                _copy(target, same, out)
                out.write(new)
                out.writelines(new for _, new in rest)
        except OSError as error:
            raise CannotRunError(
                f"{path}: cannot be written ({error.strerror or error}); expected room on the disk "
                "and the right to write it; nothing of it was changed"
            ) from error


@contextmanager
def _replacing(target: Path, before: os.stat_result) -> Iterator[IO[bytes]]:
    """A file beside another one that takes its place at the end."""
    if not os.access(target, os.W_OK):
        raise PermissionError("it is read-only")
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
            out.flush()
            os.fchmod(out.fileno(), before.st_mode & 0o7777)
            os.fsync(out.fileno())
        if _state(target.stat()) != _state(before):
            raise CannotRunError(
                f"{target}: was changed while it was read; expected a file that stays as it is; "
                "run it again when nothing writes there any more"
            )
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)


def _state(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_ino, status.st_size, status.st_mtime_ns


def _copy(source: Path, size: int, out: IO[bytes]) -> None:
    with source.open("rb") as file:
        while size and (block := file.read(min(size, _BLOCK))):
            out.write(block)
            size -= len(block)
