"""The objects of a store that many machines reach by its URL: S3, or what else pyarrow knows."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from corpus.errors import CannotRunError, CorpusError, UsageError

_AT_ONCE = 8  # requests: most of their time is waiting
_BLOCK = 1 << 20  # bytes of a file in memory
_OPTIONS = ("region", "endpoint_override", "scheme")  # of an S3 URL, as pyarrow names them


class _Patience(NamedTuple):
    """How long a store is waited for; the libraries that speak S3 wait for minutes by default."""

    connect: int  # seconds in which a server takes a connection
    request: int  # seconds in which it goes on answering
    tries: int  # of a request


_BUILD = _Patience(connect=5, request=60, tries=4)
_TRIAL = _Patience(connect=3, request=5, tries=1)


class Listed(NamedTuple):
    """What stands directly below a prefix."""

    files: list[str]  # names
    folders: list[str]  # names


def is_url(text: str) -> bool:
    """Whether what a user names is a URL, and no path."""
    return "://" in text


def below(url: str, path: str) -> str:
    """The URL of a path below a URL, which may have options behind a question mark."""
    parts = urlsplit(url)
    return parts._replace(path=f"{parts.path.rstrip('/')}/{path}").geturl()


def without_options(url: str) -> str:
    """A URL as other programs know it, without a slash at its end."""
    return urlsplit(url)._replace(query="").geturl().rstrip("/")


class Objects:
    """The objects below a URL; each has a key relative to it."""

    def __init__(self, url: str, option: str = "") -> None:
        """The objects of a URL, which is not yet asked.

        Args:
            url: of a folder.
            option: of the command that it was given with, for messages.

        Raises:
            UsageError: pyarrow has no file system for it, or one that is not told enough.
        """
        self.url = url
        self._option = option
        self._system, self._root = _system(url, option, _BUILD)

    def check(
        self, key: str, content: bytes, refuse: Callable[[bytes], None] | None = None
    ) -> None:
        """Make sure that objects can be written and read, within seconds.

        Args:
            key: of an object to write, which stays.
            content: of it.
            refuse: is given what it held before, if it was there, and raises where it is to stay.

        Raises:
            CannotRunError: they cannot.
        """
        system, root = _system(self.url, self._option, _TRIAL)
        try:
            if refuse is not None:
                with suppress(FileNotFoundError), system.open_input_stream(f"{root}/{key}") as held:
                    refuse(held.read())
            with system.open_output_stream(f"{root}/{key}") as target:
                target.write(content)
            with system.open_input_stream(f"{root}/{key}") as source:
                if source.read() != content:
                    raise OSError("it gives other bytes back")
        except CorpusError:
            raise
        except Exception as error:  # each store has errors of its own
            raise _not_usable(self.url, self._option, error) from None

    def read(self, key: str) -> bytes | None:
        """The bytes of a small object; None where there is no such object.

        Raises:
            OSError: the store cannot be read.
        """
        try:
            with self._system.open_input_stream(self._path(key)) as source:
                content: bytes = source.read()
        except FileNotFoundError:
            return None
        return content

    def write(self, key: str, content: bytes) -> None:
        """Write a small object.

        Raises:
            OSError: the store cannot be written.
        """
        with self._system.open_output_stream(self._path(key)) as target:
            target.write(content)

    def get(self, key: str, file: Path) -> bool:
        """Copy an object to a file, which appears whole; False where there is no such object.

        Raises:
            OSError: the store cannot be read, or the file not be written.
        """
        part = file.with_name(f"{file.name}.{os.getpid()}.part")
        try:
            with self._system.open_input_stream(self._path(key)) as source:
                file.parent.mkdir(parents=True, exist_ok=True)
                with part.open("wb") as target:
                    shutil.copyfileobj(source, target, _BLOCK)
                part.replace(file)
        except FileNotFoundError:
            return False
        finally:
            part.unlink(missing_ok=True)
        return True

    def get_all(self, files: Iterable[tuple[str, Path]], step: Callable[[], None]) -> None:
        """Copy objects to files as `get` does, several at once; those that are not there are not.

        Args:
            files: each behind its key.
            step: called for each.

        Raises:
            OSError: the store cannot be read, or a file not be written.
        """
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for _ in pool.map(lambda pair: self.get(*pair), files):
                step()

    def put(
        self, files: Iterable[tuple[Path, str]], step: Callable[[], None] = lambda: None
    ) -> None:
        """Copy files to objects, several at once.

        Args:
            files: each with its key.
            step: called for each that is there.

        Raises:
            OSError: a file cannot be read, or the store not be written.
        """
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for _ in pool.map(lambda pair: self._put(*pair), files):
                step()

    def _put(self, file: Path, key: str) -> None:
        with file.open("rb") as source, self._system.open_output_stream(self._path(key)) as target:
            shutil.copyfileobj(source, target, _BLOCK)

    def listed(self, prefix: str) -> Listed:
        """What stands directly below a prefix."""
        from pyarrow.fs import FileSelector

        infos = self._system.get_file_info(FileSelector(self._path(prefix), allow_not_found=True))
        return Listed(
            [info.base_name for info in infos if info.is_file],
            [info.base_name for info in infos if not info.is_file],
        )

    def keys(self, prefix: str) -> set[str]:
        """The keys of everything below a prefix."""
        from pyarrow.fs import FileSelector

        where = FileSelector(self._path(prefix), allow_not_found=True, recursive=True)
        infos = self._system.get_file_info(where)
        return {info.path.removeprefix(self._path("")) for info in infos if info.is_file}

    def exists(self, key: str) -> bool:
        """Whether there is an object."""
        return bool(self._system.get_file_info(self._path(key)).is_file)

    def remove(self, key: str) -> None:
        """Delete one object.

        Raises:
            OSError: it is still there.
        """
        try:
            self._system.delete_file(self._path(key))
        except OSError:  # also of a server that has no markers of folders, which pyarrow leaves
            if self.exists(key):
                raise

    def delete(self, prefix: str) -> None:
        """Delete everything below a prefix, as far as it can be."""
        with suppress(
            OSError
        ):  # some servers have no markers of folders, which pyarrow deletes too
            self._system.delete_dir(self._path(prefix))

    def _path(self, key: str) -> str:
        return f"{self._root}/{key}"


def _not_usable(url: str, option: str, error: Exception) -> CannotRunError:
    return CannotRunError(
        f"{option} {url}: cannot be used ({' '.join(str(error).split())[:400]}); expected a folder "
        "that this machine can read and write, on a cluster every node; look at the URL, at its "
        "endpoint (AWS_ENDPOINT_URL) and at the credentials (AWS_ACCESS_KEY_ID, "
        "AWS_SECRET_ACCESS_KEY, a profile or a role)".lstrip()
    )


def _system(url: str, option: str, patience: _Patience) -> tuple[Any, str]:
    """The file system of a URL, and the path in it.

    Raises:
        UsageError: there is none.
    """
    from pyarrow import ArrowInvalid, fs

    parts = urlsplit(url)
    try:
        if parts.scheme != "s3":
            system, root = fs.FileSystem.from_uri(url)
            return system, root.rstrip("/")
        options = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        if unknown := sorted(options.keys() - {*_OPTIONS}):
            raise ValueError(f"unknown option {unknown[0]}, known are {', '.join(_OPTIONS)}")
        if not parts.netloc:
            raise ValueError("no bucket in it")
        options.setdefault("endpoint_override", os.environ.get("AWS_ENDPOINT_URL", ""))
        system = fs.S3FileSystem(
            **{name: value for name, value in options.items() if value},
            connect_timeout=patience.connect,
            request_timeout=patience.request,
            retry_strategy=fs.AwsStandardS3RetryStrategy(max_attempts=patience.tries),
            allow_delayed_open=True,  # a small object is one request
            background_writes=False,
        )
        return system, (parts.netloc + parts.path).rstrip("/")
    except (ArrowInvalid, ValueError) as error:
        raise UsageError(
            f"{option} {url}: cannot be ({error}); expected the URL of a folder in an object "
            "store, as s3://BUCKET/FOLDER; correct it".lstrip()
        ) from None
