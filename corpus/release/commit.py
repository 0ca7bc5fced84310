"""Publish a release in the output folder: whole or not at all.

A release is made in a hidden folder and moved to its place by one rename. Before the rename the
link `.latest` is set; after it, `.latest` replaces `latest`. Only one build at a time may work in
an output folder. The next build finishes or removes what a killed build left.
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

_NEXT_LATEST = ".latest"
_LOCK = ".lock"
_MAKING = ".making"


@contextmanager
def workshop(out: Path) -> Iterator[Path]:
    """An empty hidden folder in `out` to make a release in; it is removed at the end.

    Raises:
        CannotRunError: `out` is a file or cannot be written to, another build is at work there,
            or while the folder was in use the disk was full or rights were missing.
    """
    with _lock(out):
        try:
            _clean_up(out)
            # A new name, so that a worker that outlives a killed build cannot write into it.
            making = Path(tempfile.mkdtemp(prefix=f"{_MAKING}-", dir=out))
        except OSError as error:
            raise _not_writable(out, error) from None
        try:
            yield making
        except OSError as error:
            raise CannotRunError(
                f"{out}: the build stopped ({error}); expected room on the disk and the right to "
                f"read and write; fix that and build again: {LATEST} stands where it stood"
            ) from error
        finally:
            shutil.rmtree(making, ignore_errors=True)


@contextmanager
def _lock(out: Path) -> Iterator[TextIO]:
    """The lock of `out`; it ends with the process at the latest."""
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


def _clean_up(out: Path) -> None:
    """Finish or undo what a killed build began."""
    link = out / _NEXT_LATEST
    if link.is_symlink():
        if link.exists():  # it was killed between the two renames of `publish`
            link.replace(out / LATEST)
        else:
            link.unlink()
    for folder in out.glob(f"{_MAKING}*"):
        shutil.rmtree(folder, ignore_errors=True)


def check_free(out: Path, version: str) -> None:
    """Make sure that a version was not released before: a release is never overwritten.

    Args:
        out: folder of the releases.
        version: to be released.

    Raises:
        CannotRunError: it was.
    """
    folder = out / version
    if folder.exists():
        raise CannotRunError(
            f"{folder}: exists; expected a version that was not released before "
            "(a release is never overwritten); ask for a higher one with --version, or delete it"
        )


def latest(out: Path) -> Path | None:
    """The folder that `latest` points at; None where nothing was released yet.

    Raises:
        CannotRunError: there are releases, but `latest` is missing or points at nothing.
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


def publish(finished: Path, out: Path, version: str) -> Path:
    """Move a finished release to its place and point `latest` at it.

    Args:
        finished: folder of the finished release, on the same file system as `out`.
        out: folder of the releases.
        version: name of its folder.

    Returns:
        The folder of the published release.

    Raises:
        CannotRunError: the version was released before.
    """
    check_free(out, version)
    published = out / version
    for path in (*finished.rglob("*"), finished):
        _flush(path)
    (out / _NEXT_LATEST).symlink_to(version)
    finished.rename(published)
    (out / _NEXT_LATEST).replace(out / LATEST)
    _flush(out)
    return published


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
