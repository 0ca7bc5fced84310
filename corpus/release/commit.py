"""Publish a release in the output folder: whole or not at all.

A release is made in a hidden folder and moved to its place by one rename. Before the rename the
link `.latest` is set; after it, `.latest` replaces `latest`. Only one build at a time may work in
an output folder. The next build finishes or removes what a killed build left.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import CannotRunError, UsageError
from corpus.release.layout import LATEST, MANIFEST
from corpus.release.lock import lock, not_writable
from corpus.release.version import is_version, parse

_NEXT_LATEST = ".latest"
MAKING = ".making"


@contextmanager
def workshop(out: Path) -> Iterator[Path]:
    """An empty hidden folder in `out` to make a release in; it is removed at the end.

    Raises:
        CannotRunError: `out` is a file, has no locks or cannot be written to, another build is at
            work there, something else stands in the place of its links, or while the folder was
            in use the disk was full or rights were missing.
    """
    with lock(out):
        try:
            _clean_up(out)
            # A new name, so that a worker that outlives a killed build cannot write into it.
            making = Path(tempfile.mkdtemp(prefix=f"{MAKING}-", dir=out))
        except OSError as error:
            raise not_writable(out, error) from None
        try:
            yield making
        except OSError as error:
            raise CannotRunError(
                f"{out}: the build stopped ({error}); expected room on the disk and the right to "
                f"read and write; fix that and build again: {LATEST} stands where it stood"
            ) from error
        finally:
            shutil.rmtree(making, ignore_errors=True)


def _clean_up(out: Path) -> None:
    """Finish or undo what a killed build began.

    Raises:
        CannotRunError: something else stands where the links of a build belong.
    """
    link = out / _NEXT_LATEST
    for place in (link, out / LATEST):
        if os.path.lexists(place) and not place.is_symlink():
            raise CannotRunError(
                f"{place}: is a {'folder' if place.is_dir() else 'file'}; expected nothing there, "
                "or the link that a build makes; move it away, and build again"
            )
    if link.exists():  # the build was killed between the two renames of `publish`
        if not is_version(str(link.readlink())):
            raise CannotRunError(
                f"{link}: a link to {link.readlink()}; expected nothing there, or the link to a "
                "release beside it that a killed build leaves; delete it, and build again"
            )
        link.replace(out / LATEST)
    link.unlink(missing_ok=True)
    for folder in out.glob(f"{MAKING}*"):
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
    if folder.is_symlink() and not folder.exists():
        raise CannotRunError(
            f"{folder}: a link to {folder.readlink()}, which is not there; expected a version that "
            "was not released before; bring back the release that it points at, or delete the link"
        )
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
    releases = [path.parent.name for path in out.glob(f"[!.]*/{MANIFEST}")]
    if link.is_symlink():
        condition = f"points at {link.readlink()}, which is not there"
        fix = f"bring {link.readlink()} back"
    elif releases:
        condition, fix = "missing", "restore it"
    else:
        return None
    if versions := sorted(filter(is_version, releases), key=parse):
        fix += f", point it at the last release that is here (ln -sfn {versions[-1]} {link})"
    raise CannotRunError(
        f"{link}: {condition}; expected a link to the last release, which says which split an "
        f"article is in; {fix}, name a release with --previous, or begin another series with "
        "another --out"
    )


def check_apart(raw: Path, out: Path) -> None:
    """Make sure that no build reads its own output, or removes its input.

    Args:
        raw: folder with raw articles.
        out: folder of the releases.

    Raises:
        UsageError: `out` is in `raw`, or `raw` in a folder that builds make in `out`; links are
            followed.
    """
    raw_folder, out_folder = raw.resolve(), out.resolve()
    if out_folder.is_relative_to(raw_folder):
        raise UsageError(
            f"--out {out}: is in {raw}, so that the next build would read the release as articles; "
            "expected a folder beside it; name another with --out"
        )
    if not raw_folder.is_relative_to(out_folder):
        return
    child = raw_folder.relative_to(out_folder).parts[0]
    if is_version(child) or child.startswith(MAKING):
        raise UsageError(
            f"{raw}: is in {out / child}, which is for a release; expected a folder with raw "
            "articles outside of what builds make; move it, or name another folder with --out"
        )


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
