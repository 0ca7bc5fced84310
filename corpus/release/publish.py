"""The moment a release appears: whole or not at all.

A release is made in a hidden folder beside its place and moved there by one rename. One build at
a time may work in an output folder; what a killed one left is cleaned away by the next.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import CannotRunError
from corpus.release.manifest import MANIFEST

LATEST = "latest"
_LOCK = ".lock"
_MAKING = ".making"


@contextmanager
def workshop(out: Path) -> Iterator[Path]:
    """An empty hidden folder in `out` to make a release in, removed at the end.

    Raises:
        CannotRunError: `out` cannot be a folder or written to, or another build is at work there.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock = (out / _LOCK).open("w")
    except FileExistsError:
        raise CannotRunError(
            f"{out}: is a file; expected a folder for releases; name another with --out"
        ) from None
    except OSError as error:
        raise CannotRunError(
            f"{out}: cannot be written to ({error.strerror}); expected a folder for releases; "
            "change its rights or name another with --out"
        ) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotRunError(
                f"{out}: another build is at work there; expected one at a time; "
                "wait for it or name another folder with --out"
            ) from None
        making = out / _MAKING
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir()
        try:
            yield making
        finally:
            shutil.rmtree(making, ignore_errors=True)


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
    for path in sorted(made.rglob("*")):
        if path.is_file():
            _to_disk(path)
    made.rename(place)
    link = out / f".{LATEST}"
    link.unlink(missing_ok=True)
    link.symlink_to(version)
    link.replace(out / LATEST)
    _to_disk(out)
    return place


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
