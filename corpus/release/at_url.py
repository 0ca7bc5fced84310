"""Releases in an object store, and the copies of them that this machine has.

    <url>/<version>/       a release: it is there once its manifest.json is, which is put last
    <url>/latest           the version of the last release, a line of text for people and programs
    <url>/.lock/<machine>  a build at work (`release.series`)

A copy is compared with the manifest at the URL each time, so that it may be deleted, and is made
whole where it is not.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from corpus.engine.runner import FILES, Progress
from corpus.errors import CannotRunError
from corpus.objects import Objects
from corpus.release.layout import LATEST, MANIFEST
from corpus.release.manifest import Manifest, file_condition
from corpus.release.version import is_version, parse

_SHOWN = 40  # characters of a URL in the name of its folder


def home(url: str) -> Path:
    """The folder of this machine for the releases at a URL; it need not be there."""
    parts = urlsplit(url)
    words = re.sub(r"[^A-Za-z0-9.]+", "-", parts.netloc + parts.path).strip("-.")
    digest = hashlib.sha256(url.rstrip("/").encode()).hexdigest()
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache").absolute()
    return caches / "corpus" / f"{words[:_SHOWN]}-{digest[:12]}"


def last_version(objects: Objects) -> str | None:
    """The version of the last release of a series; None where nothing was released yet.

    Args:
        objects: those of the series.

    Raises:
        OSError: the store does not answer.
    """
    versions = sorted(filter(is_version, objects.listed("").folders), key=parse, reverse=True)
    return next((version for version in versions if is_released(objects, version)), None)


def is_released(objects: Objects, version: str) -> bool:
    """Whether a release of a series is there, and whole.

    Raises:
        OSError: the store does not answer.
    """
    return objects.exists(f"{version}/{MANIFEST}")


def fetch(
    objects: Objects,
    version: str,
    copy: Path,
    progress: Progress,
    needed: Callable[[str], bool] = lambda _: True,
) -> None:
    """Have a copy of a release as it is in the store.

    Args:
        objects: those of the series.
        version: of the release.
        copy: folder of the copy, which may be there.
        progress: is told of each file that comes.
        needed: says of a path inside a release whether its file is wanted.

    Raises:
        OSError: the store does not answer, or the copy cannot be written.
    """
    text = objects.read(f"{version}/{MANIFEST}")
    if text is None:
        raise FileNotFoundError(f"there is no {version}/{MANIFEST}")
    own = copy / MANIFEST
    if not (own.is_file() and own.read_bytes() == text):
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir(parents=True)
        own.write_bytes(text)
    manifest = Manifest.parse(text)
    files = manifest.outputs if manifest else []  # whoever opens the copy tells what is wrong
    lacking = [file.path for file in files if needed(file.path) and file_condition(copy, file)]
    if lacking:
        progress.stage("fetch", len(lacking), FILES)
        objects.get_all(((f"{version}/{path}", copy / path) for path in lacking), progress.step)


def fetched(url: str, progress: Progress, anew: bool = False) -> Path:
    """The folder of a copy of the release at a URL.

    Args:
        url: of the release: `s3://BUCKET/SERIES/1.0.0`, or `latest` in the place of the version.
        progress: is told of each file that comes.
        anew: fetch every file, whatever is here.

    Raises:
        CannotRunError: there is no release, the store does not answer, or the copy cannot be
            written.
        UsageError: the URL cannot be.
    """
    parts = urlsplit(url)
    series, _, name = parts.path.rstrip("/").rpartition("/")
    of_series = parts._replace(path=series).geturl()
    objects = Objects(of_series)
    folder = home(of_series) / "read"
    with asking(url, folder):
        version = last_version(objects) if name == LATEST else name
        if version is None or not (is_version(version) and is_released(objects, version)):
            raise CannotRunError(
                f"{url}: no release here; expected the URL of a release, as "
                f"{of_series}/1.0.0 or {of_series}/{LATEST}; name one"
            )
        if anew:
            shutil.rmtree(folder / version, ignore_errors=True)
        fetch(objects, version, folder / version, progress)
    return folder / version


@contextmanager
def asking(url: str, folder: Path) -> Iterator[None]:
    """Tell what failed between a store and a folder.

    Raises:
        CannotRunError: something did inside the block.
    """
    try:
        yield
    except OSError as error:
        raise CannotRunError(
            f"{url}: stopped ({' '.join(str(error).split())[:400]}); expected answers of the "
            f"store, and room and the right to write in {folder} (XDG_CACHE_HOME names another "
            "place for it); fix that, and try again: what is published there stands as it stood"
        ) from error
