"""A `.labels.json` file: read, and replaced whole or not at all."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import orjson

from corpus.errors import CannotRunError
from corpus.validation.schema import explain

Annotation = dict[str, Any]  # as schemas/labels.schema.json has it


def read(path: Path) -> list[Annotation]:
    """The annotations of a labels file; none where there is no file.

    Raises:
        CannotRunError: it cannot be read, or is wrong.
    """
    try:
        data = orjson.loads(path.read_bytes())
    except FileNotFoundError:
        return []
    except (OSError, orjson.JSONDecodeError) as error:
        raise CannotRunError(
            f"{path}: cannot be read ({error}); expected labels as JSON; "
            "correct it first: corpus validate says where it is wrong"
        ) from None
    annotations = data if isinstance(data, list) else [data]
    if explain("labels", data, path.name, 1):
        raise CannotRunError(
            f"{path}: no labels by their schema; expected them without mistakes before others are "
            f"added; correct them: corpus validate {path}"
        )
    return annotations


def update(path: Path, change: Callable[[list[Annotation]], list[Annotation]]) -> None:
    """Replace a labels file by what is made of it; without annotations there is none.

    Nobody else who updates it comes between reading and writing.

    Args:
        path: The file.
        change: Makes the new annotations of the present ones. What it raises leaves all as it is.

    Raises:
        CannotRunError: it cannot be read or written.
    """
    try:
        with _locked(path.parent):
            annotations = change(read(path))
            if annotations:
                data = annotations[0] if len(annotations) == 1 else annotations
                options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
                _replace(path, orjson.dumps(data, option=options))
            else:
                path.unlink(missing_ok=True)
    except OSError as error:
        raise CannotRunError(
            f"{path}: cannot be written ({error.strerror}); expected room and the right to write "
            "beside the articles; see to that"
        ) from None


def merged(old: Iterable[Annotation], new: Iterable[Annotation]) -> list[Annotation]:
    """The annotations with the new ones: a person has one of each article, the last."""
    kept = list(old)
    for annotation in new:
        places = [n for n, before in enumerate(kept) if _takes_its_place(annotation, before)]
        place = places[0] if places else len(kept)
        kept = [before for n, before in enumerate(kept) if n not in places]
        kept.insert(place, annotation)
    return kept


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Wait for others who update a labels file in the folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _replace(path: Path, source: bytes) -> None:
    """Write beside it and rename: who reads it has the old file or the new one."""
    handle, part = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), 0o644)
            file.write(source)
            file.flush()
            os.fsync(file.fileno())
        Path(part).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(part).unlink()
        raise


def _takes_its_place(new: Annotation, old: Annotation) -> bool:
    """Whether one person said both of one article; its text may have changed between."""
    is_same_article = new["sha256"] == old["sha256"] or ("id" in old and new.get("id") == old["id"])
    return bool(new["annotator"] == old["annotator"] and is_same_article)
