"""A `.labels.json` file: read with its version, and replaced whole or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from corpus.errors import CannotRunError

Annotation = dict[str, Any]  # as schemas/labels.schema.json has it


class Labels(NamedTuple):
    """What a labels file says."""

    annotations: list[Annotation]
    version: str  # changes whenever the file does; empty where there is no file


def read(path: Path) -> Labels:
    """The annotations of a labels file; none where there is no file.

    Raises:
        CannotRunError: it cannot be read, or is no JSON.
    """
    try:
        source = path.read_bytes()
        data = orjson.loads(source)
    except FileNotFoundError:
        return Labels([], "")
    except (OSError, orjson.JSONDecodeError) as error:
        raise CannotRunError(
            f"{path}: cannot be read ({error}); expected labels as JSON; "
            "correct it first: corpus validate says where it is wrong"
        ) from None
    annotations = data if isinstance(data, list) else [data]
    return Labels(annotations, hashlib.sha256(source).hexdigest())


def merged(old: Iterable[Annotation], new: Iterable[Annotation]) -> list[Annotation]:
    """The annotations with the new ones: a person has one of each text, the last."""
    by_key = {_key(annotation): annotation for annotation in [*old, *new]}
    return list(by_key.values())


def write(path: Path, annotations: list[Annotation]) -> str:
    """Replace a labels file; without annotations there is none.

    Returns:
        Its version.

    Raises:
        CannotRunError: it cannot be written.
    """
    data = annotations[0] if len(annotations) == 1 else annotations
    source = orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    try:
        if not annotations:
            path.unlink(missing_ok=True)
            return ""
        _replace(path, source)
    except OSError as error:
        raise CannotRunError(
            f"{path}: cannot be written ({error.strerror}); expected room and the right to write "
            "beside the articles; see to that"
        ) from None
    return hashlib.sha256(source).hexdigest()


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


def _key(annotation: Annotation) -> tuple[str, str, str]:
    return annotation["annotator"], annotation["sha256"], annotation.get("id", "")
