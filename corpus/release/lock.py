"""One build at a time in an output folder."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import CannotRunError

_LOCK = ".lock"
# A link would lead out of the folder, and to open a pipe would wait for its other end.
_FLAGS = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_HELD = (errno.EWOULDBLOCK, errno.EACCES)  # what `flock` says where somebody has the lock


@contextmanager
def lock(out: Path) -> Iterator[None]:
    """Hold the lock of an output folder, which is made if need be; it ends with the process.

    Args:
        out: folder of the releases.

    Raises:
        CannotRunError: `out` is a file or cannot be written to, another build is at work there, or
            its file system has no locks.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise CannotRunError(
            f"{out}: is a file; expected a folder for releases; name another with --out"
        ) from None
    except OSError as error:
        raise not_writable(out, error) from None
    handle = _open(out)
    try:
        _take(handle, out)
        yield
    finally:
        os.close(handle)


def not_writable(out: Path, error: OSError) -> CannotRunError:
    """What to say where the output folder cannot be written to."""
    return CannotRunError(
        f"{out}: cannot be written to ({error.strerror}); expected a folder for releases; "
        "change its rights or name another with --out"
    )


def _open(out: Path) -> int:
    path = out / _LOCK
    try:
        handle = os.open(path, _FLAGS, 0o666)
    except OSError as error:
        if error.errno not in (errno.ELOOP, errno.EISDIR):
            raise not_writable(out, error) from None
        raise _not_a_file(path) from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise _not_a_file(path)
    return handle


def _not_a_file(path: Path) -> CannotRunError:
    kind = "a link" if path.is_symlink() else "a folder" if path.is_dir() else "a pipe or device"
    return CannotRunError(
        f"{path}: is {kind}; expected a file that builds lock, or nothing; delete it"
    )


def _take(handle: int, out: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _HELD:
            raise CannotRunError(
                f"{out}: another build is at work there; expected one at a time; "
                "wait for it or name another folder with --out"
            ) from None
        raise CannotRunError(
            f"{out}: its file system has no locks ({error.strerror}), as some network file systems "
            "have none; expected locks, since two builds at once would spoil each other's release; "
            "name a folder on a local disk with --out, and copy the release from there"
        ) from None
