"""The cache of a series: what earlier builds made of the same input, each entry under a seal.

    <out>/.cache/<layout>/<name>/
        entry.jsonl      what the work came to, and the hash of every file; then the hash of that
        ...              the files

The name of an entry is the fingerprint of everything that it depends on. An entry appears by one
rename, and nothing of it is changed afterwards. It is taken by hard links, which are checked once
they are made: so nobody who deletes or replaces an entry can harm a build that has taken it. What a
build reads at once into memory is checked there.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import xxhash

from corpus.hashing import hash_file

FOLDER = ".cache"
LAYOUT = "1"  # of an entry; those of another are not taken, and go as they age
MOST = 20 << 30  # bytes that stay when a build has annotated

_ENTRY = "entry.jsonl"


class Held(NamedTuple):
    """What a cache holds."""

    entries: int
    size: int  # bytes


@dataclass(frozen=True)
class Cache:
    """The entries in one folder."""

    root: Path

    @classmethod
    def of(cls, out: Path) -> Cache:
        """The cache beside the releases of a series."""
        return cls(out / FOLDER)

    def take(
        self,
        name: str,
        folder: Path,
        holds: Callable[[Any], bool] = lambda _: True,
        without: Collection[str] = (),
    ) -> Any:
        """Put the files of an entry into a folder, by hard links.

        Args:
            name: of the entry.
            folder: to make.
            holds: whether what the work came to is still so.
            without: files that are not needed now, and not looked at.

        Returns:
            What the work came to; None: there is no such entry, it does not hold, or it is not as
            it was sealed. Then there is no folder.
        """
        entry = self._entry(name)
        try:
            sealed = _sealed(entry, name)
        except (OSError, ValueError):
            return None
        if not holds(sealed["came_to"]):
            return None
        emptied(folder)
        try:
            for file, digest in sealed["files"].items():
                if file in without:
                    continue
                taken = f"{folder}/{file}"  # a Path takes longer to make than the link
                os.link(f"{entry}/{file}", taken)
                if _digest(taken) != digest:
                    raise ValueError(f"{file} is not as it was sealed")
        except (OSError, ValueError):
            shutil.rmtree(folder)
            return None
        _touch(entry)
        return sealed["came_to"]

    def read(self, name: str, file: str) -> bytearray | None:
        """One file of an entry, for who needs no other, and needs it once: it is put nowhere.

        Returns:
            Its bytes; None: there is no such entry, or it is not as it was sealed.
        """
        entry = self._entry(name)
        try:
            sealed = _sealed(entry, name)
            content = bytearray((entry / file).read_bytes())
        except (OSError, ValueError):
            return None
        if xxhash.xxh3_128_hexdigest(content) != sealed["files"].get(file):
            return None
        _touch(entry)
        return content

    def keep(self, name: str, folder: Path, came_to: Any, making: Path) -> str | None:
        """Make an entry of the files in a folder, in the place of one that could not be taken.

        Args:
            name: of the entry.
            folder: its files; they are not changed from now on.
            came_to: what the work came to, as JSON has it.
            making: a folder on the same file system, for what is on its way; its owner removes it.

        Returns:
            Why it could not be kept; None: it is.
        """
        try:
            self._keep(name, folder, came_to, making)
        except OSError as error:
            return error.strerror or str(error)
        return None

    def _keep(self, name: str, folder: Path, came_to: Any, making: Path) -> None:
        files = sorted(path.name for path in folder.iterdir())
        fresh = Path(tempfile.mkdtemp(dir=making))
        fresh.chmod(folder.stat().st_mode)
        for file in files:
            os.link(f"{folder}/{file}", f"{fresh}/{file}")
        digests = {file: _digest(f"{fresh}/{file}") for file in files}
        sealed = json.dumps({"name": name, "came_to": came_to, "files": digests}).encode()
        (fresh / _ENTRY).write_bytes(sealed + b"\n" + _seal(sealed))
        entry = self._entry(name)
        entry.parent.mkdir(parents=True, exist_ok=True)
        if entry.exists():
            entry.rename(tempfile.mkdtemp(dir=making))
        fresh.rename(entry)

    def prune(self, in_use: Collection[str], most: int = MOST) -> None:
        """Remove the entries that were not used for longest, until the rest is small enough.

        Args:
            in_use: names of entries that go last; to remove them harms nobody who took them.
            most: bytes that may stay.
        """
        aged = [(path.name in in_use, _used(path), path) for path in self._entries()]
        left = most
        for _, _, path in sorted(aged, reverse=True):
            left -= _size(path)
            if left < 0:
                shutil.rmtree(path, ignore_errors=True)

    def held(self) -> Held:
        """How many entries there are, of any layout, and how large they are together."""
        sizes = [_size(path) for path in self._entries()]
        return Held(len(sizes), sum(sizes))

    def clear(self) -> None:
        """Remove all entries.

        Raises:
            OSError: one cannot be removed.
        """
        shutil.rmtree(self.root)

    def _entry(self, name: str) -> Path:
        return self.root / LAYOUT / name

    def _entries(self) -> Iterator[Path]:
        """The folders of all entries, of any layout."""
        return (path for path in self.root.glob("*/*") if path.is_dir())


def emptied(folder: Path) -> Path:
    """The folder for the files of an entry, without what a task left that is run a second time."""
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        shutil.rmtree(folder)
        folder.mkdir()
    return folder


def _sealed(entry: Path, name: str) -> Any:
    """What an entry says of itself.

    Raises:
        OSError: it cannot be read.
        ValueError: it is not as it was sealed, or is another one.
    """
    said, _, seal = (entry / _ENTRY).read_bytes().rpartition(b"\n")
    if _seal(said) != seal:
        raise ValueError("the entry is not as it was sealed")
    sealed = _parsed(said)
    if sealed["name"] != name:
        raise ValueError("the entry is of another name")
    return sealed


def _parsed(said: bytes) -> Any:
    """JSON; only the slower parser reads half of a surrogate pair, as in the name of a file."""
    try:
        return orjson.loads(said)
    except orjson.JSONDecodeError:
        return json.loads(said)


def _seal(sealed: bytes) -> bytes:
    return json.dumps(xxhash.xxh3_128_hexdigest(sealed)).encode()


def _digest(file: str) -> str:
    return hash_file(file, xxhash.xxh3_128())


def _touch(entry: Path) -> None:
    """Note that an entry was used now; without the right to do so it goes earlier."""
    with suppress(OSError):
        os.utime(entry)


def _used(entry: Path) -> float:
    """When an entry was used last."""
    try:
        return entry.stat().st_mtime
    except FileNotFoundError:
        return 0


def _size(entry: Path) -> int:
    """Bytes of its files; 0 where it is gone."""
    try:
        return sum(file.stat().st_size for file in os.scandir(entry))
    except FileNotFoundError:
        return 0
