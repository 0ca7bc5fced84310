"""Files of this machine that stand for objects which all nodes share: no task knows of it.

Each process that works on a build has folders of its own. A file that is opened and is not there is
fetched first; a folder that is listed is filled first; what a task wrote is put into the store
before its result goes back. So a result means that its files are there for everybody. Paths in
arguments and results travel as names, since the folders are elsewhere on each node.

Fetched files do not change: a task that changes one in place is refused. The process that plans the
build may write one anew; then its number goes up, which travels with each task.
"""

from __future__ import annotations

import io
import os
import pickle
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from corpus.errors import CannotRunError
from corpus.objects import Objects

WORK = "--work"  # the option that names the store

Stamp = tuple[int, int, int]  # of a file: inode, size in bytes, time of its last change
Name = tuple[str, str, bool]  # folder, path in it, and whether it is a folder


class Spec(NamedTuple):
    """What a node has to know of the store; travels with each task."""

    url: str
    run: str  # prefix of the objects of this build alone
    kept: str  # a folder below `out` that the next build finds again
    renewed: Mapping[str, int]  # by key, how often an object was written anew


class Done(NamedTuple):
    """What a task came to, as it travels."""

    result: Any
    folders: list[tuple[str, str]]  # that it has made, by folder of the mirror


class Mirror:
    """The folders of one process."""

    def __init__(
        self,
        spec: Spec,
        objects: Objects,
        folders: Mapping[str, Path],
        fetched: Path | None,
        where: str,
    ) -> None:
        """A mirror of a store.

        Args:
            spec: the store.
            objects: its objects.
            folders: by name, the folders of this process; absolute.
            fetched: folder of what the processes of this machine fetched, None for the process that
                plans the build.
            where: the machine, for messages.
        """
        self._where = where
        self.objects = objects
        self._spec = spec
        self._folders = sorted(folders.items(), key=lambda item: -len(str(item[1])))
        self._folder = dict(folders)
        self._fetched = fetched
        self._known: dict[str, Stamp] = {}  # files that are in the store as they are here
        self._came: set[str] = set()  # those of them that were fetched
        self.is_busy = False  # at work itself: what it opens is not looked at

    def renew(self, spec: Spec) -> None:
        """Forget fetched files that were written anew."""
        for key, number in spec.renewed.items():
            if self._spec.renewed.get(key) != number:
                file = self._file(key)
                file.unlink(missing_ok=True)
                self._known.pop(str(file), None)
        self._spec = spec

    def named(self, path: Path) -> tuple[str, str] | None:
        """The folder that a path is in, and its path there; None where it is in none."""
        for name, folder in self._folders:
            if path == folder or path.is_relative_to(folder):
                return name, path.relative_to(folder).as_posix()
        return None

    def place(self, name: str, path: str) -> Path:
        """Where a path of a folder is in this process."""
        return self._folder[name] / path

    def key(self, path: Path) -> str | None:
        """The key of the object that a file stands for."""
        named = self.named(path)
        if named is None:
            return None
        name, below = named
        return below if self.is_kept(path) else f"{self._spec.run}/{name}/{below}"

    def is_kept(self, path: Path) -> bool:
        """Whether a path is of what the next build finds again."""
        return path.is_relative_to(self._folder["out"] / self._spec.kept)

    def _file(self, key: str) -> Path:
        """The file that stands for an object of this build."""
        _, name, below = key.split("/", 2)
        return self.place(name, below)

    def fetch(self, path: Path) -> None:
        """Have a file here, if it is in the store.

        Raises:
            CannotRunError: it cannot be fetched; no OSError, which stages take for one of the file.
        """
        key = self.key(path)
        if key is None or path.exists():
            return
        with self._about("fetch", path):
            if self._fetch(key, path):
                self._known[str(path)] = _stamp(path)
                self._came.add(str(path))
            elif path.is_relative_to(self._folder["raw"]):  # a stage would leave it out
                raise FileNotFoundError("it is gone from the store")

    def _fetch(self, key: str, path: Path) -> bool:
        if self._fetched is None:
            return self.objects.get(key, path)
        fetched = self._fetched / f"{key}.{self._spec.renewed.get(key, 0)}"
        if not (fetched.exists() or self.objects.get(key, fetched)):
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        path.hardlink_to(fetched)
        return True

    @contextmanager
    def _about(self, what: str, path: Path) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise CannotRunError(
                f"{self._where}: cannot {what} {path} ({error}); expected room on its disk, and an "
                f"answer of {self.objects.url}; fix that, and build again"
            ) from error

    def fill(self, folder: Path) -> None:
        """Have everything here that stands directly below a folder in the store.

        Raises:
            CannotRunError: it cannot be fetched.
        """
        key = self.key(folder)
        if key is None:
            return
        with self._about("list", folder):
            listed = self.objects.listed(key)
            for name in listed.folders:
                (folder / name).mkdir(parents=True, exist_ok=True)
        for name in listed.files:
            self.fetch(folder / name)

    def put(self, files: Iterable[Path]) -> None:
        """Put files into the store.

        Raises:
            CannotRunError: one cannot be.
        """
        keys = [(file, key) for file in files if (key := self.key(file)) is not None]
        if not keys:
            return
        with self._about("put", keys[0][0].parent):
            stamps = [(str(file), _stamp(file)) for file, _ in keys]
            self.objects.put(keys)
        self._known.update(stamps)

    def put_once(self, file: Path) -> None:
        """Put a file into the store, unless it came from there or was put before."""
        if str(file) not in self._known:
            self.put([file])

    def put_new(self, folder: Path) -> list[str]:
        """Put everything below a folder that is not yet in the store as it is here.

        Returns:
            The keys of what was in the store before, and had changed.
        """
        files = [Path(file) for file in _files(folder)]
        files = [file for file in files if self._known.get(str(file)) != _stamp(file)]
        changed = [file for file in files if str(file) in self._known]
        self.put(files)
        return [key for file in changed if (key := self.key(file)) is not None]

    def refuse_changes(self, folder: Path) -> None:
        """Make sure that nothing fetched was changed in place, which others may be reading.

        Raises:
            AssertionError: it was, which is a fault of the task.
        """
        for file in _files(folder):
            if file in self._came:
                known, now = self._known[file], _stamp(Path(file))
                if known[0] == now[0] and known != now:
                    raise AssertionError(f"{file}: a task changed a file that it was given")

    @contextmanager
    def busy(self) -> Iterator[None]:
        """At work itself: what is opened meanwhile is not fetched."""
        before, self.is_busy = self.is_busy, True
        try:
            yield
        finally:
            self.is_busy = before

    def dumps(self, value: Any) -> bytes:
        """A value as bytes, with its paths as names."""
        written = io.BytesIO()
        with self.busy():
            _Pickler(written, self).dump(value)
        return written.getvalue()

    def loads(self, pickled: bytes) -> Any:
        """What `dumps` was given, with paths of this process; files that it names are fetched."""
        with self.busy():
            return _Unpickler(io.BytesIO(pickled), self).load()


class _Pickler(pickle.Pickler):
    def __init__(self, file: io.BytesIO, mirror: Mirror) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._mirror = mirror

    def persistent_id(self, value: Any) -> Name | None:
        named = self._mirror.named(value) if isinstance(value, Path) else None
        if named is None:
            return None
        if value.is_file():
            self._mirror.put_once(value)
        return (*named, value.is_dir())


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, mirror: Mirror) -> None:
        super().__init__(file)
        self._mirror = mirror

    def persistent_load(self, name: Name) -> Path:
        folder, below, is_folder = name
        path = self._mirror.place(folder, below)
        if is_folder:
            path.mkdir(parents=True, exist_ok=True)
        else:
            self._mirror.fetch(path)
        return path


def _files(folder: Path) -> Iterator[str]:
    for place, _, names in os.walk(folder):
        yield from (f"{place}/{name}" for name in names)


def _stamp(file: Path) -> Stamp:
    status = file.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns
