"""A series of releases at a URL: a build makes the next one in a folder of this machine.

The folder is `out` in the home of the URL: it has a copy of what a build reads of the last release,
and the cache of the series. What the build publishes there goes to the URL object by object.

One build at a time: it writes its name into the object `.lock` where no other name is, looks at it
again before it puts anything, and before the last object. Of two that write at once the first finds
the name of the second, and publishes nothing. What a killed build left in it is its own again for
the next one on this machine, since a lock of this machine keeps these apart.
"""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from corpus.engine.runner import FILES, Progress
from corpus.errors import CannotRunError
from corpus.objects import Objects, below
from corpus.release import at_url
from corpus.release.layout import LATEST, LEDGER, MANIFEST, is_data
from corpus.release.lock import lock
from corpus.release.version import is_version

_SHOWN = 200  # bytes of a lock
_LOCK = ".lock"  # who builds: host, folder and build; empty: nobody


def out_of(url: str) -> Path:
    """The folder in which builds of a series at a URL work."""
    return at_url.home(url) / "out"


class Series:
    """A series at a URL that this process alone may add to. Begin one with `series`."""

    def __init__(self, url: str, objects: Objects, machine: str, progress: Progress) -> None:
        """Use `series`."""
        self.url = url
        self._objects = objects
        self._out = out_of(url)
        self._progress = progress
        self._machine = machine
        self._name = f"{socket.gethostname()} {machine} {uuid4().hex}".encode()
        self._last: str | None = None  # version at the beginning

    def lock(self) -> None:
        """Keep others out.

        Raises:
            CannotRunError: the store cannot be used, or another build is at work there.
        """
        self._objects.check(_LOCK, self._name, self._refuse_other)

    def begin(self) -> None:
        """Have a copy of what a build reads of the last release.

        Raises:
            CannotRunError: the store does not answer, or the copy cannot be written.
        """
        with at_url.asking(self.url, self._out):
            self._last = at_url.last_version(self._objects)
            self._copy_last()

    def unlock(self) -> None:
        """Let others in."""
        with suppress(OSError):
            if self._objects.read(_LOCK) == self._name:
                self._objects.write(_LOCK, b"")

    def check_free(self, version: str) -> None:
        """Make sure that a version was not released before: a release is never overwritten.

        Raises:
            CannotRunError: it was.
        """
        with at_url.asking(self.url, self._out):
            is_there = at_url.is_released(self._objects, version)
        if is_there:
            raise CannotRunError(
                f"{below(self.url, version)}: exists; expected a version that was not released "
                "before (a release is never overwritten); ask for a higher one with --version"
            )

    def publish(self, release: Path) -> None:
        """Put a release of the folder to the URL, whole or not at all.

        Args:
            release: its folder, named by its version.

        Raises:
            CannotRunError: the version is there, somebody else published meanwhile, or the store
                cannot be used.
        """
        version = release.name
        self.check_free(version)
        with at_url.asking(self.url, self._out):
            self._refuse_change()
            paths = sorted(path for path in release.rglob("*") if path.is_file())
            keys = {path: f"{version}/{path.relative_to(release).as_posix()}" for path in paths}
            manifest = keys.pop(release / MANIFEST)
            self._progress.stage("upload", len(keys), FILES)
            self._objects.put(keys.items(), self._progress.step)
            for left in self._objects.keys(version) - {*keys.values()}:
                self._objects.remove(left)  # of a build that was killed
            self._refuse_change()
            self._objects.put([(release / MANIFEST, manifest)])
            self._objects.write(LATEST, _as_line(version))

    def fetch_last(self) -> Path | None:
        """The folder of the last release, with all its files; None where there is none.

        Raises:
            CannotRunError: the store does not answer, or the copy cannot be written.
        """
        if self._last is None:
            return None
        with at_url.asking(self.url, self._out):
            at_url.fetch(self._objects, self._last, self._out / self._last, self._progress)
        return self._out / self._last

    def _refuse_other(self, said: bytes) -> None:
        """Make sure that a lock is nobody's, or was left by a killed build of this machine."""
        host, _, rest = said[:_SHOWN].decode(errors="replace").partition(" ")
        if said and not rest.startswith(f"{self._machine} "):
            raise CannotRunError(
                f"{self.url}: another build is at work there, on {host}; expected one at a time; "
                f"wait for it, or, if it was killed, delete the object {below(self.url, _LOCK)}"
            )

    def _refuse_change(self) -> None:
        """Make sure that nobody came between who did not see our lock, or took it away."""
        if self._objects.read(_LOCK) != self._name:
            found = "another build took the lock, or deleted it,"
        elif (last := at_url.last_version(self._objects)) != self._last:
            found = f"{last} is the last release there instead of {self._last}"
        else:
            return
        raise CannotRunError(
            f"{self.url}: {found} since this build began; expected one build at a time; nothing "
            "was published; build again: the parts that are done are kept"
        )

    def _copy_last(self) -> None:
        """Have the last release as the only one in the folder, and `latest` right in both places.

        It is wrong at the URL where a build was killed after the last object of its release.
        """
        self._out.mkdir(parents=True, exist_ok=True)
        for folder in self._out.iterdir():
            if is_version(folder.name) and folder.name != self._last:
                shutil.rmtree(folder)
        link = self._out / LATEST
        link.unlink(missing_ok=True)
        if self._last is None:
            return
        copy = self._out / self._last
        at_url.fetch(self._objects, self._last, copy, self._progress, _is_read_by_builds)
        link.symlink_to(self._last)
        if self._objects.read(LATEST) != _as_line(self._last):
            self._objects.write(LATEST, _as_line(self._last))


@contextmanager
def series(url: str, progress: Progress) -> Iterator[Series]:
    """The series at a URL, which no other build may add to meanwhile.

    Args:
        url: of the folder of its releases.
        progress: is told of each file that comes or goes.

    Raises:
        CannotRunError: the store cannot be used, another build is at work, or this machine has no
            room for its copy.
        UsageError: the URL cannot be.
    """
    objects = Objects(url, "--out")
    folder = out_of(url).parent
    with at_url.asking(url, folder):
        folder.mkdir(parents=True, exist_ok=True)
    with lock(folder):
        with at_url.asking(url, folder):
            opened = Series(url, objects, _machine(folder), progress)
        opened.lock()
        try:
            opened.begin()
            yield opened
        finally:
            opened.unlock()


def _machine(folder: Path) -> str:
    """The name under which builds of this folder are at work: always the same."""
    file = folder / "machine"
    if not (file.exists() and file.stat().st_size):
        file.write_text(uuid4().hex)
    return file.read_text()


def _is_read_by_builds(path: str) -> bool:
    return is_data(path) or path == LEDGER


def _as_line(version: str) -> bytes:
    return f"{version}\n".encode()
