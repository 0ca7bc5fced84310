"""Where people's labels of the articles of a release belong: beside the raw files."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path, PurePosixPath

from corpus.errors import CannotRunError
from corpus.release.reader import Release


def raw_files(release: Release, ids: Collection[str]) -> dict[str, str]:
    """The raw file of each of these articles that the release has, relative to the raw folder.

    Raises:
        CannotRunError: a file of the release cannot be read, or a path leads out of the folder.
    """
    files: dict[str, str] = {}
    for origin in release.origins():
        if origin.id in ids:
            path = PurePosixPath(origin.file)
            if path.is_absolute() or ".." in path.parts:
                raise CannotRunError(
                    f"{release.path}: the raw file of {origin.id} is {origin.file}; expected a "
                    "path below the raw folder; use a release that `corpus build` made"
                )
            files[origin.id] = origin.file
    return files


def check_raw(release: Release, raw: Path, files: Collection[str]) -> None:
    """Refuse a raw folder that a release was not built from.

    Raises:
        CannotRunError: one of the files is not in it.
    """
    for file in files:
        if not (raw / file).is_file():
            raise CannotRunError(
                f"{raw / file}: is not there; expected the raw file that {release.path} was built "
                "of; name the right raw folder, or build again"
            )
