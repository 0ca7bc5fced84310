"""Where the files of a corpus stand: its raw folder, and which file a release means."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cached_property, lru_cache
from pathlib import Path

from corpus.read.files import OUTLETS


def raw_folder(path: Path) -> Path:
    """The folder that files of a corpus are named relative to, for any path below it.

    It is the nearest folder upwards that has outlet tables; where none has, the path itself, or the
    folder of the file.
    """
    start = path if path.is_dir() else path.parent
    for folder in (start, *_above(start)):
        if any((folder / OUTLETS).glob("*.toml")):
            return folder
    return start


def _above(folder: Path) -> Iterable[Path]:
    """The folders above one, as short as its own path is, as long as that leads upwards."""
    return folder.parents if folder.is_absolute() else [*folder.parents, *Path.cwd().parents]


def tables_of(folder: Path) -> list[str]:
    """The outlet tables of a raw folder, relative to it."""
    return sorted(f"{OUTLETS}/{table.name}" for table in (folder / OUTLETS).glob("*.toml"))


class Scope:
    """What a run reads: some files, and whatever stands in some folders."""

    def __init__(self, paths: Iterable[Path]) -> None:
        """Nothing is read yet.

        Args:
            paths: Files and folders.
        """
        paths = list(paths)
        self._folders = [path.resolve() for path in paths if path.is_dir()]
        self._raw = [*dict.fromkeys(map(raw_folder, paths))]
        self._files: list[str] = []  # that were read

    def read(self, file: str) -> None:
        """Note that a file was read."""
        self._files.append(file)

    @cached_property
    def _read(self) -> set[str]:
        """All files that were read, resolved; asked for when the last one was."""
        return {resolved(Path(file)) for file in self._files}

    def path(self, file: str) -> str:
        """The path of a file that is named relative to the raw folder, whether it is there or not.

        Where several raw folders could be meant, it is the one in which there is such a file.
        """
        paths = [folder / file for folder in self._raw]
        return next(filter(Path.exists, paths), paths[0]).as_posix()

    def is_gone(self, file: str) -> bool:
        """Whether what a file held, and was not met, is there no more."""
        return resolved(Path(file)) in self._read or not Path(file).exists()

    def holds(self, file: str) -> bool:
        """Whether a file, or one that was at its place, is of this run."""
        path = Path(file).resolve()
        return str(path) in self._read or any(map(path.is_relative_to, self._folders))

    def has_any(self, files: Iterable[str]) -> bool:
        """Whether one of some files, named relative to the raw folder, is there."""
        return any((folder / file).exists() for file in files for folder in self._raw)


def below(folder: Path, path: Path) -> str:
    """The path of a file as it is named relative to a folder that it is below."""
    return path.absolute().relative_to(folder.absolute()).as_posix()


def resolved(path: Path) -> str:
    """A path by which a file is the same, however it was named."""
    return _resolved(os.path.abspath(path))  # noqa: PTH100 - Path.absolute keeps `..`


@lru_cache(1 << 10)  # of a file's problems, each is asked about
def _resolved(path: str) -> str:
    return os.path.realpath(path)
