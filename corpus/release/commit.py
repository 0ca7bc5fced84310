"""The moment a release appears: whole or not at all.

A release is made in a hidden folder beside its place and moved there by one rename; the link
`.latest` that is set before it says what `latest` is to be after it. One build at a time may work
in an output folder; what a killed one left is finished or cleaned away by the next.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from corpus.errors import CannotRunError
from corpus.release.layout import LATEST, MANIFEST

_TO_BE = ".latest"
_LOCK = ".lock"
_MAKING = ".making"


@contextmanager
def workshop(out: Path) -> Iterator[Path]:
    """An empty hidden folder in `out` to make a release in, removed at the end.

    Raises:
        CannotRunError: `out` cannot be a folder or written to, another build is at work there, or
            the disk was full or rights were missing while the folder was in use.
    """
    with _lock(out):
        try:
            _tidy(out)
            # Of a new name, so that no worker outliving a killed build can write into it.
            making = Path(tempfile.mkdtemp(prefix=f"{_MAKING}-", dir=out))
        except OSError as error:
            raise _not_writable(out, error) from None
        try:
            yield making
        except OSError as error:
            raise CannotRunError(
                f"{out}: the build stopped ({error}); expected room on the disk and the right to "
                f"read and write; mend that and build again: {LATEST} stands where it stood"
            ) from error
        finally:
            shutil.rmtree(making, ignore_errors=True)


@contextmanager
def _lock(out: Path) -> Iterator[TextIO]:
    """The right to work in `out`, which ends with the process at the latest."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock = (out / _LOCK).open("w")
    except FileExistsError:
        raise CannotRunError(
            f"{out}: is a file; expected a folder for releases; name another with --out"
        ) from None
    except OSError as error:
        raise _not_writable(out, error) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotRunError(
                f"{out}: another build is at work there; expected one at a time; "
                "wait for it or name another folder with --out"
            ) from None
        yield lock


def _not_writable(out: Path, error: OSError) -> CannotRunError:
    return CannotRunError(
        f"{out}: cannot be written to ({error.strerror}); expected a folder for releases; "
        "change its rights or name another with --out"
    )


def _tidy(out: Path) -> None:
    """Finish or undo what a killed build had begun."""
    to_be = out / _TO_BE
    if to_be.is_symlink():
        if to_be.exists():  # it died between the two renames of `publish`
            to_be.replace(out / LATEST)
        else:
            to_be.unlink()
    for left in out.glob(f"{_MAKING}*"):
        shutil.rmtree(left, ignore_errors=True)


def check_free(out: Path, version: str) -> None:
    """Raise `CannotRunError` where the version exists: a release is never overwritten."""
    place = out / version
    if place.exists():
        raise CannotRunError(
            f"{place}: exists; expected a version that was not released before "
            "(a release is never overwritten); ask for a higher one with --version, or delete it"
        )


def latest(out: Path) -> Path | None:
    """The folder that `latest` points at; None where nothing was released yet.

    Raises:
        CannotRunError: something was released, and `latest` does not say what.
    """
    link = out / LATEST
    if link.is_symlink() and link.exists():
        return out / link.readlink()
    released = sorted(out.glob(f"[!.]*/{MANIFEST}"))
    if link.is_symlink() or released:
        raise CannotRunError(
            f"{link}: {'points at nothing' if link.is_symlink() else 'missing'}; expected a link "
            "to the last release, which says which split an article is in; restore it, name a "
            "release with --previous, or begin another series with another --out"
        )
    return None


def publish(made: Path, out: Path, version: str) -> Path:
    """Move a finished release to its place and point `latest` at it."""
    check_free(out, version)
    place = out / version
    for path in (*made.rglob("*"), made):
        _to_disk(path)
    (out / _TO_BE).symlink_to(version)
    made.rename(place)
    (out / _TO_BE).replace(out / LATEST)
    _to_disk(out)
    return place


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
